//! German contacts, made from a seed: the `n`-th one is always the same, whatever was made before.

use jiff::civil::Date;
use sync::{Record, Value};

use super::random::Random;
use super::words::{
    CATEGORIES, CITIES, City, DEPARTMENTS, FORMS, MEN, NOTES, POSITIONS, STREETS, SURNAMES, TRADES,
    WOMEN,
};

/// An endless list of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contacts {
    seed: u64,
}

/// A copy or duplicate is one of so many contacts before it.
const NEAR: u64 = 60;

impl Contacts {
    /// The contacts of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The contact at an index. One in a hundred is a copy of an earlier one, one in a hundred the
    /// same person with other numbers.
    #[must_use]
    pub fn get(&self, index: u64) -> Record {
        let mut random = Random::new(self.seed, index);
        let roll = random.below(100);
        let earlier = index.saturating_sub(1).saturating_sub(random.below(NEAR.min(index)));
        match roll {
            0 if index > 0 => self.original(earlier),
            1 if index > 0 => Self::duplicate(self.original(earlier), &mut random),
            _ => self.original(index),
        }
    }

    fn original(self, index: u64) -> Record {
        let mut random = Random::new(!self.seed, index);
        Contact { record: Record::new(), city: CITIES.first().copied().unwrap_or_default(), index }
            .build(&mut random)
    }

    fn duplicate(mut record: Record, random: &mut Random) -> Record {
        let mobile = format!("0160 {}", random.digits(7));
        record.set("contact.phone.mobile", Value::Text(mobile));
        record.put("contact.body", None);
        record
    }
}

struct Contact {
    record: Record,
    city: City,
    index: u64,
}

impl Contact {
    fn build(mut self, random: &mut Random) -> Record {
        self.city = random.pick(CITIES).copied().unwrap_or(self.city);
        let company_only = random.percent(12);
        let at_work = company_only || random.percent(65);
        let surname = random.word(SURNAMES);
        if !company_only {
            self.person(random, surname);
        }
        if at_work {
            self.company(random, surname, company_only);
        }
        self.phones(random, at_work);
        self.addresses(random, at_work);
        self.extras(random);
        self.record
    }

    fn text(&mut self, name: &'static str, text: impl Into<String>) {
        self.record.set(name, Value::Text(text.into()));
    }

    fn person(&mut self, random: &mut Random, surname: &str) {
        let woman = random.percent(50);
        let first = random.word(if woman { WOMEN } else { MEN });
        let doctor = if random.percent(6) { " Dr." } else { "" };
        self.text("contact.prefix", format!("{}{doctor}", if woman { "Frau" } else { "Herr" }));
        self.text("contact.first_name", first);
        self.text("contact.last_name", surname);
        if random.percent(8) {
            self.text("contact.middle_name", random.word(if woman { WOMEN } else { MEN }));
        }
        if random.percent(60) {
            let name = format!("{}.{}{}", latin(first), latin(surname), self.index);
            self.text("contact.email1", format!("{name}@post.example"));
        }
        self.personal(random);
    }

    fn personal(&mut self, random: &mut Random) {
        if random.percent(60) {
            self.record.put("contact.birthday", day(random, 1938, 66).map(Value::Date));
        }
        if random.percent(6) {
            self.record.put("contact.anniversary", day(random, 1970, 50).map(Value::Date));
        }
        if random.percent(8) {
            let partner = [MEN, WOMEN].concat();
            self.text("contact.spouse", random.word(&partner));
        }
        if random.percent(7) {
            let children = vec![random.word(WOMEN).to_owned(), random.word(MEN).to_owned()];
            self.record.set("contact.children", Value::List(children));
        }
        if random.percent(3) {
            self.text("contact.nickname", random.word(MEN).to_lowercase());
        }
    }

    fn company(&mut self, random: &mut Random, surname: &str, only: bool) {
        let (trade, domain) = random.pick(TRADES).copied().unwrap_or_default();
        let name = format!("{trade} {surname} {}", random.word(FORMS));
        let host = format!("{}-{domain}{}.example", latin(surname), self.index);
        self.text("contact.company", name);
        let mailbox =
            if only { "info".to_owned() } else { latin(self.record.text("contact.last_name")) };
        let email = format!("{mailbox}@{host}");
        let first = self.record.is_empty("contact.email1");
        self.text(if first { "contact.email1" } else { "contact.email2" }, email);
        if random.percent(50) {
            self.text("contact.business_home_page", format!("https://www.{host}"));
        }
        if !only && random.percent(70) {
            self.text("contact.job_title", random.word(POSITIONS));
        }
        if !only && random.percent(30) {
            self.text("contact.department", random.word(DEPARTMENTS));
        }
    }

    fn addresses(&mut self, random: &mut Random, at_work: bool) {
        let slots: &[&str] = match (at_work, random.below(100)) {
            (_, 0..3) => &[],
            (true, 3..75) => &["business"],
            (true, 75..90) => &["business", "home"],
            (true, 90..94) => &["business", "home", "other"],
            (true, _) | (false, 94..) => &["other"],
            (false, _) => &["home"],
        };
        for slot in slots {
            self.address(random, slot);
        }
    }

    fn address(&mut self, random: &mut Random, slot: &str) {
        let (postal_code, city, state, _) = self.city;
        let street = format!("{} {}", random.word(STREETS), random.below(180).saturating_add(1));
        let mut part = |part: &str, text: String| {
            self.record.set(format!("contact.{slot}.{part}"), Value::Text(text));
        };
        part("street", street);
        part("postal_code", postal_code.to_owned());
        part("city", city.to_owned());
        if random.percent(40) {
            part("state", state.to_owned());
        }
        if random.percent(80) {
            part("country", "Deutschland".to_owned());
        }
        if slot == "business" && random.percent(10) {
            part("po_box", format!("{} {}", random.digits(2), random.digits(2)));
        }
        self.city = random.pick(CITIES).copied().unwrap_or(self.city);
    }

    fn phones(&mut self, random: &mut Random, at_work: bool) {
        if at_work && random.percent(85) {
            let number = self.phone(random);
            self.text("contact.phone.business", number);
        }
        if at_work && random.percent(30) {
            let number = self.phone(random);
            self.text("contact.fax.business", number);
        }
        if !at_work || random.percent(20) {
            let number = self.phone(random);
            self.text("contact.phone.home", number);
        }
        if random.percent(55) {
            let network = random.word(&["151", "160", "170", "171", "172", "173", "176", "179"]);
            self.text("contact.phone.mobile", format!("+49 {network} {}", random.digits(7)));
        }
    }

    /// A number as people write them, each in their own way.
    fn phone(&self, random: &mut Random) -> String {
        let (area, number) = (self.city.3, random.digits(7));
        match random.below(4) {
            0 => format!("+49 {area} {number}"),
            1 => format!("0{area}/{number}"),
            2 => format!("(0{area}) {number}"),
            _ => format!("0{area} {number}-{}", random.below(10)),
        }
    }

    fn extras(&mut self, random: &mut Random) {
        if random.percent(40) {
            let mut categories = vec![random.word(CATEGORIES).to_owned()];
            if random.percent(25) {
                categories.push(random.word(CATEGORIES).to_owned());
                categories.dedup();
            }
            self.record.set("contact.categories", Value::List(categories));
        }
        if random.percent(25) {
            let note = format!("{}\r\n{}", random.word(NOTES), random.word(NOTES));
            self.text("contact.body", note);
        }
        if random.percent(5) {
            self.text("contact.user1", format!("Vertrag {}", random.digits(5)));
        }
        if random.percent(1) {
            self.record.set("contact.private", Value::Bool(true));
        }
    }
}

fn day(random: &mut Random, first_year: i16, years: u64) -> Option<Date> {
    let first = Date::new(first_year, 1, 1).ok()?;
    let days = i64::try_from(random.below(years.saturating_mul(365))).ok()?;
    first.checked_add(jiff::SignedDuration::from_hours(days.saturating_mul(24))).ok()
}

/// A name as it is written in an address of the Internet.
fn latin(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' => out.push(c),
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ë' | 'é' | 'è' | 'ê' => out.push('e'),
            'ı' => out.push('i'),
            'ş' => out.push('s'),
            'ř' => out.push('r'),
            'á' => out.push('a'),
            'ô' => out.push('o'),
            ' ' | '-' => out.push('-'),
            _ => {}
        }
    }
    out
}

//! What the properties of a card mean for a contact.

use std::collections::BTreeSet;

use sync::{Kind, Message, Record, Value, normalised};

use super::dialect::Dialect;
use super::labels::{self, Labels};
use super::lines::{self, Coding, Line};
use super::slots::{self, Wish};
use super::{dates, postal, table};
use crate::interchange::{Entry, Ground};

/// Reads one card.
///
/// # Errors
///
/// `vcard-damaged`: these bytes are no card. `vcard-empty`: it says nothing about anyone.
/// `vcard-group`: it is a list of other cards.
pub fn read(card: &[u8], ground: &Ground) -> Result<Entry, Message> {
    let card = lines::parse(card).ok_or_else(|| Message::new("vcard-damaged"))?;
    let mut dialect = Dialect::new(card.version, ground);
    let labels = Labels::of(&card.lines, &mut dialect);
    let mut reader = Reader::new(dialect, labels, ground);
    card.lines.iter().for_each(|line| reader.take(line));
    if card.cut_off {
        reader.entry.losses.push(Message::new("vcard-cut-off"));
    }
    if card.unreadable > 0 {
        let message = Message::new("vcard-lines-unreadable").with("count", card.unreadable);
        reader.entry.losses.push(message);
    }
    reader.finish()
}

struct Reader<'a> {
    dialect: Dialect<'a>,
    ground: &'a Ground,
    labels: Labels,
    entry: Entry,
    named_left: BTreeSet<String>,
    /// The name as one text.
    full_name: String,
    notes: Vec<String>,
    wishes: Vec<Wish>,
    emails: Vec<(u8, Option<&'static str>, String)>,
    addresses: Vec<postal::Address>,
    children: Vec<String>,
    categories: Vec<String>,
    /// How many of the user's texts came by.
    texts: usize,
    labelled: bool,
    is_group: bool,
}

/// The rank of what is not preferred: after everything that is.
const UNRANKED: u8 = u8::MAX;

const USER_TEXTS: [&str; 4] = ["contact.user1", "contact.user2", "contact.user3", "contact.user4"];

impl<'a> Reader<'a> {
    fn new(dialect: Dialect<'a>, labels: Labels, ground: &'a Ground) -> Self {
        Self {
            dialect,
            ground,
            labels,
            entry: Entry::new(Kind::Addresses),
            named_left: BTreeSet::new(),
            full_name: String::new(),
            notes: Vec::new(),
            wishes: Vec::new(),
            emails: Vec::new(),
            addresses: Vec::new(),
            children: Vec::new(),
            categories: Vec::new(),
            texts: 0,
            labelled: false,
            is_group: false,
        }
    }

    fn take(&mut self, line: &Line) {
        let empty = line.value.trim_ascii().is_empty();
        match line.name.as_str() {
            name if line.coding == Coding::Base64 => self.leave(name),
            // Their order counts, so an empty one counts as well.
            "X-MS-TEXT" => self.user_text(line),
            // The agent's card is on the lines after it.
            "AGENT" => self.leave("AGENT"),
            _ if empty => {}
            "N" => self.name(line),
            "FN" if self.full_name.is_empty() => self.full_name = self.dialect.text(line),
            "FN" => self.another_name(line),
            "ORG" => self.organisation(line),
            "TEL" | "X-MS-TEL" => self.telephone(line),
            "EMAIL" if line.has("TLX") => self.telephone(line),
            "EMAIL" => self.email(line),
            "ADR" => self.address(line),
            "URL" => self.web_page(line),
            "NOTE" => self.note(line),
            "LABEL" => self.labelled = true,
            _ => self.take_rest(line),
        }
    }

    fn take_rest(&mut self, line: &Line) {
        match line.name.as_str() {
            "CATEGORIES" => self.categories.extend(self.dialect.parts(line, b",;")),
            "X-MS-CHILD" => self.children.push(self.dialect.text(line)),
            "CLASS" => self.class(line),
            "GENDER" | "X-GENDER" => self.gender(line),
            "RELATED" => self.related(line),
            "X-ABRELATEDNAMES" => self.related_name(line),
            "X-ABDATE" if self.labels.label(line) == "ANNIVERSARY" => {
                self.date("contact.anniversary", line);
            }
            "X-ABLABEL" => self.label(line),
            "X-MS-OL-DEFAULT-POSTAL-ADDRESS" => self.mailing(line),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => {
                self.is_group |= self.dialect.text(line).trim().eq_ignore_ascii_case("group");
            }
            "UID" => self.entry.uid = self.dialect.text(line).trim().to_owned(),
            "REV" => {
                let text = self.dialect.text(line);
                self.entry.changed_at = dates::instant(&text, &self.ground.zone);
            }
            "X-KUNDENNR" => self.entry.number = self.dialect.text(line).trim().to_owned(),
            _ => self.take_simple(line),
        }
    }

    /// A property that holds one field, or one without a place.
    fn take_simple(&mut self, line: &Line) {
        match table::field_of(&line.name) {
            Some(field @ ("contact.birthday" | "contact.anniversary")) => self.date(field, line),
            Some(field) => {
                let text = self.dialect.text(line);
                self.set(field, text, &line.name);
            }
            None => self.leave(&line.name),
        }
    }

    /// Names a property that has no place.
    fn leave(&mut self, name: &str) {
        if !table::is_bookkeeping(name) && self.named_left.insert(name.to_owned()) {
            self.entry.left.push(name.to_owned());
        }
    }

    /// Sets a field that a card should give once; a second one that says something else is left.
    fn set(&mut self, field: &'static str, text: String, property: &str) {
        let record = &mut self.entry.record;
        if record.is_empty(field) {
            record.set(field, Value::Text(text));
        } else if !text.trim().is_empty() && record.text(field) != text {
            self.leave(property);
        }
    }

    fn date(&mut self, field: &'static str, line: &Line) {
        let date = dates::date(&self.dialect.text(line)).map(Value::Date);
        let made_up = line.param("X-APPLE-OMIT-YEAR").is_some();
        match (date.filter(|_| !made_up), self.entry.record.get(field)) {
            (Some(date), None) => self.entry.record.set(field, date),
            (Some(date), Some(held)) if *held == date => {}
            _ => self.leave(&line.name),
        }
    }

    fn name(&mut self, line: &Line) {
        const FIELDS: [&str; 5] = [
            "contact.last_name",
            "contact.first_name",
            "contact.middle_name",
            "contact.prefix",
            "contact.suffix",
        ];
        if has_name(&self.entry.record) {
            return self.another_name(line);
        }
        let parts = self.dialect.parts(line, b";");
        if parts.iter().skip(FIELDS.len()).any(|part| !part.trim().is_empty()) {
            self.leave("N");
        }
        for (field, part) in FIELDS.into_iter().zip(parts) {
            self.entry.record.set(field, Value::Text(part));
        }
    }

    /// The same name in another language or script.
    fn another_name(&mut self, line: &Line) {
        if line.param("ALTID").is_none() {
            self.leave(&line.name);
        }
    }

    fn organisation(&mut self, line: &Line) {
        let mut parts = self.dialect.parts(line, b";").into_iter();
        let company = parts.next().unwrap_or_default();
        let units: Vec<String> = parts.filter(|unit| !unit.trim().is_empty()).collect();
        self.set("contact.company", company, "ORG");
        self.set("contact.department", units.join(", "), "ORG");
    }

    fn note(&mut self, line: &Line) {
        let text = self.dialect.text(line);
        if self.notes.last() != Some(&text) {
            self.notes.push(text);
        }
    }

    fn user_text(&mut self, line: &Line) {
        let text = self.dialect.text(line);
        match USER_TEXTS.get(self.texts) {
            Some(field) => self.entry.record.set(*field, Value::Text(text)),
            None if text.trim().is_empty() => {}
            None => self.leave(&line.name),
        }
        self.texts = self.texts.saturating_add(1);
    }

    fn telephone(&mut self, line: &Line) {
        let text = without_scheme(line, self.dialect.text(line), "tel:");
        let mut types = self.labels.types(line);
        types.extend(line.preference().map(|_| "PREF"));
        self.wishes.push(slots::telephone(&types, text));
    }

    fn email(&mut self, line: &Line) {
        let text = without_scheme(line, self.dialect.text(line), "mailto:");
        let mark = [slots::SECOND, slots::THIRD].into_iter().find(|mark| line.has(mark));
        self.emails.push((line.preference().unwrap_or(UNRANKED), mark, text));
    }

    fn web_page(&mut self, line: &Line) {
        let text = self.dialect.text(line);
        let types = self.labels.types(line);
        self.wishes.push(slots::web_page(&types, text));
    }

    fn address(&mut self, line: &Line) {
        let parts = self.dialect.parts(line, b";");
        let country_code = line.param("CC").unwrap_or_default().to_owned();
        let slot = postal::slot(&self.labels.types(line));
        let preferred = line.preference().is_some();
        let filled = parts.iter().chain([&country_code]).any(|part| !part.trim().is_empty());
        if filled {
            self.addresses.push(postal::Address { slot, preferred, country_code, parts });
        }
    }

    fn mailing(&mut self, line: &Line) {
        match self.dialect.text(line).trim().parse() {
            Ok(number @ 0..=3) => {
                self.entry.record.set("contact.mailing.selector", Value::Int(number));
            }
            _ => self.leave(&line.name),
        }
    }

    fn class(&mut self, line: &Line) {
        let private = match self.dialect.text(line).trim().to_uppercase().as_str() {
            "PRIVATE" | "CONFIDENTIAL" => true,
            "PUBLIC" => false,
            _ => return self.leave("CLASS"),
        };
        self.entry.record.set("contact.private", Value::Bool(private));
    }

    fn gender(&mut self, line: &Line) {
        let text = self.dialect.parts(line, b";").into_iter().next().unwrap_or_default();
        let number = match text.trim().to_uppercase().as_str() {
            "M" | "MALE" => 2,
            "F" | "FEMALE" => 1,
            "U" | "UNKNOWN" => 0,
            _ => return self.leave(&line.name),
        };
        self.entry.record.set("contact.gender", Value::Int(number));
    }

    fn related(&mut self, line: &Line) {
        let text = self.dialect.text(line);
        let address = ["urn:", "http:", "https:", "mailto:", "data:"];
        let points = line.is_uri() || address.iter().any(|scheme| text.starts_with(scheme));
        match () {
            () if points => self.leave(&line.name),
            () if line.has("CHILD") => self.children.push(text),
            () if line.has("SPOUSE") => self.set("contact.spouse", text, &line.name),
            () => self.leave(&line.name),
        }
    }

    /// A person whom Apple's label relates.
    fn related_name(&mut self, line: &Line) {
        let text = self.dialect.text(line);
        let field = match self.labels.label(line) {
            "CHILD" => return self.children.push(text),
            "SPOUSE" | "PARTNER" => "contact.spouse",
            "ASSISTANT" => "contact.assistant",
            "MANAGER" => "contact.manager",
            _ => return self.leave(&line.name),
        };
        self.set(field, text, &line.name);
    }

    /// A label that nobody knows says something.
    fn label(&mut self, line: &Line) {
        if labels::types(&labels::bare(&self.dialect.text(line))).is_none() {
            self.leave(&line.name);
        }
    }

    fn finish(mut self) -> Result<Entry, Message> {
        self.settle();
        if self.is_group {
            return Err(Message::new("vcard-group").with("name", self.full_name.trim()));
        }
        self.settle_name();
        if self.dialect.guessed {
            let message = Message::new("vcard-text-guessed").with("page", self.ground.code_page);
            self.entry.warnings.push(message);
        }
        if self.dialect.damaged {
            self.entry.losses.push(Message::new("vcard-text-damaged"));
        }
        match self.entry.record == Record::new() {
            true => Err(Message::new("vcard-empty")),
            false => Ok(self.entry),
        }
    }

    /// Gives what waited its place, once everything is known.
    fn settle(&mut self) {
        let record = &mut self.entry.record;
        record.set("contact.body", Value::Text(self.notes.join("\r\n\r\n")));
        record.set("contact.children", list(std::mem::take(&mut self.children)));
        record.set("contact.categories", list(std::mem::take(&mut self.categories)));
        let mut wishes = std::mem::take(&mut self.wishes);
        wishes.extend(slots::emails(std::mem::take(&mut self.emails)));
        let left = slots::settle(record, wishes);
        let no_address = self.addresses.is_empty();
        let homeless = postal::settle(record, std::mem::take(&mut self.addresses));
        left.into_iter().for_each(|property| self.leave(property));
        if homeless {
            self.leave("ADR");
        }
        if self.labelled && no_address {
            self.leave("LABEL");
        }
    }

    /// The name as one text: it is a name where there is no other, unless it only stands in for one.
    fn settle_name(&mut self) {
        let record = &mut self.entry.record;
        let stands_in = ["contact.company", "contact.file_as"].iter().chain(slots::EMAILS);
        let full = normalised(&self.full_name);
        if has_name(record) {
            if !repeats(record, &full) {
                self.leave("FN");
            }
        } else if stands_in.into_iter().all(|field| normalised(record.text(field)) != full) {
            record.set("contact.last_name", Value::Text(self.full_name.clone()));
        }
    }
}

fn list(mut texts: Vec<String>) -> Value {
    texts.iter_mut().for_each(|text| *text = text.trim().to_owned());
    texts.retain(|text| !text.is_empty());
    Value::List(texts)
}

fn without_scheme(line: &Line, text: String, scheme: &str) -> String {
    let begins = text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    match text.get(scheme.len()..) {
        Some(rest) if begins && line.is_uri() => rest.to_owned(),
        _ => text,
    }
}

const NAMES: [&str; 5] = [
    "contact.prefix",
    "contact.first_name",
    "contact.middle_name",
    "contact.last_name",
    "contact.suffix",
];

fn has_name(record: &Record) -> bool {
    NAMES.iter().any(|field| !record.is_empty(field))
}

/// Whether a full name has no word that the record lacks.
fn repeats(record: &Record, full: &str) -> bool {
    let more = ["contact.nickname", "contact.company", "contact.department"];
    let fields = NAMES.iter().chain(&more);
    let texts: Vec<String> = fields.map(|field| normalised(record.text(field))).collect();
    let known: BTreeSet<&str> = texts.iter().flat_map(|text| words(text)).collect();
    words(full).all(|word| known.contains(word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty())
}

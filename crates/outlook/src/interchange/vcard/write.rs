//! A contact as a card. Version 2.1 is written in the manner of Outlook: its order, its types, its
//! own properties.

use sync::{Name, Record, Value};

use super::out::{Head, Out};
use super::table::{TABLE, Way, Whole, carries};
use super::{Version, postal, slots};
use crate::contact;
use crate::interchange::Put;

/// A contact as a card, with the number that it has in the office.
#[must_use]
pub fn write(record: &Record, number: &str, version: Version) -> Put {
    let mut out = Out::new(version);
    out.fixed("BEGIN:VCARD");
    out.fixed(&format!("VERSION:{}", version.name()));
    let mut last = None;
    for (field, way) in TABLE {
        match way {
            // Written with their first field.
            Way::Part(whole) if last == Some(whole) => {}
            Way::Part(whole) => whole_of(&mut out, record, *whole),
            _ => single(&mut out, record, field, *way),
        }
        if let Way::Part(whole) = way {
            last = Some(whole);
        }
    }
    let number = number.trim();
    if !number.is_empty() && !number.contains(char::is_control) {
        out.one(Head::new("X-KUNDENNR"), number);
    }
    out.fixed("END:VCARD");
    let left = left(record, &out);
    Put { text: out.into_text(), left }
}

/// Fields that are not in the card, or not as they are.
fn left(record: &Record, out: &Out) -> Vec<Name> {
    let missing = record.iter().filter(|(name, value)| {
        !value.is_empty() && !is_derived(record, name) && !carries(name, out.version)
    });
    let missing = missing.map(|(name, _)| Name::from(name.to_owned()));
    missing.chain(out.left.iter().cloned()).collect()
}

/// What Outlook makes of other fields; also what it makes of an e-mail address unless told.
fn is_derived(record: &Record, name: &str) -> bool {
    let of_email = |rest: &str| name.strip_suffix(rest).map(|email| record.text(email));
    let usual = match (of_email(".type"), of_email(".display_name")) {
        (Some(_), _) => record.text(name).eq_ignore_ascii_case("SMTP"),
        (_, Some(address)) => !address.is_empty() && record.text(name).contains(address),
        _ => false,
    };
    usual || contact::field(name).is_some_and(|field| field.derived)
}

fn single(out: &mut Out, record: &Record, field: &'static str, way: Way) {
    match way {
        Way::Text(name) => one(out, record, field, Head::new(name)),
        Way::Tel(types) => one(out, record, field, Head::of("TEL", types)),
        Way::MsTel(types) => one(out, record, field, Head::of("X-MS-TEL", types)),
        Way::Second(first, types) => second(out, record, field, first, types),
        Way::Telex => telex(out, record, field),
        Way::Web(name, of) => web(out, record, field, name, of),
        Way::Date(names) => date(out, record, field, out.version.of(names)),
        Way::Mailing => number(out, record, field, "X-MS-OL-DEFAULT-POSTAL-ADDRESS", &MAILING),
        Way::Gender => {
            let name = out.version.of(["X-GENDER", "X-GENDER", "GENDER"]);
            number(out, record, field, name, &["U", "F", "M"]);
        }
        Way::Each(name) => {
            let texts = out.texts(record, field);
            texts
                .iter()
                .filter(|text| filled(text))
                .for_each(|text| out.one(Head::new(name), text));
        }
        Way::Categories => categories(out, record, field),
        Way::Chat => chat(out, record, field),
        Way::Private => private(out, record, field),
        Way::Part(_) | Way::CountryCode => {}
    }
}

const MAILING: [&str; 4] = ["0", "1", "2", "3"];

fn filled(text: &str) -> bool {
    !text.trim().is_empty()
}

fn one(out: &mut Out, record: &Record, field: &'static str, head: Head<'_>) {
    let text = out.text(record, field);
    if filled(&text) {
        out.one(head, &text);
    }
}

/// The second number of its types, marked where there is no first.
fn second(
    out: &mut Out,
    record: &Record,
    field: &'static str,
    first: &'static str,
    types: &[&str],
) {
    let mark = record.is_empty(first).then_some(slots::SECOND);
    let types: Vec<&str> = types.iter().copied().chain(mark).collect();
    one(out, record, field, Head::of("TEL", &types));
}

/// Outlook has it as an e-mail address; programs of the newer versions would write to it.
fn telex(out: &mut Out, record: &Record, field: &'static str) {
    let name = out.version.of(["EMAIL", "X-MS-TEL", "X-MS-TEL"]);
    one(out, record, field, Head::of(name, &["TLX"]));
}

fn web(out: &mut Out, record: &Record, field: &'static str, name: &str, of: &str) {
    let text = out.text(record, field);
    let types: &[&str] = if of.is_empty() { &[] } else { &[of] };
    if filled(&text) {
        out.web(Head::of(name, types), &text);
    }
}

fn date(out: &mut Out, record: &Record, field: &'static str, name: &str) {
    match record.get(field) {
        None => {}
        Some(Value::Date(date)) if date.year() >= 0 => {
            let (year, month, day) = (date.year(), date.month(), date.day());
            let text = match out.version {
                Version::V30 => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}{month:02}{day:02}"),
            };
            out.one(Head::new(name), &text);
        }
        Some(_) => {
            out.left.insert(field.into());
        }
    }
}

/// A number as one of these words.
fn number(out: &mut Out, record: &Record, field: &'static str, name: &str, words: &[&str]) {
    let word = match record.get(field) {
        None => return,
        Some(Value::Int(number)) => usize::try_from(*number).ok().and_then(|at| words.get(at)),
        Some(_) => None,
    };
    match word {
        Some(word) => out.one(Head::new(name), word),
        None => {
            out.left.insert(field.into());
        }
    }
}

fn categories(out: &mut Out, record: &Record, field: &'static str) {
    let texts = out.texts(record, field);
    let texts: Vec<&str> =
        texts.iter().map(|text| text.trim()).filter(|text| filled(text)).collect();
    if !texts.is_empty() {
        out.list("CATEGORIES", &texts);
    }
}

fn chat(out: &mut Out, record: &Record, field: &'static str) {
    let text = out.text(record, field);
    let scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty() && !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let is_uri = scheme && text.bytes().all(|byte| byte.is_ascii_graphic());
    match () {
        () if !filled(&text) => {}
        () if is_uri && out.version != Version::V21 => out.web(Head::new("IMPP"), &text),
        () => out.one(Head::new("X-MS-IMADDRESS"), &text),
    }
}

fn private(out: &mut Out, record: &Record, field: &'static str) {
    match record.get(field) {
        None => {}
        Some(Value::Bool(private)) => {
            out.one(Head::new("CLASS"), if *private { "PRIVATE" } else { "PUBLIC" });
        }
        Some(_) => {
            out.left.insert(field.into());
        }
    }
}

fn whole_of(out: &mut Out, record: &Record, whole: Whole) {
    match whole {
        Whole::Name => name(out, record),
        Whole::Org => organisation(out, record),
        Whole::Address(slot) => address(out, record, slot),
        Whole::Emails => emails(out, record),
        Whole::Texts => user_texts(out, record),
    }
}

/// `N` and `FN`. What stands in for a missing name is not taken for one when it is read.
fn name(out: &mut Out, record: &Record) {
    let last = out.text(record, "contact.last_name");
    let first = out.text(record, "contact.first_name");
    let middle = out.text(record, "contact.middle_name");
    let prefix = out.text(record, "contact.prefix");
    let suffix = out.text(record, "contact.suffix");
    let words = [&prefix, &first, &middle, &last, &suffix].map(String::as_str);
    let words: Vec<&str> = words.into_iter().filter(|word| filled(word)).collect();
    let full = words.join(" ");
    let stands_in = ["contact.company", "contact.file_as"].iter().chain(slots::EMAILS);
    let stands_in = stands_in.map(|field| out.text(record, field)).find(|text| filled(text));
    let full = Some(full).filter(|full| filled(full)).or(stands_in).unwrap_or_default();
    out.parts(Head::new("N"), &[&last, &first, &middle, &prefix, &suffix]);
    // The newer versions ask for it even where there is none.
    if filled(&full) || out.version != Version::V21 {
        out.one(Head::new("FN"), &full);
    }
}

fn organisation(out: &mut Out, record: &Record) {
    let company = out.text(record, "contact.company");
    let department = out.text(record, "contact.department");
    let parts: &[&str] = if filled(&department) { &[&company, &department] } else { &[&company] };
    if parts.iter().any(|part| filled(part)) {
        out.parts(Head::new("ORG"), parts);
    }
}

const OFFICE: &str = "contact.office_location";

fn address(out: &mut Out, record: &Record, slot: &'static str) {
    let whole = Way::Part(Whole::Address(slot));
    let fields = TABLE.iter().filter(|(field, way)| *way == whole && *field != OFFICE);
    let mut parts: Vec<String> = fields.map(|(field, _)| out.text(record, field)).collect();
    let office = if slot == "business" { out.text(record, OFFICE) } else { String::new() };
    parts.insert(1.min(parts.len()), office);
    let country_code = country_code(out, record, slot);
    if !parts.iter().chain([&country_code]).any(|part| filled(part)) {
        return;
    }
    let number = postal::SLOTS.iter().find(|(of, _)| *of == slot).map(|(_, number)| *number);
    let preferred = record.get("contact.mailing.selector") == number.map(Value::Int).as_ref();
    let types: &[&str] = match (slot, out.version) {
        ("business", _) => &["WORK"],
        ("home", _) => &["HOME"],
        (_, Version::V40) => &[],
        _ => &["POSTAL"],
    };
    let head = Head { name: "ADR", types, preferred, country_code: &country_code };
    out.parts(head, &parts.iter().map(String::as_str).collect::<Vec<_>>());
    label(out, record, slot, Head { name: "LABEL", ..head });
}

/// The address as text, as Outlook gives it along in its version.
fn label(out: &mut Out, record: &Record, slot: &str, head: Head<'_>) {
    let text = contact::block(record, slot).replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    if out.version == Version::V21 && filled(&text) {
        out.one(head, &text);
    }
}

/// The country code of a slot, where the version has one and it is one.
fn country_code(out: &mut Out, record: &Record, slot: &'static str) -> String {
    let field = CODES.iter().find(|(of, _)| *of == slot).map(|(_, field)| *field);
    let Some(field) = field.filter(|field| carries(field, out.version)) else {
        return String::new();
    };
    let text = out.text(record, field);
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text;
    }
    out.left.insert(field.into());
    String::new()
}

const CODES: [(&str, &str); 3] = [
    ("business", "contact.business.country_code"),
    ("home", "contact.home.country_code"),
    ("other", "contact.other.country_code"),
];

/// The addresses, each marked whose place would not be known from its order.
fn emails(out: &mut Out, record: &Record) {
    let mut before = 0;
    let marks = [None, Some(slots::SECOND), Some(slots::THIRD)];
    for (at, (field, mark)) in slots::EMAILS.iter().zip(marks).enumerate() {
        let text = out.text(record, field);
        if !filled(&text) {
            continue;
        }
        let internet: &[&str] = out.version.of([&["INTERNET"], &["INTERNET"], &[]]);
        let mark = mark.filter(|_| before < at);
        let first = (at == 0).then_some("PREF");
        let types: Vec<&str> =
            first.into_iter().chain(internet.iter().copied()).chain(mark).collect();
        out.one(Head::of("EMAIL", &types), &text);
        before += 1;
    }
}

/// The user's texts: as many as there are places up to the last filled one, as their order counts.
fn user_texts(out: &mut Out, record: &Record) {
    let fields = ["contact.user1", "contact.user2", "contact.user3", "contact.user4"];
    let mut texts: Vec<String> = fields.map(|field| out.text(record, field)).into();
    while texts.last().is_some_and(|text| !filled(text)) {
        texts.pop();
    }
    texts.iter().for_each(|text| out.one(Head::new("X-MS-TEXT"), text));
}

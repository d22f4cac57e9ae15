//! A person of an address book as a contact. The property numbers are those of MAPI; where an
//! address book is said to use one otherwise, it is named here.

use sync::{Kind, Value};

use super::super::{Entry, Ground};
use super::record::{Property, Record};
use crate::filetime;

/// Texts and their fields.
#[rustfmt::skip]
const TEXTS: &[(u16, &str)] = &[
    (0x3004, "contact.body"),
    (0x3A06, "contact.first_name"),
    (0x3A44, "contact.middle_name"),
    (0x3A11, "contact.last_name"),
    (0x3A45, "contact.prefix"),
    (0x3A4F, "contact.nickname"),
    (0x3A0A, "contact.initials"),
    (0x3A08, "contact.phone.business"),
    (0x3A09, "contact.phone.home"),
    (0x3A1C, "contact.phone.mobile"),
    (0x3A21, "contact.phone.pager"),
    (0x3A24, "contact.fax.business"),
    (0x3A25, "contact.fax.home"),
    (0x3A16, "contact.company"),
    (0x3A17, "contact.job_title"),
    (0x3A18, "contact.department"),
    (0x3A19, "contact.office_location"),
    // In Outlook these five are the mailing address; in an address book, that of the business.
    (0x3A29, "contact.business.street"),
    (0x3A27, "contact.business.city"),
    (0x3A28, "contact.business.state"),
    (0x3A2A, "contact.business.postal_code"),
    (0x3A26, "contact.business.country"),
    (0x3A5D, "contact.home.street"),
    (0x3A59, "contact.home.city"),
    (0x3A5C, "contact.home.state"),
    (0x3A5B, "contact.home.postal_code"),
    (0x3A5A, "contact.home.country"),
    (0x3A50, "contact.personal_home_page"),
    (0x3A51, "contact.business_home_page"),
    (0x3A48, "contact.spouse"),
];

const SHOWN_NAME: u16 = 0x3001;
const ADDRESS_TYPE: u16 = 0x3002;
const ADDRESS: u16 = 0x3003;
const CHANGED: u16 = 0x3008;
const TYPES: u16 = 0x3A54;
const DEFAULT: u16 = 0x3A55;
const ADDRESSES: u16 = 0x3A56;
const CHILDREN: u16 = 0x3A58;
const GENDER: u16 = 0x3A4D;
const DATES: [(u16, &str); 2] = [(0x3A42, "contact.birthday"), (0x3A41, "contact.anniversary")];

/// What is read in another way, or is of use to the address book alone: type, identity and search
/// key, time of creation, how mail is encoded, and the marks of profiles (of which only the author
/// of one program saw the numbers).
const OWN: [u16; 14] = [
    0x0FFE,
    0x0FFF,
    0x300B,
    0x3007,
    0x3A71,
    0x8004,
    0x800C,
    0x800D,
    SHOWN_NAME,
    ADDRESS_TYPE,
    ADDRESS,
    CHANGED,
    TYPES,
    DEFAULT,
];

const EMAILS: [(&str, &str); 3] = [
    ("contact.email1", "contact.email1.type"),
    ("contact.email2", "contact.email2.type"),
    ("contact.email3", "contact.email3.type"),
];

/// The contact of a record.
pub(super) fn entry(record: &Record<'_>, ground: &Ground) -> Entry {
    let mut entry = Entry::new(Kind::Addresses);
    let page = ground.code_page;
    for property in &record.properties {
        if !OWN.contains(&property.id) && !put(property, &mut entry, ground) && property.is_filled()
        {
            leave(&mut entry, property.id);
        }
    }
    emails(record, &mut entry, page);
    let shown = text(record, SHOWN_NAME, page);
    if is_news(&entry, &shown) {
        entry.record.set("contact.file_as", Value::Text(shown));
    }
    let changed = record.get(CHANGED).and_then(Property::time);
    entry.changed_at = changed.and_then(filetime::to_timestamp);
    entry
}

fn leave(entry: &mut Entry, id: u16) {
    entry.left.push(format!("0x{id:04X}"));
}

fn text(record: &Record<'_>, id: u16, page: u16) -> String {
    let texts = record.get(id).map(|property| property.texts(page)).unwrap_or_default();
    texts.into_iter().next().unwrap_or_default()
}

/// Sets the field of a property; `false` where it has none.
fn put(property: &Property<'_>, entry: &mut Entry, ground: &Ground) -> bool {
    let field = |table: &[(u16, &'static str)]| {
        table.iter().find(|(id, _)| *id == property.id).map(|(_, field)| *field)
    };
    let texts = property.texts(ground.code_page);
    if let Some(name) = field(TEXTS) {
        let text = texts.into_iter().next();
        entry.record.put(name, text.map(Value::Text));
        return !entry.record.is_empty(name);
    }
    if let Some(name) = field(&DATES) {
        let day = property.time().and_then(|time| filetime::date_in(time, &ground.zone));
        entry.record.put(name, day.map(Value::Date));
        return day.is_some();
    }
    match property.id {
        CHILDREN => {
            entry.record.set("contact.children", Value::List(texts));
            !entry.record.is_empty("contact.children")
        }
        GENDER => {
            let number = property.number().filter(|number| (0..=2).contains(number));
            entry.record.put("contact.gender", number.filter(|it| *it > 0).map(Value::Int));
            number.is_some()
        }
        // Read with the types beside them.
        ADDRESSES => !texts.is_empty(),
        _ => false,
    }
}

/// Addresses and their types, the default one first.
fn emails(record: &Record<'_>, entry: &mut Entry, page: u16) {
    let texts = |id| record.get(id).map(|property| property.texts(page)).unwrap_or_default();
    let types = texts(TYPES);
    let kind = |at: usize| types.get(at).cloned().unwrap_or_default();
    let addresses = texts(ADDRESSES).into_iter().enumerate();
    let mut all: Vec<(String, String)> = addresses.map(|(at, it)| (it, kind(at))).collect();
    let default = record.get(DEFAULT).and_then(Property::number);
    let default = default.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < all.len());
    if let Some(first) = default {
        all.get_mut(..=first).unwrap_or_default().rotate_right(1);
    }
    let alone = text(record, ADDRESS, page);
    if !all.iter().any(|(address, _)| address.eq_ignore_ascii_case(&alone)) {
        all.insert(0, (alone, text(record, ADDRESS_TYPE, page)));
    }
    let mut all = all.into_iter().filter(|(address, _)| !address.trim().is_empty());
    for ((field, type_field), (address, kind)) in EMAILS.into_iter().zip(all.by_ref()) {
        entry.record.set(field, Value::Text(address));
        entry.record.set(type_field, Value::Text(kind));
    }
    if all.next().is_some() {
        leave(entry, ADDRESSES);
    }
}

/// Whether the name that is shown is not made of the others.
fn is_news(entry: &Entry, shown: &str) -> bool {
    let text = |name| entry.record.text(name);
    let join = |parts: &[&str], between: &str| {
        let parts = parts.iter().copied().filter(|part| !part.is_empty());
        parts.collect::<Vec<&str>>().join(between)
    };
    let (first, middle) = (text("contact.first_name"), text("contact.middle_name"));
    let last = text("contact.last_name");
    let made = [
        join(&[first, last], " "),
        join(&[first, middle, last], " "),
        join(&[last, first], ", "),
        text("contact.company").to_owned(),
        text("contact.email1").to_owned(),
    ];
    !made.iter().any(|made| made.eq_ignore_ascii_case(shown.trim()))
}

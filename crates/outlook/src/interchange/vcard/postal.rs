//! Postal addresses (`ADR`).
//!
//! Outlook puts the office into the second part of the work address; elsewhere that part is more
//! of the street.

use sync::{Record, Value};

/// Parts of an address after the post office box and the extended address.
pub(super) const PARTS: [&str; 5] = ["street", "city", "state", "postal_code", "country"];

/// The slots and their numbers as mailing address.
pub(super) const SLOTS: [(&str, i64); 3] = [("home", 1), ("business", 2), ("other", 3)];

/// An address in search of a slot.
pub(super) struct Address {
    pub slot: &'static str,
    pub preferred: bool,
    pub country_code: String,
    /// All seven parts.
    pub parts: Vec<String>,
}

/// The slot that types stand for.
pub(super) fn slot(types: &[&str]) -> &'static str {
    match () {
        () if types.contains(&"WORK") => "business",
        () if types.contains(&"HOME") => "home",
        () => "other",
    }
}

/// Puts addresses into their slots; whether one found none.
pub(super) fn settle(record: &mut Record, found: Vec<Address>) -> bool {
    let mut taken = Vec::new();
    let mut late = Vec::new();
    for address in found {
        if taken.contains(&address.slot) {
            late.push(address);
        } else {
            taken.push(address.slot);
            put(record, address);
        }
    }
    let mut late = late.into_iter();
    if !taken.contains(&"other")
        && let Some(address) = late.next()
    {
        put(record, Address { slot: "other", ..address });
    }
    late.next().is_some()
}

fn put(record: &mut Record, address: Address) {
    let Address { slot, preferred, country_code, parts } = address;
    let mut parts = parts.into_iter();
    let field = |part: &str| format!("contact.{slot}.{part}");
    let mut next = || parts.next().unwrap_or_default();
    record.set(field("po_box"), Value::Text(next()));
    let (extended, street) = (next(), next());
    if slot == "business" {
        record.set("contact.office_location", Value::Text(extended));
        record.set(field("street"), Value::Text(street));
    } else {
        let lines = [extended, street].into_iter().filter(|line| !line.trim().is_empty());
        record.set(field("street"), Value::Text(lines.collect::<Vec<_>>().join("\r\n")));
    }
    for part in PARTS.into_iter().skip(1) {
        record.set(field(part), Value::Text(next()));
    }
    record.set(field("country_code"), Value::Text(country_code));
    if preferred && record.is_empty("contact.mailing.selector") {
        let number = SLOTS.iter().find(|(of, _)| *of == slot).map(|(_, number)| *number);
        record.put("contact.mailing.selector", number.map(Value::Int));
    }
}

//! Postal addresses: their text, and the mailing copy.
//!
//! PidLidPostalAddressId names one of the three addresses; its parts stand a second time under
//! the mailing properties and must be equal there (\[MS-OXOCNTC\] 2.2.1.3.9).

use sync::{Record, Value};

use super::names::join;

/// The three addresses, in the order in which one becomes the mailing address, with their number.
pub const SLOTS: [(&str, i64); 3] = [("business", 2), ("home", 1), ("other", 3)];

/// What an address is made of.
const PARTS: [&str; 7] =
    ["street", "postal_code", "city", "state", "country", "po_box", "country_code"];

fn field(slot: &str, part: &str) -> String {
    format!("contact.{slot}.{part}")
}

/// The address as lines: street, post office box, postal code and city, state, country.
pub fn block(record: &Record, slot: &str) -> String {
    let part = |part: &str| crlf(record.text(&field(slot, part)));
    let city = join(&[&part("postal_code"), &part("city")], " ");
    join(&[&part("street"), &part("po_box"), &city, &part("state"), &part("country")], "\r\n")
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Fills the texts of the addresses, the choice of the mailing address, and its copy.
pub fn complete(record: &mut Record) {
    for (slot, _) in SLOTS {
        fill(record, field(slot, "block"), block(record, slot));
    }
    let Some((slot, number)) = chosen(record) else { return };
    record.set("contact.mailing.selector", Value::Int(number));
    for part in PARTS.iter().copied().chain(["block"]) {
        let copy = record.text(&field(slot, part)).to_owned();
        fill(record, field("mailing", part), copy);
    }
}

/// The address that the record names as mailing address, else the first filled one.
fn chosen(record: &Record) -> Option<(&'static str, i64)> {
    let mut slots = SLOTS.into_iter();
    match record.get("contact.mailing.selector") {
        Some(Value::Int(chosen)) => slots.find(|(_, number)| number == chosen),
        _ => slots.find(|(slot, _)| !record.is_empty(&field(slot, "block"))),
    }
}

fn fill(record: &mut Record, name: String, text: String) {
    if record.is_empty(&name) {
        record.set(name, Value::Text(text));
    }
}

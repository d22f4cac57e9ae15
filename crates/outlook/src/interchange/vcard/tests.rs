//! Cards that are read, written, and both.

mod corpus;
mod files;
mod reading;
mod there_and_back;
mod writing;

use jiff::tz::TimeZone;
use sync::{Record, Value};

use super::*;
use crate::interchange::{Entry, Ground};

fn ground() -> Ground {
    Ground { code_page: 1252, zone: TimeZone::get("Europe/Berlin").unwrap() }
}

fn entry(card: impl AsRef<[u8]>) -> Entry {
    read(card.as_ref(), &ground()).unwrap()
}

/// A card of these lines.
fn card(version: &str, lines: &[&str]) -> Entry {
    entry(format!("BEGIN:VCARD\r\nVERSION:{version}\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n")))
}

fn record(texts: &[(&'static str, &str)]) -> Record {
    texts.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
}

fn put(texts: &[(&'static str, &str)], version: Version) -> String {
    String::from_utf8(write(&record(texts), "", version).text).unwrap()
}

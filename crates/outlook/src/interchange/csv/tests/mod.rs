//! What tables promise, on texts made from Outlook's own header lines.

mod contacts;
mod files;
mod items;
mod there_and_back;

use sync::{Kind, Message, Record, Value};

use super::super::{Entry, Ground};
use super::Table;
use crate::item::testing::{context, zone};

fn ground() -> Ground {
    Ground { code_page: 1252, zone: zone("Europe/Berlin") }
}

fn open(text: &str) -> Table {
    Table::open(text.as_bytes().to_vec(), &ground()).unwrap()
}

/// The entries of a table, each of which becomes an item without complaint.
fn entries(text: &str) -> Vec<Entry> {
    let table = open(text);
    let entries: Vec<Entry> = (0..table.len()).map(|row| table.read(row).unwrap()).collect();
    entries.iter().for_each(accepted);
    entries
}

/// The one entry of a table, which tells all that its row says.
fn clean(text: &str) -> Record {
    let [entry] = entries(text).try_into().unwrap();
    assert_eq!((&entry.left, &entry.warnings, &entry.losses), (&vec![], &vec![], &vec![]));
    entry.record
}

fn accepted(entry: &Entry) {
    let ctx = context("Europe/Berlin", false);
    match entry.kind {
        Kind::Addresses => drop(crate::contact::new_item(&entry.record, &ctx).unwrap()),
        Kind::Appointments => drop(crate::appointment::new_item(&entry.record, &ctx).unwrap()),
        Kind::Tasks => drop(crate::task::new_item(&entry.record, &ctx).unwrap()),
        Kind::Mails => drop(crate::mail::new_item(&entry.record, &ctx).unwrap()),
    }
}

/// A record of texts.
fn texts(kind: &str, fields: &[(&str, &str)]) -> Record {
    fields.iter().map(|(name, text)| (format!("{kind}.{name}"), Value::text(*text))).collect()
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).to_owned()).collect())
}

fn ids(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.id.as_str()).collect()
}

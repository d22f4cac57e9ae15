//! Addresses, for people.

use office::{Address, AddressPage};
use sync::{Message, Value};

use super::output::Output;
use super::table::{Align, pairs, table};
use crate::words::Words;

/// The columns of a list beside number and name.
const COLUMNS: [&str; 4] = ["postal_code", "city", "phone", "email"];

/// A list of addresses.
pub fn list(page: &AddressPage, words: &Words, out: &mut Output) {
    let mut headings = vec![
        (words.label("customer_no"), Align::Right),
        (words.text("head-name"), Align::Left),
        (words.label("company"), Align::Left),
    ];
    headings.extend(COLUMNS.map(|name| (words.label(name), Align::Left)));
    let rows: Vec<Vec<String>> = page.addresses.iter().map(row).collect();
    if !rows.is_empty() {
        out.line(table(&headings, &rows));
        out.line("");
    }
    let part = if (rows.len() as u64) < page.total { "yes" } else { "no" };
    let shown = Message::new("address-count").with("total", page.total);
    out.line(words.say(&shown.with("shown", rows.len()).with("part", part)));
}

fn row(address: &Address) -> Vec<String> {
    // A prospect has no number: it is shown under the name by which it can be asked for.
    let prospect = || format!("id:{}", address.id);
    let number = Some(address.number.clone()).filter(|number| !number.is_empty());
    let company = address.fields.text("company");
    let company = if company == address.name() { "" } else { company };
    let mut row = vec![number.unwrap_or_else(prospect), address.name().to_owned(), company.into()];
    row.extend(COLUMNS.map(|name| address.fields.text(name).to_owned()));
    row
}

/// Every filled field of an address.
pub fn details(address: &Address, words: &Words, out: &mut Output) {
    let mut lines = vec![(words.label("id"), address.id.to_string())];
    let mut add = |name: &str, value: String| lines.push((words.label(name), value));
    if !address.number.is_empty() {
        add("customer_no", address.number.clone());
    }
    for field in &office::address_schema().fields {
        let value = address.fields.get(&field.name);
        // "no" goes without saying.
        if let Some(value) = value.filter(|value| **value != Value::Bool(false)) {
            add(&field.name, words.value(value).replace("\r\n", "\n"));
        }
    }
    add("created_at", words.instant(address.created_at));
    add("changed_at", words.instant(address.changed_at));
    if let Some(at) = address.deleted_at {
        lines.push((words.text("address-deleted-at"), words.instant(at)));
    }
    out.line(pairs(&lines));
}

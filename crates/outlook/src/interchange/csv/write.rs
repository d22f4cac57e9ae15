//! Records as rows.

use sync::{Kind, Name, Record, Value};

use super::super::{Entry, Ground, Put};
use super::cells::Cells;
use super::columns::{self, Column};
use super::dates::{Dates, Order};
use super::read::{self, Reading};
use crate::item::When;
use crate::{appointment, code_page, contact, mail, task, user};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// German names, words and dates; else English ones.
    pub german: bool,
    /// What stands between cells. Outlook takes commas, whatever the language.
    pub delimiter: u8,
    /// In which encoding.
    pub encoding: Encoding,
}

/// The encoding of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a mark at its beginning: nothing is lost.
    Utf8,
    /// A code page, which older versions of Outlook need.
    CodePage(u16),
}

impl Default for Form {
    fn default() -> Self {
        Self { german: true, delimiter: b',', encoding: Encoding::Utf8 }
    }
}

impl Form {
    fn encoded(self, text: &str) -> Vec<u8> {
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::CodePage(page) => code_page::encode(text, page),
        }
    }

    fn decoded(self, bytes: &[u8]) -> String {
        match self.encoding {
            Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Encoding::CodePage(page) => code_page::decode(bytes, page),
        }
    }

    /// Cells as a line: each in quotes, an empty one as nothing.
    fn line(self, cells: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
        let mut line = Vec::new();
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                line.push(self.delimiter);
            }
            if !cell.is_empty() {
                line.push(b'"');
                for byte in cell {
                    // Quotes and nothing else are doubled: in all code pages of Windows the second
                    // byte of a character is never one.
                    line.extend(std::iter::repeat_n(byte, if byte == b'"' { 2 } else { 1 }));
                }
                line.push(b'"');
            }
        }
        line.extend(b"\r\n");
        line
    }
}

/// The first line of a table.
#[must_use]
pub fn head(kind: Kind, form: Form) -> Vec<u8> {
    let columns = columns::written(kind, form.german);
    let line = form.line(columns.iter().map(|column| form.encoded(&column.name)));
    match form.encoding {
        Encoding::Utf8 => [b"\xEF\xBB\xBF".as_slice(), &line].concat(),
        Encoding::CodePage(_) => line,
    }
}

/// The row of a record; what it does not carry is found by reading it again. A series is told by
/// its first occurrence, times by the clock of the user's zone.
#[must_use]
pub fn row(kind: Kind, record: &Record, number: &str, form: Form, ground: &Ground) -> Put {
    let columns = columns::written(kind, form.german);
    let cells = Cells::new(kind, record, number, form.german, &ground.zone);
    let means = columns.iter().filter_map(|column| column.means);
    let cells: Vec<Vec<u8>> = means.map(|means| form.encoded(&cells.cell(means))).collect();
    let again = read_again(kind, &columns, &cells, form, ground);
    let text = form.line(cells.into_iter());
    let lost = |(name, value): &(&str, &Value)| {
        let carried = again.as_ref().is_some_and(|entry| carried(entry, name, value));
        !carried && !is_ours(kind, name) && !says_nothing(record, name, value)
    };
    let left = record.iter().filter(lost).map(|(name, _)| Name::from(name.to_owned()));
    Put { text, left: left.collect() }
}

/// Whether a table has a column for a field.
#[must_use]
pub fn carries(kind: Kind, field: &str) -> bool {
    let carries = |column: &Column| {
        let means = column.means?;
        let named = columns::field(means) == Some(field);
        (named || columns::fields(kind, means).contains(&field)).then_some(())
    };
    columns::written(kind, true).iter().any(|column| carries(column).is_some())
}

fn read_again(
    kind: Kind,
    columns: &[Column],
    cells: &[Vec<u8>],
    form: Form,
    ground: &Ground,
) -> Option<Entry> {
    let order = if form.german { Order::Day } else { Order::Month };
    let dates = Dates { order, certain: true };
    let reading = Reading { kind, columns, dates, zone: &ground.zone };
    let cells: Vec<String> = cells.iter().map(|cell| form.decoded(cell)).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    read::entry(&reading, &cells).ok()
}

fn carried(entry: &Entry, name: &str, value: &Value) -> bool {
    let read = entry.record.get(name);
    let compare = contact::field(name).map(|field| field.compare).unwrap_or_default();
    sync::same(read, Some(value), compare) || same_moment(read, value)
}

/// A start or end may be written in more than one way.
fn same_moment(a: Option<&Value>, b: &Value) -> bool {
    let (a, b) = (a.and_then(When::of), When::of(b));
    a.is_some() && a == b
}

/// Fields that Outlook derives, and the number, which has a column of its own.
fn is_ours(kind: Kind, name: &str) -> bool {
    let derived = match kind {
        Kind::Addresses => contact::field(name).map(|field| field.derived),
        Kind::Appointments => appointment::field(name).map(|field| field.derived),
        Kind::Tasks => task::field(name).map(|field| field.derived),
        Kind::Mails => mail::field(name).map(|field| field.derived),
    };
    derived == Some(true) || name.strip_prefix(user::PREFIX) == Some(kind.number_field())
}

/// Values that are the same as none, or follow from others.
fn says_nothing(record: &Record, name: &str, value: &Value) -> bool {
    match (name, value) {
        (_, Value::Bool(false)) => true,
        (_, value) if value.is_empty() => true,
        ("mail.message_class", value) => *value == Value::text("IPM.Note"),
        ("mail.sender", value) => record.get("mail.from") == Some(value),
        ("appointment.label" | "appointment.meeting_state", value) => *value == Value::Int(0),
        ("appointment.response", value) => *value == Value::text("none"),
        ("contact.file_as", value) => file_as_follows(record, value),
        ("contact.mailing.selector", value) => selector_follows(record, value),
        _ => false,
    }
}

/// Outlook files a contact under its name, else its company.
fn file_as_follows(record: &Record, value: &Value) -> bool {
    let text = |name| record.text(name);
    let given = [text("contact.first_name"), text("contact.middle_name")];
    let join = |parts: &[&str], between: &str| {
        let parts = parts.iter().copied().filter(|part| !part.is_empty());
        parts.collect::<Vec<&str>>().join(between)
    };
    let name = join(&[text("contact.last_name"), &join(&given, " ")], ", ");
    let company = text("contact.company").to_owned();
    *value == Value::Text(if name.is_empty() { company } else { name })
}

/// The first address that is filled is the one for mail.
fn selector_follows(record: &Record, value: &Value) -> bool {
    let slots = [("contact.business.", 2), ("contact.home.", 1), ("contact.other.", 3)];
    let filled = |slot: &str| record.iter().any(|(name, _)| name.starts_with(slot));
    let first = slots.iter().find(|(slot, _)| filled(slot)).map(|(_, number)| *number);
    *value == Value::Int(first.unwrap_or(0))
}

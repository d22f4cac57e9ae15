//! Records, for people: lists, and one with all its fields.

mod details;
mod html;

use office::{OfficeRecord, RecordPage, Sort};
use sync::form::Mailbox;
use sync::{Kind, Message, Value};

use super::output::Output;
use super::table::{Align, table};
use crate::session::{attached, number_field, which_of};
use crate::words::Words;

pub use details::Details;

/// A column: its heading and what a record shows in it.
type Column = (Heading, Align, fn(&OfficeRecord, &Words) -> String);

/// A heading: the label of a field, or a word.
enum Heading {
    Field(&'static str),
    Word(&'static str),
}
use Heading::{Field, Word};

const ADDRESS: &[Column] = &[
    (Field("customer_no"), Align::Right, |record, _| which_of(record)),
    (Word("head-name"), Align::Left, |record, _| record.name().to_owned()),
    (Field("company"), Align::Left, |record, _| company(record)),
    (Field("postal_code"), Align::Left, |record, _| text(record, "postal_code")),
    (Field("city"), Align::Left, |record, _| text(record, "city")),
    (Field("phone"), Align::Left, |record, _| text(record, "phone")),
    (Field("email"), Align::Left, |record, _| text(record, "email")),
];

const MAIL: &[Column] = &[
    (Field("message_no"), Align::Right, |record, _| which_of(record)),
    (Word("head-date"), Align::Left, mail_date),
    (Field("from"), Align::Left, |record, _| from(record)),
    (Field("subject"), Align::Left, |record, _| text(record, "subject")),
    (Field("attachments"), Align::Right, |record, _| attachments(record)),
    (Field("folder"), Align::Left, |record, _| text(record, "folder")),
];

const APPOINTMENT: &[Column] = &[
    (Field("appointment_no"), Align::Right, |record, _| which_of(record)),
    (Field("start"), Align::Left, |record, words| words.when(false, record.fields.text("start"))),
    (Field("end"), Align::Left, appointment_end),
    (Field("subject"), Align::Left, |record, _| text(record, "subject")),
    (Field("location"), Align::Left, |record, _| text(record, "location")),
    (Field("recurrence"), Align::Left, |record, words| {
        words.recurrence(record.fields.text("recurrence"))
    }),
];

const TASK: &[Column] = &[
    (Field("task_no"), Align::Right, |record, _| which_of(record)),
    (Field("due_date"), Align::Left, |record, words| value(record, "due_date", words)),
    (Field("subject"), Align::Left, |record, _| text(record, "subject")),
    (Field("status"), Align::Left, |record, words| value(record, "status", words)),
    (Field("percent"), Align::Right, |record, words| value(record, "percent", words)),
    (Field("priority"), Align::Left, |record, words| value(record, "priority", words)),
    (Field("owner"), Align::Left, |record, _| text(record, "owner")),
];

fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Addresses => ADDRESS,
        Kind::Mails => MAIL,
        Kind::Appointments => APPOINTMENT,
        Kind::Tasks => TASK,
    }
}

/// The orders that the columns of a list stand for; none where there is none.
pub fn sorts(kind: Kind) -> Vec<Option<Sort>> {
    let sort = |(heading, ..): &Column| match heading {
        Field(name) if *name == number_field(kind) => Some(Sort::Number),
        Word("head-name") | Field("subject") => Some(Sort::Name),
        Word("head-date") | Field("due_date" | "start") => Some(Sort::Date),
        Field("from") => Some(Sort::From),
        _ => None,
    };
    columns(kind).iter().map(sort).collect()
}

/// The headings of a list.
pub fn heads(kind: Kind, words: &Words) -> Vec<String> {
    let heading = |(heading, ..): &Column| match heading {
        Field(name) => words.label(name),
        Word(id) => words.text(id),
    };
    columns(kind).iter().map(heading).collect()
}

/// A record in a list.
pub fn row(record: &OfficeRecord, words: &Words) -> Vec<String> {
    columns(record.kind).iter().map(|column| (column.2)(record, words)).collect()
}

/// How many there are, and how many of them are shown.
pub fn count(kind: Kind, page: &RecordPage, words: &Words) -> String {
    let id = match kind {
        Kind::Addresses => "address-count",
        Kind::Mails => "mail-count",
        Kind::Appointments => "appointment-count",
        Kind::Tasks => "task-count",
    };
    let part = if (page.records.len() as u64) < page.total { "yes" } else { "no" };
    let shown = Message::new(id).with("total", page.total);
    words.say(&shown.with("shown", page.records.len()).with("part", part))
}

/// A list of records of a kind.
pub fn list(kind: Kind, page: &RecordPage, words: &Words, out: &mut Output) {
    let aligned = columns(kind).iter().map(|(_, align, _)| *align);
    let headings: Vec<_> = heads(kind, words).into_iter().zip(aligned).collect();
    let rows: Vec<Vec<String>> = page.records.iter().map(|record| row(record, words)).collect();
    if !rows.is_empty() {
        out.line(table(&headings, &rows));
        out.line("");
    }
    out.line(count(kind, page, words));
}

/// A text in one line.
fn text(record: &OfficeRecord, name: &str) -> String {
    record.fields.text(name).replace(['\r', '\n', '\t'], " ")
}

fn value(record: &OfficeRecord, name: &str, words: &Words) -> String {
    let value = record.fields.get(name);
    value.map(|value| words.field_value(record.kind, name, value, "; ")).unwrap_or_default()
}

/// The company, where it is not the name already.
fn company(record: &OfficeRecord) -> String {
    let company = record.fields.text("company");
    if company == record.name() { String::new() } else { text(record, "company") }
}

/// When a mail was received, else sent.
fn mail_date(record: &OfficeRecord, words: &Words) -> String {
    let dates = ["received_at", "sent_at"].map(|name| value(record, name, words));
    dates.into_iter().find(|date| !date.is_empty()).unwrap_or_default()
}

/// The name of who wrote a mail, else the address.
fn from(record: &OfficeRecord) -> String {
    let mailbox = |name| Mailbox::parse(record.fields.text(name)).unwrap_or_default();
    let shown = ["from", "sender"].map(mailbox).map(|mailbox| match mailbox.name.trim() {
        "" => mailbox.address,
        name => name.to_owned(),
    });
    shown.into_iter().find(|shown| !shown.is_empty()).unwrap_or_default()
}

/// How many files come with a mail; those that its text shows are none.
fn attachments(record: &OfficeRecord) -> String {
    let attached = attached(record.fields.get("attachments"));
    match attached.iter().filter(|attached| !attached.inline).count() {
        0 => String::new(),
        count => count.to_string(),
    }
}

/// The end of an appointment; of a single day it goes without saying.
fn appointment_end(record: &OfficeRecord, words: &Words) -> String {
    if record.fields.get("all_day") == Some(&Value::Bool(true)) {
        let days = ["start", "end"].map(|name| record.fields.text(name).parse().ok());
        let [Some(start), Some(end)]: [Option<jiff::civil::Date>; 2] = days else {
            return String::new();
        };
        let last = end.yesterday().unwrap_or(end);
        return if last > start { words.date(last) } else { words.text("all-day") };
    }
    words.when(true, record.fields.text("end"))
}

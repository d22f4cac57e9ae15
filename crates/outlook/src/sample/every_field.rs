//! A contact with a value in every field, each one different: nothing can be mistaken for
//! something else.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sync::form::{Attached, Mailbox, Person, Response, Role};
use sync::memory::MemoryContents;
use sync::{ContentHash, Kind, Record, Value};

use crate::contact::{ContactField, FIELDS, Form};
use crate::user::{FieldKind, FieldWrite};

/// Every field of a contact with a value that no other field has. The two readings of a date are
/// left to be made from it.
#[must_use]
pub fn every_field() -> Record {
    let fields = FIELDS.iter().zip(1..);
    let own = fields.filter(|(field, _)| !matches!(field.form, Form::Time | Form::Unshifted));
    own.map(|(field, n)| (field.name, distinct(field, n))).collect()
}

/// An item of a kind with a value of its own in every field; what is attached goes to `contents`.
#[must_use]
pub fn every_field_of(kind: Kind, contents: &mut MemoryContents) -> Record {
    match kind {
        Kind::Addresses => every_field(),
        Kind::Mails => every_mail_field(contents),
        Kind::Appointments => texts(APPOINTMENT).chain(appointment_values()).collect(),
        Kind::Tasks => texts(TASK).chain(task_values()).collect(),
    }
}

type Texts = &'static [(&'static str, &'static str)];

fn texts(of: Texts) -> impl Iterator<Item = (&'static str, Value)> {
    of.iter().map(|(name, text)| (*name, Value::text(*text)))
}

const MAIL: Texts = &[
    ("mail.folder", "/Posteingang/Größe \\/ Farbe"),
    ("mail.message_class", "IPM.Note"),
    ("mail.subject", "AW: Größe und Preis – 12 €"),
    ("mail.from", r#"{"name":"Eva Groß","address":"eva@gross.example"}"#),
    ("mail.sender", r#"{"name":"Vorzimmer","address":"vorzimmer@gross.example"}"#),
    ("mail.importance", "high"),
    ("mail.sensitivity", "confidential"),
    ("mail.flag", "flagged: Bitte zurückrufen"),
    ("mail.message_id", "<einzig.1@gross.example>"),
    ("mail.in_reply_to", "<frage.1@buero.example>"),
    ("mail.headers", "Received: from a by b\r\nX-Eigen: ja\r\n"),
    ("mail.body_text", "Schöne Grüße\r\naus Köln für 12 €"),
    ("mail.body_html", "<html><body><p>Schöne Grüße<br>aus Köln für 12 €</p></body></html>"),
];

fn every_mail_field(contents: &mut MemoryContents) -> Record {
    let people = |names: &[&str]| {
        let mailbox = |name: &&str| {
            let address = format!("{}@post.example", name.to_lowercase());
            Mailbox { name: (*name).to_owned(), address }.to_text()
        };
        Value::List(names.iter().map(mailbox).collect())
    };
    let attached = |name: &str, hash: ContentHash, size: u64| Attached {
        name: name.to_owned(),
        size,
        hash: Some(hash),
        ..Attached::default()
    };
    let (plan, picture) = (b"Plan 1:50".as_slice(), b"\x89PNG kein Bild".as_slice());
    let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(0);
    let file = Attached {
        media_type: "application/pdf".to_owned(),
        ..attached("Grundriß.pdf", contents.add(plan), size(plan))
    };
    let inline = Attached {
        media_type: "image/png".to_owned(),
        inline: true,
        content_id: "bild1@gross.example".to_owned(),
        ..attached("Bild.png", contents.add(picture), size(picture))
    };
    let others = [
        ("mail.reply_to", people(&["Antwort"])),
        ("mail.to", people(&["Buero", "Werkstatt"])),
        ("mail.cc", people(&["Chef"])),
        ("mail.bcc", people(&["Ablage"])),
        ("mail.sent_at", Value::Instant(instant(40))),
        ("mail.received_at", Value::Instant(instant(41))),
        ("mail.read", Value::Bool(true)),
        ("mail.draft", Value::Bool(false)),
        ("mail.categories", Value::List(vec!["Geschäft".into(), "Wichtig".into()])),
        ("mail.attachments", Value::List(vec![file.to_text(), inline.to_text()])),
    ];
    texts(MAIL).chain(others).collect()
}

const APPOINTMENT: Texts = &[
    ("appointment.subject", "Besprechung über Größen"),
    ("appointment.location", "Saal Köln"),
    ("appointment.start", "2024-03-04T08:00:00Z"),
    ("appointment.end", "2024-03-04T09:30:00Z"),
    ("appointment.time_zone", "Europe/Berlin"),
    (
        "appointment.recurrence",
        r#"{"rrule":"FREQ=WEEKLY;COUNT=12;BYDAY=MO","exdates":["2024-03-18T09:00:00"],"exceptions":[{"original":"2024-04-08T09:00:00","start":"2024-04-09T14:00:00","end":"2024-04-09T15:00:00","subject":"Verlegt","location":"Büro","busy":"out","label":3,"reminder":true,"reminder_minutes":30,"own_text":true,"notes":"Nur diesmal am Dienstag"}]}"#,
    ),
    ("appointment.busy", "tentative"),
    ("appointment.organizer", "Eva Groß <eva@gross.example>"),
    ("appointment.response", "organizer"),
    ("appointment.priority", "high"),
    ("appointment.body", "Bitte Muster mitbringen, 12 €"),
    ("appointment.uid", "besprechung-1@gross.example"),
    ("appointment.billing", "Auftrag 17"),
    ("appointment.mileage", "12 km"),
];

fn appointment_values() -> impl Iterator<Item = (&'static str, Value)> {
    let person = |name: &str, role, response| {
        let address = format!("{}@post.example", name.to_lowercase());
        Person { name: name.to_owned(), address, role, response }.to_text()
    };
    let people = vec![
        person("Anna", Role::Required, Response::Accepted),
        person("Bernd", Role::Optional, Response::Tentative),
        person("Saal", Role::Resource, Response::None),
    ];
    [
        ("appointment.all_day", Value::Bool(false)),
        ("appointment.label", Value::Int(5)),
        ("appointment.reminder_minutes", Value::Int(45)),
        ("appointment.attendees", Value::List(people)),
        ("appointment.meeting_state", Value::Int(1)),
        ("appointment.categories", Value::List(vec!["Geschäft".into()])),
        ("appointment.private", Value::Bool(true)),
        ("appointment.companies", Value::List(vec!["Groß & Söhne".into()])),
        ("appointment.contacts", Value::List(vec!["Eva Groß".into()])),
    ]
    .into_iter()
}

const TASK: Texts = &[
    ("task.subject", "Größe prüfen"),
    ("task.status", "in_progress"),
    ("task.priority", "low"),
    ("task.recurrence", r#"{"rrule":"FREQ=MONTHLY;BYMONTHDAY=5"}"#),
    ("task.owner", "Eva Groß"),
    ("task.body", "Mit Meterstab, 12 €"),
    ("task.role", "Prüferin"),
    ("task.billing", "Auftrag 18"),
    ("task.mileage", "7 km"),
];

fn task_values() -> impl Iterator<Item = (&'static str, Value)> {
    [
        ("task.start_date", Value::Date(Date::constant(2024, 3, 5))),
        ("task.due_date", Value::Date(Date::constant(2024, 3, 9))),
        ("task.percent", Value::Int(35)),
        ("task.reminder_at", Value::Instant(instant(42))),
        ("task.estimated_minutes", Value::Int(480)),
        ("task.actual_minutes", Value::Int(95)),
        ("task.categories", Value::List(vec!["Werkstatt".into()])),
        ("task.private", Value::Bool(true)),
        ("task.team_task", Value::Bool(true)),
        ("task.companies", Value::List(vec!["Groß & Söhne".into()])),
        ("task.contacts", Value::List(vec!["Eva Groß".into()])),
    ]
    .into_iter()
}

/// A value for a field, of its type, different for every `n` up to 250.
#[must_use]
pub fn distinct(field: &ContactField, n: i64) -> Value {
    match field.form {
        Form::Text | Form::Subject => Value::Text(format!("{} Wert {n}", field.de)),
        Form::Short | Form::Long | Form::Unsigned => Value::Int(n.saturating_add(1000)),
        Form::Bool | Form::Private => Value::Bool(true),
        Form::Date { .. } | Form::Unshifted => Value::Date(day(n)),
        Form::Time => Value::Instant(instant(n)),
        Form::Texts => Value::List(vec![format!("eins {n}"), format!("zwei {n}")]),
        Form::Longs => Value::List(vec![n.to_string(), n.saturating_add(1000).to_string()]),
        Form::Binary => Value::Bytes(n.to_le_bytes().to_vec()),
    }
}

fn day(n: i64) -> Date {
    let first = Date::constant(1950, 1, 1);
    first.saturating_add(SignedDuration::from_hours(n.saturating_mul(24)))
}

fn instant(n: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_hours(n)).unwrap_or_default()
}

/// One user-defined field of each type, named after it.
#[must_use]
pub fn every_user_field() -> Vec<FieldWrite> {
    FieldKind::ALL.into_iter().map(user_field).collect()
}

fn user_field(kind: FieldKind) -> FieldWrite {
    let (name, value) = match kind {
        FieldKind::Text => ("Feld Text", Value::text("Größe XL")),
        FieldKind::Number => ("Feld Zahl", Value::Number(1234.5)),
        FieldKind::Percent => ("Feld Prozent", Value::Number(0.19)),
        FieldKind::Currency => ("Feld Währung", Value::Currency(1_234_500)),
        FieldKind::YesNo => ("Feld Ja/Nein", Value::Bool(true)),
        FieldKind::DateTime => ("Feld Datum", Value::Instant(instant(430_000))),
        FieldKind::Duration => ("Feld Dauer", Value::Duration(90)),
        FieldKind::Keywords => ("Feld Stichwörter", Value::List(vec!["rot".into(), "grün".into()])),
        FieldKind::Integer => ("Feld Ganzzahl", Value::Int(-42)),
    };
    FieldWrite::Value { name: name.into(), kind, value: Some(value) }
}

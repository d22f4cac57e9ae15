//! What the tests of mails share: items that are made, read and made again.

use jiff::Timestamp;
use pst::{PropValue, Props};
use sync::form::{Attached, Mailbox};
use sync::{Change, Message, Record, Value};

use super::super::*;
use crate::item::testing::{Stage, context, zone};
use crate::item::{Context, Found, Written};
use crate::property::{Prop, Values};

/// Reads an item, with what was found out.
pub fn read_with(stage: &Stage, attachments: &[Attached]) -> (Record, Found) {
    let mut found = Found::default();
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let recipients = &stage.recipients;
    let item = Item { props: &stage.props, recipients, attachments, code_page: 1252 };
    let record = fields.read(item, &zone("Europe/Berlin"), &mut found);
    (record, found)
}

/// Reads an item about which nothing is to be said.
pub fn read(stage: &Stage) -> Record {
    let (record, found) = read_with(stage, &[]);
    assert_eq!(found, Found::default());
    record
}

/// An item of properties.
pub fn stage(props: Vec<(Prop, PropValue)>) -> Stage {
    let mut values = Values::new();
    props.into_iter().for_each(|(prop, value)| values.set(prop, value));
    Stage::new(Written { values, ..Written::default() })
}

pub fn berlin(ansi: bool) -> Context {
    context("Europe/Berlin", ansi)
}

/// The new item of a record.
pub fn made(record: &Record, ansi: bool) -> Stage {
    Stage::new(new_item(record, &berlin(ansi)).unwrap())
}

/// The descriptors of a record's attachments, as the data file would give them again.
pub fn attached_again(record: &Record) -> Vec<Attached> {
    let Some(Value::List(texts)) = record.get("mail.attachments") else { return Vec::new() };
    texts.iter().map(|text| again(&Attached::parse(text).unwrap())).collect()
}

/// A descriptor, after it has been an attachment.
pub fn again(attached: &Attached) -> Attached {
    let contents = match attached.hash {
        Some(_) => pst::Contents::Bytes(b"x".to_vec()),
        None => pst::Contents::None,
    };
    let new = new_attachment(attached, contents, &berlin(false));
    let content = attached.hash.map(|hash| (hash, attached.size));
    super::super::attachment::describe(&new.props, new.props.i32(0x3705).unwrap(), content)
}

/// A record as it is after it was written as a new mail.
pub fn there_and_back(record: &Record, ansi: bool) -> Record {
    let (again, found) = read_with(&made(record, ansi), &attached_again(record));
    assert_eq!(found, Found::default());
    again
}

pub fn change(stage: &Stage, changes: &[(&'static str, Value)]) -> Result<Written, Message> {
    let changes = changes.iter().map(|(field, value)| Change {
        field: (*field).into(),
        value: Some(value.clone()).filter(|value| !value.is_empty()),
    });
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let (props, recipients) = (&stage.props, &stage.recipients);
    let item = Item { props, recipients, attachments: &[], code_page: 1252 };
    fields.change(item, &changes.collect::<Vec<_>>(), &berlin(false))
}

/// Changes an item; gives how many properties became others.
pub fn changed(stage: &mut Stage, changes: &[(&'static str, Value)]) -> usize {
    let written = change(stage, changes).unwrap();
    stage.take(written)
}

pub fn record(fields: &[(&'static str, Value)]) -> Record {
    fields.iter().cloned().collect()
}

/// Values of records, for short.
pub trait ToValue {
    fn value(self) -> Value;
}

impl ToValue for &str {
    fn value(self) -> Value {
        Value::text(self)
    }
}

impl ToValue for String {
    fn value(self) -> Value {
        Value::Text(self)
    }
}

impl ToValue for bool {
    fn value(self) -> Value {
        Value::Bool(self)
    }
}

pub fn mailbox(name: &str, address: &str) -> String {
    Mailbox { name: name.to_owned(), address: address.to_owned() }.to_text()
}

pub fn at(text: &str) -> Value {
    Value::Instant(text.parse::<Timestamp>().unwrap())
}

pub fn text(text: &str) -> PropValue {
    PropValue::Text(text.to_owned())
}

/// A row of a recipient table.
pub fn row(props: &[(u16, PropValue)]) -> Props {
    props.iter().cloned().collect()
}

/// A mail with everything.
pub fn offer() -> Record {
    let list = |texts: &[String]| Value::List(texts.to_vec());
    let eva = mailbox("Eva Groß", "eva@gross.example");
    record(&[
        ("mail.message_class", Value::text("IPM.Note")),
        ("mail.subject", Value::text("AW: Angebot für März")),
        ("mail.from", Value::Text(eva.clone())),
        ("mail.sender", Value::Text(mailbox("Büro", "buero@gross.example"))),
        ("mail.reply_to", list(&[mailbox("", "antwort@gross.example"), mailbox("Nur Name", "")])),
        ("mail.to", list(&[mailbox("Jörg", "joerg@x.example"), mailbox("", "b@x.example")])),
        ("mail.cc", list(&[mailbox("Chef", "/o=Firma/ou=Haus/cn=Recipients/cn=chef")])),
        ("mail.bcc", list(&[mailbox("Ablage", "ablage@x.example")])),
        ("mail.sent_at", at("2024-05-03T08:00:00.123Z")),
        ("mail.received_at", at("2024-05-03T08:00:09Z")),
        ("mail.read", Value::Bool(true)),
        ("mail.draft", Value::Bool(false)),
        ("mail.importance", Value::text("high")),
        ("mail.sensitivity", Value::text("private")),
        ("mail.flag", Value::text("flagged: Zur Nachverfolgung")),
        ("mail.categories", Value::List(vec!["Kunde".into(), "Größer".into()])),
        ("mail.message_id", Value::text("<1@gross.example>")),
        ("mail.in_reply_to", Value::text("<0@x.example>")),
        ("mail.headers", Value::text("Message-ID: <1@gross.example>\r\nX: y\r\n")),
        ("mail.body_text", Value::text("Guten Tag,\r\n\r\nanbei.\r\n")),
        ("mail.body_html", Value::text("<html><body><p>Guten Tag, 漢 <img src=\"cid:b@x\">")),
    ])
}

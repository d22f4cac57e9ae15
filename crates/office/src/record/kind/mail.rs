//! Mails.

use sync::form::{Attached, Mailbox};
use sync::{FieldType, Kind, Record, Value};

use super::{ADDRESSES, Description, identity_key, nothing_generated, subject, subject_key};
use crate::Language;
use crate::db::Param;
use crate::fold::sort_key;
use crate::record::cells::ticks;
use crate::record::column::{Column, Form, code, list, text, typed};

pub(super) const DESCRIPTION: Description = Description {
    kind: Kind::Mails,
    table: "mail",
    number: text("message_no", "Msgnr", "Message number").kept().at_most(8),
    columns: COLUMNS,
    computed: &[typed(FieldType::Int, "size", "Größe", "Size").kept()],
    looked_up: ADDRESSES,
    keys: &["date_key", "from_key", "identity_key"],
    by_date: &["date_key"],
    by_people: &["from_key"],
    push_keys,
    compute,
    name: subject,
    sort_key: subject_key,
    generate: nothing_generated,
};

const COLUMNS: &[Column] = &[
    code("folder", "Ordner", "Folder"),
    code("message_class", "Nachrichtenklasse", "Message class"),
    text("subject", "Betreff", "Subject"),
    text("from", "Von", "From").form(Form::Mailbox).correspondents(),
    text("sender", "Absender", "Sender").form(Form::Mailbox).correspondents(),
    list("reply_to", "Antwort an", "Reply to").form(Form::Mailbox),
    list("to", "An", "To").form(Form::Mailbox).correspondents(),
    list("cc", "Cc", "Cc").form(Form::Mailbox).correspondents(),
    list("bcc", "Bcc", "Bcc").form(Form::Mailbox).correspondents(),
    typed(FieldType::Instant, "sent_at", "Gesendet", "Sent"),
    typed(FieldType::Instant, "received_at", "Empfangen", "Received"),
    typed(FieldType::Bool, "read", "Gelesen", "Read"),
    typed(FieldType::Bool, "draft", "Entwurf", "Draft"),
    code("importance", "Wichtigkeit", "Importance"),
    code("sensitivity", "Vertraulichkeit", "Sensitivity"),
    code("flag", "Kennzeichnung", "Flag"),
    list("categories", "Kategorien", "Categories"),
    code("message_id", "Nachrichten-ID", "Message id"),
    code("in_reply_to", "Antwort auf", "In reply to"),
    list("attachments", "Anlagen", "Attachments").form(Form::Attached),
    code("headers", "Kopfzeilen", "Headers").heavy(),
    text("body_text", "Text", "Text").heavy(),
    text("body_html", "HTML-Text", "HTML text").form(Form::Html).heavy(),
    code("body_rtf", "RTF-Text", "RTF text").heavy(),
];

fn push_keys(fields: &Record, params: &mut Vec<Param<'_>>) {
    let dates = ["received_at", "sent_at"].into_iter().filter_map(|name| fields.get(name));
    let date = dates.map(|date| match date {
        Value::Instant(at) => ticks(*at),
        _ => i64::MIN,
    });
    // Mails without a date are the first: databases differ in where they sort NULL.
    params.push(date.into_iter().next().unwrap_or(i64::MIN).into());
    params.push(from_key(fields).into());
    params.push(identity_key(Kind::Mails, fields));
}

/// The key of who wrote it: the name, else the address. Sort keys of mails follow the phone book
/// in every language: a change of language leaves them.
fn from_key(fields: &Record) -> String {
    let mailbox = |name| Mailbox::parse(fields.text(name)).unwrap_or_default();
    let shown = ["from", "sender"].map(|name| mailbox(name).shown());
    let first = shown.iter().find(|shown| !shown.is_empty());
    first.map_or_else(String::new, |shown| sort_key(&[shown], Language::De))
}

/// Bytes of the texts and of what is attached.
fn compute(fields: &Record) -> Record {
    let texts = ["body_text", "body_html", "body_rtf"].map(|name| fields.text(name).len() as u64);
    let attached = match fields.get("attachments") {
        Some(Value::List(texts)) => texts.as_slice(),
        _ => &[],
    };
    let sizes = attached.iter().filter_map(|text| Some(Attached::parse(text).ok()?.size));
    let size = texts.into_iter().chain(sizes).fold(0, u64::saturating_add);
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    [("size", Value::Int(size))].into_iter().collect()
}

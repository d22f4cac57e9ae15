//! Writing mails, and the state of mails that are there.

use jiff::Timestamp;
use pst::PropValue;
use sync::form::{Attached, Mailbox};
use sync::{Change, Kind, Message, Record, Value};

use super::body;
use super::fields::{
    DISPLAY_BCC, DISPLAY_CC, DISPLAY_TO, FIELDS, FLAGS, ICON, IN_REPLY_TO, MESSAGE_ID, NO_CLIP,
    READ, RECEIVED, SENT, SUBJECT, TOPIC, TRANSPORT_PRIORITY, field,
};
use super::flag::{self, Flag};
use super::mailbox::{self, BCC, CC, REPRESENTED, SENDER, TO};
use super::read::{IS_DRAFT, IS_READ};
use crate::filetime;
use crate::item::{
    Context, ItemField, PRIORITY, PRIVATE_FLAG, Stored, Touched, Written, applied, code_of,
    constants, side_effects, store_plain, text_of, wrong_value,
};
use crate::kind_of;
use crate::property::Prop::{self, Lid};
use crate::property::Set::Common;
use crate::property::Values;

/// Message class.
pub const CLASS: &str = "IPM.Note";
/// PidTagIconIndex of mails: read, not read, not sent.
const ICON_READ: i32 = 0x100;
const ICON_UNREAD: i32 = 0x101;
const ICON_DRAFT: i32 = -1;
/// 4501-01-01, Outlook's "none".
pub(super) const NO_TIME: i64 = 0x0CB3_4557_A3DD_4000;

/// The fields of a mail that may become others: what it says never does.
pub(super) const CHANGEABLE: [&str; 5] =
    ["mail.read", "mail.flag", "mail.categories", "mail.importance", "mail.sensitivity"];
/// Where a mail is, its data file knows.
const FOLDER: &str = "mail.folder";

/// The properties and recipients of a new mail. What the record says is written verbatim; what
/// Outlook would derive is derived. Folder and attachments are put where they belong by the data
/// file.
///
/// # Errors
/// A field that mails do not have, a value that does not fit its field.
pub fn new_item(record: &Record, ctx: &Context) -> Result<Written, Message> {
    let record = &own_fields(record)?;
    let class = text_of(record, "mail.message_class").unwrap_or(CLASS);
    if kind_of(class) != Some(Kind::Mails) {
        return Err(misfit(record, "mail.message_class"));
    }
    let mut values = constants(class, ICON_READ, ctx);
    values.extend(side_effects(0));
    for field in FIELDS.iter().filter(|field| !record.is_empty(field.name)) {
        values.extend(store_plain(field, record.get(field.name))?);
    }
    let mut written = Written { values, ..Written::default() };
    let values = &mut written.values;
    put_subject(values, record.text("mail.subject"));
    put_state(values, record, class)?;
    put_importance(values, record);
    put_times(values, record)?;
    for (name, prop) in [("mail.message_id", MESSAGE_ID), ("mail.in_reply_to", IN_REPLY_TO)] {
        values.text(prop, text_field(record, name)?);
    }
    put_people(values, record, ctx)?;
    if let Some(flag) = flag_of(record)? {
        flag.put(values, record.text("mail.subject"), None, ctx);
    }
    put_clip(values, record)?;
    if ctx.target.ansi {
        // An HTML body has a code page of its own: without this readers take texts for it, too.
        values.set(MESSAGE_CODE_PAGE, PropValue::I32(i32::from(ctx.target.code_page)));
    }
    body::put(values, record, ctx.target, &mut written.warnings)?;
    written.recipients = Some(recipients(record, ctx)?).filter(|rows| !rows.is_empty());
    Ok(written)
}

/// PidTagMessageCodepage.
const MESSAGE_CODE_PAGE: Prop = Prop::Tag(0x3FFD);

/// No paper clip where all that is attached is shown in the text.
fn put_clip(values: &mut Values, record: &Record) -> Result<(), Message> {
    let attached = texts(record, "mail.attachments")?.iter().map(|text| Attached::parse(text));
    let attached: Vec<Attached> =
        attached.collect::<Result<_, _>>().map_err(|_| misfit(record, "mail.attachments"))?;
    let all_inline = !attached.is_empty() && attached.iter().all(|attached| attached.inline);
    values.set(NO_CLIP, PropValue::Bool(all_inline));
    Ok(())
}

/// The record without user-defined fields, which are not this module's business.
fn own_fields(record: &Record) -> Result<Record, Message> {
    let mut own = Record::new();
    for (name, value) in record.iter().filter(|(name, _)| !name.starts_with(crate::user::PREFIX)) {
        let unknown = || Message::new("outlook-unknown-field").with("field", name);
        own.set(field(name).ok_or_else(unknown)?.name, value.clone());
    }
    Ok(own)
}

fn misfit(record: &Record, name: &str) -> Message {
    let nothing = Value::text("");
    let unknown = || Message::new("outlook-unknown-field").with("field", name);
    let value = record.get(name).unwrap_or(&nothing);
    field(name).map_or_else(unknown, |field| wrong_value(field, value))
}

/// A text of a record; empty where there is none.
pub(super) fn text_field<'a>(record: &'a Record, name: &str) -> Result<&'a str, Message> {
    match record.get(name) {
        None | Some(Value::Text(_)) => Ok(record.text(name)),
        Some(_) => Err(misfit(record, name)),
    }
}

fn texts<'a>(record: &'a Record, name: &str) -> Result<&'a [String], Message> {
    match record.get(name) {
        None => Ok(&[]),
        Some(Value::List(texts)) => Ok(texts),
        Some(_) => Err(misfit(record, name)),
    }
}

fn bool_field(record: &Record, name: &str) -> Result<bool, Message> {
    match record.get(name) {
        None => Ok(false),
        Some(Value::Bool(yes)) => Ok(*yes),
        Some(_) => Err(misfit(record, name)),
    }
}

fn instant(record: &Record, name: &str) -> Result<Option<Timestamp>, Message> {
    match record.get(name) {
        None => Ok(None),
        Some(Value::Instant(at)) => Ok(Some(*at)),
        Some(_) => Err(misfit(record, name)),
    }
}

fn flag_of(record: &Record) -> Result<Option<Flag>, Message> {
    let text = text_field(record, "mail.flag")?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    Flag::parse(text).map(Some).ok_or_else(|| misfit(record, "mail.flag"))
}

/// Characters of "AW: ", "Re: ", "WG: " at the beginning of a subject.
fn prefix_len(subject: &str) -> usize {
    let head: Vec<char> = subject.chars().take(5).collect();
    let letters = head.iter().take_while(|c| c.is_alphabetic()).count();
    let ends = head.get(letters) == Some(&':') && head.get(letters + 1) == Some(&' ');
    if ends && (1..=3).contains(&letters) { letters + 2 } else { 0 }
}

/// The subject with the marker that tells how long its prefix is; the conversation's topic has no
/// prefix (\[MS-PST\] 2.5.3.1.1.1).
fn put_subject(values: &mut Values, subject: &str) {
    if subject.is_empty() {
        return;
    }
    let prefix = prefix_len(subject);
    let marker = u32::try_from(prefix + 1).ok().and_then(char::from_u32).unwrap_or('\u{1}');
    values.set(SUBJECT, PropValue::Text(format!("\u{1}{marker}{subject}")));
    values.text(TOPIC, &subject.chars().skip(prefix).collect::<String>());
}

fn put_state(values: &mut Values, record: &Record, class: &str) -> Result<(), Message> {
    let [read, draft] = [bool_field(record, "mail.read")?, bool_field(record, "mail.draft")?];
    let flags = if read { IS_READ } else { 0 } | if draft { IS_DRAFT } else { 0 };
    values.set(FLAGS, PropValue::I32(flags));
    let icon = match (draft, read) {
        (true, _) => ICON_DRAFT,
        (false, true) => ICON_READ,
        (false, false) => ICON_UNREAD,
    };
    if class.eq_ignore_ascii_case(CLASS) {
        values.set(ICON, PropValue::I32(icon));
    } else {
        // Other classes have icons of their own, by their class.
        values.remove(ICON);
    }
    Ok(())
}

/// What importance and sensitivity mean elsewhere.
fn put_importance(values: &mut Values, record: &Record) {
    let importance = code_of(PRIORITY, record.text("mail.importance")).unwrap_or(1);
    values.set(TRANSPORT_PRIORITY, PropValue::I32(importance - 1));
    let private = record.text("mail.sensitivity") == "private";
    values.set(PRIVATE_FLAG, PropValue::Bool(private));
}

/// A mail without a time has none: the data file would give it the time of its writing.
fn put_times(values: &mut Values, record: &Record) -> Result<(), Message> {
    let sent = instant(record, "mail.sent_at")?.map(filetime::from_timestamp);
    let received = instant(record, "mail.received_at")?.map(filetime::from_timestamp);
    match sent {
        Some(at) => values.set(SENT, PropValue::Time(at)),
        None => values.remove(SENT),
    }
    let received = PropValue::Time(received.unwrap_or(NO_TIME));
    values.set(RECEIVED, received.clone());
    values.set(Lid(Common, 0x85BF), received);
    Ok(())
}

fn mailboxes(record: &Record, name: &str) -> Result<Vec<Mailbox>, Message> {
    let parsed = texts(record, name)?.iter().map(|text| Mailbox::parse(text));
    parsed.collect::<Result<_, _>>().map_err(|_| misfit(record, name))
}

fn one_mailbox(record: &Record, name: &str) -> Result<Option<Mailbox>, Message> {
    let text = text_field(record, name)?;
    let parsed = (!text.is_empty()).then(|| Mailbox::parse(text)).transpose();
    parsed.map_err(|_| misfit(record, name))
}

fn put_people(values: &mut Values, record: &Record, ctx: &Context) -> Result<(), Message> {
    let from = one_mailbox(record, "mail.from")?;
    let sender = one_mailbox(record, "mail.sender")?.or_else(|| from.clone());
    for (ids, mailbox) in [(REPRESENTED, from), (SENDER, sender)] {
        if let Some(mailbox) = mailbox {
            mailbox::put(values, ids, &mailbox, ctx.target);
        }
    }
    let reply_to = mailboxes(record, "mail.reply_to")?;
    if !reply_to.is_empty() {
        mailbox::put_reply_to(values, &reply_to, ctx.target);
    }
    for (name, prop) in
        [("mail.to", DISPLAY_TO), ("mail.cc", DISPLAY_CC), ("mail.bcc", DISPLAY_BCC)]
    {
        values.text(prop, &mailbox::joined(&mailboxes(record, name)?));
    }
    Ok(())
}

fn recipients(record: &Record, ctx: &Context) -> Result<Vec<Values>, Message> {
    let mut rows = Vec::new();
    for (name, list) in [("mail.to", TO), ("mail.cc", CC), ("mail.bcc", BCC)] {
        let people = mailboxes(record, name)?;
        rows.extend(people.iter().map(|mailbox| mailbox::row(list, mailbox, ctx.target)));
    }
    Ok(rows)
}

/// What changes of a mail set and remove.
pub(super) fn change(
    held: Stored<'_>,
    before: &Record,
    changes: &[Change],
    ctx: &Context,
) -> Result<Written, Message> {
    let changes: Vec<Change> =
        changes.iter().filter(|change| change.field != FOLDER).cloned().collect();
    let after = applied(FIELDS, before, &changes)?;
    let touched = Touched::between(FIELDS, before, &after);
    let fixed = |field: &&ItemField| touched.has(field.name) && !CHANGEABLE.contains(&field.name);
    if let Some(field) = FIELDS.iter().find(fixed) {
        return Err(Message::new("outlook-mail-unchangeable").with("field", field.name));
    }
    let mut written = Written::default();
    let values = &mut written.values;
    for field in FIELDS.iter().filter(|field| touched.has(field.name)) {
        values.extend(store_plain(field, after.get(field.name))?);
    }
    if touched.has("mail.read") {
        put_read(values, held, bool_field(&after, "mail.read")?);
    }
    if touched.has_any(&["mail.importance", "mail.sensitivity"]) {
        put_importance(values, &after);
    }
    if touched.has("mail.flag") {
        match flag_of(&after)? {
            Some(flag) => flag.put(values, after.text("mail.subject"), Some(held), ctx),
            None => flag::clear(values, held),
        }
    }
    Ok(written)
}

/// Marks a mail as read or not, everywhere where it says so.
fn put_read(values: &mut Values, held: Stored<'_>, read: bool) {
    let others = held.int(FLAGS).unwrap_or(0) & !IS_READ;
    values.set(FLAGS, PropValue::I32(others | if read { IS_READ } else { 0 }));
    if held.get(READ).is_some() {
        values.set(READ, PropValue::Bool(read));
    }
    if matches!(held.int(ICON), Some(ICON_READ | ICON_UNREAD)) {
        values.set(ICON, PropValue::I32(if read { ICON_READ } else { ICON_UNREAD }));
    }
}

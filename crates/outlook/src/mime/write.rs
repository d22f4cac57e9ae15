//! Writing a mail.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::Header;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use sync::form::{Attached, AttachedKind, Mailbox};
use sync::{Contents, Message, Name, Record, StoreError, Value};

use super::{DELIVERED, FLAGGED};
use crate::interchange::Put;
use crate::mail::FIELDS;

/// Fields that a mail can say; those of the attachments as far as it can attach them.
const CARRIED: &[&str] = &[
    "mail.from",
    "mail.sender",
    "mail.reply_to",
    "mail.to",
    "mail.cc",
    "mail.bcc",
    "mail.subject",
    "mail.sent_at",
    "mail.received_at",
    "mail.message_id",
    "mail.in_reply_to",
    "mail.importance",
    "mail.sensitivity",
    "mail.read",
    "mail.draft",
    "mail.flag",
    "mail.categories",
    "mail.body_text",
    "mail.body_html",
    "mail.attachments",
];
/// Fields that say nothing about a mail that a mail would not say by itself: where it lies, and that
/// it is one. (The header that it came with is written anew.)
const UNSAID: &[&str] = &["mail.folder", "mail.message_class"];
/// Lines of the old header that are kept.
const KEPT: &[&str] = &["received", "return-path", "references", "user-agent", "x-mailer"];

type Line<'x> = (&'static str, HeaderType<'x>);

/// A record as a mail, and the fields that the mail does not say. Contents come from `contents`.
///
/// # Errors
/// The outer one: contents cannot be had at all. The inner one: one of them.
pub fn write(
    record: &Record,
    contents: &mut dyn Contents,
) -> Result<Result<Put, Message>, StoreError> {
    let mut left = left(record);
    let parts = match parts(record, contents, &mut left)? {
        Ok(parts) => parts,
        Err(what) => return Ok(Err(what)),
    };
    let mut text = kept_lines(record.text("mail.headers")).into_bytes();
    for (name, value) in lines(record) {
        text.extend_from_slice(format!("{name}: ").as_bytes());
        value.write_header(&mut text, name.len() + 2);
    }
    text.extend_from_slice(b"MIME-Version: 1.0\r\n");
    MessageBuilder::new().body(tree(record, parts)).serialize_body(&mut text);
    Ok(Ok(Put { text, left }))
}

fn left(record: &Record) -> Vec<Name> {
    let said =
        |name: &str| CARRIED.contains(&name) || UNSAID.contains(&name) || record.is_empty(name);
    let mut left: Vec<Name> = FIELDS
        .iter()
        .filter(|field| !field.derived && !said(field.name))
        .map(|field| field.name.into())
        .collect();
    let class = record.text("mail.message_class");
    if !class.is_empty() && !class.eq_ignore_ascii_case("IPM.Note") {
        left.push("mail.message_class".into());
    }
    let flag = record.text("mail.flag");
    if !flag.is_empty() && flag != "flagged" {
        left.push("mail.flag".into());
    }
    left
}

/// Lines of the header that a mail came with, as they stand there.
fn kept_lines(headers: &str) -> String {
    let mut kept = String::new();
    let mut keeps = false;
    for line in headers.lines().take_while(|line| !line.is_empty()) {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
            keeps = line.contains(':') && KEPT.contains(&name.as_str());
        }
        if keeps && line.is_ascii() && !line.contains(char::is_control) {
            kept.push_str(line);
            kept.push_str("\r\n");
        }
    }
    kept
}

fn lines(record: &Record) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (name, field) in [
        ("From", "mail.from"),
        ("Sender", "mail.sender"),
        ("Reply-To", "mail.reply_to"),
        ("To", "mail.to"),
        ("Cc", "mail.cc"),
        ("Bcc", "mail.bcc"),
    ] {
        let people = people(record.get(field));
        lines.extend(
            (!people.is_empty()).then(|| (name, HeaderType::Address(Address::new_list(people)))),
        );
    }
    let said = |name, field: &str| {
        let text = one_line(record.text(field));
        (!text.is_empty()).then(|| (name, HeaderType::Text(Text::new(text))))
    };
    lines.extend(said("Subject", "mail.subject"));
    for (name, field) in [("Date", "mail.sent_at"), (DELIVERED, "mail.received_at")] {
        lines.extend(date(record.get(field)).map(|text| (name, raw(text))));
    }
    for (name, field) in [("Message-ID", "mail.message_id"), ("In-Reply-To", "mail.in_reply_to")] {
        let id = record.text(field).trim();
        let fit = id.is_ascii() && !id.is_empty() && !id.contains(char::is_whitespace);
        lines.extend(fit.then(|| (name, raw(id.to_owned()))));
    }
    lines.extend(states(record));
    let categories = match record.get("mail.categories") {
        Some(Value::List(texts)) => texts.iter().map(|text| one_line(text)).collect(),
        _ => Vec::new(),
    };
    if !categories.is_empty() {
        lines.push(("Keywords", HeaderType::Text(Text::new(categories.join(", ")))));
    }
    lines
}

/// Importance, sensitivity, and what mail programs note of a mail's state.
fn states(record: &Record) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let importance = record.text("mail.importance");
    if ["low", "high"].contains(&importance) {
        lines.push(("Importance", raw(importance.to_owned())));
    }
    let sensitivity = match record.text("mail.sensitivity") {
        "confidential" => "company-confidential",
        other => other,
    };
    if ["personal", "private", "company-confidential"].contains(&sensitivity) {
        lines.push(("Sensitivity", raw(sensitivity.to_owned())));
    }
    let is = |field: &str| record.get(field) == Some(&Value::Bool(true));
    lines.extend(is("mail.read").then(|| ("Status", raw("RO".to_owned()))));
    lines.extend(is("mail.draft").then(|| ("X-Unsent", raw("1".to_owned()))));
    let flagged = record.text("mail.flag") == "flagged";
    lines.extend(flagged.then(|| (FLAGGED, raw("flagged".to_owned()))));
    lines
}

fn raw(text: String) -> HeaderType<'static> {
    HeaderType::Raw(Raw::new(text))
}

fn date(value: Option<&Value>) -> Option<String> {
    let Some(Value::Instant(at)) = value else { return None };
    jiff::fmt::rfc2822::to_string(&at.to_zoned(TimeZone::UTC)).ok()
}

/// A text without what would begin another line.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn people_of(value: Option<&Value>) -> Vec<Mailbox> {
    let texts = match value {
        Some(Value::List(texts)) => texts.as_slice(),
        Some(Value::Text(text)) => std::slice::from_ref(text),
        _ => &[],
    };
    texts.iter().filter_map(|text| Mailbox::parse(text).ok()).collect()
}

fn people(value: Option<&Value>) -> Vec<Address<'static>> {
    let address = |mailbox: Mailbox| {
        let (name, address) = (one_line(&mailbox.name), one_line(&mailbox.address));
        let name = (!name.is_empty()).then_some(name);
        Address::new_address(name, address)
    };
    people_of(value).into_iter().map(address).collect()
}

/// What is attached, as parts; each with whether the text shows it.
fn parts(
    record: &Record,
    contents: &mut dyn Contents,
    left: &mut Vec<Name>,
) -> Result<Result<Vec<(MimePart<'static>, bool)>, Message>, StoreError> {
    let texts: &[String] = match record.get("mail.attachments") {
        Some(Value::List(texts)) => texts,
        _ => &[],
    };
    let mut parts = Vec::with_capacity(texts.len());
    for text in texts {
        let attached = Attached::parse(text).unwrap_or_default();
        // A link to a file elsewhere, or something that could not be read.
        let Some(hash) = attached.hash.as_ref().filter(|_| attached.kind != AttachedKind::Link)
        else {
            note(left, "mail.attachments");
            continue;
        };
        if attached.kind != AttachedKind::File {
            note(left, "mail.attachments");
        }
        let mut bytes = Vec::new();
        if let Err(what) = contents.content(hash, &mut |piece| bytes.extend_from_slice(piece))? {
            return Ok(Err(what));
        }
        parts.push((part(&attached, bytes), attached.inline));
    }
    Ok(Ok(parts))
}

fn note(left: &mut Vec<Name>, field: &'static str) {
    if !left.iter().any(|name| name == field) {
        left.push(field.into());
    }
}

fn part(attached: &Attached, bytes: Vec<u8>) -> MimePart<'static> {
    let name = one_line(&attached.name);
    let (name, media_type) = match attached.kind {
        AttachedKind::Message => (format!("{name}.msg"), "application/vnd.ms-outlook"),
        _ => (name, attached.media_type.as_str()),
    };
    let mut part = match media_type.split_once('/') {
        // A message in a message is not encoded (RFC 2046, 5.2.1).
        Some(("message", "rfc822")) => {
            MimePart::new(content_type(media_type), BodyPart::Binary(Cow::Owned(bytes)))
                .transfer_encoding("8bit")
        }
        // Text whose characters nobody knows is bytes.
        Some(("text", _)) | None => {
            MimePart::new(content_type("application/octet-stream"), BodyPart::Binary(bytes.into()))
        }
        Some(("multipart", _)) => {
            MimePart::new(content_type("application/octet-stream"), BodyPart::Binary(bytes.into()))
        }
        _ => MimePart::new(content_type(media_type), BodyPart::Binary(bytes.into())),
    };
    let disposition = if attached.inline { "inline" } else { "attachment" };
    let disposition = ContentType::new(disposition);
    let disposition =
        if name.is_empty() { disposition } else { disposition.attribute("filename", name) };
    part = part.header("Content-Disposition", disposition);
    let id = attached.content_id.trim_matches(['<', '>']);
    if id.is_ascii() && !id.is_empty() && !id.contains(char::is_whitespace) {
        part = part.cid(id.to_owned());
    }
    if !attached.location.is_empty() && attached.location.is_ascii() {
        part = part.location(one_line(&attached.location));
    }
    part
}

/// A media type of safe characters.
fn content_type(text: &str) -> ContentType<'static> {
    let safe = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte));
    ContentType::new(if safe { text.to_owned() } else { "application/octet-stream".to_owned() })
}

/// Bodies and attachments as the tree that mail programs expect: what the text shows beside it,
/// what is attached beside both. The order of the attachments stays: where one is attached before
/// one that is shown, all are beside the bodies.
fn tree(record: &Record, parts: Vec<(MimePart<'static>, bool)>) -> MimePart<'static> {
    let body = |field: &str, kind: &'static str| {
        (!record.is_empty(field)).then(|| MimePart::new(kind, record.text(field).to_owned()))
    };
    let in_order = parts.is_sorted_by_key(|(_, shown)| !shown);
    let (shown, attached): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|(_, shown)| *shown && in_order);
    let bare = |parts: Vec<(MimePart<'static>, bool)>| parts.into_iter().map(|(part, _)| part);
    let html = body("mail.body_html", "text/html");
    let text = body("mail.body_text", "text/plain");
    let text = text.or_else(|| html.is_none().then(|| MimePart::new("text/plain", "")));
    let html = html.map(|html| within("multipart/related", vec![html], bare(shown.clone())));
    // Without a text that shows it, nothing is shown.
    let loose = if html.is_none() { shown } else { Vec::new() };
    let bodies: Vec<_> = text.into_iter().chain(html).collect();
    let body = match bodies.len() {
        1 => bodies.into_iter().next().unwrap_or_else(|| MimePart::new("text/plain", "")),
        _ => MimePart::new("multipart/alternative", bodies),
    };
    within("multipart/mixed", vec![body], bare(loose).chain(bare(attached)))
}

/// A part with others in a frame; alone it needs none.
fn within(
    frame: &'static str,
    mut parts: Vec<MimePart<'static>>,
    others: impl Iterator<Item = MimePart<'static>>,
) -> MimePart<'static> {
    parts.extend(others);
    match parts.len() {
        1 => parts.remove(0),
        _ => MimePart::new(frame, parts),
    }
}

/// A mail as it stands in a box: after a line `From `, with such lines of its own quoted.
#[must_use]
pub fn in_box(record: &Record, mail: &[u8]) -> Vec<u8> {
    let from = people_of(record.get("mail.from")).into_iter().next().map(|from| from.address);
    let from = from.filter(|from| from.is_ascii() && !from.is_empty() && !from.contains(' '));
    let at = [record.get("mail.received_at"), record.get("mail.sent_at")];
    let at = at.into_iter().flatten().find_map(|value| match value {
        Value::Instant(at) => Some(*at),
        _ => None,
    });
    let at = at.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC);
    let from = from.unwrap_or_else(|| "MAILER-DAEMON".to_owned());
    let head = format!("From {from} {}\r\n", at.strftime("%a %b %e %H:%M:%S %Y"));
    let mut boxed = head.into_bytes();
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
        if line.get(bare..).is_some_and(|rest| rest.starts_with(b"From ")) {
            boxed.push(b'>');
        }
        boxed.extend_from_slice(line);
    }
    if !boxed.ends_with(b"\n") {
        boxed.extend_from_slice(b"\r\n");
    }
    boxed.extend_from_slice(b"\r\n");
    boxed
}

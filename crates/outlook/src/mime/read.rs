//! Reading a mail.

use jiff::Timestamp;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Address, Encoding, HeaderName, HeaderValue, Message as Parsed, MessageParser, MessagePart,
    MimeHeaders, PartType,
};
use sync::form::{Attached, Mailbox};
use sync::{ContentHash, Record, Value};

use super::{DELIVERED, FLAGGED, Letter};
use crate::tnef::Unpacked;
use crate::{code_page, tnef};

/// Reads a mail. Text that names no character set is in `page`.
#[must_use]
pub fn read(text: &[u8], page: u16) -> Letter {
    let text = with_clear_header(text, page);
    let mut record = usual();
    let Some(parsed) = MessageParser::default().parse(&text) else {
        record.put("mail.body_text", filled(&code_page::decode(&text, page)));
        return Letter { record, contents: Vec::new(), cut_off: false };
    };
    record.put("mail.headers", filled(&header_text(&text)));
    record.put("mail.subject", parsed.subject().and_then(filled));
    put_people(&mut record, &parsed);
    put_origin(&mut record, &parsed);
    put_state(&mut record, &parsed);
    let contents = put_bodies(&mut record, &parsed, page);
    // The last part of several ends where its mail says that they end.
    let cut_off = parsed.parts.iter().any(|part| part.is_encoding_problem) && is_cut_off(&parsed);
    Letter { record, contents, cut_off }
}

/// Reads what Outlook packs a mail into (`winmail.dat`), which somebody saved without the mail.
#[must_use]
pub fn unpack(bytes: &[u8], page: u16) -> Option<Letter> {
    let mut record = usual();
    let packed = tnef::unpack(bytes, page)?;
    let (described, contents): (Vec<Attached>, Vec<Vec<u8>>) =
        put_packed(&mut record, packed).into_iter().unzip();
    let texts = described.iter().map(Attached::to_text).collect();
    record.set("mail.attachments", Value::List(texts));
    Some(Letter { record, contents, cut_off: false })
}

/// Whether the mark is missing that ends the parts of a mail.
fn is_cut_off(parsed: &Parsed<'_>) -> bool {
    let boundary = parsed.content_type().and_then(|of| of.attribute("boundary"));
    boundary.is_some_and(|boundary| {
        let (end, text) = (format!("--{boundary}--"), parsed.raw_message());
        let tail = text.get(text.len().saturating_sub(end.len() + 4096)..).unwrap_or_default();
        !tail.windows(end.len()).any(|part| part == end.as_bytes())
    })
}

/// What is so of a mail that says nothing else.
fn usual() -> Record {
    let texts = [
        ("mail.message_class", "IPM.Note"),
        ("mail.importance", "normal"),
        ("mail.sensitivity", "normal"),
    ];
    let texts = texts.map(|(name, text)| (name, Value::text(text)));
    let states = ["mail.read", "mail.draft"].map(|name| (name, Value::Bool(false)));
    texts.into_iter().chain(states).collect()
}

/// When a mail was received, as its first `Received` line says, or the program that kept it.
fn received(parsed: &Parsed<'_>) -> Option<Timestamp> {
    let at = |date: &str| instant(&mail_parser::DateTime::parse_rfc822(date.trim())?);
    let kept = parsed.header_raw(DELIVERED).and_then(at);
    kept.or_else(|| at(parsed.header_raw(HeaderName::Received)?.rsplit(';').next()?))
}

fn instant(date: &mail_parser::DateTime) -> Option<Timestamp> {
    date.is_valid().then(|| Timestamp::from_second(date.to_timestamp()).ok())?
}

fn filled(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::text(text))
}

fn put_people(record: &mut Record, parsed: &Parsed<'_>) {
    let all = |address: Option<&Address<'_>>| address.map(mailboxes).unwrap_or_default();
    let first = |address| all(address).into_iter().next();
    let (from, sender) = (first(parsed.from()), first(parsed.sender()));
    let other = sender.clone().filter(|sender| from.as_ref().is_some_and(|from| from != sender));
    let text = |mailbox: Mailbox| Value::Text(mailbox.to_text());
    record.put("mail.from", from.or(sender).map(text));
    record.put("mail.sender", other.map(text));
    for (name, address) in [
        ("mail.reply_to", parsed.reply_to()),
        ("mail.to", parsed.to()),
        ("mail.cc", parsed.cc()),
        ("mail.bcc", parsed.bcc()),
    ] {
        let people = all(address);
        let texts = people.iter().map(Mailbox::to_text).collect();
        record.put(name, (!people.is_empty()).then_some(Value::List(texts)));
    }
}

fn mailboxes(address: &Address<'_>) -> Vec<Mailbox> {
    let one = |address: &mail_parser::Addr<'_>| Mailbox {
        name: address.name().unwrap_or_default().trim().to_owned(),
        address: address.address().unwrap_or_default().trim().to_owned(),
    };
    address.iter().map(one).filter(|one| !one.name.is_empty() || !one.address.is_empty()).collect()
}

fn put_origin(record: &mut Record, parsed: &Parsed<'_>) {
    record.put("mail.sent_at", parsed.date().and_then(instant).map(Value::Instant));
    record.put("mail.received_at", received(parsed).map(Value::Instant));
    let id = |id: &str| format!("<{}>", id.trim_start_matches('<').trim_end_matches('>'));
    record.put("mail.message_id", parsed.message_id().map(|of| Value::Text(id(of))));
    let answered = match parsed.in_reply_to() {
        HeaderValue::Text(of) => Some(id(of)),
        HeaderValue::TextList(of) => of.first().map(|of| id(of)),
        _ => None,
    };
    record.put("mail.in_reply_to", answered.map(Value::Text));
}

/// Importance, sensitivity, and what mail programs note of a mail's state.
fn put_state(record: &mut Record, parsed: &Parsed<'_>) {
    let said = |name: &str| parsed.header_raw(name).unwrap_or_default().trim().to_lowercase();
    let importance = match (said("Importance").as_str(), said("X-Priority").get(..1)) {
        ("high", _) | ("", Some("1" | "2")) => "high",
        ("low", _) | ("", Some("4" | "5")) => "low",
        _ => "normal",
    };
    record.set("mail.importance", Value::text(importance));
    let sensitivity = match said("Sensitivity").as_str() {
        "personal" => "personal",
        "private" => "private",
        "company-confidential" => "confidential",
        _ => "normal",
    };
    record.set("mail.sensitivity", Value::text(sensitivity));
    let mozilla = u32::from_str_radix(&said("X-Mozilla-Status"), 16).unwrap_or_default();
    let read = said("Status").contains('r') || mozilla & 1 != 0;
    record.set("mail.read", Value::Bool(read));
    record.set("mail.draft", Value::Bool(said("X-Unsent") == "1"));
    record.put("mail.flag", (said(FLAGGED) == "flagged").then(|| Value::text("flagged")));
    let keywords = parsed.header(HeaderName::Keywords).map(texts_of).unwrap_or_default();
    record.set("mail.categories", Value::List(keywords));
}

/// The words of a list; an encoded word may hold several.
fn texts_of(value: &HeaderValue<'_>) -> Vec<String> {
    let texts: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(texts) => texts.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let words = texts.into_iter().flat_map(|text| text.split(',')).map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The bodies as fields; the contents of everything else.
fn put_bodies(record: &mut Record, parsed: &Parsed<'_>, page: u16) -> Vec<Vec<u8>> {
    let texts = parsed.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(_) => Some(body(parsed, part, page)),
        _ => None,
    });
    let html = parsed.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(_) => Some(body(parsed, part, page)),
        _ => None,
    });
    let (texts, html): (Vec<String>, Vec<String>) = (texts.collect(), html.collect());
    record.put("mail.body_text", filled(&texts.join("\r\n")));
    record.put("mail.body_html", filled(&html.join("\r\n")));
    let (mut described, mut contents) = (Vec::new(), Vec::new());
    let parts = parsed.attachments().map(|part| (part, bytes_of(parsed, part)));
    let parts: Vec<(&MessagePart<'_>, Vec<u8>)> = parts.collect();
    for (part, bytes) in parts {
        match unpacked(part, &bytes, page) {
            Some(packed) => {
                for file in put_packed(record, packed) {
                    described.push(file.0);
                    contents.push(file.1);
                }
            }
            None => {
                described.push(attached(part, &bytes));
                contents.push(bytes);
            }
        }
    }
    let html = record.text("mail.body_html").to_lowercase();
    for one in &mut described {
        let id = format!("cid:{}", one.content_id.to_lowercase());
        one.inline = !one.content_id.is_empty() && (one.inline || html.contains(&id));
    }
    let texts: Vec<String> = described.iter().map(Attached::to_text).collect();
    record.put("mail.attachments", (!texts.is_empty()).then_some(Value::List(texts)));
    contents
}

/// What is attached, byte by byte: of a text not what its characters are here.
fn bytes_of(parsed: &Parsed<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    match &part.body {
        PartType::Message(inner) => inner.raw_message().to_vec(),
        // A part whose end is missing was not decoded.
        _ if part.is_encoding_problem && says_base64(part) => part_of_base64(part.contents()),
        PartType::Text(_) | PartType::Html(_) => {
            sent(parsed, part).unwrap_or_else(|| part.contents().to_vec())
        }
        _ => part.contents().to_vec(),
    }
}

fn says_base64(part: &MessagePart<'_>) -> bool {
    part.content_transfer_encoding().is_some_and(|how| how.eq_ignore_ascii_case("base64"))
}

/// What can be decoded of base64 whose end is missing.
fn part_of_base64(text: &[u8]) -> Vec<u8> {
    let sign = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'+' | b'/');
    let signs: Vec<u8> = text.iter().filter(sign).copied().collect();
    let whole = signs.get(..signs.len() / 4 * 4).unwrap_or_default();
    base64_decode(whole).unwrap_or_else(|| text.to_vec())
}

/// What Outlook packed into a `winmail.dat`.
fn unpacked(part: &MessagePart<'_>, bytes: &[u8], page: u16) -> Option<Unpacked> {
    let typed = part.content_type().is_some_and(|of| {
        let sub = of.subtype().unwrap_or_default().to_lowercase();
        matches!(sub.as_str(), "ms-tnef" | "vnd.ms-tnef")
    });
    let named = part.attachment_name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
    (typed || named).then(|| tnef::unpack(bytes, page))?
}

/// Bodies that the mail lacks, and the packed files.
fn put_packed(record: &mut Record, packed: Unpacked) -> Vec<(Attached, Vec<u8>)> {
    for (name, body) in [
        ("mail.body_text", packed.text),
        ("mail.body_html", packed.html),
        ("mail.body_rtf", packed.rtf),
    ] {
        if record.is_empty(name) {
            record.put(name, body.as_deref().and_then(filled));
        }
    }
    let files = packed.files.into_iter().filter_map(|file| {
        let content = file.content?;
        let described = Attached {
            name: file.name,
            media_type: file.media_type,
            size: content.len() as u64,
            hash: Some(ContentHash::of(&content)),
            content_id: file.content_id,
            ..Attached::default()
        };
        Some((described, content))
    });
    files.collect()
}

/// A text part; one that names no character set, and is no UTF-8, is decoded here.
fn body(parsed: &Parsed<'_>, part: &MessagePart<'_>, page: u16) -> String {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return String::new() };
    let unnamed = part.content_type().is_none_or(|of| of.attribute("charset").is_none());
    match sent(parsed, part).filter(|sent| unnamed && std::str::from_utf8(sent).is_err()) {
        Some(sent) => code_page::decode(&sent, page),
        None => text.to_string(),
    }
}

/// The bytes of a part as they were before they were made fit to travel.
fn sent(parsed: &Parsed<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let place = part.offset_body as usize..part.offset_end as usize;
    let raw = parsed.raw_message().get(place)?;
    match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    }
}

fn attached(part: &MessagePart<'_>, bytes: &[u8]) -> Attached {
    let is_message = matches!(part.body, PartType::Message(_));
    let media_type = part.content_type().map_or_else(String::new, |of| match of.subtype() {
        Some(sub) => format!("{}/{sub}", of.ctype()).to_lowercase(),
        None => of.ctype().to_lowercase(),
    });
    let media_type = if is_message { "message/rfc822".to_owned() } else { media_type };
    let name = part.attachment_name().unwrap_or_default().trim();
    let name = match (name.is_empty(), is_message) {
        (false, _) => name.to_owned(),
        (true, true) => "Nachricht.eml".to_owned(),
        (true, false) => String::new(),
    };
    let content_id = part.content_id().unwrap_or_default().to_owned();
    Attached {
        name,
        media_type,
        size: bytes.len() as u64,
        hash: Some(ContentHash::of(bytes)),
        content_id,
        location: part.content_location().unwrap_or_default().to_owned(),
        inline: part.content_disposition().is_some_and(|how| how.is_inline()),
        ..Attached::default()
    }
}

/// Where the header ends.
fn header_end(text: &[u8]) -> usize {
    let unix = text.windows(2).position(|pair| pair == b"\n\n").map(|at| at + 1);
    let usual = text.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 2);
    unix.into_iter().chain(usual).min().unwrap_or(text.len())
}

fn header_text(text: &[u8]) -> String {
    let header = text.get(..header_end(text)).unwrap_or_default();
    String::from_utf8_lossy(header).into_owned()
}

/// Old programs write the header in the code page of their machine.
fn with_clear_header(text: &[u8], page: u16) -> Vec<u8> {
    let (header, rest) = text.split_at(header_end(text));
    match std::str::from_utf8(header) {
        Ok(_) => text.to_vec(),
        Err(_) => [code_page::decode(header, page).as_bytes(), rest].concat(),
    }
}

//! Values with parts: what is left of them when one part cannot be held.

use sync::Value;
use sync::form::{Attached, Mailbox, Person};

use crate::item::Recurrence;

/// Whether the file can hold a text.
type Fits<'f> = &'f dyn Fn(&str) -> bool;

/// What is left of a value; nothing of a plain text.
pub(super) fn rest(field: &str, value: &Value, fits: Fits<'_>) -> Option<Value> {
    let each = |keep: fn(&str, Fits<'_>) -> Option<String>| match value {
        Value::List(texts) => {
            let left: Vec<String> = texts.iter().filter_map(|text| keep(text, fits)).collect();
            Some(Value::List(left))
        }
        Value::Text(text) => keep(text, fits).map(Value::Text),
        _ => None,
    };
    match field {
        "mail.from" | "mail.sender" | "mail.to" | "mail.cc" | "mail.bcc" | "mail.reply_to" => {
            each(mailbox)
        }
        "mail.attachments" => each(attached),
        "appointment.attendees" => each(person),
        "appointment.recurrence" => each(recurrence),
        _ => None,
    }
}

fn mailbox(text: &str, fits: Fits<'_>) -> Option<String> {
    let whole = Mailbox::parse(text).ok()?;
    let Mailbox { name, address } = whole;
    let left = Mailbox { name: held(name, fits), address: held(address, fits) };
    (left != Mailbox::default()).then(|| left.to_text())
}

fn person(text: &str, fits: Fits<'_>) -> Option<String> {
    let whole = Person::parse(text).ok()?;
    let (name, address) = (held(whole.name, fits), held(whole.address, fits));
    let named = !name.is_empty() || !address.is_empty();
    named.then(|| Person { name, address, ..whole }.to_text())
}

/// A file keeps what can be held of its name.
fn attached(text: &str, fits: Fits<'_>) -> Option<String> {
    let whole = Attached::parse(text).ok()?;
    let letter = |c: &char| fits(c.encode_utf8(&mut [0; 4]));
    let name: String = whole.name.chars().filter(letter).collect();
    let (content_id, location) = (held(whole.content_id, fits), held(whole.location, fits));
    let media_type = held(whole.media_type, fits);
    Some(Attached { name, content_id, location, media_type, ..whole }.to_text())
}

fn recurrence(text: &str, fits: Fits<'_>) -> Option<String> {
    let mut whole = Recurrence::parse(text).ok()?;
    for exception in &mut whole.exceptions {
        for text in [&mut exception.subject, &mut exception.location, &mut exception.notes] {
            *text = text.take().filter(|text| fits(text));
        }
    }
    Some(whole.to_text())
}

fn held(text: String, fits: Fits<'_>) -> String {
    if fits(&text) { text } else { String::new() }
}

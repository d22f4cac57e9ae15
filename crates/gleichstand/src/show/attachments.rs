//! Attachments of a mail, for people.

use sync::form::{Attached, AttachedKind};

use super::output::Output;
use super::table::{Align, table};
use crate::session::Saved;
use crate::words::Words;
use sync::Message;

/// A numbered table of what is attached.
pub fn list(attached: &[Attached], words: &Words, out: &mut Output) {
    let headings = [
        ("head-id", Align::Right),
        ("head-name", Align::Left),
        ("head-size", Align::Right),
        ("head-type", Align::Left),
    ];
    let headings: Vec<_> = headings.map(|(id, align)| (words.text(id), align)).into();
    let rows: Vec<Vec<String>> = attached
        .iter()
        .enumerate()
        .map(|(index, attached)| {
            let size = attached.hash.map(|_| words.bytes(attached.size)).unwrap_or_default();
            vec![(index + 1).to_string(), attached.name.clone(), size, what(attached, words)]
        })
        .collect();
    out.line(table(&headings, &rows));
}

/// The media type, and what is not a file beside the text.
pub fn what(attached: &Attached, words: &Words) -> String {
    let kind = match attached.kind {
        AttachedKind::File => None,
        AttachedKind::Message => Some("attached-message"),
        AttachedKind::Object => Some("attached-object"),
        AttachedKind::Link => Some("attached-link"),
    };
    let inline = attached.inline.then_some("attached-inline");
    let lost = (attached.hash.is_none() && attached.kind != AttachedKind::Link)
        .then_some("attached-empty");
    let said = [kind, inline, lost].into_iter().flatten().map(|id| words.text(id));
    let media = Some(attached.media_type.clone()).filter(|media| !media.is_empty());
    media.into_iter().chain(said).collect::<Vec<_>>().join(", ")
}

/// What was written where.
pub fn saved(saved: &[Saved], words: &Words, out: &mut Output) {
    if saved.is_empty() {
        out.line(words.text("saved-none"));
    }
    for one in saved {
        let id = match (&one.file, one.lost) {
            (Some(_), _) => "saved-file",
            (None, true) => "saved-lost",
            (None, false) => "saved-nothing",
        };
        let message = Message::new(id).with("number", one.number).with("name", &one.name);
        let message = message.with("file", one.file.as_deref().unwrap_or_default());
        out.line(words.say(&message.with("size", words.bytes(one.size))));
    }
}

//! Values of a TOML document with their places.

use toml_edit::{Item, TableLike, Value};

use super::{Findings, Place};
use crate::Message;

/// A text and where it stands.
pub(super) type Text = (String, Place);

/// Where an item stands; what has no place of its own stands where its surroundings do.
pub(super) fn place(span: Option<Place>, around: &Place) -> Place {
    span.unwrap_or_else(|| around.clone())
}

/// The entries of a table: key, where the key stands, item.
pub(super) fn entries<'t>(
    table: &'t dyn TableLike,
    around: &Place,
) -> Vec<(&'t str, Place, &'t Item)> {
    let entry = |(name, item): (&'t str, &'t Item)| {
        let key = table.key(name).and_then(toml_edit::Key::span);
        (name, place(key, around), item)
    };
    table.iter().map(entry).collect()
}

/// A text; a mistake where it is something else.
pub(super) fn text(key: &str, item: &Item, at: &Place, findings: &mut Findings) -> Option<Text> {
    let at = place(item.span(), at);
    match item.as_str() {
        Some(text) => Some((text.to_owned(), at)),
        None => {
            findings.mistake(&at, wrong(key, "text"));
            None
        }
    }
}

/// A text, or a list of texts.
pub(super) fn texts(key: &str, item: &Item, at: &Place, findings: &mut Findings) -> Vec<Text> {
    let Some(array) = item.as_array() else {
        return match item.as_str() {
            Some(_) => text(key, item, at, findings).into_iter().collect(),
            None => {
                findings.mistake(&place(item.span(), at), wrong(key, "texts"));
                Vec::new()
            }
        };
    };
    let around = place(item.span(), at);
    let mut texts = Vec::new();
    for value in array {
        let at = place(value.span(), &around);
        match value.as_str() {
            Some(text) => texts.push((text.to_owned(), at)),
            None => findings.mistake(&at, wrong(key, "texts")),
        }
    }
    texts
}

/// A list of pairs of texts.
pub(super) fn pairs(
    key: &str,
    item: &Item,
    at: &Place,
    findings: &mut Findings,
) -> Vec<(Text, Text)> {
    let around = place(item.span(), at);
    let Some(array) = item.as_array().filter(|array| !array.is_empty()) else {
        findings.mistake(&around, wrong(key, "pairs"));
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for value in array {
        let at = place(value.span(), &around);
        match pair(value, &at) {
            Some(pair) => pairs.push(pair),
            None => findings.mistake(&at, wrong(key, "pairs")),
        }
    }
    pairs
}

fn pair(value: &Value, around: &Place) -> Option<(Text, Text)> {
    let array = value.as_array().filter(|array| array.len() == 2)?;
    let text = |at: usize| {
        let value = array.get(at)?;
        Some((value.as_str()?.to_owned(), place(value.span(), around)))
    };
    Some((text(0)?, text(1)?))
}

fn wrong(key: &str, wanted: &str) -> Message {
    Message::new("mapping-wrong-type").with("key", key).with("wanted", wanted)
}

/// One of several words; a mistake that names them where it is none.
pub(super) fn word<T: Copy>(
    key: &str,
    said: Option<Text>,
    words: &[(&str, T)],
    findings: &mut Findings,
) -> Option<T> {
    let (text, at) = said?;
    if let Some((_, meant)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*meant);
    }
    let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let what = Message::new("mapping-unknown-word").with("key", key).with("word", text);
    findings.mistake(&at, what.with("words", all.join(", ")));
    None
}

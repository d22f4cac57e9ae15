//! A mapping tried on a record: what Outlook holds, what would be stored, what would go back.

use serde::Serialize;
use serde_json::{Map, Value as Json};
use sync::{Kind, Message, Name, TriedLine, Value};

use super::json::plain;
use super::table::{Align, table};
use crate::session::TriedItem;
use crate::words::Words;

const HEADINGS: [&str; 5] =
    ["head-outlook-field", "head-in-outlook", "head-field", "head-stored", "head-back"];

/// A record for scripts.
#[derive(Serialize)]
pub struct TriedDocument {
    kind: Kind,
    name: String,
    record: Json,
    lines: Vec<LineDocument>,
}

#[derive(Serialize)]
struct LineDocument {
    outlook: Json,
    office: Json,
    back: Json,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left: Vec<LeftDocument>,
}

#[derive(Serialize)]
struct LeftDocument {
    side: &'static str,
    field: Name,
    value: Json,
    why: &'static str,
}

impl TriedDocument {
    /// A record for scripts.
    pub fn new(item: &TriedItem) -> Self {
        let stored = item.tried.stored.iter();
        let record = stored.map(|(name, value)| (name.to_owned(), plain(Some(value))));
        Self {
            kind: item.kind,
            name: item.name.clone(),
            record: Json::Object(record.collect()),
            lines: item.tried.lines.iter().map(LineDocument::new).collect(),
        }
    }
}

impl LineDocument {
    fn new(line: &TriedLine) -> Self {
        let left = line.left.iter().map(|left| LeftDocument {
            side: left.side.name(),
            field: left.field.clone(),
            value: plain(Some(&left.value)),
            why: left.why.name(),
        });
        Self {
            outlook: object(&line.outlook),
            office: object(&line.office),
            back: object(&line.back),
            left: left.collect(),
        }
    }
}

fn object(values: &[(Name, Option<Value>)]) -> Json {
    let values = values.iter().map(|(name, value)| (name.to_string(), plain(value.as_ref())));
    Json::Object(values.collect::<Map<_, _>>())
}

/// A record for people.
pub fn tried(item: &TriedItem, words: &Words) -> String {
    let headings: Vec<_> = heads(words).into_iter().map(|head| (head, Align::Left)).collect();
    let parts = [item.name.clone(), table(&headings, &rows(item, words))];
    parts.into_iter().chain(notes(item, words)).collect::<Vec<_>>().join("\n")
}

/// The headings of what is tried.
pub fn heads(words: &Words) -> Vec<String> {
    HEADINGS.iter().map(|id| words.text(id)).collect()
}

/// A record, a row for each line.
pub fn rows(item: &TriedItem, words: &Words) -> Vec<Vec<String>> {
    item.tried.lines.iter().map(|line| row(line, words)).collect()
}

/// What would be left behind.
pub fn notes(item: &TriedItem, words: &Words) -> Vec<String> {
    let left = item.tried.lines.iter().flat_map(|line| &line.left).map(|left| {
        let message = Message::new("mapping-would-leave")
            .with("field", &left.field)
            .with("side", left.side.name())
            .with("value", words.value(&left.value))
            .with("why", left.why.name());
        words.say(&message)
    });
    left.collect()
}

fn row(line: &TriedLine, words: &Words) -> Vec<String> {
    let labels = |values: &[(Name, Option<Value>)]| {
        values.iter().map(|(name, _)| words.label(name)).collect::<Vec<_>>().join("\n")
    };
    let texts = |values: &[(Name, Option<Value>)]| {
        let text = |(_, value): &(Name, Option<Value>)| {
            let text = value.as_ref().map(|value| words.value(value)).unwrap_or_default();
            shortened(&text)
        };
        values.iter().map(text).collect::<Vec<_>>().join("\n")
    };
    let back = match line.comes_back() {
        true => "=".to_owned(),
        false => texts(&line.back),
    };
    vec![
        labels(&line.outlook),
        texts(&line.outlook),
        labels(&line.office),
        texts(&line.office),
        back,
    ]
}

/// The beginning of a long value, in one line.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

//! The words under which the exchange's types stand in the tables, and values as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::{Job, Kind, LinkState, Record, Side, Slot, Value};

use crate::db::Row;
use crate::error::{OfficeError, Result};

/// A type that stands in a column as a word.
pub(crate) trait Word: Copy + 'static {
    /// Every value with its word.
    const WORDS: &'static [(Self, &'static str)];
    /// Whether two are the same.
    fn is(self, other: Self) -> bool;

    /// The word of a value.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _)| value.is(self)).map_or("", |(_, word)| word)
    }

    /// The value in a column.
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        row.with_text(column, |text| {
            let text = text.unwrap_or_default();
            let found = Self::WORDS.iter().find(|(_, word)| *word == text);
            found.map(|(value, _)| *value).ok_or_else(|| odd(text))
        })?
    }
}

macro_rules! words {
    ($type:ty: $($value:ident = $word:literal),* $(,)?) => {
        impl Word for $type {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$value, $word)),*];
            fn is(self, other: Self) -> bool {
                self == other
            }
        }
    };
}

words!(Kind:
    Addresses = "addresses", Mails = "mails", Appointments = "appointments", Tasks = "tasks");
words!(Side: Office = "office", Outlook = "outlook");
words!(Job: Import = "import", Export = "export", Sync = "sync", Undo = "undo");
words!(Slot: Business = "business", Home = "home", Other = "other");
words!(LinkState:
    Linked = "linked", Pending = "pending", MissingOnce = "missing_once",
    OutOfScope = "out_of_scope", Open = "open", Quarantined = "quarantined",
    Duplicate = "duplicate", Ignored = "ignored", Tombstone = "tombstone");

/// The stable name of a job.
pub(crate) fn job_name(job: Job) -> &'static str {
    job.word()
}

/// Something as JSON text. What the exchange stores always has a JSON form.
pub(crate) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| OfficeError::Failed { detail: error.to_string() })
}

/// Something from its JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| odd(text))
}

/// A record as JSON. Numbers that JSON cannot write are kept as text.
pub(crate) fn record_json(record: &Record) -> Result<String> {
    fields_json(record.iter())
}

/// The same of fields that are no record yet. Most of what is written is text, and all of it
/// passes here three times in a run: texts are written by hand, in large pieces.
pub(crate) fn fields_json<'a>(
    fields: impl Iterator<Item = (&'a str, &'a Value)>,
) -> Result<String> {
    let mut out = String::from("{");
    for (at, (name, value)) in fields.enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        push_text(&mut out, name);
        out.push(':');
        match value {
            Value::Text(text) => {
                out.push_str("{\"text\":");
                push_text(&mut out, text);
                out.push('}');
            }
            other => out.push_str(&json(&plain(other))?),
        }
    }
    out.push('}');
    Ok(out)
}

/// Bytes that are looked at in one go.
const PIECE: usize = 32;

/// A text as JSON writes it.
fn push_text(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes()) {
        let (plain, later) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = later.chars();
        if let Some(character) = characters.next() {
            push_escaped(out, character);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Where the first character stands that JSON does not write as it is.
fn special(bytes: &[u8]) -> Option<usize> {
    let odd = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    let any = |piece: &[u8; PIECE]| piece.iter().fold(false, |any, byte| any | odd(byte));
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let clean = pieces.iter().take_while(|piece| !any(piece)).count() * PIECE;
    let found = bytes.get(clean..)?.iter().position(odd)?;
    Some(clean + found)
}

fn push_escaped(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        other => out.push_str(&format!("\\u{:04x}", u32::from(other))),
    }
}

/// A value as JSON, or nothing.
pub(crate) fn value_json(value: Option<&Value>) -> Result<Option<String>> {
    value.map(|value| json(&plain(value))).transpose()
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_finite() => Value::Text(number.to_string()),
        other => other.clone(),
    }
}

fn odd(text: &str) -> OfficeError {
    OfficeError::Damaged { detail: text.chars().take(80).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_written_as_other_programs_write_them(
            texts in proptest::collection::vec("[\\x00-\\x1f\"\\\\a-z ä\u{7f}\u{2028}😀]{0,90}", 0..4)
        ) {
            let named = texts.iter().map(|text| (text.clone(), Value::text(text)));
            let record = Record(named.map(|(name, value)| (name.into(), value)).collect());
            let written = record_json(&record).unwrap();
            prop_assert_eq!(&written, &serde_json::to_string(&record).unwrap());
            prop_assert_eq!(from_json::<Record>(&written).unwrap(), record);
        }
    }
}

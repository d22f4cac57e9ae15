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
words!(Job: Import = "import", Export = "export", Sync = "sync");
words!(Slot: Business = "business", Home = "home", Other = "other");
words!(LinkState:
    Linked = "linked", Pending = "pending", MissingOnce = "missing_once",
    OutOfScope = "out_of_scope", Open = "open", Quarantined = "quarantined",
    Duplicate = "duplicate", Tombstone = "tombstone");

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
    if record.0.values().all(writable) {
        return json(record);
    }
    let fields = record.0.iter().map(|(name, value)| (name.clone(), plain(value)));
    json(&Record(fields.collect()))
}

/// A value as JSON, or nothing.
pub(crate) fn value_json(value: Option<&Value>) -> Result<Option<String>> {
    value.map(|value| json(&plain(value))).transpose()
}

fn writable(value: &Value) -> bool {
    !matches!(value, Value::Number(number) if !number.is_finite())
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

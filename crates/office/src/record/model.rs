//! A record as its user sees it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;
use sync::{FieldType, Kind, Record, Value};

use super::column::{Column, Form};
use super::kind::description;
use super::stored::Stored;
use crate::Language;

/// A record of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeRecord {
    /// Kind.
    pub kind: Kind,
    /// Internal number (`LfdNr`), never used again, not even for another kind.
    pub id: i64,
    /// Grows with every change.
    pub version: i64,
    /// Customer number or the like; empty for none.
    pub number: String,
    /// The filled fields, under their stable names, with what is computed of them; the letter
    /// salutation is generated where none was entered. In lists without large texts.
    pub fields: Record,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it was moved to the trash, if it lies there.
    pub deleted_at: Option<Timestamp>,
    name: String,
}

impl OfficeRecord {
    pub(super) fn of(row: Stored, language: Language) -> Self {
        Self {
            kind: row.of.kind,
            id: row.id,
            version: row.version,
            name: row.name(),
            created_at: row.created_at,
            changed_at: row.changed_at,
            deleted_at: row.deleted_at,
            number: row.number.clone(),
            fields: row.with_generated(language),
        }
    }

    /// How a person would name it: surname and first name, else company, else e-mail; the subject.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// One flat object with every name of its kind, empty ones too.
impl Serialize for OfficeRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let description = description(self.kind);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry(description.number.name, &self.number)?;
        let parts = [description.columns, description.computed, description.looked_up];
        for column in parts.into_iter().flatten() {
            map.serialize_entry(column.name, &shown(column, self.fields.get(column.name)))?;
        }
        map.serialize_entry("created_at", &self.created_at)?;
        map.serialize_entry("changed_at", &self.changed_at)?;
        map.serialize_entry("deleted_at", &self.deleted_at)?;
        map.serialize_entry("version", &self.version)?;
        map.end()
    }
}

fn shown(column: &Column, value: Option<&Value>) -> Json {
    match (value, column.field_type) {
        (Some(Value::Text(text)), _) => structured(column, text),
        (Some(Value::List(items)), _) => {
            items.iter().map(|item| structured(column, item)).collect()
        }
        (Some(Value::Date(date)), _) => date.to_string().into(),
        (Some(Value::Instant(at)), _) => at.to_string().into(),
        (Some(Value::Bool(flag)), _) => (*flag).into(),
        (Some(Value::Int(number)), _) => (*number).into(),
        (_, FieldType::List) => Json::Array(Vec::new()),
        (_, FieldType::Bool) => false.into(),
        (_, FieldType::Date | FieldType::Instant | FieldType::Int) => Json::Null,
        _ => empty(column),
    }
}

/// A text as what it stands for; what cannot be understood stays the text.
fn structured(column: &Column, text: &str) -> Json {
    let parsed = match column.form {
        Form::Mailbox | Form::Person | Form::Attached | Form::Json => {
            serde_json::from_str(text).ok().filter(Json::is_object)
        }
        Form::Id => text.parse::<i64>().ok().map(Json::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| text.into())
}

fn empty(column: &Column) -> Json {
    match column.form {
        Form::Mailbox | Form::Json | Form::When => Json::Null,
        _ => "".into(),
    }
}

/// Which number a new record gets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NewNumber {
    /// The next free one.
    #[default]
    Next,
    /// This one.
    Given(String),
    /// None: a prospect.
    None,
}

/// How a user names a record: by its number, or by its internal number as `id:7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordId {
    /// The number it carries.
    Number(String),
    /// Its internal number.
    Id(i64),
}

impl FromStr for RecordId {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let id = text.trim().strip_prefix("id:").and_then(|id| id.trim().parse().ok());
        Ok(id.map_or_else(|| Self::Number(text.trim().to_owned()), Self::Id))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => f.write_str(number),
            Self::Id(id) => write!(f, "id:{id}"),
        }
    }
}

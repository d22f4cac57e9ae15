//! An address as its user sees it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};
use sync::{Change, FieldType, Record, Value};

use super::cells;
use super::columns::{COLUMNS, address_field, column};
use super::stored::Stored;
use crate::Language;
use crate::error::{OfficeError, Result};

/// An address.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// Internal number (`LfdNr`), never used again.
    pub id: i64,
    /// Grows with every change.
    pub version: i64,
    /// Customer number; empty for a prospect.
    pub number: String,
    /// The filled fields, under their stable names; the letter salutation is generated where none
    /// was entered.
    pub fields: Record,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it was moved to the trash, if it lies there.
    pub deleted_at: Option<Timestamp>,
    name: String,
}

impl Address {
    pub(crate) fn of(row: &Stored, language: Language) -> Self {
        Self {
            id: row.id,
            version: row.version,
            number: row.number.clone(),
            fields: row.with_generated(language),
            created_at: row.created_at,
            changed_at: row.changed_at,
            deleted_at: row.deleted_at,
            name: row.name(),
        }
    }

    /// How a person would name it: surname and first name, else company, else e-mail.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// One flat object with every name of an address, empty ones too.
impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("customer_no", &self.number)?;
        for column in COLUMNS {
            let json = json(column.field_type, self.fields.get(column.name));
            map.serialize_entry(column.name, &json)?;
        }
        map.serialize_entry("created_at", &self.created_at)?;
        map.serialize_entry("changed_at", &self.changed_at)?;
        map.serialize_entry("deleted_at", &self.deleted_at)?;
        map.serialize_entry("version", &self.version)?;
        map.end()
    }
}

fn json(field_type: FieldType, value: Option<&Value>) -> serde_json::Value {
    match (value, field_type) {
        (Some(Value::Text(text)), _) => text.as_str().into(),
        (Some(Value::List(items)), _) => items.as_slice().into(),
        (Some(Value::Date(date)), _) => date.to_string().into(),
        (Some(Value::Bool(flag)), _) => (*flag).into(),
        (_, FieldType::List) => serde_json::Value::Array(Vec::new()),
        (_, FieldType::Bool) => false.into(),
        (_, FieldType::Date) => serde_json::Value::Null,
        _ => "".into(),
    }
}

/// Which number a new address gets.
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

/// A change as a user writes it: a field by name or label, and its new text; empty clears it.
///
/// # Errors
/// There is no such field, the program keeps it, or the text is no value of its type.
pub fn parse_change(field: &str, text: &str) -> Result<Change> {
    let unknown = || OfficeError::UnknownField { field: field.trim().to_owned() };
    let name = &address_field(field).ok_or_else(unknown)?.name;
    let value = match column(name) {
        Some(column) => cells::parse(column, text)?,
        None if name == "customer_no" => {
            Some(Value::text(text.trim())).filter(|value| !value.is_empty())
        }
        None => return Err(OfficeError::NotWritable { field: name.to_string() }),
    };
    Ok(Change { field: Cow::clone(name), value })
}

//! Values of fields as cells of a row, and back.

use std::borrow::Cow;

use jiff::civil::Date;
use sync::{FieldType, Value};

use super::columns::Column;
use crate::db::{Param, Row};
use crate::error::{OfficeError, Result};

/// The cell that holds a value.
pub(crate) fn cell<'a>(column: &Column, value: Option<&'a Value>) -> Param<'a> {
    match (value, column.field_type) {
        (Some(Value::Text(text)), _) => Param::from(text),
        (Some(Value::List(items)), _) => Param::from(list_text(items)),
        (Some(Value::Date(date)), _) => Param::from(date.to_string()),
        (Some(Value::Bool(flag)), _) => Param::from(*flag),
        (_, FieldType::Bool) => Param::Null,
        _ => Param::Text(Cow::Borrowed("")),
    }
}

fn list_text(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    serde_json::Value::from(items).to_string()
}

/// The value that a cell holds; `None` for an empty one.
pub(crate) fn value(column: &Column, row: &Row<'_>, at: usize) -> Result<Option<Value>> {
    if column.field_type == FieldType::Bool {
        return Ok(row.opt_bool(at)?.map(Value::Bool));
    }
    // Most cells are empty: look before anything is copied.
    if row.with_text(at, |text| text.unwrap_or_default().is_empty())? {
        return Ok(None);
    }
    let text = row.text(at)?;
    let odd = || OfficeError::Damaged { detail: format!("{}: {text}", column.name) };
    Ok(Some(match column.field_type {
        FieldType::Date => Value::Date(text.parse::<Date>().map_err(|_| odd())?),
        FieldType::List => Value::List(serde_json::from_str(&text).map_err(|_| odd())?),
        _ => Value::Text(text),
    }))
}

/// Whether a value may stand in the column.
pub(crate) fn check(column: &Column, value: &Value) -> Result<()> {
    if !column.field_type.holds(value) {
        return Err(wrong(column, &format!("{value:?}")));
    }
    match (value, column.max_chars) {
        (Value::Text(text), Some(max)) if text.chars().count() > max as usize => {
            Err(OfficeError::TooLong { field: column.name.to_owned(), max })
        }
        _ => Ok(()),
    }
}

fn wrong(column: &Column, value: &str) -> OfficeError {
    OfficeError::WrongValue {
        field: column.name.to_owned(),
        field_type: type_name(column.field_type).to_owned(),
        value: value.to_owned(),
    }
}

/// The stable name of a type.
fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "text",
        FieldType::Int => "int",
        FieldType::Number => "number",
        FieldType::Percent => "percent",
        FieldType::Currency => "currency",
        FieldType::Duration => "duration",
        FieldType::Bool => "bool",
        FieldType::Date => "date",
        FieldType::Instant => "instant",
        FieldType::List => "list",
        FieldType::Bytes => "bytes",
    }
}

/// The value that a person means by a text; empty for none.
pub(crate) fn parse(column: &Column, text: &str) -> Result<Option<Value>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match column.field_type {
        FieldType::Date => date(trimmed).map(Value::Date),
        FieldType::Bool => flag(trimmed).map(Value::Bool),
        FieldType::List => Some(Value::List(list(trimmed))),
        _ => Some(Value::text(text)),
    };
    value.map(Some).ok_or_else(|| wrong(column, text))
}

fn list(text: &str) -> Vec<String> {
    let items = text.split(';').map(str::trim);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "ja" | "j" | "1" => Some(true),
        "false" | "no" | "n" | "nein" | "0" => Some(false),
        _ => None,
    }
}

/// `2024-12-31`, or as Germans write it: `31.12.2024`.
fn date(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let mut parts = text.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

//! Values of fields as cells of a row, and back.
//!
//! What must hold: a value comes back as it was given. An empty text or list and a missing one are
//! the same; a number, a yes or no and a point in time that nobody gave is NULL. Points in time
//! are tenths of microseconds, as Outlook has them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use sync::{FieldType, Value};

use super::column::Column;
use crate::db::{Param, Row};
use crate::error::{OfficeError, Result};

/// The cell that holds a value.
pub(super) fn cell<'a>(column: &Column, value: Option<&'a Value>) -> Param<'a> {
    match (value, column.field_type) {
        (Some(Value::Text(text)), _) => Param::from(text),
        (Some(Value::List(items)), _) => Param::from(list_text(items)),
        (Some(Value::Date(date)), _) => Param::from(date.to_string()),
        (Some(Value::Bool(flag)), _) => Param::from(*flag),
        (Some(Value::Int(number)), _) => Param::from(*number),
        (Some(Value::Instant(at)), _) => Param::from(ticks(*at)),
        (_, FieldType::Bool | FieldType::Int | FieldType::Instant) => Param::Null,
        _ => Param::Text(Cow::Borrowed("")),
    }
}

fn list_text(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    // Texts always have a JSON form.
    serde_json::to_string(items).unwrap_or_default()
}

/// The value that a cell holds; `None` for an empty one.
pub(super) fn value(column: &Column, row: &Row<'_>, at: usize) -> Result<Option<Value>> {
    match column.field_type {
        FieldType::Bool => return Ok(row.opt_bool(at)?.map(Value::Bool)),
        FieldType::Int => return Ok(row.opt_int(at)?.map(Value::Int)),
        FieldType::Instant => {
            return Ok(row.opt_int(at)?.map(instant).transpose()?.map(Value::Instant));
        }
        _ => {}
    }
    // Most cells are empty: look before anything is copied.
    if row.with_text(at, |text| text.unwrap_or_default().is_empty())? {
        return Ok(None);
    }
    let text = row.text(at)?;
    let odd = || OfficeError::Damaged { detail: format!("{}: {text:.80}", column.name) };
    Ok(Some(match column.field_type {
        FieldType::Date => Value::Date(text.parse::<Date>().map_err(|_| odd())?),
        FieldType::List => Value::List(serde_json::from_str(&text).map_err(|_| odd())?),
        _ => Value::Text(text),
    }))
}

/// Tenths of microseconds since 1970.
pub(crate) fn ticks(at: Timestamp) -> i64 {
    let ticks = at.as_nanosecond().div_euclid(100);
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

/// The reverse of [`ticks`].
pub(crate) fn instant(ticks: i64) -> Result<Timestamp> {
    Timestamp::from_nanosecond(i128::from(ticks) * 100)
        .map_err(|_| OfficeError::Damaged { detail: format!("instant {ticks}") })
}

/// Whether a value may stand in the column.
pub(super) fn check(column: &Column, value: &Value) -> Result<()> {
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

pub(super) fn wrong(column: &Column, value: &str) -> OfficeError {
    OfficeError::WrongValue {
        field: column.name.to_owned(),
        field_type: type_name(column.field_type).to_owned(),
        value: value.chars().take(200).collect(),
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

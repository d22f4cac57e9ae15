//! What a person means by a text.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use sync::form::{Attached, Mailbox, Person};
use sync::{Change, FieldType, Kind, Value};

use super::cells;
use super::column::{Column, Form};
use super::kind::{description, record_field};
use crate::error::{OfficeError, Result};

/// A change as a user writes it: a field by name or label, and its new text; empty clears it.
/// Times are those of the zone.
///
/// # Errors
/// There is no such field, the program keeps it, or the text is no value of its type.
pub fn record_change(kind: Kind, field: &str, text: &str, zone: &TimeZone) -> Result<Change> {
    let unknown = || OfficeError::UnknownField { field: field.trim().to_owned() };
    let name = &record_field(kind, field).ok_or_else(unknown)?.name;
    let description = description(kind);
    let value = match description.column(name) {
        Some(column) => parse(column, text, zone)?,
        None if name == description.number.name => {
            Some(Value::text(text.trim())).filter(|value| !value.is_empty())
        }
        None => return Err(OfficeError::NotWritable { field: name.to_string() }),
    };
    Ok(Change { field: name.clone(), value })
}

/// A change of an address as a user writes it.
///
/// # Errors
/// As [`record_change`].
pub fn parse_change(field: &str, text: &str) -> Result<Change> {
    record_change(Kind::Addresses, field, text, &TimeZone::UTC)
}

/// The value that a person means by a text; empty for none.
fn parse(column: &Column, text: &str, zone: &TimeZone) -> Result<Option<Value>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match column.field_type {
        FieldType::Date => date(trimmed).map(Value::Date),
        FieldType::Instant => instant(trimmed, zone).map(Value::Instant),
        FieldType::Bool => flag(trimmed).map(Value::Bool),
        FieldType::Int => trimmed.parse().ok().map(Value::Int),
        FieldType::List => {
            let items = items(trimmed, column.form).map(|item| structured(column.form, item, zone));
            items.collect::<Option<Vec<String>>>().map(Value::List)
        }
        _ if column.form == Form::Plain => Some(Value::text(text)),
        _ => structured(column.form, trimmed, zone).map(Value::Text),
    };
    value.map(Some).ok_or_else(|| cells::wrong(column, text))
}

/// The text of a structured value; what is in that form already is taken as it is.
fn structured(form: Form, text: &str, zone: &TimeZone) -> Option<String> {
    match form {
        Form::Plain | Form::Html | Form::Shown | Form::Id => Some(text.to_owned()),
        Form::When => when(text, zone),
        Form::Mailbox => {
            let mailbox = Mailbox::parse(text).unwrap_or_else(|_| Mailbox::from_shown(text));
            Some(mailbox.to_text())
        }
        Form::Person => {
            let person = Person::parse(text).unwrap_or_else(|_| Person::from_shown(text));
            Some(person.to_text())
        }
        Form::Attached => Attached::parse(text).ok().map(|attached| attached.to_text()),
        Form::Json => serde_json::from_str::<serde_json::Value>(text).ok().map(|_| text.to_owned()),
    }
}

/// The elements of a list: between semicolons, in people and the like those that stand in no
/// quotation marks and no braces.
fn items(text: &str, form: Form) -> impl Iterator<Item = &str> {
    let (mut quoted, mut depth) = (false, 0_i32);
    let between = move |character: char| {
        match character {
            _ if form == Form::Plain => {}
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            _ => {}
        }
        character == ';' && !quoted && depth <= 0
    };
    text.split(between).map(str::trim).filter(|item| !item.is_empty())
}

fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "ja" | "j" | "1" => Some(true),
        "false" | "no" | "n" | "nein" | "0" => Some(false),
        _ => None,
    }
}

/// A date or a point in time, as appointments have them.
fn when(text: &str, zone: &TimeZone) -> Option<String> {
    match date(text) {
        Some(date) => Some(date.to_string()),
        None => instant(text, zone).map(|at| at.to_string()),
    }
}

/// A point in time: with its own zone, or as the clocks of the zone show it.
fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    zone.to_timestamp(local(text)?).ok()
}

/// Date and time (`2024-05-03T08:00`, `03.05.2024 08:00`); a date alone begins at midnight.
fn local(text: &str) -> Option<DateTime> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, time.trim().parse::<Time>().ok()?),
        None => (text, Time::midnight()),
    };
    Some(date(day)?.to_datetime(time))
}

/// `2024-12-31`, or as Germans write it: `31.12.2024`.
fn date(text: &str) -> Option<Date> {
    // The parser of dates takes that of a longer text too.
    if text.contains(':') {
        return None;
    }
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

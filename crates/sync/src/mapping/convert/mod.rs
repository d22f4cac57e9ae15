//! A value in the type of the field it goes to, and what may be lost on the way there and back.
//!
//! What must hold: what [`carriage`] calls whole comes back as the same value; a value that its
//! target cannot hold is refused with a reason, never cut, rounded or guessed.

mod number;
mod text;

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{FieldType, Value};

/// The language in which dates and numbers stand in texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// 24.12.2026, 1234,5, ja.
    #[default]
    De,
    /// 2026-12-24, 1234.5, yes.
    En,
}

/// How values are read from texts and put into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// The zone in which a date has its midnight.
    pub zone: TimeZone,
    /// The language of dates and numbers.
    pub tongue: Tongue,
}

impl Default for Manner {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, tongue: Tongue::default() }
    }
}

/// Why a value does not go into its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// The text says nothing of the type.
    Unreadable,
    /// More digits, or another fraction, than the type holds.
    Inexact,
    /// Beyond the range of the type, or longer than the field takes.
    TooLarge,
    /// Several values where one is wanted.
    Several,
    /// No value of the one type is ever one of the other.
    Never,
}

impl Unfit {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Inexact => "inexact",
            Self::TooLarge => "too-large",
            Self::Several => "several",
            Self::Never => "never",
        }
    }
}

/// What becomes of the values of one type in a field of another, there and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carriage {
    /// Every value comes back as it was.
    Whole,
    /// Some values are refused, or come back in another form.
    Lossy(Unfit),
    /// No value goes there.
    Never,
}

/// What becomes of values that go from one type to another and back.
#[must_use]
pub fn carriage(from: FieldType, to: FieldType) -> Carriage {
    use FieldType::{
        Bool, Bytes, Currency, Date, Duration, Instant, Int, List, Number, Percent, Text,
    };
    match (from, to) {
        (from, to) if from == to => Carriage::Whole,
        (List, Text) => Carriage::Lossy(Unfit::Inexact),
        (List, _) => Carriage::Lossy(Unfit::Several),
        (Text, List) => Carriage::Lossy(Unfit::Inexact),
        (Text, _) => Carriage::Lossy(Unfit::Unreadable),
        (_, Text | List) => Carriage::Whole,
        (Date, Instant) => Carriage::Whole,
        (Instant, Date) => Carriage::Lossy(Unfit::Inexact),
        (Date | Instant | Bytes, _) | (_, Date | Instant | Bytes) => Carriage::Never,
        (Bool, Int | Number) => Carriage::Whole,
        (Int | Number, Bool) => Carriage::Lossy(Unfit::TooLarge),
        (Bool, _) | (_, Bool) => Carriage::Never,
        (Number, Percent) | (Percent, Number) => Carriage::Whole,
        (Number | Percent, _) => Carriage::Lossy(Unfit::Inexact),
        (Currency, Int | Duration) => Carriage::Lossy(Unfit::Inexact),
        _ => Carriage::Whole,
    }
}

/// The value, of a field of type `from`, as a field of type `to` holds it.
///
/// # Errors
/// Why it does not go there.
pub fn convert<'v>(
    value: &'v Value,
    from: FieldType,
    to: FieldType,
    manner: &Manner,
) -> Result<Cow<'v, Value>, Unfit> {
    if to.holds(value) {
        return Ok(Cow::Borrowed(value));
    }
    let converted = match (value, to) {
        (Value::Text(text), FieldType::List) => Value::List(split(text)),
        (Value::List(items), FieldType::Text) => Value::Text(items.join("; ")),
        (Value::List(items), _) => match items.as_slice() {
            [item] => text::read(item, to, manner)?,
            _ => return Err(Unfit::Several),
        },
        (Value::Text(text), _) => text::read(text, to, manner)?,
        (_, FieldType::Text) => Value::Text(text::write(value, from, manner)?),
        (_, FieldType::List) => Value::List(vec![text::write(value, from, manner)?]),
        (Value::Date(date), FieldType::Instant) => {
            let midnight = date.to_zoned(manner.zone.clone()).map_err(|_| Unfit::TooLarge)?;
            Value::Instant(midnight.timestamp())
        }
        (Value::Instant(at), FieldType::Date) => {
            Value::Date(at.to_zoned(manner.zone.clone()).date())
        }
        _ => number::convert(value, from, to)?,
    };
    Ok(Cow::Owned(converted))
}

fn split(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;

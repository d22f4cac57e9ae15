//! Values of fields, and when two of them are the same.
//!
//! Values travel verbatim. For comparison only: outer blanks trimmed, CRLF = LF, NFC, empty =
//! missing, telephone numbers by their digits, dates as dates.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Text, verbatim.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number (also percent: 0.5 is 50 %).
    Number(f64),
    /// An amount of money in ten-thousandths of the unit.
    Currency(i64),
    /// Minutes.
    Duration(i64),
    /// Yes or no.
    Bool(bool),
    /// A calendar date: no time, no zone.
    Date(Date),
    /// A point in time, UTC.
    Instant(Timestamp),
    /// Several texts.
    List(Vec<String>),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// How a field's values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// By their normalised text or by value.
    #[default]
    Plain,
    /// Telephone numbers: by their digits and a leading plus.
    Phone,
}

impl Value {
    /// Whether the value says nothing: empty text, empty list, no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.iter().all(|item| item.trim().is_empty()),
            Self::Bytes(bytes) => bytes.is_empty(),
            _ => false,
        }
    }

    /// About how many bytes it takes.
    #[must_use]
    pub(crate) fn weight(&self) -> u64 {
        let bytes = match self {
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(String::len).sum(),
            Self::Bytes(bytes) => bytes.len(),
            _ => 8,
        };
        bytes as u64
    }

    /// Text from anything that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Whether two values are the same for the purposes of the exchange; `None` is a missing value.
#[must_use]
pub fn same(a: Option<&Value>, b: Option<&Value>, how: Compare) -> bool {
    let (a, b) = (a.filter(|v| !v.is_empty()), b.filter(|v| !v.is_empty()));
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a == b || same_values(a, b, how),
        _ => false,
    }
}

fn same_values(a: &Value, b: &Value, how: Compare) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => match how {
            Compare::Plain => normalised(a) == normalised(b),
            Compare::Phone => same_phone(a, b),
        },
        (Value::List(a), Value::List(b)) => normalised_list(a) == normalised_list(b),
        _ => false,
    }
}

/// Text as it is compared: trimmed, CRLF and CR as LF, NFC.
#[must_use]
pub fn normalised(text: &str) -> String {
    let text = text.trim();
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    };
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

fn normalised_list(items: &[String]) -> Vec<String> {
    let mut items: Vec<String> =
        items.iter().map(|item| normalised(item)).filter(|item| !item.is_empty()).collect();
    items.sort();
    items
}

/// Two numbers are one when their digits agree; a number without digits is plain text.
fn same_phone(a: &str, b: &str) -> bool {
    let (digits_a, digits_b) = (phone_digits(a), phone_digits(b));
    if digits_a.is_empty() || digits_b.is_empty() {
        return normalised(a) == normalised(b);
    }
    digits_a == digits_b
}

/// The digits of a telephone number, with a leading plus where it begins with one.
#[must_use]
pub fn phone_digits(text: &str) -> String {
    let text = text.trim();
    let letters = text.chars().any(char::is_alphabetic);
    if letters {
        return String::new();
    }
    let plus = text.starts_with('+').then_some('+');
    plus.into_iter().chain(text.chars().filter(char::is_ascii_digit)).collect()
}

//! A date or a point in time, as one text.

use std::fmt::{Display, Formatter, Result as Shown};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use sync::Value;

use super::FormError;

/// When an appointment starts or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// An all-day appointment: a date without a zone.
    Date(Date),
    /// Any other.
    Instant(Timestamp),
}

impl When {
    /// What a record's value says; dates and points in time are accepted beside texts.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.parse().ok(),
            Value::Date(date) => Some(Self::Date(*date)),
            Value::Instant(at) => Some(Self::Instant(*at)),
            _ => None,
        }
    }

    /// As a record's value.
    #[must_use]
    pub fn value(self) -> Value {
        Value::Text(self.to_string())
    }

    /// Whether it is a date.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Self::Date(_))
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> Shown {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl FromStr for When {
    type Err = FormError;

    fn from_str(text: &str) -> Result<Self, FormError> {
        let text = text.trim();
        // A date's parser would accept the date of a longer text.
        let date = || if text.contains(':') { None } else { text.parse().ok().map(Self::Date) };
        let instant = text.parse().ok().map(Self::Instant);
        instant.or_else(date).ok_or_else(|| FormError::new(text))
    }
}

//! The fields of one kind of record on one side: what a mapping may name.

use serde::{Deserialize, Serialize};

use crate::{Compare, Name, Value};

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Text.
    Text,
    /// Whole number.
    Int,
    /// Number.
    Number,
    /// Number shown as percent: 0.5 is 50 %.
    Percent,
    /// Money, in ten-thousandths.
    Currency,
    /// Minutes.
    Duration,
    /// Yes or no.
    Bool,
    /// Calendar date.
    Date,
    /// Point in time.
    Instant,
    /// Several texts.
    List,
    /// Bytes.
    Bytes,
}

/// How user-defined fields of Outlook begin.
pub(crate) const USER: &str = "user.";

impl FieldType {
    /// The type of user-defined field that holds values of this type best.
    #[must_use]
    pub fn of_user_field(self) -> Self {
        match self {
            Self::Date => Self::Instant,
            Self::Bytes => Self::Text,
            other => other,
        }
    }

    /// Whether a value is of this type.
    #[must_use]
    pub fn holds(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Text, Value::Text(_))
                | (Self::Int, Value::Int(_))
                | (Self::Number | Self::Percent, Value::Number(_))
                | (Self::Currency, Value::Currency(_))
                | (Self::Duration, Value::Duration(_))
                | (Self::Bool, Value::Bool(_))
                | (Self::Date, Value::Date(_))
                | (Self::Instant, Value::Instant(_))
                | (Self::List, Value::List(_))
                | (Self::Bytes, Value::Bytes(_))
        )
    }
}

/// One field of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Stable name.
    pub name: Name,
    /// Label in German.
    pub de: Name,
    /// Label in English.
    pub en: Name,
    /// Type of its values.
    pub field_type: FieldType,
    /// Longest text, in characters, where there is a limit.
    pub max_chars: Option<u32>,
    /// Whether the exchange may write it.
    pub writable: bool,
    /// How two of its values are compared.
    pub compare: Compare,
}

impl Field {
    /// A user-defined field of Outlook, named and labelled as the user does.
    #[must_use]
    pub fn user(name: Name, field_type: FieldType) -> Self {
        let label: Name = name.strip_prefix(USER).unwrap_or(&name).to_owned().into();
        Self {
            de: label.clone(),
            en: label,
            name,
            field_type,
            max_chars: None,
            writable: true,
            compare: Compare::Plain,
        }
    }
}

/// The fields of one kind of record on one side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// All fields, in the order in which a person wants to see them.
    pub fields: Vec<Field>,
}

impl Schema {
    /// The field of that stable name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

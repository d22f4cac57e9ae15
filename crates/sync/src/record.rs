//! Records: what the two sides exchange, field by field, under stable names.
//!
//! Office fields are named as in the office schema (`street`), Outlook fields with their kind
//! (`contact.business.street`) or as `user.NAME`. What must hold: a missing field and an empty one
//! are the same thing when compared, but a record keeps what it was given.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Fields, Value};

/// The four kinds of records that travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Addresses; Outlook's contacts.
    Addresses,
    /// E-mails.
    Mails,
    /// Appointments.
    Appointments,
    /// Tasks.
    Tasks,
}

impl Kind {
    /// All kinds, in the order in which they are shown and worked on.
    pub const ALL: [Self; 4] = [Self::Addresses, Self::Mails, Self::Appointments, Self::Tasks];

    /// The stable name, as in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::Mails => "mails",
            Self::Appointments => "appointments",
            Self::Tasks => "tasks",
        }
    }

    /// The kind of that stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The user-defined field that carries the record's number in Outlook.
    #[must_use]
    pub fn number_field(self) -> &'static str {
        match self {
            Self::Addresses => "Kundennr",
            Self::Mails => "Msgnr",
            Self::Appointments => "Terminnr",
            Self::Tasks => "Aufgabennr",
        }
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The office database.
    Office,
    /// The Outlook data file.
    Outlook,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Office => Self::Outlook,
            Self::Outlook => Self::Office,
        }
    }

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Outlook => "outlook",
        }
    }
}

/// A field's stable name. Built-in names are static; user-defined fields own theirs.
pub type Name = Cow<'static, str>;

/// One record: values under stable names. Absent means the field is missing or empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Record(pub Fields);

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text of a field; empty if it is missing or no text.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether the field is missing or empty.
    #[must_use]
    pub fn is_empty(&self, name: &str) -> bool {
        self.0.get(name).is_none_or(Value::is_empty)
    }

    /// Sets a field; an empty value removes it.
    pub fn set(&mut self, name: impl Into<Name>, value: Value) {
        let name = name.into();
        if value.is_empty() {
            self.0.remove(&name);
        } else {
            self.0.insert(name, value);
        }
    }

    /// Sets or removes a field.
    pub fn put(&mut self, name: impl Into<Name>, value: Option<Value>) {
        let name = name.into();
        match value {
            Some(value) => self.set(name, value),
            None => {
                self.0.remove(&name);
            }
        }
    }

    /// About how many bytes its values take.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.0.values().map(Value::weight).sum()
    }

    /// All fields in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

impl<N: Into<Name>> FromIterator<(N, Value)> for Record {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(fields: I) -> Self {
        let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
        Self(filled.map(|(name, value)| (name.into(), value)).collect())
    }
}

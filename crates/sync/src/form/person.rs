//! People of an appointment or a task.

use serde::{Deserialize, Serialize};

use super::FormError;

/// How someone takes part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Invites the others.
    Organizer,
    /// Must be there.
    #[default]
    Required,
    /// May be there.
    Optional,
    /// A room or a thing.
    Resource,
}

/// What someone answered (PidTagRecipientTrackStatus and PidLidResponseStatus have these numbers).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Nothing is known.
    #[default]
    None,
    /// Organises the meeting.
    Organizer,
    /// Perhaps.
    Tentative,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Not yet.
    NotResponded,
}

impl Response {
    const ALL: [Self; 6] = [
        Self::None,
        Self::Organizer,
        Self::Tentative,
        Self::Accepted,
        Self::Declined,
        Self::NotResponded,
    ];

    /// The answer that Outlook stores as a number; an unknown number is none.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        let known = Self::ALL.into_iter().find(|response| response.number() == number);
        known.unwrap_or_default()
    }

    /// Outlook's number.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::None => 0,
            Self::Organizer => 1,
            Self::Tentative => 2,
            Self::Accepted => 3,
            Self::Declined => 4,
            Self::NotResponded => 5,
        }
    }
}

/// An attendee. Its text is a JSON object with the keys `name`, `address`, `role` and `response`
/// in this order, for example
/// `{"name":"Eva Groß","address":"eva@gross.example","role":"required","response":"accepted"}`.
/// A missing key means empty, `required`, `none`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Person {
    /// Name, as shown; empty where the address is shown.
    pub name: String,
    /// E-mail address.
    pub address: String,
    /// How they take part.
    pub role: Role,
    /// What they answered.
    pub response: Response,
}

impl Person {
    /// The person that a text describes.
    ///
    /// # Errors
    /// The text is no such object.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        serde_json::from_str(text).map_err(|_| FormError::new(text))
    }

    /// The canonical text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Strings and names of variants always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A person known by name and address.
    #[must_use]
    pub fn new(name: &str, address: &str) -> Self {
        let (name, address) = (name.trim(), address.trim());
        let name = if name.eq_ignore_ascii_case(address) { "" } else { name };
        Self { name: name.to_owned(), address: address.to_owned(), ..Self::default() }
    }

    /// Name and address as one text: `Eva Groß <eva@gross.example>`, or the one that is there.
    #[must_use]
    pub fn shown(&self) -> String {
        super::shown(&self.name, &self.address)
    }

    /// The person that such a text shows.
    #[must_use]
    pub fn from_shown(text: &str) -> Self {
        let text = text.trim();
        let parts = text.strip_suffix('>').and_then(|text| text.rsplit_once(" <"));
        let (name, address) = match parts {
            Some((name, address)) => (name.trim(), address.trim()),
            None if text.contains('@') => ("", text),
            None => (text, ""),
        };
        Self::new(name, address)
    }
}

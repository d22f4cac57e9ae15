//! A sender or recipient of a mail.

use serde::{Deserialize, Serialize};

use super::FormError;

/// Name and address, as the mail has them. Its text is a JSON object with the keys `name` and
/// `address` in this order: `{"name":"Eva Groß","address":"eva@gross.example"}`. Where the mail
/// shows only the address, the name is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mailbox {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub address: String,
}

impl Mailbox {
    /// The mailbox that a text describes.
    ///
    /// # Errors
    /// The text is no such object.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        serde_json::from_str(text).map_err(|_| FormError::new(text))
    }

    /// The canonical text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Strings always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Name and address as one text: `Eva Groß <eva@gross.example>`, or the one that is there.
    #[must_use]
    pub fn shown(&self) -> String {
        super::shown(&self.name, &self.address)
    }

    /// The mailbox that such a text shows.
    #[must_use]
    pub fn from_shown(text: &str) -> Self {
        let text = text.trim();
        let parts = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
        let (name, address) = match parts {
            Some((name, address)) => (name.trim().trim_matches('"'), address.trim()),
            None if text.contains('@') => ("", text),
            None => (text, ""),
        };
        Self { name: name.to_owned(), address: address.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_has_one_text_and_comes_back_from_what_is_shown() {
        let eva = Mailbox { name: "Eva Groß".into(), address: "eva@gross.example".into() };
        let text = r#"{"name":"Eva Groß","address":"eva@gross.example"}"#;
        assert_eq!((eva.to_text().as_str(), Mailbox::parse(text)), (text, Ok(eva.clone())));
        assert_eq!(Mailbox::from_shown(&eva.shown()), eva);
        let bare = Mailbox { address: "a@b.example".into(), ..Mailbox::default() };
        assert_eq!(Mailbox::from_shown("a@b.example"), bare);
        assert_eq!(Mailbox::from_shown("\"Groß, Eva\" <eva@gross.example>").name, "Groß, Eva");
        for wrong in ["", "Eva", r#"{"mail":"x"}"#] {
            assert!(Mailbox::parse(wrong).is_err(), "{wrong}");
        }
    }
}

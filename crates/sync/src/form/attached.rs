//! What is attached to a mail.

use serde::{Deserialize, Serialize};

use super::FormError;
use crate::ContentHash;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttachedKind {
    /// A file.
    #[default]
    File,
    /// A message or another item; its content is an Outlook message file (`.msg`).
    Message,
    /// An OLE object.
    Object,
    /// The name of a file elsewhere; there is no content.
    Link,
}

/// An attachment. Its text is a JSON object with these keys in this order; those after `hash` are
/// left out where they say nothing:
/// `{"name":"Angebot.pdf","type":"application/pdf","size":1024,"hash":"…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Attached {
    /// File name, as shown.
    pub name: String,
    /// Media type; empty where it is not known.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size of the content in bytes.
    pub size: u64,
    /// The content; `None` where there is none, or it could not be read.
    pub hash: Option<ContentHash>,
    /// What it is.
    #[serde(skip_serializing_if = "is_default")]
    pub kind: AttachedKind,
    /// It is shown in the text, not beside it.
    #[serde(skip_serializing_if = "is_default")]
    pub inline: bool,
    /// The name by which an HTML body shows it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub content_id: String,
    /// The address by which an HTML body shows it, or where a link leads.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// Its place in a rich text body, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Attached {
    /// The attachment that a text describes.
    ///
    /// # Errors
    /// The text is no such object.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        serde_json::from_str(text).map_err(|_| FormError::new(text))
    }

    /// The canonical text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Strings, numbers and names of variants always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_has_one_text() {
        let hash = ContentHash::of(b"abc");
        let text = format!(
            r#"{{"name":"Bild.png","type":"image/png","size":3,"hash":"{hash}","inline":true,"content_id":"bild@x"}}"#
        );
        let parsed = Attached::parse(&text).unwrap();
        assert_eq!((parsed.hash, parsed.kind), (Some(hash), AttachedKind::File));
        assert_eq!(parsed.to_text(), text);
        let link =
            Attached { name: "Plan.doc".into(), kind: AttachedKind::Link, ..Attached::default() };
        assert_eq!(Attached::parse(&link.to_text()), Ok(link));
        for wrong in ["", "x.pdf", r#"{"size":-1}"#, r#"{"hash":"12"}"#] {
            assert!(Attached::parse(wrong).is_err(), "{wrong}");
        }
    }
}

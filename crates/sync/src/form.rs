//! Values with an inner form, as texts: people, senders and recipients, attachments.
//!
//! A record's values are flat. What has parts travels as a JSON object in one canonical text, so
//! that equal values are equal texts; several are the elements of a list. All are parsed strictly:
//! an unknown key or a value out of range is an error.

mod attached;
mod mailbox;
mod person;

pub use attached::{Attached, AttachedKind};
pub use mailbox::Mailbox;
pub use person::{Person, Response, Role};

/// Why a text is none of the structured forms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not understood: {text:?}")]
pub struct FormError {
    /// The beginning of the text.
    pub text: String,
}

impl FormError {
    /// The refusal of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.chars().take(80).collect() }
    }
}

/// Name and address as one text: `Eva Groß <eva@gross.example>`, or the one that is there.
fn shown(name: &str, address: &str) -> String {
    match (name.trim(), address.trim()) {
        (name, "") => name.to_owned(),
        ("", address) => address.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

//! Outlook message files (.msg, \[MS-OXMSG\]): one item with all that is in it, in a compound file.
//!
//! An item in memory ([`MsgItem`]) knows its named properties by name, so it belongs to no data
//! file. [`write()`] and [`read()`] turn it into the bytes of a file and back; [`of_message`] takes it
//! out of a data file, [`new_item`] puts it into one.
//!
//! What must hold: equal items are equal bytes, so that an item has one hash wherever it lies; what
//! a data file reckons up itself is left out, so that an item that was put into a data file is
//! taken out as the same item; whatever the bytes are, reading ends, and takes memory in
//! proportion to them.

mod container;
mod convert;
mod layout;
mod names;
mod object;
mod read;
mod subject;
mod value;
mod write;

use pst::{PropName, PropValue};

pub use convert::{fits, new_item, of_message};
pub use read::{is_item, read};
pub use write::write;

/// Items in items in items: deeper is a fault.
const MAX_NESTING: usize = 32;

/// A property of an item that belongs to no data file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MsgProp {
    /// A fixed property id.
    Tag(u16),
    /// A named property.
    Named(PropName),
}

/// Properties, in the order of their ids and names.
pub type MsgProps = Vec<(MsgProp, PropValue)>;

/// One item in memory, independent of any file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MsgItem {
    /// Its properties.
    pub props: MsgProps,
    /// Properties of each recipient.
    pub recipients: Vec<MsgProps>,
    /// What is attached.
    pub attachments: Vec<MsgAttachment>,
}

/// An attachment in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MsgAttachment {
    /// Its properties, without the contents.
    pub props: MsgProps,
    /// The contents.
    pub contents: MsgContents,
}

/// What is attached.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum MsgContents {
    /// Nothing: a link or a reference.
    #[default]
    None,
    /// A file.
    Bytes(Vec<u8>),
    /// An OLE object.
    Object(Vec<u8>),
    /// Another item.
    Item(Box<MsgItem>),
}

/// Why bytes are no message file, or an item cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MsgError {
    /// It is no compound file, or a damaged one; with what is wrong about it.
    #[error("no compound file: {0}")]
    Container(String),
    /// It is a compound file, but holds no item.
    #[error("a compound file without an item")]
    NoItem,
    /// Items are nested too deeply.
    #[error("items are nested too deeply")]
    TooDeep,
    /// Its parts claim to be larger than the whole, or it is too large for the format.
    #[error("too large")]
    TooLarge,
}

impl MsgError {
    /// What is to be said to a person.
    #[must_use]
    pub fn explain(&self) -> sync::Message {
        sync::Message::new(match self {
            Self::Container(_) => "outlook-msg-damaged",
            Self::NoItem => "outlook-msg-no-item",
            Self::TooDeep => "outlook-msg-too-deep",
            Self::TooLarge => "outlook-msg-too-large",
        })
    }
}

impl From<std::io::Error> for MsgError {
    fn from(error: std::io::Error) -> Self {
        Self::Container(error.to_string())
    }
}

impl MsgItem {
    /// A property.
    #[must_use]
    pub fn get(&self, prop: &MsgProp) -> Option<&PropValue> {
        self.props.iter().find(|(known, _)| known == prop).map(|(_, value)| value)
    }

    /// The message class; empty if there is none.
    #[must_use]
    pub fn class(&self) -> &str {
        self.get(&MsgProp::Tag(0x001A)).and_then(PropValue::as_text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;

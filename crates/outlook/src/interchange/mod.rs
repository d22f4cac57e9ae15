//! Formats in which programs hand records to each other: vCard, iCalendar, Outlook's CSV, and the
//! address book of Windows. Each is read as records under Outlook's field names, and written from
//! such records (the address book is only read).
//!
//! What must hold: a value is what the file says; what a format cannot carry is named, never
//! dropped in silence; whatever the bytes are, reading ends and takes memory in proportion to them.

mod content_line;
pub mod csv;
pub(crate) mod encoding;
pub mod ical;
pub mod vcard;
pub mod wab;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sync::{Kind, Message, Name, Record};

/// What reading and writing needs besides the file.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Code page of text that does not say what it is in and is no UTF-8.
    pub code_page: u16,
    /// The user's zone: that of times that name none.
    pub zone: TimeZone,
}

/// A record of an interchange file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Kind.
    pub kind: Kind,
    /// Its fields, under Outlook's names.
    pub record: Record,
    /// The number it carries; empty for none.
    pub number: String,
    /// What the file calls it by (UID); empty where only its content tells it from others.
    pub uid: String,
    /// When it was last changed, where the file says so.
    pub changed_at: Option<Timestamp>,
    /// Names of the file's fields that say something and have no place in a record.
    pub left: Vec<String>,
    /// What was read by a guess.
    pub warnings: Vec<Message>,
    /// What of it could not be read.
    pub losses: Vec<Message>,
}

impl Entry {
    /// An empty one.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            record: Record::new(),
            number: String::new(),
            uid: String::new(),
            changed_at: None,
            left: Vec::new(),
            warnings: Vec::new(),
            losses: Vec::new(),
        }
    }
}

/// A record in the words of a format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Put {
    /// The text.
    pub text: Vec<u8>,
    /// Fields of the record that the format cannot carry, or not as they are.
    pub left: Vec<Name>,
}

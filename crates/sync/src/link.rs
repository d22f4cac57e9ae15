//! Links: which office record and which Outlook item are the same thing, and what both looked like
//! when they were last in step.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Kind, Record};

/// The key of a record in its store: an EntryID in a data file, the internal number in the office.
///
/// It is written as hexadecimal text where it is serialised.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key(pub Box<[u8]>);

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for Key {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let byte = |pair: &[u8]| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        };
        let bytes: Option<Box<[u8]>> = text.as_bytes().chunks(2).map(byte).collect();
        bytes.map(Self).ok_or("a key is an even number of hexadecimal digits")
    }
}

impl Key {
    /// The key of an office record: its internal number (`LfdNr`).
    #[must_use]
    pub fn office(id: i64) -> Self {
        Self(Box::new(id.to_be_bytes()))
    }

    /// The internal number, where this is the key of an office record.
    #[must_use]
    pub fn office_id(&self) -> Option<i64> {
        <[u8; 8]>::try_from(&*self.0).ok().map(i64::from_be_bytes)
    }
}

/// What tells cheaply whether a record was changed: a row version, and a stamp where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Version {
    /// Row version: PidTagLtpRowVer (0x67F3) in a data file, a counter in the office.
    pub row: i64,
    /// Time of the last change, where the store tells it without opening the record.
    pub stamp: Option<Timestamp>,
}

impl Version {
    /// Whether this is the version that was stored: the same row version and, where both tell one,
    /// the same stamp. Databases keep microseconds, data files tenths of them; neither matters.
    #[must_use]
    pub fn agrees_with(&self, stored: &Self) -> bool {
        let micros = |version: &Self| version.stamp.map(Timestamp::as_microsecond);
        let stamps = micros(self).zip(micros(stored));
        self.row == stored.row && stamps.is_none_or(|(now, then)| now == then)
    }

    /// The same version, marked as not seen: no record has it, so the one that had it is compared
    /// again.
    #[must_use]
    pub fn unseen(self) -> Self {
        Self { row: -1 - self.row.max(0), stamp: None }
    }

    /// The row version, also of one that is marked as not seen.
    #[must_use]
    pub fn row_known(self) -> i64 {
        if self.row < 0 { -1 - self.row } else { self.row }
    }
}

/// Which of Outlook's postal addresses a contact's address was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The business address.
    #[default]
    Business,
    /// The home address.
    Home,
    /// The other address.
    Other,
}

impl Slot {
    /// The stable name, as in `contact.NAME.street`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Home => "home",
            Self::Other => "other",
        }
    }
}

/// The state of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// In step.
    Linked,
    /// Its number is given out; the item is perhaps not written, the record not yet stored.
    Pending,
    /// The item was not found in the last complete run.
    MissingOnce,
    /// The item has left the scope (folder, category, date); nothing happens to it.
    OutOfScope,
    /// Waits for a person's decision. With an office record: a linked pair that is in conflict.
    /// Without one: an item that claims a number; nothing is written for it.
    Open,
    /// Claims a number but is clearly another person; nothing is written.
    Quarantined,
    /// A copy of another item, equal in every mapped field; listed as duplicate and left alone.
    Duplicate,
    /// A person decided to leave item and office record as they are, until one of them changes.
    Ignored,
    /// The record is gone on both sides; the number stays known.
    Tombstone,
}

/// What one side's mapped fields held when both were last in step, under that side's field names.
/// Values over 4 KiB are kept as the hash of their text ([`Record`] value `Bytes`).
pub type Base = Record;

/// The light part of a link: enough to tell whether anything changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The link's own number; 0 for one that is not stored yet.
    pub id: i64,
    /// Kind of record.
    pub kind: Kind,
    /// Internal number of the office record; `None` while pending, quarantined, a copy, or open
    /// without being linked.
    pub office: Option<i64>,
    /// The record's number when last in step (Kundennr, Msgnr, …), trimmed; empty for none.
    pub number: String,
    /// The item in the data file.
    pub item: Key,
    /// Row version and modification stamp of the item as read back after our own write.
    pub item_version: Version,
    /// Row version of the office record when last in step.
    pub office_version: Version,
    /// The postal address that was taken.
    pub slot: Slot,
    /// Version of the mapping that the bases were made with.
    pub mapping: u64,
    /// State.
    pub state: LinkState,
    /// Whether the number stands on the item (not in a read-only file).
    pub number_written: bool,
    /// Fingerprint of the item's mapped fields, normalised; equal items have equal ones. 0 while
    /// it is not known. It finds duplicates without opening anything.
    pub fingerprint: u64,
}

//! The address book of Windows (`.wab`), which Outlook Express used. Only read.
//!
//! The format was never published, and **no real file was at hand**: all that is known of it comes
//! from notes of others, and every statement about it here is a hypothesis. So each is checked
//! where it can be, and what does not fit is told as damage, not read on a guess:
//!
//! * a header of 16 bytes that name the format, and a table of indexes; the first index leads from
//!   numbers to records and is the only one read (the others are for searching, with cut names);
//! * records of a head, tags, and values in the same order, each of which repeats its tag;
//! * values under the property numbers of MAPI, so that they mean what they mean in Outlook.
//!
//! What must hold: a record is no longer than [`LONGEST`] and has at most [`MOST`] properties;
//! every length is checked against what is there; no record leads to another, so there are no
//! circles. Where the index is broken, records are looked for in the whole file.

mod person;
mod record;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};

use sync::Message;

use super::{Entry, Ground};
use crate::explain_io;
use record::{Head, Record, word};

/// Internet Explorer 5 and later.
const MAGIC: [u8; 16] = [
    0x9C, 0xCB, 0xCB, 0x8D, 0x13, 0x75, 0xD2, 0x11, 0x91, 0x58, 0x00, 0xC0, 0x4F, 0x79, 0x56, 0xA4,
];
/// The beginning of those of Windows 95 and Internet Explorer 4.
const OLD: [u8; 8] = [0x81, 0x32, 0x84, 0xC1, 0x85, 0x05, 0xD0, 0x11];
/// The longest file that is read; real ones have a few megabytes.
pub const LONGEST_FILE: u64 = 256 << 20;
/// The longest record.
pub const LONGEST: u32 = 16 << 20;
/// The most properties of a record.
pub const MOST: u32 = 500;
/// Where the header says where the first index begins, and how many entries it has.
const INDEX: usize = 0x20;
const COUNT: usize = 0x24;
/// An entry of the index: number and place.
const STEP: usize = 8;

/// Whether a file that begins so is an address book, of any version.
#[must_use]
pub fn is_wab(start: &[u8]) -> bool {
    start.starts_with(&MAGIC) || start.starts_with(&OLD)
}

/// An address book.
#[derive(Debug, Clone)]
pub struct Wab {
    bytes: Vec<u8>,
}

/// What an address book holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Places of the people.
    pub people: Vec<u64>,
    /// What is not transferred, by class (`WAB.DistList`, `WAB.Folder`), with its count.
    pub others: BTreeMap<String, u64>,
    /// Places of what should be a record and is none.
    pub broken: Vec<u64>,
    /// The index is broken: records were looked for in the whole file.
    pub searched: bool,
}

impl Wab {
    /// Reads a file.
    ///
    /// # Errors
    /// The system; a file that is no address book, one of an old version, or one that is too long.
    pub fn open(mut file: impl Read + Seek) -> Result<Self, Message> {
        let failed = |error: std::io::Error| explain_io(&error);
        let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.starts_with(&OLD) {
            return Err(Message::new("wab-too-old"));
        }
        if bytes != MAGIC {
            return Err(Message::new("wab-not-one"));
        }
        if length > LONGEST_FILE {
            return Err(Message::new("wab-too-long").with("most", LONGEST_FILE >> 20));
        }
        file.take(LONGEST_FILE).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Self { bytes })
    }

    /// What it holds. Deleted records are none.
    #[must_use]
    pub fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        let mut missing = BTreeSet::new();
        match self.index() {
            Some(index) => {
                let mut seen = BTreeSet::new();
                for (id, at) in index.filter(|(_, at)| seen.insert(*at)) {
                    if !self.add(at, Some(id), &mut contents) {
                        contents.broken.push(at);
                        missing.insert(id);
                    }
                }
                self.search(Some(&missing), &mut contents);
            }
            None => self.search(None, &mut contents),
        }
        contents
    }

    /// A person.
    ///
    /// # Errors
    /// There is no record at that place, or it is broken.
    pub fn read(&self, position: u64, ground: &Ground) -> Result<Entry, Message> {
        let record = Record::at(&self.bytes, position).ok_or_else(|| damaged(position))?;
        let mut entry = person::entry(&record, ground);
        if !record.whole {
            entry.losses.push(damaged(position));
        }
        Ok(entry)
    }

    /// Numbers and places; `None` where the header cannot be right.
    fn index(&self) -> Option<impl Iterator<Item = (u32, u64)>> {
        let (at, count) = (word(&self.bytes, INDEX)?, word(&self.bytes, COUNT)?);
        let length = usize::try_from(count).ok()?.checked_mul(STEP)?;
        let begin = usize::try_from(at).ok().filter(|begin| *begin >= COUNT)?;
        let entries = self.bytes.get(begin..begin.checked_add(length)?)?;
        let entry = |entry: &[u8]| Some((word(entry, 0)?, u64::from(word(entry, 4)?)));
        Some(entries.chunks_exact(STEP).filter_map(entry))
    }

    /// Takes a record into the contents; `false` where there is none, or one of another number.
    fn add(&self, at: u64, id: Option<u32>, contents: &mut Contents) -> bool {
        let Some(head) = Head::at(&self.bytes, at) else { return false };
        if id.is_some_and(|id| id != head.id) {
            return false;
        }
        match Record::at(&self.bytes, at).map(|record| record.class()) {
            _ if !head.live => {}
            Some(None) => contents.people.push(at),
            Some(Some(class)) => {
                let count = contents.others.entry(class).or_default();
                *count = count.saturating_add(1);
            }
            None => return false,
        }
        true
    }

    /// Looks for records in the whole file: all, or those with some numbers.
    fn search(&self, ids: Option<&BTreeSet<u32>>, contents: &mut Contents) {
        if ids.is_some_and(BTreeSet::is_empty) {
            return;
        }
        contents.searched = true;
        let mut known: BTreeSet<u64> = contents.people.iter().copied().collect();
        let mut at = 0;
        while let Some(head) = Head::next(&self.bytes, at) {
            at = head.at + 4;
            let wanted = head.live && ids.is_none_or(|ids| ids.contains(&head.id));
            if head.is_plausible(&self.bytes) && wanted && known.insert(head.at) {
                self.add(head.at, None, contents);
                at = head.end;
            }
        }
    }
}

fn damaged(position: u64) -> Message {
    Message::new("wab-damaged").with("place", format!("0x{position:X}"))
}

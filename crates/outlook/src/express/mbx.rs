//! `.mbx` of version 4: messages one after the other; which of them were deleted stands in the
//! `.idx` beside, as far as that is understood.

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::{Bytes, Entry, Fault, LONGEST, Place, Result, word};

const MAGIC: u32 = 0x3646_4D4A;
const INDEX_MAGIC: u32 = 0x3946_4D4A;
const FIRST: u64 = 0x54;
const MESSAGE: u32 = 0x7F00_7F00;
const HEAD: u64 = 16;
/// Where entries of an index may begin: two sources differ.
const INDEX_STARTS: [u64; 2] = [0x50, 0x40];

/// An open file.
#[derive(Debug)]
pub struct Mbx<R> {
    file: R,
    length: u64,
    count: u32,
}

/// What an index says of messages, by their places in the `.mbx`.
///
/// No file of this kind was at hand to try it on: it is believed only where every entry names its
/// own place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Index(HashMap<u64, u32>);

impl Index {
    /// Reads an index; empty where it is none, or not as expected.
    ///
    /// # Errors
    /// The system.
    pub fn read(mut file: impl Read + Seek) -> Result<Self> {
        let length = file.length()?;
        if length < 16 || word(&file.at::<4>(0)?, 0) != INDEX_MAGIC {
            return Ok(Self::default());
        }
        let count = word(&file.at::<16>(0)?, 8);
        for start in INDEX_STARTS {
            if let Some(flags) = entries(&mut file, start, length, count)? {
                return Ok(Self(flags));
            }
        }
        Ok(Self::default())
    }

    fn flags(&self, at: u64) -> u32 {
        self.0.get(&at).copied().unwrap_or_default()
    }
}

/// Flags by place; `None` where an entry does not name its own place.
fn entries(
    file: &mut (impl Read + Seek),
    start: u64,
    length: u64,
    count: u32,
) -> Result<Option<HashMap<u64, u32>>> {
    let (mut flags, mut at) = (HashMap::new(), start);
    while at + 0x1C <= length && (flags.len() as u64) < u64::from(count) {
        let entry = file.at::<0x1C>(at)?;
        let step = u64::from(word(&entry, 0x10));
        if u64::from(word(&entry, 0xC)) != at || step < 0x1C {
            return Ok(None);
        }
        flags.insert(u64::from(word(&entry, 0x14)), word(&entry, 0));
        at += step;
    }
    Ok((flags.len() as u64 == u64::from(count)).then_some(flags))
}

impl<R: Read + Seek> Mbx<R> {
    /// Opens a file; `None` if it is no `.mbx` of version 4.
    ///
    /// # Errors
    /// The system, or a file that is cut off within its header.
    pub fn open(mut file: R) -> Result<Option<Self>> {
        let length = file.length()?;
        if length < 12 || word(&file.at::<4>(0)?, 0) != MAGIC {
            return Ok(None);
        }
        let count = word(&file.at::<12>(0)?, 8);
        Ok(Some(Self { file, length, count }))
    }

    /// The messages that are not deleted; for those that the file counts and that are not there, one
    /// entry that says so. Where a message does not begin where the one before says, the next
    /// beginning is looked for.
    ///
    /// # Errors
    /// The system.
    pub fn entries(&mut self, index: &Index) -> Result<Vec<Entry>> {
        let (mut entries, mut at, mut met) = (Vec::new(), FIRST, 0);
        while met < self.count && at + HEAD <= self.length {
            let head = self.file.at::<16>(at)?;
            let (total, text) = (u64::from(word(&head, 8)), u64::from(word(&head, 12)));
            if word(&head, 0) != MESSAGE {
                match self.next_message(at)? {
                    Some(next) => at = next,
                    None => break,
                }
                continue;
            }
            met += 1;
            let next = self.after(at, total)?;
            let room = next - at - HEAD;
            let flags = index.flags(at);
            let place = match text <= room && text <= LONGEST {
                true => Place::Whole(at + HEAD, text),
                false => Place::Cut(at + HEAD, room.min(LONGEST)),
            };
            if flags & 1 == 0 {
                entries.push(entry(place, flags));
            }
            at = next;
        }
        if met < self.count {
            entries.push(entry(Place::Missing(at), 0));
        }
        Ok(entries)
    }

    /// Where a message ends: where the next one begins, or at the end of the file.
    fn after(&mut self, at: u64, total: u64) -> Result<u64> {
        let said = at + total.max(HEAD);
        if said >= self.length {
            return Ok(self.next_message(at + HEAD)?.unwrap_or(self.length));
        }
        let begins = said + 4 <= self.length && word(&self.file.at::<4>(said)?, 0) == MESSAGE;
        if begins || said + HEAD > self.length {
            return Ok(said);
        }
        Ok(self.next_message(at + HEAD)?.unwrap_or(self.length))
    }

    /// The next place at which a message begins.
    fn next_message(&mut self, from: u64) -> Result<Option<u64>> {
        const STEP: usize = 1 << 16;
        let mark = MESSAGE.to_le_bytes();
        let mut at = from;
        while at + 4 <= self.length {
            let length = usize::try_from(self.length - at).unwrap_or(usize::MAX).min(STEP);
            let bytes = self.file.some(at, length)?;
            if let Some(found) = bytes.windows(4).position(|four| four == mark) {
                return Ok(Some(at + found as u64));
            }
            at += (length - 3) as u64;
        }
        Ok(None)
    }

    /// The text of a message.
    ///
    /// # Errors
    /// The system, or a message that is cut off.
    pub fn text(&mut self, at: u64, length: u64) -> Result<Vec<u8>> {
        let length = usize::try_from(length).map_err(|_| Fault::Damaged(at))?;
        self.file.some(at, length)
    }
}

fn entry(place: Place, flags: u32) -> Entry {
    Entry {
        place: Some(place),
        read: flags & 2 == 0,
        draft: flags & 8 != 0,
        flagged: false,
        received: 0,
        subject: Vec::new(),
    }
}

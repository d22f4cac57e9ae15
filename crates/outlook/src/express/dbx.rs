//! `.dbx`: a header, trees of records (50 to a node), and messages in chained fragments.

use std::collections::HashSet;
use std::io::{Read, Seek};

use super::{Bytes, Entry, Fault, LONGEST, Place, Result, long, word};

const MAGIC: u32 = 0xFE12_ADCF;
/// First words of the class ids.
const MAIL: u32 = 0x6F74_FDC5;
const FOLDERS: u32 = 0x6F74_FDC6;
/// Where the header says where the complete tree begins, and how many records it has.
const ROOT: usize = 0xE4;
const COUNT: usize = 0xC4;
const HEADER: usize = 0x200;
const NODE: usize = 0x27C;
/// Entries of a node.
const PER_NODE: usize = 51;
/// Bytes of text in a fragment.
const FRAGMENT: usize = 0x200;
/// A record is an index of at most 255 entries and its data; real ones have some hundred bytes.
const LONGEST_RECORD: u32 = 1 << 20;

/// What a `.dbx` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbxKind {
    /// A folder of mails or news.
    Mail,
    /// The tree of folders.
    Folders,
    /// Something that holds no mail (accounts, offline changes).
    Other,
}

/// A folder of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DbxFolder {
    /// Its number; 0 is the root.
    pub id: u32,
    /// The number of the folder that it lies in; the root lies in 0xFFFFFFFF.
    pub parent: u32,
    /// Name, in the machine's code page.
    pub name: Vec<u8>,
    /// Its file beside the tree's, in the machine's code page; empty before its first use.
    pub file: Vec<u8>,
    /// 1 inbox, 2 outbox, 3 sent, 4 deleted, 5 drafts; 0 none of them.
    pub special: u32,
}

/// An open file.
#[derive(Debug)]
pub struct Dbx<R> {
    file: R,
    length: u64,
    kind: DbxKind,
    root: u32,
    count: u32,
}

/// One record: a number for every property, and the data that indirect ones lie in.
struct Fields {
    index: Vec<(u8, bool, u32)>,
    data: Vec<u8>,
}

impl<R: Read + Seek> Dbx<R> {
    /// Opens a file; `None` if it is no `.dbx`.
    ///
    /// # Errors
    /// The system, or a file that is cut off within its header.
    pub fn open(mut file: R) -> Result<Option<Self>> {
        let length = file.length()?;
        if length < 8 || word(&file.at::<4>(0)?, 0) != MAGIC {
            return Ok(None);
        }
        let header = file.at::<HEADER>(0)?;
        let kind = match word(&header, 4) {
            MAIL => DbxKind::Mail,
            FOLDERS => DbxKind::Folders,
            _ => DbxKind::Other,
        };
        let (root, count) = (word(&header, ROOT), word(&header, COUNT));
        Ok(Some(Self { file, length, kind, root, count }))
    }

    /// What it holds.
    pub fn kind(&self) -> DbxKind {
        self.kind
    }

    /// The messages, and what could not be read of the list: places of broken nodes and records.
    ///
    /// # Errors
    /// The system.
    pub fn entries(&mut self) -> Result<(Vec<Entry>, Vec<u64>)> {
        self.records(Fields::entry)
    }

    /// The folders of a tree file, and what could not be read of it.
    ///
    /// # Errors
    /// The system.
    pub fn folders(&mut self) -> Result<(Vec<DbxFolder>, Vec<u64>)> {
        self.records(Fields::folder)
    }

    fn records<T>(&mut self, of: fn(&Fields) -> T) -> Result<(Vec<T>, Vec<u64>)> {
        let (places, mut broken) = self.places()?;
        let mut records = Vec::new();
        for place in places {
            match self.fields(place) {
                Ok(fields) => records.push(of(&fields)),
                Err(Fault::Damaged(at)) => broken.push(at),
                Err(error) => return Err(error),
            }
        }
        Ok((records, broken))
    }

    /// The text of a message, from the first of its fragments.
    ///
    /// # Errors
    /// The system, a broken chain, or a text that is too long.
    pub fn text(&mut self, first: u64) -> Result<Vec<u8>> {
        let (mut text, mut at) = (Vec::new(), first);
        let mut seen = HashSet::new();
        while at != 0 {
            let head = self.file.at::<16>(at)?;
            let used = (word(&head, 8) & 0xFFFF) as usize;
            let sound = word(&head, 0) == low(at) && used <= FRAGMENT && seen.insert(at);
            if !sound || text.len() as u64 > LONGEST {
                return Err(Fault::Damaged(at));
            }
            text.extend(self.file.some(at + 16, used)?);
            at = u64::from(word(&head, 12));
        }
        Ok(text)
    }

    /// Where the records lie, in order, and nodes that are broken.
    fn places(&mut self) -> Result<(Vec<u64>, Vec<u64>)> {
        let (mut places, mut broken, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        // What is still to be visited, the next one last.
        let mut open = vec![Step::Node(u64::from(self.root))];
        while let Some(step) = open.pop() {
            match step {
                Step::Node(0) => {}
                Step::Node(at) if !seen.insert(at) => broken.push(at),
                Step::Node(at) => match self.node(at) {
                    Ok(steps) => open.extend(steps.into_iter().rev()),
                    Err(Fault::Damaged(at)) => broken.push(at),
                    Err(error) => return Err(error),
                },
                Step::Record(at) => places.push(at),
            }
        }
        if broken.is_empty() && places.len() < self.count as usize {
            broken.push(u64::from(self.root));
        }
        Ok((places, broken))
    }

    fn node(&mut self, at: u64) -> Result<Vec<Step>> {
        let node = self.file.at::<NODE>(at)?;
        let count = usize::from(node.get(0x11).copied().unwrap_or_default());
        if word(&node, 0) != low(at) || count > PER_NODE {
            return Err(Fault::Damaged(at));
        }
        let child = |at: usize| u64::from(word(&node, at));
        let mut steps = vec![Step::Node(if word(&node, 0x14) > 0 { child(8) } else { 0 })];
        for entry in 0..count {
            let at = 0x18 + 12 * entry;
            steps.push(Step::Record(child(at)));
            steps.push(Step::Node(if word(&node, at + 8) > 0 { child(at + 4) } else { 0 }));
        }
        Ok(steps)
    }

    fn fields(&mut self, at: u64) -> Result<Fields> {
        let head = self.file.at::<12>(at)?;
        let (length, count) = (word(&head, 4), usize::from(head[10]));
        let sound = word(&head, 0) == low(at)
            && length <= LONGEST_RECORD
            && at + 12 + u64::from(length) <= self.length
            && count * 4 <= length as usize;
        if !sound {
            return Err(Fault::Damaged(at));
        }
        let body = self.file.some(at + 12, length as usize)?;
        let (index, data) = body.split_at_checked(count * 4).ok_or(Fault::Damaged(at))?;
        let entry = |raw: &[u8]| {
            let raw = word(raw, 0);
            let id = raw.to_le_bytes()[0];
            (id & 0x7F, id & 0x80 != 0, raw >> 8)
        };
        Ok(Fields { index: index.chunks_exact(4).map(entry).collect(), data: data.to_vec() })
    }
}

/// Offsets are stored with 32 bits.
fn low(at: u64) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

enum Step {
    Node(u64),
    Record(u64),
}

impl Fields {
    fn number(&self, id: u8) -> u32 {
        let entry = self.index.iter().find(|entry| entry.0 == id);
        match entry {
            None => 0,
            Some((_, true, value)) => *value,
            Some((_, false, offset)) => word(&self.padded(*offset), 0),
        }
    }

    /// Data from an offset, with zeros behind its end: short numbers stand at the end.
    fn padded(&self, offset: u32) -> [u8; 8] {
        let mut bytes = [0; 8];
        let data = self.data.get(offset as usize..).unwrap_or_default();
        bytes.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
        bytes
    }

    fn time(&self, id: u8) -> u64 {
        let entry = self.index.iter().find(|entry| entry.0 == id && !entry.1);
        entry.map(|entry| long(&self.padded(entry.2), 0)).unwrap_or_default()
    }

    /// A text ends at its NUL, at the next datum, or at the end.
    fn text(&self, id: u8) -> Vec<u8> {
        let Some(entry) = self.index.iter().find(|entry| entry.0 == id && !entry.1) else {
            return Vec::new();
        };
        let offsets = self.index.iter().filter(|other| !other.1 && other.2 > entry.2);
        let end = offsets.map(|other| other.2 as usize).min().unwrap_or(self.data.len());
        let bytes = self.data.get(entry.2 as usize..end.min(self.data.len())).unwrap_or_default();
        bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec()
    }

    fn entry(&self) -> Entry {
        let (flags, first) = (self.number(1), self.number(4));
        Entry {
            place: (first != 0).then(|| Place::Pieces(u64::from(first))),
            read: flags & 0x80 != 0,
            draft: flags & 0x8 != 0,
            flagged: flags & 0x20 != 0,
            received: self.time(0x12),
            subject: self.text(8),
        }
    }

    fn folder(&self) -> DbxFolder {
        DbxFolder {
            id: self.number(0),
            parent: self.number(1),
            name: self.text(2),
            file: self.text(3),
            special: self.number(9),
        }
    }
}

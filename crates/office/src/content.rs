//! Contents of attachments: each stored once, in chunks, under its hash.
//!
//! What must hold: a content is whole or not there, and has the hash it is named by; whatever its
//! size, no more than a chunk of it is in memory. Contents are kept when the records that name
//! them are gone: these lie in the trash.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use sync::form::Attached;
use sync::{
    ContentHash, ContentHasher, Contents, Kind, Message, StoreError, Value, Write, no_such_content,
};

use crate::db::{Db, InList, Param, Rows};
use crate::error::{OfficeError, Result};
use crate::record::description;
use crate::{Office, counter};

/// Largest piece in which a content is stored.
const CHUNK: usize = 256 * 1024;

static KNOWN: InList = InList::new("SELECT hash FROM content WHERE hash IN ({list})", 0);
const ADD: &str = "INSERT INTO content (id, hash, size) VALUES (?1, ?2, ?3)";
const REMOVE_CHUNKS: &str = "DELETE FROM content_chunk WHERE content = ?1";
const ID: &str = "SELECT id FROM content WHERE hash = ?1";
const CHUNKS: &str = "SELECT bytes FROM content_chunk WHERE content = ?1 AND place = ?2";
const SIZE: &str = "SELECT size FROM content WHERE hash = ?1";
static ADD_CHUNK: LazyLock<Rows> =
    LazyLock::new(|| Rows::new("INSERT INTO content_chunk (content, place, bytes) VALUES", 3, ""));

/// Writes whose contents cannot be had, by their place in the transaction, and why.
pub(crate) type Lost = HashMap<usize, Message>;

type Answer<T> = std::result::Result<T, StoreError>;

impl Contents for Office {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Answer<std::result::Result<(), Message>> {
        match self.content_to(hash, take) {
            Ok(true) => Ok(Ok(())),
            Ok(false) => Ok(Err(no_such_content(hash))),
            // It costs its own record.
            Err(error @ OfficeError::Damaged { .. }) => Ok(Err(error.message())),
            Err(error) => Err(error.into()),
        }
    }
}

impl Office {
    /// Hands a content over, piece by piece, in order; whether there is one of that hash.
    ///
    /// # Errors
    /// The database refuses, or lacks a piece.
    pub fn content_to(&mut self, hash: &ContentHash, take: &mut dyn FnMut(&[u8])) -> Result<bool> {
        let Some(size) = self.content_size(hash)? else { return Ok(false) };
        let id = self.db.one(ID, &[bytes(hash)], |row| row.int(0))?.unwrap_or_default();
        let (mut place, mut given) = (0_i64, 0_u64);
        while given < size {
            let piece = self.db.one(CHUNKS, &[id.into(), place.into()], |row| row.bytes(0))?;
            let piece = piece.unwrap_or_default();
            if piece.is_empty() {
                return Err(OfficeError::Damaged { detail: format!("content {hash}") });
            }
            take(&piece);
            given += piece.len() as u64;
            place += 1;
        }
        Ok(true)
    }

    /// The size of a content in bytes, if there is one of that hash.
    ///
    /// # Errors
    /// The database refuses.
    pub fn content_size(&mut self, hash: &ContentHash) -> Result<Option<u64>> {
        let size = self.db.one(SIZE, &[bytes(hash)], |row| row.int(0))?;
        Ok(size.map(|size| u64::try_from(size).unwrap_or_default()))
    }
}

fn bytes(hash: &ContentHash) -> Param<'_> {
    Param::from(hash.0.as_slice())
}

/// Takes the contents that the writes name and the database lacks. Says which writes name one
/// that cannot be had.
pub(crate) fn take(db: &mut Db, writes: &[Write], from: &mut dyn Contents) -> Result<Lost> {
    let named: Vec<(usize, Vec<ContentHash>)> =
        writes.iter().enumerate().map(|(at, write)| (at, named(write))).collect();
    let wanted: HashSet<ContentHash> =
        named.iter().flat_map(|(_, hashes)| hashes).copied().collect();
    let mut lost = Lost::new();
    if wanted.is_empty() {
        return Ok(lost);
    }
    let mut known = known(db, &wanted)?;
    let missing = wanted.len() - known.len();
    let mut next = if missing > 0 { counter::take(db, "content", missing)? } else { 0 };
    let mut refused: HashMap<ContentHash, Message> = HashMap::new();
    for (at, hashes) in named {
        for hash in hashes {
            if !known.contains(&hash) && !refused.contains_key(&hash) {
                match take_one(db, next, &hash, from)? {
                    Ok(()) => drop(known.insert(hash)),
                    Err(why) => drop(refused.insert(hash, why)),
                }
                next += 1;
            }
            if let Some(why) = refused.get(&hash) {
                lost.entry(at).or_insert_with(|| why.clone());
            }
        }
    }
    Ok(lost)
}

fn known(db: &mut Db, wanted: &HashSet<ContentHash>) -> Result<HashSet<ContentHash>> {
    let mut known = HashSet::with_capacity(wanted.len());
    KNOWN.query(db, &[], wanted.iter().map(bytes), &mut |row| {
        known.extend(row.bytes(0)?.as_ref().try_into().ok().map(ContentHash));
        Ok(())
    })?;
    Ok(known)
}

/// Stores a content under a new internal number; why it cannot be had.
fn take_one(
    db: &mut Db,
    id: i64,
    hash: &ContentHash,
    from: &mut dyn Contents,
) -> Result<std::result::Result<(), Message>> {
    let mut chunks = Chunks { db, id, place: 0, held: Vec::new(), failed: None };
    let mut hasher = ContentHasher::default();
    let had = from.content(hash, &mut |piece| {
        hasher.take(piece);
        chunks.take(piece);
    });
    let had = had.map_err(|error| OfficeError::Source { error })?;
    let whole = hasher.finish();
    let damaged = || Message::new("content-damaged").with("hash", hash);
    let had = had.and_then(|()| if whole.0 == *hash { Ok(()) } else { Err(damaged()) });
    chunks.finish(had.is_ok())?;
    if had.is_ok() {
        let size = i64::try_from(whole.1).unwrap_or(i64::MAX);
        db.execute(ADD, &[id.into(), bytes(hash), size.into()])?;
    }
    Ok(had)
}

/// Pieces of any size on their way into chunks.
struct Chunks<'a> {
    db: &'a mut Db,
    id: i64,
    place: i64,
    held: Vec<u8>,
    /// Why the database refused one; the others are not written then.
    failed: Option<OfficeError>,
}

impl Chunks<'_> {
    fn take(&mut self, mut piece: &[u8]) {
        while self.held.len() + piece.len() > CHUNK {
            let (now, later) = piece.split_at(CHUNK - self.held.len());
            if self.held.is_empty() {
                self.write(now);
            } else {
                let mut held = std::mem::take(&mut self.held);
                held.extend_from_slice(now);
                self.write(&held);
            }
            piece = later;
        }
        self.held.extend_from_slice(piece);
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            let params = [self.id.into(), self.place.into(), bytes.into()];
            self.failed = ADD_CHUNK.put(self.db, &params).err();
            self.place += 1;
        }
    }

    /// Writes the last chunk, or takes back those that are there.
    fn finish(mut self, keep: bool) -> Result<()> {
        if keep && !self.held.is_empty() {
            let held = std::mem::take(&mut self.held);
            self.write(&held);
        }
        match self.failed {
            Some(error) => Err(error),
            None if keep || self.place == 0 => Ok(()),
            None => self.db.execute(REMOVE_CHUNKS, &[self.id.into()]).map(|_| ()),
        }
    }
}

/// The contents that a write names.
fn named(write: &Write) -> Vec<ContentHash> {
    let of_value = |value: Option<&Value>| match value {
        Some(Value::List(texts)) => hashes(texts),
        _ => Vec::new(),
    };
    match write {
        Write::Create { kind, record, .. } => {
            let fields = fields(*kind).map(|name| record.get(name));
            fields.flat_map(of_value).collect()
        }
        Write::Update { kind, changes, .. } => {
            let changed = |name| changes.iter().filter(move |change| change.field == name);
            let values = fields(*kind).flat_map(changed).map(|change| change.value.as_ref());
            values.flat_map(of_value).collect()
        }
        Write::Delete { .. } | Write::Purge { .. } | Write::Restore { .. } => Vec::new(),
    }
}

/// The fields of a kind that name contents.
fn fields(kind: Kind) -> impl Iterator<Item = &'static str> {
    description(kind).contents().map(|column| column.name)
}

fn hashes(texts: &[String]) -> Vec<ContentHash> {
    texts.iter().filter_map(|text| Attached::parse(text).ok()?.hash).collect()
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = [ADD, REMOVE_CHUNKS, ID, CHUNKS, SIZE].map(str::to_owned).to_vec();
    [fixed, KNOWN.every_text(), ADD_CHUNK.every_text()].concat()
}

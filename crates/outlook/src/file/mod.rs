//! An Outlook data file as one side of the exchange.
//!
//! [`OutlookFile`] is the open file; [`OutlookStore`], made from it, is what a run works on. Items
//! are keyed by their 24-byte EntryID, versioned by the row version of their folder's table.

mod ansi;
mod attach;
mod backup;
mod commit;
mod contents;
mod create;
mod folders;
mod forget;
mod kinds;
mod names;
mod open;
mod place;
mod read;
mod relocate;
mod single;
mod stage;
mod survey;
mod update;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};

use jiff::Timestamp;
use pst::{ContentsRow, EntryId, Nid, NidType, Pst, ReadTxn, Reader};
use sync::Contents;
use sync::{Full, Key, Kind, Listed, Message, Scope, Side, StoreError, StoreId, StoreTxn};
use sync::{Outcome, Schema, Store, Survey, Version};

pub use backup::backup_of;
pub use create::{Cipher, Format, NewFile};
pub use open::{FolderNames, Options, OutlookFile, Purpose};
pub(crate) use single::item_of_record;
pub(crate) use stage::Draft;

use crate::explain::explain;
use crate::filetime;
use crate::item::Context;
use crate::user::{EXPORT_DATE, FieldKind, PREFIX, Target, names_equal};
use contents::Met;
use folders::Folders;
use names::Resolved;
use versions::Versions;

/// A run's view of a data file.
pub struct OutlookStore<'f> {
    file: &'f OutlookFile,
    /// `None` only while a transaction is open: a snapshot keeps old space from being used again.
    snapshot: Option<ReadTxn<'f>>,
    state: State,
}

/// What is remembered of a data file between calls.
#[derive(Debug, Default)]
struct State {
    names: Option<Resolved>,
    folders: Folders,
    versions: Versions,
    /// Folders whose table is known to show modification stamps.
    stamped: BTreeSet<Nid>,
    /// Contents of attachments met lately.
    met: Met,
    /// Types of user-defined fields met on items.
    kinds: BTreeMap<String, FieldKind>,
    /// The last node id that an item is known to have had.
    last: Nid,
}

impl State {
    /// Notes a row of a folder's table.
    fn note(&mut self, folder: Nid, row: &ContentsRow) -> Version {
        let stamp = row.modified.and_then(filetime::to_timestamp);
        if stamp.is_some() {
            self.stamped.insert(folder);
        }
        self.versions.put(row.nid, row.row_version, stamp);
        Version { row: i64::from(row.row_version), stamp }
    }

    /// Notes what a commit made of an item's version. What cannot be known is looked up again.
    fn written(&mut self, item: &Written, row: Option<u32>) {
        let old = self.versions.remove(item.nid);
        let stamp = match (item.stamp, old) {
            (None, Some(old)) => old.stamp,
            (Some(stamp), _) if self.stamped.contains(&item.folder) => Some(stamp),
            _ => return,
        };
        if let Some(row) = row {
            self.versions.put(item.nid, row, stamp);
        }
    }
}

/// An item that a transaction wrote.
#[derive(Debug, Clone, Copy)]
struct Written {
    folder: Nid,
    nid: Nid,
    /// Its new modification stamp; `None` where it keeps its own.
    stamp: Option<Timestamp>,
}

impl OutlookFile {
    /// The file as one side of the exchange.
    #[must_use]
    pub fn store(&self) -> OutlookStore<'_> {
        OutlookStore { file: self, snapshot: None, state: State::default() }
    }
}

/// A fault of the file as a whole.
fn fault(error: &pst::Error) -> StoreError {
    StoreError::new(explain(error))
}

/// Sixteen bytes that no other item has: the system's randomness, by way of hash seeds.
pub(crate) fn search_key() -> [u8; 16] {
    let seeds = RandomState::new();
    let [a, b] = [1_u8, 2].map(|half| seeds.hash_one(half).to_le_bytes());
    let mut key = [0; 16];
    key.iter_mut().zip(a.into_iter().chain(b)).for_each(|(place, byte)| *place = byte);
    key
}

impl<'f> OutlookStore<'f> {
    fn pst(&self) -> &'f Pst {
        &self.file.pst
    }

    /// Takes a snapshot and resolves the names, where that is not done.
    fn prepare(&mut self) -> pst::Result<()> {
        if self.snapshot.is_none() {
            let snapshot = self.pst().read();
            self.state.names = Some(Resolved::new(snapshot.names()?));
            // Where contents lay is known of the snapshot before.
            self.state.met.forget_place();
            self.state.folders.fresh = None;
            self.snapshot = Some(snapshot);
        }
        if self.state.folders.tree.is_empty() {
            let tree = self.snapshot()?.folders()?;
            self.state.folders.tree = tree.folders;
            self.state.folders.fresh = Some(tree.warnings);
        }
        Ok(())
    }

    fn snapshot(&self) -> pst::Result<&ReadTxn<'f>> {
        self.snapshot.as_ref().ok_or(pst::Error::Busy)
    }

    /// What writing an item needs besides its fields.
    fn context(&self, now: Timestamp, target: Target) -> Context {
        let zone = self.file.options.zone.clone();
        Context { now, search_key: search_key(), zone, target, pattern_text: String::new() }
    }

    fn nid_of(&self, key: &Key) -> Result<Nid, Message> {
        let id = EntryId::parse(&key.0).filter(|id| id.record_key == self.file.record_key);
        id.map(|id| id.nid).ok_or_else(|| Message::new("outlook-other-file"))
    }
}

impl OutlookFile {
    fn key_of(&self, nid: Nid) -> Key {
        let id = EntryId { record_key: self.record_key, nid };
        Key(Box::new(id.to_bytes()))
    }
}

impl Store for OutlookStore<'_> {
    fn side(&self) -> Side {
        Side::Outlook
    }

    fn id(&self) -> StoreId {
        self.file.id()
    }

    fn gave_out(&self, key: &Key) -> bool {
        let given = self.nid_of(key).ok().filter(|nid| nid.kind() == NidType::MESSAGE);
        given.is_none_or(|nid| nid <= self.file.pst.last_given(NidType::MESSAGE))
    }

    fn keep_off(&mut self, keys: &mut dyn Iterator<Item = &Key>) {
        let known = keys.filter_map(|key| self.nid_of(key).ok());
        let last = known.filter(|nid| nid.kind() == NidType::MESSAGE).max();
        self.state.last = self.state.last.max(last.unwrap_or_default());
    }

    fn writable(&self) -> bool {
        self.file.writable()
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        self.load_folder_fields().map_err(|error| fault(&error))?;
        self.learn_declared().map_err(|error| fault(&error))?;
        let mut fields = kinds::schema(kind);
        fields.extend(self.user_fields().into_iter().map(|(name, kind)| user_field(&name, kind)));
        Ok(Schema { fields })
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.list(scope, visit)
    }

    fn read(&mut self, kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        let nid = match self.nid_of(key) {
            Ok(nid) => nid,
            Err(message) => return Ok(Err(message)),
        };
        match self.full(kind, nid) {
            Ok(full) => Ok(Ok(full)),
            Err(error @ pst::Error::Io(_)) => Err(fault(&error)),
            Err(error) => Ok(Err(explain(&error))),
        }
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.carry_out(txn, contents)
    }

    fn forget_unused(&mut self) -> Result<(), StoreError> {
        if !self.file.writable() {
            return Ok(());
        }
        self.prepare().map_err(|error| fault(&error))?;
        self.forget_definitions().map_err(|error| fault(&error))?;
        self.prepare().map_err(|error| fault(&error))
    }
}

/// The fields that items of a kind have in every data file, those that only the exchange itself
/// writes included.
#[must_use]
pub fn schema(kind: Kind) -> Schema {
    let own = Kind::ALL.map(Kind::number_field).into_iter().chain([EXPORT_DATE]);
    let own = own.map(|name| user_field(name, FieldKind::Text));
    Schema { fields: kinds::schema(kind).into_iter().chain(own).collect() }
}

/// Numbers and the export date are written by the exchange itself, never by a mapping.
fn user_field(name: &str, kind: FieldKind) -> sync::Field {
    let numbers = Kind::ALL.map(Kind::number_field);
    let reserved = numbers.iter().chain(&[EXPORT_DATE]).any(|own| names_equal(own, name));
    sync::Field {
        name: format!("{PREFIX}{name}").into(),
        de: name.to_owned().into(),
        en: name.to_owned().into(),
        field_type: kind.field_type(),
        max_chars: None,
        writable: !reserved,
        compare: sync::Compare::Plain,
    }
}

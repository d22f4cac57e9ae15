//! A data file in memory.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::schemas::mapped_schema;
use super::{Faults, MemoryContents, outlook_schema};
use crate::{
    Change, ContentHash, Contents, Full, Key, Kind, Listed, Message, Outcome, Record, Schema,
    Scope, Side, Store, StoreError, StoreId, StoreTxn, Survey, Touch, Value, Version, Write,
};

/// The folder of deleted items.
pub const DELETED_ITEMS: &str = "/Gelöschte Objekte";

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Message class.
    pub class: String,
    /// Path of its folder.
    pub folder: String,
    /// Its fields, those of other programs too.
    pub record: Record,
    /// The number, as it stands there.
    pub number: String,
    /// Spellings of the number field on it.
    pub spellings: u32,
    /// `Exportdatum`.
    pub exported_at: Option<Timestamp>,
    /// Modification stamp.
    pub changed_at: Option<Timestamp>,
    /// Row version.
    pub row: i64,
    /// It cannot be read.
    pub unreadable: bool,
    /// It cannot be written.
    pub refused: bool,
}

impl Item {
    fn kind(&self) -> Option<Kind> {
        match self.class.as_str() {
            class if class.starts_with("IPM.Contact") => Some(Kind::Addresses),
            class if class.starts_with("IPM.Note") => Some(Kind::Mails),
            class if class.starts_with("IPM.Appointment") => Some(Kind::Appointments),
            class if class.starts_with("IPM.Task") => Some(Kind::Tasks),
            _ => None,
        }
    }

    fn deleted(&self) -> bool {
        below(&self.folder, DELETED_ITEMS)
    }

    fn version(&self) -> Version {
        Version { row: self.row, stamp: self.changed_at }
    }

    fn name(&self) -> String {
        let record = &self.record;
        let names = ["contact.first_name", "contact.last_name", "contact.company"];
        let names: Vec<_> =
            names.iter().map(|name| record.text(name)).filter(|name| !name.is_empty()).collect();
        format!("{}: {}", self.folder, names.join(" "))
    }

    fn full(&self) -> Full {
        Full {
            record: self.record.clone(),
            number: self.number.trim().to_owned(),
            number_spellings: self.spellings,
            exported_at: self.exported_at,
            changed_at: self.changed_at,
            version: self.version(),
            name: self.name(),
            warnings: Vec::new(),
            losses: Vec::new(),
        }
    }
}

/// Class and folder of new items.
fn home(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Addresses => ("IPM.Contact", "/Kontakte"),
        Kind::Mails => ("IPM.Note", "/Posteingang"),
        Kind::Appointments => ("IPM.Appointment", "/Kalender"),
        Kind::Tasks => ("IPM.Task", "/Aufgaben"),
    }
}

fn below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A data file in memory.
#[derive(Debug, Clone)]
pub struct MemoryOutlook {
    /// Record key.
    pub file: StoreId,
    /// Items by key; keys grow, so this is the order of creation.
    pub items: BTreeMap<Key, Item>,
    /// The file is read only.
    pub read_only: bool,
    /// Folders that cannot be read to the end: their items are not listed.
    pub unreadable_folders: BTreeSet<String>,
    /// What the clock shows when someone edits an item.
    pub now: Timestamp,
    /// Every write that was carried out, in order.
    pub written: Vec<Write>,
    /// Records that were opened.
    pub opened: u64,
    /// Someone who edits while a run goes on: called once, right before the next commit.
    pub meddler: Option<fn(&mut MemoryOutlook)>,
    /// Contents of attachments.
    pub contents: MemoryContents,
    /// Faults.
    pub faults: Faults,
    last: i64,
}

impl Default for MemoryOutlook {
    fn default() -> Self {
        Self {
            file: StoreId("outlook-1".to_owned()),
            items: BTreeMap::new(),
            read_only: false,
            unreadable_folders: BTreeSet::new(),
            now: Timestamp::UNIX_EPOCH,
            written: Vec::new(),
            opened: 0,
            meddler: None,
            contents: MemoryContents::default(),
            faults: Faults::default(),
            last: 0,
        }
    }
}

/// What a person does in Outlook.
impl MemoryOutlook {
    /// Adds a contact to the folder `/Kontakte`.
    pub fn add(&mut self, record: Record) -> Key {
        self.add_item("IPM.Contact", "/Kontakte", record)
    }

    /// Adds an item.
    pub fn add_item(&mut self, class: &str, folder: &str, record: Record) -> Key {
        let row = self.next();
        self.insert(Item {
            class: class.to_owned(),
            folder: folder.to_owned(),
            record,
            number: String::new(),
            spellings: 0,
            exported_at: None,
            changed_at: Some(self.now),
            row,
            unreadable: false,
            refused: false,
        })
    }

    /// Sets a text field of an item; its stamp and row version change.
    pub fn edit(&mut self, key: &Key, field: &'static str, text: &str) {
        self.change(key, |item| item.record.set(field, Value::text(text)));
    }

    /// Sets the number field of an item.
    pub fn set_number(&mut self, key: &Key, number: &str) {
        self.change(key, |item| item.number = number.to_owned());
    }

    /// Changes an item in any way.
    pub fn change(&mut self, key: &Key, edit: impl FnOnce(&mut Item)) {
        let (row, now) = (self.next(), self.now);
        if let Some(item) = self.items.get_mut(key) {
            edit(item);
            (item.row, item.changed_at) = (row, Some(now));
        }
    }

    /// Copies an item, its number with it.
    pub fn copy(&mut self, key: &Key) -> Option<Key> {
        let mut item = self.items.get(key)?.clone();
        item.row = self.next();
        Some(self.insert(item))
    }

    /// Moves an item to another folder; like many programs this gives it a new key.
    pub fn move_to(&mut self, key: &Key, folder: &str) -> Option<Key> {
        let mut item = self.items.remove(key)?;
        folder.clone_into(&mut item.folder);
        item.row = self.next();
        Some(self.insert(item))
    }

    /// Moves an item to Deleted Items, where it keeps its key.
    pub fn delete(&mut self, key: &Key) {
        self.change(key, |item| DELETED_ITEMS.clone_into(&mut item.folder));
    }

    fn insert(&mut self, item: Item) -> Key {
        let key = Key(self.next().to_be_bytes().into());
        self.items.insert(key.clone(), item);
        key
    }

    fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    fn write(&mut self, write: &Write) -> Outcome {
        match write {
            Write::Create { kind, record, number, touch } => {
                let (class, folder) = home(*kind);
                let key = self.add_item(class, folder, record.clone());
                self.patch(&key, &[], Some(number), *touch)
            }
            Write::Update { key, expected, changes, number, touch, .. } => {
                match self.items.get(key) {
                    Some(item) if item.refused => Outcome::Failed(Message::new("memory-refused")),
                    Some(item) if item.version() == *expected => {
                        self.patch(key, changes, number.as_ref(), *touch)
                    }
                    _ => Outcome::Stale,
                }
            }
            Write::Delete { key, expected, .. } => match self.items.get(key) {
                Some(item) if item.version() == *expected => {
                    self.delete(key);
                    self.done(key)
                }
                _ => Outcome::Stale,
            },
            Write::Purge { key, expected, .. } => match self.items.get(key) {
                Some(item) if item.version() == *expected => {
                    let gone = self.done(key);
                    self.items.remove(key);
                    gone
                }
                _ => Outcome::Stale,
            },
            Write::Restore { kind, key } => {
                self.change(key, |item| home(*kind).1.clone_into(&mut item.folder));
                self.done(key)
            }
        }
    }

    /// Carries out writes; one whose contents cannot be had fails alone.
    fn write_all(
        &mut self,
        writes: &[Write],
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::with_capacity(writes.len());
        for write in writes {
            outcomes.push(match self.contents.take(write, contents)? {
                Ok(()) => self.write(write),
                Err(refused) => Outcome::Failed(refused),
            });
        }
        Ok(outcomes)
    }

    fn patch(
        &mut self,
        key: &Key,
        changes: &[Change],
        number: Option<&String>,
        touch: Touch,
    ) -> Outcome {
        let row = self.next();
        if let Some(item) = self.items.get_mut(key) {
            for change in changes {
                item.record.put(change.field.clone(), change.value.clone());
            }
            if let Some(number) = number {
                (item.number, item.spellings) = (number.clone(), item.spellings.max(1));
            }
            match touch {
                Touch::Keep => {}
                Touch::Stamp(at) => (item.changed_at, item.exported_at) = (Some(at), Some(at)),
                Touch::Back { modified, exported } => {
                    item.changed_at = modified.or(item.changed_at);
                    item.exported_at = exported;
                }
            }
            item.row = row;
        }
        self.done(key)
    }

    fn done(&self, key: &Key) -> Outcome {
        match self.items.get(key) {
            Some(item) => Outcome::Done { key: key.clone(), full: Box::new(item.full()) },
            None => Outcome::Stale,
        }
    }

    fn in_scope(item: &Item, scope: &Scope) -> bool {
        let chosen = scope.folders.is_empty();
        let chosen = chosen || scope.folders.iter().any(|folder| below(&item.folder, folder));
        chosen && (scope.with_deleted || !item.deleted())
    }
}

impl Contents for MemoryOutlook {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.faults.step()?;
        self.contents.content(hash, take)
    }
}

impl Store for MemoryOutlook {
    fn side(&self) -> Side {
        Side::Outlook
    }

    fn id(&self) -> StoreId {
        self.file.clone()
    }

    fn writable(&self) -> bool {
        !self.read_only
    }

    fn gave_out(&self, key: &Key) -> bool {
        key.office_id().is_none_or(|given| given <= self.last)
    }

    fn keep_off(&mut self, keys: &mut dyn Iterator<Item = &Key>) {
        let last = keys.filter_map(Key::office_id).max().unwrap_or_default();
        self.last = self.last.max(last);
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        Ok(match kind {
            Kind::Addresses => outlook_schema(),
            other => mapped_schema(other, Side::Outlook),
        })
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.faults.step()?;
        let mut survey = Survey::default();
        let incomplete = self.unreadable_folders.iter();
        survey.incomplete = incomplete
            .map(|folder| Message::new("memory-folder-unreadable").with("folder", folder))
            .collect();
        for (key, item) in &self.items {
            if self.unreadable_folders.contains(&item.folder) {
                continue;
            }
            visit(Listed {
                key: key.clone(),
                kind: item.kind(),
                class: item.class.clone(),
                version: item.version(),
                folder: index(&mut survey.folders, &item.folder),
                deleted: item.deleted(),
                in_scope: Self::in_scope(item, scope),
            });
        }
        Ok(survey)
    }

    fn read(&mut self, _kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        self.faults.step()?;
        self.opened += 1;
        Ok(match self.items.get(key) {
            Some(item) if !item.unreadable => Ok(item.full()),
            _ => Err(Message::new("memory-unreadable")),
        })
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.faults.step()?;
        if self.read_only {
            return Err(StoreError::new(Message::new("memory-read-only")));
        }
        if let Some(meddle) = self.meddler.take() {
            meddle(self);
        }
        let outcomes = self.write_all(&txn.writes, contents)?;
        self.written.extend(txn.writes);
        self.faults.step()?;
        Ok(outcomes)
    }
}

fn index(folders: &mut Vec<String>, folder: &str) -> u32 {
    let at = folders.iter().position(|known| known == folder).unwrap_or_else(|| {
        folders.push(folder.to_owned());
        folders.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

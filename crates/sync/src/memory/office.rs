//! An office database in memory.

mod ledger;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::schemas::mapped_schema;
use super::{Faults, MemoryContents, office_schema};
use crate::claim::{folded_number, valid_number};
use crate::{
    Base, Change, ContentHash, Contents, Full, Job, JournalLine, Key, Kind, Link, Listed, Message,
    OpenDecision, Outcome, Promised, Record, Schema, Scope, Side, Store, StoreError, StoreId,
    StoreTxn, Survey, Touch, Value, Version, Write,
};

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeRow {
    /// Kind.
    pub kind: Kind,
    /// Its fields.
    pub record: Record,
    /// Its number; empty for none.
    pub number: String,
    /// Row version.
    pub row: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// It lies in the trash.
    pub deleted: bool,
}

impl OfficeRow {
    fn full(&self) -> Full {
        let record = &self.record;
        let name = ["first_name", "last_name", "company"].map(|field| record.text(field));
        Full {
            record: record.clone(),
            number: self.number.clone(),
            number_spellings: 1,
            exported_at: None,
            changed_at: Some(self.changed_at),
            version: Version { row: self.row, stamp: None },
            name: format!("{} {}", self.number, name.join(" ").trim()),
            warnings: Vec::new(),
            losses: Vec::new(),
        }
    }
}

/// A link with its bases.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLink {
    /// The data file.
    pub file: StoreId,
    /// The link.
    pub link: Link,
    /// Base of the office side.
    pub office_base: Base,
    /// Base of the Outlook side.
    pub item_base: Base,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Job.
    pub job: Job,
    /// Exit code; `None` while it runs, or when it was interrupted.
    pub exit: Option<i32>,
    /// Report (JSON).
    pub report: String,
}

/// An office database in memory.
#[derive(Debug, Clone)]
pub struct MemoryOffice {
    /// Records by internal number.
    pub rows: BTreeMap<i64, OfficeRow>,
    /// Links by their number.
    pub links: BTreeMap<i64, StoredLink>,
    /// Open decisions by their number.
    pub decisions: BTreeMap<i64, (StoreId, OpenDecision)>,
    /// Journal: run and line.
    pub journal: Vec<(i64, JournalLine)>,
    /// Runs, the first one has the number 1.
    pub runs: Vec<RunRow>,
    /// Folded numbers of records that were deleted for good.
    pub purged: BTreeSet<String>,
    /// The next number of the range.
    pub next_number: u64,
    /// What the clock shows.
    pub now: Timestamp,
    /// Records that were opened.
    pub opened: u64,
    /// Someone who edits while a run goes on: called once, when the run begins to write.
    pub early_meddler: Option<fn(&mut MemoryOffice)>,
    /// The same, right before the next settling.
    pub meddler: Option<fn(&mut MemoryOffice)>,
    /// What the database makes of a record that it stores.
    pub tidy: Option<fn(&mut Record)>,
    /// What an interrupted run was about to write.
    pub promises: BTreeMap<StoreId, Vec<Promised>>,
    /// Contents of attachments.
    pub contents: MemoryContents,
    /// Faults.
    pub faults: Faults,
    locked: Option<String>,
    last: i64,
    /// Folded number → record.
    numbers: HashMap<String, i64>,
    /// Folded numbers of pending links.
    promised: BTreeSet<String>,
    /// Folded numbers that any link knows, and how many do.
    seen: HashMap<String, u32>,
    /// Item → link.
    items: HashMap<(StoreId, Key), i64>,
}

impl Default for MemoryOffice {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            links: BTreeMap::new(),
            decisions: BTreeMap::new(),
            journal: Vec::new(),
            runs: Vec::new(),
            purged: BTreeSet::new(),
            next_number: 10000,
            now: Timestamp::UNIX_EPOCH,
            opened: 0,
            early_meddler: None,
            meddler: None,
            tidy: None,
            promises: BTreeMap::new(),
            contents: MemoryContents::default(),
            faults: Faults::default(),
            locked: None,
            last: 0,
            numbers: HashMap::new(),
            promised: BTreeSet::new(),
            seen: HashMap::new(),
            items: HashMap::new(),
        }
    }
}

/// What a person does in the office.
impl MemoryOffice {
    /// Adds an address with this number.
    pub fn add(&mut self, number: &str, record: Record) -> i64 {
        self.add_kind(Kind::Addresses, number, record)
    }

    /// Adds a record of any kind with this number. Unlike a real office, this one has numbers that
    /// are distinct over all kinds.
    pub fn add_kind(&mut self, kind: Kind, number: &str, record: Record) -> i64 {
        let (id, row) = (self.next(), self.next());
        let changed_at = self.now;
        let number = number.to_owned();
        if !number.is_empty() {
            self.numbers.insert(folded_number(&number), id);
        }
        self.rows.insert(id, OfficeRow { kind, record, number, row, changed_at, deleted: false });
        id
    }

    /// Sets a text field.
    pub fn edit(&mut self, id: i64, field: &'static str, text: &str) {
        self.change(id, |row| row.record.set(field, Value::text(text)));
    }

    /// Gives a record another number.
    pub fn renumber(&mut self, id: i64, number: &str) {
        self.numbers.retain(|_, of| *of != id);
        self.numbers.insert(folded_number(number), id);
        self.change(id, |row| number.clone_into(&mut row.number));
    }

    /// Moves a record to the trash.
    pub fn delete(&mut self, id: i64) {
        self.change(id, |row| row.deleted = true);
    }

    /// Deletes a record for good; its number stays known.
    pub fn purge(&mut self, id: i64) {
        if let Some(row) = self.rows.remove(&id) {
            self.numbers.remove(&folded_number(&row.number));
            self.purged.insert(folded_number(&row.number));
        }
    }

    /// The record with this number.
    #[must_use]
    pub fn by_number(&self, number: &str) -> Option<(i64, &OfficeRow)> {
        let id = *self.numbers.get(&folded_number(number))?;
        self.rows.get(&id).map(|row| (id, row))
    }

    fn change(&mut self, id: i64, edit: impl FnOnce(&mut OfficeRow)) {
        let (version, now) = (self.next(), self.now);
        if let Some(row) = self.rows.get_mut(&id) {
            edit(row);
            self.tidy.iter().for_each(|tidy| tidy(&mut row.record));
            (row.row, row.changed_at) = (version, now);
        }
    }

    fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    fn taken(&self, folded: &str) -> bool {
        self.numbers.contains_key(folded)
    }

    fn write(&mut self, write: &Write) -> Outcome {
        match write {
            Write::Create { kind, record, number, .. } => self.create(*kind, record, number),
            Write::Update { key, expected, changes, number, touch, .. } => {
                let Some(id) = self.current(key, *expected) else { return Outcome::Stale };
                if let Some(number) = number {
                    self.renumber(id, number.trim());
                }
                self.patch(id, changes, *touch)
            }
            Write::Delete { key, expected, .. } | Write::Purge { key, expected, .. } => {
                match self.current(key, *expected) {
                    Some(id) => {
                        self.delete(id);
                        self.done(id)
                    }
                    None => Outcome::Stale,
                }
            }
            Write::Restore { key, .. } => match key.office_id() {
                Some(id) => {
                    self.change(id, |row| row.deleted = false);
                    self.done(id)
                }
                None => Outcome::Stale,
            },
        }
    }

    /// Carries out writes; one whose contents cannot be had fails alone.
    pub(super) fn write_all(
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

    fn patch(&mut self, id: i64, changes: &[Change], touch: Touch) -> Outcome {
        let now = self.now;
        self.change(id, |row| {
            for change in changes {
                row.record.put(change.field.clone(), change.value.clone());
            }
        });
        if let Some(row) = self.rows.get_mut(&id) {
            row.changed_at = match touch {
                Touch::Keep | Touch::Back { .. } => now,
                Touch::Stamp(at) => at,
            };
        }
        self.done(id)
    }

    fn create(&mut self, kind: Kind, record: &Record, number: &str) -> Outcome {
        let folded = folded_number(number);
        if !folded.is_empty() && (!valid_number(number) || self.taken(&folded)) {
            return Outcome::Failed(Message::new("memory-number-taken").with("number", number));
        }
        self.purged.remove(&folded);
        let mut record = record.clone();
        self.tidy.iter().for_each(|tidy| tidy(&mut record));
        let id = self.add_kind(kind, number.trim(), record);
        self.done(id)
    }

    fn current(&self, key: &Key, expected: Version) -> Option<i64> {
        let id = key.office_id()?;
        let row = self.rows.get(&id)?;
        (row.row == expected.row && !row.deleted).then_some(id)
    }

    fn done(&self, id: i64) -> Outcome {
        match self.rows.get(&id) {
            Some(row) => Outcome::Done { key: Key::office(id), full: Box::new(row.full()) },
            None => Outcome::Stale,
        }
    }
}

impl Contents for MemoryOffice {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.faults.step()?;
        self.contents.content(hash, take)
    }
}

impl Store for MemoryOffice {
    fn side(&self) -> Side {
        Side::Office
    }

    fn id(&self) -> StoreId {
        StoreId("office-1".to_owned())
    }

    fn writable(&self) -> bool {
        true
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        Ok(match kind {
            Kind::Addresses => office_schema(),
            other => mapped_schema(other, Side::Office),
        })
    }

    fn survey(
        &mut self,
        _scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.faults.step()?;
        for (id, row) in &self.rows {
            visit(Listed {
                key: Key::office(*id),
                kind: Some(row.kind),
                class: String::new(),
                version: Version { row: row.row, stamp: None },
                folder: 0,
                deleted: row.deleted,
                in_scope: !row.deleted,
            });
        }
        Ok(Survey { folders: vec![String::new()], ..Survey::default() })
    }

    fn read(&mut self, _kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        self.faults.step()?;
        self.opened += 1;
        let row = key.office_id().and_then(|id| self.rows.get(&id));
        Ok(row.map(OfficeRow::full).ok_or_else(|| Message::new("memory-unreadable")))
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.faults.step()?;
        let outcomes = self.write_all(&txn.writes, contents)?;
        self.faults.step()?;
        Ok(outcomes)
    }
}

//! Carries out writes of addresses, many at once.
//!
//! All rows concerned are read first, the writes done on them in memory, one after the other, and
//! every changed row is then written once, guarded by the version it was read with. So a batch
//! costs a few statements, and a row that somebody else has changed is left alone without
//! disturbing the others: no statement fails, so no savepoint is needed.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use jiff::Timestamp;
use sync::{Change, Full, Key, Kind, Outcome, Record, StoreTxn, Touch, Write};

use super::cells;
use super::columns::column;
use super::stored::Stored;
use crate::db::Db;
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, checked_number, number_key};
use crate::{Language, counter};

/// What became of one write.
#[derive(Debug)]
pub(crate) enum Applied {
    /// Done.
    Done(Rc<Stored>),
    /// The row is no longer what the writer saw.
    Stale,
    /// This one cannot be written.
    Failed(OfficeError),
}

impl Applied {
    pub(crate) fn outcome(&self, language: Language) -> Outcome {
        match self {
            Self::Done(row) => {
                Outcome::Done { key: row.key(), full: Box::new(full(row, language)) }
            }
            Self::Stale => Outcome::Stale,
            Self::Failed(error) => Outcome::Failed(error.message()),
        }
    }

    pub(crate) fn id(&self) -> Option<i64> {
        match self {
            Self::Done(row) => Some(row.id),
            _ => None,
        }
    }
}

/// A record as the exchange sees it.
pub(crate) fn full(row: &Stored, language: Language) -> Full {
    let mut record = row.with_generated(language);
    record.set("id", sync::Value::Int(row.id));
    record.set("customer_no", sync::Value::text(&row.number));
    record.set("created_at", sync::Value::Instant(row.created_at));
    record.set("changed_at", sync::Value::Instant(row.changed_at));
    Full {
        record,
        number: row.number.clone(),
        number_spellings: u32::from(!row.number.is_empty()),
        exported_at: None,
        changed_at: Some(row.changed_at),
        version: row.full_version(),
        name: format!("{} {}", row.number, row.name()).trim().to_owned(),
        warnings: Vec::new(),
        losses: Vec::new(),
    }
}

/// What a write is told about the world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) now: Timestamp,
    pub(crate) language: Language,
}

/// Carries out all writes, inside the transaction of the caller. One result per write, in order.
pub(crate) fn apply(db: &mut Db, txn: &StoreTxn, context: Context) -> Result<Vec<Applied>> {
    let mut work = Work::load(db, txn, context)?;
    let steps: Vec<Step> = txn.writes.iter().map(|write| work.step(write)).collect();
    let rows = work.store(db)?;
    Ok(steps.into_iter().map(|step| step.applied(&rows)).collect())
}

enum Step {
    Row(i64),
    Stale,
    Failed(OfficeError),
}

/// A row in work: as it was read, if it was there, and as it will be.
struct Slot {
    read: Option<Stored>,
    now: Stored,
}

struct Work {
    context: Context,
    slots: BTreeMap<i64, Slot>,
    /// Which address has a number.
    taken: HashMap<String, i64>,
    next_id: i64,
}

impl Work {
    fn load(db: &mut Db, txn: &StoreTxn, context: Context) -> Result<Self> {
        let numbers: Vec<String> = txn.writes.iter().filter_map(new_number).collect();
        let creates = txn.writes.iter().filter(|w| matches!(w, Write::Create { .. })).count();
        let mut taken = HashMap::new();
        if !numbers.is_empty() {
            // Whoever takes a number holds the range: nobody else can take it meanwhile.
            number::lock_range(db, Kind::Addresses)?;
            number::holders(db, Kind::Addresses, &numbers, &mut |key, holder| {
                if let Holder::Address(id) = holder {
                    taken.insert(key, id);
                }
            })?;
        }
        let next_id = if creates > 0 { counter::take(db, "address", creates)? } else { 0 };
        let ids: HashSet<i64> = txn.writes.iter().filter_map(existing).collect();
        let rows = Stored::load(db, &ids.into_iter().collect::<Vec<_>>())?;
        let slot = |row: Stored| (row.id, Slot { now: row.clone(), read: Some(row) });
        Ok(Self { context, slots: rows.into_iter().map(slot).collect(), taken, next_id })
    }

    fn step(&mut self, write: &Write) -> Step {
        let done = match write {
            Write::Create { kind, record, number, touch } => {
                kept(*kind).and_then(|()| self.create(record, number, *touch)).map(Step::Row)
            }
            Write::Update { kind, key, expected, changes, number, touch } => kept(*kind)
                .and_then(|()| self.update(key, expected.row, changes, number.as_deref(), *touch)),
            Write::Delete { kind, key, expected } => {
                kept(*kind).map(|()| self.delete(key, expected.row))
            }
            Write::Restore { kind, key } => kept(*kind).and_then(|()| self.restore(key)),
        };
        done.unwrap_or_else(Step::Failed)
    }

    fn create(&mut self, record: &Record, number: &str, touch: Touch) -> Result<i64> {
        let number = checked_number(number)?;
        let changes = record.0.iter().map(|(name, value)| (name, Some(value)));
        let mut fields = Record::new();
        for (name, value) in changes {
            set(&mut fields, name, value)?;
        }
        let id = self.next_id;
        self.take_number(&number, id)?;
        self.next_id += 1;
        let changed_at = stamp(touch).unwrap_or(self.context.now);
        let created_at = self.context.now;
        let now =
            Stored { id, version: 1, created_at, changed_at, deleted_at: None, number, fields };
        self.slots.insert(id, Slot { read: None, now });
        Ok(id)
    }

    fn update(
        &mut self,
        key: &Key,
        expected: i64,
        changes: &[Change],
        number: Option<&str>,
        touch: Touch,
    ) -> Result<Step> {
        let Some(id) = self.found(key, expected) else { return Ok(Step::Stale) };
        let Some(slot) = self.slots.get(&id) else { return Ok(Step::Stale) };
        let mut row = slot.now.clone();
        for change in changes {
            set(&mut row.fields, &change.field, change.value.as_ref())?;
        }
        if let Some(number) = number {
            row.number = checked_number(number)?;
        }
        if row == slot.now {
            return Ok(Step::Row(id));
        }
        let number = row.number.clone();
        // A run that gives no instant of its own changes the record now.
        row.changed_at = stamp(touch).unwrap_or(self.context.now);
        self.take_number(&number, id)?;
        self.change(id, |now| *now = row);
        Ok(Step::Row(id))
    }

    fn delete(&mut self, key: &Key, expected: i64) -> Step {
        let Some(id) = self.found(key, expected) else { return Step::Stale };
        let now = self.context.now;
        self.change(id, |row| row.deleted_at = Some(now));
        Step::Row(id)
    }

    fn restore(&mut self, key: &Key) -> Result<Step> {
        let id = key.office_id().filter(|id| self.slots.contains_key(id)).ok_or_else(|| {
            OfficeError::NotFound { which: key.office_id().map_or_else(String::new, of_id) }
        })?;
        self.change(id, |row| row.deleted_at = None);
        Ok(Step::Row(id))
    }

    /// The row of a key, if it is as the writer saw it.
    fn found(&self, key: &Key, expected: i64) -> Option<i64> {
        let slot = self.slots.get(&key.office_id()?)?;
        // An earlier write of the same transaction does not make a later one stale.
        let seen = slot.read.as_ref().map_or(slot.now.version, |row| row.version);
        (seen == expected && slot.now.deleted_at.is_none()).then_some(slot.now.id)
    }

    fn change(&mut self, id: i64, change: impl FnOnce(&mut Stored)) {
        if let Some(slot) = self.slots.get_mut(&id) {
            change(&mut slot.now);
        }
    }

    fn take_number(&mut self, number: &str, id: i64) -> Result<()> {
        let Some(key) = number_key(number) else { return Ok(()) };
        match self.taken.get(&key) {
            Some(holder) if *holder != id => {
                let name = self.slots.get(holder).map_or_else(|| of_id(*holder), |s| s.now.name());
                Err(OfficeError::NumberTaken { number: number.to_owned(), name })
            }
            _ => {
                self.taken.insert(key, id);
                Ok(())
            }
        }
    }

    /// Writes every changed row; all rows that are now as they should be, by internal number.
    fn store(mut self, db: &mut Db) -> Result<HashMap<i64, Rc<Stored>>> {
        for slot in self.slots.values_mut() {
            if let Some(read) = &slot.read
                && *read != slot.now
            {
                slot.now.version = read.version + 1;
            }
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for slot in self.slots.values().filter(|slot| slot.changed()) {
            let rows = if slot.read.is_some() { &mut old } else { &mut new };
            rows.push(&slot.now);
        }
        let language = self.context.language;
        Stored::add(db, &new, language)?;
        let written: HashSet<i64> = Stored::put(db, &old, language)?.into_iter().collect();
        let stale =
            |id: &i64, slot: &Slot| slot.read.is_some() && slot.changed() && !written.contains(id);
        self.slots.retain(|id, slot| !stale(id, slot));
        Stored::put_words(db, self.slots.values().filter_map(Slot::new_words).collect())?;
        Ok(self.slots.into_iter().map(|(id, slot)| (id, Rc::new(slot.now))).collect())
    }
}

impl Step {
    fn applied(self, rows: &HashMap<i64, Rc<Stored>>) -> Applied {
        match self {
            Self::Row(id) => {
                rows.get(&id).map_or(Applied::Stale, |row| Applied::Done(Rc::clone(row)))
            }
            Self::Stale => Applied::Stale,
            Self::Failed(error) => Applied::Failed(error),
        }
    }
}

impl Slot {
    fn changed(&self) -> bool {
        self.read.as_ref() != Some(&self.now)
    }

    /// The words by which the row is found, where they may differ from those stored.
    fn new_words(&self) -> Option<(i64, String)> {
        let now = &self.now;
        let same = |read: &Stored| (&read.fields, &read.number) == (&now.fields, &now.number);
        (!self.read.as_ref().is_some_and(same)).then(|| (now.id, now.search_words()))
    }
}

/// Sets a field; an empty value clears it, another is kept as it was given.
fn set(fields: &mut Record, name: &str, value: Option<&sync::Value>) -> Result<()> {
    let column = column(name).ok_or_else(|| unknown(name))?;
    match value.filter(|value| !nothing(value)) {
        Some(value) => {
            cells::check(column, value)?;
            fields.0.insert(Cow::Borrowed(column.name), value.clone());
        }
        None => {
            fields.0.remove(column.name);
        }
    }
    Ok(())
}

/// Whether nothing is left of a value when it is stored.
fn nothing(value: &sync::Value) -> bool {
    match value {
        sync::Value::Text(text) => text.is_empty(),
        sync::Value::List(items) => items.is_empty(),
        _ => false,
    }
}

fn unknown(name: &str) -> OfficeError {
    let field = name.to_owned();
    match super::columns::address_schema().field(name) {
        Some(_) => OfficeError::NotWritable { field },
        None => OfficeError::UnknownField { field },
    }
}

fn kept(kind: Kind) -> Result<()> {
    match kind {
        Kind::Addresses => Ok(()),
        other => Err(OfficeError::KindNotKept { kind: other.name().to_owned() }),
    }
}

fn stamp(touch: Touch) -> Option<Timestamp> {
    match touch {
        Touch::Keep => None,
        Touch::Stamp(stamp) => Timestamp::from_microsecond(stamp.as_microsecond()).ok(),
    }
}

/// The number that a write gives to a record, as it compares.
fn new_number(write: &Write) -> Option<String> {
    match write {
        Write::Create { number, .. } => number_key(number),
        Write::Update { number, .. } => number.as_deref().and_then(number_key),
        _ => None,
    }
}

/// The existing record that a write concerns.
fn existing(write: &Write) -> Option<i64> {
    match write {
        Write::Create { .. } => None,
        Write::Update { key, .. } | Write::Delete { key, .. } | Write::Restore { key, .. } => {
            key.office_id()
        }
    }
}

fn of_id(id: i64) -> String {
    format!("id:{id}")
}

//! Carries out writes of records, many at once.
//!
//! All rows concerned are read first, the writes done on them in memory, one after the other, and
//! every changed row is then written once, guarded by the version it was read with. So a batch
//! costs a few statements, and a row that somebody else has changed is left alone without
//! disturbing the others: no statement fails, so no savepoint is needed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use jiff::Timestamp;
use sync::{Change, Contents, Full, Key, Kind, Outcome, Record, StoreTxn, Touch, Value, Write};

use super::cells;
use super::column::Column;
use super::kind::{Description, description, record_schema};
use super::stored::Stored;
use super::words::{put_words, search_words};
use crate::content::{self, Lost};
use crate::db::Db;
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, checked_number, number_key};
use crate::{Language, correspondent, counter};

/// What became of one write.
pub(crate) enum Applied {
    /// Done.
    Done(Rc<Stored>),
    /// The row is no longer what the writer saw.
    Stale,
    /// This one cannot be written.
    Failed(OfficeError),
}

impl Applied {
    pub(crate) fn outcome(self, language: Language) -> Outcome {
        match self {
            Self::Done(row) => {
                let (key, row) = (row.key(), Rc::unwrap_or_clone(row));
                Outcome::Done { key, full: Box::new(full(row, language)) }
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
pub(crate) fn full(row: Stored, language: Language) -> Full {
    let (number, version) = (row.number.clone(), row.full_version());
    let (id, created_at, changed_at) = (row.id, row.created_at, row.changed_at);
    let (column, name) = (row.of.number.name, row.name());
    let mut record = row.with_generated(language);
    record.set("id", Value::Int(id));
    record.set(column, Value::text(&number));
    record.set("created_at", Value::Instant(created_at));
    record.set("changed_at", Value::Instant(changed_at));
    Full {
        record,
        number_spellings: u32::from(!number.is_empty()),
        exported_at: None,
        changed_at: Some(changed_at),
        version,
        name: format!("{number} {name}").trim().to_owned(),
        number,
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
///
/// New records are taken out of the transaction where it will not be carried out again.
pub(crate) fn apply(
    db: &mut Db,
    txn: &mut StoreTxn,
    contents: &mut dyn Contents,
    context: Context,
) -> Result<Vec<Applied>> {
    let lost = content::take(db, &txn.writes, contents)?;
    let mut applied: Vec<Option<Applied>> = txn.writes.iter().map(|_| None).collect();
    for kind in Kind::ALL {
        let of_kind = |(_, write): &(usize, &mut Write)| kind_of(write) == kind;
        let mut writes: Vec<(usize, &mut Write)> =
            txn.writes.iter_mut().enumerate().filter(of_kind).collect();
        if !writes.is_empty() {
            for (at, done) in apply_kind(db, kind, &mut writes, &lost, context)? {
                if let Some(place) = applied.get_mut(at) {
                    *place = Some(done);
                }
            }
        }
    }
    let applied: Vec<Applied> = applied.into_iter().flatten().collect();
    // Last, so that others wait for this row as shortly as can be.
    if applied.iter().any(|one| one.id().is_some()) {
        counter::take(db, "change", 1)?;
    }
    Ok(applied)
}

/// Carries out the writes of a kind; what became of each, with its place.
fn apply_kind(
    db: &mut Db,
    kind: Kind,
    writes: &mut [(usize, &mut Write)],
    lost: &Lost,
    context: Context,
) -> Result<Vec<(usize, Applied)>> {
    let mut work = Work::load(db, kind, writes, context)?;
    let step = |(at, write): &mut (usize, &mut Write)| match lost.get(at) {
        Some(why) => (*at, Step::Failed(OfficeError::Content { message: why.clone() })),
        None => (*at, work.step(write)),
    };
    let steps: Vec<(usize, Step)> = writes.iter_mut().map(step).collect();
    let rows = work.store(db)?;
    Ok(steps.into_iter().map(|(at, step)| (at, step.applied(&rows))).collect())
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
    of: &'static Description,
    context: Context,
    /// New records are taken out of the writes, not copied.
    takes: bool,
    slots: BTreeMap<i64, Slot>,
    /// Which record has a number.
    taken: HashMap<String, i64>,
    next_id: i64,
}

impl Work {
    fn load(
        db: &mut Db,
        kind: Kind,
        writes: &[(usize, &mut Write)],
        context: Context,
    ) -> Result<Self> {
        let writes = || writes.iter().map(|(_, write)| &**write);
        let numbers: Vec<String> = writes().filter_map(new_number).collect();
        let creates = writes().filter(|w| matches!(w, Write::Create { .. })).count();
        let mut taken = HashMap::new();
        if !numbers.is_empty() {
            // Whoever takes a number holds the range: nobody else can take it meanwhile.
            number::lock_range(db, kind)?;
            number::holders(db, kind, &numbers, &mut |key, holder| {
                if let Holder::Record(id) = holder {
                    taken.insert(key, id);
                }
            })?;
        }
        let next_id = if creates > 0 { counter::take(db, "record", creates)? } else { 0 };
        let ids: HashSet<i64> = writes().filter_map(existing).collect();
        let rows = Stored::load(db, kind, &ids.into_iter().collect::<Vec<_>>())?;
        let slot = |row: Stored| (row.id, Slot { now: row.clone(), read: Some(row) });
        let slots = rows.into_iter().map(slot).collect();
        let takes = !db.repeats();
        Ok(Self { of: description(kind), context, takes, slots, taken, next_id })
    }

    fn step(&mut self, write: &mut Write) -> Step {
        let done = match write {
            Write::Create { record, number, touch, .. } => {
                let taken = if self.takes { std::mem::take(record) } else { record.clone() };
                self.create(taken, number, *touch).map(Step::Row)
            }
            Write::Update { key, expected, changes, number, touch, .. } => {
                self.update(key, expected.row, changes, number.as_deref(), *touch)
            }
            Write::Delete { key, expected, .. } | Write::Purge { key, expected, .. } => {
                Ok(self.delete(key, expected.row))
            }
            Write::Restore { key, .. } => self.restore(key),
        };
        done.unwrap_or_else(Step::Failed)
    }

    fn create(&mut self, mut fields: Record, number: &str, touch: Touch) -> Result<i64> {
        let number = checked_number(number)?;
        for (name, value) in &fields.0 {
            checked(self.of, name, Some(value))?;
        }
        fields.0.retain(|_, value| !nothing(value));
        let id = self.next_id;
        self.take_number(&number, id)?;
        self.next_id += 1;
        let now = Stored {
            of: self.of,
            id,
            version: 1,
            created_at: self.context.now,
            changed_at: stamp(touch).unwrap_or(self.context.now),
            deleted_at: None,
            number,
            computed: (self.of.compute)(&fields),
            fields,
        };
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
            set(self.of, &mut row.fields, &change.field, change.value.as_ref())?;
        }
        if let Some(number) = number {
            row.number = checked_number(number)?;
        }
        if row.same_content(&slot.now) {
            return Ok(Step::Row(id));
        }
        let number = row.number.clone();
        row.computed = (self.of.compute)(&row.fields);
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
        for slot in self.slots.values_mut().filter(|slot| slot.changed()) {
            if let Some(read) = &slot.read {
                slot.now.version = read.version + 1;
            }
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for slot in self.slots.values().filter(|slot| slot.changed()) {
            let rows = if slot.read.is_some() { &mut old } else { &mut new };
            rows.push(&slot.now);
        }
        let (kind, language) = (self.of.kind, self.context.language);
        Stored::add(db, kind, &new, language)?;
        let written: HashSet<i64> = Stored::put(db, kind, &old, language)?.into_iter().collect();
        let stale =
            |id: &i64, slot: &Slot| slot.read.is_some() && slot.changed() && !written.contains(id);
        self.slots.retain(|id, slot| !stale(id, slot));
        self.store_around(db)?;
        Ok(self.slots.into_iter().map(|(id, slot)| (id, Rc::new(slot.now))).collect())
    }

    /// Writes what is found by the fields: words and correspondents.
    fn store_around(&self, db: &mut Db) -> Result<()> {
        let kind = self.of.kind;
        let fresh = self.slots.values().filter(|slot| slot.read.is_none());
        put_words(db, kind, true, fresh.map(|slot| (slot.now.id, search_words(&slot.now))))?;
        let changed = self.slots.values().filter(|slot| slot.rewritten());
        put_words(db, kind, false, changed.map(|slot| (slot.now.id, search_words(&slot.now))))?;
        let turns = self.slots.values().map(|slot| (slot.read.as_ref(), &slot.now));
        correspondent::put(db, self.of, turns)
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
        let same = |read: &Stored| {
            let marks = |row: &Stored| (row.deleted_at, row.changed_at);
            read.same_content(&self.now) && marks(read) == marks(&self.now)
        };
        !self.read.as_ref().is_some_and(same)
    }

    /// Whether a row that was there has other words now.
    fn rewritten(&self) -> bool {
        self.read.as_ref().is_some_and(|read| !read.same_content(&self.now))
    }
}

/// Sets a field; an empty value clears it, another is kept as it was given.
fn set(of: &Description, fields: &mut Record, name: &str, value: Option<&Value>) -> Result<()> {
    let column = checked(of, name, value)?;
    match value.filter(|value| !nothing(value)) {
        Some(value) => {
            fields.0.insert(column.key(), value.clone());
        }
        None => {
            fields.0.remove(column.name);
        }
    }
    Ok(())
}

/// The column of a field, if that value may stand there.
fn checked(of: &Description, name: &str, value: Option<&Value>) -> Result<&'static Column> {
    let column = of.column(name).ok_or_else(|| unknown(of.kind, name))?;
    match value.filter(|value| !nothing(value)) {
        Some(value) => cells::check(column, value).map(|()| column),
        None => Ok(column),
    }
}

/// Whether nothing is left of a value when it is stored.
fn nothing(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

fn unknown(kind: Kind, name: &str) -> OfficeError {
    let field = name.to_owned();
    match record_schema(kind).field(name) {
        Some(_) => OfficeError::NotWritable { field },
        None => OfficeError::UnknownField { field },
    }
}

fn stamp(touch: Touch) -> Option<Timestamp> {
    match touch {
        Touch::Keep | Touch::Back { .. } => None,
        Touch::Stamp(stamp) => Timestamp::from_microsecond(stamp.as_microsecond()).ok(),
    }
}

fn kind_of(write: &Write) -> Kind {
    match write {
        Write::Create { kind, .. }
        | Write::Update { kind, .. }
        | Write::Delete { kind, .. }
        | Write::Purge { kind, .. }
        | Write::Restore { kind, .. } => *kind,
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
        Write::Update { key, .. }
        | Write::Delete { key, .. }
        | Write::Purge { key, .. }
        | Write::Restore { key, .. } => key.office_id(),
    }
}

fn of_id(id: i64) -> String {
    format!("id:{id}")
}

//! Records of all four kinds: adding, reading, editing, deleting, finding.
//!
//! How the kinds differ stands in [`kind`] alone; everything else here is made from that.

mod cells;
mod column;
mod folder;
mod kind;
mod model;
mod parse;
mod query;
mod stored;
mod texts;
mod words;
mod write;

pub(crate) use column::Form;
pub use folder::MailFolder;
pub(crate) use kind::{Description, MatchKeys, description, identity_digest};
pub use kind::{address_field, address_schema, record_field, record_schema};
pub use model::{NewNumber, OfficeRecord, RecordId};
pub use parse::{parse_change, record_change};
pub use query::{Filter, RecordPage, RecordQuery, Sort};
pub(crate) use stored::Stored;
pub(crate) use texts::texts;
pub(crate) use words::rebuild_words;
pub(crate) use write::{Applied, Context, apply, full};

use std::collections::HashSet;

use jiff::Timestamp;
use sync::{Change, Key, Kind, NoContents, Record, StoreTxn, Touch, Value, Version, Write};

use crate::Office;
use crate::correspondent::addresses_of;
use crate::db::Db;
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, number_key};

impl Office {
    /// Adds a record.
    ///
    /// # Errors
    /// A field or the number cannot be stored, an attachment is not there, or the database
    /// refuses.
    pub fn add_record(
        &mut self,
        kind: Kind,
        fields: &Record,
        number: NewNumber,
    ) -> Result<OfficeRecord> {
        let touch = Touch::Stamp(now());
        self.write_one(kind, |db| {
            let (record, number) = (fields.clone(), new_number(db, kind, &number)?);
            Ok(Write::Create { kind, record, number, touch })
        })
    }

    /// The record of a number or internal number, also one in the trash, with everything that
    /// there is to know about it.
    ///
    /// # Errors
    /// There is none, or the database refuses.
    pub fn record(&mut self, kind: Kind, which: &RecordId) -> Result<OfficeRecord> {
        let row = self.stored(kind, which)?;
        self.shown(row)
    }

    /// Changes fields of a record, its number too; `expected` is the version that the user saw.
    ///
    /// # Errors
    /// It is gone, was changed meanwhile, a value does not fit, or the database refuses.
    pub fn edit_record(
        &mut self,
        kind: Kind,
        id: i64,
        expected: Option<i64>,
        changes: &[Change],
    ) -> Result<OfficeRecord> {
        let touch = Touch::Stamp(now());
        self.write_one(kind, |db| {
            let (changes, number) = split_number(kind, changes)?;
            number.iter().try_for_each(|number| refuse_pending(db, kind, number))?;
            let (key, expected) = (Key::office(id), seen(db, kind, id, expected)?);
            Ok(Write::Update { kind, key, expected, changes, number, touch })
        })
    }

    /// Moves a record to the trash.
    ///
    /// # Errors
    /// It is gone, was changed meanwhile, or the database refuses.
    pub fn delete_record(
        &mut self,
        kind: Kind,
        id: i64,
        expected: Option<i64>,
    ) -> Result<OfficeRecord> {
        self.write_one(kind, |db| {
            let (key, expected) = (Key::office(id), seen(db, kind, id, expected)?);
            Ok(Write::Delete { kind, key, expected })
        })
    }

    /// Takes a record back from the trash.
    ///
    /// # Errors
    /// It is gone, or the database refuses.
    pub fn restore_record(&mut self, kind: Kind, id: i64) -> Result<OfficeRecord> {
        self.write_one(kind, |_| Ok(Write::Restore { kind, key: Key::office(id) }))
    }

    pub(crate) fn context(&self) -> Context {
        Context { now: now(), language: self.language }
    }

    /// The row of a number or internal number.
    pub(crate) fn stored(&mut self, kind: Kind, which: &RecordId) -> Result<Stored> {
        let id = match which {
            RecordId::Id(id) => Some(*id),
            RecordId::Number(number) => id_of_number(&mut self.db, kind, number)?,
        };
        let not_found = || OfficeError::NotFound { which: which.to_string() };
        Stored::one(&mut self.db, kind, id.ok_or_else(not_found)?)?.ok_or_else(not_found)
    }

    /// A row as its user sees it, with what is looked up for it.
    fn shown(&mut self, row: Stored) -> Result<OfficeRecord> {
        let of = row.of;
        let ids = match of.looked_up {
            [] => Vec::new(),
            _ => addresses_of(&mut self.db, of, &row.fields)?,
        };
        let mut record = OfficeRecord::of(row, self.language);
        let ids = Value::List(ids.iter().map(i64::to_string).collect());
        of.looked_up.iter().for_each(|column| record.fields.set(column.key(), ids.clone()));
        Ok(record)
    }

    /// Carries out one write that is made inside its transaction.
    fn write_one(
        &mut self,
        kind: Kind,
        make: impl Fn(&mut Db) -> Result<Write>,
    ) -> Result<OfficeRecord> {
        let context = self.context();
        let row = self.db.transaction(|db| {
            let write = make(db)?;
            write_one(db, kind, write, context)
        })?;
        self.shown(row)
    }
}

/// The present instant, as exactly as it is stored.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

fn id_of_number(db: &mut Db, kind: Kind, number: &str) -> Result<Option<i64>> {
    let Some(key) = number_key(number) else { return Ok(None) };
    db.one(&texts(kind).id_of_number, &[key.into()], |row| row.int(0))
}

/// The version that a write expects: the one the user saw, else the present one.
fn seen(db: &mut Db, kind: Kind, id: i64, expected: Option<i64>) -> Result<Version> {
    let found = Stored::one(db, kind, id)?;
    let row = found.ok_or_else(|| OfficeError::NotFound { which: format!("id:{id}") })?;
    if row.deleted_at.is_some() {
        return Err(OfficeError::InTrash { which: format!("id:{id}") });
    }
    Ok(Version { row: expected.unwrap_or(row.version), stamp: None })
}

fn write_one(db: &mut Db, kind: Kind, write: Write, context: Context) -> Result<Stored> {
    let which = match &write {
        Write::Create { number, .. } => number.clone(),
        Write::Update { key, .. }
        | Write::Delete { key, .. }
        | Write::Purge { key, .. }
        | Write::Restore { key, .. } => {
            format!("id:{}", key.office_id().unwrap_or_default())
        }
    };
    let mut txn = StoreTxn { writes: vec![write] };
    match apply(db, &mut txn, &mut NoContents, context)?.pop() {
        Some(Applied::Done(row)) => Ok(std::rc::Rc::unwrap_or_clone(row)),
        Some(Applied::Failed(error)) => Err(with_holder(db, kind, error)?),
        _ => Err(OfficeError::Stale { which }),
    }
}

/// Says by its name who has the number.
fn with_holder(db: &mut Db, kind: Kind, error: OfficeError) -> Result<OfficeError> {
    let OfficeError::NumberTaken { number, name } = error else { return Ok(error) };
    let holder = match id_of_number(db, kind, &number)? {
        Some(id) => Stored::one(db, kind, id)?,
        None => None,
    };
    let name = holder.map_or(name, |row| row.name());
    Ok(OfficeError::NumberTaken { number, name })
}

fn new_number(db: &mut Db, kind: Kind, wished: &NewNumber) -> Result<String> {
    match wished {
        NewNumber::None => Ok(String::new()),
        NewNumber::Given(number) => refuse_pending(db, kind, number).map(|()| number.clone()),
        NewNumber::Next => {
            let range = number::lock_range(db, kind)?;
            let mut given = number::allocate(db, range, 1, &HashSet::new())?;
            Ok(given.pop().unwrap_or_default())
        }
    }
}

/// A number that a run has given out for an item is not free, though no record has it yet.
fn refuse_pending(db: &mut Db, kind: Kind, number: &str) -> Result<()> {
    let Some(key) = number_key(number) else { return Ok(()) };
    number::lock_range(db, kind)?;
    let mut pending = false;
    number::holders(db, kind, &[key], &mut |_, holder| {
        pending |= matches!(holder, Holder::Pending);
    })?;
    let (number, name) = (number.trim().to_owned(), String::new());
    if pending { Err(OfficeError::NumberTaken { number, name }) } else { Ok(()) }
}

/// Takes the number out of the changes of a user: it is no field of the exchange.
fn split_number(kind: Kind, changes: &[Change]) -> Result<(Vec<Change>, Option<String>)> {
    let column = description(kind).number.name;
    let (numbers, fields): (Vec<_>, Vec<_>) =
        changes.iter().cloned().partition(|change| change.field == column);
    let number = match numbers.into_iter().next_back().map(|change| change.value) {
        None => None,
        Some(None) => Some(String::new()),
        Some(Some(Value::Text(number))) => Some(number),
        Some(Some(other)) => {
            return Err(OfficeError::NumberInvalid { number: format!("{other:?}") });
        }
    };
    Ok((fields, number))
}

/// Recomputes the keys by which records sort, after the language has changed.
pub(crate) fn rebuild_keys(db: &mut Db, language: crate::Language) -> Result<()> {
    for kind in Kind::ALL {
        Stored::each(db, kind, &mut |db, rows| {
            for row in rows {
                let key = (row.of.sort_key)(&row.fields, language);
                db.execute(&texts(kind).set_sort_key, &[key.into(), row.id.into()])?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Every SQL text of this folder.
#[cfg(test)]
pub(crate) fn every_text() -> Vec<String> {
    let of_kinds = Kind::ALL.into_iter().flat_map(|kind| texts(kind).all());
    let folders = folder::TEXTS.iter().map(|text| (*text).to_owned());
    of_kinds.chain(query::texts()).chain(folders).collect()
}

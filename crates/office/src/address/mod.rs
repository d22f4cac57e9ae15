//! Addresses: adding, reading, editing, deleting, finding.

mod cells;
mod columns;
mod model;
mod query;
mod salutation;
mod stored;
mod write;

pub use columns::{address_field, address_schema};
pub use model::{Address, NewNumber, RecordId, parse_change};
pub use query::{AddressPage, AddressQuery, Filter, Sort};
pub(crate) use stored::{MatchKeys, SELECTED, Stored};
pub(crate) use write::{Applied, Context, apply, full};

use jiff::Timestamp;
use std::collections::HashSet;
use sync::{Change, Kind, Record, StoreTxn, Touch, Value, Version, Write};

use crate::Office;
use crate::db::{Db, Param};
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, number_key};

const ID_OF_NUMBER: &str = "SELECT id FROM address WHERE number_key = ?1";

impl Office {
    /// Adds an address.
    ///
    /// # Errors
    /// A field or the number cannot be stored, or the database refuses.
    pub fn add_address(&mut self, fields: &Record, number: NewNumber) -> Result<Address> {
        let context = self.context();
        let touch = Touch::Stamp(context.now);
        self.db.transaction(|db| {
            let number = new_number(db, &number)?;
            let kind = Kind::Addresses;
            let write = Write::Create { kind, record: fields.clone(), number, touch };
            write_one(db, write, context)
        })
    }

    /// The address of a number or internal number, also one in the trash.
    ///
    /// # Errors
    /// There is none, or the database refuses.
    pub fn address(&mut self, which: &RecordId) -> Result<Address> {
        let language = self.language;
        let id = match which {
            RecordId::Id(id) => Some(*id),
            RecordId::Number(number) => id_of_number(&mut self.db, number)?,
        };
        let not_found = || OfficeError::NotFound { which: which.to_string() };
        let found = Stored::load(&mut self.db, &[id.ok_or_else(not_found)?])?.pop();
        found.map(|row| Address::of(&row, language)).ok_or_else(not_found)
    }

    /// Changes fields of an address, its number too (`customer_no`); `expected` is the version
    /// that the user saw.
    ///
    /// # Errors
    /// It is gone, was changed meanwhile, a value does not fit, or the database refuses.
    pub fn edit_address(
        &mut self,
        id: i64,
        expected: Option<i64>,
        changes: &[Change],
    ) -> Result<Address> {
        let context = self.context();
        self.db.transaction(|db| {
            let (changes, number) = split_number(changes)?;
            number.iter().try_for_each(|number| refuse_pending(db, number))?;
            let write = Write::Update {
                kind: Kind::Addresses,
                key: sync::Key::office(id),
                expected: seen(db, id, expected)?,
                changes,
                number,
                touch: Touch::Stamp(context.now),
            };
            write_one(db, write, context)
        })
    }

    /// Moves an address to the trash.
    ///
    /// # Errors
    /// It is gone, was changed meanwhile, or the database refuses.
    pub fn delete_address(&mut self, id: i64, expected: Option<i64>) -> Result<Address> {
        let context = self.context();
        self.db.transaction(|db| {
            let (kind, key) = (Kind::Addresses, sync::Key::office(id));
            let write = Write::Delete { kind, key, expected: seen(db, id, expected)? };
            write_one(db, write, context)
        })
    }

    /// Takes an address back from the trash.
    ///
    /// # Errors
    /// It is gone, or the database refuses.
    pub fn restore_address(&mut self, id: i64) -> Result<Address> {
        let context = self.context();
        self.db.transaction(|db| {
            let write = Write::Restore { kind: Kind::Addresses, key: sync::Key::office(id) };
            write_one(db, write, context)
        })
    }

    pub(crate) fn context(&self) -> Context {
        Context { now: now(), language: self.language }
    }
}

/// The present instant, as exactly as it is stored.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

pub(crate) fn id_of_number(db: &mut Db, number: &str) -> Result<Option<i64>> {
    let Some(key) = number_key(number) else { return Ok(None) };
    db.one(ID_OF_NUMBER, &[key.into()], |row| row.int(0))
}

/// The version that a write expects: the one the user saw, else the present one.
fn seen(db: &mut Db, id: i64, expected: Option<i64>) -> Result<Version> {
    let found = Stored::load(db, &[id])?.pop();
    let row = found.ok_or_else(|| OfficeError::NotFound { which: format!("id:{id}") })?;
    if row.deleted_at.is_some() {
        return Err(OfficeError::InTrash { which: format!("id:{id}") });
    }
    Ok(Version { row: expected.unwrap_or(row.version), stamp: None })
}

fn write_one(db: &mut Db, write: Write, context: Context) -> Result<Address> {
    let which = match &write {
        Write::Create { number, .. } => number.clone(),
        Write::Update { key, .. } | Write::Delete { key, .. } | Write::Restore { key, .. } => {
            format!("id:{}", key.office_id().unwrap_or_default())
        }
    };
    match apply(db, &StoreTxn { writes: vec![write] }, context)?.pop() {
        Some(Applied::Done(row)) => Ok(Address::of(&row, context.language)),
        Some(Applied::Failed(error)) => Err(with_holder(db, error)?),
        _ => Err(OfficeError::Stale { which }),
    }
}

/// Says by its name who has the number.
fn with_holder(db: &mut Db, error: OfficeError) -> Result<OfficeError> {
    let OfficeError::NumberTaken { number, name } = error else { return Ok(error) };
    let holder = match id_of_number(db, &number)? {
        Some(id) => Stored::load(db, &[id])?.pop(),
        None => None,
    };
    let name = holder.map_or(name, |row| row.name());
    Ok(OfficeError::NumberTaken { number, name })
}

fn new_number(db: &mut Db, wished: &NewNumber) -> Result<String> {
    match wished {
        NewNumber::None => Ok(String::new()),
        NewNumber::Given(number) => refuse_pending(db, number).map(|()| number.clone()),
        NewNumber::Next => {
            let range = number::lock_range(db, Kind::Addresses)?;
            let mut given = number::allocate(db, range, 1, &HashSet::new())?;
            Ok(given.pop().unwrap_or_default())
        }
    }
}

/// A number that a run has given out for an item is not free, though no address has it yet.
fn refuse_pending(db: &mut Db, number: &str) -> Result<()> {
    let Some(key) = number_key(number) else { return Ok(()) };
    number::lock_range(db, Kind::Addresses)?;
    let mut pending = false;
    number::holders(db, Kind::Addresses, &[key], &mut |_, holder| {
        pending |= matches!(holder, Holder::Pending(_));
    })?;
    let (number, name) = (number.trim().to_owned(), String::new());
    if pending { Err(OfficeError::NumberTaken { number, name }) } else { Ok(()) }
}

/// Takes the number out of the changes of a user: it is no field of the exchange.
fn split_number(changes: &[Change]) -> Result<(Vec<Change>, Option<String>)> {
    let (numbers, fields): (Vec<_>, Vec<_>) =
        changes.iter().cloned().partition(|change| change.field == "customer_no");
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

/// Recomputes every key made from fields, after the language has changed.
pub(crate) fn rebuild_keys(db: &mut Db, language: crate::Language) -> Result<()> {
    const CHUNK: usize = 500;
    let mut after = 0;
    loop {
        let mut rows = Vec::with_capacity(CHUNK);
        let sql =
            format!("SELECT {} FROM address WHERE id > ?1 ORDER BY id LIMIT {CHUNK}", *SELECTED);
        db.query(&sql, &[Param::Int(after)], &mut |row| {
            rows.push(Stored::read(row)?);
            Ok(())
        })?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        for row in &rows {
            let params = [row.sort_key(language).into(), row.id.into()];
            db.execute(SET_SORT_KEY, &params)?;
        }
    }
}

const SET_SORT_KEY: &str = "UPDATE address SET sort_key = ?1 WHERE id = ?2";

/// Every SQL text of this folder.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = [ID_OF_NUMBER, SET_SORT_KEY].map(str::to_owned).to_vec();
    [fixed, stored::texts(), query::texts()].concat()
}

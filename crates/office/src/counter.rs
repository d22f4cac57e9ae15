//! Internal numbers: handed out by this program, in order, and never used twice.

use crate::db::Db;
use crate::error::{OfficeError, Result};

const TAKE: &str = "UPDATE counter SET next = next + ?2 WHERE name = ?1 RETURNING next - ?2";
const NEXT: &str = "SELECT next FROM counter WHERE name = ?1";

/// The first of so many internal numbers, all now taken.
pub(crate) fn take(db: &mut Db, name: &str, count: usize) -> Result<i64> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let first = db.one(TAKE, &[name.into(), count.into()], |row| row.int(0))?;
    first.ok_or_else(|| OfficeError::Damaged { detail: format!("counter {name}") })
}

/// The next number that would be taken.
pub(crate) fn next(db: &mut Db, name: &str) -> Result<i64> {
    let next = db.one(NEXT, &[name.into()], |row| row.int(0))?;
    next.ok_or_else(|| OfficeError::Damaged { detail: format!("counter {name}") })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[TAKE, NEXT];

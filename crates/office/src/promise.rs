//! Promises: what is about to be written into a data file, stored before it is.
//!
//! They are what keeps the history of an interrupted run whole: the next run looks in the data file
//! what of it was done. What must hold: they are replaced as a whole, in one transaction.

use sync::Promised;

use crate::db::{Db, Param};
use crate::error::Result;
use crate::words::{from_json, json};

const OF_FILE: &str = "SELECT lines FROM promise WHERE file = ?1";
const PUT: &str = "INSERT INTO promise (file, lines) VALUES (?1, ?2) \
     ON CONFLICT (file) DO UPDATE SET lines = excluded.lines";
const DELETE: &str = "DELETE FROM promise WHERE file = ?1";

/// What is promised for a data file, in order.
pub(crate) fn of_file(db: &mut Db, file: i64) -> Result<Vec<Promised>> {
    let found = db.one(OF_FILE, &[file.into()], |row| row.text(0))?;
    found.map_or_else(|| Ok(Vec::new()), |lines| from_json(&lines))
}

/// Stores what is promised for a data file, in place of what was promised before.
pub(crate) fn put(db: &mut Db, file: i64, lines: &[Promised]) -> Result<()> {
    if lines.is_empty() {
        return db.execute(DELETE, &[file.into()]).map(|_| ());
    }
    let lines: Param<'_> = json(&lines)?.into();
    db.execute(PUT, &[file.into(), lines]).map(|_| ())
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[OF_FILE, PUT, DELETE];

//! The tables, as a list of steps from one version to the next.
//!
//! A step that has been released is never changed; the next one is added below it. The same text
//! serves both databases, with the words of [`super::Dialect`].

use super::{Db, Param, Row};
use crate::error::{OfficeError, Result};

/// One step: what has to be done to the tables.
struct Migration {
    version: i64,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/0001_addresses_links_runs.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/0002_promises.sql") },
];

const VERSION: &str = "SELECT value FROM setting WHERE name = 'version'";
const SET_VERSION: &str = "INSERT INTO setting (name, value) VALUES ('version', ?1) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const TABLE_EXISTS: &str = "{table exists ?1}";
const TABLES: &str = "{tables}";

/// Brings the tables up to date, once, however many programs open the database at the same time.
pub(super) fn migrate(db: &mut Db) -> Result<()> {
    if version(db)? == newest() {
        return Ok(());
    }
    if !db.writable() {
        return Err(OfficeError::ReadOnly);
    }
    db.transaction(|db| {
        db.lock_migration()?;
        let from = version(db)?;
        for step in MIGRATIONS.iter().filter(|step| step.version > from) {
            let sql = db.dialect().words(step.sql);
            db.batch(&sql)?;
            db.execute(SET_VERSION, &[step.version.to_string().into()])?;
        }
        Ok(())
    })
}

/// Version of the tables; 0 where there are none.
fn version(db: &mut Db) -> Result<i64> {
    let count = |row: &Row<'_>| row.int(0);
    if db.one(TABLE_EXISTS, &[Param::from("setting")], count)? == Some(0) {
        return match db.one(TABLES, &[], count)? {
            Some(0) => Ok(0),
            _ => Err(OfficeError::NotAnOffice),
        };
    }
    let found = db.one(VERSION, &[], |row| row.text(0)).map_err(foreign)?;
    let found = found.and_then(|version| version.parse().ok()).ok_or(OfficeError::NotAnOffice)?;
    let known = newest();
    if found > known { Err(OfficeError::Newer { found, known }) } else { Ok(found) }
}

/// A table `setting` without our columns is another program's.
fn foreign(error: OfficeError) -> OfficeError {
    match error {
        OfficeError::Failed { .. } => OfficeError::NotAnOffice,
        other => other,
    }
}

fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[VERSION, SET_VERSION, TABLE_EXISTS, TABLES];

//! The tables, as a list of steps from one version to the next.
//!
//! A step that has been released is never changed; the next one is added below it. The same text
//! serves both databases, with the words of [`super::Dialect`].

use sync::Kind;

use super::sqlite::Sqlite;
use super::{Db, NOWHERE, Param, Row, indexes};
use crate::error::{OfficeError, Result};
use crate::link::turn_keys;
use crate::record::{description, rebuild_words};

/// One step: what has to be done to the tables.
struct Migration {
    version: i64,
    sql: &'static str,
    /// What the text cannot say.
    and: fn(&mut Db) -> Result<()>,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("../../migrations/0001_addresses_links_runs.sql"),
        and: |_| Ok(()),
    },
    Migration {
        version: 2,
        sql: include_str!("../../migrations/0002_promises.sql"),
        and: |_| Ok(()),
    },
    Migration {
        version: 3,
        sql: include_str!("../../migrations/0003_mails_appointments_tasks.sql"),
        and: make_search,
    },
    Migration {
        version: 4,
        sql: include_str!("../../migrations/0004_changes.sql"),
        and: |_| Ok(()),
    },
    Migration { version: 5, sql: include_str!("../../migrations/0005_lists.sql"), and: |_| Ok(()) },
    Migration { version: 6, sql: "", and: turn_keys },
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
    // Steps name indexes that they change.
    indexes::rebuild(db)?;
    bring_to(db, newest())
}

/// A database in memory with the tables of that version.
pub(super) fn model(version: i64) -> Result<Db> {
    let mut db = Db::Sqlite(Sqlite::open(NOWHERE.as_ref())?);
    bring_to(&mut db, version)?;
    Ok(db)
}

fn bring_to(db: &mut Db, to: i64) -> Result<()> {
    db.transaction(|db| {
        db.lock_migration()?;
        let from = version(db)?;
        for step in MIGRATIONS.iter().filter(|step| step.version > from && step.version <= to) {
            let sql = db.dialect().words(step.sql);
            db.batch(&sql)?;
            (step.and)(db)?;
            db.execute(SET_VERSION, &[step.version.to_string().into()])?;
        }
        Ok(())
    })
}

/// Makes the tables of the search, that of addresses anew.
fn make_search(db: &mut Db) -> Result<()> {
    db.batch("DROP TABLE address_search")?;
    for kind in Kind::ALL {
        let table = db.dialect().search_table(description(kind).table);
        db.batch(&table)?;
    }
    rebuild_words(db, Kind::Addresses)
}

/// Version of the tables; 0 where there are none.
pub(super) fn version(db: &mut Db) -> Result<i64> {
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

/// The version that this program makes.
pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[VERSION, SET_VERSION, TABLE_EXISTS, TABLES];

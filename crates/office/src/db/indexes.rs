//! Indexes that a first import does without.
//!
//! A row that comes to a large table changes a page of every index whose keys come in no order, and
//! each of these pages goes to the log. Made when all rows are there, an index is sorted once.
//!
//! What must hold: only indexes by which records are found sooner are left out, never those that keep
//! two records from bearing the same number; and all come back: when the run ends, or, if it was
//! interrupted, before the next one begins and when a program opens the database.

use sync::Kind;

use super::{Db, migrations};
use crate::error::Result;
use crate::record::description;

/// The tables whose indexes are left out, by their names.
const LEFT_OUT: &str = "SELECT value FROM setting WHERE name = 'indexes_left_out'";
const SET_LEFT_OUT: &str = "INSERT INTO setting (name, value) VALUES ('indexes_left_out', ?1) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
/// Asked of a database of our own that has nothing but tables. What its indexes are made by is the
/// same text for both databases.
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 \
     AND sql LIKE 'CREATE INDEX %' ORDER BY name";

/// Takes the indexes of a kind's table away until they are put back, if that can be done.
pub(crate) fn try_without(db: &mut Db, kind: Kind) {
    let _ = leave_out(db, kind);
}

/// Makes the indexes that were left out. They only save time: whoever cannot make them (the disk is
/// full) leaves it to the next.
pub(crate) fn try_back(db: &mut Db) {
    let _ = put_back(db);
}

fn leave_out(db: &mut Db, kind: Kind) -> Result<()> {
    let table = description(kind).table;
    let names: Vec<String> =
        migrations::model(migrations::newest())?
            .all(INDEXES, &[table.into()], |row| row.text(0))?;
    db.transaction(|db| {
        let mut left = left_out(db)?;
        left.push(kind);
        put_down(db, &left)?;
        names.iter().try_for_each(|name| db.batch(&format!("DROP INDEX IF EXISTS {name}")))
    })
}

/// Makes the indexes that were left out, one after the other: each holds others up no longer than
/// it takes.
pub(super) fn put_back(db: &mut Db) -> Result<()> {
    let version = migrations::version(db)?;
    let left = if version == 0 { Vec::new() } else { left_out(db)? };
    if left.is_empty() {
        return Ok(());
    }
    let mut model = migrations::model(version)?;
    for kind in left {
        for sql in model.all(INDEXES, &[description(kind).table.into()], |row| row.text(1))? {
            db.make_index(&sql.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))?;
        }
    }
    put_down(db, &[])
}

/// Whether any were left out.
pub(crate) fn any_left_out(db: &mut Db) -> Result<bool> {
    Ok(!left_out(db)?.is_empty())
}

fn left_out(db: &mut Db) -> Result<Vec<Kind>> {
    let names = db.one(LEFT_OUT, &[], |row| row.text(0))?.unwrap_or_default();
    let listed = |kind: &Kind| names.split(' ').any(|name| name == description(*kind).table);
    Ok(Kind::ALL.into_iter().filter(listed).collect())
}

fn put_down(db: &mut Db, kinds: &[Kind]) -> Result<()> {
    let names: Vec<&str> = kinds.iter().map(|kind| description(*kind).table).collect();
    db.execute(SET_LEFT_OUT, &[names.join(" ").into()]).map(|_| ())
}

/// Every SQL text of this file that goes to both databases.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[LEFT_OUT, SET_LEFT_OUT];

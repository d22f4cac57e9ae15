//! Indexes that a first import does without: they are dropped, and rebuilt when it ends.
//!
//! A row that comes to a large table changes a page of every index whose keys come in no order, and
//! each of these pages goes to the log. Built when all rows are there, an index is sorted once.
//!
//! What must hold: only indexes by which records are found sooner are dropped, never those that keep
//! two records from bearing the same number; and all are rebuilt: when the run ends, or, if it was
//! interrupted, before the next one begins and when a program opens the database.

use sync::Kind;

use super::{Db, migrations};
use crate::error::Result;
use crate::office::{set_setting, setting};
use crate::record::description;

/// The setting that names the tables whose indexes are dropped.
const DROPPED: &str = "dropped_indexes";
/// Asked of a database of our own that has nothing but tables. The text by which an index is built
/// is the same for both databases.
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 \
     AND sql LIKE 'CREATE INDEX %' ORDER BY name";

/// Drops the indexes of a kind's table, if that can be done.
pub(crate) fn try_drop(db: &mut Db, kind: Kind) {
    let _ = drop_of(db, kind);
}

/// Rebuilds the indexes that were dropped. They only save time: whoever cannot (the disk is full)
/// leaves it to the next.
pub(crate) fn try_rebuild(db: &mut Db) {
    let _ = rebuild(db);
}

fn drop_of(db: &mut Db, kind: Kind) -> Result<()> {
    let table = description(kind).table;
    let mut model = migrations::model(migrations::newest())?;
    let names: Vec<String> = model.all(INDEXES, &[table.into()], |row| row.text(0))?;
    db.transaction(|db| {
        let mut kinds = dropped(db)?;
        kinds.push(kind);
        set_dropped(db, &kinds)?;
        names.iter().try_for_each(|name| db.batch(&format!("DROP INDEX IF EXISTS {name}")))
    })
}

/// Rebuilds the indexes that were dropped, one after the other: each holds others up no longer than
/// it takes.
pub(super) fn rebuild(db: &mut Db) -> Result<()> {
    let version = migrations::version(db)?;
    let kinds = if version == 0 { Vec::new() } else { dropped(db)? };
    if kinds.is_empty() {
        return Ok(());
    }
    let mut model = migrations::model(version)?;
    for kind in kinds {
        for sql in model.all(INDEXES, &[description(kind).table.into()], |row| row.text(1))? {
            db.make_index(&sql.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))?;
        }
    }
    set_dropped(db, &[])
}

/// The kinds whose indexes are dropped.
pub(crate) fn dropped(db: &mut Db) -> Result<Vec<Kind>> {
    let tables = setting(db, DROPPED)?.unwrap_or_default();
    let named = |kind: &Kind| tables.split(' ').any(|table| table == description(*kind).table);
    Ok(Kind::ALL.into_iter().filter(named).collect())
}

fn set_dropped(db: &mut Db, kinds: &[Kind]) -> Result<()> {
    let tables: Vec<&str> = kinds.iter().map(|kind| description(*kind).table).collect();
    set_setting(db, DROPPED, &tables.join(" "))
}

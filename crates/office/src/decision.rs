//! Open decisions: what only a person can decide.

use std::sync::LazyLock;

use jiff::Timestamp;
use sync::{Key, Kind, OpenDecision, StoreId};

use crate::Office;
use crate::db::{Db, InList, Param, Row, Rows};
use crate::error::Result;
use crate::words::{Word, from_json, json};

const COLUMNS: &str = "d.id, d.rule, d.kind, d.office, d.office_name, d.item, d.item_name, \
     d.fields, d.why";
static OF_FILE: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {COLUMNS} FROM open_decision d WHERE d.file = ?1 ORDER BY d.id")
});
static ALL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS}, d.run, d.created_at, f.store, f.path FROM open_decision d \
         JOIN data_file f ON f.id = d.file ORDER BY d.id"
    )
});
static PUT: LazyLock<Rows> = LazyLock::new(|| {
    Rows::new(
        "INSERT INTO open_decision (run, file, created_at, kind, item, item_name, office, \
         office_name, rule, fields, why) VALUES",
        11,
        "ON CONFLICT (file, item, rule) DO UPDATE SET run = excluded.run, \
         created_at = excluded.created_at, kind = excluded.kind, item_name = excluded.item_name, \
         office = excluded.office, office_name = excluded.office_name, \
         fields = excluded.fields, why = excluded.why",
    )
});
static DELETE: InList =
    InList::new("DELETE FROM open_decision WHERE file = ?1 AND item IN ({list})", 1);

/// An open decision with what the office knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDecision {
    /// The run that found it last.
    pub run: i64,
    /// The data file.
    pub file: StoreId,
    /// Where the data file lay.
    pub path: String,
    /// When it was found last.
    pub created_at: Timestamp,
    /// The decision.
    pub decision: OpenDecision,
}

impl Office {
    /// The open decisions of all data files.
    ///
    /// # Errors
    /// The database refuses.
    pub fn decisions(&mut self) -> Result<Vec<StoredDecision>> {
        self.db.all(&ALL, &[], |row| {
            Ok(StoredDecision {
                run: row.int(9)?,
                created_at: Timestamp::from_microsecond(row.int(10)?).unwrap_or_default(),
                file: StoreId(row.text(11)?),
                path: row.text(12)?,
                decision: read(row)?,
            })
        })
    }
}

/// The open decisions of a data file.
pub(crate) fn of_file(db: &mut Db, file: i64) -> Result<Vec<OpenDecision>> {
    db.all(&OF_FILE, &[file.into()], read)
}

/// Drops the decisions about these items.
pub(crate) fn settle(db: &mut Db, file: i64, items: &[Key]) -> Result<()> {
    let keys = items.iter().map(|item| Param::from(&*item.0));
    DELETE.query(db, &[file.into()], keys, &mut |_| Ok(()))
}

/// Stores decisions; one about the same item under the same row is replaced and keeps its number.
pub(crate) fn put(
    db: &mut Db,
    run: i64,
    file: i64,
    at: Timestamp,
    decisions: &[OpenDecision],
) -> Result<()> {
    for (number, decision) in decisions.iter().enumerate() {
        let later = decisions.iter().skip(number + 1);
        let replaced =
            |later: &OpenDecision| (later.row, &later.item) == (decision.row, &decision.item);
        if !later.clone().any(replaced) {
            PUT.put(db, &params(run, file, at, decision)?)?;
        }
    }
    Ok(())
}

fn params<'a>(
    run: i64,
    file: i64,
    at: Timestamp,
    decision: &'a OpenDecision,
) -> Result<[Param<'a>; 11]> {
    Ok([
        run.into(),
        file.into(),
        at.as_microsecond().into(),
        decision.kind.word().into(),
        (&*decision.item.0).into(),
        (&decision.item_name).into(),
        decision.office.into(),
        (&decision.office_name).into(),
        i64::from(decision.row).into(),
        json(&decision.fields)?.into(),
        json(&decision.why)?.into(),
    ])
}

fn read(row: &Row<'_>) -> Result<OpenDecision> {
    Ok(OpenDecision {
        id: row.int(0)?,
        row: u8::try_from(row.int(1)?).unwrap_or_default(),
        kind: Kind::read(row, 2)?,
        office: row.opt_int(3)?,
        office_name: row.text(4)?,
        item: Key(row.bytes(5)?),
        item_name: row.text(6)?,
        fields: from_json(&row.text(7)?)?,
        why: from_json(&row.text(8)?)?,
    })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = vec![OF_FILE.clone(), ALL.clone()];
    [fixed, PUT.every_text(), DELETE.every_text()].concat()
}

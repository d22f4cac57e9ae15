//! Which tables a run fills that were empty when it began: of these the indexes are only in its way.

use std::collections::HashMap;

use sync::{Kind, StoreTxn, Write};

use crate::db::Db;
use crate::error::Result;
use crate::record::texts;

/// From so many new records on, an index that is made at the end costs less than one that is kept.
const MANY: usize = 5_000;

/// New records of the run, of kinds that had none.
#[derive(Default)]
pub(crate) struct Filling(HashMap<Kind, usize>);

impl Filling {
    /// At the beginning of a run.
    pub(crate) fn of(db: &mut Db) -> Result<Self> {
        let mut empty = HashMap::new();
        for kind in Kind::ALL {
            if db.one(&texts(kind).any, &[], |row| row.int(0))?.is_none() {
                empty.insert(kind, 0);
            }
        }
        Ok(Self(empty))
    }

    /// Counts the new records of a transaction; the kinds that have become many by it, once each.
    pub(crate) fn by(&mut self, txn: &StoreTxn) -> Vec<Kind> {
        for write in &txn.writes {
            if let Write::Create { kind, .. } = write
                && let Some(new) = self.0.get_mut(kind)
            {
                *new += 1;
            }
        }
        self.0.extract_if(|_, new| *new >= MANY).map(|(kind, _)| kind).collect()
    }
}

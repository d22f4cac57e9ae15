//! The office as one side of the exchange.

use sync::{
    ContentHash, Contents, Full, Key, Kind, Listed, Message, Outcome, Schema, Scope, Side, Store,
    StoreError, StoreId, StoreTxn, Survey, Version, no_such_content,
};

use crate::Office;
use crate::address::{Applied, Stored, address_schema, apply, full};
use crate::error::{OfficeError, Result};

const SURVEY: &str = "SELECT id, version, changed_at, deleted_at FROM address ORDER BY id";

impl Contents for Office {
    fn content(
        &mut self,
        hash: &ContentHash,
        _take: &mut dyn FnMut(&[u8]),
    ) -> std::result::Result<std::result::Result<(), Message>, StoreError> {
        Ok(Err(no_such_content(hash)))
    }
}

impl Store for Office {
    fn side(&self) -> Side {
        Side::Office
    }

    fn id(&self) -> StoreId {
        StoreId(self.uuid().to_owned())
    }

    fn writable(&self) -> bool {
        self.db.writable()
    }

    fn schema(&mut self, kind: Kind) -> std::result::Result<Schema, StoreError> {
        Ok(match kind {
            Kind::Addresses => address_schema().clone(),
            _ => Schema::default(),
        })
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> std::result::Result<Survey, StoreError> {
        self.each_version(&mut |id, version, deleted| {
            visit(Listed {
                key: Key::office(id),
                kind: Some(Kind::Addresses),
                class: String::new(),
                version,
                folder: 0,
                deleted,
                in_scope: scope.with_deleted || !deleted,
            });
        })?;
        Ok(Survey { folders: vec![String::new()], ..Survey::default() })
    }

    fn read(
        &mut self,
        kind: Kind,
        key: &Key,
    ) -> std::result::Result<std::result::Result<Full, Message>, StoreError> {
        let id = key.office_id().filter(|_| kind == Kind::Addresses);
        let found = Stored::load(&mut self.db, id.as_slice())?.pop();
        let which = || format!("id:{}", id.unwrap_or_default());
        Ok(match found {
            Some(row) => Ok(full(&row, self.language)),
            None => Err(OfficeError::NotFound { which: which() }.message()),
        })
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        _contents: &mut dyn Contents,
    ) -> std::result::Result<Vec<Outcome>, StoreError> {
        let context = self.context();
        let applied = self.db.transaction(|db| apply(db, &txn, context))?;
        Ok(applied.iter().map(|one: &Applied| one.outcome(context.language)).collect())
    }
}

impl Office {
    /// Visits internal number and version of every address, those in the trash marked.
    pub(crate) fn each_version(&mut self, visit: &mut dyn FnMut(i64, Version, bool)) -> Result<()> {
        self.db.query(SURVEY, &[], &mut |row| {
            let stamp = jiff::Timestamp::from_microsecond(row.int(2)?).ok();
            visit(row.int(0)?, Version { row: row.int(1)?, stamp }, row.opt_int(3)?.is_some());
            Ok(())
        })
    }
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[SURVEY];

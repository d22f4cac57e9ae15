//! The office as one side of the exchange.

use sync::{
    Contents, Full, Key, Kind, Listed, Message, Outcome, Schema, Scope, Side, Store, StoreError,
    StoreId, StoreTxn, Survey, Version,
};

use crate::Office;
use crate::error::{OfficeError, Result};
use crate::record::{Applied, Stored, apply, full, record_schema, texts};

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
        Ok(record_schema(kind).clone())
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> std::result::Result<Survey, StoreError> {
        for kind in Kind::ALL {
            self.each_version(kind, &mut |id, version, deleted| {
                visit(Listed {
                    key: Key::office(id),
                    kind: Some(kind),
                    class: String::new(),
                    version,
                    folder: 0,
                    deleted,
                    in_scope: scope.with_deleted || !deleted,
                });
            })?;
        }
        Ok(Survey { folders: vec![String::new()], ..Survey::default() })
    }

    fn read(
        &mut self,
        kind: Kind,
        key: &Key,
    ) -> std::result::Result<std::result::Result<Full, Message>, StoreError> {
        let id = key.office_id().unwrap_or_default();
        let found = Stored::one(&mut self.db, kind, id)?;
        let missing = || OfficeError::NotFound { which: format!("id:{id}") }.message();
        Ok(found.map(|row| full(row, self.language)).ok_or_else(missing))
    }

    fn commit_from(
        &mut self,
        mut txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> std::result::Result<Vec<Outcome>, StoreError> {
        let context = self.context();
        let applied = self.db.transaction(|db| apply(db, &mut txn, contents, context))?;
        Ok(applied.into_iter().map(|one: Applied| one.outcome(context.language)).collect())
    }
}

impl Office {
    /// Visits internal number and version of every record of a kind, those in the trash marked.
    pub(crate) fn each_version(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(i64, Version, bool),
    ) -> Result<()> {
        self.db.query(&texts(kind).survey, &[], &mut |row| {
            let stamp = jiff::Timestamp::from_microsecond(row.int(2)?).ok();
            visit(row.int(0)?, Version { row: row.int(1)?, stamp }, row.opt_int(3)?.is_some());
            Ok(())
        })
    }
}

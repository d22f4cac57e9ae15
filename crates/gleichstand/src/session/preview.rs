//! A data file as a dry run sees it: opened for reading, shown as what it would be for writing.

use outlook::OutlookStore;
use sync::{
    ContentHash, Contents, Full, Key, Kind, Listed, Message, Outcome, Schema, Scope, Side, Store,
    StoreError, StoreId, StoreTxn, Survey,
};

/// A store that can be written as far as the exchange can see, and refuses every write.
pub struct Preview<'f> {
    /// What is read.
    pub store: OutlookStore<'f>,
    /// Whether a real run could write.
    pub writable: bool,
}

impl Contents for Preview<'_> {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.store.content(hash, take)
    }
}

impl Store for Preview<'_> {
    fn side(&self) -> Side {
        self.store.side()
    }

    fn id(&self) -> StoreId {
        self.store.id()
    }

    fn writable(&self) -> bool {
        self.writable
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        self.store.schema(kind)
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.store.survey(scope, visit)
    }

    fn read(&mut self, kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        self.store.read(kind, key)
    }

    fn commit_from(
        &mut self,
        _txn: StoreTxn,
        _contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        Err(StoreError::new(Message::new("outlook-read-only")))
    }
}

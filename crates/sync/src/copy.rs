//! A copy: an export of which the office remembers nothing but that there was one. No link is made,
//! so a later copy holds everything again.

use crate::{
    Base, ContentHash, Contents, Full, Hooks, Intent, Job, Key, Kind, Known, Ledger, LedgerTxn,
    Link, Listed, Message, OpenDecision, Outcome, Record, Report, Schema, Scope, Settings, Side,
    Store, StoreError, StoreId, StoreTxn, Survey, Version, exchange,
};

/// Exports everything to a store that is empty.
///
/// # Errors
/// A store cannot be read or written.
pub fn copy(
    target: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    let report = exchange(Job::Export, target, &mut Forgetful(office), settings, hooks)?;
    Ok(Report { copy: true, ..report })
}

/// An office that knows no links and takes none: what is settled is forgotten.
struct Forgetful<'a>(&'a mut dyn Ledger);

impl Contents for Forgetful<'_> {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.0.content(hash, take)
    }
}

impl Store for Forgetful<'_> {
    fn side(&self) -> Side {
        self.0.side()
    }

    fn id(&self) -> StoreId {
        self.0.id()
    }

    fn writable(&self) -> bool {
        self.0.writable()
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        self.0.schema(kind)
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.0.survey(scope, visit)
    }

    fn read(&mut self, kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        self.0.read(kind, key)
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        _contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        Ok(txn.writes.iter().map(|_| Outcome::Stale).collect())
    }
}

impl Ledger for Forgetful<'_> {
    fn lock(&mut self, job: Job, file: &str) -> Result<(), StoreError> {
        self.0.lock(job, file)
    }

    fn unlock(&mut self) {
        self.0.unlock();
    }

    fn links(
        &mut self,
        _file: &StoreId,
        _kind: Kind,
        _visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn bases(&mut self, _link: i64) -> Result<(Base, Base), StoreError> {
        Ok((Base::default(), Base::default()))
    }

    fn versions(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(i64, Version, bool),
    ) -> Result<(), StoreError> {
        self.0.versions(kind, visit)
    }

    fn known(&mut self, kind: Kind, number: &str) -> Result<Known, StoreError> {
        self.0.known(kind, number)
    }

    fn candidates(
        &mut self,
        _file: &StoreId,
        _kind: Kind,
        _record: &Record,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(Vec::new())
    }

    fn begin_run(&mut self, job: Job, file: &StoreId, path: &str) -> Result<i64, StoreError> {
        self.0.begin_run(job, file, path)
    }

    fn intend(
        &mut self,
        _run: i64,
        _file: &StoreId,
        intents: &[Intent],
    ) -> Result<Vec<String>, StoreError> {
        Ok(intents.iter().map(|intent| intent.number.clone().unwrap_or_default()).collect())
    }

    fn settle_from(
        &mut self,
        _run: i64,
        _file: &StoreId,
        txn: LedgerTxn,
        _contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        Ok(txn.records.writes.iter().map(|_| Outcome::Stale).collect())
    }

    fn end_run(&mut self, run: i64, exit: i32, report: &str) -> Result<(), StoreError> {
        let copy =
            serde_json::from_str(report).map(|report: Report| Report { copy: true, ..report });
        let text = copy.and_then(|report| serde_json::to_string(&report));
        self.0.end_run(run, exit, text.as_deref().unwrap_or(report))
    }

    fn open_decisions(&mut self, _file: &StoreId) -> Result<Vec<OpenDecision>, StoreError> {
        Ok(Vec::new())
    }
}

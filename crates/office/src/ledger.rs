//! The office's part in a run: links, numbers, journal, open decisions, beside its records.

use sync::{
    Base, Contents, Intent, Job, JournalLine, Kind, Known, Ledger, LedgerTxn, Link, LinkWrite,
    OpenDecision, Outcome, Promised, Record, StoreError, StoreId, Version,
};

use crate::Office;
use crate::db::{Db, Param, indexes};
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, number_key};
use crate::record::{Applied, Context, MatchKeys, apply, identity_digest, texts};
use crate::{decision, intent, journal, link, promise};

const CANDIDATES: &str = "SELECT a.id FROM address a WHERE a.deleted_at IS NULL \
     AND (a.name_key = ?2 OR a.email_key IN (?3, ?4, ?5) OR a.email2_key IN (?3, ?4, ?5) \
     OR a.email3_key IN (?3, ?4, ?5) OR a.mobile_key = ?6) \
     AND NOT EXISTS (SELECT 1 FROM link l WHERE l.office = a.id AND l.file = ?1 \
     AND l.kind = 'addresses' AND l.state <> 'tombstone') ORDER BY a.id LIMIT 20";

type Answer<T> = std::result::Result<T, StoreError>;

impl Ledger for Office {
    fn lock(&mut self, job: Job, file: &str) -> Answer<()> {
        Ok(self.take_lock(job, file)?)
    }

    fn unlock(&mut self) {
        self.release_lock();
    }

    fn links(&mut self, file: &StoreId, kind: Kind, visit: &mut dyn FnMut(Link)) -> Answer<()> {
        match self.file_id(file)? {
            Some(file) => Ok(link::each(&mut self.db, file, kind, visit)?),
            None => Ok(()),
        }
    }

    fn bases(&mut self, link: i64) -> Answer<(Base, Base)> {
        Ok(link::bases(&mut self.db, link)?)
    }

    fn versions(&mut self, kind: Kind, visit: &mut dyn FnMut(i64, Version, bool)) -> Answer<()> {
        Ok(self.each_version(kind, visit)?)
    }

    fn known(&mut self, kind: Kind, number: &str) -> Answer<Known> {
        Ok(known(&mut self.db, kind, number)?)
    }

    fn candidates(&mut self, file: &StoreId, kind: Kind, record: &Record) -> Answer<Vec<i64>> {
        let file = self.file_id(file)?.unwrap_or_default();
        Ok(match kind {
            Kind::Addresses => candidates(&mut self.db, file, record)?,
            _ => of_identity(&mut self.db, file, kind, record)?,
        })
    }

    fn begin_run(&mut self, job: Job, file: &StoreId, path: &str) -> Answer<i64> {
        Ok(self.begin(job, file, path)?)
    }

    fn intend(&mut self, run: i64, file: &StoreId, intents: &[Intent]) -> Answer<Vec<String>> {
        let file = self.known_file(file)?;
        Ok(self.db.transaction(|db| intent::intend(db, run, file, intents))?)
    }

    fn promise(&mut self, file: &StoreId, lines: &[Promised]) -> Answer<()> {
        let file = self.known_file(file)?;
        Ok(self.db.transaction(|db| promise::put(db, file, lines))?)
    }

    fn promises(&mut self, file: &StoreId) -> Answer<Vec<Promised>> {
        match self.file_id(file)? {
            Some(file) => Ok(promise::of_file(&mut self.db, file)?),
            None => Ok(Vec::new()),
        }
    }

    fn settle_from(
        &mut self,
        run: i64,
        file: &StoreId,
        mut txn: LedgerTxn,
        contents: &mut dyn Contents,
    ) -> Answer<Vec<Outcome>> {
        let (file, context) = (self.known_file(file)?, self.context());
        let filled = self.filling.by(&txn.records);
        let applied =
            self.db.transaction(|db| settle(db, run, file, &mut txn, contents, context))?;
        filled.into_iter().for_each(|kind| indexes::try_drop(&mut self.db, kind));
        Ok(applied.into_iter().map(|one| one.outcome(context.language)).collect())
    }

    fn end_run(&mut self, run: i64, exit: i32, report: &str) -> Answer<()> {
        Ok(self.end(run, exit, report)?)
    }

    fn open_decisions(&mut self, file: &StoreId) -> Answer<Vec<OpenDecision>> {
        match self.file_id(file)? {
            Some(file) => Ok(decision::of_file(&mut self.db, file)?),
            None => Ok(Vec::new()),
        }
    }
}

impl Office {
    /// The data file of a run that has begun.
    fn known_file(&mut self, file: &StoreId) -> Result<i64> {
        self.file_id(file)?.ok_or_else(|| OfficeError::NotFound { which: file.0.clone() })
    }
}

fn known(db: &mut Db, kind: Kind, number: &str) -> Result<Known> {
    let Some(key) = number_key(number) else { return Ok(Known::No) };
    let mut held = Vec::new();
    number::holders(db, kind, &[key], &mut |_, holder| held.push(holder))?;
    for holder in &held {
        if let Holder::Record(office) = *holder {
            let trashed =
                db.one(&texts(kind).trashed, &[office.into()], |row| row.opt_int(0))?.flatten();
            return Ok(match trashed {
                None => Known::Here { office },
                Some(_) => Known::Deleted { office: Some(office) },
            });
        }
    }
    let tombstone = held.contains(&Holder::Tombstone);
    Ok(if tombstone { Known::Deleted { office: None } } else { Known::No })
}

fn candidates(db: &mut Db, file: i64, record: &Record) -> Result<Vec<i64>> {
    let MatchKeys { name, emails, mobile } = MatchKeys::of(record);
    let [first, second, third] = emails;
    if [&name, &first, &second, &third, &mobile].iter().all(|key| key.is_none()) {
        return Ok(Vec::new());
    }
    let keys = [name, first, second, third, mobile].map(Param::opt_text);
    let params: Vec<Param<'_>> = std::iter::once(Param::Int(file)).chain(keys).collect();
    db.all(CANDIDATES, &params, |row| row.int(0))
}

/// Records that are the same mail or appointment; other kinds, and records without an identity,
/// have none.
fn of_identity(db: &mut Db, file: i64, kind: Kind, record: &Record) -> Result<Vec<i64>> {
    match (&texts(kind).by_identity, identity_digest(kind, record)) {
        (Some(text), Some(digest)) => {
            db.all(text, &[file.into(), digest.as_slice().into()], |row| row.int(0))
        }
        _ => Ok(Vec::new()),
    }
}

/// Stores the results of a batch.
fn settle(
    db: &mut Db,
    run: i64,
    file: i64,
    txn: &mut LedgerTxn,
    contents: &mut dyn Contents,
    context: Context,
) -> Result<Vec<Applied>> {
    let applied = apply(db, &mut txn.records, contents, context)?;
    link::delete(db, txn.unlink.iter().copied())?;
    let links: Vec<link::Wanted<'_>> =
        txn.links.iter().filter_map(|write| linked(write, &applied)).collect();
    link::put(db, file, run, &links)?;
    decision::settle(db, file, &txn.settled)?;
    decision::put(db, run, file, context.now, &txn.open)?;
    journal::put(db, run, &entered(&txn.journal, &applied))?;
    if let Some(lines) = &txn.promises {
        promise::put(db, file, lines)?;
    }
    Ok(applied)
}

/// The lines whose writes were done.
fn entered<'a>(
    lines: &'a [(Option<usize>, JournalLine)],
    applied: &[Applied],
) -> Vec<journal::Entered<'a>> {
    let entered = |(from, line): &'a (Option<usize>, JournalLine)| {
        let office = source(*from, applied)?.or(line.office);
        Some(journal::Entered { office, line })
    };
    lines.iter().filter_map(entered).collect()
}

/// The office record of what is stored with a write: `None` if that write was not done, inside it
/// `None` if it is not stored with any.
fn source(from: Option<usize>, applied: &[Applied]) -> Option<Option<i64>> {
    match from {
        None => Some(None),
        Some(at) => applied.get(at)?.id().map(Some),
    }
}

/// A link with the office record and version of the write it belongs to.
fn linked<'a>(write: &'a LinkWrite, applied: &[Applied]) -> Option<link::Wanted<'a>> {
    let mut link = write.link.clone();
    match write.office_from.map(|at| applied.get(at)) {
        None => {}
        Some(Some(Applied::Done(row))) => {
            link.office = Some(row.id);
            if write.in_step {
                link.office_version = row.full_version();
            }
        }
        Some(_) => return None,
    }
    Some(link::Wanted { link, bases: [write.office_base.as_ref(), write.item_base.as_ref()] })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[CANDIDATES];

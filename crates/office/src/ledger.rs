//! The office's part in a run: links, numbers, journal, open decisions, beside its records.

use std::collections::{HashMap, HashSet};

use sync::{
    Base, Intent, Job, Key, Kind, Known, Ledger, LedgerTxn, Link, LinkState, LinkWrite,
    OpenDecision, Outcome, Record, Slot, StoreError, StoreId, Version,
};

use crate::Office;
use crate::address::{Applied, Context, MatchKeys, apply};
use crate::db::{Db, Param};
use crate::error::{OfficeError, Result};
use crate::number::{self, Holder, checked_number, number_key};
use crate::{decision, journal, link};

const CANDIDATES: &str = "SELECT a.id FROM address a WHERE a.deleted_at IS NULL \
     AND (a.name_key = ?2 OR a.email_key IN (?3, ?4, ?5) OR a.email2_key IN (?3, ?4, ?5) \
     OR a.email3_key IN (?3, ?4, ?5) OR a.mobile_key = ?6) \
     AND NOT EXISTS (SELECT 1 FROM link l WHERE l.office = a.id AND l.file = ?1 \
     AND l.kind = 'addresses' AND l.state <> 'tombstone') ORDER BY a.id LIMIT 20";
const TRASHED: &str = "SELECT deleted_at FROM address WHERE id = ?1";

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
        match kind {
            Kind::Addresses => Ok(self.each_version(visit)?),
            _ => Ok(()),
        }
    }

    fn known(&mut self, kind: Kind, number: &str) -> Answer<Known> {
        Ok(known(&mut self.db, kind, number)?)
    }

    fn candidates(&mut self, file: &StoreId, kind: Kind, record: &Record) -> Answer<Vec<i64>> {
        if kind != Kind::Addresses {
            return Ok(Vec::new());
        }
        let file = self.file_id(file)?.unwrap_or_default();
        Ok(candidates(&mut self.db, file, record)?)
    }

    fn begin_run(&mut self, job: Job, file: &StoreId, path: &str) -> Answer<i64> {
        Ok(self.begin(job, file, path)?)
    }

    fn intend(&mut self, run: i64, file: &StoreId, intents: &[Intent]) -> Answer<Vec<String>> {
        let file = self.known_file(file)?;
        Ok(self.db.transaction(|db| intend(db, run, file, intents))?)
    }

    fn settle(&mut self, run: i64, file: &StoreId, txn: LedgerTxn) -> Answer<Vec<Outcome>> {
        let (file, context) = (self.known_file(file)?, self.context());
        let applied = self.db.transaction(|db| settle(db, run, file, &txn, context))?;
        Ok(applied.iter().map(|one| one.outcome(context.language)).collect())
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
        if let Holder::Address(office) = *holder {
            let trashed = db.one(TRASHED, &[office.into()], |row| row.opt_int(0))?.flatten();
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

/// Gives numbers out and stores the pending links.
fn intend(db: &mut Db, run: i64, file: i64, intents: &[Intent]) -> Result<Vec<String>> {
    let mut numbers = vec![None; intents.len()];
    for kind in Kind::ALL {
        let of_kind: Vec<usize> =
            (0..intents.len()).filter(|at| intents[*at].kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let some: Vec<&Intent> = of_kind.iter().map(|at| &intents[*at]).collect();
        for (at, number) in of_kind.into_iter().zip(intend_kind(db, run, file, kind, &some)?) {
            numbers[at] = Some(number);
        }
    }
    Ok(numbers.into_iter().flatten().collect())
}

fn intend_kind(
    db: &mut Db,
    run: i64,
    file: i64,
    kind: Kind,
    intents: &[&Intent],
) -> Result<Vec<String>> {
    let range = number::lock_range(db, kind)?;
    let mut given = kept_numbers(db, file, intents)?;
    grant_wishes(db, kind, intents, &mut given)?;
    let reserved: HashSet<String> = given.values().filter_map(|n| number_key(n)).collect();
    let mut items: Vec<&Key> = Vec::new();
    let mut seen: HashSet<&Key> = given.keys().copied().collect();
    items.extend(intents.iter().map(|intent| &intent.item).filter(|item| seen.insert(item)));
    let fresh = number::allocate(db, range, items.len(), &reserved)?;
    given.extend(items.into_iter().zip(fresh));
    let links: Vec<LinkWrite> =
        given.iter().map(|(item, number)| pending(kind, (*item).clone(), number.clone())).collect();
    link::put(db, file, run, &links)?;
    Ok(intents.iter().filter_map(|intent| given.get(&intent.item).cloned()).collect())
}

/// The numbers of items that were given one by an interrupted run.
fn kept_numbers<'a>(
    db: &mut Db,
    file: i64,
    intents: &[&'a Intent],
) -> Result<HashMap<&'a Key, String>> {
    let known = link::of_items(db, file, intents.iter().map(|intent| &intent.item))?;
    let pending = |item: &'a Key| Some((item, known.get(item)?.pending.clone()?));
    Ok(intents.iter().filter_map(|intent| pending(&intent.item)).collect())
}

/// Grants the numbers wished for that are valid and free.
fn grant_wishes<'a>(
    db: &mut Db,
    kind: Kind,
    intents: &[&'a Intent],
    given: &mut HashMap<&'a Key, String>,
) -> Result<()> {
    let wish = |intent: &&'a Intent| {
        let number = checked_number(intent.number.as_deref()?).ok()?;
        Some((&intent.item, number_key(&number)?, number))
    };
    let wishes: Vec<(&Key, String, String)> = intents.iter().filter_map(wish).collect();
    let keys: Vec<String> = wishes.iter().map(|(_, key, _)| key.clone()).collect();
    let mut taken: HashSet<String> = given.values().filter_map(|n| number_key(n)).collect();
    number::holders(db, kind, &keys, &mut |key, holder| {
        // A number that a link merely remembers may be given to the record that comes back.
        if matches!(holder, Holder::Address(_) | Holder::Pending(_)) {
            taken.insert(key);
        }
    })?;
    for (item, key, number) in wishes {
        if !given.contains_key(item) && taken.insert(key) {
            given.insert(item, number);
        }
    }
    Ok(())
}

fn pending(kind: Kind, item: Key, number: String) -> LinkWrite {
    let link = Link {
        id: 0,
        kind,
        office: None,
        number,
        item,
        item_version: Version::default(),
        office_version: Version::default(),
        slot: Slot::default(),
        mapping: 0,
        state: LinkState::Pending,
        number_written: false,
        fingerprint: 0,
    };
    // Bases of an earlier life of the link are dropped.
    let (office_base, item_base) = (Some(Base::new()), Some(Base::new()));
    LinkWrite { link, office_from: None, in_step: false, office_base, item_base }
}

/// Stores the results of a batch.
fn settle(
    db: &mut Db,
    run: i64,
    file: i64,
    txn: &LedgerTxn,
    context: Context,
) -> Result<Vec<Applied>> {
    let applied = apply(db, &txn.records, context)?;
    link::delete(db, txn.unlink.iter().copied())?;
    let links: Vec<LinkWrite> =
        txn.links.iter().filter_map(|write| linked(write, &applied)).collect();
    link::put(db, file, run, &links)?;
    decision::settle(db, file, &txn.settled)?;
    decision::put(db, run, file, context.now, &txn.open)?;
    let lines = txn.journal.iter().filter_map(|(from, line)| {
        let office = source(*from, &applied)?;
        Some(sync::JournalLine { office: office.or(line.office), ..line.clone() })
    });
    journal::put(db, run, &lines.collect::<Vec<_>>())?;
    Ok(applied)
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
fn linked(write: &LinkWrite, applied: &[Applied]) -> Option<LinkWrite> {
    let mut write = write.clone();
    match write.office_from.map(|at| applied.get(at)) {
        None => {}
        Some(Some(Applied::Done(row))) => {
            write.link.office = Some(row.id);
            if write.in_step {
                write.link.office_version = row.full_version();
            }
        }
        Some(_) => return None,
    }
    Some(write)
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[CANDIDATES, TRASHED];

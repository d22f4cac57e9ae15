//! The office's side of a run, in memory.

use super::{MemoryOffice, RunRow, StoredLink};
use crate::claim::{folded_number, valid_number};
use crate::identity::identity;
use crate::person::{Evidence, Match};
use crate::{
    Base, Contents, Intent, Job, JournalLine, Key, Kind, Known, Ledger, LedgerTxn, Link, LinkState,
    LinkWrite, Message, OpenDecision, Outcome, Promised, Record, Slot, StoreError, StoreId,
    Version,
};

impl MemoryOffice {
    fn link_of(&self, file: &StoreId, item: &Key) -> Option<i64> {
        self.items.get(&(file.clone(), item.clone())).copied()
    }

    /// An item has one link: the one that stands in the way is dropped.
    fn insert_link(&mut self, stored: StoredLink) {
        self.remove_link(stored.link.id);
        if let Some(other) = self.link_of(&stored.file, &stored.link.item) {
            self.remove_link(other);
        }
        self.items.insert((stored.file.clone(), stored.link.item.clone()), stored.link.id);
        *self.seen.entry(folded_number(&stored.link.number)).or_default() += 1;
        if stored.link.state == LinkState::Pending {
            self.promised.insert(folded_number(&stored.link.number));
        }
        self.links.insert(stored.link.id, stored);
    }

    fn remove_link(&mut self, id: i64) -> Option<StoredLink> {
        let old = self.links.remove(&id)?;
        self.items.remove(&(old.file.clone(), old.link.item.clone()));
        let folded = folded_number(&old.link.number);
        if let Some(links) = self.seen.get_mut(&folded) {
            *links = links.saturating_sub(1);
        }
        if old.link.state == LinkState::Pending {
            self.promised.remove(&folded);
        }
        Some(old)
    }

    fn free(&self, number: &str) -> bool {
        let folded = folded_number(number);
        valid_number(number) && !self.taken(&folded) && !self.promised.contains(&folded)
    }

    fn give_number(&mut self, wish: Option<&str>) -> String {
        if let Some(wish) = wish.filter(|wish| self.free(wish)) {
            return wish.trim().to_owned();
        }
        loop {
            let number = self.next_number.to_string();
            self.next_number += 1;
            let seen = self.seen.get(&number).is_some_and(|links| *links > 0);
            if self.free(&number) && !seen && !self.purged.contains(&number) {
                return number;
            }
        }
    }

    fn intend_one(&mut self, file: &StoreId, intent: &Intent) -> String {
        let held = self.link_of(file, &intent.item);
        let pending = held.and_then(|id| self.links.get(&id)).map(|held| &held.link);
        if let Some(link) = pending.filter(|link| link.state == LinkState::Pending) {
            return link.number.clone();
        }
        let number = self.give_number(intent.number.as_deref());
        let id = held.unwrap_or_else(|| self.next());
        let link = pending_link(id, intent, &number);
        let (office_base, item_base) = (Base::new(), Base::new());
        self.insert_link(StoredLink { file: file.clone(), link, office_base, item_base });
        number
    }

    fn store_link(&mut self, file: &StoreId, write: &LinkWrite, outcomes: &[Outcome]) {
        let mut link = write.link.clone();
        match write.office_from.map(|at| outcomes.get(at)) {
            None => {}
            Some(Some(Outcome::Done { key, full })) => {
                link.office = key.office_id();
                if write.in_step {
                    link.office_version = full.version;
                }
            }
            Some(_) => return,
        }
        if link.id == 0 {
            link.id = self.link_of(file, &link.item).unwrap_or_else(|| self.next());
        }
        let old = self.remove_link(link.id);
        let (office, item) = old.map(|old| (old.office_base, old.item_base)).unwrap_or_default();
        let stored = StoredLink {
            file: file.clone(),
            office_base: write.office_base.clone().unwrap_or(office),
            item_base: write.item_base.clone().unwrap_or(item),
            link,
        };
        self.insert_link(stored);
    }

    /// A decision of the same row for the same item takes the place, and the number, of the old.
    fn store_decision(&mut self, file: &StoreId, decision: &OpenDecision) {
        let mut held = self.decisions.iter();
        let old = held.find(|(_, (of, held))| {
            of == file && held.item == decision.item && held.row == decision.row
        });
        let id = old.map(|(id, _)| *id);
        let id = id.unwrap_or_else(|| self.next());
        let decision = OpenDecision { id, ..decision.clone() };
        self.decisions.insert(id, (file.clone(), decision));
    }
}

fn pending_link(id: i64, intent: &Intent, number: &str) -> Link {
    Link {
        id,
        kind: intent.kind,
        office: None,
        number: number.to_owned(),
        item: intent.item.clone(),
        item_version: Version::default(),
        office_version: Version::default(),
        slot: Slot::default(),
        mapping: 0,
        state: LinkState::Pending,
        number_written: false,
        fingerprint: 0,
    }
}

impl Ledger for MemoryOffice {
    fn lock(&mut self, _job: Job, file: &str) -> Result<(), StoreError> {
        self.faults.step()?;
        if let Some(first) = &self.locked {
            let message = Message::new("memory-locked").with("by", first);
            return Err(StoreError { message, transient: true });
        }
        self.locked = Some(file.to_owned());
        Ok(())
    }

    fn unlock(&mut self) {
        self.locked = None;
    }

    fn links(
        &mut self,
        file: &StoreId,
        kind: Kind,
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        self.faults.step()?;
        let links = self.links.values().filter(|held| held.file == *file && held.link.kind == kind);
        links.for_each(|held| visit(held.link.clone()));
        Ok(())
    }

    fn bases(&mut self, link: i64) -> Result<(Base, Base), StoreError> {
        self.faults.step()?;
        let held = self.links.get(&link);
        Ok(held.map(|held| (held.office_base.clone(), held.item_base.clone())).unwrap_or_default())
    }

    fn versions(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(i64, Version, bool),
    ) -> Result<(), StoreError> {
        self.faults.step()?;
        for (id, row) in self.rows.iter().filter(|(_, row)| row.kind == kind) {
            visit(*id, Version { row: row.row, stamp: None }, row.deleted);
        }
        Ok(())
    }

    fn known(&mut self, _kind: Kind, number: &str) -> Result<Known, StoreError> {
        self.faults.step()?;
        Ok(match self.by_number(number) {
            Some((office, row)) if !row.deleted => Known::Here { office },
            Some((office, _)) => Known::Deleted { office: Some(office) },
            None if self.purged.contains(&folded_number(number)) => Known::Deleted { office: None },
            None => Known::No,
        })
    }

    fn candidates(
        &mut self,
        file: &StoreId,
        kind: Kind,
        record: &Record,
    ) -> Result<Vec<i64>, StoreError> {
        self.faults.step()?;
        let own = identity(kind, record);
        let wanted = Evidence::of(record);
        let linked = |id: i64| {
            let mut links = self.links.values();
            links.any(|held| held.file == *file && held.link.office == Some(id))
        };
        let rows = self.rows.iter().filter(|(_, row)| row.kind == kind);
        let rows = rows.filter(|(id, row)| !row.deleted && !linked(**id));
        let near = rows.filter(|(_, row)| match &own {
            Some(own) => identity(kind, &row.record).as_ref() == Some(own),
            None => Evidence::of(&row.record).matches(&wanted) > Match::None,
        });
        Ok(near.map(|(id, _)| *id).take(20).collect())
    }

    fn begin_run(&mut self, job: Job, _file: &StoreId, _path: &str) -> Result<i64, StoreError> {
        self.faults.step()?;
        if let Some(meddle) = self.early_meddler.take() {
            meddle(self);
        }
        self.runs.push(RunRow { job, exit: None, report: String::new() });
        Ok(i64::try_from(self.runs.len()).unwrap_or(i64::MAX))
    }

    fn intend(
        &mut self,
        _run: i64,
        file: &StoreId,
        intents: &[Intent],
    ) -> Result<Vec<String>, StoreError> {
        self.faults.step()?;
        let numbers = intents.iter().map(|intent| self.intend_one(file, intent)).collect();
        self.faults.step()?;
        Ok(numbers)
    }

    fn promise(&mut self, file: &StoreId, lines: &[Promised]) -> Result<(), StoreError> {
        self.faults.step()?;
        self.promises.insert(file.clone(), lines.to_vec());
        self.faults.step()
    }

    fn promises(&mut self, file: &StoreId) -> Result<Vec<Promised>, StoreError> {
        self.faults.step()?;
        Ok(self.promises.get(file).cloned().unwrap_or_default())
    }

    fn settle_from(
        &mut self,
        run: i64,
        file: &StoreId,
        txn: LedgerTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.faults.step()?;
        if let Some(meddle) = self.meddler.take() {
            meddle(self);
        }
        if let Some(promises) = &txn.promises {
            self.promises.insert(file.clone(), promises.clone());
        }
        let outcomes = self.write_all(&txn.records.writes, contents)?;
        txn.unlink.iter().for_each(|id| drop(self.remove_link(*id)));
        txn.links.iter().for_each(|write| self.store_link(file, write, &outcomes));
        self.decisions.retain(|_, (of, held)| of != file || !txn.settled.contains(&held.item));
        txn.open.iter().for_each(|decision| self.store_decision(file, decision));
        for (at, line) in txn.journal {
            match at.map(|at| outcomes.get(at)) {
                None => self.journal.push((run, line)),
                Some(Some(Outcome::Done { key, .. })) => {
                    self.journal.push((run, JournalLine { office: key.office_id(), ..line }));
                }
                Some(_) => {}
            }
        }
        self.faults.step()?;
        Ok(outcomes)
    }

    fn end_run(&mut self, run: i64, exit: i32, report: &str) -> Result<(), StoreError> {
        self.faults.step()?;
        let at = usize::try_from(run - 1).ok();
        if let Some(row) = at.and_then(|at| self.runs.get_mut(at)) {
            (row.exit, row.report) = (Some(exit), report.to_owned());
        }
        Ok(())
    }

    fn open_decisions(&mut self, file: &StoreId) -> Result<Vec<OpenDecision>, StoreError> {
        self.faults.step()?;
        let of_file = self.decisions.values().filter(|(of, _)| of == file);
        Ok(of_file.map(|(_, decision)| decision.clone()).collect())
    }
}

//! What is written into the data file: numbers, changed fields, new items, deletions; one
//! transaction per batch.
//!
//! What must hold: an import writes nothing but numbers, and leaves the stamps; whatever else is
//! written gets the run's instant as stamp and `Exportdatum`.

use super::Run;
use super::execute::{Fate, Work};
use super::survey::Stage;
use crate::plan::Op;
use crate::report::Written;
use crate::{Change, Job, Outcome, Side, StoreError, StoreTxn, Touch, Write, folded_number};

impl Run<'_> {
    /// Takes items out of Deleted Items, before their fields are written: so the versions that the
    /// writes expect are those after it.
    pub(super) fn recover_items(
        &mut self,
        stage: &Stage,
        works: &mut [Work],
    ) -> Result<(), StoreError> {
        let writes = works.iter().filter(|work| work.recovers());
        let write = |work: &Work| Write::Restore { kind: stage.kind(), key: work.key.clone() };
        let writes: Vec<Write> = writes.map(write).collect();
        if writes.is_empty() {
            return Ok(());
        }
        let outcomes = self.outlook.commit(StoreTxn { writes })?;
        let back = works.iter_mut().filter(|work| work.recovers());
        for (work, outcome) in back.zip(outcomes) {
            match outcome {
                Outcome::Done { key, full } => {
                    (work.key, work.item) = (key, Some(*full));
                    self.report.counters(stage.kind()).wrote(Side::Outlook, Written::Changed);
                }
                Outcome::Stale => work.fate = Fate::Stale,
                Outcome::Failed(what) => work.fate = Fate::Failed(what),
            }
        }
        Ok(())
    }

    /// Writes the items; in a read-only file the numbers are owed.
    pub(super) fn write_items(
        &mut self,
        stage: &Stage,
        works: &mut [Work],
    ) -> Result<(), StoreError> {
        if !self.outlook.writable() {
            let owing = works.iter().filter(|work| work.owes_number());
            owing.for_each(|work| self.owe(&work.number, work.name()));
            return Ok(());
        }
        let writes = works.iter().map(|work| self.item_write(stage, work));
        let (at, writes): (Vec<usize>, Vec<Write>) =
            writes.enumerate().filter_map(|(at, write)| Some((at, write?))).unzip();
        if writes.is_empty() {
            return Ok(());
        }
        let outcomes = self.outlook.commit_from(StoreTxn { writes }, self.office)?;
        for (at, outcome) in at.into_iter().zip(outcomes) {
            if let Some(work) = works.get_mut(at) {
                self.take_outcome(stage, work, outcome)?;
            }
        }
        Ok(())
    }

    /// What a step writes into the data file.
    fn item_write(&self, stage: &Stage, work: &Work) -> Option<Write> {
        let kind = stage.kind();
        match &work.step.op {
            _ if !work.going() => None,
            Op::CreateItem(new) => Some(Write::Create {
                kind,
                record: stage.mapped.new_item(&work.office.as_ref()?.record, new.slot),
                number: work.number.clone(),
                touch: Touch::Stamp(self.settings.now),
            }),
            Op::Delete(removal) => (removal.side == Side::Outlook).then(|| Write::Delete {
                kind,
                key: work.key.clone(),
                expected: work.item_version(),
            }),
            _ => self.item_update(stage, work),
        }
    }

    fn item_update(&self, stage: &Stage, work: &Work) -> Option<Write> {
        let changes = item_changes(work);
        let number = work.owes_number().then(|| work.number.clone());
        if changes.is_empty() && number.is_none() {
            return None;
        }
        let only_number = changes.is_empty() && self.job != Job::Export;
        let stamp = Touch::Stamp(self.settings.now);
        Some(Write::Update {
            kind: stage.kind(),
            key: work.key.clone(),
            expected: work.item_version(),
            changes,
            number,
            touch: if only_number { Touch::Keep } else { stamp },
        })
    }

    /// A number that could not be written does not keep the address from being stored.
    fn take_outcome(
        &mut self,
        stage: &Stage,
        work: &mut Work,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        match outcome {
            Outcome::Done { key, full } => {
                self.take_written(stage, work);
                let named = full.warnings.iter().map(|of| of.clone().with("item", &full.name));
                self.report.warnings.extend(named);
                (work.key, work.item) = (key, Some(*full));
                return Ok(());
            }
            Outcome::Stale => work.fate = Fate::Stale,
            Outcome::Failed(what) if work.only_number() => work.number_failed = Some(what),
            Outcome::Failed(what) => work.fate = Fate::Failed(what),
        }
        if work.item.is_none() && !matches!(work.step.op, Op::CreateItem(_)) {
            let fate = work.fate.clone();
            self.take_item(stage, work)?;
            if fate != Fate::Going {
                work.fate = fate;
            }
        }
        Ok(())
    }

    fn take_written(&mut self, stage: &Stage, work: &mut Work) {
        let how = match work.step.op {
            Op::CreateItem(_) => Written::New,
            Op::Delete(_) => Written::Deleted,
            _ => Written::Changed,
        };
        work.number_new |= work.owes_number() && !matches!(how, Written::New);
        // What came out of Deleted Items was counted then.
        if !matches!(work.step.op, Op::Recover(_)) {
            self.report.counters(stage.kind()).wrote(Side::Outlook, how);
        }
    }
}

impl Work<'_> {
    fn recovers(&self) -> bool {
        self.going() && matches!(self.step.op, Op::Recover(_))
    }

    /// Whether the number is still to be written on the item.
    pub(super) fn owes_number(&self) -> bool {
        let on_item = self.item.as_ref().map(|item| folded_number(&item.number));
        let wanted = folded_number(&self.number);
        let writes = self.step.writes_number();
        self.going() && writes && !wanted.is_empty() && on_item.is_none_or(|on| on != wanted)
    }

    fn only_number(&self) -> bool {
        !matches!(self.step.op, Op::CreateItem(_) | Op::Delete(_)) && item_changes(self).is_empty()
    }
}

/// The fields of an item that a step changes.
fn item_changes(work: &Work) -> Vec<Change> {
    let Some(pair) = work.pair() else { return Vec::new() };
    let steps = pair.merged.of(Side::Outlook);
    steps.map(|step| Change { field: step.field.clone(), value: step.after.clone() }).collect()
}

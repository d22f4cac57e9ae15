//! Linked pairs of which one record is gone (rows 11 to 15): brought back, asked about, deleted,
//! or only marked.

use super::Run;
use super::compare::pair_step;
use super::comparison::Comparison;
use super::survey::Stage;
use crate::absence::{Absence, AbsenceVerdict};
use crate::answer::ABSENT;
use crate::census::{Linked, OfficeState};
use crate::claim::folded_number;
use crate::merge::Merged;
use crate::plan::{NewItem, Op, Removal};
use crate::{Answer, Full, LinkState, Message, Side, StoreError};

impl Run<'_> {
    /// Rows 11 and 12: the office record was deleted; it lies in the trash, with its fields merged,
    /// or is gone for good.
    pub(super) fn office_gone(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        item: &Full,
        office: Option<(&Full, Merged)>,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let absence = Absence::of_office(&linked.link, stage.changed_since_in_step(linked));
        let row = absence.row();
        let key = linked.link.item.clone();
        match self.absent(linked, &absence, stage, work) {
            AbsenceVerdict::Ask => {
                let office = office.as_ref().map(|(office, _)| *office);
                return self.ask_deleted(stage, linked, (item, office), work);
            }
            AbsenceVerdict::Restore => {
                let op = self.restoring(linked, item, office);
                work.push(row, key, item.version, op);
            }
            AbsenceVerdict::Delete => {
                let op = Op::Delete(Box::new(removal(linked, Side::Outlook)));
                work.push(row, key, item.version, op);
            }
            AbsenceVerdict::Tombstone => let_go(linked, row, work),
            AbsenceVerdict::Wait | AbsenceVerdict::Leave => work.plan.skipped += 1,
        }
        Ok(())
    }

    /// Out of the trash; or created again, with its old number.
    fn restoring(&mut self, linked: &Linked, item: &Full, office: Option<(&Full, Merged)>) -> Op {
        match office {
            Some((office, merged)) => {
                let number = self.number_to_write(&linked.link, item, office);
                Op::Restore(Box::new(pair_step(&linked.link, office, number, merged)))
            }
            None => {
                let number = &linked.link.number;
                let wish = (!number.is_empty()).then(|| number.as_str().into());
                Op::Create { wish, restored: true, prospect: false, apart: false }
            }
        }
    }

    /// The verdict; a deletion does not travel while a folder could not be read to its end.
    fn absent(
        &self,
        linked: &Linked,
        absence: &Absence,
        stage: &Stage,
        work: &mut Comparison,
    ) -> AbsenceVerdict {
        let decided = self.answer(&linked.link.item, ABSENT).and_then(|answer| match answer {
            Answer::Ignore => Some(AbsenceVerdict::Ask),
            _ if answer.side()? == absence.gone => Some(AbsenceVerdict::Delete),
            _ => Some(AbsenceVerdict::Restore),
        });
        let verdict = decided.unwrap_or_else(|| {
            absence.verdict(self.job.direction(), self.settings.policy.deletions)
        });
        // What a data file lacks that was put back from a backup was not deleted there.
        let lacks = stage.file_restored && absence.gone == Side::Outlook;
        match verdict {
            AbsenceVerdict::Delete | AbsenceVerdict::Wait if lacks && decided.is_none() => {
                AbsenceVerdict::Restore
            }
            AbsenceVerdict::Delete if !stage.complete || stage.restored => {
                work.blocked += 1;
                AbsenceVerdict::Leave
            }
            AbsenceVerdict::Delete => {
                work.plan.deletions += 1;
                verdict
            }
            _ => verdict,
        }
    }

    /// Rows 13 and 14: linked items that are missing.
    pub(super) fn items_gone(
        &mut self,
        stage: &Stage,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let mut marked = 0;
        for at in std::mem::take(&mut work.gone) {
            let Some(linked) = stage.census.links.get(at) else { continue };
            let relinked = linked.link.office.is_some_and(|office| work.taken.contains(&office));
            if !relinked {
                marked += self.item_gone(stage, linked, work)?;
            }
        }
        if marked > 0 {
            self.report.warnings.push(Message::new("row-13-missing").with("count", marked));
        }
        if work.blocked > 0 {
            let warning = Message::new("deletions-blocked").with("count", work.blocked);
            self.report.warnings.push(warning);
        }
        Ok(())
    }

    /// One missing item; gives the number of links that were marked.
    fn item_gone(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        work: &mut Comparison,
    ) -> Result<u64, StoreError> {
        if self.is_past_office(stage, linked.link.office.unwrap_or_default())? {
            return Ok(0);
        }
        let absence = Absence::of_item(&linked.link, linked.office == OfficeState::Changed);
        let row = absence.row();
        // Another item claims the number and waits for a person: nothing is made beside it.
        let claimed = work.claims_number(&linked.link.number);
        match self.absent(linked, &absence, stage, work) {
            _ if claimed => return Ok(mark_missing(linked, row, work)),
            AbsenceVerdict::Wait | AbsenceVerdict::Leave => {
                return Ok(mark_missing(linked, row, work));
            }
            AbsenceVerdict::Tombstone => let_go(linked, row, work),
            AbsenceVerdict::Ask => self.ask_missing(stage, linked, work)?,
            AbsenceVerdict::Delete => {
                let op = Op::Delete(Box::new(removal(linked, Side::Office)));
                work.push(row, linked.link.item.clone(), linked.link.item_version, op);
            }
            AbsenceVerdict::Restore if linked.trashed => {
                self.take_back(stage, linked, row, work)?
            }
            AbsenceVerdict::Restore => {
                let new = NewItem {
                    office: linked.link.office.unwrap_or_default(),
                    office_version: linked.office_now,
                    link: linked.link.id,
                    slot: linked.link.slot,
                };
                let (item, version) = (linked.link.item.clone(), linked.link.item_version);
                work.push(row, item, version, Op::CreateItem(Box::new(new)));
            }
        }
        Ok(0)
    }

    /// The item lies in Deleted Items: it is moved back, with what changed in the office since.
    fn take_back(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        row: u8,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let item = match self.open_item(stage.kind(), &linked.link.item)? {
            Ok(item) => item,
            Err(what) => return self.unreadable(stage, linked.folder, what, work),
        };
        let office = match self.office.read(stage.kind(), &linked.office_key())? {
            Ok(office) => office,
            Err(what) => return self.unreadable(stage, linked.folder, what, work),
        };
        let bases = self.bases(stage, &linked.link, &item)?;
        let merged = self.merge(stage, Some((&linked.link, &bases)), (&item, &office));
        let number = self.number_to_write(&linked.link, &item, &office);
        let pair = pair_step(&linked.link, &office, number, merged);
        let op = Op::Recover(Box::new(pair));
        work.push(row, linked.link.item.clone(), item.version, op);
        Ok(())
    }
}

/// The link becomes a tombstone, and nothing else happens.
fn let_go(linked: &Linked, row: u8, work: &mut Comparison) {
    let counted = linked.in_scope();
    let op = Op::Mark { link: linked.link.id, state: LinkState::Tombstone, counted };
    work.push(row, linked.link.item.clone(), linked.item_now, op);
}

/// Only the link says that the item is missing.
fn mark_missing(linked: &Linked, row: u8, work: &mut Comparison) -> u64 {
    if matches!(linked.link.state, LinkState::MissingOnce | LinkState::Open) {
        return 0;
    }
    let state = LinkState::MissingOnce;
    let op = Op::Mark { link: linked.link.id, state, counted: false };
    work.push(row, linked.link.item.clone(), linked.link.item_version, op);
    1
}

fn removal(linked: &Linked, side: Side) -> Removal {
    Removal {
        side,
        link: linked.link.id,
        office: linked.link.office.unwrap_or_default(),
        office_version: linked.office_now,
    }
}

impl Comparison {
    /// Whether an item that is not linked claims this number and keeps it.
    pub(super) fn claims_number(&self, number: &str) -> bool {
        !number.is_empty() && self.claimed.contains(&folded_number(number))
    }
}

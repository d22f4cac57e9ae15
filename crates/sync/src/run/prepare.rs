//! Before a step is carried out, everything it stands on is read again: it must still be what the
//! plan was made on.

use super::Run;
use super::execute::{Fate, Work};
use super::survey::Stage;
use crate::census::ItemState;
use crate::merge::merge;
use crate::plan::{NewItem, Op, PairStep, Removal, Step};
use crate::{Full, Key, Link, Side, StoreError, Version};

impl Run<'_> {
    /// Reads again what the step needs.
    pub(super) fn prepare<'p>(
        &mut self,
        stage: &Stage,
        step: &'p Step,
    ) -> Result<Work<'p>, StoreError> {
        let mut work = Work::new(step);
        match &step.op {
            _ if !stage.holds_still(step) => work.fate = Fate::Stale,
            Op::Create { .. } if work.plain_creation() && self.outlook.writable() => {}
            Op::Create { .. } => self.take_item(stage, &mut work)?,
            Op::Number { .. } => self.take_numbered(stage, &mut work)?,
            Op::CreateItem(new) => self.take_exported(stage, new, &mut work)?,
            Op::Delete(removal) => self.take_removed(stage, removal, &mut work)?,
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) | Op::Recover(pair) => {
                self.take_item(stage, &mut work)?;
                self.take_office(stage, pair, &mut work)?;
            }
            Op::Ask(question) => {
                work.question = Some(self.up_to_date(stage, &step.item, question)?);
            }
            Op::Mark { .. } | Op::Copy(_) | Op::Leave(_) | Op::Unlink { .. } => {}
        }
        Ok(work)
    }

    pub(super) fn take_item(&mut self, stage: &Stage, work: &mut Work) -> Result<(), StoreError> {
        match self.outlook.read(stage.kind(), &work.step.item)? {
            Ok(item) => {
                if !item.version.agrees_with(&work.step.version) {
                    work.fate = Fate::Stale;
                }
                work.number_before.clone_from(&item.number);
                work.stamps_before = (item.exported_at, item.changed_at);
                work.item = Some(item);
            }
            Err(what) => work.fate = Fate::Failed(what),
        }
        Ok(())
    }

    /// An item that gets the number of its link.
    fn take_numbered(&mut self, stage: &Stage, work: &mut Work) -> Result<(), StoreError> {
        let link = stage.link_of(&work.step.item);
        work.number = link.map(|link| link.number.clone()).unwrap_or_default();
        self.take_item(stage, work)
    }

    /// The office record as the plan saw it; anything else is stale.
    fn take_office_at(
        &mut self,
        stage: &Stage,
        (office, version): (i64, Version),
        work: &mut Work,
    ) -> Result<Option<Full>, StoreError> {
        match self.office.read(stage.kind(), &Key::office(office))? {
            Ok(full) if full.version.row == version.row => return Ok(Some(full)),
            Ok(_) => work.fate = Fate::Stale,
            Err(what) => work.fate = Fate::Failed(what),
        }
        Ok(None)
    }

    /// An office record that becomes an item: it must not have got one in the meantime.
    fn take_exported(
        &mut self,
        stage: &Stage,
        new: &NewItem,
        work: &mut Work,
    ) -> Result<(), StoreError> {
        let at = stage.census.of_office(new.office);
        let held = at.and_then(|at| stage.census.links.get(at));
        let as_planned = held.map_or(new.link == 0, |held| {
            held.link.id == new.link && held.item == ItemState::Missing
        });
        let office = self.take_office_at(stage, (new.office, new.office_version), work)?;
        if let Some(office) = &office {
            work.number.clone_from(&office.number);
        }
        work.office = office;
        if !as_planned {
            work.fate = Fate::Stale;
        }
        Ok(())
    }

    /// A record whose counterpart was deleted: that must still be so, and it must be unchanged.
    fn take_removed(
        &mut self,
        stage: &Stage,
        removal: &Removal,
        work: &mut Work,
    ) -> Result<(), StoreError> {
        let held = stage.census.find(&work.step.item).and_then(|at| stage.census.links.get(at));
        let (gone, office_now) = match held {
            Some(held) => (held.item == ItemState::Missing, held.office_now),
            None => (false, Version::default()),
        };
        match removal.side {
            Side::Outlook => self.take_item(stage, work)?,
            Side::Office => {
                let office = (removal.office, removal.office_version);
                work.office = self.take_office_at(stage, office, work)?;
            }
        }
        let moved = office_now.row != removal.office_version.row;
        if held.is_none() || moved || gone != (removal.side == Side::Office) {
            work.fate = Fate::Stale;
        }
        Ok(())
    }

    /// The office record and the bases; the merge must come out as it was planned.
    fn take_office(
        &mut self,
        stage: &Stage,
        pair: &PairStep,
        work: &mut Work,
    ) -> Result<(), StoreError> {
        let office = match self.office.read(stage.kind(), &Key::office(pair.office))? {
            Ok(office) => office,
            Err(what) => {
                work.fate = Fate::Failed(what);
                return Ok(());
            }
        };
        let link = pair.known_link(stage, &work.step.item);
        work.bases = match link.zip(work.item.as_ref()) {
            Some((link, item)) => Some(self.bases(stage, link, item)?),
            None => None,
        };
        if let Some(item) = &work.item {
            let link = link.zip(work.bases.as_ref());
            let now = merge(&self.pair(stage, pair.slot, link, (item, &office)));
            let planned = pair.planned.as_ref().unwrap_or(&pair.merged);
            let as_planned = office.version.row == pair.office_version.row && now == *planned;
            if !as_planned {
                work.fate = Fate::Stale;
            }
        }
        let own = if office.number.is_empty() { "" } else { &office.number };
        own.clone_into(&mut work.number);
        if let (true, Some(link)) = (work.number.is_empty(), link) {
            work.number.clone_from(&link.number);
        }
        work.office = Some(office);
        Ok(())
    }
}

impl PairStep {
    /// The link that the pair had before: its own, or the one of the item that is gone.
    pub(super) fn known_link<'s>(&self, stage: &'s Stage, item: &Key) -> Option<&'s Link> {
        let link = stage.link_of(self.from.as_ref().unwrap_or(item))?;
        (self.link != 0 && link.id == self.link).then_some(link)
    }
}

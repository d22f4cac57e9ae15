//! Row 1: office records that no item belongs to become items.

use super::Run;
use super::comparison::Comparison;
use super::survey::Stage;
use crate::plan::{NewItem, Op};
use crate::{Key, Side, Slot, StoreError, Version};

impl Run<'_> {
    /// Plans an item for every office record that is neither linked nor claimed by one.
    pub(super) fn export_loose(
        &mut self,
        stage: &Stage,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        if !self.job.writes(Side::Outlook) {
            return Ok(());
        }
        for &(office, office_version) in &stage.census.loose {
            let spoken_for = work.taken.contains(&office) || work.concerned.contains(&office);
            if spoken_for
                || self.is_claimed(stage, office, work)?
                || self.is_past_office(stage, office)?
            {
                continue;
            }
            let slot = Slot::default();
            let new = NewItem { office, office_version, link: 0, slot };
            let op = Op::CreateItem(Box::new(new));
            work.push(1, Key(Box::default()), Version::default(), op);
        }
        Ok(())
    }

    /// Whether an item that waits for a person claims the record's number.
    fn is_claimed(
        &mut self,
        stage: &Stage,
        office: i64,
        work: &Comparison,
    ) -> Result<bool, StoreError> {
        if work.claimed.is_empty() {
            return Ok(false);
        }
        let read = self.office.read(stage.kind(), &Key::office(office))?;
        Ok(read.is_ok_and(|full| work.claims_number(&full.number)))
    }
}

//! What a run leaves out because it lies before a date.

use super::Run;
use super::survey::Stage;
use crate::{Key, Record, Side, Slot, StoreError};

impl Run<'_> {
    /// Whether a record lies before the date asked for.
    pub(super) fn is_past(&self, stage: &Stage, side: Side, record: &Record) -> bool {
        let Some(since) = self.settings.scope.since else { return false };
        let fields = &stage.mapped.fields;
        let value = |name: &str| {
            let field = fields.iter().find(|field| field.office == name)?;
            record.get(field.name(side, Slot::default()))
        };
        let end = || self.hooks.series_end(&value);
        !since.concerns(stage.kind(), &value, &end)
    }

    /// The same of an office record that is not read yet; one that cannot be read is none.
    pub(super) fn is_past_office(
        &mut self,
        stage: &Stage,
        office: i64,
    ) -> Result<bool, StoreError> {
        if self.settings.scope.since.is_none() {
            return Ok(false);
        }
        let read = self.office.read(stage.kind(), &Key::office(office))?;
        Ok(read.is_ok_and(|full| self.is_past(stage, Side::Office, &full.record)))
    }
}

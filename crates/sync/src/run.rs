//! A run: lock → list both sides → plan → limits → preview → write in batches → report.
//!
//! Order of writing, per batch: numbers are given out and committed with pending links in the
//! office; then the data file is committed and read back; then the office takes records, links,
//! bases and journal in one transaction. An interruption anywhere leaves either nothing, or a
//! pending link that tells the next run what is already there.
//!
//! What must hold: a dry run writes nothing, not even its own row; an import writes nothing but
//! numbers into the data file; when nothing changed, nothing is opened.

mod absence;
mod claims;
mod compare;
mod comparison;
mod execute;
mod items;
mod journal;
mod numberless;
mod outgoing;
mod prepare;
mod preview;
mod questions;
mod recovery;
mod saved;
mod scope;
mod settle;
mod still;
mod survey;
mod undo;
mod undone;

pub use saved::{apply, plan};
pub use undo::{Undoing, undo_run};

use std::collections::HashMap;

use crate::plan::{KindPlan, Op, Plan, PlanLine, PreviewLine, Step};
use crate::report::Report;
use crate::settings::{Hooks, Limit, Settings};
use crate::{
    Answer, Full, Job, Key, Kind, Ledger, Message, Promised, Side, Store, StoreError, StoreId,
};

use survey::Stage;

/// How many records a person is shown when a safety limit is reached.
const SAMPLES: usize = 5;

/// Imports: Outlook → office. Of the data file nothing but numbers is written.
///
/// An error means that nothing was written. A store that fails later ends the run with a report
/// that says so; the next run takes up where it was left.
pub fn import(
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    exchange(Job::Import, outlook, office, settings, hooks)
}

/// Exports: office → Outlook. The office's records are not changed by it.
///
/// Errors as with [`import`]; a data file that cannot be written is one.
pub fn export(
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    exchange(Job::Export, outlook, office, settings, hooks)
}

/// Synchronises: what one side has and the other has not is added to the other, and changed
/// records are brought to the same state.
///
/// Errors as with [`export`].
pub fn synchronise(
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    exchange(Job::Sync, outlook, office, settings, hooks)
}

/// Carries out a job.
pub fn exchange(
    job: Job,
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    must_be_writable(job, outlook, settings)?;
    if settings.dry_run {
        return Run::new(job, (outlook, office), settings, hooks).go();
    }
    office.lock(job, &settings.path)?;
    let result = Run::new(job, (outlook, office), settings, hooks).go();
    office.unlock();
    result
}

fn must_be_writable(job: Job, outlook: &dyn Store, settings: &Settings) -> Result<(), StoreError> {
    if job.writes(Side::Outlook) && !outlook.writable() {
        let message = Message::new("outlook-not-writable").with("file", &settings.path);
        return Err(StoreError::new(message));
    }
    Ok(())
}

/// What every part of a run has at hand.
struct Run<'a> {
    job: Job,
    outlook: &'a mut dyn Store,
    office: &'a mut dyn Ledger,
    settings: &'a Settings,
    hooks: &'a mut dyn Hooks,
    file: StoreId,
    report: Report,
    /// Fingerprints of all items in scope.
    prints: Vec<u64>,
    /// What an interrupted run was about to write into the data file.
    interrupted: Vec<Promised>,
    /// What of it is still needed should this run be interrupted, too.
    carried: Vec<Promised>,
    /// The lines of the plan's file, where one is made.
    collected: Option<Vec<PlanLine>>,
    /// What was shown of the present step.
    shown: Vec<PreviewLine>,
    /// Items of more than [`LIGHT`] bytes: a batch takes fewer of them.
    heavy: HashMap<Key, u64>,
}

/// About how many bytes most records have at the most.
const LIGHT: u64 = 4 << 10;

impl<'a> Run<'a> {
    fn new(
        job: Job,
        (outlook, office): (&'a mut dyn Store, &'a mut dyn Ledger),
        settings: &'a Settings,
        hooks: &'a mut dyn Hooks,
    ) -> Self {
        let file = outlook.id();
        let mut report = Report::new(job, &settings.path);
        report.dry_run = settings.dry_run;
        Self {
            job,
            outlook,
            office,
            settings,
            hooks,
            file,
            report,
            prints: Vec::new(),
            interrupted: Vec::new(),
            carried: Vec::new(),
            collected: None,
            shown: Vec::new(),
            heavy: HashMap::new(),
        }
    }

    fn go(mut self) -> Result<Report, StoreError> {
        let (plan, stages) = self.prepare_plan()?;
        if !self.settings.dry_run && self.may_write(&plan, &stages)? {
            self.write(&plan, &stages)?;
        }
        Ok(self.done())
    }

    fn done(mut self) -> Report {
        self.report.seconds = self.hooks.seconds();
        self.report
    }

    /// Everything up to the plan; in a dry run it is shown.
    fn prepare_plan(&mut self) -> Result<(Plan, Vec<Stage>), StoreError> {
        self.interrupted = self.office.promises(&self.file)?;
        let mut stages = self.survey()?;
        let mut kinds = Vec::with_capacity(stages.len());
        for stage in &mut stages {
            kinds.push(self.compare(stage)?);
        }
        let plan = Plan { job: self.job, file: self.file.clone(), kinds };
        self.report.duplicates = groups(std::mem::take(&mut self.prints));
        plan.kinds.iter().for_each(|kind| self.count_planned(kind));
        if self.settings.dry_run {
            self.preview(&plan, &stages)?;
        }
        Ok((plan, stages))
    }

    /// What the plan leaves as it is.
    fn count_planned(&mut self, plan: &KindPlan) {
        use crate::plan::Tally;
        let counters = self.report.counters(plan.kind);
        counters.add(Tally::Unchanged, plan.unchanged);
        counters.add(Tally::Open, plan.open);
        counters.add(Tally::Skipped, plan.skipped);
        counters.add(Tally::Error, plan.errors);
    }

    /// Limits and preview.
    fn may_write(&mut self, plan: &Plan, stages: &[Stage]) -> Result<bool, StoreError> {
        for kind in &plan.kinds {
            for limit in self.limits(kind)? {
                if !self.settings.confirmed && !self.hooks.confirm(&limit) {
                    self.stop(limit.message, stages)?;
                    return Ok(false);
                }
            }
        }
        if self.hooks.preview(plan) && !self.hooks.stops() {
            return Ok(true);
        }
        self.stop(Message::new("stopped-at-preview"), stages)?;
        Ok(false)
    }

    fn stop(&mut self, message: Message, stages: &[Stage]) -> Result<(), StoreError> {
        self.report.stopped = Some(message);
        self.report.open = self.decisions_if_any(stages, false)?;
        Ok(())
    }

    /// The safety limits that a plan exceeds.
    fn limits(&mut self, plan: &KindPlan) -> Result<Vec<Limit>, StoreError> {
        let mut limits = Vec::new();
        if plan.over_limit() {
            let samples = self.samples(plan, Step::changes_pair)?;
            limits.push(limit("limit-mass-change", plan.changed, plan.linked, samples));
        }
        if plan.remapped > 0 {
            let samples = self.samples(plan, Step::is_by_mapping)?;
            limits.push(limit("limit-remapped", plan.remapped, plan.linked, samples));
        }
        if plan.over_deletion_limit() {
            let samples = self.samples(plan, Step::deletes)?;
            limits.push(limit("limit-deletions", plan.deletions, plan.linked, samples));
        }
        Ok(limits)
    }

    /// Some of the records concerned, as a person would name them.
    fn samples(
        &mut self,
        plan: &KindPlan,
        concerned: fn(&Step) -> bool,
    ) -> Result<Vec<String>, StoreError> {
        let mut samples = Vec::new();
        for step in plan.steps.iter().filter(|step| concerned(step)).take(SAMPLES) {
            let read = match &step.op {
                Op::Delete(removal) if removal.side == Side::Office => {
                    self.office.read(plan.kind, &Key::office(removal.office))?
                }
                _ => self.outlook.read(plan.kind, &step.item)?,
            };
            samples.extend(read.map(|full| full.name));
        }
        Ok(samples)
    }

    fn write(&mut self, plan: &Plan, stages: &[Stage]) -> Result<(), StoreError> {
        let steps =
            || plan.kinds.iter().flat_map(|kind| kind.steps.iter()).filter(|step| step.enabled);
        let to_outlook = self.outlook.writable() && steps().any(|step| step.writes_outlook());
        if steps().next().is_some() {
            self.hooks.before_writing(to_outlook)?;
        }
        let path = &self.settings.path;
        let run = self.office.begin_run(self.job, &self.file, path)?;
        self.report.run = Some(run);
        if let Err(error) = self.carry_out(run, plan, stages) {
            self.report.error(path, error.message);
        }
        self.report.seconds = self.hooks.seconds();
        let report = serde_json::to_string(&self.report).unwrap_or_default();
        let exit = self.report.exit_code();
        if let Err(error) = self.office.end_run(run, exit, &report) {
            self.report.error(path, error.message);
        }
        Ok(())
    }

    fn carry_out(&mut self, run: i64, plan: &Plan, stages: &[Stage]) -> Result<(), StoreError> {
        let mut asked = false;
        self.recover(plan, stages)?;
        for (kind, stage) in plan.kinds.iter().zip(stages) {
            self.execute(run, kind, stage)?;
            self.let_go(run, kind.kind)?;
            asked |= kind.steps.iter().any(|step| step.asks() || stage.was_open(&step.item));
        }
        self.report.open = self.decisions_if_any(stages, asked)?;
        Ok(())
    }

    /// The open decisions of the data file; not asked for where there can be none.
    fn decisions_if_any(
        &mut self,
        stages: &[Stage],
        asked: bool,
    ) -> Result<Vec<crate::OpenDecision>, StoreError> {
        if !asked && stages.iter().all(|stage| stage.decisions.is_empty()) {
            return Ok(Vec::new());
        }
        self.office.open_decisions(&self.file)
    }

    /// Opens an item. One that cannot be read becomes an error line and counts as such.
    fn open_item(&mut self, kind: Kind, item: &Key) -> Result<Result<Full, Message>, StoreError> {
        let read = self.outlook.read(kind, item)?;
        if let Ok(full) = &read {
            let warnings = full.warnings.iter().cloned();
            let named = warnings.map(|warning| warning.with("item", &full.name));
            self.report.warnings.extend(named);
            self.note_weight(item, full);
            full.losses.iter().for_each(|lost| self.report.error(&full.name, lost.clone()));
            if full.number_spellings > 1 {
                let warning = Message::new("number-two-spellings").with("item", &full.name);
                self.report.warnings.push(warning.with("field", kind.number_field()));
            }
        }
        Ok(read)
    }
}

impl Run<'_> {
    /// What a person decided about an item, where one of these rows asked.
    fn answer(&self, item: &Key, rows: &[u8]) -> Option<&Answer> {
        let answered = self.settings.answers.get(item)?;
        rows.contains(&answered.row).then_some(&answered.answer)
    }

    fn note_weight(&mut self, item: &Key, full: &Full) {
        let weight = full.record.weight();
        if weight > LIGHT {
            self.heavy.insert(item.clone(), weight);
        }
    }

    /// About how many bytes an item's record takes in memory.
    fn weight_of(&self, item: &Key) -> u64 {
        self.heavy.get(item).copied().unwrap_or(LIGHT)
    }
}

fn limit(id: &str, changed: u64, linked: u64, samples: Vec<String>) -> Limit {
    let message = Message::new(id)
        .with("changed", changed)
        .with("linked", linked)
        .with("samples", samples.join(", "));
    Limit { changed, linked, samples, message }
}

/// The number of groups of equal fingerprints; 0 is no fingerprint.
fn groups(mut prints: Vec<u64>) -> u64 {
    prints.sort_unstable();
    let groups = prints.chunk_by(|a, b| a == b);
    let several = groups.filter(|group| group.len() > 1 && group.first() != Some(&0));
    several.count() as u64
}

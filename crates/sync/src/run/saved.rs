//! Plans as files: made by a dry run, and carried out later.

use super::Run;
use super::survey::Stage;
use crate::plan::{KindLines, PLAN_FORMAT, Plan, PlanFile, PlanLine};
use crate::report::Report;
use crate::settings::{Hooks, Settings};
use crate::{Job, Ledger, Message, Store, StoreError};

/// A dry run that gives its plan, to be saved, reviewed and carried out with [`apply`].
pub fn plan(
    job: Job,
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<(Report, PlanFile), StoreError> {
    super::must_be_writable(job, outlook, settings)?;
    let settings = Settings { dry_run: true, ..settings.clone() };
    let mut run = Run::new(job, (outlook, office), &settings, hooks);
    run.collected = Some(Vec::new());
    let (plan, _) = run.prepare_plan()?;
    let lines = run.collected.take().unwrap_or_default();
    let file = PlanFile {
        format: PLAN_FORMAT,
        job,
        file: plan.file.clone(),
        path: settings.path.clone(),
        policy: settings.policy,
        scope: settings.scope.clone(),
        match_contents: settings.match_contents,
        numbers_only: settings.numbers_only,
        mapping: settings.mapping.clone(),
        answers: settings.answers.clone(),
        kinds: sheets(&plan, lines),
    };
    Ok((run.done(), file))
}

/// Distributes the lines, which come in the order of the steps.
fn sheets(plan: &Plan, lines: Vec<PlanLine>) -> Vec<KindLines> {
    let mut lines = lines.into_iter();
    let kinds = plan.kinds.iter().map(|kind| KindLines {
        kind: kind.kind,
        mapping: kind.mapping,
        lines: lines.by_ref().take(kind.steps.len()).collect(),
    });
    kinds.collect()
}

/// Carries out a saved plan: exactly the lines left on. A line whose records were changed since is
/// left, and reported.
///
/// Of the settings, kinds, scope, policies and mapping are the plan's. Errors as with
/// [`import`](super::import), and where the plan does not belong to the data file, or its lines not
/// to its mapping.
pub fn apply(
    file: &PlanFile,
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    super::must_be_writable(file.job, outlook, settings)?;
    belongs(file, outlook, settings)?;
    let settings = Settings {
        kinds: file.kinds.iter().map(|kind| kind.kind).collect(),
        scope: file.scope.clone(),
        policy: file.policy,
        match_contents: file.match_contents,
        numbers_only: file.numbers_only,
        mapping: file.mapping.clone(),
        answers: file.answers.clone(),
        ..settings.clone()
    };
    office.lock(file.job, &settings.path)?;
    let run = Run::new(file.job, (outlook, office), &settings, hooks);
    let result = run.carry_out_saved(&file.plan());
    office.unlock();
    result
}

fn belongs(file: &PlanFile, outlook: &dyn Store, settings: &Settings) -> Result<(), StoreError> {
    let mapping = |kind: &KindLines| file.mapping.version(kind.kind) == kind.mapping;
    let fault = if file.format != PLAN_FORMAT {
        "plan-other-format"
    } else if file.file != outlook.id() {
        "plan-other-file"
    } else if !file.kinds.iter().all(mapping) {
        "plan-other-mapping"
    } else {
        return Ok(());
    };
    Err(StoreError::new(Message::new(fault).with("file", &settings.path)))
}

impl Run<'_> {
    fn carry_out_saved(mut self, plan: &Plan) -> Result<Report, StoreError> {
        self.interrupted = self.office.promises(&self.file)?;
        let stages: Vec<Stage> = self.survey()?;
        let found = |kind| stages.iter().any(|stage| stage.kind() == kind);
        if !plan.kinds.iter().all(|kind| found(kind.kind)) {
            let message = Message::new("plan-other-mapping").with("file", &self.settings.path);
            return Err(StoreError::new(message));
        }
        if self.hooks.preview(plan) && !self.hooks.stops() {
            self.write(plan, &stages)?;
        } else {
            self.stop(Message::new("stopped-at-preview"), &stages)?;
        }
        Ok(self.done())
    }
}

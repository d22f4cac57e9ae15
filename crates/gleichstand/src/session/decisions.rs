//! Open decisions: what waits for a person, and the answer to it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use office::StoredDecision;
use outlook::Purpose;
use sync::{Job, Message, PlanFile, Report, Settings, Side};

use super::exchange::RunHooks;
use super::preview::Preview;
use super::{ExchangeRequest, Face, Session, password, source};
use crate::failure::Failure;

/// The row of the decision table that asks for a value: both sides changed the same field.
const DIFFERENT: u8 = 8;

impl Session {
    /// The open decisions of all data files.
    pub fn decisions(&mut self) -> Result<Vec<StoredDecision>, Failure> {
        self.with_office(|office| office.decisions())
    }

    /// One open decision.
    pub fn decision(&mut self, id: i64) -> Result<StoredDecision, Failure> {
        let found = self.decisions()?.into_iter().find(|stored| stored.decision.id == id);
        found.ok_or_else(|| Failure::usage(Message::new("usage-unknown-decision").with("id", id)))
    }

    /// Carries out what a person decided: the values of one side hold in every field in which both
    /// sides differ. Nothing else is written.
    pub fn resolve(
        &mut self,
        id: i64,
        side: Side,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let stored = self.decision(id)?;
        if stored.decision.row != DIFFERENT {
            return Err(Failure::usage(Message::new("decision-other-row").with("id", id)));
        }
        let path = match request.path.as_os_str().is_empty() {
            true => PathBuf::from(&stored.path),
            false => request.path.clone(),
        };
        let kinds = vec![stored.decision.kind];
        let request = ExchangeRequest { path, kinds, job: Job::Sync, ..request.clone() };
        let plan = self.answer(&stored, side, &request, face)?;
        self.apply(&plan, &request, face)
    }

    /// The plan that the answer makes, and of it only what concerns this decision.
    fn answer(
        &mut self,
        stored: &StoredDecision,
        side: Side,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<PlanFile, Failure> {
        source::check(&request.path, Job::Sync)?;
        let file = self.open(&request.path, Purpose::Read, &request.mapping)?;
        password::check(&file, &request.password, face)?;
        if file.id() != stored.file {
            let other = Message::new("decision-other-file").with("id", stored.decision.id);
            return Err(Failure::start(other).with_file(source::shown(&request.path)));
        }
        let item = &stored.decision.item;
        let answers = BTreeMap::from([(item.clone(), side)]);
        let settings = Settings { answers, ..request.settings(self.words.zone()) };
        let words = Arc::clone(&self.words);
        let mut silent = Quiet { face };
        let mut hooks = RunHooks::looking(&mut silent, &words, Instant::now(), &file);
        let mut store = Preview { store: file.store(), writable: true };
        let planned = sync::plan(Job::Sync, &mut store, self.office()?, &settings, &mut hooks);
        let (_, mut plan) =
            planned.map_err(|error| self.exchange_failure(error, &settings.path))?;
        for kind in &mut plan.kinds {
            kind.lines.retain(|line| line.step.item == *item);
        }
        if plan.kinds.iter().all(|kind| kind.lines.is_empty()) {
            let done = Message::new("decision-settled").with("id", stored.decision.id);
            return Err(Failure::usage(done));
        }
        Ok(plan)
    }
}

/// A face that is shown nothing of what is only looked at.
struct Quiet<'f> {
    face: &'f mut dyn Face,
}

impl Face for Quiet<'_> {
    fn progress(&mut self, phase: sync::Phase, done: u64, total: u64) {
        self.face.progress(phase, done, total);
    }

    fn line(&mut self, _: &sync::PreviewLine) {}

    fn confirm(&mut self, question: &Message) -> bool {
        self.face.confirm(question)
    }

    fn password(&mut self, file: &str) -> Option<String> {
        self.face.password(file)
    }
}

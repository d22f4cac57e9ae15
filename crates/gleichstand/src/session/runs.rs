//! Runs: their list, their reports, and every field they wrote.

use office::{HistoryLine, RunInfo};
use sync::{JournalLine, Kind, Report};

use super::Session;
use crate::failure::Failure;

/// A run with its report.
pub struct RunDetails {
    /// The run.
    pub info: RunInfo,
    /// Its report; `None` while it is under way, and if it was interrupted.
    pub report: Option<Report>,
}

impl RunDetails {
    fn of(info: RunInfo) -> Self {
        let report = info.report.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self { info, report }
    }
}

impl Session {
    /// The newest runs, the newest first.
    pub fn runs(&mut self, limit: u32) -> Result<Vec<RunDetails>, Failure> {
        let runs = self.with_office(|office| office.runs(limit))?;
        Ok(runs.into_iter().map(RunDetails::of).collect())
    }

    /// A run.
    pub fn run_details(&mut self, run: i64) -> Result<RunDetails, Failure> {
        let unknown = |_| Failure::usage(sync::Message::new("usage-unknown-run").with("run", run));
        let found = self.with_office(|office| office.run(run));
        found.map(RunDetails::of).map_err(|failure| match failure.what.id.as_str() {
            "record-not-found" => unknown(()),
            _ => failure,
        })
    }

    /// Visits every field that a run wrote.
    pub fn journal(&mut self, run: i64, visit: &mut dyn FnMut(JournalLine)) -> Result<(), Failure> {
        self.with_office(|office| office.journal(run, visit))
    }

    /// A part of what a run wrote, and where the next one begins.
    pub fn journal_part(
        &mut self,
        run: i64,
        after: i64,
        lines: usize,
    ) -> Result<(Vec<JournalLine>, Option<i64>), Failure> {
        self.with_office(|office| office.journal_part(run, after, lines))
    }

    /// Every field of a record that a run ever wrote, on both sides, the newest last.
    pub fn history(&mut self, kind: Kind, id: i64) -> Result<Vec<HistoryLine>, Failure> {
        let mut lines = Vec::new();
        self.with_office(|office| office.history(kind, id, &mut |line| lines.push(line)))?;
        Ok(lines)
    }

    /// Runs that were interrupted: the last ones with their files, that never ended while no run is
    /// under way.
    pub fn interrupted(&mut self, runs: &[RunDetails]) -> Result<Vec<RunInfo>, Failure> {
        let mut seen = std::collections::HashSet::new();
        let last = runs.iter().filter(|run| seen.insert(run.info.file.clone()));
        let open: Vec<RunInfo> =
            last.filter(|run| run.info.ended_at.is_none()).map(|run| run.info.clone()).collect();
        // Where it cannot be told whether one is under way, nothing is said.
        let busy =
            !open.is_empty() && self.with_office(|office| office.is_locked()).unwrap_or(true);
        Ok(if busy { Vec::new() } else { open })
    }
}

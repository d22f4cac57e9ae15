//! Runs: their list, their reports, and every field they wrote.

use office::RunInfo;
use sync::{JournalLine, Report};

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
}

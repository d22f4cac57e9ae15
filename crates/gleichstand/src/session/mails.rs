//! Import from mail files: Outlook Express, boxes, single mails.

use std::sync::Arc;
use std::time::Instant;

use office::RunInfo;
use outlook::source::{MailSource, SourceOptions};
use sync::{Message, Report, Store, Undoing};

use super::exchange::RunHooks;
use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;

fn open(request: &ExchangeRequest) -> Result<MailSource, Failure> {
    let mut options = SourceOptions::default();
    options.code_page = request.code_page.unwrap_or(options.code_page);
    let opened = MailSource::open(&request.path, options);
    opened.map_err(|error| Failure::of_store(error, &source::shown(&request.path)))
}

impl Session {
    /// Takes back an import of mail files: only the office was written.
    pub(super) fn undo_mails(
        &mut self,
        run: &RunInfo,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let mut files = open(request)?;
        if files.id() != run.file {
            let other = Message::new("undo-other-file").with("run", run.id);
            return Err(Failure::start(other).with_file(source::shown(&request.path)));
        }
        let mut undoing = Undoing { run: run.id, lines: Vec::new() };
        self.journal(run.id, &mut |line| undoing.lines.push(line))?;
        let words = Arc::clone(&self.words);
        let settings = request.settings(words.zone());
        let mut hooks = RunHooks::reading(face, &words, Instant::now());
        let office = self.office()?;
        let done = sync::undo_run(&undoing, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }

    /// Imports mail files.
    pub(super) fn import_mails(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        let shown = source::shown(&request.path);
        if request.plan.is_some() {
            return Err(Failure::usage(Message::new("source-no-plan")).with_file(shown));
        }
        let mut files = open(request)?;
        if request.dry_run {
            self.make_no_office()?;
        }
        let words = Arc::clone(&self.words);
        let settings = request.settings(words.zone());
        let mut hooks = RunHooks::reading(face, &words, started);
        let office = self.office()?;
        let done = sync::exchange(request.job, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }
}

//! Import from files other than data files: mails of Outlook Express and others, items of Outlook,
//! cards, calendars, tables, address books.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use jiff::tz::TimeZone;
use outlook::interchange::Ground;
use outlook::source::FileSource;
use sync::{Answers, Job, Key, Message, Report, Settings, Store, Undoing};

use super::decisions::concerning;
use super::exchange::RunHooks;
use super::matter::Matter;
use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;

/// What is taken for granted in files that do not say it.
pub(super) fn ground(request: &ExchangeRequest, zone: &TimeZone) -> Ground {
    let code_page = request.code_page.unwrap_or(outlook::code_page::DEFAULT);
    Ground { code_page, zone: zone.clone() }
}

fn open(request: &ExchangeRequest, zone: &TimeZone) -> Result<FileSource, Failure> {
    let opened = FileSource::open(&request.path, ground(request, zone));
    opened.map_err(|error| Failure::of_store(error, &source::shown(&request.path)))
}

impl Session {
    /// Takes back an import of files: only the office was written, so they need not be there.
    pub(super) fn undo_files(
        &mut self,
        run: i64,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let mut files = FileSource::none(ground(request, self.words.zone()));
        let mut undoing = Undoing { run, lines: Vec::new() };
        self.journal(run, &mut |line| undoing.lines.push(line))?;
        let words = Arc::clone(&self.words);
        let settings = request.settings(words.zone());
        let mut hooks = RunHooks::reading(face, &words, Instant::now());
        let office = self.office()?;
        let done = sync::undo_run(&undoing, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }

    /// Carries out what a person decided about a record of a file: in the office alone.
    pub(super) fn resolve_in_files(
        &mut self,
        matter: &Matter,
        answers: Answers,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let words = Arc::clone(&self.words);
        let mut files = open(request, words.zone())?;
        let id = matter.id();
        if matter.decisions().iter().any(|stored| stored.file != files.id()) {
            let other = Message::new("decision-other-file").with("id", id);
            return Err(Failure::start(other).with_file(source::shown(&request.path)));
        }
        let concerned: HashSet<Key> = answers.keys().cloned().collect();
        let settings = request.settings(words.zone());
        let settings = Settings { answers, match_contents: true, ..settings };
        let mut hooks = RunHooks::reading(face, &words, Instant::now());
        let office = self.office()?;
        let planned = sync::plan(Job::Import, &mut files, office, &settings, &mut hooks);
        let (_, plan) = planned.map_err(|error| self.exchange_failure(error, &settings.path))?;
        let plan = concerning(plan, &concerned, &id)?;
        let office = self.office()?;
        let done = sync::apply(&plan, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }

    /// Imports files.
    pub(super) fn import_files(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        let shown = source::shown(&request.path);
        if request.plan.is_some() {
            return Err(Failure::usage(Message::new("source-no-plan")).with_file(shown));
        }
        let mut files = open(request, self.words.zone())?;
        if request.dry_run {
            self.make_no_office()?;
        }
        let words = Arc::clone(&self.words);
        // Records without a number are known by what they say.
        let settings = Settings { match_contents: true, ..request.settings(words.zone()) };
        let mut hooks = RunHooks::reading(face, &words, started);
        let office = self.office()?;
        let done = sync::exchange(request.job, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }
}

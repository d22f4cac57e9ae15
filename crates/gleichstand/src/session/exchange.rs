//! Import, export and synchronisation of a data file and the office.
//!
//! Order: what the file is → password → office → backup, where the file must be brought in order
//! before it can be written → the run, with the backup before its first write. An export makes the
//! file where there is none; what must hold: a run that writes nothing leaves none behind.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use office::Office;
use outlook::source::FileSource;
use outlook::target::FileTarget;
use outlook::{FolderNames, Format, NewFile, Options, OutlookFile, Purpose};
use sync::{
    Answers, Difference, Hooks, Job, Kind, Limit, Mapping, Message, Phase, PlanFile, Policy,
};
use sync::{PreviewLine, Report, Scope, Settings, Side, StoreError, Undoing, Value};

use super::copies::CopyForm;
use super::location::is_missing_file;
use super::mapping::user_fields;
use super::preview::Preview;
use super::source::{Place, is_protected};
use super::{Session, password, plan, source};
use crate::failure::Failure;
use crate::session::Password;
use crate::words::Words;

/// Marks of a data file whose last writer was interrupted.
const INTERRUPTED: [&str; 2] = ["outlook-odd-maps-invalid", "outlook-odd-torn-header"];

/// What a session asks and tells while it works.
pub trait Face {
    /// How far a run is; `total` 0 where it is not known.
    fn progress(&mut self, phase: Phase, done: u64, total: u64);

    /// A field that a dry run would write.
    fn line(&mut self, line: &PreviewLine);

    /// Whether a person wants the work to end.
    fn stops(&self) -> bool {
        false
    }

    /// A question of safety; whether to go on.
    fn confirm(&mut self, question: &Message) -> bool;

    /// The password of a data file; `None` if nobody can be asked.
    fn password(&mut self, file: &str) -> Option<String>;
}

/// What is to be exchanged.
#[derive(Debug, Clone)]
pub struct ExchangeRequest {
    /// The job.
    pub job: Job,
    /// The data file.
    pub path: PathBuf,
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// The items.
    pub scope: Scope,
    /// The mapping.
    pub mapping: sync::Mapping,
    /// What is done about conflicts and deletions.
    pub policy: Policy,
    /// Records are recognised by their numbers alone.
    pub numbers_only: bool,
    /// The plan is saved in this file; nothing is written but that.
    pub plan: Option<PathBuf>,
    /// Contacts without a number are searched for among the addresses.
    pub match_contents: bool,
    /// Nothing is written.
    pub dry_run: bool,
    /// Questions of safety are answered with yes.
    pub confirmed: bool,
    /// A copy of the data file is made before it is first written.
    pub backup: bool,
    /// The data file's password.
    pub password: Password,
    /// The format of a data file that an export makes.
    pub format: Format,
    /// How the records of a copy are written.
    pub copy_as: CopyForm,
    /// The code page of old texts that do not say what they are in, and of tables.
    pub code_page: Option<u16>,
}

impl ExchangeRequest {
    /// Everything of a data file, as it is done when nothing else is said.
    pub fn new(job: Job, path: impl Into<PathBuf>) -> Self {
        Self {
            job,
            path: path.into(),
            kinds: Kind::ALL.to_vec(),
            scope: Scope::default(),
            mapping: sync::default_mapping(),
            policy: Policy::default(),
            numbers_only: false,
            plan: None,
            match_contents: false,
            dry_run: false,
            confirmed: false,
            backup: true,
            password: Password::Ask,
            format: Format::default(),
            copy_as: CopyForm::default(),
            code_page: None,
        }
    }

    pub(super) fn settings(&self, zone: &TimeZone) -> Settings {
        Settings {
            kinds: self.kinds.clone(),
            scope: self.scope.clone(),
            mapping: self.mapping.clone(),
            policy: self.policy,
            numbers_only: self.numbers_only,
            match_contents: self.match_contents,
            dry_run: self.dry_run,
            confirmed: self.confirmed,
            path: source::shown(&self.path),
            now: now(),
            answers: Answers::new(),
            zone: zone.clone(),
        }
    }
}

impl Session {
    /// Carries out a job.
    pub fn exchange(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let started = Instant::now();
        let place = source::check(&request.path, request.job)?;
        if place == Place::Files {
            return self.import_files(request, face, started);
        }
        if let Place::Copy(kind) = place {
            return self.copy(kind, request, face, started);
        }
        if place == Place::Free {
            if request.plan.is_some() {
                let what = Failure::usage(Message::new("plan-needs-file"));
                return Err(what.with_file(source::shown(&request.path)));
            }
            return self.exchange_with_new(request, face, started);
        }
        let file = self.open_for_reading(request, face)?;
        if request.dry_run {
            return self.dry_run(&file, request, face, started);
        }
        self.office()?;
        let (file, backup) = self.open_for_writing(file, request)?;
        must_be_writable(&file, request)?;
        self.run(&file, request, Work { face, started, backup, what: What::Exchange })
    }

    /// Exports to a data file that is made for it.
    fn exchange_with_new(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        let failure = |error| Failure::of_store(error, &source::shown(&request.path));
        let name = self.words.text("folder-file-name");
        let new = NewFile { format: request.format, ..self.new_file(&name) };
        if request.dry_run {
            let file =
                OutlookFile::in_memory(&request.path, &new, self.options_for(&request.mapping));
            return self.dry_run(&file.map_err(failure)?, request, face, started);
        }
        self.office()?;
        let options = self.options_for(&request.mapping);
        let file = OutlookFile::create(&request.path, &new, options).map_err(failure)?;
        let done =
            self.run(&file, request, Work { face, started, backup: false, what: What::Exchange });
        drop(file);
        if done.as_ref().map_or(true, |report| report.run.is_none()) {
            // Nothing was written into it.
            std::fs::remove_file(&request.path).map_err(|error| {
                Failure::start(outlook::explain_io(&error)).with_file(source::shown(&request.path))
            })?;
        }
        done
    }

    /// The options with which a data file is opened.
    pub(super) fn options(&self) -> Options {
        Options {
            zone: self.words.zone().clone(),
            folders: folder_names(&self.words),
            ..Options::default()
        }
    }

    fn options_for(&self, mapping: &Mapping) -> Options {
        Options { user_fields: user_fields(mapping), ..self.options() }
    }

    pub(super) fn open(
        &self,
        path: &Path,
        purpose: Purpose,
        mapping: &Mapping,
    ) -> Result<OutlookFile, Failure> {
        let opened = OutlookFile::open(path, purpose, self.options_for(mapping));
        opened.map_err(|error| Failure::of_store(error, &source::shown(path)))
    }

    fn open_for_reading(
        &self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<OutlookFile, Failure> {
        let file = self.open(&request.path, Purpose::Read, &request.mapping)?;
        password::check(&file, &request.password, face)?;
        Ok(file)
    }

    /// Opens for writing. That alone writes to a file whose last writer was interrupted, so its
    /// backup comes first.
    fn open_for_writing(
        &mut self,
        file: OutlookFile,
        request: &ExchangeRequest,
    ) -> Result<(OutlookFile, bool), Failure> {
        let mut backup = request.backup && !self.has_backup(&file)?;
        let interrupted = |warning: &Message| INTERRUPTED.contains(&warning.id.as_str());
        if backup && file.warnings().iter().any(interrupted) {
            let copy = make_backup(&file);
            let copy =
                copy.map_err(|error| Failure::of_store(error, &source::shown(&request.path)))?;
            self.note_backup(&file, &copy)?;
            backup = false;
        }
        drop(file);
        Ok((self.open(&request.path, Purpose::Write, &request.mapping)?, backup))
    }

    fn has_backup(&mut self, file: &OutlookFile) -> Result<bool, Failure> {
        let known = self.with_office(|office| office.data_file(&file.id()))?;
        Ok(known.is_some_and(|known| !known.backup.is_empty()))
    }

    fn note_backup(&mut self, file: &OutlookFile, copy: &Path) -> Result<(), Failure> {
        self.with_office(|office| office.set_backup(&file.id(), &source::shown(copy)))
    }

    fn dry_run(
        &mut self,
        file: &OutlookFile,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        if let Some(path) = &request.plan {
            let (report, plan) = self.planned_run(file, request, face, started)?;
            plan::save(plan, &request.path, path)?;
            return Ok(with_warnings(report, file));
        }
        self.make_no_office()?;
        let words = Arc::clone(&self.words);
        let mut hooks = RunHooks::looking(face, &words, started, file);
        let writable = !file.path().exists() || !is_protected(file.path());
        let mut store = Preview { store: file.store(), writable };
        let settings = request.settings(self.words.zone());
        let done = sync::exchange(request.job, &mut store, self.office()?, &settings, &mut hooks);
        let report = done.map_err(|error| self.exchange_failure(error, &settings.path))?;
        Ok(with_warnings(report, file))
    }

    /// Carries out what a person saw the preview of, where no plan could be made of it: only if at
    /// the path is what was there then.
    pub fn exchange_seen(
        &mut self,
        request: &ExchangeRequest,
        seen: bool,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        if request.path.exists() != seen {
            let other = Failure::start(Message::new("preview-other-file"));
            return Err(other.with_file(source::shown(&request.path)));
        }
        self.exchange(request, face)
    }

    /// What would be done, as a plan in which a person switches lines off; `None` where the path
    /// takes none (other files, and what is to be made): there the face is shown the lines.
    pub fn preview(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<(Report, Option<PlanFile>), Failure> {
        let request = &ExchangeRequest { dry_run: true, plan: None, ..request.clone() };
        if source::check(&request.path, request.job)? != Place::Taken {
            return Ok((self.exchange(request, face)?, None));
        }
        let started = Instant::now();
        let file = self.open_for_reading(request, face)?;
        let (report, plan) = self.planned_run(&file, request, face, started)?;
        Ok((with_warnings(report, &file), Some(plan)))
    }

    fn planned_run(
        &mut self,
        file: &OutlookFile,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<(Report, PlanFile), Failure> {
        self.make_no_office()?;
        let words = Arc::clone(&self.words);
        let mut hooks = RunHooks::looking(face, &words, started, file);
        let mut store = Preview { store: file.store(), writable: !is_protected(file.path()) };
        let settings = request.settings(words.zone());
        let done = sync::plan(request.job, &mut store, self.office()?, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }

    /// A dry run on an office that does not exist yet makes none.
    pub(super) fn make_no_office(&mut self) -> Result<(), Failure> {
        if is_missing_file(&self.url) {
            let nowhere = Office::nowhere().map_err(|error| self.office_failure(&error))?;
            self.office = Some(nowhere);
        }
        Ok(())
    }

    /// Carries out a saved plan: exactly the lines left on.
    pub fn apply(
        &mut self,
        plan: &PlanFile,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let started = Instant::now();
        if source::check(&request.path, request.job)? == Place::Free {
            let gone = Failure::start(Message::new("outlook-no-such-file"));
            return Err(gone.with_file(source::shown(&request.path)));
        }
        let file = self.open_for_reading(request, face)?;
        self.office()?;
        let (file, backup) = self.open_for_writing(file, request)?;
        must_be_writable(&file, request)?;
        self.run(&file, request, Work { face, started, backup, what: What::Plan(plan) })
    }

    /// Takes back what a run wrote, on both sides.
    pub fn undo(
        &mut self,
        run: i64,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let started = Instant::now();
        let info = self.run_details(run)?.info;
        let path = match request.path.as_os_str().is_empty() {
            true => PathBuf::from(&info.path),
            false => request.path.clone(),
        };
        let request = &ExchangeRequest { path, job: Job::Undo, ..request.clone() };
        let shown = source::shown(&request.path);
        if FileTarget::is_copy(&info.file) {
            let what = Message::new("undo-copy").with("run", run);
            return Err(Failure::usage(what).with_file(shown));
        }
        if FileSource::is_files(&info.file) {
            return self.undo_files(run, request, face);
        }
        if source::check(&request.path, Job::Export)? == Place::Free {
            let gone = Failure::start(Message::new("undo-no-file").with("run", run));
            return Err(gone.with_file(shown));
        }
        let file = self.open_for_reading(request, face)?;
        if file.id() != info.file {
            let other = Message::new("undo-other-file").with("run", run);
            return Err(Failure::start(other).with_file(shown));
        }
        let mut undoing = Undoing { run, lines: Vec::new() };
        self.journal(run, &mut |line| undoing.lines.push(line))?;
        if request.dry_run {
            return self.dry_undo(&file, &undoing, request, face);
        }
        let (file, backup) = self.open_for_writing(file, request)?;
        self.run(&file, request, Work { face, started, backup, what: What::Undo(&undoing) })
    }

    fn dry_undo(
        &mut self,
        file: &OutlookFile,
        undoing: &Undoing,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let words = Arc::clone(&self.words);
        let started = Instant::now();
        let mut hooks = RunHooks::looking(face, &words, started, file);
        let mut store = Preview { store: file.store(), writable: !is_protected(file.path()) };
        let settings = request.settings(self.words.zone());
        let done = sync::undo_run(undoing, &mut store, self.office()?, &settings, &mut hooks);
        let report = done.map_err(|error| self.exchange_failure(error, &settings.path))?;
        Ok(with_warnings(report, file))
    }

    fn run(
        &mut self,
        file: &OutlookFile,
        request: &ExchangeRequest,
        work: Work<'_>,
    ) -> Result<Report, Failure> {
        let Work { face, started, backup, what } = work;
        let words = Arc::clone(&self.words);
        let mut hooks = RunHooks { backup, ..RunHooks::looking(face, &words, started, file) };
        let (mut store, settings) = (file.store(), request.settings(self.words.zone()));
        let office = self.office()?;
        let done = match what {
            What::Exchange => {
                sync::exchange(request.job, &mut store, office, &settings, &mut hooks)
            }
            What::Plan(plan) => sync::apply(plan, &mut store, office, &settings, &mut hooks),
            What::Undo(run) => sync::undo_run(run, &mut store, office, &settings, &mut hooks),
        };
        if let Some(copy) = hooks.copy {
            self.note_backup(file, &copy)?;
        }
        let report = done.map_err(|error| self.exchange_failure(error, &settings.path))?;
        Ok(with_warnings(report, file))
    }
}

/// Names of the folders for new items, in the user's language.
pub fn folder_names(words: &Words) -> FolderNames {
    FolderNames {
        contacts: words.text("folder-contacts"),
        inbox: words.text("folder-inbox"),
        calendar: words.text("folder-calendar"),
        tasks: words.text("folder-tasks"),
    }
}

/// The clock, as exactly as a data file can keep it: what is read back must be what was written.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// Whether the job can write where it must; why not, otherwise.
fn must_be_writable(file: &OutlookFile, request: &ExchangeRequest) -> Result<(), Failure> {
    if file.writable() || !request.job.writes(Side::Outlook) {
        return Ok(());
    }
    let path = source::shown(&request.path);
    Err(Failure::start(Message::new("outlook-not-writable").with("file", &path)).with_file(path))
}

/// What was odd about the file comes first; why it was only read, last.
fn with_warnings(mut report: Report, file: &OutlookFile) -> Report {
    report.warnings.splice(0..0, file.warnings());
    report.warnings.extend(file.read_only().cloned());
    once(&mut report.warnings);
    report.numbers_owed.sort_by(|a, b| a.number.cmp(&b.number));
    report
}

/// What was met twice is told once: a run may read a folder more than once.
fn once(warnings: &mut Vec<Message>) {
    let mut told = HashSet::new();
    warnings.retain(|warning| told.insert(warning.clone()));
}

/// What a run works with beside its request.
struct Work<'a> {
    face: &'a mut dyn Face,
    started: Instant,
    /// A copy is to be made before the first write.
    backup: bool,
    what: What<'a>,
}

/// What is carried out.
enum What<'a> {
    /// The request's job.
    Exchange,
    /// A saved plan.
    Plan(&'a PlanFile),
    /// A run is undone.
    Undo(&'a Undoing),
}

/// The run's questions, passed on to the face.
pub(super) struct RunHooks<'a> {
    face: &'a mut dyn Face,
    words: &'a Words,
    started: Instant,
    /// The data file; none where mail files are read.
    file: Option<&'a OutlookFile>,
    backup: bool,
    copy: Option<PathBuf>,
}

impl<'a> RunHooks<'a> {
    /// Hooks of a run that has no data file.
    pub(super) fn reading(face: &'a mut dyn Face, words: &'a Words, started: Instant) -> Self {
        Self { face, words, started, file: None, backup: false, copy: None }
    }

    /// Hooks of a run that writes nothing.
    pub(super) fn looking(
        face: &'a mut dyn Face,
        words: &'a Words,
        started: Instant,
        file: &'a OutlookFile,
    ) -> Self {
        Self { file: Some(file), ..Self::reading(face, words, started) }
    }
}

impl sync::Words for RunHooks<'_> {
    fn lost(&self, lost: &Difference) -> String {
        let value = if lost.stands == Some(Side::Office) { &lost.outlook } else { &lost.office };
        let value = value.as_ref().map(|value| self.words.value(value)).unwrap_or_default();
        let today = Zoned::now().with_time_zone(self.words.zone().clone()).date();
        let message = Message::new("conflict-note").with("date", today);
        let message = message.with("field", self.words.label(&lost.field)).with("value", value);
        self.words.say(&message)
    }
}

impl Hooks for RunHooks<'_> {
    fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        self.face.progress(phase, done, total);
    }

    fn line(&mut self, line: &PreviewLine) {
        self.face.line(line);
    }

    fn stops(&self) -> bool {
        self.face.stops()
    }

    fn confirm(&mut self, limit: &Limit) -> bool {
        self.face.confirm(&limit.message)
    }

    fn before_writing(&mut self, to_outlook: bool) -> Result<(), StoreError> {
        if let Some(file) = self.file.filter(|_| to_outlook && self.backup) {
            self.copy = Some(make_backup(file)?);
            self.backup = false;
        }
        Ok(())
    }

    fn series_end<'v>(&self, value: &dyn Fn(&str) -> Option<&'v Value>) -> Option<Timestamp> {
        outlook::appointment::series_end(value, self.words.zone())
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

fn make_backup(file: &OutlookFile) -> Result<PathBuf, StoreError> {
    file.backup(Zoned::now().date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_twice_is_told_once_in_the_order_it_was_met() {
        let row = |id| Message::new("outlook-odd-dangling-row").with("at", "node").with("id", id);
        let mut warnings = vec![row(" 2"), row(" 1"), row(" 2"), row(" 1"), row(" 3")];
        once(&mut warnings);
        assert_eq!(warnings, [row(" 2"), row(" 1"), row(" 3")]);
    }
}

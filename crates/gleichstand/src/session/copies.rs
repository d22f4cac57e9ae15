//! Export as a copy: a file or folder in a format that other programs read. Nothing in it is linked,
//! and the office stays as it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use outlook::code_page::UTF_8;
use outlook::interchange::vcard;
use outlook::target::{FileTarget, TargetForm, TargetKind, TargetNames, is_occupied};
use sync::{Kind, Message, Report, Settings, StoreError};

use super::exchange::{RunHooks, folder_names};
use super::files::ground;
use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;
use crate::words::Language;

/// How the records of a copy are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyForm {
    /// Version of vCards.
    pub vcard: vcard::Version,
    /// In a folder: each record as an item of Outlook.
    pub msg: bool,
}

impl Default for CopyForm {
    fn default() -> Self {
        Self { vcard: vcard::Version::V21, msg: false }
    }
}

impl Session {
    /// Makes a copy of the office.
    pub(super) fn copy(
        &mut self,
        kind: TargetKind,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        let path = source::shown(&request.path);
        let (kinds, left_out) = kinds_of(kind, &request.kinds);
        let fit = self.must_fit(kind, &kinds, request);
        fit.map_err(|failure| failure.with_file(path.clone()))?;
        let words = Arc::clone(&self.words);
        let form = self.form(kind, request);
        let mut target = self.target(form, request);
        let settings = Settings { kinds, ..request.settings(words.zone()) };
        let mut hooks = RunHooks::reading(face, &words, started);
        self.office()?;
        if !request.dry_run {
            target.begin().map_err(|error| Failure::of_store(error, &path))?;
        }
        let done = sync::copy(&mut target, self.office()?, &settings, &mut hooks);
        if let Some(what) = target.failed() {
            return Err(Failure::start(what.clone()).with_file(path));
        }
        let mut report = done.map_err(|error| self.exchange_failure(error, &path))?;
        if report.stopped.is_none() && !request.dry_run {
            let told = complete(target, form).map_err(|error| Failure::of_store(error, &path))?;
            report.warnings.extend(told);
        }
        let told = |kind: Kind| Message::new("copy-kind-left").with("kind", kind.name());
        report.warnings.extend(left_out.into_iter().map(told));
        Ok(report)
    }

    /// Whether what is asked for can be made there.
    fn must_fit(
        &self,
        kind: TargetKind,
        kinds: &[Kind],
        request: &ExchangeRequest,
    ) -> Result<(), Failure> {
        let CopyForm { vcard, msg } = request.copy_as;
        let folder = kind == TargetKind::Folder;
        let cards = folder || kind == TargetKind::Cards;
        let faults = [
            (request.plan.is_some(), "copy-no-plan"),
            (kinds.is_empty(), "copy-other-kinds"),
            (!request.scope.folders.is_empty(), "copy-no-folders"),
            (msg && !folder || vcard != vcard::Version::V21 && !cards, "copy-other-format"),
            (self.is_office(&request.path), "copy-is-office"),
            (kind == TargetKind::Table && kinds.len() != 1, "copy-one-kind"),
        ];
        match faults.iter().find(|(fault, _)| *fault) {
            Some((_, id)) => Err(Failure::usage(Message::new(id))),
            None => must_be_free(&request.path, kind, request.confirmed),
        }
    }

    fn form(&self, kind: TargetKind, request: &ExchangeRequest) -> TargetForm {
        let CopyForm { vcard, msg } = request.copy_as;
        let german = self.words.language() == Language::German;
        let code_page = ground(request, self.words.zone()).code_page;
        TargetForm { kind, vcard, msg, german, code_page }
    }

    fn target(&self, form: TargetForm, request: &ExchangeRequest) -> FileTarget {
        let words = &self.words;
        let (folders, nameless) = (folder_names(words), words.text("copy-nameless"));
        let names = TargetNames { folders, nameless };
        FileTarget::new(&request.path, form, ground(request, words.zone()), names)
    }

    /// Whether a path is the office itself.
    fn is_office(&self, path: &Path) -> bool {
        let whole = |path: &Path| std::fs::canonicalize(path).ok();
        whole(path).is_some_and(|path| Some(path) == whole(Path::new(&self.url)))
    }
}

/// Completes a copy; what is to be said of it.
fn complete(target: FileTarget, form: TargetForm) -> Result<Vec<Message>, StoreError> {
    if target.written() == 0 {
        return Ok(vec![Message::new("copy-empty")]);
    }
    let left = target.finish()?.into_iter();
    let told = left.map(|(field, count)| {
        Message::new("copy-field-left").with("field", field).with("count", count)
    });
    let mut told: Vec<Message> = told.collect();
    if form.kind == TargetKind::Table && form.code_page != UTF_8 && !told.is_empty() {
        told.push(Message::new("copy-code-page").with("page", form.code_page));
    }
    Ok(told)
}

/// The kinds that go into a copy, and those that were asked for and cannot.
fn kinds_of(target: TargetKind, asked: &[Kind]) -> (Vec<Kind>, Vec<Kind>) {
    let held = |kind: &Kind| target.kinds().contains(kind);
    // Who names no kind means what the file can hold.
    let all = asked.len() == Kind::ALL.len();
    let (kept, left): (Vec<Kind>, Vec<Kind>) = asked.iter().partition(|kind| held(kind));
    (kept, if all { Vec::new() } else { left })
}

/// A file is replaced only when that was said; a folder must be empty.
fn must_be_free(path: &Path, kind: TargetKind, confirmed: bool) -> Result<(), Failure> {
    let occupied = is_occupied(path);
    let occupied = occupied.map_err(|error| Failure::start(outlook::explain_io(&error)))?;
    match (occupied, kind) {
        (true, TargetKind::Folder) => Err(Failure::usage(Message::new("copy-folder-occupied"))),
        (true, _) if !confirmed => Err(Failure::usage(Message::new("copy-file-exists"))),
        _ => Ok(()),
    }
}

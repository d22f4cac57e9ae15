//! Export as a copy: a file or folder in a format that other programs read. Nothing in it is linked,
//! and the office stays as it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use outlook::interchange::vcard;
use outlook::target::{FileTarget, TargetForm, TargetKind, TargetNames, is_occupied};
use sync::{Kind, Message, Report, Settings};

use super::exchange::{RunHooks, folder_names};
use super::files::ground;
use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;
use crate::words::Language;

/// The code page that has every character.
const UTF_8: u16 = 65001;

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
        let refused = |id: &str| Failure::usage(Message::new(id)).with_file(path.clone());
        if request.plan.is_some() {
            return Err(refused("copy-no-plan"));
        }
        let (kinds, left_out) = kinds_of(kind, &request.kinds);
        if kinds.is_empty() {
            return Err(refused("copy-other-kinds"));
        }
        if !request.scope.folders.is_empty() {
            return Err(refused("copy-no-folders"));
        }
        let items = request.copy_as.msg && kind != TargetKind::Folder;
        let cards = request.copy_as.vcard != vcard::Version::V21;
        if items || cards && !matches!(kind, TargetKind::Folder | TargetKind::Cards) {
            return Err(refused("copy-other-format"));
        }
        if self.is_office(&request.path) {
            return Err(refused("copy-is-office"));
        }
        if kind == TargetKind::Table && kinds.len() != 1 {
            return Err(refused("copy-one-kind"));
        }
        must_be_free(&request.path, kind, request.confirmed)
            .map_err(|failure| failure.with_file(path.clone()))?;
        let words = Arc::clone(&self.words);
        let code_page = request.code_page.unwrap_or(outlook::code_page::DEFAULT);
        let mut target = FileTarget::new(
            &request.path,
            TargetForm {
                kind,
                vcard: request.copy_as.vcard,
                msg: request.copy_as.msg,
                german: words.language() == Language::German,
                code_page,
            },
            ground(request, words.zone()),
            TargetNames { folders: folder_names(&words), nameless: words.text("copy-nameless") },
        );
        let settings = Settings { kinds, ..request.settings(words.zone()) };
        let mut hooks = RunHooks::reading(face, &words, started);
        self.office()?;
        if !request.dry_run {
            target.begin().map_err(|error| Failure::of_store(error, &path))?;
        }
        let office = self.office()?;
        let done = sync::copy(&mut target, office, &settings, &mut hooks);
        if let Some(what) = target.failed() {
            return Err(Failure::start(what.clone()).with_file(path));
        }
        let mut report = done.map_err(|error| self.exchange_failure(error, &path))?;
        if target.written() == 0 && !request.dry_run {
            report.warnings.push(Message::new("copy-empty"));
        }
        if report.stopped.is_none() {
            let left = target.finish().map_err(|error| Failure::of_store(error, &path))?;
            let told = |(field, count)| {
                Message::new("copy-field-left").with("field", field).with("count", count)
            };
            let narrow = kind == TargetKind::Table && code_page != UTF_8 && !left.is_empty();
            report.warnings.extend(left.into_iter().map(told));
            let hint = || Message::new("copy-code-page").with("page", code_page);
            report.warnings.extend(narrow.then(hint));
        }
        let told = |kind: Kind| Message::new("copy-kind-left").with("kind", kind.name());
        report.warnings.extend(left_out.into_iter().map(told));
        Ok(report)
    }
}

impl Session {
    /// Whether a path is the office itself.
    fn is_office(&self, path: &Path) -> bool {
        let whole = |path: &Path| std::fs::canonicalize(path).ok();
        whole(path).is_some_and(|path| Some(path) == whole(Path::new(&self.url)))
    }
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

//! `gleichstand pst repair`: a damaged data file brought in order, as a copy.
//!
//! What must hold: the file itself is only read; the copy appears under its name when it is
//! complete; every step is told.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pst::{Access, FileBackend, Fix, Nid, NidType, Repair, RepairNames, Step};
use serde::Serialize;
use sync::Message;
use uuid::Uuid;

use super::super::args::PstRepairArgs;
use super::super::{Context, Done};
use super::check::place::Names;
use super::failure;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words::Words;

/// Steps of one kind that are shown unless all are wanted.
const SHOWN: usize = 5;

/// The answer for scripts.
#[derive(Serialize)]
struct Document {
    file: String,
    /// The repaired copy; none where there was nothing to repair.
    repaired: Option<String>,
    steps: Vec<Told>,
    /// Items that the repaired file lists.
    items: u64,
    /// Faults that are still there.
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Told {
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
    count: u64,
    /// The kind of step: `docs/repair.md` lists them all.
    rule: &'static str,
}

/// Repairs a data file.
pub fn run(args: &PstRepairArgs, context: &mut Context) -> Done {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside(&args.file, &context.words.text("repair-suffix")),
    };
    let part = with_ending(&out, ".part");
    for (path, why) in [(&out, "pst-file-exists"), (&part, "pst-part-exists")] {
        if path.exists() {
            let shown = path.display().to_string();
            return Err(Failure::start(Message::new(why)).with_file(shown));
        }
    }
    let locked = FileBackend::open(&args.file, Access::Read);
    let locked = locked.map_err(|error| failure(&error, &args.file))?;
    let done = copied(&args.file, &part, &out, &context.words);
    drop(locked);
    let done = done.map_err(|error| match is_of_copy(&error) {
        true => failure(&error, &out),
        false => failure(&error, &args.file),
    })?;
    let kept = !done.steps.is_empty();
    let names = Names::of(&out, kept);
    report(&done, (&args.file, kept.then_some(&out)), &names, context);
    Ok(if done.check.errors.is_empty() { Exit::Done } else { Exit::Errors })
}

/// Makes a repaired copy, which gets its name at last; none where nothing was to be done.
fn copied(file: &Path, part: &Path, out: &Path, words: &Words) -> pst::Result<Repair> {
    // Made here or not at all: what lies under that name is somebody's.
    drop(File::create_new(part)?);
    let done = repaired(file, part, words);
    let kept = done.as_ref().is_ok_and(|done| !done.steps.is_empty());
    let named = if kept { give_name(part, out) } else { Ok(()) };
    if !kept || named.is_err() {
        drop(fs::remove_file(part));
    }
    named?;
    done
}

/// Whether an error is about where the copy is to be: the file itself is open.
fn is_of_copy(error: &pst::Error) -> bool {
    use std::io::ErrorKind as Kind;
    let kinds = [
        Kind::NotFound,
        Kind::NotADirectory,
        Kind::PermissionDenied,
        Kind::AlreadyExists,
        Kind::ReadOnlyFilesystem,
        Kind::StorageFull,
        Kind::QuotaExceeded,
        Kind::FileTooLarge,
        Kind::InvalidFilename,
    ];
    matches!(error, pst::Error::Io(error) if kinds.contains(&error.kind()))
}

/// Copies the file, which nobody else may write to meanwhile, and repairs the copy.
fn repaired(file: &Path, part: &Path, words: &Words) -> pst::Result<Repair> {
    fs::copy(file, part)?;
    make_writable(part)?;
    let names = RepairNames {
        recovered: words.text("folder-recovered"),
        folder: words.text("folder-nameless"),
        record_key: Uuid::new_v4().into_bytes(),
    };
    let copy = Arc::new(FileBackend::open(part, Access::Write)?);
    pst::repair(copy, &names)
}

/// The copy of a file that is read only must be written, by its owner.
#[cfg(unix)]
fn make_writable(part: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(part)?.permissions().mode();
    fs::set_permissions(part, fs::Permissions::from_mode(mode | 0o200))
}

/// The copy of a file that is read only must be written.
#[cfg(not(unix))]
fn make_writable(part: &Path) -> std::io::Result<()> {
    let mut permissions = fs::metadata(part)?.permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "there it is a flag of the file")]
    permissions.set_readonly(false);
    fs::set_permissions(part, permissions)
}

/// Gives the copy its name, which nothing may have by now.
fn give_name(part: &Path, out: &Path) -> std::io::Result<()> {
    drop(File::create_new(out)?);
    fs::rename(part, out)
}

/// `Kunden.pst` becomes `Kunden-repariert.pst`.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(suffix);
    let ending = file.extension().map_or_else(|| OsString::from("pst"), OsString::from);
    // Only a .pst can be written to; what an OST holds is one from now on.
    let ending = if ending.eq_ignore_ascii_case("ost") { OsString::from("pst") } else { ending };
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn report(
    done: &Repair,
    (file, out): (&Path, Option<&PathBuf>),
    names: &Names,
    context: &mut Context,
) {
    let words = &context.words;
    let told: Vec<Told> = done.steps.iter().map(|step| tell(step, names, words)).collect();
    let document = Document {
        file: file.display().to_string(),
        repaired: out.map(|out| out.display().to_string()),
        steps: told,
        items: done.check.items,
        errors: done.check.errors.len(),
        warnings: done.check.warnings.len(),
    };
    if context.json {
        context.out.json(&document);
        return;
    }
    let all = context.verbose;
    let mut lines = Vec::new();
    if !context.quiet {
        for (id, steps) in by_kind(&done.steps) {
            lines.extend(kind(id, &steps, names, words, all));
        }
    }
    lines.push(verdict(&document, words));
    lines.iter().for_each(|line| context.out.line(line.clone()));
}

fn tell(step: &Step, names: &Names, words: &Words) -> Told {
    Told {
        what: words.say(&message(step.what, 1, step.count)),
        id: step.nid.map(|nid| nid.to_string()),
        object: step.nid.and_then(|nid| names.name(nid)),
        count: step.count,
        rule: step.what.id(),
    }
}

/// What a step says: of how many objects, and how many of what it speaks of in them.
fn message(what: Fix, objects: usize, count: u64) -> Message {
    Message::new(what.id()).with("objects", objects).with("count", count)
}

/// The steps of each kind, in the order in which they were begun.
fn by_kind(steps: &[Step]) -> Vec<(Fix, Vec<&Step>)> {
    let mut kinds: Vec<(Fix, Vec<&Step>)> = Vec::new();
    for step in steps {
        match kinds.iter_mut().find(|(what, _)| *what == step.what) {
            Some((_, steps)) => steps.push(step),
            None => kinds.push((step.what, vec![step])),
        }
    }
    kinds
}

/// What was done, and below it to what.
fn kind(what: Fix, steps: &[&Step], names: &Names, words: &Words, all: bool) -> Vec<String> {
    let objects = objects(what, steps);
    let count = steps.iter().map(|step| step.count).sum();
    let mut lines = vec![words.say(&message(what, objects.len().max(1), count))];
    let shown = if all { objects.len() } else { SHOWN };
    for nid in objects.iter().take(shown) {
        let name = names.name(*nid).unwrap_or_default();
        lines.push(format!("    {nid}  {name}").trim_end().to_owned());
    }
    if objects.len() > shown {
        let more = Message::new("repair-more").with("count", objects.len() - shown);
        lines.push(format!("    {}", words.say(&more)));
    }
    lines
}

/// What steps were about, each object once: a folder for its lists, nothing where there is but one of
/// its kind in a file.
fn objects(what: Fix, steps: &[&Step]) -> Vec<Nid> {
    let own = |nid: Nid| match what {
        Fix::Store | Fix::Names | Fix::Named => None,
        Fix::Table => Some(nid.sibling(NidType::FOLDER)),
        _ => Some(nid),
    };
    let mut seen = BTreeSet::new();
    let nids = steps.iter().filter_map(|step| step.nid.and_then(own));
    nids.filter(|nid| seen.insert(*nid)).collect()
}

fn verdict(document: &Document, words: &Words) -> String {
    let Some(out) = &document.repaired else { return words.text("repair-nothing") };
    let id = if document.errors == 0 { "repair-done" } else { "repair-left" };
    let verdict = Message::new(id).with("file", out).with("items", document.items);
    let verdict = verdict.with("errors", document.errors);
    format!("\n{} {}", words.say(&verdict), words.advice(&verdict)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    #[test]
    fn every_step_has_a_text_in_both_languages() {
        for language in [Language::German, Language::English] {
            let words = Words::new(language, jiff::tz::TimeZone::UTC);
            let missing: Vec<_> = Fix::IDS.iter().filter(|id| words.find(id).is_none()).collect();
            assert_eq!(missing, Vec::<&&str>::new());
        }
    }

    #[test]
    fn a_folder_is_named_once_for_all_its_lists() {
        let step = |nid| Step { what: Fix::Table, nid: Some(Nid(nid)), count: 1 };
        let steps = [step(0x804E), step(0x804F), step(0x808D), step(0x804E)];
        let steps: Vec<&Step> = steps.iter().collect();
        assert_eq!(objects(Fix::Table, &steps), [Nid(0x8042), Nid(0x8082)]);
        assert_eq!(objects(Fix::Store, &steps), Vec::<Nid>::new());
    }

    #[test]
    fn the_copy_lies_beside_the_file_under_another_name() {
        let name = |file: &str| beside(Path::new(file), "-neu");
        assert_eq!(name("a/Kunden.pst"), Path::new("a/Kunden-neu.pst"));
        assert_eq!(name("Konto.OST"), Path::new("Konto-neu.pst"));
        assert_eq!(name("ohne"), Path::new("ohne-neu.pst"));
    }
}

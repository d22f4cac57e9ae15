//! All four kinds between data files and an office in memory.

mod damaged;
mod dates;
mod existing;
mod occurrences;
#[path = "../support/mod.rs"]
mod support;
mod texts;
mod there_and_back;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use outlook::{Options, OutlookFile, Purpose};
use sync::memory::MemoryOffice;
use sync::{Job, Kind, Record, Report, Scope, Settings, Silent, exchange};

/// Carries out a job on everything that a file has, for a user in Berlin.
fn run(job: Job, path: &Path, office: &mut MemoryOffice) -> Report {
    run_in("Europe/Berlin", job, path, office)
}

/// The same for a user elsewhere.
fn run_in(zone: &str, job: Job, path: &Path, office: &mut MemoryOffice) -> Report {
    let options = Options { zone: TimeZone::get(zone).unwrap(), ..Options::default() };
    let file = OutlookFile::open(path, Purpose::Write, options).unwrap();
    let scope = Scope { with_deleted: true, ..Scope::default() };
    let now = "2026-11-01T08:00:00Z".parse().unwrap();
    let settings = Settings { scope, now, confirmed: true, ..Settings::default() };
    exchange(job, &mut file.store(), office, &settings, &mut Silent).unwrap()
}

/// A copy of a real file that may be written; `None` for one that cannot be opened.
fn copy_of(real: &Path, dir: &Path) -> Option<PathBuf> {
    let copy = dir.join(real.file_name().unwrap());
    std::fs::write(&copy, std::fs::read(real).unwrap()).unwrap();
    OutlookFile::open(&copy, Purpose::Write, Options::default()).is_ok().then_some(copy)
}

/// Records by kind and number.
fn records(office: &MemoryOffice) -> BTreeMap<(Kind, String), Record> {
    let rows = office.rows.values();
    rows.map(|row| ((row.kind, row.number.clone()), row.record.clone())).collect()
}

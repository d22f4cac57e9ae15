//! There and back: import, export into a new file, import into a second office. The records are the
//! same, numbers and contents included; a second export changes not one byte.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use support::*;
use sync::memory::MemoryOffice;
use sync::{Job, Kind, Record, Report, Scope, Settings, Silent, exchange};

fn run(job: Job, path: &Path, office: &mut MemoryOffice) -> Report {
    let file = open(path);
    let scope = Scope { with_deleted: true, ..Scope::default() };
    let now = "2026-11-01T08:00:00Z".parse().unwrap();
    let settings = Settings { scope, now, confirmed: true, ..Settings::default() };
    exchange(job, &mut file.store(), office, &settings, &mut Silent).unwrap()
}

/// Records by kind and number.
fn records(office: &MemoryOffice) -> BTreeMap<(Kind, String), Record> {
    let rows = office.rows.values();
    rows.map(|row| ((row.kind, row.number.clone()), row.record.clone())).collect()
}

fn assert_same(there: &MemoryOffice, back: &MemoryOffice, what: &str) {
    let (there_records, back_records) = (records(there), records(back));
    assert_eq!(there.rows.len(), back.rows.len(), "{what}");
    for (key, record) in &there_records {
        let other = &back_records[key];
        let differing = record.iter().filter(|(name, value)| other.get(name) != Some(value));
        let differing: Vec<_> =
            differing.map(|(name, value)| (name, value, other.get(name))).collect();
        assert_eq!(differing, [], "{what}: {key:?}");
        assert_eq!(record, other, "{what}: {key:?}");
    }
    assert_eq!(there.contents, back.contents, "{what}");
}

/// Goes there and back; gives the first import's report.
fn there_and_back(source: &Path, format: Format, name: &str) -> Report {
    let dir = tempfile::tempdir().unwrap();
    let (mut there, mut back) = (MemoryOffice::default(), MemoryOffice::default());
    let imported = run(Job::Import, source, &mut there);
    let made = dir.path().join("neu.pst");
    drop(create(&made, format, Cipher::Permute));
    let exported = run(Job::Export, &made, &mut there);
    assert_eq!(exported.errors, [], "{name}");
    if let Some(shared) = shared() {
        assert_strict(&shared, &made);
    }
    let bytes = std::fs::read(&made).unwrap();
    let again = run(Job::Export, &made, &mut there);
    assert_eq!(again.errors, [], "{name}");
    assert!(std::fs::read(&made).unwrap() == bytes, "{name}: a second export changed bytes");
    let returned = run(Job::Import, &made, &mut back);
    assert_eq!(returned.errors, [], "{name}");
    assert_same(&there, &back, name);
    imported
}

fn sample(dir: &Path, format: Format) -> PathBuf {
    let path = dir.join(format!("{format:?}.pst"));
    let file = create(&path, format, Cipher::Permute);
    let amounts = Amounts { contacts: 40, mails: 60, appointments: 40, tasks: 30 };
    file.add_sample(3, amounts, &mut |_| {}).unwrap();
    file.add_every_field().unwrap();
    path
}

#[test]
fn sample_items_with_every_field_come_back_equal_in_both_formats() {
    for format in [Format::Unicode, Format::Ansi] {
        let dir = tempfile::tempdir().unwrap();
        let report = there_and_back(&sample(dir.path(), format), format, "sample");
        assert_eq!(report.errors, []);
        let created = |kind| report.kinds[&kind].created;
        assert_eq!(Kind::ALL.map(created), [41, 61, 41, 31]);
    }
}

#[test]
fn every_item_of_the_real_files_comes_back_equal() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = [0; 4];
    for real in corpus() {
        let name = real.file_name().unwrap().to_string_lossy().into_owned();
        let copy = dir.path().join(&name);
        std::fs::copy(&real, &copy).unwrap();
        if outlook::OutlookFile::open(&copy, outlook::Purpose::Read, options()).is_err() {
            continue;
        }
        let report = there_and_back(&copy, Format::Unicode, &name);
        assert_eq!(report.errors, [], "{name}");
        for (count, kind) in seen.iter_mut().zip(Kind::ALL) {
            *count += report.kinds[&kind].created;
        }
        std::fs::remove_file(&copy).unwrap();
    }
    println!("{seen:?} items of each kind went there and back");
    assert!(corpus().is_empty() || seen.iter().all(|count| *count > 0));
}

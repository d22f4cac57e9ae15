//! There and back: import, export into a new file, import into a second office. The records are the
//! same, numbers and contents included; a second export changes not one byte.

use std::path::{Path, PathBuf};

use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use sync::memory::MemoryOffice;
use sync::{Job, Kind, Report};

use crate::support::*;
use crate::{copy_of, records, run};

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

/// The item counts of a real file by the kinds that it lists, `C72` for 72 contacts.
fn expected(kinds: &str, letters: &str) -> u64 {
    let counts = kinds.split_whitespace().filter_map(|word| {
        let (letter, count) = word.split_at(1);
        letters.contains(letter).then(|| count.parse::<u64>().unwrap())
    });
    counts.sum()
}

/// What most readers find in the real files: name and kinds, of those that can be read.
fn table() -> Vec<(String, String)> {
    let Some(dir) = shared() else { return Vec::new() };
    let table = std::fs::read_to_string(dir.join("corpus/pst/EXPECTED.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let readable = rows.filter(|row| ["14", "23"].contains(&row[3]) && row[5] != "FAIL");
    readable.map(|row| (row[0].to_owned(), row[6].to_owned())).collect()
}

#[test]
fn every_item_of_every_real_file_arrives_or_is_named_as_not_transferred() {
    let dir = tempfile::tempdir().unwrap();
    let rows = table();
    for (name, kinds) in &rows {
        let real = shared().unwrap().join("corpus/pst").join(name);
        let copy = copy_of(&real, dir.path()).expect("a file that can be read");
        let report = run(Job::Import, &copy, &mut MemoryOffice::default());
        let created = Kind::ALL.map(|kind| report.kinds[&kind].created);
        let wanted = ["C", "NPRM", "A", "T"].map(|letters| expected(kinds, letters));
        assert_eq!(created, wanted, "{name}: {:?}", report.errors);
        let others: u64 = report.not_transferred.iter().map(|line| line.count).sum();
        assert_eq!(others, expected(kinds, "DJSX"), "{name}: {:?}", report.not_transferred);
    }
    println!("{} real files arrived", rows.len());
    assert!(shared().is_none() || rows.len() == 50);
}

#[test]
fn every_item_of_the_real_files_comes_back_equal() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = [0; 4];
    for real in corpus() {
        let name = real.file_name().unwrap().to_string_lossy().into_owned();
        let Some(copy) = copy_of(&real, dir.path()) else { continue };
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

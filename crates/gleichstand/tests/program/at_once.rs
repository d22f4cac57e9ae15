//! Imports of many data files into one office, begun at the same moment.
//!
//! One import at a time works on an office: who finds it at work stops at once, says so, has written
//! nothing, and comes again. What must hold at the end: every item is in the office once, under a
//! number of its own, which it carries itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;

use office::{Office, RecordId, RecordQuery};
use outlook::sample::Amounts;
use outlook::{NewFile, OutlookFile};
use pst::{Access, Nid, Patch, PropName, PropValue, Pst, Reader, guid};
use serde_json::Value;
use sync::Kind;

use crate::harness::{Desk, items, nothing_starts, options};
use crate::schema::{Schema, server};

const FILES: u64 = 8;
const AMOUNTS: Amounts = Amounts { contacts: 120, mails: 80, appointments: 60, tasks: 60 };

/// Of every kind: how it is named, the class of its items, how many there are in a file, and which
/// property and which field of the office hold what tells an item from all others.
const KINDS: [(Kind, &str, u64, u16, &str); 4] = [
    (Kind::Addresses, "IPM.Contact", AMOUNTS.contacts, 0x3A16, "company"),
    (Kind::Mails, "IPM.Note", AMOUNTS.mails, 0x0037, "subject"),
    (Kind::Appointments, "IPM.Appointment", AMOUNTS.appointments, 0x0037, "subject"),
    (Kind::Tasks, "IPM.Task", AMOUNTS.tasks, 0x0037, "subject"),
];

/// Marks and numbers of the items of one kind.
type Numbered = BTreeMap<String, String>;

/// A data file of its own items, each marked.
fn data_file(desk: &Desk, seed: u64) -> PathBuf {
    let path = desk.path(&format!("File{seed}.pst"));
    let quiet = nothing_starts();
    let file = OutlookFile::create(&path, &NewFile::default(), options()).unwrap();
    file.add_sample(seed, AMOUNTS, &mut |_| {}).unwrap();
    drop(file);
    drop(quiet);
    for (kind, class, count, marked, _) in KINDS {
        let items = items(&path, class);
        assert_eq!(items.len() as u64, count);
        let _quiet = nothing_starts();
        let pst = Pst::open(&path, Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        for (at, item) in items.into_iter().enumerate() {
            let mark = PropValue::Text(format!("{} {at} of {seed}", kind.name()));
            txn.patch_message(item, &Patch::new().set(marked, mark)).unwrap();
        }
        txn.commit().unwrap();
    }
    path
}

/// What the items of a kind carry.
fn carried(path: &Path, (kind, class, _, marked, _): (Kind, &str, u64, u16, &str)) -> Numbered {
    let found = items(path, class);
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: kind.number_field().to_owned() };
    let id = reader.names().unwrap().id_of(&name).expect("the field is in the name map");
    let numbered = |item: &Nid| {
        let props = reader.message(*item).unwrap().props;
        (props.text(marked).to_owned(), props.text(id).to_owned())
    };
    found.iter().map(numbered).collect()
}

/// What the office holds of a kind; nothing twice.
fn held(office: &str, (kind, _, _, _, field): (Kind, &str, u64, u16, &str)) -> Numbered {
    let mut office = Office::open(office).unwrap();
    let mut held = Numbered::new();
    for light in office.records(&RecordQuery::all(kind)).unwrap().records {
        let record = office.record(kind, &RecordId::Id(light.id)).unwrap();
        let mark = record.fields.text(field).to_owned();
        let twice = held.insert(mark, record.number);
        assert_eq!(twice, None, "{}: twice", record.fields.text(field));
    }
    held
}

fn begin(desk: &Desk, path: &Path) -> Child {
    desk.start(&["import", path.to_str().unwrap(), "--no-backup"])
}

/// Imports all files, begun at the same moment, and again those that found the office at work. A file
/// whose last writer was killed is brought in order when it is opened, whatever comes then.
fn import_at_once(desk: &Desk, paths: &[PathBuf], interrupted: Option<usize>) {
    let interrupted = interrupted.map(|at| &paths[at]);
    let mut left: Vec<&PathBuf> = paths.iter().collect();
    while !left.is_empty() {
        let before: Vec<Vec<u8>> = left.iter().map(|path| fs::read(path).unwrap()).collect();
        let begun: Vec<Child> = left.iter().map(|path| begin(desk, path)).collect();
        let ended = begun.into_iter().map(|child| child.wait_with_output().unwrap());
        let ended: Vec<_> = ended.collect();
        let mut again = Vec::new();
        for ((path, before), output) in left.iter().zip(before).zip(&ended) {
            let said = String::from_utf8_lossy(&output.stderr);
            if output.status.code() == Some(0) {
                continue;
            }
            assert_eq!(output.status.code(), Some(4), "{}: {said}", path.display());
            assert!(said.contains("under way"), "{}: {said}", path.display());
            let as_it_was = fs::read(path).unwrap() == before;
            assert!(as_it_was || interrupted == Some(*path), "{} was written", path.display());
            again.push(*path);
        }
        assert!(again.len() < left.len(), "nobody came to work");
        left = again;
    }
}

/// Imports all files, begun at the same moment; the first that is seen writing is killed. Gives its
/// place.
fn import_and_kill_one(desk: &Desk, paths: &[PathBuf]) -> usize {
    let written = |path: &PathBuf| fs::metadata(path).unwrap().modified().unwrap();
    let before: Vec<_> = paths.iter().map(written).collect();
    let mut begun: Vec<Child> = paths.iter().map(|path| begin(desk, path)).collect();
    let writing = loop {
        let at = (0..paths.len()).find(|at| written(&paths[*at]) != before[*at]);
        if let Some(at) = at {
            break at;
        }
        let ended = |child: &mut Child| child.try_wait().unwrap().is_some();
        assert!(!begun.iter_mut().all(ended), "nobody came to work");
        std::thread::yield_now();
    };
    begun[writing].kill().unwrap();
    for (at, child) in begun.into_iter().enumerate() {
        let output = child.wait_with_output().unwrap();
        let fine = matches!(output.status.code(), Some(0 | 4));
        assert!(fine || at == writing, "{}", String::from_utf8_lossy(&output.stderr));
    }
    writing
}

fn every_item_is_there_once(office: &str, paths: &[PathBuf]) {
    for kind in KINDS {
        let mut expected = Numbered::new();
        paths.iter().for_each(|path| expected.extend(carried(path, kind)));
        assert_eq!(expected.len() as u64, kind.2 * FILES);
        let numbers: BTreeSet<&String> = expected.values().filter(|no| !no.is_empty()).collect();
        assert_eq!(numbers.len(), expected.len(), "{}: numbers of their own", kind.1);
        assert_eq!(held(office, kind), expected, "{}", kind.1);
    }
}

fn importing_again_changes_nothing(desk: &Desk, paths: &[PathBuf]) {
    for path in paths {
        let before = fs::read(path).unwrap();
        let run = desk.json(&format!("import {}", path.display()));
        for (kind, _, count, _, _) in KINDS {
            let counters: &Value = &run["kinds"][kind.name()];
            assert_eq!(counters["read"], count, "{run}");
            assert_eq!(counters["unchanged"], count, "{run}");
        }
        assert!(before == fs::read(path).unwrap(), "the data file changed");
    }
}

/// A folder with an office elsewhere, or in it, and the data files.
fn furnished(elsewhere: Option<&str>) -> (Desk, String, Vec<PathBuf>) {
    let desk = Desk::new();
    let office = match elsewhere {
        Some(url) => url.to_owned(),
        None => desk.path("office.db").display().to_string(),
    };
    let desk = desk.with_office(&office);
    let paths = (1..=FILES).map(|seed| data_file(&desk, seed)).collect();
    (desk, office, paths)
}

fn lose_and_duplicate_nothing(elsewhere: Option<&str>) {
    let (desk, office, paths) = furnished(elsewhere);
    import_at_once(&desk, &paths, None);
    every_item_is_there_once(&office, &paths);
    import_at_once(&desk, &paths, None);
    importing_again_changes_nothing(&desk, &paths);
    every_item_is_there_once(&office, &paths);
}

fn one_of_them_may_be_killed(elsewhere: Option<&str>) {
    let (desk, office, paths) = furnished(elsewhere);
    let killed = import_and_kill_one(&desk, &paths);
    import_at_once(&desk, &paths, Some(killed));
    every_item_is_there_once(&office, &paths);
    importing_again_changes_nothing(&desk, &paths);
}

#[test]
fn eight_files_imported_at_once_into_postgresql_lose_and_duplicate_nothing() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server);
    lose_and_duplicate_nothing(Some(&schema.url()));
}

#[test]
fn eight_files_imported_at_once_into_sqlite_lose_and_duplicate_nothing() {
    lose_and_duplicate_nothing(None);
}

#[test]
fn eight_files_imported_at_once_lose_nothing_when_one_import_is_killed() {
    one_of_them_may_be_killed(None);
    let Some(server) = server() else { return };
    let schema = Schema::new(server);
    one_of_them_may_be_killed(Some(&schema.url()));
}

//! There and back with the program and a real office: import, export into a new file, import into
//! a second, empty database. The records are equal, numbers and attachments included; a second
//! export changes not one byte. On SQLite, and on PostgreSQL where
//! `GLEICHSTAND_TEST_POSTGRES` names a server.

#[path = "program/harness.rs"]
mod harness;
#[path = "program/schema.rs"]
mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::{Answer, Desk, corpus, nothing_starts, options};
use office::{Office, RecordId, RecordQuery};
use outlook::sample::Amounts;
use outlook::{Format, NewFile, OutlookFile};
use schema::{Schema, server};
use serde_json::Value;
use sync::form::Attached;
use sync::{ContentHasher, Kind};

/// Every record by kind and number, as its JSON without what belongs to one database alone.
fn records(url: &str) -> BTreeMap<(Kind, String), Value> {
    let mut office = Office::open(url).unwrap();
    let mut found = BTreeMap::new();
    let address_numbers = numbers(&mut office);
    for kind in Kind::ALL {
        for light in office.records(&RecordQuery::all(kind)).unwrap().records {
            let record = office.record(kind, &RecordId::Id(light.id)).unwrap();
            let mut json = serde_json::to_value(&record).unwrap();
            let fields = json.as_object_mut().unwrap();
            ["id", "version", "created_at", "changed_at"].iter().for_each(|name| {
                fields.remove(*name);
            });
            if let Some(ids) = fields.get_mut("address_ids").and_then(Value::as_array_mut) {
                let mut numbers: Vec<Value> =
                    ids.iter().map(|id| address_numbers[&id.as_i64().unwrap()].clone()).collect();
                numbers.sort_by_key(Value::to_string);
                *ids = numbers;
            }
            check_attachments(&mut office, &record.fields);
            found.insert((kind, record.number.clone()), json);
        }
    }
    found
}

fn numbers(office: &mut Office) -> BTreeMap<i64, Value> {
    let page = office.records(&RecordQuery::all(Kind::Addresses)).unwrap();
    page.records.iter().map(|record| (record.id, record.number.as_str().into())).collect()
}

/// What is attached is there and is what its hash says.
fn check_attachments(office: &mut Office, fields: &sync::Record) {
    let Some(sync::Value::List(texts)) = fields.get("attachments") else { return };
    for attached in texts.iter().map(|text| Attached::parse(text).unwrap()) {
        let Some(hash) = attached.hash else { continue };
        let mut hasher = ContentHasher::default();
        assert!(office.content_to(&hash, &mut |piece| hasher.take(piece)).unwrap());
        assert_eq!(hasher.finish(), (hash, attached.size));
    }
}

/// The program in the user's zone; open decisions and losses are none of this test's business.
fn run(desk: &Desk, line: &[&str]) -> Answer {
    let answer = desk.run_args(&[line, &["--timezone", "Europe/Berlin", "--json"]].concat());
    assert!(answer.code == 0, "{line:?}: {answer:?}");
    answer
}

/// Goes there and back between two databases; how many records.
fn there_and_back(source: &Path, offices: [&str; 2], format: &str) -> usize {
    let desks = offices.map(|office| Desk::new().with_office(office));
    let source = source.to_str().unwrap();
    let given = ["--with-deleted", "--ignore-password", "--no-backup"];
    run(&desks[0], &[&["import", source][..], &given].concat());
    let made = desks[0].path("neu.pst");
    let made = made.to_str().unwrap();
    run(&desks[0], &["export", made, "--format", format, "--no-backup"]);
    let bytes = fs::read(made).unwrap();
    run(&desks[0], &["export", made, "--no-backup"]);
    assert!(bytes == fs::read(made).unwrap(), "{source}: a second export changed the file");
    run(&desks[1], &[&["import", made][..], &given].concat());
    let (there, back) = (records(offices[0]), records(offices[1]));
    let names = |of: &BTreeMap<(Kind, String), Value>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&back), "{source}");
    for (key, record) in &there {
        assert_eq!(record, &back[key], "{source}: {key:?}");
    }
    there.len()
}

/// A generated file with items of each kind, and of each one with a value in every field.
fn generated(folder: &Path, format: Format) -> PathBuf {
    let path = folder.join(format!("{format:?}.pst"));
    let new = NewFile { format, ..NewFile::default() };
    let _quiet = nothing_starts();
    let file = OutlookFile::create(&path, &new, options()).unwrap();
    let amounts = Amounts { contacts: 25, mails: 40, appointments: 30, tasks: 20 };
    file.add_sample(3, amounts, &mut |_| {}).unwrap();
    file.add_every_field().unwrap();
    path
}

/// The files to go there and back with, each with the format that it comes back in: generated
/// ones, and copies of the real ones that can be read.
fn sources(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut sources = vec![
        (generated(folder, Format::Unicode), "unicode"),
        (generated(folder, Format::Ansi), "ansi"),
    ];
    let Some(corpus) = corpus() else { return sources };
    let table = fs::read_to_string(corpus.join("EXPECTED.tsv")).unwrap();
    for row in table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let [name, _, _, version, _, counts] = row[..6] else { continue };
        let empty = counts.ends_with("/0") || counts == "FAIL";
        if ["14", "23"].contains(&version) && !empty {
            let copy = folder.join(name);
            fs::write(&copy, fs::read(corpus.join(name)).unwrap()).unwrap();
            // What an ANSI file holds fits into another one.
            if version == "14" {
                sources.push((copy.clone(), "ansi"));
            }
            sources.push((copy, "unicode"));
        }
    }
    sources
}

#[test]
fn records_are_equal_on_sqlite_after_import_export_and_import() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for (source, format) in sources(folder.path()) {
        let offices = tempfile::tempdir().unwrap();
        let url = |name: &str| offices.path().join(name).to_str().unwrap().to_owned();
        seen += there_and_back(&source, [&url("a.db"), &url("b.db")], format);
    }
    println!("{seen} records went there and back");
    assert!(seen >= 238);
}

#[test]
fn records_are_equal_on_postgresql_after_import_export_and_import() {
    let Some(server) = server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for (source, format) in sources(folder.path()) {
        let schemas = [0, 1].map(|_| Schema::new(server.clone()));
        let urls = [schemas[0].url(), schemas[1].url()];
        seen += there_and_back(&source, [&urls[0], &urls[1]], format);
    }
    println!("{seen} records went there and back");
    assert!(seen >= 238);
}

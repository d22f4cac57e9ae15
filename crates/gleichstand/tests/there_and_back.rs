//! There and back with the program and a real office: import, export into a new file, import into
//! a second, empty database. The records are equal, numbers and attachments included; a second
//! export changes not one byte. On SQLite, and on PostgreSQL where
//! `GLEICHSTAND_TEST_POSTGRES` names a server.

#[path = "program/harness.rs"]
mod harness;
#[path = "program/schema.rs"]
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use harness::{Answer, Desk, corpus, nothing_starts, options};
use office::{Office, RecordId, RecordQuery};
use outlook::interchange::{Ground, vcard};
use outlook::sample::Amounts;
use outlook::target::{FileTarget, TargetForm, TargetKind, TargetNames};
use outlook::{FolderNames, Format, NewFile, OutlookFile};
use schema::{Schema, server};
use serde_json::Value;
use sync::form::Attached;
use sync::{ContentHasher, Kind, Mapping, Name, Settings, Silent, default_mapping};

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

/// Every form of copy, with the kinds that go into it, and the name that it has.
fn copies() -> Vec<(TargetForm, Vec<Kind>, &'static str)> {
    let form = |kind| TargetForm {
        kind,
        vcard: vcard::Version::V21,
        msg: false,
        german: true,
        code_page: 65001,
    };
    let mut copies = Vec::new();
    for version in vcard::Version::ALL {
        let form = TargetForm { vcard: version, ..form(TargetKind::Cards) };
        copies.push((form, vec![Kind::Addresses], "kopie.vcf"));
    }
    copies.push((form(TargetKind::Calendar), vec![Kind::Appointments, Kind::Tasks], "kopie.ics"));
    copies.push((form(TargetKind::Mbox), vec![Kind::Mails], "kopie.mbox"));
    for kind in Kind::ALL {
        for german in [true, false] {
            let form = TargetForm { german, ..form(TargetKind::Table) };
            copies.push((form, vec![kind], "kopie.csv"));
        }
    }
    let folder = form(TargetKind::Folder);
    copies.push((folder, Kind::ALL.to_vec(), "kopie"));
    copies.push((TargetForm { msg: true, ..folder }, Kind::ALL.to_vec(), "kopie"));
    copies
}

/// Copies an office; the fields that were left behind.
fn copied(url: &str, path: &Path, form: TargetForm, kinds: &[Kind]) -> BTreeSet<Name> {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let ground = Ground { code_page: 1252, zone: zone.clone() };
    let names = TargetNames { folders: FolderNames::default(), nameless: "Ohne Namen".to_owned() };
    let mut target = FileTarget::new(path, form, ground, names);
    let settings = Settings { kinds: kinds.to_vec(), zone, ..Settings::default() };
    let mut office = Office::open(url).unwrap();
    let report = sync::copy(&mut target, &mut office, &settings, &mut Silent).unwrap();
    assert_eq!(report.exit_code(), 0, "{form:?}: {report:?}");
    target.finish().unwrap().into_keys().collect()
}

/// The office fields that go with what was left behind.
fn office_fields(mapping: &Mapping, kind: Kind, left: &BTreeSet<Name>) -> BTreeSet<Name> {
    let lines = mapping.lines(kind).iter();
    let concerned = lines.filter(|line| line.outlook.iter().any(|name| left.contains(name)));
    concerned.flat_map(|line| line.office.iter().cloned()).collect()
}

/// Records by what tells them apart in every format: mails have no number in most.
fn known_by_content(url: &str, kinds: &[Kind]) -> BTreeMap<(Kind, String), Value> {
    let of_kind = |kind: &Kind| kinds.contains(kind);
    let records = records(url).into_iter().filter(|((kind, _), _)| of_kind(kind));
    let mut known = BTreeMap::new();
    for ((kind, number), mut record) in records {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let name = match kind {
            Kind::Mails => text("subject"),
            _ => number,
        };
        let twins = (1..).map(|at| format!("{name} #{at}"));
        let name = twins.into_iter().find(|name| !known.contains_key(&(kind, name.clone())));
        record.as_object_mut().unwrap().remove("message_no");
        known.insert((kind, name.unwrap()), record);
    }
    known
}

/// Copies an office, imports the copy elsewhere, and takes it to a third office by a data file; how
/// many values came back as they were.
fn by_a_copy(
    from: &str,
    (form, kinds, name): &(TargetForm, Vec<Kind>, &str),
    offices: [&str; 2],
) -> usize {
    let desks = offices.map(|office| Desk::new().with_office(office));
    let (copy, made) = (desks[0].path(name), desks[0].path("neu.pst"));
    let left = copied(from, &copy, *form, kinds);
    run(&desks[0], &["import", copy.to_str().unwrap()]);
    let again = run(&desks[0], &["import", copy.to_str().unwrap()]).json();
    for kind in kinds {
        let counted = &again["kinds"][kind.name()];
        assert_eq!(counted["created"], 0, "{form:?}: imported twice: {counted}");
        assert_eq!(counted["read"], counted["unchanged"], "{form:?}: {counted}");
    }
    run(&desks[0], &["export", made.to_str().unwrap(), "--no-backup"]);
    run(&desks[1], &["import", made.to_str().unwrap(), "--no-backup"]);
    let (there, back) = (known_by_content(from, kinds), known_by_content(offices[1], kinds));
    let names = |of: &BTreeMap<(Kind, String), Value>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&back), "{form:?}");
    let mapping = default_mapping();
    let mut same = 0;
    for (key, record) in &there {
        let left = office_fields(&mapping, key.0, &left);
        for (field, value) in record.as_object().unwrap() {
            // What an address is linked to follows from the other kinds, and is copied with them.
            let alone = field == "address_ids" && kinds.len() < 4;
            // A mail that travels has a header, also one that had none.
            let made = field == "headers" && value.is_null();
            let skipped = alone || made || unmapped(&mapping, key.0, field);
            if skipped || left.contains(field.as_str()) {
                continue;
            }
            assert_eq!(value, &back[key][field], "{form:?}: {key:?}: {field}");
            same += 1;
        }
    }
    same
}

/// No line of the mapping carries the field to Outlook: it stays where it is.
fn unmapped(mapping: &Mapping, kind: Kind, field: &str) -> bool {
    let number = matches!(field, "customer_no" | "appointment_no" | "task_no");
    let mut lines = mapping.lines(kind).iter();
    !number && !lines.any(|line| line.office.iter().any(|name| name == field))
}

/// Copies of a generated office come back by way of two more; `url` makes an office.
fn copies_come_back(url: impl Fn(String) -> String, wanted: impl Fn(&TargetForm) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let first = url("a".to_owned());
    let source = generated(folder.path(), Format::Unicode);
    run(&Desk::new().with_office(&first), &["import", source.to_str().unwrap(), "--no-backup"]);
    for (at, copy) in copies().iter().enumerate().filter(|(_, copy)| wanted(&copy.0)) {
        let offices = [url(format!("{at}b")), url(format!("{at}c"))];
        let same = by_a_copy(&first, copy, [&offices[0], &offices[1]]);
        println!("{:?}: {same} values came back", copy.0);
        assert!(same > 300, "{:?}", copy.0);
    }
}

#[test]
fn copies_in_every_format_hold_what_they_do_not_name_as_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name| folder.path().join(format!("{name}.db")).to_str().unwrap().to_owned();
    copies_come_back(url, |_| true);
}

#[test]
fn copies_of_an_office_on_postgresql_hold_what_they_do_not_name_as_left_behind() {
    let Some(server) = server() else { return };
    let schemas = std::cell::RefCell::new(Vec::new());
    let url = |_| {
        let schema = Schema::new(server.clone());
        let url = schema.url();
        schemas.borrow_mut().push(schema);
        url
    };
    copies_come_back(url, |form| form.kind == TargetKind::Folder);
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

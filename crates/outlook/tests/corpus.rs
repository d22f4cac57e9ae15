//! Real files: every field of every contact is what the independent checker shows, and writing
//! numbers into a copy changes nothing else.

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use outlook::contact::{ContactField, FIELDS, Form};
use outlook::property::{Prop, Set};
use outlook::{OutlookFile, Purpose, filetime};
use serde_json::Value as Json;
use support::*;
use sync::{Key, Kind, Record, Scope, Value};

/// The file, if it can be opened; what cannot is listed as such beside the files.
fn open_for_reading(path: &Path) -> Option<OutlookFile> {
    OutlookFile::open(path, Purpose::Read, options()).ok()
}

/// The node of an EntryID, as the checker prints it.
fn nid(key: &Key) -> String {
    let bytes: [u8; 4] = key.0[20..].try_into().unwrap();
    format!("{:x}", u32::from_le_bytes(bytes))
}

#[test]
fn every_field_of_every_real_contact_is_what_the_checker_shows() {
    let (mut files, mut items, mut fields) = (0, 0, 0);
    for path in corpus() {
        let Some(file) = open_for_reading(&path) else { continue };
        let mut store = file.store();
        let found = contacts(&mut store);
        if found.is_empty() {
            continue;
        }
        let dump = dump(&shared().unwrap(), &path);
        for item in &found {
            let full = read(&mut store, &item.key);
            assert_eq!(full.warnings, [], "{} {}", path.display(), full.name);
            fields += assert_same(&full.record, &dump[&nid(&item.key)]["props"]);
            items += 1;
        }
        files += 1;
    }
    println!("{fields} fields of {items} contacts in {files} files");
    assert!(files == 0 || items >= 115, "only {items} contacts");
}

/// Every field equals the property; every property of the table is a field.
fn assert_same(record: &Record, props: &Json) -> usize {
    for field in FIELDS {
        let expected = expected(field, props);
        let expected = expected.filter(|value| !value.is_empty());
        assert_eq!(record.get(field.name), expected.as_ref(), "{}", field.name);
    }
    record.iter().count()
}

/// What a field must be, by the checker's words.
fn expected(field: &ContactField, props: &Json) -> Option<Value> {
    let stored = property(field.prop, props);
    if let Form::Private = field.form {
        return Some(Value::Bool(stored.and_then(Json::as_i64) == Some(2)));
    }
    if let Form::Date { twin } = field.form {
        let twin = property(twin, props).and_then(Json::as_i64);
        return twin.and_then(filetime::date_unshifted).map(Value::Date);
    }
    let stored = stored?;
    Some(match field.form {
        Form::Text => Value::Text(text(stored)),
        Form::Subject => Value::Text(text(stored).chars().skip(2).collect()),
        Form::Short | Form::Long => Value::Int(stored.as_i64().unwrap()),
        Form::Unsigned => Value::Int(stored.as_i64().unwrap() & 0xFFFF_FFFF),
        Form::Bool => Value::Bool(stored.as_i64().unwrap() != 0),
        Form::Time => Value::Instant(filetime::to_timestamp(stored.as_i64().unwrap())?),
        Form::Unshifted => Value::Date(filetime::date_unshifted(stored.as_i64().unwrap())?),
        Form::Binary => Value::Bytes(bytes(stored.as_str().unwrap().strip_prefix("hex:").unwrap())),
        Form::Longs => Value::List(longs(stored)),
        Form::Texts => panic!("no real contact had one"),
        Form::Date { .. } | Form::Private => unreachable!(),
    })
}

fn longs(stored: &Json) -> Vec<String> {
    let bytes = bytes(stored[2].as_str().unwrap());
    let numbers = bytes.chunks(4).map(|n| i32::from_le_bytes(n.try_into().unwrap()));
    numbers.map(|n| n.to_string()).collect()
}

fn property(prop: Prop, props: &Json) -> Option<&Json> {
    let tail = "-0000-0000-c000-000000000046}";
    let name = match prop {
        Prop::Tag(id) => format!("{id:04x}"),
        Prop::Lid(Set::Address, lid) => format!("{{00062004{tail}:{lid:04x}"),
        Prop::Lid(Set::Common, lid) => format!("{{00062008{tail}:{lid:04x}"),
        Prop::Lid(Set::Appointment, lid) => format!("{{00062002{tail}:{lid:04x}"),
        Prop::Lid(Set::Task, lid) => format!("{{00062003{tail}:{lid:04x}"),
        Prop::Lid(Set::Meeting, lid) => {
            format!("{{6ed8da90-450b-101b-98da-00aa003f1305}}:{lid:04x}")
        }
        Prop::Public(name) => format!("{{00020329{tail}:{name}"),
    };
    props.get(name)
}

#[test]
fn numbers_in_copies_of_real_files_change_nothing_else() {
    let (mut files, mut items) = (0, 0);
    for original in corpus() {
        let Some(file) = open_for_reading(&original) else { continue };
        if contacts(&mut file.store()).is_empty() {
            continue;
        }
        drop(file);
        let shared = shared().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("copy.pst");
        std::fs::copy(&original, &copy).unwrap();
        make_writable(&copy);
        let (before, findings_before) = (dump(&shared, &copy), findings(&shared, &copy));
        items += number_all(&copy);
        files += 1;
        assert_only_numbers_differ(&before, &dump(&shared, &copy));
        assert_no_new(&findings_before, &findings(&shared, &copy), &original);
        let bytes = std::fs::read(&copy).unwrap();
        number_all(&copy);
        assert!(std::fs::read(&copy).unwrap() == bytes, "{}", original.display());
    }
    println!("{items} numbers written in {files} copies");
}

fn make_writable(path: &Path) {
    let mut permissions = std::fs::metadata(path).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a copy in a private folder")]
    permissions.set_readonly(false);
    std::fs::set_permissions(path, permissions).unwrap();
}

fn assert_no_new(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>, path: &Path) {
    for (kind, count) in after {
        let old = before.get(kind).copied().unwrap_or(0);
        assert!(*count <= old, "{}: {kind} {old} -> {count}", path.display());
    }
}

#[test]
fn every_item_of_the_mailbox_is_listed_with_its_class() {
    for path in corpus() {
        let Some(file) = open_for_reading(&path) else { continue };
        let mut store = file.store();
        let items = list(&mut store, &Scope::default());
        assert!(items.iter().all(|item| !item.class.is_empty()), "{}", path.display());
        for item in items.iter().filter(|item| item.kind == Some(Kind::Addresses)) {
            assert_eq!(read(&mut store, &item.key).version, item.version);
        }
        let again = list(&mut store, &Scope::default());
        assert_eq!(items, again, "the order is the same every time");
    }
}

#[test]
fn kinds_by_class_are_those_of_the_expected_counts() {
    let Some(shared) = shared() else { return };
    let table = std::fs::read_to_string(shared.join("corpus/pst/EXPECTED.tsv")).unwrap();
    let mut checked = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let path = shared.join("corpus/pst").join(cells[0]);
        let (Some(file), Some(kinds)) = (open_for_reading(&path), cells.get(6)) else { continue };
        let mut found = BTreeMap::new();
        for item in list(&mut file.store(), &Scope::default()) {
            *found.entry(item.kind).or_insert(0) += 1;
        }
        found.remove(&None);
        assert_eq!(found, expected_kinds(kinds), "{row}");
        checked += 1;
    }
    println!("{checked} files");
}

/// Counts by kind; what is not transferred is left out.
fn expected_kinds(kinds: &str) -> BTreeMap<Option<Kind>, i32> {
    let mut counts = BTreeMap::new();
    for kind in kinds.split_whitespace() {
        let kind_of = match &kind[..1] {
            "C" => Kind::Addresses,
            "A" => Kind::Appointments,
            "T" => Kind::Tasks,
            "N" | "P" | "R" | "M" => Kind::Mails,
            _ => continue,
        };
        *counts.entry(Some(kind_of)).or_insert(0) += kind[1..].parse::<i32>().unwrap();
    }
    counts
}

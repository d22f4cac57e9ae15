//! The exchange over real data files, the office in memory.

mod support;

use std::path::Path;

use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use support::*;
use sync::memory::MemoryOffice;
use sync::{Counters, Kind, Record, Report, Settings, Silent, Store, Touch, Value, Write, import};

fn run(path: &Path, office: &mut MemoryOffice) -> Report {
    let file = open(path);
    let settings = Settings { kinds: vec![Kind::Addresses], ..Settings::default() };
    import(&mut file.store(), office, &settings, &mut Silent).unwrap()
}

fn counters(report: &Report) -> &Counters {
    assert_eq!(report.errors, []);
    &report.kinds[&Kind::Addresses]
}

/// Imports twice: all created and numbered, then nothing to do and not one byte changed.
fn imports_once_and_for_all(path: &Path, contacts: u64) -> MemoryOffice {
    let mut office = MemoryOffice::default();
    let first = run(path, &mut office);
    assert_eq!((counters(&first).read, counters(&first).created), (contacts, contacts));
    let mut numbers: Vec<String> = office.rows.values().map(|row| row.number.clone()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len() as u64, contacts);
    let (bytes, opened) = (std::fs::read(path).unwrap(), office.opened);
    let second = run(path, &mut office);
    assert_eq!(counters(&second).unchanged, contacts);
    assert_eq!(office.opened, opened, "records were opened");
    assert!(std::fs::read(path).unwrap() == bytes, "bytes changed");
    office
}

#[test]
fn a_repeated_import_changes_nothing_in_every_kind_of_file() {
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        create(&path, format, cipher).add_sample(3, Amounts::contacts(60), &mut |_| {}).unwrap();
        let mut office = imports_once_and_for_all(&path, 60);
        change_phone(&path);
        let third = run(&path, &mut office);
        assert_eq!((counters(&third).updated, counters(&third).unchanged), (1, 59));
        assert!(office.rows.values().any(|row| row.record.text("mobile") == "0171 999"));
    }
}

/// Changes one contact as Outlook would: the field, the stamp.
fn change_phone(path: &Path) {
    let file = open(path);
    let mut store = file.store();
    let item = contacts(&mut store).remove(7);
    let write = Write::Update {
        kind: Kind::Addresses,
        key: item.key,
        expected: item.version,
        changes: vec![sync::Change {
            field: "contact.phone.mobile".into(),
            value: Some(Value::text("0171 999")),
        }],
        number: None,
        touch: Touch::Stamp("2030-01-01T00:00:00Z".parse().unwrap()),
    };
    done(&commit(&mut store, vec![write])[0]);
}

#[test]
fn of_all_eight_combinations_of_addresses_the_right_one_arrives() {
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::Ansi, Format::Unicode] {
        let path = dir.path().join(format!("{format:?}.pst"));
        let file = create(&path, format, Cipher::Permute);
        let mut store = file.store();
        let writes = (0..8).map(|combination| Write::Create {
            kind: Kind::Addresses,
            record: with_addresses(combination),
            number: String::new(),
            touch: Touch::Keep,
        });
        commit(&mut store, writes.collect()).iter().for_each(|outcome| drop(done(outcome).clone()));
        drop(store);
        drop(file);
        let office = imports_once_and_for_all(&path, 8);
        for row in office.rows.values() {
            let combination: usize = row.record.text("last_name").parse().unwrap();
            let right = match combination {
                1 | 3 | 5 | 7 => "business",
                2 => "home",
                4 => "other",
                // Several, but not the business one: Outlook says nothing about which is meant.
                _ => "",
            };
            assert_eq!(row.record.text("city"), right, "{combination:03b}");
        }
    }
}

fn with_addresses(combination: usize) -> Record {
    let slots = ["business", "home", "other"].into_iter().enumerate();
    let filled = slots.filter(|(bit, _)| combination & (1 << bit) != 0);
    let mut record: Record =
        filled.map(|(_, slot)| (format!("contact.{slot}.city"), Value::text(slot))).collect();
    record.set("contact.last_name", Value::Text(combination.to_string()));
    record
}

#[test]
fn six_persons_twelve_times_are_seventy_two_addresses() {
    let name = "aspose_Aspose.Email-for-.NET__PersonalStorageFile1.pst";
    let Some(original) = corpus().into_iter().find(|path| path.ends_with(name)) else { return };
    let shared = shared().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy.pst");
    std::fs::write(&copy, std::fs::read(original).unwrap()).unwrap();
    let before = dump(&shared, &copy);
    imports_once_and_for_all(&copy, 72);
    assert_only_numbers_differ(&before, &dump(&shared, &copy));
}

#[test]
fn a_file_that_can_only_be_read_is_imported_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute)
        .add_sample(3, Amounts::contacts(5), &mut |_| {})
        .unwrap();
    let ost = dir.path().join("a.ost");
    std::fs::rename(&path, &ost).unwrap();
    let mut office = MemoryOffice::default();
    let first = run(&ost, &mut office);
    assert_eq!(counters(&first).created, 5);
    assert_eq!(first.numbers_owed.len(), 5);
    let second = run(&ost, &mut office);
    assert_eq!(counters(&second).unchanged, 5);
    assert!(!open(&ost).store().writable());
}

//! Data files of our own making: what is written is what is read, and nothing else changes.

mod support;

use outlook::contact::FIELDS;
use outlook::sample::{Amounts, Contacts, every_field, every_user_field};
use outlook::user::FieldWrite;
use outlook::{Cipher, Format, OutlookFile, Purpose};
use support::*;
use sync::{Change, Kind, Outcome, Scope, Store, StoreTxn, Touch, Value, Write};

#[test]
fn sample_contacts_are_read_as_they_were_written_in_every_kind_of_file() {
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        let file = create(&path, format, cipher);
        let ansi = format == Format::Ansi;
        // Names that Windows-1252 does not have are for Unicode files.
        let seed = if ansi { SEED_WESTERN } else { 1 };
        file.add_sample(seed, Amounts::contacts(60), &mut |_| {}).unwrap();
        let mut store = file.store();
        let items = contacts(&mut store);
        assert_eq!(items.len(), 60);
        for (item, n) in items.iter().zip(0..) {
            let full = read(&mut store, &item.key);
            let expected = Contacts::new(seed).get(n);
            for (name, value) in expected.iter() {
                assert_eq!(full.record.get(name), Some(value), "{format:?} {n} {name}");
            }
            assert_eq!(full.version, item.version);
            assert_eq!(full.warnings, []);
            assert!(full.name.starts_with("/Kontakte: "), "{}", full.name);
        }
        drop(store);
        drop(file);
        if let Some(shared) = shared() {
            assert_strict(&shared, &path);
        }
    }
}

/// A seed whose first 60 contacts Windows-1252 can hold.
const SEED_WESTERN: u64 = 3;

#[test]
fn every_field_and_a_user_field_of_each_type_come_back_under_their_own_names() {
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        let file = create(&path, format, cipher);
        file.add_every_field().unwrap();
        let mut store = file.store();
        let items = contacts(&mut store);
        let full = read(&mut store, &items[0].key);
        for (name, value) in every_field().iter() {
            assert_eq!(full.record.get(name), Some(value), "{name}");
        }
        for field in every_user_field() {
            let FieldWrite::Value { name, value, .. } = field else { unreachable!() };
            assert_eq!(full.record.get(&format!("user.{name}")), value.as_ref(), "{name}");
        }
        let schema = store.schema(Kind::Addresses).unwrap();
        for (name, value) in full.record.iter() {
            let field = schema.field(name).unwrap_or_else(|| panic!("{name} is not in the schema"));
            assert!(field.field_type.holds(value), "{name} {value:?}");
        }
        assert_eq!(full.record.iter().count(), FIELDS.len() + every_user_field().len());
        drop(store);
        drop(file);
        if let Some(shared) = shared() {
            assert_strict(&shared, &path);
        }
    }
}

#[test]
fn writing_numbers_changes_nothing_but_numbers() {
    let Some(shared) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        create(&path, format, cipher)
            .add_sample(SEED_WESTERN, Amounts::contacts(40), &mut |_| {})
            .unwrap();
        let before = dump(&shared, &path);
        assert_eq!(number_all(&path), 40);
        assert_only_numbers_differ(&before, &dump(&shared, &path));
        assert_strict(&shared, &path);
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(number_all(&path), 40);
        assert!(std::fs::read(&path).unwrap() == bytes, "the same numbers again change bytes");
    }
}

#[test]
fn a_number_leaves_the_stamp_and_changes_the_row_version() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    file.add_sample(1, Amounts::contacts(3), &mut |_| {}).unwrap();
    let mut store = file.store();
    let items = contacts(&mut store);
    let before = read(&mut store, &items[1].key);
    let outcomes = commit(&mut store, vec![number(&items[1], " K-1 ")]);
    let after = done(&outcomes[0]).clone();
    assert_eq!(after.number, "K-1");
    assert_eq!(after.changed_at, before.changed_at);
    assert_eq!(after.version.stamp, before.version.stamp);
    assert_ne!(after.version.row, before.version.row);
    let listed = contacts(&mut store);
    assert_eq!(listed[1].version, after.version, "as read back, so listed");
    assert_eq!(listed[0].version, items[0].version);
}

#[test]
fn a_stale_version_writes_nothing_and_spoils_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    file.add_sample(1, Amounts::contacts(3), &mut |_| {}).unwrap();
    let mut store = file.store();
    let items = contacts(&mut store);
    let mut old = items[0].version;
    old.row -= 1;
    let outcomes =
        commit(&mut store, vec![update(&items[0].key, old, "1"), number(&items[1], "2")]);
    assert_eq!(outcomes[0], Outcome::Stale);
    assert_eq!(done(&outcomes[1]).number, "2");
    assert_eq!(read(&mut store, &items[0].key).number, "");
}

#[test]
fn an_item_that_cannot_be_written_spoils_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute)
        .add_sample(1, Amounts::contacts(2), &mut |_| {})
        .unwrap();
    break_definitions(&path);
    let file = open(&path);
    let mut store = file.store();
    let items = contacts(&mut store);
    let writes = vec![number(&items[0], "1"), number(&items[1], "2")];
    let outcomes = commit(&mut store, writes);
    let Outcome::Failed(message) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(message.id, "outlook-definitions-unreadable");
    assert_eq!(done(&outcomes[1]).number, "2");
    let read = read(&mut store, &items[0].key);
    assert_eq!(read.warnings[0].id, "outlook-definitions-unreadable");
}

/// Gives the first contact a definition stream that does not parse.
fn break_definitions(path: &std::path::Path) {
    let pst = pst::Pst::open(path, pst::Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let id = txn.named_prop(&outlook::user::DEFINITIONS.name().unwrap()).unwrap();
    let stream = pst::PropValue::Binary(vec![3, 1, 1, 0, 0]);
    txn.patch_message(first_item(path, &txn), &pst::Patch::new().set(id, stream)).unwrap();
    txn.commit().unwrap();
}

fn first_item(_: &std::path::Path, reader: &impl pst::Reader) -> pst::Nid {
    let folder = reader.folders().unwrap().folders.into_iter().find(|f| f.items > 0).unwrap();
    let mut first = None;
    reader.contents(folder.nid, &mut |row| first = first.or(Some(row.nid))).unwrap();
    first.unwrap()
}

#[test]
fn text_that_an_ansi_file_lacks_fails_that_item_and_names_the_field() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Ansi, Cipher::Permute);
    file.add_sample(SEED_WESTERN, Amounts::contacts(2), &mut |_| {}).unwrap();
    let mut store = file.store();
    let items = contacts(&mut store);
    let outcomes = commit(&mut store, vec![number(&items[0], "漢1"), number(&items[1], "2")]);
    let Outcome::Failed(message) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(message.id, "outlook-not-representable");
    assert_eq!(message.args[0], ("field".to_owned(), "user.Kundennr".to_owned()));
    assert_eq!(done(&outcomes[1]).number, "2");
}

#[test]
fn a_created_contact_has_number_export_date_and_every_companion() {
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        let file = create(&path, format, cipher);
        let mut store = file.store();
        let at: jiff::Timestamp = "2024-05-03T10:00:00Z".parse().unwrap();
        let record = Contacts::new(SEED_WESTERN).get(4);
        let write = Write::Create {
            kind: Kind::Addresses,
            record: record.clone(),
            number: "10007".to_owned(),
            touch: Touch::Stamp(at),
        };
        let outcomes = commit(&mut store, vec![write]);
        let full = done(&outcomes[0]);
        assert_eq!(
            (full.number.as_str(), full.exported_at, full.changed_at),
            ("10007", Some(at), Some(at))
        );
        assert_eq!(full.version.stamp, Some(at));
        for (name, value) in record.iter() {
            assert_eq!(full.record.get(name), Some(value), "{name}");
        }
        assert!(!full.record.is_empty("contact.file_as"));
        assert_eq!(contacts(&mut store)[0].version, full.version);
        drop(store);
        drop(file);
        if let Some(shared) = shared() {
            assert_strict(&shared, &path);
        }
    }
}

#[test]
fn a_change_sets_stamp_and_export_date_to_the_same_instant() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    file.add_sample(1, Amounts::contacts(1), &mut |_| {}).unwrap();
    let mut store = file.store();
    let item = contacts(&mut store).remove(0);
    let at: jiff::Timestamp = "2024-05-03T10:00:00Z".parse().unwrap();
    let change = |field: &'static str, text: &str| Change {
        field: field.into(),
        value: Some(Value::text(text)),
    };
    let write = Write::Update {
        kind: Kind::Addresses,
        key: item.key.clone(),
        expected: item.version,
        changes: vec![change("contact.phone.mobile", "0171 1"), change("user.Farbe", "grün")],
        number: Some("7".into()),
        touch: Touch::Stamp(at),
    };
    let outcomes = commit(&mut store, vec![write]);
    let full = done(&outcomes[0]);
    assert_eq!(
        (full.exported_at, full.changed_at, full.version.stamp),
        (Some(at), Some(at), Some(at))
    );
    assert_eq!(full.record.text("contact.phone.mobile"), "0171 1");
    assert_eq!(full.record.text("user.Farbe"), "grün");
    assert_eq!(contacts(&mut store)[0].version, full.version);
}

#[test]
fn the_scope_is_what_lies_below_the_wanted_folders() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    file.add_sample(1, Amounts::contacts(3), &mut |_| {}).unwrap();
    let mut store = file.store();
    let scope = |folder: &str| Scope { folders: vec![folder.to_owned()], ..Scope::default() };
    assert!(list(&mut store, &Scope::default()).iter().all(|item| item.in_scope && !item.deleted));
    assert!(list(&mut store, &scope("/kontakte")).iter().all(|item| item.in_scope));
    let deleted = list(&mut store, &scope("/Gelöschte Elemente"));
    assert!(deleted.len() == 3 && deleted.iter().all(|item| !item.in_scope));
    let missing = store.survey(&scope("/Nirgends"), &mut |_| {}).unwrap_err();
    assert_eq!(missing.message.id, "outlook-no-such-folder");
}

#[test]
fn a_file_that_cannot_be_written_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute)
        .add_sample(1, Amounts::contacts(1), &mut |_| {})
        .unwrap();
    let ost = dir.path().join("a.ost");
    std::fs::copy(&path, &ost).unwrap();
    let file = open(&ost);
    assert_eq!(file.read_only().unwrap().id, "outlook-is-ost");
    assert!(!file.writable());
    let mut store = file.store();
    assert_eq!(contacts(&mut store).len(), 1);
    let refused = store.commit(StoreTxn::default()).unwrap_err();
    assert_eq!(refused.message.id, "outlook-read-only");

    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    assert_eq!(open(&path).read_only().unwrap().id, "outlook-file-protected");
}

#[test]
fn a_file_in_use_is_locked_and_what_is_no_data_file_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    let held = create(&path, Format::Unicode, Cipher::Permute);
    let open =
        |path: &std::path::Path| OutlookFile::open(path, Purpose::Read, options()).err().unwrap();
    let locked = open(&path);
    assert_eq!((locked.message.id.as_str(), locked.transient), ("outlook-locked", true));
    drop(held);
    for (name, bytes, id) in
        [("leer.pst", &b""[..], "outlook-empty"), ("text.pst", b"Hallo, Welt!", "outlook-not-pst")]
    {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(open(&path).message.id, id);
    }
    assert_eq!(open(dir.path()).message.id, "outlook-is-folder");
    assert_eq!(open(&dir.path().join("fehlt.pst")).message.id, "outlook-no-such-file");
}

#[test]
fn a_backup_of_an_open_file_is_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    let file = create(&path, Format::Unicode, Cipher::Permute);
    let copy = file.backup(jiff::civil::date(2024, 5, 3)).unwrap();
    assert!(std::fs::read(&copy).unwrap() == std::fs::read(&path).unwrap());
    assert_eq!(copy.file_name().unwrap(), "a.pst.bak-2024-05-03");
}

#[test]
fn the_folder_gets_one_hidden_item_for_its_fields() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute)
        .add_sample(1, Amounts::contacts(5), &mut |_| {})
        .unwrap();
    for _ in 0..2 {
        number_all(&path);
        let pst = pst::Pst::open(&path, pst::Access::Read).unwrap();
        let hidden: Vec<u64> =
            pst::Reader::folders(&pst.read()).unwrap().folders.iter().map(|f| f.hidden).collect();
        assert_eq!(hidden.iter().sum::<u64>(), 1);
    }
}

//! Deleting and bringing back: the item moves, and nothing of it changes.

mod support;

use std::collections::BTreeMap;

use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use serde_json::Value as Json;
use support::*;
use sync::{Key, Kind, Listed, Outcome, Store, StoreTxn, Touch, Value, Version, Write};

const KIND: Kind = Kind::Addresses;

fn delete(item: &Listed) -> Write {
    Write::Delete { kind: KIND, key: item.key.clone(), expected: item.version }
}

fn restore(key: &Key) -> Write {
    Write::Restore { kind: KIND, key: key.clone() }
}

fn key(outcome: &Outcome) -> &Key {
    match outcome {
        Outcome::Done { key, .. } => key,
        other => panic!("{other:?}"),
    }
}

/// Everything of an item but the folder it lies in.
fn placeless(dump: BTreeMap<String, Json>) -> BTreeMap<String, Json> {
    let items = dump.into_iter().filter(|(_, item)| item["kind"] == "message");
    let props = items.map(|(nid, item)| (nid, item["props"].clone()));
    props.collect()
}

#[test]
fn a_deleted_item_lies_in_deleted_items_under_the_same_key_and_comes_back_unchanged() {
    let dir = tempfile::tempdir().unwrap();
    for (format, cipher) in kinds_of_file() {
        let path = dir.path().join(format!("{format:?}-{cipher:?}.pst"));
        create(&path, format, cipher).add_sample(3, Amounts::contacts(12), &mut |_| {}).unwrap();
        let before = shared().map(|shared| placeless(dump(&shared, &path)));
        let file = open(&path);
        let mut store = file.store();
        let items = contacts(&mut store);
        let gone = [&items[2], &items[7]];
        let outcomes = commit(&mut store, gone.map(delete).to_vec());
        for (outcome, item) in outcomes.iter().zip(gone) {
            assert_eq!(key(outcome), &item.key);
            assert!(done(outcome).name.starts_with("/Gelöschte Elemente: "));
        }
        let listed = contacts(&mut store);
        let deleted: Vec<&Listed> = listed.iter().filter(|item| item.deleted).collect();
        assert_eq!((listed.len(), deleted.len()), (12, 2));
        assert_eq!(done(&outcomes[0]).version, deleted[0].version, "as read back, so listed");
        assert!(!deleted[0].in_scope);

        let back = commit(&mut store, vec![restore(&items[2].key), restore(&items[7].key)]);
        assert_eq!(key(&back[0]), &items[2].key);
        assert!(done(&back[1]).name.starts_with("/Kontakte: "));
        let listed = contacts(&mut store);
        assert!(listed.iter().all(|item| !item.deleted && item.in_scope));
        let again = listed.iter().find(|item| item.key == items[2].key).unwrap();
        assert_eq!(done(&back[0]).version, again.version);
        drop(store);
        drop(file);
        if let (Some(shared), Some(before)) = (shared(), before) {
            assert_strict(&shared, &path);
            assert_eq!(placeless(dump(&shared, &path)), before);
        }
    }
}

#[test]
fn what_was_changed_since_is_not_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    file.add_sample(1, Amounts::contacts(3), &mut |_| {}).unwrap();
    let mut store = file.store();
    let items = contacts(&mut store);
    commit(&mut store, vec![number(&items[0], "1")]);
    let outcomes = commit(&mut store, vec![delete(&items[0]), delete(&items[1])]);
    assert_eq!(outcomes[0], Outcome::Stale);
    assert!(matches!(outcomes[1], Outcome::Done { .. }));
    assert_eq!(contacts(&mut store).iter().filter(|item| item.deleted).count(), 1);
    let nowhere = Write::Delete {
        kind: KIND,
        key: items[1].key.clone(),
        expected: Version { row: 1, stamp: None },
    };
    assert_eq!(commit(&mut store, vec![nowhere]), [Outcome::Stale]);
}

#[test]
fn bringing_back_what_was_never_deleted_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute)
        .add_sample(1, Amounts::contacts(3), &mut |_| {})
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let file = open(&path);
    let mut store = file.store();
    let items = contacts(&mut store);
    let outcomes = commit(&mut store, vec![restore(&items[0].key)]);
    assert_eq!(done(&outcomes[0]).version, items[0].version);
    drop(store);
    drop(file);
    assert!(std::fs::read(&path).unwrap() == before);
}

#[test]
fn an_item_that_came_back_can_be_written_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Ansi, Cipher::Permute);
    file.add_sample(3, Amounts::contacts(2), &mut |_| {}).unwrap();
    let mut store = file.store();
    let items = contacts(&mut store);
    commit(&mut store, vec![delete(&items[0])]);
    let back = commit(&mut store, vec![restore(&items[0].key)]);
    let write = update(key(&back[0]), done(&back[0]).version, "10000");
    let outcomes = commit(&mut store, vec![write]);
    assert_eq!(done(&outcomes[0]).number, "10000");
}

#[test]
fn what_an_ansi_file_lacks_is_named_and_the_rest_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    let file = create(&path, Format::Ansi, Cipher::Permute);
    let mut store = file.store();
    let record = [
        ("contact.first_name", Value::text("Jürgen")),
        ("contact.last_name", Value::text("Łukasz")),
        ("contact.body", Value::text("Größe 😀 漢字")),
        ("contact.business.city", Value::text("Köln")),
    ];
    let write = Write::Create {
        kind: KIND,
        record: record.into_iter().collect(),
        number: "7".to_owned(),
        touch: Touch::Keep,
    };
    let outcomes = commit(&mut store, vec![write]);
    let full = done(&outcomes[0]);
    let named: Vec<_> =
        full.warnings.iter().map(|of| (of.id.as_str(), of.args[0].1.as_str())).collect();
    assert_eq!(
        named,
        [("outlook-left-out", "contact.body"), ("outlook-left-out", "contact.last_name")]
    );
    assert_eq!(full.record.text("contact.full_name"), "Jürgen");
    assert_eq!(full.record.text("contact.business.city"), "Köln");
    assert!(full.record.is_empty("contact.last_name") && full.record.is_empty("contact.body"));
    changing_leaves_what_it_cannot_write(&mut store);
    drop(store);
    drop(file);
    if let Some(shared) = shared() {
        assert_strict(&shared, &path);
    }
}

fn changing_leaves_what_it_cannot_write(store: &mut outlook::OutlookStore<'_>) {
    let item = contacts(store).remove(0);
    let change = |field: &'static str, text: &str| sync::Change {
        field: field.into(),
        value: Some(Value::text(text)),
    };
    let write = |item: &Listed, changes| Write::Update {
        kind: KIND,
        key: item.key.clone(),
        expected: item.version,
        changes,
        number: None,
        touch: Touch::Stamp("2024-05-03T10:00:00Z".parse().unwrap()),
    };
    let changes = vec![change("contact.business.city", "Łódź"), change("contact.company", "Süß")];
    let outcomes = store.commit(StoreTxn { writes: vec![write(&item, changes)] }).unwrap();
    let full = done(&outcomes[0]);
    assert_eq!(full.record.text("contact.business.city"), "Köln");
    assert_eq!(full.record.text("contact.company"), "Süß");
    assert_eq!(full.warnings.len(), 1);
    let again = contacts(store).remove(0);
    let changes = vec![change("contact.business.city", "Łódź")];
    let outcomes = store.commit(StoreTxn { writes: vec![write(&again, changes)] }).unwrap();
    assert_eq!(done(&outcomes[0]).warnings.len(), 1);
    assert_eq!(contacts(store).remove(0).version, again.version, "nothing was written");
}

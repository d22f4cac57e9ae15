//! Rows of a synchronisation that are about numbers claimed, copied, unknown, and about files that
//! cannot be read or written.

use sync::{Deletions, Doubtful, Job, Key, Kind, LinkState, Report, Touch};

use crate::synchronisation::{in_step, of_item, of_office, quiet};
use crate::world::{World, address, counts, person};

pub fn row_16() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let moved = world.outlook.move_to(&pairs[0].0, "/Kontakte/Kunden").unwrap();
    world.outlook.edit(&moved, "contact.nickname", "Anni");
    world.office.edit(pairs[0].1, "city", "Bonn");
    assert_eq!(counts(&world.sync()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, &moved, "contact.business.city"), "Bonn");
    assert_eq!(of_office(&world, pairs[0].1, "nickname"), "Anni");
    assert_eq!((world.office.rows.len(), world.outlook.items.len()), (1, 1));
    quiet(&mut world);
}

pub fn row_17() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    world.outlook.change(&pairs[0].0, |item| item.folder = "/Archiv".to_owned());
    world.settings.scope.folders = vec!["/Kontakte".to_owned()];
    for _ in 0..3 {
        assert_eq!(counts(&world.sync()), [0, 0, 1, 0, 0, 0, 0]);
    }
    assert!(!world.office.rows[&pairs[0].1].deleted);
    world.settings.scope.folders.clear();
    world.sync();
    assert_eq!(world.state(&pairs[0].0), Some(LinkState::Linked));
}

pub fn row_18() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let copy = world.outlook.copy(&pairs[0].0).unwrap();
    world.outlook.change(&copy, |item| item.record = person("Unbekannte"));
    assert_eq!(counts(&world.sync()), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!((world.number(&pairs[0].0), world.number(&copy)), ("10000", "10001"));
    quiet(&mut world);
}

pub fn row_18_equal() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let copy = world.outlook.copy(&pairs[0].0).unwrap();
    world.office.edit(pairs[0].1, "city", "Bonn");
    let report = world.sync();
    assert_eq!((counts(&report)[0], report.duplicates), (0, 1));
    assert_eq!(of_item(&world, &pairs[0].0, "contact.business.city"), "Bonn");
    assert_eq!(of_item(&world, &copy, "contact.business.city"), "Kiel", "never overwritten");
    assert_eq!(world.office.rows.len(), 1);
}

fn with_copy(copies: Doubtful) -> (World, Report) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.settings.policy.copies = copies;
    world.outlook.copy(&pairs[0].0).unwrap();
    let report = world.sync();
    quiet(&mut world);
    (world, report)
}

pub fn row_18_ask() {
    let (_, report) = with_copy(Doubtful::Ask);
    assert_eq!(counts(&report), [0, 0, 1, 0, 0, 1, 0]);
}

pub fn row_18_new() {
    let (world, report) = with_copy(Doubtful::New);
    assert_eq!((counts(&report)[0], world.office.rows.len()), (1, 2));
}

pub fn row_19() {
    let mut world = World::default();
    let keys = [world.outlook.add(person("Muster")), world.outlook.add(person("Muster"))];
    keys.iter().for_each(|key| world.outlook.set_number(key, "K1"));
    world.office.add("k1", address("Muster"));
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    for _ in 0..2 {
        assert_eq!(counts(&world.sync()), [0, 0, 0, 0, 0, 2, 0]);
        assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    }
}

pub fn row_20() {
    use sync::{Outcome, Store, StoreTxn, Write};
    let mut world = World::default();
    world.office.add("K1", address("Muster"));
    let (kind, touch) = (Kind::Addresses, Touch::Keep);
    let write = Write::Create { kind, record: address("Zweite"), number: " k1".to_owned(), touch };
    let outcomes = world.office.commit(StoreTxn { writes: vec![write] }).unwrap();
    assert!(matches!(outcomes[0], Outcome::Failed(_)));
}

fn unknown_number(unknown_numbers: Doubtful) -> (World, Key, Report) {
    let mut world = World::default();
    world.settings.policy.unknown_numbers = unknown_numbers;
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, " K-7 ");
    let report = world.sync();
    quiet(&mut world);
    (world, key, report)
}

pub fn row_21() {
    let (world, _, report) = unknown_number(Doubtful::Decide);
    assert_eq!(counts(&report)[0], 1);
    assert!(world.office.by_number("k-7").is_some());
}

pub fn row_21_ask() {
    let (world, _, report) = unknown_number(Doubtful::Ask);
    assert_eq!((counts(&report)[5], world.office.rows.len()), (1, 0));
}

pub fn row_21_new() {
    let (world, key, _) = unknown_number(Doubtful::New);
    assert_eq!(world.number(&key), "10000");
}

pub fn row_22() {
    let mut world = World::default();
    let id = world.office.add("K1", address("Muster"));
    world.office.delete(id);
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, "K1");
    assert_eq!(counts(&world.sync()), [0, 0, 0, 1, 0, 0, 0]);
    assert!(!world.office.rows[&id].deleted);
    quiet(&mut world);
}

pub fn row_23() {
    let mut world = World::default();
    let key = world.outlook.add(person("Unbekannte"));
    world.outlook.set_number(&key, "K1");
    world.office.add("K1", address("Muster"));
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    for _ in 0..2 {
        assert_eq!(counts(&world.sync()), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    }
    assert_eq!(world.state(&key), Some(LinkState::Quarantined));
}

pub fn row_24() {
    let mut world = World::default();
    world.outlook.add(person("Muster"));
    world.office.add("1", address("Muster"));
    world.office.add("2", address("Muster"));
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    for _ in 0..2 {
        assert_eq!(counts(&world.sync()), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    }
}

pub fn row_25() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    world.outlook.change(&pairs[0].0, |item| item.unreadable = true);
    for _ in 0..3 {
        let report = world.sync();
        assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 1], 3));
    }
    assert!(!world.office.rows[&pairs[0].1].deleted);
}

pub fn row_26() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.outlook.read_only = true;
    let refused = world.attempt(Job::Sync, &mut sync::Silent).unwrap_err();
    assert_eq!(refused.message.id, "outlook-not-writable");
    world.outlook.edit(&pairs[0].0, "contact.business.city", "Bonn");
    world.import();
    assert_eq!(of_office(&world, pairs[0].1, "city"), "Bonn", "an import goes on");
}

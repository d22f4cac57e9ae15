//! Rows 16 to 26: moved, copied, unknown, doubtful and unreadable items.

use sync::{Doubtful, Kind, LinkState, Value};

use crate::world::{World, address, counts, imported, person};

pub fn row_16() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    let moved = world.outlook.move_to(&keys[0], "/Kontakte/Kunden").unwrap();
    world.outlook.edit(&moved, "contact.business.city", "Trier");
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 1, 0, 0, 0, 0, 0], 0));
    assert_eq!((world.id(&moved), world.link(&moved).unwrap().office), (id, Some(id)));
    assert_eq!((world.office.rows.len(), world.state(&keys[0])), (1, None));
    assert_eq!(world.field(&moved, "city"), "Trier");
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
}

pub fn row_17() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.change(&keys[0], |item| item.folder = "/Archiv".to_owned());
    world.import();
    world.settings.scope.folders = vec!["/Kontakte".to_owned()];
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.state(&keys[0]), Some(LinkState::OutOfScope));
    assert_eq!(world.field(&keys[0], "city"), "Kiel");
    world.settings.scope.folders.clear();
    assert_eq!(counts(&world.import()), [0, 1, 1, 0, 0, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Trier");
    assert_eq!(world.state(&keys[0]), Some(LinkState::Linked));
}

fn copied() -> (World, sync::Key, sync::Key) {
    let (mut world, keys) = imported(&["Beispiel"]);
    let copy = world.outlook.copy(&keys[0]).unwrap();
    (world, keys[0].clone(), copy)
}

pub fn row_18_equal() {
    let (mut world, original, copy) = copied();
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 1, 0, 0], 0));
    assert_eq!((report.duplicates, world.state(&copy)), (1, Some(LinkState::Duplicate)));
    let opened = world.opened();
    let again = world.import();
    assert_eq!((counts(&again), again.duplicates), ([0, 0, 1, 0, 1, 0, 0], 1));
    assert_eq!(world.opened(), opened, "a remembered copy is not read again");
    world.outlook.edit(&original, "contact.business.city", "Trier");
    let differs = world.import();
    assert_eq!(counts(&differs), [0, 1, 0, 0, 0, 1, 0], "now the copy is old, a person decides");
    assert_eq!(world.field(&original, "city"), "Trier");
}

pub fn row_18_other() {
    let (mut world, original, copy) = copied();
    let new = person("Muster");
    world.outlook.change(&copy, |item| item.record = new);
    let report = world.import();
    assert_eq!(counts(&report), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!((world.number(&original), world.number(&copy)), ("10000", "10001"));
    assert_eq!(world.field(&original, "last_name"), "Beispiel");
    assert_eq!(world.field(&copy, "last_name"), "Muster");
    assert!(report.warnings.iter().any(|warning| warning.id == "row-18-new-customer"));
}

pub fn row_18_unclear() {
    let (mut world, original, copy) = copied();
    world.outlook.edit(&copy, "contact.business.city", "Trier");
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 1, 0], 1));
    let open = &report.open[0];
    assert_eq!((open.row, open.office, &open.item), (18, Some(world.id(&original)), &copy));
    assert_eq!(
        open.fields,
        [("city".into(), Some(Value::text("Kiel")), Some(Value::text("Trier")))]
    );
    let opened = world.opened();
    assert_eq!(world.import().open, report.open);
    assert_eq!(world.opened(), opened, "an open question costs nothing");
    assert_eq!(world.field(&original, "city"), "Kiel");
}

pub fn row_18_ask() {
    let (mut world, _, copy) = copied();
    world.settings.policy.copies = Doubtful::Ask;
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 1, 0]);
    assert_eq!(world.state(&copy), Some(LinkState::Open));
}

pub fn row_18_new() {
    let (mut world, _, copy) = copied();
    world.settings.policy.copies = Doubtful::New;
    assert_eq!(counts(&world.import()), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.number(&copy), "10001");
}

pub fn row_18_original_gone() {
    let (mut world, original, copy) = copied();
    let id = world.id(&original);
    world.import();
    world.outlook.items.remove(&original);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.link(&copy).unwrap().office, Some(id));
    assert_eq!((world.state(&copy), world.state(&original)), (Some(LinkState::Linked), None));
}

fn claimed_twice() -> (World, sync::Key, sync::Key) {
    let mut world = World::default();
    world.at(1_000_000);
    world.office.add("700", address("Muster"));
    let first = world.outlook.add(person("Muster"));
    world.outlook.set_number(&first, "700");
    let second = world.outlook.copy(&first).unwrap();
    world.pass(60);
    (world, first, second)
}

pub fn row_19() {
    let (mut world, first, second) = claimed_twice();
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 2, 0], 1));
    assert!(report.open.iter().all(|open| open.row == 19));
    assert_eq!(world.office.rows.len(), 1);
    let opened = world.opened();
    assert_eq!(world.import().open, report.open);
    assert_eq!(world.opened(), opened);
    assert_eq!(world.state(&first), world.state(&second));
}

pub fn row_19_unknown() {
    let mut world = World::default();
    let new = world.outlook.add(person("Neu"));
    let claims = [person("Muster"), person("Muster")].map(|record| world.outlook.add(record));
    claims.iter().for_each(|key| world.outlook.set_number(key, "10000"));
    assert_eq!(counts(&world.import()), [1, 0, 0, 0, 0, 2, 0]);
    assert_eq!(world.number(&new), "10001");
}

pub fn row_19_resolved() {
    let (mut world, first, second) = claimed_twice();
    world.import();
    world.outlook.items.remove(&second);
    let report = world.import();
    assert_eq!((counts(&report), report.open.len()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!((world.state(&first), world.state(&second)), (Some(LinkState::Linked), None));
}

fn unknown(number: &str) -> (World, sync::Key) {
    let mut world = World::default();
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, number);
    (world, key)
}

pub fn row_21() {
    let (mut world, key) = unknown("K-0042");
    let other = world.outlook.add(person("Beispiel"));
    let report = world.import();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0, 0]);
    assert_eq!((world.number(&key), world.number(&other)), ("K-0042", "10000"));
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 1);
    let (mut world, key) = unknown("10000");
    let other = world.outlook.add(person("Beispiel"));
    world.import();
    assert_eq!((world.number(&key), world.number(&other)), ("10000", "10001"));
}

pub fn row_21_invalid() {
    let (mut world, key) = unknown("123456789");
    let report = world.import();
    assert_eq!((counts(&report), world.number(&key)), ([1, 0, 0, 0, 0, 0, 0], "10000"));
    let reported = report.warnings.iter().find(|warning| warning.id == "number-replaced").unwrap();
    assert_eq!((reported.arg("old"), reported.arg("new")), (Some("123456789"), Some("10000")));
}

pub fn row_21_match() {
    let (mut world, key) = unknown("999");
    let id = world.office.add("700", address("Muster"));
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 0, 0, 0, 1, 0], 21));
    assert_eq!((report.open[0].office, world.number(&key)), (Some(id), "999"));
    let opened = world.opened();
    assert_eq!((world.import().open, world.opened()), (report.open, opened));
    world.office.delete(id);
    assert_eq!(counts(&world.import()), [1, 0, 0, 0, 0, 0, 0], "the doubt is gone");
}

pub fn row_21_ask() {
    let (mut world, _) = unknown("999");
    world.settings.policy.unknown_numbers = Doubtful::Ask;
    assert_eq!(counts(&world.import()), [0, 0, 0, 0, 0, 1, 0]);
}

pub fn row_21_new() {
    let (mut world, key) = unknown("999");
    world.settings.policy.unknown_numbers = Doubtful::New;
    assert_eq!(counts(&world.import()), [1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(world.number(&key), "10000");
}

pub fn row_22() {
    for purge in [false, true] {
        let (mut world, key) = unknown("700");
        let id = world.office.add("700", address("Muster"));
        world.office.delete(id);
        if purge {
            world.office.purge(id);
        }
        let report = world.import();
        assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 1, 0, 0, 0], 0));
        assert!(!world.office.by_number("700").unwrap().1.deleted);
        assert_eq!(world.number(&key), "700");
        assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    }
}

pub fn row_23() {
    let (mut world, key) = unknown("700");
    let id = world.office.add("700", address("Fremd"));
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 0, 0, 0, 1, 0], 23));
    assert_eq!(world.state(&key), Some(LinkState::Quarantined));
    assert_eq!(world.office.rows[&id].record, address("Fremd"));
    let opened = world.opened();
    assert_eq!((world.import().open, world.opened()), (report.open, opened));
    let now = address("Muster");
    for (field, text) in now.iter() {
        let Value::Text(text) = text else { continue };
        let field: &'static str = Box::leak(field.to_owned().into_boxed_str());
        world.office.edit(id, field, text);
    }
    let settled = world.import();
    assert_eq!((settled.open.len(), world.state(&key)), (0, Some(LinkState::Linked)));
}

pub fn row_23_altered() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.set_number(&keys[0], "555");
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 0, 0, 0, 1, 0], 23));
    assert_eq!(world.office.by_number("10000").unwrap().1.record.text("city"), "Kiel");
    let opened = world.opened();
    assert_eq!((world.import().open, world.opened()), (report.open, opened));
    world.outlook.set_number(&keys[0], "10000");
    let settled = world.import();
    assert_eq!((counts(&settled), settled.open.len()), ([0, 1, 0, 0, 0, 0, 0], 0));
    assert_eq!(world.field(&keys[0], "city"), "Trier");
}

pub fn row_23_removed() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.set_number(&keys[0], "");
    let report = world.import();
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 1);
    assert_eq!((world.number(&keys[0]), world.office.rows.len()), ("10000", 1));
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
}

pub fn row_24() {
    let mut world = World::default();
    world.settings.match_contents = true;
    let twin = |world: &mut World, number: &str| world.office.add(number, address("Muster"));
    twin(&mut world, "700");
    twin(&mut world, "701");
    let key = world.outlook.add(person("Muster"));
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 0, 0, 0, 1, 0], 24));
    assert_eq!((world.number(&key), world.office.rows.len()), ("", 2));
    assert_eq!(world.import().open, report.open);
}

pub fn row_25() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.change(&keys[0], |item| item.unreadable = true);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 1], 3));
    assert_eq!(world.state(&keys[0]), Some(LinkState::Linked));
    let fresh = world.outlook.add(person("Neu"));
    world.outlook.change(&fresh, |item| item.unreadable = true);
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 2]);
}

pub fn row_26() {
    let mut world = World::default();
    world.outlook.read_only = true;
    let key = world.outlook.add(person("Muster"));
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([1, 0, 0, 0, 0, 0, 0], 0));
    assert_eq!((report.numbers_owed.len(), world.number(&key)), (1, ""));
    assert_eq!(report.numbers_owed[0].number, "10000");
    let opened = world.opened();
    let again = world.import();
    assert_eq!((counts(&again), world.opened()), ([0, 0, 1, 0, 0, 0, 0], opened));
    assert_eq!(again.numbers_owed.len(), 1, "still owed");
    world.outlook.edit(&key, "contact.business.city", "Trier");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    world.outlook.read_only = false;
    let paid = world.import();
    assert_eq!((paid.kinds[&Kind::Addresses].written_to_outlook, world.number(&key)), (1, "10000"));
    assert_eq!(paid.numbers_owed.len(), 0);
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
}

//! Every row of the decision table that an export knows.

use sync::{
    Conflicts, Deletions, Job, Key, Kind, LinkState, Record, Report, Side, Touch, Value, Write,
};

use crate::world::{Row, World, address, contact, counts, imported, person, prove};

const ROWS: &[Row] = &[
    (1, "default", "a new address becomes a contact with number and Exportdatum", row_1),
    (1, "prospect", "an address without number is exported without one, once", row_1_prospect),
    (1, "again", "a second export changes nothing", row_1_again),
    (1, "number there", "a contact with its number is linked and not doubled", row_1_number),
    (2, "export", "a new contact is left alone", row_2),
    (3, "default", "an unchanged pair is neither read nor written", row_3),
    (4, "default", "a changed address changes its contact, that field alone", row_4),
    (4, "number", "a number changed in the office is an ordinary update", row_4_number),
    (5, "export", "a changed contact keeps its value and stays ahead of its base", row_5),
    (6, "export", "only the office's fields travel", row_6),
    (7, "default", "the same change on both sides is no conflict", row_7),
    (8, "newer", "the newer address wins, and the contact's value is in the journal", row_8_office),
    (8, "newer", "the newer contact stays, and the address's value is listed", row_8_outlook),
    (8, "newer, in doubt", "stamps within 120 seconds leave it to a person", row_8_doubt),
    (9, "default", "a cleared field is cleared", row_9),
    (10, "default", "without a base a field is filled but never blanked", row_10),
    (11, "export", "a deleted address deletes nothing in Outlook", row_11),
    (13, "restore", "a missing contact is brought back", row_13),
    (13, "propagate", "the office's trash is not touched by an export", row_13_propagate),
    (14, "default", "a missing contact of a changed address is brought back", row_14),
    (14, "deleted items", "it is moved back, with what changed since", row_14_deleted_items),
    (14, "ask", "a person decides", row_14_ask),
    (15, "default", "a pair that is gone on both sides leaves a tombstone", row_15),
    (16, "default", "a moved contact is linked again, and updated", row_16),
    (17, "folder", "a contact out of scope is left alone", row_17),
    (18, "default", "only the linked contact is updated, never its copy", row_18),
    (19, "default", "several claims of one number: none is written, none is added", row_19),
    (21, "export", "an unknown number makes nothing in the office", row_21),
    (22, "export", "the number of a deleted address brings nothing back", row_22),
    (23, "default", "clearly another person is quarantined, and no second contact made", row_23),
    (24, "match", "two matches are left to a person, and no contact is made", row_24),
    (25, "default", "an unreadable contact is an error, and no second one made", row_25),
    (26, "export", "a read-only file cannot be exported to", row_26),
];

#[test]
fn every_row_of_an_export_holds() {
    prove(ROWS);
}

/// A world whose addresses were exported to an empty data file.
pub fn exported(words: &[&str]) -> (World, Vec<i64>) {
    let mut world = World::default();
    world.at(1_000_000);
    let add = |(n, word): (usize, &&str)| world.office.add(&format!("{}", 500 + n), address(word));
    let ids = words.iter().enumerate().map(add).collect();
    assert_eq!(world.export().exit_code(), 0);
    world.pass(60);
    (world, ids)
}

fn key(world: &World, id: i64) -> Key {
    world.item_of(id).expect("an item").0.clone()
}

fn of_item(world: &World, id: i64, field: &str) -> String {
    world.item_of(id).expect("an item").1.record.text(field).to_owned()
}

fn written(report: &Report) -> u64 {
    report.kinds[&Kind::Addresses].written_to_outlook
}

fn last_journal(world: &World) -> Vec<&sync::JournalLine> {
    let run = i64::try_from(world.office.runs.len()).unwrap();
    world.office.journal.iter().filter(|(of, _)| *of == run).map(|(_, line)| line).collect()
}

fn row_1() {
    let mut world = World::default();
    world.at(1_000_000);
    let id = world.office.add("00700", address("Muster"));
    let report = world.export();
    assert_eq!((counts(&report), report.exit_code()), ([1, 0, 0, 0, 0, 0, 0], 0));
    let created = report.kinds[&Kind::Addresses].outlook.created;
    assert_eq!((created, written(&report)), (1, 1));
    let (item, expected) = (world.item_of(id).unwrap().1, person("Muster"));
    for (field, value) in expected.iter().filter(|(field, _)| *field != "user.Vertreter") {
        assert_eq!(item.record.get(field), Some(value), "{field}");
    }
    assert_eq!(item.number, "00700");
    assert_eq!((item.exported_at, item.changed_at), (Some(world.outlook.now), item.exported_at));
    let lines = last_journal(&world);
    assert!(lines.iter().all(|line| line.side == Side::Outlook));
    assert!(lines.iter().all(|line| line.office == Some(id) && line.item.is_some()));
    let what: Vec<&str> = lines.iter().map(|line| line.what.as_str()).collect();
    let made = ["create"; 6].into_iter().chain(["stamp"]).collect::<Vec<_>>();
    assert_eq!(what, made, "the number, five fields, and when it was made");
}

fn row_1_prospect() {
    let mut world = World::default();
    let id = world.office.add("", address("Muster"));
    world.export();
    assert_eq!(world.item_of(id).unwrap().1.number, "");
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    world.office.edit(id, "city", "Bonn");
    world.export();
    assert_eq!(
        (of_item(&world, id, "contact.business.city").as_str(), world.outlook.items.len()),
        ("Bonn", 1)
    );
}

fn row_1_again() {
    let (mut world, _) = exported(&["Beispiel", "Muster"]);
    let (items, opened) = (world.outlook.items.clone(), world.opened());
    let report = world.export();
    assert_eq!((counts(&report), written(&report)), ([0, 0, 2, 0, 0, 0, 0], 0));
    assert_eq!((&world.outlook.items, world.opened()), (&items, opened));
}

fn row_1_number() {
    let mut world = World::default();
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, " k1 ");
    let id = world.office.add("K1", address("Muster"));
    let items = world.outlook.items.clone();
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.outlook.items, items, "equal contents: linked, nothing written");
    assert_eq!(world.item_of(id).unwrap().0, &key);
}

fn row_2() {
    let (mut world, _) = exported(&["Beispiel"]);
    let key = world.outlook.add(person("Neu"));
    let items = world.outlook.items.clone();
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!((&world.outlook.items, world.link(&key)), (&items, None));
}

fn row_3() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    let (items, opened) = (world.outlook.items.clone(), world.opened());
    assert_eq!(counts(&world.export()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!((&world.outlook.items, world.opened()), (&items, opened));
    assert!(world.outlook.items[&keys[0]].exported_at.is_none(), "no write, no stamp");
}

fn row_4() {
    let (mut world, ids) = exported(&["Beispiel", "Muster"]);
    let other = world.item_of(ids[0]).unwrap().1.clone();
    world.outlook.change(&key(&world, ids[1]), |item| {
        item.record.set("user.Vertreter", Value::text("bleibt"));
    });
    world.pass(60);
    world.office.edit(ids[1], "phone", "030 77");
    let report = world.export();
    assert_eq!((counts(&report), written(&report)), ([0, 1, 1, 0, 0, 0, 0], 1));
    assert_eq!(of_item(&world, ids[1], "contact.phone.business"), "030 77");
    assert_eq!(of_item(&world, ids[1], "user.Vertreter"), "bleibt");
    assert_eq!(world.item_of(ids[0]).unwrap().1, &other);
    let Some(Write::Update { changes, touch, number, .. }) = world.outlook.written.last() else {
        panic!("an update");
    };
    assert_eq!((changes.len(), *touch), (1, Touch::Stamp(world.outlook.now)));
    assert_eq!(*number, None);
    let (stamps, lines): (Vec<_>, Vec<_>) =
        last_journal(&world).into_iter().partition(|line| line.what == "stamp");
    assert_eq!((lines.len(), lines[0].row, lines[0].side), (1, 4, Side::Outlook));
    assert_eq!(stamps.len(), 2, "what the item's stamps were before is known for an undoing");
    assert_eq!(counts(&world.export()), [0, 0, 2, 0, 0, 0, 0]);
}

fn row_4_number() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.office.renumber(ids[0], "4711");
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(world.item_of(ids[0]).unwrap().1.number, "4711");
    let key = key(&world, ids[0]);
    assert_eq!(world.link(&key).unwrap().number, "4711");
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
}

fn row_5() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let key = key(&world, ids[0]);
    world.outlook.edit(&key, "contact.business.city", "Bonn");
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    world.office.edit(ids[0], "nickname", "Anni");
    world.export();
    assert_eq!(of_item(&world, ids[0], "contact.nickname"), "Anni");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0], "a later import sees the change");
    assert_eq!(world.office.rows[&ids[0]].record.text("city"), "Bonn");
}

fn row_6() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.office.edit(ids[0], "city", "Bonn");
    world.outlook.edit(&key(&world, ids[0]), "contact.nickname", "Anni");
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert_eq!(of_item(&world, ids[0], "contact.nickname"), "Anni");
}

fn row_7() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.office.edit(ids[0], "city", "Bonn");
    world.outlook.edit(&key(&world, ids[0]), "contact.business.city", " Bonn ");
    let items = world.outlook.items.clone();
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.outlook.items, items);
    let opened = world.opened();
    world.export();
    assert_eq!(world.opened(), opened, "the base is refreshed");
}

fn both_change(world: &mut World, id: i64, minutes_later: i64) {
    let key = key(world, id);
    if minutes_later < 0 {
        world.office.edit(id, "city", "Bonn");
        world.pass(-minutes_later);
        world.outlook.edit(&key, "contact.business.city", "Trier");
    } else {
        world.outlook.edit(&key, "contact.business.city", "Trier");
        world.pass(minutes_later);
        world.office.edit(id, "city", "Bonn");
    }
    world.pass(60);
}

fn row_8_office() {
    let (mut world, ids) = exported(&["Beispiel"]);
    both_change(&mut world, ids[0], 10);
    let report = world.export();
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert!(report.warnings.iter().any(|warning| warning.id == "row-8-office-stands"));
    let lines = last_journal(&world);
    assert_eq!(lines[0].before, Some(Value::text("Trier")));
}

fn row_8_outlook() {
    let (mut world, ids) = exported(&["Beispiel"]);
    both_change(&mut world, ids[0], -10);
    let report = world.export();
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Trier");
    assert!(report.warnings.iter().any(|warning| warning.id == "row-8-outlook-stands"));
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 0);
}

fn row_8_doubt() {
    let (mut world, ids) = exported(&["Beispiel"]);
    both_change(&mut world, ids[0], 1);
    let report = world.export();
    assert_eq!((counts(&report)[5], report.exit_code()), (1, 1));
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Trier");
    world.settings.policy.conflicts = Conflicts::Office;
    world.office.edit(ids[0], "nickname", "Anni");
    world.export();
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert!(world.office.decisions.is_empty());
}

fn row_9() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.office.edit(ids[0], "city", "");
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "");
}

fn row_10() {
    let mut world = World::default();
    let key = world
        .outlook
        .add(contact(&[("contact.last_name", "Muster"), ("contact.nickname", "bleibt")]));
    world.outlook.set_number(&key, "K1");
    let id = world.office.add("K1", address("Muster"));
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, id, "contact.business.city"), "Kiel");
    assert_eq!(of_item(&world, id, "contact.nickname"), "bleibt");
    assert_eq!(world.outlook.items.len(), 1);
}

fn row_11() {
    for deletions in [Deletions::Restore, Deletions::Ask, Deletions::Propagate] {
        let (mut world, ids) = exported(&["Beispiel", "Muster"]);
        world.settings.policy.deletions = deletions;
        let items = world.outlook.items.clone();
        world.office.delete(ids[0]);
        assert_eq!(counts(&world.export()), [0, 0, 1, 0, 1, 0, 0]);
        assert_eq!(world.outlook.items, items);
    }
}

fn row_13() {
    let (mut world, ids) = exported(&["Beispiel", "Muster"]);
    let gone = key(&world, ids[0]);
    world.outlook.items.remove(&gone);
    let report = world.export();
    assert_eq!(counts(&report), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(world.item_of(ids[0]).unwrap().1.number, "500");
    assert_ne!(key(&world, ids[0]), gone);
    assert_eq!(counts(&world.export()), [0, 0, 2, 0, 0, 0, 0]);
}

fn row_13_propagate() {
    let (mut world, ids) = exported(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    let gone = key(&world, ids[0]);
    world.outlook.delete(&gone);
    for _ in 0..3 {
        assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
    }
    assert_eq!(world.state(&gone), Some(LinkState::MissingOnce));
}

fn row_14() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let gone = key(&world, ids[0]);
    world.outlook.items.remove(&gone);
    world.office.edit(ids[0], "city", "Bonn");
    assert_eq!(counts(&world.export()), [0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
}

fn row_14_deleted_items() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let gone = key(&world, ids[0]);
    world.outlook.edit(&gone, "user.Vertreter", "bleibt");
    world.outlook.delete(&gone);
    world.office.edit(ids[0], "city", "Bonn");
    let report = world.export();
    assert_eq!((counts(&report), written(&report)), ([0, 0, 0, 1, 0, 0, 0], 1));
    assert_eq!(key(&world, ids[0]), gone, "it is the same item");
    assert_eq!(world.outlook.items[&gone].folder, "/Kontakte");
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert_eq!(of_item(&world, ids[0], "user.Vertreter"), "bleibt");
    assert_eq!(counts(&world.export()), [0, 0, 1, 0, 0, 0, 0]);
}

fn row_14_ask() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.settings.policy.deletions = Deletions::Ask;
    let gone = key(&world, ids[0]);
    world.outlook.delete(&gone);
    world.office.edit(ids[0], "city", "Bonn");
    for _ in 0..2 {
        let report = world.export();
        assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 1, 0], 1));
        assert_eq!((world.office.decisions.len(), report.open[0].row), (1, 14));
    }
    world.settings.policy.deletions = Deletions::Restore;
    assert_eq!(world.export().exit_code(), 0);
    assert!(world.office.decisions.is_empty());
}

fn row_15() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let gone = key(&world, ids[0]);
    world.outlook.items.remove(&gone);
    world.office.delete(ids[0]);
    world.export();
    assert_eq!(world.state(&gone), Some(LinkState::Tombstone));
    assert!(world.outlook.items.is_empty());
}

fn row_16() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let moved = world.outlook.move_to(&key(&world, ids[0]), "/Kontakte/Kunden").unwrap();
    world.office.edit(ids[0], "city", "Bonn");
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(key(&world, ids[0]), moved);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert_eq!(world.outlook.items.len(), 1);
}

fn row_17() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let aside = key(&world, ids[0]);
    world.outlook.change(&aside, |item| item.folder = "/Archiv".to_owned());
    world.settings.scope.folders = vec!["/Kontakte".to_owned()];
    world.office.edit(ids[0], "city", "Bonn");
    let items = world.outlook.items.clone();
    assert_eq!(counts(&world.export()), [0; 7]);
    assert_eq!((&world.outlook.items, world.state(&aside)), (&items, Some(LinkState::OutOfScope)));
    world.settings.scope.folders.clear();
    assert_eq!(counts(&world.export()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
}

fn row_18() {
    let (mut world, ids) = exported(&["Beispiel"]);
    let copy = world.outlook.copy(&key(&world, ids[0])).unwrap();
    let other = world.outlook.copy(&copy).unwrap();
    world.outlook.change(&other, |item| item.record = person("Andere"));
    let before = [world.outlook.items[&copy].clone(), world.outlook.items[&other].clone()];
    world.office.edit(ids[0], "city", "Bonn");
    let report = world.export();
    assert_eq!(counts(&report)[..3], [0, 1, 0], "{report:?}");
    assert_eq!(of_item(&world, ids[0], "contact.business.city"), "Bonn");
    assert_eq!(
        [&world.outlook.items[&copy], &world.outlook.items[&other]],
        [&before[0], &before[1]]
    );
}

fn row_19() {
    let mut world = World::default();
    let keys = [world.outlook.add(person("Muster")), world.outlook.add(person("Muster"))];
    keys.iter().for_each(|key| world.outlook.set_number(key, "K1"));
    world.office.add("k1", address("Muster"));
    let items = world.outlook.items.clone();
    for _ in 0..2 {
        assert_eq!(counts(&world.export()), [0, 0, 0, 0, 0, 2, 0]);
        assert_eq!(world.outlook.items, items);
    }
}

fn row_21() {
    let mut world = World::default();
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, "K1");
    let items = world.outlook.items.clone();
    world.export();
    assert_eq!((world.office.rows.len(), &world.outlook.items), (0, &items));
}

fn row_22() {
    let mut world = World::default();
    let id = world.office.add("K1", address("Muster"));
    world.office.delete(id);
    let key = world.outlook.add(person("Muster"));
    world.outlook.set_number(&key, "K1");
    let items = world.outlook.items.clone();
    world.export();
    assert_eq!(world.outlook.items, items);
}

fn row_23() {
    let mut world = World::default();
    let key = world.outlook.add(person("Unbekannte"));
    world.outlook.set_number(&key, "K1");
    world.office.add("K1", address("Muster"));
    let items = world.outlook.items.clone();
    for _ in 0..2 {
        assert_eq!(counts(&world.export()), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!(world.outlook.items, items);
    }
    assert_eq!(world.state(&key), Some(LinkState::Quarantined));
}

fn row_24() {
    let mut world = World::default();
    world.settings.match_contents = true;
    world.outlook.add(person("Muster"));
    world.office.add("1", address("Muster"));
    world.office.add("2", address("Muster"));
    let items = world.outlook.items.clone();
    for _ in 0..2 {
        assert_eq!(counts(&world.export()), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!(world.outlook.items, items);
    }
}

fn row_25() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.office.edit(ids[0], "city", "Bonn");
    let key = key(&world, ids[0]);
    world.outlook.change(&key, |item| item.unreadable = true);
    let items = world.outlook.items.clone();
    let report = world.export();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 0, 1], 3));
    assert_eq!(world.outlook.items, items);
}

fn row_26() {
    let (mut world, ids) = exported(&["Beispiel"]);
    world.outlook.read_only = true;
    world.office.edit(ids[0], "city", "Bonn");
    let runs = world.office.runs.len();
    for job in [Job::Export, Job::Sync] {
        let refused = world.attempt(job, &mut sync::Silent).unwrap_err();
        assert_eq!(refused.message.id, "outlook-not-writable");
    }
    assert_eq!(world.office.runs.len(), runs);
}

#[test]
fn an_export_to_a_new_file_and_an_import_into_a_new_office_give_equal_records() {
    let (mut world, ids) = exported(&["Beispiel", "Muster", "Übermut"]);
    let mut second = World { outlook: world.outlook.clone(), ..World::default() };
    assert_eq!(second.import().exit_code(), 0);
    for id in ids {
        let row = &world.office.rows[&id];
        let (_, other) = second.office.by_number(&row.number).expect("the same number");
        let without_no = |record: &Record| {
            let mut record = record.clone();
            record.0.retain(|_, value| *value != Value::Bool(false));
            record
        };
        assert_eq!(without_no(&row.record), without_no(&other.record));
    }
    assert_eq!(counts(&world.export()), [0, 0, 3, 0, 0, 0, 0]);
}

#[test]
fn a_dry_run_of_an_export_shows_every_field_and_writes_nothing() {
    let (mut world, ids) = exported(&["Beispiel", "Muster"]);
    world.office.edit(ids[0], "city", "Bonn");
    world.office.add("900", address("Neu"));
    let before = world.clone();
    world.settings.dry_run = true;
    let mut witness = crate::world::Witness::default();
    let report = world.run_watched(Job::Export, &mut witness);
    assert_eq!(counts(&report), [1, 1, 1, 0, 0, 0, 0]);
    assert_eq!(
        (&world.outlook.items, world.office.runs.len()),
        (&before.outlook.items, before.office.runs.len())
    );
    let shown = |field: &str| witness.lines.iter().filter(|line| line.field == field).count();
    assert_eq!((shown("Kundennr"), shown("contact.business.city")), (1, 2));
    world.settings.dry_run = false;
    let real = world.export();
    assert_eq!(counts(&real), counts(&report));
    let writes = |report: &Report| report.kinds[&Kind::Addresses].outlook;
    assert_eq!(writes(&real), writes(&report));
}

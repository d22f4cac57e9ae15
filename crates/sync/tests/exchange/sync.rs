//! Every row of the decision table, and its settings, in a synchronisation.

use sync::memory::DELETED_ITEMS;
use sync::{Conflicts, Deletions, Job, Key, Kind, LinkState, Newcomers, Report, Side, Value};

use crate::rows_of_claims::*;
use crate::world::{Row, Witness, World, address, contact, counts, person, prove};

const ROWS: &[Row] = &[
    (1, "default", "a new address becomes a contact", row_1),
    (1, "match", "a new address is matched before a contact is made", row_1_match),
    (2, "default", "a new contact becomes an address, with its number alone written", row_2),
    (2, "prospects", "a new contact becomes an address without number", row_2_prospect),
    (3, "default", "an unchanged pair is neither read nor written", row_3),
    (4, "default", "the office's change travels", row_4),
    (5, "default", "Outlook's change travels", row_5),
    (6, "default", "different fields changed on both sides are both kept, on both sides", row_6),
    (6, "record", "the newer side's record goes as a whole", row_6_record),
    (7, "default", "the same change on both sides is no conflict", row_7),
    (8, "newer", "the newer value holds on both sides, the older is in the journal", row_8),
    (8, "newer, in doubt", "stamps within 120 seconds leave it to a person", row_8_doubt),
    (8, "office", "the address stays", row_8_office),
    (8, "outlook", "the contact stays", row_8_outlook),
    (8, "both", "the loser is appended to the notes of both, once", row_8_both),
    (8, "ask", "a person decides, and other fields travel", row_8_ask),
    (9, "default", "clearing a field travels both ways", row_9),
    (10, "default", "without a base a field is filled, never blanked, on both sides", row_10),
    (11, "restore", "a deleted address comes back with its old number", row_11),
    (11, "ask", "a person decides", row_11_ask),
    (11, "propagate", "the contact is moved to Deleted Items", row_11_propagate),
    (12, "every setting", "the change survives", row_12),
    (13, "restore", "a missing contact is brought back", row_13),
    (13, "ask", "a person decides", row_13_ask),
    (
        13,
        "propagate",
        "after a second complete run the address goes to the trash",
        row_13_propagate,
    ),
    (14, "every setting", "the change survives", row_14),
    (15, "default", "a pair that is gone on both sides leaves a tombstone", row_15),
    (16, "default", "a moved contact is linked again", row_16),
    (17, "folder", "leaving the scope is no deletion", row_17),
    (18, "other person", "a copy that became another person is a new customer", row_18),
    (18, "equal copy", "a copy is listed and left alone", row_18_equal),
    (18, "ask", "an equal copy is asked about", row_18_ask),
    (18, "new", "an equal copy becomes a customer", row_18_new),
    (19, "default", "several claims: nothing is written on either side", row_19),
    (20, "default", "two addresses with one number cannot arise", row_20),
    (21, "default", "an unknown number is kept", row_21),
    (21, "ask", "an unknown number is left to a person", row_21_ask),
    (21, "new", "an unknown number is replaced", row_21_new),
    (22, "restore", "the number of a deleted address brings it back", row_22),
    (23, "default", "clearly another person is quarantined", row_23),
    (24, "default", "two matches are left to a person, and nothing is made", row_24),
    (25, "default", "an unreadable contact is an error and not missing", row_25),
    (26, "default", "a read-only file is refused", row_26),
];

#[test]
fn every_row_of_a_synchronisation_holds() {
    prove(ROWS);
}

#[test]
fn the_table_names_every_row() {
    for row in 1..=26 {
        assert!(ROWS.iter().any(|(named, ..)| *named == row), "row {row}");
    }
}

/// A world in step: these persons are on both sides.
pub fn in_step(words: &[&str]) -> (World, Vec<(Key, i64)>) {
    let mut world = World::default();
    world.at(1_000_000);
    let keys: Vec<Key> = words.iter().map(|word| world.outlook.add(person(word))).collect();
    assert_eq!(world.sync().exit_code(), 0);
    world.pass(60);
    let pairs = keys.into_iter().map(|key| {
        let id = world.link(&key).and_then(|link| link.office).expect("an address");
        (key, id)
    });
    let pairs = pairs.collect();
    (world, pairs)
}

pub fn of_item<'w>(world: &'w World, key: &Key, field: &str) -> &'w str {
    world.outlook.items[key].record.text(field)
}

pub fn of_office<'w>(world: &'w World, id: i64, field: &str) -> &'w str {
    world.office.rows[&id].record.text(field)
}

fn deleted(report: &Report) -> u64 {
    report.kinds[&Kind::Addresses].deleted
}

/// What happens in a second run: nothing.
pub fn quiet(world: &mut World) {
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    let journal = world.office.journal.len();
    world.sync();
    assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    assert_eq!(world.office.journal.len(), journal);
}

fn row_1() {
    let (mut world, _) = in_step(&["Beispiel"]);
    let id = world.office.add("700", address("Muster"));
    assert_eq!(counts(&world.sync()), [1, 0, 1, 0, 0, 0, 0]);
    let (_, item) = world.item_of(id).unwrap();
    assert_eq!((item.number.as_str(), item.exported_at), ("700", Some(world.outlook.now)));
    quiet(&mut world);
}

fn row_1_match() {
    let mut world = World::default();
    let key = world.outlook.add(person("Muster"));
    let id = world.office.add("700", address("Muster"));
    let report = world.sync();
    assert_eq!((world.office.rows.len(), world.outlook.items.len()), (1, 1), "{report:?}");
    assert_eq!((world.number(&key), world.link(&key).unwrap().office), ("700", Some(id)));
    quiet(&mut world);
}

fn row_2() {
    let (mut world, _) = in_step(&["Beispiel"]);
    let key = world.outlook.add(person("Muster"));
    let stamp = world.outlook.items[&key].changed_at;
    assert_eq!(counts(&world.sync()), [1, 0, 1, 0, 0, 0, 0]);
    let item = &world.outlook.items[&key];
    assert_eq!((item.number.as_str(), item.changed_at, item.exported_at), ("10001", stamp, None));
    quiet(&mut world);
}

fn row_2_prospect() {
    let (mut world, _) = in_step(&["Beispiel"]);
    world.settings.policy.newcomers = Newcomers::Prospects;
    let key = world.outlook.add(person("Muster"));
    let report = world.sync();
    assert_eq!(counts(&report), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!((report.kinds[&Kind::Addresses].written_to_outlook, world.number(&key)), (0, ""));
    let id = world.link(&key).and_then(|link| link.office).expect("an address");
    assert_eq!(world.office.rows[&id].number, "");
    quiet(&mut world);
    world.office.renumber(id, "4711");
    world.sync();
    assert_eq!(world.number(&key), "4711", "the prospect became a customer");
}

fn row_3() {
    let (mut world, _) = in_step(&["Beispiel", "Muster"]);
    let opened = world.opened();
    assert_eq!(counts(&world.sync()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(world.opened(), opened);
}

fn row_4() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    assert_eq!(counts(&world.sync()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Bonn");
    assert_eq!(of_item(&world, &key, "user.Vertreter"), "bleibt");
    quiet(&mut world);
}

fn row_5() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.outlook.edit(&key, "contact.business.city", "Bonn");
    let report = world.sync();
    assert_eq!(counts(&report), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 0);
    assert_eq!(of_office(&world, id, "city"), "Bonn");
    quiet(&mut world);
}

fn row_6() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    world.outlook.edit(&key, "contact.nickname", "Anni");
    assert_eq!(counts(&world.sync()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Bonn");
    assert_eq!(of_office(&world, id, "nickname"), "Anni");
    let fields = world.office.journal.iter().filter(|(_, line)| line.what != "stamp");
    let sides: Vec<_> = fields.rev().take(2).map(|(_, line)| line.side).collect();
    assert!(sides.contains(&Side::Office) && sides.contains(&Side::Outlook));
    quiet(&mut world);
}

fn row_6_record() {
    for office_is_newer in [true, false] {
        let (mut world, pairs) = in_step(&["Beispiel"]);
        world.settings.policy = sync::Policy::like_original();
        world.settings.numbers_only = true;
        let (key, id) = pairs[0].clone();
        if office_is_newer {
            world.outlook.edit(&key, "contact.nickname", "Anni");
            world.pass(10);
            world.office.edit(id, "city", "Bonn");
        } else {
            world.office.edit(id, "city", "Bonn");
            world.pass(10);
            world.outlook.edit(&key, "contact.nickname", "Anni");
        }
        world.pass(10);
        let report = world.sync();
        assert_eq!(counts(&report), [0, 1, 0, 0, 0, 0, 0]);
        let (city, nickname) = if office_is_newer { ("Bonn", "") } else { ("Kiel", "Anni") };
        assert_eq!(cities(&world, &key, id), (city, city));
        let nicknames =
            (of_office(&world, id, "nickname"), of_item(&world, &key, "contact.nickname"));
        assert_eq!(nicknames, (nickname, nickname));
        assert_eq!(of_item(&world, &key, "user.Vertreter"), "bleibt");
        let lost = world.office.journal.iter().any(|(_, line)| line.before.is_some());
        assert!(lost, "what was overwritten is in the journal");
        quiet(&mut world);
    }
}

fn row_7() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    world.outlook.edit(&key, "contact.business.city", "Bonn ");
    let writes = world.outlook.written.len();
    assert_eq!(counts(&world.sync()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.outlook.written.len(), writes);
    quiet(&mut world);
}

/// Both sides change the city; the office `minutes` later than Outlook, or earlier.
fn conflict(minutes: i64) -> (World, Key, i64) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.pass(60);
    let (office, outlook) = if minutes > 0 { (minutes, 0) } else { (0, -minutes) };
    let start = world.outlook.now;
    world.at(start.as_second() + outlook * 60);
    world.outlook.edit(&key, "contact.business.city", "Trier");
    world.at(start.as_second() + office * 60);
    world.office.edit(id, "city", "Bonn");
    world.at(start.as_second() + 3600 * 24);
    (world, key, id)
}

fn cities<'w>(world: &'w World, key: &Key, id: i64) -> (&'w str, &'w str) {
    (of_office(world, id, "city"), of_item(world, key, "contact.business.city"))
}

fn row_8() {
    for (minutes, winner, loser) in [(10, "Bonn", "Trier"), (-10, "Trier", "Bonn")] {
        let (mut world, key, id) = conflict(minutes);
        let report = world.sync();
        assert_eq!(counts(&report), [0, 1, 0, 0, 0, 0, 0]);
        assert_eq!(cities(&world, &key, id), (winner, winner));
        let mut fields = world.office.journal.iter().rev().filter(|(_, line)| line.what != "stamp");
        let line = &fields.next().unwrap().1;
        assert_eq!(line.before, Some(Value::text(loser)), "the loser is kept");
        assert!(report.warnings.iter().any(|warning| warning.arg("lost") == Some(loser)));
        quiet(&mut world);
    }
}

fn row_8_doubt() {
    let (mut world, key, id) = conflict(1);
    for _ in 0..2 {
        let report = world.sync();
        assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 1, 0], 1));
        assert_eq!(cities(&world, &key, id), ("Bonn", "Trier"));
    }
}

fn row_8_office() {
    let (mut world, key, id) = conflict(-10);
    world.settings.policy.conflicts = Conflicts::Office;
    world.sync();
    assert_eq!(cities(&world, &key, id), ("Bonn", "Bonn"));
}

fn row_8_outlook() {
    let (mut world, key, id) = conflict(10);
    world.settings.policy.conflicts = Conflicts::Outlook;
    world.sync();
    assert_eq!(cities(&world, &key, id), ("Trier", "Trier"));
}

fn row_8_both() {
    let (mut world, key, id) = conflict(10);
    world.settings.policy.conflicts = Conflicts::Both;
    world.sync();
    assert_eq!(cities(&world, &key, id), ("Bonn", "Bonn"));
    assert!(of_office(&world, id, "notes").contains("Trier"));
    assert_eq!(of_office(&world, id, "notes"), of_item(&world, &key, "contact.body"));
    quiet(&mut world);
}

fn row_8_ask() {
    let (mut world, key, id) = conflict(10);
    world.settings.policy.conflicts = Conflicts::Ask;
    world.office.edit(id, "nickname", "Anni");
    assert_eq!(counts(&world.sync()), [0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(cities(&world, &key, id), ("Bonn", "Trier"));
    assert_eq!(of_item(&world, &key, "contact.nickname"), "Anni");
    quiet(&mut world);
    world.office.edit(id, "city", "Trier");
    assert_eq!(world.sync().exit_code(), 0, "made equal by hand, the question is settled");
}

fn row_9() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.office.edit(pairs[0].1, "city", "");
    world.outlook.edit(&pairs[1].0, "contact.business.city", " ");
    assert_eq!(counts(&world.sync()), [0, 2, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, &pairs[0].0, "contact.business.city"), "");
    assert_eq!(of_office(&world, pairs[1].1, "city"), "");
    quiet(&mut world);
}

fn row_10() {
    let mut world = World::default();
    let key = world
        .outlook
        .add(contact(&[("contact.last_name", "Muster"), ("contact.nickname", "Anni")]));
    world.outlook.set_number(&key, "K1");
    let id = world.office.add("K1", contact(&[("last_name", "Muster"), ("city", "Kiel")]));
    assert_eq!(counts(&world.sync()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Kiel");
    assert_eq!(of_office(&world, id, "nickname"), "Anni");
    quiet(&mut world);
}

fn row_11() {
    for purged in [false, true] {
        let (mut world, pairs) = in_step(&["Beispiel"]);
        let number = world.number(&pairs[0].0).to_owned();
        world.office.delete(pairs[0].1);
        if purged {
            world.office.purge(pairs[0].1);
        }
        assert_eq!(counts(&world.sync()), [0, 0, 0, 1, 0, 0, 0]);
        let (_, row) = world.office.by_number(&number).expect("the old number");
        assert!(!row.deleted && row.record.text("city") == "Kiel");
        quiet(&mut world);
    }
}

fn row_11_ask() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.settings.policy.deletions = Deletions::Ask;
    world.office.delete(pairs[0].1);
    assert_eq!(counts(&world.sync()), [0, 0, 0, 0, 0, 1, 0]);
    quiet(&mut world);
}

fn row_11_propagate() {
    for purged in [false, true] {
        let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
        world.settings.policy.deletions = Deletions::Propagate;
        world.office.delete(pairs[0].1);
        if purged {
            world.office.purge(pairs[0].1);
        }
        let report = world.sync();
        assert_eq!((deleted(&report), report.exit_code()), (1, 0));
        assert_eq!(world.outlook.items[&pairs[0].0].folder, sync::memory::DELETED_ITEMS);
        assert_eq!(world.state(&pairs[0].0), Some(LinkState::Tombstone));
        let (_, line) = world.office.journal.last().unwrap();
        assert_eq!((line.what.as_str(), line.side, line.row), ("delete", Side::Outlook, 11));
        quiet(&mut world);
    }
}

fn row_12() {
    for deletions in [Deletions::Restore, Deletions::Propagate, Deletions::Ask] {
        let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
        world.settings.policy.deletions = deletions;
        world.office.delete(pairs[0].1);
        world.outlook.edit(&pairs[0].0, "contact.business.city", "Bonn");
        let report = world.sync();
        assert_eq!(of_item(&world, &pairs[0].0, "contact.business.city"), "Bonn");
        if deletions == Deletions::Ask {
            assert_eq!(counts(&report)[5], 1);
        } else {
            assert_eq!(counts(&report), [0, 0, 1, 1, 0, 0, 0]);
            assert_eq!(of_office(&world, pairs[0].1, "city"), "Bonn");
        }
        quiet(&mut world);
    }
}

fn row_13() {
    for purged in [false, true] {
        let (mut world, pairs) = in_step(&["Beispiel"]);
        let (key, id) = pairs[0].clone();
        let number = world.number(&key).to_owned();
        world.outlook.delete(&key);
        if purged {
            world.outlook.items.remove(&key);
        }
        assert_eq!(counts(&world.sync()), [0, 0, 0, 1, 0, 0, 0]);
        let (now, item) = world.item_of(id).unwrap();
        assert_eq!((item.number.as_str(), item.folder.as_str()), (number.as_str(), "/Kontakte"));
        assert_eq!(*now == key, !purged);
        assert_eq!(world.items_with(&number).len(), 1);
        quiet(&mut world);
    }
}

fn row_13_ask() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.settings.policy.deletions = Deletions::Ask;
    world.outlook.delete(&pairs[0].0);
    let report = world.sync();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 0, 0, 0, 1, 0], 13));
    quiet(&mut world);
    assert_eq!(world.office.decisions.len(), 1);
}

fn row_13_propagate() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    world.outlook.items.remove(&pairs[0].0);
    let first = world.sync();
    assert_eq!((deleted(&first), world.office.rows[&pairs[0].1].deleted), (0, false));
    let second = world.sync();
    assert_eq!((deleted(&second), world.office.rows[&pairs[0].1].deleted), (1, true));
    assert_eq!(world.state(&pairs[0].0), Some(LinkState::Tombstone));
    quiet(&mut world);
}

fn row_14() {
    for deletions in [Deletions::Restore, Deletions::Propagate, Deletions::Ask] {
        let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
        let (key, id) = pairs[0].clone();
        world.settings.policy.deletions = deletions;
        world.office.edit(id, "city", "Bonn");
        world.outlook.items.remove(&key);
        let report = world.sync();
        assert_eq!(of_office(&world, id, "city"), "Bonn");
        if deletions == Deletions::Ask {
            assert_eq!((counts(&report)[5], report.open[0].row), (1, 14));
        } else {
            assert_eq!(counts(&report), [0, 0, 1, 1, 0, 0, 0]);
            let item = world.item_of(id).unwrap().1;
            assert_eq!(item.record.text("contact.business.city"), "Bonn");
        }
        quiet(&mut world);
    }
}

fn row_15() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.outlook.items.remove(&pairs[0].0);
    world.office.delete(pairs[0].1);
    assert_eq!(counts(&world.sync()), [0; 7]);
    assert_eq!(world.state(&pairs[0].0), Some(LinkState::Tombstone));
    quiet(&mut world);
}

#[test]
fn mass_deletions_stop_the_run_before_anything_is_written() {
    let words: Vec<String> = (0..40).map(|n| format!("Person{n}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut world, pairs) = in_step(&words);
    world.settings.policy.deletions = Deletions::Propagate;
    pairs.iter().take(6).for_each(|(_, id)| world.office.delete(*id));
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    let mut witness = Witness::default();
    let report = world.run_watched(Job::Sync, &mut witness);
    assert_eq!((report.exit_code(), witness.limits.len()), (7, 1));
    assert_eq!(witness.limits[0].message.id, "limit-deletions");
    assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    world.settings.confirmed = true;
    assert_eq!(deleted(&world.sync()), 6);
}

#[test]
fn an_empty_side_deletes_nothing_without_a_word() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    pairs.iter().for_each(|(key, _)| drop(world.outlook.items.remove(key)));
    world.sync();
    assert_eq!(world.sync().exit_code(), 7);
    assert!(world.office.rows.values().all(|row| !row.deleted));
}

#[test]
fn nothing_is_deleted_while_a_folder_cannot_be_read() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    world.outlook.unreadable_folders.insert("/Posteingang".to_owned());
    world.office.delete(pairs[0].1);
    world.outlook.items.remove(&pairs[1].0);
    for _ in 0..3 {
        let report = world.sync();
        assert_eq!(deleted(&report), 0);
        assert!(report.warnings.iter().any(|warning| warning.id == "deletions-blocked"));
    }
}

#[test]
fn a_backup_that_holds_a_deleted_customer_blocks_deletions_in_one_run_only() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.settings.policy.deletions = Deletions::Propagate;
    world.settings.confirmed = true;
    world.office.delete(pairs[0].1);
    let backup = world.outlook.items.clone();
    world.sync();
    world.office.delete(pairs[1].1);
    world.outlook.items = backup;
    let report = world.sync();
    let warned = |id: &str| report.warnings.iter().filter(|warning| warning.id == id).count();
    assert_eq!((warned("side-restored"), warned("deletions-blocked")), (1, 1));
    let folder = |world: &World, at: usize| world.outlook.items[&pairs[at].0].folder.clone();
    assert!(!folder(&world, 1).starts_with(DELETED_ITEMS), "not while the file is behind");
    world.sync();
    assert!(folder(&world, 1).starts_with(DELETED_ITEMS), "what was deleted since goes on");
    assert!(!folder(&world, 0).starts_with(DELETED_ITEMS), "what came back is left alone");
    quiet(&mut world);
}

#[test]
fn a_data_file_from_a_backup_deletes_nothing_and_loses_nothing() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    let backup = world.outlook.clone();
    world.pass(60);
    world.office.edit(pairs[0].1, "city", "Bonn");
    let late = world.office.add("900", address("Späte"));
    assert_eq!(world.sync().exit_code(), 0);
    world.pass(60);
    let now = world.outlook.now;
    world.outlook = backup;
    world.outlook.now = now;
    world.settings.policy.deletions = Deletions::Propagate;
    let report = world.sync();
    assert!(report.warnings.iter().any(|warning| warning.id == "side-restored"));
    assert_eq!(deleted(&report), 0);
    assert_eq!(of_office(&world, pairs[0].1, "city"), "Bonn", "the old value is no change");
    assert!(!world.office.rows[&late].deleted);
}

#[test]
fn a_person_created_on_both_sides_is_one_person() {
    let (mut world, _) = in_step(&["Beispiel"]);
    world.office.add("900", address("Neue"));
    world.outlook.add(person("Neue"));
    world.sync();
    assert_eq!((world.office.rows.len(), world.outlook.items.len()), (2, 2));
}

//! Every row of the decision table that an import knows, with its settings.

use sync::memory::DELETED_ITEMS;
use sync::{Conflicts, Deletions, Kind, LinkState, Value};

use crate::rows_of_claims::*;
use crate::world::{Row, World, address, contact, counts, imported, person, prove};

const ROWS: &[Row] = &[
    (1, "default", "a new address is left alone", row_1),
    (2, "default", "a new contact becomes an address and gets its number", row_2),
    (2, "company only", "a contact without a person is an address with company", row_2_company),
    (2, "prospects aside", "a contact with no field at all still becomes an address", row_2_empty),
    (2, "match", "one sure hit on each side is linked", row_2_match),
    (3, "default", "an unchanged pair is neither read nor written", row_3),
    (3, "touched", "a contact that was only touched changes nothing", row_3_touched),
    (4, "import", "a changed address keeps its value and stays ahead of its base", row_4),
    (5, "default", "a changed contact changes its address, that field alone", row_5),
    (6, "default", "different fields changed on both sides are both kept", row_6),
    (7, "default", "the same change on both sides is no conflict", row_7),
    (8, "newer", "the newer contact wins, and the older value is in the journal", row_8_outlook),
    (8, "newer", "the newer address stays, and the contact's value is listed", row_8_office),
    (8, "newer, in doubt", "stamps within 120 seconds leave it to a person", row_8_doubt),
    (8, "office", "the address stays", row_8_setting_office),
    (8, "outlook", "the contact wins", row_8_setting_outlook),
    (8, "both", "the loser is appended to the notes, once", row_8_setting_both),
    (8, "ask", "a person decides, and other fields travel", row_8_setting_ask),
    (9, "default", "a cleared field is cleared", row_9),
    (10, "default", "without a base a field is filled but never blanked", row_10),
    (11, "restore", "a deleted address comes back with its old number", row_11),
    (
        11,
        "restore, purged",
        "an address deleted for good is created with its number",
        row_11_purged,
    ),
    (11, "ask", "a person decides", row_11_ask),
    (11, "propagate", "an import deletes nothing in Outlook", row_11_propagate),
    (12, "restore", "the change survives", row_12),
    (12, "propagate", "the change survives also where deletions travel", row_12_propagate),
    (13, "default", "a missing contact is marked, nothing is written", row_13),
    (13, "deleted items", "a contact in Deleted Items is missing", row_13_deleted_items),
    (13, "half read", "what lies in an unreadable folder is not missing", row_13_incomplete),
    (14, "default", "a missing contact of a changed address is marked, too", row_14),
    (15, "default", "a pair that is gone on both sides leaves a tombstone", row_15),
    (16, "default", "a moved contact is linked again", row_16),
    (17, "folder", "a contact out of scope is left alone and comes back in step", row_17),
    (18, "equal copy", "a copy is listed once and then costs nothing", row_18_equal),
    (18, "other person", "a copy that became another person is a new customer", row_18_other),
    (18, "unclear", "a copy that differs a little is left to a person", row_18_unclear),
    (18, "ask", "an equal copy is asked about", row_18_ask),
    (18, "new", "an equal copy becomes a customer", row_18_new),
    (18, "original gone", "when the original goes, its copy takes the link", row_18_original_gone),
    (19, "default", "several claims of one number are all left to a person", row_19),
    (19, "number unknown", "a number that is asked about is given to nobody", row_19_unknown),
    (19, "resolved", "when one claim is left, it is linked", row_19_resolved),
    (21, "default", "an unknown number is kept", row_21),
    (21, "invalid", "a number too long is replaced, and reported", row_21_invalid),
    (21, "sure match", "an unknown number on a known person is left to a person", row_21_match),
    (21, "ask", "an unknown number is left to a person", row_21_ask),
    (21, "new", "an unknown number is replaced", row_21_new),
    (22, "restore", "the number of a deleted address brings it back", row_22),
    (23, "default", "clearly another person is put into quarantine", row_23),
    (23, "number altered", "another number on a linked contact is asked about", row_23_altered),
    (23, "number removed", "a number that was removed is written again", row_23_removed),
    (24, "match", "two matches for one contact are left to a person", row_24),
    (25, "default", "an unreadable contact is an error and not missing", row_25),
    (26, "default", "a read-only file is imported, its numbers are owed and paid", row_26),
];

#[test]
fn every_row_of_the_decision_table_holds() {
    prove(ROWS);
}

#[test]
fn the_table_names_every_row_that_an_import_knows() {
    // Row 20 cannot arise: numbers are unique in the office.
    for row in (1..=26).filter(|row| *row != 20) {
        assert!(ROWS.iter().any(|(named, ..)| *named == row), "row {row}");
    }
}

fn row_1() {
    let (mut world, _) = imported(&["Beispiel"]);
    let id = world.office.add("20000", address("Muster"));
    let before = world.office.rows[&id].clone();
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.office.rows[&id], before);
}

fn row_2() {
    let (mut world, _) = imported(&["Beispiel"]);
    let key = world.outlook.add(person("Muster"));
    let report = world.import();
    assert_eq!(counts(&report), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 1);
    assert_eq!(world.number(&key), "10001");
    assert_eq!(world.field(&key, "email"), "muster@beispiel.de");
}

fn row_2_company() {
    let mut world = World::default();
    let key = world.outlook.add(contact(&[("contact.company", "ACME GmbH")]));
    world.import();
    assert_eq!(world.field(&key, "company"), "ACME GmbH");
    assert_eq!(world.field(&key, "last_name"), "");
}

fn row_2_empty() {
    let mut world = World::default();
    let key = world.outlook.add(contact(&[]));
    assert_eq!(counts(&world.import()), [1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(world.number(&key), "10000");
}

fn row_2_match() {
    let mut world = World::default();
    world.settings.match_contents = true;
    let id = world.office.add("700", address("Muster"));
    let key = world.outlook.add(person("Muster"));
    let report = world.import();
    assert_eq!((world.office.rows.len(), world.number(&key)), (1, "700"));
    assert_eq!((world.link(&key).unwrap().office, report.exit_code()), (Some(id), 0));
}

fn row_3() {
    let (mut world, _) = imported(&["Beispiel", "Muster"]);
    let (opened, writes) = (world.opened(), world.outlook.written.len());
    let rows = world.office.rows.clone();
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!((world.opened(), world.outlook.written.len()), (opened, writes));
    assert_eq!(world.office.rows, rows);
}

fn row_3_touched() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.change(&keys[0], |item| {
        item.record.set("user.Vertreter", Value::text("neu"));
        item.record.set("contact.phone.business", Value::text("(030) 8936"));
    });
    let rows = world.office.rows.clone();
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.office.rows, rows, "a number written differently is the same number");
    let opened = world.opened();
    world.import();
    assert_eq!(world.opened(), opened, "the new version is remembered");
}

fn row_4() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.edit(id, "city", "Bonn");
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Bonn");
    world.outlook.edit(&keys[0], "contact.nickname", "Anni");
    world.import();
    let link = world.link(&keys[0]).unwrap().clone();
    let held = &world.office.links[&link.id];
    assert_eq!(held.office_base.text("city"), "Kiel", "a later sync must see the change");
    assert_ne!(link.office_version.row, world.office.rows[&id].row);
}

fn row_5() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.edit(&keys[1], "contact.phone.business", "030 77");
    let other = world.office.rows[&world.id(&keys[0])].clone();
    let report = world.import();
    assert_eq!(counts(&report), [0, 1, 1, 0, 0, 0, 0]);
    assert_eq!(report.kinds[&Kind::Addresses].written_to_outlook, 0);
    assert_eq!(world.field(&keys[1], "phone"), "030 77");
    assert_eq!(world.office.rows[&world.id(&keys[0])], other);
    let lines: Vec<_> = world.office.journal.iter().filter(|(run, _)| *run == 2).collect();
    assert_eq!(lines.len(), 1, "one field was written, one line tells it");
    assert_eq!((lines[0].1.field.as_ref(), lines[0].1.row), ("phone", 5));
    assert!(lines[0].1.before.is_some() && lines[0].1.after == Some(Value::text("030 77")));
}

fn row_6() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.edit(id, "city", "Bonn");
    world.outlook.edit(&keys[0], "contact.nickname", "Anni");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Bonn");
    assert_eq!(world.field(&keys[0], "nickname"), "Anni");
}

fn row_7() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.edit(id, "city", "Bonn");
    world.outlook.edit(&keys[0], "contact.business.city", " Bonn ");
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 0], 0));
    let link = world.link(&keys[0]).unwrap();
    assert_eq!(world.office.links[&link.id].office_base.text("city"), "Bonn");
    assert_eq!(link.office_version.row, world.office.rows[&id].row);
}

/// The address is changed at one time, the contact at another.
fn conflict(office_at: i64, outlook_at: i64) -> (World, sync::Key, i64) {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.at(office_at);
    world.office.edit(id, "city", "Bonn");
    world.at(outlook_at);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.at(9_000_000);
    (world, keys[0].clone(), id)
}

fn row_8_outlook() {
    let (mut world, key, _) = conflict(2_000_000, 2_000_200);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 1, 0, 0, 0, 0, 0], 0));
    assert_eq!(world.field(&key, "city"), "Trier");
    let (_, line) = world.office.journal.last().unwrap();
    assert_eq!((line.row, &line.before), (8, &Some(Value::text("Bonn"))));
    assert!(report.warnings.iter().any(|warning| warning.id == "row-8-outlook-stands"));
}

fn row_8_office() {
    let (mut world, key, _) = conflict(2_000_200, 2_000_000);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.field(&key, "city"), "Bonn");
    let listed =
        report.warnings.iter().find(|warning| warning.id == "row-8-office-stands").unwrap();
    assert_eq!(listed.arg("lost"), Some("Trier"));
    let link = world.link(&key).unwrap();
    let held = &world.office.links[&link.id];
    assert_eq!(held.office_base.text("city"), "Kiel", "a later sync must see both changes");
    assert_eq!(held.item_base.text("contact.business.city"), "Kiel");
}

fn row_8_doubt() {
    let (mut world, key, id) = conflict(2_000_000, 2_000_120);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 1, 0], 1));
    assert_eq!((report.open[0].row, report.open[0].office), (8, Some(id)));
    assert_eq!(world.field(&key, "city"), "Bonn");
    let opened = world.opened();
    let again = world.import();
    assert_eq!((counts(&again), again.exit_code()), ([0, 0, 0, 0, 0, 1, 0], 1));
    assert_eq!(again.open, report.open, "the same question is not asked twice");
    assert_eq!(world.opened(), opened, "and nothing is read for it");
    world.outlook.edit(&key, "contact.business.city", "Bonn");
    let settled = world.import();
    assert_eq!((counts(&settled), settled.open.len()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.state(&key), Some(LinkState::Linked));
}

fn with_conflicts(setting: Conflicts, office_at: i64, outlook_at: i64) -> (World, sync::Key) {
    let (mut world, key, _) = conflict(office_at, outlook_at);
    world.settings.policy.conflicts = setting;
    (world, key)
}

fn row_8_setting_office() {
    let (mut world, key) = with_conflicts(Conflicts::Office, 2_000_000, 3_000_000);
    world.import();
    assert_eq!(world.field(&key, "city"), "Bonn");
}

fn row_8_setting_outlook() {
    let (mut world, key) = with_conflicts(Conflicts::Outlook, 3_000_000, 2_000_000);
    world.import();
    assert_eq!(world.field(&key, "city"), "Trier");
}

fn row_8_setting_both() {
    let (mut world, key) = with_conflicts(Conflicts::Both, 2_000_000, 3_000_000);
    world.import();
    assert_eq!(world.field(&key, "city"), "Trier");
    assert_eq!(world.field(&key, "notes"), "city: Bonn");
    let (mut world, key) = with_conflicts(Conflicts::Both, 3_000_000, 2_000_000);
    world.import();
    assert_eq!(world.field(&key, "notes"), "city: Trier");
    world.outlook.edit(&key, "contact.nickname", "Anni");
    world.import();
    assert_eq!(world.field(&key, "notes"), "city: Trier", "appended once");
}

fn row_8_setting_ask() {
    let (mut world, key) = with_conflicts(Conflicts::Ask, 2_000_000, 3_000_000);
    world.outlook.edit(&key, "contact.nickname", "Anni");
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 0, 0, 0, 1, 0], 1));
    assert_eq!(
        (world.field(&key, "city"), world.field(&key, "nickname")),
        ("Bonn".into(), "Anni".into())
    );
    let fields: Vec<_> = report.open[0].fields.iter().map(|(name, ..)| name.as_ref()).collect();
    assert_eq!(fields, ["city"]);
}

fn row_9() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.edit(&keys[0], "contact.business.city", "");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "");
    assert_eq!(world.office.journal.last().unwrap().1.row, 9);
}

fn row_10() {
    let mut world = World::default();
    let id = world.office.add("700", contact(&[("last_name", "Muster"), ("city", "Bonn")]));
    let key = world
        .outlook
        .add(contact(&[("contact.last_name", "Muster"), ("contact.email1", "m@beispiel.de")]));
    world.outlook.set_number(&key, " 700 ");
    let report = world.import();
    assert_eq!((counts(&report), world.id(&key)), ([0, 1, 0, 0, 0, 0, 0], id));
    assert_eq!(world.field(&key, "email"), "m@beispiel.de", "filled");
    assert_eq!(world.field(&key, "city"), "Bonn", "never blanked");
    let link = world.link(&key).unwrap();
    assert!(world.office.links[&link.id].office_base.is_empty("city"), "a sync will fill Outlook");
    assert_ne!(link.office_version.row, world.office.rows[&id].row);
}

fn deleted(purge: bool, edit: bool) -> (World, sync::Key) {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    let id = world.id(&keys[0]);
    world.office.delete(id);
    if purge {
        world.office.purge(id);
    }
    if edit {
        world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    }
    (world, keys[0].clone())
}

fn row_11() {
    let (mut world, key) = deleted(false, false);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 1, 0, 0, 0], 0));
    let (_, row) = world.office.by_number("10000").unwrap();
    assert!(!row.deleted && row.record.text("city") == "Kiel");
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(world.number(&key), "10000");
}

fn row_11_purged() {
    let (mut world, key) = deleted(true, false);
    assert_eq!(counts(&world.import()), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!((world.number(&key), world.field(&key, "city")), ("10000", "Kiel".into()));
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
}

fn row_11_ask() {
    let (mut world, _) = deleted(false, false);
    world.settings.policy.deletions = Deletions::Ask;
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 1, 0, 0, 1, 0], 11));
    assert!(world.office.by_number("10000").unwrap().1.deleted);
    assert_eq!(world.import().open, report.open);
}

fn row_11_propagate() {
    let (mut world, _) = deleted(false, false);
    world.settings.policy.deletions = Deletions::Propagate;
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 1, 0, 0]);
    assert!(world.office.by_number("10000").unwrap().1.deleted);
}

fn row_12() {
    let (mut world, key) = deleted(false, true);
    assert_eq!(counts(&world.import()), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(world.field(&key, "city"), "Trier");
    let (mut world, key) = deleted(true, true);
    assert_eq!(counts(&world.import()), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(world.field(&key, "city"), "Trier");
}

fn row_12_propagate() {
    let (mut world, key) = deleted(false, true);
    world.settings.policy.deletions = Deletions::Propagate;
    assert_eq!(counts(&world.import()), [0, 0, 1, 1, 0, 0, 0]);
    assert!(!world.office.by_number("10000").unwrap().1.deleted);
    assert_eq!(world.field(&key, "city"), "Trier");
}

fn row_13() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    let gone = world.outlook.items.remove(&keys[0]).unwrap();
    let rows = world.office.rows.clone();
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.state(&keys[0]), Some(LinkState::MissingOnce));
    assert_eq!(world.office.rows, rows);
    world.outlook.items.insert(keys[0].clone(), gone);
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(world.state(&keys[0]), Some(LinkState::Linked));
}

fn row_13_deleted_items() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.delete(&keys[0]);
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.state(&keys[0]), Some(LinkState::MissingOnce));
    world.settings.scope.with_deleted = true;
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    world.outlook.add_item("IPM.Contact", DELETED_ITEMS, person("Alt"));
    assert_eq!(counts(&world.import()), [1, 0, 2, 0, 0, 0, 0]);
}

fn row_13_incomplete() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let copy = world.outlook.copy(&keys[0]).unwrap();
    world.outlook.change(&copy, |item| item.folder = "/Archiv".to_owned());
    world.outlook.unreadable_folders.insert("/Kontakte".to_owned());
    let report = world.import();
    assert_eq!(world.state(&keys[0]), Some(LinkState::Linked), "absence there proves nothing");
    assert_eq!(world.state(&copy), Some(LinkState::Duplicate), "it is a copy, not a moved item");
    assert!(!report.warnings.is_empty());
}

fn row_14() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.edit(id, "city", "Bonn");
    world.outlook.items.remove(&keys[0]);
    world.import();
    assert_eq!(world.state(&keys[0]), Some(LinkState::MissingOnce));
    assert_eq!(world.office.rows[&id].record.text("city"), "Bonn");
}

fn row_15() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.delete(id);
    world.outlook.items.remove(&keys[0]);
    world.import();
    assert_eq!(world.state(&keys[0]), Some(LinkState::Tombstone));
    assert!(world.office.rows[&id].deleted);
}

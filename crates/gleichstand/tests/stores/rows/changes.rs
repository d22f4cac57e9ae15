//! Rows 1 to 10, 25 and 26: new and changed records, and what can be read or written.

use sync::{Conflicts, Job, Key, Kind, Newcomers, Policy, WriteRule};

use super::{Of, Row};
use crate::world::{Part, SECOND, World};
use Kind::{Addresses, Appointments, Mails, Tasks};
use Part::{Notes, One, Two};

pub const ROWS: &[Row] = &[
    (1, "default", "a new record becomes an item", Of::All, row_1),
    (1, "match", "a record that Outlook has already is linked", SAME_THING, row_1_match),
    (2, "default", "a new item becomes a record, and only its number is written", Of::All, row_2),
    (2, "prospects", "a new item becomes a record without number", Of::All, row_2_prospect),
    (3, "default", "an unchanged pair is not written", Of::All, row_3),
    (4, "default", "the office's change travels", Of::All, row_4),
    (5, "default", "Outlook's change travels", Of::All, row_5),
    (6, "default", "different fields changed on both sides are both kept", Of::All, row_6),
    (6, "record", "the newer side's record goes as a whole", Of::All, row_6_record),
    (7, "default", "the same change on both sides is no conflict", Of::All, row_7),
    (8, "newer", "the newer value holds on both sides", Of::All, row_8),
    (8, "newer, in doubt", "stamps within 120 seconds leave it to a person", Of::All, row_8_doubt),
    (8, "office", "the office's value holds", Of::All, row_8_office),
    (8, "outlook", "Outlook's value holds", Of::All, row_8_outlook),
    (8, "both", "the loser is appended to the notes of both, once", WITH_NOTES, row_8_both),
    (8, "ask", "a person decides, and other fields travel", Of::All, row_8_ask),
    (9, "default", "clearing a field travels both ways", Of::All, row_9),
    (9, "never empty", "clearing a field does not travel", Of::All, row_9_never),
    (10, "default", "without a base a field is filled, never blanked", Of::All, row_10),
    (25, "default", "an unreadable item is an error and not missing", Of::All, row_25),
    (26, "default", "a read-only file is imported from, and not synchronised", Of::All, row_26),
];

/// A task has nothing by which it could be recognised but its number.
const SAME_THING: Of = Of::Only(&[Addresses, Mails, Appointments], tasks_are_not_matched);
/// A mail has no notes: the newer value holds, and the loser is in the history.
const WITH_NOTES: Of = Of::Only(&[Addresses, Appointments, Tasks], mails_have_no_notes);

fn row_1(w: &mut World) {
    w.in_step(&["Beispiel"]);
    let id = w.add_row("Muster", "700");
    let report = w.sync();
    assert_eq!(w.counts(&report), [1, 0, 1, 0, 0, 0], "{report:?}");
    let key = w.item_of(id);
    let full = w.full(&key);
    assert_eq!(full.number, "700");
    assert!(full.exported_at.is_some(), "the export date is written");
    assert_eq!(w.of_item(&key, One), "Kiel");
    w.quiet();
}

fn row_1_match(w: &mut World) {
    w.settings.match_contents = true;
    let key = w.add_item("Muster");
    let id = w.add_row("Muster", "700");
    let report = w.sync();
    assert_eq!((w.rows(), w.items()), (1, 1), "{report:?}");
    assert_eq!(w.number(&key), "700");
    assert_eq!(w.link(&key).unwrap().office, Some(id));
    w.quiet();
}

fn tasks_are_not_matched(w: &mut World) {
    w.add_item("Muster");
    w.add_row("Muster", "700");
    let report = w.sync();
    assert_eq!(w.counts(&report), [2, 0, 0, 0, 0, 0], "{report:?}");
    assert_eq!((w.rows(), w.items()), (2, 2));
    w.quiet();
}

fn row_2(w: &mut World) {
    w.in_step(&["Beispiel"]);
    let key = w.add_item("Muster");
    let before = w.full(&key);
    let report = w.sync();
    assert_eq!(w.counts(&report), [1, 0, 1, 0, 0, 0], "{report:?}");
    let after = w.full(&key);
    assert!(!after.number.is_empty());
    assert_eq!((after.exported_at, after.version.stamp), (None, before.version.stamp));
    assert_eq!(w.link(&key).map(|link| link.number), Some(after.number));
    w.quiet();
}

fn row_2_prospect(w: &mut World) {
    w.in_step(&["Beispiel"]);
    w.settings.policy.newcomers = Newcomers::Prospects;
    let key = w.add_item("Muster");
    let report = w.sync();
    assert_eq!(w.counts(&report), [1, 0, 1, 0, 0, 0], "{report:?}");
    let id = w.link(&key).and_then(|link| link.office).expect("a record");
    assert_eq!((w.number(&key), w.row(id).number), (String::new(), String::new()));
    w.quiet();
    w.renumber_row(id, "4711");
    w.sync();
    assert_eq!(w.number(&key), "4711");
    w.quiet();
}

fn row_3(w: &mut World) {
    w.in_step(&["Beispiel", "Muster"]);
    let before = w.seen();
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 2, 0, 0, 0]);
    assert_eq!(w.seen(), before);
}

fn row_4(w: &mut World) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.edit_row(id, One, "Bonn");
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    assert_eq!(w.of_item(&key, One), "Bonn");
    assert_eq!(w.full(&key).record.text("user.Vertreter"), "bleibt");
    w.quiet();
}

fn row_5(w: &mut World) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.edit_item(&key, One, "Bonn");
    let before = w.full(&key);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    assert_eq!(w.of_row(id, One), "Bonn");
    assert_eq!(w.full(&key), before, "the item is not written");
    w.quiet();
}

fn row_6(w: &mut World) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.edit_row(id, One, "Bonn");
    w.edit_item(&key, Two, SECOND);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    assert_eq!(w.both(&key, id, One), pair("Bonn", "Bonn"));
    assert_eq!(w.both(&key, id, Two), pair(SECOND, SECOND));
    w.quiet();
}

fn row_6_record(w: &mut World) {
    w.settings.policy = Policy::like_original();
    w.settings.numbers_only = true;
    let pairs = w.in_step(&["Beispiel", "Muster"]);
    for ((key, id), office_is_newer) in pairs.into_iter().zip([true, false]) {
        if office_is_newer {
            w.edit_item(&key, Two, SECOND);
            w.pass(10);
            w.edit_row(id, One, "Bonn");
        } else {
            w.edit_row(id, One, "Bonn");
            w.pass(10);
            w.edit_item(&key, Two, SECOND);
        }
        let report = w.sync();
        assert_eq!(w.counts(&report)[1], 1, "{report:?}");
        let (one, two) = if office_is_newer { ("Bonn", "") } else { ("Kiel", SECOND) };
        assert_eq!(w.both(&key, id, One), pair(one, one));
        assert_eq!(w.both(&key, id, Two), pair(two, two));
        w.quiet();
    }
}

fn row_7(w: &mut World) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.edit_row(id, One, "Bonn");
    w.edit_item(&key, One, "Bonn ");
    let before = w.seen();
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 0, 0, 0], "{report:?}");
    assert_eq!(w.seen(), before);
    w.quiet();
}

/// Both sides change the same field; the office `minutes` later than Outlook, or earlier.
fn conflict(w: &mut World, minutes: i64) -> (Key, i64) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.pass(60);
    w.edit_item(&key, One, "Trier");
    w.pass(minutes);
    w.edit_row(id, One, "Bonn");
    w.pass(60);
    (key, id)
}

fn holds(w: &mut World, key: &Key, id: i64, text: &str) {
    assert_eq!(w.both(key, id, One), pair(text, text));
    w.quiet();
}

fn row_8(w: &mut World) {
    let (key, id) = conflict(w, 10);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    holds(w, &key, id, "Bonn");
    w.edit_row(id, One, "Ulm");
    w.pass(10);
    w.edit_item(&key, One, "Celle");
    let report = w.sync();
    assert!(report.warnings.iter().any(|line| line.arg("lost") == Some("Ulm")), "{report:?}");
    holds(w, &key, id, "Celle");
}

fn row_8_doubt(w: &mut World) {
    let (key, id) = conflict(w, 1);
    for _ in 0..2 {
        let report = w.sync();
        assert_eq!((w.counts(&report), report.exit_code()), ([0, 0, 0, 0, 1, 0], 1));
        assert_eq!(w.both(&key, id, One), pair("Bonn", "Trier"));
        assert_eq!(w.decisions().len(), 1);
    }
}

fn row_8_office(w: &mut World) {
    let (key, id) = conflict(w, -10);
    w.settings.policy.conflicts = Conflicts::Office;
    w.sync();
    holds(w, &key, id, "Bonn");
}

fn row_8_outlook(w: &mut World) {
    let (key, id) = conflict(w, 10);
    w.settings.policy.conflicts = Conflicts::Outlook;
    w.sync();
    holds(w, &key, id, "Trier");
}

fn row_8_both(w: &mut World) {
    let (key, id) = conflict(w, 10);
    w.settings.policy.conflicts = Conflicts::Both;
    w.sync();
    holds(w, &key, id, "Bonn");
    let (office, outlook) = w.both(&key, id, Notes);
    assert_eq!(office.matches("Trier").count(), 1, "{office}");
    assert_eq!(outlook.matches("Trier").count(), 1, "{outlook}");
    assert!(office.contains("Notiz Beispiel") && outlook.contains("Notiz Beispiel"));
}

fn mails_have_no_notes(w: &mut World) {
    let (key, id) = conflict(w, 10);
    w.settings.policy.conflicts = Conflicts::Both;
    let body = w.full(&key).record.text("mail.body_text").to_owned();
    let report = w.sync();
    assert!(report.warnings.iter().any(|line| line.arg("lost") == Some("Trier")), "{report:?}");
    holds(w, &key, id, "Bonn");
    assert_eq!(w.full(&key).record.text("mail.body_text"), body);
}

fn row_8_ask(w: &mut World) {
    let (key, id) = conflict(w, 10);
    w.settings.policy.conflicts = Conflicts::Ask;
    w.edit_row(id, Two, SECOND);
    let report = w.sync();
    assert_eq!(w.counts(&report)[4], 1, "{report:?}");
    assert_eq!(w.both(&key, id, One), pair("Bonn", "Trier"));
    assert_eq!(w.of_item(&key, Two), SECOND);
    w.quiet();
    w.edit_row(id, One, "Trier");
    assert_eq!(w.sync().exit_code(), 0, "made equal by hand, the question is settled");
    assert_eq!(w.decisions(), []);
}

fn row_9(w: &mut World) {
    let pairs = w.in_step(&["Beispiel", "Muster"]);
    w.edit_row(pairs[0].1, One, "");
    w.edit_item(&pairs[1].0, One, "");
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 2, 0, 0, 0, 0], "{report:?}");
    assert_eq!((w.of_item(&pairs[0].0, One), w.of_row(pairs[1].1, One)), Default::default());
    w.quiet();
}

fn row_9_never(w: &mut World) {
    let name = w.field(One);
    let lines = w.settings.mapping.kinds.get_mut(&w.kind).unwrap();
    let line = lines.iter_mut().find(|line| line.office.0.contains(&name)).unwrap();
    line.rule = WriteRule::NeverEmpty;
    let pairs = w.in_step(&["Beispiel", "Muster"]);
    w.edit_row(pairs[0].1, One, "");
    w.edit_item(&pairs[1].0, One, "");
    w.sync();
    assert_eq!((w.of_row(pairs[0].1, One), w.of_item(&pairs[0].0, One)), pair("", "Kiel"));
    assert_eq!((w.of_row(pairs[1].1, One), w.of_item(&pairs[1].0, One)), pair("Kiel", ""));
    w.quiet();
}

fn pair(office: &str, outlook: &str) -> (String, String) {
    (office.to_owned(), outlook.to_owned())
}

fn row_10(w: &mut World) {
    let key = w.add_numbered_item("Muster", "K1");
    let id = w.add_row("Muster", "K1");
    w.edit_item(&key, One, "");
    w.edit_item(&key, Two, SECOND);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    assert_eq!(w.both(&key, id, One), pair("Kiel", "Kiel"));
    assert_eq!(w.both(&key, id, Two), pair(SECOND, SECOND));
    w.quiet();
}

fn row_25(w: &mut World) {
    let pairs = w.in_step(&["Beispiel", "Muster"]);
    w.settings.policy.deletions = sync::Deletions::Propagate;
    // Changed, so that it has to be read.
    w.edit_item(&pairs[0].0, Two, SECOND);
    w.outlook.damage(&pairs[0].0, "Notiz Beispiel");
    for _ in 0..3 {
        let report = w.sync();
        assert_eq!((w.counts(&report), report.exit_code()), ([0, 0, 1, 0, 0, 1], 3), "{report:?}");
    }
    assert!(!w.in_trash(pairs[0].1));
    assert_eq!(w.of_row(pairs[0].1, One), "Kiel");
}

fn row_26(w: &mut World) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.edit_item(&key, One, "Bonn");
    w.outlook.protect();
    let before = w.seen();
    assert_eq!(w.attempt(Job::Sync).unwrap_err().id, "outlook-not-writable");
    assert_eq!(w.seen(), before);
    w.pass(60);
    let report = w.attempt(Job::Import).unwrap();
    assert_eq!(w.counts(&report), [0, 1, 0, 0, 0, 0], "{report:?}");
    assert_eq!(w.of_row(id, One), "Bonn");
    assert_eq!(w.seen().items, before.items);
}

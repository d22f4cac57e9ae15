//! Rows 18 to 24: items that claim a number, or could be a record that is there.

use sync::{Deletions, Doubtful, Key, Kind, LinkState, Outcome, Report, StoreTxn, Touch, Write};

use super::{Of, Row};
use crate::world::{Part, World};
use Kind::{Addresses, Appointments, Mails};
use Part::One;

pub const ROWS: &[Row] = &[
    (18, "another", "a copy that became another thing is a new record", WHO_IS_WHO, row_18_other),
    (18, "equal copy", "a copy is listed and left alone", Of::All, row_18_equal),
    (18, "ask", "an equal copy is asked about", Of::All, row_18_ask),
    (18, "new", "an equal copy becomes a record", Of::All, row_18_new),
    (19, "default", "several claims: nothing is written on either side", Of::All, row_19),
    (20, "default", "two records with one number cannot arise", Of::All, row_20),
    (21, "default", "an unknown number is kept", Of::All, row_21),
    (21, "ask", "an unknown number is left to a person", Of::All, row_21_ask),
    (21, "new", "an unknown number is replaced", Of::All, row_21_new),
    (
        21,
        "match",
        "an unknown number on a thing that is here is asked about",
        PERSONS,
        row_21_match,
    ),
    (22, "restore", "the number of a deleted record brings it back", Of::All, row_22),
    (22, "ask", "a person decides", Of::All, row_22_ask),
    (22, "propagate", "the item is left alone", Of::All, row_22_propagate),
    (23, "default", "clearly another thing is quarantined", WITH_NUMBER, row_23),
    (24, "default", "two matches are left to a person, and nothing is made", PERSONS, row_24),
];

/// Mails and appointments have an identity of their own and are linked by it; tasks have none.
const PERSONS: Of = Of::Only(&[Addresses], no_question);
/// A task carries nothing that would make it clearly another one: a copy with other contents is
/// asked about, and one with a record's number is linked.
const WHO_IS_WHO: Of = Of::Only(&[Addresses, Mails, Appointments], task_copies_are_asked_about);
const WITH_NUMBER: Of = Of::Only(&[Addresses, Mails, Appointments], tasks_are_adopted);

fn with_copy(w: &mut World, copies: Doubtful) -> (Key, i64, Key) {
    let (key, id) = w.in_step(&["Beispiel"]).remove(0);
    w.settings.policy.copies = copies;
    let copy = w.copy(&key);
    (key, id, copy)
}

fn row_18_other(w: &mut World) {
    let (key, _, copy) = with_copy(w, Doubtful::Decide);
    let number = w.number(&key);
    let copy = w.become_another(&copy, "Unbekannte");
    let report = w.sync();
    assert_eq!(w.counts(&report), [1, 0, 1, 0, 0, 0], "{report:?}");
    assert_eq!(w.number(&key), number);
    assert!(w.number(&copy) != number && w.rows() == 2);
    w.quiet();
}

fn task_copies_are_asked_about(w: &mut World) {
    let (_, _, copy) = with_copy(w, Doubtful::Decide);
    w.become_another(&copy, "Unbekannte");
    open(w, &[18]);
}

fn row_18_equal(w: &mut World) {
    let (key, id, copy) = with_copy(w, Doubtful::Decide);
    w.edit_row(id, One, "Bonn");
    let report = w.sync();
    assert_eq!((w.counts(&report)[0], report.duplicates), (0, 1), "{report:?}");
    assert_eq!(
        (w.of_item(&key, One), w.of_item(&copy, One)),
        ("Bonn".to_owned(), "Kiel".to_owned())
    );
    assert_eq!(w.link(&copy).map(|link| link.state), Some(LinkState::Duplicate));
    assert_eq!(w.rows(), 1);
    w.quiet();
}

fn row_18_ask(w: &mut World) {
    with_copy(w, Doubtful::Ask);
    open(w, &[18]);
}

/// Questions of these rows; nothing is written, and they stay.
fn open(w: &mut World, rows: &[u8]) {
    let before = w.seen();
    for _ in 0..2 {
        let report = w.sync();
        assert_eq!(
            (w.counts(&report)[4], report.exit_code()),
            (rows.len() as u64, 1),
            "{report:?}"
        );
        assert_eq!(w.decisions().iter().map(|open| open.row).collect::<Vec<_>>(), rows);
        assert_eq!(w.seen(), before);
    }
}

fn row_18_new(w: &mut World) {
    let (key, _, copy) = with_copy(w, Doubtful::New);
    let report = w.sync();
    assert_eq!((w.counts(&report)[0], w.rows()), (1, 2), "{report:?}");
    assert!(w.number(&key) != w.number(&copy));
    w.quiet();
}

fn row_19(w: &mut World) {
    w.add_numbered_item("Muster", "K1");
    w.add_numbered_item("Muster", "K1");
    w.add_row("Muster", "k1");
    open(w, &[19, 19]);
}

fn row_20(w: &mut World) {
    w.add_row("Muster", "K1");
    let (kind, record) = (w.kind, w.record("Zweite"));
    let write = Write::Create { kind, record, number: " k1".to_owned(), touch: Touch::Keep };
    let outcomes = w.office.commit(StoreTxn { writes: vec![write] }).unwrap();
    assert!(matches!(outcomes[0], Outcome::Failed(_)));
    assert_eq!(w.rows(), 1);
}

fn unknown_number(w: &mut World, unknown_numbers: Doubtful) -> (Key, Report) {
    w.settings.policy.unknown_numbers = unknown_numbers;
    let key = w.add_numbered_item("Muster", " K-7 ");
    let report = w.sync();
    w.quiet();
    (key, report)
}

fn row_21(w: &mut World) {
    let (key, report) = unknown_number(w, Doubtful::Decide);
    assert_eq!(w.counts(&report)[0], 1, "{report:?}");
    let id = w.link(&key).and_then(|link| link.office).expect("a record");
    assert_eq!(w.row(id).number, "K-7");
}

fn row_21_ask(w: &mut World) {
    let (_, report) = unknown_number(w, Doubtful::Ask);
    assert_eq!((w.counts(&report)[4], w.rows()), (1, 0), "{report:?}");
}

fn row_21_new(w: &mut World) {
    let (key, report) = unknown_number(w, Doubtful::New);
    assert_eq!((w.counts(&report)[0], w.rows()), (1, 1), "{report:?}");
    assert_ne!(w.number(&key), "K-7");
}

fn row_21_match(w: &mut World) {
    w.settings.match_contents = true;
    w.add_row("Muster", "700");
    w.add_numbered_item("Muster", "K-7");
    open(w, &[21]);
}

/// Mails and appointments are linked with the record of the same identity, tasks are new.
fn no_question(w: &mut World) {
    w.settings.match_contents = true;
    w.add_row("Muster", "700");
    w.add_row("Muster", "701");
    w.add_item("Muster");
    let report = w.sync();
    assert_eq!((w.counts(&report)[4], report.exit_code()), (0, 0), "{report:?}");
    let made = if w.kind == Kind::Tasks { 3 } else { 2 };
    assert_eq!((w.rows(), w.items()), (made, made));
    w.quiet();
}

fn row_22(w: &mut World) {
    let id = w.add_row("Muster", "K1");
    w.delete_row(id);
    w.add_numbered_item("Muster", "K1");
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 0, 1, 0, 0], "{report:?}");
    assert!(!w.in_trash(id));
    w.quiet();
}

fn row_22_ask(w: &mut World) {
    w.settings.policy.deletions = Deletions::Ask;
    let id = w.add_row("Muster", "K1");
    w.delete_row(id);
    w.add_numbered_item("Muster", "K1");
    open(w, &[22]);
}

fn row_22_propagate(w: &mut World) {
    w.settings.policy.deletions = Deletions::Propagate;
    let id = w.add_row("Muster", "K1");
    w.delete_row(id);
    w.add_numbered_item("Muster", "K1");
    let before = w.seen();
    let report = w.sync();
    assert_eq!((w.counts(&report), report.exit_code()), ([0; 6], 0), "{report:?}");
    assert_eq!(w.seen(), before);
}

fn row_23(w: &mut World) {
    let key = w.add_numbered_item("Unbekannte", "K1");
    w.add_row("Muster", "K1");
    open(w, &[23]);
    assert_eq!(w.link(&key).map(|link| link.state), Some(LinkState::Quarantined));
}

fn tasks_are_adopted(w: &mut World) {
    let key = w.add_numbered_item("Unbekannte", "K1");
    let id = w.add_row("Muster", "K1");
    w.sync();
    assert_eq!(w.link(&key).and_then(|link| link.office), Some(id));
    assert_eq!((w.rows(), w.items()), (1, 1));
}

fn row_24(w: &mut World) {
    w.settings.match_contents = true;
    w.add_item("Muster");
    w.add_row("Muster", "1");
    w.add_row("Muster", "2");
    open(w, &[24]);
}

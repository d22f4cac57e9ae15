//! Rows 11 to 17: records that are gone, moved, or out of scope.

use sync::{Deletions, Key, Kind, LinkState};

use super::{Of, Row};
use crate::world::{Part, SECOND, World};
use Kind::{Addresses, Appointments, Tasks};
use Part::{One, Two};

pub const ROWS: &[Row] = &[
    (11, "restore", "a deleted record comes back with its old number", LASTING, row_11),
    (11, "ask", "a person decides", LASTING, row_11_ask),
    (11, "propagate", "the item is moved to Deleted Items", LASTING, row_11_propagate),
    (12, "restore", "the change survives", LASTING, row_12_restore),
    (12, "propagate", "the change survives", LASTING, row_12_propagate),
    (12, "ask", "a person decides", LASTING, row_12_ask),
    (13, "restore", "a missing item is brought back", LASTING, row_13),
    (13, "restore, deleted", "an item in Deleted Items is moved back", LASTING, row_13_deleted),
    (13, "ask", "a person decides", LASTING, row_13_ask),
    (
        13,
        "propagate",
        "after a second complete run it goes to the trash",
        LASTING,
        row_13_propagate,
    ),
    (14, "restore", "the change survives", LASTING, row_14_restore),
    (14, "propagate", "the change survives", LASTING, row_14_propagate),
    (14, "ask", "a person decides", LASTING, row_14_ask),
    (15, "default", "a pair that is gone on both sides leaves a tombstone", Of::All, row_15),
    (16, "default", "a moved item stays linked", Of::All, row_16),
    (
        16,
        "another key",
        "an item that moved under another key is linked again",
        Of::All,
        row_16_key,
    ),
    (17, "folder", "leaving the scope is no deletion", Of::All, row_17),
];

/// A missing mail is let go: neither restored nor deleted.
const LASTING: Of = Of::Only(&[Addresses, Appointments, Tasks], mails_are_let_go);

fn one(w: &mut World, deletions: Deletions) -> (Key, i64) {
    // Two: a side that is empty altogether is another matter.
    let pair = w.in_step(&["Beispiel", "Muster"]).remove(0);
    w.settings.policy.deletions = deletions;
    pair
}

fn tombstone(w: &mut World, key: &Key) {
    assert_eq!(w.link(key).map(|link| link.state), Some(LinkState::Tombstone));
}

fn mails_are_let_go(w: &mut World) {
    for deletions in [Deletions::Restore, Deletions::Ask, Deletions::Propagate] {
        let words =
            ["eins", "zwei", "drei", "vier", "fünf"].map(|word| format!("{word}{deletions:?}"));
        let pairs = w.in_step(&words.each_ref().map(String::as_str));
        w.settings.policy.deletions = deletions;
        w.delete_row(pairs[0].1);
        w.purge_item(&pairs[1].0);
        w.delete_item(&pairs[2].0);
        w.edit_row(pairs[2].1, One, "Bonn");
        w.delete_row(pairs[3].1);
        w.edit_item(&pairs[3].0, One, "Bonn");
        let before = w.seen();
        for _ in 0..2 {
            let report = w.sync();
            assert_eq!(w.counts(&report)[3..], [0, 0, 0], "{deletions:?}: {report:?}");
            assert_eq!(w.deleted(&report), 0, "{deletions:?}");
            assert_eq!(w.seen(), before, "{deletions:?}");
        }
        pairs[..4].iter().for_each(|(key, _)| tombstone(w, key));
    }
}

fn row_11(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    let number = w.number(&key);
    w.delete_row(id);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 1, 0, 0], "{report:?}");
    assert!(!w.in_trash(id));
    assert_eq!((w.row(id).number, w.of_row(id, One)), (number, "Kiel".to_owned()));
    w.quiet();
}

fn row_11_ask(w: &mut World) {
    let (_, id) = one(w, Deletions::Ask);
    w.delete_row(id);
    asked(w, 11);
    assert!(w.in_trash(id));
}

/// One question of that row; nothing is written, and it stays one question.
fn asked(w: &mut World, row: u8) {
    let before = w.seen();
    for _ in 0..2 {
        let report = w.sync();
        assert_eq!((w.counts(&report)[4], report.exit_code()), (1, 1), "{report:?}");
        assert_eq!(w.decisions().iter().map(|open| open.row).collect::<Vec<_>>(), [row]);
        assert_eq!(w.seen(), before);
    }
}

fn row_11_propagate(w: &mut World) {
    let (key, id) = one(w, Deletions::Propagate);
    w.delete_row(id);
    let report = w.sync();
    assert_eq!((w.deleted(&report), report.exit_code()), (1, 0), "{report:?}");
    assert!(w.place(&key).expect("still in the file").1, "in Deleted Items");
    tombstone(w, &key);
    w.quiet();
}

fn row_12(w: &mut World, deletions: Deletions) {
    let (key, id) = one(w, deletions);
    w.delete_row(id);
    w.edit_item(&key, One, "Bonn");
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 1, 0, 0], "{report:?}");
    assert!(!w.in_trash(id));
    assert_eq!(w.both(&key, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
    w.quiet();
}

fn row_12_restore(w: &mut World) {
    row_12(w, Deletions::Restore);
}

fn row_12_propagate(w: &mut World) {
    row_12(w, Deletions::Propagate);
}

fn row_12_ask(w: &mut World) {
    let (key, id) = one(w, Deletions::Ask);
    w.delete_row(id);
    w.edit_item(&key, One, "Bonn");
    asked(w, 12);
    w.settings.policy.deletions = Deletions::Propagate;
    w.sync();
    assert!(!w.in_trash(id), "a change that was asked about is no less a change");
    assert_eq!(w.both(&key, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
}

fn row_13(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    let (number, folder) = (w.number(&key), w.place(&key).unwrap().0);
    w.purge_item(&key);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 1, 0, 0], "{report:?}");
    let now = w.item_of(id);
    assert!(now != key, "a key is not given out twice");
    assert_eq!((w.number(&now), w.place(&now)), (number.clone(), Some((folder, false))));
    assert_eq!((w.items_with(&number), w.of_item(&now, One)), (1, "Kiel".to_owned()));
    w.quiet();
}

fn row_13_deleted(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    let (number, folder) = (w.number(&key), w.place(&key).unwrap().0);
    w.delete_item(&key);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 1, 0, 0], "{report:?}");
    assert_eq!((w.item_of(id), w.place(&key)), (key.clone(), Some((folder, false))));
    assert_eq!(w.items_with(&number), 1);
    assert_eq!(w.full(&key).record.text("user.Vertreter"), "bleibt");
    w.quiet();
}

fn row_13_ask(w: &mut World) {
    let (key, _) = one(w, Deletions::Ask);
    w.delete_item(&key);
    asked(w, 13);
}

fn row_13_propagate(w: &mut World) {
    let (key, id) = one(w, Deletions::Propagate);
    w.purge_item(&key);
    let report = w.sync();
    assert_eq!((w.deleted(&report), w.in_trash(id)), (0, false), "{report:?}");
    let report = w.sync();
    assert_eq!((w.deleted(&report), w.in_trash(id)), (1, true), "{report:?}");
    tombstone(w, &key);
    w.quiet();
}

fn row_14(w: &mut World, deletions: Deletions) {
    let (key, id) = one(w, deletions);
    w.edit_row(id, One, "Bonn");
    w.purge_item(&key);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 1, 0, 0], "{report:?}");
    let now = w.item_of(id);
    assert_eq!(w.both(&now, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
    w.quiet();
}

fn row_14_restore(w: &mut World) {
    row_14(w, Deletions::Restore);
}

fn row_14_propagate(w: &mut World) {
    row_14(w, Deletions::Propagate);
}

fn row_14_ask(w: &mut World) {
    let (key, id) = one(w, Deletions::Ask);
    w.edit_row(id, One, "Bonn");
    w.purge_item(&key);
    asked(w, 14);
    w.settings.policy.deletions = Deletions::Propagate;
    w.sync();
    let now = w.item_of(id);
    assert_eq!(w.both(&now, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
}

fn row_15(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    w.purge_item(&key);
    w.delete_row(id);
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 0, 1, 0, 0, 0], "{report:?}");
    tombstone(w, &key);
    assert!(w.in_trash(id));
    w.quiet();
}

fn row_16(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    w.outlook.move_elsewhere(&key);
    w.edit_item(&key, Two, SECOND);
    w.edit_row(id, One, "Bonn");
    let report = w.sync();
    assert_eq!(w.counts(&report), [0, 1, 1, 0, 0, 0], "{report:?}");
    assert_eq!(w.place(&key).unwrap().0, format!("/{}", crate::pair::ELSEWHERE));
    assert_eq!(w.both(&key, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
    assert_eq!(w.both(&key, id, Two), (SECOND.to_owned(), SECOND.to_owned()));
    w.quiet();
}

fn row_16_key(w: &mut World) {
    let (key, id) = one(w, Deletions::Restore);
    let moved = w.copy(&key);
    w.purge_item(&key);
    w.outlook.move_elsewhere(&moved);
    w.edit_item(&moved, Two, SECOND);
    w.edit_row(id, One, "Bonn");
    let report = w.sync();
    assert_eq!(w.item_of(id), moved, "{report:?}");
    assert_eq!((w.rows(), w.items()), (2, 2));
    assert_eq!(w.both(&moved, id, One), ("Bonn".to_owned(), "Bonn".to_owned()));
    assert_eq!(w.both(&moved, id, Two), (SECOND.to_owned(), SECOND.to_owned()));
    w.quiet();
}

fn row_17(w: &mut World) {
    let (key, id) = one(w, Deletions::Propagate);
    let home = w.place(&key).unwrap().0;
    w.outlook.move_elsewhere(&key);
    w.settings.scope.folders = vec![home];
    let before = w.seen();
    for _ in 0..3 {
        let report = w.sync();
        assert_eq!(w.counts(&report), [0, 0, 1, 0, 0, 0], "{report:?}");
        assert_eq!(w.seen(), before);
    }
    assert!(!w.in_trash(id));
    w.settings.scope.folders.clear();
    w.sync();
    assert_eq!(w.link(&key).map(|link| link.state), Some(LinkState::Linked));
    assert_eq!(w.seen(), before);
}

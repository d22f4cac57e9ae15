//! What made other synchronisers lose data, on every pair of stores.

use jiff::tz::TimeZone;
use sync::{Deletions, Job, Key, Kind, Mapping, SlotRule, Value, default_mapping};

use crate::pair::{Maker, ansi_and_sqlite, in_memory, unicode_and_postgresql, unicode_and_sqlite};
use crate::world::{Part, SECOND, World};
use Part::{One, Two};

const PAIRS: [Maker; 4] = [in_memory, unicode_and_sqlite, ansi_and_sqlite, unicode_and_postgresql];

/// A scenario on every pair that can be had here.
fn everywhere(kind: Kind, scenario: impl Fn(&mut World)) {
    for make in PAIRS {
        if let Some(pair) = make() {
            scenario(&mut World::new(pair, kind));
        }
    }
}

fn both(office: &str, outlook: &str) -> (String, String) {
    (office.to_owned(), outlook.to_owned())
}

#[test]
fn a_source_that_was_read_by_half_deletes_nothing() {
    everywhere(Kind::Addresses, |w| {
        let pairs = w.in_step(&["Halbgelesen", "Muster", "Beispiel"]);
        w.settings.policy.deletions = Deletions::Propagate;
        let home = w.place(&pairs[0].0).unwrap().0;
        w.outlook.break_list(&home, "Halbgelesen");
        let before: Vec<bool> = pairs.iter().map(|(_, id)| w.in_trash(*id)).collect();
        for _ in 0..3 {
            let report = w.sync();
            assert_eq!(w.deleted(&report), 0, "{report:?}");
            assert_ne!(report.warnings, [], "it is said: {report:?}");
        }
        let after: Vec<bool> = pairs.iter().map(|(_, id)| w.in_trash(*id)).collect();
        assert_eq!((after, w.rows()), (before, 3));
    });
}

#[test]
fn when_everything_seems_changed_at_once_nothing_is_written_unasked() {
    everywhere(Kind::Addresses, |w| {
        let words: Vec<String> = (0..25).map(|n| format!("Person{n}")).collect();
        let pairs = w.in_step(&words.iter().map(String::as_str).collect::<Vec<_>>());
        for (key, _) in &pairs {
            w.edit_item(key, One, "Überall");
        }
        let before = w.seen();
        let report = w.sync();
        assert_eq!(report.exit_code(), 7);
        assert_eq!(w.seen(), before);
        w.settings.confirmed = true;
        let report = w.sync();
        assert_eq!(w.counts(&report)[1], 25);
    });
}

#[test]
fn a_copied_item_never_takes_the_originals_place() {
    everywhere(Kind::Addresses, |w| {
        let (key, id) = w.in_step(&["Beispiel"]).remove(0);
        let copy = w.copy(&key);
        w.edit_item(&copy, One, "Bonn");
        for _ in 0..2 {
            w.sync();
            assert_eq!(w.both(&key, id, One), both("Kiel", "Kiel"));
            assert_eq!((w.of_item(&copy, One).as_str(), w.items()), ("Bonn", 2));
        }
        w.edit_item(&key, One, "Ulm");
        w.sync();
        assert_eq!((w.of_row(id, One).as_str(), w.of_item(&copy, One).as_str()), ("Ulm", "Bonn"));
    });
}

const SERIES: &str = r#"{"rrule":"FREQ=WEEKLY;COUNT=6;BYDAY=MO","exdates":["2026-03-16T10:00:00"],"exceptions":[{"original":"2026-03-23T10:00:00","start":"2026-03-24T14:00:00","end":"2026-03-24T15:00:00"}]}"#;
const MOVED_AGAIN: &str = r#"{"rrule":"FREQ=WEEKLY;COUNT=6;BYDAY=MO","exdates":["2026-03-16T10:00:00"],"exceptions":[{"original":"2026-03-23T10:00:00","start":"2026-03-25T16:00:00","end":"2026-03-25T17:00:00"}]}"#;

/// A weekly series in Berlin, over the change to summer time on 29 March 2026, with an occurrence
/// that was moved and one that was left out.
fn series(w: &mut World) -> (Key, i64) {
    let key = w.add_item("Jour fixe");
    w.write_fields(
        &key,
        &[
            ("appointment.time_zone", Value::text("Europe/Berlin")),
            ("appointment.start", Value::text("2026-03-09T09:00:00Z")),
            ("appointment.end", Value::text("2026-03-09T10:00:00Z")),
            ("appointment.recurrence", Value::text(SERIES)),
        ],
    );
    let report = w.sync();
    assert_eq!(report.exit_code(), 0, "{report:?}");
    let id = w.link(&key).and_then(|link| link.office).expect("a record");
    (key, id)
}

fn recurrence(w: &mut World, key: &Key, id: i64) -> (String, String) {
    let office = w.row(id).record.text("recurrence").to_owned();
    (office, w.full(key).record.text("appointment.recurrence").to_owned())
}

#[test]
fn an_occurrence_that_was_moved_stays_where_it_was_moved_to() {
    everywhere(Kind::Appointments, |w| {
        let (key, id) = series(w);
        assert_eq!(recurrence(w, &key, id), both(SERIES, SERIES));
        w.quiet();
        w.edit_row(id, One, "Saal 2");
        w.sync();
        assert_eq!(recurrence(w, &key, id), both(SERIES, SERIES), "another field travelled");
        w.write_fields(&key, &[("appointment.recurrence", Value::text(MOVED_AGAIN))]);
        w.sync();
        assert_eq!(recurrence(w, &key, id), both(MOVED_AGAIN, MOVED_AGAIN));
        assert_eq!((w.rows(), w.items()), (1, 1), "it is no appointment of its own");
        w.quiet();
    });
}

#[test]
fn summer_time_and_another_time_zone_change_nothing() {
    everywhere(Kind::Appointments, |w| {
        let (key, id) = series(w);
        let single = w.add_item("Zahnarzt");
        w.sync();
        let before = w.seen();
        for zone in ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"] {
            w.settings.zone = TimeZone::get(zone).unwrap();
            // Half a year, so that every zone with summer time has changed it.
            w.pass(60 * 24 * 182);
            let report = w.sync();
            assert_eq!(w.counts(&report)[2], 2, "{zone}: {report:?}");
            assert_eq!(w.seen(), before, "{zone}");
        }
        let start = w.full(&key).record.text("appointment.start").to_owned();
        assert_eq!(
            (start, w.row(id).record.text("start").to_owned()),
            both("2026-03-09T09:00:00Z", "2026-03-09T09:00:00Z")
        );
        assert!(w.place(&single).is_some());
    });
}

#[test]
fn what_leaves_the_filter_is_not_deleted() {
    everywhere(Kind::Tasks, |w| {
        let pairs = w.in_step(&["Anrufen", "Schreiben"]);
        w.settings.policy.deletions = Deletions::Propagate;
        w.settings.scope.folders = vec![w.place(&pairs[0].0).unwrap().0];
        w.outlook.move_elsewhere(&pairs[1].0);
        for _ in 0..3 {
            let report = w.sync();
            assert_eq!(w.deleted(&report), 0, "{report:?}");
        }
        assert!(!w.in_trash(pairs[1].1));
        w.settings.scope.folders.clear();
        w.edit_row(pairs[1].1, One, "Bonn");
        w.sync();
        assert_eq!(w.of_item(&pairs[1].0, One), "Bonn");
    });
}

#[test]
fn a_data_file_from_a_backup_brings_back_no_old_values_and_deletes_nothing() {
    everywhere(Kind::Addresses, |w| {
        let pairs = w.in_step(&["Beispiel", "Muster"]);
        w.settings.policy.deletions = Deletions::Propagate;
        w.outlook.back_up();
        w.edit_row(pairs[0].1, One, "Bonn");
        let late = w.add_row("Späte", "900");
        w.sync();
        w.outlook.put_back();
        let report = w.sync();
        assert!(report.warnings.iter().any(|one| one.id == "side-restored"), "{report:?}");
        assert_eq!(w.deleted(&report), 0);
        assert_eq!(w.of_row(pairs[0].1, One), "Bonn", "the old value is no change");
        assert!(!w.in_trash(late));
        // What the backup lacks was not deleted there: it comes back, also in later runs.
        let next = w.add_item("Nächste");
        w.sync();
        let item = w.item_of(late);
        assert_eq!((w.number(&item).as_str(), w.items_with("900")), ("900", 1));
        assert_eq!(
            w.link(&next).and_then(|link| link.office).map(|id| w.of_row(id, One)),
            Some("Kiel".to_owned())
        );
        assert!(!w.in_trash(late));
    });
}

#[test]
fn a_contact_made_after_the_backup_is_not_taken_for_a_deleted_one() {
    everywhere(Kind::Addresses, |w| {
        w.in_step(&["Beispiel", "Muster"]);
        w.settings.policy.deletions = Deletions::Propagate;
        w.outlook.back_up();
        let key = w.add_item("Späte");
        w.sync();
        let id = w.link(&key).and_then(|link| link.office).expect("a record");
        w.outlook.put_back();
        for _ in 0..3 {
            let report = w.sync();
            assert_eq!(w.deleted(&report), 0, "{report:?}");
        }
        assert!(!w.in_trash(id));
        let item = w.item_of(id);
        assert_eq!((w.of_item(&item, One).as_str(), w.items()), ("Kiel", 3));
        w.quiet();
    });
}

#[test]
fn a_number_that_was_given_out_is_never_given_to_somebody_else() {
    everywhere(Kind::Addresses, |w| {
        let (key, id) = w.in_step(&["Beispiel"]).remove(0);
        let number = w.number(&key);
        w.purge_item(&key);
        w.delete_row(id);
        w.sync();
        for word in ["Erste", "Zweite", "Dritte"] {
            let key = w.add_item(word);
            w.sync();
            assert_ne!(w.number(&key), number, "{word}");
        }
    });
}

#[test]
fn a_first_run_that_is_interrupted_is_finished_by_the_next() {
    // A few writes and many: before, in the middle of, and after the data file's first commit.
    for writes in [0, 1, 2, 5, 12, 30] {
        everywhere(Kind::Addresses, |w| {
            let keys = ["Beispiel", "Muster", "Adam"].map(|word| w.add_item(word));
            let row = w.add_row("Büro", "900");
            w.outlook.fail_after(Some(writes));
            let _ = w.attempt(Job::Sync);
            w.outlook.fail_after(None);
            let report = w.sync();
            assert_eq!(report.exit_code(), 0, "{writes}: {report:?}");
            assert_eq!((w.rows(), w.items()), (4, 4), "{writes}");
            for key in &keys {
                let link = w.link(key).expect("it is linked");
                assert_eq!(w.number(key), link.number, "{writes}");
            }
            assert_eq!(w.items_with("900"), 1, "{writes}");
            assert_eq!(w.of_row(row, One), "Kiel");
            w.quiet();
        });
    }
}

#[test]
fn after_a_partial_failure_the_next_run_does_the_rest() {
    everywhere(Kind::Addresses, |w| {
        let pairs = w.in_step(&["Beispiel", "Muster"]);
        for (key, _) in &pairs {
            w.edit_item(key, Two, SECOND);
        }
        w.edit_row(pairs[0].1, One, "Bonn");
        w.outlook.damage(&pairs[0].0, "Notiz Beispiel");
        let report = w.sync();
        assert_eq!(report.exit_code(), 3, "{report:?}");
        assert_eq!(w.of_row(pairs[1].1, Two), SECOND, "the others go on");
        w.outlook.repair(&pairs[0].0, "Notiz Beispiel");
        assert_eq!(w.sync().exit_code(), 0);
        assert_eq!(w.both(&pairs[0].0, pairs[0].1, One), both("Bonn", "Bonn"));
        assert_eq!(w.of_row(pairs[0].1, Two), SECOND);
        w.quiet();
    });
}

#[test]
fn a_person_who_was_created_on_both_sides_is_one_person() {
    everywhere(Kind::Addresses, |w| {
        let id = w.add_row("Neue", "900");
        let key = w.add_item("Neue");
        w.sync();
        assert_eq!((w.rows(), w.items(), w.number(&key).as_str()), (1, 1, "900"));
        assert_eq!(w.item_of(id), key);
    });
}

/// The mapping with the home address in place of the business address.
fn home() -> Mapping {
    let mut mapping = Mapping { slot: SlotRule::Fixed, ..default_mapping() };
    let lines = mapping.kinds.entry(Kind::Addresses).or_default();
    for name in lines.iter_mut().flat_map(|line| &mut line.outlook.0) {
        *name = name.replace(".business.", ".home.").into();
    }
    mapping
}

#[test]
fn another_address_in_the_mapping_overwrites_neither_address() {
    everywhere(Kind::Addresses, |w| {
        let (key, id) = w.in_step(&["Beispiel"]).remove(0);
        w.write_fields(&key, &[("contact.home.city", Value::text("Bonn"))]);
        w.sync();
        w.settings.mapping = home();
        w.settings.confirmed = true;
        for _ in 0..2 {
            let report = w.sync();
            assert_eq!((w.counts(&report)[4], report.exit_code()), (1, 1), "{report:?}");
            assert_eq!(w.both(&key, id, One), both("Kiel", "Kiel"), "the business address");
            assert_eq!(w.full(&key).record.text("contact.home.city"), "Bonn");
        }
    });
}

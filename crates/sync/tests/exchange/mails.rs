//! E-mails: the rows that apply to them, and the promise that the others do not.

use sync::{Deletions, Job, Key, Kind, Line, LinkState, Record, Report, Since, Value};

use crate::world::World;

const FIELDS: [&str; 8] =
    ["message_id", "sent_at", "received_at", "from", "subject", "read", "flag", "categories"];

fn mail(prefix: &str, id: &str) -> Record {
    let values = [
        ("message_id", Value::text(format!("<{id}@beispiel.de>"))),
        ("sent_at", Value::Instant("2026-03-01T10:00:00Z".parse().unwrap())),
        ("from", Value::text("anna@beispiel.de")),
        ("subject", Value::text(format!("Angebot {id}"))),
        ("read", Value::Bool(false)),
    ];
    values.into_iter().map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
}

fn world() -> World {
    let mut world = World::default();
    world.at(1_000_000);
    let lines = FIELDS.map(|name| Line::both(name, format!("mail.{name}")));
    world.settings.mapping.kinds.insert(Kind::Mails, lines.into());
    world
}

fn receive(world: &mut World, id: &str) -> Key {
    world.outlook.add_item("IPM.Note", "/Posteingang", mail("mail.", id))
}

fn write(world: &mut World, id: &str) -> i64 {
    world.office.add_kind(Kind::Mails, "", mail("", id))
}

/// Created, updated, unchanged, restored, deleted, open.
fn counts(report: &Report) -> [u64; 6] {
    let c = report.kinds[&Kind::Mails];
    [c.created, c.updated, c.unchanged, c.restored, c.deleted, c.open]
}

fn office_of(world: &World, key: &Key) -> i64 {
    world.link(key).and_then(|link| link.office).expect("a link")
}

#[test]
fn rows_1_and_2_a_mail_is_exchanged_once_both_ways() {
    let mut world = world();
    let key = receive(&mut world, "1");
    let sent = write(&mut world, "2");
    assert_eq!(counts(&world.sync()), [2, 0, 0, 0, 0, 0]);
    assert!(!world.number(&key).is_empty());
    let (_, item) = world.item_of(sent).expect("an item");
    assert_eq!(item.record.text("mail.subject"), "Angebot 2");
    let (rows, items) = (world.office.rows.clone(), world.outlook.items.clone());
    assert_eq!(counts(&world.sync()), [0, 0, 2, 0, 0, 0]);
    assert_eq!((&world.office.rows, &world.outlook.items), (&rows, &items));
}

#[test]
fn a_mail_that_the_office_has_already_is_linked_by_its_own_identity() {
    for job in [Job::Import, Job::Sync] {
        let mut world = world();
        let id = write(&mut world, "1");
        let keys = [receive(&mut world, "1"), receive(&mut world, "1")];
        world.outlook.set_number(&keys[1], "FREMD");
        world.run(job);
        let held: Vec<i64> = keys.iter().map(|key| office_of(&world, key)).collect();
        assert!(held.contains(&id), "{job:?}");
        assert_eq!(world.office.rows.len(), 2, "the second one is a mail of its own");
        assert!(world.office.decisions.is_empty(), "{job:?}");
    }
}

#[test]
fn rows_4_and_5_only_read_state_flag_and_categories_travel() {
    let mut world = world();
    let key = receive(&mut world, "1");
    world.sync();
    let id = office_of(&world, &key);
    world.pass(10);
    world.outlook.change(&key, |item| {
        item.record.set("mail.read", Value::Bool(true));
        item.record.set("mail.subject", Value::text("anders"));
    });
    world.office.edit(id, "flag", "offen");
    assert_eq!(counts(&world.sync()), [0, 1, 0, 0, 0, 0]);
    let row = &world.office.rows[&id].record;
    assert_eq!((row.get("read"), row.text("subject")), (Some(&Value::Bool(true)), "Angebot 1"));
    assert_eq!(world.outlook.items[&key].record.text("mail.flag"), "offen");
    assert_eq!(world.outlook.items[&key].record.text("mail.subject"), "anders");
}

#[test]
fn rows_11_to_14_do_not_apply_a_missing_mail_is_let_go() {
    for deletions in [Deletions::Restore, Deletions::Ask, Deletions::Propagate] {
        let mut world = world();
        world.settings.policy.deletions = deletions;
        let keys = [receive(&mut world, "1"), receive(&mut world, "2"), receive(&mut world, "3")];
        world.sync();
        let ids = keys.clone().map(|key| office_of(&world, &key));
        world.office.delete(ids[0]);
        world.outlook.items.remove(&keys[1]);
        world.outlook.delete(&keys[2]);
        world.office.edit(ids[2], "flag", "offen");
        let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
        for _ in 0..3 {
            let report = world.sync();
            assert_eq!(counts(&report)[3..], [0, 0, 0], "{deletions:?}");
            assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
        }
        for key in &keys {
            assert_eq!(world.state(key), Some(LinkState::Tombstone));
        }
    }
}

#[test]
fn row_18_a_copied_mail_stays_as_it_is() {
    let mut world = world();
    let key = receive(&mut world, "1");
    world.sync();
    let copy = world.outlook.copy(&key).unwrap();
    world.outlook.change(&copy, |item| item.record.set("mail.read", Value::Bool(true)));
    let report = world.sync();
    assert_eq!((counts(&report)[5], world.office.rows.len()), (0, 1));
    assert_eq!(world.state(&copy), Some(LinkState::Duplicate));
}

#[test]
fn row_23_a_number_on_another_mail_is_quarantined() {
    let mut world = world();
    world.office.add_kind(Kind::Mails, "7", mail("", "1"));
    let key = receive(&mut world, "2");
    world.outlook.set_number(&key, "7");
    assert_eq!(counts(&world.sync())[5], 1);
    assert_eq!(world.state(&key), Some(LinkState::Quarantined));
    assert_eq!((world.office.rows.len(), world.outlook.items.len()), (1, 1));
}

#[test]
fn a_mail_before_the_date_asked_for_is_not_made_a_second_time() {
    for numbered in [true, false] {
        let mut world = world();
        let id = write(&mut world, "1");
        let key = receive(&mut world, "1");
        if numbered {
            world.office.rows.get_mut(&id).unwrap().number = "7".to_owned();
            world.outlook.set_number(&key, "7");
        }
        let earlier = "2025-12-31T10:00:00Z".parse().unwrap();
        world.outlook.change(&key, |item| {
            item.record.set("mail.received_at", Value::Instant(earlier));
        });
        world.settings.scope.since = Some(Since {
            at: "2026-01-01T00:00:00Z".parse().unwrap(),
            day: "2026-01-01".parse().unwrap(),
        });
        let items = world.outlook.items.clone();
        world.sync();
        assert_eq!((&world.outlook.items, world.office.rows.len()), (&items, 1), "{numbered}");
    }
}

#[test]
fn an_item_that_cannot_be_read_stays_with_the_link_of_its_kind() {
    let mut world = world();
    let key = receive(&mut world, "1");
    world.sync();
    world.outlook.change(&key, |item| (item.unreadable, item.class) = (true, String::new()));
    let rows = world.office.rows.clone();
    let report = world.sync();
    assert_eq!(report.kinds[&Kind::Mails].errors, 1);
    assert_eq!((world.state(&key), &world.office.rows), (Some(LinkState::Linked), &rows));
}

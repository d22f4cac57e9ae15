//! The main job from end to end, and what a run promises as a whole.

use std::collections::BTreeSet;

use sync::memory::{DELETED_ITEMS, MemoryOffice, MemoryOutlook};
use sync::{
    Base, ContentHash, Contents, Hooks, Intent, Job, Key, Kind, Known, Ledger, LedgerTxn, Link,
    LinkState, Listed, Message, OpenDecision, Outcome, Record, Schema, Scope, Side, Silent, Store,
    StoreError, StoreId, StoreTxn, Survey, Value, Version, Words, import,
};

use crate::world::{Witness, World, contact, counts, imported, person};

/// 60 persons once, six of them twelve times altogether.
fn seventy_two() -> (World, Vec<Key>) {
    let mut world = World::default();
    world.at(1_000_000);
    let mut keys = Vec::new();
    for person_no in 0..6 {
        for _ in 0..12 {
            keys.push(world.outlook.add(person(&format!("Person{person_no}"))));
        }
    }
    (world, keys)
}

#[test]
fn seventy_two_contacts_become_seventy_two_addresses_and_stay_in_step() {
    let (mut world, keys) = seventy_two();
    let first = world.import();
    assert_eq!((counts(&first), first.exit_code()), ([72, 0, 0, 0, 0, 0, 0], 0));
    let c = first.kinds[&Kind::Addresses];
    assert_eq!(
        (c.read, c.office.created, c.outlook.updated, c.written_to_outlook),
        (72, 72, 72, 72)
    );
    assert_eq!(first.duplicates, 6);
    let numbers: BTreeSet<_> = keys.iter().map(|key| world.number(key).to_owned()).collect();
    assert_eq!(numbers.len(), 72);

    let (items, rows, writes) =
        (world.outlook.items.clone(), world.office.rows.clone(), world.outlook.written.len());
    let second = world.import();
    assert_eq!((counts(&second), second.duplicates), ([0, 0, 72, 0, 0, 0, 0], 6));
    assert_eq!((&world.outlook.items, world.outlook.written.len()), (&items, writes));
    assert_eq!(world.office.rows, rows);

    world.pass(60);
    world.outlook.edit(&keys[40], "contact.phone.business", "030 4711");
    let third = world.import();
    assert_eq!((counts(&third), third.duplicates), ([0, 1, 71, 0, 0, 0, 0], 6));
    let changed: Vec<_> =
        world.office.rows.iter().filter(|(id, row)| rows[id] != **row).map(|(id, _)| *id).collect();
    assert_eq!(changed, [world.id(&keys[40])]);
    assert_eq!(world.field(&keys[40], "phone"), "030 4711");
}

#[test]
fn the_json_of_a_run_has_the_keys_of_the_contract() {
    let (mut world, _) = seventy_two();
    world.settings.path = "kunden.pst".to_owned();
    world.outlook.add_item("IPM.DistList", "/Kontakte", Record::new());
    world.outlook.add_item("IPM.Note", "/Posteingang", Record::new());
    let report = world.import();
    let json = serde_json::to_value(report.said(&|message| message.id.clone())).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "duplicates",
            "errors",
            "file",
            "job",
            "kinds",
            "not_transferred",
            "open",
            "run",
            "seconds",
            "warnings"
        ]
    );
    assert_eq!(
        (&json["run"], &json["job"], &json["file"]),
        (&1.into(), &"import".into(), &"kunden.pst".into())
    );
    let addresses = &json["kinds"]["addresses"];
    assert_eq!((&addresses["read"], &addresses["office"]["created"]), (&72.into(), &72.into()));
    assert_eq!(json["kinds"].as_object().unwrap().len(), 4);
    let classes: Vec<_> = report.not_transferred.iter().map(|line| line.class.as_str()).collect();
    assert_eq!(classes, ["IPM.DistList"]);
    assert_eq!(json["kinds"]["mails"]["office"]["created"], 1);
    let stored: sync::Report = serde_json::from_str(&world.office.runs[0].report).unwrap();
    assert_eq!((stored.kinds, stored.run), (report.kinds, report.run));
}

#[test]
fn other_kinds_are_named_only_when_they_were_asked_for() {
    let mut world = World::default();
    world.outlook.add_item("IPM.Note", "/Posteingang", Record::new());
    world.outlook.add_item("IPM.StickyNote", "/Notizen", Record::new());
    world.settings.kinds = vec![Kind::Addresses];
    let report = world.import();
    assert_eq!(report.not_transferred.len(), 1);
    assert_eq!(
        (report.not_transferred[0].class.as_str(), report.not_transferred[0].count),
        ("IPM.StickyNote", 1)
    );
}

#[test]
fn a_dry_run_shows_every_field_and_writes_nothing_not_even_a_run() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.outlook.add(person("Neu"));
    let copy = world.outlook.copy(&keys[1]).unwrap();
    world.outlook.edit(&copy, "contact.business.city", "Bonn");
    let (office, items) = (world.office.clone(), world.outlook.items.clone());
    world.settings.dry_run = true;
    let mut witness = Witness::default();
    let report = world.import_watched(&mut witness);
    assert_eq!((counts(&report), report.run), ([1, 1, 1, 0, 0, 1, 0], None));
    assert_eq!((report.exit_code(), report.open.len()), (1, 1));
    assert_eq!(world.outlook.items, items);
    assert_eq!(
        format!("{:?}", (&world.office.rows, &world.office.links)),
        format!("{:?}", (&office.rows, &office.links))
    );
    assert_eq!(
        (world.office.runs, world.office.journal, world.office.decisions),
        (office.runs, office.journal, office.decisions)
    );
    let city = witness.lines.iter().find(|line| line.row == 5).unwrap();
    assert_eq!((city.field.as_ref(), city.side), ("city", Side::Office));
    assert_eq!(
        (&city.before, &city.after),
        (&Some(Value::text("Kiel")), &Some(Value::text("Trier")))
    );
    let created: Vec<_> =
        witness.lines.iter().filter(|line| line.row == 2).map(|line| line.field.as_ref()).collect();
    assert_eq!(created, ["Kundennr", "city", "email", "first_name", "last_name", "phone"]);
}

#[test]
fn a_dry_run_predicts_the_counters_of_the_run() {
    let (mut world, keys) = imported(&["Beispiel", "Muster", "Dritter"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.outlook.set_number(&keys[1], "");
    world.outlook.add(person("Neu"));
    world.outlook.copy(&keys[2]);
    let mut dry = world.clone();
    dry.settings.dry_run = true;
    assert_eq!(dry.import().kinds, world.import().kinds);
}

#[test]
fn the_plan_is_data_that_survives_being_saved() {
    let (mut world, keys) = imported(&["Beispiel", "Muster"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    let copy = world.outlook.copy(&keys[1]).unwrap();
    world.outlook.edit(&copy, "contact.business.city", "Bonn");
    world.outlook.add(person("Neu"));
    let mut witness = Witness::default();
    world.import_watched(&mut witness);
    let plan = witness.plan.unwrap();
    assert_eq!(plan.kinds[0].steps.len(), 3);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<sync::Plan>(&text).unwrap(), plan);
}

#[test]
fn saying_no_at_the_preview_writes_nothing() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    let mut witness = Witness { stop_at_preview: true, ..Witness::default() };
    let report = world.import_watched(&mut witness);
    assert_eq!((report.exit_code(), report.run), (7, None));
    assert_eq!(world.field(&keys[0], "city"), "Kiel");
    assert!(witness.before_writing.is_empty());
}

fn all_changed(count: usize) -> World {
    let words: Vec<String> = (0..count).map(|n| format!("Person{n}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut world, keys) = imported(&words);
    keys.iter().for_each(|key| world.outlook.edit(key, "contact.business.city", "Trier"));
    world
}

#[test]
fn more_than_twenty_and_more_than_half_changed_at_once_stops_the_run_before_it_writes() {
    let mut world = all_changed(21);
    let rows = world.office.rows.clone();
    let mut witness = Witness::default();
    let report = world.import_watched(&mut witness);
    assert_eq!((report.exit_code(), witness.limits.len()), (7, 1));
    assert_eq!((witness.limits[0].changed, witness.limits[0].linked), (21, 21));
    assert_eq!(witness.limits[0].samples.len(), 5);
    assert_eq!((world.office.rows.clone(), world.office.runs.len()), (rows, 1));
    world.settings.confirmed = true;
    assert_eq!(counts(&world.import()), [0, 21, 0, 0, 0, 0, 0]);
}

#[test]
fn a_dry_run_names_the_limits_at_which_a_real_one_would_stop() {
    let mut world = all_changed(21);
    world.settings.dry_run = true;
    let report = world.import();
    let limits: Vec<&str> = report.limits.iter().map(|limit| limit.id.as_str()).collect();
    assert_eq!((limits, report.stopped), (vec!["limit-mass-change"], None));
}

#[test]
fn twenty_changes_are_no_mass_change() {
    assert_eq!(counts(&all_changed(20).import()), [0, 20, 0, 0, 0, 0, 0]);
}

#[test]
fn the_backup_is_asked_for_only_when_the_data_file_will_be_written() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let mut witness = Witness::default();
    world.import_watched(&mut witness);
    assert!(witness.before_writing.is_empty());
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.import_watched(&mut witness);
    assert_eq!(witness.before_writing, [false]);
    world.outlook.add(person("Neu"));
    world.import_watched(&mut witness);
    assert_eq!(witness.before_writing, [false, true]);
}

#[test]
fn a_run_that_is_stopped_ends_after_a_batch_and_the_next_one_finishes_it() {
    let mut world = World::default();
    for number in 0..1500 {
        world.outlook.add(person(&format!("Muster{number}")));
    }
    let mut witness = Witness { stop_after: Some(1), ..Witness::default() };
    let report = world.import_watched(&mut witness);
    assert_eq!(counts(&report), [1000, 0, 0, 0, 500, 0, 0], "read to the end, left where stopped");
    assert_eq!((report.exit_code(), world.office.rows.len()), (7, 1000));
    assert_eq!(report.stopped.unwrap().id, "stopped-between");
    assert_eq!(counts(&world.import()), [500, 0, 1000, 0, 0, 0, 0]);
    let mut witness = Witness { stop_after: Some(0), ..Witness::default() };
    world.outlook.add(person("Neu"));
    let report = world.import_watched(&mut witness);
    assert_eq!((report.run, world.office.rows.len()), (None, 1500), "before the first batch");
}

#[test]
fn no_room_for_the_backup_means_that_nothing_is_written() {
    struct NoRoom;
    impl Words for NoRoom {}
    impl Hooks for NoRoom {
        fn before_writing(&mut self, _to_outlook: bool) -> Result<(), StoreError> {
            Err(StoreError::new(Message::new("no-room")))
        }
    }
    let (mut world, _) = seventy_two();
    let settings = world.settings.clone();
    let error = import(&mut world.outlook, &mut world.office, &settings, &mut NoRoom).unwrap_err();
    assert_eq!(error.message.id, "no-room");
    assert!(world.office.rows.is_empty() && world.office.links.is_empty());
    assert_eq!(world.import().exit_code(), 0, "and the lock is free");
}

#[test]
fn a_second_run_is_refused_with_the_name_of_the_first() {
    let mut world = World::default();
    world.office.lock(Job::Import, "erste.pst").unwrap();
    let settings = world.settings.clone();
    let refused = import(&mut world.outlook, &mut world.office, &settings, &mut Silent);
    let error = refused.unwrap_err();
    assert!(error.transient && error.message.arg("by") == Some("erste.pst"));
}

#[test]
fn an_item_that_refuses_its_number_is_an_error_and_the_others_go_on() {
    let mut world = World::default();
    let bad = world.outlook.add(person("Muster"));
    let good = world.outlook.add(person("Beispiel"));
    world.outlook.change(&bad, |item| item.refused = true);
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([1, 0, 0, 0, 0, 0, 1], 3));
    assert_eq!((world.number(&bad), world.number(&good)), ("", "10001"));
    assert_eq!(world.office.rows.len(), 2, "the address is there; its number is owed");
    world.outlook.change(&bad, |item| item.refused = false);
    assert_eq!(world.import().exit_code(), 0);
    assert_eq!(world.number(&bad), "10000");
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn what_is_changed_in_outlook_while_the_run_goes_on_is_left_for_the_next() {
    let mut world = World::default();
    world.at(1_000_000);
    let key = world.outlook.add(person("Muster"));
    world.outlook.add(person("Beispiel"));
    world.outlook.meddler = Some(|outlook| {
        let key = outlook.items.keys().next().unwrap().clone();
        outlook.change(&key, |item| item.unreadable = false);
    });
    let report = world.import();
    assert_eq!((counts(&report), report.exit_code()), ([1, 0, 0, 0, 1, 0, 0], 0));
    assert!(report.warnings.iter().any(|warning| warning.id == "changed-meanwhile"));
    assert_eq!((world.number(&key), world.office.rows.len()), ("", 1));
    assert_eq!(counts(&world.import()), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(world.number(&key), "10000", "the number it was promised");
}

#[test]
fn what_is_changed_in_the_office_while_the_run_goes_on_is_left_for_the_next() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.office.meddler = Some(|office| {
        let id = *office.rows.keys().next().unwrap();
        office.edit(id, "nickname", "Anni");
    });
    assert_eq!(counts(&world.import()), [0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Kiel");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Trier");
    assert_eq!(world.field(&keys[0], "nickname"), "Anni");
}

#[test]
fn what_is_changed_in_the_office_after_the_plan_was_made_is_not_overwritten() {
    let (mut world, keys) = imported(&["Beispiel"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.office.early_meddler = Some(|office| {
        let id = *office.rows.keys().next().unwrap();
        office.edit(id, "city", "Bonn");
    });
    assert_eq!(counts(&world.import()), [0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(world.field(&keys[0], "city"), "Bonn");
    assert_eq!(world.import().exit_code(), 1, "now it is a conflict, within 120 seconds");
}

#[test]
fn the_base_is_what_the_office_read_back_not_what_was_sent() {
    let mut world = World::default();
    world.at(1_000_000);
    world.office.tidy = Some(|record| {
        let city = record.text("city").to_uppercase();
        record.set("city", Value::Text(city));
    });
    let key = world.outlook.add(person("Muster"));
    world.import();
    let base = |world: &World| {
        let id = world.link(&key).unwrap().id;
        world.office.links[&id].office_base.text("city").to_owned()
    };
    assert_eq!((world.field(&key, "city"), base(&world)), ("KIEL".into(), "KIEL".into()));
    world.pass(60);
    world.outlook.edit(&key, "contact.business.city", "Trier");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!((world.field(&key, "city"), base(&world)), ("TRIER".into(), "TRIER".into()));
    let link = world.link(&key).unwrap();
    let id = link.office.unwrap();
    assert_eq!(link.office_version.row, world.office.rows[&id].row);
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn two_items_never_share_one_address_even_by_its_old_and_its_new_number() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.renumber(id, "4711");
    let gone = world.outlook.items.remove(&keys[0]).unwrap();
    let claims = ["10000", "4711"].map(|number| {
        let key = world.outlook.add(gone.record.clone());
        world.outlook.set_number(&key, number);
        key
    });
    let report = world.import();
    assert_eq!((counts(&report), report.open[0].row), ([0, 0, 1, 0, 0, 1, 0], 19));
    let linked = claims.iter().filter(|key| world.link(key).unwrap().office == Some(id));
    assert_eq!(linked.count(), 1);
}

#[test]
fn what_is_imported_from_deleted_items_is_imported_once_and_never_missing() {
    let (mut world, _) = imported(&["Beispiel"]);
    let key = world.outlook.add_item("IPM.Contact", DELETED_ITEMS, person("Alt"));
    world.settings.scope.with_deleted = true;
    assert_eq!(counts(&world.import()), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    world.settings.scope.with_deleted = false;
    let report = world.import();
    assert_eq!((counts(&report), report.warnings.len()), ([0, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(world.state(&key), Some(LinkState::OutOfScope));
    world.outlook.change(&key, |item| item.folder = "/Kontakte".to_owned());
    assert_eq!(counts(&world.import()), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(world.state(&key), Some(LinkState::Linked));
}

#[test]
fn a_changed_mapping_is_no_change_of_records() {
    let mut world = World::default();
    world.at(1_000_000);
    let full = contact(&[("contact.last_name", "A"), ("contact.phone.car", "0171 1")]);
    let keys: Vec<_> = (0..3).map(|_| world.outlook.add(full.clone())).collect();
    world.import();
    world.pass(60);
    let (equal, filled) = (world.id(&keys[0]), world.id(&keys[2]));
    world.office.edit(equal, "free5", "0171 1");
    world.office.edit(filled, "free5", "0171 2");
    world.pass(60);
    let lines = world.settings.mapping.kinds.get_mut(&Kind::Addresses).unwrap();
    lines.push(sync::Line::both("free5", "contact.phone.car"));
    world.settings.confirmed = true;
    let report = world.import();
    assert_eq!(counts(&report), [0, 1, 1, 0, 0, 1, 0]);
    assert_eq!(world.field(&keys[1], "free5"), "0171 1", "one side empty: filled");
    assert_eq!(world.field(&keys[2], "free5"), "0171 2", "dates never decide");
    let opened = world.opened();
    assert_eq!((counts(&world.import()), world.opened()), ([0, 0, 2, 0, 0, 1, 0], opened));
}

#[test]
fn the_journal_names_every_field_that_was_written_its_side_and_its_record() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    let told = |world: &World, run: i64| -> Vec<(Side, String, Option<i64>, Option<Value>)> {
        let lines = world.office.journal.iter().filter(|(of, _)| *of == run);
        lines.map(|(_, l)| (l.side, l.field.to_string(), l.office, l.after.clone())).collect()
    };
    let text = |text: &str| Some(Value::text(text));
    let expected = [
        (Side::Office, "Kundennr", "10000"),
        (Side::Office, "city", "Kiel"),
        (Side::Office, "email", "beispiel@beispiel.de"),
        (Side::Office, "first_name", "Anna"),
        (Side::Office, "last_name", "Beispiel"),
        (Side::Office, "phone", "030 8936"),
        (Side::Outlook, "Kundennr", "10000"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(s, f, v)| (*s, (*f).to_owned(), Some(id), text(v))).collect();
    assert_eq!(told(&world, 1), expected);
    world.outlook.set_number(&keys[0], "");
    world.import();
    assert_eq!(told(&world, 2), [(Side::Outlook, "Kundennr".to_owned(), Some(id), text("10000"))]);
}

#[test]
fn the_home_address_is_kept_with_the_link_once_it_was_taken() {
    let mut world = World::default();
    let key = world
        .outlook
        .add(contact(&[("contact.last_name", "Muster"), ("contact.home.street", "Am Markt 1")]));
    world.import();
    assert_eq!(world.field(&key, "street"), "Am Markt 1");
    world.outlook.edit(&key, "contact.business.street", "Hafen 2");
    world.import();
    assert_eq!(world.field(&key, "street"), "Am Markt 1");
    world.outlook.edit(&key, "contact.home.street", "Am Markt 3");
    world.import();
    assert_eq!(world.field(&key, "street"), "Am Markt 3");
}

#[test]
fn a_number_changed_in_the_office_is_not_touched_by_an_import() {
    let (mut world, keys) = imported(&["Beispiel"]);
    let id = world.id(&keys[0]);
    world.office.renumber(id, "4711");
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!((world.number(&keys[0]), world.office.rows[&id].number.as_str()), ("10000", "4711"));
    assert_eq!(world.office.rows[&id].record.text("city"), "Trier");
}

#[test]
fn long_notes_are_kept_as_digest_in_the_base_and_still_compared() {
    let mut world = World::default();
    let long = "Zeile\n".repeat(2000);
    let key = world.outlook.add(contact(&[("contact.last_name", "M"), ("contact.body", &long)]));
    world.import();
    let link = world.link(&key).unwrap().id;
    assert!(matches!(
        world.office.links[&link].item_base.get("contact.body"),
        Some(Value::Bytes(_))
    ));
    world.outlook.edit(&key, "contact.body", &long.replace('\n', "\r\n"));
    assert_eq!(counts(&world.import()), [0, 0, 1, 0, 0, 0, 0]);
    world.outlook.edit(&key, "contact.body", &(long + "mehr"));
    assert_eq!(counts(&world.import()), [0, 1, 0, 0, 0, 0, 0]);
    assert!(world.field(&key, "notes").ends_with("mehr"));
}

/// An office in memory that refuses everything a run without changes must not need.
struct Quiet(MemoryOffice);

macro_rules! never {
    ($name:literal) => {
        panic!(concat!($name, " was called though nothing changed"))
    };
}

impl Contents for Quiet {
    fn content(
        &mut self,
        _: &ContentHash,
        _: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        never!("content")
    }
}

impl Store for Quiet {
    fn side(&self) -> Side {
        self.0.side()
    }
    fn id(&self) -> StoreId {
        self.0.id()
    }
    fn writable(&self) -> bool {
        true
    }
    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        self.0.schema(kind)
    }
    fn survey(&mut self, _: &Scope, _: &mut dyn FnMut(Listed)) -> Result<Survey, StoreError> {
        never!("survey")
    }
    fn read(&mut self, _: Kind, _: &Key) -> Result<Result<sync::Full, Message>, StoreError> {
        never!("read")
    }
    fn commit_from(
        &mut self,
        _: StoreTxn,
        _: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        never!("commit")
    }
}

impl Ledger for Quiet {
    fn lock(&mut self, job: Job, file: &str) -> Result<(), StoreError> {
        self.0.lock(job, file)
    }
    fn unlock(&mut self) {
        self.0.unlock();
    }
    fn links(
        &mut self,
        file: &StoreId,
        kind: Kind,
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        self.0.links(file, kind, visit)
    }
    fn bases(&mut self, _: i64) -> Result<(Base, Base), StoreError> {
        never!("bases")
    }
    fn versions(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(i64, Version, bool),
    ) -> Result<(), StoreError> {
        self.0.versions(kind, visit)
    }
    fn known(&mut self, _: Kind, _: &str) -> Result<Known, StoreError> {
        never!("known")
    }
    fn candidates(&mut self, _: &StoreId, _: Kind, _: &Record) -> Result<Vec<i64>, StoreError> {
        never!("candidates")
    }
    fn begin_run(&mut self, job: Job, file: &StoreId, path: &str) -> Result<i64, StoreError> {
        self.0.begin_run(job, file, path)
    }
    fn intend(&mut self, _: i64, _: &StoreId, _: &[Intent]) -> Result<Vec<String>, StoreError> {
        never!("intend")
    }
    fn settle_from(
        &mut self,
        _: i64,
        _: &StoreId,
        _: LedgerTxn,
        _: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        never!("settle")
    }
    fn end_run(&mut self, run: i64, exit: i32, report: &str) -> Result<(), StoreError> {
        self.0.end_run(run, exit, report)
    }
    fn open_decisions(&mut self, _: &StoreId) -> Result<Vec<OpenDecision>, StoreError> {
        never!("open_decisions")
    }
}

#[test]
fn with_ten_thousand_links_and_no_change_nothing_but_lists_is_asked_for() {
    let mut outlook = MemoryOutlook::default();
    (0..10_000).for_each(|n| drop(outlook.add(person(&format!("Person{n}")))));
    let mut world = World { outlook, ..World::default() };
    assert_eq!(counts(&world.import()), [10_000, 0, 0, 0, 0, 0, 0]);
    let (opened, writes) = (world.outlook.opened, world.outlook.written.len());
    let mut quiet = Quiet(world.office);
    let report = import(&mut world.outlook, &mut quiet, &world.settings, &mut Silent).unwrap();
    assert_eq!(counts(&report), [0, 0, 10_000, 0, 0, 0, 0]);
    assert_eq!((world.outlook.opened, world.outlook.written.len()), (opened, writes));
}

//! What undoes a run: taken from its journal, checked against the records as they are.

use sync::memory::Faults;
use sync::{
    Change, JournalLine, Key, Kind, Settings, Side, Silent, Store, Undo, UndoAct, Undoing, Value,
    Write, undo, undo_run,
};

use crate::synchronisation::{in_step, quiet};
use crate::world::{World, address};

fn journal(world: &World, run: usize) -> Vec<JournalLine> {
    let run = i64::try_from(run).unwrap();
    let lines = world.office.journal.iter().filter(|(of, _)| *of == run);
    lines.map(|(_, line)| line.clone()).collect()
}

fn undone(world: &mut World, run: usize) -> Vec<Undo> {
    let lines = journal(world, run);
    undo(&lines, &mut |kind, side, key| {
        let store: &mut dyn Store = match side {
            Side::Office => &mut world.office,
            Side::Outlook => &mut world.outlook,
        };
        store.read(kind, key).unwrap().ok()
    })
}

fn of(undos: &[Undo], side: Side, key: &Key) -> Undo {
    undos.iter().find(|undo| undo.side == side && undo.key == *key).expect("an undo").clone()
}

#[test]
fn fields_are_brought_back_where_they_still_hold_what_the_run_wrote() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    world.office.edit(id, "nickname", "Anni");
    world.outlook.edit(&key, "contact.middle_name", "Maria");
    world.sync();
    world.outlook.edit(&key, "contact.nickname", "Annette");
    let undos = undone(&mut world, 2);
    let item = of(&undos, Side::Outlook, &key);
    let city = Change { field: "contact.business.city".into(), value: Some(Value::text("Kiel")) };
    assert_eq!((item.act, item.changes), (UndoAct::Change, vec![city]));
    assert_eq!(item.left, ["contact.nickname"]);
    let office = of(&undos, Side::Office, &Key::office(id));
    assert_eq!(office.changes, [Change { field: "middle_name".into(), value: None }]);
}

#[test]
fn an_undone_run_leaves_both_sides_as_they_were() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.office.edit(pairs[0].1, "city", "Bonn");
    world.outlook.edit(&pairs[1].0, "contact.business.city", "");
    let record = |world: &World, at: usize| {
        let (key, id) = &pairs[at];
        (world.outlook.items[key].record.clone(), world.office.rows[id].record.clone())
    };
    let before = [record(&world, 0), record(&world, 1)];
    world.sync();
    assert_ne!([record(&world, 0), record(&world, 1)], before);
    for undo in undone(&mut world, 2) {
        assert!(undo.left.is_empty() && undo.act == UndoAct::Change);
        let store: &mut dyn Store = match undo.side {
            Side::Office => &mut world.office,
            Side::Outlook => &mut world.outlook,
        };
        let expected = store.read(undo.kind, &undo.key).unwrap().unwrap().version;
        let (kind, key, touch) = (undo.kind, undo.key, sync::Touch::Keep);
        let (changes, number) = (undo.changes, undo.number);
        let write = Write::Update { kind, key, expected, changes, number, touch };
        store.commit(sync::StoreTxn { writes: vec![write] }).unwrap();
    }
    assert_eq!([record(&world, 0), record(&world, 1)], before);
}

#[test]
fn what_a_run_made_is_removed_and_its_number_taken_off_the_item() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let undos = undone(&mut world, 1);
    let (key, id) = pairs[0].clone();
    assert_eq!(of(&undos, Side::Office, &Key::office(id)).act, UndoAct::Remove);
    let item = of(&undos, Side::Outlook, &key);
    assert_eq!((item.act, item.number.as_deref()), (UndoAct::Change, Some("")));
    let new = world.office.add("900", address("Neue"));
    world.sync();
    let made = world.item_of(new).unwrap().0.clone();
    let item = of(&undone(&mut world, 2), Side::Outlook, &made);
    assert_eq!((item.kind, item.act, item.left.len()), (Kind::Addresses, UndoAct::Remove, 0));
}

#[test]
fn what_a_run_made_and_a_person_changed_is_named() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    world.office.edit(pairs[0].1, "city", "Bonn");
    let undos = undone(&mut world, 1);
    assert_eq!(of(&undos, Side::Office, &Key::office(pairs[0].1)).left, ["city"]);
}

/// What stands on both sides: the phone of each pair, and its city.
fn standing(world: &World, pairs: &[(Key, i64)]) -> Vec<[String; 4]> {
    let of_pair = |(key, id): &(Key, i64)| {
        let (item, row) = (&world.outlook.items[key].record, &world.office.rows[id].record);
        let [city, phone] = ["contact.business.city", "contact.nickname"].map(|of| item.text(of));
        [city, row.text("city"), phone, row.text("nickname")].map(str::to_owned)
    };
    pairs.iter().map(of_pair).collect()
}

/// After an undoing neither side's value is news, wherever it was interrupted.
#[test]
fn an_undoing_stopped_at_any_step_and_synchronised_is_like_one_that_was_not() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.office.edit(pairs[0].1, "city", "Bonn");
    world.outlook.edit(&pairs[1].0, "contact.nickname", "Anni");
    world.pass(60);
    world.sync();
    world.pass(60);
    let lines = journal(&world, 2);
    let undo = |world: &mut World| {
        let settings = Settings { now: world.outlook.now, ..world.settings.clone() };
        let undoing = Undoing { run: 2, lines: lines.clone() };
        undo_run(&undoing, &mut world.outlook, &mut world.office, &settings, &mut Silent)
    };
    let mut undisturbed = world.clone();
    let faults = undisturbed.share_faults();
    let before = faults.steps();
    undo(&mut undisturbed).unwrap();
    let steps = faults.steps() - before;
    assert!(steps > 5);
    undisturbed.pass(60);
    undisturbed.sync();
    for step in 1..=steps {
        let mut world = world.clone();
        world.outlook.faults = Faults::default();
        let faults = world.share_faults();
        faults.stop_at(step);
        let _ = undo(&mut world);
        faults.revive();
        world.pass(60);
        world.sync();
        assert_eq!(standing(&world, &pairs), standing(&undisturbed, &pairs), "step {step}");
        quiet(&mut world);
        let promised: Vec<_> = world.office.promises.values().flatten().collect();
        assert!(promised.is_empty(), "step {step}: {promised:?}");
    }
}

/// Only the item itself knows what a person added to it in a field that is not mapped.
#[test]
fn an_item_that_a_run_made_and_a_person_touched_goes_to_deleted_items_and_not_for_good() {
    for touched in [true, false] {
        let (mut world, _) = in_step(&["Beispiel"]);
        let id = world.office.add("900", address("Neue"));
        world.sync();
        world.pass(60);
        let key = world.item_of(id).unwrap().0.clone();
        if touched {
            world.outlook.edit(&key, "user.Vertreter", "Meier");
        }
        // A run in between takes the change for seen.
        world.sync();
        let settings = Settings { now: world.outlook.now, ..world.settings.clone() };
        let undoing = Undoing { run: 2, lines: journal(&world, 2) };
        let (outlook, office) = (&mut world.outlook, &mut world.office);
        undo_run(&undoing, outlook, office, &settings, &mut Silent).unwrap();
        let folder = world.outlook.items.get(&key).map(|item| item.folder.as_str());
        assert_eq!(folder, touched.then_some(sync::memory::DELETED_ITEMS));
        assert!(world.link(&key).is_none());
    }
}

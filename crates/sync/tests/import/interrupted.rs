//! Runs that are interrupted at every step: the next one ends like an undisturbed one.

use std::collections::BTreeMap;

use sync::{Key, LinkState, Record, Silent, import};

use crate::world::{World, imported, person};

/// What a person would compare: every address by its number, and the number on every item.
fn state(world: &World) -> (BTreeMap<String, (Record, bool)>, BTreeMap<Key, String>) {
    let rows = world.office.rows.values();
    let rows = rows.map(|row| (row.number.clone(), (row.record.clone(), row.deleted))).collect();
    let items = world.outlook.items.iter();
    (rows, items.map(|(key, item)| (key.clone(), item.number.clone())).collect())
}

/// The links, without what depends on how many runs it took.
fn links(world: &World) -> BTreeMap<Key, (LinkState, String, bool, Record)> {
    let links = world.office.links.values();
    let entry = |held: &sync::memory::StoredLink| {
        let link = held.link.clone();
        (link.item, (link.state, link.number, link.number_written, held.item_base.clone()))
    };
    links.map(entry).collect()
}

/// Stops the import of a world at every step, then imports again.
fn stopped_at_every_step(world: &World) -> u64 {
    let mut undisturbed = world.clone();
    undisturbed.outlook.faults = sync::memory::Faults::default();
    undisturbed.share_faults();
    undisturbed.import();
    let steps = undisturbed.outlook.faults.steps();
    for step in 1..=steps {
        let mut world = world.clone();
        world.outlook.faults = sync::memory::Faults::default();
        let faults = world.share_faults();
        faults.stop_at(step);
        let settings = world.settings.clone();
        let stopped = import(&mut world.outlook, &mut world.office, &settings, &mut Silent);
        assert!(stopped.map_or(true, |report| report.exit_code() == 3), "step {step}");
        faults.revive();
        world.numbers_are_distinct();
        world.import();
        assert_eq!(state(&world), state(&undisturbed), "step {step} of {steps}");
        assert_eq!(links(&world), links(&undisturbed), "step {step} of {steps}");
        let again = world.import();
        assert_eq!(again.kinds[&sync::Kind::Addresses].written_to_outlook, 0, "step {step}");
    }
    steps
}

#[test]
fn a_first_import_stopped_at_any_step_ends_like_an_undisturbed_one() {
    let mut world = World::default();
    world.at(1_000_000);
    for word in ["Beispiel", "Muster", "Dritter", "Vierter"] {
        world.outlook.add(person(word));
    }
    let key = world.outlook.add(person("Nummer"));
    world.outlook.set_number(&key, "K-7");
    let steps = stopped_at_every_step(&world);
    println!("{steps} interruptions");
    assert!(steps > 15);
}

#[test]
fn a_first_import_of_a_read_only_file_may_be_interrupted_too() {
    let mut world = World::default();
    world.outlook.add(person("Beispiel"));
    world.outlook.add(person("Muster"));
    world.outlook.read_only = true;
    assert!(stopped_at_every_step(&world) > 8);
}

#[test]
fn an_import_of_everything_at_once_may_be_interrupted_anywhere() {
    let (mut world, keys) = imported(&["A", "Bb", "Ccc", "Dddd", "Eeeee", "Ffffff", "Ggggggg"]);
    world.outlook.edit(&keys[0], "contact.business.city", "Trier");
    world.outlook.set_number(&keys[1], "");
    let id = world.id(&keys[2]);
    world.office.delete(id);
    world.outlook.edit(&keys[2], "contact.business.city", "Bonn");
    let id = world.id(&keys[3]);
    world.office.delete(id);
    world.office.purge(id);
    world.outlook.move_to(&keys[4], "/Kontakte/Kunden");
    world.outlook.items.remove(&keys[5]);
    let copy = world.outlook.copy(&keys[6]).unwrap();
    world.outlook.change(&copy, |item| item.record = person("Kopie"));
    world.outlook.copy(&keys[6]);
    let unclear = world.outlook.copy(&keys[6]).unwrap();
    world.outlook.edit(&unclear, "contact.business.city", "Ulm");
    world.outlook.add(person("Neu"));
    let steps = stopped_at_every_step(&world);
    println!("{steps} interruptions");
    assert!(steps > 30);
}

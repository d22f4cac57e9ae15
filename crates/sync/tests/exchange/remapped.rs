//! The mapping is changed while both sides are in step.

use sync::{Answer, Hold, Holding, Job, Key, Kind, Mapping, SlotRule, default_mapping};

use crate::answers::answer;
use crate::synchronisation::{in_step, of_item, of_office, quiet};
use crate::world::{Witness, World};

/// The mapping of the home address.
fn home() -> Mapping {
    let mut mapping = Mapping { slot: SlotRule::Fixed, ..default_mapping() };
    let lines = mapping.kinds.entry(Kind::Addresses).or_default();
    for name in lines.iter_mut().flat_map(|line| &mut line.outlook.0) {
        *name = name.replace(".business.", ".home.").into();
    }
    mapping
}

/// In step with the business address in Kiel; the home address of the contact is `home`.
fn switched(home_city: &str) -> (World, Key, i64) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs.into_iter().next().unwrap();
    world.outlook.edit(&key, "contact.home.city", home_city);
    world.sync();
    world.settings.mapping = home();
    world.settings.confirmed = true;
    (world, key, id)
}

#[test]
fn another_address_in_the_mapping_is_filled_where_it_is_empty() {
    let (mut world, key, id) = switched("");
    assert_eq!(world.sync().exit_code(), 0);
    assert_eq!(of_item(&world, &key, "contact.home.city"), "Kiel");
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Kiel", "not mapped: not touched");
    assert_eq!(of_office(&world, id, "city"), "Kiel");
    quiet(&mut world);
}

#[test]
fn another_address_in_the_mapping_is_in_step_where_it_is_equal() {
    let (mut world, key, _) = switched("Kiel");
    let before = world.outlook.items[&key].clone();
    assert_eq!(world.sync().exit_code(), 0);
    assert_eq!(world.outlook.items[&key], before);
    quiet(&mut world);
}

/// Dates never decide about a field that was newly mapped.
#[test]
fn another_address_in_the_mapping_is_left_to_a_person_where_both_sides_differ() {
    let (mut world, key, id) = switched("Bonn");
    world.pass(600);
    world.office.edit(id, "nickname", "Anni");
    let report = world.sync();
    let open = &report.open[0];
    assert_eq!((open.row, open.fields.len(), &*open.fields[0].0), (8, 1, "city"));
    assert_eq!(open.newly_mapped().collect::<Vec<_>>(), ["city"]);
    assert_eq!(of_item(&world, &key, "contact.home.city"), "Bonn");
    assert_eq!(of_office(&world, id, "city"), "Kiel");
    assert_eq!(of_item(&world, &key, "contact.nickname"), "Anni", "the rest travels");
}

/// A question about the newly mapped city is open.
fn asked() -> (World, Key, i64) {
    let (mut world, key, id) = switched("Bonn");
    assert_eq!(world.sync().exit_code(), 1);
    quiet(&mut world);
    (world, key, id)
}

fn cities<'w>(world: &'w World, key: &Key, id: i64) -> (&'w str, &'w str) {
    (of_office(world, id, "city"), of_item(world, key, "contact.home.city"))
}

#[test]
fn a_field_that_is_asked_about_since_it_was_mapped_is_not_decided_by_a_later_date_either() {
    let (mut world, key, id) = asked();
    world.pass(600);
    world.outlook.edit(&key, "contact.home.city", "Ulm");
    world.outlook.edit(&key, "contact.nickname", "Anni");
    let report = world.sync();
    assert_eq!(report.open[0].newly_mapped().collect::<Vec<_>>(), ["city"]);
    assert_eq!(cities(&world, &key, id), ("Kiel", "Ulm"));
    assert_eq!(of_office(&world, id, "nickname"), "Anni");
    quiet(&mut world);
    world.pass(600);
    world.office.edit(id, "city", "Ulm");
    assert_eq!(world.sync().exit_code(), 0, "made equal by hand");
    world.pass(600);
    world.office.edit(id, "city", "Celle");
    world.sync();
    assert_eq!(cities(&world, &key, id), ("Celle", "Celle"), "from then on it is in step");
}

#[test]
fn what_a_person_leaves_different_stays_so_until_a_side_changes() {
    let (mut world, key, id) = asked();
    let fields = [("city".into(), Hold::Leave)].into_iter().collect();
    answer(&mut world, &key, Answer::Hold(Holding { all: None, fields }));
    assert_eq!(cities(&world, &key, id), ("Kiel", "Bonn"));
    quiet(&mut world);
    assert!(world.office.decisions.is_empty());
    world.pass(600);
    world.office.edit(id, "city", "Celle");
    world.sync();
    assert_eq!(cities(&world, &key, id), ("Celle", "Celle"));
}

/// Whoever changed the mapping sees what it does before anything is written by it.
#[test]
fn a_changed_mapping_writes_nothing_before_it_was_looked_at() {
    let (mut world, key, _) = switched("");
    world.settings.confirmed = false;
    let (items, rows) = (world.outlook.items.clone(), world.office.rows.clone());
    for _ in 0..2 {
        let mut witness = Witness::default();
        let report = world.run_watched(Job::Sync, &mut witness);
        assert_eq!((report.exit_code(), witness.limits.len()), (7, 1));
        let limit = &witness.limits[0];
        assert_eq!((limit.message.id.as_str(), limit.changed), ("limit-remapped", 1));
        assert_eq!((&world.outlook.items, &world.office.rows), (&items, &rows));
    }
    world.settings.confirmed = true;
    world.sync();
    world.settings.confirmed = false;
    assert_eq!(of_item(&world, &key, "contact.home.city"), "Kiel");
    quiet(&mut world);
}

#[test]
fn a_changed_mapping_by_which_nothing_is_written_needs_no_looking() {
    let (mut world, _, _) = switched("Kiel");
    world.settings.confirmed = false;
    assert_eq!(world.sync().exit_code(), 0);
}

//! The mapping is changed while both sides are in step.

use sync::{Key, Kind, Mapping, SlotRule, default_mapping};

use crate::synchronisation::{in_step, of_item, of_office, quiet};
use crate::world::World;

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
    assert_eq!(of_item(&world, &key, "contact.home.city"), "Bonn");
    assert_eq!(of_office(&world, id, "city"), "Kiel");
    assert_eq!(of_item(&world, &key, "contact.nickname"), "Anni", "the rest travels");
}

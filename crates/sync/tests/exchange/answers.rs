//! What a person decides about an open decision is carried out, and nothing else.

use std::collections::BTreeMap;

use sync::{
    Answer, Answered, Answers, Conflicts, Deletions, Doubtful, Hold, Holding, Key, LinkState,
    Policy, Report, Settings, Silent,
};

use crate::synchronisation::{in_step, of_item, of_office, quiet};
use crate::world::{World, address, counts, person};

/// Answers the question about an item: of the plan only its own lines.
pub fn answer(world: &mut World, item: &Key, answer: Answer) -> Report {
    let asked = world.office.decisions.values().find(|(_, one)| one.item == *item);
    let row = asked.expect("an open question").1.row;
    let settings = Settings {
        policy: Policy::of_answers(),
        answers: Answers::from([(item.clone(), Answered { row, answer })]),
        now: world.outlook.now,
        ..world.settings.clone()
    };
    let (outlook, office) = (&mut world.outlook, &mut world.office);
    let job = sync::Job::Sync;
    let (_, mut plan) = sync::plan(job, outlook, office, &settings, &mut Silent).unwrap();
    plan.keep_only(|of| of == item);
    let report = sync::apply(&plan, outlook, office, &settings, &mut Silent).unwrap();
    world.numbers_are_distinct();
    report
}

const LINK: Answer = Answer::Link { office: None };

/// No question is open, and no policy asks again.
fn settled(world: &mut World) {
    assert_eq!(world.office.decisions.len(), 0);
    for policy in [Policy::default(), Policy::of_answers()] {
        world.settings.policy = policy;
        quiet(world);
        assert_eq!(world.office.decisions.len(), 0, "{policy:?}");
    }
}

/// City and nickname were changed on both sides, and the office's values are the newer ones.
fn differing() -> (World, Key, i64) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs.into_iter().next().unwrap();
    world.outlook.edit(&key, "contact.business.city", "Trier");
    world.outlook.edit(&key, "contact.nickname", "Anni");
    world.pass(10);
    world.office.edit(id, "city", "Bonn");
    world.office.edit(id, "nickname", "Annchen");
    world.settings.policy.conflicts = Conflicts::Ask;
    assert_eq!(world.sync().exit_code(), 1);
    (world, key, id)
}

fn both_hold(world: &World, key: &Key, id: i64, city: &str, nickname: &str) {
    assert_eq!(of_item(world, key, "contact.business.city"), city);
    assert_eq!(of_office(world, id, "city"), city);
    assert_eq!(of_item(world, key, "contact.nickname"), nickname);
    assert_eq!(of_office(world, id, "nickname"), nickname);
}

#[test]
fn row_8_one_side_holds_in_every_field() {
    let sides = [(Hold::Office, "Bonn", "Annchen"), (Hold::Outlook, "Trier", "Anni")];
    for (hold, city, nickname) in sides {
        let (mut world, key, id) = differing();
        assert_eq!(answer(&mut world, &key, Answer::hold(hold)).exit_code(), 0);
        both_hold(&world, &key, id, city, nickname);
        settled(&mut world);
    }
}

#[test]
fn row_8_every_field_is_decided_by_itself() {
    let (mut world, key, id) = differing();
    let fields = |name: &'static str, hold| BTreeMap::from([(name.into(), hold)]);
    let city = Holding { all: None, fields: fields("city", Hold::Outlook) };
    let report = answer(&mut world, &key, Answer::Hold(city));
    assert_eq!(report.exit_code(), 1, "the nickname is still open");
    assert_eq!(of_office(&world, id, "city"), "Trier");
    assert_eq!(report.open[0].fields.len(), 1);
    let nickname = Holding { all: Some(Hold::Outlook), fields: fields("nickname", Hold::Office) };
    answer(&mut world, &key, Answer::Hold(nickname));
    both_hold(&world, &key, id, "Trier", "Annchen");
    settled(&mut world);
}

#[test]
fn row_8_both_keeps_the_other_values_in_the_notes() {
    let (mut world, key, id) = differing();
    answer(&mut world, &key, Answer::hold(Hold::Both));
    both_hold(&world, &key, id, "Bonn", "Annchen");
    let notes = of_office(&world, id, "notes").to_owned();
    assert!(notes.contains("Trier") && notes.contains("Anni"), "{notes}");
    assert_eq!(of_item(&world, &key, "contact.body"), notes);
    settled(&mut world);
}

#[test]
fn row_8_values_that_are_left_alone_stay_until_one_of_them_changes() {
    let (mut world, key, id) = differing();
    answer(&mut world, &key, Answer::Ignore);
    settled(&mut world);
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Trier");
    assert_eq!(of_office(&world, id, "city"), "Bonn");
    world.office.edit(id, "city", "Ulm");
    world.settings.policy = Policy::default();
    world.sync();
    assert_eq!(of_item(&world, &key, "contact.business.city"), "Ulm");
    assert_eq!(of_item(&world, &key, "contact.nickname"), "Anni", "the other one stays");
}

#[test]
fn row_8_a_pair_that_is_no_pair_becomes_two() {
    let (mut world, key, id) = differing();
    answer(&mut world, &key, Answer::New);
    assert_eq!(world.number(&key), "10001", "a number of its own");
    assert_eq!(world.field(&key, "city"), "Trier");
    assert_eq!(of_office(&world, id, "city"), "Bonn");
    world.settings.policy = Policy::default();
    world.sync();
    assert_eq!((world.office.rows.len(), world.outlook.items.len()), (2, 2));
    let (_, other) = world.item_of(id).unwrap();
    assert_eq!(other.number, "10000", "the address has a contact of its own");
    settled(&mut world);
}

/// The address was deleted, and its contact perhaps changed.
fn deleted(changed: bool) -> (World, Key, i64) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs.into_iter().next().unwrap();
    world.settings.policy.deletions = Deletions::Ask;
    world.office.delete(id);
    if changed {
        world.outlook.edit(&key, "contact.business.city", "Trier");
    }
    assert_eq!(world.sync().open[0].row, if changed { 12 } else { 11 });
    (world, key, id)
}

#[test]
fn rows_11_and_12_a_deleted_address_comes_back_or_its_contact_goes_or_both_stay() {
    for changed in [false, true] {
        let (mut world, key, id) = deleted(changed);
        answer(&mut world, &key, Answer::hold(Hold::Outlook));
        assert!(!world.office.rows[&id].deleted);
        settled(&mut world);

        let (mut world, key, id) = deleted(changed);
        answer(&mut world, &key, Answer::hold(Hold::Office));
        assert!(world.office.rows[&id].deleted);
        assert!(world.item_of(id).is_none(), "the link is a tombstone");
        settled(&mut world);

        let (mut world, key, id) = deleted(changed);
        let item = world.outlook.items[&key].clone();
        answer(&mut world, &key, Answer::Ignore);
        assert!(world.office.rows[&id].deleted);
        let now = (world.state(&key), &world.outlook.items[&key]);
        assert_eq!(now, (Some(LinkState::Ignored), &item));
        settled(&mut world);
        world.outlook.edit(&key, "contact.nickname", "Anni");
        assert_eq!(world.sync().open.len(), 1, "changed again, it is asked again");
    }
}

/// The contact is missing, and its address perhaps changed.
fn missing(changed: bool) -> (World, Key, i64) {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs.into_iter().next().unwrap();
    world.settings.policy.deletions = Deletions::Ask;
    world.outlook.delete(&key);
    if changed {
        world.office.edit(id, "city", "Bonn");
    }
    assert_eq!(world.sync().open[0].row, if changed { 14 } else { 13 });
    (world, key, id)
}

#[test]
fn rows_13_and_14_a_missing_contact_comes_back_or_its_address_goes_or_both_stay() {
    for changed in [false, true] {
        let (mut world, key, id) = missing(changed);
        answer(&mut world, &key, Answer::hold(Hold::Office));
        let city = if changed { "Bonn" } else { "Kiel" };
        assert_eq!(world.item_of(id).unwrap().1.record.text("contact.business.city"), city);
        settled(&mut world);

        let (mut world, key, id) = missing(changed);
        answer(&mut world, &key, Answer::hold(Hold::Outlook));
        assert!(world.office.rows[&id].deleted);
        settled(&mut world);

        let (mut world, key, id) = missing(changed);
        answer(&mut world, &key, Answer::Ignore);
        assert!(!world.office.rows[&id].deleted);
        settled(&mut world);
        world.office.edit(id, "city", "Ulm");
        assert_eq!(world.sync().open.len(), 1, "changed again, it is asked again");
    }
}

#[test]
fn row_18_a_copy_is_a_customer_or_stays_a_copy() {
    let copied = || {
        let (mut world, pairs) = in_step(&["Beispiel"]);
        world.settings.policy.copies = Doubtful::Ask;
        let copy = world.outlook.copy(&pairs[0].0).unwrap();
        assert_eq!(world.sync().open[0].row, 18);
        (world, copy)
    };
    let (mut world, copy) = copied();
    answer(&mut world, &copy, Answer::New);
    assert_eq!((world.number(&copy), world.office.rows.len()), ("10001", 2));
    settled(&mut world);

    let (mut world, copy) = copied();
    answer(&mut world, &copy, Answer::Ignore);
    assert_eq!((world.number(&copy), world.office.rows.len()), ("10000", 1));
    settled(&mut world);
}

/// Two contacts claim the number of an address that has none yet.
fn claimed_twice() -> (World, [Key; 2], i64) {
    let mut world = World::default();
    let keys = [world.outlook.add(person("Muster")), world.outlook.add(person("Muster"))];
    keys.iter().for_each(|key| world.outlook.set_number(key, "K1"));
    let id = world.office.add("k1", address("Muster"));
    assert_eq!(world.sync().open.len(), 2);
    (world, keys, id)
}

#[test]
fn row_19_the_one_that_is_linked_makes_the_other_a_copy() {
    let (mut world, keys, id) = claimed_twice();
    answer(&mut world, &keys[1], LINK);
    assert_eq!(world.link(&keys[1]).unwrap().office, Some(id));
    assert_eq!(world.office.decisions.len(), 1, "the other one is still asked about");
    world.sync();
    assert_eq!(world.state(&keys[0]), Some(LinkState::Duplicate));
    assert_eq!(world.office.rows.len(), 1);
    settled(&mut world);
}

#[test]
fn row_19_one_of_them_is_a_new_customer_and_the_other_is_linked() {
    let (mut world, keys, id) = claimed_twice();
    answer(&mut world, &keys[0], Answer::New);
    assert_eq!(world.number(&keys[0]), "10000");
    answer(&mut world, &keys[1], LINK);
    assert_eq!(world.link(&keys[1]).unwrap().office, Some(id));
    settled(&mut world);
}

#[test]
fn row_21_an_unknown_number_is_linked_kept_or_left() {
    let unknown = || {
        let mut world = World::default();
        let key = world.outlook.add(person("Muster"));
        world.outlook.set_number(&key, "K-7");
        let id = world.office.add("A1", address("Muster"));
        assert_eq!(world.sync().open[0].row, 21);
        (world, key, id)
    };
    let (mut world, key, id) = unknown();
    answer(&mut world, &key, LINK);
    assert_eq!((world.link(&key).unwrap().office, world.number(&key)), (Some(id), "A1"));
    settled(&mut world);

    let (mut world, key, _) = unknown();
    answer(&mut world, &key, Answer::New);
    assert_eq!((world.number(&key), world.office.rows.len()), ("K-7", 2), "nobody has it");

    let (mut world, key, _) = unknown();
    let other = world.office.add("B2", address("Unbekannte"));
    answer(&mut world, &key, Answer::Link { office: Some(other) });
    assert_eq!((world.link(&key).unwrap().office, world.number(&key)), (Some(other), "B2"));

    let (mut world, key, _) = unknown();
    answer(&mut world, &key, Answer::Ignore);
    assert_eq!((world.state(&key), world.number(&key)), (Some(LinkState::Ignored), "K-7"));
}

#[test]
fn row_22_the_number_of_a_deleted_address_brings_it_back_or_is_replaced() {
    let known = || {
        let mut world = World::default();
        let id = world.office.add("K1", address("Muster"));
        world.office.delete(id);
        let key = world.outlook.add(person("Muster"));
        world.outlook.set_number(&key, "K1");
        world.settings.policy.deletions = Deletions::Ask;
        assert_eq!(world.sync().open[0].row, 22);
        (world, key, id)
    };
    let (mut world, key, id) = known();
    answer(&mut world, &key, LINK);
    assert!(!world.office.rows[&id].deleted);
    settled(&mut world);

    let (mut world, key, id) = known();
    answer(&mut world, &key, Answer::New);
    assert!(world.office.rows[&id].deleted);
    assert_eq!(world.number(&key), "10000");
    settled(&mut world);

    let (mut world, key, _) = known();
    answer(&mut world, &key, Answer::Ignore);
    settled(&mut world);
}

#[test]
fn row_23_another_person_is_linked_all_the_same_or_a_new_customer() {
    let quarantined = || {
        let mut world = World::default();
        let key = world.outlook.add(person("Unbekannte"));
        world.outlook.set_number(&key, "K1");
        let id = world.office.add("K1", address("Muster"));
        assert_eq!(world.sync().open[0].row, 23);
        (world, key, id)
    };
    let (mut world, key, id) = quarantined();
    answer(&mut world, &key, LINK);
    assert_eq!(world.link(&key).unwrap().office, Some(id));

    let (mut world, key, id) = quarantined();
    answer(&mut world, &key, Answer::New);
    assert_eq!(world.number(&key), "10000");
    world.sync();
    assert!(world.item_of(id).is_some(), "the address gets a contact of its own");
    settled(&mut world);
}

#[test]
fn row_23_a_number_that_was_altered_is_put_back_or_makes_a_customer() {
    let altered = || {
        let (mut world, pairs) = in_step(&["Beispiel"]);
        let (key, id) = pairs.into_iter().next().unwrap();
        world.outlook.set_number(&key, "K-9");
        assert_eq!(world.sync().open[0].why.id, "number-altered");
        (world, key, id)
    };
    let (mut world, key, _) = altered();
    answer(&mut world, &key, Answer::hold(Hold::Office));
    assert_eq!(world.number(&key), "10000");
    settled(&mut world);

    let (mut world, key, id) = altered();
    answer(&mut world, &key, Answer::New);
    assert_eq!((world.number(&key), world.office.rows.len()), ("K-9", 2));
    world.sync();
    assert_eq!(world.item_of(id).unwrap().1.number, "10000");
    settled(&mut world);

    let (mut world, key, _) = altered();
    answer(&mut world, &key, Answer::Ignore);
    assert_eq!(world.number(&key), "K-9");
    settled(&mut world);
}

#[test]
fn row_24_one_of_several_matches_is_chosen_or_none() {
    let matched = || {
        let mut world = World::default();
        let key = world.outlook.add(person("Muster"));
        let ids = ["1", "2"].map(|number| world.office.add(number, address("Muster")));
        assert_eq!(world.sync().open[0].row, 24);
        (world, key, ids)
    };
    for at in [0, 1] {
        let (mut world, key, ids) = matched();
        answer(&mut world, &key, Answer::Link { office: Some(ids[at]) });
        assert_eq!(world.link(&key).unwrap().office, Some(ids[at]));
        world.sync();
        assert_eq!(world.outlook.items.len(), 2, "the other address gets a contact");
        settled(&mut world);
    }
    let (mut world, key, _) = matched();
    answer(&mut world, &key, Answer::New);
    assert_eq!(world.number(&key), "10000");
    let (mut world, key, _) = matched();
    answer(&mut world, &key, Answer::Ignore);
    assert_eq!((world.number(&key).to_owned(), counts(&world.sync())[5]), (String::new(), 0));
}

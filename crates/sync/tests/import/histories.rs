//! Random histories: people edit, copy, move and delete on both sides, and imports run in between.

use std::collections::HashSet;

use proptest::prelude::*;
use sync::memory::DELETED_ITEMS;
use sync::{Conflicts, Doubtful, Key, LinkState, Silent, import};

use crate::world::{World, cases, counts, person};

/// What someone does.
#[derive(Debug, Clone)]
enum Deed {
    Add(u8),
    Edit(u8, u8, u8),
    Number(u8, u8),
    Copy(u8),
    Move(u8),
    Delete(u8),
    Purge(u8),
    Office(u8, u8, u8),
    OfficeDelete(u8),
    Break(u8),
    ReadOnly(bool),
    Pass(u8),
    Import,
    Crash(u8),
}

const FIELDS: [(&str, &str); 4] = [
    ("contact.business.city", "city"),
    ("contact.email1", "email"),
    ("contact.last_name", "last_name"),
    ("contact.phone.business", "phone"),
];
const TEXTS: [&str; 5] = ["", "Kiel", "m@beispiel.de", "030 1", " 030/1 "];
const NUMBERS: [&str; 6] = ["", "10000", "10001", " 10001 ", "K-1", "123456789"];

fn deed() -> impl Strategy<Value = Deed> {
    let any = || proptest::num::u8::ANY;
    prop_oneof![
        4 => any().prop_map(Deed::Add),
        4 => (any(), any(), any()).prop_map(|(a, b, c)| Deed::Edit(a, b, c)),
        1 => (any(), any()).prop_map(|(a, b)| Deed::Number(a, b)),
        2 => any().prop_map(Deed::Copy),
        1 => any().prop_map(Deed::Move),
        1 => any().prop_map(Deed::Delete),
        1 => any().prop_map(Deed::Purge),
        2 => (any(), any(), any()).prop_map(|(a, b, c)| Deed::Office(a, b, c)),
        1 => any().prop_map(Deed::OfficeDelete),
        1 => any().prop_map(Deed::Break),
        1 => proptest::bool::ANY.prop_map(Deed::ReadOnly),
        1 => any().prop_map(Deed::Pass),
        4 => Just(Deed::Import),
        2 => (1..40_u8).prop_map(Deed::Crash),
    ]
}

fn pick(world: &World, at: u8) -> Option<Key> {
    let keys: Vec<_> = world.outlook.items.keys().collect();
    (!keys.is_empty()).then(|| keys[usize::from(at) % keys.len()].clone())
}

fn pick_id(world: &World, at: u8) -> Option<i64> {
    let ids: Vec<_> = world.office.rows.keys().collect();
    (!ids.is_empty()).then(|| *ids[usize::from(at) % ids.len()])
}

fn of<T: Copy>(items: &[T], at: u8) -> T {
    items[usize::from(at) % items.len()]
}

fn carry_out(world: &mut World, deed: &Deed) {
    match deed {
        Deed::Add(n) => drop(world.outlook.add(person(&format!("Person{}", n % 4)))),
        Deed::Office(n, field, text) => {
            if let Some(id) = pick_id(world, *n) {
                world.office.edit(id, of(&FIELDS, *field).1, of(&TEXTS, *text));
            }
        }
        Deed::OfficeDelete(n) => {
            pick_id(world, *n).into_iter().for_each(|id| world.office.delete(id))
        }
        Deed::ReadOnly(yes) => world.outlook.read_only = *yes,
        Deed::Pass(minutes) => world.pass(i64::from(*minutes)),
        Deed::Import => drop(world.import()),
        Deed::Crash(step) => crash(world, u64::from(*step)),
        item_deed => {
            if let Deed::Edit(n, ..)
            | Deed::Number(n, _)
            | Deed::Copy(n)
            | Deed::Move(n)
            | Deed::Delete(n)
            | Deed::Purge(n)
            | Deed::Break(n) = item_deed
                && let Some(key) = pick(world, *n)
            {
                on_item(world, item_deed, &key);
            }
        }
    }
}

fn on_item(world: &mut World, deed: &Deed, key: &Key) {
    let outlook = &mut world.outlook;
    match deed {
        Deed::Edit(_, field, text) => outlook.edit(key, of(&FIELDS, *field).0, of(&TEXTS, *text)),
        Deed::Number(_, number) => outlook.set_number(key, of(&NUMBERS, *number)),
        Deed::Copy(_) => drop(outlook.copy(key)),
        Deed::Move(_) => drop(outlook.move_to(key, "/Kontakte/Kunden")),
        Deed::Delete(_) => outlook.delete(key),
        Deed::Purge(_) => drop(outlook.items.remove(key)),
        Deed::Break(_) => outlook.change(key, |item| item.unreadable = !item.unreadable),
        _ => {}
    }
}

fn crash(world: &mut World, step: u64) {
    let faults = world.share_faults();
    faults.stop_at(step);
    let before = world.outlook.clone();
    let settings = world.settings.clone();
    let _ = import(&mut world.outlook, &mut world.office, &settings, &mut Silent);
    faults.revive();
    world.only_numbers_were_written(&before);
    world.numbers_are_distinct();
}

/// After an import, every item is accounted for and everything linked agrees with its item.
fn check(world: &World) {
    for (key, item) in &world.outlook.items {
        let in_scope = !item.folder.starts_with(DELETED_ITEMS);
        if in_scope && !item.unreadable {
            assert!(world.link(key).is_some(), "an item without a link: {item:?}");
        }
    }
    let mut offices: Vec<_> = world
        .office
        .links
        .values()
        .filter(|held| held.link.state != LinkState::Tombstone)
        .filter_map(|held| held.link.office)
        .collect();
    let all = offices.len();
    offices.sort_unstable();
    offices.dedup();
    assert_eq!(offices.len(), all, "one address is linked to two items");
    assert!(world.office.links.values().all(|held| !world.is_lost(held)));
    let decisions = &world.office.decisions;
    let asked: HashSet<_> = decisions.values().map(|(_, decision)| &decision.item).collect();
    assert_eq!(asked.len(), decisions.len(), "two questions about one item");
}

impl World {
    /// A pending link may only remain for an item that could not be read or is not there.
    fn is_lost(&self, held: &sync::memory::StoredLink) -> bool {
        let item = self.outlook.items.get(&held.link.item);
        let at_hand =
            item.is_some_and(|item| !item.unreadable && !item.folder.starts_with(DELETED_ITEMS));
        held.link.state == LinkState::Pending && at_hand
    }
}

fn settings() -> impl Strategy<Value = (Conflicts, Doubtful, bool)> {
    let conflicts = prop::sample::select(vec![
        Conflicts::Newer,
        Conflicts::Office,
        Conflicts::Outlook,
        Conflicts::Both,
        Conflicts::Ask,
    ]);
    let copies = prop::sample::select(vec![Doubtful::Decide, Doubtful::Ask, Doubtful::New]);
    (conflicts, copies, proptest::bool::ANY)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_an_import_ends_and_a_second_one_does_nothing(
        deeds in prop::collection::vec(deed(), 1..40),
        (conflicts, copies, match_contents) in settings(),
    ) {
        let mut world = World::default();
        world.at(1_000_000);
        world.settings.policy.conflicts = conflicts;
        world.settings.policy.copies = copies;
        world.settings.match_contents = match_contents;
        world.settings.confirmed = true;
        for deed in &deeds {
            carry_out(&mut world, deed);
        }
        let first = world.import();
        check(&world);
        let office = world.office.clone();
        let items = world.outlook.items.clone();
        let second = world.import();
        prop_assert_eq!(&world.office.rows, &office.rows, "after {:?}", counts(&first));
        prop_assert_eq!(&world.outlook.items, &items);
        prop_assert_eq!(&world.office.decisions, &office.decisions);
        prop_assert_eq!(&second.open, &first.open);
        prop_assert_eq!(&world.office.journal, &office.journal);
        let [created, updated, _, restored, ..] = counts(&second);
        prop_assert_eq!([created, updated, restored], [0, 0, 0]);
    }
}

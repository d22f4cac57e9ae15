//! Intents: numbers given out, with pending links, before the items are written.
//!
//! They are what makes an interrupted run end well: the next run finds the number that an item was
//! given. What must hold: an item keeps its number; a number is promised to one item only.

use std::collections::{HashMap, HashSet};

use sync::{Base, Intent, Key, Kind, Link, LinkState, Slot, Version};

use crate::db::Db;
use crate::error::Result;
use crate::link;
use crate::number::{self, Holder, checked_number, number_key};

type Given<'a> = HashMap<&'a Key, String>;

/// Gives numbers out and stores the pending links. One number per intent, in order.
pub(crate) fn intend(db: &mut Db, run: i64, file: i64, intents: &[Intent]) -> Result<Vec<String>> {
    let mut given = Given::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Intent> = intents.iter().filter(|intent| intent.kind == kind).collect();
        if !of_kind.is_empty() {
            let numbers = give(db, file, kind, &of_kind)?;
            promise(db, run, file, kind, &numbers)?;
            given.extend(numbers);
        }
    }
    Ok(intents.iter().filter_map(|intent| given.get(&intent.item).cloned()).collect())
}

/// A number for every item: the one it has, the one wished for, or the next free one.
fn give<'a>(db: &mut Db, file: i64, kind: Kind, intents: &[&'a Intent]) -> Result<Given<'a>> {
    let range = number::lock_range(db, kind)?;
    let mut given = kept(db, file, intents)?;
    grant_wishes(db, kind, intents, &mut given)?;
    let reserved: HashSet<String> = given.values().filter_map(|n| number_key(n)).collect();
    let mut seen: HashSet<&Key> = given.keys().copied().collect();
    let items = intents.iter().map(|intent| &intent.item);
    let without: Vec<&Key> = items.filter(|item| seen.insert(item)).collect();
    let fresh = number::allocate(db, range, without.len(), &reserved)?;
    given.extend(without.into_iter().zip(fresh));
    Ok(given)
}

/// The numbers of items that were given one by an interrupted run.
fn kept<'a>(db: &mut Db, file: i64, intents: &[&'a Intent]) -> Result<Given<'a>> {
    let known = link::of_items(db, file, intents.iter().map(|intent| &intent.item))?;
    let pending = |item: &'a Key| Some((item, known.get(item)?.pending.clone()?));
    Ok(intents.iter().filter_map(|intent| pending(&intent.item)).collect())
}

/// Grants the numbers wished for that are valid and free.
fn grant_wishes<'a>(
    db: &mut Db,
    kind: Kind,
    intents: &[&'a Intent],
    given: &mut Given<'a>,
) -> Result<()> {
    let wish = |intent: &&'a Intent| {
        let number = checked_number(intent.number.as_deref()?).ok()?;
        Some((&intent.item, number_key(&number)?, number))
    };
    let wishes: Vec<(&Key, String, String)> = intents.iter().filter_map(wish).collect();
    let keys: Vec<String> = wishes.iter().map(|(_, key, _)| key.clone()).collect();
    let mut taken: HashSet<String> = given.values().filter_map(|n| number_key(n)).collect();
    number::holders(db, kind, &keys, &mut |key, holder| {
        // A number that a link merely remembers may be given to the record that comes back.
        if matches!(holder, Holder::Record(_) | Holder::Pending) {
            taken.insert(key);
        }
    })?;
    for (item, key, number) in wishes {
        if !given.contains_key(item) && taken.insert(key) {
            given.insert(item, number);
        }
    }
    Ok(())
}

/// Stores the pending links.
fn promise(db: &mut Db, run: i64, file: i64, kind: Kind, given: &Given<'_>) -> Result<()> {
    // Bases of an earlier life of the link are dropped.
    let none = Base::new();
    let wanted = |(item, number): (&&Key, &String)| link::Wanted {
        link: pending(kind, (*item).clone(), number.clone()),
        bases: [Some(&none), Some(&none)],
    };
    link::put(db, file, run, &given.iter().map(wanted).collect::<Vec<_>>())
}

fn pending(kind: Kind, item: Key, number: String) -> Link {
    Link {
        id: 0,
        kind,
        office: None,
        number,
        item,
        item_version: Version::default(),
        office_version: Version::default(),
        slot: Slot::default(),
        mapping: 0,
        state: LinkState::Pending,
        number_written: false,
        fingerprint: 0,
    }
}

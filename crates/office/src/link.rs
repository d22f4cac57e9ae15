//! Links and their bases.
//!
//! The light part of a link and its two bases are two tables: what every run reads stays small.
//! What must hold: an item has one link; stamps of items come back to the tenth of a microsecond.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use jiff::Timestamp;
use sync::{Base, Key, Kind, Link, Version};

use crate::counter;
use crate::db::{Db, InList, Param, Row, Rows};
use crate::error::{OfficeError, Result};
use crate::number::number_key;
use crate::words::{Word, from_json, record_json};

const SELECT: &str = "SELECT id, kind, office, number, item, item_row, item_stamp, office_row, \
     office_stamp, slot, mapping, state, number_written, fingerprint FROM link WHERE file = ?1 AND kind = ?2 \
     ORDER BY id";
const BASES: &str = "SELECT office, item FROM base WHERE link = ?1";
const SOME_KEYS: &str = "SELECT id, item FROM link WHERE id > ?1 ORDER BY id LIMIT 1000";
const SET_KEY: &str = "UPDATE link SET item = ?2 WHERE id = ?1";
static IDS_OF_ITEMS: InList =
    InList::new("SELECT id, item, state, number FROM link WHERE file = ?1 AND item IN ({list})", 1);
static DELETE: InList = InList::new("DELETE FROM link WHERE id IN ({list})", 0);

const COLUMNS: &[&str] = &[
    "id",
    "file",
    "kind",
    "item",
    "office",
    "number",
    "number_key",
    "item_row",
    "item_stamp",
    "office_row",
    "office_stamp",
    "slot",
    "mapping",
    "state",
    "number_written",
    "fingerprint",
    "run",
];

static ADD: LazyLock<Rows> = LazyLock::new(|| Rows::new(head(), COLUMNS.len(), ""));

static PUT: LazyLock<Rows> = LazyLock::new(|| {
    let set: Vec<String> =
        COLUMNS.iter().skip(2).map(|name| format!("{name} = excluded.{name}")).collect();
    let tail = format!("ON CONFLICT (id) DO UPDATE SET {}", set.join(", "));
    Rows::new(head(), COLUMNS.len(), tail)
});

fn head() -> String {
    format!("INSERT INTO link ({}) VALUES", COLUMNS.join(", "))
}

static PUT_BASES: LazyLock<Rows> = LazyLock::new(|| {
    Rows::new(
        "INSERT INTO base (link, office, item) VALUES",
        3,
        "ON CONFLICT (link) DO UPDATE SET office = excluded.office, item = excluded.item",
    )
});
static PUT_OFFICE_BASES: LazyLock<Rows> = LazyLock::new(|| one_base("office"));
static PUT_ITEM_BASES: LazyLock<Rows> = LazyLock::new(|| one_base("item"));

fn one_base(side: &str) -> Rows {
    Rows::new(
        format!("INSERT INTO base (link, {side}) VALUES"),
        2,
        format!("ON CONFLICT (link) DO UPDATE SET {side} = excluded.{side}"),
    )
}

/// Visits every link of a data file and kind.
pub(crate) fn each(db: &mut Db, file: i64, kind: Kind, visit: &mut dyn FnMut(Link)) -> Result<()> {
    db.query(SELECT, &[file.into(), kind.word().into()], &mut |row| {
        visit(read(row)?);
        Ok(())
    })
}

fn read(row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        id: row.int(0)?,
        kind: Kind::read(row, 1)?,
        office: row.opt_int(2)?,
        number: row.text(3)?,
        item: key(row.bytes(4)?),
        item_version: Version { row: row.int(5)?, stamp: stamp(row.opt_int(6)?)? },
        office_version: Version { row: row.int(7)?, stamp: stamp(row.opt_int(8)?)? },
        slot: sync::Slot::read(row, 9)?,
        mapping: row.int(10)?.cast_unsigned(),
        state: sync::LinkState::read(row, 11)?,
        number_written: row.flag(12)?,
        fingerprint: row.int(13)?.cast_unsigned(),
    })
}

fn params<'a>(link: &'a Link, id: i64, file: i64, run: i64) -> [Param<'a>; 17] {
    [
        id.into(),
        file.into(),
        link.kind.word().into(),
        stored_key(&link.item),
        link.office.into(),
        (&link.number).into(),
        Param::opt_text(number_key(&link.number)),
        link.item_version.row.into(),
        link.item_version.stamp.map(ticks).into(),
        link.office_version.row.into(),
        link.office_version.stamp.map(ticks).into(),
        link.slot.word().into(),
        link.mapping.cast_signed().into(),
        link.state.word().into(),
        link.number_written.into(),
        link.fingerprint.cast_signed().into(),
        run.into(),
    ]
}

/// An item's key as it is stored: last byte first. Keys of one data file differ in a number at their
/// end that begins with its lowest byte; turned round, those of neighbours are neighbours in the index.
fn stored_key(key: &Key) -> Param<'static> {
    Param::Bytes(key.0.iter().rev().copied().collect())
}

/// The key that was stored so.
fn key(mut stored: Box<[u8]>) -> Key {
    stored.reverse();
    Key(stored)
}

/// Turns the keys of all links round, which were stored as they are once.
pub(crate) fn turn_keys(db: &mut Db) -> Result<()> {
    let mut last = i64::MIN;
    loop {
        let some =
            db.all(SOME_KEYS, &[last.into()], |row| Ok((row.int(0)?, key(row.bytes(1)?))))?;
        let Some((id, _)) = some.last() else { return Ok(()) };
        last = *id;
        for (id, key) in &some {
            db.execute(SET_KEY, &[(*id).into(), (&*key.0).into()])?;
        }
    }
}

/// Tenths of microseconds since 1970: what Outlook's stamps are made of.
fn ticks(stamp: Timestamp) -> i64 {
    let ticks = stamp.as_nanosecond().div_euclid(100);
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

fn stamp(ticks: Option<i64>) -> Result<Option<Timestamp>> {
    let Some(ticks) = ticks else { return Ok(None) };
    let stamp = Timestamp::from_nanosecond(i128::from(ticks) * 100);
    stamp.map(Some).map_err(|_| OfficeError::Damaged { detail: format!("stamp {ticks}") })
}

/// The bases of a link: office side, Outlook side.
pub(crate) fn bases(db: &mut Db, link: i64) -> Result<(Base, Base)> {
    let found = db.one(BASES, &[link.into()], |row| {
        Ok((from_json(&row.text(0)?)?, from_json(&row.text(1)?)?))
    })?;
    Ok(found.unwrap_or_default())
}

/// What is known of an item's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: i64,
    /// The number given out for it, while it is pending.
    pub(crate) pending: Option<String>,
}

/// The links of these items.
pub(crate) fn of_items<'a>(
    db: &mut Db,
    file: i64,
    items: impl Iterator<Item = &'a Key>,
) -> Result<HashMap<Key, Known>> {
    let mut found = HashMap::new();
    let keys = items.map(stored_key);
    IDS_OF_ITEMS.query(db, &[file.into()], keys, &mut |row| {
        let pending = row.text(2)? == sync::LinkState::Pending.word();
        let pending = if pending { Some(row.text(3)?) } else { None };
        found.insert(key(row.bytes(1)?), Known { id: row.int(0)?, pending });
        Ok(())
    })?;
    Ok(found)
}

/// Drops links and their bases.
pub(crate) fn delete(db: &mut Db, ids: impl IntoIterator<Item = i64>) -> Result<()> {
    DELETE.query(db, &[], ids.into_iter().map(Param::Int), &mut |_| Ok(()))
}

/// A link to be stored.
pub(crate) struct Wanted<'a> {
    pub(crate) link: Link,
    /// Bases of the office side and of the Outlook side; `None` leaves what is stored.
    pub(crate) bases: [Option<&'a Base>; 2],
}

/// Stores links and the bases given with them. Of several writes of one item the last counts.
pub(crate) fn put(db: &mut Db, file: i64, run: i64, writes: &[Wanted<'_>]) -> Result<()> {
    if writes.is_empty() {
        return Ok(());
    }
    let Ids { ids, new } = identify(db, file, writes)?;
    let last: BTreeMap<i64, &Wanted<'_>> = ids.iter().copied().zip(writes).collect();
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for (id, write) in last {
        let of_its_kind = if new.contains(&id) { &mut added } else { &mut changed };
        of_its_kind.extend(params(&write.link, id, file, run));
    }
    ADD.put(db, &added)?;
    PUT.put(db, &changed)?;
    put_bases(db, &ids, &new, writes)
}

/// The numbers of links to be written, in their order, and which of them did not exist before.
struct Ids {
    ids: Vec<i64>,
    new: Range<i64>,
}

/// The numbers of the links to be written. Links that stand in their way are dropped.
fn identify(db: &mut Db, file: i64, writes: &[Wanted<'_>]) -> Result<Ids> {
    let known = of_items(db, file, writes.iter().map(|write| &write.link.item))?;
    make_way(db, writes, &known)?;
    let mut given: HashMap<&Key, i64> = HashMap::new();
    for write in writes.iter().filter(|write| write.link.id != 0) {
        given.insert(&write.link.item, write.link.id);
    }
    let fresh = |item: &Key| !known.contains_key(item) && !given.contains_key(item);
    let items: HashSet<&Key> =
        writes.iter().map(|write| &write.link.item).filter(|item| fresh(item)).collect();
    let first = if items.is_empty() { 0 } else { counter::take(db, "link", items.len())? };
    let mut next = first;
    let mut ids = Vec::with_capacity(writes.len());
    for write in writes {
        let item = &write.link.item;
        let id = match (write.link.id, given.get(item), known.get(item)) {
            (0, Some(id), _) => *id,
            (0, None, Some(known)) => known.id,
            (0, None, None) => {
                next += 1;
                next - 1
            }
            (id, ..) => id,
        };
        given.insert(item, id);
        ids.push(id);
    }
    Ok(Ids { ids, new: first..next })
}

/// An item that gets another link than the one it has: the old one is dropped, or, if it is
/// written itself, moved away until then.
fn make_way(db: &mut Db, writes: &[Wanted<'_>], known: &HashMap<Key, Known>) -> Result<()> {
    let written: HashSet<i64> = writes.iter().map(|write| write.link.id).collect();
    let mut dropped = Vec::new();
    for write in writes.iter().filter(|write| write.link.id != 0) {
        match known.get(&write.link.item) {
            Some(known) if known.id == write.link.id => {}
            Some(known) if written.contains(&known.id) => {
                let nowhere = known.id.to_be_bytes();
                db.execute(SET_KEY, &[known.id.into(), nowhere.as_slice().into()])?;
            }
            Some(known) => dropped.push(known.id),
            None => {}
        }
    }
    delete(db, dropped)
}

/// Stores the bases that were given; a side without one keeps what is stored.
fn put_bases(db: &mut Db, ids: &[i64], new: &Range<i64>, writes: &[Wanted<'_>]) -> Result<()> {
    let mut wanted: BTreeMap<i64, [Option<&Base>; 2]> = BTreeMap::new();
    for (id, write) in ids.iter().zip(writes) {
        let bases = wanted.entry(*id).or_default();
        for (base, given) in bases.iter_mut().zip(write.bases) {
            *base = given.or(*base);
        }
    }
    let (mut both, mut office, mut item) = (Vec::new(), Vec::new(), Vec::new());
    // A new link has no bases that empty ones could replace.
    let says_something = |id: &i64, bases: &[Option<&Base>; 2]| {
        !new.contains(id) || bases.iter().flatten().any(|base| !base.0.is_empty())
    };
    wanted.retain(|id, bases| says_something(id, bases));
    for (id, bases) in wanted {
        let json = |base: &Base| record_json(base).map(Param::from);
        match bases {
            [Some(left), Some(right)] => both.extend([id.into(), json(left)?, json(right)?]),
            [Some(left), None] => office.extend([id.into(), json(left)?]),
            [None, Some(right)] => item.extend([id.into(), json(right)?]),
            [None, None] => {}
        }
    }
    PUT_BASES.put(db, &both)?;
    PUT_OFFICE_BASES.put(db, &office)?;
    PUT_ITEM_BASES.put(db, &item)
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = [SELECT, BASES, SOME_KEYS, SET_KEY].map(str::to_owned).to_vec();
    let rows = [&ADD, &PUT, &PUT_BASES, &PUT_OFFICE_BASES, &PUT_ITEM_BASES];
    let rows = rows.into_iter().flat_map(|rows| rows.every_text()).collect();
    [fixed, rows, IDS_OF_ITEMS.every_text(), DELETE.every_text()].concat()
}

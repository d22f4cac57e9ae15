//! The names of named properties (\[MS-OXMSG\] 2.2.3): one map for the item and all items in it.
//!
//! What must hold: an id follows from the set and the name alone, so that equal items have equal
//! ids.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use cfb::CompoundFile;
use pst::{Guid, PropName, crc32, guid};

use super::container::{Budget, Writer, stream};
use super::layout::{BINARY, NAMES, of_property};
use super::value::{size, text};
use super::{MsgContents, MsgError, MsgItem, MsgProp, MsgProps};
use crate::user::cursor::Cursor;

/// The first id of a named property.
const FIRST: u16 = 0x8000;
/// More names have no ids.
const MOST: usize = 0x7FFE;
/// Streams of the map.
const SETS: u16 = 2;
const ENTRIES: u16 = 3;
const STRINGS: u16 = 4;
/// The streams by which a name is found: the first, and how many.
const FIRST_BUCKET: u32 = 0x1000;
const BUCKETS: u32 = 0x1F;
/// Numbers of the sets that every map has, and of the first of its own.
const MAPI: u16 = 1;
const PUBLIC: u16 = 2;
const FIRST_SET: u16 = 3;
/// The name is a text.
const IS_TEXT: u16 = 1;

/// Ids of names.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<PropName, u16>);

fn set_of(name: &PropName) -> Guid {
    match name {
        PropName::Id { set, .. } | PropName::Text { set, .. } => *set,
    }
}

impl Names {
    /// Ids for all names of an item, in the order of sets and names.
    pub fn of(item: &MsgItem) -> Self {
        let mut names = BTreeSet::new();
        collect(item, &mut names);
        let ids = (FIRST..).take(MOST);
        Self(names.into_iter().zip(ids).map(|((_, name), id)| (name, id)).collect())
    }

    /// The id of a property; `None` for one name too many.
    pub fn id(&self, prop: &MsgProp) -> Option<u16> {
        match prop {
            MsgProp::Tag(id) => Some(*id),
            MsgProp::Named(name) => self.0.get(name).copied(),
        }
    }

    pub fn write(&self, out: &mut Writer) -> Result<(), MsgError> {
        let mut map = Map::default();
        let mut by_id: Vec<_> = self.0.iter().map(|(name, id)| (id, name)).collect();
        by_id.sort();
        (0..).zip(by_id).for_each(|(place, (_, name))| map.add(place, name));
        out.storage(NAMES)?;
        for (id, bytes) in
            [(SETS, map.sets.concat()), (ENTRIES, map.entries), (STRINGS, map.strings)]
        {
            out.stream(&path(id), &bytes)?;
        }
        map.buckets.iter().try_for_each(|(id, bytes)| out.stream(&path(*id), bytes))
    }
}

fn path(id: u16) -> String {
    format!("{NAMES}/{}", of_property(id, BINARY))
}

/// Collects the names of an item and of those in it, each with its set before it.
fn collect(item: &MsgItem, names: &mut BTreeSet<(Guid, PropName)>) {
    let mut of = |props: &MsgProps| {
        for (prop, _) in props {
            if let MsgProp::Named(name) = prop {
                names.insert((set_of(name), name.clone()));
            }
        }
    };
    of(&item.props);
    item.recipients.iter().for_each(&mut of);
    item.attachments.iter().for_each(|attachment| of(&attachment.props));
    for attachment in &item.attachments {
        if let MsgContents::Item(inner) = &attachment.contents {
            collect(inner, names);
        }
    }
}

/// The map being written.
#[derive(Default)]
struct Map {
    sets: Vec<Guid>,
    entries: Vec<u8>,
    strings: Vec<u8>,
    buckets: BTreeMap<u16, Vec<u8>>,
}

impl Map {
    fn add(&mut self, place: u16, name: &PropName) {
        let set = self.set(set_of(name));
        let (value, hash, kind) = match name {
            PropName::Id { lid, .. } => (lid.to_le_bytes(), *lid, 0),
            PropName::Text { name, .. } => {
                let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
                (self.string(&units), crc32(&units), IS_TEXT)
            }
        };
        let kind = set << 1 | kind;
        let tail = [kind.to_le_bytes(), place.to_le_bytes()].concat();
        self.entries.extend([&value[..], &tail].concat());
        let bucket = FIRST_BUCKET + (hash ^ u32::from(kind)) % BUCKETS;
        let bucket = self.buckets.entry(u16::try_from(bucket).unwrap_or(u16::MAX)).or_default();
        bucket.extend([&hash.to_le_bytes()[..], &tail].concat());
    }

    fn set(&mut self, set: Guid) -> u16 {
        match set {
            guid::MAPI => return MAPI,
            guid::PUBLIC_STRINGS => return PUBLIC,
            _ => {}
        }
        let place = self.sets.iter().position(|known| *known == set).unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        });
        FIRST_SET.saturating_add(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// A text: its length in bytes, UTF-16, padded to four; gives where it begins.
    fn string(&mut self, units: &[u8]) -> [u8; 4] {
        let at = size(self.strings.len());
        self.strings.extend(size(units.len()));
        self.strings.extend(units);
        self.strings.resize(self.strings.len().next_multiple_of(4), 0);
        at
    }
}

/// The names in a file by their ids.
pub(super) fn read<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    budget: &mut Budget,
) -> Result<BTreeMap<u16, PropName>, MsgError> {
    let mut part = |id| stream(file, &path(id), budget).map(Option::unwrap_or_default);
    let (sets, entries, strings) = (part(SETS)?, part(ENTRIES)?, part(STRINGS)?);
    let named = entries.as_chunks::<8>().0.iter();
    Ok(named.filter_map(|entry| name_of(entry, &sets, &strings)).collect())
}

fn name_of(entry: &[u8; 8], sets: &[u8], strings: &[u8]) -> Option<(u16, PropName)> {
    let mut from = Cursor(entry);
    let (value, kind, place) = (from.u32()?, from.u16()?, from.u16()?);
    let id = FIRST.checked_add(place)?;
    let set = match kind >> 1 {
        0 => [0; 16],
        MAPI => guid::MAPI,
        PUBLIC => guid::PUBLIC_STRINGS,
        number => *sets.as_chunks().0.get(usize::from(number.checked_sub(FIRST_SET)?))?,
    };
    if kind & IS_TEXT == 0 {
        return Some((id, PropName::Id { set, lid: value }));
    }
    let mut from = Cursor(strings.get(usize::try_from(value).ok()?..)?);
    let len = usize::try_from(from.u32()?).ok()?;
    Some((id, PropName::Text { set, name: text(from.take(len)?) }))
}

//! The name map (\[MS-PST\] 2.4.7): which property id a named property has in this file.
//!
//! The entry stream is what counts. The hash buckets of some real files are wrong; they are
//! extended, never needed for reading.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::bytes::{Bytes, index, long, short};
use crate::crc::crc32;
use crate::ltp::pc::{PropContext, Raw};
use crate::ltp::prop::{Guid, PropValue, to_utf16, utf16};
use crate::ltp::text::CodePage;
use crate::ndb::ids::Nid;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// Property sets that Outlook uses.
pub mod guid {
    use super::Guid;

    /// `{0006xxxx-0000-0000-C000-000000000046}`
    const fn outlook(low: u8, second: u8) -> Guid {
        [low, second, 6, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    }

    /// `{000203xx-0000-0000-C000-000000000046}`
    const fn mapi(low: u8) -> Guid {
        [low, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    }

    /// PS_MAPI.
    pub const MAPI: Guid = mapi(0x28);
    /// PS_PUBLIC_STRINGS.
    pub const PUBLIC_STRINGS: Guid = mapi(0x29);
    /// PS_INTERNET_HEADERS.
    pub const INTERNET_HEADERS: Guid = mapi(0x86);
    /// PSETID_Appointment.
    pub const APPOINTMENT: Guid = outlook(2, 0x20);
    /// PSETID_Task.
    pub const TASK: Guid = outlook(3, 0x20);
    /// PSETID_Address.
    pub const ADDRESS: Guid = outlook(4, 0x20);
    /// PSETID_Common.
    pub const COMMON: Guid = outlook(8, 0x20);
    /// PSETID_Log.
    pub const LOG: Guid = outlook(0x0A, 0x20);
    /// PSETID_Note.
    pub const NOTE: Guid = outlook(0x0E, 0x20);
    /// PSETID_Meeting.
    pub const MEETING: Guid =
        [0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0, 0xAA, 0, 0x3F, 0x13, 5];
}

/// The name of a named property.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PropName {
    /// A number in a set.
    Id {
        /// The property set.
        set: Guid,
        /// The number (LID).
        lid: u32,
    },
    /// A text in a set. Upper and lower case differ.
    Text {
        /// The property set.
        set: Guid,
        /// The text.
        name: String,
    },
}

impl PropName {
    fn set(&self) -> &Guid {
        match self {
            Self::Id { set, .. } | Self::Text { set, .. } => set,
        }
    }
}

const BUCKET_COUNT: u16 = 0x0001;
const GUIDS: u16 = 0x0002;
const ENTRIES: u16 = 0x0003;
const STRINGS: u16 = 0x0004;
const FIRST_BUCKET: u16 = 0x1000;
/// Property ids run from 0x8000 to 0xFFFE.
const MAX_NAMES: usize = 0x7FFE;

/// The names of a file.
#[derive(Debug, Clone, Default)]
pub struct NamedProps {
    ids: HashMap<PropName, u16>,
    names: BTreeMap<u16, PropName>,
    guids: Vec<u8>,
    entries: Vec<u8>,
    strings: Vec<u8>,
    buckets: u32,
    changed: BTreeMap<u16, Vec<u8>>,
    /// A stream cannot be read as one, or is no row of records: names may be missing, so none can
    /// be added.
    broken: bool,
}

impl NamedProps {
    /// The map of a new file: never empty, because some readers take an empty one for a missing
    /// one.
    pub(crate) fn new() -> Result<Self> {
        let mut names = Self { buckets: 251, ..Self::default() };
        let empty = |_| Ok(Vec::new());
        let keywords = "Keywords".to_owned();
        names.add(&PropName::Text { set: guid::PUBLIC_STRINGS, name: keywords }, empty)?;
        names.add(&PropName::Id { set: guid::COMMON, lid: 0x8501 }, empty)?;
        Ok(names)
    }

    /// Reads the map of a file.
    pub(crate) fn read(view: &View) -> Result<Self> {
        let node = view.node(Nid::NAMES)?;
        let context = PropContext::open(view, node.data, node.sub, &mut Vec::new())?;
        let mut broken = false;
        let mut stream = |id| match context.get(id, CodePage::default()) {
            Ok(Some(PropValue::Binary(bytes))) => Ok(bytes),
            Ok(other) => {
                broken |= other.is_some();
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        };
        let buckets = context.get(BUCKET_COUNT, CodePage::default())?;
        let buckets = buckets.and_then(|value| value.as_i32()).unwrap_or(251);
        let mut names = Self {
            guids: stream(GUIDS)?,
            entries: stream(ENTRIES)?,
            strings: stream(STRINGS)?,
            buckets: u32::try_from(buckets).unwrap_or(251).clamp(1, 0x1000),
            ..Self::default()
        };
        let cut = !names.guids.len().is_multiple_of(16) || !names.entries.len().is_multiple_of(8);
        names.broken = broken || cut;
        names.index();
        Ok(names)
    }

    fn index(&mut self) {
        for entry in self.entries.clone().chunks_exact(8) {
            if let Some((id, name)) = self.entry(entry) {
                self.ids.entry(name.clone()).or_insert(id);
                self.names.insert(id, name);
            }
        }
    }

    /// What can be read of a damaged map: the streams by their bytes, whatever their types say.
    pub(crate) fn salvaged(view: &View) -> Self {
        let mut names = Self::default();
        let node = view.node(Nid::NAMES);
        let context = node.and_then(|n| PropContext::open(view, n.data, n.sub, &mut Vec::new()));
        let Ok(context) = context else { return names };
        let stream = |id: u16| {
            let raw = context.find(id).and_then(|entry| context.raw(entry).ok())?;
            match raw {
                Raw::Heap(bytes) => Some(bytes),
                Raw::Sub(nid) => view.tree_bytes(context.subnodes.get(&nid)?.data).ok(),
                Raw::Inline(_) => None,
            }
        };
        let read = |id| stream(id).unwrap_or_default();
        (names.guids, names.entries, names.strings) = (read(GUIDS), read(ENTRIES), read(STRINGS));
        names.index();
        names
    }

    fn entry(&self, entry: &[u8]) -> Option<(u16, PropName)> {
        let (key, kind) = (entry.u32_at(0)?, entry.u16_at(4)?);
        let id = 0x8000u16.checked_add(entry.u16_at(6)?)?;
        let set = match kind >> 1 {
            0 => [0; 16],
            1 => guid::MAPI,
            2 => guid::PUBLIC_STRINGS,
            slot => self.guids.array((usize::from(slot) - 3) * 16)?,
        };
        if kind & 1 == 0 {
            return Some((id, PropName::Id { set, lid: key }));
        }
        let at = index(u64::from(key));
        let len = index(u64::from(self.strings.u32_at(at)?));
        let name = utf16(self.strings.part(at.checked_add(4)?, len)?);
        Some((id, PropName::Text { set, name }))
    }

    /// The id of a name in this file.
    #[must_use]
    pub fn id_of(&self, name: &PropName) -> Option<u16> {
        self.ids.get(name).copied()
    }

    /// The name of an id in this file.
    #[must_use]
    pub fn name_of(&self, id: u16) -> Option<&PropName> {
        self.names.get(&id)
    }

    /// All names with their ids, in order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &PropName)> {
        self.names.iter().map(|(id, name)| (*id, name))
    }

    /// The number of the bucket that a name belongs to, as property of the map.
    pub(crate) fn bucket_of(&self, name: &PropName) -> u16 {
        let (key, kind) = (key_of(name), self.kind_of(name).unwrap_or(0));
        let bucket = (key ^ u32::from(kind)) % self.buckets;
        FIRST_BUCKET.saturating_add(short(index(u64::from(bucket))))
    }

    fn kind_of(&self, name: &PropName) -> Option<u16> {
        let set = name.set();
        let slot = if *set == [0; 16] {
            0
        } else if *set == guid::MAPI {
            1
        } else if *set == guid::PUBLIC_STRINGS {
            2
        } else {
            3 + self.guids.chunks_exact(16).position(|guid| guid == set)?
        };
        Some(short(slot) << 1 | u16::from(matches!(name, PropName::Text { .. })))
    }

    /// Gives a new name an id. `stored` answers what the file has in a bucket; it is asked only
    /// once the name's set has its place, because the bucket depends on it.
    pub(crate) fn add(
        &mut self,
        name: &PropName,
        stored: impl FnOnce(u16) -> Result<Vec<u8>>,
    ) -> Result<u16> {
        let next = self.names.keys().next_back().map_or(0, |id| usize::from(id - 0x8000) + 1);
        self.add_at(name, next.max(self.entries.len() / 8), stored)
    }

    /// The map with these names under these ids and nothing else.
    pub(crate) fn of<'n>(names: impl Iterator<Item = (u16, &'n PropName)>) -> Result<Self> {
        let mut map = Self { buckets: 251, ..Self::default() };
        for (id, name) in names.filter(|(id, _)| usize::from(id & 0x7FFF) < MAX_NAMES) {
            map.add_at(name, usize::from(id & 0x7FFF), |_| Ok(Vec::new()))?;
        }
        Ok(map)
    }

    fn add_at(
        &mut self,
        name: &PropName,
        position: usize,
        stored: impl FnOnce(u16) -> Result<Vec<u8>>,
    ) -> Result<u16> {
        if self.broken {
            return Err(Error::damaged(At::Names, Damage::Value));
        }
        if position >= MAX_NAMES {
            return Err(Error::damaged(At::Names, Damage::Counter));
        }
        let kind = match self.kind_of(name) {
            Some(kind) => kind,
            None => {
                self.guids.extend_from_slice(name.set());
                self.kind_of(name).ok_or(Error::damaged(At::Names, Damage::Value))?
            }
        };
        let at = match name {
            PropName::Id { lid, .. } => *lid,
            PropName::Text { name, .. } => self.put_string(name),
        };
        let record = |key: u32| {
            let tail = [kind.to_le_bytes(), short(position).to_le_bytes()].concat();
            [&key.to_le_bytes()[..], &tail].concat()
        };
        self.entries.extend_from_slice(&record(at));
        let bucket_id = self.bucket_of(name);
        let content = match self.changed.entry(bucket_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(stored(bucket_id)?),
        };
        content.extend_from_slice(&record(key_of(name)));
        let id = 0x8000 | short(position);
        self.ids.insert(name.clone(), id);
        self.names.insert(id, name.clone());
        Ok(id)
    }

    /// A string: length in bytes, UTF-16, padded to four.
    fn put_string(&mut self, name: &str) -> u32 {
        let at = self.strings.len().next_multiple_of(4);
        self.strings.resize(at, 0);
        let bytes = to_utf16(name);
        self.strings.extend_from_slice(&long(bytes.len()).to_le_bytes());
        self.strings.extend_from_slice(&bytes);
        self.strings.resize(self.strings.len().next_multiple_of(4), 0);
        long(at)
    }

    /// The properties of the map that changed, to be stored.
    pub(crate) fn changes(&self) -> Vec<(u16, PropValue)> {
        let streams = [(GUIDS, &self.guids), (ENTRIES, &self.entries), (STRINGS, &self.strings)];
        streams
            .into_iter()
            .chain(self.changed.iter().map(|(id, bytes)| (*id, bytes)))
            .filter(|(_, bytes)| !bytes.is_empty())
            .map(|(id, bytes)| (id, PropValue::Binary(bytes.clone())))
            .collect()
    }

    /// The bucket count, for a new map.
    pub(crate) fn bucket_count(&self) -> (u16, PropValue) {
        (BUCKET_COUNT, PropValue::I32(i32::try_from(self.buckets).unwrap_or(251)))
    }
}

/// The key by which a name is hashed: its number, or the checksum of its text.
fn key_of(name: &PropName) -> u32 {
    match name {
        PropName::Id { lid, .. } => *lid,
        PropName::Text { name, .. } => crc32(&to_utf16(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_goes_to_its_documented_bucket() {
        let mut names = NamedProps::new().unwrap();
        let text = |name: &str| PropName::Text { set: guid::PUBLIC_STRINGS, name: name.to_owned() };
        assert_eq!(names.bucket_of(&text("Kundennr")), 0x10A2);
        assert_eq!(names.bucket_of(&text("Exportdatum")), 0x104B);
        assert_eq!(names.bucket_of(&text("Keywords")), 0x1065);
        let id = names.add(&text("Kundennr"), |_| Ok(Vec::new())).unwrap();
        assert_eq!(id, 0x8002);
        assert_eq!(names.changed[&0x10A2][..], [0xC2, 0x40, 0x03, 0x6F, 5, 0, 2, 0]);
        assert_eq!(names.id_of(&text("kundennr")), None, "names differ by case");
    }

    #[test]
    fn the_first_name_of_a_new_set_goes_to_the_bucket_of_its_set() {
        let mut names = NamedProps::new().unwrap();
        let name = PropName::Id { set: guid::TASK, lid: 0x8101 };
        let mut asked = 0;
        names
            .add(&name, |bucket| {
                asked = bucket;
                Ok(vec![1; 8])
            })
            .unwrap();
        assert_eq!(asked, names.bucket_of(&name));
        assert_eq!(names.changed[&asked].len(), 16, "what the bucket held is kept");
    }
}

//! The name map (\[MS-PST\] 2.4.7).

use std::collections::{BTreeMap, HashMap};

use crate::bytes::{Bytes, index, wide};
use crate::check::data::Subs;
use crate::check::props::Pc;
use crate::check::{Check, Flaw, Hex, Owner, Try};
use crate::crc::crc32;
use crate::messaging::names::guid;
use crate::{At, Guid, Nid};

const BUCKET_COUNT: u16 = 0x0001;
const GUIDS: u16 = 0x0002;
const ENTRIES: u16 = 0x0003;
const STRINGS: u16 = 0x0004;
const FIRST_BUCKET: u16 = 0x1000;
/// Bytes of an entry, in the stream and in a bucket.
const ENTRY: usize = 8;

/// The streams of the map.
struct Streams {
    guids: Vec<u8>,
    entries: Vec<u8>,
    strings: Vec<u8>,
}

/// NAMEID (2.4.7.1).
struct Entry {
    /// The number, or the offset of the text.
    value: u32,
    /// The index of the GUID, and in bit 0 whether the name is a text.
    kind: u16,
    index: u16,
}

impl Entry {
    fn parse(bytes: &[u8]) -> Option<Self> {
        Some(Self { value: bytes.u32_at(0)?, kind: bytes.u16_at(4)?, index: bytes.u16_at(6)? })
    }

    fn is_text(&self) -> bool {
        self.kind & 1 == 1
    }
}

impl Streams {
    fn guid(&self, kind: u16) -> Option<Guid> {
        match kind >> 1 {
            0 => Some([0; 16]),
            1 => Some(guid::MAPI),
            2 => Some(guid::PUBLIC_STRINGS),
            slot => self.guids.array((usize::from(slot) - 3) * 16),
        }
    }

    /// The UTF-16 bytes of a text.
    fn text(&self, at: u32) -> Option<&[u8]> {
        let at = index(at.into());
        let len = index(self.strings.u32_at(at)?.into());
        self.strings.part(at.checked_add(4)?, len).filter(|text| text.len() % 2 == 0)
    }
}

/// What is known of the names so far.
#[derive(Default)]
struct Known {
    /// Places in the property ids.
    indexes: BTreeMap<u16, ()>,
    /// GUID, whether it is a text, number or checksum; with the entry.
    names: HashMap<(Guid, bool, u32), (u16, u32)>,
    /// Bucket records by bucket.
    buckets: BTreeMap<u16, Vec<[u8; ENTRY]>>,
}

impl Known {
    /// Puts a name into the bucket that it belongs to (2.4.7.5).
    fn file(&mut self, entry: &Entry, key: u32, buckets: u32) {
        let bucket = (key ^ u32::from(entry.kind)) % buckets;
        let id = u16::try_from(bucket).ok().and_then(|bucket| FIRST_BUCKET.checked_add(bucket));
        let mut record = [0; ENTRY];
        let parts = key.to_le_bytes().into_iter().chain(entry.kind.to_le_bytes());
        let parts = parts.chain(entry.index.to_le_bytes());
        record.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        if let Some(id) = id {
            self.buckets.entry(id).or_default().push(record);
        }
    }
}

impl Check<'_> {
    pub(super) fn check_names(&mut self) -> Try<()> {
        let Some((mut pc, mut subs)) = self.known_pc(Nid::NAMES)? else { return Ok(()) };
        let owner = Owner::node(Nid::NAMES);
        let Some(buckets) = pc.number(BUCKET_COUNT).filter(|count| *count > 0) else {
            self.note(Some(owner), At::Property(BUCKET_COUNT), Flaw::NamesCount);
            return Ok(());
        };
        let streams = Streams {
            guids: self.stream(&mut pc, &mut subs, (GUIDS, 1 << 20))?,
            entries: self.stream(&mut pc, &mut subs, (ENTRIES, 1 << 20))?,
            strings: self.stream(&mut pc, &mut subs, (STRINGS, 32 << 20))?,
        };
        for (id, len, record) in
            [(GUIDS, streams.guids.len(), 16), (ENTRIES, streams.entries.len(), ENTRY)]
        {
            let what = Flaw::NamesStream { property: Hex(id.into()), size: wide(len) };
            self.demand(len % record == 0, owner, At::Property(id), what);
        }
        let mut known = Known::default();
        for (place, entry) in streams.entries.chunks_exact(ENTRY).enumerate() {
            if let Some(entry) = Entry::parse(entry) {
                self.check_name(owner, &streams, (wide(place), &entry), buckets, &mut known)?;
            }
        }
        self.facts.names = wide(known.indexes.len());
        self.check_buckets(owner, &mut pc, &mut subs, (buckets, known.buckets))?;
        let used = std::mem::take(&mut self.named);
        for (id, user) in used {
            let there = id >= 0xFFFE || known.indexes.contains_key(&(id & 0x7FFF));
            let what = Flaw::NameMissing { property: Hex(id.into()) };
            self.demand(there, user, At::Property(id), what);
        }
        Ok(())
    }

    /// A stream of the map; 32,766 names do not make it longer than `most`.
    fn stream(&mut self, pc: &mut Pc, subs: &mut Subs, (id, most): (u16, u64)) -> Try<Vec<u8>> {
        let Some(record) = pc.find(id) else { return Ok(Vec::new()) };
        let owner = Owner::node(Nid::NAMES);
        let size = self.value_len(owner, record.value, &mut pc.heap, subs);
        let size = self.silenced(size)?.unwrap_or(0);
        if size > most {
            self.note(Some(owner), At::Property(id), Flaw::ValueTooLarge { size });
            return Ok(Vec::new());
        }
        let bytes = self.property(owner, pc, record, subs);
        Ok(self.silenced(bytes)?.unwrap_or_default())
    }

    fn check_name(
        &mut self,
        owner: Owner,
        streams: &Streams,
        (place, entry): (u64, &Entry),
        buckets: u32,
        known: &mut Known,
    ) -> Try<()> {
        let at = At::Property(ENTRIES);
        let Some(guid) = streams.guid(entry.kind) else {
            let what = Flaw::NameGuid { entry: place, guid: (entry.kind >> 1).into() };
            self.note(Some(owner), at, what);
            return Ok(());
        };
        let number: u64 = entry.index.into();
        let fresh = known.indexes.insert(entry.index, ()).is_none();
        self.demand(fresh, owner, at, Flaw::NameIndexTwice { index: number });
        let what = Flaw::NameIndex { entry: place, index: number };
        self.demand(number == place || !fresh, owner, at, what);
        let Some(key) = self.name_key(streams, entry)? else {
            self.note(Some(owner), at, Flaw::NameText { entry: place });
            return Ok(());
        };
        let text = entry.is_text();
        let same = |other: u32| !text || streams.text(other) == streams.text(entry.value);
        match known.names.insert((guid, text, key), (entry.index, entry.value)) {
            Some((first, other)) if same(other) => {
                let id = |index: u16| Hex(u64::from(index) + 0x8000);
                let what = Flaw::NameTwice { first: id(first), second: id(entry.index) };
                self.note(Some(owner), at, what);
            }
            _ => {}
        }
        known.file(entry, key, buckets);
        Ok(())
    }

    /// The key by which a name is filed: its number, or the checksum of its text; `None` without a
    /// text.
    fn name_key(&mut self, streams: &Streams, entry: &Entry) -> Try<Option<u32>> {
        if !entry.is_text() {
            return Ok(Some(entry.value));
        }
        let Some(name) = streams.text(entry.value) else { return Ok(None) };
        self.pay(name.len())?;
        Ok(Some(crc32(name)))
    }

    /// Every bucket holds the names that belong to it, in whatever order.
    fn check_buckets(
        &mut self,
        owner: Owner,
        pc: &mut Pc,
        subs: &mut Subs,
        (count, mut expected): (u32, BTreeMap<u16, Vec<[u8; ENTRY]>>),
    ) -> Try<()> {
        let end = u32::from(FIRST_BUCKET).saturating_add(count);
        for i in 0..pc.records.len() {
            let Some(record) = pc.records.get(i).copied() else { continue };
            if record.id < FIRST_BUCKET || u32::from(record.id) >= end {
                continue;
            }
            let bytes = self.property(owner, pc, record, subs);
            let Some(bytes) = self.silenced(bytes)? else {
                expected.remove(&record.id);
                continue;
            };
            let mut found: Vec<[u8; ENTRY]> =
                bytes.chunks(ENTRY).map(|part| part.array(0).unwrap_or_default()).collect();
            let mut wanted = expected.remove(&record.id).unwrap_or_default();
            found.sort_unstable();
            wanted.sort_unstable();
            self.check_bucket(owner, record.id, &found, &wanted);
        }
        for (id, wanted) in expected {
            self.check_bucket(owner, id, &[], &wanted);
        }
        Ok(())
    }

    fn check_bucket(
        &mut self,
        owner: Owner,
        id: u16,
        found: &[[u8; ENTRY]],
        wanted: &[[u8; ENTRY]],
    ) {
        let what = Flaw::NameBucket {
            bucket: (id - FIRST_BUCKET).into(),
            found: wide(found.len()),
            expected: wide(wanted.len()),
        };
        self.demand(found == wanted, owner, At::Property(id), what);
    }
}

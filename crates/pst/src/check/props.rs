//! Property contexts (\[MS-PST\] 2.3.3).

use crate::bytes::{Bytes, index, wide};
use crate::check::data::Subs;
use crate::check::heap::Heap;
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::format::FileFormat;
use crate::ltp::heap::{Hid, PROPERTIES};
use crate::ltp::prop::{Storage, inline_number, storage};
use crate::ndb::ids::Bid;
use crate::{At, Nid};

/// A record of a property context.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub id: u16,
    pub prop_type: u16,
    /// The value itself, or where it is.
    pub value: u32,
}

/// A property context: its heap, and its records sorted by their ids.
#[derive(Debug)]
pub(super) struct Pc {
    pub heap: Heap,
    pub records: Vec<Record>,
}

impl Pc {
    pub fn find(&self, id: u16) -> Option<Record> {
        let at = self.records.binary_search_by_key(&id, |record| record.id).ok()?;
        self.records.get(at).copied()
    }

    /// A number, truth value or the low half of flags.
    pub fn number(&self, id: u16) -> Option<u32> {
        let record = self.find(id)?;
        inline_number(record.prop_type, record.value)
    }
}

/// The parts of a multi-value of variable size: whether its offsets are right.
fn sound_parts(bytes: &[u8]) -> std::result::Result<(), u64> {
    let Some(count) = bytes.u32_at(0) else { return Err(0) };
    let mut before = 4 + 4 * u64::from(count);
    if before > wide(bytes.len()) {
        return Err(count.into());
    }
    let first = bytes.u32_at(4).map(u64::from);
    let sound = (0..index(count.into())).all(|i| {
        let offset = bytes.u32_at(4 + 4 * i).map_or(0, u64::from);
        let ascends = before <= offset;
        before = offset;
        ascends
    });
    let begins = count == 0 || first == Some(4 + 4 * u64::from(count));
    (sound && begins && (count == 0 || before <= wide(bytes.len())))
        .then_some(())
        .ok_or(count.into())
}

/// Bytes of an element of a multi-value of fixed size.
fn element(prop_type: u16) -> Option<u64> {
    match prop_type {
        0x1002 => Some(2),
        0x1003 | 0x1004 => Some(4),
        0x1005..=0x1007 | 0x1014 | 0x1040 => Some(8),
        0x1048 => Some(16),
        _ => None,
    }
}

impl Check<'_> {
    /// Opens the property context in the data tree at `data`.
    pub(super) fn open_pc(&mut self, owner: Owner, data: Bid, noted: bool) -> Try<Pc> {
        let mut heap = self.heap(owner, data, noted)?;
        if heap.client != PROPERTIES {
            let (found, expected) = (Hex(heap.client.into()), Hex(PROPERTIES.into()));
            return Err(Stop::Fault(At::Node(owner.nid()), Flaw::HeapClient { found, expected }));
        }
        let mut records = Vec::new();
        let root = heap.root;
        self.bth(&mut heap, root, (2, Some(6)), &mut |record| {
            records.push(Record {
                id: record.u16_at(0).unwrap_or(0),
                prop_type: record.u16_at(2).unwrap_or(0),
                value: record.u32_at(4).unwrap_or(0),
            });
        })?;
        Ok(Pc { heap, records })
    }

    /// Opens a property context and looks at every value.
    pub(super) fn check_pc(&mut self, owner: Owner, data: Bid, subs: &mut Subs) -> Try<Pc> {
        let mut pc = self.open_pc(owner, data, true)?;
        self.facts.properties += wide(pc.records.len());
        for i in 0..pc.records.len() {
            let Some(record) = pc.records.get(i).copied() else { continue };
            if record.id >= 0x8000 && owner != Owner::node(Nid::NAMES) {
                self.named.entry(record.id).or_insert(owner);
            }
            let result = self.check_value(owner, record, &mut pc.heap, subs);
            if let Err(Stop::Fault(_, what)) = result {
                self.note(Some(owner), At::Property(record.id), what);
            } else {
                result?;
            }
        }
        Ok(pc)
    }

    fn check_value(
        &mut self,
        owner: Owner,
        record: Record,
        heap: &mut Heap,
        subs: &mut Subs,
    ) -> Try<()> {
        let (at, prop_type) = (At::Property(record.id), record.prop_type);
        let type_code = Hex(prop_type.into());
        match storage(prop_type) {
            Storage::Inline(width @ 1..=2) => {
                let beside = record.value >> (8 * u32::try_from(width).unwrap_or(0));
                let what = Flaw::InlineBytes { value: Hex(record.value.into()) };
                self.demand(beside == 0, owner, at, what);
            }
            Storage::Inline(_) => {}
            Storage::Fixed(size) => {
                let (found, expected) =
                    (self.value_len(owner, record.value, heap, subs)?, wide(size));
                let what = Flaw::ValueSize { type_code, found, expected };
                self.demand(found == expected, owner, at, what);
            }
            Storage::Object => self.check_object_value(owner, record, heap, subs)?,
            Storage::Variable => self.check_variable(owner, record, heap, subs)?,
        }
        Ok(())
    }

    fn check_object_value(
        &mut self,
        owner: Owner,
        record: Record,
        heap: &mut Heap,
        subs: &mut Subs,
    ) -> Try<()> {
        let at = At::Property(record.id);
        let value = self.item(heap, Hid(record.value))?;
        let found = wide(value.len());
        self.demand(found == 8, owner, at, Flaw::ObjectValue { found });
        let subnode = Nid(value.u32_at(0).unwrap_or(0));
        let there = subs.refer(subnode).is_some();
        self.demand(there || found < 4, owner, at, Flaw::ObjectMissing { subnode });
        Ok(())
    }

    fn check_variable(
        &mut self,
        owner: Owner,
        record: Record,
        heap: &mut Heap,
        subs: &mut Subs,
    ) -> Try<()> {
        let (at, prop_type) = (At::Property(record.id), record.prop_type);
        let type_code = Hex(prop_type.into());
        if !matches!(prop_type, 0x001E | 0x001F | 0x0102 | 0x00FB) && prop_type & 0x1000 == 0 {
            self.note(Some(owner), at, Flaw::TypeUnknown { type_code });
            return Ok(());
        }
        let size = self.value_len(owner, record.value, heap, subs)?;
        self.check_not_free(owner, at, record.value, size);
        if prop_type == 0x001F {
            self.demand(size % 2 == 0, owner, at, Flaw::TextOdd { size });
            let unicode = self.format.kind == FileFormat::Unicode;
            self.demand(unicode, owner, at, Flaw::WideText);
        }
        if let Some(element) = element(prop_type) {
            let what = Flaw::MultipleSize { type_code, size };
            self.demand(size % element == 0, owner, at, what);
        }
        if matches!(prop_type, 0x101E | 0x101F | 0x1102) && size > 0 {
            let bytes = self.value_bytes(owner, record.value, heap, subs)?;
            if let Err(count) = sound_parts(&bytes) {
                self.note(Some(owner), at, Flaw::MultipleOffsets { type_code, count });
            }
        }
        Ok(())
    }

    /// A value without bytes has no heap item: one without bytes is free to be used again.
    pub(super) fn check_not_free(&mut self, owner: Owner, at: At, hnid: u32, size: u64) {
        let free = size == 0 && hnid != 0 && Hid::is_heap(hnid);
        self.demand(!free, owner, at, Flaw::HeapItemFree { item: Hex(hnid.into()) });
    }

    /// How many bytes the value behind an HNID has; its subnode is in use now.
    pub(super) fn value_len(
        &mut self,
        owner: Owner,
        hnid: u32,
        heap: &mut Heap,
        subs: &mut Subs,
    ) -> Try<u64> {
        if hnid == 0 {
            return Ok(0);
        }
        if Hid::is_heap(hnid) {
            return Ok(wide(self.item(heap, Hid(hnid))?.len()));
        }
        let subnode = Nid(hnid);
        let missing = Stop::Fault(At::Node(subnode), Flaw::ValueMissing { subnode });
        let data = subs.refer(subnode).ok_or(missing)?.data;
        Ok(self.data_tree(owner, data)?.len)
    }

    /// The bytes of the value behind an HNID.
    pub(super) fn value_bytes(
        &mut self,
        owner: Owner,
        hnid: u32,
        heap: &mut Heap,
        subs: &mut Subs,
    ) -> Try<Vec<u8>> {
        if hnid == 0 {
            return Ok(Vec::new());
        }
        if Hid::is_heap(hnid) {
            return Ok(self.item(heap, Hid(hnid))?.to_vec());
        }
        let subnode = Nid(hnid);
        let missing = Stop::Fault(At::Node(subnode), Flaw::ValueMissing { subnode });
        let data = subs.refer(subnode).ok_or(missing)?.data;
        self.tree_bytes(owner, data)
    }

    /// The bytes of a property: an inline value in as many bytes as its type has.
    pub(super) fn property(
        &mut self,
        owner: Owner,
        pc: &mut Pc,
        record: Record,
        subs: &mut Subs,
    ) -> Try<Vec<u8>> {
        match storage(record.prop_type) {
            Storage::Inline(width) => {
                Ok(record.value.to_le_bytes().part(0, width).unwrap_or_default().to_vec())
            }
            _ => self.value_bytes(owner, record.value, &mut pc.heap, subs),
        }
    }
}

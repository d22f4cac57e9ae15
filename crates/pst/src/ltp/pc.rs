//! Property contexts (\[MS-PST\] 2.3.3): the properties of a store, folder, item or attachment.

use crate::bytes::{Bytes, wide};
use crate::ltp::budget::Budget;
use crate::ltp::heap::{Heap, Hid, PROPERTIES};
use crate::ltp::prop::{PropValue, Props, Storage, decode, storage};
use crate::ltp::text::CodePage;
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::subnodes::Subnodes;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Oddity, Result, Warning};

/// One record of a property context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PcEntry {
    pub id: u16,
    pub prop_type: u16,
    /// The value itself, or where it is.
    pub value: u32,
}

/// A property context to read from.
pub(crate) struct PropContext<'v> {
    view: &'v View,
    pub heap: Heap<'v>,
    pub subnodes: Subnodes,
    pub entries: Vec<PcEntry>,
}

impl<'v> PropContext<'v> {
    /// Opens the context of a node or subnode by its data tree and subnode tree.
    ///
    /// A subnode tree that cannot be read costs the values in it, not the object.
    pub fn open(view: &'v View, data: Bid, sub: Bid, warnings: &mut Vec<Warning>) -> Result<Self> {
        let heap = Heap::open(view, data, PROPERTIES)?;
        let subnodes = match view.subnodes(sub) {
            Ok(subnodes) => subnodes,
            Err(Error::Damaged { at, what }) => {
                warnings.push(Warning { at, what: Oddity::Unreadable(what) });
                Subnodes::new()
            }
            Err(error) => return Err(error),
        };
        let mut entries = Vec::new();
        heap.bth_leaves(heap.root, &mut |hid, records| {
            for record in records.chunks_exact(8) {
                entries.extend(entry(record));
            }
            match records.len() % 8 {
                0 => Ok(()),
                _ => Err(Error::damaged(At::Item(hid.0), Damage::Tree)),
            }
        })?;
        Ok(Self { view, heap, subnodes, entries })
    }

    /// The record of a property.
    pub fn find(&self, id: u16) -> Option<&PcEntry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The value of a property, `None` if there is none.
    pub fn get(&self, id: u16, page: CodePage) -> Result<Option<PropValue>> {
        self.find(id).map(|entry| self.value(entry, page)).transpose()
    }

    /// The value of a record.
    pub fn value(&self, entry: &PcEntry, page: CodePage) -> Result<PropValue> {
        match storage(entry.prop_type) {
            Storage::Inline(_) => {
                decode(entry.id, entry.prop_type, &entry.value.to_le_bytes(), page)
            }
            // Some writers keep more bytes than the type needs.
            _ => decode(entry.id, entry.prop_type, &self.bytes(entry)?, page),
        }
    }

    /// The stored bytes of a record that is not inline.
    pub fn bytes(&self, entry: &PcEntry) -> Result<Vec<u8>> {
        if Hid::is_heap(entry.value) {
            return self.heap.item(Hid(entry.value));
        }
        let missing = Error::damaged(At::Property(entry.id), Damage::MissingSubnode);
        let sub = self.subnodes.get(&Nid(entry.value)).ok_or(missing)?;
        self.view.tree_bytes(sub.data)
    }

    /// How many bytes a record's value has.
    pub fn len_of(&self, entry: &PcEntry) -> Result<u64> {
        if matches!(storage(entry.prop_type), Storage::Inline(_)) {
            return Ok(4);
        }
        if Hid::is_heap(entry.value) {
            return match entry.value {
                0 => Ok(0),
                hid => self.heap.with_item(Hid(hid), |bytes| wide(bytes.len())),
            };
        }
        let missing = Error::damaged(At::Property(entry.id), Damage::MissingSubnode);
        self.view.tree_len(self.subnodes.get(&Nid(entry.value)).ok_or(missing)?.data)
    }

    /// All properties that can be read within the budget; the others are named.
    pub fn all(
        &self,
        page: CodePage,
        budget: &mut Budget,
        warnings: &mut Vec<Warning>,
    ) -> Result<Props> {
        let mut props = Props::new();
        for entry in &self.entries {
            match self.within(entry, budget).and_then(|()| self.value(entry, page)) {
                Ok(value) => {
                    props.set(entry.id, value);
                }
                Err(Error::Damaged { what, .. }) => warnings
                    .push(Warning { at: At::Property(entry.id), what: Oddity::Unreadable(what) }),
                Err(error) => return Err(error),
            }
        }
        Ok(props)
    }

    fn within(&self, entry: &PcEntry, budget: &mut Budget) -> Result<()> {
        budget.take(At::Property(entry.id), entry.prop_type, self.len_of(entry)?)
    }

    /// The code page of the object's own text: PidTagMessageCodepage, PidTagInternetCodepage only
    /// where nothing else is said, else the file's.
    pub fn code_page(&self, default: CodePage) -> CodePage {
        let own = self.find(0x3FFD).map(|entry| entry.value & 0xFFFF);
        own.and_then(|number| CodePage::new(u16::try_from(number).unwrap_or(0)))
            .filter(|page| page.number() != 65001)
            .unwrap_or(default)
    }
}

fn entry(record: &[u8]) -> Option<PcEntry> {
    Some(PcEntry { id: record.u16_at(0)?, prop_type: record.u16_at(2)?, value: record.u32_at(4)? })
}

/// A value as it is stored, for changing an object without understanding it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Raw {
    /// In the record itself.
    Inline(u32),
    /// In the heap.
    Heap(Vec<u8>),
    /// In a subnode, which stays as it is.
    Sub(Nid),
}

impl PropContext<'_> {
    /// The record's value as it is stored.
    pub fn raw(&self, entry: &PcEntry) -> Result<Raw> {
        Ok(match storage(entry.prop_type) {
            Storage::Inline(_) => Raw::Inline(entry.value),
            _ if Hid::is_heap(entry.value) => Raw::Heap(self.heap.item(Hid(entry.value))?),
            _ => Raw::Sub(Nid(entry.value)),
        })
    }
}

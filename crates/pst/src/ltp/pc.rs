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
        let read = |bytes: &[u8]| decode(entry.id, entry.prop_type, bytes, page);
        if matches!(storage(entry.prop_type), Storage::Inline(_)) {
            return read(&entry.value.to_le_bytes());
        }
        // Some writers keep more bytes than the type needs.
        match self.sub_of(entry)? {
            Some(data) => read(&self.view.tree_bytes(data)?),
            None => self.heap.with_item(Hid(entry.value), read)?,
        }
    }

    /// The data tree of the subnode that holds a record's value; `None` for one in the heap.
    fn sub_of(&self, entry: &PcEntry) -> Result<Option<Bid>> {
        if Hid::is_heap(entry.value) {
            return Ok(None);
        }
        let missing = Error::damaged(At::Property(entry.id), Damage::MissingSubnode);
        self.subnodes.get(&Nid(entry.value)).map(|sub| Some(sub.data)).ok_or(missing)
    }

    /// How many bytes a record's value has.
    pub fn len_of(&self, entry: &PcEntry) -> Result<u64> {
        if matches!(storage(entry.prop_type), Storage::Inline(_)) {
            return Ok(4);
        }
        match self.sub_of(entry)? {
            Some(data) => self.view.tree_len(data),
            None => self.heap.with_item(Hid(entry.value), |bytes| wide(bytes.len())),
        }
    }

    /// All properties that can be read within the budget; the others are named.
    pub fn all(
        &self,
        page: CodePage,
        budget: &mut Budget,
        warnings: &mut Vec<Warning>,
    ) -> Result<Props> {
        let mut props = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            match self.within(entry, page, budget) {
                Ok(value) => props.push((entry.id, value)),
                Err(Error::Damaged { what, .. }) => warnings
                    .push(Warning { at: At::Property(entry.id), what: Oddity::Unreadable(what) }),
                Err(error) => return Err(error),
            }
        }
        Ok(props.into_iter().collect())
    }

    /// A value whose length the budget allows; it is looked at before anything is read.
    fn within(&self, entry: &PcEntry, page: CodePage, budget: &mut Budget) -> Result<PropValue> {
        let mut take = |len| budget.take(At::Property(entry.id), entry.prop_type, len);
        if !matches!(storage(entry.prop_type), Storage::Inline(_)) && Hid::is_heap(entry.value) {
            return self.heap.with_item(Hid(entry.value), |bytes| {
                take(wide(bytes.len()))?;
                decode(entry.id, entry.prop_type, bytes, page)
            })?;
        }
        take(self.len_of(entry)?)?;
        self.value(entry, page)
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

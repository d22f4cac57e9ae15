//! Changing a property context: the values that are not touched stay as they are stored.

use std::collections::BTreeMap;

use crate::ltp::bth::BthHeader;
use crate::ltp::heap::{Hid, ITEM_MAX, PROPERTIES};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::pc::{PropContext, Raw};
use crate::ltp::prop::{PropValue, Storage, encode, storage};
use crate::ltp::text::CodePage;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, NidType};
use crate::ndb::subnodes::{SubEntry, Subnodes};
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// Larger values go to a subnode; the limit is 3,580, Outlook itself stops at about 1,024.
const HEAP_VALUE_MAX: usize = 1024;

/// A property context that is being changed.
#[derive(Debug, Default)]
pub(crate) struct PropEdit {
    entries: BTreeMap<u16, (u16, Raw)>,
    pub subnodes: Subnodes,
    /// The subnode tree while it is unchanged.
    stored_sub: Option<Bid>,
}

impl PropEdit {
    /// The context as it is stored. Every record must be readable: what cannot be read cannot be
    /// kept.
    pub fn open(context: &PropContext<'_>, sub: Bid) -> Result<Self> {
        let mut entries = BTreeMap::new();
        for entry in &context.entries {
            entries.insert(entry.id, (entry.prop_type, context.raw(entry)?));
        }
        Ok(Self { entries, subnodes: context.subnodes.clone(), stored_sub: Some(sub) })
    }

    /// The subnodes, to be changed.
    pub fn subnodes_mut(&mut self) -> &mut Subnodes {
        self.stored_sub = None;
        &mut self.subnodes
    }

    /// Sets a property.
    pub fn set(
        &mut self,
        w: &mut Writer,
        id: u16,
        value: &PropValue,
        page: CodePage,
    ) -> Result<()> {
        let format = w.view.format.kind;
        let prop_type = value.prop_type(format);
        let bytes = encode(id, value, format, page)?;
        self.remove(id);
        let raw = match storage(prop_type) {
            Storage::Inline(_) => Raw::Inline(inline(&bytes)),
            _ if bytes.len() <= HEAP_VALUE_MAX => Raw::Heap(bytes),
            _ => self.put_sub(w, &bytes)?,
        };
        self.entries.insert(id, (prop_type, raw));
        Ok(())
    }

    fn put_sub(&mut self, w: &mut Writer, bytes: &[u8]) -> Result<Raw> {
        let nid = w.next_nid(NidType::LTP)?;
        let data = w.put_tree(bytes)?;
        self.subnodes_mut().insert(nid, SubEntry { data, sub: Bid(0) });
        Ok(Raw::Sub(nid))
    }

    /// Removes a property and the subnode of its value.
    pub fn remove(&mut self, id: u16) {
        if let Some((_, Raw::Sub(nid))) = self.entries.remove(&id) {
            self.subnodes_mut().remove(&nid);
        }
    }

    /// Sets a 32-bit number in place; it is stored in its record, so no size changes.
    pub fn set_number(&mut self, id: u16, value: u32) {
        self.entries.insert(id, (0x0003, Raw::Inline(value)));
    }

    /// The number of an inline property.
    pub fn number(&self, id: u16) -> Option<u32> {
        match self.entries.get(&id) {
            Some((_, Raw::Inline(value))) => Some(*value),
            _ => None,
        }
    }

    /// The stored bytes of a property as a table cell holds them; `None` if there is none.
    pub fn cell(&self, view: &View, id: u16) -> Result<Option<(u16, Vec<u8>)>> {
        let Some((prop_type, raw)) = self.entries.get(&id) else { return Ok(None) };
        let bytes = match raw {
            Raw::Inline(value) => value.to_le_bytes().to_vec(),
            Raw::Heap(bytes) => bytes.clone(),
            Raw::Sub(nid) => {
                view.tree_bytes(self.subnodes.get(nid).ok_or(Error::NotFound(*nid))?.data)?
            }
        };
        Ok(Some((*prop_type, bytes)))
    }

    /// Lays the context out as a heap.
    pub fn lay_out(&self, view: &View) -> Result<HeapEdit> {
        let mut heap = HeapEdit::new(PROPERTIES, view.format.block_max);
        // The tree's header is the first item, as Outlook has it; its root is known at the end.
        let empty = BthHeader { key: 2, value: 6, levels: 0, root: Hid(0) };
        let header = heap.put(view, empty.encode())?;
        let mut records = Vec::with_capacity(self.entries.len());
        for (id, (prop_type, raw)) in &self.entries {
            let value = match raw {
                Raw::Inline(value) => *value,
                Raw::Sub(nid) => nid.0,
                Raw::Heap(bytes) => heap.put(view, bytes.clone())?.0,
            };
            let mut record = id.to_le_bytes().to_vec();
            record.extend_from_slice(&prop_type.to_le_bytes());
            record.extend_from_slice(&value.to_le_bytes());
            records.push(record);
        }
        let tree = build_tree(&mut heap, view, 2, 6, &records)?;
        heap.replace(view, header, tree.encode())?;
        heap.root = header;
        Ok(heap)
    }

    /// Writes the context: its data tree and its subnode tree, to which nothing refers yet.
    pub fn write(self, w: &mut Writer) -> Result<(Bid, Bid)> {
        let data = self.lay_out(&w.view)?.write(w)?;
        let sub = match self.stored_sub {
            Some(stored) => stored,
            None => w.put_subnodes(&self.subnodes)?,
        };
        Ok((data, sub))
    }

    /// Bytes of all leaves of the object: its context and, recursively, its subnodes. This is what
    /// PidTagMessageSize says in files of Outlook 2007 and later.
    pub fn leaf_bytes(&self, view: &View) -> Result<u64> {
        Ok(self.lay_out(view)?.len() + subnode_bytes(view, &self.subnodes)?)
    }

    /// Bytes of all values, as files of older Outlooks count.
    pub fn value_bytes(&self, view: &View) -> Result<u64> {
        self.entries
            .iter()
            .map(|(_, (prop_type, raw))| value_size(view, &self.subnodes, *prop_type, raw))
            .sum()
    }
}

fn value_size(view: &View, subnodes: &Subnodes, prop_type: u16, raw: &Raw) -> Result<u64> {
    use crate::bytes::{Bytes, wide};
    Ok(match (storage(prop_type), raw) {
        (Storage::Inline(bytes), _) => wide(bytes),
        (Storage::Object, Raw::Heap(bytes)) => u64::from(bytes.u32_at(4).unwrap_or(0)),
        (_, Raw::Heap(bytes)) => wide(bytes.len()),
        (_, Raw::Sub(nid)) => {
            view.tree_len(subnodes.get(nid).map_or(Bid(0), |entry| entry.data))?
        }
        (_, Raw::Inline(_)) => 4,
    })
}

/// Bytes of all leaves below subnodes.
pub(crate) fn subnode_bytes(view: &View, subnodes: &Subnodes) -> Result<u64> {
    // A false tree may lead back into itself: it cannot have more entries than the file has room.
    leaf_bytes_below(view, subnodes, &mut (view.room / 8), 0)
}

/// Embedded items nest, but not without end.
const MAX_NESTING: u8 = 64;

fn leaf_bytes_below(view: &View, subnodes: &Subnodes, left: &mut u64, depth: u8) -> Result<u64> {
    let mut sum = 0u64;
    for (nid, entry) in subnodes {
        let endless = || Error::damaged(At::Node(*nid), Damage::Depth);
        *left = left.checked_sub(1).filter(|_| depth < MAX_NESTING).ok_or_else(endless)?;
        let below = leaf_bytes_below(view, &view.subnodes(entry.sub)?, left, depth + 1)?;
        sum = sum.saturating_add(view.tree_len(entry.data)?).saturating_add(below);
    }
    Ok(sum)
}

fn inline(bytes: &[u8]) -> u32 {
    use crate::bytes::Bytes;
    bytes.u32_at(0).unwrap_or(0)
}

/// Builds a tree over sorted records: leaf items, and levels above them as needed.
pub(crate) fn build_tree(
    heap: &mut HeapEdit,
    view: &View,
    key: usize,
    value: usize,
    records: &[Vec<u8>],
) -> Result<BthHeader> {
    let mut level: Vec<(Vec<u8>, Hid)> = Vec::new();
    for part in records.chunks(ITEM_MAX / (key + value)) {
        let first = part.first().and_then(|record| record.get(..key)).unwrap_or_default();
        level.push((first.to_vec(), heap.put(view, part.concat())?));
    }
    let mut levels = 0;
    while level.len() > 1 {
        let mut above = Vec::new();
        for part in level.chunks(ITEM_MAX / (key + 4)) {
            let bytes: Vec<u8> = part
                .iter()
                .flat_map(|(key, hid)| [key, &hid.0.to_le_bytes()[..]].concat())
                .collect();
            let first = part.first().map(|(key, _)| key.clone()).unwrap_or_default();
            above.push((first, heap.put(view, bytes)?));
        }
        level = above;
        levels += 1;
    }
    let root = level.first().map_or(Hid(0), |(_, hid)| *hid);
    Ok(BthHeader { key, value, levels, root })
}

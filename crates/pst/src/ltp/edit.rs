//! Changing a property context: the values that are not touched stay as they are stored.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ltp::bth::BthHeader;
use crate::ltp::heap::{Hid, ITEM_MAX, PROPERTIES};
use crate::ltp::heap_edit::{HeapEdit, HeapSize};
use crate::ltp::pc::{PropContext, Raw};
use crate::ltp::prop::{PropValue, Storage, decode, encode, inline_number, storage};
use crate::ltp::table::Column;
use crate::ltp::table_edit::Cell;
use crate::ltp::text::CodePage;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, NidType};
use crate::ndb::subnodes::{MAX_DEPTH, SubEntry, Subnodes};
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
        let bytes = encode(id, value, format, page)?;
        self.set_bytes(w, id, value.prop_type(format), bytes)
    }

    /// Sets a property to the bytes of its value.
    pub fn set_bytes(
        &mut self,
        w: &mut Writer,
        id: u16,
        prop_type: u16,
        bytes: Cow<'_, [u8]>,
    ) -> Result<()> {
        self.remove(id);
        let raw = match storage(prop_type) {
            Storage::Inline(_) => Raw::Inline(inline(&bytes)),
            _ if bytes.len() <= HEAP_VALUE_MAX => Raw::Heap(bytes.into_owned()),
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

    /// The number or truth value of a property of an inline type.
    pub fn number(&self, id: u16) -> Option<u32> {
        match self.entries.get(&id) {
            Some((prop_type, Raw::Inline(value))) => inline_number(*prop_type, *value),
            _ => None,
        }
    }

    /// The bytes of a property that lies in the heap, whatever its type.
    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.entries.get(&id) {
            Some((_, Raw::Heap(bytes))) => Some(bytes),
            _ => None,
        }
    }

    /// The value of a property that lies in the heap; `None` if there is none there.
    pub fn small(&self, id: u16, page: CodePage) -> Option<PropValue> {
        match self.entries.get(&id)? {
            (prop_type, Raw::Heap(bytes)) => decode(id, *prop_type, bytes, page).ok(),
            _ => None,
        }
    }

    /// What the cell of a column holds: the property if there is one of the column's type.
    pub fn cell_for(&self, view: &View, column: &Column) -> Result<Cell<'_>> {
        match self.entries.get(&column.id()) {
            Some((prop_type, raw)) if *prop_type == column.prop_type() => match raw {
                Raw::Inline(value) => Ok(Cell::Number(*value)),
                Raw::Heap(bytes) => Ok(Cell::Set(Cow::Borrowed(bytes))),
                Raw::Sub(nid) => {
                    let sub = self.subnodes.get(nid).ok_or(Error::NotFound(*nid))?;
                    Ok(Cell::Set(Cow::Owned(view.tree_bytes(sub.data)?)))
                }
            },
            _ => Ok(Cell::Clear),
        }
    }

    /// Lays the context out as a heap.
    fn lay_out(self, view: &View) -> Result<HeapEdit> {
        let mut heap = HeapEdit::new(PROPERTIES, view.format.block_max);
        // The tree's header is the first item, as Outlook has it; its root is known at the end.
        let header = heap.put(view, TREE.encode())?;
        let mut records = Vec::with_capacity(RECORD * self.entries.len());
        for (id, (prop_type, raw)) in self.entries {
            let value = match raw {
                Raw::Inline(value) => value,
                Raw::Sub(nid) => nid.0,
                Raw::Heap(bytes) => heap.put(view, bytes)?.0,
            };
            records.extend_from_slice(&id.to_le_bytes());
            records.extend_from_slice(&prop_type.to_le_bytes());
            records.extend_from_slice(&value.to_le_bytes());
        }
        let tree = build_tree(&mut heap, view, TREE, &records)?;
        heap.replace(view, header, tree.encode())?;
        heap.root = header;
        Ok(heap)
    }

    /// The bytes that the context will have as a heap, without laying it out.
    fn heap_bytes(&self, view: &View) -> u64 {
        let mut size = HeapSize::new(view.format.block_max);
        size.put(TREE.encode().len());
        for (_, raw) in self.entries.values() {
            if let Raw::Heap(bytes) = raw {
                size.put(bytes.len());
            }
        }
        tree_items(self.entries.len(), TREE).into_iter().for_each(|bytes| size.put(bytes));
        size.bytes()
    }

    /// Writes the context: its data tree and its subnode tree, to which nothing refers yet.
    pub fn write(self, w: &mut Writer) -> Result<(Bid, Bid)> {
        let sub = match self.stored_sub {
            Some(stored) => stored,
            None => w.put_subnodes(&self.subnodes)?,
        };
        let data = self.lay_out(&w.view)?.write(w)?;
        Ok((data, sub))
    }

    /// Bytes of all leaves of the object: its context and, recursively, its subnodes. This is what
    /// PidTagMessageSize says in files of Outlook 2007 and later.
    pub fn leaf_bytes(&self, view: &View) -> Result<u64> {
        Ok(self.heap_bytes(view) + subnode_bytes(view, &self.subnodes)?)
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

fn leaf_bytes_below(view: &View, subnodes: &Subnodes, left: &mut u64, depth: usize) -> Result<u64> {
    let mut sum = 0u64;
    for (nid, entry) in subnodes {
        let endless = || Error::damaged(At::Node(*nid), Damage::Depth);
        *left = left.checked_sub(1).filter(|_| depth < MAX_DEPTH).ok_or_else(endless)?;
        let below = leaf_bytes_below(view, &view.subnodes(entry.sub)?, left, depth + 1)?;
        sum = sum.saturating_add(view.tree_len(entry.data)?).saturating_add(below);
    }
    Ok(sum)
}

fn inline(bytes: &[u8]) -> u32 {
    use crate::bytes::Bytes;
    bytes.u32_at(0).unwrap_or(0)
}

/// The tree of a property context: its keys have two bytes, its values six.
const TREE: BthHeader = BthHeader { key: 2, value: 6, levels: 0, root: Hid(0) };
/// Bytes of one of its records.
const RECORD: usize = 8;

/// Builds a tree like `empty` over sorted records: leaf items, and levels above them as needed.
pub(crate) fn build_tree(
    heap: &mut HeapEdit,
    view: &View,
    empty: BthHeader,
    records: &[u8],
) -> Result<BthHeader> {
    let key = empty.key;
    let (leaf, branch) = (per_leaf(empty) * (key + empty.value), ITEM_MAX / (key + 4));
    let mut level: Vec<(&[u8], Hid)> = Vec::new();
    for part in records.chunks(leaf) {
        level.push((part.get(..key).unwrap_or_default(), heap.put(view, part.to_vec())?));
    }
    let mut levels = 0;
    while level.len() > 1 {
        let mut above = Vec::new();
        for part in level.chunks(branch) {
            let mut bytes = Vec::with_capacity(part.len() * (key + 4));
            for (key, hid) in part {
                bytes.extend_from_slice(key);
                bytes.extend_from_slice(&hid.0.to_le_bytes());
            }
            let first = part.first().map(|(key, _)| *key).unwrap_or_default();
            above.push((first, heap.put(view, bytes)?));
        }
        level = above;
        levels += 1;
    }
    let root = level.first().map_or(Hid(0), |(_, hid)| *hid);
    Ok(BthHeader { levels, root, ..empty })
}

fn per_leaf(tree: BthHeader) -> usize {
    ITEM_MAX.checked_div(tree.key + tree.value).unwrap_or(1)
}

/// Bytes of the items that [`build_tree`] makes for so many records, in its order.
fn tree_items(records: usize, tree: BthHeader) -> Vec<usize> {
    let mut items = Vec::new();
    let (mut entries, mut size, mut most) = (records, tree.key + tree.value, per_leaf(tree));
    loop {
        let (full, rest) = (entries / most, entries % most);
        items.extend(std::iter::repeat_n(most * size, full));
        items.extend((rest > 0).then_some(rest * size));
        entries = entries.div_ceil(most);
        if entries <= 1 {
            return items;
        }
        (size, most) = (tree.key + 4, ITEM_MAX / (tree.key + 4));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::backend::MemoryBackend;
    use crate::{Encryption, FileFormat};

    fn view(format: FileFormat) -> View {
        let backend = Arc::new(MemoryBackend::default());
        View::new(backend, format.sizes(), Encryption::None, 0, Default::default())
    }

    proptest! {
        #[test]
        fn the_size_of_a_context_is_known_before_it_is_laid_out(
            lens in prop::collection::btree_map(any::<u16>(), 0usize..=HEAP_VALUE_MAX, 0..900),
            ansi: bool,
        ) {
            let format = if ansi { FileFormat::Ansi } else { FileFormat::Unicode };
            let raw = |len| if len == 7 { Raw::Inline(7) } else { Raw::Heap(vec![1; len]) };
            let entries = lens.into_iter().map(|(id, len)| (id, (0x0102, raw(len)))).collect();
            let edit = PropEdit { entries, ..PropEdit::default() };
            let view = view(format);
            let told = edit.heap_bytes(&view);
            prop_assert_eq!(edit.lay_out(&view).unwrap().len(), told);
        }
    }
}

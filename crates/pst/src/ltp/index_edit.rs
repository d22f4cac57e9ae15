//! Changing the row index of a table: a tree of row ids and row numbers on the table's heap.
//!
//! Only leaf items that change are touched, so that one new row does not rewrite the whole index.

use crate::bytes::{Bytes, short};
use crate::ltp::bth::BthHeader;
use crate::ltp::heap::{Hid, ITEM_MAX};
use crate::ltp::heap_edit::HeapEdit;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// The row index of a table that is being changed.
#[derive(Debug)]
pub(crate) struct IndexEdit {
    header: Hid,
    width: usize,
    /// None of them is empty: by its first record a leaf is found.
    leaves: Vec<Leaf>,
    branches: Vec<Hid>,
    /// Items of leaves that are empty now.
    gone: Vec<Hid>,
    /// First keys or ids of leaves changed: the levels above have to be built anew.
    reshaped: bool,
}

#[derive(Debug)]
struct Leaf {
    hid: Hid,
    records: Vec<(u32, u32)>,
    dirty: bool,
}

impl IndexEdit {
    /// A new index; its header gets an item of the heap.
    pub fn new(heap: &mut HeapEdit, view: &View) -> Result<Self> {
        let width = view.format.row_number;
        let empty = BthHeader { key: 4, value: width, levels: 0, root: Hid(0) };
        let header = heap.put(view, empty.encode())?;
        let (leaves, branches, gone) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { header, width, leaves, branches, gone, reshaped: false })
    }

    /// The index whose header is `header`.
    pub fn open(heap: &mut HeapEdit, view: &View, header: Hid) -> Result<Self> {
        let damaged = || Error::damaged(At::Item(header.0), Damage::Tree);
        let tree = BthHeader::parse(&heap.item(view, header)?).ok_or_else(damaged)?;
        if tree.key != 4 || !matches!(tree.value, 2 | 4) {
            return Err(damaged());
        }
        let mut index = Self {
            header,
            width: tree.value,
            leaves: Vec::new(),
            branches: Vec::new(),
            gone: Vec::new(),
            reshaped: false,
        };
        if !tree.root.is_none() {
            index.load(heap, view, tree.root, tree.levels)?;
        }
        Ok(index)
    }

    fn load(&mut self, heap: &mut HeapEdit, view: &View, hid: Hid, level: u8) -> Result<()> {
        let bytes = heap.item(view, hid)?;
        let Some(below) = level.checked_sub(1) else {
            let width = self.width;
            let record = |part: &[u8]| {
                let number = if width == 2 { u32::from(part.u16_at(4)?) } else { part.u32_at(4)? };
                Some((part.u32_at(0)?, number))
            };
            if bytes.len() % (4 + width) != 0 {
                return Err(Error::damaged(At::Item(hid.0), Damage::Tree));
            }
            let records: Vec<_> = bytes.chunks_exact(4 + width).filter_map(record).collect();
            match records.is_empty() {
                true => self.gone.push(hid),
                false => self.leaves.push(Leaf { hid, records, dirty: false }),
            }
            return Ok(());
        };
        if self.branches.len() > 70_000 {
            return Err(Error::damaged(At::Item(hid.0), Damage::Depth));
        }
        self.branches.push(hid);
        bytes
            .chunks_exact(8)
            .filter_map(|entry| entry.u32_at(4))
            .try_for_each(|child| self.load(heap, view, Hid(child), below))
    }

    /// The items of the heap that the index lies in.
    pub fn items(&self) -> impl Iterator<Item = Hid> {
        let leaves = self.leaves.iter().map(|leaf| leaf.hid);
        let others = self.branches.iter().chain(&self.gone).copied();
        std::iter::once(self.header).chain(others).chain(leaves)
    }

    /// The item of the heap that holds the header.
    pub fn header(&self) -> Hid {
        self.header
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.leaves.iter().map(|leaf| leaf.records.len()).sum()
    }

    /// The number of a row.
    pub fn get(&self, id: u32) -> Option<u32> {
        let leaf = self.leaves.get(self.leaf_of(id)?)?;
        let at = leaf.records.binary_search_by_key(&id, |record| record.0).ok()?;
        leaf.records.get(at).map(|record| record.1)
    }

    /// The id of the row with that number.
    pub fn id_of(&self, number: u32) -> Option<u32> {
        let mut records = self.leaves.iter().rev().flat_map(|leaf| &leaf.records);
        records.find(|record| record.1 == number).map(|record| record.0)
    }

    /// Ids of all rows, in order.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.leaves.iter().flat_map(|leaf| leaf.records.iter().map(|record| record.0))
    }

    fn leaf_of(&self, id: u32) -> Option<usize> {
        let after = self
            .leaves
            .partition_point(|leaf| leaf.records.first().is_some_and(|(first, _)| *first <= id));
        Some(after.saturating_sub(1)).filter(|_| !self.leaves.is_empty())
    }

    /// Sets the number of a row, new or known.
    pub fn set(&mut self, id: u32, number: u32) {
        let max = ITEM_MAX / (4 + self.width);
        let Some(i) = self.leaf_of(id) else {
            self.leaves.push(Leaf { hid: Hid(0), records: vec![(id, number)], dirty: true });
            self.reshaped = true;
            return;
        };
        let Some(leaf) = self.leaves.get_mut(i) else { return };
        leaf.dirty = true;
        match leaf.records.binary_search_by_key(&id, |record| record.0) {
            Ok(at) => leaf.records.get_mut(at).into_iter().for_each(|record| record.1 = number),
            Err(at) => {
                self.reshaped |= at == 0;
                leaf.records.insert(at, (id, number));
                if leaf.records.len() > max {
                    self.split(i);
                }
            }
        }
    }

    /// A full leaf at the end keeps all but its newest record: indexes grow at their end.
    fn split(&mut self, i: usize) {
        let last = i + 1 == self.leaves.len();
        let Some(leaf) = self.leaves.get_mut(i) else { return };
        let at = if last { leaf.records.len() - 1 } else { leaf.records.len() / 2 };
        let records = leaf.records.split_off(at);
        self.leaves.insert(i + 1, Leaf { hid: Hid(0), records, dirty: true });
        self.reshaped = true;
    }

    /// Forgets a row.
    pub fn remove(&mut self, id: u32) {
        let Some(i) = self.leaf_of(id) else { return };
        let Some(leaf) = self.leaves.get_mut(i) else { return };
        if let Ok(at) = leaf.records.binary_search_by_key(&id, |record| record.0) {
            leaf.records.remove(at);
            leaf.dirty = true;
            self.reshaped |= at == 0;
            if leaf.records.is_empty() {
                self.gone.push(leaf.hid);
                self.leaves.remove(i);
            }
        }
    }

    /// Puts the changes on the heap.
    pub fn write(mut self, heap: &mut HeapEdit, view: &View) -> Result<()> {
        for leaf in self.leaves.iter_mut().filter(|leaf| leaf.dirty) {
            let bytes =
                leaf.records.iter().flat_map(|record| encode(*record, self.width)).collect();
            let hid = heap.replace(view, leaf.hid, bytes)?;
            self.reshaped |= hid != leaf.hid;
            leaf.hid = hid;
        }
        if !self.reshaped {
            return Ok(());
        }
        let gone = self.gone.iter().filter(|hid| !hid.is_none());
        self.branches.iter().chain(gone).try_for_each(|hid| heap.free(view, *hid))?;
        let tree = self.build_branches(heap, view)?;
        // The header keeps its eight bytes and so its place.
        heap.replace(view, self.header, tree.encode())?;
        Ok(())
    }

    fn build_branches(&self, heap: &mut HeapEdit, view: &View) -> Result<BthHeader> {
        let first = |leaf: &Leaf| leaf.records.first().map_or(0, |record| record.0);
        let mut level: Vec<(u32, Hid)> =
            self.leaves.iter().map(|leaf| (first(leaf), leaf.hid)).collect();
        let mut levels = 0;
        while level.len() > 1 {
            let mut above = Vec::new();
            for part in level.chunks(ITEM_MAX / 8) {
                let bytes = part
                    .iter()
                    .flat_map(|(key, hid)| [key.to_le_bytes(), hid.0.to_le_bytes()].concat())
                    .collect();
                let key = part.first().map_or(0, |(key, _)| *key);
                above.push((key, heap.put(view, bytes)?));
            }
            level = above;
            levels += 1;
        }
        let root = level.first().map_or(Hid(0), |(_, hid)| *hid);
        Ok(BthHeader { key: 4, value: self.width, levels, root })
    }
}

fn encode((id, number): (u32, u32), width: usize) -> Vec<u8> {
    let mut bytes = id.to_le_bytes().to_vec();
    if width == 2 {
        let number = short(crate::bytes::index(u64::from(number)));
        bytes.extend_from_slice(&number.to_le_bytes());
    } else {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes
}

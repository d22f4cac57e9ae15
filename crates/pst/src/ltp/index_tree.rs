//! The row index of a table as it lies on the table's heap (TCROWID in a BTH, \[MS-PST\] 2.3.4.3).
//!
//! What must hold: no item of the heap belongs to the index twice; records of a leaf are in order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::bytes::Bytes;
use crate::ltp::bth::BthHeader;
use crate::ltp::heap::Hid;
use crate::ltp::heap_edit::HeapEdit;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// Where an index has its leaves.
#[derive(Debug)]
pub(crate) struct IndexTree {
    pub header: Hid,
    pub width: usize,
    /// Leaves in order, with the keys that the level above has for them.
    pub leaves: Vec<(u32, Hid)>,
    pub branches: Vec<Hid>,
    /// All items of the heap that it lies in.
    pub items: BTreeSet<Hid>,
}

impl IndexTree {
    /// A tree of a header alone.
    pub fn empty(header: Hid, width: usize) -> Self {
        let (leaves, branches) = (Vec::new(), Vec::new());
        Self { header, width, leaves, branches, items: BTreeSet::from([header]) }
    }

    /// The tree whose header is `header`; none of its items belongs to it twice.
    pub fn open(heap: &mut HeapEdit, view: &View, header: Hid) -> Result<Self> {
        let damaged = || Error::damaged(At::Item(header.0), Damage::Tree);
        let head = BthHeader::parse(heap.bytes(view, header)?).ok_or_else(damaged)?;
        if head.key != 4 || !matches!(head.value, 2 | 4) {
            return Err(damaged());
        }
        let mut tree = Self::empty(header, head.value);
        if !head.root.is_none() {
            tree.walk(heap, view, (0, head.root), head.levels)?;
        }
        Ok(tree)
    }

    fn walk(
        &mut self,
        heap: &mut HeapEdit,
        view: &View,
        (key, hid): (u32, Hid),
        level: u8,
    ) -> Result<()> {
        if !self.items.insert(hid) {
            return Err(Error::damaged(At::Item(hid.0), Damage::Tree));
        }
        let Some(below) = level.checked_sub(1) else {
            self.leaves.push((key, hid));
            return Ok(());
        };
        self.branches.push(hid);
        let bytes = heap.item(view, hid)?;
        let entry = |entry: &[u8]| Some((entry.u32_at(0)?, Hid(entry.u32_at(4)?)));
        bytes
            .chunks_exact(8)
            .filter_map(entry)
            .try_for_each(|child| self.walk(heap, view, child, below))
    }

    /// The number of a row, where the keys lead to it.
    pub fn find(&self, heap: &mut HeapEdit, view: &View, id: u32) -> Result<Option<u32>> {
        let after = self.leaves.partition_point(|(key, _)| *key <= id);
        let Some((_, hid)) = after.checked_sub(1).and_then(|at| self.leaves.get(at)) else {
            return Ok(None);
        };
        let records = Records::of(heap.bytes(view, *hid)?, self.width, *hid)?;
        Ok(records.search(id))
    }
}

/// The records of a leaf: row ids, in order, and row numbers.
pub(crate) struct Records<'b> {
    bytes: &'b [u8],
    width: usize,
}

impl<'b> Records<'b> {
    pub fn of(bytes: &'b [u8], width: usize, hid: Hid) -> Result<Self> {
        match bytes.len() % (4 + width) {
            0 => Ok(Self { bytes, width }),
            _ => Err(Error::damaged(At::Item(hid.0), Damage::Tree)),
        }
    }

    pub fn len(&self) -> usize {
        self.bytes.len() / (4 + self.width)
    }

    pub fn get(&self, at: usize) -> Option<(u32, u32)> {
        let start = at * (4 + self.width);
        let id = self.bytes.u32_at(start)?;
        let number = match self.width {
            2 => u32::from(self.bytes.u16_at(start + 4)?),
            _ => self.bytes.u32_at(start + 4)?,
        };
        Some((id, number))
    }

    fn search(&self, id: u32) -> Option<u32> {
        let mut range = 0..self.len();
        while !range.is_empty() {
            let middle = range.start.midpoint(range.end);
            let (found, number) = self.get(middle)?;
            match found.cmp(&id) {
                Ordering::Equal => return Some(number),
                Ordering::Less => range.start = middle + 1,
                Ordering::Greater => range.end = middle,
            }
        }
        None
    }
}

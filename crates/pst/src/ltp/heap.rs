//! Heaps on nodes (\[MS-PST\] 2.3.1): small things in the blocks of a data tree.
//!
//! Blocks are read when an item of theirs is asked for, and a bounded number of them is kept, so
//! that a table of a million rows can be read in little memory.

use std::cell::RefCell;
use std::rc::Rc;

use crate::bytes::{Bytes, index};
use crate::format::Format;
use crate::ndb::data_tree::DataTree;
use crate::ndb::ids::Bid;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// Client signature of a table context.
pub(crate) const TABLE: u8 = 0x7C;
/// Client signature of a property context.
pub(crate) const PROPERTIES: u8 = 0xBC;
/// `bSig` of every heap.
pub(crate) const SIGNATURE: u8 = 0xEC;
/// Largest item of a heap in bytes.
pub(crate) const ITEM_MAX: usize = 3580;
/// Blocks that are kept in memory.
const KEPT: usize = 32;

/// The id of a heap item: block, item from 1, type 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Hid(pub u32);

impl Hid {
    pub fn new(block: usize, item: usize) -> Self {
        Self(crate::bytes::long(block) << 16 | crate::bytes::long(item) << 5)
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    pub fn block(self) -> usize {
        index(u64::from(self.0 >> 16))
    }

    /// Index of the item in its block, from 1; 0, which no item has, for an id of another type.
    pub fn item(self) -> usize {
        if Self::is_heap(self.0) { index(u64::from(self.0 >> 5 & 0x7FF)) } else { 0 }
    }

    /// Block and item in a file of any format: larger blocks have more items.
    pub fn place(self, format: &Format) -> (usize, usize) {
        let block = index(u64::from(self.0 >> format.hid_bits));
        let item = self.0 & ((1 << format.hid_bits) - 1);
        (block, if Self::is_heap(self.0) { index(u64::from(item >> 5)) } else { 0 })
    }

    /// Whether an HNID names a heap item (and no subnode).
    pub fn is_heap(hnid: u32) -> bool {
        hnid & 31 == 0
    }
}

/// A heap to read from.
pub(crate) struct Heap<'v> {
    view: &'v View,
    tree: DataTree,
    kept: RefCell<Vec<(usize, Rc<Vec<u8>>)>>,
    /// `hidUserRoot`.
    pub root: Hid,
}

impl<'v> Heap<'v> {
    /// Opens the heap in the data tree at `data`; its client signature must be `client`.
    pub fn open(view: &'v View, data: Bid, client: u8) -> Result<Self> {
        let tree = view.data_tree(data)?;
        let not = Error::damaged(At::Block(data.0), Damage::NotAHeap);
        let Some(first) = tree.leaves.first() else { return Err(not) };
        let block = view.block(*first)?;
        let header = (block.u8_at(2), block.u8_at(3), block.u32_at(4));
        let (Some(SIGNATURE), Some(found), Some(root)) = header else { return Err(not) };
        if found != client {
            return Err(not);
        }
        let kept = RefCell::new(vec![(0, Rc::new(block))]);
        Ok(Self { view, tree, kept, root: Hid(root) })
    }

    fn block(&self, i: usize) -> Result<Option<Rc<Vec<u8>>>> {
        if let Some((_, block)) = self.kept.borrow().iter().find(|(at, _)| *at == i) {
            return Ok(Some(Rc::clone(block)));
        }
        let Some(bid) = self.tree.leaves.get(i) else { return Ok(None) };
        let block = Rc::new(self.view.block(*bid)?);
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.push((i, Rc::clone(&block)));
        Ok(Some(block))
    }

    /// The bytes of an item; none for HID 0.
    pub fn item(&self, hid: Hid) -> Result<Vec<u8>> {
        self.with_item(hid, <[u8]>::to_vec)
    }

    /// Hands the bytes of an item to `read` without copying them; none for HID 0.
    pub fn with_item<T>(&self, hid: Hid, read: impl FnOnce(&[u8]) -> T) -> Result<T> {
        if hid.is_none() {
            return Ok(read(&[]));
        }
        let (at, item) = hid.place(self.view.format);
        let block = self.block(at)?;
        let range = block.as_ref().and_then(|block| item_range(block, item));
        let bytes = block.as_ref().zip(range).and_then(|(block, range)| block.get(range));
        bytes.map(read).ok_or(Error::damaged(At::Item(hid.0), Damage::MissingItem))
    }

    /// An upper bound for the bytes of all items together: those of the file.
    pub fn bound(&self) -> u64 {
        self.view.content_room()
    }
}

/// Where item `item` lies in a heap block (HNPAGEMAP, \[MS-PST\] 2.3.1.5).
pub(crate) fn item_range(block: &[u8], item: usize) -> Option<std::ops::Range<usize>> {
    let map = usize::from(block.u16_at(0)?);
    let count = usize::from(block.u16_at(map)?);
    if item == 0 || item > count {
        return None;
    }
    // The count of freed items in some real files is off: it is not needed to find an item.
    let offset = |i: usize| block.u16_at(map + 4 + 2 * i).map(usize::from);
    let (start, end) = (offset(item - 1)?, offset(item)?);
    (start <= end && end <= map).then_some(start..end)
}

/// How many items a heap block has.
pub(crate) fn item_count(block: &[u8]) -> Option<usize> {
    let map = usize::from(block.u16_at(0)?);
    block.u16_at(map).map(usize::from)
}

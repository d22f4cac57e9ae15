//! Changing a heap block by block (\[MS-PST\] 2.3.1): only blocks that change are written.
//!
//! What must hold: items keep their ids; a freed item has no bytes and is counted; every block but
//! the last is padded to its full size; the page map is at an even offset with at most one byte
//! between it and the last item; the fill levels in the headers are right.

use crate::bytes::{Bytes, BytesMut, long, short, wide};
use crate::ltp::heap::{Hid, ITEM_MAX, SIGNATURE, item_count, item_range};
use crate::ndb::commit::Writer;
use crate::ndb::ids::Bid;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// Items of a block: their index has eleven bits.
const ITEMS_MAX: usize = 2040;

/// The last block that an item's id can name: it has 16 bits for the block.
const MAX_BLOCK: usize = 0xFFFF;

/// A heap that is being changed.
#[derive(Debug)]
pub(crate) struct HeapEdit {
    /// The data tree that it was opened from.
    data: Bid,
    blocks: Vec<Block>,
    /// Fill level of every block (0 empty … 15 full). One that is being filled counts as full
    /// until it is written.
    fill: Vec<u8>,
    block_max: usize,
    client: u8,
    /// `hidUserRoot`.
    pub root: Hid,
}

#[derive(Debug)]
enum Block {
    /// As it is in the file.
    Stored(Bid),
    /// Taken apart.
    Open(Open),
}

#[derive(Debug, Default)]
struct Open {
    items: Vec<Vec<u8>>,
    bytes: usize,
    /// How many items are freed.
    empty: usize,
    /// Where it lies in the file while it is unchanged.
    stored: Option<Bid>,
}

impl HeapEdit {
    /// A new, empty heap.
    pub fn new(client: u8, block_max: usize) -> Self {
        let blocks = vec![Block::Open(Open::default())];
        Self { data: Bid(0), blocks, fill: vec![15], block_max, client, root: Hid(0) }
    }

    /// The heap in the data tree at `data`.
    pub fn open(view: &View, data: Bid, client: u8) -> Result<Self> {
        let leaves = view.data_tree(data)?.leaves;
        let not = Error::damaged(At::Block(data.0), Damage::NotAHeap);
        let first = view.block(*leaves.first().ok_or(not)?)?;
        let not = Error::damaged(At::Block(data.0), Damage::NotAHeap);
        if first.u8_at(2) != Some(SIGNATURE) || first.u8_at(3) != Some(client) {
            return Err(not);
        }
        let fill = fill_levels(view, &leaves)?;
        Ok(Self {
            data,
            blocks: leaves.into_iter().map(Block::Stored).collect(),
            fill,
            block_max: view.format.block_max,
            client,
            root: Hid(first.u32_at(4).ok_or(not)?),
        })
    }

    /// The blocks that it lies in.
    pub fn stored(&self) -> impl Iterator<Item = Bid> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Stored(bid) => Some(*bid),
            Block::Open(open) => open.stored,
        })
    }

    fn opened(&mut self, view: &View, i: usize) -> Result<&mut Open> {
        let missing = || Error::damaged(At::Item(long(i) << 16), Damage::MissingItem);
        let block = self.blocks.get_mut(i).ok_or_else(missing)?;
        if let Block::Stored(bid) = block {
            *block = Block::Open(take_apart(&view.block(*bid)?, *bid)?);
        }
        match block {
            Block::Open(open) => Ok(open),
            Block::Stored(_) => Err(missing()),
        }
    }

    /// The bytes of an item; none for HID 0.
    pub fn bytes(&mut self, view: &View, hid: Hid) -> Result<&[u8]> {
        if hid.is_none() {
            return Ok(&[]);
        }
        let open = self.opened(view, hid.block())?;
        let item = hid.item().checked_sub(1).and_then(|i| open.items.get(i));
        item.map(Vec::as_slice).ok_or(Error::damaged(At::Item(hid.0), Damage::MissingItem))
    }

    /// A copy of [`Self::bytes`].
    pub fn item(&mut self, view: &View, hid: Hid) -> Result<Vec<u8>> {
        self.bytes(view, hid).map(<[u8]>::to_vec)
    }

    /// Whether an item has these bytes.
    pub fn holds(&mut self, view: &View, hid: Hid, bytes: &[u8]) -> Result<bool> {
        Ok(self.bytes(view, hid)? == bytes)
    }

    /// Puts a new item; HID 0 for no bytes.
    pub fn put(&mut self, view: &View, bytes: Vec<u8>) -> Result<Hid> {
        if bytes.is_empty() {
            return Ok(Hid(0));
        }
        if bytes.len() > ITEM_MAX {
            return Err(Error::TooLarge { what: "heap item" });
        }
        let last = self.blocks.len().saturating_sub(1);
        for i in std::iter::once(last).chain(self.roomy(bytes.len())) {
            if self.has_room(view, i, bytes.len())? {
                return self.put_in(view, i, bytes);
            }
        }
        // The block is no longer the last one: it must be written again, padded.
        self.opened(view, last)?.stored = None;
        if last + 1 > MAX_BLOCK {
            return Err(Error::TooLarge { what: "table" });
        }
        self.blocks.push(Block::Open(Open::default()));
        self.fill.push(15);
        self.put_in(view, last + 1, bytes)
    }

    /// A block that says of itself that it has room for so many bytes.
    fn roomy(&self, len: usize) -> Option<usize> {
        let wanted = len + 4;
        self.fill.iter().position(|level| least_free(*level) >= wanted)
    }

    fn has_room(&mut self, view: &View, i: usize, len: usize) -> Result<bool> {
        let (max, header) = (self.block_max, header_len(i));
        let open = self.opened(view, i)?;
        let items = open.items.len() + usize::from(open.empty == 0);
        Ok(items <= ITEMS_MAX && occupied(header, open.bytes + len, items) <= max)
    }

    /// Puts an item into a block that has room.
    fn put_in(&mut self, view: &View, i: usize, bytes: Vec<u8>) -> Result<Hid> {
        let open = self.opened(view, i)?;
        open.bytes += bytes.len();
        open.stored = None;
        let freed = if open.empty == 0 { None } else { open.items.iter().position(Vec::is_empty) };
        let at = freed.unwrap_or(open.items.len());
        match open.items.get_mut(at) {
            Some(item) => {
                open.empty -= 1;
                *item = bytes;
            }
            None => open.items.push(bytes),
        }
        Ok(Hid::new(i, at + 1))
    }

    /// Frees an item.
    pub fn free(&mut self, view: &View, hid: Hid) -> Result<()> {
        if hid.is_none() {
            return Ok(());
        }
        let open = self.opened(view, hid.block())?;
        let missing = Error::damaged(At::Item(hid.0), Damage::MissingItem);
        let item = hid.item().checked_sub(1).and_then(|i| open.items.get_mut(i)).ok_or(missing)?;
        open.bytes -= item.len();
        open.empty += usize::from(!item.is_empty());
        item.clear();
        open.stored = None;
        Ok(())
    }

    /// Gives an item other bytes; it keeps its id if they fit into its block.
    pub fn replace(&mut self, view: &View, hid: Hid, bytes: Vec<u8>) -> Result<Hid> {
        if hid.is_none() || bytes.is_empty() || bytes.len() > ITEM_MAX {
            self.free(view, hid)?;
            return self.put(view, bytes);
        }
        let (max, header) = (self.block_max, header_len(hid.block()));
        let open = self.opened(view, hid.block())?;
        let count = open.items.len();
        let missing = Error::damaged(At::Item(hid.0), Damage::MissingItem);
        let item = hid.item().checked_sub(1).and_then(|i| open.items.get_mut(i)).ok_or(missing)?;
        let total = open.bytes - item.len() + bytes.len();
        if occupied(header, total, count) > max {
            self.free(view, hid)?;
            return self.put(view, bytes);
        }
        open.bytes = total;
        open.empty -= usize::from(item.is_empty());
        open.stored = None;
        *item = bytes;
        Ok(hid)
    }

    /// The bytes that the data tree will have.
    #[cfg(test)]
    pub fn len(&self) -> u64 {
        let (last, full) = (self.blocks.len().saturating_sub(1), wide(self.block_max));
        let tail = match self.blocks.last() {
            Some(Block::Open(open)) => {
                wide(occupied(header_len(last), open.bytes, open.items.len()))
            }
            _ => 0,
        };
        wide(last) * full + tail
    }

    /// Writes what changed and answers the new data tree, to which nothing refers yet.
    pub fn write(mut self, w: &mut Writer) -> Result<Bid> {
        self.update_fill(&w.view)?;
        let last = self.blocks.len().saturating_sub(1);
        let mut leaves = Vec::with_capacity(self.blocks.len());
        let mut total = wide(last) * wide(self.block_max);
        for i in 0..=last {
            let Some(block) = self.blocks.get(i) else { continue };
            let bid = match block {
                Block::Stored(bid) | Block::Open(Open { stored: Some(bid), .. }) => {
                    if i == last {
                        total += u64::from(w.view.block_entry(*bid)?.len);
                    }
                    *bid
                }
                Block::Open(open) => {
                    let bytes = self.encode(i, open, i == last);
                    if i == last {
                        total += wide(bytes.len());
                    }
                    w.put_block(&bytes, false)?
                }
            };
            leaves.push(bid);
        }
        w.join_leaves(&leaves, total, self.data)
    }

    /// Fill levels of changed blocks; a level that moved changes the block that notes it.
    fn update_fill(&mut self, view: &View) -> Result<()> {
        for i in 0..self.blocks.len() {
            let Some(Block::Open(open)) = self.blocks.get(i) else { continue };
            let used = occupied(header_len(i), open.bytes, open.items.len());
            let level = fill_level(self.block_max.saturating_sub(used));
            let noted = self.fill.get_mut(i);
            if open.stored.is_none() && noted.as_deref() != Some(&level) {
                noted.into_iter().for_each(|noted| *noted = level);
                self.opened(view, fill_block(i))?.stored = None;
            }
        }
        let root = self.root;
        let first = self.opened(view, 0)?;
        // The root stands in the first block's header.
        first.stored =
            first.stored.filter(|bid| view.block(*bid).is_ok_and(|b| b.u32_at(4) == Some(root.0)));
        Ok(())
    }

    fn encode(&self, i: usize, open: &Open, last: bool) -> Vec<u8> {
        let used = occupied(header_len(i), open.bytes, open.items.len());
        let mut bytes = Vec::with_capacity(if last { used } else { self.block_max });
        bytes.extend_from_slice(&[0, 0]);
        if i == 0 {
            bytes.extend_from_slice(&[SIGNATURE, self.client]);
            bytes.extend_from_slice(&self.root.0.to_le_bytes());
            bytes.extend_from_slice(&self.fill_bytes(0, 8));
        } else if header_len(i) > 2 {
            bytes.extend_from_slice(&self.fill_bytes(i, 128));
        }
        let mut offsets = Vec::with_capacity(open.items.len() + 1);
        offsets.push(short(bytes.len()));
        for item in &open.items {
            bytes.extend_from_slice(item);
            offsets.push(short(bytes.len()));
        }
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        let map = short(bytes.len()).to_le_bytes();
        bytes.put(0, &map);
        for value in [short(open.items.len()), short(open.empty)].into_iter().chain(offsets) {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        if !last {
            bytes.resize(self.block_max, 0);
        }
        bytes
    }

    /// Levels of `count` blocks from `first` on, two in a byte.
    fn fill_bytes(&self, first: usize, count: usize) -> Vec<u8> {
        let level = |i: usize| self.fill.get(i).copied().unwrap_or(0) & 15;
        (0..count / 2).map(|i| level(first + 2 * i) | level(first + 2 * i + 1) << 4).collect()
    }
}

fn take_apart(bytes: &[u8], bid: Bid) -> Result<Open> {
    let damaged = || Error::damaged(At::Block(bid.0), Damage::NotAHeap);
    let count = item_count(bytes).ok_or_else(damaged)?;
    let items = (1..=count)
        .map(|i| item_range(bytes, i).and_then(|range| bytes.get(range)).map(<[u8]>::to_vec))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(damaged)?;
    let total = items.iter().map(Vec::len).sum();
    let empty = items.iter().filter(|item| item.is_empty()).count();
    Ok(Open { items, bytes: total, empty, stored: Some(bid) })
}

/// Header bytes of heap block `i`: HNHDR, HNBITMAPHDR or HNPAGEHDR.
fn header_len(i: usize) -> usize {
    match i {
        0 => 12,
        _ if i >= 8 && (i - 8).is_multiple_of(128) => 66,
        _ => 2,
    }
}

/// The block that notes the fill level of block `i`.
fn fill_block(i: usize) -> usize {
    match i.checked_sub(8) {
        None => 0,
        Some(rest) => 8 + rest / 128 * 128,
    }
}

/// Bytes of a block with so many bytes in so many items: header, items, alignment, page map.
fn occupied(header: usize, bytes: usize, items: usize) -> usize {
    (header + bytes).next_multiple_of(2) + 4 + 2 * (items + 1)
}

/// Free bytes from which on each fill level is the one (\[MS-PST\] 2.3.1.2).
const STEPS: [usize; 15] =
    [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8];

/// The fill level that says how much is free.
fn fill_level(free: usize) -> u8 {
    STEPS.iter().zip(0u8..).find(|(step, _)| free >= **step).map_or(15, |(_, level)| level)
}

/// What a block of that fill level has free, at least.
fn least_free(level: u8) -> usize {
    STEPS.get(usize::from(level)).copied().unwrap_or(0)
}

/// The bytes of a heap that is filled once, item after item, as [`HeapEdit::put`] does it.
#[derive(Debug)]
pub(crate) struct HeapSize {
    block_max: usize,
    /// Full blocks before the last one.
    full: usize,
    bytes: usize,
    items: usize,
}

impl HeapSize {
    pub fn new(block_max: usize) -> Self {
        Self { block_max, full: 0, bytes: 0, items: 0 }
    }

    /// Counts an item of so many bytes.
    pub fn put(&mut self, len: usize) {
        if len == 0 {
            return;
        }
        let used = occupied(header_len(self.full), self.bytes + len, self.items + 1);
        if self.items >= ITEMS_MAX || used > self.block_max {
            (self.full, self.bytes, self.items) = (self.full + 1, 0, 0);
        }
        self.bytes += len;
        self.items += 1;
    }

    /// The bytes of the data tree.
    pub fn bytes(&self) -> u64 {
        let tail = occupied(header_len(self.full), self.bytes, self.items);
        wide(self.full) * wide(self.block_max) + wide(tail)
    }
}

fn fill_levels(view: &View, leaves: &[Bid]) -> Result<Vec<u8>> {
    let mut fill = Vec::with_capacity(leaves.len());
    for (i, leaf) in leaves.iter().enumerate() {
        let (at, count) = match header_len(i) {
            12 => (8, 4),
            66 => (2, 64),
            _ => continue,
        };
        let block = view.block(*leaf)?;
        let bytes = block.part(at, count).unwrap_or_default();
        fill.extend(bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]));
    }
    fill.resize(leaves.len(), 0);
    Ok(fill)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_levels_follow_the_table_of_the_format() {
        let levels = [(8000, 0), (3584, 0), (3583, 1), (1024, 6), (100, 11), (8, 14), (7, 15)];
        assert!(levels.iter().all(|(free, level)| fill_level(*free) == *level));
    }

    #[test]
    fn each_block_knows_which_block_notes_its_level() {
        let noted = [(0, 0), (7, 0), (8, 8), (9, 8), (135, 8), (136, 136)];
        assert!(noted.iter().all(|(i, at)| fill_block(*i) == *at));
        assert_eq!([0, 1, 8, 9, 136].map(header_len), [12, 2, 66, 2, 66]);
    }
}

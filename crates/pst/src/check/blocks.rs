//! Blocks (\[MS-PST\] 2.2.2.8) and the references to them (2.2.2.7.7.3).
//!
//! All blocks are read once in the order of the file; after that a block is read when something
//! refers to it.

use crate::At;
use crate::bytes::{Bytes, index, wide};
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::crc::{crc32, signature};
use crate::format::{AMAP_FIRST, SLOT};
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::ids::Bid;

/// Bytes that are read at once.
const WINDOW: usize = 256 << 10;

/// A block of the block tree.
#[derive(Debug, Clone, Copy)]
struct Block {
    bid: Bid,
    ib: u64,
    len: u16,
    /// `cRef`.
    refs: u16,
    /// References that were found, and the marks below.
    found: u32,
}

/// The block's contents or trailer are damaged.
const DAMAGED: u32 = 1 << 31;
/// The references in the block are counted.
const COUNTED: u32 = 1 << 30;
/// The block lies outside the file.
const OUTSIDE: u32 = 1 << 29;
const REFERENCES: u32 = OUTSIDE - 1;

/// All blocks, sorted by their ids.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    list: Vec<Block>,
}

impl Blocks {
    pub fn len(&self) -> usize {
        self.list.len()
    }

    fn position(&self, bid: Bid) -> Option<usize> {
        self.list.binary_search_by_key(&bid.key(), |block| block.bid.key()).ok()
    }

    fn find(&self, bid: Bid) -> Option<Block> {
        self.list.get(self.position(bid)?).copied()
    }

    fn mark(&mut self, at: usize, mark: u32) {
        if let Some(block) = self.list.get_mut(at) {
            block.found |= mark;
        }
    }
}

impl Check<'_> {
    /// The block tree, and every block that it names.
    pub(super) fn read_blocks(&mut self) -> Try<()> {
        let entries = self.tree_entries::<BlockEntry>(self.header.bbt)?;
        let list = entries.into_iter().map(|entry| Block {
            bid: entry.bid,
            ib: entry.ib,
            len: entry.len,
            refs: entry.refs,
            found: 0,
        });
        // In place: an entry and a block are of one size.
        self.blocks.list = list.collect();
        let next = self.header.next_block;
        for i in 0..self.blocks.list.len() {
            let Some(Block { bid, .. }) = self.blocks.list.get(i).copied() else { continue };
            if bid.0 >= next {
                let what = Flaw::NextBlock { block: Hex(bid.0), next: Hex(next) };
                self.note(None, At::Block(bid.0), what);
            }
            if bid.0 & 1 != 0 {
                self.note(None, At::Block(bid.0), Flaw::BlockReservedBit);
            }
        }
        self.blocks.list.sort_unstable_by_key(|block| block.ib);
        self.verify_blocks()?;
        self.blocks.list.retain(|block| block.found & OUTSIDE == 0);
        self.blocks.list.sort_unstable_by_key(|block| (block.bid.key(), block.ib));
        self.blocks.list.dedup_by_key(|block| block.bid.key());
        let bytes = self.blocks.list.iter().map(|block| u64::from(block.len)).sum();
        self.facts.block_bytes = bytes;
        Ok(())
    }

    /// The node tree.
    pub(super) fn read_nodes(&mut self) -> Try<()> {
        self.nodes = self.tree_entries::<NodeEntry>(self.header.nbt)?;
        self.nodes.sort_unstable_by_key(|node| (node.nid, node.data));
        self.nodes.dedup_by_key(|node| node.nid);
        Ok(())
    }

    /// Reads all blocks in the order of the file.
    fn verify_blocks(&mut self) -> Try<()> {
        let (mut start, mut window) = (0, Vec::new());
        for i in 0..self.blocks.list.len() {
            let Some(block) = self.blocks.list.get(i).copied() else { continue };
            let size = self.format.block_size(block.len.into());
            if !self.check_place(&block, size) {
                self.blocks.mark(i, OUTSIDE);
                continue;
            }
            self.take(At::Block(block.bid.0), block.ib, size);
            if block.ib < start || block.ib + size > start + wide(window.len()) {
                start = block.ib;
                let rest = index(self.len - start);
                window.resize(rest.min(WINDOW.max(index(size))), 0);
                self.backend.read_at(start, &mut window)?;
            }
            let stored = window.part(index(block.ib - start), index(size)).unwrap_or_default();
            if !self.check_block(&block, stored) {
                self.blocks.mark(i, DAMAGED);
            }
        }
        Ok(())
    }

    /// Whether a block lies where one can be.
    fn check_place(&mut self, block: &Block, size: u64) -> bool {
        let (at, ib, len) = (At::Block(block.bid.0), block.ib, usize::from(block.len));
        if !ib.is_multiple_of(SLOT) {
            self.note(None, at, Flaw::BlockAlignment { offset: Hex(ib) });
        }
        if len == 0 || len > self.format.block_max {
            self.note(None, at, Flaw::BlockSize { size: wide(len) });
        }
        let inside = ib >= AMAP_FIRST && ib.checked_add(size).is_some_and(|end| end <= self.len);
        if !inside {
            self.note(None, at, Flaw::BlockOutside { offset: Hex(ib) });
        }
        inside
    }

    /// Whether a block is what the block tree says (2.2.2.8.1).
    fn check_block(&mut self, block: &Block, stored: &[u8]) -> bool {
        let w = self.format.ptr;
        let at = stored.len().saturating_sub(self.format.block_trailer);
        let (crc_at, bid_at) = if w == 4 { (8, 4) } else { (4, 8) };
        let word = |offset: usize| stored.u16_at(at + offset).unwrap_or(0);
        let bid = Bid(stored.wide_at(at + bid_at, w).unwrap_or(0));
        let payload = stored.part(0, block.len.into()).unwrap_or_default();
        let signatures = [block.bid, bid].map(|bid| signature(block.ib, bid.0));
        let hex = |value: u16| Hex(value.into());
        let faults = [
            (word(0) != block.len).then(|| Flaw::BlockTrailerSize {
                found: word(0).into(),
                expected: block.len.into(),
            }),
            (bid.key() != block.bid.key()).then_some(Flaw::BlockTrailerId { found: Hex(bid.0) }),
            (!signatures.contains(&word(2))).then(|| Flaw::BlockSignature {
                found: hex(word(2)),
                expected: hex(signature(block.ib, block.bid.0)),
            }),
            (stored.u32_at(at + crc_at) != Some(crc32(payload))).then_some(Flaw::BlockChecksum),
        ];
        for what in faults.into_iter().flatten() {
            self.note(None, At::Block(block.bid.0), what);
        }
        // Readers do not look at signatures.
        let [size, id, _, checksum] = faults;
        size.or(id).or(checksum).is_none()
    }

    /// The payload of a block, decoded, whatever its checksum says.
    pub(super) fn block(&mut self, bid: Bid) -> Try<Vec<u8>> {
        let missing = Stop::Fault(At::Block(bid.0), Flaw::BlockMissing { block: Hex(bid.0) });
        let block = self.blocks.find(bid).ok_or(missing)?;
        self.pay(block.len.into())?;
        let mut bytes = vec![0; block.len.into()];
        self.backend.read_at(block.ib, &mut bytes)?;
        if !block.bid.is_internal() {
            self.header.encryption.decode(&mut bytes, block.bid.0);
        }
        Ok(bytes)
    }

    /// The payload bytes of a block that must be there.
    pub(super) fn block_len(&self, bid: Bid) -> Try<u64> {
        let missing = Stop::Fault(At::Block(bid.0), Flaw::BlockMissing { block: Hex(bid.0) });
        self.blocks.find(bid).map(|block| block.len.into()).ok_or(missing)
    }

    /// Names the object that a damaged block belongs to, once.
    pub(super) fn name_damaged(&mut self, owner: Owner, bid: Bid) {
        let Some(at) = self.blocks.position(bid) else { return };
        let Some(block) = self.blocks.list.get_mut(at) else { return };
        if block.found & DAMAGED != 0 {
            block.found &= !DAMAGED;
            let what = Flaw::BlockOfObject { block: Hex(bid.0) };
            self.note(Some(owner), At::Block(bid.0), what);
        }
    }

    /// Counts a reference. One to a block that is not there is noted by whoever follows it.
    pub(super) fn refer(&mut self, bid: Bid) {
        let found = self.blocks.position(bid).and_then(|at| self.blocks.list.get_mut(at));
        if let Some(block) = found.filter(|block| block.found & REFERENCES < REFERENCES) {
            block.found += 1;
        }
    }

    /// Whether the references in an internal block are still to be counted.
    pub(super) fn first_visit(&mut self, bid: Bid) -> bool {
        let Some(at) = self.blocks.position(bid) else { return false };
        let Some(block) = self.blocks.list.get_mut(at) else { return false };
        let first = block.found & COUNTED == 0;
        block.found |= COUNTED;
        first
    }

    /// `cRef` of every block is one more than its references.
    pub(super) fn check_references(&mut self) {
        if self.account == 0 {
            // Not all references were followed.
            return;
        }
        for i in 0..self.blocks.list.len() {
            let Some(block) = self.blocks.list.get(i).copied() else { continue };
            let (refs, found) = (u32::from(block.refs), block.found & REFERENCES);
            let expected = found.saturating_add(1);
            let what = match refs.cmp(&expected) {
                _ if found == 0 => Flaw::BlockUnreferenced { refs },
                std::cmp::Ordering::Less => Flaw::RefsLow { refs, expected },
                std::cmp::Ordering::Greater => Flaw::RefsHigh { refs, expected },
                std::cmp::Ordering::Equal => continue,
            };
            self.note(None, At::Block(block.bid.0), what);
        }
    }
}

//! Which blocks there are, where, and how far they are to be trusted; which of them the file to be
//! has, and how often each is referred to.

use crate::Result;
use crate::bytes::index;
use crate::format::{AMAP_FIRST, Format, REGION};
use crate::ndb::alloc::map_bytes;
use crate::ndb::blocks::seal;
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::ids::Bid;
use crate::ndb::subnodes::MAX_BLOCK_DEPTH;
use crate::rescue::salvage::{Kept, Salvage};

/// How far a block is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    /// Where it says it is.
    Sound,
    /// Itself, at another place.
    Moved,
    /// Its checksum is wrong.
    Doubtful,
}

impl Salvage {
    /// Where a block is, and how far it is to be trusted.
    pub(super) fn grade(&mut self, bid: Bid) -> Option<(BlockEntry, Grade)> {
        if let Some(known) = self.graded.get(&bid.key()) {
            return *known;
        }
        // 0 stands for no block, with the reserved bit or without.
        let graded = if bid.key() == 0 { None } else { self.find(bid) };
        self.graded.insert(bid.key(), graded);
        graded
    }

    fn find(&self, bid: Bid) -> Option<(BlockEntry, Grade)> {
        let listed = self.blocks.entries.get(&bid.key()).copied();
        // The reserved bit of an id is as the tree has it, and contents are encoded with it; what is
        // left of a damaged page does not count.
        let sound = listed.filter(|_| !self.blocks.rescued.contains(&bid.key()));
        let bid_of = |own: Bid| sound.map_or(own, |listed| listed.bid);
        let entry = |ib, len, own| BlockEntry { bid: bid_of(own), ib, stored: len, len, refs: 1 };
        let own = || self.found.block(bid).filter(|block| !block.moved);
        let place = |ib: u64| listed.is_some_and(|listed| listed.ib == ib);
        if let Some(block) = own().find(|block| place(block.ib)).or_else(|| own().next()) {
            return Some((entry(block.ib, block.len, block.bid), Grade::Sound));
        }
        let mut others = self.found.block(bid).filter(|block| block.moved);
        if let Some(block) = others.find(|block| !self.lies_in_another(block.ib)) {
            return Some((entry(block.ib, block.len, block.bid), Grade::Moved));
        }
        let listed = listed.filter(|listed| self.has_room(listed))?;
        Some((BlockEntry { refs: 1, ..listed }, Grade::Doubtful))
    }

    /// Whether a place belongs to a block of the file that is sound: what is found in it is part
    /// of its contents, perhaps of a data file that is attached.
    fn lies_in_another(&self, ib: u64) -> bool {
        let at = self.sound.partition_point(|(start, _)| *start < ib).checked_sub(1);
        at.and_then(|at| self.sound.get(at)).is_some_and(|(_, end)| ib < *end)
    }

    /// Whether a block can lie where its entry says.
    fn has_room(&self, entry: &BlockEntry) -> bool {
        let size = self.format.block_size(usize::from(entry.len));
        let aligned = entry.ib.is_multiple_of(self.format.slot);
        let inside = entry.ib >= self.format.first
            && entry.ib.checked_add(size).is_some_and(|end| end <= self.len);
        entry.len > 0 && usize::from(entry.len) <= self.format.block_max && aligned && inside
    }

    /// The payload of a block as it is, decoded.
    pub(super) fn payload(&self, entry: &BlockEntry) -> Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(entry.len)];
        self.backend.read_at(entry.ib, &mut bytes)?;
        if !entry.bid.is_internal() {
            self.header.encryption.decode(&mut bytes, entry.bid.0);
        }
        Ok(bytes)
    }

    /// Takes a block into the file to be.
    pub(super) fn keep(&mut self, entry: BlockEntry, grade: Grade) {
        self.doubtful += u64::from(grade == Grade::Doubtful);
        self.kept.lens.insert(entry.bid.key(), u64::from(entry.len));
        self.kept.blocks.insert(entry.bid.key(), entry);
    }

    /// The blocks that nodes need, counted. Of two that lie over each other the doubtful one goes, a
    /// sound one gets another place; answers `None` then, and all nodes have to be settled again.
    pub fn counted(&mut self, nodes: &[NodeEntry]) -> Result<Option<Vec<BlockEntry>>> {
        self.kept.blocks.values_mut().for_each(|entry| entry.refs = 1);
        for node in nodes {
            self.hold(node.data, 0);
            self.hold(node.sub, 0);
        }
        let blocks: Vec<BlockEntry> =
            self.kept.blocks.values().filter(|entry| entry.refs > 1).copied().collect();
        let losers = self.overlapping(&blocks);
        if losers.is_empty() {
            self.changed |= blocks.iter().any(|block| self.listed_otherwise(block));
            self.changed |= self.blocks.entries.values().any(|listed| self.is_rubbish(listed));
            return Ok(Some(blocks));
        }
        self.forget(&losers)?;
        Ok(None)
    }

    fn listed_otherwise(&self, block: &BlockEntry) -> bool {
        // Outlook itself leaves counts that are too high: nothing is lost by them.
        let listed = self.blocks.entries.get(&block.bid.key());
        listed.is_none_or(|listed| {
            (listed.ib, listed.len) != (block.ib, block.len) || listed.refs < block.refs
        })
    }

    /// Whether a node needs a block, as they were last counted.
    pub(super) fn is_used(&self, bid: Bid) -> bool {
        self.kept.blocks.get(&bid.key()).is_some_and(|entry| entry.refs > 1)
    }

    /// Whether a block that the tree lists is damaged, and nothing needs it.
    fn is_rubbish(&self, listed: &BlockEntry) -> bool {
        !self.is_used(listed.bid)
            && !self
                .found
                .block(listed.bid)
                .any(|block| !block.moved && (block.ib, block.len) == (listed.ib, listed.len))
    }

    fn hold(&mut self, bid: Bid, depth: usize) {
        let Some(entry) = self.kept.blocks.get_mut(&bid.key()).filter(|_| !bid.is_none()) else {
            return;
        };
        let first = entry.refs == 1;
        entry.refs = entry.refs.saturating_add(1);
        if first && depth < MAX_BLOCK_DEPTH {
            for child in self.kept.children.get(&bid.key()).cloned().unwrap_or_default() {
                self.hold(child, depth + 1);
            }
        }
    }

    /// Blocks that lie where a better one does, or where the maps do.
    fn overlapping(&self, blocks: &[BlockEntry]) -> Vec<Bid> {
        let mut sorted: Vec<&BlockEntry> = blocks.iter().collect();
        sorted.sort_unstable_by_key(|entry| entry.ib);
        let mut losers = Vec::new();
        let mut last: Option<&BlockEntry> = None;
        for entry in sorted {
            if crosses_maps(entry, self.format) {
                losers.push(entry.bid);
                continue;
            }
            let before = last.filter(|before| {
                before.ib + self.format.block_size(usize::from(before.len)) > entry.ib
            });
            match before {
                Some(before) if self.is_doubtful(before.bid) && !self.is_doubtful(entry.bid) => {
                    losers.push(before.bid);
                    last = Some(entry);
                }
                Some(_) => losers.push(entry.bid),
                None => last = Some(entry),
            }
        }
        losers
    }

    fn is_doubtful(&self, bid: Bid) -> bool {
        matches!(self.graded.get(&bid.key()), Some(Some((_, Grade::Doubtful))))
    }

    /// Blocks that are not to be had where they lie; everything is looked at again. What is sound
    /// all the same can be read now, and must be readable afterwards: it is written once more.
    fn forget(&mut self, losers: &[Bid]) -> Result<()> {
        for bid in losers {
            let again = match self.grade(*bid) {
                Some((entry, Grade::Sound)) => {
                    let mut stored = vec![0; usize::from(entry.len)];
                    self.backend.read_at(entry.ib, &mut stored)?;
                    Some((self.tail.again(&entry, stored)?, Grade::Sound))
                }
                _ => None,
            };
            self.graded.insert(bid.key(), again);
        }
        self.kept = Kept::default();
        self.steps.clear();
        Ok(())
    }

    /// Gives doubtful and moved blocks the trailers that belong to them.
    pub fn seal(&self, blocks: &[BlockEntry]) -> Result<()> {
        for entry in blocks {
            let Some(Some((_, grade))) = self.graded.get(&entry.bid.key()) else { continue };
            if *grade != Grade::Sound {
                let mut bytes = vec![0; usize::from(entry.len)];
                self.backend.read_at(entry.ib, &mut bytes)?;
                seal(&mut bytes, 0, self.format, entry.bid, entry.ib);
                self.backend.write_at(entry.ib, &bytes)?;
            }
        }
        Ok(())
    }
}

/// Whether a block lies over the maps that its region begins with, or goes on in the next one.
fn crosses_maps(entry: &BlockEntry, format: &Format) -> bool {
    let at = entry.ib.saturating_sub(AMAP_FIRST);
    let maps = map_bytes(index(at / REGION));
    let end = at % REGION + format.block_size(usize::from(entry.len));
    at % REGION < maps || end > REGION
}

//! Data trees: what a node holds, in one block or in many (XBLOCK and XXBLOCK,
//! \[MS-PST\] 2.2.2.8.3.2).

use crate::bytes::{Bytes, index, push_wide, short, wide};
use crate::ndb::ids::Bid;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// `btype` of XBLOCK and XXBLOCK.
pub(crate) const X_TYPE: u8 = 1;

/// The leaves of a data tree in order, without their contents.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataTree {
    pub leaves: Vec<Bid>,
}

/// An XBLOCK or XXBLOCK: its level (1, 2), the bytes it claims, its children.
pub(crate) struct XBlock {
    pub level: u8,
    pub total: u32,
    pub children: Vec<Bid>,
}

impl XBlock {
    pub fn parse(bytes: &[u8], ptr: usize) -> Option<Self> {
        let (kind, level) = (bytes.u8_at(0)?, bytes.u8_at(1)?);
        if kind != X_TYPE || !(1..=2).contains(&level) {
            return None;
        }
        let count = usize::from(bytes.u16_at(2)?);
        let children =
            (0..count).map(|i| bytes.wide_at(8 + i * ptr, ptr).map(Bid)).collect::<Option<_>>()?;
        Some(Self { level, total: bytes.u32_at(4)?, children })
    }

    /// The bytes of it.
    pub fn encode(level: u8, total: u32, children: &[Bid], ptr: usize) -> Vec<u8> {
        let mut bytes = vec![X_TYPE, level];
        bytes.extend_from_slice(&short(children.len()).to_le_bytes());
        bytes.extend_from_slice(&total.to_le_bytes());
        children.iter().for_each(|child| push_wide(&mut bytes, ptr, child.0));
        bytes
    }
}

impl View {
    /// The leaves of the tree at `root`; none for an empty node.
    ///
    /// A tree cannot have more leaves than the file has room for slots, so that a block that
    /// names the same child a million times is refused instead of read.
    pub fn data_tree(&self, root: Bid) -> Result<DataTree> {
        let mut tree = DataTree::default();
        if root.is_none() {
            return Ok(tree);
        }
        self.collect(root, 3, &mut tree.leaves)?;
        Ok(tree)
    }

    fn collect(&self, bid: Bid, level: u8, leaves: &mut Vec<Bid>) -> Result<()> {
        if !bid.is_internal() {
            leaves.push(bid);
            let room = self.room / crate::format::SLOT;
            return match wide(leaves.len()) <= room {
                true => Ok(()),
                false => Err(Error::damaged(At::Block(bid.0), Damage::TooLarge)),
            };
        }
        let block = XBlock::parse(&self.block(bid)?, self.format.ptr)
            .ok_or(Error::damaged(At::Block(bid.0), Damage::Type))?;
        if block.level >= level {
            return Err(Error::damaged(At::Block(bid.0), Damage::Level));
        }
        block.children.iter().try_for_each(|child| self.collect(*child, block.level, leaves))
    }

    /// Refuses blocks of which one stands more often among them than it is counted: written anew in
    /// one place, it would be gone from the other.
    pub fn refuse_shared(&self, bids: impl Iterator<Item = Bid>) -> Result<()> {
        let mut keys: Vec<u64> = bids.map(Bid::key).filter(|key| *key != 0).collect();
        keys.sort_unstable();
        for same in keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
            let bid = Bid(same.first().copied().unwrap_or_default());
            if usize::from(self.block_entry(bid)?.refs) <= same.len() {
                return Err(Error::damaged(At::Block(bid.0), Damage::Counter));
            }
        }
        Ok(())
    }

    /// All bytes of a tree; refused if they would be more than the file has.
    pub fn tree_bytes(&self, root: Bid) -> Result<Vec<u8>> {
        let too_large = || Error::damaged(At::Block(root.0), Damage::TooLarge);
        let claimed = self.tree_len(root)?;
        if claimed > self.content_room() {
            return Err(too_large());
        }
        // The last block is read with its trailer.
        let mut bytes = Vec::with_capacity(index(claimed) + 128);
        for leaf in &self.data_tree(root)?.leaves {
            let entry = self.block_entry(*leaf)?;
            if wide(bytes.len() + usize::from(entry.len)) > self.content_room() {
                return Err(too_large());
            }
            self.append_block(&entry, &mut bytes)?;
        }
        Ok(bytes)
    }

    /// Hands over the bytes of a tree, block by block: however long it is, one block is in memory.
    /// Refused as [`View::tree_bytes`], but only where the file's room ends.
    pub fn tree_pieces(&self, root: Bid, take: &mut dyn FnMut(&[u8])) -> Result<()> {
        let (mut bytes, mut taken) = (Vec::new(), 0);
        for leaf in &self.data_tree(root)?.leaves {
            bytes.clear();
            self.append_block(&self.block_entry(*leaf)?, &mut bytes)?;
            taken += wide(bytes.len());
            if taken > self.content_room() {
                return Err(Error::damaged(At::Block(root.0), Damage::TooLarge));
            }
            take(&bytes);
        }
        Ok(())
    }

    /// How many bytes the leaves of a tree hold together.
    pub fn tree_len(&self, root: Bid) -> Result<u64> {
        if root.is_none() {
            return Ok(0);
        }
        if !root.is_internal() {
            return Ok(u64::from(self.block_entry(root)?.len));
        }
        let block = XBlock::parse(&self.block(root)?, self.format.ptr)
            .ok_or(Error::damaged(At::Block(root.0), Damage::Type))?;
        Ok(u64::from(block.total))
    }
}

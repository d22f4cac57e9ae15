//! Subnode trees (SLBLOCK and SIBLOCK, \[MS-PST\] 2.2.2.8.3.3): what belongs to one node only.

use std::collections::BTreeMap;

use crate::bytes::{Bytes, push_wide, short};
use crate::format::Format;
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// `btype` of SLBLOCK and SIBLOCK.
pub(crate) const S_TYPE: u8 = 2;
/// Subnodes nest no deeper: each of the embedded messages that are written takes two levels.
pub(crate) const MAX_DEPTH: usize = 72;
/// Nor do blocks: SIBLOCK, SLBLOCK and what they lead to at each level.
pub(crate) const MAX_BLOCK_DEPTH: usize = 3 * MAX_DEPTH;

/// A subnode: its data tree and its own subnodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SubEntry {
    pub data: Bid,
    pub sub: Bid,
}

/// The subnodes of a node.
pub(crate) type Subnodes = BTreeMap<Nid, SubEntry>;

/// A block of a subnode tree.
pub(crate) enum SBlock {
    /// SLBLOCK: the subnodes themselves.
    Leaf(Vec<(Nid, SubEntry)>),
    /// SIBLOCK: the SLBLOCKs.
    Branch(Vec<Bid>),
}

impl SBlock {
    pub fn parse(bytes: &[u8], format: &Format) -> Option<Self> {
        if bytes.u8_at(0)? != S_TYPE {
            return None;
        }
        let count = usize::from(bytes.u16_at(2)?);
        let (header, w) = (format.sub_header, format.ptr);
        match bytes.u8_at(1)? {
            0 => (0..count)
                .map(|i| {
                    let at = header + i * format.sl_entry;
                    let data = Bid(bytes.wide_at(at + w, w)?);
                    let sub = Bid(bytes.wide_at(at + 2 * w, w)?);
                    Some((Nid(bytes.u32_at(at)?), SubEntry { data, sub }))
                })
                .collect::<Option<_>>()
                .map(Self::Leaf),
            1 => (0..count)
                .map(|i| bytes.wide_at(header + i * format.si_entry + w, w).map(Bid))
                .collect::<Option<_>>()
                .map(Self::Branch),
            _ => None,
        }
    }
}

/// The bytes of an SLBLOCK.
pub(crate) fn encode_leaf(entries: &[(Nid, SubEntry)], format: &Format) -> Vec<u8> {
    let mut bytes = header(0, entries.len(), format);
    for (nid, sub) in entries {
        for value in [u64::from(nid.0), sub.data.0, sub.sub.0] {
            push_wide(&mut bytes, format.ptr, value);
        }
    }
    bytes
}

/// The bytes of an SIBLOCK over SLBLOCKs, each with its first key.
pub(crate) fn encode_branch(leaves: &[(Nid, Bid)], format: &Format) -> Vec<u8> {
    let mut bytes = header(1, leaves.len(), format);
    for (first, bid) in leaves {
        push_wide(&mut bytes, format.ptr, u64::from(first.0));
        push_wide(&mut bytes, format.ptr, bid.0);
    }
    bytes
}

fn header(level: u8, count: usize, format: &Format) -> Vec<u8> {
    let mut bytes = vec![S_TYPE, level];
    bytes.extend_from_slice(&short(count).to_le_bytes());
    bytes.resize(format.sub_header, 0);
    bytes
}

impl View {
    /// The subnodes of the tree at `root`; none for 0.
    pub fn subnodes(&self, root: Bid) -> Result<Subnodes> {
        let mut subnodes = Subnodes::new();
        if root.is_none() {
            return Ok(subnodes);
        }
        match self.sub_block(root)? {
            SBlock::Leaf(entries) => subnodes.extend(entries),
            SBlock::Branch(children) => {
                for child in children {
                    match self.sub_block(child)? {
                        SBlock::Leaf(entries) => subnodes.extend(entries),
                        SBlock::Branch(_) => {
                            return Err(Error::damaged(At::Block(child.0), Damage::Level));
                        }
                    }
                }
            }
        }
        Ok(subnodes)
    }

    /// One block of a subnode tree.
    pub fn sub_block(&self, bid: Bid) -> Result<SBlock> {
        SBlock::parse(&self.block(bid)?, self.format)
            .ok_or(Error::damaged(At::Block(bid.0), Damage::Type))
    }
}

//! The node tree and the block tree (\[MS-PST\] 2.2.2.7.7): looking up and walking.
//!
//! Changing them is in `ndb::grow`: pages are immutable, changed ones are written anew.

use crate::bytes::{Bytes, push_wide};
use crate::format::Format;
use crate::ndb::ids::{Bid, Bref, Nid};
use crate::ndb::page::PageType;
use crate::{At, Damage, Error, Result};

/// No real tree is deeper: level 8 with 15 entries a page would hold billions.
pub(crate) const MAX_LEVEL: u8 = 8;

/// Which of the two trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tree {
    Nodes,
    Blocks,
}

impl Tree {
    pub fn page_type(self) -> PageType {
        match self {
            Self::Nodes => PageType::Nbt,
            Self::Blocks => PageType::Bbt,
        }
    }

    pub fn leaf_size(self, format: &Format) -> usize {
        match self {
            Self::Nodes => format.nbt_leaf,
            Self::Blocks => format.bbt_leaf,
        }
    }

    /// Nodes have 32-bit ids in fields of 64 bits; of block ids bit 0 is no part of the key.
    pub fn key(self, raw: u64) -> u64 {
        match self {
            Self::Nodes => raw & 0xFFFF_FFFF,
            Self::Blocks => raw & !1,
        }
    }
}

/// A node (NBTENTRY).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NodeEntry {
    pub nid: Nid,
    pub data: Bid,
    pub sub: Bid,
    pub parent: Nid,
}

/// A block (BBTENTRY). `refs` is `cRef`: 1 + number of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct BlockEntry {
    pub bid: Bid,
    pub ib: u64,
    /// Bytes of its payload as stored.
    pub stored: u16,
    /// Bytes of its payload; more than are stored where it is compressed.
    pub len: u16,
    pub refs: u16,
}

impl BlockEntry {
    /// Whether its payload is stored as a zlib stream.
    pub fn is_compressed(&self) -> bool {
        self.stored != self.len
    }
}

/// An entry of one of the trees, as a leaf page holds it.
pub(crate) trait Leaf: Sized + Copy {
    const TREE: Tree;
    fn key(&self) -> u64;
    fn decode(bytes: &[u8], format: &Format) -> Option<Self>;
    fn encode(&self, format: &Format, out: &mut Vec<u8>);
}

impl Leaf for NodeEntry {
    const TREE: Tree = Tree::Nodes;

    fn key(&self) -> u64 {
        u64::from(self.nid.0)
    }

    fn decode(bytes: &[u8], format: &Format) -> Option<Self> {
        let w = format.ptr;
        Some(Self {
            nid: Nid(bytes.u32_at(0)?),
            data: Bid(bytes.wide_at(w, w)?),
            sub: Bid(bytes.wide_at(2 * w, w)?),
            parent: Nid(bytes.u32_at(3 * w)?),
        })
    }

    fn encode(&self, format: &Format, out: &mut Vec<u8>) {
        let end = out.len() + format.nbt_leaf;
        for value in [u64::from(self.nid.0), self.data.0, self.sub.0] {
            push_wide(out, format.ptr, value);
        }
        push_wide(out, 4, u64::from(self.parent.0));
        out.resize(end, 0);
    }
}

impl Leaf for BlockEntry {
    const TREE: Tree = Tree::Blocks;

    fn key(&self) -> u64 {
        self.bid.key()
    }

    fn decode(bytes: &[u8], format: &Format) -> Option<Self> {
        let w = format.ptr;
        let stored = bytes.u16_at(2 * w)?;
        let (len, after) = match format.compressed {
            true => (bytes.u16_at(2 * w + 2)?, 2 * w + 4),
            false => (stored, 2 * w + 2),
        };
        Some(Self {
            bid: Bid(bytes.wide_at(0, w)?),
            ib: bytes.wide_at(w, w)?,
            stored,
            len,
            refs: bytes.u16_at(after)?,
        })
    }

    fn encode(&self, format: &Format, out: &mut Vec<u8>) {
        let end = out.len() + format.bbt_leaf;
        push_wide(out, format.ptr, self.bid.0);
        push_wide(out, format.ptr, self.ib);
        out.extend_from_slice(&self.len.to_le_bytes());
        out.extend_from_slice(&self.refs.to_le_bytes());
        out.resize(end, 0);
    }
}

/// A B-tree page whose counts are checked: entries can be taken out without further care.
#[derive(Debug, Clone)]
pub(crate) struct BtPage {
    bytes: Box<[u8]>,
    pub level: u8,
    pub count: usize,
    /// How many entries the page says that it can hold.
    most: usize,
    entry: usize,
    width: usize,
    tree: Tree,
}

impl BtPage {
    /// Checks the counts of a page of that tree.
    pub fn parse(bytes: Box<[u8]>, format: &Format, tree: Tree, ib: u64) -> Result<Self> {
        Self::checked(bytes, format, tree)
            .ok_or(Error::damaged(At::Page(ib), Damage::Size))
            .and_then(|page| match page.level <= MAX_LEVEL {
                true => Ok(page),
                false => Err(Error::damaged(At::Page(ib), Damage::Level)),
            })
    }

    fn checked(bytes: Box<[u8]>, format: &Format, tree: Tree) -> Option<Self> {
        let (at, width) = (format.bt_area, format.bt_count);
        let number = |at: usize| match width {
            1 => bytes.u8_at(at).map(usize::from),
            _ => bytes.u16_at(at).map(usize::from),
        };
        let (count, most) = (number(at)?, number(at + width)?);
        let entry = usize::from(bytes.u8_at(at + 2 * width)?);
        let level = bytes.u8_at(at + 2 * width + 1)?;
        let fits = entry >= entry_size(level, tree, format) && count.checked_mul(entry)? <= at;
        fits.then_some(Self { bytes, level, count, most, entry, width: format.ptr, tree })
    }

    /// The key of entry `i`.
    pub fn key(&self, i: usize) -> Option<u64> {
        self.entry(i)?.wide_at(0, self.width).map(|raw| self.tree.key(raw))
    }

    /// Whether entries have the size of the format, there are no more of them than the page says
    /// that it holds, and the keys of nodes are as they must be: their upper halves are 0.
    pub fn is_regular(&self, format: &Format) -> bool {
        let raw = |i: usize| self.entry(i)?.wide_at(0, self.width);
        let keys = || (0..self.count).all(|i| raw(i) == self.key(i));
        self.has_size_of(format) && self.count <= self.most && (self.tree == Tree::Blocks || keys())
    }

    /// Whether entries have the size of the format.
    pub fn has_size_of(&self, format: &Format) -> bool {
        self.entry == entry_size(self.level, self.tree, format)
    }

    fn entry(&self, i: usize) -> Option<&[u8]> {
        (i < self.count).then(|| self.bytes.part(i * self.entry, self.entry))?
    }

    /// The child that entry `i` of an intermediate page leads to.
    pub fn child(&self, i: usize) -> Option<Bref> {
        let entry = self.entry(i)?;
        let w = self.width;
        Some(Bref { bid: entry.wide_at(w, w)?, ib: entry.wide_at(2 * w, w)? })
    }

    /// Entry `i` of a leaf.
    pub fn leaf<L: Leaf>(&self, i: usize, format: &Format) -> Option<L> {
        L::decode(self.entry(i)?, format)
    }

    /// Index of the last entry whose key is not above `key`.
    pub fn position(&self, key: u64) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.key(middle)? <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }
}

/// The size of an entry on that level.
fn entry_size(level: u8, tree: Tree, format: &Format) -> usize {
    if level == 0 { tree.leaf_size(format) } else { format.bt_branch }
}

/// The content of a B-tree page: entries and their counts, without the trailer.
pub(crate) fn encode_page(format: &Format, entries: &[u8], entry: usize, level: u8) -> Vec<u8> {
    use crate::bytes::byte;
    let count = entries.len().checked_div(entry).unwrap_or(0);
    let mut page = entries.to_vec();
    page.resize(format.bt_area, 0);
    page.extend_from_slice(&[byte(count), byte(format.bt_max(entry)), byte(entry), level]);
    page
}

/// An intermediate entry.
pub(crate) fn push_branch(format: &Format, key: u64, child: Bref, out: &mut Vec<u8>) {
    for value in [key, child.bid, child.ib] {
        push_wide(out, format.ptr, value);
    }
}

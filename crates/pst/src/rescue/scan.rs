//! Everything in a file that proves by its own trailer what it is (\[MS-PST\] 2.2.2.7.1, 2.2.2.8.1):
//! blocks and pages of the trees, wherever they lie, in use or not.
//!
//! What must hold: nothing is taken on trust but a checksum; the file is read once, in pieces; what
//! is kept is a small part of what was read.

use crate::Result;
use crate::backend::Backend;
use crate::bytes::{Bytes, index, wide};
use crate::cipher::Encryption;
use crate::crc::{crc32, signature};
use crate::format::{Format, PAGE, SLOT};
use crate::ndb::btree::{BtPage, Leaf, Tree};
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::page::trailer_sums;

/// Bytes that are read at once, and the room for a block that began before them.
const PIECE: u64 = 1 << 20;
const BEFORE: u64 = 8192 + PAGE;
/// Higher ids than any file has given out; what is below is worth a checksum.
const BID_MAX: u64 = 1 << 40;

/// A block that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundBlock {
    pub bid: Bid,
    pub ib: u64,
    pub len: u16,
    /// Its signature is that of another place: somebody put it here.
    pub moved: bool,
}

/// A page of one of the trees that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundPage {
    pub tree: Tree,
    pub at: Bref,
    pub level: u8,
    /// Its signature is that of another place.
    pub moved: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// By their ids; of equal ones those at their own place first.
    pub blocks: Vec<FoundBlock>,
    /// The latest first.
    pub pages: Vec<FoundPage>,
}

impl Found {
    /// Looks through a whole file.
    pub fn scan(backend: &dyn Backend, format: &'static Format) -> Result<Self> {
        let (mut found, len) = (Self::default(), backend.len()?);
        let mut start = format.first;
        let mut piece = Vec::new();
        while start < len {
            let from = start.saturating_sub(BEFORE).max(format.first);
            let end = len.min(start + PIECE);
            piece.clear();
            piece.resize(index(end - from), 0);
            backend.read_at(from, &mut piece)?;
            found.look(&piece, from, start, format);
            start = end;
        }
        found.blocks.sort_unstable_by_key(|block| (block.bid.key(), block.moved, block.ib));
        found.pages.sort_unstable_by_key(|page| (std::cmp::Reverse(page.at.bid), page.at.ib));
        Ok(found)
    }

    /// Everything that ends in a piece behind `start`.
    fn look(&mut self, piece: &[u8], from: u64, start: u64, format: &Format) {
        let mut end = start + SLOT;
        while end <= from + wide(piece.len()) {
            let at = index(end - from);
            self.blocks.extend(block_before(piece, from, at, format));
            if end.is_multiple_of(PAGE) {
                self.pages.extend(page_before(piece, from, at, format));
            }
            end += SLOT;
        }
    }

    /// All blocks with an id.
    pub fn block(&self, bid: Bid) -> impl Iterator<Item = &FoundBlock> {
        let start = self.blocks.partition_point(|block| block.bid.key() < bid.key());
        let rest = self.blocks.get(start..).unwrap_or_default();
        rest.iter().take_while(move |block| block.bid.key() == bid.key())
    }

    /// The root of a tree that nobody names: the latest page of all, if no page is higher and none
    /// leads to it. A root is written anew with every change; where it is gone there is none.
    pub fn root(&self, tree: Tree) -> Option<Bref> {
        let own = || self.pages.iter().filter(|page| page.tree == tree && !page.moved);
        let highest = own().map(|page| page.level).max();
        // A leaf may be all that is left of a larger tree.
        let top = own().next().filter(|page| page.level > 0 && Some(page.level) == highest);
        top.map(|page| page.at)
    }

    /// A page by its id, wherever it is.
    pub fn page(&self, tree: Tree, bid: u64) -> Option<&FoundPage> {
        let start = self.pages.partition_point(|page| page.at.bid > bid);
        let rest = self.pages.get(start..).unwrap_or_default();
        rest.iter().take_while(|page| page.at.bid == bid).find(|page| page.tree == tree)
    }
}

/// How a block begins, decoded; what is behind its end is 0. Bytes are decoded one after the other,
/// so those that follow are not needed.
pub(super) fn head(
    backend: &dyn Backend,
    encryption: Encryption,
    (bid, ib, len): (Bid, u64, u16),
) -> std::io::Result<[u8; 4]> {
    let mut bytes = [0; 4];
    let (own, _) = bytes.split_at_mut(usize::from(len).min(4));
    backend.read_at(ib, own)?;
    if !bid.is_internal() {
        encryption.decode(own, bid.0);
    }
    Ok(bytes)
}

/// The block whose trailer ends at `end` of a piece.
fn block_before(piece: &[u8], from: u64, end: usize, format: &Format) -> Option<FoundBlock> {
    let trailer = piece.part(end.checked_sub(format.block_trailer)?, format.block_trailer)?;
    let len = trailer.u16_at(0)?;
    let (crc, bid) = trailer_sums(trailer, format)?;
    let plausible = len > 0 && usize::from(len) <= format.block_max && bid > 1 && bid < BID_MAX;
    if !plausible {
        return None;
    }
    let start = end.checked_sub(index(format.block_size(usize::from(len))))?;
    if crc32(piece.part(start, usize::from(len))?) != crc {
        return None;
    }
    let ib = from + wide(start);
    let moved = trailer.u16_at(2)? != signature(ib, bid);
    Some(FoundBlock { bid: Bid(bid), ib, len, moved })
}

/// The tree page that ends at `end` of a piece.
fn page_before(piece: &[u8], from: u64, end: usize, format: &Format) -> Option<FoundPage> {
    let start = end.checked_sub(format.page)?;
    let trailer = piece.part(end - format.page_trailer, format.page_trailer)?;
    let tree = match trailer.array(0)? {
        [0x80, 0x80] => Tree::Blocks,
        [0x81, 0x81] => Tree::Nodes,
        _ => return None,
    };
    let content = piece.part(start, format.page - format.page_trailer)?;
    let (crc, bid) = trailer_sums(trailer, format)?;
    if crc32(content) != crc {
        return None;
    }
    let at = Bref { bid, ib: from + wide(start) };
    let page = BtPage::parse(piece.part(start, format.page)?.into(), format, tree, at.ib).ok()?;
    let moved = trailer.u16_at(2)? != signature(at.ib, bid);
    Some(FoundPage { tree, at, level: page.level, moved })
}

/// A page at a place, whatever its trailer says; `None` outside the file, or where its counts are
/// none.
pub(super) fn page_at(
    backend: &dyn Backend,
    format: &Format,
    tree: Tree,
    ib: u64,
) -> Option<BtPage> {
    let mut bytes = vec![0; format.page];
    backend.read_at(ib, &mut bytes).ok()?;
    BtPage::parse(bytes.into(), format, tree, ib).ok()
}

/// The entries of a leaf page.
pub(super) fn leaves<L: Leaf>(page: &BtPage, format: &Format) -> Vec<L> {
    (0..page.count).filter_map(|i| page.leaf::<L>(i, format)).collect()
}

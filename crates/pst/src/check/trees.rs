//! The node tree and the block tree (\[MS-PST\] 2.2.2.7.7), page by page.
//!
//! A page with a wrong checksum is read on: what its entries lead to shows what they are worth.

use crate::At;
use crate::bytes::{Bytes, index, wide};
use crate::check::flaw::PageKind;
use crate::check::maps::Slots;
use crate::check::{Check, Flaw, Hex, Stop, Try};
use crate::crc::{crc32, signature};
use crate::format::PAGE;
use crate::ndb::btree::{Leaf, Tree};
use crate::ndb::ids::Bref;

/// No real tree is deeper; it ends the descent into one that is made to go on.
const MAX_LEVEL: u8 = 8;

/// What an entry says of the page below it.
struct Expected {
    at: Bref,
    /// `None` for the root.
    above: Option<(u8, u64)>,
}

/// A walk through one of the trees.
struct Walk {
    tree: Tree,
    page: PageKind,
    seen: Slots,
    /// Offsets of the leaf pages, in order.
    leaves: Vec<u64>,
    entries: usize,
    last_key: Option<u64>,
}

/// The counts at the end of a page of a tree.
struct Counts {
    count: usize,
    max: usize,
    entry: usize,
    level: u8,
}

impl Check<'_> {
    /// All entries of a tree in the order of its pages.
    pub(super) fn tree_entries<L: Leaf>(&mut self, root: Bref) -> Try<Vec<L>> {
        let page = match L::TREE {
            Tree::Nodes => PageKind::NodeTree,
            Tree::Blocks => PageKind::BlockTree,
        };
        let seen = Slots::new(self.len);
        let mut walk =
            Walk { tree: L::TREE, page, seen, leaves: Vec::new(), entries: 0, last_key: None };
        self.walk_tree(&mut walk, Expected { at: root, above: None })?;
        // The number of entries is known before the first is kept: their list never grows.
        let mut entries = Vec::with_capacity(walk.entries);
        for ib in walk.leaves {
            let bytes = self.page_bytes(ib, page)?;
            let counts = self.counts(&bytes);
            for entry in bytes.chunks_exact(counts.entry.max(1)).take(counts.count) {
                entries.extend(L::decode(entry, self.format));
            }
        }
        Ok(entries)
    }

    /// Goes into a page; a fault that ends the way is noted here, and its siblings go on.
    fn walk_tree(&mut self, walk: &mut Walk, expected: Expected) -> Try<()> {
        match self.walk_page(walk, &expected) {
            Err(Stop::Fault(at, what)) => {
                self.note(None, at, what);
                Ok(())
            }
            other => other,
        }
    }

    fn walk_page(&mut self, walk: &mut Walk, expected: &Expected) -> Try<()> {
        let (ib, page) = (expected.at.ib, walk.page);
        let fault = |what| Err(Stop::Fault(At::Page(ib), what));
        if !walk.seen.take(ib, PAGE) {
            return fault(Flaw::TreePageTwice { page });
        }
        let bytes = self.read_page(page, expected.at)?;
        self.take(At::Page(ib), ib, PAGE);
        let counts = self.counts(&bytes);
        let wanted = expected.above.map_or(counts.level.min(MAX_LEVEL), |(level, _)| level);
        if counts.level != wanted {
            let (found, expected) = (counts.level, wanted);
            return fault(Flaw::TreeLevel { page, found, expected });
        }
        self.check_tree_counts(walk, expected, &counts)?;
        let keys = self.check_keys(walk, expected, &bytes, &counts);
        if counts.level == 0 {
            walk.leaves.push(ib);
            walk.entries += counts.count;
            return Ok(());
        }
        let w = self.format.ptr;
        for (i, key) in keys.into_iter().enumerate() {
            let entry = bytes.part(i * counts.entry, counts.entry).unwrap_or_default();
            let field = |at| entry.wide_at(at, w).unwrap_or(0);
            let at = Bref { bid: field(w), ib: field(2 * w) };
            let above = counts.level.checked_sub(1).map(|level| (level, key));
            self.walk_tree(walk, Expected { at, above })?;
        }
        Ok(())
    }

    fn counts(&self, bytes: &[u8]) -> Counts {
        let at = self.format.bt_area;
        let byte = |offset: usize| bytes.u8_at(at + offset).unwrap_or(0);
        Counts { count: byte(0).into(), max: byte(1).into(), entry: byte(2).into(), level: byte(3) }
    }

    fn check_tree_counts(&mut self, walk: &Walk, expected: &Expected, counts: &Counts) -> Try<()> {
        let (at, page, format) = (At::Page(expected.at.ib), walk.page, self.format);
        let size = match counts.level {
            0 => walk.tree.leaf_size(format),
            _ => format.bt_branch,
        };
        if counts.entry != size {
            let what =
                Flaw::TreeEntrySize { page, found: wide(counts.entry), expected: wide(size) };
            if counts.entry < size {
                return Err(Stop::Fault(at, what));
            }
            self.note(None, at, what);
        }
        let max = format.bt_max(counts.entry);
        if counts.max != max {
            let what = Flaw::TreeEntryMax { page, found: wide(counts.max), expected: wide(max) };
            self.note(None, at, what);
        }
        if counts.count > counts.max || counts.count > max {
            let what = Flaw::TreeEntryCount { page, found: wide(counts.count) };
            return Err(Stop::Fault(at, what));
        }
        if counts.count == 0 && expected.above.is_some() {
            self.note(None, at, Flaw::TreePageEmpty { page });
        }
        Ok(())
    }

    /// The keys of a page, each held against the one before it and the first against the parent.
    fn check_keys(
        &mut self,
        walk: &mut Walk,
        expected: &Expected,
        bytes: &[u8],
        counts: &Counts,
    ) -> Vec<u64> {
        let (at, page, w) = (At::Page(expected.at.ib), walk.page, self.format.ptr);
        // Of block ids bit 0 is no part of the key; the upper half of a node's key must be 0.
        let mask = if walk.tree == Tree::Blocks { !1 } else { !0 };
        let key = |i: usize| bytes.wide_at(i * counts.entry, w).unwrap_or(0) & mask;
        let keys: Vec<u64> = (0..counts.count).map(key).collect();
        if let (Some((_, key)), Some(first)) = (expected.above, keys.first()) {
            let (found, expected) = (Hex(*first), Hex(key));
            if *first < key {
                self.note(None, at, Flaw::TreeKeyLow { page, found, expected });
            } else if *first > key {
                self.note(None, at, Flaw::TreeKeyHigh { page, found, expected });
            }
        }
        // Over a level's pages keys ascend as within a page; that is seen at the leaves.
        let mut before = if counts.level == 0 { walk.last_key } else { None };
        for key in &keys {
            if before.is_some_and(|before| before >= *key) {
                let what =
                    Flaw::TreeOrder { page, key: Hex(*key), before: Hex(before.unwrap_or(0)) };
                self.note(None, at, what);
            }
            before = Some(*key);
        }
        if counts.level == 0 {
            walk.last_key = before;
        }
        keys
    }

    /// A page of a tree or the density list, by its reference.
    pub(super) fn read_page(&mut self, page: PageKind, at: Bref) -> Try<Vec<u8>> {
        let place = At::Page(at.ib);
        let bytes = self.page_bytes(at.ib, page)?;
        let end = self.format.page - self.format.page_trailer;
        let byte = |offset: usize| bytes.u8_at(end + offset).unwrap_or(0);
        let (found, again) = (Hex(byte(0).into()), Hex(byte(1).into()));
        if [byte(0), byte(1)] != [type_of(page); 2] {
            return Err(Stop::Fault(place, Flaw::PageType { page, found, again }));
        }
        if !at.ib.is_multiple_of(PAGE) {
            self.note(None, place, Flaw::PageAlignment { page });
        }
        self.pages += 1;
        let (crc, bid) = self.page_sums(&bytes);
        if crc32(bytes.part(0, end).unwrap_or_default()) != crc {
            self.note(None, place, Flaw::PageChecksum { page });
        }
        let map = is_map(page);
        let expected = if map { 0 } else { signature(at.ib, bid) };
        let found = bytes.u16_at(end + 2).unwrap_or(0);
        if found != expected {
            let (found, expected) = (Hex(found.into()), Hex(expected.into()));
            self.note(None, place, Flaw::PageSignature { page, found, expected });
        }
        if bid != at.bid {
            let (found, expected) = (Hex(bid), Hex(at.bid));
            self.note(None, place, Flaw::PageId { page, found, expected });
        }
        let next = self.header.next_page;
        if matches!(page, PageKind::NodeTree | PageKind::BlockTree) && bid >= next {
            self.note(None, place, Flaw::NextPage { page: Hex(bid), next: Hex(next) });
        }
        Ok(bytes)
    }

    /// Checksum and id of a page's trailer: the ANSI format has them in the other order.
    pub(super) fn page_sums(&self, bytes: &[u8]) -> (u32, u64) {
        let end = self.format.page - self.format.page_trailer;
        let (crc, bid) = if self.format.ptr == 4 { (8, 4) } else { (4, 8) };
        let bid = bytes.wide_at(end + bid, self.format.ptr);
        (bytes.u32_at(end + crc).unwrap_or(0), bid.unwrap_or(0))
    }

    fn page_bytes(&mut self, ib: u64, page: PageKind) -> Try<Vec<u8>> {
        if ib.checked_add(PAGE).is_none_or(|end| end > self.len) {
            return Err(Stop::Fault(At::Page(ib), Flaw::PageOutside { page }));
        }
        let mut bytes = vec![0; index(PAGE)];
        self.backend.read_at(ib, &mut bytes)?;
        Ok(bytes)
    }
}

/// Maps carry no signature, and their own offset as id (2.2.2.7.1).
fn is_map(page: PageKind) -> bool {
    !matches!(page, PageKind::NodeTree | PageKind::BlockTree | PageKind::DensityList)
}

/// `ptype` (2.2.2.7.1).
fn type_of(page: PageKind) -> u8 {
    match page {
        PageKind::BlockTree => 0x80,
        PageKind::NodeTree => 0x81,
        PageKind::FreeMap => 0x82,
        PageKind::PageMap => 0x83,
        PageKind::AllocationMap => 0x84,
        PageKind::FreePageMap => 0x85,
        PageKind::DensityList => 0x86,
    }
}

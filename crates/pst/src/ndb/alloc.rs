//! Allocation (\[MS-PST\] 2.2.2.7.2 ff, 2.6.1.1): one bit per 64 bytes, in regions of 253,952 bytes.
//!
//! What must hold: space that the durable trees use is never given out. So the map in memory is
//! the union of what the AMap pages say and of what the trees use; space freed by a transaction
//! stays taken until its commit is durable, and while an older reader may still look at it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Weak;

use crate::bytes::{Bytes, index, wide};
use crate::format::{AMAP_FIRST, DLIST, Format, MAP_BYTES, PAGE, REGION, SLOT};
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::header::Header;
use crate::ndb::ids::Bref;
use crate::ndb::keyset::KeySet;
use crate::ndb::page::{PageType, build_page, map_ref, read_page};
use crate::ndb::view::{View, Walked};
use crate::{At, Damage, Error, Result};

const WORDS: usize = MAP_BYTES / 8;
const SLOTS: usize = MAP_BYTES * 8;
/// Slots of the largest block with its trailer.
const FULL_BLOCK: usize = 128;
/// Slots that a region may need for its own maps.
const MAP_SLOTS: usize = 24;

/// A piece of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub ib: u64,
    pub size: u64,
}

/// A slot is a bit: bit 63 of word 0 is the first; 1 is taken.
type Words = [u64; WORDS];

/// The map of one region.
#[derive(Debug, Clone)]
struct Region {
    /// `None` where all slots are alike: in a large file most regions are full.
    words: Option<Box<Words>>,
    free: u32,
    /// No run of this many slots (or more) is free: found out by a search that failed.
    no_run: usize,
}

impl Region {
    fn empty() -> Self {
        Self { words: None, free: crate::bytes::long(SLOTS), no_run: SLOTS + 1 }
    }

    fn from_page(bytes: &[u8]) -> Self {
        let mut region = Self::empty();
        region.change(|words| {
            for (i, word) in words.iter_mut().enumerate() {
                *word = bytes.array(i * 8).map_or(u64::MAX, u64::from_be_bytes);
            }
        });
        region
    }

    /// What all words are where none are kept.
    fn alike(&self) -> u64 {
        if self.free == 0 { u64::MAX } else { 0 }
    }

    fn words(&self) -> Cow<'_, Words> {
        match &self.words {
            Some(words) => Cow::Borrowed(words),
            None => Cow::Owned([self.alike(); WORDS]),
        }
    }

    /// Changes words, and counts again.
    fn change(&mut self, change: impl FnOnce(&mut Words)) {
        let alike = self.alike();
        let words = self.words.get_or_insert_with(|| Box::new([alike; WORDS]));
        change(words);
        self.free = words.iter().map(|word| word.count_zeros()).sum();
        self.no_run = SLOTS + 1;
        self.forget_alike();
    }

    fn forget_alike(&mut self) {
        if self.free == 0 || index(u64::from(self.free)) == SLOTS {
            self.words = None;
        }
    }

    /// Takes what another map of the same region has taken; `false` if that forgets some of ours.
    fn unite(&mut self, other: &Self) -> bool {
        let theirs = other.words();
        let covers = self.words().iter().zip(theirs.iter()).all(|(own, their)| own & !their == 0);
        self.change(|words| {
            words.iter_mut().zip(theirs.iter()).for_each(|(own, their)| *own |= their);
        });
        covers
    }

    fn bytes(&self) -> Vec<u8> {
        self.words().iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// Sets or clears slots; `false` if one of them already was so.
    fn mark(&mut self, from: usize, count: usize, taken: bool) -> bool {
        let end = (from + count).min(SLOTS);
        let (mut slot, mut clean) = (from, true);
        let alike = self.alike();
        let words = self.words.get_or_insert_with(|| Box::new([alike; WORDS]));
        while slot < end {
            let (bit, width) = (slot % 64, (64 - slot % 64).min(end - slot));
            let mask = (u64::MAX >> (64 - width)) << (64 - bit - width);
            let Some(word) = words.get_mut(slot / 64) else { return false };
            let marked = (*word & mask).count_ones();
            let changed = if taken { mask.count_ones() - marked } else { marked };
            clean &= changed == mask.count_ones();
            if taken {
                *word |= mask;
                self.free -= changed;
            } else {
                *word &= !mask;
                self.free += changed;
                self.no_run = SLOTS + 1;
            }
            slot += width;
        }
        self.forget_alike();
        clean
    }

    /// The first free run of `count` slots at a multiple of `align`.
    fn find(&self, count: usize, align: usize) -> Option<usize> {
        let mut slot = self.next(0, false).next_multiple_of(align);
        while slot + count <= SLOTS {
            let start = self.next(slot, false).next_multiple_of(align);
            if start != slot {
                slot = start;
                continue;
            }
            let end = self.next(slot, true);
            if end >= slot + count {
                return Some(slot);
            }
            slot = self.next(end, false).next_multiple_of(align);
        }
        None
    }

    /// How many pieces of `count` slots are free.
    fn room(&self, count: usize) -> usize {
        let (mut pieces, mut slot) = (0, 0);
        while slot < SLOTS && index(u64::from(self.free)) >= count {
            let start = self.next(slot, false);
            let end = self.next(start, true);
            pieces += (end - start) / count;
            slot = end;
        }
        pieces
    }

    /// The next slot from `slot` on that is taken or not; the end if there is none.
    fn next(&self, slot: usize, taken: bool) -> usize {
        let mut at = slot;
        let words = self.words();
        while let Some(word) = words.get(at / 64) {
            let word = if taken { *word } else { !*word };
            let rest = word << (at % 64);
            if rest != 0 {
                return at + usize::try_from(rest.leading_zeros()).unwrap_or(64);
            }
            at = (at / 64 + 1) * 64;
        }
        SLOTS
    }
}

/// Freed extents that readers of an older state may still look at.
#[derive(Debug)]
struct Pinned {
    reader: Weak<Bref2>,
    extents: Vec<Extent>,
}

/// The roots of a state; readers hold it alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bref2 {
    pub nbt: Bref,
    pub bbt: Bref,
}

/// The free space of a file.
#[derive(Debug)]
pub(crate) struct Alloc {
    regions: Vec<Region>,
    /// Regions whose page in the file is out of date.
    dirty: BTreeSet<usize>,
    /// Taken until the commit is durable.
    freed: Vec<Extent>,
    pinned: Vec<Pinned>,
    /// Where the last search ended.
    cursor: usize,
    /// The maps in the file could not be used: PMaps are reset too.
    pub rebuilt: bool,
    /// Blocks with more references than the file says, counted right.
    pub undercounted: Vec<BlockEntry>,
    /// Blocks that nodes named when the file was opened.
    pub named: KeySet,
    /// The id that the next block was to get when the file was opened; 0 in a new file.
    pub first_new: u64,
}

impl Alloc {
    /// The map of an empty file of one region.
    pub fn new() -> Self {
        let mut alloc = Self {
            regions: Vec::new(),
            dirty: BTreeSet::new(),
            freed: Vec::new(),
            pinned: Vec::new(),
            cursor: 0,
            rebuilt: true,
            undercounted: Vec::new(),
            named: KeySet::default(),
            first_new: 0,
        };
        alloc.grow();
        alloc
    }

    /// The map of a file: what its trees use, and what its AMap pages say if they are valid.
    ///
    /// # Errors
    /// If a page of the trees cannot be read, or used ranges overlap or lie outside: then nobody
    /// can say which space is free, and writing must be refused.
    pub fn load(view: &View, header: &Header) -> Result<Self> {
        let mut used = Self::of_trees(view, header)?;
        let on_grid = header.eof.checked_sub(AMAP_FIRST).is_some_and(|len| len % REGION == 0);
        if header.amap_valid != 0 && on_grid && used.unite(view).is_ok() {
            used.rebuilt = false;
        } else {
            used.dirty = (0..used.regions.len()).collect();
        }
        Ok(used)
    }

    fn of_trees(view: &View, header: &Header) -> Result<Self> {
        if header.eof > view.len {
            return Err(Error::Truncated { len: view.len, expected: header.eof });
        }
        let count = header.eof.saturating_sub(AMAP_FIRST).div_ceil(REGION);
        let mut alloc = Self { regions: Vec::new(), ..Self::new() };
        alloc.dirty.clear();
        (0..count).for_each(|_| alloc.grow());
        alloc.dirty.clear();
        alloc.use_tree::<NodeEntry>(view, view.nbt)?;
        alloc.use_tree::<BlockEntry>(view, view.bbt)?;
        Ok(alloc)
    }

    fn use_tree<L: crate::ndb::btree::Leaf + Used>(
        &mut self,
        view: &View,
        root: Bref,
    ) -> Result<()> {
        view.walk_sound::<L>(root, &mut |met| match met {
            Walked::Page(at) => self.use_extent(Extent { ib: at.ib, size: PAGE }, At::Page(at.ib)),
            Walked::Entry(entry) => match entry.used(view)? {
                Some((extent, at)) => self.use_extent(extent, at),
                None => Ok(()),
            },
        })
    }

    fn use_extent(&mut self, extent: Extent, at: At) -> Result<()> {
        let (region, slot) = place(extent.ib).ok_or(Error::damaged(at, Damage::Outside))?;
        let count = index(extent.size / SLOT);
        if !extent.ib.is_multiple_of(SLOT) || slot + count > SLOTS {
            return Err(Error::damaged(at, Damage::Alignment));
        }
        let region = self.regions.get_mut(region).ok_or(Error::damaged(at, Damage::Outside))?;
        match region.mark(slot, count, true) {
            true => Ok(()),
            false => Err(Error::damaged(at, Damage::Overlap)),
        }
    }

    /// Adds what the AMap pages say. A region whose page forgets something in use gets a new one.
    fn unite(&mut self, view: &View) -> Result<()> {
        let mut pages = Vec::with_capacity(self.regions.len());
        for i in 0..self.regions.len() {
            let ib = region_start(i);
            let page = read_page(&*view.backend, view.format, PageType::AMap, map_ref(ib))?;
            let map = page.part(view.format.map_data, MAP_BYTES);
            pages.push(Region::from_page(map.unwrap_or_default()));
        }
        for (i, (region, page)) in self.regions.iter_mut().zip(&pages).enumerate() {
            if !region.unite(page) {
                self.dirty.insert(i);
            }
        }
        Ok(())
    }

    /// How many bytes are mapped, from the start of the file.
    pub fn end(&self) -> u64 {
        region_start(self.regions.len())
    }

    /// Offset of the last AMap page.
    pub fn last_map(&self) -> u64 {
        region_start(self.regions.len().saturating_sub(1))
    }

    /// Bytes free in the map as it stands.
    pub fn free_bytes(&self) -> u64 {
        self.regions.iter().map(|region| u64::from(region.free) * SLOT).sum()
    }

    /// Takes `size` bytes at a multiple of `align`; `None` if no region has room.
    pub fn take(&mut self, size: u64, align: u64) -> Option<u64> {
        let (count, align) = (index(size / SLOT), index(align / SLOT).max(1));
        let total = self.regions.len();
        for step in 0..total {
            let i = (self.cursor + step) % total;
            if let Some(slot) = self.take_in(i, count, align) {
                self.cursor = i;
                return Some(region_start(i) + wide(slot) * SLOT);
            }
        }
        None
    }

    /// Whether so many full blocks fit, in the file as it is and by growing it to the limit.
    pub fn has_room(&self, blocks: usize, limit: u64) -> bool {
        let more = index(limit.saturating_sub(self.end()) / REGION);
        let grown = more.saturating_mul((SLOTS - MAP_SLOTS) / FULL_BLOCK);
        let mut wanted = blocks.saturating_sub(grown);
        for region in &self.regions {
            wanted = wanted.saturating_sub(region.room(FULL_BLOCK));
            if wanted == 0 {
                break;
            }
        }
        wanted == 0
    }

    fn take_in(&mut self, i: usize, count: usize, align: usize) -> Option<usize> {
        let region = self.regions.get_mut(i)?;
        if index(u64::from(region.free)) < count || count >= region.no_run {
            return None;
        }
        let Some(slot) = region.find(count, align) else {
            if align == 1 {
                region.no_run = count;
            }
            return None;
        };
        region.mark(slot, count, true);
        self.dirty.insert(i);
        Some(slot)
    }

    /// Takes a piece that is free, all of it or nothing.
    pub fn hold_free(&mut self, extent: Extent) -> bool {
        let Some((i, slot)) = place(extent.ib) else { return false };
        let count = index(extent.size / SLOT);
        let Some(region) = self.regions.get_mut(i).filter(|_| slot + count <= SLOTS) else {
            return false;
        };
        let free = region.next(slot, true) >= slot + count;
        free && region.mark(slot, count, true)
    }

    /// Adds a region: its map pages are taken.
    pub fn grow(&mut self) {
        let i = self.regions.len();
        let mut region = Region::empty();
        region.mark(0, map_pages(i).count() * 8, true);
        self.regions.push(region);
        self.dirty.insert(i);
        self.cursor = i;
    }

    /// Gives space back once the transaction is durable.
    pub fn release(&mut self, extent: Extent) {
        self.freed.push(extent);
    }

    /// After the commit point: freed space becomes free, pages of the maps are built. `reader`
    /// holds the old state alive if somebody still reads it.
    pub fn settle(&mut self, reader: Weak<Bref2>) {
        self.undercounted.clear();
        let extents = std::mem::take(&mut self.freed);
        for extent in &extents {
            self.mark(*extent, false);
        }
        self.pinned.push(Pinned { reader, extents });
    }

    /// Space that readers of older states still look at is taken in memory, free in the file.
    pub fn pin(&mut self) {
        self.pinned.retain(|pin| pin.reader.strong_count() > 0);
        let extents: Vec<Extent> =
            self.pinned.iter().flat_map(|pin| pin.extents.iter().copied()).collect();
        extents.into_iter().for_each(|extent| self.mark(extent, true));
    }

    /// The opposite of [`Alloc::pin`], before the maps are written.
    pub fn unpin(&mut self) {
        let extents: Vec<Extent> =
            self.pinned.iter().flat_map(|pin| pin.extents.iter().copied()).collect();
        extents.into_iter().for_each(|extent| self.mark(extent, false));
    }

    fn mark(&mut self, extent: Extent, taken: bool) {
        let Some((i, slot)) = place(extent.ib) else { return };
        if let Some(region) = self.regions.get_mut(i) {
            region.mark(slot, index(extent.size / SLOT), taken);
            self.dirty.insert(i);
        }
    }

    /// The pages of the maps that have to be written, with their offsets. Call between
    /// [`Alloc::settle`] and [`Alloc::pin`].
    pub fn pages(&mut self, format: &Format, known: usize) -> Vec<(u64, Vec<u8>)> {
        let mut pages = Vec::new();
        for i in std::mem::take(&mut self.dirty) {
            let Some(region) = self.regions.get(i) else { continue };
            let fresh = i >= known || self.rebuilt;
            for (ib, kind) in map_pages(i).filter(|(_, kind)| fresh || *kind == PageType::AMap) {
                let map = match kind {
                    PageType::AMap => region.bytes(),
                    _ => vec![0xFF; MAP_BYTES],
                };
                let mut content = vec![0; format.map_data];
                content.extend_from_slice(&map);
                pages.push((ib, build_page(format, kind, map_ref(ib), &content)));
            }
        }
        self.rebuilt = false;
        pages
    }

    /// How many regions there are.
    pub fn regions(&self) -> usize {
        self.regions.len()
    }
}

/// What an entry of a tree occupies.
trait Used {
    fn used(&self, view: &View) -> Result<Option<(Extent, At)>>;
}

impl Used for NodeEntry {
    fn used(&self, _: &View) -> Result<Option<(Extent, At)>> {
        Ok(None)
    }
}

impl Used for BlockEntry {
    fn used(&self, view: &View) -> Result<Option<(Extent, At)>> {
        let size = view.format.block_size(usize::from(self.len));
        let at = At::Block(self.bid.0);
        match view.place_fault(self, size) {
            Some(what) => Err(Error::damaged(at, what)),
            None => Ok(Some((Extent { ib: self.ib, size }, at))),
        }
    }
}

fn region_start(i: usize) -> u64 {
    AMAP_FIRST + wide(i) * REGION
}

/// Region and slot of an offset.
fn place(ib: u64) -> Option<(usize, usize)> {
    let at = ib.checked_sub(AMAP_FIRST)?;
    Some((index(at / REGION), index(at % REGION / SLOT)))
}

/// The map pages that region `i` begins with: its AMap, and at their intervals PMap, FMap, FPMap.
fn map_pages(i: usize) -> impl Iterator<Item = (u64, PageType)> {
    let at = |first: usize, every: usize| i >= first && (i - first).is_multiple_of(every);
    let kinds = [
        (true, PageType::AMap),
        (at(0, 8), PageType::PMap),
        (at(128, 496), PageType::FMap),
        (at(8192, 31_744), PageType::FpMap),
    ];
    kinds
        .into_iter()
        .filter_map(|(there, kind)| there.then_some(kind))
        .zip((region_start(i)..).step_by(512))
        .map(|(kind, ib)| (ib, kind))
}

/// Bytes of the map pages that region `i` begins with.
pub(crate) fn map_bytes(i: usize) -> u64 {
    wide(map_pages(i).count()) * PAGE
}

/// The empty form of the density list: what Outlook itself stores for small files.
pub(crate) fn empty_dlist(format: &Format, bid: u64) -> Vec<u8> {
    build_page(format, PageType::DList, Bref { bid, ib: DLIST }, &[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn map_pages_stand_where_the_format_wants_them() {
        let kinds = |i| map_pages(i).map(|(_, kind)| kind).collect::<Vec<_>>();
        assert_eq!(kinds(0), [PageType::AMap, PageType::PMap]);
        assert_eq!(kinds(1), [PageType::AMap]);
        assert_eq!(kinds(128), [PageType::AMap, PageType::PMap, PageType::FMap]);
        assert_eq!(map_pages(128).nth(2).unwrap().0, 0x4800 + 128 * REGION);
        assert_eq!(kinds(8192), [PageType::AMap, PageType::PMap, PageType::FpMap]);
        assert_eq!(map_pages(8192).nth(2).unwrap().0, 0x7C00_4800);
        assert_eq!(kinds(624), [PageType::AMap, PageType::PMap, PageType::FMap]);
    }

    proptest! {
        #[test]
        fn nothing_is_given_out_twice(steps in prop::collection::vec((1u64..129, any::<bool>(), any::<bool>()), 1..200)) {
            let mut alloc = Alloc::new();
            let mut held: Vec<Extent> = Vec::new();
            for (slots, page, free) in steps {
                if free && !held.is_empty() {
                    let extent = held.swap_remove(usize::try_from(slots).unwrap() % held.len());
                    alloc.release(extent);
                    alloc.settle(Weak::new());
                    alloc.pin();
                    continue;
                }
                let (size, align) = if page { (PAGE, PAGE) } else { (slots * SLOT, SLOT) };
                let ib = loop {
                    match alloc.take(size, align) {
                        Some(ib) => break ib,
                        None => alloc.grow(),
                    }
                };
                prop_assert_eq!(ib % align, 0);
                prop_assert_eq!((ib - AMAP_FIRST) / REGION, (ib + size - 1 - AMAP_FIRST) / REGION);
                for other in &held {
                    prop_assert!(ib + size <= other.ib || other.ib + other.size <= ib);
                }
                held.push(Extent { ib, size });
            }
            let taken: u64 = held.iter().map(|extent| extent.size).sum();
            let maps: u64 = (0..alloc.regions()).map(|i| map_pages(i).count() as u64 * PAGE).sum();
            prop_assert_eq!(alloc.free_bytes(), alloc.end() - AMAP_FIRST - taken - maps);
        }
    }
}

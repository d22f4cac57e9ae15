//! The entries of a tree as far as they can be had (\[MS-PST\] 2.2.2.7.7): by the tree itself, by
//! what is left of its damaged pages, by pages that were found elsewhere.
//!
//! What must hold: an entry that the tree itself gives is never replaced; every key has one entry;
//! of pages that say something of the same keys the latest counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::backend::Backend;
use crate::bytes::wide;
use crate::crc::signature;
use crate::format::Format;
use crate::ndb::btree::{BtPage, Leaf, Tree};
use crate::ndb::ids::Bref;
use crate::ndb::page::read_page;
use crate::rescue::scan::{Found, leaves, page_at};

/// A range of keys, the end excluded.
type Keys = (u64, u64);

/// What is asked of a tree.
pub(super) struct Source<'s> {
    pub backend: &'s dyn Backend,
    pub format: &'static Format,
    pub found: &'s Found,
}

/// What was had of a tree.
#[derive(Debug)]
pub(super) struct Harvest<L> {
    /// Entries by their keys.
    pub entries: BTreeMap<u64, L>,
    /// Pages that could not be read.
    pub torn: u64,
    /// Ranges of keys of which no page of the tree tells, sorted and apart from each other.
    lost: Vec<Keys>,
    /// Pages that lie elsewhere than the tree says, or have an id that no file has given out.
    pub odd: u64,
    /// Keys of the entries that the tree itself did not give.
    pub rescued: BTreeSet<u64>,
    /// What stood in pages that are no longer part of the tree, the latest first.
    pub earlier: BTreeMap<u64, Vec<L>>,
}

impl<L: Leaf> Harvest<L> {
    /// All entries of the tree at `root`. `plausible` says whether an entry of a page whose
    /// checksum is wrong can be one.
    pub fn of(source: &Source<'_>, root: Bref, plausible: &dyn Fn(&L) -> bool) -> Self {
        let mut walk = Walk {
            source,
            plausible,
            entries: BTreeMap::new(),
            seen: BTreeSet::new(),
            lost: Vec::new(),
            torn: 0,
            odd: 0,
            rescued: BTreeSet::new(),
        };
        walk.page(root, None, (0, u64::MAX));
        walk.fill();
        // Blocks are known by their trailers: only of nodes earlier versions are of use.
        let earlier = if L::TREE == Tree::Nodes { walk.earlier() } else { BTreeMap::new() };
        let Walk { entries, lost, torn, odd, rescued, .. } = walk;
        Self { entries, torn, lost, odd, rescued, earlier }
    }

    /// Whether the tree does not tell if there is an entry with a key.
    pub fn is_lost(&self, key: u64) -> bool {
        within(&self.lost, key)
    }
}

struct Walk<'w, L> {
    source: &'w Source<'w>,
    plausible: &'w dyn Fn(&L) -> bool,
    entries: BTreeMap<u64, L>,
    /// Offsets of the pages that the tree consists of.
    seen: BTreeSet<u64>,
    /// Ranges of keys of which no page of the tree tells.
    lost: Vec<Keys>,
    torn: u64,
    odd: u64,
    rescued: BTreeSet<u64>,
}

impl<L: Leaf> Walk<'_, L> {
    /// A page whose keys lie in `keys`, with everything below it.
    fn page(&mut self, at: Bref, level: Option<u8>, keys: Keys) {
        // No page is without entries but that of a tree without any.
        let fitting =
            |page: &BtPage| page.count > 0 && level.is_none_or(|level| level == page.level);
        let Some((ib, page)) = self.read(at).filter(|(_, page)| fitting(page)) else {
            return self.lose(at, level, keys);
        };
        if !self.seen.insert(ib) {
            return cover(&mut self.lost, keys);
        }
        let format = self.source.format;
        let own = Bref { bid: at.bid, ib };
        let regular = page.is_regular(format) && at.bid < format.most_ids() && self.is_signed(own);
        self.odd += u64::from(ib != at.ib || !regular);
        let whole = page.has_size_of(format);
        if page.level == 0 {
            self.take(&page, keys, whole);
            if !whole {
                self.rest(ib, keys);
            }
            return;
        }
        if !whole {
            cover(&mut self.lost, keys);
        }
        for i in 0..page.count {
            let key = page.key(i).unwrap_or(0).max(keys.0);
            let next = page.key(i + 1).unwrap_or(keys.1).min(keys.1);
            if key < next {
                // What lies below the first key of a branch cannot be found by it.
                let low = if i == 0 { keys.0 } else { key };
                let child = page.child(i).unwrap_or_default();
                self.page(child, page.level.checked_sub(1), (low, next));
            }
        }
    }

    /// Whether a page has the signature of its place: no reader needs it, and every check asks for it.
    fn is_signed(&self, at: Bref) -> bool {
        let Source { backend, format, .. } = self.source;
        let mut found = [0; 2];
        let place = at.ib + wide(format.page - format.page_trailer + 2);
        let read = backend.read_at(place, &mut found);
        read.is_ok() && u16::from_le_bytes(found) == signature(at.ib, at.bid)
    }

    /// A sound page: at its place, or wherever it went.
    fn read(&self, at: Bref) -> Option<(u64, BtPage)> {
        let Source { backend, format, found } = self.source;
        let sound = read_page(*backend, format, L::TREE.page_type(), at);
        let page = sound.and_then(|bytes| BtPage::parse(bytes, format, L::TREE, at.ib));
        if let Ok(page) = page {
            return Some((at.ib, page));
        }
        let other = found.page(L::TREE, at.bid)?.at.ib;
        Some((other, page_at(*backend, format, L::TREE, other)?))
    }

    /// Entries of a sound leaf; those out of order are none. Of several with one key that counts
    /// which a search finds. Where entries have another size than they must, each has to be
    /// plausible.
    fn take(&mut self, page: &BtPage, keys: Keys, whole: bool) {
        for i in 0..page.count {
            let Some(entry) = page.leaf::<L>(i, self.source.format) else { continue };
            if !whole && !(self.plausible)(&entry) {
                continue;
            }
            let key = entry.key();
            let counts = page.position(key) == Some(i) || !self.entries.contains_key(&key);
            if counts && (keys.0..keys.1).contains(&key) {
                self.entries.insert(key, entry);
            }
        }
    }

    /// A page that cannot be read: what is left of a leaf may still be of use.
    fn lose(&mut self, at: Bref, level: Option<u8>, keys: Keys) {
        self.torn += 1;
        cover(&mut self.lost, keys);
        if level.unwrap_or_else(|| self.level_at(at.ib)) > 0 {
            return;
        }
        self.rest(at.ib, keys);
    }

    /// What stands in a leaf whose counts mean nothing.
    fn rest(&mut self, ib: u64, keys: Keys) {
        let mut next = keys.0;
        for entry in self.remains(ib) {
            let key = entry.key();
            if key >= next && key < keys.1 && (self.plausible)(&entry) {
                next = key + 1;
                self.rescue(entry);
            }
        }
    }

    /// The level that a damaged page says it has.
    fn level_at(&self, ib: u64) -> u8 {
        let format = self.source.format;
        let mut bytes = vec![0; format.page];
        let read = self.source.backend.read_at(ib, &mut bytes);
        let level = bytes.get(format.bt_area + 2 * format.bt_count + 1).copied();
        level.filter(|_| read.is_ok() && ib >= format.first).unwrap_or(u8::MAX)
    }

    /// Whatever stands where entries of a leaf would.
    fn remains(&self, ib: u64) -> Vec<L> {
        let (format, size) = (self.source.format, L::TREE.leaf_size(self.source.format));
        let mut bytes = vec![0; format.bt_area];
        if self.source.backend.read_at(ib, &mut bytes).is_err() {
            return Vec::new();
        }
        bytes.chunks_exact(size).filter_map(|entry| L::decode(entry, format)).collect()
    }

    fn rescue(&mut self, entry: L) {
        if let std::collections::btree_map::Entry::Vacant(place) = self.entries.entry(entry.key()) {
            place.insert(entry);
            self.rescued.insert(entry.key());
        }
    }

    /// Lost keys from pages that were found elsewhere, the latest first: a later page knows what
    /// was taken out since.
    fn fill(&mut self) {
        if self.lost.is_empty() {
            return;
        }
        let mut covered = Vec::new();
        for entries in self.elsewhere() {
            let Some(span) = span(&entries) else { continue };
            for entry in entries {
                let key = entry.key();
                let wanted = within(&self.lost, key) && !within(&covered, key);
                if wanted && (self.plausible)(&entry) {
                    self.rescue(entry);
                }
            }
            cover(&mut covered, span);
        }
    }

    /// The leaves of pages that are not part of the tree.
    fn elsewhere(&self) -> Vec<Vec<L>> {
        let Source { backend, format, found } = self.source;
        let pages = found
            .pages
            .iter()
            .filter(|page| page.tree == L::TREE && page.level == 0 && !page.moved);
        let loose = pages.filter(|page| !self.seen.contains(&page.at.ib));
        let read = loose.filter_map(|page| page_at(*backend, format, L::TREE, page.at.ib));
        read.map(|page| leaves::<L>(&page, format)).collect()
    }

    fn earlier(&self) -> BTreeMap<u64, Vec<L>> {
        let mut earlier: BTreeMap<u64, Vec<L>> = BTreeMap::new();
        for entry in self.elsewhere().into_iter().flatten() {
            earlier.entry(entry.key()).or_default().push(entry);
        }
        earlier
    }
}

/// Whether a key lies in one of sorted ranges.
fn within(ranges: &[Keys], key: u64) -> bool {
    let before = ranges.partition_point(|(low, _)| *low <= key).checked_sub(1);
    before.and_then(|at| ranges.get(at)).is_some_and(|(_, high)| key < *high)
}

/// Adds a range to sorted ranges, which stay apart from each other.
fn cover(ranges: &mut Vec<Keys>, span: Keys) {
    let start = ranges.partition_point(|(_, high)| *high < span.0);
    let end = ranges.partition_point(|(low, _)| *low <= span.1).max(start);
    let inside = ranges.get(start..end).unwrap_or_default();
    let low = inside.first().map_or(span.0, |(low, _)| span.0.min(*low));
    let high = inside.last().map_or(span.1, |(_, high)| span.1.max(*high));
    ranges.splice(start..end, [(low, high)]);
}

/// From the first key of a leaf to its last.
fn span<L: Leaf>(entries: &[L]) -> Option<Keys> {
    let (first, last) = (entries.first()?.key(), entries.last()?.key());
    Some((first, last.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::{cover, within};

    #[test]
    fn a_lost_page_below_a_lost_range_does_not_end_it() {
        let mut lost = Vec::new();
        for keys in [(0, 90), (20, 30), (95, 99)] {
            cover(&mut lost, keys);
        }
        assert!(within(&lost, 25) && within(&lost, 40) && within(&lost, 95));
        assert!(!within(&lost, 90) && !within(&lost, 99));
    }
}

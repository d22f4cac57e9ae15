//! Changing a B-tree: all changes of a transaction at once, bottom up, into new pages.
//!
//! A page none of whose keys changes is kept; every other one is written anew and its old place
//! freed with the commit. Pages are filled from the left, so that a tree that grows at its end, as
//! both trees do, stays dense.

use crate::format::PAGE;
use crate::ndb::alloc::Extent;
use crate::ndb::btree::{Leaf, encode_page, push_branch};
use crate::ndb::commit::Writer;
use crate::ndb::ids::Bref;
use crate::ndb::page::build_page;
use crate::{At, Damage, Error, Result};

/// A change of an entry; `None` removes it.
pub(crate) type TreeChange<L> = (u64, Option<L>);

/// Pages of one level with the first key of each.
type Level = Vec<(u64, Bref)>;

impl Writer {
    /// Applies changes (sorted by key) to the tree at `root` and answers the new root.
    pub fn merge_tree<L: Leaf>(&mut self, root: Bref, changes: &[TreeChange<L>]) -> Result<Bref> {
        if changes.is_empty() && root.ib != 0 {
            return Ok(root);
        }
        let (mut pages, mut level) = if root.ib == 0 {
            (self.write_leaves::<L>(changes.iter().filter_map(|(_, leaf)| *leaf).collect())?, 0)
        } else {
            let level = self.view.page::<L>(root, None)?.level;
            (self.merge_page::<L>(root, level, changes)?, level)
        };
        while pages.len() > 1 {
            level += 1;
            pages = self.write_branches::<L>(&pages, level)?;
        }
        match pages.first() {
            Some((_, page)) => Ok(*page),
            None => self.write_page::<L>(&[], L::TREE.leaf_size(self.view.format), 0),
        }
    }

    /// The pages that stand in for the page at `at` after the changes, on the same level.
    fn merge_page<L: Leaf>(
        &mut self,
        at: Bref,
        level: u8,
        changes: &[TreeChange<L>],
    ) -> Result<Level> {
        let page = self.view.page::<L>(at, Some(level))?;
        self.release(Extent { ib: at.ib, size: PAGE });
        let Some(below) = level.checked_sub(1) else {
            let format = self.view.format;
            let old = (0..page.count).filter_map(|i| page.leaf::<L>(i, format)).collect();
            return self.write_leaves(merge_entries(old, changes));
        };
        if page.count == 0 {
            return Err(Error::damaged(At::Page(at.ib), Damage::Size));
        }
        let mut children = Level::new();
        let mut rest = changes;
        for i in 0..page.count {
            let damaged = Error::damaged(At::Page(at.ib), Damage::Size);
            let child = page.child(i).ok_or(damaged)?;
            let end = page.key(i + 1).unwrap_or(u64::MAX);
            let count = rest.partition_point(|(key, _)| *key < end || i + 1 == page.count);
            let (mine, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = later;
            match page.key(i) {
                // It stays as it is, and need not be read.
                Some(key) if mine.is_empty() => children.push((key, child)),
                _ => children.extend(self.merge_page::<L>(child, below, mine)?),
            }
        }
        self.write_branches::<L>(&children, level)
    }

    fn write_leaves<L: Leaf>(&mut self, entries: Vec<L>) -> Result<Level> {
        let format = self.view.format;
        let size = L::TREE.leaf_size(format);
        let mut pages = Level::new();
        for part in entries.chunks(format.bt_max(size)) {
            let mut bytes = Vec::new();
            part.iter().for_each(|leaf| leaf.encode(format, &mut bytes));
            let key = part.first().map_or(0, Leaf::key);
            pages.push((key, self.write_page::<L>(&bytes, size, 0)?));
        }
        Ok(pages)
    }

    fn write_branches<L: Leaf>(&mut self, children: &[(u64, Bref)], level: u8) -> Result<Level> {
        let format = self.view.format;
        let mut pages = Level::new();
        for part in children.chunks(format.bt_max(format.bt_branch)) {
            let mut bytes = Vec::new();
            part.iter().for_each(|(key, child)| push_branch(format, *key, *child, &mut bytes));
            let key = part.first().map_or(0, |(key, _)| *key);
            pages.push((key, self.write_page::<L>(&bytes, format.bt_branch, level)?));
        }
        Ok(pages)
    }

    fn write_page<L: Leaf>(&mut self, entries: &[u8], size: usize, level: u8) -> Result<Bref> {
        let format = self.view.format;
        let at = Bref { bid: self.next_page_id(), ib: self.take(PAGE, PAGE)? };
        let content = encode_page(format, entries, size, level);
        self.buffer(at.ib, &build_page(format, L::TREE.page_type(), at, &content))?;
        Ok(at)
    }
}

/// Old entries and changes as one list in order of the keys.
fn merge_entries<L: Leaf>(old: Vec<L>, changes: &[TreeChange<L>]) -> Vec<L> {
    let mut merged = Vec::with_capacity(old.len() + changes.len());
    let mut changes = changes.iter().peekable();
    for entry in old {
        while let Some((_, leaf)) = changes.next_if(|(key, _)| *key < entry.key()) {
            merged.extend(*leaf);
        }
        match changes.next_if(|(key, _)| *key == entry.key()) {
            Some((_, leaf)) => merged.extend(*leaf),
            None => merged.push(entry),
        }
    }
    merged.extend(changes.filter_map(|(_, leaf)| *leaf));
    merged
}

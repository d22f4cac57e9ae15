//! Data trees and subnode trees (\[MS-PST\] 2.2.2.8.3): as they are, or without what is gone.

use crate::Result;
use crate::bytes::{index, long, short, wide};
use crate::ndb::btree::BlockEntry;
use crate::ndb::data_tree::XBlock;
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::subnodes::{MAX_DEPTH, SBlock, SubEntry, Subnodes, encode_branch, encode_leaf};
use crate::rescue::salvage::Salvage;
use crate::rescue::salvage::blocks::Grade;

/// References are counted in 16 bits.
const MOST_REFS: u16 = 60_000;

impl Salvage {
    /// A data tree: as it is, or with its gaps filled. `None` if nothing is left of it.
    pub(super) fn data(&mut self, bid: Bid) -> Result<Option<Bid>> {
        self.data_below(bid, 3)
    }

    fn data_below(&mut self, bid: Bid, level: u8) -> Result<Option<Bid>> {
        if bid.is_none() {
            return Ok(Some(bid));
        }
        if let Some(known) = self.kept.data.get(&bid.key()) {
            return Ok(*known);
        }
        self.kept.data.insert(bid.key(), None);
        let settled = match self.grade(bid) {
            None => None,
            Some((entry, grade)) if !bid.is_internal() => {
                self.keep(entry, grade);
                Some(bid)
            }
            Some((entry, grade)) => self.data_block(bid, entry, grade, level)?,
        };
        self.kept.data.insert(bid.key(), settled);
        Ok(settled)
    }

    /// An XBLOCK or XXBLOCK.
    fn data_block(
        &mut self,
        bid: Bid,
        entry: BlockEntry,
        grade: Grade,
        level: u8,
    ) -> Result<Option<Bid>> {
        let block = XBlock::parse(&self.payload(&entry)?, self.format.ptr);
        let Some(block) = block.filter(|block| block.level < level) else { return Ok(None) };
        let mut children = Vec::with_capacity(block.children.len());
        for child in &block.children {
            let fits = child.is_internal() == (block.level == 2) && !child.is_none();
            children.push(if fits { self.data_below(*child, block.level)? } else { None });
        }
        if children.iter().all(Option::is_none) {
            return Ok(None);
        }
        let filled = self.filled(&block, &children)?;
        let total = filled.iter().map(|bid| self.len_of(*bid)).sum::<u64>();
        if filled == block.children && total == u64::from(block.total) {
            self.keep(entry, grade);
            self.kept.children.insert(entry.bid.key(), filled);
            self.kept.lens.insert(entry.bid.key(), total);
            return Ok(Some(bid));
        }
        self.put_x(block.level, filled, total).map(Some)
    }

    /// Children with empty blocks in place of those that are gone: all but the last are full.
    fn filled(&mut self, block: &XBlock, children: &[Option<Bid>]) -> Result<Vec<Bid>> {
        let there: u64 = children.iter().flatten().map(|bid| self.len_of(*bid)).sum();
        let last = children.len().saturating_sub(1);
        let leaf = wide(self.format.block_max);
        let full = if block.level == 2 { leaf * wide(self.format.x_max()) } else { leaf };
        let mut filled = Vec::with_capacity(children.len());
        for (i, child) in children.iter().enumerate() {
            let Some(bid) = child else {
                self.parts += 1;
                let rest = u64::from(block.total).saturating_sub(there);
                let len = if i == last { rest.clamp(1, full) } else { full };
                filled.push(self.blank_tree(len, block.level)?);
                continue;
            };
            filled.push(*bid);
        }
        Ok(filled)
    }

    /// As many bytes of nothing as a branch or leaf had.
    fn blank_tree(&mut self, len: u64, level: u8) -> Result<Bid> {
        let max = wide(self.format.block_max);
        if level < 2 {
            return self.blank(short(index(len)));
        }
        let mut leaves = Vec::new();
        let mut rest = len;
        while rest > 0 {
            leaves.push(self.blank(short(index(rest.min(max))))?);
            rest = rest.saturating_sub(max);
        }
        self.put_x(1, leaves, len)
    }

    fn blank(&mut self, len: u16) -> Result<Bid> {
        if let Some((bid, times)) =
            self.kept.blanks.get_mut(&len).filter(|(_, times)| *times < MOST_REFS)
        {
            *times += 1;
            return Ok(*bid);
        }
        let entry = self.tail.block(&vec![0; usize::from(len)], false)?;
        self.keep(entry, Grade::Sound);
        self.kept.blanks.insert(len, (entry.bid, 1));
        Ok(entry.bid)
    }

    pub(super) fn len_of(&self, bid: Bid) -> u64 {
        self.kept.lens.get(&bid.key()).copied().unwrap_or(0)
    }

    fn put_x(&mut self, level: u8, children: Vec<Bid>, total: u64) -> Result<Bid> {
        let bytes = XBlock::encode(level, long(index(total)), &children, self.format.ptr);
        let entry = self.tail.block(&bytes, true)?;
        self.keep(entry, Grade::Sound);
        self.kept.children.insert(entry.bid.key(), children);
        self.kept.lens.insert(entry.bid.key(), total);
        self.changed = true;
        Ok(entry.bid)
    }

    /// A subnode tree: as it is, or without what is gone. `None` if nothing is left of one that
    /// was there.
    pub(super) fn sub(&mut self, bid: Bid, depth: usize) -> Result<Option<Bid>> {
        if bid.is_none() {
            return Ok(Some(bid));
        }
        if let Some(known) = self.kept.subs.get(&bid.key()) {
            return Ok(*known);
        }
        self.kept.subs.insert(bid.key(), None);
        let settled = if depth > MAX_DEPTH { None } else { self.sub_tree(bid, depth)? };
        self.kept.subs.insert(bid.key(), settled);
        Ok(settled)
    }

    fn sub_tree(&mut self, bid: Bid, depth: usize) -> Result<Option<Bid>> {
        let Some(tree) = self.read_subs(bid)? else { return Ok(None) };
        let mut settled = Subnodes::new();
        let mut same = tree.whole;
        for (nid, entry) in &tree.entries {
            let data = self.data(entry.data)?;
            let sub = self.sub(entry.sub, depth + 1)?;
            let Some(data) = data else {
                self.parts += 1;
                same = false;
                continue;
            };
            self.parts += u64::from(sub.is_none());
            let new = SubEntry { data, sub: sub.unwrap_or_default() };
            same &= new == *entry;
            settled.insert(*nid, new);
        }
        if same {
            for (block, grade, children) in tree.blocks {
                self.keep(block, grade);
                self.kept.sub_blocks.insert(block.bid.key());
                self.kept.children.insert(block.bid.key(), children);
            }
            return Ok(Some(bid));
        }
        self.changed = true;
        if settled.is_empty() { Ok(None) } else { self.put_subs(&settled).map(Some) }
    }

    /// The blocks of a subnode tree and what they say.
    fn read_subs(&mut self, bid: Bid) -> Result<Option<SubTree>> {
        let mut tree = SubTree { whole: true, ..SubTree::default() };
        let Some(root) = self.sub_block(bid)? else { return Ok(None) };
        match root {
            (entry, grade, SBlock::Leaf(entries)) => tree.add(entry, grade, entries),
            (entry, grade, SBlock::Branch(children)) => {
                tree.blocks.push((entry, grade, children.clone()));
                for child in children {
                    match self.sub_block(child)? {
                        Some((entry, grade, SBlock::Leaf(entries))) => {
                            tree.add(entry, grade, entries)
                        }
                        _ => {
                            self.parts += 1;
                            tree.whole = false;
                        }
                    }
                }
            }
        }
        Ok(Some(tree))
    }

    fn sub_block(&mut self, bid: Bid) -> Result<Option<(BlockEntry, Grade, SBlock)>> {
        let internal = bid.is_internal();
        let Some((entry, grade)) = self.grade(bid).filter(|_| internal) else { return Ok(None) };
        let block = SBlock::parse(&self.payload(&entry)?, self.format);
        Ok(block.map(|block| (entry, grade, block)))
    }

    fn put_subs(&mut self, subnodes: &Subnodes) -> Result<Bid> {
        let format = self.format;
        let entries: Vec<_> = subnodes.iter().map(|(nid, sub)| (*nid, *sub)).collect();
        let mut leaves = Vec::new();
        for part in entries.chunks(format.sl_max()) {
            let children = part.iter().flat_map(|(_, sub)| [sub.data, sub.sub]).collect();
            let first = part.first().map_or(Nid(0), |(nid, _)| *nid);
            leaves.push((first, self.put_internal(&encode_leaf(part, format), children)?));
        }
        if let [(_, only)] = leaves.as_slice() {
            return Ok(*only);
        }
        let bytes = encode_branch(&leaves, format);
        self.put_internal(&bytes, leaves.into_iter().map(|(_, bid)| bid).collect())
    }

    fn put_internal(&mut self, bytes: &[u8], children: Vec<Bid>) -> Result<Bid> {
        let entry = self.tail.block(bytes, true)?;
        self.keep(entry, Grade::Sound);
        self.kept.sub_blocks.insert(entry.bid.key());
        self.kept.children.insert(entry.bid.key(), children);
        Ok(entry.bid)
    }
}

/// A subnode tree as it was read.
#[derive(Default)]
struct SubTree {
    entries: Subnodes,
    blocks: Vec<(BlockEntry, Grade, Vec<Bid>)>,
    /// Nothing of it is gone or out of order.
    whole: bool,
}

impl SubTree {
    fn add(&mut self, block: BlockEntry, grade: Grade, entries: Vec<(Nid, SubEntry)>) {
        let children = entries.iter().flat_map(|(_, sub)| [sub.data, sub.sub]).collect();
        self.blocks.push((block, grade, children));
        for (nid, sub) in entries {
            let last = self.entries.last_key_value().map(|(nid, _)| *nid);
            self.whole &= last.is_none_or(|last| last < nid);
            self.entries.entry(nid).or_insert(sub);
        }
    }
}

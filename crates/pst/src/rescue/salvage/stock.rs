//! Blocks of a damaged file in which loose objects are looked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Result;
use crate::ndb::blocks::Leads;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Bid, Bref, Nid};
use crate::ndb::subnodes::MAX_BLOCK_DEPTH;
use crate::ndb::view::View;
use crate::rescue::loose::Stock;
use crate::rescue::salvage::Salvage;
use crate::rescue::salvage::blocks::Grade;

/// More copies of one item are no copies but a false count.
const MOST_COPIES: u16 = 64;

impl Salvage {
    /// Blocks of the file that no node needs and that look like the beginning of something: those
    /// that the block tree lists, and all where it does not tell. And subnode trees that more need.
    pub fn loose(&self) -> Vec<Bid> {
        let listed = self.blocks.entries.values().map(|entry| entry.bid);
        let all = self.found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid);
        let bids: BTreeSet<Bid> =
            listed.chain(all.filter(|bid| self.blocks.is_lost(bid.key()))).collect();
        bids.into_iter().filter(|bid| !self.is_used(*bid)).chain(self.shared()).collect()
    }

    /// Subnode trees to which more leads than was found so far, or perhaps does.
    fn shared(&self) -> impl Iterator<Item = Bid> {
        let used = self.kept.blocks.values().filter(|entry| entry.refs > 1);
        let own = used.filter(|entry| self.kept.sub_blocks.contains(&entry.bid.key()));
        let bids = own.map(|entry| entry.bid);
        let more = move |bid: Bid| self.more_of(bid).is_some_and(|more| more > 0);
        bids.filter(move |bid| more(*bid) || !self.is_counted(*bid))
    }

    /// How many more lead to a block than was found so far; `None` if the block tree does not tell.
    fn more_of(&self, bid: Bid) -> Option<u16> {
        let counted = self.kept.blocks.get(&bid.key()).map_or(1, |entry| entry.refs);
        let listed = self.blocks.entries.get(&bid.key())?.refs;
        Some(listed.saturating_sub(counted).min(MOST_COPIES))
    }

    fn sizes_below(&self, sub: Bid, depth: usize) -> u64 {
        let children = self
            .kept
            .children
            .get(&sub.key())
            .filter(|_| !sub.is_none() && depth < MAX_BLOCK_DEPTH);
        let sizes = children.into_iter().flatten().map(|bid| {
            if self.kept.sub_blocks.contains(&bid.key()) {
                self.sizes_below(*bid, depth + 1)
            } else {
                self.len_of(*bid)
            }
        });
        sizes.sum()
    }
}

impl Stock for Salvage {
    fn leads_to(&mut self, bid: Bid) -> Result<Option<Leads>> {
        let Some((entry, Grade::Sound)) = self.grade(bid).filter(|_| bid.is_internal()) else {
            return Ok(None);
        };
        Ok(Leads::parse(&self.payload(&entry)?, self.format))
    }

    fn take_in(&mut self, data: Bid, sub: Bid) -> Result<Option<(Bid, Bid)>> {
        (self.doubtful, self.parts) = (0, 0);
        let Some(data) = self.data(data)? else { return Ok(None) };
        if !self.is_properties(data)? {
            return Ok(None);
        }
        let sub = self.sub(sub, 0)?.unwrap_or_default();
        Ok(Some((data, sub)))
    }

    fn near(&self) -> u64 {
        u64::MAX
    }

    fn times(&self, sub: Bid) -> u16 {
        self.more_of(sub).unwrap_or(0).max(u16::from(!self.is_used(sub)))
    }

    fn is_counted(&self, sub: Bid) -> bool {
        self.blocks.entries.contains_key(&sub.key()) && !self.blocks.rescued.contains(&sub.key())
    }

    fn copies_of(&self, data: Bid) -> u16 {
        self.more_of(data).unwrap_or(0).saturating_sub(1)
    }

    fn missing(&self, nodes: &[NodeEntry]) -> Vec<NodeEntry> {
        let mut seen = BTreeSet::new();
        let items = nodes.iter().filter(|node| node.nid.is_item());
        let firsts = items.filter(|node| seen.insert(node.data));
        let copies = firsts.flat_map(|node| {
            let more = self.more_of(node.data).unwrap_or(0);
            let of_parts = if node.sub.is_none() { None } else { self.more_of(node.sub) };
            std::iter::repeat_n(node, usize::from(of_parts.map_or(more, |parts| parts.min(more))))
        });
        let bare = |node: &NodeEntry| Nid::new(0, node.nid.kind());
        copies.map(|node| NodeEntry { nid: bare(node), parent: Nid(0), ..*node }).collect()
    }

    fn size_of(&self, data: Bid, sub: Bid) -> u64 {
        self.len_of(data).saturating_add(self.sizes_below(sub, 0))
    }

    fn size_below(&mut self, sub: Bid) -> Result<Option<u64>> {
        Ok(self.sub(sub, 0)?.map(|sub| self.sizes_below(sub, 0)))
    }

    /// A view of nothing but these blocks.
    fn view_of(&mut self, data: Bid) -> Result<View> {
        let none = (Bref::default(), Bref::default());
        let (backend, len) = (Arc::clone(&self.backend), self.backend.len()?);
        let mut view = View::new(backend, self.format, self.header.encryption, len, none);
        let mut bids = vec![data];
        while let Some(bid) = bids.pop() {
            if let Some((entry, Grade::Sound)) = self.grade(bid)
                && view.blocks.insert(bid.key(), Some(entry)).is_none()
                && let Some(Leads::Data(block)) = self.leads_to(bid)?
            {
                bids.extend(block.children);
            }
        }
        Ok(view)
    }
}

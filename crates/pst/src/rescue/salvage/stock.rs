//! Blocks of a damaged file in which loose objects are looked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Result;
use crate::ndb::blocks::Leads;
use crate::ndb::btree::BlockEntry;
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::view::View;
use crate::rescue::loose::Stock;
use crate::rescue::salvage::blocks::Grade;
use crate::rescue::salvage::{MAX_NESTING, Salvage};

/// More copies of one item are no copies but a false count.
const MOST_COPIES: u16 = 64;

impl Salvage {
    /// Blocks of the file that no node needs and that look like the beginning of something: those
    /// that the block tree lists, and all where it is torn.
    pub fn loose(&self) -> Vec<Bid> {
        let listed = self.blocks.entries.values().map(|entry| entry.bid);
        let all = self.found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid);
        let torn = self.blocks.torn > 0;
        let bids: BTreeSet<Bid> = listed.chain(all.filter(|_| torn)).collect();
        bids.into_iter().filter(|bid| !self.is_used(*bid)).collect()
    }

    /// Subnode trees to which more leads than was found so far.
    pub fn shared(&self) -> Vec<Bid> {
        let used = self.kept.blocks.values().filter(|entry| entry.refs > 1);
        let own = used.filter(|entry| self.kept.sub_blocks.contains(&entry.bid.key()));
        let listed = |entry: &&BlockEntry| {
            let listed = self.blocks.entries.get(&entry.bid.key());
            listed.is_some_and(|listed| listed.refs > entry.refs)
        };
        own.filter(listed).map(|entry| entry.bid).collect()
    }

    fn sizes_below(&self, sub: Bid, depth: usize) -> u64 {
        let children =
            self.kept.children.get(&sub.key()).filter(|_| !sub.is_none() && depth < MAX_NESTING);
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
        let listed = self.blocks.entries.get(&sub.key()).map_or(2, |entry| entry.refs);
        let counted = self.kept.blocks.get(&sub.key()).map_or(1, |entry| entry.refs.max(1));
        listed.saturating_sub(counted).clamp(1, MOST_COPIES)
    }

    fn copies_of(&self, data: Bid) -> u16 {
        let listed = self.blocks.entries.get(&data.key());
        listed.map_or(0, |entry| entry.refs.saturating_sub(2)).min(MOST_COPIES)
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

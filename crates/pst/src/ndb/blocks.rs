//! Writing blocks: immutable, counted, copied on write (\[MS-PST\] 2.2.2.8, 2.6.1.1).
//!
//! A block is put with no references (`cRef` 1) and lives as long as something refers to it.
//! Referring is counted one level deep: an XBLOCK holds its children, whoever holds the XBLOCK
//! does not.

use std::collections::BTreeSet;

use crate::bytes::{long, push_wide, short, wide};
use crate::crc::{crc32, signature};
use crate::ndb::alloc::Extent;
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::commit::Writer;
use crate::ndb::data_tree::{X_TYPE, XBlock};
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::page::push_sums;
use crate::ndb::subnodes::{S_TYPE, SBlock, Subnodes};
use crate::{At, Damage, Error, Result};

/// Embedded items nest, three blocks each, but not without end.
const MAX_NESTING: u8 = 200;

impl Writer {
    /// Writes a block. Nothing refers to it yet.
    pub fn put_block(&mut self, payload: &[u8], internal: bool) -> Result<Bid> {
        self.begin()?;
        let format = self.view.format;
        let len = payload.len();
        if len > format.block_max {
            return Err(Error::TooLarge { what: "block" });
        }
        let bid = self.next_bid(internal)?;
        let size = format.block_size(len);
        let ib = self.take(size, crate::format::SLOT)?;
        let run = self.view.buffered.run_to(ib);
        let start = run.len();
        run.extend_from_slice(payload);
        let stored = run.get_mut(start..).unwrap_or_default();
        if !internal {
            self.view.encryption.encode(stored, bid.0);
        }
        let crc = crc32(stored);
        run.resize(start + crate::bytes::index(size) - format.block_trailer, 0);
        run.extend_from_slice(&short(len).to_le_bytes());
        run.extend_from_slice(&signature(ib, bid.0).to_le_bytes());
        push_sums(run, format, crc, bid.0);
        self.buffered(crate::bytes::index(size))?;
        let entry = BlockEntry { bid, ib, stored: short(len), len: short(len), refs: 1 };
        self.view.blocks.insert(bid.key(), Some(entry));
        Ok(bid)
    }

    fn next_bid(&mut self, internal: bool) -> Result<Bid> {
        let bid = self.header.next_block.next_multiple_of(4);
        if self.view.format.ptr == 4 && bid > u64::from(u32::MAX) - 8 {
            return Err(Error::damaged(At::Header, Damage::Counter));
        }
        self.header.next_block = bid + 4;
        Ok(Bid(if internal { bid | 2 } else { bid }))
    }

    /// One more reference to a block.
    pub fn hold(&mut self, bid: Bid) -> Result<()> {
        if bid.is_none() {
            return Ok(());
        }
        let entry = self.changed_entry(bid)?;
        let refs = entry.refs.checked_add(1);
        entry.refs = refs.ok_or(Error::damaged(At::Block(bid.0), Damage::Counter))?;
        Ok(())
    }

    /// The entry of a block, to be changed.
    fn changed_entry(&mut self, bid: Bid) -> Result<&mut BlockEntry> {
        if !self.view.blocks.contains_key(&bid.key()) {
            let entry = self.view.block_entry(bid)?;
            self.view.blocks.insert(bid.key(), Some(entry));
        }
        let entry = self.view.blocks.get_mut(&bid.key()).and_then(Option::as_mut);
        entry.ok_or(Error::damaged(At::Block(bid.0), Damage::MissingBlock))
    }

    /// One reference less; the last one takes the block and what only it held.
    pub fn let_go(&mut self, bid: Bid) -> Result<()> {
        if bid.is_none() {
            return Ok(());
        }
        let entry = self.changed_entry(bid)?;
        if entry.refs > 2 {
            entry.refs -= 1;
            return Ok(());
        }
        let entry = *entry;
        let children = self.children(&entry)?;
        self.view.blocks.insert(bid.key(), None);
        let size = self.view.format.block_size(usize::from(entry.len));
        self.release(Extent { ib: entry.ib, size });
        children.into_iter().try_for_each(|child| self.let_go(child))
    }

    /// Whether everything that would go with a block can be found, so that letting go of it does
    /// not stop half way.
    pub fn check_release(&self, bids: [Bid; 2]) -> Result<()> {
        let mut seen = BTreeSet::new();
        bids.into_iter().try_for_each(|bid| self.check_branch(bid, &mut seen, 0))
    }

    fn check_branch(&self, bid: Bid, seen: &mut BTreeSet<u64>, depth: u8) -> Result<()> {
        if bid.is_none() {
            return Ok(());
        }
        let entry = self.view.block_entry(bid)?;
        if entry.refs > 2 {
            return Ok(());
        }
        // One that is named twice but counted once.
        if !seen.insert(bid.key()) {
            return Err(Error::damaged(At::Block(bid.0), Damage::Counter));
        }
        if depth > MAX_NESTING {
            return Err(Error::damaged(At::Block(bid.0), Damage::Depth));
        }
        let mut children = self.children(&entry)?.into_iter();
        children.try_for_each(|child| self.check_branch(child, seen, depth + 1))
    }

    /// What a block refers to.
    fn children(&self, entry: &BlockEntry) -> Result<Vec<Bid>> {
        if !entry.bid.is_internal() {
            return Ok(Vec::new());
        }
        let bytes = self.view.block_of(entry)?;
        if let Some(block) = XBlock::parse(&bytes, self.view.format.ptr) {
            return Ok(block.children);
        }
        match SBlock::parse(&bytes, self.view.format) {
            Some(SBlock::Leaf(entries)) => {
                Ok(entries.into_iter().flat_map(|(_, sub)| [sub.data, sub.sub]).collect())
            }
            Some(SBlock::Branch(children)) => Ok(children),
            None => Err(Error::damaged(At::Block(entry.bid.0), Damage::Type)),
        }
    }

    /// Writes bytes as a data tree; 0 for none.
    pub fn put_tree(&mut self, bytes: &[u8]) -> Result<Bid> {
        self.refuse_too_much(bytes.len())?;
        let leaves = bytes
            .chunks(self.view.format.block_max)
            .map(|chunk| self.put_block(chunk, false))
            .collect::<Result<Vec<_>>>()?;
        self.join_leaves(&leaves, wide(bytes.len()))
    }

    /// Puts XBLOCK and XXBLOCK over leaves as needed. All leaves but the last must be full.
    pub fn join_leaves(&mut self, leaves: &[Bid], total: u64) -> Result<Bid> {
        match leaves {
            [] => Ok(Bid(0)),
            [one] => Ok(*one),
            many => self.join_many(many, total),
        }
    }

    fn join_many(&mut self, leaves: &[Bid], total: u64) -> Result<Bid> {
        let total = u32::try_from(total).map_err(|_| Error::TooLarge { what: "value" })?;
        let (max, full) = (self.view.format.x_max(), long(self.view.format.block_max));
        if leaves.len() <= max {
            return self.put_x(1, leaves, total);
        }
        let span = full.saturating_mul(long(max));
        let mut rest = total;
        let mut blocks = Vec::new();
        for part in leaves.chunks(max) {
            blocks.push(self.put_x(1, part, rest.min(span))?);
            rest = rest.saturating_sub(span);
        }
        if blocks.len() > max {
            return Err(Error::TooLarge { what: "value" });
        }
        self.put_x(2, &blocks, total)
    }

    fn put_x(&mut self, level: u8, children: &[Bid], total: u32) -> Result<Bid> {
        let mut bytes = vec![X_TYPE, level];
        bytes.extend_from_slice(&short(children.len()).to_le_bytes());
        bytes.extend_from_slice(&total.to_le_bytes());
        children.iter().for_each(|child| push_wide(&mut bytes, self.view.format.ptr, child.0));
        children.iter().try_for_each(|child| self.hold(*child))?;
        self.put_block(&bytes, true)
    }

    /// Writes a subnode tree; 0 for none. What the entries name is held.
    pub fn put_subnodes(&mut self, subnodes: &Subnodes) -> Result<Bid> {
        let format = self.view.format;
        let entries: Vec<_> = subnodes.iter().map(|(nid, sub)| (*nid, *sub)).collect();
        let mut leaves = Vec::new();
        for part in entries.chunks(format.sl_max()) {
            let mut bytes = self.sub_header(0, part.len());
            for (nid, sub) in part {
                for value in [u64::from(nid.0), sub.data.0, sub.sub.0] {
                    push_wide(&mut bytes, format.ptr, value);
                }
                self.hold(sub.data)?;
                self.hold(sub.sub)?;
            }
            let first = part.first().map_or(Nid(0), |(nid, _)| *nid);
            leaves.push((first, self.put_block(&bytes, true)?));
        }
        match leaves.as_slice() {
            [] => Ok(Bid(0)),
            [(_, only)] => Ok(*only),
            many => self.put_si(many),
        }
    }

    fn put_si(&mut self, leaves: &[(Nid, Bid)]) -> Result<Bid> {
        let format = self.view.format;
        if leaves.len() > format.si_max() {
            return Err(Error::TooLarge { what: "item" });
        }
        let mut bytes = self.sub_header(1, leaves.len());
        for (first, bid) in leaves {
            push_wide(&mut bytes, format.ptr, u64::from(first.0));
            push_wide(&mut bytes, format.ptr, bid.0);
            self.hold(*bid)?;
        }
        self.put_block(&bytes, true)
    }

    fn sub_header(&self, level: u8, count: usize) -> Vec<u8> {
        let mut bytes = vec![S_TYPE, level];
        bytes.extend_from_slice(&short(count).to_le_bytes());
        bytes.resize(self.view.format.sub_header, 0);
        bytes
    }

    /// Makes or changes a node. The new blocks are held before the old ones are let go, so that
    /// what both share stays.
    pub fn set_node(&mut self, node: NodeEntry) -> Result<()> {
        self.begin()?;
        let old = self.view.find_node(node.nid)?;
        self.hold(node.data)?;
        self.hold(node.sub)?;
        self.view.nodes.insert(u64::from(node.nid.0), Some(node));
        if let Some(old) = old {
            self.let_go(old.data)?;
            self.let_go(old.sub)?;
        }
        Ok(())
    }

    /// Removes a node and what only it held.
    pub fn remove_node(&mut self, nid: Nid) -> Result<()> {
        self.begin()?;
        let old = self.view.node(nid)?;
        self.view.nodes.insert(u64::from(nid.0), None);
        self.let_go(old.data)?;
        self.let_go(old.sub)
    }
}

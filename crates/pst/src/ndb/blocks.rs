//! Writing blocks: immutable, counted, copied on write (\[MS-PST\] 2.2.2.8, 2.6.1.1).
//!
//! A block is put with no references (`cRef` 1) and lives as long as something refers to it.
//! Referring is counted one level deep: an XBLOCK holds its children, whoever holds the XBLOCK
//! does not.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use crate::bytes::{index, long, short, wide};
use crate::crc::{crc32, signature};
use crate::format::Format;
use crate::ndb::alloc::Extent;
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::commit::Writer;
use crate::ndb::data_tree::XBlock;
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::page::push_sums;
use crate::ndb::subnodes::{MAX_BLOCK_DEPTH, SBlock, Subnodes, encode_branch, encode_leaf};
use crate::{At, Damage, Error, Result};

/// What an internal block leads to.
pub(crate) enum Leads {
    /// XBLOCK and XXBLOCK.
    Data(XBlock),
    /// SLBLOCK and SIBLOCK.
    Subs(SBlock),
}

impl Leads {
    pub fn parse(bytes: &[u8], format: &Format) -> Option<Self> {
        let data = XBlock::parse(bytes, format.ptr).map(Self::Data);
        data.or_else(|| SBlock::parse(bytes, format).map(Self::Subs))
    }

    /// All blocks that it names; 0 where it names none.
    pub fn bids(self) -> Vec<Bid> {
        match self {
            Self::Data(block) => block.children,
            Self::Subs(SBlock::Branch(children)) => children,
            Self::Subs(SBlock::Leaf(entries)) => {
                entries.into_iter().flat_map(|(_, sub)| [sub.data, sub.sub]).collect()
            }
        }
    }
}

/// Ends a block whose stored bytes begin at `start` of a buffer: padding and trailer.
pub(crate) fn seal(buffer: &mut Vec<u8>, start: usize, format: &Format, bid: Bid, ib: u64) {
    let stored = buffer.get(start..).unwrap_or_default();
    let (len, crc) = (stored.len(), crc32(stored));
    buffer.resize(start + index(format.block_size(len)) - format.block_trailer, 0);
    buffer.extend_from_slice(&short(len).to_le_bytes());
    buffer.extend_from_slice(&signature(ib, bid.0).to_le_bytes());
    push_sums(buffer, format, crc, bid.0);
}

/// The count of references with some more.
fn more(entry: &BlockEntry, held: u16) -> Result<u16> {
    entry.refs.checked_add(held).ok_or(too_many(entry.bid))
}

fn too_many(bid: Bid) -> Error {
    Error::damaged(At::Block(bid.0), Damage::Counter)
}

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
        seal(run, start, format, bid, ib);
        self.buffered(index(size))?;
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
        // Most are let go of again with the list that named them before, and need not be looked up.
        if !self.view.blocks.contains_key(&bid.key()) {
            let noted = self.held.entry(bid.key()).or_default();
            *noted = noted.checked_add(1).ok_or(too_many(bid))?;
            return Ok(());
        }
        let entry = self.changed_entry(bid)?;
        entry.refs = more(entry, 1)?;
        Ok(())
    }

    /// Whether a reference that was only noted was taken back.
    fn take_back(&mut self, bid: Bid) -> bool {
        let Entry::Occupied(mut noted) = self.held.entry(bid.key()) else { return false };
        match noted.get_mut() {
            1 => drop(noted.remove()),
            more => *more -= 1,
        }
        true
    }

    /// Counts the references that were only noted.
    pub fn count_held(&mut self) -> Result<()> {
        for (key, held) in std::mem::take(&mut self.held) {
            let entry = self.changed_entry(Bid(key))?;
            entry.refs = more(entry, held)?;
        }
        Ok(())
    }

    /// The entry of a block, to be changed.
    fn changed_entry(&mut self, bid: Bid) -> Result<&mut BlockEntry> {
        if !self.view.blocks.contains_key(&bid.key()) {
            let mut entry = self.view.block_entry(bid)?;
            entry.refs = more(&entry, self.held.remove(&bid.key()).unwrap_or_default())?;
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
        if self.take_back(bid) {
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
        children.into_iter().try_for_each(|child| self.let_go_below(child))
    }

    /// The same for what a block names. One that a node names, too, though only one reference is
    /// counted, stays: then that is the node's.
    fn let_go_below(&mut self, bid: Bid) -> Result<()> {
        let named = self.alloc.as_ref().is_some_and(|alloc| alloc.named.contains(bid.key()));
        if named && !self.held.contains_key(&bid.key()) && self.changed_entry(bid)?.refs <= 2 {
            return Ok(());
        }
        self.let_go(bid)
    }

    /// Whether everything that would go with a block can be found, so that letting go of it does
    /// not stop half way.
    pub fn check_release(&mut self, bids: [Bid; 2]) -> Result<()> {
        self.begin()?;
        let mut seen = BTreeSet::new();
        bids.into_iter().try_for_each(|bid| self.check_branch(bid, &mut seen, 0))
    }

    fn check_branch(&self, bid: Bid, seen: &mut BTreeSet<u64>, depth: usize) -> Result<()> {
        if bid.is_none() {
            return Ok(());
        }
        let entry = self.view.block_entry(bid)?;
        if self.refs(&entry) > 2 {
            return Ok(());
        }
        // One that is named twice but counted once.
        if !seen.insert(bid.key()) {
            return Err(Error::damaged(At::Block(bid.0), Damage::Counter));
        }
        if depth > MAX_BLOCK_DEPTH {
            return Err(Error::damaged(At::Block(bid.0), Damage::Depth));
        }
        let mut children = self.children(&entry)?.into_iter();
        children.try_for_each(|child| self.check_branch(child, seen, depth + 1))
    }

    /// The count of references to a block, with those that are only noted.
    pub fn refs(&self, entry: &BlockEntry) -> u32 {
        let noted = self.held.get(&entry.bid.key()).copied().unwrap_or_default();
        u32::from(entry.refs) + u32::from(noted)
    }

    /// What a block refers to. What did not exist yet when the block was written is none of its:
    /// its id was given to another one since.
    fn children(&self, entry: &BlockEntry) -> Result<Vec<Bid>> {
        if !entry.bid.is_internal() {
            return Ok(Vec::new());
        }
        let leads = Leads::parse(&self.view.block_of(entry)?, self.view.format);
        let leads = leads.ok_or(Error::damaged(At::Block(entry.bid.0), Damage::Type))?;
        let (bids, first_new) =
            (leads.bids(), self.alloc.as_ref().map_or(0, |alloc| alloc.first_new));
        let newer = bids.iter().find(|bid| entry.bid.key() < first_new && bid.key() >= first_new);
        match newer {
            Some(bid) => Err(Error::damaged(At::Block(bid.0), Damage::MissingBlock)),
            None => Ok(bids),
        }
    }

    /// Writes bytes as a data tree; 0 for none.
    pub fn put_tree(&mut self, bytes: &[u8]) -> Result<Bid> {
        self.refuse_too_much(bytes.len())?;
        let leaves = bytes
            .chunks(self.view.format.block_max)
            .map(|chunk| self.put_block(chunk, false))
            .collect::<Result<Vec<_>>>()?;
        self.join_leaves(&leaves, wide(bytes.len()), Bid(0))
    }

    /// Puts XBLOCK and XXBLOCK over leaves as needed. All leaves but the last must be full. XBLOCKs
    /// of the tree that they replace stay where they would be the same: a list of many blocks is
    /// not written and counted anew for a few.
    pub fn join_leaves(&mut self, leaves: &[Bid], total: u64, replaced: Bid) -> Result<Bid> {
        match leaves {
            [] => Ok(Bid(0)),
            [one] => Ok(*one),
            many => self.join_many(many, total, &self.x_blocks(replaced)),
        }
    }

    fn join_many(&mut self, leaves: &[Bid], total: u64, old: &[(Bid, XBlock)]) -> Result<Bid> {
        let total = u32::try_from(total).map_err(|_| Error::TooLarge { what: "value" })?;
        let (max, full) = (self.view.format.x_max(), long(self.view.format.block_max));
        let span = full.saturating_mul(long(max));
        let mut rest = total;
        let mut blocks = Vec::new();
        for (i, part) in leaves.chunks(max).enumerate() {
            let claimed = rest.min(span);
            let same = |x: &XBlock| x.level == 1 && x.total == claimed && x.children == part;
            blocks.push(match old.get(i).filter(|(_, x)| same(x)) {
                Some((bid, _)) => *bid,
                None => self.put_x(1, part, claimed)?,
            });
            rest = rest.saturating_sub(span);
        }
        match blocks.as_slice() {
            [one] => Ok(*one),
            many if many.len() > max => Err(Error::TooLarge { what: "value" }),
            many => self.put_x(2, many, total),
        }
    }

    /// The XBLOCKs of a data tree, as far as they can be read.
    fn x_blocks(&self, root: Bid) -> Vec<(Bid, XBlock)> {
        let read = |bid: Bid| {
            let bytes = self.view.block(bid).ok().filter(|_| bid.is_internal())?;
            Some((bid, XBlock::parse(&bytes, self.view.format.ptr)?))
        };
        match read(root) {
            Some((_, top)) if top.level == 2 => top.children.into_iter().map_while(read).collect(),
            top => top.into_iter().collect(),
        }
    }

    fn put_x(&mut self, level: u8, children: &[Bid], total: u32) -> Result<Bid> {
        children.iter().try_for_each(|child| self.hold(*child))?;
        self.put_block(&XBlock::encode(level, total, children, self.view.format.ptr), true)
    }

    /// Writes a subnode tree; 0 for none. What the entries name is held.
    pub fn put_subnodes(&mut self, subnodes: &Subnodes) -> Result<Bid> {
        let format = self.view.format;
        let entries: Vec<_> = subnodes.iter().map(|(nid, sub)| (*nid, *sub)).collect();
        let mut leaves = Vec::new();
        for part in entries.chunks(format.sl_max()) {
            for (_, sub) in part {
                self.hold(sub.data)?;
                self.hold(sub.sub)?;
            }
            let first = part.first().map_or(Nid(0), |(nid, _)| *nid);
            leaves.push((first, self.put_block(&encode_leaf(part, format), true)?));
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
        leaves.iter().try_for_each(|(_, bid)| self.hold(*bid))?;
        self.put_block(&encode_branch(leaves, format), true)
    }

    /// Makes or changes a node. The new blocks are held before the old ones are let go, so that
    /// what both share stays.
    pub fn set_node(&mut self, node: NodeEntry) -> Result<()> {
        self.begin()?;
        let old = self.view.find_node(node.nid)?;
        self.hold(node.data)?;
        self.hold(node.sub)?;
        self.view.nodes.insert(u64::from(node.nid.0), Some(node));
        for (old, new) in old.iter().flat_map(|old| [(old.data, node.data), (old.sub, node.sub)]) {
            self.let_go(old)?;
            if old != new {
                self.no_longer_named(old);
            }
        }
        Ok(())
    }

    /// Removes a node and what only it held.
    pub fn remove_node(&mut self, nid: Nid) -> Result<()> {
        self.begin()?;
        let old = self.view.node(nid)?;
        self.view.nodes.insert(u64::from(nid.0), None);
        for bid in [old.data, old.sub] {
            self.let_go(bid)?;
            self.no_longer_named(bid);
        }
        Ok(())
    }

    /// A node has let go of a block; if that is left, it is because something else names it.
    fn no_longer_named(&mut self, bid: Bid) {
        let left = self.view.blocks.get(&bid.key()) != Some(&None);
        if let Some(alloc) = self.alloc.as_mut().filter(|_| left) {
            alloc.named.remove(bid.key());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ndb::ids::Bid;
    use crate::{MemoryBackend, NewStore, Pst};

    #[test]
    fn a_list_of_many_blocks_is_written_anew_only_where_it_changes() {
        let new = NewStore::new("Listen", [1; 16], [2; 16]);
        let pst = Pst::create_on(Box::new(MemoryBackend::default()), &new).unwrap();
        let mut txn = pst.write().unwrap();
        let w = &mut txn.writer;
        let (max, full) = (w.view.format.x_max(), w.view.format.block_max);
        let bytes = vec![7; (2 * max + 1) * full];
        let old = w.put_tree(&bytes).unwrap();
        let mut leaves = w.view.data_tree(old).unwrap().leaves;
        leaves[max + 5] = w.put_block(&vec![8; full], false).unwrap();
        let new = w.join_leaves(&leaves, bytes.len() as u64, old).unwrap();
        assert_eq!(w.view.data_tree(new).unwrap().leaves, leaves);
        let lists = |root| w.x_blocks(root).into_iter().map(|(bid, _)| bid).collect::<Vec<Bid>>();
        let (old, new) = (lists(old), lists(new));
        assert_eq!((old.len(), new.len()), (3, 3));
        assert_eq!([old[0], old[2]], [new[0], new[2]]);
        assert_ne!(old[1], new[1]);
    }
}

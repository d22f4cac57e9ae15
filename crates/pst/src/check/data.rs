//! Data trees (\[MS-PST\] 2.2.2.8.3.2) and subnode trees (2.2.2.8.3.3).

use crate::bytes::{Bytes, wide};
use crate::check::header::raise;
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::ndb::data_tree::X_TYPE;
use crate::ndb::ids::Bid;
use crate::ndb::subnodes::S_TYPE;
use crate::{At, Nid};

/// The leaves of a data tree.
#[derive(Debug, Default)]
pub(super) struct DataTree {
    pub leaves: Vec<Bid>,
    /// Payload of all leaves in bytes.
    pub len: u64,
}

/// A subnode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sub {
    pub nid: Nid,
    pub data: Bid,
    pub sub: Bid,
    /// A property refers to it.
    pub used: bool,
}

/// The subnodes of an object, sorted by their ids.
#[derive(Debug, Default)]
pub(super) struct Subs {
    pub list: Vec<Sub>,
}

impl Subs {
    pub fn get(&self, nid: Nid) -> Option<Sub> {
        let at = self.list.binary_search_by_key(&nid, |sub| sub.nid).ok()?;
        self.list.get(at).copied()
    }

    /// The subnode that a value refers to.
    pub fn refer(&mut self, nid: Nid) -> Option<Sub> {
        let at = self.list.binary_search_by_key(&nid, |sub| sub.nid).ok()?;
        let sub = self.list.get_mut(at)?;
        sub.used = true;
        Some(*sub)
    }
}

fn fault<T>(bid: Bid, what: Flaw) -> Try<T> {
    Err(Stop::Fault(At::Block(bid.0), what))
}

fn hex(byte: Option<u8>) -> Hex {
    Hex(byte.unwrap_or(0).into())
}

impl Check<'_> {
    /// The data tree at `root`; faults in it are noted when it is met first.
    pub(super) fn data_tree(&mut self, owner: Owner, root: Bid) -> Try<DataTree> {
        let mut tree = DataTree::default();
        if !root.is_none() {
            self.collect_leaves(owner, root, 3, &mut tree)?;
        }
        Ok(tree)
    }

    fn collect_leaves(
        &mut self,
        owner: Owner,
        bid: Bid,
        above: u8,
        tree: &mut DataTree,
    ) -> Try<()> {
        self.name_damaged(owner, bid);
        if !bid.is_internal() {
            tree.len += self.block_len(bid)?;
            tree.leaves.push(bid);
            self.pay(16)?;
            return match tree.leaves.len() <= self.blocks.len() {
                true => Ok(()),
                false => fault(bid, Flaw::DataRepeats),
            };
        }
        let bytes = self.block(bid)?;
        let level = match (bytes.u8_at(0), bytes.u8_at(1)) {
            (Some(X_TYPE), Some(level @ 1..=2)) => level,
            (kind, level) => {
                return fault(bid, Flaw::XBlockKind { kind: hex(kind), level: hex(level) });
            }
        };
        if level >= above {
            return fault(bid, Flaw::XBlockChild { child: Hex(bid.0), level: above });
        }
        let first = self.first_visit(bid);
        let children = self.x_children(owner, bid, &bytes, first)?;
        let before = tree.len;
        for child in children {
            if child.is_internal() != (level == 2) {
                return fault(bid, Flaw::XBlockChild { child: Hex(child.0), level });
            }
            self.collect_leaves(owner, child, level, tree)?;
        }
        let (found, expected) = (bytes.u32_at(4).unwrap_or(0).into(), tree.len - before);
        if first && found != expected {
            let what = Flaw::XBlockTotal { found, expected };
            self.note(Some(owner), At::Block(bid.0), what);
        }
        Ok(())
    }

    fn x_children(&mut self, owner: Owner, bid: Bid, bytes: &[u8], first: bool) -> Try<Vec<Bid>> {
        let w = self.format.ptr;
        let count = usize::from(bytes.u16_at(2).unwrap_or(0));
        let (size, entries) = (wide(bytes.len()), wide(count));
        let children: Option<Vec<Bid>> =
            (0..count).map(|i| bytes.wide_at(8 + i * w, w).map(Bid)).collect();
        let Some(children) = children else {
            return fault(bid, Flaw::XBlockShort { size, entries });
        };
        if first {
            let at = At::Block(bid.0);
            let long = bytes.len() > 8 + count * w;
            self.demand(!long, owner, at, Flaw::XBlockLong { size, entries });
            self.demand(count > 0, owner, at, Flaw::XBlockEmpty);
            children.iter().for_each(|child| self.refer(*child));
        }
        Ok(children)
    }

    /// Every leaf of a data tree but the last is full. Heaps say so of their blocks themselves.
    pub(super) fn check_full(&mut self, owner: Owner, tree: &DataTree) {
        let full = wide(self.format.block_max);
        let Some((_, leaves)) = tree.leaves.split_last() else { return };
        for (leaf, bid) in leaves.iter().enumerate() {
            let size = self.block_len(*bid).unwrap_or(full);
            if size != full {
                let what = Flaw::XBlockNotFull { leaf: wide(leaf), size };
                self.note(Some(owner), At::Block(bid.0), what);
            }
        }
    }

    /// The bytes of a data tree, refused if they are more than the file.
    pub(super) fn tree_bytes(&mut self, owner: Owner, root: Bid) -> Try<Vec<u8>> {
        let tree = self.data_tree(owner, root)?;
        if tree.len > self.len {
            return fault(root, Flaw::ValueTooLarge { size: tree.len });
        }
        let mut bytes = Vec::with_capacity(crate::bytes::index(tree.len));
        for leaf in tree.leaves {
            bytes.extend_from_slice(&self.block(leaf)?);
        }
        Ok(bytes)
    }

    /// The subnodes of the tree at `root`. What is out of order is noted and left out, so that no
    /// block can be listed again and again.
    pub(super) fn subnodes(&mut self, owner: Owner, root: Bid) -> Try<Subs> {
        let mut subs = Subs::default();
        if root.is_none() {
            return Ok(subs);
        }
        if !root.is_internal() {
            return fault(root, Flaw::SubnodeRoot { block: Hex(root.0) });
        }
        self.collect_subs(owner, root, false, &mut subs)?;
        Ok(subs)
    }

    fn collect_subs(&mut self, owner: Owner, bid: Bid, below: bool, subs: &mut Subs) -> Try<()> {
        self.name_damaged(owner, bid);
        let bytes = self.block(bid)?;
        let branch = match (bytes.u8_at(0), bytes.u8_at(1)) {
            (Some(S_TYPE), Some(level @ 0..=1)) => level == 1,
            (kind, level) => {
                return fault(bid, Flaw::SBlockKind { kind: hex(kind), level: hex(level) });
            }
        };
        if branch && below {
            return fault(bid, Flaw::SBlockLevel { block: Hex(bid.0) });
        }
        let first = self.first_visit(bid);
        self.check_s_size(owner, bid, &bytes, branch, first)?;
        if branch {
            self.collect_branch(owner, bid, &bytes, first, subs)
        } else {
            self.collect_leaf(owner, bid, &bytes, first, subs);
            Ok(())
        }
    }

    fn s_entry(&self, branch: bool) -> usize {
        if branch { self.format.si_entry } else { self.format.sl_entry }
    }

    fn check_s_size(
        &mut self,
        owner: Owner,
        bid: Bid,
        bytes: &[u8],
        branch: bool,
        first: bool,
    ) -> Try<()> {
        let count = usize::from(bytes.u16_at(2).unwrap_or(0));
        let end = self.format.sub_header + count * self.s_entry(branch);
        let (size, entries, at) = (wide(bytes.len()), wide(count), At::Block(bid.0));
        if bytes.len() < end {
            return fault(bid, Flaw::SBlockShort { size, entries });
        }
        if first {
            let exact = bytes.len() == end;
            self.demand(exact, owner, at, Flaw::SBlockLong { size, entries });
            self.demand(count > 0, owner, at, Flaw::SBlockEmpty);
        }
        Ok(())
    }

    /// The entries of a block, checked to be there.
    fn s_entries<'a>(&self, bytes: &'a [u8], branch: bool) -> std::slice::ChunksExact<'a, u8> {
        let entry = self.s_entry(branch);
        let len = usize::from(bytes.u16_at(2).unwrap_or(0)) * entry;
        bytes.part(self.format.sub_header, len).unwrap_or_default().chunks_exact(entry)
    }

    fn collect_leaf(&mut self, owner: Owner, bid: Bid, bytes: &[u8], first: bool, subs: &mut Subs) {
        let w = self.format.ptr;
        for entry in self.s_entries(bytes, false) {
            let nid = Nid(entry.u32_at(0).unwrap_or(0));
            let data = Bid(entry.wide_at(w, w).unwrap_or(0));
            let sub = Bid(entry.wide_at(2 * w, w).unwrap_or(0));
            if first {
                self.refer(data);
                self.refer(sub);
            }
            match subs.list.last().filter(|before| before.nid >= nid) {
                Some(_) if !first => {}
                Some(before) => {
                    let what = Flaw::SBlockOrder { key: nid, before: before.nid };
                    self.note(Some(owner), At::Block(bid.0), what);
                }
                None => {
                    raise(&mut self.sub_index, nid);
                    subs.list.push(Sub { nid, data, sub, used: false });
                }
            }
        }
    }

    fn collect_branch(
        &mut self,
        owner: Owner,
        bid: Bid,
        bytes: &[u8],
        first: bool,
        subs: &mut Subs,
    ) -> Try<()> {
        let w = self.format.ptr;
        let children: Vec<(Nid, Bid)> = self
            .s_entries(bytes, true)
            .map(|entry| {
                let child = Bid(entry.wide_at(w, w).unwrap_or(0));
                (Nid(entry.u32_at(0).unwrap_or(0)), child)
            })
            .collect();
        let mut last = None;
        for (expected, child) in children {
            if first {
                self.refer(child);
            }
            if let Some(before) = last.filter(|before| *before >= expected) {
                // The rest is given up: what is in order is enough to go on with.
                let what = Flaw::SBlockOrder { key: expected, before };
                self.note(Some(owner), At::Block(bid.0), what);
                return Ok(());
            }
            last = Some(expected);
            let start = subs.list.len();
            self.collect_subs(owner, child, true, subs)?;
            let Some(found) = subs.list.get(start).map(|sub| sub.nid) else { continue };
            let at = At::Block(child.0);
            if !first {
                continue;
            }
            if found < expected {
                self.note(Some(owner), at, Flaw::SBlockKeyLow { found, expected });
            } else if found > expected {
                self.note(Some(owner), at, Flaw::SBlockKeyHigh { found, expected });
            }
        }
        Ok(())
    }
}

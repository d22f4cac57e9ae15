//! What of a damaged file can be had below everything that has a meaning: which blocks there are,
//! which nodes, and what each node needs.
//!
//! What must hold: a block that is sound where the file says it is stays where it is, bit for bit,
//! unless another one lies over it: then it is written once more; a node keeps its id; what is left
//! out or replaced is noted; a tree of blocks that leads to itself ends. Only the end of the file is
//! written, and trailers of blocks that are kept although they are wrong.

mod blocks;
mod parts;
mod stock;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::Result;
use crate::backend::Backend;
use crate::bytes::wide;
use crate::cipher::Encryption;
use crate::format::Format;
use crate::ltp::heap::{PROPERTIES, SIGNATURE};
use crate::ndb::btree::{BlockEntry, NodeEntry, Tree};
use crate::ndb::commit::{PLAUSIBLE, raise_index};
use crate::ndb::header::Header;
use crate::ndb::ids::{Bid, Bref, Nid, NidType};
use crate::rescue::header;
use crate::rescue::report::{Fix, Step};
use crate::rescue::salvage::blocks::Grade;
use crate::rescue::scan::{Found, head};
use crate::rescue::tail::Tail;
use crate::rescue::trees::{Harvest, Source};

/// The parts of a file.
pub(super) struct Salvage {
    pub backend: Arc<dyn Backend>,
    pub header: Header,
    pub format: &'static Format,
    pub found: Found,
    pub nodes: Harvest<NodeEntry>,
    pub blocks: Harvest<BlockEntry>,
    pub steps: Vec<Step>,
    pub tail: Tail,
    /// Bytes of the file before anything was appended.
    len: u64,
    /// From where to where sound blocks lie.
    sound: Vec<(u64, u64)>,
    /// What was looked up.
    graded: HashMap<u64, Option<(BlockEntry, Grade)>>,
    kept: Kept,
    /// Of the object at hand: doubtful blocks, parts that are gone.
    doubtful: u64,
    parts: u64,
    /// Something is otherwise than the file says.
    pub changed: bool,
}

/// What is in the file to be.
#[derive(Default)]
struct Kept {
    blocks: BTreeMap<u64, BlockEntry>,
    /// What the internal ones lead to.
    children: HashMap<u64, Vec<Bid>>,
    /// Data trees and subnode trees by the block they had; `None` while they are looked at, and
    /// where nothing is left of them.
    data: HashMap<u64, Option<Bid>>,
    subs: HashMap<u64, Option<Bid>>,
    /// Bytes of blocks and data trees.
    lens: HashMap<u64, u64>,
    /// Blocks of subnode trees.
    sub_blocks: BTreeSet<u64>,
    /// The empty block that stands for one that is gone, by its length, and how often it does.
    blanks: HashMap<u16, (Bid, u16)>,
}

impl Salvage {
    /// `rebuilt` is whether the header was put together: then it may name no roots.
    pub fn new(backend: Arc<dyn Backend>, mut header: Header, rebuilt: bool) -> Result<Self> {
        let format = header.format;
        let found = Found::scan(&*backend, format)?;
        let encryption = header::encoding(&*backend, &found, header.encryption)?;
        let mut odd = encryption != header.encryption;
        if odd {
            header.encryption = encryption;
            header = header.with_encoding();
        }
        let unnamed = |at: Bref| rebuilt && !found.pages.iter().any(|page| page.at == at);
        for (at, tree) in [(&mut header.nbt, Tree::Nodes), (&mut header.bbt, Tree::Blocks)] {
            if unnamed(*at) {
                *at = found.root(tree).unwrap_or_default();
            }
        }
        let (nbt, bbt) = (header.nbt, header.bbt);
        let source = Source { backend: &*backend, format, found: &found };
        let at_place = |entry: &BlockEntry| {
            found.block(entry.bid).any(|block| block.ib == entry.ib && block.len == entry.len)
        };
        let blocks = Harvest::<BlockEntry>::of(&source, bbt, &at_place);
        // Where the block tree is whole, what it does not list was given up.
        let known = |bid: Bid| {
            let there = || blocks.is_lost(bid.key()) && found.block(bid).next().is_some();
            bid.is_none() || blocks.entries.contains_key(&bid.key()) || there()
        };
        let plausible = |node: &NodeEntry| {
            let there = node.nid.0 != 0 && !node.data.is_none();
            there
                && known(node.data)
                && known(node.sub)
                && is_of_its_kind(&source, header.encryption, node)
        };
        let nodes = Harvest::<NodeEntry>::of(&source, nbt, &plausible);
        let next = next_ids(&header, &found, &blocks);
        let len = backend.len()?;
        odd |= blocks.odd + nodes.odd > 0 || next != (header.next_block, header.next_page);
        let tail = Tail::new(Arc::clone(&backend), format, header.encryption, next)?;
        let own = found.blocks.iter().filter(|block| !block.moved);
        let extent = |ib: u64, len: u16| (ib, ib + format.block_size(usize::from(len)));
        let mut sound: Vec<_> = own.map(|block| extent(block.ib, block.len)).collect();
        sound.sort_unstable();
        Ok(Self {
            backend,
            header,
            format,
            found,
            nodes,
            blocks,
            steps: Vec::new(),
            tail,
            len,
            sound,
            graded: HashMap::new(),
            kept: Kept::default(),
            doubtful: 0,
            parts: 0,
            changed: odd,
        })
    }

    pub fn note(&mut self, what: Fix, nid: Option<Nid>, count: u64) {
        if count > 0 {
            self.steps.push(Step { what, nid, count });
            self.changed = true;
        }
    }

    /// All nodes with what they need. Answers them as they shall be.
    pub fn settle(&mut self) -> Result<Vec<NodeEntry>> {
        let torn = self.nodes.torn + self.blocks.torn;
        let rescued = wide(self.nodes.rescued.len() + self.blocks.rescued.len());
        self.note(Fix::Pages, None, torn);
        self.note(Fix::Trees, None, rescued);
        let nodes: Vec<NodeEntry> = self.nodes.entries.values().copied().collect();
        let mut settled = Vec::with_capacity(nodes.len());
        for node in nodes {
            settled.extend(self.node(node)?);
        }
        let moved = self.graded.values().flatten().filter(|(_, grade)| *grade == Grade::Moved);
        let moved = wide(moved.count());
        self.note(Fix::Moved, None, moved);
        self.changed |= lower_counters(&mut self.header, &settled);
        Ok(settled)
    }

    /// A node with its trees; of one that cannot be had an earlier version.
    fn node(&mut self, node: NodeEntry) -> Result<Option<NodeEntry>> {
        (self.doubtful, self.parts) = (0, 0);
        if let Some(settled) = self.version(node)? {
            self.note(Fix::Doubtful, Some(node.nid), self.doubtful);
            self.note(Fix::Parts, Some(node.nid), self.parts);
            return Ok(Some(settled));
        }
        let earlier = self.nodes.earlier.get(&u64::from(node.nid.0)).cloned().unwrap_or_default();
        for version in earlier {
            (self.doubtful, self.parts) = (0, 0);
            if self.is_sound(version)
                && let Some(settled) = self.version(version)?
            {
                self.note(Fix::Earlier, Some(node.nid), 1);
                self.note(Fix::Parts, Some(node.nid), self.parts);
                return Ok(Some(NodeEntry { parent: node.parent, ..settled }));
            }
        }
        self.note(Fix::Gone, Some(node.nid), 1);
        Ok(None)
    }

    fn version(&mut self, node: NodeEntry) -> Result<Option<NodeEntry>> {
        let Some(data) = self.data(node.data)? else { return Ok(None) };
        if must_be_properties(node.nid) && !self.is_properties(data)? {
            return Ok(None);
        }
        let sub = match self.sub(node.sub, 0)? {
            Some(sub) => sub,
            None => {
                self.parts += 1;
                Bid(0)
            }
        };
        self.changed |= (data, sub) != (node.data, node.sub);
        Ok(Some(NodeEntry { data, sub, ..node }))
    }

    /// Whether all blocks of a version are sound at the first two levels.
    fn is_sound(&mut self, node: NodeEntry) -> bool {
        [node.data, node.sub]
            .into_iter()
            .all(|bid| bid.is_none() || matches!(self.grade(bid), Some((_, Grade::Sound))))
    }

    /// Whether a data tree begins as a heap of properties.
    pub fn is_properties(&mut self, data: Bid) -> Result<bool> {
        let Some(first) = self.first_leaf(data) else { return Ok(false) };
        let Some(entry) = self.kept.blocks.get(&first.key()) else { return Ok(false) };
        let block = (entry.bid, entry.ib, entry.len);
        Ok(are_properties(head(&*self.backend, self.header.encryption, block)?))
    }

    fn first_leaf(&self, data: Bid) -> Option<Bid> {
        let mut at = data;
        for _ in 0..3 {
            if !at.is_internal() {
                return Some(at).filter(|bid| !bid.is_none());
            }
            at = *self.kept.children.get(&at.key())?.first()?;
        }
        None
    }
}

/// Whether the contents of a node are what its id says: a flipped bit makes another kind of it.
fn is_of_its_kind(source: &Source<'_>, encryption: Encryption, node: &NodeEntry) -> bool {
    let mut own = source.found.block(node.data).filter(|block| !block.moved);
    let Some(block) = own.next().filter(|block| !block.bid.is_internal()) else { return true };
    let Ok(head) = head(source.backend, encryption, (block.bid, block.ib, block.len)) else {
        return false;
    };
    let properties = are_properties(head);
    let may_be = [NidType::INTERNAL, NidType::SEARCH_CRITERIA].contains(&node.nid.kind());
    properties == must_be_properties(node.nid) || properties && may_be
}

/// Whether a block that begins so is the heap of a property context.
fn are_properties(head: [u8; 4]) -> bool {
    head[2..] == [SIGNATURE, PROPERTIES]
}

fn must_be_properties(nid: Nid) -> bool {
    let kinds = [NidType::FOLDER, NidType::SEARCH_FOLDER, NidType::MESSAGE, NidType::ASSOCIATED];
    kinds.contains(&nid.kind()) || nid == Nid::STORE || nid == Nid::NAMES
}

/// Counters of node ids that leave no room for more are set back to what is in use.
fn lower_counters(header: &mut Header, nodes: &[NodeEntry]) -> bool {
    let before = header.rgnid;
    for (kind, last) in (0..).zip(&mut header.rgnid) {
        if *last >= PLAUSIBLE {
            *last = Format::first_index(NidType(kind));
        }
    }
    if header.rgnid != before {
        nodes.iter().for_each(|node| raise_index(header, node.nid));
    }
    header.rgnid != before
}

/// The ids of the next block and the next page.
fn next_ids(header: &Header, found: &Found, blocks: &Harvest<BlockEntry>) -> (u64, u64) {
    // The id in a trailer is under no checksum: only where the signature agrees it counts.
    let (pages, most) = (found.pages.iter().filter(|page| !page.moved), header.format.most_ids());
    let next_page = pages.map(|page| page.at.bid + 1).filter(|bid| *bid < most).max();
    let ids = found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid.0);
    let ids = ids.chain(blocks.entries.keys().copied()).filter(|bid| *bid < most);
    let next_block = (ids.max().unwrap_or(0) | 3) + 1;
    let sane = |counter, least| sane(counter, least, most);
    (sane(header.next_block, next_block), sane(header.next_page, next_page.unwrap_or(1)))
}

/// A counter as the header has it, unless it cannot be right.
fn sane(counter: u64, least: u64, most: u64) -> u64 {
    let likely = counter >= least && counter < least.saturating_mul(16).saturating_add(1 << 24);
    if likely && counter < most { counter } else { least }
}

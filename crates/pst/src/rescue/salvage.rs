//! What of a damaged file can be had below everything that has a meaning: which blocks there are,
//! which nodes, and what each node needs.
//!
//! What must hold: a block that is sound where the file says it is stays where it is, bit for bit;
//! a node keeps its id; what is left out or replaced is noted; a tree of blocks that leads to
//! itself ends. Only the end of the file is written, and trailers of blocks that are kept although
//! they are wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::Result;
use crate::backend::Backend;
use crate::bytes::{index, long, push_wide, short, wide};
use crate::cipher::Encryption;
use crate::format::Format;
use crate::ltp::heap::{PROPERTIES, SIGNATURE};
use crate::ndb::btree::{BlockEntry, NodeEntry, Tree};
use crate::ndb::data_tree::{X_TYPE, XBlock};
use crate::ndb::header::Header;
use crate::ndb::ids::{Bid, Bref, Nid, NidType};
use crate::ndb::subnodes::{S_TYPE, SBlock, SubEntry, Subnodes};
use crate::ndb::view::View;
use crate::rescue::header;
use crate::rescue::loose::Stock;
use crate::rescue::report::{Fix, Step};
use crate::rescue::scan::Found;
use crate::rescue::tail::{Tail, sealed};
use crate::rescue::trees::{Harvest, Source};

/// Subnodes nest, but not without end.
const MAX_NESTING: usize = 64;
/// More copies of one item are no copies but a false count.
const MOST_COPIES: u16 = 64;
/// References are counted in 16 bits.
const MOST_REFS: u16 = 60_000;

/// How far a block is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// Where it says it is.
    Sound,
    /// Itself, at another place.
    Moved,
    /// Its checksum is wrong.
    Doubtful,
}

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
    /// Blocks that are in the file to be, and the internal ones with what they lead to.
    kept: BTreeMap<u64, BlockEntry>,
    children: HashMap<u64, Vec<Bid>>,
    /// Data trees and subnode trees by the block they had; `None` while they are looked at, and
    /// where nothing is left of them.
    data: HashMap<u64, Option<Bid>>,
    subs: HashMap<u64, Option<Bid>>,
    lens: HashMap<u64, u64>,
    /// Blocks of subnode trees.
    sub_blocks: BTreeSet<u64>,
    /// The empty block that stands for one that is gone, by its length, and how often it does.
    blanks: HashMap<u16, (Bid, u16)>,
    /// Of the object at hand: doubtful blocks, parts that are gone.
    doubtful: u64,
    parts: u64,
    /// Something is otherwise than the file says.
    pub changed: bool,
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
        let known = |bid: Bid| match blocks.torn {
            _ if bid.is_none() => true,
            0 => blocks.entries.contains_key(&bid.key()),
            _ => found.block(bid).next().is_some() || blocks.entries.contains_key(&bid.key()),
        };
        let plausible = |node: &NodeEntry| {
            let there = node.nid.0 != 0 && !node.data.is_none();
            there
                && known(node.data)
                && known(node.sub)
                && is_of_its_kind(&source, header.encryption, node)
        };
        let nodes = Harvest::<NodeEntry>::of(&source, nbt, &plausible);
        // The id in a trailer is under no checksum: only where the signature agrees it counts.
        let (pages, most) = (found.pages.iter().filter(|page| !page.moved), format.most_ids());
        let next_page = pages.map(|page| page.at.bid + 1).filter(|bid| *bid < most).max();
        let next_page = next_page.unwrap_or(1);
        let ids = found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid.0);
        let ids = ids.chain(blocks.entries.keys().copied()).filter(|bid| *bid < most);
        let next_block = (ids.max().unwrap_or(0) | 3) + 1;
        let sane = |counter, least| sane(counter, least, most);
        let next = (sane(header.next_block, next_block), sane(header.next_page, next_page));
        let len = backend.len()?;
        odd |= blocks.odd + nodes.odd > 0 || next != (header.next_block, header.next_page);
        odd |= lower_counters(&mut header, nodes.entries.values());
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
            kept: BTreeMap::new(),
            children: HashMap::new(),
            data: HashMap::new(),
            subs: HashMap::new(),
            lens: HashMap::new(),
            sub_blocks: BTreeSet::new(),
            blanks: HashMap::new(),
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
        let bytes = self.kept.get(&first.key()).copied().map(|entry| self.payload(&entry));
        let bytes = bytes.transpose()?.unwrap_or_default();
        Ok(bytes.get(2..4) == Some(&[SIGNATURE, PROPERTIES]))
    }

    fn first_leaf(&self, data: Bid) -> Option<Bid> {
        let mut at = data;
        for _ in 0..3 {
            if !at.is_internal() {
                return Some(at).filter(|bid| !bid.is_none());
            }
            at = *self.children.get(&at.key())?.first()?;
        }
        None
    }

    /// Where a block is, and how far it is to be trusted.
    fn grade(&mut self, bid: Bid) -> Option<(BlockEntry, Grade)> {
        if let Some(known) = self.graded.get(&bid.key()) {
            return *known;
        }
        let graded = self.find(bid);
        self.graded.insert(bid.key(), graded);
        graded
    }

    fn find(&self, bid: Bid) -> Option<(BlockEntry, Grade)> {
        let listed = self.blocks.entries.get(&bid.key()).copied();
        // The reserved bit of an id is as the tree has it.
        let bid_of = |own: Bid| listed.map_or(own, |listed| listed.bid);
        let entry = |ib, len, own| BlockEntry { bid: bid_of(own), ib, stored: len, len, refs: 1 };
        let own = || self.found.block(bid).filter(|block| !block.moved);
        let place = |ib: u64| listed.is_some_and(|listed| listed.ib == ib);
        if let Some(block) = own().find(|block| place(block.ib)).or_else(|| own().next()) {
            return Some((entry(block.ib, block.len, block.bid), Grade::Sound));
        }
        let mut others = self.found.block(bid).filter(|block| block.moved);
        if let Some(block) = others.find(|block| !self.lies_in_another(block.ib)) {
            return Some((entry(block.ib, block.len, block.bid), Grade::Moved));
        }
        let listed = listed.filter(|listed| self.has_room(listed))?;
        Some((BlockEntry { refs: 1, ..listed }, Grade::Doubtful))
    }

    /// Whether a place belongs to a block of the file that is sound: what is found in it is part
    /// of its contents, perhaps of a data file that is attached.
    fn lies_in_another(&self, ib: u64) -> bool {
        let at = self.sound.partition_point(|(start, _)| *start < ib).checked_sub(1);
        at.and_then(|at| self.sound.get(at)).is_some_and(|(_, end)| ib < *end)
    }

    /// Whether a block can lie where its entry says.
    fn has_room(&self, entry: &BlockEntry) -> bool {
        let size = self.format.block_size(usize::from(entry.len));
        let aligned = entry.ib.is_multiple_of(self.format.slot);
        let inside = entry.ib >= self.format.first
            && entry.ib.checked_add(size).is_some_and(|end| end <= self.len);
        entry.len > 0 && usize::from(entry.len) <= self.format.block_max && aligned && inside
    }

    /// The payload of a block as it is, decoded.
    fn payload(&self, entry: &BlockEntry) -> Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(entry.len)];
        self.backend.read_at(entry.ib, &mut bytes)?;
        if !entry.bid.is_internal() {
            self.header.encryption.decode(&mut bytes, entry.bid.0);
        }
        Ok(bytes)
    }

    /// Takes a block into the file to be.
    fn keep(&mut self, entry: BlockEntry, grade: Grade) {
        self.doubtful += u64::from(grade == Grade::Doubtful);
        self.lens.insert(entry.bid.key(), u64::from(entry.len));
        self.kept.insert(entry.bid.key(), entry);
    }

    /// A data tree: as it is, or with its gaps filled. `None` if nothing is left of it.
    fn data(&mut self, bid: Bid) -> Result<Option<Bid>> {
        self.data_below(bid, 3)
    }

    fn data_below(&mut self, bid: Bid, level: u8) -> Result<Option<Bid>> {
        if bid.is_none() {
            return Ok(Some(bid));
        }
        if let Some(known) = self.data.get(&bid.key()) {
            return Ok(*known);
        }
        self.data.insert(bid.key(), None);
        let settled = match self.grade(bid) {
            None => None,
            Some((entry, grade)) if !bid.is_internal() => {
                self.keep(entry, grade);
                Some(bid)
            }
            Some((entry, grade)) => self.data_block(bid, entry, grade, level)?,
        };
        self.data.insert(bid.key(), settled);
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
            self.children.insert(entry.bid.key(), filled);
            self.lens.insert(entry.bid.key(), total);
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
            self.blanks.get_mut(&len).filter(|(_, times)| *times < MOST_REFS)
        {
            *times += 1;
            return Ok(*bid);
        }
        let entry = self.tail.block(&vec![0; usize::from(len)], false)?;
        self.keep(entry, Grade::Sound);
        self.blanks.insert(len, (entry.bid, 1));
        Ok(entry.bid)
    }

    fn len_of(&self, bid: Bid) -> u64 {
        self.lens.get(&bid.key()).copied().unwrap_or(0)
    }

    fn put_x(&mut self, level: u8, children: Vec<Bid>, total: u64) -> Result<Bid> {
        let mut bytes = vec![X_TYPE, level];
        bytes.extend_from_slice(&short(children.len()).to_le_bytes());
        bytes.extend_from_slice(&long(index(total)).to_le_bytes());
        children.iter().for_each(|child| push_wide(&mut bytes, self.format.ptr, child.0));
        let entry = self.tail.block(&bytes, true)?;
        self.keep(entry, Grade::Sound);
        self.children.insert(entry.bid.key(), children);
        self.lens.insert(entry.bid.key(), total);
        self.changed = true;
        Ok(entry.bid)
    }

    /// A subnode tree: as it is, or without what is gone. `None` if nothing is left of one that
    /// was there.
    fn sub(&mut self, bid: Bid, depth: usize) -> Result<Option<Bid>> {
        if bid.is_none() {
            return Ok(Some(bid));
        }
        if let Some(known) = self.subs.get(&bid.key()) {
            return Ok(*known);
        }
        self.subs.insert(bid.key(), None);
        let settled = if depth > MAX_NESTING { None } else { self.sub_tree(bid, depth)? };
        self.subs.insert(bid.key(), settled);
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
                self.sub_blocks.insert(block.bid.key());
                self.children.insert(block.bid.key(), children);
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
        let (format, entries) = (self.format, subnodes.iter().collect::<Vec<_>>());
        let mut leaves = Vec::new();
        for part in entries.chunks(format.sl_max()) {
            let mut bytes = header_of(format, 0, part.len());
            let mut children = Vec::new();
            for (nid, sub) in part {
                for value in [u64::from(nid.0), sub.data.0, sub.sub.0] {
                    push_wide(&mut bytes, format.ptr, value);
                }
                children.extend([sub.data, sub.sub]);
            }
            let first = part.first().map_or(0, |(nid, _)| nid.0);
            leaves.push((first, self.put_internal(&bytes, children)?));
        }
        if let [(_, only)] = leaves.as_slice() {
            return Ok(*only);
        }
        let mut bytes = header_of(format, 1, leaves.len());
        for (first, bid) in &leaves {
            push_wide(&mut bytes, format.ptr, u64::from(*first));
            push_wide(&mut bytes, format.ptr, bid.0);
        }
        self.put_internal(&bytes, leaves.into_iter().map(|(_, bid)| bid).collect())
    }

    fn put_internal(&mut self, bytes: &[u8], children: Vec<Bid>) -> Result<Bid> {
        let entry = self.tail.block(bytes, true)?;
        self.keep(entry, Grade::Sound);
        self.sub_blocks.insert(entry.bid.key());
        self.children.insert(entry.bid.key(), children);
        Ok(entry.bid)
    }

    /// The blocks that nodes need, counted. Of two that lie over each other the doubtful one goes;
    /// answers `None` then, and all nodes have to be settled again.
    pub fn counted(&mut self, nodes: &[NodeEntry]) -> Option<Vec<BlockEntry>> {
        self.kept.values_mut().for_each(|entry| entry.refs = 1);
        for node in nodes {
            self.hold(node.data, 0);
            self.hold(node.sub, 0);
        }
        let blocks: Vec<BlockEntry> =
            self.kept.values().filter(|entry| entry.refs > 1).copied().collect();
        let losers = self.overlapping(&blocks);
        if losers.is_empty() {
            self.changed |= blocks.iter().any(|block| self.listed_otherwise(block));
            return Some(blocks);
        }
        self.forget(&losers);
        None
    }

    fn listed_otherwise(&self, block: &BlockEntry) -> bool {
        // Outlook itself leaves counts that are too high: nothing is lost by them.
        let listed = self.blocks.entries.get(&block.bid.key());
        listed.is_none_or(|listed| {
            (listed.ib, listed.len) != (block.ib, block.len) || listed.refs < block.refs
        })
    }

    fn hold(&mut self, bid: Bid, depth: usize) {
        let Some(entry) = self.kept.get_mut(&bid.key()).filter(|_| !bid.is_none()) else { return };
        let first = entry.refs == 1;
        entry.refs = entry.refs.saturating_add(1);
        if first && depth < 3 * MAX_NESTING {
            for child in self.children.get(&bid.key()).cloned().unwrap_or_default() {
                self.hold(child, depth + 1);
            }
        }
    }

    /// Blocks that lie where a better one does, or where the maps do.
    fn overlapping(&self, blocks: &[BlockEntry]) -> Vec<Bid> {
        let mut sorted: Vec<&BlockEntry> = blocks.iter().collect();
        sorted.sort_unstable_by_key(|entry| entry.ib);
        let mut losers = Vec::new();
        let mut last: Option<&BlockEntry> = None;
        for entry in sorted {
            if crosses_maps(entry, self.format) {
                losers.push(entry.bid);
                continue;
            }
            let before = last.filter(|before| {
                before.ib + self.format.block_size(usize::from(before.len)) > entry.ib
            });
            match before {
                Some(before) if self.is_doubtful(before.bid) && !self.is_doubtful(entry.bid) => {
                    losers.push(before.bid);
                    last = Some(entry);
                }
                Some(_) => losers.push(entry.bid),
                None => last = Some(entry),
            }
        }
        losers
    }

    fn is_doubtful(&self, bid: Bid) -> bool {
        matches!(self.graded.get(&bid.key()), Some(Some((_, Grade::Doubtful))))
    }

    /// Blocks that are not to be had after all; everything is looked at again.
    fn forget(&mut self, losers: &[Bid]) {
        for bid in losers {
            self.graded.insert(bid.key(), None);
        }
        self.kept.clear();
        self.children.clear();
        self.data.clear();
        self.subs.clear();
        self.lens.clear();
        self.blanks.clear();
        self.steps.clear();
    }

    /// Gives doubtful and moved blocks the trailers that belong to them.
    pub fn seal(&self, blocks: &[BlockEntry]) -> Result<()> {
        for entry in blocks {
            let Some(Some((_, grade))) = self.graded.get(&entry.bid.key()) else { continue };
            if *grade != Grade::Sound {
                let mut bytes = vec![0; usize::from(entry.len)];
                self.backend.read_at(entry.ib, &mut bytes)?;
                let sealed = sealed(self.format, bytes, entry.bid, entry.ib);
                self.backend.write_at(entry.ib, &sealed)?;
            }
        }
        Ok(())
    }

    /// Blocks of the file that no node needs and that look like the beginning of something: those
    /// that the block tree lists, and all where it is torn.
    pub fn loose(&self) -> Vec<Bid> {
        let listed = self.blocks.entries.values().map(|entry| entry.bid);
        let all = self.found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid);
        let torn = self.blocks.torn > 0;
        let bids: BTreeSet<Bid> = listed.chain(all.filter(|_| torn)).collect();
        let used = |bid: &Bid| self.kept.get(&bid.key()).is_some_and(|entry| entry.refs > 1);
        bids.into_iter().filter(|bid| !used(bid)).collect()
    }

    fn size_below(&self, sub: Bid, depth: usize) -> u64 {
        let children =
            self.children.get(&sub.key()).filter(|_| !sub.is_none() && depth < MAX_NESTING);
        let sizes = children.into_iter().flatten().map(|bid| {
            if self.sub_blocks.contains(&bid.key()) {
                self.size_below(*bid, depth + 1)
            } else {
                self.len_of(*bid)
            }
        });
        sizes.sum()
    }
}

impl Salvage {
    /// Subnode trees to which more leads than was found so far.
    pub fn shared(&self) -> Vec<Bid> {
        let used = self.kept.values().filter(|entry| entry.refs > 1);
        let own = used.filter(|entry| self.sub_blocks.contains(&entry.bid.key()));
        let listed = |entry: &&BlockEntry| {
            let listed = self.blocks.entries.get(&entry.bid.key());
            listed.is_some_and(|listed| listed.refs > entry.refs)
        };
        own.filter(listed).map(|entry| entry.bid).collect()
    }
}

impl Stock for Salvage {
    fn leads_to(&mut self, bid: Bid) -> Result<Option<Leads>> {
        let Some((entry, Grade::Sound)) = self.grade(bid).filter(|_| bid.is_internal()) else {
            return Ok(None);
        };
        let bytes = self.payload(&entry)?;
        if let Some(block) = XBlock::parse(&bytes, self.format.ptr) {
            return Ok(Some(Leads::Data(block.children)));
        }
        Ok(match SBlock::parse(&bytes, self.format) {
            Some(SBlock::Leaf(entries)) => Some(Leads::Subs(entries)),
            Some(SBlock::Branch(children)) => Some(Leads::Branch(children)),
            None => None,
        })
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
        let counted = self.kept.get(&sub.key()).map_or(1, |entry| entry.refs.max(1));
        listed.saturating_sub(counted).clamp(1, MOST_COPIES)
    }

    fn copies_of(&self, data: Bid) -> u16 {
        let listed = self.blocks.entries.get(&data.key());
        listed.map_or(0, |entry| entry.refs.saturating_sub(2)).min(MOST_COPIES)
    }

    fn size_of(&self, data: Bid, sub: Bid) -> u64 {
        self.len_of(data).saturating_add(self.size_below(sub, 0))
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
                && let Some(Leads::Data(children)) = self.leads_to(bid)?
            {
                bids.extend(children);
            }
        }
        Ok(view)
    }
}

/// What an internal block leads to.
pub(super) enum Leads {
    Data(Vec<Bid>),
    Subs(Vec<(Nid, SubEntry)>),
    Branch(Vec<Bid>),
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

fn header_of(format: &Format, level: u8, count: usize) -> Vec<u8> {
    let mut bytes = vec![S_TYPE, level];
    bytes.extend_from_slice(&short(count).to_le_bytes());
    bytes.resize(format.sub_header, 0);
    bytes
}

/// Whether the contents of a node are what its id says: a flipped bit makes another kind of it.
fn is_of_its_kind(source: &Source<'_>, encryption: Encryption, node: &NodeEntry) -> bool {
    let mut own = source.found.block(node.data).filter(|block| !block.moved);
    let Some(block) = own.next().filter(|block| !block.bid.is_internal()) else { return true };
    let mut bytes = vec![0; usize::from(block.len)];
    if source.backend.read_at(block.ib, &mut bytes).is_err() {
        return false;
    }
    encryption.decode(&mut bytes, block.bid.0);
    let properties = bytes.get(2..4) == Some(&[SIGNATURE, PROPERTIES]);
    let may_be = [NidType::INTERNAL, NidType::SEARCH_CRITERIA].contains(&node.nid.kind());
    properties == must_be_properties(node.nid) || properties && may_be
}

fn must_be_properties(nid: Nid) -> bool {
    let kinds = [NidType::FOLDER, NidType::SEARCH_FOLDER, NidType::MESSAGE, NidType::ASSOCIATED];
    kinds.contains(&nid.kind()) || nid == Nid::STORE || nid == Nid::NAMES
}

/// Whether a block lies over the maps that its region begins with, or goes on in the next one.
fn crosses_maps(entry: &BlockEntry, format: &Format) -> bool {
    use crate::format::{AMAP_FIRST, REGION};
    let at = entry.ib.saturating_sub(AMAP_FIRST);
    let maps = crate::ndb::alloc::map_bytes(index(at / REGION));
    let end = at % REGION + format.block_size(usize::from(entry.len));
    at % REGION < maps || end > REGION
}

/// Counters of node ids that leave no room for more are set back to what is in use.
fn lower_counters<'n>(header: &mut Header, nodes: impl Iterator<Item = &'n NodeEntry>) -> bool {
    let mut used = [0; 32];
    for node in nodes {
        if let Some(last) = used.get_mut(usize::from(node.nid.kind().0)) {
            *last = node.nid.index().max(*last);
        }
    }
    let mut lowered = false;
    for ((kind, last), used) in (0..).zip(&mut header.rgnid).zip(used) {
        if *last >= 1 << 26 {
            *last = used.max(Format::first_index(NidType(kind)));
            lowered = true;
        }
    }
    lowered
}

/// A counter as the header has it, unless it cannot be right.
fn sane(counter: u64, least: u64, most: u64) -> u64 {
    let likely = counter >= least && counter < least.saturating_mul(16).saturating_add(1 << 24);
    if likely && counter < most { counter } else { least }
}

//! Objects to which nothing leads, because the page of the node tree that named them is gone: their
//! blocks are there. What they are is told by their properties; their subnode trees are found by
//! what the properties refer to, and by the size that an item says it has.

use std::collections::{BTreeMap, BTreeSet};

use crate::ltp::heap::Hid;
use crate::ltp::pc::{PcEntry, PropContext};
use crate::ltp::prop::{Storage, storage};
use crate::messaging::folder::{CLASS, COUNT, FLAGS, SIZE};
use crate::messaging::store::SUBTREE;
use crate::ndb::blocks::Leads;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::SBlock;
use crate::ndb::view::View;
use crate::rescue::report::Fix;
use crate::rescue::salvage::Salvage;
use crate::{Error, Result};

/// Where loose objects are looked for.
pub(super) trait Stock {
    /// What an internal block leads to; `None` for what is none.
    fn leads_to(&mut self, bid: Bid) -> Result<Option<Leads>>;
    /// Takes an object in, if its data tree is whole; answers its trees as they will be.
    fn take_in(&mut self, data: Bid, sub: Bid) -> Result<Option<(Bid, Bid)>>;
    /// Bytes of all leaves of an object that was taken in.
    fn size_of(&self, data: Bid, sub: Bid) -> u64;
    /// The same of a subnode tree that was not; `None` if it cannot be.
    fn size_below(&mut self, sub: Bid) -> Result<Option<u64>>;
    /// How far a subnode tree may lie away from the object that it belongs to.
    fn near(&self) -> u64;
    /// How many objects can have a subnode tree that is looked for: copies of an item share it.
    fn times(&self, sub: Bid) -> u16;
    /// Whether that is certain.
    fn is_counted(&self, sub: Bid) -> bool;
    /// How many more items than one begin with a block.
    fn copies_of(&self, data: Bid) -> u16;
    /// Copies of items that are there, by their counts alone; their ids are only of the right type.
    fn missing(&self, nodes: &[NodeEntry]) -> Vec<NodeEntry>;
    /// A view in which the data tree of an object can be read.
    fn view_of(&mut self, data: Bid) -> Result<View>;
}

/// What was found: nodes for it, and which of them are only copies that a count tells of.
#[derive(Debug, Default)]
pub(super) struct Loose {
    pub nodes: Vec<NodeEntry>,
    pub copies: BTreeSet<Nid>,
    /// Items whose larger parts may be those of another one.
    pub guessed: BTreeSet<Nid>,
}

/// An object without a node.
struct Object {
    data: Bid,
    nid: Nid,
    /// Subnodes that its properties refer to.
    needs: BTreeSet<Nid>,
    /// Whether it has recipients or attachments by its own account.
    parts: bool,
    /// PidTagMessageSize.
    size: Option<u64>,
}

/// Items of damaged pages whose entries cannot be right, for what their properties refer to is not
/// there, or they are not as large as they say: another subnode tree is looked for, among those that
/// nothing needs. Answers `false` if all nodes have to be settled again first.
pub(super) fn set_right(salvage: &mut Salvage, nodes: &mut [NodeEntry]) -> Result<bool> {
    let mut wrong = Vec::new();
    for (i, node) in nodes.iter().enumerate() {
        let rescued = salvage.nodes.rescued.contains(&u64::from(node.nid.0));
        if !rescued || !node.nid.is_item() {
            continue;
        }
        let has = subs_of(salvage, node.sub)?;
        let Some(object) = object(salvage, node.data)? else { continue };
        let there = object.needs.is_subset(&has) && !(object.parts && has.is_empty());
        let len = salvage.size_of(node.data, node.sub);
        if !there || object.size.is_some_and(|size| size != len) {
            wrong.push((i, object, there));
        }
    }
    if wrong.is_empty() {
        return Ok(true);
    }
    if salvage.counted(nodes)?.is_none() {
        return Ok(false);
    }
    let trees = trees_among(salvage, &salvage.loose())?.1;
    for (i, object, there) in wrong {
        let best = fitting(salvage, &object, &trees)?.into_iter().min();
        let Some(((misfit, ..), sub)) = best.filter(|(_, sub)| !sub.is_none()) else { continue };
        // Older versions of Outlook counted the size otherwise: a tree that has everything stays,
        // unless another one has just that size.
        if there && misfit {
            continue;
        }
        if let Some((data, sub)) = salvage.take_in(object.data, sub)?
            && let Some(node) = nodes.get_mut(i)
        {
            salvage.note(Fix::FoundItem, Some(node.nid), 1);
            (node.data, node.sub) = (data, sub);
        }
    }
    Ok(true)
}

/// The subnodes of a tree.
fn subs_of(salvage: &mut Salvage, sub: Bid) -> Result<BTreeSet<Nid>> {
    Ok(match salvage.leads_to(sub)? {
        Some(Leads::Subs(SBlock::Branch(children))) => subnodes_of(salvage, &children)?,
        Some(Leads::Subs(SBlock::Leaf(entries))) => {
            entries.into_iter().map(|(nid, _)| nid).collect()
        }
        _ => BTreeSet::new(),
    })
}

/// Finds them; answers nodes for them, those of items with new ids and without a folder.
pub(super) fn find(salvage: &mut Salvage, nodes: &[NodeEntry]) -> Result<Loose> {
    let loose = salvage.loose();
    let rgnid = salvage.header.rgnid;
    let found = among(salvage, loose, (nodes, &rgnid))?;
    for node in &found.nodes {
        salvage.note(Fix::FoundItem, Some(node.nid), 1);
    }
    // Where the block tree is whole, every tree of it belongs to somebody.
    let torn = salvage.blocks.torn > 0;
    for nid in found.guessed.iter().filter(|_| torn) {
        salvage.note(Fix::Guessed, Some(*nid), 1);
    }
    Ok(found)
}

/// Finds them among blocks that nothing else needs.
pub(super) fn among(
    stock: &mut impl Stock,
    loose: Vec<Bid>,
    (nodes, given): (&[NodeEntry], &[u32; 32]),
) -> Result<Loose> {
    let (led, trees) = trees_among(stock, &loose)?;
    let roots = loose.into_iter().filter(|bid| !led.contains(bid) && !trees.keys.contains_key(bid));
    let mut objects = Vec::new();
    for data in roots.collect::<Vec<_>>() {
        objects.extend(object(stock, data)?);
    }
    let last = name(&mut objects, nodes, given);
    let (mut found, mut copies) = join(stock, &objects, trees)?;
    copies.extend(stock.missing(nodes));
    found.add_copies(copies, last);
    Ok(found)
}

/// Subnode trees by their first blocks, with the subnodes that they have, and by their sizes.
#[derive(Default)]
struct Trees {
    keys: BTreeMap<Bid, BTreeSet<Nid>>,
    sizes: BTreeSet<(u64, Bid)>,
}

impl Trees {
    /// Those that lie around an object, and those of just a size, the nearest ones of each.
    fn candidates(&self, data: Bid, size: Option<u64>) -> BTreeSet<Bid> {
        let below = self.keys.range(..data).rev().take(TRIED);
        let mut bids: BTreeSet<Bid> =
            self.keys.range(data..).take(TRIED).chain(below).map(|(bid, _)| *bid).collect();
        if let Some(size) = size {
            let below = self.sizes.range((size, Bid(0))..(size, data)).rev().take(TRIED);
            let above = self.sizes.range((size, data)..=(size, Bid(u64::MAX))).take(TRIED);
            bids.extend(above.chain(below).map(|(_, bid)| *bid));
        }
        bids
    }
}

/// What blocks lead to, and the subnode trees among them to which none leads.
fn trees_among(stock: &mut impl Stock, loose: &[Bid]) -> Result<(BTreeSet<Bid>, Trees)> {
    let mut led = BTreeSet::new();
    let mut keys = BTreeMap::new();
    for bid in loose {
        match stock.leads_to(*bid)? {
            Some(Leads::Data(block)) => led.extend(block.children),
            Some(Leads::Subs(SBlock::Branch(children))) => {
                keys.insert(*bid, subnodes_of(stock, &children)?);
                led.extend(children);
            }
            Some(Leads::Subs(SBlock::Leaf(entries))) => {
                led.extend(entries.iter().flat_map(|(_, sub)| [sub.data, sub.sub]));
                keys.insert(*bid, entries.into_iter().map(|(nid, _)| nid).collect());
            }
            None => {}
        }
    }
    keys.retain(|bid, _| !led.contains(bid));
    let mut sizes = BTreeSet::new();
    for bid in keys.keys() {
        sizes.extend(stock.size_below(*bid)?.map(|size| (size, *bid)));
    }
    Ok((led, Trees { keys, sizes }))
}

fn subnodes_of(stock: &mut impl Stock, children: &[Bid]) -> Result<BTreeSet<Nid>> {
    let mut keys = BTreeSet::new();
    for child in children {
        if let Some(Leads::Subs(SBlock::Leaf(entries))) = stock.leads_to(*child)? {
            keys.extend(entries.into_iter().map(|(nid, _)| nid));
        }
    }
    Ok(keys)
}

/// PidTagDisplayBcc, PidTagDisplayCc, PidTagDisplayTo.
const DISPLAYED: [u16; 3] = [0x0E02, 0x0E03, 0x0E04];
/// `mfHasAttach` of PidTagMessageFlags.
const HAS_ATTACHMENTS: u32 = 0x10;

/// What a loose block is the beginning of; its id is only of the right type yet.
fn object(stock: &mut impl Stock, data: Bid) -> Result<Option<Object>> {
    let Some((data, _)) = stock.take_in(data, Bid(0))? else { return Ok(None) };
    let view = stock.view_of(data)?;
    let context = match PropContext::open(&view, data, Bid(0), &mut Vec::new()) {
        Ok(context) => context,
        Err(Error::Io(error)) => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let has = |id: u16| context.find(id).is_some();
    let flags = context.find(FLAGS).map_or(0, |entry| entry.value);
    let nid = if has(SUBTREE) {
        Nid::STORE
    } else if has(1) && has(3) && !has(CLASS) {
        Nid::NAMES
    } else if has(CLASS) && has(FLAGS) {
        Nid::new(0, if flags & 0x40 == 0 { NidType::MESSAGE } else { NidType::ASSOCIATED })
    } else if has(COUNT) {
        Nid::new(0, NidType::FOLDER)
    } else {
        return Ok(None);
    };
    let needs = context.entries.iter().filter_map(needed).collect();
    let named = DISPLAYED.iter().any(|id| context.find(*id).is_some_and(|entry| entry.value != 0));
    let size = context.find(SIZE).map(|entry| u64::from(entry.value));
    Ok(Some(Object { data, nid, needs, parts: named || flags & HAS_ATTACHMENTS != 0, size }))
}

/// The subnode that a record refers to.
fn needed(entry: &PcEntry) -> Option<Nid> {
    let apart = !matches!(storage(entry.prop_type), Storage::Inline(_));
    (apart && !Hid::is_heap(entry.value)).then_some(Nid(entry.value))
}

/// Items get ids that nobody has, or ever had. Of store and name map the latest counts, and only if
/// there is none; of a folder without an id nobody knows which it was. Answers the last ids.
fn name(objects: &mut Vec<Object>, nodes: &[NodeEntry], given: &[u32; 32]) -> LastIds {
    objects.sort_unstable_by_key(|object| std::cmp::Reverse(object.data));
    let mut taken: BTreeSet<Nid> = nodes.iter().map(|node| node.nid).collect();
    let mut next = LastIds::new();
    for kind in [NidType::MESSAGE, NidType::ASSOCIATED] {
        let own = nodes.iter().filter(|node| node.nid.kind() == kind);
        let used = own.map(|node| node.nid.index()).max().unwrap_or(0x10000);
        let given = given.get(usize::from(kind.0)).filter(|last| **last < 1 << 26);
        next.insert(kind.0, used.max(given.copied().unwrap_or(0)) + FAR_ABOVE);
    }
    objects.retain_mut(|object| {
        if let Some(last) = next.get_mut(&object.nid.kind().0) {
            *last += 1;
            object.nid = Nid::new(*last, object.nid.kind());
        }
        object.nid.kind() != NidType::FOLDER && taken.insert(object.nid)
    });
    next
}

/// The highest index of each kind of node.
type LastIds = BTreeMap<u8, u32>;

/// How far new ids lie above the highest that is known: the highest may be lost, and rows of tables
/// still name it.
const FAR_ABOVE: u32 = 1 << 20;
/// Trees that are tried for an object.
const TRIED: usize = 50;
/// How far an object and its tree lie apart in the order in which ids were given out.
pub(super) const NEAR: u64 = 256;
/// The same of one that refers to nothing and has it all the same.
const BESIDE: u64 = 64;

/// Gives each object the subnode tree that belongs to it: one that has what it refers to, makes it
/// as large as it says it is, and is near in the order in which ids were given out. Answers the
/// copies too, without ids.
fn join(
    stock: &mut impl Stock,
    objects: &[Object],
    trees: Trees,
) -> Result<(Loose, Vec<NodeEntry>)> {
    let joined = pairs(stock, objects, &trees)?;
    let (mut found, mut copies) = (Loose::default(), Vec::new());
    for (i, object) in objects.iter().enumerate() {
        // Properties without their larger parts are better than nothing.
        let (sub, guess) = joined.get(&i).map_or((Bid(0), false), |pair| (pair.sub, pair.guess));
        if let Some((data, sub)) = stock.take_in(object.data, sub)? {
            let node = NodeEntry { nid: object.nid, data, sub, parent: Nid(0) };
            found.nodes.push(node);
            found.guessed.extend(guess.then_some(object.nid));
            copies.extend((0..stock.copies_of(data)).map(|_| node));
        }
    }
    Ok((found, copies))
}

/// The tree of an object.
struct Pair {
    rank: Rank,
    sub: Bid,
    /// It may be that of another one.
    guess: bool,
}

impl Pair {
    /// Whether a tree that another object has fits better; instead of none only one of just the
    /// size does.
    fn is_worse_than(&self, rank: Rank) -> bool {
        match self.sub.is_none() {
            true => self.rank.0 && !rank.0,
            false => self.guess && rank < self.rank,
        }
    }
}

/// The best trees for objects, by their numbers.
fn pairs(
    stock: &mut impl Stock,
    objects: &[Object],
    trees: &Trees,
) -> Result<BTreeMap<usize, Pair>> {
    let mut all = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        all.extend(fitting(stock, object, trees)?.into_iter().map(|(rank, sub)| (rank, i, sub)));
    }
    all.sort_unstable();
    let (mut joined, mut taken) = (BTreeMap::new(), BTreeMap::<Bid, u16>::new());
    for (rank, i, sub) in &all {
        let times = taken.entry(*sub).or_default();
        if !joined.contains_key(i) && (sub.is_none() || *times < stock.times(*sub)) {
            *times = times.saturating_add(1);
            joined.insert(*i, Pair { rank: *rank, sub: *sub, guess: rank.0 && rank.2 > NEAR });
        }
    }
    // Where nothing tells for certain how many share a tree, one that another object has is better
    // than one far away, or none.
    for (rank, i, sub) in all {
        let open = !sub.is_none() && !stock.is_counted(sub);
        if open && joined.get(&i).is_none_or(|pair| pair.is_worse_than(rank)) {
            joined.insert(i, Pair { rank, sub, guess: rank.0 });
        }
    }
    Ok(joined)
}

impl Loose {
    /// Takes in copies, under ids above the last ones.
    fn add_copies(&mut self, copies: Vec<NodeEntry>, mut last: LastIds) {
        for copy in copies {
            let Some(last) = last.get_mut(&copy.nid.kind().0) else { continue };
            *last += 1;
            let nid = Nid::new(*last, copy.nid.kind());
            self.copies.insert(nid);
            self.nodes.push(NodeEntry { nid, ..copy });
        }
        self.nodes.sort_unstable_by_key(|node| (node.data, node.nid));
    }
}

/// How well a tree fits: not by its size (older versions of Outlook counted otherwise), with values
/// that nothing refers to, and how far away it is.
type Rank = (bool, bool, u64);

/// The trees that an object can have; none at all is one of them if it refers to nothing.
fn fitting(stock: &mut impl Stock, object: &Object, trees: &Trees) -> Result<Vec<(Rank, Bid)>> {
    let own = stock.size_of(object.data, Bid(0));
    let wanted = object.size.and_then(|size| size.checked_sub(own));
    let near = if object.needs.is_empty() { BESIDE } else { stock.near() };
    let mut fitting = Vec::new();
    for bid in trees.candidates(object.data, wanted) {
        let Some(keys) = trees.keys.get(&bid).filter(|keys| object.needs.is_subset(keys)) else {
            continue;
        };
        // A value by itself is that of a property: of another object, if not of this one.
        let surplus = keys.difference(&object.needs).any(|nid| nid.kind() == NidType::LTP);
        let whole = wanted.is_some_and(|size| trees.sizes.contains(&(size, bid)));
        let far = bid.0.abs_diff(object.data.0);
        // Ids of subnodes are the same in many items: one far away is that of another item.
        let likely = whole || far < near && !(surplus && object.needs.is_empty());
        if likely && stock.take_in(object.data, bid)?.is_some() {
            fitting.push(((!whole, surplus, far), bid));
        }
    }
    if object.needs.is_empty() {
        fitting.push(((wanted != Some(0), false, BESIDE), Bid(0)));
    }
    Ok(fitting)
}

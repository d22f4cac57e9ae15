//! Items that are gone from their folder but still in the file: deleted ones, and earlier versions
//! of those that are there. Their blocks lie in free space until something else is written there.
//!
//! They are found in three ways: nodes that no folder lists; pages of the node tree that were
//! replaced; blocks that look like an item and that nothing needs. What is offered has all its
//! properties that are stored with it; of larger parts it is said whether all are there.
//!
//! What must hold: looking changes nothing; while something is brought back, none of the space that
//! it is read from is written to.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::{PAGE, SLOT};
use crate::ltp::heap::{PROPERTIES, SIGNATURE};
use crate::ltp::pc::PropContext;
use crate::ltp::prop::{PropValue, Props};
use crate::messaging::copy::Copier;
use crate::messaging::folder::{CLASS, COUNT, FLAGS, SIZE, SUBJECT, UNREAD};
use crate::messaging::item::Message;
use crate::messaging::patch::{Patch, WriteTxn, contents_of};
use crate::messaging::queue::Event;
use crate::messaging::reader::{Reader, sealed::Viewed};
use crate::ndb::alloc::Extent;
use crate::ndb::blocks::Leads;
use crate::ndb::btree::{BlockEntry, NodeEntry, Tree};
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::MAX_BLOCK_DEPTH;
use crate::ndb::view::{View, Walked};
use crate::rescue::loose::{self, Stock};
use crate::rescue::scan::{Found, leaves, page_at};
use crate::rescue::values::{name_all, put_right};
use crate::{Error, Oddity, Pst, ReadTxn, Result, Warning};

/// A slot, as a step through the file.
const SLOT_STEP: usize = 64;
/// PidTagSearchKey: the same in all versions of an item.
const SEARCH_KEY: u16 = 0x300B;
/// PidTagLastModificationTime.
const MODIFIED: u16 = 0x3008;
/// From here on nodes stand for what was deleted: no file gives out so many ids.
const FIRST_GHOST: u32 = 1 << 26;

/// Where a deleted item was found, by which it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeletedId {
    /// A node that is there, and that no folder lists.
    Unlisted(Nid),
    /// A node that was there, and the block that its latest properties begin in.
    Node(Nid, u64),
    /// A block to which no node leads any more.
    Block(u64),
}

impl std::fmt::Display for DeletedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unlisted(nid) => write!(f, "{nid}"),
            Self::Node(nid, bid) => write!(f, "{nid}.{bid:x}"),
            Self::Block(bid) => write!(f, ".{bid:x}"),
        }
    }
}

/// An item that is gone from its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedItem {
    /// By which it is brought back.
    pub id: DeletedId,
    /// The folder that it lay in, if that is known and still there.
    pub folder: Option<Nid>,
    /// It is an earlier version of this item, which is there, or of another deleted one.
    pub version_of: Option<DeletedId>,
    /// Nothing of it is missing.
    pub whole: bool,
    /// An associated item, which programs keep for themselves.
    pub hidden: bool,
    /// PidTagMessageClass.
    pub class: String,
    /// PidTagSubject.
    pub subject: String,
    /// PidTagLastModificationTime in 100 ns since 1601.
    pub modified: Option<i64>,
    /// PidTagMessageSize in bytes.
    pub size: i32,
}

/// What was deleted from a file, to be looked at.
pub struct Deleted<'p> {
    reader: ReadTxn<'p>,
    ghosts: Vec<Ghost>,
    /// Pages of the node tree that are not in use any more and still name what was deleted.
    pages: Vec<u64>,
}

/// A deleted item and where it is.
struct Ghost {
    item: DeletedItem,
    /// The node that stands for it in the view.
    nid: Nid,
    /// The node that it was.
    node: NodeEntry,
    /// Blocks that are its own.
    blocks: Vec<BlockEntry>,
}

/// An item that was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// By which it was named.
    pub id: DeletedId,
    /// Its node now: the same as before where that was free.
    pub nid: Nid,
    /// The folder that it lies in.
    pub folder: Nid,
    /// Parts that could not be taken along.
    pub losses: usize,
}

impl Pst {
    /// Looks for what was deleted. The whole file is read.
    ///
    /// # Errors
    /// What the system says; damage of the trees; [`Error::FourK`].
    pub fn deleted(&self) -> Result<Deleted<'_>> {
        if self.info().format == crate::FileFormat::Unicode4K {
            return Err(Error::FourK);
        }
        let mut pool = Pool::new(self)?;
        let mut ghosts = pool.unlisted(self)?;
        ghosts.extend(pool.replaced()?);
        ghosts.extend(pool.loose()?);
        let old = pool.found.pages.iter().filter(|page| !pool.pages.contains(&page.at.ib));
        let pages = old.filter(|page| page.tree == Tree::Nodes).map(|page| page.at.ib).collect();
        let view = pool.into_view(&mut ghosts);
        let reader = self.read_by(view);
        let mut deleted = Deleted { reader, ghosts, pages };
        deleted.describe(self)?;
        Ok(deleted)
    }

    /// Brings deleted items back: into the folder that they lay in, or into one of that name. Those
    /// that are not in the file any more are left out of the answer.
    ///
    /// # Errors
    /// As [`Pst::deleted`], and what prevents writing; nothing was changed then.
    pub fn restore(&self, ids: &[DeletedId], recovered: &str) -> Result<Vec<Restored>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let deleted = self.deleted()?;
        let named: BTreeSet<DeletedId> = ids.iter().copied().collect();
        let wanted: Vec<&Ghost> =
            deleted.ghosts.iter().filter(|ghost| named.contains(&ghost.item.id)).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut txn = self.write()?;
        txn.writer.begin()?;
        let held = hold(&mut txn, &deleted);
        let mut folder = None;
        let mut restored = Vec::new();
        for ghost in wanted {
            restored.push(deleted.bring_back(ghost, &mut txn, &mut folder, recovered)?);
        }
        held.into_iter().for_each(|extent| txn.writer.release(extent));
        txn.commit()?;
        Ok(restored)
    }
}

/// Takes the space of everything that was found, slot by slot, so that nothing is written there
/// meanwhile: what is not brought back now may be wanted later.
fn hold(txn: &mut WriteTxn<'_>, deleted: &Deleted<'_>) -> Vec<Extent> {
    let format = txn.writer.view.format;
    let mut slots = BTreeSet::new();
    for block in deleted.ghosts.iter().flat_map(|ghost| &ghost.blocks) {
        let end = block.ib + format.block_size(usize::from(block.len));
        slots.extend((block.ib..end).step_by(SLOT_STEP));
    }
    for ib in &deleted.pages {
        slots.extend((*ib..ib + PAGE).step_by(SLOT_STEP));
    }
    let slot = slots.into_iter().map(|ib| Extent { ib, size: SLOT });
    slot.filter(|extent| txn.writer.hold_free(*extent)).collect()
}

impl Deleted<'_> {
    /// What was found.
    pub fn items(&self) -> impl Iterator<Item = &DeletedItem> {
        self.ghosts.iter().map(|ghost| &ghost.item)
    }

    /// A deleted item with its properties, recipients and attachments; `None` for an id that is
    /// not there (any more).
    ///
    /// # Errors
    /// As [`Reader::message`].
    pub fn message(&self, id: DeletedId) -> Result<Option<crate::Message>> {
        let ghost = self.ghosts.iter().find(|ghost| ghost.item.id == id);
        ghost.map(|ghost| self.reader.message(ghost.nid)).transpose()
    }

    /// A reader in which the attachments of [`Deleted::message`] can be read.
    #[must_use]
    pub fn reader(&self) -> &impl Reader {
        &self.reader
    }

    /// Reads what people know items by; what cannot be read is left out.
    fn describe(&mut self, pst: &Pst) -> Result<()> {
        let live = pst.read();
        let keys = if self.ghosts.is_empty() { BTreeMap::new() } else { keys_of(live.view())? };
        let mut named: BTreeMap<Vec<u8>, DeletedId> = BTreeMap::new();
        let mut kept = Vec::new();
        for mut ghost in std::mem::take(&mut self.ghosts) {
            let message = match self.reader.message(ghost.nid) {
                Err(Error::Io(error)) => return Err(error.into()),
                Err(_) => continue,
                Ok(message) => message,
            };
            if message.props.text(CLASS).is_empty() {
                continue;
            }
            let item = &mut ghost.item;
            item.whole &= message.warnings.is_empty();
            item.class = message.props.text(CLASS).to_owned();
            item.subject = subject(message.props.text(SUBJECT));
            item.modified = message.props.get(MODIFIED).and_then(PropValue::as_time);
            item.size = message.props.i32(SIZE).unwrap_or(0);
            item.folder = Some(ghost.node.parent)
                .filter(|nid| nid.kind() == NidType::FOLDER && live.exists(*nid).unwrap_or(false));
            let key = message.props.get(SEARCH_KEY).and_then(PropValue::as_binary);
            if let Some(key) = key.filter(|key| !key.is_empty() && item.version_of.is_none()) {
                // What is there counts, then the latest of what is not.
                let there = keys.get(key).map(|nid| DeletedId::Unlisted(*nid));
                let there = there.filter(|id| *id != item.id);
                item.version_of = there.or_else(|| named.get(key).copied());
                named.entry(key.to_vec()).or_insert(item.id);
            }
            if let Some(DeletedId::Unlisted(nid)) = item.version_of
                && is_same(&message, &live.message(nid)?)
            {
                continue;
            }
            kept.push(ghost);
        }
        self.ghosts = kept;
        Ok(())
    }

    fn bring_back(
        &self,
        ghost: &Ghost,
        txn: &mut WriteTxn<'_>,
        made: &mut Option<Nid>,
        recovered: &str,
    ) -> Result<Restored> {
        let folder = match ghost.item.folder.or(*made) {
            Some(folder) => folder,
            None => {
                let top = txn.store()?.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);
                let there = folder_named(txn, top, recovered)?;
                let nid =
                    there.map_or_else(|| txn.create_folder(top, recovered, "IPF.Note"), Ok)?;
                *made = Some(nid);
                nid
            }
        };
        let id = ghost.item.id;
        if let DeletedId::Unlisted(nid) = id {
            list_again(txn, nid, folder)?;
            return Ok(Restored { id, nid, folder, losses: 0 });
        }
        let message = self.reader.message(ghost.nid)?;
        let mut copier = Copier::new(&self.reader);
        let own = match id {
            DeletedId::Node(nid, _) => Some(nid),
            _ => None,
        };
        let free = |nid: &Nid| Ok::<_, Error>(txn.writer.view.find_node(*nid)?.is_none());
        let nid = match own {
            Some(nid) if free(&nid)? => {
                txn.keep_above(nid);
                nid
            }
            _ => txn.writer.next_nid(ghost.node.nid.kind())?,
        };
        // Text of an ANSI file stays in the item's own code page.
        let page = std::mem::replace(&mut txn.page, message.code_page);
        let made = copier.new_item(&message, txn, 0).and_then(|mut item| {
            put_right(&mut item, nid.kind() == NidType::ASSOCIATED);
            name_all(&mut item, txn)?;
            txn.make_item(nid, folder, item)
        });
        txn.page = page;
        made?;
        Ok(Restored { id, nid, folder, losses: copier.losses.len() })
    }
}

/// Whether a version is what the item is now, its size apart.
fn is_same(version: &Message, now: &Message) -> bool {
    let own = |message: &Message| {
        let props = message.props.0.iter().filter(|(id, _)| **id != SIZE);
        props.map(|(id, value)| (*id, value.clone())).collect::<Props>()
    };
    let attached = |message: &Message| message.attachments.len();
    own(version) == own(now)
        && version.recipients == now.recipients
        && attached(version) == attached(now)
}

/// A subject without the two characters that tell where its prefix ends.
fn subject(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some('\u{1}') => chars.skip(1).collect(),
        _ => text.to_owned(),
    }
}

fn folder_named(txn: &WriteTxn<'_>, parent: Nid, name: &str) -> Result<Option<Nid>> {
    let tree = txn.folders()?;
    let own = tree
        .folders
        .iter()
        .find(|folder| !folder.search && folder.parent == parent && folder.name == name);
    Ok(own.map(|folder| folder.nid))
}

/// An item that is there gets its row in a folder's table.
fn list_again(txn: &mut WriteTxn<'_>, nid: Nid, folder: Nid) -> Result<()> {
    let node = NodeEntry { parent: folder, ..txn.item_node(nid)? };
    let (edit, _) = txn.open_props(&node)?;
    txn.project(contents_of(&node), nid, &edit, None)?;
    txn.queue(folder, Event::Added { parent: folder, nid });
    if nid.kind() == NidType::MESSAGE {
        txn.filed.push((nid, edit.conversation_id(txn.page)));
    }
    txn.writer.set_node(node)?;
    set_counts(txn, folder)
}

/// The counters of a folder by the items that its table lists: nobody knows whether they counted
/// one that it did not list.
fn set_counts(txn: &mut WriteTxn<'_>, folder: Nid) -> Result<()> {
    let (mut items, mut unread) = (0, 0);
    for nid in txn.rows_of(folder.sibling(NidType::CONTENTS))? {
        let Some(node) = txn.writer.view.find_node(nid)? else { continue };
        items += 1;
        let flags = txn.open_props(&node).ok().and_then(|(edit, _)| edit.number(FLAGS));
        unread += i32::from(flags.is_some_and(|flags| flags & 1 == 0));
    }
    let patch = Patch::new().set(COUNT, PropValue::I32(items));
    txn.patch_folder(folder, &patch.set(UNREAD, PropValue::I32(unread)))
}

/// The items of a file by their search keys.
fn keys_of(view: &View) -> Result<BTreeMap<Vec<u8>, Nid>> {
    let mut nodes = Vec::new();
    view.each_node(&mut |node| nodes.extend(Some(node).filter(|node| node.nid.is_item())))?;
    let mut keys = BTreeMap::new();
    for node in nodes {
        let context = PropContext::open(view, node.data, Bid(0), &mut Vec::new());
        let key = context.ok().and_then(|c| c.get(SEARCH_KEY, crate::CodePage::default()).ok());
        if let Some(Some(PropValue::Binary(key))) = key {
            keys.insert(key, node.nid);
        }
    }
    Ok(keys)
}

fn is_unreadable(warning: &Warning) -> bool {
    matches!(warning.what, Oddity::Unreadable(_))
}

/// Everything in a file that is whole: what is in use, and what is not any more.
struct Pool {
    found: Found,
    view: View,
    rgnid: [u32; 32],
    /// Live nodes, and the pages of their tree.
    nodes: BTreeMap<Nid, NodeEntry>,
    pages: BTreeSet<u64>,
    /// Blocks of what was found so far that are not in use.
    claimed: BTreeMap<u64, BlockEntry>,
}

impl Pool {
    fn new(pst: &Pst) -> Result<Self> {
        let snapshot = pst.read();
        let view = snapshot.view().again();
        let found = Found::scan(pst.backend(), view.format)?;
        let (mut nodes, mut pages) = (BTreeMap::new(), BTreeSet::new());
        view.walk::<NodeEntry>(view.nbt, &mut |met| {
            match met {
                Walked::Page(at) => drop(pages.insert(at.ib)),
                Walked::Entry(node) => drop(nodes.insert(node.nid, node)),
            }
            Ok(())
        })?;
        let rgnid = pst.counters();
        Ok(Self { found, view, rgnid, nodes, pages, claimed: BTreeMap::new() })
    }

    /// Items that are there, and that no folder lists.
    fn unlisted(&mut self, pst: &Pst) -> Result<Vec<Ghost>> {
        let reader = pst.read();
        let mut listed = BTreeSet::new();
        for folder in reader.folders()?.folders.iter().filter(|folder| !folder.search) {
            let read = reader.contents(folder.nid, &mut |row| {
                listed.insert(row.nid);
            });
            let hidden = reader.associated(folder.nid, &mut |row| {
                listed.insert(row.nid);
            });
            for read in [read, hidden] {
                match read {
                    // Of a table that cannot be read nobody knows what it lists.
                    Err(Error::Damaged { .. }) => return Ok(Vec::new()),
                    Ok(odd) if odd.iter().any(is_unreadable) => return Ok(Vec::new()),
                    read => drop(read?),
                }
            }
        }
        let loose = self.nodes.values().filter(|n| n.nid.is_item() && !listed.contains(&n.nid));
        Ok(loose.map(|node| ghost(DeletedId::Unlisted(node.nid), *node, Vec::new())).collect())
    }

    /// Items of pages of the node tree that were replaced, the latest version of each first.
    fn replaced(&mut self) -> Result<Vec<Ghost>> {
        let old = self.found.pages.iter().filter(|page| {
            let own = page.tree == Tree::Nodes && page.level == 0 && !page.moved;
            own && !self.pages.contains(&page.at.ib)
        });
        let format = self.view.format;
        let pages = old.filter_map(|p| page_at(&*self.view.backend, format, Tree::Nodes, p.at.ib));
        let nodes: Vec<NodeEntry> =
            pages.flat_map(|page| leaves::<NodeEntry>(&page, format)).collect();
        let mut versions: BTreeMap<(Nid, Bid), NodeEntry> = BTreeMap::new();
        for node in nodes.into_iter().filter(|node| node.nid.is_item() && !node.data.is_none()) {
            let live = self.nodes.get(&node.nid).is_some_and(|live| live.data == node.data);
            if !live && node.nid.index() < FIRST_GHOST {
                versions.entry((node.nid, node.data)).or_insert(node);
            }
        }
        let (mut ghosts, mut latest) = (Vec::new(), BTreeMap::new());
        // Versions that share their blocks many times over are none that Outlook wrote.
        let mut room = 16 * self.found.blocks.len() + 4096;
        for ((nid, data), node) in versions.into_iter().rev() {
            let Some((blocks, whole)) = self.parts(node.data, node.sub)? else { continue };
            let Some(rest) = room.checked_sub(blocks.len() + 1) else { break };
            room = rest;
            let id = DeletedId::Node(nid, data.0);
            let mut ghost = ghost(id, node, blocks);
            ghost.item.whole = whole;
            let live = self.nodes.contains_key(&nid).then_some(DeletedId::Unlisted(nid));
            ghost.item.version_of = live.or_else(|| latest.get(&nid).copied());
            latest.entry(nid).or_insert(id);
            self.claim(&ghost);
            ghosts.push(ghost);
        }
        Ok(ghosts)
    }

    fn claim(&mut self, ghost: &Ghost) {
        self.claimed.extend(ghost.blocks.iter().map(|block| (block.bid.key(), *block)));
    }

    /// Items to which no page leads any more.
    fn loose(&mut self) -> Result<Vec<Ghost>> {
        let own = self.found.blocks.iter().filter(|block| !block.moved).map(|block| block.bid);
        let mut bids: Vec<Bid> = own.collect();
        bids.dedup_by_key(|bid| bid.key());
        let mut loose = Vec::new();
        for bid in bids {
            let used = match self.view.block_entry(bid) {
                Ok(entry) => entry.refs > 1,
                Err(Error::Damaged { what: crate::Damage::MissingBlock, .. }) => false,
                Err(error) => return Err(error),
            };
            if !used && !self.claimed.contains_key(&bid.key()) {
                loose.push(bid);
            }
        }
        let nodes: Vec<NodeEntry> = self.nodes.values().copied().collect();
        let rgnid = self.rgnid;
        let mut ghosts = Vec::new();
        for node in loose::among(self, loose, (&nodes, &rgnid))?.nodes {
            if node.nid.is_item()
                && let Some((blocks, whole)) = self.parts(node.data, node.sub)?
            {
                let mut ghost = ghost(DeletedId::Block(node.data.0), node, blocks);
                ghost.item.whole = whole;
                self.claim(&ghost);
                ghosts.push(ghost);
            }
        }
        // The latest first: of two versions it is the item, the other a version of it.
        ghosts.sort_unstable_by_key(|ghost| std::cmp::Reverse(ghost.node.data));
        Ok(ghosts)
    }

    /// The blocks of an object that are not in use, and whether none is missing; `None` if its
    /// own properties cannot be read.
    fn parts(&self, data: Bid, sub: Bid) -> Result<Option<(Vec<BlockEntry>, bool)>> {
        let mut blocks = BTreeMap::new();
        if !self.gather(data, 0, &mut blocks)? {
            return Ok(None);
        }
        let whole = self.gather(sub, 0, &mut blocks)?;
        Ok(Some((blocks.into_values().flatten().collect(), whole)))
    }

    /// Collects what a block needs, as far as it is there; in use it is `None`. Answers whether
    /// all of it is.
    fn gather(
        &self,
        bid: Bid,
        depth: usize,
        blocks: &mut BTreeMap<u64, Option<BlockEntry>>,
    ) -> Result<bool> {
        if bid.is_none() || blocks.contains_key(&bid.key()) {
            return Ok(true);
        }
        let Some((entry, free)) = self.entry(bid)?.filter(|_| depth < MAX_BLOCK_DEPTH) else {
            return Ok(false);
        };
        blocks.insert(bid.key(), free.then_some(entry));
        if !bid.is_internal() {
            return Ok(true);
        }
        let children = match self.leads(&entry)? {
            Some(leads) => leads.bids(),
            None => return Ok(false),
        };
        let mut whole = true;
        for child in children {
            whole &= self.gather(child, depth + 1, blocks)?;
        }
        Ok(whole)
    }

    /// Where a block is, and whether it is free to be written over.
    fn entry(&self, bid: Bid) -> Result<Option<(BlockEntry, bool)>> {
        match self.view.block_entry(bid) {
            Ok(entry) => return Ok(Some((entry, false))),
            Err(Error::Damaged { what: crate::Damage::MissingBlock, .. }) => {}
            Err(error) => return Err(error),
        }
        // Of several the last: it was written when the file was larger.
        let own = self.found.block(bid).filter(|block| !block.moved).last();
        Ok(own.map(|block| {
            let (ib, len) = (block.ib, block.len);
            (BlockEntry { bid: block.bid, ib, stored: len, len, refs: 2 }, true)
        }))
    }

    fn leads(&self, entry: &BlockEntry) -> Result<Option<Leads>> {
        let bytes = match self.view.block_of(entry) {
            Err(Error::Damaged { .. }) => return Ok(None),
            bytes => bytes?,
        };
        Ok(Leads::parse(&bytes, self.view.format))
    }

    /// A view in which every ghost has a node.
    fn into_view(self, ghosts: &mut [Ghost]) -> View {
        let mut view = self.view;
        for (i, ghost) in (0..).zip(ghosts) {
            if !matches!(ghost.item.id, DeletedId::Unlisted(_)) {
                ghost.nid = Nid::new(FIRST_GHOST.saturating_add(i), ghost.node.nid.kind());
            }
            let node = NodeEntry { nid: ghost.nid, ..ghost.node };
            view.nodes.insert(u64::from(ghost.nid.0), Some(node));
            let blocks = ghost.blocks.iter().map(|block| (block.bid.key(), Some(*block)));
            view.blocks.extend(blocks);
        }
        view
    }
}

fn ghost(id: DeletedId, node: NodeEntry, blocks: Vec<BlockEntry>) -> Ghost {
    let item = DeletedItem {
        id,
        folder: None,
        version_of: None,
        whole: true,
        hidden: node.nid.kind() == NidType::ASSOCIATED,
        class: String::new(),
        subject: String::new(),
        modified: None,
        size: 0,
    };
    Ghost { item, nid: node.nid, node, blocks }
}

impl Stock for Pool {
    fn leads_to(&mut self, bid: Bid) -> Result<Option<Leads>> {
        match self.entry(bid)?.filter(|_| bid.is_internal()) {
            Some((entry, _)) => self.leads(&entry),
            None => Ok(None),
        }
    }

    fn take_in(&mut self, data: Bid, sub: Bid) -> Result<Option<(Bid, Bid)>> {
        let Some(first) = self.first_leaf(data)? else { return Ok(None) };
        let bytes = match self.view.block_of(&first) {
            Err(Error::Damaged { .. }) => return Ok(None),
            bytes => bytes?,
        };
        let properties = bytes.get(2..4) == Some(&[SIGNATURE, PROPERTIES]);
        let whole = self.parts(data, sub)?.is_some_and(|(_, whole)| whole);
        Ok((properties && whole).then_some((data, sub)))
    }

    fn size_of(&self, data: Bid, sub: Bid) -> u64 {
        let mut leaves = BTreeMap::new();
        let known =
            self.gather(data, 0, &mut leaves).is_ok() && self.gather(sub, 0, &mut leaves).is_ok();
        if !known {
            return 0;
        }
        let leaves = leaves.into_keys().map(Bid).filter(|bid| !bid.is_internal());
        leaves.filter_map(|bid| self.entry(bid).ok().flatten()).map(|(e, _)| u64::from(e.len)).sum()
    }

    fn size_below(&mut self, sub: Bid) -> Result<Option<u64>> {
        let whole = self.parts(Bid(0), sub)?.is_some_and(|(_, whole)| whole);
        Ok(whole.then(|| self.size_of(Bid(0), sub)))
    }

    fn near(&self) -> u64 {
        loose::NEAR
    }

    fn times(&self, _: Bid) -> u16 {
        1
    }

    fn is_counted(&self, _: Bid) -> bool {
        true
    }

    fn copies_of(&self, _: Bid) -> u16 {
        0
    }

    fn missing(&self, _: &[NodeEntry]) -> Vec<NodeEntry> {
        Vec::new()
    }

    fn view_of(&mut self, data: Bid) -> Result<View> {
        let mut view = self.view.again();
        let mut blocks = BTreeMap::new();
        self.gather(data, 0, &mut blocks)?;
        for block in blocks.into_values().flatten() {
            view.blocks.insert(block.bid.key(), Some(block));
        }
        Ok(view)
    }
}

impl Pool {
    fn first_leaf(&self, data: Bid) -> Result<Option<BlockEntry>> {
        let mut at = data;
        for _ in 0..3 {
            let Some((entry, _)) = self.entry(at)? else { return Ok(None) };
            if !at.is_internal() {
                return Ok(Some(entry).filter(|entry| !entry.bid.is_none()));
            }
            at = match self.leads(&entry)? {
                Some(Leads::Data(block)) => block.children.first().copied().unwrap_or_default(),
                _ => return Ok(None),
            };
        }
        Ok(None)
    }
}

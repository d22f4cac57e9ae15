//! A state of the file: the trees of the header, and over them what a transaction has changed.
//!
//! Reading goes through a [`View`], whether a transaction is open or not; so every layer above has
//! one way to read. Pages are kept in a bounded cache; blocks are read when they are asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::backend::Backend;
use crate::bytes::{Bytes, index, wide};
use crate::cipher::Encryption;
use crate::crc::crc32;
use crate::format::{Format, PAGE};
use crate::ndb::btree::{BlockEntry, BtPage, Leaf, NodeEntry};
use crate::ndb::ids::{Bid, Bref, Nid};
use crate::ndb::page::read_page;
use crate::{At, Damage, Error, Result};

/// Most places of the page cache: 4,096 pages of 512 bytes are 2 MiB. A page has one place it can
/// be in; a small file has one for every eight pages, as most of what it holds is no page of a
/// tree, and a power of two in any case.
const PAGES: u64 = 4096;

/// Writes that are not in the file yet: runs of neighbouring pieces, by offset.
#[derive(Debug, Default)]
pub(crate) struct Buffered {
    runs: BTreeMap<u64, Vec<u8>>,
    /// Bytes of all runs.
    pub bytes: usize,
    /// Room that an earlier run had.
    spare: Vec<u8>,
}

impl Buffered {
    /// The run that ends at `ib`, where a piece is to be appended; a new one if there is none.
    pub fn run_to(&mut self, ib: u64) -> &mut Vec<u8> {
        let before = self.runs.range(..ib).next_back();
        let start = before.filter(|(start, run)| **start + wide(run.len()) == ib);
        let start = start.map_or(ib, |(start, _)| *start);
        self.runs.entry(start).or_insert_with(|| std::mem::take(&mut self.spare))
    }

    /// A piece that is not written yet.
    fn part(&self, at: u64, len: usize) -> Option<&[u8]> {
        let (start, run) = self.runs.range(..=at).next_back()?;
        run.part(index(at - start), len)
    }

    /// Hands all runs to `write`, and keeps the room of the largest.
    pub fn drain(&mut self, mut write: impl FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
        self.bytes = 0;
        for (ib, mut run) in std::mem::take(&mut self.runs) {
            write(ib, &run)?;
            if run.capacity() > self.spare.capacity() {
                run.clear();
                self.spare = run;
            }
        }
        Ok(())
    }
}

/// A page in the cache, with its offset.
type CachedPage = (u64, Rc<BtPage>);

/// A state of the file.
pub(crate) struct View {
    pub backend: Arc<dyn Backend>,
    pub format: &'static Format,
    pub encryption: Encryption,
    /// Bytes of the file.
    pub len: u64,
    /// Where the file will end: the bound of every offset and size. More than `len` only while a
    /// transaction grows the file.
    pub room: u64,
    pub nbt: Bref,
    pub bbt: Bref,
    /// Nodes changed by the transaction; `None` is removed.
    pub nodes: BTreeMap<u64, Option<NodeEntry>>,
    /// Blocks changed by the transaction; `None` is removed.
    pub blocks: BTreeMap<u64, Option<BlockEntry>>,
    /// What the transaction has written but not handed to the file.
    pub buffered: Buffered,
    pages: RefCell<Vec<Option<CachedPage>>>,
    ahead: RefCell<Ahead>,
}

impl View {
    pub fn new(
        backend: Arc<dyn Backend>,
        format: &'static Format,
        encryption: Encryption,
        len: u64,
        (nbt, bbt): (Bref, Bref),
    ) -> Self {
        Self {
            backend,
            format,
            encryption,
            len,
            room: len,
            nbt,
            bbt,
            nodes: BTreeMap::new(),
            blocks: BTreeMap::new(),
            buffered: Buffered::default(),
            pages: RefCell::default(),
            ahead: RefCell::default(),
        }
    }

    /// The same state, without what a transaction has changed.
    pub fn again(&self) -> Self {
        let roots = (self.nbt, self.bbt);
        Self::new(Arc::clone(&self.backend), self.format, self.encryption, self.len, roots)
    }

    /// A node, or `None`.
    pub fn find_node(&self, nid: Nid) -> Result<Option<NodeEntry>> {
        let key = u64::from(nid.0);
        match self.nodes.get(&key) {
            Some(changed) => Ok(*changed),
            None => self.search(self.nbt, key),
        }
    }

    /// A node that must be there.
    pub fn node(&self, nid: Nid) -> Result<NodeEntry> {
        self.find_node(nid)?.ok_or(Error::NotFound(nid))
    }

    /// A block that must be there.
    pub fn block_entry(&self, bid: Bid) -> Result<BlockEntry> {
        let found = match self.blocks.get(&bid.key()) {
            Some(changed) => *changed,
            None => self.search(self.bbt, bid.key())?,
        };
        found.ok_or(Error::damaged(At::Block(bid.0), Damage::MissingBlock))
    }

    fn search<L: Leaf>(&self, root: Bref, key: u64) -> Result<Option<L>> {
        let (mut at, mut expected) = (root, None);
        if root.ib == 0 {
            return Ok(None);
        }
        loop {
            let page = self.page::<L>(at, expected)?;
            let Some(i) = page.position(key) else { return Ok(None) };
            if page.level == 0 {
                return Ok(page.leaf::<L>(i, self.format).filter(|leaf| leaf.key() == key));
            }
            expected = page.level.checked_sub(1);
            at = page.child(i).unwrap_or_default();
        }
    }

    /// A page of the tree of `L`; its level must be the expected one, so that every descent ends.
    pub fn page<L: Leaf>(&self, at: Bref, level: Option<u8>) -> Result<Rc<BtPage>> {
        let page = match self.cached(at.ib) {
            Some(page) => page,
            None => self.load_page::<L>(at)?,
        };
        match level {
            Some(level) if level != page.level => {
                Err(Error::damaged(At::Page(at.ib), Damage::Level))
            }
            _ => Ok(page),
        }
    }

    fn cached(&self, ib: u64) -> Option<Rc<BtPage>> {
        let pages = self.pages.borrow();
        let (at, page) = pages.get(place_of(ib, pages.len()))?.as_ref()?;
        (*at == ib).then(|| Rc::clone(page))
    }

    fn load_page<L: Leaf>(&self, at: Bref) -> Result<Rc<BtPage>> {
        let bytes = read_page(&*self.backend, self.format, L::TREE.page_type(), at)?;
        let page = Rc::new(BtPage::parse(bytes, self.format, L::TREE, at.ib)?);
        let mut pages = self.pages.borrow_mut();
        let places = index((self.room / (8 * PAGE) + 1).min(PAGES).next_power_of_two());
        if pages.len() < places {
            pages.clear();
            pages.resize(places, None);
        }
        let place = place_of(at.ib, pages.len());
        if let Some(place) = pages.get_mut(place) {
            *place = Some((at.ib, Rc::clone(&page)));
        }
        Ok(page)
    }

    /// Visits every page and every entry of a tree as the file has it (not what the transaction
    /// changed), in order of the keys.
    pub fn walk<L: Leaf>(
        &self,
        root: Bref,
        visit: &mut dyn FnMut(Walked<L>) -> Result<()>,
    ) -> Result<()> {
        self.walk_from(root, false, visit)
    }

    /// Visits every node, as the transaction has it: those that it changed come last.
    pub fn each_node(&self, visit: &mut dyn FnMut(NodeEntry)) -> Result<()> {
        self.walk::<NodeEntry>(self.nbt, &mut |met| {
            if let Walked::Entry(node) = met
                && !self.nodes.contains_key(&u64::from(node.nid.0))
            {
                visit(node);
            }
            Ok(())
        })?;
        self.nodes.values().flatten().for_each(|node| visit(*node));
        Ok(())
    }

    /// The same as [`View::walk`], but refuses a tree whose keys are not in strict order, or lie
    /// outside what the page above says. Such a tree can be read here and there; changing it would
    /// lose entries.
    pub fn walk_sound<L: Leaf>(
        &self,
        root: Bref,
        visit: &mut dyn FnMut(Walked<L>) -> Result<()>,
    ) -> Result<()> {
        self.walk_from(root, true, visit)
    }

    fn walk_from<L: Leaf>(
        &self,
        root: Bref,
        strict: bool,
        visit: &mut dyn FnMut(Walked<L>) -> Result<()>,
    ) -> Result<()> {
        if root.ib == 0 {
            return Ok(());
        }
        // A tree has no more pages than the file: pages that are named again and again end here.
        let mut walk = TreeWalk { left: self.room / PAGE, strict, next: 0, visit };
        walk.page(self, root, None, (0, u64::MAX))
    }

    /// The payload of a block, checked and decoded.
    pub fn block(&self, bid: Bid) -> Result<Vec<u8>> {
        let entry = self.block_entry(bid)?;
        self.block_of(&entry)
    }

    /// The payload of a block whose entry is known.
    pub fn block_of(&self, entry: &BlockEntry) -> Result<Vec<u8>> {
        let mut payload = Vec::new();
        self.append_block(entry, &mut payload)?;
        Ok(payload)
    }

    /// Appends the payload of a block, checked and decoded.
    pub fn append_block(&self, entry: &BlockEntry, out: &mut Vec<u8>) -> Result<()> {
        let (start, len) = (out.len(), usize::from(entry.stored));
        let size = self.format.block_size(len);
        let damaged = |what| Error::damaged(At::Block(entry.bid.0), what);
        self.place_fault(entry, size).map_or(Ok(()), |what| Err(damaged(what)))?;
        self.append_bytes(entry.ib, index(size), out)?;
        let stored = out.get_mut(start..).unwrap_or_default();
        let Some((payload, rest)) = stored.split_at_mut_checked(len) else {
            return Err(damaged(Damage::Size));
        };
        self.block_fault(entry, payload, rest).map_or(Ok(()), |what| Err(damaged(what)))?;
        if entry.is_compressed() {
            let inflated = self.inflated(entry, payload).map_err(damaged)?;
            out.truncate(start);
            out.extend_from_slice(&inflated);
            return Ok(());
        }
        if !entry.bid.is_internal() {
            self.encryption.decode(payload, entry.bid.0);
        }
        out.truncate(start + len);
        Ok(())
    }

    /// The payload of a compressed block. Whether one that is encrypted, too, is to be deciphered
    /// before or after nobody has seen: it is refused.
    fn inflated(&self, entry: &BlockEntry, stored: &[u8]) -> std::result::Result<Vec<u8>, Damage> {
        if self.encryption != Encryption::None && !entry.bid.is_internal() {
            return Err(Damage::Compression);
        }
        let len = usize::from(entry.len);
        let inflated = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(stored, len);
        inflated.ok().filter(|bytes| bytes.len() == len).ok_or(Damage::Compression)
    }

    /// The bound of what an object may hold.
    pub fn content_room(&self) -> u64 {
        self.room.saturating_mul(self.format.swell)
    }

    /// What is wrong with a block: its payload as stored, and what follows it up to its end.
    fn block_fault(&self, entry: &BlockEntry, payload: &[u8], rest: &[u8]) -> Option<Damage> {
        let trailer = rest.len().checked_sub(self.format.block_trailer);
        let trailer = trailer.and_then(|at| block_trailer(rest.get(at..)?, self.format));
        match trailer {
            Some((len, ..)) if len != entry.stored => Some(Damage::Size),
            Some((_, _, bid)) if bid & !1 != entry.bid.key() => Some(Damage::Id),
            Some((_, crc, _)) if crc32(payload) != crc => Some(Damage::Checksum),
            Some(_) => None,
            None => Some(Damage::Size),
        }
    }

    /// Whether a block can lie where its entry says.
    pub fn place_fault(&self, entry: &BlockEntry, size: u64) -> Option<Damage> {
        let outside = entry.ib < self.format.first
            || entry.ib.checked_add(size).is_none_or(|end| end > self.room);
        if usize::from(entry.len.max(entry.stored)) > self.format.block_max {
            Some(Damage::Size)
        } else if outside {
            Some(Damage::Outside)
        } else {
            (!entry.ib.is_multiple_of(self.format.slot)).then_some(Damage::Alignment)
        }
    }

    /// Appends bytes of the file, or of what is not written yet.
    fn append_bytes(&self, at: u64, len: usize, out: &mut Vec<u8>) -> Result<()> {
        if let Some(part) = self.buffered.part(at, len) {
            out.extend_from_slice(part);
            return Ok(());
        }
        let mut ahead = self.ahead.borrow_mut();
        if ahead.holds(at, len) || ahead.follows(at) {
            ahead.fill(&*self.backend, at, len, self.len)?;
            out.extend_from_slice(ahead.part(at, len));
            return Ok(());
        }
        ahead.end = at + wide(len);
        let start = out.len();
        out.resize(start + len, 0);
        self.backend.read_at(at, out.get_mut(start..).unwrap_or_default())?;
        Ok(())
    }

    /// Forgets what was read ahead: the file was written.
    pub fn forget_ahead(&mut self) {
        self.ahead.take();
    }
}

/// What was read ahead: the blocks of an item mostly lie one after the other.
#[derive(Debug, Default)]
struct Ahead {
    at: u64,
    bytes: Vec<u8>,
    /// Where the last read ended.
    end: u64,
}

/// Bytes that are read ahead.
const AHEAD: u64 = 64 << 10;

impl Ahead {
    fn holds(&self, at: u64, len: usize) -> bool {
        !self.part(at, len).is_empty()
    }

    /// Whether a read goes on where the last one ended.
    fn follows(&self, at: u64) -> bool {
        self.end == at && at != 0
    }

    fn part(&self, at: u64, len: usize) -> &[u8] {
        let start = at.checked_sub(self.at).map(index);
        start.and_then(|start| self.bytes.part(start, len)).unwrap_or_default()
    }

    /// Makes sure that the bytes asked for are here.
    fn fill(&mut self, backend: &dyn Backend, at: u64, len: usize, file: u64) -> Result<()> {
        self.end = at + wide(len);
        if self.holds(at, len) {
            return Ok(());
        }
        let count = AHEAD.min(file.saturating_sub(at)).max(wide(len));
        self.at = at;
        self.bytes.clear();
        self.bytes.resize(index(count), 0);
        let read = backend.read_at(at, &mut self.bytes);
        if read.is_err() {
            self.bytes.clear();
        }
        Ok(read?)
    }
}

/// A walk through a tree.
struct TreeWalk<'w, L> {
    /// Pages that may still be visited.
    left: u64,
    strict: bool,
    /// The least key that the next entry may have.
    next: u64,
    visit: &'w mut dyn FnMut(Walked<L>) -> Result<()>,
}

impl<L: Leaf> TreeWalk<'_, L> {
    /// Visits a page whose keys must lie in `low..high`.
    fn page(
        &mut self,
        view: &View,
        at: Bref,
        level: Option<u8>,
        (low, high): (u64, u64),
    ) -> Result<()> {
        let endless = Error::damaged(At::Page(at.ib), Damage::Depth);
        self.left = self.left.checked_sub(1).ok_or(endless)?;
        let page = view.page::<L>(at, level)?;
        (self.visit)(Walked::Page(at))?;
        for i in 0..page.count {
            let key = page.key(i).unwrap_or(0);
            let next = page.key(i + 1).unwrap_or(high);
            if self.strict && (key < low || key >= high || next <= key) {
                return Err(Error::damaged(At::Page(at.ib), Damage::Order));
            }
            match page.level.checked_sub(1) {
                Some(below) => {
                    let child = page.child(i).unwrap_or_default();
                    self.page(view, child, Some(below), (key, next))?;
                }
                None => self.entry(&page, i, at, view)?,
            }
        }
        Ok(())
    }

    fn entry(&mut self, page: &BtPage, i: usize, at: Bref, view: &View) -> Result<()> {
        let Some(leaf) = page.leaf::<L>(i, view.format) else { return Ok(()) };
        if self.strict && leaf.key() < self.next {
            return Err(Error::damaged(At::Page(at.ib), Damage::Order));
        }
        self.next = leaf.key().saturating_add(1);
        (self.visit)(Walked::Entry(leaf))
    }
}

/// Where in a cache of so many places a page can be.
fn place_of(ib: u64, places: usize) -> usize {
    index(ib / PAGE) & places.wrapping_sub(1)
}

/// What a walk meets.
pub(crate) enum Walked<L> {
    Page(Bref),
    Entry(L),
}

/// Length, checksum and id of a block trailer (\[MS-PST\] 2.2.2.8.1).
fn block_trailer(bytes: &[u8], format: &Format) -> Option<(u16, u32, u64)> {
    let len = bytes.u16_at(0)?;
    if format.ptr == 4 {
        Some((len, bytes.u32_at(8)?, u64::from(bytes.u32_at(4)?)))
    } else {
        Some((len, bytes.u32_at(4)?, bytes.u64_at(8)?))
    }
}

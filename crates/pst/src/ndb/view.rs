//! A state of the file: the trees of the header, and over them what a transaction has changed.
//!
//! Reading goes through a [`View`], whether a transaction is open or not; so every layer above has
//! one way to read. Pages are kept in a bounded cache; blocks are read when they are asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::backend::Backend;
use crate::bytes::{Bytes, index};
use crate::cipher::Encryption;
use crate::crc::crc32;
use crate::format::{AMAP_FIRST, Format, PAGE, SLOT};
use crate::ndb::btree::{BlockEntry, BtPage, Leaf, NodeEntry};
use crate::ndb::ids::{Bid, Bref, Nid};
use crate::ndb::page::read_page;
use crate::{At, Damage, Error, Result};

/// Places of the page cache: 4,096 pages of 512 bytes are 2 MiB. A page has one place it can be in.
const PAGES: u64 = 4096;

/// Writes that are not in the file yet, by offset.
#[derive(Debug, Default)]
pub(crate) struct Buffered {
    pub parts: BTreeMap<u64, Vec<u8>>,
    pub bytes: usize,
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
        }
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
        let (at, page) = pages.get(place_of(ib))?.as_ref()?;
        (*at == ib).then(|| Rc::clone(page))
    }

    fn load_page<L: Leaf>(&self, at: Bref) -> Result<Rc<BtPage>> {
        let bytes = read_page(&*self.backend, self.format, L::TREE.page_type(), at)?;
        let page = Rc::new(BtPage::parse(bytes, self.format, L::TREE, at.ib)?);
        let mut pages = self.pages.borrow_mut();
        if pages.is_empty() {
            pages.resize(index(PAGES), None);
        }
        if let Some(place) = pages.get_mut(place_of(at.ib)) {
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

    /// The same, but refuses a tree whose keys are not in strict order, or lie outside what the
    /// page above says. Such a tree can be read here and there; changing it would lose entries.
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
        let damaged = |what| Error::damaged(At::Block(entry.bid.0), what);
        let len = usize::from(entry.len);
        let size = self.format.block_size(len);
        self.place_fault(entry, size).map_or(Ok(()), |what| Err(damaged(what)))?;
        let mut bytes = self.bytes(entry.ib, index(size))?;
        let trailer = index(size) - self.format.block_trailer;
        let stored = bytes.part(trailer, self.format.block_trailer).unwrap_or_default();
        let (stored_len, crc, bid) =
            block_trailer(stored, self.format).ok_or(damaged(Damage::Size))?;
        if stored_len != entry.len {
            return Err(damaged(Damage::Size));
        }
        if bid & !1 != entry.bid.key() {
            return Err(damaged(Damage::Id));
        }
        bytes.truncate(len);
        if crc32(&bytes) != crc {
            return Err(damaged(Damage::Checksum));
        }
        if !entry.bid.is_internal() {
            self.encryption.decode(&mut bytes, entry.bid.0);
        }
        Ok(bytes)
    }

    /// Whether a block can lie where its entry says.
    pub fn place_fault(&self, entry: &BlockEntry, size: u64) -> Option<Damage> {
        let outside =
            entry.ib < AMAP_FIRST || entry.ib.checked_add(size).is_none_or(|end| end > self.room);
        if usize::from(entry.len) > self.format.block_max {
            Some(Damage::Size)
        } else if outside {
            Some(Damage::Outside)
        } else {
            (!entry.ib.is_multiple_of(SLOT)).then_some(Damage::Alignment)
        }
    }

    /// Bytes of the file, or of what is not written yet.
    fn bytes(&self, at: u64, len: usize) -> Result<Vec<u8>> {
        if let Some(part) = self.buffered.parts.get(&at) {
            return Ok(part.clone());
        }
        let mut bytes = vec![0; len];
        self.backend.read_at(at, &mut bytes)?;
        Ok(bytes)
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

/// Where in the cache a page can be.
fn place_of(ib: u64) -> usize {
    index(ib / PAGE % PAGES)
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

//! Transactions: the order of writes that survives a crash at any of them
//! (\[MS-PST\] 2.6.1, 2.6.1.3.7).
//!
//! 1. before the first write: header with the maps marked invalid, sync (a transaction that is
//!    dropped before its buffer is full has written nothing at all);
//! 2. blocks and pages into space that is free in the durable state, sync;
//! 3. header with the new roots, sync: this is the commit;
//! 4. maps, sync; 5. header with the maps valid, sync.
//!
//! A crash before 3 leaves the old trees, after it the new ones; in both cases the maps are marked
//! invalid and are rebuilt from the trees at the next opening for writing.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::backend::Backend;
use crate::bytes::wide;
use crate::format::{DLIST, Format};
use crate::ndb::alloc::{Alloc, Bref2, Extent, empty_dlist};
use crate::ndb::btree::{BlockEntry, NodeEntry};
use crate::ndb::header::{Header, Trust};
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::keyset::KeySet;
use crate::ndb::view::{View, Walked};
use crate::{At, Damage, Error, Result};

/// Bytes that are gathered before they are handed to the file.
const BUFFER: usize = 4 << 20;

/// Indexes of node ids from here on would leave no room for many more: none was ever given out.
pub(crate) const PLAUSIBLE: u32 = 1 << 26;

/// A write transaction below everything that has a meaning.
pub(crate) struct Writer {
    pub view: View,
    /// The header as it will be.
    pub header: Header,
    /// The header as the file has it.
    durable: Header,
    /// References to blocks of the file that are noted and not counted yet, by the blocks' keys.
    pub(super) held: BTreeMap<u64, u16>,
    /// The map, from the first write on.
    pub(super) alloc: Option<Alloc>,
    begun: bool,
    /// The file says that a transaction is open.
    marked: bool,
    /// The header's bytes before the transaction.
    original: Vec<u8>,
    /// Length of the file before the transaction.
    old_len: u64,
    /// `fAMapValid` before the transaction.
    family: u8,
    /// Everything that only tells where space is free is made anew.
    renew: bool,
}

impl Writer {
    /// A transaction on the state of `header`. `alloc` is the map left by the last one.
    pub fn new(view: View, header: Header, alloc: Option<Alloc>) -> Self {
        let (old_len, family, original) = (view.len, header.amap_valid, header.bytes().to_vec());
        Self {
            view,
            durable: header.clone(),
            header,
            held: BTreeMap::new(),
            alloc,
            begun: false,
            marked: false,
            original,
            old_len,
            family,
            renew: false,
        }
    }

    /// Finds out which space is free before anything is put.
    pub fn begin(&mut self) -> Result<()> {
        if self.begun {
            return Ok(());
        }
        let alloc = match self.alloc.take() {
            Some(alloc) => alloc,
            None => self.load_map()?,
        };
        self.view.room = self.view.len.max(alloc.end());
        self.begun = true;
        for entry in &alloc.undercounted {
            self.view.blocks.insert(entry.bid.key(), Some(*entry));
        }
        self.alloc = Some(alloc);
        // The header will be written once more before the ids of this transaction count.
        self.header.unique = self.header.unique.wrapping_add(1);
        Ok(())
    }

    /// Marks the maps invalid before the first write. From here on the file says that a
    /// transaction is open.
    fn mark(&mut self) -> Result<()> {
        if self.marked {
            return Ok(());
        }
        self.marked = true;
        self.durable.amap_valid = 0;
        self.durable.write(&*self.view.backend)?;
        self.view.backend.sync()?;
        Ok(())
    }

    /// What has to be known before the first write, without writing: which space is free, which
    /// ids are in use.
    ///
    /// # Errors
    /// Where writing must be refused: the header is wrong beyond a torn write, a tree page cannot
    /// be read or is out of order, used ranges overlap.
    pub fn prepare(mut self) -> Result<(Header, Alloc)> {
        let alloc = self.load_map()?;
        Ok((self.header.clone(), alloc))
    }

    fn load_map(&mut self) -> Result<Alloc> {
        if self.header.trust == Trust::Bad {
            return Err(Error::damaged(At::Header, Damage::Checksum));
        }
        if self.view.bbt.ib == 0 {
            return Ok(Alloc::new());
        }
        let (undercounted, named) = self.raise_counters()?;
        if self.view.format.ptr == 4 && self.header.next_page > u64::from(u32::MAX / 2) {
            return Err(Error::damaged(At::Header, Damage::Counter));
        }
        let mut alloc = Alloc::load(&self.view, &self.header)?;
        (alloc.undercounted, alloc.named) = (undercounted, named);
        alloc.first_new = self.header.next_block;
        Ok(alloc)
    }

    /// Counters that lie behind what is in use (a torn header, other writers) are raised: an id
    /// must never be given out twice. Answers blocks that nodes share and whose count of references
    /// is too low: the first node to change would take what the others need. And all that nodes name: what
    /// is shared with subnode trees is not counted, for every one of them would have to be read.
    fn raise_counters(&mut self) -> Result<(Vec<BlockEntry>, KeySet)> {
        let header = &mut self.header;
        self.view.walk::<BlockEntry>(self.view.bbt, &mut |met| {
            match met {
                Walked::Page(at) => header.next_page = header.next_page.max(at.bid + 1),
                Walked::Entry(entry) => {
                    header.next_block = header.next_block.max((entry.bid.0 | 3) + 1);
                }
            }
            Ok(())
        })?;
        let mut held = Vec::new();
        self.view.walk::<NodeEntry>(self.view.nbt, &mut |met| {
            match met {
                Walked::Page(at) => header.next_page = header.next_page.max(at.bid + 1),
                Walked::Entry(entry) => {
                    raise_index(header, entry.nid);
                    // A new folder must not get what an item says of a folder that is gone.
                    if entry.parent.index() < PLAUSIBLE {
                        raise_index(header, entry.parent);
                    }
                    held.extend(
                        [entry.data.key(), entry.sub.key()].into_iter().filter(|b| *b != 0),
                    );
                }
            }
            Ok(())
        })?;
        held.sort_unstable();
        let shared = held.chunk_by(|a, b| a == b).filter(|chunk| chunk.len() > 1);
        let counted = shared.filter_map(|chunk| {
            let refs = u16::try_from(chunk.len() + 1).unwrap_or(u16::MAX);
            let entry = self.view.block_entry(Bid(*chunk.first()?)).ok()?;
            (entry.refs < refs).then_some(BlockEntry { refs, ..entry })
        });
        let counted = counted.collect();
        Ok((counted, KeySet::of(held)))
    }

    /// A new node id of that type.
    pub fn next_nid(&mut self, kind: NidType) -> Result<Nid> {
        let slot = self.header.rgnid.get_mut(usize::from(kind.0 & 31));
        let last = slot.ok_or(Error::damaged(At::Header, Damage::Counter))?;
        *last = last
            .checked_add(1)
            .filter(|next| *next < 1 << 27)
            .ok_or(Error::damaged(At::Header, Damage::Counter))?;
        Ok(Nid::new(*last, kind))
    }

    /// New node ids of this one's type come after it, if it was ever given out.
    pub fn keep_above(&mut self, nid: Nid) {
        let slot = self.header.rgnid.get_mut(usize::from(nid.kind().0 & 31));
        if let Some(last) = slot.filter(|_| nid.index() < PLAUSIBLE) {
            *last = nid.index().max(*last);
        }
    }

    /// A new row version: unique in the file and below `dwUnique`.
    pub fn next_row_version(&mut self) -> u32 {
        let version = self.header.unique;
        self.header.unique = version.wrapping_add(1);
        version
    }

    pub fn next_page_id(&mut self) -> u64 {
        let bid = self.header.next_page;
        self.header.next_page = bid + 1;
        bid
    }

    /// Refuses what cannot fit into the largest file of the format, before any of it is written.
    pub fn refuse_too_much(&mut self, bytes: usize) -> Result<()> {
        if bytes <= BUFFER {
            return Ok(());
        }
        self.begin()?;
        let Format { max_file, block_max, .. } = *self.view.format;
        let blocks = bytes.div_ceil(block_max);
        match self.alloc.as_ref().is_none_or(|alloc| alloc.has_room(blocks, max_file)) {
            true => Ok(()),
            false => Err(Error::Full { limit: max_file }),
        }
    }

    /// Takes space, growing the file by a region where there is none.
    pub fn take(&mut self, size: u64, align: u64) -> Result<u64> {
        let format = self.view.format;
        let alloc = self.alloc.as_mut().ok_or(Error::ReadOnly)?;
        loop {
            if let Some(ib) = alloc.take(size, align) {
                return Ok(ib);
            }
            if alloc.end() + crate::format::REGION > format.max_file {
                return Err(Error::Full { limit: format.max_file });
            }
            alloc.grow();
            self.view.room = self.view.room.max(alloc.end());
            self.header.set_fmap(alloc.regions() - 1);
        }
    }

    /// Takes space that is free, all of it or nothing.
    pub fn hold_free(&mut self, extent: Extent) -> bool {
        self.alloc.as_mut().is_some_and(|alloc| alloc.hold_free(extent))
    }

    /// Gives space back with the commit.
    pub fn release(&mut self, extent: Extent) {
        if let Some(alloc) = self.alloc.as_mut() {
            alloc.release(extent);
        }
    }

    /// Writes later, together with its neighbours.
    pub fn buffer(&mut self, ib: u64, bytes: &[u8]) -> Result<()> {
        self.view.buffered.run_to(ib).extend_from_slice(bytes);
        self.buffered(bytes.len())
    }

    /// So many bytes were added to the buffer.
    pub fn buffered(&mut self, bytes: usize) -> Result<()> {
        self.view.buffered.bytes += bytes;
        if self.view.buffered.bytes > BUFFER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.mark()?;
        let Some(alloc) = &self.alloc else { return Ok(()) };
        if alloc.end() > self.view.len {
            self.view.backend.set_len(alloc.end())?;
            self.view.len = alloc.end();
        }
        self.view.forget_ahead();
        let View { backend, buffered, .. } = &mut self.view;
        buffered.drain(|ib, bytes| Ok(backend.write_at(ib, bytes)?))
    }

    /// Makes the transaction durable. Answers the new header and the map for the next one.
    ///
    /// `reader` is the old state, alive while somebody reads it.
    pub fn commit(mut self, reader: Weak<Bref2>) -> Result<(Header, Option<Alloc>, u64)> {
        if !self.begun {
            return Ok((self.durable.clone(), self.alloc.take(), self.old_len));
        }
        match self.write_trees() {
            Ok(()) => self.finish(reader),
            Err(error) => {
                self.abort();
                Err(error)
            }
        }
    }

    /// Brings a file in order whose last writer was interrupted: maps rebuilt from the trees,
    /// header whole, nothing behind its end.
    pub fn recover(mut self) -> Result<(Header, Option<Alloc>, u64)> {
        self.begin()?;
        self.write_trees()?;
        let backend = Arc::clone(&self.view.backend);
        let (header, alloc, len) = self.finish(Weak::new())?;
        if len > header.eof {
            backend.set_len(header.eof)?;
            backend.sync()?;
        }
        let len = header.eof;
        Ok((header, alloc, len))
    }

    /// Makes all maps anew, whatever they say.
    pub fn renew_maps(mut self) -> Result<(Header, Option<Alloc>, u64)> {
        (self.renew, self.header.amap_valid) = (true, 0);
        self.recover()
    }

    /// Blocks of this transaction to which nothing refers (a value that was set twice) go again.
    fn drop_orphans(&mut self) -> Result<()> {
        let first = self.durable.next_block;
        loop {
            let blocks = self.view.blocks.range(first..);
            let orphans: Vec<Bid> = blocks
                .filter_map(|(_, entry)| entry.filter(|entry| entry.refs <= 1))
                .map(|entry| entry.bid)
                .collect();
            if orphans.is_empty() {
                return Ok(());
            }
            orphans.into_iter().try_for_each(|bid| self.let_go(bid))?;
        }
    }

    /// Steps 2 and 3.
    fn write_trees(&mut self) -> Result<()> {
        self.drop_orphans()?;
        self.count_held()?;
        let nodes: Vec<(u64, Option<NodeEntry>)> =
            std::mem::take(&mut self.view.nodes).into_iter().collect();
        self.header.nbt = self.merge_tree(self.view.nbt, &nodes)?;
        let blocks: Vec<(u64, Option<BlockEntry>)> =
            std::mem::take(&mut self.view.blocks).into_iter().collect();
        self.header.bbt = self.merge_tree(self.view.bbt, &blocks)?;
        self.flush()?;
        self.view.backend.sync()?;
        if let Some(alloc) = &self.alloc {
            self.header.eof = alloc.end();
            self.header.amap_last = alloc.last_map();
        }
        self.header.amap_valid = 0;
        self.header.write(&*self.view.backend)?;
        Ok(())
    }

    /// From the commit point on: nothing is taken back.
    fn finish(mut self, reader: Weak<Bref2>) -> Result<(Header, Option<Alloc>, u64)> {
        (self.begun, self.marked) = (false, false);
        self.view.backend.sync()?;
        let mut alloc = self.alloc.take().ok_or(Error::ReadOnly)?;
        let rebuilt = alloc.rebuilt;
        let known = known_regions(self.durable.eof);
        alloc.unpin();
        alloc.settle(reader);
        let pages: BTreeMap<_, _> = alloc.pages(self.view.format, known).into_iter().collect();
        write_joined(&*self.view.backend, pages)?;
        // Regions may have longer free runs than before: the hint becomes "any".
        (0..alloc.regions()).for_each(|region| self.header.set_fmap(region));
        self.write_dlist()?;
        self.view.backend.sync()?;
        if rebuilt {
            self.header.pmap_free = 0;
        }
        // Space pinned by readers is free in the file: count it while it is unpinned.
        self.header.amap_free = alloc.free_bytes();
        alloc.pin();
        self.header.amap_valid = self.family()?;
        self.header.write(&*self.view.backend)?;
        self.view.backend.sync()?;
        let header = self.header.clone();
        Ok((header, Some(alloc), self.view.len))
    }

    /// Outlook 97 to 2003 mark valid maps with 1 and know no density list, 2007 and later with 2:
    /// a file stays in its family.
    fn family(&self) -> Result<u8> {
        if self.family != 0 {
            return Ok(self.family);
        }
        let mut page = [0; 512];
        self.view.backend.read_at(DLIST, &mut page)?;
        let end = self.view.format.page - self.view.format.page_trailer;
        let has_list = page.get(end) == Some(&0x86);
        Ok(if has_list || self.durable.nbt.ib == 0 { 2 } else { 1 })
    }

    /// A density list that speaks of the state before would be wrong: it gets its empty form.
    fn write_dlist(&mut self) -> Result<()> {
        let mut page = [0; 512];
        self.view.backend.read_at(DLIST, &mut page)?;
        let end = self.view.format.page - self.view.format.page_trailer;
        let listed = page.get(end) == Some(&0x86);
        let has_entries = listed && page.get(1) != Some(&0);
        let renew = self.renew && (listed || self.family()? == 2);
        if !has_entries && !renew && self.durable.nbt.ib != 0 {
            return Ok(());
        }
        let bid = self.next_page_id();
        self.view.backend.write_at(DLIST, &empty_dlist(self.view.format, bid))?;
        Ok(())
    }

    /// Takes everything back: the trees of the header were never touched.
    fn abort(&mut self) {
        if !self.marked {
            return;
        }
        (self.begun, self.marked) = (false, false);
        // Nothing happened: the header becomes what it was, dwUnique too. If even this fails the
        // maps stay marked invalid and are rebuilt at the next opening.
        let backend = &self.view.backend;
        let restored = backend
            .set_len(self.old_len)
            .and_then(|()| backend.write_at(0, &self.original))
            .and_then(|()| backend.sync());
        drop(restored);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.abort();
    }
}

/// The counter of a node type must not lie below an index in use.
/// Raises the counter of a node's type to it. Folders and items count with any id; tables, and what
/// has no business among the nodes, only with one that leaves room for more.
pub(crate) fn raise_index(header: &mut Header, nid: Nid) {
    let counted = match nid.kind().0 {
        2 | 3 | 4 | 8 => true,
        5 | 0xD | 0xE | 0xF => nid.index() < PLAUSIBLE,
        _ => false,
    };
    if let Some(last) = header.rgnid.get_mut(usize::from(nid.kind().0)).filter(|_| counted) {
        *last = nid.index().max(*last);
    }
}

/// Whole regions that a file of that length has.
fn known_regions(eof: u64) -> usize {
    let len = eof.saturating_sub(crate::format::AMAP_FIRST);
    crate::bytes::index(len / crate::format::REGION)
}

/// Neighbouring pieces are written together.
fn write_joined(backend: &dyn Backend, parts: BTreeMap<u64, Vec<u8>>) -> Result<()> {
    let mut run: (u64, Vec<u8>) = (0, Vec::new());
    for (ib, bytes) in parts {
        if run.0 + wide(run.1.len()) == ib && run.1.len() < BUFFER {
            run.1.extend_from_slice(&bytes);
            continue;
        }
        if !run.1.is_empty() {
            backend.write_at(run.0, &run.1)?;
        }
        run = (ib, bytes);
    }
    if !run.1.is_empty() {
        backend.write_at(run.0, &run.1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, MemoryBackend, NewStore, Pst, Reader, check_backend};

    #[test]
    fn what_nodes_share_stays_while_one_of_them_needs_it_even_where_the_file_counts_too_low() {
        let memory = Arc::new(MemoryBackend::default());
        let new = NewStore::new("Gezählt", [1; 16], [2; 16]);
        let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
        let root = pst.read().store().unwrap().ipm_subtree.unwrap();
        let mut txn = pst.write().unwrap();
        let folder = txn.create_folder(root, "Einer", "IPF.Note").unwrap();
        // The tables of an empty folder are those of the templates: the count says "one only".
        let table = txn.writer.view.node(folder.sibling(NidType::CONTENTS)).unwrap();
        let mut entry = txn.writer.view.block_entry(table.data).unwrap();
        entry.refs = 2;
        txn.writer.view.blocks.insert(entry.bid.key(), Some(entry));
        txn.commit().unwrap();
        drop(pst);
        let pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        txn.delete_folder(folder).unwrap();
        txn.create_folder(root, "Anderer", "IPF.Note").unwrap();
        txn.commit().unwrap();
        drop(pst);
        let report = check_backend(&*memory).unwrap();
        assert!(report.is_clean(), "{:?}", report.findings().next());
    }
}

//! Appending to a file whose maps cannot be trusted: everything new goes behind its end.

use std::sync::Arc;

use crate::backend::Backend;
use crate::bytes::short;
use crate::cipher::Encryption;
use crate::format::{AMAP_FIRST, Format, PAGE, REGION, SLOT};
use crate::ndb::alloc::map_bytes;
use crate::ndb::blocks::seal;
use crate::ndb::btree::{BlockEntry, Leaf, encode_page, push_branch};
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::page::build_page;
use crate::{Error, Result};

/// What even the smallest file may grow by.
const ROOM: u64 = 64 << 20;

/// What is appended, region by region: every region begins with its maps, which are left out.
pub(super) struct Tail {
    backend: Arc<dyn Backend>,
    format: &'static Format,
    encryption: Encryption,
    at: u64,
    /// A repair that writes more than the file has is one that goes in circles.
    most: u64,
    /// `bidNextB` and `bidNextP`.
    pub next_block: u64,
    pub next_page: u64,
}

impl Tail {
    pub fn new(
        backend: Arc<dyn Backend>,
        format: &'static Format,
        encryption: Encryption,
        (next_block, next_page): (u64, u64),
    ) -> Result<Self> {
        let at = end_of_region(backend.len()?);
        let most = at.saturating_mul(2).saturating_add(ROOM).min(format.max_file);
        Ok(Self { backend, format, encryption, at, most, next_block, next_page })
    }

    /// Where the file ends once everything is appended: with a whole region.
    pub fn end(&self) -> u64 {
        end_of_region(self.at)
    }

    fn take(&mut self, size: u64, align: u64) -> Result<u64> {
        let region = |at: u64| (at - AMAP_FIRST) / REGION;
        let maps = |i: u64| AMAP_FIRST + i * REGION + map_bytes(crate::bytes::index(i));
        let mut ib = self.at.max(maps(region(self.at))).next_multiple_of(align);
        if region(ib) != region(ib + size - 1) {
            ib = maps(region(ib + size - 1)).next_multiple_of(align);
        }
        if ib + size + REGION > self.most {
            return Err(Error::Full { limit: self.most });
        }
        self.at = ib + size;
        Ok(ib)
    }

    /// Writes a block; answers its entry, to which nothing refers yet.
    pub fn block(&mut self, payload: &[u8], internal: bool) -> Result<BlockEntry> {
        let size = self.format.block_size(payload.len());
        let ib = self.take(size, SLOT)?;
        let bid = Bid(self.next_block.next_multiple_of(4) | if internal { 2 } else { 0 });
        self.next_block = (bid.0 | 3) + 1;
        let mut bytes = payload.to_vec();
        if !internal {
            self.encryption.encode(&mut bytes, bid.0);
        }
        let len = short(payload.len());
        seal(&mut bytes, 0, self.format, bid, ib);
        self.backend.write_at(ib, &bytes)?;
        Ok(BlockEntry { bid, ib, stored: len, len, refs: 1 })
    }

    /// Writes a block of the file once more, as it is stored.
    pub fn again(&mut self, entry: &BlockEntry, mut stored: Vec<u8>) -> Result<BlockEntry> {
        let ib = self.take(self.format.block_size(stored.len()), SLOT)?;
        seal(&mut stored, 0, self.format, entry.bid, ib);
        self.backend.write_at(ib, &stored)?;
        Ok(BlockEntry { ib, ..*entry })
    }

    /// Writes the pages of a tree over sorted entries.
    pub fn tree<L: Leaf>(&mut self, entries: &[L]) -> Result<Bref> {
        let format = self.format;
        let mut width = L::TREE.leaf_size(format);
        let mut level: Vec<(u64, Vec<u8>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut bytes = Vec::with_capacity(width);
            entry.encode(format, &mut bytes);
            level.push((entry.key(), bytes));
        }
        let mut height = 0;
        loop {
            let mut above = Vec::new();
            // A tree without entries has a page, too.
            let empty = level.is_empty().then_some(&[][..]);
            for part in level.chunks(format.bt_max(width).max(1)).chain(empty) {
                let bytes: Vec<u8> = part.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
                let page =
                    self.page(L::TREE.page_type(), &encode_page(format, &bytes, width, height))?;
                let mut branch = Vec::new();
                let first = part.first().map_or(0, |(key, _)| *key);
                push_branch(format, first, page, &mut branch);
                above.push((first, branch, page));
            }
            if let [(_, _, root)] = above.as_slice() {
                return Ok(*root);
            }
            level = above.into_iter().map(|(key, branch, _)| (key, branch)).collect();
            (height, width) = (height + 1, format.bt_branch);
        }
    }

    fn page(&mut self, kind: crate::ndb::page::PageType, content: &[u8]) -> Result<Bref> {
        let ib = self.take(PAGE, PAGE)?;
        let at = Bref { bid: self.next_page, ib };
        self.next_page += 1;
        self.backend.write_at(ib, &build_page(self.format, kind, at, content))?;
        Ok(at)
    }
}

/// The first end of a region that does not lie before an offset.
fn end_of_region(len: u64) -> u64 {
    let regions = len.saturating_sub(AMAP_FIRST).div_ceil(REGION).max(1);
    AMAP_FIRST + regions * REGION
}

//! For tests and fuzz targets: a Unicode file put into the 4K-page format of newer OST files, which
//! this crate does not write. Pages and blocks are laid out anew, and blocks are compressed where
//! that saves something, as Outlook does. What is in them stays: small heaps have the same ids in
//! both formats.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::backend::MemoryBackend;
use crate::cipher::Encryption;
use crate::crc::{crc32, signature};
use crate::format::FileFormat;
use crate::ndb::btree::{BlockEntry, Leaf, NodeEntry, Tree};
use crate::ndb::header::Header;
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::page::PageType;
use crate::ndb::view::{View, Walked};

/// Entries of one page; few, so that the trees have branches.
const PER_PAGE: usize = 20;

/// A file in the making.
struct Maker {
    bytes: Vec<u8>,
    next: u64,
}

impl Maker {
    /// Appends at a multiple of `unit`; gives the offset.
    fn put(&mut self, unit: usize, bytes: &[u8]) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(unit), 0);
        let at = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        at as u64
    }

    fn block(&mut self, bid: Bid, plain: &[u8], compress: bool) -> (u64, u16) {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(plain, 6);
        let stored = if compress && packed.len() < plain.len() { &packed } else { plain };
        let size = (stored.len() + 24).next_multiple_of(512);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        let ib = self.bytes.len() as u64;
        let mut block = stored.to_vec();
        block.resize(size - 24, 0);
        let len = u16::try_from(stored.len()).unwrap();
        block.extend_from_slice(&len.to_le_bytes());
        block.extend_from_slice(&signature(ib, bid.0).to_le_bytes());
        block.extend_from_slice(&crc32(stored).to_le_bytes());
        block.extend_from_slice(&bid.0.to_le_bytes());
        block.extend_from_slice(&2_u16.to_le_bytes());
        block.extend_from_slice(&u16::try_from(plain.len()).unwrap().to_le_bytes());
        block.extend_from_slice(&[0; 4]);
        (self.put(512, &block), len)
    }

    fn page(&mut self, kind: PageType, level: u8, entry: usize, entries: &[Vec<u8>]) -> Bref {
        self.next += 1;
        let bid = self.next;
        self.bytes.resize(self.bytes.len().next_multiple_of(4096), 0);
        let mut page = entries.concat();
        page.resize(4056, 0);
        let count = u16::try_from(entries.len()).unwrap();
        page.extend_from_slice(&count.to_le_bytes());
        page.extend_from_slice(&u16::try_from(4056 / entry).unwrap().to_le_bytes());
        page.extend_from_slice(&[u8::try_from(entry).unwrap(), level]);
        page.resize(4072, 0);
        let crc = crc32(&page);
        page.extend_from_slice(&[kind as u8, kind as u8, 0, 0]);
        page.extend_from_slice(&crc.to_le_bytes());
        page.extend_from_slice(&bid.to_le_bytes());
        page.extend_from_slice(&[0; 8]);
        Bref { bid, ib: self.put(4096, &page) }
    }

    /// The pages over entries with their keys.
    fn tree(&mut self, tree: Tree, entry: usize, mut entries: Vec<(u64, Vec<u8>)>) -> Bref {
        let (mut level, mut width) = (0, entry);
        loop {
            let mut above = Vec::new();
            for part in entries.chunks(PER_PAGE) {
                let key = part[0].0;
                let bytes: Vec<Vec<u8>> = part.iter().map(|(_, bytes)| bytes.clone()).collect();
                let page = self.page(tree.page_type(), level, width, &bytes);
                let branch = [key, page.bid, page.ib].map(u64::to_le_bytes).concat();
                above.push((key, branch, page));
            }
            if let [(_, _, root)] = above.as_slice() {
                return *root;
            }
            entries = above.into_iter().map(|(key, branch, _)| (key, branch)).collect();
            (level, width) = (level + 1, 24);
        }
    }
}

/// The same store in the 4K-page format.
///
/// # Panics
/// If it is no whole Unicode file.
#[must_use]
pub fn newer(unicode: &[u8]) -> Vec<u8> {
    let backend = Arc::new(MemoryBackend::new(unicode.to_vec()));
    let header = Header::read(&*backend).unwrap();
    let roots = (header.nbt, header.bbt);
    let len = unicode.len() as u64;
    let view = View::new(backend, header.format, header.encryption, len, roots);
    let mut maker = Maker { bytes: vec![0; 0x22000 + 4096], next: 1000 };
    let (mut blocks, mut nodes) = (Vec::new(), Vec::new());
    view.walk::<BlockEntry>(header.bbt, &mut |walked| {
        if let Walked::Entry(entry) = walked {
            let plain = view.block_of(&entry)?;
            let (ib, stored) = maker.block(entry.bid, &plain, true);
            let mut bytes = [entry.bid.0, ib].map(u64::to_le_bytes).concat();
            for part in [stored, entry.len, entry.refs, 0] {
                bytes.extend_from_slice(&part.to_le_bytes());
            }
            blocks.push((entry.key(), bytes));
        }
        Ok(())
    })
    .unwrap();
    view.walk::<NodeEntry>(header.nbt, &mut |walked| {
        if let Walked::Entry(entry) = walked {
            let mut bytes = Vec::new();
            entry.encode(header.format, &mut bytes);
            nodes.push((entry.key(), bytes));
        }
        Ok(())
    })
    .unwrap();
    let bbt = maker.tree(Tree::Blocks, 24, blocks);
    let nbt = maker.tree(Tree::Nodes, 32, nodes);
    let mut head = Header::new(FileFormat::Unicode4K, Encryption::None);
    (head.nbt, head.bbt, head.amap_valid) = (nbt, bbt, 2);
    head.eof = maker.bytes.len() as u64;
    let file = MemoryBackend::new(maker.bytes);
    head.write(&file).unwrap();
    file.bytes()
}

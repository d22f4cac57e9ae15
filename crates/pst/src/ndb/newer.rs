//! Tests: a Unicode file put into the 4K-page format of newer OST files, which this crate does not
//! write. Pages and blocks are laid out anew, and blocks are compressed where that saves something,
//! as Outlook does. What is in them stays: small heaps have the same ids in both formats.

use std::sync::Arc;

use crate::backend::MemoryBackend;
use crate::cipher::Encryption;
use crate::crc::{crc32, signature};
use crate::format::FileFormat;
use crate::messaging::new_store::NewStore;
use crate::ndb::btree::{BlockEntry, Leaf, NodeEntry, Tree};
use crate::ndb::header::Header;
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::page::PageType;
use crate::ndb::view::{View, Walked};
use crate::{Access, At, Damage, Error, NewItem, PropValue, Props, Pst, Reader};

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
pub(crate) fn newer(unicode: &[u8]) -> Vec<u8> {
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

/// A store with two mails, one of them long.
fn store() -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { encryption: Encryption::None, ..NewStore::new("Neu", [7; 16], [9; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let inbox = txn.create_folder(root, "Posteingang", "IPF.Note").unwrap();
    for subject in ["Kurz", &"Sehr lang ".repeat(9000)] {
        let mut props = Props::new();
        props.set(0x001A, PropValue::Text("IPM.Note".into()));
        props.set(0x0037, PropValue::Text(format!("{:.40}", subject)));
        props.set(0x1000, PropValue::Text(subject.to_owned()));
        txn.create_message(inbox, NewItem { props, ..NewItem::default() }).unwrap();
    }
    txn.commit().unwrap();
    drop(pst);
    memory.bytes()
}

fn open(bytes: Vec<u8>, access: Access) -> crate::Result<Pst> {
    Pst::open_backend(Box::new(MemoryBackend::new(bytes)), access)
}

/// Every item of a file.
fn items(pst: &Pst) -> Vec<Props> {
    let reader = pst.read();
    let mut found = Vec::new();
    for folder in reader.folders().unwrap().folders.iter().filter(|folder| !folder.search) {
        let mut nids = Vec::new();
        reader.contents(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
        found.extend(nids.into_iter().map(|nid| reader.message(nid).unwrap().props));
    }
    found
}

#[test]
fn a_file_with_larger_pages_and_compressed_blocks_is_read_as_the_other() {
    let unicode = store();
    let newer = newer(&unicode);
    let pst = open(newer.clone(), Access::Read).unwrap();
    assert_eq!(pst.info().format, FileFormat::Unicode4K);
    let before = items(&open(unicode, Access::Read).unwrap());
    assert_eq!(before.len(), 2);
    assert_eq!(items(&pst), before);
    // It is neither written nor checked.
    assert!(matches!(open(newer, Access::Write), Err(Error::FourK)));
    assert!(matches!(pst.check(), Err(Error::FourK)));
}

#[test]
fn a_block_that_says_another_length_than_it_has_or_is_encrypted_too_is_refused() {
    let plain = vec![7; 4000];
    let mut maker = Maker { bytes: vec![0; 0x22000 + 4096], next: 0 };
    let (ib, stored) = maker.block(Bid(4), &plain, true);
    let entry = BlockEntry { bid: Bid(4), ib, stored, len: 4000, refs: 2 };
    let len = maker.bytes.len() as u64;
    let read = |bytes: &[u8], encryption, entry: &BlockEntry| {
        let backend = Arc::new(MemoryBackend::new(bytes.to_vec()));
        let format = FileFormat::Unicode4K.sizes();
        let none = (Bref::default(), Bref::default());
        View::new(backend, format, encryption, len, none).block_of(entry)
    };
    assert_eq!(read(&maker.bytes, Encryption::None, &entry).unwrap(), plain);
    let refused = |read: crate::Result<Vec<u8>>, damage: Damage| match read {
        Err(Error::Damaged { at: At::Block(4), what }) => assert_eq!(what, damage),
        other => panic!("{other:?}"),
    };
    for len in [3999, 4001, 60_000] {
        let wrong = BlockEntry { len, ..entry };
        refused(read(&maker.bytes, Encryption::None, &wrong), Damage::Compression);
    }
    refused(read(&maker.bytes, Encryption::Permute, &entry), Damage::Compression);
    let mut torn = maker.bytes.clone();
    torn[usize::try_from(ib).unwrap() + 5] ^= 1;
    refused(read(&torn, Encryption::None, &entry), Damage::Checksum);
}

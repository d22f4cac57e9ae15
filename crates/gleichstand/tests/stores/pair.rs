//! The pairs of stores that every row is proved on: both in memory, and a data file of either
//! format with a real office database.

use std::path::PathBuf;
use std::sync::Arc;

use office::Office;
use outlook::{Format, NewFile, Options, OutlookFile};
use pst::{Access, Backend, EntryId, MemoryBackend, Pst, Reader};
use sync::memory::{MemoryOffice, MemoryOutlook};
use sync::{Key, Ledger, Store};
use tempfile::TempDir;

use crate::schema::{Schema, server};

/// A folder beside the one for new items.
pub const ELSEWHERE: &str = "Archiv";

/// An Outlook data file, and what only a person or a fault does to it.
pub trait DataFile {
    /// Works with the store.
    fn with(&mut self, work: &mut dyn FnMut(&mut dyn Store));
    /// Moves an item to the folder [`ELSEWHERE`]; it keeps its key.
    fn move_elsewhere(&mut self, key: &Key);
    /// Makes an item unreadable whose text holds `mark`, a word that nothing else holds.
    fn damage(&mut self, key: &Key, mark: &str);
    /// Makes the file read only.
    fn protect(&mut self);
}

impl DataFile for MemoryOutlook {
    fn with(&mut self, work: &mut dyn FnMut(&mut dyn Store)) {
        work(self);
    }

    fn move_elsewhere(&mut self, key: &Key) {
        self.change(key, |item| item.folder = format!("/{ELSEWHERE}"));
    }

    fn damage(&mut self, key: &Key, _mark: &str) {
        self.change(key, |item| item.unreadable = true);
    }

    fn protect(&mut self) {
        self.read_only = true;
    }
}

/// A real data file whose bytes lie in memory.
struct RealFile {
    bytes: Arc<MemoryBackend>,
    file: OutlookFile,
}

impl RealFile {
    fn new(format: Format) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("kunden.pst");
        let new = NewFile { format, cipher: outlook::Cipher::None, ..NewFile::default() };
        let made = OutlookFile::create(&path, &new, Options::default()).unwrap();
        drop(made);
        let bytes = Arc::new(MemoryBackend::new(std::fs::read(&path).unwrap()));
        let file = open(&bytes, Access::Write);
        let mut made = Self { bytes, file };
        made.change(|txn| {
            let root = txn.store().unwrap().ipm_subtree.unwrap();
            txn.create_folder(root, ELSEWHERE, "IPF.StickyNote").unwrap();
        });
        made
    }

    fn change(&mut self, change: impl FnOnce(&mut pst::WriteTxn<'_>)) {
        let pst = Pst::open_backend(Box::new(Arc::clone(&self.bytes)), Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        change(&mut txn);
        txn.commit().unwrap();
        self.file = open(&self.bytes, Access::Write);
    }
}

fn open(bytes: &Arc<MemoryBackend>, access: Access) -> OutlookFile {
    let pst = Pst::open_backend(Box::new(Arc::clone(bytes)), access).unwrap();
    OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap()
}

impl DataFile for RealFile {
    fn with(&mut self, work: &mut dyn FnMut(&mut dyn Store)) {
        work(&mut self.file.store());
    }

    fn move_elsewhere(&mut self, key: &Key) {
        let nid = EntryId::parse(&key.0).unwrap().nid;
        self.change(|txn| {
            let folders = txn.folders().unwrap().folders;
            let folder = folders.iter().find(|folder| folder.name == ELSEWHERE).unwrap();
            txn.move_message(nid, folder.nid).unwrap();
        });
    }

    fn damage(&mut self, _key: &Key, mark: &str) {
        let wide: Vec<u8> = mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = self.bytes.bytes();
        let mut hits = 0;
        for mark in [wide.as_slice(), mark.as_bytes()] {
            let at = bytes.windows(mark.len()).enumerate().filter(|(_, part)| *part == mark);
            for (at, part) in at {
                self.bytes.write_at(at as u64, &[part[0] ^ 1]).unwrap();
                hits += 1;
            }
        }
        assert!(hits > 0, "the mark is in the file");
        self.file = open(&self.bytes, Access::Write);
    }

    fn protect(&mut self) {
        self.file = open(&self.bytes, Access::Read);
    }
}

/// Two stores, and what must outlive them.
pub struct Pair {
    pub outlook: Box<dyn DataFile>,
    pub office: Box<dyn Ledger>,
    pub kept: (Option<TempDir>, Option<Schema>),
}

/// How a pair is made; `None` where it cannot be had here.
pub type Maker = fn() -> Option<Pair>;

pub fn in_memory() -> Option<Pair> {
    let (outlook, office) = (Box::new(MemoryOutlook::default()), Box::new(MemoryOffice::default()));
    Some(Pair { outlook, office, kept: (None, None) })
}

pub fn unicode_and_sqlite() -> Option<Pair> {
    Some(with_sqlite(Format::Unicode))
}

pub fn ansi_and_sqlite() -> Option<Pair> {
    Some(with_sqlite(Format::Ansi))
}

pub fn unicode_and_postgresql() -> Option<Pair> {
    let schema = Schema::new(server()?);
    let office = Box::new(Office::open(&schema.url()).unwrap());
    let outlook = Box::new(RealFile::new(Format::Unicode));
    Some(Pair { outlook, office, kept: (None, Some(schema)) })
}

fn with_sqlite(format: Format) -> Pair {
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join("office.db");
    let office = Box::new(Office::open(&path.display().to_string()).unwrap());
    Pair { outlook: Box::new(RealFile::new(format)), office, kept: (Some(folder), None) }
}

//! The pairs of stores that every row is proved on: both in memory, and a data file of either
//! format with a real office database.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    /// Undoes that.
    fn repair(&mut self, key: &Key, mark: &str);
    /// Lets the list of a folder break off, in which an item has `mark` as its name.
    fn break_list(&mut self, folder: &str, mark: &str);
    /// The disk fails after so many writes; with `None` it works again.
    fn fail_after(&mut self, writes: Option<u64>);
    /// Makes a backup of the file, or puts it back.
    fn back_up(&mut self);
    fn put_back(&mut self);
    /// Makes the file read only.
    fn protect(&mut self);
}

/// A data file in memory, with its backup.
#[derive(Default)]
struct InMemory {
    file: MemoryOutlook,
    backup: Option<MemoryOutlook>,
}

impl DataFile for InMemory {
    fn with(&mut self, work: &mut dyn FnMut(&mut dyn Store)) {
        work(&mut self.file);
    }

    fn move_elsewhere(&mut self, key: &Key) {
        self.file.change(key, |item| item.folder = format!("/{ELSEWHERE}"));
    }

    fn damage(&mut self, key: &Key, _mark: &str) {
        self.file.change(key, |item| item.unreadable = true);
    }

    fn repair(&mut self, key: &Key, _mark: &str) {
        self.file.change(key, |item| item.unreadable = false);
    }

    fn break_list(&mut self, folder: &str, _mark: &str) {
        self.file.unreadable_folders.insert(folder.to_owned());
    }

    fn fail_after(&mut self, writes: Option<u64>) {
        match writes {
            Some(writes) => self.file.faults.stop_at(writes + 1),
            None => self.file.faults.revive(),
        }
    }

    fn back_up(&mut self) {
        self.backup = Some(self.file.clone());
    }

    fn put_back(&mut self) {
        self.file = self.backup.clone().expect("a backup");
    }

    fn protect(&mut self) {
        self.file.read_only = true;
    }
}

/// A disk in memory that may fail.
struct Disk {
    bytes: MemoryBackend,
    /// Writes that are still taken.
    left: AtomicU64,
}

impl Disk {
    fn take(&self) -> io::Result<()> {
        let left =
            self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(drop).map_err(|_| io::ErrorKind::StorageFull.into())
    }
}

impl Backend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.bytes.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.bytes.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.take()?;
        self.bytes.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.take()?;
        self.bytes.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.bytes.sync()
    }
}

/// A real data file whose bytes lie in memory.
struct RealFile {
    disk: Arc<Disk>,
    file: OutlookFile,
    backup: Vec<u8>,
}

impl RealFile {
    fn new(format: Format) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("kunden.pst");
        let new = NewFile { format, cipher: outlook::Cipher::None, ..NewFile::default() };
        let made = OutlookFile::create(&path, &new, Options::default()).unwrap();
        drop(made);
        let bytes = MemoryBackend::new(std::fs::read(&path).unwrap());
        let disk = Arc::new(Disk { bytes, left: AtomicU64::new(u64::MAX) });
        let file = open(&disk, Access::Write);
        let mut made = Self { disk, file, backup: Vec::new() };
        made.change(|txn| {
            let root = txn.store().unwrap().ipm_subtree.unwrap();
            txn.create_folder(root, ELSEWHERE, "IPF.StickyNote").unwrap();
        });
        made
    }

    fn change(&mut self, change: impl FnOnce(&mut pst::WriteTxn<'_>)) {
        let pst = Pst::open_backend(Box::new(Arc::clone(&self.disk)), Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        change(&mut txn);
        txn.commit().unwrap();
        self.file = open(&self.disk, Access::Write);
    }

    /// Turns the first byte of a text wherever it stands, to another one.
    fn turn(&mut self, from: &str, to: u8) {
        let wide: Vec<u8> = from.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = self.disk.bytes.bytes();
        let mut hits = 0;
        for text in [wide.as_slice(), from.as_bytes()] {
            let found = bytes.windows(text.len()).enumerate().filter(|(_, part)| *part == text);
            for (at, _) in found {
                self.disk.bytes.write_at(at as u64, &[to]).unwrap();
                hits += 1;
            }
        }
        assert!(hits > 0, "{from} is in the file");
        self.file = open(&self.disk, Access::Write);
    }
}

fn open(disk: &Arc<Disk>, access: Access) -> OutlookFile {
    let pst = Pst::open_backend(Box::new(Arc::clone(disk)), access).unwrap();
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
        self.turn(mark, b'?');
    }

    fn repair(&mut self, _key: &Key, mark: &str) {
        let (first, rest) = mark.split_at(1);
        self.turn(&format!("?{rest}"), first.as_bytes()[0]);
    }

    fn break_list(&mut self, _folder: &str, mark: &str) {
        self.turn(mark, b'?');
    }

    fn fail_after(&mut self, writes: Option<u64>) {
        self.disk.left.store(writes.unwrap_or(u64::MAX), Ordering::SeqCst);
        self.file = open(&self.disk, Access::Write);
    }

    fn back_up(&mut self) {
        self.backup = self.disk.bytes.bytes();
    }

    fn put_back(&mut self) {
        let bytes = MemoryBackend::new(self.backup.clone());
        self.disk = Arc::new(Disk { bytes, left: AtomicU64::new(u64::MAX) });
        self.file = open(&self.disk, Access::Write);
    }

    fn protect(&mut self) {
        self.file = open(&self.disk, Access::Read);
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
    let (outlook, office) = (Box::new(InMemory::default()), Box::new(MemoryOffice::default()));
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

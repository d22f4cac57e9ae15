//! A data file: opening, snapshots, transactions.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use crate::backend::{Backend, FileBackend};
use crate::format::FileFormat;
use crate::ltp::text::CodePage;
use crate::messaging::names::NamedProps;
use crate::messaging::new_store::{NewStore, create_store};
use crate::messaging::patch::WriteTxn;
use crate::messaging::reader::{Reader, sealed};
use crate::ndb::alloc::{Alloc, Bref2};
use crate::ndb::commit::Writer;
use crate::ndb::header::{Header, Trust};
use crate::ndb::view::View;
use crate::{At, Encryption, Error, Nid, NidType, Oddity, Result, Warning};

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading; several may do so at once.
    Read,
    /// Reading and writing, alone.
    Write,
}

/// An Outlook data file.
pub struct Pst {
    backend: Arc<dyn Backend>,
    access: Access,
    state: Mutex<State>,
    /// The free space, from the first write transaction on; also the lock of the one writer.
    writer: Mutex<Option<Alloc>>,
    page: CodePage,
    warnings: Vec<Warning>,
}

#[derive(Clone)]
struct State {
    header: Header,
    roots: Arc<Bref2>,
    len: u64,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// ANSI or Unicode.
    pub format: FileFormat,
    /// `wVer`.
    pub version: u16,
    /// Encoding of data blocks.
    pub encryption: Encryption,
    /// Bytes of the file.
    pub size: u64,
    /// The allocation maps are marked valid.
    pub maps_valid: bool,
    /// Another writer was interrupted: [`Pst::open`] for writing brings the file in order.
    pub needs_recovery: bool,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

impl Pst {
    /// Opens a file and locks it. For writing, a file whose last writer was interrupted is brought
    /// in order first: its maps are rebuilt from the trees.
    ///
    /// # Errors
    /// For writing: [`Error::Damaged`] where nobody can say which space is free (the header's
    /// checksum is wrong, a tree cannot be read or is out of order, ranges overlap); the file is
    /// left as it is and can still be opened for reading. For both:
    /// [`Error::Locked`], [`Error::IsDirectory`], what the system says, or why it is no data file.
    pub fn open(path: impl AsRef<Path>, access: Access) -> Result<Self> {
        Self::open_backend(Box::new(FileBackend::open(path.as_ref(), access)?), access)
    }

    /// Opens a data file wherever its bytes lie.
    ///
    /// # Errors
    /// As [`Pst::open`].
    pub fn open_backend(backend: Box<dyn Backend>, access: Access) -> Result<Self> {
        Self::open_shared(Arc::from(backend), access, true)
    }

    /// Opens a file for a repair: the store need not be there.
    pub(crate) fn open_unchecked(backend: Arc<dyn Backend>, access: Access) -> Result<Self> {
        Self::open_shared(backend, access, false)
    }

    fn open_shared(backend: Arc<dyn Backend>, access: Access, whole: bool) -> Result<Self> {
        let header = Header::read(&*backend)?;
        if access == Access::Write && header.format.kind == FileFormat::Unicode4K {
            return Err(Error::FourK);
        }
        let len = backend.len()?;
        let warnings = warnings_of(&header, len);
        let mut pst = Self::assemble(backend, access, header, len);
        pst.warnings = warnings;
        if whole {
            pst.check_roots()?;
        }
        if access == Access::Write {
            pst.prepare()?;
            if pst.info().needs_recovery {
                pst.recover()?;
            }
        }
        Ok(pst)
    }

    fn assemble(backend: Arc<dyn Backend>, access: Access, header: Header, len: u64) -> Self {
        let roots = Arc::new(Bref2 { nbt: header.nbt, bbt: header.bbt });
        Self {
            backend,
            access,
            state: Mutex::new(State { header, roots, len }),
            writer: Mutex::new(None),
            page: CodePage::default(),
            warnings: Vec::new(),
        }
    }

    /// A file is one only if both trees and the store can be reached.
    fn check_roots(&self) -> Result<()> {
        let state = self.state();
        let short = Error::Truncated { len: state.len, expected: state.header.eof };
        match self.read().store() {
            Ok(_) => Ok(()),
            Err(Error::Damaged { .. } | Error::NotFound(_)) if state.len < state.header.eof => {
                Err(short)
            }
            Err(error) => Err(error),
        }
    }

    /// Creates a file. It appears under its name only when it is complete.
    ///
    /// # Errors
    /// If there is one of that name, or what the system says.
    pub fn create(path: impl AsRef<Path>, new: &NewStore) -> Result<Self> {
        let path = path.as_ref();
        if path.exists() {
            return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = Path::new(&part);
        let made = FileBackend::create_new(part)
            .and_then(|backend| Self::create_on(Box::new(backend), new))
            .and_then(|pst| Ok(std::fs::rename(part, path).map(|()| pst)?));
        if made.is_err() {
            drop(std::fs::remove_file(part));
        }
        made
    }

    /// Creates a data file on an empty backend.
    ///
    /// # Errors
    /// What the backend says; [`Error::NotRepresentable`] for names that an ANSI file cannot hold.
    pub fn create_on(backend: Box<dyn Backend>, new: &NewStore) -> Result<Self> {
        let backend: Arc<dyn Backend> = Arc::from(backend);
        let header = Header::new(new.format, new.encryption);
        let mut pst = Self::assemble(backend, Access::Write, header, 0);
        pst.page = CodePage::new(new.code_page).unwrap_or_default();
        {
            let mut slot = pst.lock_writer()?;
            let mut writer = Writer::new(pst.view(), pst.state().header, slot.take());
            create_store(&mut writer, new)?;
            pst.publish(writer, &mut slot)?;
        }
        Ok(pst)
    }

    /// The same file with another code page for the text of an ANSI file.
    #[must_use]
    pub fn with_code_page(mut self, page: CodePage) -> Self {
        self.page = page;
        self
    }

    /// What the file says of itself.
    #[must_use]
    pub fn info(&self) -> Info {
        let State { header, len, .. } = self.state();
        Info {
            format: header.format.kind,
            version: header.version,
            encryption: header.encryption,
            size: len,
            maps_valid: header.amap_valid != 0,
            needs_recovery: header.needs_recovery(len),
            warnings: self.warnings.clone(),
        }
    }

    /// The last node id of a kind that was given out, as far as the file knows; at least one that
    /// is in use may be later (see [`crate::Oddity::CounterBehind`]).
    #[must_use]
    pub fn last_given(&self, kind: NidType) -> Nid {
        let index = self.state().header.rgnid.get(usize::from(kind.0 & 31)).copied();
        Nid::new(index.unwrap_or_default(), kind)
    }

    /// The counters of node ids by type (`rgnid`).
    pub(crate) fn counters(&self) -> [u32; 32] {
        self.state().header.rgnid
    }

    /// Whether it was opened for writing.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.access == Access::Write
    }

    /// A snapshot of the file as it is now.
    #[must_use]
    pub fn read(&self) -> ReadTxn<'_> {
        self.read_by(self.view())
    }

    /// A snapshot that sees more than the trees lead to.
    pub(crate) fn read_by(&self, view: View) -> ReadTxn<'_> {
        let roots = self.state().roots;
        ReadTxn { _pst: self, _roots: roots, view, names: OnceCell::new(), page: self.page }
    }

    /// Begins a write transaction.
    ///
    /// # Errors
    /// [`Error::ReadOnly`], or [`Error::Busy`] while another one is open.
    pub fn write(&self) -> Result<WriteTxn<'_>> {
        if self.access == Access::Read {
            return Err(Error::ReadOnly);
        }
        let mut slot = self.lock_writer()?;
        let alloc = slot.take();
        Ok(WriteTxn {
            pst: self,
            slot,
            writer: Writer::new(self.view(), self.state().header, alloc),
            names: OnceCell::new(),
            names_changed: false,
            tables: BTreeMap::new(),
            templates: BTreeMap::new(),
            counts: BTreeMap::new(),
            events: Vec::new(),
            filed: Vec::new(),
            gone: Vec::new(),
            page: self.page,
        })
    }

    fn lock_writer(&self) -> Result<MutexGuard<'_, Option<Alloc>>> {
        match self.writer.try_lock() {
            Ok(slot) => Ok(slot),
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
        }
    }

    /// Where the bytes lie.
    pub(crate) fn backend(&self) -> &dyn Backend {
        &*self.backend
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn view(&self) -> View {
        let State { header, len, .. } = self.state();
        let backend = Arc::clone(&self.backend);
        View::new(backend, header.format, header.encryption, len, (header.nbt, header.bbt))
    }

    /// Commits what a writer did and makes it the state that new snapshots see.
    pub(crate) fn publish(&self, writer: Writer, slot: &mut Option<Alloc>) -> Result<()> {
        // The copy taken here must not count as a reader.
        let reader = Arc::downgrade(&self.state().roots);
        let (header, alloc, len) = writer.commit(reader)?;
        self.replace(header, len);
        *slot = alloc;
        Ok(())
    }

    fn replace(&self, header: Header, len: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let roots = Bref2 { nbt: header.nbt, bbt: header.bbt };
        if *state.roots != roots {
            state.roots = Arc::new(roots);
        }
        state.header = header;
        state.len = len;
    }

    /// Finds out whether the file can be written at all, before anybody begins.
    fn prepare(&self) -> Result<()> {
        let mut slot = self.lock_writer()?;
        let state = self.state();
        let (header, alloc) = Writer::new(self.view(), state.header, None).prepare()?;
        self.replace(header, state.len);
        *slot = Some(alloc);
        Ok(())
    }

    /// Makes all maps anew from the trees, whatever they say, and raises counters that lie behind.
    pub(crate) fn renew_maps(&self) -> Result<()> {
        let mut slot = self.lock_writer()?;
        *slot = None;
        let writer = Writer::new(self.view(), self.state().header, None);
        let (header, alloc, len) = writer.renew_maps()?;
        self.replace(header, len);
        *slot = alloc;
        Ok(())
    }

    fn recover(&self) -> Result<()> {
        let mut slot = self.lock_writer()?;
        let writer = Writer::new(self.view(), self.state().header, slot.take());
        let (header, alloc, len) = writer.recover()?;
        self.replace(header, len);
        *slot = alloc;
        Ok(())
    }
}

fn warnings_of(header: &Header, len: u64) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut add = |at, what, there: bool| {
        if there {
            warnings.push(Warning { at, what });
        }
    };
    add(At::Header, Oddity::HeaderChecksum, header.trust == Trust::Bad);
    add(At::Header, Oddity::TornHeader, header.trust == Trust::Torn);
    add(At::Maps, Oddity::MapsInvalid, header.amap_valid == 0);
    add(At::Header, Oddity::LongerThanHeader, len > header.eof);
    warnings
}

/// A snapshot: it sees the file as it was when it was taken, whatever is committed after.
pub struct ReadTxn<'p> {
    _pst: &'p Pst,
    /// Keeps the space of this state from being used again.
    _roots: Arc<Bref2>,
    view: View,
    names: OnceCell<NamedProps>,
    page: CodePage,
}

impl sealed::Viewed for ReadTxn<'_> {
    #[allow(private_interfaces, reason = "nobody outside can name or call it")]
    fn view(&self) -> &View {
        &self.view
    }

    fn code_page(&self) -> CodePage {
        self.page
    }

    fn named_props(&self) -> Result<&NamedProps> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = NamedProps::read(&self.view)?;
        Ok(self.names.get_or_init(|| names))
    }
}

impl Reader for ReadTxn<'_> {}

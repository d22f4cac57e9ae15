//! Where the bytes lie. Tests implement backends that crash, fail and record.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;

use crate::bytes::{index, wide};
use crate::{Access, Error, Result};

/// Five operations on bytes at offsets. A write that has returned need not be durable before
/// [`Backend::sync`] has returned; unsynced writes may be lost in any order, torn at 512 bytes.
pub trait Backend: Send + Sync {
    /// Length in bytes.
    fn len(&self) -> io::Result<u64>;
    /// Whether there is nothing.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
    /// Fills `buf` from `offset`; an error if the end comes first.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()>;
    /// Writes all of `data` at `offset`.
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()>;
    /// Cuts or extends with zeros.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Makes all writes before durable.
    fn sync(&self) -> io::Result<()>;
}

/// A file of the system, locked while it is open: shared for reading, exclusive for writing.
#[derive(Debug)]
pub struct FileBackend {
    file: Arc<File>,
    behind: OnceLock<Behind>,
    /// Bytes written since the disk was last asked to take them.
    waiting: AtomicUsize,
}

/// Bytes after which the disk is asked to take what was written.
const BEHIND: usize = 16 << 20;

/// Brings what was written to the disk while more is being made, so that the sync at the end finds
/// little left. What fails here fails the next sync: the system tells of a failure only once.
#[derive(Debug)]
struct Behind {
    ask: Option<SyncSender<()>>,
    failed: Arc<Mutex<Option<io::Error>>>,
    thread: Option<JoinHandle<()>>,
}

impl Behind {
    fn start(file: Arc<File>) -> Self {
        let (ask, asked) = sync_channel(1);
        let failed = Arc::new(Mutex::new(None));
        let note = Arc::clone(&failed);
        let thread = std::thread::spawn(move || {
            while asked.recv().is_ok() {
                let mut failed = note.lock().unwrap_or_else(PoisonError::into_inner);
                if let Err(error) = file.sync_data() {
                    *failed = Some(error);
                }
            }
        });
        Self { ask: Some(ask), failed, thread: Some(thread) }
    }
}

impl Drop for FileBackend {
    /// Gives the lock back. Left to the system it would end with the last copy of the handle, and
    /// a program that is just being started holds a copy for a moment.
    fn drop(&mut self) {
        drop(self.behind.take());
        // Where the system cannot, the lock ends with the handle.
        let _ = self.file.unlock();
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl FileBackend {
    /// Opens and locks a file.
    ///
    /// # Errors
    /// [`Error::Locked`] if another program holds it, [`Error::IsDirectory`] for a folder, else
    /// what the system says.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        if path.is_dir() {
            return Err(Error::IsDirectory);
        }
        // A pipe or a device would be waited for, or read for ever.
        if !path.metadata()?.is_file() {
            return Err(Error::NotPst);
        }
        let write = access == Access::Write;
        let file = OpenOptions::new().read(true).write(write).open(path)?;
        let locked = if write { file.try_lock() } else { file.try_lock_shared() };
        match locked {
            Ok(()) => Ok(Self::of(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Locked),
            // Some network file systems know no locks: there the system's own sharing rules stand.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Self::of(file))
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Creates a file that must not exist yet, and locks it.
    ///
    /// # Errors
    /// What the system says.
    pub fn create_new(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(Error::Locked),
            _ => Ok(Self::of(file)),
        }
    }

    fn of(file: File) -> Self {
        Self { file: Arc::new(file), behind: OnceLock::new(), waiting: AtomicUsize::new(0) }
    }

    /// So many bytes were written.
    fn written(&self, bytes: usize) {
        if self.waiting.fetch_add(bytes, Ordering::Relaxed) < BEHIND {
            return;
        }
        self.waiting.store(0, Ordering::Relaxed);
        let behind = self.behind.get_or_init(|| Behind::start(Arc::clone(&self.file)));
        // Where it is busy with what came before, the next piece asks again.
        let _busy = behind.ask.as_ref().map(|ask| ask.try_send(()));
    }

    /// Makes all writes durable, and answers for those of the thread.
    fn sync_all(&self) -> io::Result<()> {
        self.waiting.store(0, Ordering::Relaxed);
        let Some(behind) = self.behind.get() else { return self.file.sync_all() };
        let mut failed = behind.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take().map_or(Ok(()), Err)?;
        self.file.sync_all()
    }
}

#[cfg(unix)]
impl Backend for FileBackend {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&*self.file, buf, offset)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&*self.file, data, offset)?;
        self.written(data.len());
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }
}

#[cfg(windows)]
impl Backend for FileBackend {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, mut offset: u64, mut buf: &mut [u8]) -> io::Result<()> {
        while !buf.is_empty() {
            let count = std::os::windows::fs::FileExt::seek_read(&*self.file, buf, offset)?;
            let Some(rest) = buf.get_mut(count..).filter(|_| count > 0) else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            buf = rest;
            offset += wide(count);
        }
        Ok(())
    }

    fn write_at(&self, mut offset: u64, mut data: &[u8]) -> io::Result<()> {
        let len = data.len();
        while !data.is_empty() {
            let count = std::os::windows::fs::FileExt::seek_write(&*self.file, data, offset)?;
            let Some(rest) = data.get(count..).filter(|_| count > 0) else {
                return Err(io::ErrorKind::WriteZero.into());
            };
            data = rest;
            offset += wide(count);
        }
        self.written(len);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Bytes in memory.
#[derive(Debug, Default)]
pub struct MemoryBackend {
    bytes: RwLock<Vec<u8>>,
}

impl MemoryBackend {
    /// A backend that holds these bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: RwLock::new(bytes) }
    }

    /// A copy of what it holds.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Backend for MemoryBackend {
    fn len(&self) -> io::Result<u64> {
        Ok(wide(self.bytes.read().unwrap_or_else(PoisonError::into_inner).len()))
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let bytes = self.bytes.read().unwrap_or_else(PoisonError::into_inner);
        let start = index(offset);
        let part = start.checked_add(buf.len()).and_then(|end| bytes.get(start..end));
        buf.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut bytes = self.bytes.write().unwrap_or_else(PoisonError::into_inner);
        let start = index(offset);
        let end = start.checked_add(data.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes.get_mut(start..end).ok_or(io::ErrorKind::FileTooLarge)?.copy_from_slice(data);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.bytes.write().unwrap_or_else(PoisonError::into_inner).resize(index(len), 0);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

impl<B: Backend + ?Sized> Backend for std::sync::Arc<B> {
    fn len(&self) -> io::Result<u64> {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        (**self).read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        (**self).write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        (**self).set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        (**self).sync()
    }
}

//! A data file that is watched while it is read: for the progress of the check.

use std::io;
use std::sync::{Mutex, PoisonError};

use pst::{Backend, FileBackend};

use crate::show::progress::Progress;
use crate::words::Words;

/// The check reads each byte about so often: for its checksum, and as part of an object.
const PASSES: u64 = 2;
/// Progress is shown each time so many bytes were read.
const STEP: u64 = 1 << 20;

/// A file that cannot be written.
pub struct Watched<'a> {
    file: FileBackend,
    words: &'a Words,
    total: u64,
    state: Mutex<State>,
}

struct State {
    progress: Progress,
    read: u64,
    shown: u64,
}

impl<'a> Watched<'a> {
    /// A file that was opened for reading.
    pub fn new(file: FileBackend, progress: Progress, words: &'a Words) -> io::Result<Self> {
        let total = file.len()?.saturating_mul(PASSES);
        let state = Mutex::new(State { progress, read: 0, shown: 0 });
        Ok(Self { file, words, total, state })
    }

    fn count(&self, bytes: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.read += bytes as u64;
        if state.read - state.shown >= STEP {
            state.shown = state.read;
            let read = state.read;
            state.progress.share(self.words, "progress-check", read, self.total);
        }
    }
}

impl Backend for Watched<'_> {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.count(buf.len());
        self.file.read_at(offset, buf)
    }

    fn write_at(&self, _: u64, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn set_len(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

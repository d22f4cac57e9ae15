//! The compound file of a message (\[MS-CFB\]), as the reading and the writing sides need it.
//!
//! The library checks the structure of a file when it opens it. What it does not: streams that
//! share their sectors, which would make the parts larger than the whole. A budget does.

use std::io::{Cursor, Read, Seek, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cfb::{CompoundFile, Version};

use super::MsgError;

/// 1601-01-01 to 1970-01-01 in seconds.
const EPOCH: u64 = 11_644_473_600;

/// Bytes that may still be read.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// No file has more in its streams than it is large.
    pub fn of(bytes: &[u8]) -> Self {
        Self(bytes.len())
    }

    pub fn take(&mut self, bytes: usize) -> Result<(), MsgError> {
        self.0 = self.0.checked_sub(bytes).ok_or(MsgError::TooLarge)?;
        Ok(())
    }
}

/// A part of a storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub name: String,
    pub is_stream: bool,
}

/// The parts of a storage; an empty path is the root.
pub(super) fn parts<F>(file: &CompoundFile<F>, path: &str) -> Vec<Part> {
    let Ok(entries) = file.read_storage(format!("/{path}")) else { return Vec::new() };
    let part =
        |entry: cfb::Entry| Part { name: entry.name().to_owned(), is_stream: entry.is_stream() };
    // A path would take these two for places relative to it.
    let plain = |part: &Part| part.name != "." && part.name != "..";
    entries.map(part).filter(plain).collect()
}

/// The bytes of a stream; `None` where there is none or it is damaged.
pub(super) fn stream<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    path: &str,
    budget: &mut Budget,
) -> Result<Option<Vec<u8>>, MsgError> {
    let Ok(mut stream) = file.open_stream(format!("/{path}")) else { return Ok(None) };
    budget.take(usize::try_from(stream.len()).unwrap_or(usize::MAX))?;
    let mut bytes = Vec::new();
    Ok(stream.read_to_end(&mut bytes).ok().map(|_| bytes))
}

/// A compound file being written.
pub(super) struct Writer(CompoundFile<Cursor<Vec<u8>>>);

impl Writer {
    /// With the CLSID of its root.
    pub fn new(class: uuid::Uuid) -> Result<Self, MsgError> {
        let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
        file.set_storage_clsid("/", class)?;
        Ok(Self(file))
    }

    pub fn file(&mut self) -> &mut CompoundFile<Cursor<Vec<u8>>> {
        &mut self.0
    }

    /// A storage without times, so that equal items are equal bytes.
    pub fn storage(&mut self, path: &str) -> Result<(), MsgError> {
        let path = format!("/{path}");
        self.0.create_storage(&path)?;
        let zero: SystemTime =
            UNIX_EPOCH.checked_sub(Duration::from_secs(EPOCH)).unwrap_or(UNIX_EPOCH);
        self.0.set_created_time(&path, zero)?;
        self.0.set_modified_time(&path, zero)?;
        Ok(())
    }

    pub fn stream(&mut self, path: &str, bytes: &[u8]) -> Result<(), MsgError> {
        // The format counts in 32 bits.
        u32::try_from(bytes.len()).map_err(|_| MsgError::TooLarge)?;
        self.0.create_new_stream(format!("/{path}"))?.write_all(bytes)?;
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>, MsgError> {
        self.0.flush()?;
        Ok(self.0.into_inner().into_inner())
    }
}

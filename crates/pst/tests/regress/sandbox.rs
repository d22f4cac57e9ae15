//! A file in memory that can grow only so far.

use std::io;

use pst::{Backend, MemoryBackend};

/// No operation here makes a file as large.
const MOST: u64 = 16 << 20;

/// Bytes in memory, and an end to them.
#[derive(Debug)]
pub struct Sandbox(MemoryBackend);

impl Sandbox {
    /// A file of these bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(MemoryBackend::new(bytes))
    }

    /// A copy of what it holds.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }
}

fn fits(end: Option<u64>) -> io::Result<()> {
    match end {
        Some(end) if end <= MOST => Ok(()),
        _ => Err(io::ErrorKind::StorageFull.into()),
    }
}

impl Backend for Sandbox {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.0.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        fits(offset.checked_add(data.len() as u64))?;
        self.0.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        fits(Some(len))?;
        self.0.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync()
    }
}

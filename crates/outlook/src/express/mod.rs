//! Mail files of Outlook Express: `.dbx` of versions 5 and 6, `.mbx` with its `.idx` of version 4.
//! Read only; a file is recognised by its first bytes, never by its name.
//!
//! What must hold: every offset, length and count is checked, a message is as long as its pieces
//! say and no longer than [`LONGEST`], and what is broken costs itself, not the file.

mod dbx;
mod mbx;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, SeekFrom};

pub use dbx::{Dbx, DbxFolder, DbxKind};
pub use mbx::{Index, Mbx};

/// The longest text of a message that is read: 256 MiB.
pub const LONGEST: u64 = 256 << 20;

/// Why a part of a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The system says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A structure contradicts itself, or the file is cut off.
    #[error("damaged at 0x{0:X}")]
    Damaged(u64),
}

/// The result of reading.
pub type Result<T> = std::result::Result<T, Fault>;

/// A message as its file lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where its text begins; `None` where only the header was ever fetched.
    pub place: Option<Place>,
    /// It was read.
    pub read: bool,
    /// It was not sent yet.
    pub draft: bool,
    /// It is flagged.
    pub flagged: bool,
    /// When it was received, as FILETIME; 0 where it is not said.
    pub received: u64,
    /// Subject as listed, in the machine's code page: names what has no text.
    pub subject: Vec<u8>,
}

/// Where a text lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first of its pieces.
    Pieces(u64),
    /// One piece: offset and length.
    Whole(u64, u64),
    /// One piece that is shorter than it should be.
    Cut(u64, u64),
    /// The file says that it should be there, and it is not.
    Missing(u64),
}

/// Bytes at a place.
trait Bytes: Read + Seek {
    fn at<const N: usize>(&mut self, offset: u64) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.seek(SeekFrom::Start(offset))?;
        self.read_exact(&mut bytes).map_err(|error| cut(error, offset))?;
        Ok(bytes)
    }

    fn some(&mut self, offset: u64, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.seek(SeekFrom::Start(offset))?;
        self.read_exact(&mut bytes).map_err(|error| cut(error, offset))?;
        Ok(bytes)
    }

    fn length(&mut self) -> Result<u64> {
        Ok(self.seek(SeekFrom::End(0))?)
    }
}

impl<R: Read + Seek> Bytes for R {}

fn cut(error: io::Error, offset: u64) -> Fault {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::Damaged(offset),
        _ => Fault::Io(error),
    }
}

/// The number at a place of a structure; 0 beyond its end.
fn word(bytes: &[u8], at: usize) -> u32 {
    let part = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    part.map(|part| u32::from_le_bytes(*part)).unwrap_or_default()
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(word(bytes, at)) | u64::from(word(bytes, at + 4)) << 32
}

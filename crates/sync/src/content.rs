//! Contents of attachments: what is too large to travel in a record.
//!
//! A record names a content by its hash; whoever writes the record takes the bytes from the other
//! side, piece by piece. What must hold: equal contents have one hash, so each is stored once.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Message, StoreError};

/// The SHA-256 of a content; as text its 64 hexadecimal digits, as other programs print it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// The hash of bytes that are at hand.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// Hashes a content that comes piece by piece.
#[derive(Debug, Clone, Default)]
pub struct ContentHasher {
    hash: Sha256,
    size: u64,
}

impl ContentHasher {
    /// Takes the next piece.
    pub fn take(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.size += piece.len() as u64;
    }

    /// The hash of all pieces, and their size in bytes.
    #[must_use]
    pub fn finish(self) -> (ContentHash, u64) {
        (ContentHash(self.hash.finalize().into()), self.size)
    }
}

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for ContentHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a hash has 64 hexadecimal digits";
        let digits: Option<Vec<u8>> =
            text.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
        let digits = digits.filter(|digits| digits.len() == 64).ok_or(wrong)?;
        let mut hash = [0; 32];
        let pairs =
            digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?));
        hash.iter_mut().zip(pairs).for_each(|(place, byte)| *place = byte);
        Ok(Self(hash))
    }
}

/// Where contents are taken from.
pub trait Contents {
    /// Hands a content over, piece by piece, in order. The inner error says why this one cannot
    /// be had, the outer one that the store cannot be read.
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError>;
}

/// Where nothing can be taken from.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContents;

impl Contents for NoContents {
    fn content(
        &mut self,
        hash: &ContentHash,
        _take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        Ok(Err(no_such_content(hash)))
    }
}

/// A store does not have a content.
#[must_use]
pub fn no_such_content(hash: &ContentHash) -> Message {
    Message::new("content-missing").with("hash", hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_one_that_other_programs_print_and_comes_back_from_its_text() {
        let hash = ContentHash::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), text);
        assert_eq!(ContentHash::try_from(text.to_owned()), Ok(hash));
        for wrong in ["", "ba78", &text.replace('b', "x")] {
            assert!(ContentHash::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pieces_hash_as_the_whole() {
        let mut hasher = ContentHasher::default();
        [&b"a"[..], b"", b"bc"].into_iter().for_each(|piece| hasher.take(piece));
        assert_eq!(hasher.finish(), (ContentHash::of(b"abc"), 3));
    }
}

//! Files that once broke a promise, in the form in which they are kept: most of a small data file
//! is zeros, so runs of zeros are left out.

/// A file, and operations on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The bytes of the file.
    pub image: Vec<u8>,
    /// Operations, in the form of `editing`.
    pub ops: Vec<u8>,
}

/// Shorter runs of zeros are kept as they are.
const RUN: usize = 16;

impl Seed {
    /// The length of the operations and they, then the file: zeros to leave out, bytes that follow,
    /// again and again.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut out = length(self.ops.len()).to_vec();
        out.extend_from_slice(&self.ops);
        let mut rest = self.image.as_slice();
        while !rest.is_empty() {
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            let (_, after) = rest.split_at(zeros);
            let end = after.windows(RUN).position(|run| run.iter().all(|byte| *byte == 0));
            let (bytes, later) = after.split_at(end.unwrap_or(after.len()));
            out.extend_from_slice(&length(zeros));
            out.extend_from_slice(&length(bytes.len()));
            out.extend_from_slice(bytes);
            rest = later;
        }
        out
    }

    /// What was packed; `None` for anything else.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Option<Self> {
        let (ops, mut rest) = counted(packed)?;
        let mut image = Vec::new();
        while !rest.is_empty() {
            let (zeros, later) = rest.split_first_chunk()?;
            image.resize(image.len() + usize::try_from(u32::from_le_bytes(*zeros)).ok()?, 0);
            let (bytes, later) = counted(later)?;
            image.extend_from_slice(bytes);
            rest = later;
        }
        Some(Self { image, ops: ops.to_vec() })
    }
}

fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes()
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*len)).ok()?)
}

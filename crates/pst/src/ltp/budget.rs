//! How much one object may claim: never much more than the file that it comes from.
//!
//! Sizes and counts in a file are hostile until checked. One large value can be named by a million
//! properties, one long row by a million recipients: all parts of an object share one budget.

use crate::{At, Damage, Error, Result};

/// Bytes that an object may still take.
#[derive(Debug)]
pub(crate) struct Budget(u64);

/// What a list element costs in memory, at least.
const ELEMENT: u64 = 32;

/// What an object may claim in any file: lists take more memory than space, and a small file may
/// consist of lists.
const ANYWHERE: u64 = 4 << 20;

impl Budget {
    pub fn new(file: u64) -> Self {
        Self(file.saturating_add(ANYWHERE))
    }

    /// Takes what a value of that type and length costs once it is decoded.
    pub fn take(&mut self, at: At, prop_type: u16, len: u64) -> Result<()> {
        // Lists of texts or binaries: four bytes of the file are an element.
        let lists = matches!(prop_type, 0x101E | 0x101F | 0x1102);
        let cost = if lists { len.saturating_mul(ELEMENT / 4) } else { len };
        self.spend(at, cost)
    }

    /// Takes what an element of a list costs.
    pub fn element(&mut self, at: At) -> Result<()> {
        self.spend(at, ELEMENT)
    }

    fn spend(&mut self, at: At, cost: u64) -> Result<()> {
        let rest = self.0.checked_sub(cost).ok_or(Error::damaged(at, Damage::TooLarge))?;
        self.0 = rest;
        Ok(())
    }
}

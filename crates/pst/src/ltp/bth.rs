//! Trees on heaps (BTH, \[MS-PST\] 2.3.2).

use crate::bytes::{Bytes, wide};
use crate::ltp::heap::{Heap, Hid};
use crate::{At, Damage, Error, Result};

/// `bType` of a BTHHEADER.
pub(crate) const BTH: u8 = 0xB5;

/// The most levels above the leaves: with branches as full as they can be, four lead to more
/// records than a heap can have.
pub(crate) const MAX_BTH_LEVELS: u8 = 4;

/// The header of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BthHeader {
    pub key: usize,
    pub value: usize,
    pub levels: u8,
    pub root: Hid,
}

impl BthHeader {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let header = Self {
            key: usize::from(bytes.u8_at(1)?),
            value: usize::from(bytes.u8_at(2)?),
            levels: bytes.u8_at(3)?,
            root: Hid(bytes.u32_at(4)?),
        };
        let sound = bytes.u8_at(0)? == BTH
            && matches!(header.key, 2 | 4 | 8 | 16)
            && (1..=32).contains(&header.value)
            && header.levels <= MAX_BTH_LEVELS;
        sound.then_some(header)
    }

    pub fn encode(&self) -> Vec<u8> {
        let sizes = [self.key, self.value].map(crate::bytes::byte);
        let mut bytes = vec![BTH, sizes[0], sizes[1], self.levels];
        bytes.extend_from_slice(&self.root.0.to_le_bytes());
        bytes
    }
}

impl Heap<'_> {
    /// Visits every leaf item of a tree in order: its HID and its records as one slice.
    pub fn bth_leaves(
        &self,
        hid: Hid,
        visit: &mut dyn FnMut(Hid, &[u8]) -> Result<()>,
    ) -> Result<BthHeader> {
        let header = self.bth_header(hid)?;
        // A tree cannot have more records than its heap has bytes: repeated children end here.
        let mut budget = self.bound();
        if !header.root.is_none() {
            self.bth_level(&header, header.root, header.levels, &mut budget, visit)?;
        }
        Ok(header)
    }

    /// The header of a tree.
    pub fn bth_header(&self, hid: Hid) -> Result<BthHeader> {
        self.with_item(hid, BthHeader::parse)?.ok_or(Error::damaged(At::Item(hid.0), Damage::Tree))
    }

    fn bth_level(
        &self,
        header: &BthHeader,
        hid: Hid,
        level: u8,
        budget: &mut u64,
        visit: &mut dyn FnMut(Hid, &[u8]) -> Result<()>,
    ) -> Result<()> {
        self.with_item(hid, |bytes| {
            let damaged = Error::damaged(At::Item(hid.0), Damage::Tree);
            let cost = wide(bytes.len()).max(1);
            let Some(rest) = budget.checked_sub(cost) else { return Err(damaged) };
            *budget = rest;
            let Some(below) = level.checked_sub(1) else {
                let size = header.key + header.value;
                return if bytes.len() % size == 0 { visit(hid, bytes) } else { Err(damaged) };
            };
            for entry in bytes.chunks_exact(header.key + 4) {
                let child = entry.u32_at(header.key).unwrap_or(0);
                self.bth_level(header, Hid(child), below, budget, visit)?;
            }
            Ok(())
        })?
    }
}

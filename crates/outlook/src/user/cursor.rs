//! Reading little-endian streams without trusting a length in them.

/// A place in bytes; every reading method gives `None` where the bytes end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// `units` UTF-16 code units.
    pub fn utf16(&mut self, units: u16) -> Option<Vec<u16>> {
        let bytes = self.take(usize::from(units).checked_mul(2)?)?;
        Some(bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect())
    }

    pub fn is_at_end(self) -> bool {
        self.0.is_empty()
    }
}

/// Appends UTF-16 code units.
pub(crate) fn put_utf16(out: &mut Vec<u8>, units: &[u16]) {
    units.iter().for_each(|unit| out.extend(unit.to_le_bytes()));
}

//! A checked reader and writer of little-endian fields that cannot panic.
//!
//! Everything read from a data file is hostile until checked: every access names its offset and
//! answers `None` beyond the end.

/// Reads fields of a byte slice.
pub(crate) trait Bytes {
    /// `len` bytes at `at`.
    fn part(&self, at: usize, len: usize) -> Option<&[u8]>;

    /// A fixed number of bytes at `at`.
    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.part(at, N)?.try_into().ok()
    }

    /// One byte.
    fn u8_at(&self, at: usize) -> Option<u8> {
        self.array::<1>(at).map(|[byte]| byte)
    }

    /// Two bytes.
    fn u16_at(&self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    /// Four bytes.
    fn u32_at(&self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// Eight bytes.
    fn u64_at(&self, at: usize) -> Option<u64> {
        self.array(at).map(u64::from_le_bytes)
    }

    /// A field of four or eight bytes, widened.
    fn wide_at(&self, at: usize, width: usize) -> Option<u64> {
        if width == 4 { self.u32_at(at).map(u64::from) } else { self.u64_at(at) }
    }
}

impl Bytes for [u8] {
    fn part(&self, at: usize, len: usize) -> Option<&[u8]> {
        self.get(at..at.checked_add(len)?)
    }
}

/// Overwrites fields of a byte slice; outside it nothing happens and `false` is answered.
pub(crate) trait BytesMut {
    /// Puts bytes at `at`.
    fn put(&mut self, at: usize, bytes: &[u8]) -> bool;

    /// Puts a value into a field of four or eight bytes; `false` if it does not fit.
    fn put_wide(&mut self, at: usize, width: usize, value: u64) -> bool;
}

impl BytesMut for [u8] {
    fn put(&mut self, at: usize, bytes: &[u8]) -> bool {
        let Some(end) = at.checked_add(bytes.len()) else { return false };
        self.get_mut(at..end).map(|place| place.copy_from_slice(bytes)).is_some()
    }

    fn put_wide(&mut self, at: usize, width: usize, value: u64) -> bool {
        match (width, u32::try_from(value)) {
            (4, Ok(narrow)) => self.put(at, &narrow.to_le_bytes()),
            (4, Err(_)) => false,
            _ => self.put(at, &value.to_le_bytes()),
        }
    }
}

/// Appends a value in four or eight bytes. A value too wide for four bytes saturates; callers
/// check limits before (file size, counters).
pub(crate) fn push_wide(out: &mut Vec<u8>, width: usize, value: u64) {
    if width == 4 {
        out.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    } else {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// An offset as an index; beyond the address space it saturates, and every access with it fails.
pub(crate) fn index(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// A length as `u64`.
pub(crate) fn wide(value: usize) -> u64 {
    value as u64
}

/// A length as `u32`, saturating.
pub(crate) fn long(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A length as `u16`, saturating.
pub(crate) fn short(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// A length as `u8`, saturating.
pub(crate) fn byte(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

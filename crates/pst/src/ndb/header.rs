//! The header (\[MS-PST\] 2.2.2.6) and its ROOT (2.2.2.5).
//!
//! The raw bytes are kept: fields that are not ours survive. The Unicode header spans two sectors;
//! everything but `bidNextB` and `dwCRCFull` lies in the first, which `dwCRCPartial` covers. So a
//! header with a right partial and a wrong full checksum is one whose writing was cut between the
//! sectors: its first half counts, `bidNextB` is taken from the block tree.

use crate::backend::Backend;
use crate::bytes::{Bytes, BytesMut, index, wide};
use crate::cipher::Encryption;
use crate::crc::crc32;
use crate::format::{AMAP_FIRST, FileFormat, Format, REGION};
use crate::ndb::ids::{Bref, NidType};
use crate::{Error, Result};

const MAGIC: &[u8; 4] = b"!BDN";
const SENTINEL: u8 = 0x80;
/// Both checksums begin here.
const CRC_START: usize = 8;
const CRC_PARTIAL_LEN: usize = 471;
const CRC_FULL_LEN: usize = 516;

/// Whether the header can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Checksums right.
    Good,
    /// Written half: the first sector is good, the second another version.
    Torn,
    /// The checksum of the first sector is wrong.
    Bad,
}

/// A header in memory.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    raw: Vec<u8>,
    pub format: &'static Format,
    pub version: u16,
    pub encryption: Encryption,
    pub trust: Trust,
    pub next_block: u64,
    pub next_page: u64,
    pub unique: u32,
    pub rgnid: [u32; 32],
    pub eof: u64,
    pub amap_last: u64,
    pub amap_free: u64,
    pub pmap_free: u64,
    pub nbt: Bref,
    pub bbt: Bref,
    /// `fAMapValid`: 0 invalid, 1 valid (Outlook 97 to 2003), 2 valid (since 2007).
    pub amap_valid: u8,
}

impl Header {
    /// Reads and checks the header.
    pub fn read(backend: &dyn Backend) -> Result<Self> {
        let len = backend.len()?;
        if len == 0 {
            return Err(Error::Empty);
        }
        let mut raw = vec![0; index(len.min(564))];
        backend.read_at(0, &mut raw)?;
        Self::parse(raw, len)
    }

    fn parse(mut raw: Vec<u8>, len: u64) -> Result<Self> {
        if raw.part(0, 4) != Some(MAGIC) {
            return Err(Error::NotPst);
        }
        let version = raw.u16_at(10).ok_or(Error::NotPst)?;
        let format = format_of(version)?.sizes();
        raw.truncate(format.header.len);
        if raw.len() < format.header.len {
            return Err(Error::Truncated { len, expected: wide(format.header.len) });
        }
        Self::fields(raw, format, version).ok_or(Error::NotPst)?
    }

    /// Whether it has everything that is the same in all headers.
    pub fn is_plain(&self) -> bool {
        let client = self.raw.part(8, 2);
        [Some(&b"SM"[..]), Some(&b"SO"[..])].contains(&client)
            && self.raw.part(14, 2) == Some(&[1, 1])
            && self.raw.u8_at(self.format.header.sentinel) == Some(SENTINEL)
    }

    /// The same with its encoding as it was found out.
    pub fn with_encoding(mut self) -> Self {
        self.raw.put(self.format.header.crypt, &[self.encryption.to_byte()]);
        self.trust = Trust::Good;
        self
    }

    /// The header of a file of which only the kind and the encoding are known for sure: what is
    /// always the same is set, the rest is taken as it stands.
    pub fn salvaged(mut raw: Vec<u8>, kind: FileFormat, encryption: Encryption) -> Option<Self> {
        let (format, new) = (kind.sizes(), Self::new(kind, encryption));
        raw.resize(format.header.len, 0);
        let usual = [14, 15, 23].map(Some);
        let version = raw.u16_at(10).filter(|found| format_of(*found).is_ok_and(|of| of == kind));
        let version = version.filter(|found| usual.contains(&Some(*found)));
        raw.put(0, MAGIC);
        // Client magic, client version, platforms.
        if raw.part(8, 2) != Some(b"SO") {
            raw.put(8, new.raw.part(8, 2)?);
        }
        raw.put(10, &version.unwrap_or(new.version).to_le_bytes());
        raw.put(12, new.raw.part(12, 4)?);
        raw.put(format.header.sentinel, &[SENTINEL, encryption.to_byte()]);
        let mut header = Self::fields(raw, format, version.unwrap_or(new.version))?.ok()?;
        header.trust = Trust::Good;
        Some(header)
    }

    fn fields(raw: Vec<u8>, format: &'static Format, version: u16) -> Option<Result<Self>> {
        let (at, ptr) = (&format.header, format.ptr);
        let method = raw.u8_at(at.crypt)?;
        let Some(encryption) = Encryption::from_byte(method) else {
            return Some(Err(Error::UnknownEncryption(method)));
        };
        let bref = |place: usize| {
            Some(Bref { bid: raw.wide_at(place, ptr)?, ib: raw.wide_at(place + ptr, ptr)? })
        };
        let mut rgnid = [0; 32];
        for (i, entry) in rgnid.iter_mut().enumerate() {
            *entry = raw.u32_at(at.rgnid + 4 * i)?;
        }
        Some(Ok(Self {
            format,
            version,
            encryption,
            trust: trust(&raw, format)?,
            next_block: raw.wide_at(at.next_block, ptr)?,
            next_page: raw.wide_at(at.next_page, ptr)?,
            unique: raw.u32_at(at.unique)?,
            rgnid,
            eof: raw.wide_at(at.eof, ptr)?,
            amap_last: raw.wide_at(at.amap_last, ptr)?,
            amap_free: raw.wide_at(at.amap_free, ptr)?,
            pmap_free: raw.wide_at(at.pmap_free, ptr)?,
            nbt: bref(at.nbt)?,
            bbt: bref(at.bbt)?,
            amap_valid: raw.u8_at(at.amap_valid)?,
            raw,
        }))
    }

    /// The header of a new, empty file: no trees yet.
    pub fn new(kind: FileFormat, encryption: Encryption) -> Self {
        let format = kind.sizes();
        let at = &format.header;
        let mut raw = vec![0; at.len];
        raw.put(0, MAGIC);
        raw.put(8, b"SM");
        let version: u16 = match kind {
            FileFormat::Ansi => 14,
            FileFormat::Unicode => 23,
            FileFormat::Unicode4K => 36,
        };
        raw.put(10, &version.to_le_bytes());
        raw.put(12, &19u16.to_le_bytes());
        raw.put(14, &[1, 1]);
        raw.put(at.fmap, &[0xFF; 256]);
        raw.put(at.sentinel, &[SENTINEL, encryption.to_byte()]);
        let mut rgnid = [0; 32];
        for (i, entry) in (0u8..).zip(rgnid.iter_mut()) {
            *entry = Format::first_index(NidType(i));
        }
        Self {
            raw,
            format,
            version,
            encryption,
            trust: Trust::Good,
            next_block: 4,
            next_page: 1,
            unique: 1,
            rgnid,
            eof: 0,
            amap_last: 0,
            amap_free: 0,
            pmap_free: 0,
            nbt: Bref::default(),
            bbt: Bref::default(),
            amap_valid: 0,
        }
    }

    /// Its bytes as the file has them.
    pub fn bytes(&self) -> &[u8] {
        &self.raw
    }

    /// Writes the header in one write. `dwUnique` moves with every header write.
    pub fn write(&mut self, backend: &dyn Backend) -> Result<()> {
        self.unique = self.unique.wrapping_add(1);
        let bytes = self.encode();
        backend.write_at(0, &bytes)?;
        self.raw = bytes;
        self.trust = Trust::Good;
        Ok(())
    }

    fn encode(&self) -> Vec<u8> {
        let (mut raw, at, ptr) = (self.raw.clone(), &self.format.header, self.format.ptr);
        raw.put_wide(at.next_block, ptr, self.next_block);
        raw.put_wide(at.next_page, ptr, self.next_page);
        raw.put(at.unique, &self.unique.to_le_bytes());
        for (i, entry) in self.rgnid.iter().enumerate() {
            raw.put(at.rgnid + 4 * i, &entry.to_le_bytes());
        }
        raw.put_wide(at.eof, ptr, self.eof);
        raw.put_wide(at.amap_last, ptr, self.amap_last);
        raw.put_wide(at.amap_free, ptr, self.amap_free);
        raw.put_wide(at.pmap_free, ptr, self.pmap_free);
        for (place, bref) in [(at.nbt, self.nbt), (at.bbt, self.bbt)] {
            raw.put_wide(place, ptr, bref.bid);
            raw.put_wide(place + ptr, ptr, bref.ib);
        }
        raw.put(at.amap_valid, &[self.amap_valid]);
        if let Some(sum) = partial(&raw) {
            raw.put(4, &sum.to_le_bytes());
        }
        if let (Some(place), Some(sum)) = (at.crc_full, full(&raw)) {
            raw.put(place, &sum.to_le_bytes());
        }
        raw
    }

    /// Whether another writer was interrupted, in a file of that length. Very old files, which end
    /// before their first region does, have invalid maps by nature: they are put in order with the
    /// first real write. Where that write was interrupted they are longer than they say.
    pub fn needs_recovery(&self, len: u64) -> bool {
        let mapped = self.eof.checked_sub(AMAP_FIRST);
        let whole = mapped.is_some_and(|len| len.is_multiple_of(REGION));
        self.trust == Trust::Torn || (self.amap_valid == 0 && (whole || len > self.eof))
    }

    /// Marks the FMap bytes of the header: 0xFF says "may have a long free run".
    pub fn set_fmap(&mut self, region: usize) {
        if region < 128 {
            self.raw.put(self.format.header.fmap + region, &[0xFF]);
        }
    }
}

fn format_of(version: u16) -> Result<FileFormat> {
    match version {
        14 | 15 => Ok(FileFormat::Ansi),
        // 21 was written by an early Outlook 2003; the layout is that of 23.
        21 | 23 => Ok(FileFormat::Unicode),
        36 | 37 => Ok(FileFormat::Unicode4K),
        other => Err(Error::UnknownVersion(other)),
    }
}

fn partial(raw: &[u8]) -> Option<u32> {
    raw.part(CRC_START, CRC_PARTIAL_LEN).map(crc32)
}

fn full(raw: &[u8]) -> Option<u32> {
    raw.part(CRC_START, CRC_FULL_LEN).map(crc32)
}

fn trust(raw: &[u8], format: &Format) -> Option<Trust> {
    if partial(raw)? != raw.u32_at(4)? {
        return Some(Trust::Bad);
    }
    Some(match format.header.crc_full {
        Some(place) if full(raw)? != raw.u32_at(place)? => Trust::Torn,
        _ => Trust::Good,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::MemoryBackend;

    fn header(kind: FileFormat) -> Vec<u8> {
        let backend = MemoryBackend::default();
        let mut header = Header::new(kind, Encryption::Permute);
        header.nbt = Bref { bid: 7, ib: 0x4C00 };
        header.write(&backend).unwrap();
        backend.bytes()
    }

    #[test]
    fn a_header_is_read_as_it_was_written() {
        for kind in [FileFormat::Ansi, FileFormat::Unicode] {
            let read = Header::read(&MemoryBackend::new(header(kind))).unwrap();
            assert_eq!(read.trust, Trust::Good);
            assert_eq!(read.format.kind, kind);
            assert_eq!(read.nbt, Bref { bid: 7, ib: 0x4C00 });
            assert_eq!(read.rgnid[4], 0x10000);
        }
    }

    #[test]
    fn a_header_cut_between_its_sectors_is_recognised_as_torn() {
        let old = header(FileFormat::Unicode);
        let backend = MemoryBackend::new(old.clone());
        let mut newer = Header::read(&backend).unwrap();
        newer.next_block = 4000;
        newer.write(&backend).unwrap();
        let new = backend.bytes();
        let torn = [&new[..512], &old[512..]].concat();
        assert_eq!(Header::read(&MemoryBackend::new(torn)).unwrap().trust, Trust::Torn);
        let torn = [&old[..512], &new[512..]].concat();
        assert_eq!(Header::read(&MemoryBackend::new(torn)).unwrap().trust, Trust::Torn);
    }

    #[test]
    fn what_is_no_data_file_is_named_as_such() {
        let read = |bytes: &[u8]| Header::read(&MemoryBackend::new(bytes.to_vec()));
        assert!(matches!(read(b""), Err(Error::Empty)));
        assert!(matches!(read(b"Hello"), Err(Error::NotPst)));
        assert!(matches!(read(&header(FileFormat::Ansi)[..300]), Err(Error::Truncated { .. })));
        let mut other = header(FileFormat::Unicode);
        other[10] = 36;
        assert_eq!(read(&other).unwrap().format.kind, FileFormat::Unicode4K);
        other[10] = 99;
        assert!(matches!(read(&other), Err(Error::UnknownVersion(99))));
    }
}

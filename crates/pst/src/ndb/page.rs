//! Pages (\[MS-PST\] 2.2.2.7) and their trailers (2.2.2.7.1).

use std::io::ErrorKind;

use crate::backend::Backend;
use crate::bytes::{Bytes, push_wide};
use crate::crc::{crc32, signature};
use crate::format::Format;
use crate::ndb::ids::Bref;
use crate::{At, Damage, Error, Result};

/// The type of a page, stored twice in its trailer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageType {
    Bbt = 0x80,
    Nbt = 0x81,
    FMap = 0x82,
    PMap = 0x83,
    AMap = 0x84,
    FpMap = 0x85,
    DList = 0x86,
}

impl PageType {
    /// Maps carry no signature, and their own offset as id.
    fn is_map(self) -> bool {
        matches!(self, Self::FMap | Self::PMap | Self::AMap | Self::FpMap)
    }

    fn byte(self) -> u8 {
        self as u8
    }
}

/// Reads a page and checks type, id and checksum; answers its bytes.
pub(crate) fn read_page(
    backend: &dyn Backend,
    format: &Format,
    kind: PageType,
    at: Bref,
) -> Result<Box<[u8]>> {
    let mut page = vec![0; format.page].into_boxed_slice();
    match backend.read_at(at.ib, &mut page) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            return Err(Error::damaged(At::Page(at.ib), Damage::Outside));
        }
        read => read?,
    }
    match fault(&page, format, kind, at) {
        None => Ok(page),
        Some(what) => Err(Error::damaged(At::Page(at.ib), what)),
    }
}

fn fault(page: &[u8], format: &Format, kind: PageType, at: Bref) -> Option<Damage> {
    let end = format.page - format.page_trailer;
    let types = [page.u8_at(end)?, page.u8_at(end + 1)?];
    if types != [kind.byte(); 2] {
        return Some(Damage::Type);
    }
    let (crc, bid) = trailer_sums(page.part(end, format.page_trailer)?, format)?;
    if crc32(page.part(0, end)?) != crc {
        return Some(Damage::Checksum);
    }
    (bid != at.bid).then_some(Damage::Id)
}

/// Checksum and id of the trailer of a page or block: the ANSI format has them in the other order.
pub(crate) fn trailer_sums(trailer: &[u8], format: &Format) -> Option<(u32, u64)> {
    if format.ptr == 4 {
        Some((trailer.u32_at(8)?, u64::from(trailer.u32_at(4)?)))
    } else {
        Some((trailer.u32_at(4)?, trailer.u64_at(8)?))
    }
}

/// A whole page: `content` padded with zeros, and its trailer.
pub(crate) fn build_page(format: &Format, kind: PageType, at: Bref, content: &[u8]) -> Vec<u8> {
    let mut page = content.to_vec();
    page.resize(format.page - format.page_trailer, 0);
    let crc = crc32(&page);
    let sig = if kind.is_map() { 0 } else { signature(at.ib, at.bid) };
    page.extend_from_slice(&[kind.byte(), kind.byte()]);
    page.extend_from_slice(&sig.to_le_bytes());
    push_sums(&mut page, format, crc, at.bid);
    page
}

/// Appends checksum and id in the order of the format: pages and blocks alike.
pub(crate) fn push_sums(out: &mut Vec<u8>, format: &Format, crc: u32, bid: u64) {
    if format.ptr == 4 {
        push_wide(out, 4, bid);
        out.extend_from_slice(&crc.to_le_bytes());
    } else {
        out.extend_from_slice(&crc.to_le_bytes());
        push_wide(out, 8, bid);
    }
}

/// The reference that a map page at an offset has in its trailer.
pub(crate) fn map_ref(ib: u64) -> Bref {
    Bref { bid: ib, ib }
}

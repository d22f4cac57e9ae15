//! The header of a damaged file: as it stands if its checksum is right, else put together from
//! what the rest of the file shows (\[MS-PST\] 2.2.2.6).

use crate::backend::Backend;
use crate::bytes::index;
use crate::cipher::Encryption;
use crate::format::FileFormat;
use crate::ltp::heap::SIGNATURE;
use crate::ndb::header::{Header, Trust};
use crate::rescue::scan::{Found, head};
use crate::{Error, Result};

/// Blocks and pages of the smallest data file, about.
const LEAST: usize = 8;
/// Blocks that are looked at to find out how a file is encoded.
const SAMPLE: usize = 2000;

/// The header, and whether it had to be put together.
pub(super) fn read(backend: &dyn Backend) -> Result<(Header, bool)> {
    match Header::read(backend) {
        Ok(header) if header.trust == Trust::Good && header.is_plain() => {
            return Ok((header, false));
        }
        Ok(header) if header.trust != Trust::Bad => {
            let (raw, kind) = (header.bytes().to_vec(), header.format.kind);
            let whole = Header::salvaged(raw, kind, header.encryption);
            return whole.map(|header| (header, true)).ok_or(Error::NotPst);
        }
        Err(error @ (Error::Io(_) | Error::Empty | Error::Truncated { .. })) => return Err(error),
        _ => {}
    }
    let len = backend.len()?;
    let mut raw = vec![0; index(len.min(564))];
    backend.read_at(0, &mut raw)?;
    let (kind, found) = most_found(backend)?;
    // Some noise has a right checksum.
    if weight(&found) < LEAST {
        return Err(Error::NotPst);
    }
    if kind == FileFormat::Unicode4K {
        return Err(Error::FourK);
    }
    let encryption = encoding(backend, &found, Encryption::Permute)?;
    Header::salvaged(raw, kind, encryption).map(|header| (header, true)).ok_or(Error::NotPst)
}

/// The format of which most is found, and that. Every format has its own trailers.
fn most_found(backend: &dyn Backend) -> Result<(FileFormat, Found)> {
    let mut most = (FileFormat::Unicode, Found::scan(backend, FileFormat::Unicode.sizes())?);
    for kind in [FileFormat::Ansi, FileFormat::Unicode4K] {
        let found = Found::scan(backend, kind.sizes())?;
        if weight(&found) > weight(&most.1) {
            most = (kind, found);
        }
    }
    Ok(most)
}

fn weight(found: &Found) -> usize {
    found.blocks.len() + found.pages.len()
}

/// The encoding by which most blocks begin as heaps do; the one that was told if it is as good.
pub(super) fn encoding(
    backend: &dyn Backend,
    found: &Found,
    told: Encryption,
) -> Result<Encryption> {
    let mut heaps = [Encryption::Permute, Encryption::Cyclic, Encryption::None].map(|e| (e, 0));
    let data = found.blocks.iter().filter(|block| !block.bid.is_internal() && block.len > 16);
    for block in data.take(SAMPLE) {
        for (encryption, count) in &mut heaps {
            let head = head(backend, *encryption, (block.bid, block.ib, block.len))?;
            *count += usize::from(head[2] == SIGNATURE);
        }
    }
    let own = heaps.iter().find(|(encryption, _)| *encryption == told).map_or(0, |(_, n)| *n);
    let best = heaps.iter().max_by_key(|(_, count)| *count);
    Ok(best.filter(|(_, count)| *count / 2 > own).map_or(told, |(encryption, _)| *encryption))
}

//! PidLidGlobalObjectId and PidLidCleanGlobalObjectId (\[MS-OXOCAL\] 2.2.1.27, 2.2.1.28), and the
//! UID that calendars know an appointment by.
//!
//! What must hold: a UID from another calendar is inside the identity and comes out as it went in;
//! Outlook's own identity is told by its bytes in hexadecimal digits, without the occurrence's
//! date.

use jiff::Timestamp;

use crate::filetime;
use crate::user::cursor::Cursor;

/// How every identity begins.
const HEAD: [u8; 16] = [
    0x04, 0x00, 0x00, 0x00, 0x82, 0x00, 0xE0, 0x00, 0x74, 0xC5, 0xB7, 0x10, 0x1A, 0x82, 0xE0, 0x08,
];
/// What a foreign UID has before it.
const FOREIGN: &[u8] = b"vCal-Uid\x01\x00\x00\x00";
/// Bytes of the date of an occurrence, after the head.
const DATE: usize = 4;

/// The UID of an identity.
pub(super) fn uid(id: &[u8]) -> Option<String> {
    let clean = without_date(id);
    let foreign = parts(id).and_then(|data| data.strip_prefix(FOREIGN));
    let text = foreign.and_then(|text| std::str::from_utf8(text).ok());
    let text = text.map(|text| text.trim_end_matches('\0')).filter(|text| !text.trim().is_empty());
    let hex = || clean.iter().map(|byte| format!("{byte:02X}")).collect();
    (!id.is_empty()).then(|| text.map_or_else(hex, str::to_owned))
}

/// The data of an identity.
fn parts(id: &[u8]) -> Option<&[u8]> {
    let mut from = Cursor(id);
    let head: [u8; 16] = from.array()?;
    from.take(DATE + 16)?;
    let size = usize::try_from(from.u32()?).ok()?;
    from.take(size).filter(|_| head == HEAD)
}

/// An identity as that of the series.
fn without_date(id: &[u8]) -> Vec<u8> {
    let mut clean = id.to_vec();
    if id.starts_with(&HEAD) {
        clean.iter_mut().skip(HEAD.len()).take(DATE).for_each(|byte| *byte = 0);
    }
    clean
}

/// The identity of a UID.
pub(super) fn of_uid(uid: &str) -> Vec<u8> {
    let own = from_hex(uid.trim()).filter(|bytes| bytes.starts_with(&HEAD));
    let foreign = || {
        let data = [FOREIGN, uid.as_bytes(), &[0]].concat();
        assemble(0, &data)
    };
    own.unwrap_or_else(foreign)
}

/// A new identity.
pub(super) fn new(created: Timestamp, random: [u8; 16]) -> Vec<u8> {
    assemble(filetime::from_timestamp(created), &random)
}

fn assemble(created: i64, data: &[u8]) -> Vec<u8> {
    let mut id = HEAD.to_vec();
    id.extend([0; DATE]);
    id.extend(created.to_le_bytes());
    id.extend([0; 8]);
    id.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    id.extend(data);
    id
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let byte = |pair: &[u8; 2]| {
        let [high, low] = *pair;
        Some(digit(high)? << 4 | digit(low)?)
    };
    pairs.iter().map(byte).collect::<Option<_>>().filter(|_| rest.is_empty())
}

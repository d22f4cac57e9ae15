//! Values as the format stores them (\[MS-OXMSG\] 2.1.4, 2.4.2): short ones beside their tag, long
//! ones in a stream, several texts or blobs in a stream each.

use pst::{FileFormat, PropValue};

use super::layout::ENTRY;
use crate::code_page;
use crate::user::cursor::Cursor;

const TEXT_8: u16 = 0x001E;
const TEXT: u16 = 0x001F;
const BINARY: u16 = 0x0102;
const SEVERAL: u16 = 0x1000;
/// A property can be read and written.
const FLAGS: u32 = 6;

/// A value as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// Beside its tag.
    Inline([u8; 8]),
    /// In a stream; with the size that stands beside its tag.
    Stream(Vec<u8>, usize),
    /// Their lengths in one stream, and each in one of its own.
    Several(Vec<u8>, Vec<Vec<u8>>),
}

/// The type of a value in a file; `None` for what is no value.
pub(super) fn type_of(value: &PropValue) -> Option<u16> {
    let known = !matches!(value, PropValue::Null | PropValue::Error(_) | PropValue::Object { .. });
    known.then(|| value.prop_type(FileFormat::Unicode))
}

/// A value as it is stored; `None` for what is no value.
pub(super) fn store(value: &PropValue) -> Option<Stored> {
    use PropValue as V;
    type_of(value)?;
    Some(match value {
        V::I16(n) => inline(&n.to_le_bytes()),
        V::I32(n) => inline(&n.to_le_bytes()),
        V::F32(n) => inline(&n.to_le_bytes()),
        V::F64(n) | V::AppTime(n) => inline(&n.to_le_bytes()),
        V::Currency(n) | V::I64(n) | V::Time(n) => inline(&n.to_le_bytes()),
        V::Bool(yes) => inline(&[u8::from(*yes)]),
        V::Text(text) => {
            let bytes = utf16(text);
            let size = bytes.len() + 2;
            Stored::Stream(bytes, size)
        }
        V::Guid(guid) => stream(guid.to_vec()),
        V::Binary(bytes) | V::Other { bytes, .. } => stream(bytes.clone()),
        V::MvI16(all) => stream(all.iter().flat_map(|n| n.to_le_bytes()).collect()),
        V::MvI32(all) => stream(all.iter().flat_map(|n| n.to_le_bytes()).collect()),
        V::MvF32(all) => stream(all.iter().flat_map(|n| n.to_le_bytes()).collect()),
        V::MvF64(all) | V::MvAppTime(all) => {
            stream(all.iter().flat_map(|n| n.to_le_bytes()).collect())
        }
        V::MvCurrency(all) | V::MvI64(all) | V::MvTime(all) => {
            stream(all.iter().flat_map(|n| n.to_le_bytes()).collect())
        }
        V::MvGuid(all) => stream(all.concat()),
        V::MvText(texts) => {
            let parts: Vec<_> =
                texts.iter().map(|text| [utf16(text), vec![0; 2]].concat()).collect();
            Stored::Several(parts.iter().flat_map(|part| size(part.len())).collect(), parts)
        }
        V::MvBinary(parts) => {
            let lengths = parts.iter().flat_map(|part| [size(part.len()), [0; 4]].concat());
            Stored::Several(lengths.collect(), parts.clone())
        }
        V::Null | V::Error(_) | V::Object { .. } => return None,
    })
}

fn inline(bytes: &[u8]) -> Stored {
    let mut value = [0; 8];
    value.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    Stored::Inline(value)
}

fn stream(bytes: Vec<u8>) -> Stored {
    let size = bytes.len();
    Stored::Stream(bytes, size)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A size as it is stored.
pub(super) fn size(size: usize) -> [u8; 4] {
    u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes()
}

/// A property in the stream of properties: its tag, and its value or the value's size.
pub(super) fn entry(id: u16, prop_type: u16, value: [u8; 8]) -> [u8; ENTRY] {
    let mut entry = [0; ENTRY];
    let parts = [&prop_type.to_le_bytes()[..], &id.to_le_bytes(), &FLAGS.to_le_bytes(), &value];
    entry.iter_mut().zip(parts.concat()).for_each(|(place, byte)| *place = byte);
    entry
}

/// The value beside a tag of a stored value.
pub(super) fn beside(stored: &Stored) -> [u8; 8] {
    let size = match stored {
        Stored::Inline(value) => return *value,
        Stored::Stream(_, size) => *size,
        Stored::Several(lengths, _) => lengths.len(),
    };
    let mut value = [0; 8];
    value.iter_mut().zip(self::size(size)).for_each(|(place, byte)| *place = byte);
    value
}

/// How a value of a type is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// It is here.
    Here(Option<PropValue>),
    /// It is in a stream.
    Stream,
    /// In streams of its own each; with the bytes that a length takes.
    Several(usize),
}

/// Where the value of a type is, given what stands beside its tag.
pub(super) fn place(prop_type: u16, value: [u8; 8]) -> Place {
    use PropValue as V;
    let mut from = Cursor(&value);
    Place::Here(match prop_type {
        0x0000 | 0x0001 | 0x000A | 0x000D => None,
        0x0002 => from.array().map(i16::from_le_bytes).map(V::I16),
        0x0003 => from.array().map(i32::from_le_bytes).map(V::I32),
        0x0004 => from.array().map(f32::from_le_bytes).map(V::F32),
        0x0005 => Some(V::F64(f64::from_le_bytes(value))),
        0x0006 => Some(V::Currency(i64::from_le_bytes(value))),
        0x0007 => Some(V::AppTime(f64::from_le_bytes(value))),
        0x000B => from.u8().map(|byte| V::Bool(byte != 0)),
        0x0014 => Some(V::I64(i64::from_le_bytes(value))),
        0x0040 => Some(V::Time(i64::from_le_bytes(value))),
        0x101E | 0x101F => return Place::Several(4),
        0x1102 => return Place::Several(8),
        _ => return Place::Stream,
    })
}

/// A value from its stream; `None` where the bytes are none of the type.
pub(super) fn of_stream(prop_type: u16, bytes: Vec<u8>, page: u16) -> Option<PropValue> {
    use PropValue as V;
    Some(match prop_type {
        TEXT => V::Text(text(&bytes)),
        TEXT_8 => V::Text(code_page::decode(&bytes, page)),
        BINARY => V::Binary(bytes),
        0x0048 => V::Guid(bytes.get(..16)?.try_into().ok()?),
        0x1002 => V::MvI16(each(&bytes, i16::from_le_bytes)),
        0x1003 => V::MvI32(each(&bytes, i32::from_le_bytes)),
        0x1004 => V::MvF32(each(&bytes, f32::from_le_bytes)),
        0x1005 => V::MvF64(each(&bytes, f64::from_le_bytes)),
        0x1006 => V::MvCurrency(each(&bytes, i64::from_le_bytes)),
        0x1007 => V::MvAppTime(each(&bytes, f64::from_le_bytes)),
        0x1014 => V::MvI64(each(&bytes, i64::from_le_bytes)),
        0x1040 => V::MvTime(each(&bytes, i64::from_le_bytes)),
        0x1048 => V::MvGuid(each(&bytes, |guid| guid)),
        prop_type => V::Other { prop_type, bytes },
    })
}

/// Several values from the streams of each.
pub(super) fn of_parts(prop_type: u16, parts: Vec<Vec<u8>>, page: u16) -> PropValue {
    match prop_type & !SEVERAL {
        TEXT => PropValue::MvText(parts.iter().map(|part| text(part)).collect()),
        TEXT_8 => {
            let texts = parts.iter().map(|part| code_page::decode(part, page));
            PropValue::MvText(texts.collect())
        }
        _ => PropValue::MvBinary(parts),
    }
}

fn each<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|chunk| read(*chunk)).collect()
}

/// UTF-16 without the zeros that some programs put at its end.
pub(super) fn text(bytes: &[u8]) -> String {
    let units: Vec<u16> = each(bytes, u16::from_le_bytes);
    let mut text = String::from_utf16_lossy(&units);
    text.truncate(text.trim_end_matches('\0').len());
    text
}

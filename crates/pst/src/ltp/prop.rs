//! Property values (\[MS-PST\] 2.3.3, \[MS-OXCDATA\] 2.11.1): types, decoding, encoding.
//!
//! Text is widened when read and narrowed when written: an ANSI file holds PtypString8 in a code
//! page, a Unicode file PtypString, and everything above sees `String`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::UTF_16LE;

use crate::bytes::{Bytes, long};
use crate::format::FileFormat;
use crate::ltp::text::CodePage;
use crate::ndb::ids::Nid;
use crate::{At, Damage, Error, Result};

/// A GUID as it is stored: its first three fields little endian.
pub type Guid = [u8; 16];

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum PropValue {
    /// PtypNull.
    Null,
    /// PtypInteger16.
    I16(i16),
    /// PtypInteger32.
    I32(i32),
    /// PtypFloating32.
    F32(f32),
    /// PtypFloating64.
    F64(f64),
    /// PtypCurrency: ten-thousandths.
    Currency(i64),
    /// PtypFloatingTime: days since 1899-12-30.
    AppTime(f64),
    /// PtypErrorCode.
    Error(u32),
    /// PtypBoolean.
    Bool(bool),
    /// PtypInteger64.
    I64(i64),
    /// PtypString or PtypString8.
    Text(String),
    /// PtypTime: 100 ns since 1601-01-01 UTC.
    Time(i64),
    /// PtypGuid.
    Guid(Guid),
    /// PtypBinary.
    Binary(Vec<u8>),
    /// PtypObject: a subnode and its size in bytes.
    Object {
        /// The subnode.
        nid: Nid,
        /// Size as stored.
        size: u32,
    },
    /// PtypMultipleInteger16.
    MvI16(Vec<i16>),
    /// PtypMultipleInteger32.
    MvI32(Vec<i32>),
    /// PtypMultipleFloating32.
    MvF32(Vec<f32>),
    /// PtypMultipleFloating64.
    MvF64(Vec<f64>),
    /// PtypMultipleCurrency.
    MvCurrency(Vec<i64>),
    /// PtypMultipleFloatingTime.
    MvAppTime(Vec<f64>),
    /// PtypMultipleInteger64.
    MvI64(Vec<i64>),
    /// PtypMultipleString or PtypMultipleString8.
    MvText(Vec<String>),
    /// PtypMultipleTime.
    MvTime(Vec<i64>),
    /// PtypMultipleGuid.
    MvGuid(Vec<Guid>),
    /// PtypMultipleBinary.
    MvBinary(Vec<Vec<u8>>),
    /// A type that the specification does not name, with its bytes.
    Other {
        /// The type.
        prop_type: u16,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// How a value of a type is stored in a property context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// In the entry itself, so many bytes.
    Inline(usize),
    /// In a heap item of exactly so many bytes.
    Fixed(usize),
    /// In a heap item or subnode.
    Variable,
    /// PtypObject: a heap item that names a subnode.
    Object,
}

/// How values of a type are stored.
pub(crate) fn storage(prop_type: u16) -> Storage {
    match prop_type {
        0x0001 => Storage::Inline(0),
        0x0002 => Storage::Inline(2),
        0x0003 | 0x0004 | 0x000A => Storage::Inline(4),
        0x000B => Storage::Inline(1),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Storage::Fixed(8),
        0x0048 => Storage::Fixed(16),
        0x000D => Storage::Object,
        _ => Storage::Variable,
    }
}

impl PropValue {
    /// The type under which the value is stored in a file of that format.
    #[must_use]
    pub fn prop_type(&self, format: FileFormat) -> u16 {
        let text = format.sizes().text_type;
        match self {
            Self::Null => 0x0001,
            Self::I16(_) => 0x0002,
            Self::I32(_) => 0x0003,
            Self::F32(_) => 0x0004,
            Self::F64(_) => 0x0005,
            Self::Currency(_) => 0x0006,
            Self::AppTime(_) => 0x0007,
            Self::Error(_) => 0x000A,
            Self::Bool(_) => 0x000B,
            Self::Object { .. } => 0x000D,
            Self::I64(_) => 0x0014,
            Self::Text(_) => text,
            Self::Time(_) => 0x0040,
            Self::Guid(_) => 0x0048,
            Self::Binary(_) => 0x0102,
            Self::MvI16(_) => 0x1002,
            Self::MvI32(_) => 0x1003,
            Self::MvF32(_) => 0x1004,
            Self::MvF64(_) => 0x1005,
            Self::MvCurrency(_) => 0x1006,
            Self::MvAppTime(_) => 0x1007,
            Self::MvI64(_) => 0x1014,
            Self::MvText(_) => text | 0x1000,
            Self::MvTime(_) => 0x1040,
            Self::MvGuid(_) => 0x1048,
            Self::MvBinary(_) => 0x1102,
            Self::Other { prop_type, .. } => *prop_type,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The 32-bit number, if it is one.
    #[must_use]
    pub fn as_i32(&self) -> Option<i32> {
        match self {
            Self::I32(value) => Some(*value),
            Self::I16(value) => Some(i32::from(*value)),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The time in 100 ns since 1601, if it is one.
    #[must_use]
    pub fn as_time(&self) -> Option<i64> {
        if let Self::Time(value) = self { Some(*value) } else { None }
    }

    /// The bytes, if it is binary.
    #[must_use]
    pub fn as_binary(&self) -> Option<&[u8]> {
        if let Self::Binary(bytes) = self { Some(bytes) } else { None }
    }

    /// The texts, if it is multi-valued text.
    #[must_use]
    pub fn as_texts(&self) -> Option<&[String]> {
        if let Self::MvText(texts) = self { Some(texts) } else { None }
    }
}

/// Properties of an object by their id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Props(pub BTreeMap<u16, PropValue>);

impl Props {
    /// No properties.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A property.
    #[must_use]
    pub fn get(&self, id: u16) -> Option<&PropValue> {
        self.0.get(&id)
    }

    /// The text of a property, empty if there is none.
    #[must_use]
    pub fn text(&self, id: u16) -> &str {
        self.get(id).and_then(PropValue::as_text).unwrap_or_default()
    }

    /// The number of a property.
    #[must_use]
    pub fn i32(&self, id: u16) -> Option<i32> {
        self.get(id).and_then(PropValue::as_i32)
    }

    /// Sets a property.
    pub fn set(&mut self, id: u16, value: PropValue) -> &mut Self {
        self.0.insert(id, value);
        self
    }

    /// Removes a property.
    pub fn remove(&mut self, id: u16) -> Option<PropValue> {
        self.0.remove(&id)
    }
}

impl FromIterator<(u16, PropValue)> for Props {
    fn from_iter<I: IntoIterator<Item = (u16, PropValue)>>(props: I) -> Self {
        Self(props.into_iter().collect())
    }
}

/// The number or truth value of a record of an inline type: as much of its four bytes as the type
/// has.
pub(crate) fn inline_number(prop_type: u16, value: u32) -> Option<u32> {
    match storage(prop_type) {
        Storage::Inline(4) => Some(value),
        Storage::Inline(2) => Some(value & 0xFFFF),
        Storage::Inline(1) => Some(value & 0xFF),
        _ => None,
    }
}

/// A value from the bytes of its type; inline ones in the first bytes of the entry's four.
pub(crate) fn decode(id: u16, prop_type: u16, bytes: &[u8], page: CodePage) -> Result<PropValue> {
    decode_single(prop_type, bytes, page)
        .or_else(|| decode_multiple(prop_type, bytes, page))
        .ok_or(Error::damaged(At::Property(id), Damage::Value))
}

fn decode_single(prop_type: u16, bytes: &[u8], page: CodePage) -> Option<PropValue> {
    Some(match prop_type {
        0x0001 => PropValue::Null,
        0x0002 => PropValue::I16(i16::from_le_bytes(bytes.array(0)?)),
        0x0003 => PropValue::I32(i32::from_le_bytes(bytes.array(0)?)),
        0x0004 => PropValue::F32(f32::from_le_bytes(bytes.array(0)?)),
        0x0005 => PropValue::F64(f64::from_le_bytes(bytes.array(0)?)),
        0x0006 => PropValue::Currency(i64::from_le_bytes(bytes.array(0)?)),
        0x0007 => PropValue::AppTime(f64::from_le_bytes(bytes.array(0)?)),
        0x000A => PropValue::Error(bytes.u32_at(0)?),
        0x000B => PropValue::Bool(bytes.u8_at(0)? != 0),
        0x000D => PropValue::Object { nid: Nid(bytes.u32_at(0)?), size: bytes.u32_at(4)? },
        0x0014 => PropValue::I64(i64::from_le_bytes(bytes.array(0)?)),
        0x001E => PropValue::Text(page.decode(bytes)),
        0x001F => PropValue::Text(utf16(bytes)),
        0x0040 => PropValue::Time(i64::from_le_bytes(bytes.array(0)?)),
        0x0048 => PropValue::Guid(bytes.array(0)?),
        0x0102 => PropValue::Binary(bytes.to_vec()),
        other if other & 0x1000 == 0 => {
            PropValue::Other { prop_type: other, bytes: bytes.to_vec() }
        }
        _ => return None,
    })
}

fn decode_multiple(prop_type: u16, bytes: &[u8], page: CodePage) -> Option<PropValue> {
    Some(match prop_type {
        0x1002 => PropValue::MvI16(fixed(bytes, i16::from_le_bytes)?),
        0x1003 => PropValue::MvI32(fixed(bytes, i32::from_le_bytes)?),
        0x1004 => PropValue::MvF32(fixed(bytes, f32::from_le_bytes)?),
        0x1005 => PropValue::MvF64(fixed(bytes, f64::from_le_bytes)?),
        0x1006 => PropValue::MvCurrency(fixed(bytes, i64::from_le_bytes)?),
        0x1007 => PropValue::MvAppTime(fixed(bytes, f64::from_le_bytes)?),
        0x1014 => PropValue::MvI64(fixed(bytes, i64::from_le_bytes)?),
        0x1040 => PropValue::MvTime(fixed(bytes, i64::from_le_bytes)?),
        0x1048 => PropValue::MvGuid(fixed(bytes, |guid: [u8; 16]| guid)?),
        0x101E => PropValue::MvText(parts(bytes)?.map(|part| page.decode(part)).collect()),
        0x101F => PropValue::MvText(parts(bytes)?.map(utf16).collect()),
        0x1102 => PropValue::MvBinary(parts(bytes)?.map(<[u8]>::to_vec).collect()),
        other => PropValue::Other { prop_type: other, bytes: bytes.to_vec() },
    })
}

fn fixed<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    if !bytes.len().is_multiple_of(N) {
        return None;
    }
    bytes.chunks_exact(N).map(|chunk| Some(read(chunk.try_into().ok()?))).collect()
}

/// The parts of a multi-value of variable size: count, offsets, data (\[MS-PST\] 2.3.3.4.2).
fn parts(bytes: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    if bytes.is_empty() {
        return Some(Vec::new().into_iter());
    }
    let count = crate::bytes::index(u64::from(bytes.u32_at(0)?));
    if count > bytes.len() / 4 {
        return None;
    }
    let at = |i: usize| match i < count {
        true => bytes.u32_at(4 + 4 * i).map(|at| crate::bytes::index(u64::from(at))),
        false => Some(bytes.len()),
    };
    let parts: Option<Vec<&[u8]>> = (0..count).map(|i| bytes.get(at(i)?..at(i + 1)?)).collect();
    parts.map(Vec::into_iter)
}

pub(crate) fn utf16(bytes: &[u8]) -> String {
    let mut text =
        ascii(bytes).unwrap_or_else(|| UTF_16LE.decode_without_bom_handling(bytes).0.into_owned());
    // One program stores a terminator, Outlook never does: it is no part of the text.
    text.truncate(text.trim_end_matches('\0').len());
    text
}

/// Most text is ASCII: its units lose their upper halves.
fn ascii(bytes: &[u8]) -> Option<String> {
    const OTHER: u64 = 0xFF80_FF80_FF80_FF80;
    let (words, rest) = bytes.as_chunks::<8>();
    let other = words.iter().fold(0, |other, word| other | u64::from_le_bytes(*word) & OTHER);
    if other != 0 {
        return None;
    }
    let (units, odd) = bytes.as_chunks::<2>();
    let plain =
        rest.iter().enumerate().all(|(i, byte)| if i % 2 == 0 { *byte < 0x80 } else { *byte == 0 });
    if !plain || !odd.is_empty() {
        return None;
    }
    String::from_utf8(units.iter().map(|[low, _]| *low).collect()).ok()
}

pub(crate) fn to_utf16(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.bytes().flat_map(|byte| [byte, 0]).collect();
    }
    let mut bytes = Vec::with_capacity(2 * text.len());
    text.encode_utf16().for_each(|unit| bytes.extend_from_slice(&unit.to_le_bytes()));
    bytes
}

/// The bytes of a value; inline ones padded to four.
pub(crate) fn encode(
    id: u16,
    value: &PropValue,
    format: FileFormat,
    page: CodePage,
) -> Result<Cow<'_, [u8]>> {
    match value {
        PropValue::Binary(bytes) | PropValue::Other { bytes, .. } => Ok(Cow::Borrowed(bytes)),
        other => encode_owned(id, other, format, page).map(Cow::Owned),
    }
}

fn encode_owned(id: u16, value: &PropValue, format: FileFormat, page: CodePage) -> Result<Vec<u8>> {
    let narrow = |text: &str| match format {
        FileFormat::Unicode | FileFormat::Unicode4K => Ok(to_utf16(text)),
        FileFormat::Ansi => {
            page.encode(text).ok_or(Error::NotRepresentable { prop: id, code_page: page.number() })
        }
    };
    Ok(match value {
        PropValue::Null => vec![0; 4],
        PropValue::I16(value) => i32::from(*value as u16).to_le_bytes().to_vec(),
        PropValue::I32(value) => value.to_le_bytes().to_vec(),
        PropValue::F32(value) => value.to_le_bytes().to_vec(),
        PropValue::F64(value) | PropValue::AppTime(value) => value.to_le_bytes().to_vec(),
        PropValue::Currency(value) | PropValue::I64(value) | PropValue::Time(value) => {
            value.to_le_bytes().to_vec()
        }
        PropValue::Error(value) => value.to_le_bytes().to_vec(),
        PropValue::Bool(value) => vec![u8::from(*value), 0, 0, 0],
        PropValue::Text(text) => narrow(text)?,
        PropValue::Guid(guid) => guid.to_vec(),
        PropValue::Binary(bytes) | PropValue::Other { bytes, .. } => bytes.clone(),
        PropValue::Object { nid, size } => [nid.0.to_le_bytes(), size.to_le_bytes()].concat(),
        PropValue::MvI16(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        PropValue::MvI32(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        PropValue::MvF32(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        PropValue::MvF64(values) | PropValue::MvAppTime(values) => {
            values.iter().flat_map(|v| v.to_le_bytes()).collect()
        }
        PropValue::MvCurrency(values) | PropValue::MvI64(values) | PropValue::MvTime(values) => {
            values.iter().flat_map(|v| v.to_le_bytes()).collect()
        }
        PropValue::MvGuid(values) => values.concat(),
        PropValue::MvText(texts) => {
            join(&texts.iter().map(|text| narrow(text)).collect::<Result<Vec<_>>>()?)
        }
        PropValue::MvBinary(values) => join(values),
    })
}

fn join(values: &[Vec<u8>]) -> Vec<u8> {
    let mut out = long(values.len()).to_le_bytes().to_vec();
    let mut at = 4 + 4 * values.len();
    for value in values {
        out.extend_from_slice(&long(at).to_le_bytes());
        at += value.len();
    }
    values.iter().for_each(|value| out.extend_from_slice(value));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = PropValue> {
        let text = "[^\u{0}]{0,40}";
        prop_oneof![
            any::<i16>().prop_map(PropValue::I16),
            any::<i32>().prop_map(PropValue::I32),
            any::<i64>().prop_map(PropValue::I64),
            any::<i64>().prop_map(PropValue::Time),
            any::<bool>().prop_map(PropValue::Bool),
            (-1e9..1e9f64).prop_map(PropValue::F64),
            text.prop_map(PropValue::Text),
            any::<Vec<u8>>().prop_map(PropValue::Binary),
            any::<Guid>().prop_map(PropValue::Guid),
            prop::collection::vec(text, 0..5).prop_map(PropValue::MvText),
            any::<Vec<i32>>().prop_map(PropValue::MvI32),
            any::<Vec<Vec<u8>>>().prop_map(PropValue::MvBinary),
        ]
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_again(value in value()) {
            let page = CodePage::default();
            let bytes = encode(1, &value, FileFormat::Unicode, page).unwrap();
            let prop_type = value.prop_type(FileFormat::Unicode);
            prop_assert_eq!(decode(1, prop_type, &bytes, page).unwrap(), value);
        }

        #[test]
        fn hostile_bytes_are_a_value_or_an_error(prop_type: u16, bytes: Vec<u8>) {
            let _ = decode(1, prop_type, &bytes, CodePage::default());
        }
    }
}

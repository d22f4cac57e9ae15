//! The PropertyDefinition stream of an item (PidLidPropertyDefinitionStream): which user-defined
//! fields it has. The layout is that of Outlook's "PropertyDefinition stream structure".
//!
//! ```text
//! Version u16 (0x0102 V1, 0x0103 V2) · count u32 · definitions
//! definition: Flags u32 · VT u16 · DispId u32 · length u16 · name UTF-16
//!             · packed ANSI: name, formula, rule, rule text, error
//!             · V2: InternalType u32 · skip blocks (size u32, bytes) … size 0
//! ```
//!
//! What must hold: what parses is written back byte for byte; what does not parse to the last byte
//! is refused, never repaired.

use super::cursor::{Cursor, put_utf16};
use super::{FieldKind, names_equal};
use crate::code_page;

/// Version of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamVersion {
    /// PropDefV1: no types, no Unicode names. Outlook 97 to 2002.
    V1,
    /// PropDefV2.
    V2,
}

/// PDO_IS_CUSTOM | PDO_PRINT_SAVEAS | 0x40: what every ordinary user-defined field has.
const USER_FIELD: u32 = 0x45;
/// PDO_IS_CUSTOM: without it a definition binds a built-in field.
const IS_CUSTOM: u32 = 0x01;
/// InternalType of what is no user-defined field.
const NO_TYPE: u32 = 0xFFFF_FFFF;

/// A PackedAnsi string. Its length may be written long although it is short; that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Packed {
    bytes: Vec<u8>,
    long: bool,
}

impl Packed {
    fn new(bytes: Vec<u8>) -> Self {
        let long = bytes.len() >= 0xFF;
        Self { bytes, long }
    }

    fn parse(cursor: &mut Cursor<'_>) -> Option<Self> {
        let short = cursor.u8()?;
        let long = short == 0xFF;
        let len = if long { cursor.u16()? } else { u16::from(short) };
        Some(Self { bytes: cursor.take(usize::from(len))?.to_vec(), long })
    }

    fn write(&self, out: &mut Vec<u8>) {
        put_packed_length(out, self.bytes.len(), self.long);
        out.extend(&self.bytes);
    }
}

/// Lengths come from a parsed stream or from [`FieldDefinition::new`]; both fit 16 bits.
fn put_packed_length(out: &mut Vec<u8>, len: usize, long: bool) {
    match u8::try_from(len) {
        Ok(short) if !long => out.push(short),
        _ => {
            out.push(0xFF);
            out.extend(u16::try_from(len).unwrap_or(u16::MAX).to_le_bytes());
        }
    }
}

/// One definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDefinition {
    flags: u32,
    vt: u16,
    disp_id: u32,
    nmid_name: Vec<u16>,
    name_ansi: Packed,
    /// Formula, validation rule, its text, error.
    texts: [Packed; 4],
    internal_type: u32,
    skip_blocks: Vec<Vec<u8>>,
}

impl FieldDefinition {
    /// The definition of a user-defined field. A name is cut at 254 units; Outlook takes 32.
    #[must_use]
    pub fn new(name: &str, kind: FieldKind, code_page: u16) -> Self {
        let units: Vec<u16> = name.encode_utf16().take(254).collect();
        let name = String::from_utf16_lossy(&units);
        Self {
            flags: USER_FIELD,
            vt: kind.vt(),
            disp_id: 0,
            name_ansi: Packed::new(code_page::encode(&name, code_page)),
            texts: Default::default(),
            internal_type: kind.internal_type(),
            skip_blocks: vec![packed_unicode(&units)],
            nmid_name: units,
        }
    }

    /// Whether it defines a user-defined field (and does not bind a built-in one).
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.flags & IS_CUSTOM != 0
    }

    /// The field's name: of the first skip block, else of the ANSI name, else of the first name.
    #[must_use]
    pub fn name(&self, code_page: u16) -> String {
        let block = self.skip_blocks.first().and_then(|block| parse_packed_unicode(block));
        match block {
            Some(units) => String::from_utf16_lossy(&units),
            None if !self.name_ansi.bytes.is_empty() => {
                code_page::decode(&self.name_ansi.bytes, code_page)
            }
            None => String::from_utf16_lossy(&self.nmid_name),
        }
    }

    /// The field's type; `None` for what has no stored value or no known type.
    #[must_use]
    pub fn kind(&self, version: StreamVersion) -> Option<FieldKind> {
        match version {
            StreamVersion::V1 => FieldKind::from_vt(self.vt),
            StreamVersion::V2 => FieldKind::from_internal_type(self.internal_type),
        }
    }

    fn parse(cursor: &mut Cursor<'_>, version: StreamVersion) -> Option<Self> {
        let (flags, vt, disp_id) = (cursor.u32()?, cursor.u16()?, cursor.u32()?);
        let units = cursor.u16()?;
        let nmid_name = cursor.utf16(units)?;
        let name_ansi = Packed::parse(cursor)?;
        let mut texts: [Packed; 4] = Default::default();
        for text in &mut texts {
            *text = Packed::parse(cursor)?;
        }
        let (internal_type, skip_blocks) = match version {
            StreamVersion::V1 => (NO_TYPE, Vec::new()),
            StreamVersion::V2 => (cursor.u32()?, parse_skip_blocks(cursor)?),
        };
        Some(Self { flags, vt, disp_id, nmid_name, name_ansi, texts, internal_type, skip_blocks })
    }

    fn write(&self, out: &mut Vec<u8>, version: StreamVersion) {
        out.extend(self.flags.to_le_bytes());
        out.extend(self.vt.to_le_bytes());
        out.extend(self.disp_id.to_le_bytes());
        out.extend(u16::try_from(self.nmid_name.len()).unwrap_or(u16::MAX).to_le_bytes());
        put_utf16(out, &self.nmid_name);
        self.name_ansi.write(out);
        self.texts.iter().for_each(|text| text.write(out));
        if version == StreamVersion::V2 {
            out.extend(self.internal_type.to_le_bytes());
            write_skip_blocks(out, &self.skip_blocks);
        }
    }

    /// The same definition with what V2 adds: a type and the name in Unicode.
    fn upgraded(&mut self, code_page: u16) {
        if let Some(kind) = FieldKind::from_vt(self.vt).filter(|_| self.is_custom()) {
            self.internal_type = kind.internal_type();
        }
        let name: Vec<u16> = self.name(code_page).encode_utf16().collect();
        self.skip_blocks = vec![packed_unicode(&name)];
    }
}

fn parse_skip_blocks(cursor: &mut Cursor<'_>) -> Option<Vec<Vec<u8>>> {
    let mut blocks = Vec::new();
    loop {
        let size = usize::try_from(cursor.u32()?).ok()?;
        if size == 0 {
            return Some(blocks);
        }
        blocks.push(cursor.take(size)?.to_vec());
    }
}

/// Sizes come from a parsed stream or from a short name; both fit 32 bits.
fn write_skip_blocks(out: &mut Vec<u8>, blocks: &[Vec<u8>]) {
    for block in blocks {
        out.extend(u32::try_from(block.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend(block);
    }
    out.extend(0_u32.to_le_bytes());
}

fn packed_unicode(units: &[u16]) -> Vec<u8> {
    let mut out = Vec::new();
    put_packed_length(&mut out, units.len(), units.len() >= 0xFF);
    put_utf16(&mut out, units);
    out
}

fn parse_packed_unicode(bytes: &[u8]) -> Option<Vec<u16>> {
    let mut cursor = Cursor(bytes);
    let units = match cursor.u8()? {
        0xFF => cursor.u16()?,
        short => u16::from(short),
    };
    cursor.utf16(units).filter(|_| cursor.is_at_end())
}

/// The whole stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionStream {
    version: StreamVersion,
    fields: Vec<FieldDefinition>,
}

impl Default for DefinitionStream {
    fn default() -> Self {
        Self { version: StreamVersion::V2, fields: Vec::new() }
    }
}

impl DefinitionStream {
    /// Parses a stream; `None` unless all of it is understood to the last byte.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes);
        let version = match cursor.u16()? {
            0x0102 => StreamVersion::V1,
            0x0103 => StreamVersion::V2,
            _ => return None,
        };
        let count = cursor.u32()?;
        let mut fields = Vec::new();
        for _ in 0..count {
            fields.push(FieldDefinition::parse(&mut cursor, version)?);
        }
        cursor.is_at_end().then_some(Self { version, fields })
    }

    /// The stream's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let version: u16 = match self.version {
            StreamVersion::V1 => 0x0102,
            StreamVersion::V2 => 0x0103,
        };
        let mut out = version.to_le_bytes().to_vec();
        out.extend(u32::try_from(self.fields.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.fields.iter().for_each(|field| field.write(&mut out, self.version));
        out
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> StreamVersion {
        self.version
    }

    /// Every user-defined field with its name and type, where it has one.
    pub fn user_fields(
        &self,
        code_page: u16,
    ) -> impl Iterator<Item = (String, Option<FieldKind>)> + '_ {
        let custom = self.fields.iter().filter(|field| field.is_custom());
        custom.map(move |field| (field.name(code_page), field.kind(self.version)))
    }

    /// The user-defined field of that name, whatever its case.
    #[must_use]
    pub fn find(&self, name: &str, code_page: u16) -> Option<(String, Option<FieldKind>)> {
        self.user_fields(code_page).find(|(known, _)| names_equal(known, name))
    }

    /// Takes a user-defined field out; whether it was there.
    pub fn remove(&mut self, name: &str, code_page: u16) -> bool {
        let before = self.fields.len();
        self.fields
            .retain(|field| !(field.is_custom() && names_equal(&field.name(code_page), name)));
        self.fields.len() < before
    }

    /// The stream's bytes; none where it defines nothing.
    #[must_use]
    pub fn to_bytes_unless_empty(&self) -> Vec<u8> {
        if self.fields.is_empty() { Vec::new() } else { self.to_bytes() }
    }

    /// Adds a definition. A V1 stream stays one if `keep_v1` (an ANSI file, which an old Outlook
    /// may read); else all of it becomes V2, as the documented procedure asks.
    pub fn add(&mut self, name: &str, kind: FieldKind, code_page: u16, keep_v1: bool) {
        if self.version == StreamVersion::V1 && !keep_v1 {
            self.fields.iter_mut().for_each(|field| field.upgraded(code_page));
            self.version = StreamVersion::V2;
        }
        self.fields.push(FieldDefinition::new(name, kind, code_page));
    }
}

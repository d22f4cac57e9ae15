//! The user-defined fields of a folder (PidTagUserFields 0x36E3): FolderUserFieldsA, then
//! FolderUserFieldsW, which wins. Each is a count and definitions, the last one all zero.
//!
//! What must hold: what parses is written back byte for byte; what does not parse to the last byte
//! is refused.

use pst::{Guid, guid};

use super::cursor::{Cursor, put_utf16};
use super::{FieldKind, names_equal};
use crate::code_page;

/// Message class of the hidden item that carries the stream, at most one per folder.
pub const CLASS: &str = "IPC.MS.REN.USERFIELDS";

/// fcapm of an ordinary field: can be edited, sorted by, grouped by, and edited in the item.
const ORDINARY: u32 = 0x8000_0007;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct FolderField {
    field_type: u32,
    /// In the code page (A) or UTF-16 (W).
    name: Vec<u8>,
    prop_set: Guid,
    capabilities: u32,
    /// dwString, dwBitmap, dwDisplay: fixed by type and format.
    display: [u32; 3],
    format: u32,
    formula: Vec<u16>,
}

impl FolderField {
    fn parse(cursor: &mut Cursor<'_>, unit: usize) -> Option<Self> {
        let field_type = cursor.u32()?;
        let length = usize::from(cursor.u16()?);
        let name = cursor.take(length.checked_mul(unit)?)?.to_vec();
        let (prop_set, capabilities) = (cursor.array()?, cursor.u32()?);
        let display = [cursor.u32()?, cursor.u32()?, cursor.u32()?];
        let format = cursor.u32()?;
        let units = cursor.u16()?;
        let formula = cursor.utf16(units)?;
        Some(Self { field_type, name, prop_set, capabilities, display, format, formula })
    }

    fn write(&self, out: &mut Vec<u8>, unit: usize) {
        out.extend(self.field_type.to_le_bytes());
        let length = self.name.len().checked_div(unit).unwrap_or(0);
        out.extend(u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
        out.extend(&self.name);
        out.extend(self.prop_set);
        out.extend(self.capabilities.to_le_bytes());
        self.display.iter().for_each(|word| out.extend(word.to_le_bytes()));
        out.extend(self.format.to_le_bytes());
        out.extend(u16::try_from(self.formula.len()).unwrap_or(u16::MAX).to_le_bytes());
        put_utf16(out, &self.formula);
    }

    /// An ordinary field; `None` for types whose display words nobody has documented.
    fn ordinary(kind: FieldKind) -> Option<Self> {
        let look = kind.folder_look()?;
        Some(Self {
            field_type: look.field_type,
            name: Vec::new(),
            prop_set: guid::PUBLIC_STRINGS,
            capabilities: ORDINARY | look.capabilities,
            display: look.display,
            format: look.format,
            formula: Vec::new(),
        })
    }

    fn is_terminator(&self) -> bool {
        self.field_type == 0 && self.name.is_empty()
    }

    fn kind(&self) -> Option<FieldKind> {
        FieldKind::from_folder(self.field_type, self.capabilities)
    }
}

/// Size of a character in the A and the W half.
const ANSI: usize = 1;
const WIDE: usize = 2;

/// The whole stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderFields {
    ansi: Vec<FolderField>,
    wide: Option<Vec<FolderField>>,
}

impl FolderFields {
    /// Parses a stream; `None` unless all of it is understood to the last byte.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes);
        let ansi = parse_half(&mut cursor, ANSI)?;
        let wide = match cursor.is_at_end() {
            true => None,
            false => Some(parse_half(&mut cursor, WIDE)?),
        };
        cursor.is_at_end().then_some(Self { ansi, wide })
    }

    /// The stream's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_half(&mut out, &self.ansi, ANSI);
        if let Some(wide) = &self.wide {
            write_half(&mut out, wide, WIDE);
        }
        out
    }

    /// Every field with its name and type, where it has one.
    #[must_use]
    pub fn user_fields(&self, code_page: u16) -> Vec<(String, Option<FieldKind>)> {
        let fields = self.wide.as_ref().unwrap_or(&self.ansi).iter();
        let ours = fields.filter(|field| field.prop_set == guid::PUBLIC_STRINGS);
        ours.filter(|field| !field.is_terminator())
            .map(|field| (self.name_of(field, code_page), field.kind()))
            .collect()
    }

    /// The field of that name, whatever its case.
    #[must_use]
    pub fn find(&self, name: &str, code_page: u16) -> Option<(String, Option<FieldKind>)> {
        self.user_fields(code_page).into_iter().find(|(known, _)| names_equal(known, name))
    }

    /// Adds a field to both halves. `false`, and nothing done, for types whose display words
    /// nobody has documented (date/time, duration, keywords).
    pub fn add(&mut self, name: &str, kind: FieldKind, code_page: u16) -> bool {
        let Some(field) = FolderField::ordinary(kind) else { return false };
        let units: Vec<u16> = name.encode_utf16().take(254).collect();
        let short = String::from_utf16_lossy(&units);
        let ansi = FolderField { name: code_page::encode(&short, code_page), ..field.clone() };
        let mut wide = self.wide.take().unwrap_or_else(|| widened(&self.ansi, code_page));
        insert(&mut self.ansi, ansi);
        insert(&mut wide, FolderField { name: utf16_bytes(&units), ..field });
        self.wide = Some(wide);
        true
    }

    /// Takes a field out of both halves; whether it was there.
    pub fn remove(&mut self, name: &str, code_page: u16) -> bool {
        let gone = |fields: &[FolderField], of: &dyn Fn(&FolderField) -> String| {
            let is = |field: &&FolderField| !field.is_terminator() && names_equal(&of(field), name);
            fields.iter().position(|field| is(&field))
        };
        let ansi = gone(&self.ansi, &|field| code_page::decode(&field.name, code_page));
        let at = ansi.map(|at| self.ansi.remove(at));
        let Some(wide) = &mut self.wide else { return at.is_some() };
        let wide_at = gone(wide, &|field| utf16_text(&field.name));
        wide_at.map(|at| wide.remove(at)).is_some() || at.is_some()
    }

    /// It defines nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let fields = self.wide.as_ref().unwrap_or(&self.ansi);
        fields.iter().all(FolderField::is_terminator)
    }

    fn name_of(&self, field: &FolderField, code_page: u16) -> String {
        if self.wide.is_none() {
            return code_page::decode(&field.name, code_page);
        }
        utf16_text(&field.name)
    }
}

fn utf16_text(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}

/// Puts a field before the terminator, making one where there is none.
fn insert(fields: &mut Vec<FolderField>, field: FolderField) {
    match fields.last() {
        Some(last) if last.is_terminator() => fields.insert(fields.len().saturating_sub(1), field),
        _ => fields.extend([field, FolderField::default()]),
    }
}

fn widened(fields: &[FolderField], code_page: u16) -> Vec<FolderField> {
    let wide = |field: &FolderField| {
        let name = code_page::decode(&field.name, code_page);
        let units: Vec<u16> = name.encode_utf16().collect();
        FolderField { name: utf16_bytes(&units), ..field.clone() }
    };
    fields.iter().map(wide).collect()
}

fn utf16_bytes(units: &[u16]) -> Vec<u8> {
    let mut out = Vec::new();
    put_utf16(&mut out, units);
    out
}

fn parse_half(cursor: &mut Cursor<'_>, unit: usize) -> Option<Vec<FolderField>> {
    let count = cursor.u32()?;
    let mut fields = Vec::new();
    for _ in 0..count {
        fields.push(FolderField::parse(cursor, unit)?);
    }
    Some(fields)
}

fn write_half(out: &mut Vec<u8>, fields: &[FolderField], unit: usize) {
    out.extend(u32::try_from(fields.len()).unwrap_or(u32::MAX).to_le_bytes());
    fields.iter().for_each(|field| field.write(out, unit));
}

//! What a file is, by its contents.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sync::Kind;

use crate::interchange::wab;
use crate::msg;

/// What a file is, by its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// Mails of Outlook Express 5 and 6.
    Dbx,
    /// Mails of Outlook Express 4.
    Mbx,
    /// Mails one after the other, each after a line `From `.
    Mbox,
    /// One mail.
    Eml,
    /// What Outlook packs a mail into (`winmail.dat`).
    Packed,
    /// One item of Outlook.
    Msg,
    /// vCards.
    Cards,
    /// A calendar: appointments and tasks.
    Calendar,
    /// A table with the columns of Outlook.
    Table,
    /// The address book of Windows.
    AddressBook,
}

/// How many bytes tell what a file is.
const START: u64 = 2048;

/// What a file is; `None` if nothing can be imported from it as far as can be seen.
///
/// # Errors
/// The system.
pub fn recognise(path: &Path) -> io::Result<Option<SourceKind>> {
    let mut start = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut start)?;
    let named =
        |wanted: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    Ok(match start.as_slice() {
        [0xCF, 0xAD, 0x12, 0xFE, ..] => Some(SourceKind::Dbx),
        [b'J', b'M', b'F', b'6', ..] => Some(SourceKind::Mbx),
        [b'F', b'r', b'o', b'm', b' ', ..] => Some(SourceKind::Mbox),
        [0xD0, 0xCF, 0x11, 0xE0, ..] if named("msg") || msg::is_item(File::open(path)?) => {
            Some(SourceKind::Msg)
        }
        [0x78, 0x9F, 0x3E, 0x22, ..] => Some(SourceKind::Packed),
        start if wab::is_wab(start) => Some(SourceKind::AddressBook),
        start if begins_with(start, b"BEGIN:VCARD") => Some(SourceKind::Cards),
        start if begins_with(start, b"BEGIN:VCALENDAR") => Some(SourceKind::Calendar),
        // A table says what it is by its name alone; an empty file says nothing at all.
        _ if named("csv") => Some(SourceKind::Table),
        [] if named("mbox") => Some(SourceKind::Mbox),
        start if begins_as_header(start) => Some(SourceKind::Eml),
        _ => None,
    })
}

/// Whether a text begins so, in any letters and in UTF-8 or UTF-16.
fn begins_with(start: &[u8], word: &[u8]) -> bool {
    let bare = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let bare = bare.strip_prefix(b"\xFF\xFE").or(bare.strip_prefix(b"\xFE\xFF")).unwrap_or(bare);
    let letters =
        bare.iter().filter(|byte| **byte != 0).skip_while(|byte| byte.is_ascii_whitespace());
    letters.take(word.len()).map(u8::to_ascii_uppercase).eq(word.iter().copied())
}

/// The first two lines are fields of a header, or one and its continuation.
fn begins_as_header(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').take(2);
    let field = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let named = !name.is_empty() && name.len() < line.len();
        named && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let first = lines.next().is_some_and(field);
    let second = |line: &[u8]| {
        let continued = line.starts_with(b" ") || line.starts_with(b"\t");
        field(line) || continued || line.trim_ascii().is_empty()
    };
    // Of a very long first field the end is not seen.
    first && lines.next().map_or(start.len() as u64 == START, second)
}

impl SourceKind {
    /// Whether it is a folder of mails, which may be empty.
    pub(super) fn is_folder(self) -> bool {
        matches!(self, Self::Dbx | Self::Mbx)
    }

    /// The kind of what cannot be read, as far as its file tells.
    pub(super) fn likely(self) -> Kind {
        match self {
            Self::Cards | Self::AddressBook | Self::Table => Kind::Addresses,
            Self::Calendar => Kind::Appointments,
            Self::Dbx | Self::Mbx | Self::Mbox | Self::Eml | Self::Packed | Self::Msg => {
                Kind::Mails
            }
        }
    }
}

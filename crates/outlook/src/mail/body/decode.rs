//! Bytes of an HTML body as text: PidTagHtml says nothing of its character set, and what stands
//! beside it is not always true.
//!
//! A byte order mark decides; then UTF-8, where the bytes are and something says so; then
//! PidTagInternetCodepage, what the document declares, and the code page of the mail.

use pst::CodePage;

use super::character_set::declared;
use crate::code_page::{self, UTF_8};

/// UTF-16, which is no code page: low byte first, high byte first.
const UTF_16: i32 = 1200;
const UTF_16_HIGH_FIRST: i32 = 1201;
/// Where it begins, 7-bit text is more than ASCII.
const ESCAPE: u8 = 0x1B;

/// A text, and the code page that it should have been read in but that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    pub unknown: Option<i32>,
}

/// The text of HTML; `named` is its PidTagInternetCodepage, `own` the code page of the mail.
pub(super) fn html(bytes: &[u8], named: Option<i32>, own: u16) -> Decoded {
    let (text, unknown) = match utf16(bytes, named) {
        Some(text) => (text, None),
        None => in_code_page(bytes, named, own),
    };
    let text = text.trim_start_matches('\u{FEFF}');
    // Texts have no such character; some programs end theirs with one.
    let text = if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() };
    Decoded { text, unknown }
}

fn in_code_page(bytes: &[u8], named: Option<i32>, own: u16) -> (String, Option<i32>) {
    let unicode = std::str::from_utf8(bytes);
    let plain = bytes.is_ascii() && !bytes.contains(&ESCAPE);
    if let (Ok(text), true) = (unicode, plain || bytes.starts_with(b"\xEF\xBB\xBF")) {
        return (text.to_owned(), None);
    }
    let declared = declared(bytes);
    let known = named.map(|number| u16::try_from(number).ok().and_then(CodePage::new));
    let unknown = named.filter(|_| known == Some(None));
    let page = known.flatten().map(CodePage::number);
    if let Ok(text) = unicode
        && (page == Some(UTF_8) || declared == Some(UTF_8) || named.is_none())
    {
        return (text.to_owned(), None);
    }
    // What is said to be UTF-8 and is not may be what the document says.
    let page = match (page, declared) {
        (Some(UTF_8) | None, Some(declared)) => Some(declared),
        (page, _) => page,
    };
    let fallback = if unknown.is_some() { code_page::DEFAULT } else { own };
    (code_page::decode(bytes, page.unwrap_or(fallback)), unknown)
}

/// The text of UTF-16, where a mark, the code page or the first character shows it.
fn utf16(bytes: &[u8], named: Option<i32>) -> Option<String> {
    let low_first = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => true,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => false,
        [_, 0, ..] => named == Some(UTF_16),
        [0, _, ..] if named == Some(UTF_16_HIGH_FIRST) => false,
        _ => return None,
    };
    let unit = if low_first { u16::from_le_bytes } else { u16::from_be_bytes };
    let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).collect();
    Some(String::from_utf16_lossy(&units))
}

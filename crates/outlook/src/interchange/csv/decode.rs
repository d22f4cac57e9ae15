//! In which encoding a table is.

use crate::code_page;

/// How many bytes are looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 1024;

/// A table's text, without the mark at its beginning.
pub(super) struct Decoded {
    pub text: String,
    /// Some bytes were no characters.
    pub damaged: bool,
}

/// Text of bytes: by their mark, else UTF-16 by its zero bytes, else UTF-8 if all of it is, else in
/// the code page.
pub(super) fn decode(bytes: Vec<u8>, page: u16) -> Decoded {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => of_utf8(rest),
        [0xFF, 0xFE, rest @ ..] => of_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => of_utf16(rest, u16::from_be_bytes),
        whole => match zeros(whole) {
            (0, 0) => unmarked(bytes, page),
            (even, odd) if odd > 4 * even => of_utf16(whole, u16::from_le_bytes),
            (even, odd) if even > 4 * odd => of_utf16(whole, u16::from_be_bytes),
            _ => unmarked(bytes, page),
        },
    }
}

/// Zero bytes at even and at odd places. Some alone say nothing: half of them must be zero.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let (pairs, _) = bytes.get(..SAMPLE).unwrap_or(bytes).as_chunks::<2>();
    let even = pairs.iter().filter(|[first, _]| *first == 0).count();
    let odd = pairs.iter().filter(|[_, second]| *second == 0).count();
    if (even + odd) * 2 < pairs.len() { (0, 0) } else { (even, odd) }
}

fn unmarked(bytes: Vec<u8>, page: u16) -> Decoded {
    String::from_utf8(bytes).map_or_else(
        |error| of_text(code_page::decode(error.as_bytes(), page)),
        |text| Decoded { text, damaged: false },
    )
}

fn of_utf8(bytes: &[u8]) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    Decoded { damaged: matches!(text, std::borrow::Cow::Owned(_)), text: text.into_owned() }
}

fn of_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut damaged = !rest.is_empty();
    let chars = char::decode_utf16(units).map(|read| {
        damaged |= read.is_err();
        read.unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    let text = chars.collect();
    Decoded { text, damaged }
}

fn of_text(text: String) -> Decoded {
    Decoded { damaged: text.contains(char::REPLACEMENT_CHARACTER), text }
}

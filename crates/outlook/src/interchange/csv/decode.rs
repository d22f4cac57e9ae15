//! In which encoding a table is.

use crate::code_page;
use crate::interchange::encoding::utf16;

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
        whole => match utf16(whole) {
            Some((text, damaged)) => Decoded { text, damaged },
            None => unmarked(bytes, page),
        },
    }
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

fn of_text(text: String) -> Decoded {
    Decoded { damaged: text.contains(char::REPLACEMENT_CHARACTER), text }
}

//! Code pages of ANSI files. Windows-1252 unless the item or the user says otherwise.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A Windows code page that text can be read and written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage {
    number: u16,
    encoding: &'static Encoding,
}

impl Default for CodePage {
    fn default() -> Self {
        Self { number: 1252, encoding: WINDOWS_1252 }
    }
}

impl CodePage {
    /// The code page of that number; `None` for one nobody knows, and for UTF-16, which is no
    /// code page of an ANSI file. 20127 (US-ASCII) reads as 1252, of which it is the half.
    #[must_use]
    pub fn new(number: u16) -> Option<Self> {
        if number == 20127 {
            return Some(Self { number, encoding: WINDOWS_1252 });
        }
        let encoding = codepage::to_encoding(number)?;
        let single = encoding == encoding.output_encoding() || encoding == UTF_8;
        single.then_some(Self { number, encoding })
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    /// Text from bytes; what the code page does not have becomes U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let bytes = bytes.get(..end).unwrap_or(bytes);
        self.encoding.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// Bytes of a text, or `None` if the code page lacks one of its characters.
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let (bytes, _, lacking) = self.encoding.encode(text);
        (!lacking).then(|| bytes.into_owned())
    }
}

/// Whether a text can be written in a code page.
#[must_use]
pub fn representable(text: &str, code_page: u16) -> bool {
    CodePage::new(code_page).unwrap_or_default().encode(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_text_survives_in_1252_and_emoji_are_refused() {
        let page = CodePage::default();
        let text = "Größe 12 € – Straße";
        assert_eq!(page.decode(&page.encode(text).unwrap()), text);
        assert_eq!(page.encode("😀"), None);
        assert!(!representable("Ω", 1252));
    }

    #[test]
    fn japanese_text_is_read_in_932() {
        let page = CodePage::new(932).unwrap();
        assert_eq!(page.decode(&[0x93, 0xFA, 0x96, 0x7B]), "日本");
    }
}

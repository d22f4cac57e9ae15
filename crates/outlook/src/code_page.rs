//! Text in Windows code pages: what ANSI data files and the ANSI halves of streams hold.

use pst::CodePage;

/// The code page that is meant where nothing says otherwise: western European.
pub const DEFAULT: u16 = 1252;

fn page(code_page: u16) -> CodePage {
    CodePage::new(code_page).unwrap_or_default()
}

/// Whether there is such a code page.
#[must_use]
pub fn is_known(code_page: u16) -> bool {
    CodePage::new(code_page).is_some()
}

/// Bytes as text; what the code page does not know becomes U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8], code_page: u16) -> String {
    page(code_page).decode(bytes)
}

/// Text as bytes; what the code page lacks becomes `?`, as Outlook writes it. For the ANSI halves
/// of streams only, beside which the text stands in full.
#[must_use]
pub fn encode(text: &str, code_page: u16) -> Vec<u8> {
    let page = page(code_page);
    page.encode(text).unwrap_or_else(|| {
        let mut buffer = [0; 4];
        let bytes = |c: char| page.encode(c.encode_utf8(&mut buffer)).unwrap_or(vec![b'?']);
        text.chars().flat_map(bytes).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_text_survives_and_what_is_missing_becomes_a_question_mark() {
        assert_eq!(encode("Größe €", DEFAULT), b"Gr\xF6\xDFe \x80");
        assert_eq!(decode(b"Gr\xF6\xDFe \x80", DEFAULT), "Größe €");
        assert_eq!(encode("a漢b", DEFAULT), b"a?b");
    }
}

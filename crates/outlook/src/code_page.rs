//! Text in Windows code pages: what ANSI data files and the ANSI halves of streams hold.

use pst::CodePage;

/// The code page that is meant where nothing says otherwise: western European.
pub const DEFAULT: u16 = 1252;
/// The one that has every character.
pub const UTF_8: u16 = 65001;

/// Code pages by the names of character sets that mails, cards and HTML documents use, in lower case.
const NAMES: &[(&str, u16)] = &[
    ("utf-8", UTF_8),
    ("utf8", UTF_8),
    // A document that can say so in ASCII is none.
    ("utf-16", UTF_8),
    ("unicode", UTF_8),
    ("us-ascii", 1252),
    ("ascii", 1252),
    ("windows-1252", 1252),
    ("cp1252", 1252),
    ("iso-8859-1", 1252),
    ("iso8859-1", 1252),
    ("latin1", 1252),
    ("windows-1250", 1250),
    ("iso-8859-2", 28592),
    ("iso-8859-3", 28593),
    ("iso-8859-4", 28594),
    ("windows-1251", 1251),
    ("iso-8859-5", 28595),
    ("koi8-r", 20866),
    ("koi8-u", 21866),
    ("iso-8859-6", 28596),
    ("windows-1256", 1256),
    ("iso-8859-7", 28597),
    ("windows-1253", 1253),
    ("iso-8859-8", 28598),
    ("windows-1255", 1255),
    ("iso-8859-9", 1254),
    ("windows-1254", 1254),
    ("windows-1257", 1257),
    ("iso-8859-13", 28603),
    ("windows-1258", 1258),
    ("windows-874", 874),
    ("tis-620", 874),
    ("iso-8859-15", 28605),
    ("shift_jis", 932),
    ("shift-jis", 932),
    ("sjis", 932),
    ("x-sjis", 932),
    ("iso-2022-jp", 50220),
    ("euc-jp", 20932),
    ("gb2312", 936),
    ("gbk", 936),
    ("gb18030", 54936),
    ("ks_c_5601-1987", 949),
    ("ks-c-5601-1987", 949),
    ("euc-kr", 949),
    ("big5", 950),
    ("macintosh", 10000),
];

fn page(code_page: u16) -> CodePage {
    CodePage::new(code_page).unwrap_or_default()
}

/// Whether there is such a code page.
#[must_use]
pub fn is_known(code_page: u16) -> bool {
    CodePage::new(code_page).is_some()
}

/// The code page of a character set's name, in any letters; also of `windows-N`, `cpN`, `ibmN`.
#[must_use]
pub fn by_name(name: &str) -> Option<u16> {
    let name = name.trim().to_ascii_lowercase();
    let listed = NAMES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page);
    let numbered = || {
        let number =
            ["windows-", "cp", "ibm"].iter().find_map(|prefix| name.strip_prefix(prefix))?;
        number.parse().ok().filter(|page| is_known(*page))
    };
    listed.or_else(numbered)
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
    fn a_character_set_is_known_by_its_usual_names() {
        for (name, page) in [
            ("UTF-8", Some(UTF_8)),
            (" iso-8859-15 ", Some(28605)),
            ("Windows-1252", Some(1252)),
            ("cp866", Some(866)),
            ("windows-99999", None),
            ("klingon", None),
            ("", None),
        ] {
            assert_eq!(by_name(name), page, "{name}");
        }
        assert!(NAMES.iter().all(|(_, page)| is_known(*page)), "each is one that can be read");
    }

    #[test]
    fn german_text_survives_and_what_is_missing_becomes_a_question_mark() {
        assert_eq!(encode("Größe €", DEFAULT), b"Gr\xF6\xDFe \x80");
        assert_eq!(decode(b"Gr\xF6\xDFe \x80", DEFAULT), "Größe €");
        assert_eq!(encode("a漢b", DEFAULT), b"a?b");
    }
}

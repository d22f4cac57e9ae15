//! Names of character sets, as HTML documents and mails use them.

/// Code pages by name, in lower case.
const NAMES: &[(&str, u16)] = &[
    ("utf-8", 65001),
    ("utf8", 65001),
    // A document that can say so in ASCII is none.
    ("utf-16", 65001),
    ("unicode", 65001),
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
    ("iso-2022-jp", 50220),
    ("euc-jp", 20932),
    ("gb2312", 936),
    ("gbk", 936),
    ("gb18030", 54936),
    ("ks_c_5601-1987", 949),
    ("euc-kr", 949),
    ("big5", 950),
];

/// A declaration must be that near to the beginning.
const LOOKED_AT: usize = 4096;
const DECLARED: &[u8] = b"charset=";

/// The code page that an HTML document declares for itself.
pub(super) fn declared(html: &[u8]) -> Option<u16> {
    let head = html.get(..LOOKED_AT).unwrap_or(html).to_ascii_lowercase();
    let at = head.windows(DECLARED.len()).position(|window| window == DECLARED)?;
    let rest = head.get(at + DECLARED.len()..)?;
    let name = rest.iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let name: String = name.map(|byte| char::from(*byte)).collect();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
}

//! Plain text as RTF made from plain text (\[MS-OXRTFEX\] 2.2.2).

use std::fmt::Write;

const HEAD: &str = "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\fbidi \\deff0{\\fonttbl\r\n\
{\\f0\\fswiss Arial;}}\r\n{\\colortbl\\red0\\green0\\blue0;}\r\n\\uc1\\pard\\plain\\deftab360 \\f0\\fs20 ";

/// RTF that says to have been made from a text. What is not ASCII is written as Unicode.
#[must_use]
pub fn from_text(text: &str) -> Vec<u8> {
    let mut rtf = String::with_capacity(HEAD.len() + text.len() + 16);
    rtf.push_str(HEAD);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().for_each(|c| put(&mut rtf, c));
    rtf.push('}');
    rtf.into_bytes()
}

fn put(rtf: &mut String, c: char) {
    match c {
        '\\' | '{' | '}' => rtf.extend(['\\', c]),
        '\n' => rtf.push_str("\\par\r\n"),
        '\t' => rtf.push_str("\\tab "),
        ' '..='~' => rtf.push(c),
        _ => put_units(rtf, c),
    }
}

fn put_units(rtf: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // A String takes whatever is written to it.
        let _ = write!(rtf, "\\u{}?", unit.cast_signed());
    }
}

/// A character of text that is RTF already: only what is not ASCII is escaped.
pub(super) fn put_unicode(rtf: &mut String, c: char) {
    if c.is_ascii() { rtf.push(c) } else { put_units(rtf, c) }
}

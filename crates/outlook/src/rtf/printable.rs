//! RTF as text, to be kept and shown where bytes cannot be (\[MSFT-RTF\], "RTF Syntax").
//!
//! RTF is ASCII but for two things: bytes of a code page, which have an escape, and `\bin`, whose
//! bytes may as well stand as hexadecimal digits. What must hold: the text means what the bytes
//! mean, and is the same when it has been bytes again.

use std::fmt::Write;

/// RTF as ASCII text.
#[must_use]
pub fn printable(rtf: &[u8]) -> String {
    let mut out = String::with_capacity(rtf.len());
    let mut rest = rtf;
    while let Some((first, tail)) = rest.split_first() {
        rest = match first {
            b'\\' => control(tail, &mut out),
            // Readers pass over it; many bodies end with one.
            0 => tail,
            byte => {
                put(*byte, &mut out);
                tail
            }
        };
    }
    out
}

fn put(byte: u8, out: &mut String) {
    if byte.is_ascii() {
        out.push(char::from(byte));
    } else {
        // A String takes whatever is written to it.
        let _ = write!(out, "\\'{byte:02x}");
    }
}

/// What follows a backslash; gives what is left.
fn control<'a>(rest: &'a [u8], out: &mut String) -> &'a [u8] {
    if let Some((bytes, rest)) = binary(rest) {
        out.push(' ');
        for byte in bytes {
            let _ = write!(out, "{byte:02x}");
        }
        return rest;
    }
    out.push('\\');
    match rest.split_first() {
        Some((next @ (b'\\' | b'{' | b'}'), tail)) => {
            out.push(char::from(*next));
            tail
        }
        _ => rest,
    }
}

/// The bytes of `\binN` and what follows them.
fn binary(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b"bin")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = rest.split_at_checked(digits)?;
    if rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let number = std::str::from_utf8(number).ok()?.parse().unwrap_or(0);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    Some(rest.split_at_checked(number).unwrap_or((rest, &[])))
}

/// The RTF of such a text; what is not ASCII is written as Unicode.
#[must_use]
pub fn from_printable(text: &str) -> Vec<u8> {
    let mut rtf = String::with_capacity(text.len());
    text.chars().for_each(|c| super::write::put_unicode(&mut rtf, c));
    rtf.into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Body;
    use super::*;

    #[test]
    fn bytes_of_code_pages_and_binary_data_become_ascii() {
        let rtf = b"{\\rtf1 Gr\xFC\xDFe \\\\bin2 \\{{\\pict\\wmetafile8\\bin3 a}\xFF}\\binx\0}\0";
        let text = "{\\rtf1 Gr\\'fc\\'dfe \\\\bin2 \\{{\\pict\\wmetafile8 617dff}\\binx}";
        assert_eq!(printable(rtf), text);
        assert_eq!(printable(b"{\\bin99999999999999999999 x\\bin9 ab"), "{ x 6162");
        assert_eq!(from_printable("{\\rtf1 ä😀}"), b"{\\rtf1 \\u228?\\u-10179?\\u-8704?}");
    }

    proptest! {
        #[test]
        fn a_printed_text_is_printed_the_same_again(body in any::<Vec<u8>>(), tail in "[\\\\a-z0-9{} ]{0,40}") {
            let rtf = [b"{\\rtf1 ", &body[..], tail.as_bytes()].concat();
            let text = printable(&rtf);
            prop_assert!(text.is_ascii() && !text.contains('\0'));
            let again = from_printable(&text);
            prop_assert_eq!(printable(&again), text);
            prop_assert!(Body::read(&again).is_some());
        }
    }
}

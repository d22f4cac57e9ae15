//! The texts of a card: escapes, quoted-printable, character sets.
//!
//! What must hold: a separator is found before anything is decoded, so that one that was coded or
//! escaped is text; bytes that name no character set are UTF-8 if they can be.

use super::Version;
use super::lines::{Coding, Line};
use crate::code_page;
use crate::interchange::Ground;
use crate::interchange::content_line::quoted_printable;

/// How the texts of a card are to be read, and what was found out on the way.
pub(super) struct Dialect<'a> {
    pub version: Version,
    ground: &'a Ground,
    /// Text was read in the code page of the ground, which is a guess.
    pub guessed: bool,
    /// Text is not what its character set says.
    pub damaged: bool,
}

impl<'a> Dialect<'a> {
    pub fn new(version: Version, ground: &'a Ground) -> Self {
        Self { version, ground, guessed: false, damaged: false }
    }

    /// The value as one text.
    pub fn text(&mut self, line: &Line) -> String {
        self.parts(line, b"").pop().unwrap_or_default()
    }

    /// The value as texts between separators.
    pub fn parts(&mut self, line: &Line, separators: &[u8]) -> Vec<String> {
        let charset = line.param("CHARSET");
        if line.coding == Coding::Quoted {
            let raw = split(&line.value, self.version, separators);
            let raw = raw.into_iter();
            return raw.map(|part| self.decoded(&quoted_printable(&part), charset)).collect();
        }
        // Bytes of a double-byte character can look like separators: decoded first.
        let text = self.decoded(&line.value, charset);
        let parts = split(text.as_bytes(), self.version, separators).into_iter();
        parts.map(|part| String::from_utf8_lossy(&part).into_owned()).collect()
    }

    fn decoded(&mut self, bytes: &[u8], charset: Option<&str>) -> String {
        let mut text = match (std::str::from_utf8(bytes), charset.and_then(page)) {
            (_, Some(page)) if page != code_page::UTF_8 => code_page::decode(bytes, page),
            (Ok(text), _) => text.to_owned(),
            (Err(_), Some(_)) => {
                self.damaged = true;
                String::from_utf8_lossy(bytes).into_owned()
            }
            (Err(_), None) => {
                self.guessed = true;
                code_page::decode(bytes, self.ground.code_page)
            }
        };
        // No database takes it, and it says nothing.
        text.retain(|c| c != '\0');
        text
    }
}

/// The code page of a character set's name; `None` also for ASCII, which is only believed as far
/// as it goes.
fn page(charset: &str) -> Option<u16> {
    let ascii = ["ascii", "us-ascii"].iter().any(|name| charset.trim().eq_ignore_ascii_case(name));
    code_page::by_name(charset).filter(|_| !ascii)
}

/// Cuts a value at its separators and takes the escapes out.
fn split(value: &[u8], version: Version, separators: &[u8]) -> Vec<Vec<u8>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    let mut bytes = value.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if let (b'\\', Some(next)) = (byte, bytes.peek())
            && let Some(meant) = escaped(*next, version)
        {
            part.extend(meant);
            bytes.next();
        } else if separators.contains(&byte) {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(byte);
        }
    }
    parts.push(part);
    parts
}

/// What a backslash and this byte mean; `None` where the backslash means itself.
fn escaped(byte: u8, version: Version) -> Option<&'static [u8]> {
    match (byte, version) {
        (b';', _) => Some(b";"),
        (_, Version::V21) => None,
        (b'n' | b'N', _) => Some(b"\r\n"),
        (b'\\', _) => Some(b"\\"),
        (b',', _) => Some(b","),
        // Apple escapes these two, though nothing asks for it.
        (b':', _) => Some(b":"),
        (b'"', _) => Some(b"\""),
        _ => None,
    }
}

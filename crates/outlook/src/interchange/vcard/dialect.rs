//! The texts of a card: escapes, quoted-printable, character sets.
//!
//! What must hold: a separator is found before anything is decoded, so that one that was coded or
//! escaped is text; bytes that name no character set are UTF-8 if they can be.

use super::Version;
use super::lines::{Coding, Line};
use crate::code_page;
use crate::interchange::Ground;

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
            return raw.map(|part| self.decoded(&unquoted(&part), charset)).collect();
        }
        // Bytes of a double-byte character can look like separators: decoded first.
        let text = self.decoded(&line.value, charset);
        let parts = split(text.as_bytes(), self.version, separators).into_iter();
        parts.map(|part| String::from_utf8_lossy(&part).into_owned()).collect()
    }

    fn decoded(&mut self, bytes: &[u8], charset: Option<&str>) -> String {
        let mut text = match (std::str::from_utf8(bytes), charset.and_then(page)) {
            (_, Some(page)) if page != UTF_8 => code_page::decode(bytes, page),
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

const UTF_8: u16 = 65001;

/// The code page of a character set's name; `None` also for ASCII, which is only believed as far
/// as it goes.
fn page(charset: &str) -> Option<u16> {
    let name = charset.trim().to_ascii_lowercase().replace('_', "-");
    let number = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| rest.parse().ok());
    let windows = number("windows-").or_else(|| number("cp")).or_else(|| number("ibm"));
    let latin = number("iso-8859-").filter(|part| (1..=16).contains(part));
    let known = match name.as_str() {
        "utf-8" | "utf8" => UTF_8,
        "koi8-r" => 20866,
        "koi8-u" => 21866,
        "shift-jis" | "sjis" | "x-sjis" => 932,
        "iso-2022-jp" => 50220,
        "euc-jp" => 51932,
        "gb2312" | "gbk" => 936,
        "gb18030" => 54936,
        "big5" => 950,
        "euc-kr" | "ks-c-5601-1987" => 949,
        "macintosh" => 10000,
        _ => windows.or_else(|| latin.map(|part: u16| 28590 + part))?,
    };
    code_page::is_known(known).then_some(known)
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

/// Quoted-printable as bytes; an equals sign that begins nothing stays.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let coded = (*first == b'=').then(|| tail.split_at_checked(2)).flatten();
        match coded.and_then(|(digits, after)| Some((hex(digits)?, after))) {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u8::from_str_radix(digits, 16).ok()
}

//! Content lines as they are written.
//!
//! What must hold: whatever a text holds, a line that is written reads as that text; no text can
//! end its line, its part or its card. Control characters, which no version carries, are taken out
//! and their field is named.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sync::{Name, Record, Value};

use super::Version;
use crate::code_page::{self, UTF_8};
use crate::interchange::content_line::fold;

/// Longest line of quoted-printable, without the sign of a soft break.
const SOFT: usize = 75;

/// A card that is being written.
pub(super) struct Out {
    pub version: Version,
    text: Vec<u8>,
    /// Fields that could not be written as they are.
    pub left: BTreeSet<Name>,
}

/// A property without its value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head<'a> {
    pub name: &'a str,
    /// In upper case.
    pub types: &'a [&'a str],
    pub preferred: bool,
    pub country_code: &'a str,
}

impl<'a> Head<'a> {
    pub fn new(name: &'a str) -> Self {
        Self { name, ..Self::default() }
    }

    pub fn of(name: &'a str, types: &'a [&'a str]) -> Self {
        Self { name, types, ..Self::default() }
    }
}

/// How the parts of a value are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// There is one part.
    Text,
    /// One part, in which commas and semicolons mean nothing.
    Web,
    /// By semicolons.
    Parts,
    /// By commas.
    List,
}

impl Out {
    pub fn new(version: Version) -> Self {
        Self { version, text: Vec::new(), left: BTreeSet::new() }
    }

    pub fn into_text(self) -> Vec<u8> {
        self.text
    }

    /// The text of a field as it can be written, with bare line ends.
    pub fn text(&mut self, record: &Record, field: &'static str) -> String {
        match record.get(field) {
            None => String::new(),
            Some(Value::Text(text)) => self.clean(text, field),
            Some(_) => {
                self.left.insert(field.into());
                String::new()
            }
        }
    }

    /// The texts of a field.
    pub fn texts(&mut self, record: &Record, field: &'static str) -> Vec<String> {
        match record.get(field) {
            None => Vec::new(),
            Some(Value::List(texts)) => texts.iter().map(|text| self.clean(text, field)).collect(),
            Some(_) => {
                self.left.insert(field.into());
                Vec::new()
            }
        }
    }

    fn clean(&mut self, text: &str, field: &'static str) -> String {
        let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
        let length = text.len();
        text.retain(|c| matches!(c, '\n' | '\t') || !c.is_ascii_control());
        if text.len() < length {
            self.left.insert(field.into());
        }
        text
    }

    /// A line that is the same for every card.
    pub fn fixed(&mut self, line: &str) {
        self.text.extend(line.as_bytes());
        self.text.extend(b"\r\n");
    }

    /// A property with one text.
    pub fn one(&mut self, head: Head<'_>, text: &str) {
        self.line(head, &[text], Shape::Text);
    }

    /// A property with an address of the net.
    pub fn web(&mut self, head: Head<'_>, text: &str) {
        self.line(head, &[text], Shape::Web);
    }

    /// A property with parts between semicolons.
    pub fn parts(&mut self, head: Head<'_>, parts: &[&str]) {
        self.line(head, parts, Shape::Parts);
    }

    /// A property with texts between commas.
    pub fn list(&mut self, name: &str, texts: &[&str]) {
        self.line(Head::new(name), texts, Shape::List);
    }

    fn line(&mut self, head: Head<'_>, parts: &[&str], shape: Shape) {
        match self.version {
            Version::V21 => self.old_line(head, parts, shape),
            version => {
                let mut line = new_head(head, version);
                line += &parts
                    .iter()
                    .map(|part| escaped(part, shape))
                    .collect::<Vec<_>>()
                    .join(if shape == Shape::List { "," } else { ";" });
                fold(&line, &mut self.text);
            }
        }
    }

    fn old_line(&mut self, head: Head<'_>, parts: &[&str], shape: Shape) {
        let mut line = head.name.to_owned();
        for of in head.types.iter().copied().chain(head.preferred.then_some("PREF")) {
            line.push(';');
            line += of;
        }
        if !parts.iter().any(|part| needs_quoting(part, shape)) {
            let parts: Vec<Cow<'_, str>> =
                parts.iter().map(|part| old_escaped(part, shape)).collect();
            return self.fixed(&format!("{line}:{}", parts.join(separator(shape))));
        }
        let page = page(parts);
        line += page.map_or("", |page| if page == WINDOWS { WINDOWS_SET } else { UTF_8_SET });
        line += ";ENCODING=QUOTED-PRINTABLE:";
        let mut quoted = Quoted { column: line.len(), text: &mut self.text };
        quoted.text.extend(line.as_bytes());
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                quoted.token(separator(shape).as_bytes());
            }
            quoted.part(&bytes(part, page), shape);
        }
        self.text.extend(b"\r\n");
    }
}

const WINDOWS: u16 = 1252;
const WINDOWS_SET: &str = ";CHARSET=Windows-1252";
const UTF_8_SET: &str = ";CHARSET=UTF-8";

fn separator(shape: Shape) -> &'static str {
    if shape == Shape::List { "," } else { ";" }
}

/// The code page in which texts are written; `None` for plain ASCII.
fn page(parts: &[&str]) -> Option<u16> {
    let fits = parts.iter().all(|part| pst::representable(part, WINDOWS));
    let plain = parts.iter().all(|part| part.is_ascii());
    (!plain).then_some(if fits { WINDOWS } else { UTF_8 })
}

fn bytes(text: &str, page: Option<u16>) -> Vec<u8> {
    match page {
        Some(WINDOWS) => code_page::encode(text, WINDOWS),
        _ => text.as_bytes().to_vec(),
    }
}

/// A property of 3.0 or 4.0 up to its value.
fn new_head(head: Head<'_>, version: Version) -> String {
    let ranked = version == Version::V40;
    let mut types: Vec<String> = head.types.iter().map(|of| of.to_lowercase()).collect();
    let mut preferred = head.preferred;
    if ranked {
        let all = types.len();
        types.retain(|of| of != "pref");
        preferred |= types.len() < all;
    } else if preferred {
        types.push("pref".to_owned());
    }
    let mut line = head.name.to_owned();
    if !types.is_empty() {
        line += &format!(";TYPE={}", types.join(","));
    }
    if ranked && preferred {
        line += ";PREF=1";
    }
    if ranked && !head.country_code.is_empty() {
        line += &format!(";CC={}", head.country_code);
    }
    line + ":"
}

/// A part in the escapes of 3.0 and 4.0.
fn escaped(part: &str, shape: Shape) -> String {
    let text = part.replace('\\', "\\\\").replace('\n', "\\n");
    match shape {
        Shape::Web => text,
        _ => text.replace(';', "\\;").replace(',', "\\,"),
    }
}

/// A part in the one escape of 2.1.
fn old_escaped(part: &str, shape: Shape) -> Cow<'_, str> {
    match shape {
        Shape::Parts | Shape::List if part.contains(';') => Cow::Owned(part.replace(';', "\\;")),
        _ => Cow::Borrowed(part),
    }
}

/// Whether 2.1 cannot hold a part bare: what is no ASCII, blanks that programs trim, backslashes
/// that would escape, commas that would separate.
fn needs_quoting(part: &str, shape: Shape) -> bool {
    let blank = |c: char| c == ' ' || c == '\t';
    part.bytes().any(|byte| !byte.is_ascii() || byte == b'\n')
        || part.starts_with(blank)
        || part.ends_with(blank)
        || part.contains("\\;")
        || part.ends_with('\\')
        || shape == Shape::List && part.contains(',')
}

/// Quoted-printable with soft line breaks.
struct Quoted<'a> {
    column: usize,
    text: &'a mut Vec<u8>,
}

impl Quoted<'_> {
    fn part(&mut self, bytes: &[u8], shape: Shape) {
        for (at, byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            match byte {
                b'\n' => {
                    self.coded(b'\r');
                    self.coded(b'\n');
                }
                b';' if shape == Shape::Parts || shape == Shape::List => self.token(b"\\;"),
                b',' if shape == Shape::List => self.coded(b','),
                b'=' | b'\\' | b'\t' => self.coded(*byte),
                b' ' if last || self.column == 0 => self.coded(*byte),
                b' '..=b'~' => self.plain(*byte),
                _ => self.coded(*byte),
            }
        }
    }

    /// A byte as itself; not where a line could come to look like the end of the card.
    fn plain(&mut self, byte: u8) {
        let first = self.column == 0 || self.column >= SOFT;
        match byte {
            b'B' | b'b' | b'E' | b'e' | b' ' if first => self.coded(byte),
            _ => self.token(&[byte]),
        }
    }

    fn coded(&mut self, byte: u8) {
        self.token(format!("={byte:02X}").as_bytes());
    }

    fn token(&mut self, token: &[u8]) {
        if self.column.saturating_add(token.len()) > SOFT {
            self.text.extend(b"=\r\n");
            self.column = 0;
        }
        self.text.extend(token);
        self.column = self.column.saturating_add(token.len());
    }
}

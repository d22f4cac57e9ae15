//! A card as content lines: unfolded, with group, name and parameters taken apart (RFC 6350, 3.3).
//!
//! Three things go on over the end of a line, each in its own manner: folded lines, the soft line
//! breaks of quoted-printable, and blocks of base64, which in old cards are not even indented.

use super::Version;

/// How a value is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// As it stands.
    Plain,
    /// Quoted-printable; soft line breaks are taken out already.
    Quoted,
    /// Base64. Such values are no text, and are not kept.
    Base64,
}

/// A content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// In upper case; empty for none.
    pub group: String,
    /// In upper case.
    pub name: String,
    /// Types in upper case, also those of old cards, which name no parameter.
    pub types: Vec<String>,
    /// The other parameters, with names in upper case.
    pub params: Vec<(String, String)>,
    /// How the value is coded.
    pub coding: Coding,
    /// The value, not decoded.
    pub value: Vec<u8>,
}

impl Line {
    /// Whether it is of that type.
    pub fn has(&self, of: &str) -> bool {
        self.types.iter().any(|held| held == of)
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// How much it is preferred, 1 the most; `None` for not at all.
    pub fn preference(&self) -> Option<u8> {
        let ranked = self.param("PREF").map(|rank| rank.trim().parse().unwrap_or(1));
        ranked.or_else(|| self.has("PREF").then_some(1))
    }

    /// Whether its value is an address with a scheme.
    pub fn is_uri(&self) -> bool {
        self.param("VALUE").is_some_and(|of| of.eq_ignore_ascii_case("uri"))
    }
}

/// A card as lines.
#[derive(Debug)]
pub(super) struct Lines {
    pub version: Version,
    /// The lines of the card itself, without `BEGIN` and `END`, and without an agent's card.
    pub lines: Vec<Line>,
    /// Lines that are none.
    pub unreadable: usize,
    /// The card has no end.
    pub cut_off: bool,
}

/// Takes a card apart; `None` if it does not begin as one.
pub(super) fn parse(card: &[u8]) -> Option<Lines> {
    let card = card.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(card);
    let mut physical = physical(card).skip_while(|line| line.trim_ascii().is_empty());
    if !is(physical.next()?, "BEGIN:VCARD") {
        return None;
    }
    let version = version(card);
    let (mut found, mut open) = (Found::default(), 1_u64);
    for line in physical {
        match () {
            () if is(line, "BEGIN:VCARD") => open = open.saturating_add(1),
            () if is(line, "END:VCARD") => open = open.saturating_sub(1),
            () if open == 1 => found.take(line, version),
            () => {}
        }
        if open == 0 {
            break;
        }
    }
    found.close();
    let Found { lines, unreadable, .. } = found;
    Some(Lines { version, lines, unreadable, cut_off: open > 0 })
}

fn is(line: &[u8], text: &str) -> bool {
    line.trim_ascii_end().eq_ignore_ascii_case(text.as_bytes())
}

/// Lines as they stand; some programs end them with several carriage returns, very old ones with
/// nothing but one. How the first line ends shows how all do.
fn physical(card: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    let mut first_end = card.iter().skip_while(|byte| !is_end(byte)).take_while(is_end);
    let end = if first_end.any(|byte| *byte == b'\n') { b'\n' } else { b'\r' };
    card.split(move |byte| *byte == end).map(|line| {
        let kept = line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
        line.get(..kept).unwrap_or(line)
    })
}

/// The version that a card names; without one it reads as the middle one.
fn version(card: &[u8]) -> Version {
    let named = physical(card).find_map(|line| {
        let (name, value) = line.split_at_checked(8)?;
        name.eq_ignore_ascii_case(b"VERSION:").then(|| value.trim_ascii())
    });
    match named {
        Some(b"2.1") => Version::V21,
        Some(b"4.0") => Version::V40,
        _ => Version::V30,
    }
}

/// The lines found so far, and the one that may still go on.
#[derive(Default)]
struct Found {
    lines: Vec<Line>,
    unreadable: usize,
    open: Option<(Vec<u8>, Coding)>,
}

impl Found {
    fn take(&mut self, line: &[u8], version: Version) {
        if self.goes_on(line, version) {
            return;
        }
        self.close();
        if !line.trim_ascii().is_empty() {
            self.open = Some((line.to_vec(), coding(line)));
        }
    }

    /// Whether a line belongs to the one before it; then it is added.
    fn goes_on(&mut self, line: &[u8], version: Version) -> bool {
        let Some((open, coding)) = &mut self.open else { return false };
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        match coding {
            Coding::Base64 => return folded || !line.contains(&b':'),
            Coding::Quoted if open.last() == Some(&b'=') => {
                open.pop();
                open.extend(line);
            }
            // Old cards are folded at a blank, which stays (versit 2.1.3).
            _ if folded && version == Version::V21 => open.extend(line),
            _ if folded => open.extend(line.iter().skip(1)),
            _ => return false,
        }
        true
    }

    fn close(&mut self) {
        let Some((open, coding)) = self.open.take() else { return };
        match line(&open, coding) {
            Some(line) => self.lines.push(line),
            None => self.unreadable += 1,
        }
    }
}

/// Where the value begins: after the first colon outside of quotes. A quote that is never closed is
/// none.
fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let outside = line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    });
    outside.or_else(|| line.iter().position(|byte| *byte == b':'))
}

fn coding(line: &[u8]) -> Coding {
    let header = line.get(..colon(line).unwrap_or(line.len())).unwrap_or(line);
    let of = |param: &[u8]| {
        let param = param.trim_ascii().to_ascii_uppercase();
        match param.strip_prefix(b"ENCODING=").unwrap_or(&param) {
            b"QUOTED-PRINTABLE" => Some(Coding::Quoted),
            b"BASE64" => Some(Coding::Base64),
            b"B" if param.len() > 1 => Some(Coding::Base64),
            _ => None,
        }
    };
    header.split(|byte| *byte == b';').skip(1).find_map(of).unwrap_or(Coding::Plain)
}

fn line(open: &[u8], coding: Coding) -> Option<Line> {
    let (header, value) = open.split_at_checked(colon(open)?)?;
    let header = String::from_utf8_lossy(header);
    let mut params = outside_quotes(&header, ';').into_iter();
    let name = params.next()?.trim().to_uppercase();
    let (group, name) = name.rsplit_once('.').unwrap_or(("", &name));
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    let value = match coding {
        Coding::Base64 => Vec::new(),
        _ => value.get(1..)?.to_vec(),
    };
    let (group, name) = (group.to_owned(), name.to_owned());
    let mut line = Line { group, name, types: Vec::new(), params: Vec::new(), coding, value };
    params.for_each(|param| add_param(&mut line, param));
    Some(line)
}

fn add_param(line: &mut Line, param: &str) {
    let (name, value) = param.split_once('=').unwrap_or(("TYPE", param));
    let (name, value) = (name.trim().to_uppercase(), value.trim());
    if name == "TYPE" {
        let types = value.split(',').map(|of| of.trim_matches(['"', ' ']).to_uppercase());
        line.types.extend(types.filter(|of| !of.is_empty()));
    } else {
        line.params.push((name, value.trim_matches('"').to_owned()));
    }
}

fn outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let cut = |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    };
    text.split(cut).collect()
}

//! A content line: name, parameters, value (RFC 5545, 3.1 and 3.3.11; RFC 6868).

use super::lines::is_quoted_printable;
use crate::code_page;
use crate::interchange::content_line;

/// How the texts of a file are to be understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// vCalendar 1.0.
    pub old: bool,
    /// Code page of text that is no UTF-8.
    pub code_page: u16,
}

/// A content line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Name, in capitals.
    pub name: String,
    /// Parameters; names in capitals, values without quotes.
    params: Vec<(String, String)>,
    /// The value, escaped as it stands.
    pub value: String,
    old: bool,
}

/// Properties whose values have no colon: what stands before the last one is all parameters, even
/// where a display name of a zone is not quoted.
const TIMES: [&str; 7] =
    ["DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE", "COMPLETED"];

impl Line {
    /// The line of an unfolded text.
    pub fn parse(text: &str, dialect: Dialect) -> Option<Self> {
        let name_end = text.find([';', ':'])?;
        let name = text.get(..name_end)?.trim().to_ascii_uppercase();
        let colon = match TIMES.contains(&name.as_str()) {
            true => text.rfind(':')?,
            false => outside_quotes(text, ':').next().or_else(|| text.find(':'))?,
        };
        let head = text.get(..colon)?;
        let value = text.get(colon..)?.strip_prefix(':')?;
        let params = head.get(name_end..).map(params).unwrap_or_default();
        let value = match is_quoted_printable(head) {
            true => quoted_printable(value, dialect.code_page),
            false => value.to_owned(),
        };
        Some(Self { name, params, value, old: dialect.old })
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has a value, in any case.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.param(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    /// Whether the value is this word, in any case.
    pub fn says(&self, word: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(word)
    }

    /// The value as text.
    pub fn text(&self) -> String {
        let mut texts = split(&self.value, |_| false, self.old);
        texts.pop().unwrap_or_default()
    }

    /// The value as several texts, blank ones left out.
    pub fn texts(&self) -> Vec<String> {
        let old = self.old;
        let texts = split(&self.value, |c| c == ',' || (old && c == ';'), old);
        let texts = texts.into_iter().map(|text| text.trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }
}

/// The places of a character that are not within quotes.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, c)| {
        quoted ^= c == '"';
        (c == wanted && !quoted).then_some(at)
    })
}

/// Parameters, each after a semicolon. Values keep their commas.
fn params(text: &str) -> Vec<(String, String)> {
    let starts: Vec<usize> = outside_quotes(text, ';').collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(from, to)| text.get(*from..to));
    let params = parts.map(|part| {
        let part = part.trim_start_matches(';');
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.trim().to_ascii_uppercase(), param_value(value))
    });
    params.filter(|(name, _)| !name.is_empty()).collect()
}

/// A parameter's value without quotes, and what RFC 6868 escapes.
fn param_value(value: &str) -> String {
    let value = value.trim().replace('"', "");
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = (c == '^').then(|| chars.peek().copied()).flatten().and_then(|next| {
            Some(match next {
                'n' => '\n',
                '^' => '^',
                '\'' => '"',
                _ => return None,
            })
        });
        if escaped.is_some() {
            chars.next();
        }
        out.push(escaped.unwrap_or(c));
    }
    out
}

/// A value cut at separators that are not escaped, each part unescaped.
fn split(value: &str, separates: impl Fn(char) -> bool, old: bool) -> Vec<String> {
    let mut parts = vec![];
    let mut part = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), old) {
                (Some('n' | 'N'), false) => part.push('\n'),
                (Some('\\'), false) => part.push('\\'),
                (Some(c @ (',' | ';' | ':' | '"')), _) => part.push(c),
                (other, _) => {
                    part.push('\\');
                    part.extend(other);
                }
            },
            c if separates(c) => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts
}

/// Quoted-printable as text, with the line breaks of the house.
fn quoted_printable(value: &str, code_page: u16) -> String {
    let text = String::from_utf8(content_line::quoted_printable(value.as_bytes()))
        .unwrap_or_else(|refused| code_page::decode(refused.as_bytes(), code_page));
    text.replace("\r\n", "\n")
}

//! Content lines as they are written: escaped, folded at 75 octets, ended by CRLF (RFC 5545, 3.1;
//! RFC 6868).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::interchange::content_line::fold;

/// Text that is being written.
#[derive(Debug, Default)]
pub(super) struct Out(pub Vec<u8>);

impl Out {
    /// A component begins.
    pub fn begin(&mut self, name: &str) {
        self.line("BEGIN", &[], name);
    }

    /// A component ends.
    pub fn end(&mut self, name: &str) {
        self.line("END", &[], name);
    }

    /// A line whose value needs no escapes.
    pub fn line(&mut self, name: &str, params: &[(&str, &str)], value: &str) {
        let mut line = name.to_owned();
        for (name, value) in params {
            line.push(';');
            line.push_str(name);
            line.push('=');
            line.push_str(&param(value));
        }
        line.push(':');
        line.extend(value.chars().filter(|c| !c.is_control() || *c == '\t'));
        fold(&line, &mut self.0);
    }

    /// A text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.line(name, &[], &escaped(text));
    }

    /// Several texts.
    pub fn texts(&mut self, name: &str, texts: &[String]) {
        let texts: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
        self.line(name, &[], &texts.join(","));
    }
}

/// Whether a text can be carried letter for letter.
pub(super) fn is_clean(text: &str) -> bool {
    !text.replace("\r\n", "\n").contains(|c: char| c.is_control() && c != '\n' && c != '\t')
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn param(value: &str) -> String {
    let value = value.replace('^', "^^").replace('"', "^'").replace("\r\n", "^n");
    let value = value.replace('\n', "^n");
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let plain = !value.contains([':', ';', ',']) && value.trim() == value;
    if plain { value } else { format!("\"{value}\"") }
}

/// A point in time.
pub(super) fn utc(at: Timestamp) -> String {
    format!("{}Z", local(TimeZone::UTC.to_datetime(at)))
}

/// A local time.
pub(super) fn local(time: DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

/// A date.
pub(super) fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

//! Where the cards of a file are.
//!
//! What must hold: of a line only its beginning and its last byte are kept, however long it is; a
//! card inside a card (AGENT) belongs to the outer one, but a card that lacks its end does not
//! swallow the next.

use std::io::{self, BufRead};
use std::ops::Range;

/// Longer than this no line is that begins or ends a card.
const HEAD: usize = 32;

/// Byte ranges of the cards of a file, from `BEGIN:VCARD` to `END:VCARD`; a card that is cut off ends
/// with the file, or where the next one begins.
///
/// # Errors
///
/// The file cannot be read.
pub fn places(file: &mut impl BufRead) -> io::Result<Vec<Range<u64>>> {
    let mut search = Search::default();
    let mut line = Start::default();
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        let taken = bytes.len();
        for byte in bytes {
            line.push(*byte);
            if matches!(byte, b'\n' | b'\r') {
                line = search.line(line);
            }
        }
        file.consume(taken);
    }
    let end = line.end;
    search.line(line);
    search.close(end);
    Ok(search.found)
}

/// A line, of which only the beginning is kept.
#[derive(Default)]
struct Start {
    begin: u64,
    end: u64,
    head: Vec<u8>,
    /// Its last byte that is no blank.
    last: u8,
    long: bool,
}

impl Start {
    fn push(&mut self, byte: u8) {
        self.end = self.end.saturating_add(1);
        if !byte.is_ascii_whitespace() {
            self.last = byte;
            self.long |= self.head.len() >= HEAD;
        }
        if self.head.len() < HEAD {
            self.head.push(byte);
        }
    }

    /// The line without a byte-order mark, which only the first line of a file can have.
    fn text(&self) -> &[u8] {
        let mark: &[u8] = if self.begin == 0 { b"\xEF\xBB\xBF" } else { b"" };
        self.head.strip_prefix(mark).unwrap_or(&self.head)
    }

    fn is(&self, text: &str) -> bool {
        !self.long && self.text().trim_ascii_end().eq_ignore_ascii_case(text.as_bytes())
    }

    fn is_blank(&self) -> bool {
        self.last == 0
    }

    /// An agent's card begins on the next line.
    fn announces_agent(&self) -> bool {
        let named = self.text().get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"AGENT"));
        named && self.last == b':'
    }

    fn text_begin(&self) -> u64 {
        let mark = self.head.len().saturating_sub(self.text().len());
        self.begin.saturating_add(mark as u64)
    }

    /// Where a line ends that is kept in full, without blanks and its end.
    fn text_end(&self) -> u64 {
        self.begin.saturating_add(self.head.trim_ascii_end().len() as u64)
    }
}

#[derive(Default)]
struct Search {
    found: Vec<Range<u64>>,
    /// Where the card begins that is open.
    open: Option<u64>,
    /// How many agents' cards are open in it.
    inner: u64,
    agent_follows: bool,
}

impl Search {
    /// Takes a line; the next one begins where it ends.
    fn line(&mut self, line: Start) -> Start {
        let next = Start { begin: line.end, end: line.end, ..Start::default() };
        if line.is_blank() {
            return next;
        }
        let in_agent = std::mem::replace(&mut self.agent_follows, line.announces_agent());
        if line.is("BEGIN:VCARD") {
            self.begin(&line, in_agent);
        } else if line.is("END:VCARD") {
            self.end(&line);
        }
        next
    }

    fn begin(&mut self, line: &Start, in_agent: bool) {
        if self.open.is_some() && in_agent {
            self.inner = self.inner.saturating_add(1);
        } else {
            self.close(line.begin);
            self.open = Some(line.text_begin());
        }
    }

    fn end(&mut self, line: &Start) {
        match self.inner.checked_sub(1) {
            Some(inner) => self.inner = inner,
            None => self.close(line.text_end()),
        }
    }

    fn close(&mut self, end: u64) {
        self.inner = 0;
        self.found.extend(self.open.take().map(|begin| begin..end));
    }
}

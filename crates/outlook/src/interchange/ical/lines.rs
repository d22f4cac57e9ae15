//! Where the content lines of a text begin and end (RFC 5545, 3.1; vCalendar 1.0, 2.1.2).
//!
//! Tolerant: any line ending, folded or with the soft breaks of quoted-printable; a line that is
//! no content line is taken for the rest of the one before it, which some program did not escape.

use std::borrow::Cow;
use std::ops::Range;

/// The content lines of a text: where each stands, and it unfolded.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The physical line at a place, and where the next one begins.
    fn physical(&self, at: usize) -> Option<(&'a str, usize)> {
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let (line, after) = rest.split_at_checked(len)?;
        let after = after.trim_start_matches('\r');
        let after = after.strip_prefix('\n').unwrap_or(after);
        Some((line, self.text.len().checked_sub(after.len())?))
    }

    /// What the next physical line adds to the line so far.
    fn continuation(&self, line: &str, quoted: bool) -> Option<(Joint, &'a str, usize)> {
        let (next, after) = self.physical(self.at)?;
        if quoted && line.trim_end().ends_with('=') {
            return Some((Joint::SoftBreak, next, after));
        }
        if let Some(folded) = next.strip_prefix([' ', '\t']) {
            return Some((Joint::Fold, folded, after));
        }
        let stray = !next.is_empty() && !is_content(next);
        stray.then_some((Joint::Stray, next, after))
    }
}

/// How two physical lines are one.
enum Joint {
    Fold,
    SoftBreak,
    Stray,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (Range<usize>, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.at;
        let (line, after) = self.physical(from)?;
        self.at = after;
        let quoted = line.split_once(':').is_some_and(|(head, _)| is_quoted_printable(head));
        let mut line = Cow::Borrowed(line);
        while let Some((joint, more, after)) = self.continuation(&line, quoted) {
            let whole = line.to_mut();
            match joint {
                Joint::Fold => {}
                Joint::SoftBreak => whole.truncate(whole.trim_end().len().saturating_sub(1)),
                Joint::Stray => whole.push('\n'),
            }
            whole.push_str(more);
            self.at = after;
        }
        Some((from..self.at, line))
    }
}

/// Whether the value after this head is quoted-printable.
pub(super) fn is_quoted_printable(head: &str) -> bool {
    let wanted = b"QUOTED-PRINTABLE";
    head.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

/// Whether a line begins with a name and a colon or a semicolon.
fn is_content(line: &str) -> bool {
    let name = line.find(|c: char| !c.is_ascii_alphanumeric() && !"-._".contains(c));
    let rest = name.and_then(|len| line.get(len..)).unwrap_or_default();
    name != Some(0) && rest.starts_with([':', ';'])
}

/// The text with its folds taken out, as bytes: some programs fold in the middle of a letter.
pub(super) fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"];
        match fold.iter().find_map(|fold| rest.strip_prefix(*fold)) {
            Some(unfolded) => rest = unfolded,
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

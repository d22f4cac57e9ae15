//! A box of mails (RFC 4155): each begins after a line `From `.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::ops::Range;

/// In a box a line that begins with `From ` got a `>`, one that had it already got another.
pub(super) fn unquoted(text: Vec<u8>) -> Vec<u8> {
    if !text.windows(6).any(|part| part == b">From ") {
        return text;
    }
    let line = |line: &[u8]| {
        let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
        let quoted = bare > 0 && line.get(bare..).is_some_and(|rest| rest.starts_with(b"From "));
        line.get(usize::from(quoted)..).unwrap_or_default().to_vec()
    };
    text.split_inclusive(|byte| *byte == b'\n').flat_map(line).collect()
}

/// The mails of a box: each begins after a line `From ` at the beginning or after an empty line,
/// which belongs to neither.
pub(super) fn places(file: &mut BufReader<File>) -> io::Result<Vec<Range<u64>>> {
    file.seek(SeekFrom::Start(0))?;
    let (mut places, mut line) = (Vec::new(), Vec::new());
    let (mut at, mut begin, mut empty): (u64, Option<u64>, Option<u64>) = (0, None, Some(0));
    loop {
        line.clear();
        let read = read_line(file, &mut line)?;
        let new = empty.is_some() && line.starts_with(b"From ");
        if read == 0 || new {
            let end = at - empty.unwrap_or_default();
            places.extend(begin.map(|begin| begin..end));
            begin = Some(at + read);
        }
        if read == 0 {
            break;
        }
        empty = line.trim_ascii().is_empty().then_some(read);
        at += read;
    }
    places.retain(|place| !place.is_empty());
    Ok(places)
}

/// Reads a line; of a long one only the beginning is kept.
fn read_line(file: &mut BufReader<File>, line: &mut Vec<u8>) -> io::Result<u64> {
    const KEPT: usize = 64;
    let mut read = 0;
    loop {
        let part = file.fill_buf()?;
        if part.is_empty() {
            return Ok(read);
        }
        let end = part.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(part.len(), |at| at + 1);
        let room = KEPT.saturating_sub(line.len()).min(used);
        line.extend_from_slice(part.get(..room).unwrap_or_default());
        file.consume(used);
        read += used as u64;
        if end.is_some() {
            return Ok(read);
        }
    }
}

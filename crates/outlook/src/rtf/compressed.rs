//! Compression of RTF (\[MS-OXRTFCP\]).
//!
//! A header of 16 bytes, then runs: a byte of flags, and for each of its bits a byte or a reference
//! of two bytes to what was there before. No size in the header is trusted: what can be read is
//! read, and what is wrong about the rest is said.

use pst::crc32;

use super::dictionary::{Dictionary, PRELOAD, SIZE};
use crate::user::cursor::Cursor;

/// COMPTYPE of compressed contents, "LZFu".
const COMPRESSED: u32 = 0x7546_5A4C;
/// COMPTYPE of contents as they are, "MELA".
const UNCOMPRESSED: u32 = 0x414C_454D;
/// Bytes of the header that COMPSIZE counts.
const COUNTED: usize = 12;
/// The shortest and the longest reference.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=17;

/// What is wrong about a compressed body of which something could be read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The contents end before the size in the header, or before their end mark.
    Truncated,
    /// The checksum is that of other contents.
    Checksum,
    /// The text is longer or shorter than the header says.
    Size,
}

/// A body, and what is wrong about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decompressed {
    /// The RTF.
    pub rtf: Vec<u8>,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
}

/// The RTF of PidTagRtfCompressed; `None` where there is no header of one.
#[must_use]
pub fn decompress(bytes: &[u8]) -> Option<Decompressed> {
    let mut cursor = Cursor(bytes);
    let compressed_size = usize::try_from(cursor.u32()?).ok()?;
    let raw_size = usize::try_from(cursor.u32()?).ok()?;
    let kind = cursor.u32()?;
    let checksum = cursor.u32()?;
    let claimed = compressed_size.saturating_sub(COUNTED);
    let contents = cursor.0.get(..claimed).unwrap_or(cursor.0);
    let cut = (contents.len() < claimed).then_some(Fault::Truncated);
    match kind {
        COMPRESSED => {
            let wrong = (crc32(contents) != checksum).then_some(Fault::Checksum);
            Some(expand(contents, raw_size, cut.or(wrong)))
        }
        UNCOMPRESSED => {
            let rtf = contents.get(..raw_size).unwrap_or(contents).to_vec();
            // Some writers count the header here too.
            let whole = rtf.len() >= raw_size || rtf.len() + COUNTED == raw_size;
            let short = (!whole).then_some(Fault::Size);
            Some(Decompressed { rtf, fault: cut.or(short) })
        }
        _ => None,
    }
}

/// Follows the runs to the end mark, the end of the contents or the size that was said.
fn expand(contents: &[u8], raw_size: usize, fault: Option<Fault>) -> Decompressed {
    let mut rtf = Vec::with_capacity(raw_size.min(contents.len().saturating_mul(4)));
    let ended = follow(contents, &mut rtf);
    let open = (ended.is_none() && rtf.len() < raw_size).then_some(Fault::Truncated);
    let fault = fault.or(open).or_else(|| (rtf.len() != raw_size).then_some(Fault::Size));
    Decompressed { rtf, fault }
}

/// `None` where the contents end without an end mark.
fn follow(contents: &[u8], rtf: &mut Vec<u8>) -> Option<()> {
    let mut cursor = Cursor(contents);
    let mut dictionary = Dictionary::new();
    loop {
        let flags = cursor.u8()?;
        for bit in 0..8 {
            if flags & (1 << bit) == 0 {
                let byte = cursor.u8()?;
                dictionary.push(byte);
                rtf.push(byte);
                continue;
            }
            let reference = u16::from_be_bytes(cursor.array()?);
            let (place, len) = (usize::from(reference >> 4), usize::from(reference & 15) + 2);
            if place == dictionary.end {
                return Some(());
            }
            for place in place..place + len {
                let byte = dictionary.get(place);
                dictionary.push(byte);
                rtf.push(byte);
            }
        }
    }
}

/// RTF as PidTagRtfCompressed.
#[must_use]
pub fn compress(rtf: &[u8]) -> Vec<u8> {
    let contents = contents_of(rtf);
    let size = |len: usize| u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = Vec::with_capacity(contents.len() + 16);
    out.extend(size(contents.len() + COUNTED));
    out.extend(size(rtf.len()));
    out.extend(COMPRESSED.to_le_bytes());
    out.extend(crc32(&contents).to_le_bytes());
    out.extend(contents);
    out
}

fn contents_of(rtf: &[u8]) -> Vec<u8> {
    let mut runs = Runs::default();
    let mut history = History::new(rtf);
    while let Some(byte) = history.byte() {
        match history.find() {
            Some((place, len)) => {
                runs.reference(place, len);
                history.advance(len);
            }
            None => {
                runs.literal(byte);
                history.advance(1);
            }
        }
    }
    runs.reference(history.at, *LENGTHS.start());
    runs.out
}

/// The text, how far it is compressed, and where three bytes like the next were last seen.
struct History {
    text: Vec<u8>,
    at: usize,
    /// By a hash of the three bytes: what is there may be others.
    seen: Vec<Option<usize>>,
}

/// Places that are remembered.
const HASHES: usize = 1 << 13;

impl History {
    fn new(rtf: &[u8]) -> Self {
        let text = [PRELOAD, rtf].concat();
        let mut history = Self { text, at: 0, seen: vec![None; HASHES] };
        history.advance(PRELOAD.len());
        history
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn hash(&self) -> Option<usize> {
        let [a, b, c] = *self.text.get(self.at..)?.first_chunk()?;
        let number = u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9E37_79B1) >> 19;
        usize::try_from(number).ok()
    }

    /// The last place where the next bytes were, and how many of them.
    fn find(&self) -> Option<(usize, usize)> {
        let place = (*self.seen.get(self.hash()?)?)?;
        if self.at - place >= SIZE {
            return None;
        }
        let (then, now) = (self.text.get(place..)?, self.text.get(self.at..)?);
        let same = then.iter().zip(now).take(*LENGTHS.end()).take_while(|(a, b)| a == b).count();
        (same > *LENGTHS.start()).then_some((place, same))
    }

    fn advance(&mut self, len: usize) {
        for _ in 0..len {
            let at = self.at;
            if let Some(slot) = self.hash().and_then(|hash| self.seen.get_mut(hash)) {
                *slot = Some(at);
            }
            self.at += 1;
        }
    }
}

/// Runs being written.
#[derive(Default)]
struct Runs {
    out: Vec<u8>,
    /// Where the flags of the present run are.
    flags: usize,
    bit: u32,
}

impl Runs {
    fn literal(&mut self, byte: u8) {
        self.flag(0);
        self.out.push(byte);
    }

    /// A reference to a place in the text, counted from the start of the preload.
    fn reference(&mut self, place: usize, len: usize) {
        self.flag(1);
        let place = u16::try_from(place % SIZE).unwrap_or(0);
        let len = u16::try_from(len.saturating_sub(*LENGTHS.start())).unwrap_or(0);
        self.out.extend((place << 4 | len & 15).to_be_bytes());
    }

    fn flag(&mut self, flag: u8) {
        if self.bit.is_multiple_of(8) {
            self.flags = self.out.len();
            self.out.push(0);
        }
        if let Some(flags) = self.out.get_mut(self.flags) {
            *flags |= flag << (self.bit % 8);
        }
        self.bit = (self.bit + 1) % 8;
    }
}

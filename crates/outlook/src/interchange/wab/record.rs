//! A record: head, tags, values. All of it as others describe it; none of it was seen.

use super::{LONGEST, MOST};
use crate::code_page;

/// Bytes of the head, which stand in it, too.
const HEAD: u32 = 0x20;
/// Where.
const HEAD_AT: u64 = 0x10;
/// PidTagObjectType and its values.
const OBJECT_TYPE: u16 = 0x0FFE;
const FOLDER: i64 = 3;
const PERSON: i64 = 6;
const LIST: i64 = 8;
/// The bit of a type that says: several values.
const SEVERAL: u16 = 0x1000;

/// A number at a place.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|part| u32::from_le_bytes(*part))
}

/// The head of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub at: u64,
    /// Where its last value ends.
    pub end: u64,
    pub id: u32,
    pub live: bool,
    count: u32,
    twins: bool,
}

impl Head {
    /// The head at a place; `None` where there can be none.
    pub fn at(bytes: &[u8], at: u64) -> Option<Self> {
        let place = usize::try_from(at).ok()?;
        let part = bytes.get(place..)?;
        let head = part.first_chunk::<0x20>()?;
        let at_of = |offset| word(head, offset);
        let (live, count, length) = (at_of(0)?, at_of(0xC)?, at_of(0x1C)?);
        let end = at + u64::from(HEAD) + 4 * u64::from(count) + u64::from(length);
        let sound = live <= 1
            && at_of(0x10)? == HEAD
            && count <= MOST
            && length <= LONGEST
            && end <= bytes.len() as u64;
        let twins = at_of(0x14)? == at_of(0x18)?;
        sound.then_some(Self { at, end, id: at_of(8)?, live: live == 1, count, twins })
    }

    /// The first head at or behind a place, on the grid of four bytes.
    pub fn next(bytes: &[u8], from: u64) -> Option<Self> {
        let mut at = from.next_multiple_of(4);
        while at + u64::from(HEAD) <= bytes.len() as u64 {
            let key = usize::try_from(at + HEAD_AT).ok().and_then(|key| word(bytes, key));
            if key == Some(HEAD)
                && let Some(head) = Self::at(bytes, at)
            {
                return Some(head);
            }
            at += 4;
        }
        None
    }

    /// Whether it is more than bytes that look like one: two words are equal, and the tags are of
    /// known types.
    pub fn is_plausible(&self, bytes: &[u8]) -> bool {
        let tags = self.tags(bytes);
        self.twins
            && self.count > 0
            && tags.is_some_and(|mut tags| tags.all(|tag| is_known(kind(tag))))
    }

    fn tags<'a>(&self, bytes: &'a [u8]) -> Option<impl Iterator<Item = u32> + use<'a>> {
        let begin = usize::try_from(self.at + u64::from(HEAD)).ok()?;
        let length = usize::try_from(self.count).ok()? * 4;
        let tags = bytes.get(begin..begin.checked_add(length)?)?;
        Some(tags.chunks_exact(4).filter_map(|tag| word(tag, 0)))
    }
}

/// The type of a tag: its lower half.
fn kind(tag: u32) -> u16 {
    let [low, high, _, _] = tag.to_le_bytes();
    u16::from_le_bytes([low, high])
}

/// The property of a tag: its upper half.
fn property(tag: u32) -> u16 {
    let [_, _, low, high] = tag.to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn is_known(kind: u16) -> bool {
    let known = [0x02, 0x03, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x48, 0x102];
    known.contains(&(kind & !SEVERAL))
}

/// A property: its number, its type, and its values as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property<'a> {
    pub id: u16,
    kind: u16,
    values: Vec<&'a [u8]>,
}

/// A record's properties.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub properties: Vec<Property<'a>>,
    /// All values could be read.
    pub whole: bool,
}

impl<'a> Record<'a> {
    /// The record at a place.
    pub fn at(bytes: &'a [u8], at: u64) -> Option<Self> {
        let head = Head::at(bytes, at)?;
        let begin = at + u64::from(HEAD) + 4 * u64::from(head.count);
        let mut rest = bytes.get(usize::try_from(begin).ok()?..usize::try_from(head.end).ok()?)?;
        let mut record = Self { properties: Vec::new(), whole: true };
        for tag in head.tags(bytes)? {
            // Each value repeats its tag; where it does not, nothing behind can be told apart.
            let value = value(&mut rest, tag);
            let Some(values) = value else {
                record.whole = false;
                break;
            };
            record.properties.push(Property { id: property(tag), kind: kind(tag), values });
        }
        Some(record)
    }

    pub fn get(&self, id: u16) -> Option<&Property<'a>> {
        self.properties.iter().find(|property| property.id == id)
    }

    /// What it is; `None` for a person. One that does not say it is taken for one.
    pub fn class(&self) -> Option<String> {
        match self.get(OBJECT_TYPE).and_then(Property::number) {
            None | Some(PERSON) => None,
            Some(LIST) => Some("WAB.DistList".to_owned()),
            Some(FOLDER) => Some("WAB.Folder".to_owned()),
            Some(other) => Some(format!("WAB.{other}")),
        }
    }
}

/// Takes a value; its elements, if it has several.
fn value<'a>(rest: &mut &'a [u8], tag: u32) -> Option<Vec<&'a [u8]>> {
    if number(rest)? != tag {
        return None;
    }
    if kind(tag) & SEVERAL == 0 {
        let length = number(rest)?;
        return Some(vec![take(rest, length)?]);
    }
    let (count, total) = (number(rest)?, number(rest)?);
    let (alone, mut walked) = (*rest, *rest);
    if let Some(values) = elements(&mut walked, count) {
        let taken = alone.len() - walked.len();
        // Whether the lengths of the elements count is not known.
        let bare = taken.checked_sub(values.len() * 4);
        let total = usize::try_from(total).ok();
        if total == Some(taken) || total == bare {
            *rest = walked;
            return Some(values);
        }
    }
    // Numbers of one size may stand without their lengths: that is not known either.
    let block = take(rest, total)?;
    let size = block.len().checked_div(usize::try_from(count).ok()?)?;
    let even = size.checked_mul(usize::try_from(count).ok()?) == Some(block.len());
    (even && size > 0 && kind(tag) == (SEVERAL | 3)).then(|| block.chunks_exact(size).collect())
}

fn elements<'a>(rest: &mut &'a [u8], count: u32) -> Option<Vec<&'a [u8]>> {
    let mut values = Vec::new();
    for _ in 0..count {
        let length = number(rest)?;
        values.push(take(rest, length)?);
    }
    Some(values)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (head, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    Some(u32::from_le_bytes(*head))
}

fn take<'a>(rest: &mut &'a [u8], length: u32) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = tail;
    Some(head)
}

impl Property<'_> {
    /// Its texts; empty for another type.
    pub fn texts(&self, page: u16) -> Vec<String> {
        let text = |bytes: &&[u8]| match self.kind & !SEVERAL {
            0x1E => Some(ansi(bytes, page)),
            0x1F => Some(unicode(bytes)),
            _ => None,
        };
        self.values.iter().filter_map(text).collect()
    }

    /// Its number.
    pub fn number(&self) -> Option<i64> {
        let bytes = self.values.first()?;
        match self.kind {
            0x02 => Some(i64::from(i16::from_le_bytes(*bytes.first_chunk()?))),
            0x03 => Some(i64::from(i32::from_le_bytes(*bytes.first_chunk()?))),
            _ => None,
        }
    }

    /// Its time, as FILETIME.
    pub fn time(&self) -> Option<i64> {
        let bytes = self.values.first().filter(|_| self.kind == 0x40)?;
        Some(i64::from_le_bytes(*bytes.first_chunk()?))
    }

    /// Whether it says something.
    pub fn is_filled(&self) -> bool {
        self.values.iter().any(|value| value.iter().any(|byte| *byte != 0))
    }
}

/// Texts end at their first NUL.
fn ansi(bytes: &[u8], page: u16) -> String {
    code_page::decode(bytes.split(|byte| *byte == 0).next().unwrap_or_default(), page)
}

fn unicode(bytes: &[u8]) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

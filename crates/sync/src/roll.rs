//! A roll: many items, each with its version and a small number, in little memory.
//!
//! A first import of a million items knows all of them at once. Their keys differ in the last bytes
//! only, and their versions are alike, so what is kept of an item is how it differs from the one
//! before: some fifteen bytes. A roll is written at its end, read in order, and given back piece by
//! piece while it is used up. What must hold: what goes in comes out, whatever the keys are.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::{Key, Version};

/// Bytes of a piece.
const PIECE: usize = 16 << 10;
/// What an item takes beside its key, at the most.
const REST: usize = 64;

/// An item on a roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// Its version.
    pub version: Version,
    /// What whoever keeps the roll notes of it.
    pub note: u32,
}

/// Items in order.
#[derive(Debug, Clone, Default)]
pub struct Roll {
    /// Each begins anew: it is read without those before it.
    pieces: VecDeque<Vec<u8>>,
    len: usize,
    last: Last,
}

/// What the next item is told by.
#[derive(Debug, Clone, Default)]
struct Last {
    key: Vec<u8>,
    row: i64,
    second: i64,
}

impl Roll {
    /// How many items are on it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an item at the end.
    pub fn push(&mut self, key: &Key, version: Version, note: u32) {
        let needed = key.0.len() + REST;
        let room = |piece: &Vec<u8>| piece.len() + needed <= piece.capacity();
        if !self.pieces.back().is_some_and(room) {
            self.pieces.push_back(Vec::with_capacity(PIECE.max(needed)));
            self.last = Last::default();
        }
        if let Some(piece) = self.pieces.back_mut() {
            self.last.put(piece, key, version, note);
            self.len += 1;
        }
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = Entry> + '_ {
        self.pieces
            .iter()
            .flat_map(|piece| Reading { rest: piece.as_slice(), last: Last::default() })
    }
}

impl IntoIterator for Roll {
    type Item = Entry;
    type IntoIter = UsedUp;

    fn into_iter(self) -> UsedUp {
        UsedUp { pieces: self.pieces, at: 0, last: Last::default() }
    }
}

/// A roll that is read for the last time: pieces that were read are gone.
#[derive(Debug)]
pub struct UsedUp {
    pieces: VecDeque<Vec<u8>>,
    at: usize,
    last: Last,
}

impl Iterator for UsedUp {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let piece = self.pieces.front()?;
            let mut rest = piece.get(self.at..).unwrap_or_default();
            if let Some(entry) = self.last.take(&mut rest) {
                self.at = piece.len() - rest.len();
                return Some(entry);
            }
            self.pieces.pop_front();
            (self.at, self.last) = (0, Last::default());
        }
    }
}

struct Reading<'r> {
    rest: &'r [u8],
    last: Last,
}

impl Iterator for Reading<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        self.last.take(&mut self.rest)
    }
}

impl Last {
    fn put(&mut self, piece: &mut Vec<u8>, key: &Key, version: Version, note: u32) {
        let same = key.0.iter().zip(&self.key).take_while(|(a, b)| a == b).count();
        let own = key.0.get(same..).unwrap_or_default();
        put_number(piece, same as u64);
        put_number(piece, own.len() as u64);
        piece.extend_from_slice(own);
        self.key.truncate(same);
        self.key.extend_from_slice(own);
        put_number(piece, folded(version.row.wrapping_sub(self.row)));
        self.row = version.row;
        match version.stamp {
            None => put_number(piece, 0),
            Some(stamp) => {
                // A nanosecond lies between minus and plus one second.
                put_number(piece, folded(i64::from(stamp.subsec_nanosecond())) + 1);
                put_number(piece, folded(stamp.as_second().wrapping_sub(self.second)));
                self.second = stamp.as_second();
            }
        }
        put_number(piece, u64::from(note));
    }

    fn take(&mut self, rest: &mut &[u8]) -> Option<Entry> {
        let same = usize::try_from(take_number(rest)?).ok()?;
        let own = usize::try_from(take_number(rest)?).ok()?;
        let (own, after) = rest.split_at_checked(own)?;
        *rest = after;
        self.key.truncate(same);
        self.key.extend_from_slice(own);
        self.row = self.row.wrapping_add(unfolded(take_number(rest)?));
        let stamp = match take_number(rest)?.checked_sub(1) {
            None => None,
            Some(nanosecond) => {
                self.second = self.second.wrapping_add(unfolded(take_number(rest)?));
                let nanosecond = i32::try_from(unfolded(nanosecond)).ok()?;
                Some(Timestamp::new(self.second, nanosecond).ok()?)
            }
        };
        let note = u32::try_from(take_number(rest)?).ok()?;
        let version = Version { row: self.row, stamp };
        Some(Entry { key: Key(self.key.as_slice().into()), version, note })
    }
}

/// A number near zero as a small one without a sign.
fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unfolded(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// Seven bits a byte, the lowest first; the last byte has no high bit.
fn put_number(piece: &mut Vec<u8>, mut number: u64) {
    while number > 0x7F {
        piece.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    piece.push(number as u8);
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stamp() -> impl Strategy<Value = Timestamp> {
        let near = (1_700_000_000_i64..1_700_100_000, 0_i32..1_000_000_000);
        let near = near.prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap());
        let edges = [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH];
        prop_oneof![8 => near, 1 => prop::sample::select(edges.to_vec())]
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let entry_id =
            any::<u32>().prop_map(|nid| [[7; 20].as_slice(), &nid.to_le_bytes()].concat());
        let other = prop::collection::vec(any::<u8>(), 0..300);
        let key = prop_oneof![4 => entry_id, 1 => other];
        let row = prop_oneof![4 => 0..1_000_000_i64, 1 => any::<i64>()];
        (key, row, prop::option::of(stamp()), any::<u32>()).prop_map(|(key, row, stamp, note)| {
            Entry { key: Key(key.into()), version: Version { row, stamp }, note }
        })
    }

    fn roll(entries: &[Entry]) -> Roll {
        let mut roll = Roll::default();
        entries.iter().for_each(|entry| roll.push(&entry.key, entry.version, entry.note));
        roll
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_goes_in_comes_out(entries in prop::collection::vec(entry(), 0..2000)) {
            let roll = roll(&entries);
            prop_assert_eq!(roll.len(), entries.len());
            prop_assert!(roll.iter().eq(entries.iter().cloned()));
            prop_assert!(roll.into_iter().eq(entries));
        }
    }

    #[test]
    fn an_item_of_a_data_file_takes_less_than_twenty_bytes() {
        let entry = |at: u32| {
            let nid = (at << 5 | 4).to_le_bytes();
            let stamp = Timestamp::new(1_700_000_000 + i64::from(at) * 61, 123_456_700).unwrap();
            let version = Version { row: i64::from(at), stamp: Some(stamp) };
            Entry { key: Key([[7; 20].as_slice(), &nid].concat().into()), version, note: 3 }
        };
        let roll = roll(&(0..100_000).map(entry).collect::<Vec<_>>());
        let bytes: usize = roll.pieces.iter().map(Vec::capacity).sum();
        assert!(bytes < 20 * roll.len(), "{bytes}");
    }
}

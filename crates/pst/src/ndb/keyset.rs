//! A set of many numbers that lie close to each other: about a byte for each.

use std::collections::BTreeSet;

/// Numbers between two places at which a search can begin.
const STRETCH: usize = 128;

/// A set of block keys.
#[derive(Debug, Default)]
pub(crate) struct KeySet {
    /// Every so many numbers: one, and where the differences to the next ones begin.
    places: Vec<(u64, usize)>,
    /// Differences to the number before, seven bits in a byte, the lowest first; the highest bit
    /// says that more follow.
    steps: Vec<u8>,
    /// What was taken out: not much.
    gone: BTreeSet<u64>,
}

impl KeySet {
    /// The set of these numbers.
    pub fn of(mut keys: Vec<u64>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let mut set = Self::default();
        for stretch in keys.chunks(STRETCH) {
            let mut last = stretch.first().copied().unwrap_or_default();
            set.places.push((last, set.steps.len()));
            for key in stretch.iter().skip(1) {
                set.push(key - last);
                last = *key;
            }
        }
        set
    }

    fn push(&mut self, step: u64) {
        let mut rest = step;
        while rest > 0x7F {
            self.steps.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        self.steps.push((rest & 0x7F) as u8);
    }

    /// Whether the number is one of them.
    pub fn contains(&self, key: u64) -> bool {
        let after = self.places.partition_point(|(first, _)| *first <= key);
        let Some((first, from)) = after.checked_sub(1).and_then(|i| self.places.get(i)) else {
            return false;
        };
        let to = self.places.get(after).map_or(self.steps.len(), |(_, to)| *to);
        let (mut at, mut step, mut shift) = (*first, 0, 0);
        for byte in self.steps.get(*from..to).unwrap_or_default() {
            if at >= key {
                break;
            }
            step |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                (at, step, shift) = (at + step, 0, 0);
            }
        }
        at == key && !self.gone.contains(&key)
    }

    /// Takes a number out.
    pub fn remove(&mut self, key: u64) {
        if self.contains(key) {
            self.gone.insert(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_holds_what_it_was_made_of_and_nothing_else(
            near in prop::collection::vec(0u64..3000, 0..1000),
            far in prop::collection::vec(any::<u64>(), 0..20),
            gone in 0u64..3000,
        ) {
            let keys: Vec<u64> = near.into_iter().chain(far).collect();
            let (mut set, mut expected) = (KeySet::of(keys.clone()), BTreeSet::from_iter(keys));
            set.remove(gone);
            expected.remove(&gone);
            for key in expected.iter().copied().chain(0..3000).chain([u64::MAX]) {
                prop_assert_eq!(set.contains(key), expected.contains(&key), "{}", key);
            }
        }
    }

    #[test]
    fn a_key_of_many_takes_about_a_byte() {
        let set = KeySet::of((0..100_000).map(|i| i * 4).collect());
        assert!(set.steps.len() + set.places.len() * 16 < 120_000);
    }
}

//! Random numbers that are the same everywhere: SplitMix64 (Steele, Lea, Flood 2014).

/// A generator; the same seed gives the same numbers on every platform and for ever.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

/// The golden ratio in 64 bits, odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The generator of the `index`-th thing made with a seed.
    pub fn new(seed: u64, index: u64) -> Self {
        let mut whole = Self(seed);
        let start = whole.next() ^ index.wrapping_mul(STEP);
        Self(start)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if that is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several things.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.below(u64::try_from(from.len()).ok()?);
        from.get(usize::try_from(index).ok()?)
    }

    /// One of several words.
    pub fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }

    /// So many decimal digits, the first one not 0.
    pub fn digits(&mut self, count: u32) -> String {
        let low = 10_u64.saturating_pow(count.saturating_sub(1));
        low.saturating_add(self.below(low.saturating_mul(9))).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = Random(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }

    #[test]
    fn digits_have_the_length_asked_for() {
        let mut random = Random::new(1, 2);
        for count in 1..10 {
            let digits = random.digits(count);
            assert_eq!(digits.len(), count as usize);
            assert!(!digits.starts_with('0'));
        }
    }
}

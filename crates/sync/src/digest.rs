//! Digests that stay the same across builds and machines: FNV-1a in 64 and 128 bits.
//!
//! They recognise equal contents; they protect against nothing. What must hold: the numbers are
//! stored (mapping version, fingerprints, bases of long values), so the algorithm never changes.

use crate::{Value, normalised};

/// Values longer than this many bytes are kept in a base as their digest.
const LONGEST_IN_BASE: usize = 4096;

/// FNV-1a, 64 bits, fed piece by piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv64(u64);

impl Fnv64 {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Feeds one piece and its end, so that "ab","c" and "a","bc" differ.
    pub(crate) fn piece(&mut self, text: &str) {
        text.bytes().chain([0xff]).for_each(|byte| self.byte(byte));
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// The digest; never 0, which stands for "not known".
    pub(crate) fn finish(self) -> u64 {
        self.0.max(1)
    }
}

/// FNV-1a, 128 bits.
fn fnv128(bytes: &[u8]) -> [u8; 16] {
    let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    let hash =
        bytes.iter().fold(start, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(prime));
    hash.to_be_bytes()
}

/// A value as a base keeps it: verbatim, or as the digest of its normalised form when it is long.
#[must_use]
pub fn base_value(value: &Value) -> Value {
    digest_above(LONGEST_IN_BASE, value)
}

/// A value verbatim, or its digest where it has more than so many bytes.
pub(crate) fn digest_above(longest: usize, value: &Value) -> Value {
    if size(value) > longest { digest(value) } else { value.clone() }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.iter().map(String::len).sum(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

fn digest(value: &Value) -> Value {
    let digest = match value {
        Value::Bytes(bytes) => fnv128(bytes),
        other => fnv128(canonical(other).as_bytes()),
    };
    Value::Bytes(digest.to_vec())
}

/// Whether a value is the one that a base holds in digested form.
pub(crate) fn digested_as(now: &Value, base: &Value) -> bool {
    matches!(base, Value::Bytes(bytes) if bytes.len() == 16) && digest(now) == *base
}

/// A text that is the same for all values that compare as the same (telephone numbers aside).
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Text(text) => normalised(text),
        Value::List(items) => {
            let mut items: Vec<_> = items.iter().map(|item| normalised(item)).collect();
            items.retain(|item| !item.is_empty());
            items.sort();
            items.join("\u{1f}")
        }
        Value::Int(n) | Value::Currency(n) | Value::Duration(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Instant(instant) => instant.to_string(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digests_are_those_of_the_published_test_vectors() {
        let mut hash = Fnv64::new();
        "foobar".bytes().for_each(|byte| hash.byte(byte));
        assert_eq!(hash.finish(), 0x8594_4171_f739_67e8);
        assert_eq!(fnv128(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964_u128.to_be_bytes());
    }

    #[test]
    fn a_long_value_is_kept_as_digest_and_still_recognised() {
        let long = Value::text("Grüße ".repeat(1000));
        let base = base_value(&long);
        assert!(matches!(&base, Value::Bytes(bytes) if bytes.len() == 16));
        assert!(digested_as(&Value::text("Grüße ".repeat(1000) + "\r\n"), &base));
        assert!(!digested_as(&Value::text("Grüße ".repeat(1001)), &base));
    }

    #[test]
    fn a_short_value_is_kept_verbatim() {
        let short = Value::text(" 030 / 1234 ");
        assert_eq!(base_value(&short), short);
    }
}

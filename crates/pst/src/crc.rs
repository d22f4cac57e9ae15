//! Checksums: the weak CRC-32 of \[MS-PST\] 5.3 and the block signature of 5.5.

use crc32fast::Hasher;

/// CRC-32 with the reflected polynomial 0xEDB88320, start value 0 and no final inversion
/// (\[MS-PST\] 5.3). Also the hash of the store password and of named-property names.
#[must_use]
pub fn crc32(data: &[u8]) -> u32 {
    let mut hasher = Hasher::new_with_initial(!0);
    hasher.update(data);
    !hasher.finalize()
}

/// The signature of a page or block at `ib` with id `bid` (\[MS-PST\] 5.5).
pub(crate) fn signature(ib: u64, bid: u64) -> u16 {
    let [a, b, c, d, ..] = (ib ^ bid).to_le_bytes();
    u16::from_le_bytes([c, d]) ^ u16::from_le_bytes([a, b])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_known_names_is_the_documented_one() {
        let hash =
            |name: &str| crc32(&name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
        assert_eq!(hash("Kundennr"), 0x6F03_40C2);
        assert_eq!(hash("Exportdatum"), 0x591C_E4A7);
        assert_eq!(hash("Keywords"), 0x2EDA_4D3B);
    }

    #[test]
    fn the_signature_folds_the_low_half_of_offset_and_id() {
        assert_eq!(signature(0x1234_5678, 0), 0x1234 ^ 0x5678);
        assert_eq!(signature(0xFF_0000_4400, 0xFF_0000_4400), 0);
    }
}

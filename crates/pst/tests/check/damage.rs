//! Files to be damaged, and damage: by chance, and by somebody who mends the checksums behind it.

use std::path::PathBuf;

use crate::sample;
use crate::support::corpus;
use crate::support::dice::Dice;

/// Our own files, and small real ones where there are some.
fn seeds() -> Vec<Vec<u8>> {
    let own = sample::variants().map(|(format, encryption)| sample::build(format, encryption, 30));
    let mut seeds: Vec<Vec<u8>> = own.collect();
    let small = |path: &PathBuf| path.metadata().is_ok_and(|data| data.len() < 600_000);
    let files = corpus::files().unwrap_or_default();
    seeds.extend(files.iter().filter(|path| small(path)).filter_map(|p| std::fs::read(p).ok()));
    seeds
}

/// Damages one place, or some.
fn mutate(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(3) {
        let mut at = dice.below(bytes.len());
        // Much of a small file is free space, where nothing can be damaged.
        for _ in 0..dice.below(12) {
            at = if bytes[at] == 0 { dice.below(bytes.len()) } else { at };
        }
        match dice.below(6) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = 0xFF,
            3 => {
                let end = (at + dice.below(200)).min(bytes.len());
                bytes[at..end].fill(0);
            }
            4 => {
                let from = dice.below(bytes.len()) / 64 * 64;
                let to = at / 64 * 64;
                let len = 512.min(bytes.len() - from.max(to));
                bytes.copy_within(from..from + len, to);
            }
            _ => {
                let value = dice.roll().to_le_bytes();
                let end = (at + 4).min(bytes.len());
                bytes[at..end].copy_from_slice(&value[..end - at]);
            }
        }
    }
    bytes
}

/// Makes the checksums of the header, of pages and of blocks right again, so that damage reaches
/// the layers behind them.
pub fn mend(bytes: &mut [u8]) {
    let ansi = bytes[10] == 14;
    let trailer = if ansi { 12 } else { 16 };
    let (crc_at, end) = if ansi { (8, 500) } else { (4, 496) };
    for at in (0x4200..bytes.len().saturating_sub(511)).step_by(512) {
        let page = &mut bytes[at..at + 512];
        if page[end] == page[end + 1] && (0x80..=0x86).contains(&page[end]) {
            let sum = pst::crc32(&page[..end]).to_le_bytes();
            page[end + crc_at..end + crc_at + 4].copy_from_slice(&sum);
        }
    }
    for end in (0x4440..=bytes.len()).step_by(64) {
        let at = end - trailer;
        let len = usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        let start = end - (len + trailer).next_multiple_of(64).min(end);
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let id = word(if ansi { at + 4 } else { at + 8 });
        let mixed = u32::try_from(start).unwrap() ^ id;
        // The signature tells a trailer from data that looks like one.
        let signed = (mixed >> 16 ^ mixed & 0xFFFF) == word(at) >> 16;
        if len > 0 && len <= 8180 && start >= 0x4400 && signed {
            let sum = pst::crc32(&bytes[start..start + len]).to_le_bytes();
            bytes[at + crc_at..at + crc_at + 4].copy_from_slice(&sum);
        }
    }
    let sum = pst::crc32(&bytes[8..479]).to_le_bytes();
    bytes[4..8].copy_from_slice(&sum);
    if !ansi {
        let sum = pst::crc32(&bytes[8..524]).to_le_bytes();
        bytes[524..528].copy_from_slice(&sum);
    }
}

pub fn damaged(rounds: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for seed in seeds() {
        for round in 0..rounds {
            let mut bytes = mutate(&seed, dice);
            if round % 4 != 0 {
                mend(&mut bytes);
            }
            files.push(bytes);
        }
    }
    files
}

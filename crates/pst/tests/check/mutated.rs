//! Files that were damaged: by chance, and by somebody who mends the checksums behind the damage.

use std::path::PathBuf;

use pst::{CheckReport, Finding, MemoryBackend, Nid, check_backend};

use crate::judge::{judge, tool};
use crate::sample;

/// Rules that the judge does not have, and why they are errors.
const EXPLAINED: [(&str, &str); 1] =
    [("check-table-groups", "the groups of a row descend; the repair tool takes all columns away")];

/// Undocumented heaps that the judge does not read: the map of replication ids, the message index.
const HEAPS: [Nid; 2] = [Nid(0xC01), Nid(0xE01)];

/// A fixed sequence of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).unwrap()
    }
}

/// Our own files, and small real ones where there are some.
fn seeds() -> Vec<Vec<u8>> {
    let own = sample::variants().map(|(format, encryption)| sample::build(format, encryption, 30));
    let mut seeds: Vec<Vec<u8>> = own.collect();
    let small = |path: &PathBuf| path.metadata().is_ok_and(|data| data.len() < 600_000);
    let files = crate::agree::corpus().unwrap_or_default();
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
fn mend(bytes: &mut [u8]) {
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

fn damaged(rounds: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
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

fn check(bytes: Vec<u8>) -> Option<CheckReport> {
    check_backend(&MemoryBackend::new(bytes)).ok()
}

#[test]
fn damaged_files_get_the_same_verdict_from_the_independent_checker() {
    let Some(tool) = tool() else { return };
    let dir = tempfile::tempdir().unwrap();
    let files = damaged(5, &mut Dice(20));
    let mut paths = Vec::new();
    for (i, bytes) in files.iter().enumerate() {
        paths.push(dir.path().join(format!("{i}.pst")));
        std::fs::write(&paths[i], bytes).unwrap();
    }
    let verdicts = judge(&tool, &paths);
    let (mut clean, mut wrong, mut differ) = (0, 0, Vec::new());
    for (i, (bytes, verdict)) in files.into_iter().zip(&verdicts).enumerate() {
        let report = check(bytes);
        let errors = report.as_ref().is_none_or(|report| !report.errors.is_empty());
        *(if errors { &mut wrong } else { &mut clean }) += 1;
        let known = |finding: &Finding| {
            let heap = finding.owner.is_some_and(|owner| HEAPS.contains(&owner.node));
            heap || EXPLAINED.iter().any(|(id, _)| *id == finding.what.id())
        };
        let explained =
            report.as_ref().is_some_and(|report| report.errors.iter().all(known)) && errors;
        if errors != verdict.errors() && !explained {
            let first = report.map(|report| report.errors.into_iter().take(3).collect::<Vec<_>>());
            differ.push(format!("{i}: ours {first:?}, theirs {verdict:?}"));
        }
    }
    println!("{clean} files without errors, {wrong} with");
    assert!(differ.is_empty(), "{} differ: {differ:#?}", differ.len());
    assert!(clean > 20 && wrong > 20);
}

#[test]
fn mending_changes_nothing_in_a_file_that_is_whole() {
    for (format, method) in sample::variants() {
        let mut mended = sample::build(format, method, 30);
        mend(&mut mended);
        // Old blocks in free space may be mended; nothing in use is touched.
        assert!(check(mended).is_some_and(|report| report.is_clean()));
    }
}

//! Files that lie: no panic, no endless reading, memory bounded by the size of the file.

use std::path::Path;

use peak_alloc::PeakAlloc;
use pst::{
    Access, Attachment, Encryption, FileFormat, MemoryBackend, NewStore, Patch, PropValue, Props,
    Pst, ReadTxn, Reader,
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

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

/// Reads all that can be read; what cannot is an error or a warning.
fn read_everything(txn: &ReadTxn<'_>) -> usize {
    let mut read = 0;
    let _ = txn.names();
    let Ok(tree) = txn.folders() else { return read };
    for folder in tree.folders {
        let mut nids = Vec::new();
        let _ = txn.contents(folder.nid, &mut |row| nids.push(row.nid));
        let _ = txn.associated(folder.nid, &mut |row| nids.push(row.nid));
        for nid in nids {
            let Ok(item) = txn.message(nid) else { continue };
            read += 1;
            item.attachments.iter().for_each(|attachment| read_attachment(txn, attachment, 0));
        }
    }
    read
}

fn read_attachment(txn: &ReadTxn<'_>, attachment: &Attachment, depth: usize) {
    let _ = txn.attachment_data(attachment);
    if let Ok(Some(inner)) = txn.embedded(attachment)
        && depth < 4
    {
        inner.attachments.iter().for_each(|inner| read_attachment(txn, inner, depth + 1));
    }
}

fn generated(format: FileFormat, encryption: Encryption) -> Vec<u8> {
    let memory = std::sync::Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Kunden", [3; 16], [4; 16]) };
    let pst = Pst::create_on(Box::new(std::sync::Arc::clone(&memory)), &new).unwrap();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(root, "Kontakte", "IPF.Contact").unwrap();
    for i in 0..60 {
        let props: Props = [
            (0x001A, PropValue::Text("IPM.Contact".into())),
            (0x3001, PropValue::Text(format!("Kunde {i}"))),
            (0x1000, PropValue::Text("z".repeat(i * 400))),
            (0x3A58, PropValue::MvText(vec!["a".into(); i])),
        ]
        .into_iter()
        .collect();
        txn.create_message(folder, props).unwrap();
    }
    txn.commit().unwrap();
    memory.bytes()
}

/// Our own files, and real ones where there are some.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for format in [FileFormat::Ansi, FileFormat::Unicode] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            seeds.push(generated(format, encryption));
        }
    }
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/pst");
    let Ok(files) = std::fs::read_dir(dir) else {
        println!("skipped: no corpus of real files beside the project");
        return seeds;
    };
    let mut paths: Vec<_> = files.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let small = paths.iter().filter(|path| path.metadata().is_ok_and(|m| m.len() < 600_000));
    seeds.extend(small.filter_map(|path| std::fs::read(path).ok()));
    seeds
}

/// Damage as it happens, and as somebody who means harm would do it: with right checksums.
fn mutate(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = 0xFF,
            2 => bytes.truncate(at.max(1)),
            3 => {
                let end = (at + dice.below(2000)).min(bytes.len());
                bytes[at..end].fill(0);
            }
            4 => {
                let from = dice.below(bytes.len()) / 64 * 64;
                let (to, len) = (at / 64 * 64, 512.min(bytes.len() - from.max(at / 64 * 64)));
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

/// Makes the checksums of pages and unencoded blocks right again, so that damage reaches the
/// layers behind them.
fn mend_checksums(bytes: &mut [u8]) {
    for at in (0x4400..bytes.len().saturating_sub(511)).step_by(512) {
        let page = &mut bytes[at..at + 512];
        if page[496] == page[497] && (0x80..=0x86).contains(&page[496]) {
            let sum = pst::crc32(&page[..496]).to_le_bytes();
            page[500..504].copy_from_slice(&sum);
        }
    }
    for end in (0x4440..=bytes.len()).step_by(64) {
        let trailer = end - 16;
        let len = usize::from(u16::from_le_bytes([bytes[trailer], bytes[trailer + 1]]));
        let start = end - (len + 16).next_multiple_of(64).min(end);
        if len > 0 && len <= 8176 && start >= 0x4400 {
            let sum = pst::crc32(&bytes[start..start + len]).to_le_bytes();
            let crc = &mut bytes[trailer + 4..trailer + 8];
            crc.copy_from_slice(&sum);
        }
    }
}

#[test]
fn damaged_files_are_read_as_far_as_they_go_in_bounded_memory() {
    let mut dice = Dice(42);
    let (mut cases, mut opened, mut items) = (0, 0, 0);
    for seed in seeds() {
        for round in 0..60 {
            let mut bytes = mutate(&seed, &mut dice);
            if round % 2 == 0 && bytes.len() > 0x4600 {
                mend_checksums(&mut bytes);
            }
            let size = bytes.len();
            let backend = Box::new(MemoryBackend::new(bytes));
            let before = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            cases += 1;
            if let Ok(pst) = Pst::open_backend(backend, Access::Read) {
                opened += 1;
                items += read_everything(&pst.read());
            }
            let used = MEMORY.peak_usage().saturating_sub(before);
            assert!(used <= 4 * size + (64 << 20), "{used} bytes for a file of {size}");
        }
    }
    println!("{cases} damaged files, {opened} opened, {items} items read");
    assert!(opened > cases / 4);
}

#[test]
fn writing_to_a_damaged_file_is_refused_or_right_and_never_panics() {
    let mut dice = Dice(7);
    let (mut refused, mut written) = (0, 0);
    for seed in seeds() {
        for round in 0..25 {
            let mut bytes = mutate(&seed, &mut dice);
            if round % 2 == 0 && bytes.len() > 0x4600 {
                mend_checksums(&mut bytes);
            }
            match write_something(bytes) {
                Ok(()) => written += 1,
                Err(_) => refused += 1,
            }
        }
    }
    println!("{written} written, {refused} refused");
    assert!(written > 0 && refused > 0);
}

fn write_something(bytes: Vec<u8>) -> Result<(), pst::Error> {
    let pst = Pst::open_backend(Box::new(MemoryBackend::new(bytes)), Access::Write)?;
    let folders = pst.read().folders()?.folders;
    let mut nids = Vec::new();
    for folder in &folders {
        pst.read().contents(folder.nid, &mut |row| nids.push((folder.nid, row.nid)))?;
    }
    let mut txn = pst.write()?;
    for (_, nid) in &nids {
        txn.patch_message(*nid, &Patch::new().set(0x3A0B, PropValue::Text("neu".into())))?;
    }
    if let Some(folder) = folders.iter().find(|folder| folder.visible) {
        txn.create_message(folder.nid, Props::new())?;
    }
    txn.commit()?;
    for (_, nid) in &nids {
        assert_eq!(pst.read().message(*nid)?.props.text(0x3A0B), "neu");
    }
    Ok(())
}

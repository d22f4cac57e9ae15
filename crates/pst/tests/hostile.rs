//! Files that lie: no panic, no endless reading, memory bounded by the size of the file.

#[path = "support/mod.rs"]
mod support;

use peak_alloc::PeakAlloc;
use pst::{
    Access, Attachment, Encryption, FileFormat, MemoryBackend, NewStore, Patch, PropValue, Props,
    Pst, ReadTxn, Reader,
};
use support::base::{build, variants};
use support::dice::Dice;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

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
    let mut seeds: Vec<_> =
        variants().map(|(format, encryption)| build(format, encryption).0).collect();
    let paths = support::corpus::files().unwrap_or_default();
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

/// A page of a tree whose keys were exchanged, doubled or lowered, with a right checksum, is no
/// page that anything may be written through: entries would be lost.
#[test]
fn a_tree_out_of_order_is_read_as_far_as_it_goes_but_never_written() {
    let (mut refused, mut harmless) = (0, 0);
    for seed in [
        generated(FileFormat::Unicode, Encryption::Permute),
        generated(FileFormat::Ansi, Encryption::None),
    ] {
        let ansi = u16::from_le_bytes([seed[10], seed[11]]) < 20;
        let (end, crc) = if ansi { (500, 508) } else { (496, 500) };
        let mut dice = Dice(11);
        for at in (0x4400..seed.len() - 511).step_by(512) {
            let page = &seed[at..at + 512];
            if !matches!(page[end], 0x80 | 0x81) || page[end] != page[end + 1] {
                continue;
            }
            let (count, entry) = (
                usize::from(page[end - 4 - 4 * usize::from(!ansi)]),
                usize::from(page[end - 2 - 4 * usize::from(!ansi)]),
            );
            for _ in 0..6 {
                let mut bytes = seed.clone();
                let (a, b) = (dice.below(count.max(1)), dice.below(count.max(1)));
                match dice.below(3) {
                    0 => bytes.copy_within(at + a * entry..at + a * entry + 4, at + b * entry),
                    1 => bytes[at + a * entry] = 0,
                    _ => bytes[at + a * entry + 1] = 0xFF,
                }
                let sum = pst::crc32(&bytes[at..at + end]).to_le_bytes();
                bytes[at + crc..at + crc + 4].copy_from_slice(&sum);
                if bytes == seed {
                    continue;
                }
                let listed = |bytes: &[u8]| {
                    let backend = Box::new(MemoryBackend::new(bytes.to_vec()));
                    Pst::open_backend(backend, Access::Read).map(|pst| read_everything(&pst.read()))
                };
                let before = listed(&bytes);
                let memory = std::sync::Arc::new(MemoryBackend::new(bytes.clone()));
                let shared = Box::new(std::sync::Arc::clone(&memory));
                match Pst::open_backend(shared, Access::Write) {
                    Err(_) => {
                        assert!(memory.bytes() == bytes, "a refused file is left as it is");
                        refused += 1;
                    }
                    Ok(pst) => {
                        let _ = write_everywhere(&pst);
                        drop(pst);
                        let after = listed(&memory.bytes());
                        assert!(after.unwrap_or(0) >= before.unwrap_or(0), "items were lost");
                        harmless += 1;
                    }
                }
            }
        }
    }
    println!("{refused} refused, {harmless} harmless");
    assert!(refused > 50);
}

/// Gives every item that can be found another property.
fn write_everywhere(pst: &Pst) -> Result<(), pst::Error> {
    let mut nids = Vec::new();
    for folder in pst.read().folders()?.folders {
        pst.read().contents(folder.nid, &mut |row| nids.push(row.nid))?;
    }
    let mut txn = pst.write()?;
    for nid in nids {
        let _ = txn.patch_message(nid, &Patch::new().set(0x3A0B, PropValue::Text("neu".into())));
    }
    txn.commit()
}

#[test]
fn a_wrong_header_checksum_forbids_writing_and_not_reading() {
    let mut bytes = generated(FileFormat::Unicode, Encryption::Permute);
    bytes[0xC1] ^= 1;
    let open = |access| Pst::open_backend(Box::new(MemoryBackend::new(bytes.clone())), access);
    assert!(read_everything(&open(Access::Read).unwrap().read()) >= 60);
    assert!(matches!(open(Access::Write), Err(pst::Error::Damaged { at: pst::At::Header, .. })));
}

//! A mail file is read to its end: no panic, no endless reading, bounded memory.
//!
//! The first byte says what the rest is; there are no checksums, so the file itself is the input.
#![no_main]

use std::io::Cursor;

use fuzz::limits;
use libfuzzer_sys::fuzz_target;
use outlook::express::{Dbx, Index, Mbx, Place};
use outlook::{mime, tnef};

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    limits::within(bytes.len(), || match kind % 5 {
        0 => dbx(bytes),
        1 => mbx(bytes, &Index::default()),
        2 => {
            let (index, file) = bytes.split_at(bytes.len() / 2);
            mbx(file, &Index::read(Cursor::new(index)).expect("memory can be read"));
        }
        3 => drop(mime::read(bytes, 1252)),
        _ => drop(tnef::unpack(&[b"\x78\x9F\x3E\x22\x01\0", bytes].concat(), 1252)),
    });
});

/// The header of a real file is 9 KiB of zeros but for some words: the input holds these words and
/// what follows them.
fn dbx(bytes: &[u8]) {
    let mut file = vec![0; 0x200];
    for (at, word) in
        [(0, [0xCF, 0xAD, 0x12, 0xFE]), (4, [0xC5, 0xFD, 0x74, 0x6F]), (0xE4, [0, 2, 0, 0])]
    {
        file[at..at + 4].copy_from_slice(&word);
    }
    file.extend(bytes);
    let Ok(Some(mut dbx)) = Dbx::open(Cursor::new(file)) else { return };
    drop(dbx.folders());
    let Ok((entries, _)) = dbx.entries() else { return };
    for entry in entries {
        if let Some(Place::Pieces(first)) = entry.place {
            drop(dbx.text(first));
        }
    }
}

fn mbx(bytes: &[u8], index: &Index) {
    let mut file = vec![0; 0x54];
    file[..4].copy_from_slice(b"JMF6");
    file[8] = 9;
    file.extend(bytes);
    let Ok(Some(mut mbx)) = Mbx::open(Cursor::new(file)) else { return };
    let Ok(entries) = mbx.entries(index) else { return };
    for entry in entries {
        if let Some(Place::Whole(at, length) | Place::Cut(at, length)) = entry.place {
            drop(mbx.text(at, length));
        }
    }
}

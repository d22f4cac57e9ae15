//! Real files: what most readers find in them, this crate finds too.
//!
//! The files belong to others and lie beside the project; without them these tests say what they
//! skip.

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;

use pst::{Access, Error, MemoryBackend, Pst, Reader};

struct Expected {
    version: String,
    folders: String,
    kinds: BTreeMap<char, usize>,
}

/// The table of expectations: by file name.
fn expected(dir: &Path) -> BTreeMap<String, Expected> {
    let table = std::fs::read_to_string(dir.join("EXPECTED.tsv")).unwrap();
    let line = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let kind = |word: &str| {
            let mut letters = word.chars();
            Some((letters.next()?, letters.as_str().parse().ok()?))
        };
        let kinds = cells.get(6).unwrap_or(&"").split(' ').filter_map(kind).collect();
        let (version, folders) = (cells[3].to_owned(), cells[5].to_owned());
        (cells[0].to_owned(), Expected { version, folders, kinds })
    };
    table.lines().skip(1).map(line).collect()
}

#[test]
fn every_real_file_shows_the_messages_that_most_readers_find() {
    let Some(dir) = corpus::folder() else { return };
    for (name, expected) in expected(&dir) {
        let opened = Pst::open(dir.join(&name), Access::Read);
        if expected.folders == "FAIL" {
            assert!(opened.is_err(), "{name}");
            continue;
        }
        let pst = opened.unwrap_or_else(|error| panic!("{name}: {error}"));
        let tree = pst.read().folders().unwrap_or_else(|error| panic!("{name}: {error}"));
        let items: u64 = tree.folders.iter().map(|folder| folder.items).sum();
        let messages: usize = expected.kinds.values().sum();
        if expected.version == "36" {
            let (folders, _) = expected.folders.split_once('/').unwrap();
            assert_eq!(tree.folders.len().to_string(), folders, "{name}");
            let bytes = MemoryBackend::new(std::fs::read(dir.join(&name)).unwrap());
            let written = Pst::open_backend(Box::new(bytes), Access::Write);
            assert!(matches!(written, Err(Error::FourK)), "{name}");
        }
        assert_eq!(items, messages as u64, "{name}: {:?}", tree.warnings);
    }
}

#[test]
fn every_item_of_every_real_file_can_be_read() {
    let Some(dir) = corpus::folder() else { return };
    let (mut items, mut attachments) = (0, 0);
    for (name, expected) in expected(&dir) {
        if expected.folders == "FAIL" {
            continue;
        }
        let pst = Pst::open(dir.join(&name), Access::Read).unwrap();
        let txn = pst.read();
        let mut nids = Vec::new();
        for folder in txn.folders().unwrap().folders {
            txn.contents(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
            txn.associated(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
        }
        for nid in nids {
            let item = txn.message(nid).unwrap_or_else(|error| panic!("{name} {nid}: {error}"));
            assert!(!item.props.text(0x001A).is_empty(), "{name} {nid} has no class");
            assert_eq!(item.warnings, [], "{name} {nid}");
            for attachment in &item.attachments {
                attachments += 1;
                match txn.embedded(attachment).unwrap() {
                    Some(inner) => assert_eq!(inner.warnings, [], "{name} {nid}"),
                    None => {
                        let (whole, mut pieces) = (txn.attachment_data(attachment), Vec::new());
                        let take = &mut |piece: &[u8]| pieces.extend_from_slice(piece);
                        txn.attachment_pieces(attachment, take).unwrap();
                        assert!(whole.unwrap() == pieces, "{name} {nid}");
                    }
                }
            }
            items += 1;
        }
    }
    println!("{items} items and {attachments} attachments read");
    assert!(items > 600 && attachments > 1000);
}

use std::sync::Arc;

use super::{Maker, newer};
use crate::backend::MemoryBackend;
use crate::cipher::Encryption;
use crate::format::FileFormat;
use crate::messaging::new_store::NewStore;
use crate::ndb::btree::BlockEntry;
use crate::ndb::ids::{Bid, Bref};
use crate::ndb::view::View;
use crate::{Access, At, Damage, Error, NewItem, PropValue, Props, Pst, Reader};

/// A store with two mails, one of them long.
fn store() -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { encryption: Encryption::None, ..NewStore::new("Neu", [7; 16], [9; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let inbox = txn.create_folder(root, "Posteingang", "IPF.Note").unwrap();
    for subject in ["Kurz", &"Sehr lang ".repeat(9000)] {
        let mut props = Props::new();
        props.set(0x001A, PropValue::Text("IPM.Note".into()));
        props.set(0x0037, PropValue::Text(format!("{:.40}", subject)));
        props.set(0x1000, PropValue::Text(subject.to_owned()));
        txn.create_message(inbox, NewItem { props, ..NewItem::default() }).unwrap();
    }
    txn.commit().unwrap();
    drop(pst);
    memory.bytes()
}

fn open(bytes: Vec<u8>, access: Access) -> crate::Result<Pst> {
    Pst::open_backend(Box::new(MemoryBackend::new(bytes)), access)
}

/// Every item of a file.
fn items(pst: &Pst) -> Vec<Props> {
    let reader = pst.read();
    let mut found = Vec::new();
    for folder in reader.folders().unwrap().folders.iter().filter(|folder| !folder.search) {
        let mut nids = Vec::new();
        reader.contents(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
        found.extend(nids.into_iter().map(|nid| reader.message(nid).unwrap().props));
    }
    found
}

#[test]
fn a_file_with_larger_pages_and_compressed_blocks_is_read_as_the_other() {
    let unicode = store();
    let newer = newer(&unicode);
    let pst = open(newer.clone(), Access::Read).unwrap();
    assert_eq!(pst.info().format, FileFormat::Unicode4K);
    let before = items(&open(unicode, Access::Read).unwrap());
    assert_eq!(before.len(), 2);
    assert_eq!(items(&pst), before);
    // It is neither written nor checked.
    assert!(matches!(open(newer, Access::Write), Err(Error::FourK)));
    assert!(matches!(pst.check(), Err(Error::FourK)));
}

#[test]
fn a_file_of_this_format_is_not_repaired_as_one_of_another_though_its_header_is_gone() {
    let names = crate::RepairNames {
        recovered: "Wiederhergestellt".into(),
        folder: "Ordner".into(),
        record_key: [3; 16],
    };
    let whole = newer(&store());
    for damaged in [0..0, 4..8, 10..12, 0..564] {
        let mut bytes = whole.clone();
        bytes[damaged.clone()].fill(0);
        let done = crate::repair(Arc::new(MemoryBackend::new(bytes)), &names);
        assert!(matches!(done, Err(Error::FourK)), "{damaged:?}");
    }
}

#[test]
fn a_block_that_says_another_length_than_it_has_or_is_encrypted_too_is_refused() {
    let plain = vec![7; 4000];
    let mut maker = Maker { bytes: vec![0; 0x22000 + 4096], next: 0 };
    let (ib, stored) = maker.block(Bid(4), &plain, true);
    let entry = BlockEntry { bid: Bid(4), ib, stored, len: 4000, refs: 2 };
    let len = maker.bytes.len() as u64;
    let read = |bytes: &[u8], encryption, entry: &BlockEntry| {
        let backend = Arc::new(MemoryBackend::new(bytes.to_vec()));
        let format = FileFormat::Unicode4K.sizes();
        let none = (Bref::default(), Bref::default());
        View::new(backend, format, encryption, len, none).block_of(entry)
    };
    assert_eq!(read(&maker.bytes, Encryption::None, &entry).unwrap(), plain);
    let refused = |read: crate::Result<Vec<u8>>, damage: Damage| match read {
        Err(Error::Damaged { at: At::Block(4), what }) => assert_eq!(what, damage),
        other => panic!("{other:?}"),
    };
    for len in [3999, 4001, 60_000] {
        let wrong = BlockEntry { len, ..entry };
        refused(read(&maker.bytes, Encryption::None, &wrong), Damage::Compression);
    }
    refused(read(&maker.bytes, Encryption::Permute, &entry), Damage::Compression);
    let mut torn = maker.bytes.clone();
    torn[usize::try_from(ib).unwrap() + 5] ^= 1;
    refused(read(&torn, Encryption::None, &entry), Damage::Checksum);
}

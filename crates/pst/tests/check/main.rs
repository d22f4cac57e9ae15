//! The integrity check: it finds every fault that is made, it finds none in files that this crate
//! makes, and it agrees with an independent checker where both know a rule.

mod agree;
mod damage;
mod judge;
mod mutated;
mod rules;
mod sample;
#[path = "../support/mod.rs"]
mod support;
mod surgeon;

use std::sync::Arc;

use pst::{Encryption, FileFormat, MemoryBackend, NewStore, Patch, Pst, Reader, check_backend};

#[test]
fn a_new_empty_file_has_no_finding_at_all() {
    for (format, encryption) in sample::variants() {
        let memory = Arc::new(MemoryBackend::default());
        let new = NewStore { format, encryption, ..NewStore::new("Neu", [1; 16], [2; 16]) };
        let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
        let report = pst.check().unwrap();
        assert!(report.is_clean(), "{format:?} {encryption:?}: {:#?}", report.findings().next());
        assert_eq!((report.items, report.facts.format), (0, format));
    }
}

#[test]
fn files_with_everything_in_them_have_no_finding_at_all() {
    for (format, encryption) in sample::variants() {
        let bytes = sample::build(format, encryption, 600);
        let report = check_backend(&MemoryBackend::new(bytes)).unwrap();
        let found: Vec<_> = report.findings().take(5).collect();
        assert!(report.is_clean(), "{format:?} {encryption:?}: {found:#?}");
        assert_eq!(report.items, 603);
        assert_eq!(report.facts.associated, 1);
    }
}

#[test]
fn a_file_stays_without_finding_while_items_are_changed_moved_and_deleted() {
    for format in sample::FORMATS {
        let (_, pst) = sample::open(sample::build(format, Encryption::Permute, 120));
        let folders = pst.read().folders().unwrap().folders;
        let by_path = |path: &str| folders.iter().find(|f| f.path == path).unwrap().nid;
        let (contacts, below) = (by_path("/Kontakte"), by_path("/Kontakte/Lieferanten"));
        let mut nids = Vec::new();
        pst.read().contents(contacts, &mut |row| nids.push(row.nid)).unwrap();
        for (i, part) in nids.chunks(20).enumerate() {
            let mut txn = pst.write().unwrap();
            for (n, nid) in part.iter().enumerate() {
                match n % 4 {
                    0 => txn.delete_message(*nid).unwrap(),
                    1 => txn.move_message(*nid, below).unwrap(),
                    _ => {
                        let patch = Patch::new().set(0x3A0B, sample::text("Straße ".repeat(i)));
                        txn.patch_message(*nid, &patch.remove(0x1000)).unwrap();
                    }
                }
            }
            txn.commit().unwrap();
            let report = pst.check().unwrap();
            let found: Vec<_> = report.findings().take(5).collect();
            assert!(report.is_clean(), "{format:?}, step {i}: {found:#?}");
        }
        let mut txn = pst.write().unwrap();
        txn.delete_folder(below).unwrap();
        txn.commit().unwrap();
        assert!(pst.check().unwrap().is_clean());
    }
}

#[test]
fn a_file_that_is_none_is_refused_as_when_it_is_opened() {
    let check = |bytes: &[u8]| check_backend(&MemoryBackend::new(bytes.to_vec()));
    assert!(matches!(check(b""), Err(pst::Error::Empty)));
    assert!(matches!(check(&[b'x'; 900]), Err(pst::Error::NotPst)));
    let bytes = sample::build(FileFormat::Unicode, Encryption::None, 1);
    assert!(matches!(check(&bytes[..300]), Err(pst::Error::Truncated { .. })));
}

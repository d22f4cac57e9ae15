//! Files that need no repair, and faults that are repaired in a known way.

use std::collections::BTreeMap;

use pst::{Access, Encryption, FileFormat, Fix, Pst};

use crate::items::{count, extent, listed, open};
use crate::repair;
use crate::support::base::{self, build, build_small, variants};
use crate::support::corpus;
use crate::support::values::mail;
use crate::surgeon::Surgeon;

#[test]
fn a_file_without_faults_is_left_as_it_is_bit_for_bit() {
    for (format, method) in variants() {
        let (bytes, _) = build(format, method);
        let (done, after) = repair(bytes.clone()).unwrap();
        assert_eq!(done.steps, []);
        assert!(done.check.is_clean());
        assert!(after == bytes, "{format:?} {method:?}");
    }
    let (bytes, _) = build_small();
    let before = listed(&open(bytes.clone()).unwrap());
    let (_, after) = repair(bytes).unwrap();
    assert_eq!(listed(&open(after).unwrap()), before);
}

#[test]
fn files_that_outlook_wrote_keep_everything_in_a_repair() {
    let Some(files) = corpus::files() else { return };
    let (mut seen, mut untouched) = (0, 0);
    for path in files {
        let Ok(pst) = Pst::open(&path, Access::Read) else { continue };
        if pst.info().format == pst::FileFormat::Unicode4K {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let before = listed(&pst);
        let (done, after) = repair(bytes.clone()).unwrap();
        assert_eq!(done.check.errors, [], "{}", path.display());
        let after_items = listed(&open(after.clone()).unwrap());
        for (nid, print) in &before {
            assert_eq!(after_items.get(nid), Some(print), "{}: {nid}", path.display());
        }
        seen += 1;
        if done.steps.is_empty() {
            assert!(after == bytes, "{}", path.display());
            untouched += 1;
        } else {
            println!("{}: {:?}", path.display(), done.steps);
        }
    }
    println!("{seen} files, {untouched} of them without a fault");
    assert!(seen >= 50);
}

#[test]
fn a_header_that_is_gone_is_put_together_from_the_rest() {
    for (format, method) in variants() {
        let (mut bytes, base) = build(format, method);
        let before = listed(&open(bytes.clone()).unwrap());
        bytes[..600].fill(0);
        let (done, after) = repair(bytes).unwrap();
        assert!(done.steps.iter().any(|step| step.what == Fix::Header));
        assert_eq!(done.check.errors, []);
        let pst = open(after).unwrap();
        assert_eq!(listed(&pst), before, "{format:?} {method:?}");
        assert!(before.contains_key(&base.mail));
    }
}

#[test]
fn a_damaged_block_that_nothing_needs_is_dropped() {
    for format in [FileFormat::Unicode, FileFormat::Ansi] {
        let mut surgeon = Surgeon::new(build(format, Encryption::None).0);
        // The list of search folders at work: it may be empty.
        let node = surgeon.node(0x201);
        let (at, width) = (node.at + surgeon.ptr(), surgeon.ptr());
        surgeon.page(at, &vec![0; width]);
        let block = surgeon.blocks[&node.data];
        surgeon.flip(block.ib);
        let before = open(surgeon.bytes.clone()).unwrap();
        assert!(!before.check().unwrap().errors.is_empty());
        let items = listed(&before);
        let (done, after) = repair(surgeon.bytes).unwrap();
        assert_eq!(done.check.errors, [], "{format:?}");
        assert_eq!(listed(&open(after.clone()).unwrap()), items);
        assert!(!Surgeon::new(after).blocks.contains_key(&node.data));
    }
}

#[test]
fn a_search_folder_gets_no_template_with_its_own_fault() {
    for format in [FileFormat::Unicode, FileFormat::Ansi] {
        let mut surgeon = Surgeon::new(build(format, Encryption::None).0);
        let (template, own) = (surgeon.node(0x610), surgeon.node(0x2230));
        assert_eq!(template.data, own.data);
        // The row index of the table, which is empty: a record size that it cannot have.
        let index = surgeon.u32(surgeon.table(own.data) + 10);
        let at = surgeon.item(own.data, index).start;
        surgeon.block(at + 1, &[9]);
        let before = open(surgeon.bytes.clone()).unwrap();
        assert!(!before.check().unwrap().errors.is_empty());
        let (done, after) = repair(surgeon.bytes).unwrap();
        assert_eq!(done.check.errors, [], "{format:?}");
        assert_eq!(listed(&open(after).unwrap()), listed(&before));
    }
}

#[test]
fn an_item_without_parts_gets_none_of_another_one() {
    for (format, method) in variants() {
        let bytes = build(format, method).0;
        let items = listed(&open(bytes.clone()).unwrap());
        let surgeon = Surgeon::new(bytes.clone());
        let mut damaged = bytes;
        let mut small = BTreeMap::new();
        for (nid, print) in items {
            let node = surgeon.node(nid.0);
            if node.sub == 0 {
                small.insert(nid, print);
            } else {
                damaged[extent(&surgeon, node.data)].fill(0);
            }
        }
        assert!(!small.is_empty());
        surgeon.pages[0].iter().for_each(|at| damaged[*at..at + 512].fill(0));
        let (done, after) = repair(damaged).unwrap();
        assert_eq!(done.check.errors, []);
        let there = count(&listed(&open(after).unwrap()));
        for (print, times) in count(&small) {
            assert_eq!(there.get(&print), Some(&times), "{format:?} {method:?}");
        }
    }
}

#[test]
fn mails_in_mails_as_deep_as_can_be_written_are_sound_and_come_back() {
    for (format, method) in variants() {
        let (bytes, base) = build(format, method);
        let (memory, pst) = base::open(bytes);
        let mut txn = pst.write().unwrap();
        let deep = txn.create_message(base.inbox, mail(1, 32)).unwrap();
        assert!(txn.create_message(base.inbox, mail(1, 33)).is_err());
        txn.commit().unwrap();
        assert!(pst.check().unwrap().is_clean());
        let items = listed(&open(memory.bytes()).unwrap());
        let surgeon = Surgeon::new(memory.bytes());
        let mut damaged = memory.bytes();
        surgeon.pages[0].iter().for_each(|at| damaged[*at..at + 512].fill(0));
        let there = count(&listed(&open(repair(damaged).unwrap().1).unwrap()));
        assert_eq!(there.get(&items[&deep]), Some(&1), "{format:?} {method:?}");
        let mut txn = pst.write().unwrap();
        txn.delete_message(deep).unwrap();
        txn.commit().unwrap();
        let gone = pst.deleted().unwrap().items().find(|item| item.whole).unwrap().id;
        let back = pst.restore(&[gone], "Wiederhergestellt").unwrap();
        assert!(back.iter().all(|item| item.losses == 0), "{back:?}");
        assert!(pst.check().unwrap().is_clean());
        drop(pst);
        assert_eq!(listed(&open(memory.bytes()).unwrap())[&deep], items[&deep]);
    }
}

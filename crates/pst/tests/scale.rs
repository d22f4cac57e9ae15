//! Large things: tables, trees and heaps beyond the sizes at which their form changes. Each is
//! written, read back equal after the file was opened again, and found clean by both checkers.
//!
//! `GLEICHSTAND_ROWS` sets another number of rows for the large table.

#[path = "support/mod.rs"]
mod support;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use pst::{
    Access, Backend, CheckReport, Contents, Encryption, FileFormat, MemoryBackend, NewAttachment,
    NewItem, Nid, Patch, PropValue, Props, Pst, Reader, WriteTxn, check_backend,
};
use support::base::{FORMATS, METHODS, empty, variants};
use support::strict::assert_bytes_strictly_clean;
use support::values::{attachment, every_type, note, props, recipient, text};

/// Makes a file with one folder, by one transaction.
fn make(
    format: FileFormat,
    encryption: Encryption,
    fill: impl FnOnce(&mut WriteTxn<'_>, Nid),
) -> (Arc<MemoryBackend>, Nid) {
    let (memory, pst) = empty(format, encryption);
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(root, "Viel", "IPF.Note").unwrap();
    fill(&mut txn, folder);
    txn.commit().unwrap();
    (memory, folder)
}

fn reopen(memory: &Arc<MemoryBackend>, access: Access) -> Pst {
    Pst::open_backend(Box::new(Arc::clone(memory)), access).unwrap()
}

/// Holds that neither checker finds anything.
fn assert_clean(memory: &MemoryBackend) -> CheckReport {
    let bytes = memory.bytes();
    let report = check_backend(&MemoryBackend::new(bytes.clone())).unwrap();
    let found: Vec<_> = report.findings().take(5).collect();
    assert!(report.is_clean(), "{found:#?}");
    assert_bytes_strictly_clean([bytes].iter());
    report
}

fn rows(pst: &Pst, folder: Nid) -> Vec<Nid> {
    let mut rows = Vec::new();
    assert_eq!(pst.read().contents(folder, &mut |row| rows.push(row.nid)).unwrap(), []);
    rows
}

/// Counts how often is read, and the bytes that are written.
#[derive(Debug, Default)]
struct Counts {
    reads: AtomicUsize,
    written: AtomicUsize,
}

/// A file of which is counted what is read and written.
#[derive(Debug)]
struct Counted(Arc<MemoryBackend>, Arc<Counts>);

/// Opens a file and changes two items of it: what the second change reads and writes. (The first has
/// to look through the file.)
fn cost_of_a_change(memory: &Arc<MemoryBackend>, folder: Nid) -> (usize, usize) {
    let counts = Arc::new(Counts::default());
    let counted = Counted(Arc::clone(memory), Arc::clone(&counts));
    let pst = Pst::open_backend(Box::new(counted), Access::Write).unwrap();
    let nids = rows(&pst, folder);
    for nid in [nids[1], nids[nids.len() / 2]] {
        counts.reads.store(0, Ordering::Relaxed);
        counts.written.store(0, Ordering::Relaxed);
        let patch = Patch::new().set(0x0037, PropValue::Text("anders".into()));
        let mut txn = pst.write().unwrap();
        txn.patch_message(nid, &patch).unwrap();
        txn.commit().unwrap();
    }
    (counts.reads.load(Ordering::Relaxed), counts.written.load(Ordering::Relaxed))
}

impl Backend for Counted {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.1.reads.fetch_add(1, Ordering::Relaxed);
        self.0.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.1.written.fetch_add(data.len(), Ordering::Relaxed);
        self.0.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync()
    }
}

#[test]
fn a_change_reads_what_it_concerns_however_large_the_file_is() {
    for format in FORMATS {
        let (memory, folder) = make(format, Encryption::Permute, |txn, folder| {
            for i in 0..20_000 {
                txn.create_message(folder, note(&format!("Nr. {i}"))).unwrap();
            }
        });
        let (read, _) = cost_of_a_change(&memory, folder);
        println!("{format:?}: {read} reads");
        assert!(read < 80, "{format:?}: {read} reads");
    }
}

#[test]
fn a_change_costs_no_more_where_a_folder_was_filled_little_by_little() {
    let filled = |batches: usize| {
        let (memory, folder) = make(FileFormat::Unicode, Encryption::Permute, |_, _| {});
        let pst = reopen(&memory, Access::Write);
        for batch in 0..batches {
            let mut txn = pst.write().unwrap();
            for i in 0..100 {
                txn.create_message(folder, note(&format!("Nr. {batch}/{i}"))).unwrap();
            }
            txn.commit().unwrap();
        }
        drop(pst);
        cost_of_a_change(&memory, folder)
    };
    let [(few, little), (reads, written)] = [filled(10), filled(200)];
    println!("1,000 items: {few} reads, {little} bytes written; 20,000: {reads}, {written}");
    // The index of the rows has 160,000 bytes; the leaf that is needed is read.
    assert!(reads < few + 20, "{few} reads, {reads} reads");
    // The list of the folder's blocks is written anew.
    assert!(written < little + 20_000, "{little} bytes, {written} bytes");
}

#[test]
fn a_large_part_of_a_folder_is_deleted_in_one_transaction_in_any_order() {
    const COUNT: usize = 2000;
    for format in FORMATS {
        for turn in 0..3 {
            let (memory, folder) = make(format, Encryption::Permute, |txn, folder| {
                for i in 0..COUNT {
                    txn.create_message(folder, note(&format!("Nr. {i}"))).unwrap();
                }
            });
            let pst = reopen(&memory, Access::Write);
            let all = rows(&pst, folder);
            // From the beginning, from the end, and all over the place; the last quarter stays.
            let mut order: Vec<usize> = (0..COUNT * 3 / 4).collect();
            match turn {
                0 => {}
                1 => order.reverse(),
                _ => order.sort_by_key(|i| i * 7919 % 2003),
            }
            let mut txn = pst.write().unwrap();
            for i in order {
                txn.delete_message(all[i])
                    .unwrap_or_else(|error| panic!("{format:?} {i}: {error}"));
            }
            txn.create_message(folder, note("neu")).unwrap();
            txn.commit().unwrap();
            let mut left = rows(&pst, folder);
            left.sort();
            let stays = all.iter().skip(COUNT * 3 / 4).copied();
            let mut stays: Vec<Nid> = stays.collect();
            stays.sort();
            assert_eq!(left.len(), COUNT / 4 + 1);
            assert!(stays.iter().all(|nid| left.contains(nid)), "{format:?}, turn {turn}");
            drop(pst);
            assert_clean(&memory);
        }
    }
}

#[test]
fn a_folder_with_a_hundred_thousand_items_is_made_changed_and_emptied() {
    let count = std::env::var("GLEICHSTAND_ROWS").ok().and_then(|rows| rows.parse().ok());
    let count: usize = count.unwrap_or(100_000);
    let start = Instant::now();
    let item = |i: usize| props([(0x001A, text("IPM.Post")), (0x0037, text(format!("Nr. {i}")))]);
    let (memory, folder) = make(FileFormat::Unicode, Encryption::Permute, |txn, folder| {
        for i in 0..count {
            txn.create_message(folder, item(i)).unwrap();
        }
    });
    let made = start.elapsed();
    let pst = reopen(&memory, Access::Write);
    let nids = rows(&pst, folder);
    assert_eq!(nids.len(), count);
    let read = pst.read();
    for i in (0..count).step_by(count / 50) {
        assert_eq!(read.message(nids[i]).unwrap().props.text(0x0037), format!("Nr. {i}"));
    }
    drop(read);
    let mut txn = pst.write().unwrap();
    for (i, nid) in nids.iter().enumerate().step_by(100) {
        let patch = Patch::new().set(0x0037, text(format!("Nr. {i}, geändert")));
        txn.patch_message(*nid, &patch).unwrap();
    }
    nids.iter().skip(1).step_by(2).for_each(|nid| txn.delete_message(*nid).unwrap());
    txn.commit().unwrap();
    drop(pst);
    let pst = reopen(&memory, Access::Read);
    // The last row takes the place of one that goes.
    let mut left = rows(&pst, folder);
    left.sort_unstable();
    assert!(left.iter().eq(nids.iter().step_by(2)));
    let changed = pst.read().message(nids[200]).unwrap();
    assert_eq!(changed.props.text(0x0037), "Nr. 200, geändert");
    let report = assert_clean(&memory);
    assert_eq!(report.items, left.len() as u64);
    println!("{count} rows made in {made:.1?}, all of it in {:.1?}", start.elapsed());
}

#[test]
fn the_tree_below_an_item_grows_to_two_levels_and_shrinks_again() {
    // A page of the tree has 340 entries in a Unicode file, 681 in an ANSI file.
    for (format, count) in [(FileFormat::Unicode, 400), (FileFormat::Ansi, 720)] {
        let name = |i: usize| format!("{i}.txt");
        let attachments = |range: std::ops::Range<usize>| -> Vec<NewAttachment> {
            let one = |i| attachment(&name(i), Contents::Bytes(vec![i.to_le_bytes()[0]; i % 90]));
            range.map(one).collect()
        };
        let mut item = None;
        let (memory, _) = make(format, Encryption::Permute, |txn, folder| {
            let attachments = attachments(0..count);
            let new = NewItem { props: note("viele"), attachments, ..NewItem::default() };
            item = Some(txn.create_message(folder, new).unwrap());
        });
        let item = item.unwrap();
        let pst = reopen(&memory, Access::Write);
        let holds = |pst: &Pst, from: usize, to: usize| {
            let read = pst.read();
            let attached = read.message(item).unwrap().attachments;
            assert_eq!(attached.len(), to - from);
            for (i, attachment) in (from..to).zip(&attached) {
                assert_eq!(attachment.props.text(0x3707), name(i));
                let data = read.attachment_data(attachment).unwrap();
                assert_eq!(data, vec![i.to_le_bytes()[0]; i % 90]);
            }
            attached.iter().map(|attachment| attachment.nid).collect::<Vec<_>>()
        };
        let nids = holds(&pst, 0, count);
        assert_clean(&memory);
        let mut txn = pst.write().unwrap();
        let one = attachments(count..count + 1);
        txn.add_attachment(item, &one[0]).unwrap();
        txn.commit().unwrap();
        holds(&pst, 0, count + 1);
        assert_clean(&memory);
        let mut txn = pst.write().unwrap();
        nids[..count - 5].iter().for_each(|nid| txn.remove_attachment(item, *nid).unwrap());
        txn.commit().unwrap();
        holds(&pst, count - 5, count + 1);
        assert_clean(&memory);
    }
}

#[test]
fn a_mail_to_thousands_is_read_back() {
    for format in FORMATS {
        let people: Vec<Props> = (0..3000).map(|i| recipient(i, 1)).collect();
        let mut item = None;
        let (memory, _) = make(format, Encryption::Cyclic, |txn, folder| {
            let new = NewItem {
                props: note("an alle"),
                recipients: people.clone(),
                ..NewItem::default()
            };
            item = Some(txn.create_message(folder, new).unwrap());
        });
        let read = reopen(&memory, Access::Read);
        let message = read.read().message(item.unwrap()).unwrap();
        assert_eq!(message.warnings, []);
        assert!(message.recipients == people);
        assert_clean(&memory);
    }
}

#[test]
fn a_heap_of_many_blocks_has_its_fill_map_and_is_read_back() {
    // The ninth block carries the first fill map, the 137th the second.
    for (format, blocks) in [(FileFormat::Ansi, 20usize), (FileFormat::Unicode, 150)] {
        let mut item = note("breit");
        let values = blocks * 8100 / 1000;
        for i in 0..values {
            let id = u16::try_from(0x2000 + i).unwrap();
            item.set(id, PropValue::Binary(vec![i.to_le_bytes()[0]; 1000]));
        }
        let mut made = None;
        let (memory, _) = make(format, Encryption::Permute, |txn, folder| {
            made = Some(txn.create_message(folder, item.clone()).unwrap());
        });
        let (made, pst) = (made.unwrap(), reopen(&memory, Access::Write));
        let holds = |item: &Props| {
            let there = pst.read().message(made).unwrap();
            assert_eq!(there.warnings, []);
            item.0
                .iter()
                .for_each(|(id, value)| assert!(there.props.get(*id) == Some(value), "{id:x}"));
        };
        holds(&item);
        assert_clean(&memory);
        // Values in the first and in the last block become longer and shorter.
        let mut patch = Patch::new();
        for i in [0, 1, values - 2, values - 1] {
            let value = PropValue::Binary(vec![9; if i % 2 == 0 { 3 } else { 1020 }]);
            let id = u16::try_from(0x2000 + i).unwrap();
            item.set(id, value.clone());
            patch = patch.set(id, value);
        }
        let mut txn = pst.write().unwrap();
        txn.patch_message(made, &patch).unwrap();
        txn.commit().unwrap();
        holds(&item);
        assert_clean(&memory);
    }
}

#[test]
fn a_value_in_a_tree_of_two_levels_is_written_changed_and_removed() {
    // One level holds 8.3 MB in a Unicode file, 16.7 MB in an ANSI file.
    for (format, len) in [(FileFormat::Unicode, 9_000_001), (FileFormat::Ansi, 17_000_001)] {
        let bytes: Vec<u8> = (0..len).map(|i: usize| (i / 7).to_le_bytes()[0]).collect();
        let (mut item, mut attached) = (None, None);
        let (memory, _) = make(format, METHODS[len % 3], |txn, folder| {
            let mut props = note("groß");
            props.set(0x1000, text("kurz"));
            let nid = txn.create_message(folder, props).unwrap();
            let file = attachment("groß.bin", Contents::Bytes(bytes.clone()));
            attached = Some(txn.add_attachment(nid, &file).unwrap());
            item = Some(nid);
        });
        let (item, pst) = (item.unwrap(), reopen(&memory, Access::Write));
        let read = pst.read();
        let message = read.message(item).unwrap();
        assert_eq!(message.attachments[0].size, Some(len as u64));
        assert!(read.attachment_data(&message.attachments[0]).unwrap() == bytes);
        drop(read);
        assert_clean(&memory);
        let mut txn = pst.write().unwrap();
        txn.remove_attachment(item, attached.unwrap()).unwrap();
        let value = PropValue::Binary(bytes.clone());
        txn.patch_message(item, &Patch::new().set(0x1013, value.clone())).unwrap();
        txn.commit().unwrap();
        assert!(pst.read().message(item).unwrap().props.get(0x1013) == Some(&value));
        assert_clean(&memory);
        let mut txn = pst.write().unwrap();
        txn.patch_message(item, &Patch::new().remove(0x1013)).unwrap();
        txn.commit().unwrap();
        let report = assert_clean(&memory);
        assert!(report.facts.free_bytes > len as u64, "the space is free again");
    }
}

#[test]
fn values_of_every_type_are_read_back_from_entry_heap_and_sub_node() {
    for (format, encryption) in variants() {
        let counts = [0, 1, 7, 400, 1900];
        let mut nids = Vec::new();
        let (memory, folder) = make(format, encryption, |txn, folder| {
            for count in counts {
                let mut item = every_type(count);
                item.set(0x001A, text("IPM.Post"));
                nids.push(txn.create_message(folder, item).unwrap());
            }
        });
        let pst = reopen(&memory, Access::Write);
        assert_eq!(rows(&pst, folder), nids);
        let holds = |nid: Nid, count: usize| {
            let there = pst.read().message(nid).unwrap();
            assert_eq!(there.warnings, []);
            for (id, value) in &every_type(count).0 {
                assert!(there.props.get(*id) == Some(value), "{format:?} {count} {id:x}");
            }
        };
        nids.iter().zip(counts).for_each(|(nid, count)| holds(*nid, count));
        assert_clean(&memory);
        // Every value changes its place: from the heap to a sub-node and back.
        let mut txn = pst.write().unwrap();
        for (nid, count) in nids.iter().zip(counts.iter().rev()) {
            let set = every_type(*count).0.into_iter().collect();
            txn.patch_message(*nid, &Patch { set, remove: Vec::new() }).unwrap();
        }
        txn.commit().unwrap();
        nids.iter().zip(counts.iter().rev()).for_each(|(nid, count)| holds(*nid, *count));
        assert_clean(&memory);
    }
}

//! Whatever happens while a transaction is written, the file holds the old state or the new one.
//!
//! A transaction is recorded as a list of writes and syncs. For every place where the machine can
//! stop, files are made in which the writes since the last sync are lost, reordered or torn at 512
//! bytes. Each is opened for reading, then for writing; it must show the old or the new state, and
//! be clean. A file that comes out of the recovery a second time, byte for byte, is not looked at
//! again.

mod disk;
#[path = "../support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use disk::{Failing, Op, Recorder, images_at};
use pst::{Access, Encryption, FileFormat, MemoryBackend, Pst, Reader, check_backend};
use support::base::{Base, METHODS, build, build_small, open};
use support::changes::{CHANGES, Change, SOURCE, operations};
use support::dice::Dice;
use support::seen::{Seen, see};
use support::strict::assert_bytes_strictly_clean;
use support::values::{attachment, contact, note};

/// What was seen of all crashes.
#[derive(Default)]
struct Count {
    cases: usize,
    old: usize,
    new: usize,
    /// Files as the recovery left them, and which state each shows.
    recovered: HashMap<u64, usize>,
    /// How many different ones there were.
    files: usize,
    /// Some of them, for the independent checker.
    kept: Vec<Vec<u8>>,
}

impl Count {
    fn say(&self, what: &str) {
        let Self { cases, old, new, files, kept, .. } = self;
        println!("{what}: {cases} crashes, {old} old, {new} new, {files} different files after it");
        assert_bytes_strictly_clean(kept.iter());
    }
}

/// A file with transactions done to it one after another.
struct Story<'s> {
    name: String,
    bytes: Vec<u8>,
    base: Base,
    changes: &'s [Change],
}

impl Story<'_> {
    /// Does the transactions, and answers every state between them and all that was written.
    fn record(&self) -> (Vec<Seen>, Vec<Op>) {
        let ops = Arc::new(Mutex::new(Vec::new()));
        let memory = MemoryBackend::new(self.bytes.clone());
        let recorder = Recorder { memory, ops: Arc::clone(&ops) };
        let pst = Pst::open_backend(Box::new(recorder), Access::Write).unwrap();
        let mut states = vec![see(&pst)];
        for change in self.changes {
            change.commit(&pst, &self.base);
            states.push(see(&pst));
            let changed = states[states.len() - 2] != states[states.len() - 1];
            assert!(changed, "{}: nothing happened", self.name);
        }
        drop(pst);
        let ops = ops.lock().unwrap().clone();
        (states, ops)
    }

    /// Lets the machine stop at every write.
    fn crash_everywhere(&self, count: &mut Count) {
        let (states, ops) = self.record();
        let mut dice = Dice(self.name.len() as u64);
        count.recovered.clear();
        for n in 0..=ops.len() {
            images_at(&self.bytes, &ops, n, &mut dice, &mut |image| {
                self.look(image, &states, n, count);
            });
        }
        count.files += count.recovered.len();
    }

    fn look(&self, image: Vec<u8>, states: &[Seen], n: usize, count: &mut Count) {
        let case = || format!("{}, stop at {n}", self.name);
        let fail = |error: pst::Error| -> Pst { panic!("{}: {error}", case()) };
        let reading = Pst::open_backend(Box::new(MemoryBackend::new(image.clone())), Access::Read);
        let tree = reading.unwrap_or_else(fail).read().folders().unwrap();
        let memory = Arc::new(MemoryBackend::new(image.clone()));
        let opened = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write);
        let pst = opened.unwrap_or_else(fail);
        assert!(!pst.info().needs_recovery, "{}", case());
        let bytes = memory.bytes();
        let key = hash(&bytes);
        let known = count.recovered.get(&key).copied();
        let state =
            known.unwrap_or_else(|| self.look_closely(&pst, &image, bytes, states, n, count));
        let folders: Vec<_> = states[state].folders.iter().map(|f| f.entry.clone()).collect();
        assert!(tree.folders == folders, "{}: recovery changed what is there", case());
        count.recovered.insert(key, state);
        count.cases += 1;
        *(if state == 0 { &mut count.old } else { &mut count.new }) += 1;
    }

    /// Compares all that can be seen, checks the file, and goes on working with it.
    fn look_closely(
        &self,
        pst: &Pst,
        image: &[u8],
        recovered: Vec<u8>,
        states: &[Seen],
        n: usize,
        count: &mut Count,
    ) -> usize {
        let case = || format!("{}, stop at {n}", self.name);
        let seen = see(pst);
        let state = states.iter().position(|state| *state == seen);
        let state = state.unwrap_or_else(|| panic!("{}: neither old nor new", case()));
        let before = Pst::open_backend(Box::new(MemoryBackend::new(image.to_vec())), Access::Read);
        assert!(see(&before.unwrap()) == seen, "{}: recovery changed what is there", case());
        // An old small file is odd by nature, until something is written to it.
        let odd = findings(&recovered);
        let as_before = state == 0 && odd == findings(&self.bytes);
        assert!(odd.is_empty() || as_before, "{}: {odd:#?}", case());
        // The next transaction works, and does not overwrite what is in use.
        let mut txn = pst.write().unwrap();
        let made = txn.create_message(self.base.root, contact(99, 20_000)).unwrap();
        txn.commit().unwrap();
        let mut after = see(pst);
        assert!(after.item(made).is_some(), "{}", case());
        let root = after.folders.iter_mut().find(|f| f.entry.nid == self.base.root).unwrap();
        root.items.retain(|item| item.nid != made);
        let items = |seen: &Seen| seen.items().cloned().collect::<Vec<_>>();
        assert!(items(&after) == items(&seen), "{}: lost after recovery", case());
        let small = recovered.len() < 1 << 20;
        if odd.is_empty() && small && count.recovered.len().is_multiple_of(23) {
            count.kept.push(recovered);
        }
        state
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// What the check finds.
fn findings(bytes: &[u8]) -> Vec<String> {
    let report = check_backend(&MemoryBackend::new(bytes.to_vec())).unwrap();
    report.findings().take(5).map(|found| format!("{found:?}")).collect()
}

#[test]
fn the_changes_use_every_operation_that_a_transaction_has() {
    let operations = operations();
    println!("{operations:?}");
    assert!(operations.len() > 15, "{operations:?}");
    let missing: Vec<_> =
        operations.iter().filter(|name| !SOURCE.contains(&format!("txn.{name}("))).collect();
    assert!(missing.is_empty(), "no crash is tried in {missing:?}");
}

/// Each change on its own, each with another encryption.
fn crash_in_every_change(format: FileFormat, shift: usize) {
    let mut count = Count::default();
    for (i, change) in CHANGES.iter().enumerate() {
        let encryption = METHODS[(i + shift) % METHODS.len()];
        let (bytes, base) = build(format, encryption);
        let name = format!("{format:?} {encryption:?}: {}", change.name);
        Story { name, bytes, base, changes: &[*change] }.crash_everywhere(&mut count);
    }
    count.say(&format!("{format:?}"));
    assert!(count.old > 500 && count.new > 500);
}

#[test]
fn a_crash_at_any_write_to_an_ansi_file_leaves_the_old_or_the_new_state() {
    crash_in_every_change(FileFormat::Ansi, 0);
}

#[test]
fn a_crash_at_any_write_to_a_unicode_file_leaves_the_old_or_the_new_state() {
    crash_in_every_change(FileFormat::Unicode, 1);
}

#[test]
fn a_crash_at_any_write_to_an_old_small_file_leaves_the_old_or_the_new_state() {
    let mut count = Count::default();
    for wanted in ["a contact is made", "the file grows", "everything at once", "a folder is del"] {
        let (bytes, base) = build_small();
        let changes: Vec<_> =
            CHANGES.iter().filter(|change| change.name.starts_with(wanted)).copied().collect();
        assert_eq!(changes.len(), 1, "{wanted}");
        let name = format!("small file: {wanted}");
        Story { name, bytes, base, changes: &changes }.crash_everywhere(&mut count);
    }
    count.say("old small files");
}

#[test]
fn a_crash_in_a_later_transaction_leaves_what_was_committed_before_it() {
    let rewrites = [
        Change {
            name: "a",
            make: |txn, base| {
                let add = attachment("a.bin", pst::Contents::Bytes(vec![b'a'; 50_000]));
                txn.add_attachment(base.plain, &add).map(drop)
            },
        },
        Change { name: "b", make: |txn, base| txn.delete_message(base.plain) },
        Change {
            name: "c",
            make: |txn, base| {
                let add = attachment("c.bin", pst::Contents::Bytes(vec![b'c'; 50_000]));
                txn.add_attachment(base.mail, &add).map(drop)
            },
        },
        Change {
            name: "d",
            make: |txn, base| txn.create_message(base.inbox, note("danach")).map(drop),
        },
    ];
    let mut count = Count::default();
    for format in support::base::FORMATS {
        let (bytes, base) = build(format, Encryption::Permute);
        let name = format!("{format:?}: space that was freed is used again");
        Story { name, bytes, base, changes: &rewrites }.crash_everywhere(&mut count);
    }
    count.say("several transactions");
}

/// Writes of megabytes are torn and lost like small ones; the files are compared by what is new.
#[test]
fn a_crash_while_a_value_in_a_tree_of_two_levels_is_written_leaves_the_old_or_the_new_state() {
    let large = Change {
        name: "a value of more blocks than one page of its tree holds",
        make: |txn, base| {
            let bytes = (0..8_400_000u32).map(|i| (i / 3).to_le_bytes()[0]).collect();
            let large = attachment("riesig.bin", pst::Contents::Bytes(bytes));
            txn.add_attachment(base.plain, &large).map(drop)
        },
    };
    let mut count = Count::default();
    let (bytes, base) = build(FileFormat::Unicode, Encryption::None);
    let name = "a tree of two levels".to_owned();
    Story { name, bytes, base, changes: &[large] }.crash_everywhere(&mut count);
    count.say("a tree of two levels");
}

#[test]
fn a_write_that_fails_takes_the_transaction_back() {
    let (bytes, base) = build(FileFormat::Unicode, Encryption::Permute);
    let before = see(&open(bytes.clone()).1);
    let (mut failed, mut done) = (0, 0);
    for limit in 0..60 {
        let memory = Arc::new(MemoryBackend::new(bytes.clone()));
        let failing = Failing { memory: Arc::clone(&memory), left: Mutex::new(limit) };
        let pst = Pst::open_backend(Box::new(failing), Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        let made =
            txn.create_message(base.contacts, contact(9, 600_000)).and_then(|_| txn.commit());
        let (reopened, pst) = open(memory.bytes());
        let after = see(&pst);
        assert_eq!(findings(&reopened.bytes()), [""; 0], "full after {limit} writes");
        let items = |seen: &Seen| seen.folder("/Kontakte").items.len();
        match made {
            Ok(()) => done += usize::from(items(&after) == items(&before) + 1),
            // The failure may have come after the commit point.
            Err(_) => {
                failed += 1;
                assert!(after == before || items(&after) == items(&before) + 1);
            }
        }
    }
    println!("{failed} writes failed, {done} were done");
    assert!(failed > 5 && done > 5 && failed + done == 60);
}

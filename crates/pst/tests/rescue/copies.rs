//! Items that share their blocks, as Outlook's copies do: what tells of one of them may be gone.

use std::collections::BTreeMap;

use pst::{Encryption, FileFormat, Nid, Patch, PropValue};

use crate::items::{Print, Prints, count, listed, open, places};
use crate::repair;
use crate::support::base::{self, build, variants};
use crate::support::values::{TIME, mail};
use crate::surgeon::Surgeon;

/// A file with two equal mails, of which the second has the blocks of the first; its own are gone.
struct Twins {
    surgeon: Surgeon,
    first: Nid,
    second: Nid,
    items: BTreeMap<Nid, Print>,
}

impl Twins {
    fn new(format: FileFormat, method: Encryption) -> Self {
        let (bytes, base) = build(format, method);
        let (memory, pst) = base::open(bytes);
        let mut txn = pst.write().unwrap();
        let mut equal = mail(7, 0);
        equal.props.set(0x3008, PropValue::Time(TIME));
        equal.props.set(0x300B, PropValue::Binary(vec![7; 16]));
        let mut make = || txn.create_message(base.inbox, equal.clone()).unwrap();
        let (first, second) = (make(), make());
        txn.commit().unwrap();
        drop(pst);
        let bytes = memory.bytes();
        let items = listed(&open(bytes.clone()).unwrap());
        assert_eq!(items[&first], items[&second]);
        let own = places(&bytes, &BTreeMap::from([(second, items[&second])]));
        let mut surgeon = Surgeon::new(bytes);
        let (node, w) = (surgeon.node(first.0), surgeon.ptr());
        let at = surgeon.node(second.0).at;
        surgeon.page(at + w, &node.data.to_le_bytes()[..w]);
        surgeon.page(at + 2 * w, &node.sub.to_le_bytes()[..w]);
        surgeon.refer(node.data, 1);
        surgeon.refer(node.sub, 1);
        own[&second].iter().for_each(|range| surgeon.bytes[range.clone()].fill(0));
        assert_eq!(listed(&open(surgeon.bytes.clone()).unwrap()), items);
        Self { surgeon, first, second, items }
    }

    /// Repairs the file: every item must be there as often as it was.
    fn assert_whole(self, what: &str) {
        let items = count(&self.items);
        assert_eq!(self.repaired(), items, "{what}");
    }

    /// What is there after a repair.
    fn repaired(self) -> Prints {
        let (done, after) = repair(self.surgeon.bytes).unwrap();
        assert_eq!(done.check.errors, []);
        count(&listed(&open(after).unwrap()))
    }
}

/// Without a right checksum the page is damaged.
fn scratch(surgeon: &mut Surgeon, at: usize, len: usize) {
    surgeon.bytes[at..at + len].fill(0);
}

#[test]
fn a_copy_comes_back_whose_node_is_gone() {
    for (format, method) in variants() {
        let mut twins = Twins::new(format, method);
        let (at, w) = (twins.surgeon.node(twins.second.0).at, twins.surgeon.ptr());
        scratch(&mut twins.surgeon, at, 4 * w);
        twins.assert_whole(&format!("{format:?} {method:?}"));
    }
}

#[test]
fn a_copy_gets_the_tree_again_that_it_shares() {
    for (format, method) in variants() {
        let mut twins = Twins::new(format, method);
        let (at, w) = (twins.surgeon.node(twins.second.0).at, twins.surgeon.ptr());
        scratch(&mut twins.surgeon, at + 2 * w, w);
        twins.assert_whole(&format!("{format:?} {method:?}"));
    }
}

#[test]
fn a_changed_copy_gets_the_tree_again_that_it_shares_when_nothing_counts_how_many_do() {
    for (format, method) in variants() {
        let mut twins = Twins::new(format, method);
        let (memory, pst) = base::open(twins.surgeon.bytes.clone());
        let mut txn = pst.write().unwrap();
        let patch = Patch::new().set(0x0037, PropValue::Text("Angebot 8".into()));
        txn.patch_message(twins.second, &patch).unwrap();
        txn.commit().unwrap();
        drop(pst);
        twins.surgeon = Surgeon::new(memory.bytes());
        let [first, second] = [twins.first, twins.second].map(|nid| twins.surgeon.node(nid.0));
        assert!(first.sub == second.sub && first.data != second.data);
        twins.items = listed(&open(memory.bytes()).unwrap());
        for at in twins.surgeon.pages.concat() {
            scratch(&mut twins.surgeon, at, 512);
        }
        let items = count(&twins.items);
        let there = twins.repaired();
        for (print, times) in items {
            // Nothing tells what was given up: an earlier version may be there too.
            let back = there.get(&print).copied().unwrap_or(0);
            assert!(back >= times, "{format:?} {method:?}: {back} of {times}");
        }
    }
}

#[test]
fn contents_are_decoded_by_the_id_of_the_block_where_a_damaged_page_has_another() {
    for (format, method) in variants() {
        let (bytes, _) = build(format, method);
        let items = listed(&open(bytes.clone()).unwrap());
        let mut surgeon = Surgeon::new(bytes);
        let places: Vec<usize> = surgeon.blocks.values().map(|block| block.at).collect();
        places.into_iter().for_each(|at| surgeon.flip(at));
        let (done, after) = repair(surgeon.bytes).unwrap();
        assert_eq!(done.check.errors, []);
        assert_eq!(listed(&open(after).unwrap()), items, "{format:?} {method:?}");
    }
}

#[test]
fn what_was_deleted_stays_so_where_the_block_tree_still_tells() {
    for (format, method) in variants() {
        let (bytes, base) = build(format, method);
        let (memory, pst) = base::open(bytes);
        let mut txn = pst.write().unwrap();
        txn.delete_message(base.plain).unwrap();
        txn.commit().unwrap();
        drop(pst);
        let items = listed(&open(memory.bytes()).unwrap());
        let mut surgeon = Surgeon::new(memory.bytes());
        let nodes = surgeon.pages[0].clone();
        nodes.into_iter().for_each(|at| scratch(&mut surgeon, at, 512));
        // The leaf of the first blocks: the mail had later ones.
        let first = surgeon.blocks.values().next().unwrap().at / 512 * 512;
        scratch(&mut surgeon, first, 512);
        let after = open(repair(surgeon.bytes).unwrap().1).unwrap();
        assert_eq!(count(&listed(&after)), count(&items), "{format:?} {method:?}");
    }
}

//! Random sequences of operations against a model in memory: after every commit the file is clean
//! and shows exactly what the model holds, also after it was closed and opened again.
//!
//! `GLEICHSTAND_MODEL_CASES` sets another number of sequences.

mod ops;
mod store;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Arc;

use ops::{Op, op};
use proptest::prelude::*;
use pst::{Access, Encryption, FileFormat, MemoryBackend, Pst, Reader, check_backend};
use store::{Model, sorted};
use support::base::{METHODS, empty};

fn run(format: FileFormat, encryption: Encryption, ops: &[Op]) {
    let (memory, mut pst) = empty(format, encryption);
    let store = pst.read().store().unwrap();
    let (root, deleted) = (store.ipm_subtree.unwrap(), store.deleted_items.unwrap());
    let mut model = Model::default();
    for steps in ops.split_inclusive(|op| matches!(op, Op::Commit | Op::Abort | Op::Reopen)) {
        let mut after = model.clone();
        let mut txn = pst.write().unwrap();
        steps.iter().for_each(|op| after.perform(&mut txn, root, op));
        if matches!(steps.last(), Some(Op::Abort)) {
            drop(txn);
        } else {
            txn.commit().unwrap();
            model = sorted(after);
        }
        if matches!(steps.last(), Some(Op::Reopen)) {
            drop(pst);
            pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
            assert_eq!(pst.info().warnings, []);
        }
        assert!(Model::of(&pst, root, deleted) == model, "the file shows something else");
        assert_clean(&memory);
    }
}

fn assert_clean(memory: &MemoryBackend) {
    let report = check_backend(memory).unwrap();
    let found: Vec<_> = report.findings().take(5).collect();
    assert!(report.is_clean(), "{found:#?}");
}

/// Sequences to be tried.
fn cases() -> u32 {
    let cases = std::env::var("GLEICHSTAND_MODEL_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(800)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn the_file_shows_what_the_model_holds_and_is_clean_after_every_commit(
        ansi: bool,
        method in 0usize..3,
        ops in prop::collection::vec(op(), 1..120),
    ) {
        let format = if ansi { FileFormat::Ansi } else { FileFormat::Unicode };
        run(format, METHODS[method], &ops);
    }
}

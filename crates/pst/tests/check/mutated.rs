//! Agreement with the independent checker on damaged files: generated ones of every form, and the
//! small real ones.
//!
//! `GLEICHSTAND_MUTATIONS` sets how often each file is damaged, `GLEICHSTAND_SEED` the chance.

use pst::{CheckReport, Finding, MemoryBackend, Nid, check_backend};

use crate::damage::{damaged, mend};
use crate::judge::judge;
use crate::sample;
use crate::support::dice::Dice;
use crate::support::strict::checker;

/// Rules that the judge does not have, and why they are errors.
const EXPLAINED: [(&str, &str); 1] =
    [("check-table-groups", "the groups of a row descend; the repair tool takes all columns away")];

/// Undocumented heaps that the judge does not read: the map of replication ids, the message index.
const HEAPS: [Nid; 2] = [Nid(0xC01), Nid(0xE01)];

/// A number from the environment.
fn number(name: &str, otherwise: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(otherwise)
}

fn check(bytes: Vec<u8>) -> Option<CheckReport> {
    check_backend(&MemoryBackend::new(bytes)).ok()
}

#[test]
fn damaged_files_get_the_same_verdict_from_the_independent_checker() {
    let Some(tool) = checker() else { return };
    let dir = tempfile::tempdir().unwrap();
    let files = damaged(
        number("GLEICHSTAND_MUTATIONS", 12),
        &mut Dice(number("GLEICHSTAND_SEED", 20) as u64),
    );
    let mut paths = Vec::new();
    for (i, bytes) in files.iter().enumerate() {
        paths.push(dir.path().join(format!("{i}.pst")));
        std::fs::write(&paths[i], bytes).unwrap();
    }
    let verdicts = judge(&tool, &paths);
    let (mut clean, mut wrong, mut differ) = (0, 0, Vec::new());
    for (i, (bytes, verdict)) in files.into_iter().zip(&verdicts).enumerate() {
        let report = check(bytes);
        let errors = report.as_ref().is_none_or(|report| !report.errors.is_empty());
        *(if errors { &mut wrong } else { &mut clean }) += 1;
        let known = |finding: &Finding| {
            let heap = finding.owner.is_some_and(|owner| HEAPS.contains(&owner.node));
            heap || EXPLAINED.iter().any(|(id, _)| *id == finding.what.id())
        };
        let explained =
            report.as_ref().is_some_and(|report| report.errors.iter().all(known)) && errors;
        if errors != verdict.errors() && !explained {
            let first = report.map(|report| report.errors.into_iter().take(3).collect::<Vec<_>>());
            differ.push(format!("{i}: ours {first:?}, theirs {verdict:?}"));
        }
    }
    println!("{clean} files without errors, {wrong} with");
    assert!(differ.is_empty(), "{} differ: {differ:#?}", differ.len());
    assert!(clean > 20 && wrong > 20);
}

#[test]
fn mending_changes_nothing_in_a_file_that_is_whole() {
    for (format, method) in sample::variants() {
        let mut mended = sample::build(format, method, 30);
        mend(&mut mended);
        // Old blocks in free space may be mended; nothing in use is touched.
        assert!(check(mended).is_some_and(|report| report.is_clean()));
    }
}

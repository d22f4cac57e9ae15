//! Export into data files that are there: what was not meant stays as it was.

use sync::Job;
use sync::memory::MemoryOffice;

use crate::support::*;
use crate::{copy_of, run};

#[test]
fn an_export_into_a_real_file_brings_no_new_finding_and_touches_no_other_item() {
    let Some(shared) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut office = MemoryOffice::default();
    let source = dir.path().join("quelle.pst");
    let file = create(&source, outlook::Format::Unicode, outlook::Cipher::Permute);
    file.add_every_field().unwrap();
    drop(file);
    run(Job::Import, &source, &mut office);
    let mut seen = 0;
    for real in corpus() {
        let Some(copy) = copy_of(&real, dir.path()) else { continue };
        let (before, found) = (dump(&shared, &copy), findings(&shared, &copy));
        // Some real files are copies of each other: each meets an office that knows none.
        let report = run(Job::Export, &copy, &mut office.clone());
        let name = real.display();
        assert!(report.errors.iter().all(|line| line.what.id == "outlook-not-representable"));
        for (kind, count) in findings(&shared, &copy) {
            assert!(count <= found.get(&kind).copied().unwrap_or(0), "{name}: {kind} {count}");
        }
        let after = dump(&shared, &copy);
        for (nid, item) in before.iter().filter(|(_, item)| item["kind"] == "item") {
            assert_eq!(item["props"], after[nid]["props"], "{name} {nid}");
        }
        seen += 1;
        std::fs::remove_file(&copy).unwrap();
    }
    println!("{seen} real files exported into");
    assert!(seen >= 45);
}

//! The lock on a data file.
#![cfg(unix)]

use std::process::Command;

use pst::{Access, NewStore, Pst};

/// A child that is just being started holds a copy of every open file until its own program runs.
/// What the system releases with the last copy would stay locked that long.
#[test]
fn a_file_that_was_closed_is_free_while_programs_are_being_started() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frei.pst");
    drop(Pst::create(&path, &NewStore::new("Frei", [1; 16], [2; 16])).unwrap());
    std::thread::scope(|scope| {
        let starter = scope.spawn(start_programs);
        while !starter.is_finished() {
            Pst::open(&path, Access::Write).unwrap();
        }
    });
}

fn start_programs() {
    for _ in 0..200 {
        // With a folder of its own a child is forked first.
        assert!(Command::new("true").current_dir("/").status().unwrap().success());
    }
}

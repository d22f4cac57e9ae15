//! The lock of a run.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use sync::{Job, Ledger};

use super::for_each_database;
use crate::{Office, OfficeError};

const URL: &str = "GLEICHSTAND_TEST_LOCK";

#[test]
fn a_second_run_is_told_who_runs() {
    for_each_database(|fresh| {
        let (mut first, mut second) = (fresh.open(), fresh.open());
        first.lock(Job::Import, "/daten/anna.pst").unwrap();
        let error = second.lock(Job::Sync, "/daten/bert.pst").unwrap_err();
        assert_eq!(error.message.id, "run-locked");
        assert!(error.transient);
        assert_eq!(error.message.arg("job"), Some("import"));
        assert_eq!(error.message.arg("file"), Some("/daten/anna.pst"));
        assert_eq!(error.message.arg("pid"), Some(std::process::id().to_string().as_str()));
        assert!(error.message.arg("since").is_some());
        assert!(first.lock(Job::Sync, "/daten/anna.pst").is_err());
        assert!(first.is_locked().unwrap() && second.is_locked().unwrap());
        first.unlock();
        assert!(!first.is_locked().unwrap() && !second.is_locked().unwrap(), "looking locks not");
        second.lock(Job::Sync, "/daten/bert.pst").unwrap();
    });
}

#[cfg(unix)]
#[test]
fn a_second_name_of_the_file_is_not_a_second_lock() {
    let fresh = super::Fresh::sqlite();
    let other = format!("{}.link", fresh.url);
    fresh.open().lock(Job::Import, "/daten/anna.pst").unwrap();
    std::os::unix::fs::symlink(&fresh.url, &other).unwrap();
    let (mut first, mut second) = (fresh.open(), Office::open(&other).unwrap());
    first.lock(Job::Import, "/daten/anna.pst").unwrap();
    assert!(second.lock(Job::Sync, "/daten/bert.pst").is_err());
}

#[test]
fn an_office_that_keeps_nothing_needs_no_file_for_its_lock() {
    let mut office = Office::nowhere().unwrap();
    office.lock(Job::Import, "/daten/anna.pst").unwrap();
    assert!(!std::path::Path::new(&format!("{}.lock", office.location())).exists());
    assert!(office.lock(Job::Import, "/daten/anna.pst").is_err());
    Office::nowhere().unwrap().lock(Job::Import, "/daten/anna.pst").unwrap();
}

#[test]
fn an_office_that_is_closed_holds_no_lock() {
    for_each_database(|fresh| {
        let mut first = fresh.open();
        first.lock(Job::Import, "/daten/anna.pst").unwrap();
        drop(first);
        fresh.open().lock(Job::Sync, "/daten/bert.pst").unwrap();
    });
}

#[test]
fn edits_are_allowed_during_a_run() {
    for_each_database(|fresh| {
        let (mut run, mut person) = (fresh.open(), fresh.open());
        run.lock(Job::Import, "/daten/anna.pst").unwrap();
        let fields = super::fields(&[("city", "Ulm")]);
        assert!(person.add_address(&fields, crate::NewNumber::Next).is_ok());
    });
}

#[test]
fn the_lock_of_a_killed_run_is_free() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut run = start_run(&fresh.url);
        let error = office.take_lock(Job::Sync, "/daten/bert.pst").unwrap_err();
        let OfficeError::RunLocked { holder } = error else { panic!("{error:?}") };
        assert!(holder.contains(&("pid".to_owned(), run.id().to_string())));
        run.kill().unwrap();
        run.wait().unwrap();
        // A server notices the end of a connection, not of a process: wait for its answer.
        let mut taken = office.take_lock(Job::Sync, "/daten/bert.pst");
        while taken.is_err() {
            std::thread::yield_now();
            taken = office.take_lock(Job::Sync, "/daten/bert.pst");
        }
    });
}

/// A process that holds the lock until it is killed.
fn start_run(url: &str) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::lock::hold_the_lock", "--ignored", "--nocapture"])
        .env(URL, url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map(Result::unwrap).any(|line| line.contains("locked")));
    child
}

#[test]
#[ignore = "it is the other process of the test above"]
fn hold_the_lock() {
    let Ok(url) = std::env::var(URL) else { return };
    let mut office = Office::open(&url).unwrap();
    office.lock(Job::Import, "/daten/anna.pst").unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "locked").and_then(|()| out.flush()).unwrap();
    // Until the end of the input, which comes when the test ends.
    let _ = std::io::stdin().read_line(&mut String::new());
}

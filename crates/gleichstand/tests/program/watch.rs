//! `watch`: what changes on either side arrives on the other; what cannot be done now is said once
//! and waited for.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout};

use outlook::sample::Amounts;
use outlook::{OutlookFile, Purpose};
use serde_json::{Value, json};

use crate::harness::{Desk, addresses, change_phone, contacts, nothing_starts, options};

/// A watch under way; it ends with the test.
struct Watching {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    err: Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn start(desk: &Desk, args: &[&str]) -> Self {
        let mut child = desk.start(args);
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        let err = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, out, err }
    }

    /// The report of the next run that has something to tell.
    fn next(&mut self) -> Value {
        let line = self.out.next().expect("it goes on").unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn said(&mut self) -> String {
        self.err.next().expect("it says something").unwrap()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.sample_of("Kunden.pst", Amounts { contacts: 4, ..Amounts::default() });
    let profile = "[profile.buero]\nfile = \"Kunden.pst\"\nconflicts = \"office\"\n";
    std::fs::write(desk.path("c.toml"), profile).unwrap();
    desk
}

const BUERO: [&str; 5] = ["--config", "c.toml", "watch", "buero", "--json"];

#[test]
fn what_changes_on_either_side_arrives_on_the_other() {
    let desk = desk();
    let mut watching = Watching::start(&desk, &BUERO);
    assert_eq!(addresses(&watching.next())["created"], json!(4));
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[1], "0221 1");
    let run = watching.next();
    assert_eq!(addresses(&run)["office"]["updated"], json!(1), "{run}");
    desk.run("address edit 10002 phone=0221/2").done();
    let run = watching.next();
    assert_eq!(addresses(&run)["outlook"]["updated"], json!(1), "{run}");
    // Runs that found nothing to do are not told, and there are few of them.
    let runs = desk.json("runs list");
    assert!((3..=6).contains(&runs.as_array().unwrap().len()), "{runs}");
}

#[test]
fn a_file_that_outlook_holds_is_waited_for_and_that_is_said_once() {
    let desk = desk();
    let path = desk.path("Kunden.pst");
    let mut watching = Watching::start(&desk, &BUERO);
    watching.next();
    let held = {
        let _quiet = nothing_starts();
        OutlookFile::open(&path, Purpose::Write, options()).unwrap()
    };
    desk.run("address edit 10002 phone=0221/2").done();
    let said = watching.said();
    assert!(said.contains("Waiting") && said.contains("another program"), "{said}");
    // Long enough for several attempts.
    let tries = std::time::Instant::now();
    while tries.elapsed() < std::time::Duration::from_secs(12) {
        desk.run("runs list").done();
    }
    drop(held);
    let run = watching.next();
    assert_eq!(addresses(&run)["outlook"]["updated"], json!(1), "{run}");
    watching.child.kill().unwrap();
    assert_eq!(watching.err.by_ref().map(Result::unwrap).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn an_office_that_is_gone_is_waited_for_and_no_new_one_takes_its_place() {
    let desk = desk();
    let mut watching = Watching::start(&desk, &BUERO);
    watching.next();
    std::fs::rename(desk.path("office.db"), desk.path("weg.db")).unwrap();
    let said = watching.said();
    assert!(said.contains("Waiting") && said.contains("office.db"), "{said}");
    assert!(!desk.path("office.db").exists());
    std::fs::rename(desk.path("weg.db"), desk.path("office.db")).unwrap();
    desk.run("address edit 10002 phone=0221/2").done();
    let run = watching.next();
    assert_eq!(addresses(&run)["outlook"]["updated"], json!(1), "{run}");
}

#[test]
fn what_would_never_work_ends_it_at_once() {
    let desk = desk();
    std::fs::write(desk.path("brief.msg"), "").unwrap();
    for (line, code) in [
        ("watch fehlt.pst", 4),
        ("watch brief.msg", 2),
        ("watch Kunden.pst --every 0", 2),
        ("watch Kunden.pst --dry-run", 2),
    ] {
        let answer = desk.run(line);
        assert_eq!(answer.code, code, "{line}: {answer:?}");
        assert!(!answer.err.is_empty() && answer.out.is_empty(), "{line}: {answer:?}");
    }
    assert!(!desk.path("office.db").exists());
}

#[test]
fn a_safety_limit_ends_it_and_nothing_is_written() {
    let desk = Desk::new();
    desk.sample_of("Kunden.pst", Amounts { contacts: 30, ..Amounts::default() });
    desk.run("sync Kunden.pst").done();
    let path = desk.path("Kunden.pst");
    for (at, contact) in contacts(&path).into_iter().enumerate() {
        change_phone(&path, contact, &format!("0800 {at}"));
    }
    let before = desk.json("address list");
    let answer = desk.run("watch Kunden.pst --json");
    assert_eq!(answer.code, 7, "{answer:?}");
    assert_eq!(desk.json("address list"), before);
}

#[test]
fn every_so_many_minutes_the_first_run_comes_at_once() {
    let desk = desk();
    let mut watching = Watching::start(&desk, &["watch", "Kunden.pst", "--every", "60", "--json"]);
    assert_eq!(addresses(&watching.next())["created"], json!(4));
}

//! The real files: `pst ls` finds in them what most other readers find.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Desk, corpus, start};

/// File → version and count of messages; `None` where readers fail.
fn expected(corpus: &Path) -> BTreeMap<String, (String, Option<u64>)> {
    let text = fs::read_to_string(corpus.join("EXPECTED.tsv")).unwrap();
    let line = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let count = cells[5].split(' ').next().unwrap().split_once('/');
        let count = count.map(|(_, messages)| messages.parse().unwrap());
        (cells[0].to_owned(), (cells[3].to_owned(), count))
    };
    text.lines().skip(1).filter(|text| !text.is_empty()).map(line).collect()
}

#[test]
fn every_real_file_has_the_items_that_other_readers_find() {
    let Some(corpus) = corpus() else { return };
    let (desk, mut read) = (Desk::new(), 0);
    for (file, (version, count)) in expected(&corpus) {
        let path = corpus.join(&file).display().to_string();
        let answer = desk.run_args(&["pst", "ls", &path, "--json"]);
        match count {
            Some(count) if ["14", "23", "36"].contains(&version.as_str()) => {
                let listing = answer.done().json();
                assert_eq!(listing["items"], count, "{file}");
                read += 1;
            }
            _ => {
                assert_eq!((answer.code, answer.err.as_str()), (4, ""), "{file}");
                let what = answer.json()["error"]["what"].as_str().unwrap().to_owned();
                assert!(what.len() > 20 && what.ends_with('.'), "{file}: {what}");
            }
        }
    }
    assert!(read >= 50, "only {read} files were read");
}

fn has_python() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("python3").is_file())
}

#[test]
fn every_real_file_has_the_folders_that_the_checker_finds() {
    let Some(corpus) = corpus() else { return };
    let checker = corpus.join("../../tools/pstcheck.py");
    let python = |args: &[&Path]| {
        let mut command = Command::new("python3");
        start(command.args(args).stdout(Stdio::piped())).wait_with_output().unwrap()
    };
    if !checker.is_file() || !has_python() {
        eprintln!("skipped: no checker, or no python3 to run it");
        return;
    }
    let desk = Desk::new();
    for (file, (version, count)) in expected(&corpus) {
        if count.is_none() || !["14", "23"].contains(&version.as_str()) {
            continue;
        }
        let path = corpus.join(&file);
        let checked = python(&[&checker, Path::new("--json"), &path]);
        let facts: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let listing = desk.json(&format!("pst ls {}", path.display()));
        let folders = listing["folders"].as_array().unwrap();
        let real = folders.iter().filter(|folder| folder["search"] == false).count();
        assert_eq!(facts["facts"]["folders"], real, "{file}");
    }
}

#[test]
fn every_object_of_every_real_file_can_be_shown() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    for (file, (version, count)) in expected(&corpus) {
        if count.is_none() || !["14", "23", "36"].contains(&version.as_str()) {
            continue;
        }
        let path = corpus.join(&file).display().to_string();
        let show = |id: &str| desk.run_args(&["pst", "show", &path, id, "--json"]).done().json();
        assert_eq!(show("21")["kind"], "store");
        let listing = desk.json(&format!("pst ls {path}"));
        let folders = listing["folders"].as_array().unwrap();
        let fullest = folders.iter().max_by_key(|folder| folder["items"].as_u64()).unwrap();
        let folder = show(fullest["id"].as_str().unwrap());
        assert_eq!(
            folder["items"].as_array().map(|items| items.len() as u64),
            fullest["items"].as_u64()
        );
        for item in folder["items"].as_array().unwrap().iter().take(2) {
            let item = show(item["id"].as_str().unwrap());
            let properties = item["properties"].as_array().unwrap();
            assert!(properties.iter().any(|p| p["name"] == "PidTagMessageClass"), "{file}");
        }
    }
}

#[test]
fn a_newer_ost_is_imported_with_its_appointments_and_only_read() {
    let Some(corpus) = corpus() else { return };
    let (file, _) =
        expected(&corpus).into_iter().find(|(_, (version, _))| version == "36").unwrap();
    let desk = Desk::new();
    std::fs::copy(corpus.join(&file), desk.path("Postfach.ost")).unwrap();
    let before = std::fs::read(desk.path("Postfach.ost")).unwrap();
    let first = desk.json("import Postfach.ost");
    assert_eq!(first["kinds"]["appointments"]["created"], 169, "{first}");
    assert_eq!(first["kinds"]["mails"]["created"], 13, "one lies in Deleted Items: {first}");
    assert_eq!(first["errors"], serde_json::json!([]), "{first}");
    let appointments = desk.json("appointment list --limit 0");
    let series = appointments.as_array().unwrap().iter();
    let series = series.filter(|one| one["recurrence"].is_object());
    // Three of the owner's own, and thirteen holidays.
    assert_eq!(series.count(), 16);
    let own = desk.json("import Postfach.ost --folder /Calendar --with-deleted --dry-run");
    assert_eq!(own["kinds"]["appointments"]["read"], 169, "{own}");
    let again = desk.json("import Postfach.ost");
    assert_eq!(again["kinds"]["appointments"]["created"], 0, "{again}");
    assert_eq!(again["kinds"]["appointments"]["unchanged"], 169, "{again}");
    // Also under another name nothing is written into it.
    std::fs::copy(desk.path("Postfach.ost"), desk.path("Postfach.pst")).unwrap();
    let refused = desk.run("sync Postfach.pst");
    assert_eq!(refused.code, 4, "{refused:?}");
    for name in ["Postfach.ost", "Postfach.pst"] {
        assert!(std::fs::read(desk.path(name)).unwrap() == before, "{name} was not touched");
    }
}

//! Import from end to end: every contact becomes an address, once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::{
    Desk, KINDS, addresses, change_phone, contacts, corpus, make_writable, numbers,
};

/// What an import promises of a data file with so many contacts.
fn keeps_its_promises(desk: &Desk, name: &str, count: u64) {
    let path = desk.path(name);
    let first = desk.json(&format!("import {name}"));
    assert_eq!(addresses(&first)["created"], count, "{first}");
    assert_eq!(addresses(&first)["written_to_outlook"], count, "{first}");
    let written = numbers(&path);
    let distinct: BTreeSet<&String> = written.iter().filter(|number| !number.is_empty()).collect();
    assert_eq!((written.len() as u64, distinct.len() as u64), (count, count));
    nothing_changes(desk, &path, name, count);
    one_phone_changes(desk, &path, name, count);
    nothing_changes(desk, &path, name, count);
}

fn nothing_changes(desk: &Desk, path: &Path, name: &str, count: u64) {
    let before = fs::read(path).unwrap();
    let again = desk.json(&format!("import {name}"));
    assert_eq!(addresses(&again)["unchanged"], count, "{again}");
    assert_eq!(addresses(&again)["read"], count, "{again}");
    assert!(before == fs::read(path).unwrap(), "the data file changed");
}

fn one_phone_changes(desk: &Desk, path: &Path, name: &str, count: u64) {
    let at = usize::try_from(count / 2).unwrap();
    let (contact, number) = (contacts(path)[at], numbers(path)[at].clone());
    let others = |desk: &Desk| {
        let mut list = desk.json("address list");
        list.as_array_mut().unwrap().retain(|address| address["customer_no"] != number.as_str());
        list
    };
    let before = others(desk);
    change_phone(path, contact, "0221 / 98 76 54");
    let changed = desk.json(&format!("import {name}"));
    assert_eq!(addresses(&changed)["updated"], 1, "{changed}");
    assert_eq!(addresses(&changed)["unchanged"], count - 1, "{changed}");
    let address = desk.json(&format!("address show {number}"));
    assert_eq!(address["phone"], "0221 / 98 76 54");
    assert_eq!(others(desk), before);
}

#[test]
fn six_persons_twelve_times_are_seventy_two_addresses_with_numbers_of_their_own() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    let name = "aspose_Aspose.Email-for-.NET__PersonalStorageFile1.pst";
    fs::copy(corpus.join(name), desk.path("real.pst")).unwrap();
    make_writable(&desk.path("real.pst"));
    keeps_its_promises(&desk, "real.pst", 72);
}

#[test]
fn every_format_and_every_encryption_keeps_the_same_promises() {
    for (format, cipher) in KINDS {
        let desk = Desk::new();
        desk.sample("Kunden.pst", format, cipher, 25);
        keeps_its_promises(&desk, "Kunden.pst", 25);
    }
}

#[test]
fn a_backup_is_made_once_before_the_first_write() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    let before = fs::read(&path).unwrap();
    desk.run("import Kunden.pst").done();
    let backups = || {
        let names =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
        names.filter(|path| path.to_string_lossy().contains(".pst.bak-")).collect::<Vec<_>>()
    };
    assert_eq!(backups().len(), 1);
    assert!(fs::read(&backups()[0]).unwrap() == before, "the backup is the file as it was");
    change_phone(&path, contacts(&path)[0], "1");
    desk.run("import Kunden.pst").done();
    assert_eq!(backups().len(), 1);
}

#[test]
fn without_a_backup_means_without() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 3);
    desk.run("import Kunden.pst --no-backup").done();
    let names = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().contains("bak")));
}

#[test]
fn a_dry_run_writes_nothing_at_all() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    let before = fs::read(&path).unwrap();
    let run = desk.json("import Kunden.pst --dry-run");
    assert_eq!(run["run"], json!(null));
    assert_eq!(addresses(&run)["created"], 3);
    assert_eq!(addresses(&run)["written_to_outlook"], 3);
    let lines = run["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["field"] == "last_name" && line["before"].is_null()));
    assert!(before == fs::read(&path).unwrap(), "the data file changed");
    let names: Vec<_> = fs::read_dir(desk.path("")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(names, [path], "a dry run leaves nothing behind");
}

#[test]
fn a_dry_run_says_what_the_run_then_does() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 4);
    desk.run("import Kunden.pst").done();
    change_phone(&path, contacts(&path)[2], "0800 1");
    let promised = desk.json("import Kunden.pst --dry-run");
    let lines = promised["lines"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["field"]), (1, &json!("phone")));
    assert_eq!((&lines[0]["side"], &lines[0]["after"]), (&json!("office"), &json!("0800 1")));
    let done = desk.json("import Kunden.pst");
    assert_eq!(addresses(&promised), addresses(&done));
}

#[test]
fn a_file_that_may_only_be_read_is_imported_and_its_numbers_are_listed() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let before = fs::read(&path).unwrap();
    let first = desk.json("import Kunden.pst");
    assert_eq!(addresses(&first)["created"], 3);
    assert_eq!(addresses(&first)["written_to_outlook"], 0);
    let owed = first["numbers_owed"].as_array().unwrap();
    assert_eq!(
        owed.iter().map(|line| &line["number"]).collect::<Vec<_>>(),
        ["10000", "10001", "10002"]
    );
    assert_eq!(addresses(&desk.json("import Kunden.pst"))["unchanged"], 3);
    assert!(before == fs::read(&path).unwrap());
    make_writable(&path);
    desk.run("import Kunden.pst").done();
    assert_eq!(numbers(&path), ["10000", "10001", "10002"]);
}

#[test]
fn of_several_files_each_is_imported_and_a_bad_one_stops_no_other() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("a.pst", format, cipher, 2);
    fs::write(desk.path("b.pst"), "no data file").unwrap();
    desk.sample("c.pst", format, cipher, 3);
    let answer = desk.run("import a.pst b.pst c.pst --json");
    assert_eq!((answer.code, answer.err.as_str()), (4, ""));
    let runs = answer.json();
    assert_eq!(addresses(&runs[0])["created"], 2);
    assert_eq!(runs[1]["error"]["code"], 4);
    assert_eq!(addresses(&runs[2])["created"], 3);
}

#[test]
fn only_the_folder_that_is_named_is_imported() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 3);
    let whole = desk.json("import Kunden.pst --dry-run --folder /kontakte");
    assert_eq!(addresses(&whole)["created"], 3);
    let none =
        desk.run_args(&["import", "Kunden.pst", "--folder", "/Gelöschte Elemente", "--json"]);
    assert_eq!(addresses(&none.json())["read"], 0);
    let mails = desk.json("import Kunden.pst --dry-run --only mails,tasks");
    assert_eq!(addresses(&mails)["read"], 0);
}

#[test]
fn a_mass_change_stops_until_it_is_confirmed() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 30);
    desk.run("import Kunden.pst").done();
    for contact in contacts(&path) {
        change_phone(&path, contact, "0");
    }
    let stopped = desk.run("import Kunden.pst --json");
    assert_eq!(stopped.code, 7);
    assert!(stopped.json()["stopped"].as_str().unwrap().contains("30 of 30"));
    assert_eq!(addresses(&desk.json("import Kunden.pst --yes"))["updated"], 30);
}

#[test]
fn a_password_is_asked_for_and_the_owner_may_do_without() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    fs::copy(corpus.join("hughbe_PstReader__password.pst"), desk.path("p.pst")).unwrap();
    make_writable(&desk.path("p.pst"));
    let info = desk.json("pst info p.pst");
    assert_eq!(info["password"], true);
    assert_eq!(desk.run("import p.pst").code, 4);
    fs::write(desk.path("wrong"), "nicht das Kennwort\n").unwrap();
    let wrong = desk.run("import p.pst --password-file wrong --json");
    assert_eq!((wrong.code, &wrong.json()["error"]["file"]), (4, &json!("p.pst")));
    desk.run("import p.pst --ignore-password --with-deleted").done();
}

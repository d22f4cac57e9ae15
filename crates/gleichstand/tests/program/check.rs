//! `pst check`: what it says of a healthy file, of damaged ones, and that it writes nothing; and
//! passwords of new files.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use pst::{Access, Patch, PropValue, Pst};
use serde_json::{Value, json};

use crate::harness::{Desk, KINDS, contacts, corpus, make_writable, nothing_starts};

fn sample(desk: &Desk) -> PathBuf {
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 20)
}

/// Turns one byte of the text that a contact holds.
fn break_text(desk: &Desk) -> PathBuf {
    let path = desk.path("Kunden.pst");
    let (format, cipher) = KINDS[3];
    desk.sample("Kunden.pst", format, cipher, 3);
    let mut bytes = fs::read(&path).unwrap();
    let text: Vec<u8> = "IPM.Contact".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = bytes.windows(text.len()).rposition(|part| part == text).unwrap();
    bytes[at] ^= 1;
    fs::write(&path, &bytes).unwrap();
    path
}

fn rules(list: &Value) -> BTreeSet<&str> {
    list.as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect()
}

#[test]
fn files_that_the_program_makes_are_in_order() {
    for (format, cipher) in KINDS {
        let desk = Desk::new();
        desk.sample("Kunden.pst", format, cipher, 20);
        desk.run("import Kunden.pst").done();
        let answer = desk.json("pst check Kunden.pst");
        assert_eq!(answer["ok"], true, "{answer}");
        assert_eq!((&answer["errors"], &answer["warnings"]), (&json!([]), &json!([])));
        assert_eq!((&answer["items"], &answer["left_out"]), (&json!(20), &json!(0)));
        let listing = desk.json("pst ls Kunden.pst");
        for name in ["format", "version", "encryption", "size", "maps_valid"] {
            assert_eq!(answer["facts"][name], listing[name], "{name}");
        }
        assert!(answer["pages"].as_u64() > Some(5) && answer["blocks"].as_u64() > Some(5));
        assert!(desk.run("pst check Kunden.pst -q").done().out.is_empty());
    }
}

#[test]
fn a_damaged_file_ends_with_3_and_each_error_says_where_and_what() {
    let desk = Desk::new();
    break_text(&desk);
    let answer = desk.run("pst check Kunden.pst --json");
    assert_eq!((answer.code, answer.err.as_str()), (3, ""), "{answer:?}");
    let found = answer.json();
    assert_eq!(found["ok"], false);
    assert!(rules(&found["errors"]).contains("check-block-checksum"), "{found}");
    for error in found["errors"].as_array().unwrap() {
        assert!(error["what"].as_str().unwrap().ends_with('.'), "{error}");
        assert!(!error["where"].as_str().unwrap().is_empty(), "{error}");
    }
    let quiet = desk.run("pst check Kunden.pst -q");
    assert!(quiet.code == 3 && quiet.out.contains("checksum is wrong"), "{quiet:?}");
}

#[test]
fn folders_and_items_are_named_as_people_know_them() {
    let desk = Desk::new();
    let path = sample(&desk);
    let contact = contacts(&path)[0];
    {
        let _quiet = nothing_starts();
        let pst = Pst::open(&path, Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        // A named property that has no name.
        let patch = Patch::new().set(0x9ABC, PropValue::I32(1));
        txn.patch_message(contact, &patch.set(0x0037, text("Anna Beispiel"))).unwrap();
        txn.commit().unwrap();
    }
    let found = desk.run("pst check Kunden.pst --json").json();
    assert_eq!(rules(&found["errors"]), BTreeSet::from(["check-name-missing"]));
    let place = found["errors"][0]["where"].as_str().unwrap().to_owned();
    assert!(place.contains(&contact.to_string()), "{place}");
    assert!(place.contains("(/Kontakte: Anna Beispiel)"), "{place}");
}

fn text(text: &str) -> PropValue {
    PropValue::Text(text.to_owned())
}

#[test]
fn a_file_too_damaged_to_be_opened_is_checked_as_far_as_it_goes() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("ganz.pst", format, cipher, 300);
    let whole = fs::read(path).unwrap();
    fs::write(desk.path("halb.pst"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(desk.run("pst info halb.pst").code, 4, "it cannot be opened");
    let answer = desk.run("pst check halb.pst --json");
    assert_eq!((answer.code, answer.err.as_str()), (3, ""), "{answer:?}");
    assert!(rules(&answer.json()["errors"]).contains("check-file-short"), "{answer:?}");
}

#[test]
fn a_check_writes_nothing_and_needs_no_right_to_write() {
    let desk = Desk::new();
    let path = break_text(&desk);
    let before = fs::read(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(desk.run("pst check Kunden.pst").code, 3);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    make_writable(&path);
    assert_eq!(fs::read(&path).unwrap(), before);
    let beside = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "nothing lies beside the file");
}

#[test]
fn real_files_are_checked_and_the_4k_format_is_named() {
    let Some(corpus) = corpus() else { return };
    let (desk, mut checked) = (Desk::new(), 0);
    for path in fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.display().to_string();
        let answer = desk.run_args(&["pst", "check", &name, "--json"]);
        let found = answer.json();
        if answer.code == 4 {
            assert!(found["error"]["what"].as_str().unwrap().ends_with('.'), "{name}");
            assert!(!name.ends_with(".ost") || answer.out.contains("4 KB"), "{answer:?}");
            continue;
        }
        let clean = found["errors"] == json!([]);
        assert_eq!((answer.code, &found["ok"]), (if clean { 0 } else { 3 }, &json!(clean)));
        checked += 1;
    }
    assert!(checked >= 50, "only {checked} files were checked");
}

#[test]
fn a_new_file_can_have_a_password_that_an_import_asks_for() {
    for format in ["ansi", "unicode"] {
        let desk = Desk::new();
        fs::write(desk.path("richtig"), "Größe 7!\n").unwrap();
        fs::write(desk.path("falsch"), "Grösse 7!\n").unwrap();
        desk.run(&format!("pst new Neu.pst --format {format} --password-file richtig")).done();
        assert_eq!(desk.json("pst info Neu.pst")["password"], true);
        assert_eq!(desk.json("pst check Neu.pst")["ok"], true);
        let refused = |line: &str, words: &str| {
            let answer = desk.run(line);
            assert!(answer.code == 4 && answer.err.contains(words), "{answer:?}");
        };
        refused("import Neu.pst", "has a password");
        refused("import Neu.pst --password-file falsch", "not the data file's");
        desk.run("import Neu.pst --password-file richtig").done();
        desk.run("import Neu.pst --ignore-password").done();
    }
}

#[test]
fn a_password_that_could_not_be_asked_for_is_refused_and_no_file_is_made() {
    let desk = Desk::new();
    fs::write(desk.path("leer"), "\n").unwrap();
    fs::write(desk.path("fremd"), "пароль\n").unwrap();
    for (file, words) in [
        ("leer", "The password is empty"),
        ("fremd", "The password has characters"),
        ("fehlt", "There is no such file"),
    ] {
        let answer = desk.run(&format!("pst new Neu.pst --password-file {file}"));
        assert!(answer.code == 4 && answer.err.contains(words), "{answer:?}");
        assert!(!desk.path("Neu.pst").exists());
    }
}

/// A file of which the second half is missing.
pub fn half(desk: &Desk) {
    let path = desk.sample("Kunden.pst", KINDS[4].0, KINDS[4].1, 300);
    let whole = fs::read(&path).unwrap();
    fs::write(path, &whole[..whole.len() / 2]).unwrap();
}

/// A file of which a block is damaged.
pub fn one_block(desk: &Desk) {
    break_text(desk);
}

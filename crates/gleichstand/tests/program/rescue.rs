//! `pst repair`, `pst ls --deleted` and `pst restore`: what they do to files, and what they say.

use std::fs;
use std::path::Path;

use pst::{Access, Pst};
use serde_json::Value;

use crate::harness::{Desk, KINDS, checked, contacts, nothing_starts};

/// Twenty contacts that an office knows, and then a header of zeros.
fn without_header(desk: &Desk) -> Vec<u8> {
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 20);
    desk.run("import Kunden.pst").done();
    let mut bytes = fs::read(&path).unwrap();
    bytes[..600].fill(0);
    fs::write(&path, &bytes).unwrap();
    bytes
}

fn names(desk: &Desk) -> Vec<String> {
    let files = fs::read_dir(desk.path(".")).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.contains(".pst"));
    names.sort();
    names
}

/// Deletes the first contact of a file; answers its subject.
fn delete_first(path: &Path) {
    let nid = contacts(path)[0];
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    txn.delete_message(nid).unwrap();
    txn.commit().unwrap();
}

#[test]
fn a_damaged_file_is_repaired_as_a_copy_that_the_office_knows_as_the_file() {
    let desk = Desk::new();
    let damaged = without_header(&desk);
    let refused = desk.run("import Kunden.pst");
    assert_eq!(refused.code, 4, "{refused:?}");
    let answer = desk.run("pst repair Kunden.pst").done();
    assert!(answer.out.contains("The header of the file"), "{answer:?}");
    assert!(answer.out.contains("Kunden-repaired.pst (20 items)"), "{answer:?}");
    assert!(fs::read(desk.path("Kunden.pst")).unwrap() == damaged, "the file itself was changed");
    assert_eq!(checked(&desk.path("Kunden-repaired.pst")), None);
    let again = desk.json("import Kunden-repaired.pst");
    assert_eq!(again["kinds"]["addresses"]["unchanged"], 20, "{again}");
    // What is there is not overwritten.
    let second = desk.run("pst repair Kunden.pst");
    assert!(second.code == 4 && second.err.contains("exists already"), "{second:?}");
}

#[test]
fn where_the_copy_cannot_be_made_its_own_name_is_told_and_nothing_is_left() {
    let desk = Desk::new();
    without_header(&desk);
    let nowhere = desk.run("pst repair Kunden.pst --out fehlt/Neu.pst");
    assert!(nowhere.code == 4 && nowhere.err.contains("fehlt/Neu.pst: There is no"), "{nowhere:?}");
    fs::write(desk.path("Neu.pst.part"), "Rest").unwrap();
    let rest = desk.run("pst repair Kunden.pst --out Neu.pst");
    assert!(rest.code == 4 && rest.err.contains("Neu.pst.part: This is what is left"), "{rest:?}");
    assert_eq!(fs::read_to_string(desk.path("Neu.pst.part")).unwrap(), "Rest");
    assert!(!names(&desk).contains(&"Neu.pst".to_owned()), "{:?}", names(&desk));
}

#[test]
fn the_steps_of_a_repair_are_told_in_german_and_to_scripts() {
    let desk = Desk::new().speaking("de_DE.UTF-8");
    without_header(&desk);
    let answer = desk.run("pst repair Kunden.pst").done();
    assert!(answer.out.contains("Der Kopf der Datei war nicht zu gebrauchen"), "{answer:?}");
    assert!(answer.out.contains("Kunden-repariert.pst"), "{answer:?}");
    let told = desk.json("pst repair Kunden.pst --out Neu.pst");
    assert_eq!((&told["repaired"], &told["items"]), (&"Neu.pst".into(), &20.into()), "{told}");
    let rules: Vec<&str> =
        told["steps"].as_array().unwrap().iter().map(|s| s["rule"].as_str().unwrap()).collect();
    assert!(rules.contains(&"repair-header") && rules.contains(&"repair-maps"), "{told}");
}

#[test]
fn where_nothing_is_wrong_or_nothing_is_left_no_copy_is_made() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[1];
    desk.sample("Gut.pst", format, cipher, 3);
    let answer = desk.run("pst repair Gut.pst").done();
    assert!(answer.out.contains("nothing to repair"), "{answer:?}");
    fs::write(desk.path("Text.pst"), "Sehr geehrte Damen und Herren,").unwrap();
    fs::write(desk.path("Nullen.pst"), vec![0; 300_000]).unwrap();
    for file in ["Text.pst", "Nullen.pst", "fehlt.pst"] {
        let answer = desk.run(&format!("pst repair {file}"));
        assert!(answer.code == 4 && answer.err.contains(file), "{answer:?}");
    }
    assert_eq!(names(&desk), ["Gut.pst", "Nullen.pst", "Text.pst"]);
}

#[test]
fn a_deleted_contact_is_listed_and_brought_back_as_the_one_that_the_office_knows() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 20);
    desk.run("import Kunden.pst").done();
    delete_first(&path);
    let listed = desk.json("pst ls Kunden.pst --deleted");
    assert_eq!(listed["count"], 1, "{listed}");
    let gone = listed["deleted"].as_array().unwrap();
    let gone: Vec<&Value> = gone.iter().filter(|item| item["version_of"].is_null()).collect();
    let (id, subject) = (gone[0]["id"].as_str().unwrap(), gone[0]["subject"].as_str().unwrap());
    assert_eq!((&gone[0]["class"], &gone[0]["whole"]), (&"IPM.Contact".into(), &true.into()));
    let shown = desk.run("pst ls Kunden.pst --deleted").done();
    assert!(shown.out.contains(subject) && shown.out.contains("One deleted item"), "{shown:?}");
    let answer = desk.run(&format!("pst restore Kunden.pst {id}")).done();
    assert!(answer.out.contains(&format!("Brought back: {subject}")), "{answer:?}");
    assert!(answer.out.contains("Backup: Kunden.pst.bak-"), "{answer:?}");
    assert_eq!(checked(&path), None);
    let again = desk.json("import Kunden.pst");
    assert_eq!(again["kinds"]["addresses"]["unchanged"], 20, "{again}");
    let none = desk.json("pst ls Kunden.pst --deleted");
    assert_eq!(none["count"], 0, "{none}");
}

#[test]
fn what_cannot_be_brought_back_is_said_and_nothing_is_written() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    let before = fs::read(&path).unwrap();
    let answer = desk.run("pst restore Kunden.pst 200024.4");
    assert!(answer.code == 2 && answer.err.contains("200024.4"), "{answer:?}");
    assert_eq!(desk.run("pst restore Kunden.pst").code, 2);
    let answer = desk.run("pst restore Kunden.pst --all").done();
    assert!(answer.out.contains("Nothing brought back"), "{answer:?}");
    assert!(fs::read(&path).unwrap() == before);
    assert_eq!(names(&desk), ["Kunden.pst"]);
}

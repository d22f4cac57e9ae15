//! Undo: both sides are what they were before the run.

use std::collections::BTreeMap;

use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use serde_json::{Value, json};

use crate::harness::{Desk, addresses, change_phone, checked, contacts, dump};

/// The records of every kind, without what counts versions.
fn office(desk: &Desk) -> Vec<Value> {
    let kinds = ["address", "mail", "appointment", "task"];
    let mut lists: Vec<Value> =
        kinds.map(|kind| desk.json(&format!("{kind} list --limit 0"))).into();
    for record in lists.iter_mut().flat_map(|list| list.as_array_mut().unwrap()) {
        let fields = record.as_object_mut().unwrap();
        for counted in ["version", "changed_at"] {
            fields.remove(counted);
        }
    }
    lists
}

/// Every item of the data file with its properties, without sizes, row versions and the name map.
fn items(desk: &Desk, name: &str) -> Option<BTreeMap<String, Value>> {
    let mut items = dump(&desk.path(name))?;
    items.remove("0x61");
    for item in items.values_mut() {
        strip(item);
    }
    Some(items)
}

/// Takes out what counts: sizes, row versions, and the message store's own counters.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| {
                !["size", "rowver", "row_version", "0x67f3", "0x0e08"].contains(&key.as_str())
            });
            fields.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

fn sample(desk: &Desk) {
    desk.sample_of("Kunden.pst", Amounts { contacts: 12, mails: 6, appointments: 4, tasks: 4 });
}

#[test]
fn an_import_that_is_undone_leaves_both_sides_as_they_were() {
    let desk = Desk::new();
    sample(&desk);
    let (before, file) = (office(&desk), items(&desk, "Kunden.pst"));
    desk.run("import Kunden.pst").done();
    let shown = desk.run("runs undo 1 --dry-run").done();
    assert!(shown.out.contains("Undoing"), "{}", shown.out);
    let undone = desk.run("runs undo 1 --json").done().json();
    assert_eq!(addresses(&undone)["deleted"], json!(12), "{undone}");
    assert_eq!(office(&desk), before);
    assert_eq!(items(&desk, "Kunden.pst"), file);
    assert_eq!(checked(&desk.path("Kunden.pst")), None);

    // The numbers are not given out again, and nothing is found twice.
    let again = desk.run("import Kunden.pst --only addresses --json").done().json();
    assert_eq!(addresses(&again)["created"], json!(12), "{again}");
    let numbers = desk.json("address list --limit 0");
    let numbers = numbers.as_array().unwrap().iter().map(|a| a["customer_no"].as_str().unwrap());
    assert!(numbers.clone().all(|number| number.parse::<u64>().unwrap() >= 10_012));
}

#[test]
fn a_synchronisation_that_is_undone_brings_back_every_field_and_stamp() {
    let desk = Desk::new();
    sample(&desk);
    desk.run("import Kunden.pst").done();
    let path = desk.path("Kunden.pst");
    desk.run("address edit 10000 phone=0221/1 city=Köln").done();
    desk.run("address add last_name=Neu company=Firma").done();
    change_phone(&path, contacts(&path)[5], "0800 5");
    let (before, file) = (office(&desk), items(&desk, "Kunden.pst"));
    let run = desk.run("sync Kunden.pst --json").done().json();
    assert_eq!(addresses(&run)["updated"], json!(2), "{run}");
    let undone = desk.run(&format!("runs undo {} --json", run["run"])).done().json();
    assert_eq!((&undone["errors"], &undone["warnings"]), (&json!([]), &json!([])), "{undone}");
    assert_eq!(office(&desk), before);
    assert_eq!(items(&desk, "Kunden.pst"), file);

    // What people had entered is still there, and travels when it is asked for again.
    desk.run("sync Kunden.pst").done();
    assert_eq!(desk.json("address show 10000")["phone"], json!("0221/1"));
    assert_eq!(desk.json("address show 10005")["phone"], json!("0800 5"));
    let quiet = desk.run("sync Kunden.pst --json").done().json();
    assert_eq!(addresses(&quiet)["unchanged"], json!(13), "{quiet}");
}

#[test]
fn what_was_changed_since_stays_and_is_named() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 3);
    desk.run("import Kunden.pst").done();
    desk.run("address edit 10001 city=Ulm").done();
    let undone = desk.run("runs undo 1 --json").done().json();
    assert_eq!(addresses(&undone)["deleted"], json!(2), "{undone}");
    let named = undone["warnings"].to_string();
    assert!(named.contains(": City was changed since"), "just what was added is named: {named}");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 1);
    assert_eq!(desk.json("address show 10001")["city"], json!("Ulm"));
    let numbers = crate::harness::numbers(&desk.path("Kunden.pst"));
    assert_eq!(numbers, ["", "10001", ""], "it keeps its number in Outlook");
    for (line, code) in [("runs undo 9", 2), ("runs undo 1 --outlook gibtsnicht.pst", 4)] {
        assert_eq!(desk.run(line).code, code, "{line}");
    }
}

#[test]
fn an_undoing_can_be_undone() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", Format::Ansi, Cipher::Permute, 3);
    desk.run("import Kunden.pst").done();
    desk.run("address edit 10001 city=Ulm phone=0731/1").done();
    desk.run("export Kunden.pst --quiet").done();
    let exported = desk.json("mapping try Kunden.pst");
    desk.run("runs undo 2").done();
    assert_ne!(desk.json("mapping try Kunden.pst"), exported);
    desk.run("runs undo 3").done();
    assert_eq!(desk.json("mapping try Kunden.pst"), exported);
    assert!(desk.run("runs list").done().out.contains("undo"));
}

//! Open decisions: listed, shown, and settled by a person.

use outlook::{Cipher, Format};
use serde_json::json;

use crate::harness::{Desk, addresses, change_phone, contacts};

/// Two conflicts about the phone, and another change that has nothing to do with them.
fn conflicts() -> Desk {
    let desk = Desk::new();
    let path = desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 6);
    desk.run("import Kunden.pst").done();
    for (at, number) in [(0, 10000), (1, 10001)] {
        change_phone(&path, contacts(&path)[at], &format!("0800 {at}"));
        desk.run(&format!("address edit {number} phone=0221/{at}")).done();
    }
    assert_eq!(desk.run("sync Kunden.pst --only addresses --conflicts ask --quiet").code, 1);
    desk.run("address edit 10004 city=Ulm").done();
    desk
}

#[test]
fn the_side_that_a_person_takes_holds_and_nothing_else_is_written() {
    let desk = conflicts();
    let list = desk.json("conflicts list");
    let ids: Vec<i64> =
        list.as_array().unwrap().iter().map(|d| d["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    let shown = desk.json(&format!("conflicts show {}", ids[0]));
    let field = &shown["fields"][0];
    assert_eq!((&field["office"], &field["outlook"]), (&json!("0221/0"), &json!("0800 0")));

    let office = desk.run(&format!("conflicts resolve {} office --json", ids[0])).json();
    assert_eq!(addresses(&office)["outlook"]["updated"], json!(1), "{office}");
    let outlook = desk.run(&format!("conflicts resolve {} outlook --json", ids[1])).done().json();
    assert_eq!(addresses(&outlook)["office"]["updated"], json!(1), "{outlook}");
    assert_eq!(desk.json("conflicts list"), json!([]));
    assert_eq!(desk.json("address show 10000")["phone"], json!("0221/0"));
    assert_eq!(desk.json("address show 10001")["phone"], json!("0800 1"));

    // What lost is in the history, and one undoing brings it back.
    let lost = desk.run(&format!("runs show {}", outlook["run"])).done().out;
    assert!(lost.contains("0221/1"), "{lost}");
    let next = desk.run("sync Kunden.pst --only addresses --json").done().json();
    assert_eq!(addresses(&next)["outlook"]["updated"], json!(1), "the other change waited: {next}");
    assert_eq!(addresses(&next)["unchanged"], json!(5), "{next}");
}

#[test]
fn what_is_no_decision_is_refused() {
    let desk = conflicts();
    let id = desk.json("conflicts list")[0]["id"].clone();
    desk.run(&format!("conflicts resolve {id} office --quiet"));
    for line in [format!("conflicts resolve {id} office"), "conflicts show 99".to_owned()] {
        assert_eq!(desk.run(&line).code, 2, "{line}");
    }
    assert_eq!(desk.run("conflicts resolve 2 niemand").code, 2);
}

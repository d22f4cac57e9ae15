//! Open decisions: listed, shown, and settled by a person.

use outlook::{Cipher, Format};
use serde_json::json;

use crate::harness::{Desk, addresses, change_number, change_phone, checked, contacts, numbers};

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
fn values_that_changed_since_they_were_asked_about_are_not_decided_unseen() {
    let desk = conflicts();
    let id = desk.json("conflicts list")[0]["id"].clone();
    desk.run("address edit 10000 phone=0221/99").done();
    for choice in ["office", "outlook"] {
        let refused = desk.run(&format!("conflicts resolve {id} {choice}"));
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("Synchronise once more"), "{refused:?}");
    }
    assert_eq!(desk.json("address show 10000")["phone"], json!("0221/99"));
    desk.run("sync Kunden.pst --only addresses --conflicts ask --quiet");
    let again = desk.json("conflicts list");
    let again = again.as_array().unwrap().iter();
    let again = again.clone().find(|one| one["fields"][0]["office"] == json!("0221/99")).unwrap();
    desk.run(&format!("conflicts resolve {} office --quiet", again["id"]));
    assert_eq!(desk.json("address show 10000")["phone"], json!("0221/99"));
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

/// A contact that is given the number of another one's address, which has no contact any more.
fn quarantined() -> (Desk, i64) {
    let desk = Desk::new();
    desk.sample("Kunden.pst", Format::Ansi, Cipher::Permute, 3);
    let add = "address add last_name=Unbekannt company=Anders email=x@example.org customer_no=K-77";
    desk.run(add).done();
    let path = desk.path("Kunden.pst");
    change_number(&path, contacts(&path)[0], "K-77");
    assert_eq!(desk.run("sync Kunden.pst --only addresses --quiet").code, 1);
    let id = desk.json("conflicts list")[0]["id"].as_i64().unwrap();
    (desk, id)
}

#[test]
fn somebody_elses_number_is_replaced_or_accepted_or_left() {
    for choice in ["new", "link", "ignore"] {
        let (desk, id) = quarantined();
        let shown = desk.json(&format!("conflicts show {id}"));
        assert_eq!(shown["choices"], json!(["link", "new", "ignore"]), "{shown}");
        let done = desk.run(&format!("conflicts resolve {id} {choice} --json"));
        assert_eq!(done.code, i32::from(choice == "link"), "{choice}: {done:?}");
        if choice == "link" {
            let fields = desk.json("conflicts list")[0].clone();
            assert_eq!(fields["row"], json!(8), "linked, their fields differ: {fields}");
            desk.run(&format!("conflicts resolve {} outlook --quiet", fields["id"])).done();
        }
        assert_eq!(desk.json("conflicts list"), json!([]), "{choice}");
        let numbers = numbers(&desk.path("Kunden.pst"));
        let kept = numbers.iter().filter(|number| *number == "K-77").count();
        assert_eq!(kept, usize::from(choice != "new"), "{choice}: {numbers:?}");
        desk.run("sync Kunden.pst --only addresses --quiet").done();
        let again = desk.run("sync Kunden.pst --only addresses --json").done().json();
        assert_eq!(addresses(&again)["outlook"]["updated"], json!(0), "{choice}: {again}");
        assert_eq!(checked(&desk.path("Kunden.pst")), None, "{choice}");
    }
}

#[test]
fn a_choice_that_does_not_fit_is_refused_with_those_that_do() {
    let (desk, id) = quarantined();
    let refused = desk.run(&format!("--lang en conflicts resolve {id} both"));
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("link, new, ignore"), "{refused:?}");
    for (line, code) in [
        (format!("conflicts resolve {id}"), 2),
        (format!("conflicts resolve {id} --field phone=office"), 2),
        (format!("conflicts resolve {id} --field phone"), 2),
        (format!("conflicts resolve {id} link --with 999"), 2),
        (format!("conflicts resolve {id} ignore"), 0),
    ] {
        assert_eq!(desk.run(&line).code, code, "{line}");
    }
}

#[test]
fn single_fields_are_decided_by_themselves() {
    let desk = conflicts();
    let id = desk.json("conflicts list")[0]["id"].clone();
    let done = desk.run(&format!("conflicts resolve {id} --field phone=outlook --json"));
    assert_eq!(addresses(&done.json())["office"]["updated"], json!(1), "{done:?}");
    assert_eq!(desk.json("address show 10000")["phone"], json!("0800 0"));
}

/// Two addresses differ from their contacts in a field that was newly mapped.
fn newly_mapped() -> Desk {
    let desk = Desk::new();
    desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 6);
    desk.run("mapping init ohne.toml").done();
    desk.run("mapping remove ohne.toml city").done();
    desk.run("sync Kunden.pst --mapping ohne.toml --quiet").done();
    for number in ["10000", "10002"] {
        desk.run_args(&["address", "edit", number, "city=Wolkenkuckucksheim"]).done();
    }
    desk.run("sync Kunden.pst --mapping ohne.toml --quiet").done();
    desk
}

#[test]
fn a_changed_mapping_is_shown_before_it_writes_and_asks_once_for_a_field() {
    let desk = newly_mapped();
    let before = std::fs::read(desk.path("Kunden.pst")).unwrap();
    let stopped = desk.run("sync Kunden.pst");
    assert_eq!(stopped.code, 7, "{stopped:?}");
    assert!(stopped.out.contains("mapping was changed"), "{stopped:?}");
    assert!(before == std::fs::read(desk.path("Kunden.pst")).unwrap());

    let run = desk.run("sync Kunden.pst --yes");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("\"City\" was newly mapped"), "{run:?}");
    let list = desk.run("conflicts list").done().out;
    assert!(list.contains("addresses.city"), "{list}");
    let shown = desk.json("conflicts show addresses.city");
    assert_eq!(shown["decisions"].as_array().unwrap().len(), 2, "{shown}");
    assert_eq!(shown["choices"], json!(["office", "outlook", "both", "ignore"]));
    insta::assert_snapshot!(desk.run("conflicts show addresses.city").done().out);

    // One of them by itself, the rest together.
    let one = shown["decisions"][0]["id"].clone();
    desk.run(&format!("conflicts resolve {one} outlook --quiet"));
    assert_eq!(desk.json("conflicts list").as_array().unwrap().len(), 1);
}

#[test]
fn one_answer_about_a_newly_mapped_field_is_carried_out_for_all_records() {
    for (choice, office, outlook) in [("office", 0, 2), ("outlook", 2, 0), ("ignore", 0, 0)] {
        let desk = newly_mapped();
        assert_eq!(desk.run("sync Kunden.pst --yes --quiet").code, 1);
        let run = desk.run(&format!("conflicts resolve addresses.city {choice} --json"));
        let run = run.done().json();
        let counters = addresses(&run);
        assert_eq!(counters["office"]["updated"], json!(office), "{choice}: {run}");
        assert_eq!(counters["outlook"]["updated"], json!(outlook), "{choice}: {run}");
        assert_eq!(desk.json("conflicts list"), json!([]), "{choice}");
        let next = desk.json("sync Kunden.pst");
        assert_eq!(addresses(&next)["unchanged"], json!(6), "{choice}: {next}");
    }
}

#[test]
fn what_does_not_fit_a_newly_mapped_field_is_refused() {
    let desk = newly_mapped();
    assert_eq!(desk.run("sync Kunden.pst --yes --quiet").code, 1);
    for line in [
        "conflicts resolve addresses.city link",
        "conflicts resolve addresses.city office --field city=outlook",
        "conflicts resolve addresses.street office",
        "conflicts show tasks.city",
    ] {
        let answer = desk.run(line);
        assert_eq!(answer.code, 2, "{line}: {answer:?}");
    }
    assert_eq!(desk.json("conflicts list").as_array().unwrap().len(), 2);
}

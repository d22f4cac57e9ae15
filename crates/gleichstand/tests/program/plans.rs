//! Saved plans: nothing but them is written, and exactly what is left on is carried out.

use outlook::{Cipher, Format};
use serde_json::{Value, json};

use crate::harness::{Desk, addresses, change_phone, contacts};

/// Ten contacts, imported; three changed in the office, one in Outlook, one new in the office.
fn changed() -> Desk {
    let desk = Desk::new();
    let path = desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 10);
    desk.run("import Kunden.pst").done();
    desk.run("address edit 10000 phone=0221/1 city=Köln").done();
    desk.run("address edit 10001 phone=0221/2").done();
    desk.run("address edit 10002 phone=0221/3").done();
    desk.run("address add last_name=Neu").done();
    change_phone(&path, contacts(&path)[5], "0800 5");
    desk
}

fn read(desk: &Desk, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(desk.path(name)).unwrap()).unwrap()
}

fn write(desk: &Desk, name: &str, plan: &Value) {
    std::fs::write(desk.path(name), serde_json::to_vec(plan).unwrap()).unwrap();
}

/// The line of a record.
fn line<'p>(plan: &'p mut Value, number: &str) -> &'p mut Value {
    let lines = plan["kinds"][0]["lines"].as_array_mut().unwrap();
    lines.iter_mut().find(|line| line["number"] == json!(number)).unwrap()
}

#[test]
fn a_plan_writes_nothing_and_apply_carries_out_exactly_what_is_left_on() {
    let desk = changed();
    let file = std::fs::read(desk.path("Kunden.pst")).unwrap();
    let office = desk.json("address list --limit 0");
    let planned =
        desk.run("sync Kunden.pst --plan plan.json --only addresses --json").done().json();
    assert_eq!(addresses(&planned)["updated"], json!(4), "{planned}");
    assert_eq!(std::fs::read(desk.path("Kunden.pst")).unwrap(), file);
    assert_eq!(desk.json("address list --limit 0"), office);

    let mut plan = read(&desk, "plan.json");
    line(&mut plan, "10001")["do"] = json!(false);
    let fields = line(&mut plan, "10000")["fields"].as_array_mut().unwrap();
    assert_eq!(fields.len(), 2);
    for field in fields.iter_mut() {
        let phone = field["field"].as_str().unwrap().contains("phone");
        field["do"] = json!(!phone);
    }
    write(&desk, "weniger.json", &plan);
    let done = desk.run("apply weniger.json --json").done().json();
    assert_eq!(addresses(&done)["outlook"], json!({"created": 1, "updated": 2, "deleted": 0}));
    assert_eq!(addresses(&done)["office"]["updated"], json!(1));

    // What was left out is what the next run finds, and nothing else.
    let next = desk.run("sync Kunden.pst --dry-run --only addresses --json").done().json();
    let left: Vec<_> = next["lines"].as_array().unwrap().iter().collect();
    let left: Vec<_> = left.iter().map(|line| (&line["number"], &line["field"])).collect();
    let phone = json!("contact.phone.business");
    assert_eq!(left, [(&json!("10000"), &phone), (&json!("10001"), &phone)], "{next}");
}

#[test]
fn a_plan_that_was_carried_out_is_not_carried_out_again() {
    let desk = changed();
    desk.run("sync Kunden.pst --plan plan.json --only addresses").done();
    desk.run("apply plan.json").done();
    let file = std::fs::read(desk.path("Kunden.pst")).unwrap();
    let office = desk.json("address list --limit 0");
    let again = desk.run("apply plan.json --json").json();
    assert_eq!(addresses(&again)["updated"], json!(0), "{again}");
    assert_eq!(std::fs::read(desk.path("Kunden.pst")).unwrap(), file);
    assert_eq!(desk.json("address list --limit 0"), office);
}

#[test]
fn a_line_whose_record_was_changed_since_is_left_and_named() {
    let desk = changed();
    desk.run("export Kunden.pst --plan plan.json --only addresses").done();
    desk.run("address edit 10001 phone=0221/22").done();
    let done = desk.run("apply plan.json --json").done().json();
    assert_eq!(addresses(&done)["skipped"], json!(1), "{done}");
    assert_eq!(done["warnings"].as_array().unwrap().len(), 1);
    desk.run("export Kunden.pst --quiet").done();
}

#[test]
fn a_plan_is_carried_out_from_anywhere_with_the_mapping_it_was_made_with() {
    let desk = changed();
    desk.run("mapping init mobil --phone mobile=car").done();
    desk.run("address edit 10003 mobile=0170/4711").done();
    desk.run("export Kunden.pst --mapping mobil --plan plan.json --only addresses --yes").done();
    std::fs::remove_file(desk.path("mappings/mobil.toml")).unwrap();
    std::fs::create_dir(desk.path("anderswo")).unwrap();
    let mut command = desk.command();
    let office = desk.path("office.db");
    command.current_dir(desk.path("anderswo")).args(["--office", office.to_str().unwrap()]);
    let child = crate::harness::start(
        command.args(["apply", "../plan.json"]).stdout(std::process::Stdio::piped()),
    );
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let tried = desk.json("mapping try Kunden.pst --mapping default");
    assert!(tried.to_string().contains("0221/2"));
}

#[test]
fn what_is_no_plan_or_has_no_place_is_refused_and_nothing_is_written() {
    let desk = changed();
    let file = std::fs::read(desk.path("Kunden.pst")).unwrap();
    std::fs::write(desk.path("kaputt.json"), "{\"format\": 1,\n \"job\": 7}").unwrap();
    for (line, code, words) in [
        ("apply kaputt.json", 4, "line 2"),
        ("apply nichts.json", 4, "nichts.json"),
        ("sync Kunden.pst --plan gibt/es/nicht.json", 4, "nicht.json"),
        ("export Neu.pst --plan plan.json", 2, "exists"),
        ("sync Kunden.pst --like-original --match", 2, "--match"),
    ] {
        let answer = desk.run(line);
        assert_eq!((answer.code, answer.err.contains(words)), (code, true), "{line}: {answer:?}");
    }
    desk.run("sync Kunden.pst --plan plan.json").done();
    let mut plan = read(&desk, "plan.json");
    plan["file"] = json!("00112233445566778899aabbccddeeff");
    write(&desk, "fremd.json", &plan);
    assert_eq!(desk.run("apply fremd.json").code, 4);
    assert_eq!(std::fs::read(desk.path("Kunden.pst")).unwrap(), file);
}

#[test]
fn like_the_original_the_newer_record_holds_as_a_whole() {
    let desk = Desk::new();
    let path = desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 3);
    desk.run("import Kunden.pst").done();
    // Outlook's record was changed long ago as far as its stamp says, the office's just now.
    change_phone(&path, contacts(&path)[0], "0800 1");
    desk.run("address edit 10000 city=Köln").done();
    let run = desk.run("sync Kunden.pst --like-original --only addresses --json").done().json();
    assert_eq!(addresses(&run)["updated"], json!(1), "{run}");
    let phone = desk.json("address show 10000")["phone"].clone();
    assert_ne!(phone, json!("0800 1"), "the older side lost as a whole");
    let named = run["warnings"].to_string();
    assert!(named.contains("0800 1"), "and what it lost is named: {named}");
}

//! Profiles: what belongs together under a name in the configuration file.

use outlook::sample::Amounts;
use serde_json::json;

use crate::harness::{Desk, addresses, change_phone, contacts};

const PROFILE: &str = "[profile.buero]\nfile = \"Kunden.pst\"\nonly = [\"addresses\"]\n\
                       folders = [\"/Kontakte\"]\nconflicts = \"office\"\n";

fn desk(config: &str) -> Desk {
    let desk = Desk::new();
    desk.sample_of("Kunden.pst", Amounts { contacts: 4, mails: 2, ..Amounts::default() });
    std::fs::write(desk.path("c.toml"), config).unwrap();
    desk
}

#[test]
fn a_profile_names_file_kinds_folders_and_policies() {
    let desk = desk(PROFILE);
    let first = desk.run("--config c.toml sync buero --json").done().json();
    assert_eq!(addresses(&first)["created"], json!(4), "{first}");
    assert_eq!(first["kinds"]["mails"]["read"], json!(0), "only addresses: {first}");
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[0], "0800 1");
    desk.run("address edit 10000 phone=0221/1").done();
    let second = desk.run("--config c.toml sync buero --json").done().json();
    assert_eq!(addresses(&second)["outlook"]["updated"], json!(1), "the office holds: {second}");
    assert_eq!(desk.json("address show 10000")["phone"], json!("0221/1"));
}

#[test]
fn what_the_command_line_says_counts_more() {
    let desk = desk(PROFILE);
    desk.run("--config c.toml sync buero --quiet").done();
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[0], "0800 1");
    desk.run("address edit 10000 phone=0221/1").done();
    let run = desk.run("--config c.toml sync buero --conflicts outlook --json").done().json();
    assert_eq!(addresses(&run)["office"]["updated"], json!(1), "{run}");
    let other = desk.run("--config c.toml import buero --folder /Fehlt");
    assert_eq!(other.code, 2, "the folder of the command line: {other:?}");
}

#[test]
fn a_file_of_that_name_is_the_file() {
    let desk = desk(PROFILE);
    std::fs::copy(desk.path("Kunden.pst"), desk.path("buero")).unwrap();
    let run = desk.run("--config c.toml import buero --json").done().json();
    assert_eq!(run["file"], json!("buero"), "{run}");
}

#[test]
fn a_mistake_in_a_profile_is_named() {
    for (line, word) in [("conflicts = \"alle\"\n", "alle"), ("onyl = [\"mails\"]\n", "onyl")] {
        let desk = desk(&format!("[profile.x]\nfile = \"a.pst\"\n{line}"));
        let refused = desk.run("--config c.toml sync x");
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains(word) && refused.err.contains("c.toml"), "{refused:?}");
    }
}

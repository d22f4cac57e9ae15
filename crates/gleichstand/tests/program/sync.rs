//! Synchronisation from end to end: both sides come to the same state, and nothing is lost.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{
    Desk, KINDS, addresses, change_phone, checked, contacts, exports, make_writable, move_to_trash,
    nothing_starts, numbers,
};

fn desk_in_step(count: u64) -> Desk {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, count);
    desk.run("import Kunden.pst").done();
    desk
}

/// What both sides hold does not change any more.
fn is_in_step(desk: &Desk, count: u64) {
    let path = desk.path("Kunden.pst");
    let bytes = fs::read(&path).unwrap();
    for job in ["sync", "export", "import"] {
        let run = desk.json(&format!("{job} Kunden.pst"));
        assert_eq!(addresses(&run)["unchanged"], count, "{job}: {run}");
        assert_eq!(addresses(&run)["read"], count, "{job}: {run}");
    }
    assert!(bytes == fs::read(&path).unwrap(), "the data file changed");
    assert_eq!(checked(&path), None);
}

fn phone(desk: &Desk, number: &str) -> Value {
    desk.json(&format!("address show {number}"))["phone"].clone()
}

/// The telephone numbers as a second, empty office sees them.
fn phone_in_outlook(desk: &Desk, number: &str) -> Value {
    let second = Desk::new();
    fs::copy(desk.path("Kunden.pst"), second.path("Kunden.pst")).unwrap();
    second.run("import Kunden.pst --no-backup").done();
    phone(&second, number)
}

#[test]
fn what_one_side_has_and_the_other_has_not_is_added_both_ways() {
    for (format, cipher) in KINDS {
        let desk = Desk::new();
        let path = desk.sample("Kunden.pst", format, cipher, 8);
        for name in ["Aa", "Bb", "Cc"] {
            desk.run(&format!("address add last_name={name} city=Ulm")).done();
        }
        let run = desk.json("sync Kunden.pst");
        let counters = addresses(&run);
        assert_eq!((&counters["created"], &counters["read"]), (&json!(11), &json!(11)), "{run}");
        assert_eq!(counters["office"]["created"], 8);
        assert_eq!(counters["outlook"]["created"], 3);
        let mut written = numbers(&path);
        written.sort();
        let expected: Vec<String> = (10000..10011).map(|number| number.to_string()).collect();
        assert_eq!(written, expected);
        is_in_step(&desk, 11);
    }
}

#[test]
fn changes_of_both_sides_travel_and_meet_on_one_record() {
    let desk = desk_in_step(6);
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[1], "0800 1");
    change_phone(&path, contacts(&path)[2], "0800 2");
    desk.run("address edit 10002 city=Buxtehude").done();
    desk.run("address edit 10003 phone=0800/3").done();
    let run = desk.json("sync Kunden.pst");
    assert_eq!(addresses(&run)["updated"], 3, "{run}");
    assert_eq!(addresses(&run)["unchanged"], 3, "{run}");
    assert_eq!(phone(&desk, "10001"), "0800 1");
    let both = desk.json("address show 10002");
    assert_eq!((&both["phone"], &both["city"]), (&json!("0800 2"), &json!("Buxtehude")));
    assert_eq!(phone_in_outlook(&desk, "10003"), "0800/3");
    let dated: Vec<usize> =
        exports(&path).iter().enumerate().filter_map(|(at, date)| Some((at, (*date)?).0)).collect();
    assert_eq!(dated, [2, 3], "what is written to Outlook gets its export date");
    is_in_step(&desk, 6);
}

#[test]
fn the_history_says_which_field_of_which_side_was_written_and_why() {
    let desk = desk_in_step(3);
    desk.run("address edit 10001 phone=0800/1").done();
    change_phone(&desk.path("Kunden.pst"), contacts(&desk.path("Kunden.pst"))[2], "0800 2");
    desk.run("sync Kunden.pst").done();
    let run = desk.json("runs show 2");
    let lines = run["lines"].as_array().unwrap();
    let told = |side: &str| {
        let line = lines.iter().find(|line| line["side"] == side).unwrap();
        (line["after"].clone(), line["why"].clone())
    };
    assert_eq!(told("outlook"), (json!("0800/1"), json!("changed in the address database")));
    assert_eq!(told("office"), (json!("0800 2"), json!("changed in Outlook")));
    assert_eq!(run["job"], "sync");
}

/// Both sides have another telephone number.
fn conflict() -> Desk {
    let desk = desk_in_step(3);
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[1], "0800 1");
    desk.run("address edit 10001 phone=0900/9").done();
    desk
}

#[test]
fn a_conflict_ends_as_the_policy_says_and_the_loser_is_kept() {
    for (policy, expected) in [("office", "0900/9"), ("outlook", "0800 1")] {
        let desk = conflict();
        desk.run(&format!("sync Kunden.pst --conflicts {policy}"));
        assert_eq!(phone(&desk, "10001"), expected);
        assert_eq!(phone_in_outlook(&desk, "10001"), expected);
        let run = desk.json("runs show 2");
        let lines = run["lines"].to_string();
        assert!(lines.contains("0800 1") && lines.contains("0900/9"), "{lines}");
        is_in_step(&desk, 3);
    }
}

#[test]
fn with_both_the_losing_value_stands_in_the_notes() {
    let desk = conflict();
    desk.run("sync Kunden.pst --conflicts both --lang de");
    let address = desk.json("address show 10001");
    let (phone, notes) = (address["phone"].as_str().unwrap(), address["notes"].as_str().unwrap());
    let lost = if phone == "0800 1" { "0900/9" } else { "0800 1" };
    assert!(notes.contains(&format!("Telefon vor dem Abgleich: {lost}")), "{notes}");
    is_in_step(&desk, 3);
}

#[test]
fn what_a_person_is_to_decide_is_left_alone_and_said() {
    let desk = conflict();
    let answer = desk.run("sync Kunden.pst --conflicts ask --json");
    assert_eq!(answer.code, 1, "{answer:?}");
    let open = answer.json()["open"].clone();
    assert_eq!((&open[0]["row"], &open[0]["office"]), (&json!(8), &json!("10001")), "{open}");
    assert_eq!(phone(&desk, "10001"), "0900/9");
    let again = desk.run("sync Kunden.pst --conflicts ask --json");
    assert_eq!((again.code, again.json()["open"].as_array().unwrap().len()), (1, 1));
}

#[test]
fn what_was_deleted_in_outlook_comes_back() {
    let desk = desk_in_step(5);
    let path = desk.path("Kunden.pst");
    let gone = contacts(&path)[2];
    move_to_trash(&path, gone);
    let run = desk.json("sync Kunden.pst");
    assert_eq!(addresses(&run)["restored"], 1, "{run}");
    assert_eq!(contacts(&path).len(), 5, "it was moved back, not made again");
    assert!(contacts(&path).contains(&gone));
    is_in_step(&desk, 5);
}

#[test]
fn what_was_deleted_in_the_office_comes_back_unless_deletions_travel() {
    let desk = desk_in_step(5);
    let path = desk.path("Kunden.pst");
    desk.run("address delete 10001").done();
    assert_eq!(addresses(&desk.json("sync Kunden.pst"))["restored"], 1);
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 5);
    desk.run("address delete 10002").done();
    let run = desk.json("sync Kunden.pst --deletions propagate");
    assert_eq!(addresses(&run)["deleted"], 1, "{run}");
    assert_eq!(addresses(&run)["outlook"]["deleted"], 1, "{run}");
    let in_trash = {
        let _quiet = nothing_starts();
        let pst = pst::Pst::open(&path, pst::Access::Read).unwrap();
        let folders = pst::Reader::folders(&pst.read()).unwrap().folders;
        folders.iter().find(|folder| folder.deleted).unwrap().items
    };
    assert_eq!(in_trash, 1, "it lies in Deleted Items");
    assert_eq!(checked(&path), None);
    assert_eq!(addresses(&desk.json("sync Kunden.pst"))["read"], 4);
}

#[test]
fn a_deletion_in_outlook_travels_after_a_second_look_if_it_is_to() {
    let desk = desk_in_step(5);
    let path = desk.path("Kunden.pst");
    move_to_trash(&path, contacts(&path)[3]);
    let first = desk.json("sync Kunden.pst --deletions propagate");
    assert_eq!(addresses(&first)["deleted"], 0, "{first}");
    let second = desk.json("sync Kunden.pst --deletions propagate");
    assert_eq!(addresses(&second)["deleted"], 1, "{second}");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 4);
    assert_eq!(desk.json("address list --trash").as_array().unwrap().len(), 1);
}

#[test]
fn a_number_changed_in_the_office_is_changed_on_the_contact() {
    let desk = desk_in_step(3);
    desk.run("address edit 10001 customer_no=K-1").done();
    desk.run("sync Kunden.pst").done();
    assert_eq!(numbers(&desk.path("Kunden.pst")), ["10000", "K-1", "10002"]);
    is_in_step(&desk, 3);
}

#[test]
fn the_same_person_entered_on_both_sides_is_linked_and_not_doubled() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 3);
    let other = Desk::new();
    fs::copy(desk.path("Kunden.pst"), other.path("Kunden.pst")).unwrap();
    other.run("import Kunden.pst").done();
    let person = other.json("address list");
    let with_mail = |address: &&Value| address["email"] != "";
    let person = person.as_array().unwrap().iter().find(with_mail).unwrap();
    let fields = ["first_name", "last_name", "company", "email", "postal_code", "street"];
    let given = fields.map(|name| format!("{name}={}", person[name].as_str().unwrap()));
    let mut args = vec!["address", "add"];
    args.extend(given.iter().map(String::as_str));
    desk.run_args(&args).done();
    let run = desk.json("sync Kunden.pst");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 3, "{run}");
    assert_eq!(contacts(&desk.path("Kunden.pst")).len(), 3, "{run}");
    is_in_step(&desk, 3);
}

#[test]
fn a_mass_change_in_the_office_stops_until_it_is_confirmed() {
    let desk = desk_in_step(25);
    let before = fs::read(desk.path("Kunden.pst")).unwrap();
    for number in 10000..10025 {
        desk.run(&format!("address edit {number} phone=0")).done();
    }
    for job in ["sync", "export"] {
        let answer = desk.run(&format!("{job} Kunden.pst --json"));
        assert_eq!(answer.code, 7, "{answer:?}");
    }
    assert!(before == fs::read(desk.path("Kunden.pst")).unwrap());
    assert_eq!(addresses(&desk.json("sync Kunden.pst --yes"))["updated"], 25);
}

#[test]
fn a_file_that_may_only_be_read_or_is_in_use_is_not_synchronised() {
    let desk = desk_in_step(3);
    let path = desk.path("Kunden.pst");
    let refused = |job: &str, words: &str| {
        let before = fs::read(&path).unwrap();
        for end in ["", " --dry-run"] {
            let answer = desk.run(&format!("{job} Kunden.pst{end}"));
            assert_eq!((answer.code, answer.out.as_str()), (4, ""), "{answer:?}");
            assert!(answer.err.contains(words), "{answer:?}");
        }
        assert!(before == fs::read(&path).unwrap());
    };
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    for job in ["export", "sync"] {
        refused(job, "cannot be written");
    }
    make_writable(&path);
    let held = {
        let _quiet = nothing_starts();
        pst::Pst::open(&path, pst::Access::Write).unwrap()
    };
    for job in ["export", "sync"] {
        refused(job, "open in another program");
    }
    drop(held);
    fs::rename(&path, desk.path("Kunden.ost")).unwrap();
    for job in ["export", "sync"] {
        let answer = desk.run(&format!("{job} Kunden.ost"));
        assert_eq!(answer.code, 4, "{answer:?}");
    }
}

/// The file's own counter is as old as the backup: without care a new contact gets the key of the
/// one that is gone, and is taken for it.
#[test]
fn a_data_file_put_back_from_a_backup_gives_no_key_out_again() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    desk.run("sync Kunden.pst --only addresses --quiet").done();
    let backup = std::fs::read(&path).unwrap();
    desk.run("address add last_name=Verloren email=v@example.org").done();
    desk.run("sync Kunden.pst --only addresses --quiet").done();
    let gone = contacts(&path)[3];
    std::fs::write(&path, backup).unwrap();
    desk.run("address add last_name=Neuling email=n@example.org").done();
    for _ in 0..2 {
        desk.run("sync Kunden.pst --only addresses --quiet").done();
    }
    assert!(!contacts(&path).contains(&gone), "{gone} was given out again");
    let mut held = numbers(&path);
    held.sort();
    assert_eq!(held, ["10000", "10001", "10002", "10003", "10004"]);
    let last = desk.run("sync Kunden.pst --only addresses --json").done().json();
    assert_eq!(addresses(&last)["unchanged"], json!(5), "{last}");
    assert_eq!(desk.json("address show 10003")["last_name"], json!("Verloren"));
    assert_eq!(checked(&path), None);
}

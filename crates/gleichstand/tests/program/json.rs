//! The JSON that scripts rely on.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::harness::{Desk, KINDS, addresses};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn desk_with_sample(count: u64) -> Desk {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, count);
    desk
}

#[test]
fn a_run_has_every_key_and_its_counters_add_up() {
    let desk = desk_with_sample(5);
    let run = desk.json("import Kunden.pst");
    let expected = [
        "run",
        "job",
        "file",
        "kinds",
        "not_transferred",
        "duplicates",
        "open",
        "errors",
        "warnings",
        "seconds",
    ];
    assert_eq!(keys(&run), BTreeSet::from(expected));
    assert_eq!(
        (&run["run"], &run["job"], &run["file"]),
        (&json!(1), &json!("import"), &json!("Kunden.pst"))
    );
    assert_eq!(
        keys(&run["kinds"]),
        BTreeSet::from(["addresses", "mails", "appointments", "tasks"])
    );
    let counters = addresses(&run);
    let parts =
        ["created", "updated", "unchanged", "restored", "deleted", "skipped", "open", "errors"];
    let sum: u64 = parts.iter().map(|name| counters[name].as_u64().unwrap()).sum();
    assert_eq!(counters["read"], sum);
    assert_eq!(counters["office"], json!({"created": 5, "updated": 0, "deleted": 0}));
    assert_eq!(counters["outlook"], json!({"created": 0, "updated": 5, "deleted": 0}));
}

#[test]
fn addresses_have_the_names_of_the_records() {
    let desk = Desk::new();
    let added = desk.run_args(&[
        "address",
        "add",
        "last_name=Müller",
        "Ort=Köln",
        "groups=Kunde; VIP",
        "birthday=23.11.1970",
        "private=ja",
        "--json",
    ]);
    let added = added.done().json();
    for (name, value) in [
        ("customer_no", json!("10000")),
        ("last_name", json!("Müller")),
        ("city", json!("Köln")),
        ("groups", json!(["Kunde", "VIP"])),
        ("birthday", json!("1970-11-23")),
        ("private", json!(true)),
        ("first_name", json!("")),
        ("id", json!(1)),
    ] {
        assert_eq!(added[name], value, "{name}");
    }
    assert_eq!(desk.json("address show 10000"), added);
    assert_eq!(desk.json("address list"), json!([added]));
    assert_eq!(desk.json("address search mueller"), json!([added]));
    assert_eq!(desk.json("address search meier"), json!([]));
}

#[test]
fn an_address_is_edited_deleted_and_taken_back() {
    let desk = Desk::new();
    desk.run("address add last_name=Klein").done();
    desk.run("address add last_name=Ohne customer_no=").done();
    assert_eq!(desk.json("address show id:2")["customer_no"], "");
    assert_eq!(desk.json("address list --prospects").as_array().unwrap().len(), 1);
    assert_eq!(desk.json("address edit 10000 phone=123 customer_no=K-1")["phone"], "123");
    assert_eq!(desk.json("address edit K-1 phone=")["phone"], "");
    desk.run("address delete K-1").done();
    assert_eq!(desk.json("address list --customers"), json!([]));
    assert_eq!(desk.json("address list --trash").as_array().unwrap().len(), 1);
    desk.run("address restore K-1").done();
    assert_eq!(desk.json("address list --customers").as_array().unwrap().len(), 1);
}

#[test]
fn a_data_file_tells_what_the_contract_says() {
    let desk = Desk::new();
    desk.run("pst new neu.pst --format ansi --encryption cyclic --name Neu").done();
    let info = desk.json("pst info neu.pst");
    let size = fs::metadata(desk.path("neu.pst")).unwrap().len();
    assert_eq!(
        info,
        json!({"format": "ansi", "version": 14, "encryption": "cyclic", "size": size,
            "name": "Neu", "password": false, "maps_valid": true, "read_only": false,
            "warnings": []})
    );
    let listing = desk.json("pst ls neu.pst");
    assert_eq!(listing["items"], 0);
    let folders = listing["folders"].as_array().unwrap();
    assert_eq!(folders[0]["id"], "122");
    let contacts = folders.iter().find(|folder| folder["path"] == "/Contacts").unwrap();
    assert_eq!(contacts["class"], "IPF.Contact");
    let expected =
        BTreeSet::from(["id", "path", "class", "visible", "search", "items", "unread", "hidden"]);
    assert_eq!(keys(contacts), expected);
    let search = folders.iter().find(|folder| folder["search"] == true).unwrap();
    assert_eq!((&search["items"], &search["found"]), (&json!(0), &json!(0)));
    assert!(keys(&listing).is_superset(&keys(&info)));
}

#[test]
fn an_item_shows_tag_name_set_type_and_value_of_every_property() {
    let desk = desk_with_sample(1);
    desk.run("import Kunden.pst").done();
    let item = desk.json("pst show Kunden.pst 200024");
    let properties = item["properties"].as_array().unwrap();
    let named = |name: &str| properties.iter().find(|property| property["name"] == name).unwrap();
    assert_eq!(
        named("PidTagMessageClass"),
        &json!({"tag": "0x001A001F", "name": "PidTagMessageClass", "set": null,
            "type": "PtypString", "value": "IPM.Contact"})
    );
    let number = named("Kundennr");
    assert_eq!((&number["set"], &number["value"]), (&json!("PS_PUBLIC_STRINGS"), &json!("10000")));
    assert_eq!((&item["recipients"], &item["attachments"]), (&json!([]), &json!([])));
    assert_eq!(item["warnings"], json!([]));
}

#[test]
fn the_history_names_every_field_and_why() {
    let desk = desk_with_sample(2);
    desk.run("import Kunden.pst").done();
    let runs = desk.json("runs list");
    assert_eq!((runs.as_array().unwrap().len(), &runs[0]["exit"]), (1, &json!(0)));
    let run = desk.json("runs show 1");
    assert_eq!(addresses(&run)["created"], 2);
    let lines = run["lines"].as_array().unwrap();
    let number = lines.iter().find(|line| line["field"] == "Kundennr" && line["side"] == "outlook");
    assert_eq!(number.unwrap()["after"], "10000");
    assert!(lines.iter().all(|line| line["why"] == "new in Outlook"), "{lines:?}");
}

#[test]
fn a_demonstration_is_one_document() {
    let desk = Desk::new();
    let demo = desk.json("demo dort --size 4 --seed 3");
    assert_eq!(addresses(&demo["runs"][0])["created"], 4);
    assert_eq!(addresses(&demo["runs"][1])["updated"], 1);
    assert_eq!(addresses(&demo["runs"][1])["unchanged"], 3);
    assert_eq!(demo["runs"][2]["job"], "sync");
    assert_eq!(addresses(&demo["runs"][2])["updated"], 2);
    assert_eq!(addresses(&demo["runs"][3])["outlook"]["created"], 4);
    assert_eq!(demo["changed"].as_array().unwrap().len(), 3);
    assert!(desk.path("dort/office.db").is_file());
}

#[test]
fn the_same_seed_gives_the_same_contacts() {
    let desk = Desk::new();
    let names = |folder: &str, seed: u64| {
        desk.run(&format!("demo {folder} --size 5 --seed {seed} -q")).done();
        let list = desk.json(&format!("address list --office {folder}/office.db"));
        list.as_array().unwrap().iter().map(|a| a["last_name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("a", 3), names("b", 3));
    assert_ne!(names("c", 3), names("d", 4));
}

#[test]
fn the_mapping_is_data() {
    let desk = Desk::new();
    assert_eq!(desk.json("mapping list"), json!(["default"]));
    let mapping: sync::Mapping = serde_json::from_value(desk.json("mapping show")).unwrap();
    assert_eq!(mapping, sync::default_mapping());
}

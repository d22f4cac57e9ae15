//! Export from end to end: every address becomes a contact, once, with its number.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use outlook::Format;
use serde_json::{Value, json};

use crate::harness::{
    Desk, KINDS, addresses, change_phone, checked, contacts, exports, findings, make_writable,
    numbers, real_files_with_contacts,
};

const FORMATS: [(&str, Format); 2] = [("unicode", Format::Unicode), ("ansi", Format::Ansi)];

/// Addresses by number, without what every office gives its own.
fn records(desk: &Desk) -> BTreeMap<String, Value> {
    let list = desk.json("address list");
    let own = ["id", "created_at", "changed_at"];
    let record = |address: &Value| {
        let mut record = address.clone();
        own.iter().for_each(|name| drop(record.as_object_mut().unwrap().remove(*name)));
        (address["customer_no"].as_str().unwrap().to_owned(), record)
    };
    list.as_array().unwrap().iter().map(record).collect()
}

/// Exports into a new file, and imports that into a second, empty office.
fn there_and_back(desk: &Desk, format: &str) -> (Desk, Value) {
    let run = desk.json(&format!("export Neu-{format}.pst --format {format}"));
    let path = desk.path(&format!("Neu-{format}.pst"));
    let bytes = fs::read(&path).unwrap();
    let again = desk.json(&format!("export Neu-{format}.pst"));
    assert_eq!(addresses(&again)["unchanged"], addresses(&run)["created"], "{again}");
    assert_eq!(addresses(&again)["written_to_outlook"], 0, "{again}");
    assert!(bytes == fs::read(&path).unwrap(), "a second export changed the file");
    assert_eq!(checked(&path), None);
    let second = Desk::new();
    fs::copy(&path, second.path("Neu.pst")).unwrap();
    let imported = second.json("import Neu.pst");
    assert_eq!(addresses(&imported)["created"], addresses(&run)["created"], "{imported}");
    assert!(bytes == fs::read(second.path("Neu.pst")).unwrap(), "the numbers were there");
    (second, run)
}

/// Both offices have the same addresses; what an ANSI file cannot hold is missing and was named.
fn assert_same(first: &Desk, second: &Desk, format: &str, run: &Value) {
    let (here, there) = (records(first), records(second));
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    let mut left_out = 0;
    for (number, record) in &here {
        for (field, value) in record.as_object().unwrap() {
            let arrived = &there[number][field];
            let text = value.to_string();
            let lacks = format == "ansi" && !pst::representable(&text, 1252);
            if lacks && arrived != value && field != "letter_salutation" {
                assert!(arrived == "" || arrived == &json!([]), "{number} {field}: {arrived}");
                left_out += 1;
            } else if !lacks {
                assert_eq!(arrived, value, "{number} {field}");
            }
        }
    }
    let named = run["warnings"].as_array().unwrap().len();
    assert_eq!(named, left_out, "{run}");
}

#[test]
fn all_real_contacts_arrive_in_a_second_office_by_way_of_a_new_file() {
    for file in real_files_with_contacts() {
        let desk = Desk::new();
        fs::copy(&file, desk.path("real.pst")).unwrap();
        make_writable(&desk.path("real.pst"));
        let import = desk.run("import real.pst --with-deleted --ignore-password --json");
        assert!([0, 1].contains(&import.code), "{file:?}: {import:?}");
        for (format, _) in FORMATS {
            let (second, run) = there_and_back(&desk, format);
            assert_same(&desk, &second, format, &run);
        }
    }
}

#[test]
fn every_field_arrives_in_a_second_office_by_way_of_a_new_file() {
    for (_, of_source) in FORMATS {
        let desk = Desk::new();
        desk.every_field("Alles.pst", of_source);
        desk.run("import Alles.pst").done();
        for (format, _) in FORMATS {
            let (second, run) = there_and_back(&desk, format);
            assert_eq!(run["warnings"], json!([]));
            assert_same(&desk, &second, format, &run);
            let record = second.json("address show 10000");
            for line in sync::default_mapping().lines(sync::Kind::Addresses) {
                let value = &record[line.office.to_string()];
                assert!(value != "" && value != &json!([]), "{} is empty", line.office);
            }
        }
    }
}

#[test]
fn every_format_and_every_encryption_gets_numbers_and_export_dates_and_keeps_the_office() {
    for (format, cipher) in KINDS {
        let desk = Desk::new();
        let path = desk.sample("Kunden.pst", format, cipher, 12);
        desk.run("import Kunden.pst").done();
        desk.run("address edit 10003 phone=0221/9").done();
        desk.run("address edit 10004 customer_no=K-4").done();
        desk.run("address add last_name=Zander").done();
        let office = desk.json("address list");
        let (clean, before) = (checked(&path), exports(&path));
        assert!(before.iter().all(Option::is_none));
        let run = desk.json("export Kunden.pst");
        let counters = addresses(&run);
        assert_eq!((&counters["created"], &counters["updated"]), (&json!(1), &json!(2)), "{run}");
        assert_eq!(counters["written_to_outlook"], 3);
        assert_eq!(counters["office"], json!({"created": 0, "updated": 0, "deleted": 0}));
        assert_eq!(desk.json("address list"), office, "an export changes no address");
        let written = numbers(&path);
        assert_eq!(
            (written.len(), written[4].as_str(), written[12].as_str()),
            (13, "K-4", "10012")
        );
        let dates = exports(&path);
        let dated: Vec<usize> = (0..13).filter(|at| dates[*at].is_some()).collect();
        assert_eq!(dated, [3, 4, 12]);
        assert!(dated.iter().all(|at| dates[*at].unwrap().0 == dates[*at].unwrap().1));
        assert_eq!((clean, checked(&path)), (None, None));
        let bytes = fs::read(&path).unwrap();
        assert_eq!(addresses(&desk.json("export Kunden.pst"))["unchanged"], 13);
        assert!(bytes == fs::read(&path).unwrap());
    }
}

#[test]
fn fields_without_a_mapping_are_kept_bit_for_bit_in_real_files() {
    for file in real_files_with_contacts() {
        let desk = Desk::new();
        let path = desk.path("real.pst");
        fs::copy(&file, &path).unwrap();
        make_writable(&path);
        let import = desk.run("import real.pst --ignore-password --json");
        let imported = addresses(&import.json())["created"].as_u64().unwrap();
        if imported == 0 {
            continue;
        }
        let known = findings(&path);
        let before = crate::harness::dump(&path);
        desk.run("address edit 10000 phone=0221/47110815").done();
        let run = desk.run("export real.pst --ignore-password --json");
        assert_eq!(addresses(&run.json())["updated"], 1, "{file:?} {run:?}");
        let (Some(before), Some(known)) = (before, known) else { continue };
        let after = crate::harness::dump(&path).unwrap();
        only_the_phone_changed(&before, &after, &file);
        let new = findings(&path).unwrap().into_iter();
        let new: Vec<_> = new.filter(|(kind, count)| known.get(kind) < Some(count)).collect();
        assert_eq!(new, [], "{file:?}");
    }
}

/// Of all items one changed: its telephone number, stamp, number and definition of fields.
fn only_the_phone_changed(
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
    file: &Path,
) {
    let mut changed = Vec::new();
    for (nid, old) in before {
        let new = &after[nid]["props"];
        let props = old["props"].as_object().unwrap();
        let kept = props.iter().filter(|(name, value)| new.get(name) != Some(value));
        changed.extend(kept.map(|(name, _)| (nid.clone(), name.clone())));
    }
    let items: std::collections::BTreeSet<&String> = changed.iter().map(|(nid, _)| nid).collect();
    let hidden = |nid: &&&String| before[**nid]["kind"] == "assoc";
    assert!(items.iter().filter(|nid| !hidden(nid)).count() <= 1, "{file:?} {changed:?}");
    let ours = ["3a08", "3008", "0e08", "8540", "Exportdatum"];
    for (nid, name) in &changed {
        let known = ours.iter().any(|ours| name.ends_with(ours));
        assert!(known || before[nid]["kind"] == "assoc", "{file:?} {nid} {name}");
    }
}

#[test]
fn what_an_ansi_file_lacks_is_named_and_the_rest_is_written() {
    let desk = Desk::new();
    let add =
        ["address", "add", "last_name=Świątek", "city=Köln", "notes=Größe 😀", "--lang", "de"];
    desk.run_args(&add).done();
    let answer = desk.run("export Neu.pst --format ansi --lang de").done();
    assert!(answer.out.contains("„Notizen“ wurde nicht geschrieben"), "{}", answer.out);
    let run = desk.run("runs show 1 --json --lang en").done().json();
    assert_eq!(run["warnings"].as_array().unwrap().len(), 2, "{run}");
    let second = Desk::new();
    fs::copy(desk.path("Neu.pst"), second.path("Neu.pst")).unwrap();
    second.run("import Neu.pst").done();
    let record = second.json("address show 10000");
    assert_eq!((&record["city"], &record["notes"]), (&json!("Köln"), &json!("")));
    let bytes = fs::read(desk.path("Neu.pst")).unwrap();
    desk.run("export Neu.pst").done();
    assert!(bytes == fs::read(desk.path("Neu.pst")).unwrap());
}

#[test]
fn a_prospect_is_exported_once_and_without_a_number() {
    let desk = Desk::new();
    desk.run("address add last_name=Ohne customer_no=").done();
    assert_eq!(addresses(&desk.json("export Neu.pst"))["created"], 1);
    assert_eq!(addresses(&desk.json("export Neu.pst"))["unchanged"], 1);
    desk.run("address edit id:1 city=Ulm").done();
    assert_eq!(addresses(&desk.json("export Neu.pst"))["updated"], 1);
    assert_eq!(contacts(&desk.path("Neu.pst")).len(), 1);
}

#[test]
fn a_field_changed_in_outlook_later_is_kept_for_the_next_import() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    desk.run("import Kunden.pst").done();
    change_phone(&path, contacts(&path)[1], "0800 1");
    let run = desk.json("export Kunden.pst");
    assert_eq!(addresses(&run)["written_to_outlook"], 0, "{run}");
    assert_eq!(addresses(&desk.json("import Kunden.pst"))["updated"], 1);
    assert_eq!(desk.json("address show 10001")["phone"], "0800 1");
}

#[test]
fn a_dry_run_makes_no_file_and_says_what_the_run_then_does() {
    let desk = Desk::new();
    desk.run("address add last_name=Zander city=Köln").done();
    let promised = desk.json("export Neu.pst --dry-run");
    assert!(!desk.path("Neu.pst").exists());
    let lines = promised["lines"].as_array().unwrap();
    let city = lines.iter().find(|line| line["field"] == "contact.business.city").unwrap();
    assert_eq!((&city["side"], &city["after"]), (&json!("outlook"), &json!("Köln")));
    assert_eq!(addresses(&promised), addresses(&desk.json("export Neu.pst")));
}

#[test]
fn a_backup_is_made_before_an_export_writes_into_a_file_that_was_there() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let path = desk.sample("Kunden.pst", format, cipher, 3);
    let before = fs::read(&path).unwrap();
    desk.run("address add last_name=Zander").done();
    desk.run("export Kunden.pst").done();
    let names = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().path());
    let copies: Vec<_> =
        names.filter(|path| path.to_string_lossy().contains(".pst.bak-")).collect();
    assert_eq!(copies.len(), 1);
    assert!(fs::read(&copies[0]).unwrap() == before);
}

#[test]
fn an_office_that_cannot_be_reached_leaves_no_new_file() {
    let desk = Desk::new();
    fs::write(desk.path("office.db"), "keine Datenbank, aber lang genug, um eine zu sein").unwrap();
    assert_eq!(desk.run("export Neu.pst").code, 4);
    assert!(!desk.path("Neu.pst").exists());
}

#[test]
fn only_other_kinds_means_no_contact() {
    let desk = Desk::new();
    desk.run("address add last_name=Zander").done();
    let run = desk.json("export Neu.pst --only mails,tasks");
    assert_eq!(addresses(&run)["read"], 0, "{run}");
    assert_eq!(contacts(&desk.path("Neu.pst")).len(), 0);
}

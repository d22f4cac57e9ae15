//! Cards, calendars, tables, items of Outlook, address books: imported with everything that an
//! import has, once.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::Desk;

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=Windows-1252:M\u{fc}ller;Anna\r\n\
    ORG:M\u{fc}ller GmbH\r\nTEL;WORK;VOICE:0431 1\r\nEMAIL;PREF;INTERNET:anna@mueller.example\r\n\
    PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n AAEC\r\n\r\nX-KUNDENNR:10007\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:b-1\r\nN:Blau;Bert;;;\r\nFN:Bert Blau\r\n\
    EMAIL:bert@blau.example\r\nPHOTO;ENCODING=b:AAEC\r\nEND:VCARD\r\n";

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e-1\r\n\
    DTSTART;TZID=W. Europe Standard Time:20270503T090000\r\n\
    DTEND;TZID=W. Europe Standard Time:20270503T100000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n\
    SUMMARY:Aufmaß\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:t-1\r\nSUMMARY:Angebot schreiben\r\n\
    DUE;VALUE=DATE:20270504\r\nEND:VTODO\r\nBEGIN:VJOURNAL\r\nSUMMARY:Notiz\r\nEND:VJOURNAL\r\n\
    END:VCALENDAR\r\n";

const TABLE: &str = "\"Vorname\";\"Nachname\";\"Firma\";\"E-Mail-Adresse\";\"Geburtstag\";\"Kundennr\"\r\n\
    \"Carla\";\"Grün\";;\"carla@gruen.example\";\"3.5.1980\";\r\n\
    ;;\"Bau \"\"Nord\"\" GmbH\";\"info@nord.example\";\"0.0.00\";\"N-1\"\r\n";

fn desk() -> Desk {
    let desk = Desk::new();
    // As Outlook writes it: each character one byte.
    let bytes: Vec<u8> = CARDS.chars().map(|c| u8::try_from(c).unwrap()).collect();
    fs::write(desk.path("Karten.vcf"), bytes).unwrap();
    fs::write(desk.path("Kalender.ics"), CALENDAR).unwrap();
    fs::write(desk.path("Kunden.csv"), TABLE).unwrap();
    desk
}

fn of<'a>(run: &'a Value, kind: &str, counter: &str) -> &'a Value {
    &run["kinds"][kind][counter]
}

#[test]
fn cards_are_imported_once_with_the_numbers_that_they_carry() {
    let desk = desk();
    let dry = desk.json("import Karten.vcf --dry-run");
    assert_eq!(of(&dry, "addresses", "created"), &json!(2), "{dry}");
    assert!(!desk.path("office.db").exists());
    let run = desk.json("import Karten.vcf");
    assert_eq!(of(&run, "addresses", "created"), &json!(2), "{run}");
    let said = run["warnings"].to_string();
    assert_eq!(said.matches("PHOTO").count(), 1, "what is left behind is said once: {run}");
    assert!(said.contains("1252"), "that the character set was guessed is said, too: {run}");
    let anna = desk.json("address show 10007");
    assert_eq!(
        [&anna["last_name"], &anna["company"], &anna["phone"]],
        [&json!("Müller"), &json!("Müller GmbH"), &json!("0431 1")]
    );
    let again = desk.json("import Karten.vcf");
    assert_eq!(of(&again, "addresses", "unchanged"), &json!(2), "{again}");
    fs::create_dir(desk.path("anderswo")).unwrap();
    fs::rename(desk.path("Karten.vcf"), desk.path("anderswo/K.vcf")).unwrap();
    let moved = desk.json("import anderswo/K.vcf");
    assert_eq!(of(&moved, "addresses", "created"), &json!(0), "known wherever it lies: {moved}");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 2);
}

#[test]
fn a_card_that_was_changed_changes_its_address_and_no_more() {
    let desk = desk();
    desk.json("import Karten.vcf");
    let bytes = fs::read(desk.path("Karten.vcf")).unwrap();
    let at = bytes.windows(9).position(|part| part == b"FN:Bert B").unwrap();
    let changed = [&bytes[..at], b"TITLE:Meister\r\n", &bytes[at..]].concat();
    fs::write(desk.path("Karten.vcf"), changed).unwrap();
    let run = desk.json("import Karten.vcf");
    let counted = ["created", "updated", "unchanged"].map(|name| of(&run, "addresses", name));
    assert_eq!(counted, [&json!(0), &json!(1), &json!(1)], "{run}");
    assert!(!run["warnings"].to_string().contains("backup"), "{run}");
    let bert = desk.json("address search Blau");
    let id = bert[0]["customer_no"].as_str().unwrap();
    assert_eq!(desk.json(&format!("address show {id}"))["position"], json!("Meister"));
}

#[test]
fn a_calendar_gives_appointments_and_tasks_and_names_what_it_leaves() {
    let desk = desk();
    let run = desk.json("import Kalender.ics");
    assert_eq!(of(&run, "appointments", "created"), &json!(1), "{run}");
    assert_eq!(of(&run, "tasks", "created"), &json!(1), "{run}");
    let other = &run["not_transferred"][0];
    assert_eq!((&other["class"], &other["count"]), (&json!("VJOURNAL"), &json!(1)), "{run}");
    let made = desk.json("appointment list");
    assert_eq!(made[0]["start"], json!("2027-05-03T07:00:00Z"), "{made}");
    assert_eq!(made[0]["time_zone"], json!("Europe/Berlin"), "{made}");
    let again = desk.json("import Kalender.ics");
    assert_eq!(of(&again, "appointments", "unchanged"), &json!(1), "{again}");
    assert_eq!(of(&again, "tasks", "unchanged"), &json!(1), "{again}");
}

#[test]
fn a_table_is_imported_in_its_own_encoding_and_undone() {
    let desk = desk();
    let run = desk.json("import Kunden.csv");
    assert_eq!(of(&run, "addresses", "created"), &json!(2), "{run}");
    let firm = desk.json("address show N-1");
    assert_eq!(firm["company"], json!("Bau \"Nord\" GmbH"), "{firm}");
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(TABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(desk.path("Kunden.csv"), wide).unwrap();
    let again = desk.json("import Kunden.csv");
    assert_eq!(of(&again, "addresses", "unchanged"), &json!(2), "{again}");
    fs::remove_file(desk.path("Kunden.csv")).unwrap();
    desk.json("runs undo 1");
    assert_eq!(desk.json("address list"), json!([]), "the file need not be there");
}

#[test]
fn a_folder_is_imported_with_all_that_lies_below_it() {
    let desk = desk();
    fs::create_dir_all(desk.path("Alles/Termine")).unwrap();
    fs::create_dir_all(desk.path("Alles/Posteingang/Kunden")).unwrap();
    fs::rename(desk.path("Karten.vcf"), desk.path("Alles/Karten.vcf")).unwrap();
    fs::rename(desk.path("Kalender.ics"), desk.path("Alles/Termine/K.ics")).unwrap();
    let mail = "From: a@b.example\r\nSubject: Hallo\r\nMessage-ID: <1@b>\r\n\r\nText\r\n";
    fs::write(desk.path("Alles/Posteingang/Kunden/1.eml"), mail).unwrap();
    fs::write(desk.path("Alles/Termine/kaputt.ics"), "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")
        .unwrap();
    fs::write(desk.path("Alles/Bericht.csv"), "x;y\r\n1;2\r\n").unwrap();
    let run = desk.run("import Alles --json");
    let run = run.json();
    for (kind, count) in [("addresses", 2), ("appointments", 1), ("tasks", 1), ("mails", 1)] {
        assert_eq!(of(&run, kind, "created"), &json!(count), "{kind}: {run}");
    }
    assert_eq!(desk.json("mail list")[0]["folder"], json!("/Posteingang/Kunden"));
}

/// Names of tables in which no column has a name that anyone knows.
const NAMELESS: &[&str] = &[
    "examples_Thunderbird.csv",
    "fixtures_quotes1.csv",
    "fixtures_simple_dos.csv",
    "csv_no_header.csv",
    "tab_comma_mixed.csv",
];

fn items() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/items");
    let Ok(found) = fs::read_dir(folder) else {
        println!("skipped: the real files are not here");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_real_file_is_imported_or_refused_with_a_sentence_and_once() {
    for path in items() {
        let (desk, name) = (Desk::new(), path.to_str().unwrap());
        let first = desk.run_args(&["import", name, "--json"]);
        if NAMELESS.iter().any(|nameless| name.ends_with(nameless)) {
            assert_eq!(first.code, 4, "{name}: {first:?}");
            let what = first.json()["error"]["what"].as_str().unwrap().to_owned();
            assert!(what.contains("no known column name"), "{name}: {what}");
            continue;
        }
        let run = first.json();
        // One card says that it is UTF-8, and is not everywhere.
        let broken = name.ends_with("John_Doe_ANDROID.vcf");
        assert_eq!(first.code, if broken { 3 } else { 0 }, "{name}: {run}");
        let kinds = run["kinds"].as_object().unwrap();
        let sum =
            |counter: &str| kinds.values().map(|kind| kind[counter].as_u64().unwrap()).sum::<u64>();
        let left = run["not_transferred"].as_array().unwrap();
        let notes = left.iter().filter(|left| left["class"] == "IPM.StickyNote").count();
        assert!(sum("created") + notes as u64 >= 1, "{name}: {run}");
        let again = desk.run_args(&["import", name, "--json"]).json();
        for (kind, counted) in again["kinds"].as_object().unwrap() {
            assert_eq!(counted["created"], 0, "{name}: {kind}: {again}");
            assert_eq!(counted["updated"], 0, "{name}: {kind}: {again}");
        }
    }
}

/// A card of an address that the office knows with another town.
fn in_doubt() -> (Desk, String) {
    let desk = Desk::new();
    desk.json("address add customer_no=10001 last_name=Blau first_name=Bert city=Kiel email=b@blau.example");
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Blau;Bert;;;\r\nX-KUNDENNR:10001\r\n\
        EMAIL:b@blau.example\r\nADR;TYPE=WORK:;;;Ulm;;;\r\nEND:VCARD\r\n";
    fs::write(desk.path("b.vcf"), card).unwrap();
    let run = desk.run("import b.vcf --json");
    assert_eq!(run.code, 1, "both have a town and no date tells: {run:?}");
    let id = run.json()["open"][0]["id"].to_string();
    (desk, id)
}

#[test]
fn what_a_file_leaves_in_doubt_can_be_decided_and_stays_so() {
    for (choice, city) in [("office", "Kiel"), ("outlook", "Ulm"), ("ignore", "Kiel")] {
        let (desk, id) = in_doubt();
        let done = desk.run(&format!("conflicts resolve {id} {choice}"));
        assert_eq!(done.code, 0, "{choice}: {done:?}");
        assert_eq!(desk.json("address show 10001")["city"], json!(city), "{choice}");
        assert_eq!(desk.json("conflicts list"), json!([]), "{choice}");
        let again = desk.run("import b.vcf --json");
        assert_eq!(again.code, 0, "{choice}: {again:?}");
        assert_eq!(desk.json("address show 10001")["city"], json!(city), "{choice}");
    }
}

#[test]
fn a_record_is_the_same_in_whichever_file_it_lies_and_missing_in_none() {
    let desk = Desk::new();
    let card = |name: &str, phone: &str| {
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name};\r\nTEL:{phone}\r\nEND:VCARD\r\n")
    };
    fs::write(desk.path("a.vcf"), card("Solo", "1") + &card("Lando", "2")).unwrap();
    fs::write(desk.path("b.vcf"), card("Solo", "1")).unwrap();
    desk.json("import a.vcf");
    let run = desk.json("import b.vcf");
    assert_eq!(of(&run, "addresses", "unchanged"), &json!(1), "{run}");
    assert_eq!(run["warnings"], json!([]), "that a file holds less says nothing: {run}");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 2);
}

#[test]
fn what_is_cut_off_is_an_error_and_what_is_there_of_it_is_taken() {
    let desk = desk();
    let calendar = &CALENDAR[..CALENDAR.find("BEGIN:VJOURNAL").unwrap()];
    fs::write(desk.path("Kalender.ics"), calendar).unwrap();
    fs::write(desk.path("Kunden.csv"), TABLE.replace("\"\"Nord\"\"", "\"\"Nord\"")).unwrap();
    let mail = "From: a@b.example\r\nSubject: Hallo\r\nContent-Type: multipart/mixed; boundary=B\r\n\
        \r\n--B\r\n\r\nText\r\n--B\r\nContent-Type: application/pdf; name=a.pdf\r\n\
        Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x";
    fs::write(desk.path("brief.eml"), mail).unwrap();
    for (file, kind) in
        [("Kalender.ics", "appointments"), ("Kunden.csv", "addresses"), ("brief.eml", "mails")]
    {
        let run = desk.run(&format!("import {file} --json"));
        assert_eq!(run.code, 3, "{file}: {run:?}");
        assert_ne!(of(&run.json(), kind, "created"), &json!(0), "{file}: {run:?}");
    }
    desk.json("mail show 10000 --save Anlagen");
    assert_eq!(fs::read(desk.path("Anlagen/a.pdf")).unwrap(), b"%PDF-1");
}

#[test]
fn files_of_a_folder_that_say_nothing_are_named() {
    let desk = desk();
    fs::create_dir(desk.path("Alles")).unwrap();
    fs::rename(desk.path("Karten.vcf"), desk.path("Alles/Karten.vcf")).unwrap();
    fs::write(desk.path("Alles/kaputt.vcf"), "BXGIN:VCARD").unwrap();
    fs::write(desk.path("Alles/Bericht.csv"), "x;y\r\n1;2\r\n").unwrap();
    fs::write(desk.path("Alles/Liesmich.txt"), "Text").unwrap();
    let run = desk.json("import Alles");
    assert_eq!(of(&run, "addresses", "created"), &json!(2), "{run}");
    let warnings = run["warnings"].to_string();
    assert!(warnings.contains("kaputt.vcf") && warnings.contains("Bericht.csv"), "{warnings}");
    assert!(!warnings.contains("Liesmich"), "{warnings}");
}

//! Exports as copies: whole or not at all, and the office stays as it is.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    for line in [
        "address add last_name=Müller first_name=Anna email=anna@mueller.example customer_no=10007",
        "address add company=Łódź-Bau phone=0431/1 customer_no=10008",
        "appointment add subject=Aufmaß start=2027-05-03T09:00:00+02:00",
        "task add subject=Angebot due_date=2027-05-04",
        "mail add subject=Hallo from=eva@gross.example folder=/Posteingang/Kunden",
    ] {
        desk.json(line);
    }
    desk
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path.file_name().unwrap().to_str().unwrap().to_owned()),
        }
    }
    found.sort();
    found
}

#[test]
fn a_copy_holds_its_kinds_and_leaves_the_office_as_it_is() {
    let desk = desk();
    let before = desk.json("address list");
    let run = desk.json("export Adressen.vcf");
    assert_eq!(run["kinds"]["addresses"]["created"], json!(2), "{run}");
    let text = fs::read_to_string(desk.path("Adressen.vcf")).unwrap();
    assert_eq!(text.matches("BEGIN:VCARD").count(), 2, "{text}");
    assert!(text.contains("VERSION:2.1") && text.contains("X-KUNDENNR:10007"), "{text}");
    let newer = desk.json("export Neu.vcf --format vcard4");
    assert_eq!(newer["kinds"]["addresses"]["created"], json!(2), "everything every time: {newer}");
    assert!(fs::read_to_string(desk.path("Neu.vcf")).unwrap().contains("VERSION:4.0"));
    let run = desk.json("export Kalender.ics");
    assert_eq!(
        (&run["kinds"]["appointments"]["created"], &run["kinds"]["tasks"]["created"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(desk.json("export Post.mbox")["kinds"]["mails"]["created"], json!(1));
    assert_eq!(desk.json("address list"), before);
    let pst = desk.json("export Kunden.pst");
    assert_eq!(pst["kinds"]["addresses"]["created"], json!(2), "a copy links nothing: {pst}");
}

#[test]
fn a_folder_holds_a_file_for_each_record_and_comes_back_as_it_was() {
    for format in ["unicode", "msg"] {
        let desk = desk();
        let run = desk.json(&format!("export Kopie/ --format {format}"));
        let made = files(&desk.path("Kopie"));
        assert_eq!(made.len(), 5, "{made:?}");
        assert_eq!(run["warnings"], json!([]), "{run}");
        let other = Desk::new();
        let path = desk.path("Kopie");
        let back = other.run_args(&["import", path.to_str().unwrap(), "--json"]).done().json();
        let created = |kind: &str| back["kinds"][kind]["created"].as_u64().unwrap();
        let counts = ["addresses", "mails", "appointments", "tasks"].map(created);
        assert_eq!(counts, [2, 1, 1, 1], "{format}: {back}");
        assert_eq!(other.json("address show 10008")["company"], json!("Łódź-Bau"), "{format}");
        assert_eq!(other.json("mail list")[0]["folder"], json!("/Posteingang/Kunden"), "{format}");
    }
}

#[test]
fn what_a_code_page_lacks_is_named_and_another_one_has_it() {
    let desk = desk();
    let run = desk.json("export Kunden.csv --only addresses");
    let warnings = run["warnings"].to_string();
    assert!(warnings.contains("Company") && warnings.contains("--code-page 65001"), "{run}");
    let run = desk.json("export Alle.csv --only addresses --code-page 65001");
    assert_eq!(run["warnings"], json!([]), "{run}");
    let text = fs::read_to_string(desk.path("Alle.csv")).unwrap();
    assert!(text.starts_with("\u{feff}\"Title\",") && text.contains("Łódź-Bau"), "{text}");
    let german = Desk::new().speaking("de_DE.UTF-8");
    german.json("address add last_name=Müller private=true");
    german.json("export Kunden.csv --only addresses");
    let bytes = fs::read(german.path("Kunden.csv")).unwrap();
    assert!(bytes.windows(6).any(|part| part == b"M\xFCller"));
    assert!(bytes.starts_with(b"\"Anrede\""));
}

#[test]
fn nothing_that_is_there_is_replaced_unasked_and_nothing_is_left_of_what_is_refused() {
    let desk = desk();
    fs::write(desk.path("Kunden.vcf"), "wichtig").unwrap();
    fs::create_dir(desk.path("voll")).unwrap();
    fs::write(desk.path("voll/a.txt"), "wichtig").unwrap();
    for (line, words) in [
        ("export Kunden.vcf", "The file is there already"),
        ("export voll", "not empty"),
        ("export Kunden.csv", "only one kind"),
        ("export Kunden.ics --only addresses", "cannot hold"),
        ("export Kunden.vcf --plan plan.json --yes", "no plan"),
        ("export Brief.msg", "a single item only"),
        ("export Posteingang.dbx", "only read"),
        ("export Kunden", "does not say"),
    ] {
        let answer = desk.run(line);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line}: {answer:?}");
        assert!(answer.err.contains(words), "{line}: {answer:?}");
    }
    assert_eq!(fs::read_to_string(desk.path("Kunden.vcf")).unwrap(), "wichtig");
    let dry = desk.json("export Trocken.vcf --dry-run");
    assert_eq!(dry["kinds"]["addresses"]["created"], json!(2), "{dry}");
    assert!(!desk.path("Trocken.vcf").exists());
    desk.json("export Kunden.vcf --yes");
    assert!(fs::read_to_string(desk.path("Kunden.vcf")).unwrap().starts_with("BEGIN:VCARD"));
    let left: Vec<String> =
        files(&desk.path("")).into_iter().filter(|name| name.contains(".part")).collect();
    assert_eq!(left, Vec::<String>::new());
    let undone = desk.run("runs undo 1");
    assert_eq!(undone.code, 2, "{undone:?}");
    assert!(undone.err.contains("made a copy"), "{undone:?}");
}

#[test]
fn a_copy_that_cannot_be_written_leaves_nothing_and_what_was_there() {
    let desk = desk();
    fs::write(desk.path("alt.vcf"), "wichtig").unwrap();
    for line in ["export fehlt/a.vcf", "export fehlt/Kopie/", "export alt.vcf/a.ics"] {
        let answer = desk.run(line);
        assert_eq!((answer.code, answer.out.as_str()), (4, ""), "{line}: {answer:?}");
    }
    assert_eq!(desk.json("runs list"), json!([]), "a run that could not begin is none");
    for line in [
        "export a.mbox --folder /Posteingang",
        "export a.vcf --format msg",
        "export a.ics --format vcard3",
    ] {
        assert_eq!(desk.run(line).code, 2, "{line}");
    }
    assert_eq!(fs::read_to_string(desk.path("alt.vcf")).unwrap(), "wichtig");
    let empty = Desk::new();
    let run = empty.json("export a.vcf");
    assert!(run["warnings"].to_string().contains("nothing to write"), "{run}");
    assert!(!empty.path("a.vcf").exists());
}

#[test]
fn long_names_and_what_an_interruption_left_are_no_hindrance() {
    let desk = desk();
    let long = "😀".repeat(120);
    for _ in 0..2 {
        let subject = format!("subject={long}");
        desk.run_args(&["mail", "add", &subject, "folder=/Posteingang"]).done();
    }
    fs::create_dir(desk.path(".Kopie.part")).unwrap();
    fs::write(desk.path(".Kopie.part/alt.vcf"), "alt").unwrap();
    desk.json("export Kopie/ --only mails");
    let made = files(&desk.path("Kopie"));
    assert_eq!(made.len(), 3, "{made:?}");
    assert!(made.iter().all(|name| name.len() < 200), "{made:?}");
    assert!(!desk.path(".Kopie.part").exists());
}

//! What cannot be done: one sentence, the right exit code, nothing lost.

use std::fs;
use std::path::Path;

use pst::{Access, Pst};

use crate::harness::{Answer, Desk, KINDS, nothing_starts, start};

/// One line on standard error and none on the other; as JSON one document and nothing else.
fn refuses(desk: &Desk, line: &str, code: i32, words: &str) {
    let answer = desk.run(line);
    assert_eq!((answer.code, answer.out.as_str()), (code, ""), "{line}: {answer:?}");
    assert_eq!(answer.err.lines().count(), 1, "{line}: {answer:?}");
    assert!(answer.err.contains(words), "{line}: {answer:?}");
    no_innards(&answer);
    let answer = desk.run(&format!("{line} --json"));
    assert_eq!((answer.code, answer.err.as_str()), (code, ""), "{line}: {answer:?}");
    let error = &answer.json()["error"];
    assert_eq!(error["code"], code, "{line}: {answer:?}");
    assert!(!error["what"].as_str().unwrap().is_empty(), "{line}: {answer:?}");
    assert!(!error["do"].as_str().unwrap().is_empty(), "{line}: {answer:?}");
    no_innards(&answer);
}

/// Nothing that only programmers understand.
fn no_innards(answer: &Answer) {
    for word in ["panicked", "backtrace", "::", "Err(", "Some(", "None", "unwrap", "Error {"] {
        assert!(!answer.err.contains(word) && !answer.out.contains(word), "{word}: {answer:?}");
    }
}

fn sample(desk: &Desk, name: &str) -> std::path::PathBuf {
    let (format, cipher) = KINDS[4];
    desk.sample(name, format, cipher, 3)
}

#[test]
fn what_is_no_data_file_is_named_for_what_it_is() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    let whole = fs::read(desk.sample("ganz.pst", format, cipher, 300)).unwrap();
    fs::write(desk.path("text.pst"), "Sehr geehrte Damen und Herren,\n").unwrap();
    fs::write(desk.path("leer.pst"), "").unwrap();
    fs::write(desk.path("halb.pst"), &whole[..whole.len() / 2]).unwrap();
    fs::write(desk.path("kopf.pst"), &whole[..300]).unwrap();
    fs::create_dir(desk.path("ordner.pst")).unwrap();
    for command in ["import", "pst info", "pst ls", "pst check"] {
        for (file, words) in [
            ("text.pst", "text.pst: This is not an Outlook data file"),
            ("leer.pst", "leer.pst: The file is empty"),
            ("halb.pst", "halb.pst: The file is incomplete"),
            ("kopf.pst", "kopf.pst: "),
            ("ordner.pst", "ordner.pst: This is a folder"),
            ("fehlt.pst", "fehlt.pst: There is no such file"),
        ] {
            if command == "pst check" && file == "halb.pst" {
                continue; // what is there of it is checked
            }
            refuses(&desk, &format!("{command} {file}"), 4, words);
        }
    }
    assert!(!desk.path("office.db").exists(), "no office is made for a file that cannot be read");
}

#[test]
fn a_half_file_is_not_imported_even_if_all_it_holds_lies_in_that_half() {
    let desk = Desk::new();
    let whole = fs::read(sample(&desk, "ganz.pst")).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(desk.path("halb.pst"), half).unwrap();
    refuses(&desk, "import halb.pst", 4, "halb.pst: The file is incomplete");
    assert_eq!(fs::read(desk.path("halb.pst")).unwrap(), half);
    assert!(desk.json("address list").as_array().unwrap().is_empty());
    assert!(desk.json("runs list").as_array().unwrap().is_empty(), "no run was begun");
}

#[test]
fn a_refused_file_is_not_touched_and_the_office_neither() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 300);
    desk.run("import Kunden.pst").done();
    let (before, list) = (fs::read(desk.path("Kunden.pst")).unwrap(), desk.json("address list"));
    fs::write(desk.path("halb.pst"), &before[..before.len() / 2]).unwrap();
    refuses(&desk, "import halb.pst", 4, "incomplete");
    assert_eq!(fs::read(desk.path("halb.pst")).unwrap(), &before[..before.len() / 2]);
    assert_eq!(desk.json("address list"), list);
}

#[test]
fn a_file_of_another_kind_than_its_name_says_is_named_so() {
    let desk = Desk::new();
    for name in ["a.wab", "a.msg", "a.vcf", "a.ics"] {
        fs::write(desk.path(name), "x").unwrap();
        refuses(&desk, &format!("import {name}"), 4, "the content is something else");
        refuses(&desk, &format!("sync {name}"), 2, "Only Outlook data files");
    }
    fs::write(desk.path("a.csv"), "x").unwrap();
    refuses(&desk, "import a.csv", 4, "no known column name");
    refuses(&desk, "sync a.csv", 2, "Only Outlook data files");
    fs::create_dir(desk.path("Express")).unwrap();
    fs::write(desk.path("Express/Posteingang.dbx"), "x").unwrap();
    refuses(&desk, "import Express", 4, "Outlook Express");
    refuses(&desk, "import Express/Posteingang.dbx", 4, "the content is something else");
    fs::write(desk.path("a.docx"), "x").unwrap();
    refuses(&desk, "import a.docx", 4, "not an Outlook data file");
}

#[test]
fn wrong_usage_is_explained() {
    let desk = Desk::new();
    for (line, words) in [
        ("imprt a.pst", "\"import\""),
        ("import", "missing"),
        ("import a.pst --dry", "--dry-run"),
        ("import a.pst --only alles", "addresses, mails, appointments, tasks"),
        ("import a.pst --password-file", "needs a value"),
        ("import a.pst --ignore-password --password-file x", "do not go together"),
        ("import a.pst --mapping privat", "privat"),
        ("address add nichts", "FIELD=VALUE"),
        ("address add farbe=rot", "\"farbe\""),
        ("address add birthday=bald", "Birthday"),
        ("address add customer_no=123456789", "8 characters"),
        ("address add id=7", "kept by the program"),
        ("address show 4711", "4711"),
        ("address list zu viel", "\"zu\""),
        ("runs show 9", "9"),
        ("runs show neun", "neun"),
        ("demo --size 0", "--size"),
        ("completions tcsh", "bash"),
        ("man nichts", "nichts"),
        ("--timezone Mars/Olympus address list", "Mars/Olympus"),
        ("--lang fr address list", "de, en"),
        ("--lang de --lang de address list", "mehrfach"),
    ] {
        refuses(&desk, line, 2, words);
    }
}

#[test]
fn an_office_that_cannot_be_opened_is_named_without_its_password() {
    let desk = Desk::new();
    sample(&desk, "Kunden.pst");
    fs::write(desk.path("text.db"), "no database at all, but long enough to be one").unwrap();
    fs::create_dir(desk.path("ordner.db")).unwrap();
    for command in ["import Kunden.pst", "address list", "runs list"] {
        for (office, words) in [
            ("text.db", "text.db: This is not a database"),
            ("ordner.db", "ordner.db: This is a folder"),
            ("nirgends/office.db", "nirgends/office.db: "),
            ("postgres://anna:geheim@127.0.0.1:1/x", "postgres://anna@127.0.0.1:1/x: "),
            ("postgres://host:keineZahl/x", "cannot be understood"),
            ("postgres://anna:geheim@[::1/x", "cannot be understood"),
        ] {
            let line = format!("{command} --office {office}");
            if !office.contains("[::") {
                refuses(&desk, &line, 4, words);
            }
            let answer = desk.run(&line);
            assert_eq!(answer.code, 4, "{answer:?}");
            assert!(!answer.err.contains("geheim"), "{answer:?}");
        }
    }
}

#[test]
fn a_file_that_another_program_has_open_is_locked() {
    let desk = Desk::new();
    let path = sample(&desk, "Kunden.pst");
    let open = {
        let _quiet = nothing_starts();
        Pst::open(&path, Access::Write).unwrap()
    };
    refuses(&desk, "import Kunden.pst", 4, "Kunden.pst: The file is open in another program");
    refuses(&desk, "pst ls Kunden.pst", 4, "open in another program");
    drop(open);
    desk.run("import Kunden.pst").done();
}

#[test]
fn a_folder_that_the_file_does_not_have_is_wrong_usage() {
    let desk = Desk::new();
    sample(&desk, "Kunden.pst");
    refuses(&desk, "import Kunden.pst --folder /Nirgends", 2, "/Nirgends");
}

#[test]
fn a_demonstration_overwrites_nothing() {
    let desk = Desk::new();
    fs::create_dir(desk.path("voll")).unwrap();
    fs::write(desk.path("voll/brief.txt"), "x").unwrap();
    refuses(&desk, "demo voll", 4, "voll: The folder is not empty");
    fs::write(desk.path("datei"), "x").unwrap();
    refuses(&desk, "demo datei", 4, "datei: ");
}

#[test]
fn a_new_data_file_overwrites_nothing() {
    let desk = Desk::new();
    fs::write(desk.path("da.pst"), "wichtig").unwrap();
    refuses(&desk, "pst new da.pst", 4, "exists already");
    assert_eq!(fs::read(desk.path("da.pst")).unwrap(), b"wichtig");
    refuses(&desk, "pst new nirgends/neu.pst", 4, "nirgends/neu.pst: ");
}

#[test]
fn a_wrong_configuration_is_named_with_its_line() {
    let desk = Desk::new();
    fs::write(desk.path("c.toml"), "lang = \"de\"\noffice = 7\n").unwrap();
    refuses(&desk, "address list --config c.toml", 2, "c.toml: ");
    assert!(desk.run("address list --config c.toml").err.contains('2'));
    refuses(&desk, "address list --config fehlt.toml", 4, "fehlt.toml: ");
}

#[test]
fn a_configuration_is_followed_and_the_command_line_counts_more() {
    let desk = Desk::new();
    fs::write(desk.path("c.toml"), "lang = \"de\"\noffice = \"eins.db\"\n").unwrap();
    assert!(desk.run("address list --config c.toml").done().out.contains("Keine Adressen."));
    assert!(desk.path("eins.db").exists());
    let answer = desk.run("address list --config c.toml --lang en --office zwei.db").done();
    assert!(answer.out.contains("No addresses."));
    assert!(desk.path("zwei.db").exists());
}

/// The device that is always full.
#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let desk = Desk::new();
    sample(&desk, "Kunden.pst");
    desk.run("import Kunden.pst").done();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = start(desk.command().args(["address", "list"]).stdout(full));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no space left"), "{said}");
    let answer = desk.run("address list --office /dev/full");
    assert_eq!(answer.code, 4, "{answer:?}");
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 3);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let desk = Desk::new();
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 300);
    desk.run("import Kunden.pst --no-backup").done();
    let mut child = desk.start(&["runs", "show", "1"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

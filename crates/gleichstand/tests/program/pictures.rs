//! What a person sees of mails, appointments and tasks, in German and in English. The pictures were
//! read.

use outlook::sample::Amounts;

use crate::calendar::booked;
use crate::harness::Desk;
use crate::seen::{ENGLISH, GERMAN, compare, settings};

const SAMPLE: Amounts = Amounts { contacts: 4, mails: 8, appointments: 6, tasks: 4 };

/// Only when records were added and changed is left out.
fn in_both(name: &str, prepare: impl Fn(&Desk), line: &[&str]) {
    let mut settings = settings();
    settings.add_filter(r"(?m)^(angelegt|geändert|Created|Changed)( +)20?.*$", "$1$2[time]");
    settings.add_filter(r"(?m)^(angelegt|geändert|Created|Changed)( +)\d\d\..*$", "$1$2[time]");
    settings.add_filter(r"(?m)^(Begonnen am|Started on|Started at|Started|Begun) .*$", "$1 [time]");
    settings.add_filter(r"\d+[.,]\d\d s\b", "[seconds]");
    for (language, locale) in [("de", GERMAN), ("en", ENGLISH)] {
        let desk = Desk::new().speaking(locale);
        prepare(&desk);
        let zone = ["--timezone", "Europe/Berlin"];
        let answer = desk.run_args(&[line, &zone].concat());
        compare(&format!("{name}-{language}"), &answer, &settings);
    }
}

fn imported(desk: &Desk) {
    desk.sample_of("Alles.pst", SAMPLE);
    desk.run("import Alles.pst").done();
}

/// One item of each kind with a value in every field.
fn every_field(desk: &Desk) {
    desk.every_field("Felder.pst", outlook::Format::Unicode);
    desk.run("import Felder.pst").done();
}

#[test]
fn mails() {
    in_both("mail-list", imported, &["mail", "list"]);
    in_both("mail-list-part", imported, &["mail", "list", "--sort", "from", "--limit", "2"]);
    in_both("mail-show", every_field, &["mail", "show", "10000"]);
    in_both("mail-show-none", imported, &["mail", "show", "4711"]);
    in_both("mail-search-none", imported, &["mail", "search", "gibtesnicht"]);
    in_both("mail-delete", imported, &["mail", "delete", "10003"]);
}

#[test]
fn appointments() {
    in_both("appointment-list", imported, &["appointment", "list"]);
    in_both("appointment-show", every_field, &["appointment", "show", "10000"]);
    in_both("appointment-show-series", booked, &["appointment", "show", "10000"]);
    in_both("appointment-delete", imported, &["appointment", "delete", "10001"]);
    let march = ["appointment", "list", "--from", "2027-03-14", "--to", "2027-04-11"];
    in_both("appointment-span", booked, &march);
    let none = ["appointment", "list", "--from", "2020-01-01", "--to", "2020-01-31"];
    in_both("appointment-span-none", booked, &none);
}

#[test]
fn tasks() {
    in_both("task-list", imported, &["task", "list"]);
    in_both("task-show", every_field, &["task", "show", "10000"]);
    in_both(
        "task-add",
        |_| {},
        &["task", "add", "subject=Angebot schreiben", "due_date=03.05.2027"],
    );
    let edit_in_trash = |desk: &Desk| {
        imported(desk);
        desk.run("task delete 10001").done();
    };
    in_both("task-in-trash", edit_in_trash, &["task", "edit", "10001", "percent=50"]);
}

#[test]
fn help() {
    in_both("help-mail-list", |_| {}, &["mail", "list", "--help"]);
    in_both("help-appointment-list", |_| {}, &["appointment", "list", "--help"]);
    in_both("help-mail", |_| {}, &["mail", "--help"]);
}

#[test]
fn what_a_run_would_write_and_wrote_is_readable() {
    let made = |desk: &Desk| {
        desk.every_field("Felder.pst", outlook::Format::Unicode);
    };
    let only = "mails,appointments,tasks";
    in_both("import-dry-kinds", made, &["import", "Felder.pst", "--dry-run", "--only", only]);
    let shown = ["export", "Neu.pst", "--dry-run", "--only", only];
    in_both("export-dry-kinds", every_field, &shown);
    let done = |desk: &Desk| {
        made(desk);
        desk.run(&format!("import Felder.pst --only {only}")).done();
    };
    in_both("runs-show-kinds", done, &["runs", "show", "1"]);
    in_both("appointment-edit", booked, &["appointment", "edit", "10000", "Ort=Raum 3"]);
}

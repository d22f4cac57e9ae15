//! Mails, appointments and tasks of the office: lists, and what a person adds and changes.

use std::collections::BTreeSet;

use outlook::sample::Amounts;
use serde_json::{Value, json};

use crate::harness::{Desk, items, move_to_trash};

const SAMPLE: Amounts = Amounts { contacts: 5, mails: 20, appointments: 8, tasks: 6 };
/// Command, kind, message class, how many there are of it.
const KINDS: [(&str, &str, &str, u64); 4] = [
    ("address", "addresses", "IPM.Contact", 5),
    ("mail", "mails", "IPM.Note", 20),
    ("appointment", "appointments", "IPM.Appointment", 8),
    ("task", "tasks", "IPM.Task", 6),
];

fn imported() -> Desk {
    let desk = Desk::new();
    desk.sample_of("Alles.pst", SAMPLE);
    desk.run("import Alles.pst").done();
    desk
}

fn list(desk: &Desk, line: &str) -> Vec<Value> {
    desk.json(line).as_array().unwrap().clone()
}

fn texts(list: &[Value], name: &str) -> Vec<String> {
    list.iter().map(|one| one[name].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_record_has_the_names_that_scripts_rely_on() {
    let desk = imported();
    for (line, names) in [
        (
            "mail list",
            "id message_no folder message_class subject from to cc bcc sent_at received_at read \
             importance sensitivity flag categories message_id in_reply_to headers body_text \
             body_html attachments address_ids size",
        ),
        (
            "appointment list",
            "id appointment_no subject location start end all_day time_zone busy label \
             reminder_minutes notes categories private organizer attendees recurrence uid \
             address_ids",
        ),
        (
            "task list",
            "id task_no subject start_date due_date completed_date status percent priority owner \
             reminder_at notes categories private estimated_minutes actual_minutes recurrence \
             address_ids",
        ),
    ] {
        for record in list(&desk, line) {
            let keys: BTreeSet<&str> =
                record.as_object().unwrap().keys().map(String::as_str).collect();
            let missing: Vec<&str> = names
                .split(' ')
                .filter(|name| !name.is_empty())
                .filter(|name| !keys.contains(name))
                .collect();
            assert_eq!(missing, Vec::<&str>::new(), "{line}");
        }
    }
    let mail = desk.json("mail show 10000");
    assert!(mail["from"]["address"].is_string() && mail["to"][0]["address"].is_string(), "{mail}");
    assert!(!mail["body_text"].as_str().unwrap().is_empty());
}

#[test]
fn only_the_kinds_that_are_named_travel() {
    for (command, kind, _, count) in KINDS {
        let desk = Desk::new();
        desk.sample_of("Alles.pst", SAMPLE);
        let run = desk.json(&format!("import Alles.pst --only {kind}"));
        assert_eq!(run["kinds"][kind]["created"], count, "{run}");
        for (other, ..) in KINDS {
            let there = list(&desk, &format!("{other} list")).len() as u64;
            assert_eq!(there, if other == command { count } else { 0 }, "{kind}: {other}");
        }
    }
}

#[test]
fn an_export_of_one_kind_writes_no_other() {
    let desk = Desk::new();
    desk.sample_of("Alles.pst", SAMPLE);
    desk.run("import Alles.pst").done();
    for (command, kind, _, count) in KINDS {
        desk.run(&format!("export {command}.pst --only {kind}")).done();
        for (_, other, class, _) in KINDS {
            let made = items(&desk.path(&format!("{command}.pst")), class).len() as u64;
            assert_eq!(made, if other == kind { count } else { 0 }, "{kind}: {other}");
        }
    }
}

#[test]
fn what_lies_in_deleted_items_comes_only_when_it_is_asked_for() {
    for (command, kind, class, count) in KINDS {
        let desk = Desk::new();
        let path = desk.sample_of("Alles.pst", SAMPLE);
        let first = items(&path, class)[0];
        move_to_trash(&path, first);
        let run = desk.json(&format!("import Alles.pst --only {kind}"));
        assert_eq!(run["kinds"][kind]["created"], count - 1, "{run}");
        let run = desk.json(&format!("import Alles.pst --only {kind} --with-deleted"));
        assert_eq!(run["kinds"][kind]["created"], 1, "{run}");
        assert_eq!(list(&desk, &format!("{command} list")).len() as u64, count);
    }
}

#[test]
fn mails_come_newest_first_and_the_other_way_round_where_that_is_said() {
    let desk = imported();
    let dates = texts(&list(&desk, "mail list"), "received_at");
    assert!(dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    let turned = texts(&list(&desk, "mail list --descending"), "received_at");
    assert!(turned.is_sorted() && turned.len() == 20, "{turned:?}");
    let subjects = texts(&list(&desk, "mail list --sort subject --limit 3 --offset 2"), "subject");
    let all = texts(&list(&desk, "mail list --sort subject"), "subject");
    assert_eq!(subjects, all[2..5]);
}

#[test]
fn mails_are_found_by_folder_state_day_address_and_word() {
    let desk = imported();
    let all = list(&desk, "mail list");
    let count = |line: &str| list(&desk, &format!("mail list {line}")).len();
    let of = |keep: &dyn Fn(&Value) -> bool| all.iter().filter(|mail| keep(mail)).count();
    let below = of(&|mail| mail["folder"].as_str().unwrap().starts_with("/Posteingang"));
    assert!(below > 0 && below < all.len());
    assert_eq!((count("--folder /Posteingang"), count("--folder Posteingang")), (below, below));
    assert_eq!(count("--unread"), of(&|mail| mail["read"] == false));
    let day = all[3]["received_at"].as_str().unwrap()[..10].to_owned();
    let since = of(&|mail| mail["received_at"].as_str().unwrap()[..10] >= *day);
    let until = of(&|mail| mail["received_at"].as_str().unwrap()[..10] <= *day);
    assert_eq!(count(&format!("--since {day}")), since);
    assert_eq!(count(&format!("--until {day}")), until);
    let sender = &all[0]["from"]["address"].as_str().unwrap().to_owned();
    desk.run_args(&[
        "address",
        "add",
        "last_name=Wer",
        &format!("email={sender}"),
        "customer_no=W1",
    ])
    .done();
    let his = count("--address W1");
    let people = |mail: &Value| {
        let text = mail.to_string();
        text.contains(&format!("\"{sender}\""))
    };
    assert_eq!(his, of(&people));
    let word = all[0]["subject"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert!(!list(&desk, &format!("mail search {word}")).is_empty());
    assert_eq!(desk.run("mail list --address 4711").code, 2);
}

#[test]
fn tasks_come_by_the_day_they_are_due_and_what_matters_more_first() {
    let desk = Desk::new();
    for (subject, due, priority, status) in [
        ("spät", "2027-06-01", "high", "open"),
        ("unwichtig", "2027-05-03", "low", "open"),
        ("wichtig", "2027-05-03", "high", "in_progress"),
        ("getan", "2027-05-02", "normal", "done"),
        ("irgendwann", "", "high", "open"),
    ] {
        let fields =
            [("subject", subject), ("due_date", due), ("priority", priority), ("status", status)];
        let fields = fields.map(|(name, value)| format!("{name}={value}"));
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        desk.run_args(&[&["task", "add"], fields.as_slice()].concat()).done();
    }
    let subjects = |line: &str| texts(&list(&desk, &format!("task list {line}")), "subject");
    assert_eq!(subjects(""), ["getan", "wichtig", "unwichtig", "spät", "irgendwann"]);
    assert_eq!(subjects("--open"), ["wichtig", "unwichtig", "spät", "irgendwann"]);
    assert_eq!(subjects("--open --limit 1 --offset 1"), ["unwichtig"]);
    assert_eq!(subjects("--due 03.05.2027 --open"), ["wichtig", "unwichtig"]);
    assert!(desk.run("task list --open --limit 1").done().out.contains("1 of 4 tasks"));
}

#[test]
fn a_record_is_added_changed_put_into_the_trash_and_taken_back() {
    for (command, number, field) in [
        ("mail", "message_no", "subject=Angebot"),
        ("appointment", "appointment_no", "start=2027-05-03"),
        ("task", "task_no", "subject=Anrufen"),
    ] {
        let desk = Desk::new();
        let added = desk.run_args(&[command, "add", field, "--json"]).done().json();
        assert_eq!(added[number], "10000", "{command}");
        desk.run_args(&[command, "edit", "10000", "Betreff=Ganz anders"]).done();
        assert_eq!(
            desk.json(&format!("{command} show id:{}", added["id"]))["subject"],
            "Ganz anders"
        );
        desk.run(&format!("{command} delete 10000")).done();
        assert_eq!(desk.json(&format!("{command} list")), json!([]));
        assert_eq!(list(&desk, &format!("{command} list --trash")).len(), 1);
        let refused = desk.run(&format!("{command} edit 10000 subject=x"));
        assert_eq!(refused.code, 2);
        let advice = format!("gleichstand {command} restore 10000");
        assert!(refused.err.contains(&advice), "{refused:?}");
        desk.run(&format!("{command} restore 10000")).done();
        assert_eq!(list(&desk, &format!("{command} list")).len(), 1);
        let missing = desk.run(&format!("{command} show 4711"));
        assert!(missing.err.contains(&format!("gleichstand {command} list")), "{missing:?}");
    }
}

#[test]
fn what_a_person_writes_is_understood_in_his_zone() {
    let desk = Desk::new();
    let args = |line: &[&'static str]| [line, &["--timezone", "Europe/Berlin", "--json"]].concat();
    let fields = [
        "subject=Aufmaß",
        "start=03.05.2027 08:00",
        "Ende=2027-05-03T09:30",
        "attendees=Eva Groß <eva@gross.example>",
    ];
    let added =
        desk.run_args(&args(&[&["appointment", "add"], &fields[..]].concat())).done().json();
    assert_eq!(
        (&added["start"], &added["end"]),
        (&json!("2027-05-03T06:00:00Z"), &json!("2027-05-03T07:30:00Z"))
    );
    assert_eq!((&added["time_zone"], &added["all_day"]), (&json!("Europe/Berlin"), &json!(false)));
    assert_eq!(added["attendees"][0]["address"], "eva@gross.example");
    let moved = desk
        .run_args(&args(&["appointment", "edit", "10000", "start=04.05.2027 10:00"]))
        .done()
        .json();
    assert_eq!(
        (&moved["start"], &moved["end"]),
        (&json!("2027-05-04T08:00:00Z"), &json!("2027-05-04T09:30:00Z"))
    );
    let mail =
        ["mail", "add", "to=Eva Groß <eva@gross.example>; info@x.example", "subject=Angebot"];
    let mail = desk.run_args(&args(&mail)).done().json();
    assert_eq!(mail["to"][1]["address"], "info@x.example");
    assert_eq!((&mail["draft"], &mail["message_class"]), (&json!(true), &json!("IPM.Note")));
    assert_eq!(desk.run("appointment add subject=x").code, 2);
}

#[test]
fn a_record_added_by_hand_travels_to_outlook_and_back() {
    let desk = Desk::new();
    desk.run_args(&["mail", "add", "subject=Entwurf", "to=eva@gross.example", "body_text=Hallo"])
        .done();
    desk.run_args(&["appointment", "add", "subject=Besuch", "start=2027-05-03 08:00"]).done();
    desk.run_args(&["appointment", "add", "subject=Urlaub", "start=2027-05-03", "end=2027-05-08"])
        .done();
    desk.run_args(&["task", "add", "subject=Anrufen", "due_date=2027-05-03"]).done();
    let run = desk.json("export Neu.pst");
    let created = |kind: &str| run["kinds"][kind]["outlook"]["created"].as_u64().unwrap();
    assert_eq!((created("mails"), created("appointments"), created("tasks")), (1, 2, 1), "{run}");
    let again = desk.json("sync Neu.pst");
    for kind in ["mails", "appointments", "tasks"] {
        let counters = &again["kinds"][kind];
        assert_eq!(counters["read"], counters["unchanged"], "{kind}: {again}");
    }
}

#[test]
fn signs_that_steer_a_terminal_are_shown_as_signs() {
    let desk = Desk::new();
    let text = "subject=a\u{1b}[31mb\u{7}";
    desk.run_args(&["mail", "add", text, "body_text=x\u{1b}]0;y\u{7}\nz"]).done();
    desk.run_args(&["task", "add", text]).done();
    desk.run_args(&["appointment", "add", text, "start=2027-05-03"]).done();
    for line in [
        "mail list",
        "mail show 10000",
        "task list",
        "task show 10000",
        "appointment list",
        "appointment list --from 2027-05-01",
        "appointment show 10000",
    ] {
        let answer = desk.run(line).done();
        assert!(!answer.out.contains(['\u{1b}', '\u{7}']), "{line}: {answer:?}");
        assert!(answer.out.contains("a\u{fffd}[31mb"), "{line}: {answer:?}");
    }
}

#[test]
fn the_web_page_in_a_mail_is_printed_and_read_where_there_is_no_other_text() {
    let desk = Desk::new();
    desk.run_args(&[
        "mail",
        "add",
        "subject=x",
        "body_html=<p>Guten&nbsp;Tag,</p><p>bis <b>morgen</b></p>",
    ])
    .done();
    let html = desk.run("mail show 10000 --html").done();
    assert_eq!(html.out, "<p>Guten&nbsp;Tag,</p><p>bis <b>morgen</b></p>\n");
    assert!(desk.run("mail show 10000").done().out.contains("\nGuten Tag,\nbis morgen\n"));
    desk.run_args(&["mail", "add", "subject=y", "body_text=nur Text"]).done();
    let none = desk.run("mail show 10001 --html");
    assert_eq!((none.code, none.out.as_str()), (2, ""), "{none:?}");
}

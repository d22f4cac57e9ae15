//! Tables of appointments, tasks and mails.

pub(super) const CALENDAR_EN: &str = r#""Subject","Start Date","Start Time","End Date","End Time","All day event","Reminder on/off","Reminder Date","Reminder Time","Meeting Organizer","Required Attendees","Optional Attendees","Meeting Resources","Billing Information","Categories","Description","Location","Mileage","Priority","Private","Sensitivity","Show time as""#;

pub(super) const CALENDAR_DE: &str = r#""Betreff","Beginnt am","Beginnt um","Endet am","Endet um","Ganztägiges Ereignis","Erinnerung Ein/Aus","Erinnerung am","Erinnerung um","Besprechungsplanung","Erforderliche Teilnehmer","Optionale Teilnehmer","Besprechungsressourcen","Abrechnungsinformationen","Beschreibung","Kategorien","Ort","Priorität","Privat","Reisekilometer","Vertraulichkeit","Zeitspanne zeigen als""#;

pub(super) const TASKS_EN: &str = r#""Subject","Start Date","Due Date","Reminder On/Off","Reminder Date","Reminder Time","Date Completed","% Complete","Total Work","Actual Work","Billing Information","Categories","Companies","Contacts","Mileage","Notes","Priority","Private","Role","Schedule+ Priority","Sensitivity","Status""#;

pub(super) const MAILS_EN: &str = r#""Subject","Body","From: (Name)","From: (Address)","From: (Type)","To: (Name)","To: (Address)","To: (Type)","CC: (Name)","CC: (Address)","CC: (Type)","BCC: (Name)","BCC: (Address)","BCC: (Type)","Billing Information","Categories","Importance","Mileage","Sensitivity""#;

use jiff::civil::date;
use sync::form::{Mailbox, Person, Role};
use sync::{Kind, Record, Value};

use super::{clean, entries, ids, list, open, texts};

/// A row under a header line: cells by the names of their columns.
pub(super) fn table(header: &str, cells: &[(&str, &str)], separator: char) -> String {
    let names: Vec<&str> = header.split(',').map(|name| name.trim_matches('"')).collect();
    for (name, _) in cells {
        assert!(names.contains(name), "{name}");
    }
    let cell = |name: &&str| cells.iter().find(|cell| cell.0 == *name).map_or("", |cell| cell.1);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row: Vec<String> = names.iter().map(cell).map(quoted).collect();
    let separator = separator.to_string();
    format!("{}\r\n{}\r\n", header.replace(',', &separator), row.join(&separator))
}

fn person(shown: &str, role: Role) -> String {
    Person { role, ..Person::from_shown(shown) }.to_text()
}

fn timed(start: &str, end: &str) -> Record {
    let mut record =
        texts("appointment", &[("start", start), ("end", end), ("time_zone", "Europe/Berlin")]);
    record.set("appointment.all_day", Value::Bool(!start.contains('T')));
    record
}

#[test]
fn a_german_appointment_is_read_field_by_field() {
    let record = clean(&table(
        CALENDAR_DE,
        &[
            ("Betreff", "Besprechung"),
            ("Beginnt am", "3.5.2024"),
            ("Beginnt um", "09:30:00"),
            ("Endet am", "3.5.2024"),
            ("Endet um", "10:00:00"),
            ("Ganztägiges Ereignis", "Aus"),
            ("Erinnerung Ein/Aus", "Ein"),
            ("Erinnerung am", "3.5.2024"),
            ("Erinnerung um", "09:15:00"),
            ("Besprechungsplanung", "Eva Groß"),
            ("Erforderliche Teilnehmer", "Eva Groß; max@klein.example"),
            ("Optionale Teilnehmer", "Ada <ada@x.example>"),
            ("Besprechungsressourcen", "Raum 1"),
            ("Beschreibung", "Bitte\r\npünktlich"),
            ("Kategorien", "Termin"),
            ("Ort", "Köln"),
            ("Priorität", "Hoch"),
            ("Privat", "Aus"),
            ("Vertraulichkeit", "Normal"),
            ("Zeitspanne zeigen als", "2"),
        ],
        ';',
    ));
    let mut wanted = timed("2024-05-03T07:30:00Z", "2024-05-03T08:00:00Z");
    for (name, text) in [
        ("appointment.subject", "Besprechung"),
        ("appointment.organizer", "Eva Groß"),
        ("appointment.body", "Bitte\r\npünktlich"),
        ("appointment.location", "Köln"),
        ("appointment.priority", "high"),
        ("appointment.busy", "busy"),
    ] {
        wanted.set(name, Value::text(text));
    }
    wanted.set("appointment.reminder_minutes", Value::Int(15));
    wanted.set("appointment.categories", list(&["Termin"]));
    wanted.set("appointment.private", Value::Bool(false));
    let people = [
        person("Eva Groß", Role::Required),
        person("max@klein.example", Role::Required),
        person("Ada <ada@x.example>", Role::Optional),
        person("Raum 1", Role::Resource),
    ];
    wanted.set("appointment.attendees", Value::List(people.to_vec()));
    assert_eq!(record, wanted);
}

fn english(cells: &[(&str, &str)]) -> super::Entry {
    let [entry] = entries(&table(CALENDAR_EN, cells, ',')).try_into().unwrap();
    entry
}

#[test]
fn an_english_appointment_has_twelve_hours_and_ends_when_it_begins_if_nothing_is_said() {
    let entry = english(&[
        ("Start Date", "12/24/2024"),
        ("Start Time", "6:00:00 PM"),
        ("All day event", "False"),
        ("Reminder on/off", "False"),
        ("Reminder Date", "12/24/2024"),
        ("Reminder Time", "5:45:00 PM"),
        ("Show time as", "4"),
    ]);
    let mut wanted = timed("2024-12-24T17:00:00Z", "2024-12-24T17:00:00Z");
    wanted.set("appointment.busy", Value::text("out"));
    assert_eq!(entry.record, wanted);
    assert_eq!((entry.warnings.len(), entry.losses.len()), (0, 0));
}

#[test]
fn whole_days_end_on_the_day_after_the_last() {
    let whole = |end: &[(&str, &str)]| {
        let start = [("Start Date", "12/24/2024"), ("All day event", "True")];
        english(&[&start, end].concat())
    };
    let midnight = "12:00:00 AM";
    for (end, wanted, guess) in [
        (&[("End Date", "12/25/2024"), ("End Time", midnight)][..], "2024-12-25", 0),
        (&[("End Date", "12/27/2024"), ("End Time", midnight)], "2024-12-27", 0),
        (&[("End Date", "12/24/2024"), ("End Time", midnight)], "2024-12-25", 0),
        (&[("End Date", "12/26/2024"), ("End Time", "11:59 PM")], "2024-12-27", 0),
        (&[("End Date", "12/26/2024")], "2024-12-27", 1),
        (&[("End Date", "12/24/2024")], "2024-12-25", 0),
        (&[], "2024-12-25", 0),
    ] {
        let entry = whole(end);
        assert_eq!(entry.record, timed("2024-12-24", wanted), "{end:?}");
        assert_eq!(entry.warnings.len(), guess, "{end:?}");
    }
}

#[test]
fn the_reminder_of_a_whole_day_counts_from_its_midnight() {
    let entry = english(&[
        ("Start Date", "12/24/2024"),
        ("All day event", "True"),
        ("Reminder on/off", "True"),
        ("Reminder Date", "12/23/2024"),
        ("Reminder Time", "6:00:00 AM"),
    ]);
    assert_eq!(entry.record.get("appointment.reminder_minutes"), Some(&Value::Int(18 * 60)));
}

#[test]
fn what_an_appointment_leaves_open_is_guessed_and_said() {
    let entry = english(&[("Start Date", "12/24/2024")]);
    assert_eq!(
        (entry.record, ids(&entry.warnings)),
        (timed("2024-12-24", "2024-12-25"), vec!["csv-no-time"])
    );
    let entry = english(&[
        ("Start Date", "12/24/2024"),
        ("Start Time", "8:00 AM"),
        ("End Date", "12/23/2024"),
        ("End Time", "9:00 AM"),
        ("Reminder on/off", "True"),
    ]);
    assert_eq!(ids(&entry.losses), ["csv-end-before-start"]);
    assert_eq!(ids(&entry.warnings), ["csv-reminder-without-time"]);
    let table = open(&table(CALENDAR_EN, &[("Subject", "x"), ("Start Date", "0/0/00")], ','));
    let refused = table.read(0).unwrap_err();
    assert_eq!((refused.id.as_str(), refused.arg("line")), ("csv-no-start", Some("2")));
}

#[test]
fn an_english_task_is_read_field_by_field() {
    let record = clean(&table(
        TASKS_EN,
        &[
            ("Subject", "Offer"),
            ("Start Date", "5/3/2024"),
            ("Due Date", "5/13/2024"),
            ("Reminder On/Off", "True"),
            ("Reminder Date", "5/12/2024"),
            ("Reminder Time", "8:00:00 AM"),
            ("Date Completed", ""),
            ("% Complete", "0.5"),
            ("Total Work", "480"),
            ("Actual Work", "1.5 hours"),
            ("Billing Information", "A1"),
            ("Categories", "Sales"),
            ("Companies", "ACME;Foo"),
            ("Contacts", "Eve"),
            ("Notes", "soon"),
            ("Priority", "Low"),
            ("Private", "True"),
            ("Role", "seller"),
            ("Sensitivity", "Private"),
            ("Status", "Waiting on someone else"),
        ],
        ',',
    ));
    let mut wanted = texts(
        "task",
        &[
            ("subject", "Offer"),
            ("billing", "A1"),
            ("body", "soon"),
            ("priority", "low"),
            ("role", "seller"),
            ("status", "waiting"),
        ],
    );
    wanted.set("task.start_date", Value::Date(date(2024, 5, 3)));
    wanted.set("task.due_date", Value::Date(date(2024, 5, 13)));
    wanted.set("task.reminder_at", Value::Instant("2024-05-12T06:00:00Z".parse().unwrap()));
    wanted.set("task.percent", Value::Int(50));
    wanted.set("task.estimated_minutes", Value::Int(480));
    wanted.set("task.actual_minutes", Value::Int(90));
    wanted.set("task.categories", list(&["Sales"]));
    wanted.set("task.companies", list(&["ACME", "Foo"]));
    wanted.set("task.contacts", list(&["Eve"]));
    wanted.set("task.private", Value::Bool(true));
    assert_eq!(record, wanted);
}

#[test]
fn a_german_task_needs_no_more_than_a_subject() {
    let text = "Betreff;Fällig am;% erledigt;Status;Gesamtaufwand;Aufgabennr\r\n\
        Angebot;13.5.2024;1;Erledigt;8 Stunden;77\r\nAnruf;;;;;\r\n";
    let [offer, call] = entries(text).try_into().unwrap();
    let mut wanted = texts("task", &[("subject", "Angebot"), ("status", "done")]);
    wanted.set("task.due_date", Value::Date(date(2024, 5, 13)));
    wanted.set("task.percent", Value::Int(100));
    wanted.set("task.estimated_minutes", Value::Int(480));
    assert_eq!((offer.kind, offer.number.as_str(), offer.record), (Kind::Tasks, "77", wanted));
    assert_eq!(call.record, texts("task", &[("subject", "Anruf")]));
}

#[test]
fn a_mail_has_senders_and_recipients_by_their_places() {
    let mailbox = |name: &str, address: &str| {
        Mailbox { name: name.into(), address: address.into() }.to_text()
    };
    let record = clean(&table(
        MAILS_EN,
        &[
            ("Subject", "Offer"),
            ("Body", "Hello\r\nyou"),
            ("From: (Name)", "Groß, Eva"),
            ("From: (Address)", "eva@gross.example"),
            ("From: (Type)", "SMTP"),
            ("To: (Name)", "Max Klein;ada@x.example;List"),
            ("To: (Address)", "max@klein.example;ada@x.example;"),
            ("To: (Type)", "SMTP;SMTP;"),
            ("CC: (Name)", "Only Name"),
            ("BCC: (Address)", "b@x.example"),
            ("Categories", "Sales;Press"),
            ("Importance", "High"),
            ("Sensitivity", "Confidential"),
        ],
        ',',
    ));
    let fields = [("subject", "Offer"), ("body_text", "Hello\r\nyou"), ("importance", "high")];
    let mut wanted = texts("mail", &fields);
    wanted.set("mail.sensitivity", Value::text("confidential"));
    wanted.set("mail.from", Value::Text(mailbox("Groß, Eva", "eva@gross.example")));
    let to = [
        mailbox("Max Klein", "max@klein.example"),
        mailbox("", "ada@x.example"),
        mailbox("List", ""),
    ];
    wanted.set("mail.to", Value::List(to.to_vec()));
    wanted.set("mail.cc", Value::List(vec![mailbox("Only Name", "")]));
    wanted.set("mail.bcc", Value::List(vec![mailbox("", "b@x.example")]));
    wanted.set("mail.categories", list(&["Sales", "Press"]));
    assert_eq!(record, wanted);
}

#[test]
fn a_german_mail_is_read_and_an_uneven_list_is_said() {
    let text = "Betreff,Text,An: (Name),An: (Adresse),An: (Typ),Wichtigkeit,UID,Msgnr\r\n\
        Angebot,Hallo,Eva;Max,eva@x.example,FAX,Niedrig,<1@x.example>,9\r\n";
    let [entry] = entries(text).try_into().unwrap();
    assert_eq!(
        (entry.kind, entry.number.as_str(), entry.uid.as_str()),
        (Kind::Mails, "9", "<1@x.example>")
    );
    assert_eq!(entry.record.text("mail.message_id"), "<1@x.example>");
    assert_eq!(
        (ids(&entry.warnings), entry.left),
        (vec!["csv-names-and-addresses"], vec!["An: (Typ)".to_owned()])
    );
}

//! Full-text search.

use sync::form::{Attached, Person};
use sync::{Kind, Value};

use super::kinds::{mail, mailbox};
use super::{change, fields, for_each_database};
use crate::tests::AddressQuery;
use crate::{NewNumber, Office, RecordQuery};

fn found(office: &mut Office, search: &str) -> Vec<String> {
    let query = AddressQuery { search: search.to_owned(), ..AddressQuery::default() };
    let page = office.addresses(&query).unwrap();
    assert_eq!(page.total, page.addresses.len() as u64);
    page.addresses.into_iter().map(|address| address.number).collect()
}

fn sample() -> [sync::Record; 4] {
    let mut group = fields(&[("company", "Straßenbau GmbH & Co. KG"), ("city", "Köln")]);
    group.set("groups", Value::List(vec!["Lieferant (A)".to_owned()]));
    [
        fields(&[("first_name", "Anna"), ("last_name", "Müller"), ("email", "anna@beispiel.de")]),
        fields(&[("first_name", "Bert"), ("last_name", "Mueller"), ("phone", "0221 / 12-34 56")]),
        group,
        fields(&[("last_name", "O'Brien-Šmíd"), ("notes", "Ruft 'gern' an: \"AND\" NOT (x* :*)")]),
    ]
}

#[test]
fn words_are_found_by_their_beginning_and_folded_as_in_the_phone_book() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for fields in &sample() {
            office.add_address(fields, NewNumber::Next).unwrap();
        }
        for (search, expected) in [
            ("Müller", &["10000", "10001"][..]),
            ("mueller", &["10000", "10001"]),
            ("MUELL", &["10000", "10001"]),
            ("muller", &["10000"]),
            ("mü an", &["10000"]),
            ("anna@beispiel.de", &["10000"]),
            ("strasse", &["10002"]),
            ("STRASSENBAU koeln", &["10002"]),
            ("lieferant", &["10002"]),
            ("0221123456", &["10001"]),
            ("10002", &["10002"]),
            ("smid brien", &["10003"]),
            ("gern \"and\" not", &["10003"]),
            ("iller", &[]),
            ("anna bert", &[]),
            ("'*:&|!()\"", &[]),
        ] {
            assert_eq!(found(&mut office, search), expected, "{search:?} {:?}", fresh.dialect);
        }
        assert_eq!(found(&mut office, "  ").len(), 4);
    });
}

#[test]
fn search_follows_edits_and_leaves_the_trash_out() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let added = office.add_address(&sample()[0], NewNumber::Next).unwrap();
        office.edit_address(added.id, None, &[change("last_name", "Maier")]).unwrap();
        assert_eq!(found(&mut office, "müller"), [] as [&str; 0]);
        assert_eq!(found(&mut office, "maier"), ["10000"]);
        office.delete_address(added.id, None).unwrap();
        assert_eq!(found(&mut office, "maier"), [] as [&str; 0]);
        let search = "maier".to_owned();
        let trash = AddressQuery { search, trash: true, ..AddressQuery::default() };
        assert_eq!(office.addresses(&trash).unwrap().total, 1);
        office.restore_address(added.id).unwrap();
        assert_eq!(found(&mut office, "maier"), ["10000"]);
    });
}

#[test]
fn texts_of_any_length_can_be_stored_and_found() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let word = "ä".repeat(5_000);
        let many: Vec<String> = (0..60_000).map(|number| format!("wort{number}")).collect();
        for text in [word.clone(), many.join(" ")] {
            let long = fields(&[("notes", &text), ("last_name", &text), ("email", &text)]);
            let added = office.add_address(&long, NewNumber::Next).unwrap();
            assert_eq!(added.fields.text("notes"), text);
        }
        assert_eq!(found(&mut office, &word), ["10000"]);
        assert_eq!(found(&mut office, "wort10"), ["10001"]);
    });
}

#[test]
fn a_telephone_number_is_found_however_it_is_spelled() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for phone in ["+49 221 555 0199", "(0821) 1233376"] {
            office.add_address(&fields(&[("phone", phone)]), NewNumber::Next).unwrap();
        }
        for search in ["0221 555 0199", "02215550199", "0221/5550199", "0049 221 555 0199"] {
            assert_eq!(found(&mut office, search), ["10000"], "{search}");
        }
        for search in ["0821 123 3376", "+49 821 1233376", "1233376", "(0821)"] {
            assert_eq!(found(&mut office, search), ["10001"], "{search}");
        }
    });
}

fn found_of(office: &mut Office, kind: Kind, search: &str) -> Vec<String> {
    let query = RecordQuery { search: search.to_owned(), ..RecordQuery::all(kind) };
    office.records(&query).unwrap().records.into_iter().map(|record| record.number).collect()
}

#[test]
fn mails_are_found_by_subject_people_texts_and_attachments() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut first = mail("Ihr Angebot", "eva.gross@x.de", "max@y.de", "2024-05-03T08:00:00Z");
        first.set("body_text", Value::text("Sehr geehrter Herr Größe,\r\nanbei ..."));
        first.set("body_html", Value::text("<p>doppelt</p>"));
        first.set("headers", Value::text("Received: kopfzeile"));
        let attached = Attached { name: "Lageplan.pdf".into(), ..Attached::default() };
        first.set("attachments", Value::List(vec![attached.to_text()]));
        let mut second =
            fields(&[("body_html", "<style>p {}</style><p>Gr&ouml;<b>&szlig;e</b> 5")]);
        second.set("cc", Value::List(vec![mailbox("Änne Österreich", "")]));
        for record in [&first, &second] {
            office.add_record(Kind::Mails, record, NewNumber::Next).unwrap();
        }
        for (search, expected) in [
            ("angebot", &["10000"][..]),
            ("eva.gross@x.de", &["10000"]),
            ("max", &["10000"]),
            ("lageplan pdf", &["10000"]),
            ("größe", &["10001", "10000"]),
            ("groesse 5", &["10001"]),
            ("oesterreich", &["10001"]),
            ("osterreich", &["10001"]),
            ("10001", &["10001"]),
            ("doppelt", &[]),
            ("style", &[]),
            ("kopfzeile", &[]),
        ] {
            let found = found_of(&mut office, Kind::Mails, search);
            assert_eq!(found, expected, "{search:?} {:?}", fresh.dialect);
            assert_eq!(found_of(&mut office, Kind::Tasks, search), [] as [&str; 0]);
        }
    });
}

#[test]
fn appointments_and_tasks_are_found_by_what_a_person_reads() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut meeting = fields(&[("location", "Köln"), ("notes", "Bitte pünktlich")]);
        let person = Person::new("Eva Groß", "eva@x.de").to_text();
        meeting.set("attendees", Value::List(vec![person]));
        office.add_record(Kind::Appointments, &meeting, NewNumber::Next).unwrap();
        for search in ["koeln", "punktlich", "gross eva", "eva@x.de"] {
            assert_eq!(found_of(&mut office, Kind::Appointments, search), ["10000"], "{search}");
        }
        assert_eq!(found_of(&mut office, Kind::Appointments, "required"), [] as [&str; 0]);
        let mut task = fields(&[("owner", "Max"), ("status", "open")]);
        task.set("companies", Value::List(vec!["Beispiel AG".to_owned()]));
        let task = office.add_record(Kind::Tasks, &task, NewNumber::Next).unwrap();
        assert_eq!(found_of(&mut office, Kind::Tasks, "beispiel max"), ["10000"]);
        office.edit_record(Kind::Tasks, task.id, None, &[change("owner", "Eva")]).unwrap();
        assert_eq!(found_of(&mut office, Kind::Tasks, "max"), [] as [&str; 0]);
    });
}

#[test]
fn a_mail_of_any_length_is_found_by_its_first_words() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let many = (0..60_000).rev().map(|number| format!("wört{number}")).collect::<Vec<_>>();
        let long = "ä".repeat(3_000_000);
        for text in [many.join(" "), long, "x ".repeat(2_000_000) + "ende"] {
            let record = fields(&[("body_text", &text)]);
            let added = office.add_record(Kind::Mails, &record, NewNumber::Next).unwrap();
            assert!(added.fields.text("body_text") == text);
        }
        assert_eq!(found_of(&mut office, Kind::Mails, "wört59999"), ["10000"]);
        assert_eq!(found_of(&mut office, Kind::Mails, "wört17"), [] as [&str; 0]);
        assert_eq!(found_of(&mut office, Kind::Mails, &"ä".repeat(99)), ["10001"]);
        assert_eq!(found_of(&mut office, Kind::Mails, "ende"), [] as [&str; 0]);
    });
}

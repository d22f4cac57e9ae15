//! Mails, appointments and tasks: what addresses promise, and what is theirs.

use jiff::tz::TimeZone;
use serde_json::json;
use sync::form::{Attached, Mailbox, Person};
use sync::{Change, Kind, Record, Value, default_mapping};

use super::{change, fields, for_each_database};
use crate::{
    Filter, MailFolder, NewNumber, Office, OfficeError, OfficeRecord, RecordId, RecordQuery, Sort,
    record_change, record_field, record_schema,
};

pub(super) fn mailbox(name: &str, address: &str) -> String {
    Mailbox { name: name.to_owned(), address: address.to_owned() }.to_text()
}

/// A mail with a subject, from one to another, received then.
pub(super) fn mail(subject: &str, from: &str, to: &str, received_at: &str) -> Record {
    let mut record = fields(&[("subject", subject), ("from", &mailbox("", from))]);
    record.set("to", Value::List(vec![mailbox("", to)]));
    record.put("received_at", received_at.parse().ok().map(Value::Instant));
    record
}

fn add(office: &mut Office, kind: Kind, record: &Record) -> OfficeRecord {
    office.add_record(kind, record, NewNumber::Next).unwrap()
}

fn numbers(office: &mut Office, query: &RecordQuery) -> Vec<String> {
    let page = office.records(query).unwrap();
    page.records.into_iter().map(|record| record.number).collect()
}

fn filtered(office: &mut Office, kind: Kind, filter: Filter) -> Vec<String> {
    numbers(office, &RecordQuery { filter: vec![filter], ..RecordQuery::all(kind) })
}

#[test]
fn mails_are_listed_by_their_folder_and_what_is_below_it_however_long_its_path_is() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let long = format!("/{}", "ü".repeat(3000));
        let below = format!("{long}/A");
        let paths = ["/", "/A", "/A/B", "/AB", "/a", long.as_str(), below.as_str(), ""];
        for path in paths {
            let mail = [("folder", Value::text(path))].into_iter().collect();
            office.add_record(Kind::Mails, &mail, NewNumber::Next).unwrap();
        }
        for (path, found) in [("/", 8), ("/A", 2), ("/A/", 2), ("/A/B", 1), ("/a", 1), ("/C", 0)] {
            let filter = vec![Filter::Folder(path.to_owned())];
            let query = RecordQuery { filter, limit: 20, ..RecordQuery::all(Kind::Mails) };
            assert_eq!(office.records(&query).unwrap().total, found, "{path}");
        }
        let filter = vec![Filter::Folder(long.clone())];
        let query = RecordQuery { filter, limit: 20, ..RecordQuery::all(Kind::Mails) };
        assert_eq!(office.records(&query).unwrap().total, 2);
    });
}

#[test]
fn what_an_address_has_to_do_with_can_be_searched() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let anna = [("last_name", Value::text("Horn")), ("email", Value::text("anna@beispiel.de"))];
        let anna = office
            .add_record(Kind::Addresses, &anna.into_iter().collect(), NewNumber::Next)
            .unwrap();
        for subject in ["Angebot", "Rechnung"] {
            let from = Value::text(mailbox("Anna", "anna@beispiel.de"));
            let mail = [("subject", Value::text(subject)), ("from", from)].into_iter().collect();
            office.add_record(Kind::Mails, &mail, NewNumber::Next).unwrap();
        }
        let filter = vec![Filter::Address(anna.id)];
        let search = "angebot".to_owned();
        let query = RecordQuery { search, filter, limit: 5, ..RecordQuery::all(Kind::Mails) };
        assert_eq!(office.records(&query).unwrap().total, 1);
    });
}

#[test]
fn folders_are_counted_with_what_is_unread_in_them() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (folder, read) in [("/Posteingang", true), ("/Posteingang", false), ("/Archiv", false)]
        {
            let mail = [("folder", Value::text(folder)), ("read", Value::Bool(read))];
            office.add_record(Kind::Mails, &mail.into_iter().collect(), NewNumber::Next).unwrap();
        }
        let gone = office.records(&RecordQuery::all(Kind::Mails)).unwrap().records;
        let gone = gone.iter().find(|mail| mail.fields.text("folder") == "/Archiv").unwrap();
        let folder = |path: &str, mails, unread| MailFolder { path: path.into(), mails, unread };
        let all = [folder("/Archiv", 1, 1), folder("/Posteingang", 2, 1)];
        assert_eq!(office.mail_folders().unwrap(), all);
        office.delete_record(Kind::Mails, gone.id, None).unwrap();
        assert_eq!(office.mail_folders().unwrap(), all[1..]);
    });
}

#[test]
fn every_office_field_of_the_default_mapping_is_one_that_the_exchange_may_write() {
    for (kind, lines) in default_mapping().kinds {
        for line in lines {
            let field = line.office.first().and_then(|name| record_schema(kind).field(name));
            assert!(field.is_some_and(|field| field.writable), "{kind:?} {}", line.office);
        }
    }
}

#[test]
fn every_field_of_every_kind_has_a_german_and_an_english_name_of_its_own() {
    for kind in Kind::ALL {
        for field in &record_schema(kind).fields {
            for label in [&field.de, &field.en] {
                let found = record_field(kind, label).map(|found| &found.name);
                assert_eq!(found, Some(&field.name), "{kind:?} {label}");
            }
        }
    }
}

#[test]
fn every_kind_has_numbers_of_its_own_and_internal_numbers_of_all() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut ids = Vec::new();
        for kind in Kind::ALL {
            let added = [(); 2].map(|()| add(&mut office, kind, &Record::new()));
            assert_eq!(added.each_ref().map(|record| record.number.as_str()), ["10000", "10001"]);
            ids.extend(added.map(|record| record.id));
            let taken = NewNumber::Given("10000".to_owned());
            let refused = office.add_record(kind, &Record::new(), taken);
            assert!(matches!(refused, Err(OfficeError::NumberTaken { .. })), "{kind:?}");
        }
        let mut different = ids.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), ids.len());
        for (kind, pair) in Kind::ALL.into_iter().zip(ids.chunks(2)) {
            let of_kind = |id: i64| office_has(fresh, kind, id);
            assert_eq!(ids.iter().copied().filter(|id| of_kind(*id)).collect::<Vec<_>>(), pair);
        }
    });
}

fn office_has(fresh: &super::Fresh, kind: Kind, id: i64) -> bool {
    fresh.open().record(kind, &RecordId::Id(id)).is_ok()
}

#[test]
fn a_record_of_any_kind_is_edited_deleted_and_restored() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for kind in [Kind::Mails, Kind::Appointments, Kind::Tasks] {
            let added = add(&mut office, kind, &fields(&[("subject", "Angebot")]));
            assert_eq!(added.name(), "Angebot");
            let number = record_schema(kind).fields[1].name.clone();
            let renumbered = Change { field: number, value: Some(Value::text("A-1")) };
            let changes = [change("subject", "Auftrag"), renumbered];
            let edited = office.edit_record(kind, added.id, Some(added.version), &changes).unwrap();
            assert_eq!((edited.name(), edited.number.as_str()), ("Auftrag", "A-1"));
            let stale = office.delete_record(kind, added.id, Some(added.version));
            assert!(matches!(stale, Err(OfficeError::Stale { .. })));
            office.delete_record(kind, added.id, None).unwrap();
            assert_eq!(numbers(&mut office, &RecordQuery::all(kind)), [] as [&str; 0]);
            office.restore_record(kind, added.id).unwrap();
            assert_eq!(numbers(&mut office, &RecordQuery::all(kind)), ["A-1"]);
        }
    });
}

#[test]
fn mails_are_listed_by_folder_by_reader_and_by_date_without_their_texts() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (folder, read, date) in [
            ("Posteingang", Some(true), "2024-05-03T08:00:00Z"),
            ("Posteingang/Projekte", None, "2024-05-02T22:30:00Z"),
            ("Posteingang-Alt", Some(false), ""),
            ("Postausgang", Some(false), "2024-05-04T08:00:00.1234567Z"),
        ] {
            let mut record = mail("Betreff", "eva@x.de", "max@y.de", date);
            record.set("folder", Value::text(folder));
            record.put("read", read.map(Value::Bool));
            record.set("body_text", Value::text("Ein langer Text"));
            add(&mut office, Kind::Mails, &record);
        }
        let mut of = |filter| filtered(&mut office, Kind::Mails, filter);
        assert_eq!(of(Filter::Folder("Posteingang/".to_owned())), ["10001", "10000"]);
        assert_eq!(of(Filter::Unread), ["10002", "10001", "10003"]);
        let berlin = |day: &str| format!("{day}T00:00[Europe/Berlin]").parse().unwrap();
        assert_eq!(of(Filter::Since(berlin("2024-05-03"))), ["10001", "10000", "10003"]);
        assert_eq!(of(Filter::Until(berlin("2024-05-04"))), ["10001", "10000"]);
        let newest = RecordQuery { descending: true, ..RecordQuery::all(Kind::Mails) };
        let page = office.records(&newest).unwrap();
        let first = &page.records[0];
        assert_eq!((first.number.as_str(), first.fields.get("body_text")), ("10003", None));
        assert_eq!(first.fields.get("size"), Some(&Value::Int(15)));
        let whole = office.record(Kind::Mails, &RecordId::Id(first.id)).unwrap();
        assert_eq!(whole.fields.text("body_text"), "Ein langer Text");
    });
}

#[test]
fn mails_sort_by_subject_sender_and_number() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (subject, name) in [("Zebra", "Äpfel"), ("Ähre", "Zoo"), ("Ahorn", "Bär")] {
            let mut record = fields(&[("subject", subject)]);
            record.set("from", Value::text(mailbox(name, "x@y.de")));
            add(&mut office, Kind::Mails, &record);
        }
        let mut by =
            |sort| numbers(&mut office, &RecordQuery { sort, ..RecordQuery::all(Kind::Mails) });
        assert_eq!(by(Sort::Name), ["10001", "10002", "10000"]);
        assert_eq!(by(Sort::From), ["10000", "10002", "10001"]);
        assert_eq!(by(Sort::Number), ["10000", "10001", "10002"]);
        assert_eq!(Sort::parse("subject"), Some(Sort::Name));
    });
}

#[test]
fn appointments_of_a_span_are_those_that_overlap_it_and_every_series() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (start, end, recurrence) in [
            ("2024-05-03", "2024-05-04", ""),
            ("2024-05-02T21:00:00Z", "2024-05-02T21:30:00Z", ""),
            ("2024-05-02T21:30:00Z", "2024-05-02T22:30:00Z", ""),
            ("2024-05-03T22:00:00Z", "2024-05-03T23:00:00Z", ""),
            ("2020-01-01", "2020-01-02", "{\"rrule\":\"FREQ=DAILY\"}"),
            ("", "", ""),
        ] {
            let record = fields(&[("start", start), ("end", end), ("recurrence", recurrence)]);
            add(&mut office, Kind::Appointments, &record);
        }
        let day = |day: &str| format!("{day}T00:00[Europe/Berlin]").parse().unwrap();
        let filter = vec![Filter::Since(day("2024-05-03")), Filter::Until(day("2024-05-04"))];
        let query = RecordQuery { filter, ..RecordQuery::all(Kind::Appointments) };
        assert_eq!(numbers(&mut office, &query), ["10004", "10002", "10000"]);
    });
}

#[test]
fn tasks_are_listed_by_their_due_date_then_by_priority_and_those_without_one_last() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (due, priority) in
            [("", "high"), ("2024-05-03", "low"), ("2024-05-03", "high"), ("2024-05-01", "")]
        {
            let mut record = fields(&[("priority", priority)]);
            record.put("due_date", due.parse().ok().map(Value::Date));
            add(&mut office, Kind::Tasks, &record);
        }
        let all = RecordQuery::all(Kind::Tasks);
        assert_eq!(numbers(&mut office, &all), ["10003", "10002", "10001", "10000"]);
        let at = "2024-05-02T12:00[Europe/Berlin]".parse::<jiff::Zoned>().unwrap();
        let mut of = |filter| filtered(&mut office, Kind::Tasks, filter);
        assert_eq!(of(Filter::Since(at.clone())), ["10002", "10001"]);
        assert_eq!(of(Filter::Until(at)), ["10003"]);
    });
}

#[test]
fn a_filter_that_says_nothing_about_a_kind_is_refused() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (kind, filter) in [
            (Kind::Tasks, Filter::Unread),
            (Kind::Addresses, Filter::Folder("x".to_owned())),
            (Kind::Mails, Filter::Is("city".to_owned(), "Ulm".to_owned())),
            (Kind::Mails, Filter::Is("read".to_owned(), "1".to_owned())),
        ] {
            let query = RecordQuery { filter: vec![filter], ..RecordQuery::all(kind) };
            assert!(matches!(office.records(&query), Err(OfficeError::UnknownField { .. })));
        }
    });
}

#[test]
fn people_times_and_lists_are_written_as_people_do() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let parsed = |kind, field, text| record_change(kind, field, text, &zone).map(|c| c.value);
    let eva = mailbox("Eva Groß", "eva@x.de");
    assert_eq!(parsed(Kind::Mails, "Von", "Eva Groß <eva@x.de>"), Ok(Some(Value::text(&eva))));
    assert_eq!(parsed(Kind::Mails, "from", &eva), Ok(Some(Value::text(&eva))));
    let people = Value::List(vec![mailbox("Groß; Eva", "eva@x.de"), mailbox("", "b@y.de")]);
    let text = "\"Groß; Eva\" <eva@x.de>; b@y.de";
    assert_eq!(parsed(Kind::Mails, "to", text), Ok(Some(people)));
    let person = Value::List(vec![Person::new("Eva", "eva@x.de").to_text()]);
    assert_eq!(parsed(Kind::Appointments, "attendees", "Eva <eva@x.de>"), Ok(Some(person)));
    for (text, canonical) in [
        ("2024-05-03", "2024-05-03"),
        ("3.5.2024", "2024-05-03"),
        ("2024-05-03T08:00", "2024-05-03T06:00:00Z"),
        ("03.05.2024 08:00", "2024-05-03T06:00:00Z"),
        ("2024-01-03 08:00:30", "2024-01-03T07:00:30Z"),
        ("2024-05-03T08:00:00Z", "2024-05-03T08:00:00Z"),
        ("2024-05-03T08:00+05:00", "2024-05-03T03:00:00Z"),
    ] {
        let value = parsed(Kind::Appointments, "Beginn", text);
        assert_eq!(value, Ok(Some(Value::text(canonical))), "{text}");
    }
    let at = Value::Instant("2024-05-02T22:00:00Z".parse().unwrap());
    assert_eq!(parsed(Kind::Tasks, "reminder_at", "03.05.2024"), Ok(Some(at)));
    assert_eq!(parsed(Kind::Tasks, "percent", " 50 "), Ok(Some(Value::Int(50))));
    let quoted = Value::List(vec!["24\" breit".to_owned(), "rot".to_owned()]);
    assert_eq!(parsed(Kind::Tasks, "categories", "24\" breit; rot"), Ok(Some(quoted)));
    for (kind, field, text) in [
        (Kind::Tasks, "percent", "halb"),
        (Kind::Appointments, "start", "morgen"),
        (Kind::Appointments, "recurrence", "täglich"),
        (Kind::Mails, "attachments", "x.pdf"),
    ] {
        assert!(
            matches!(parsed(kind, field, text), Err(OfficeError::WrongValue { .. })),
            "{field}"
        );
    }
    for (kind, field) in [(Kind::Mails, "size"), (Kind::Appointments, "address_ids")] {
        assert!(matches!(parsed(kind, field, "1"), Err(OfficeError::NotWritable { .. })));
    }
}

#[test]
fn a_mail_in_json_has_its_parts_as_objects() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let address = fields(&[("email", "EVA@x.de")]);
        let address = office.add_address(&address, NewNumber::Next).unwrap();
        let mut record = mail("Angebot", "eva@x.de", "max@y.de", "2024-05-03T08:00:00Z");
        let attached = Attached { name: "A.pdf".into(), size: 3, ..Attached::default() };
        record.set("attachments", Value::List(vec![attached.to_text()]));
        record.set("read", Value::Bool(true));
        let added = add(&mut office, Kind::Mails, &record);
        let shown = serde_json::to_value(&added).unwrap();
        for field in &record_schema(Kind::Mails).fields {
            assert!(shown.get(field.name.as_ref()).is_some(), "{} is missing", field.name);
        }
        assert_eq!(shown["message_no"], "10000");
        assert_eq!(shown["from"], json!({ "name": "", "address": "eva@x.de" }));
        assert_eq!(shown["to"], json!([{ "name": "", "address": "max@y.de" }]));
        assert_eq!(shown["cc"], json!([]));
        assert_eq!(shown["attachments"][0]["name"], "A.pdf");
        assert_eq!(
            (&shown["received_at"], &shown["size"]),
            (&json!("2024-05-03T08:00:00Z"), &json!(3))
        );
        assert_eq!((&shown["sent_at"], &shown["read"]), (&json!(null), &json!(true)));
        assert_eq!(shown["address_ids"], json!([address.id]));
    });
}

#[test]
fn a_series_in_json_is_an_object_and_what_is_none_stays_text() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let series =
            fields(&[("recurrence", "{\"rrule\":\"FREQ=DAILY\"}"), ("start", "2024-05-03")]);
        let shown = serde_json::to_value(add(&mut office, Kind::Appointments, &series)).unwrap();
        assert_eq!(shown["recurrence"]["rrule"], "FREQ=DAILY");
        assert_eq!((&shown["start"], &shown["end"]), (&json!("2024-05-03"), &json!(null)));
        assert_eq!((&shown["label"], &shown["private"]), (&json!(null), &json!(false)));
        let odd = fields(&[("recurrence", "täglich")]);
        let shown = serde_json::to_value(add(&mut office, Kind::Tasks, &odd)).unwrap();
        assert_eq!(shown["recurrence"], "täglich");
    });
}

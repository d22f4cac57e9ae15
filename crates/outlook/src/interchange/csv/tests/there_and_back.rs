//! What is written comes back, or is named.

use proptest::prelude::*;
use sync::form::{Mailbox, Person, Response, Role};
use sync::{Compare, Kind, Record, Value};

use super::super::{Encoding, Form, Table, carries, columns, head, row};
use super::{ground, list, texts};
use crate::item::testing::{days, texts as some_texts};

fn forms() -> impl Strategy<Value = Form> {
    let delimiters = prop::sample::select(vec![b',', b';', b'\t']);
    (any::<bool>(), delimiters).prop_map(|(german, delimiter)| Form {
        german,
        delimiter,
        encoding: Encoding::Utf8,
    })
}

/// Texts with all that could end a cell.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        some_texts(),
        prop::sample::select(vec!["\"", "\"\"", ",", ";", "\r\n", "\t", "😀", "=1+1", "漢", "'"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| format!("x{}y", pieces.concat()))
}

fn words(of: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    prop::sample::select(of.to_vec()).prop_map(Value::text)
}

/// A value for a column of a kind.
fn value(means: columns::Means) -> Option<(&'static str, BoxedStrategy<Value>)> {
    use columns::Means;
    let field = columns::field(means)?;
    let items = || prop::collection::vec("[A-Za-zäöüß][A-Za-z ,äöü]{0,9}[a-z]", 1..4);
    let strategy = match means {
        Means::Text(_) | Means::Street(..) => nasty().prop_map(Value::Text).boxed(),
        Means::Date(_) => days().prop_map(Value::Date).boxed(),
        Means::List(_) => items().prop_map(Value::List).boxed(),
        Means::Yes(_) | Means::Private(_) => any::<bool>().prop_map(Value::Bool).boxed(),
        Means::Minutes(_) => (0_i64..100_000).prop_map(Value::Int).boxed(),
        Means::Mailbox("mail.from", _) => mailbox().prop_map(Value::Text).boxed(),
        Means::Mailbox(..) => prop::collection::vec(mailbox(), 1..4).prop_map(Value::List).boxed(),
        Means::Word("appointment.busy", _) => {
            words(&["free", "tentative", "busy", "out", "elsewhere"]).boxed()
        }
        Means::Word("task.status", _) => {
            words(&["open", "in_progress", "done", "waiting", "deferred"]).boxed()
        }
        Means::Word("mail.sensitivity", _) => {
            words(&["normal", "personal", "private", "confidential"]).boxed()
        }
        Means::Word(..) => words(&["low", "normal", "high"]).boxed(),
        _ => return None,
    };
    Some((field, strategy))
}

fn mailbox() -> impl Strategy<Value = String> {
    let name = prop_oneof![Just(String::new()), "[A-Zäöü][a-z ,ß]{0,8}[a-z]"];
    (name, "[a-z]{1,8}@[a-z]{1,8}\\.example")
        .prop_map(|(name, address)| Mailbox { name, address }.to_text())
}

fn people() -> impl Strategy<Value = Value> {
    let roles = prop::sample::select(vec![Role::Required, Role::Optional, Role::Resource]);
    let person = (mailbox(), roles).prop_map(|(text, role)| {
        let Mailbox { name, address } = Mailbox::parse(&text).unwrap();
        Person { role, ..Person::new(&name, &address) }.to_text()
    });
    prop::collection::vec(person, 1..5).prop_map(Value::List)
}

/// Fields that no single column carries.
fn others(kind: Kind) -> BoxedStrategy<Vec<(&'static str, Value)>> {
    let minutes = || -1_000_000_000_i64..4_000_000_000;
    let at = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap();
    match kind {
        Kind::Mails => Just(Vec::new()).boxed(),
        Kind::Addresses => {
            (0_i64..3).prop_map(|it| vec![("contact.gender", Value::Int(it))]).boxed()
        }
        Kind::Tasks => (0_i64..=100, minutes())
            .prop_map(move |(percent, seconds)| {
                vec![
                    ("task.percent", Value::Int(percent)),
                    ("task.reminder_at", Value::Instant(at(seconds))),
                ]
            })
            .boxed(),
        Kind::Appointments => (minutes(), 0_i64..1_000_000, any::<bool>(), 0_i64..10_000, people())
            .prop_map(move |(seconds, lasting, all_day, before, people)| {
                let zone = ground().zone;
                let day = |seconds| zone.to_datetime(at(seconds)).date();
                let (start, end) = match all_day {
                    true => {
                        let start = day(seconds);
                        (
                            start.to_string(),
                            day(seconds + lasting).max(start.tomorrow().unwrap()).to_string(),
                        )
                    }
                    false => (at(seconds).to_string(), at(seconds + lasting).to_string()),
                };
                vec![
                    ("appointment.start", Value::Text(start)),
                    ("appointment.end", Value::Text(end)),
                    ("appointment.all_day", Value::Bool(all_day)),
                    ("appointment.time_zone", Value::text("Europe/Berlin")),
                    ("appointment.reminder_minutes", Value::Int(before)),
                    ("appointment.organizer", Value::text("Eva Groß <eva@gross.example>")),
                    ("appointment.attendees", people),
                    ("appointment.uid", Value::text("u-1@x.example")),
                ]
            })
            .boxed(),
    }
}

/// Records with a value for every field that a table carries.
fn records(kind: Kind) -> impl Strategy<Value = Record> {
    let columns = columns::written(kind, true).into_iter();
    let fields: Vec<_> = columns
        .filter_map(|column| value(column.means?))
        .map(|(field, strategy)| strategy.prop_map(move |value| (field, value)))
        .collect();
    (fields, others(kind)).prop_map(|(fields, others)| fields.into_iter().chain(others).collect())
}

fn back(kind: Kind, record: &Record, form: Form) -> (Record, Vec<sync::Name>) {
    let put = row(kind, record, "4711", form, &ground());
    let table = Table::open([head(kind, form), put.text].concat(), &ground()).unwrap();
    assert_eq!((table.kind(), table.len()), (kind, 1));
    let entry = table.read(0).unwrap();
    assert_eq!(entry.number, "4711");
    (entry.record, put.left)
}

/// What is named as left aside, both say the same.
fn check(kind: Kind, record: &Record, form: Form) -> Vec<sync::Name> {
    let (again, left) = back(kind, record, form);
    for (name, value) in record.iter().filter(|(name, _)| !left.iter().any(|left| left == name)) {
        assert!(
            sync::same(again.get(name), Some(value), Compare::Plain),
            "{name}: {value:?} {:?}",
            again.get(name)
        );
    }
    left
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_contact_comes_back_whole(record in records(Kind::Addresses), form in forms()) {
        prop_assert_eq!(check(Kind::Addresses, &record, form), Vec::<sync::Name>::new());
    }

    #[test]
    fn an_appointment_comes_back_whole(record in records(Kind::Appointments), form in forms()) {
        // An hour comes twice a year, and one clock time cannot tell which of the two is meant.
        let left = check(Kind::Appointments, &record, form);
        let twice = ["appointment.start", "appointment.end", "appointment.reminder_minutes"];
        prop_assert!(left.iter().all(|name| twice.contains(&name.as_ref())), "{:?}", left);
    }

    #[test]
    fn a_task_comes_back_whole(record in records(Kind::Tasks), form in forms()) {
        // One percent of what is done is not told from all of it.
        let left = check(Kind::Tasks, &record, form);
        let twice = ["task.percent", "task.reminder_at"];
        prop_assert!(left.iter().all(|name| twice.contains(&name.as_ref())), "{:?}", left);
    }

    #[test]
    fn a_mail_comes_back_whole(record in records(Kind::Mails), form in forms()) {
        prop_assert_eq!(check(Kind::Mails, &record, form), Vec::<sync::Name>::new());
    }
}

const GERMAN: Form = Form { german: true, delimiter: b',', encoding: Encoding::Utf8 };
const ENGLISH: Form = Form { german: false, ..GERMAN };

#[test]
fn the_first_line_is_that_of_outlook_with_the_number_behind_it() {
    let line = |kind, form| String::from_utf8(head(kind, form)).unwrap();
    for (kind, form, header, own) in [
        (Kind::Addresses, GERMAN, super::contacts::CONTACTS_DE, ",\"Kundennr\""),
        (Kind::Addresses, ENGLISH, super::contacts::CONTACTS_EN, ",\"Kundennr\""),
        (Kind::Appointments, GERMAN, super::items::CALENDAR_DE, ",\"Terminnr\",\"UID\""),
        (Kind::Appointments, ENGLISH, super::items::CALENDAR_EN, ",\"Terminnr\",\"UID\""),
        (Kind::Tasks, ENGLISH, super::items::TASKS_EN, ",\"Aufgabennr\""),
        (Kind::Mails, ENGLISH, super::items::MAILS_EN, ",\"Msgnr\",\"UID\""),
    ] {
        assert_eq!(line(kind, form), format!("\u{FEFF}{header}{own}\r\n"));
    }
}

#[test]
fn cells_are_in_the_words_of_the_language_and_empty_ones_are_nothing() {
    let mut record = texts(
        "appointment",
        &[
            ("subject", "Sagt \"ja\""),
            ("start", "2024-05-03T07:30:00Z"),
            ("end", "2024-05-03T12:00:00Z"),
            ("busy", "busy"),
            ("priority", "high"),
        ],
    );
    record.set("appointment.reminder_minutes", Value::Int(15));
    record.set("appointment.private", Value::Bool(true));
    let text = |form| {
        let put = row(Kind::Appointments, &record, "7", form, &ground());
        assert!(put.left.is_empty(), "{:?}", put.left);
        String::from_utf8(put.text).unwrap()
    };
    let german = "\"Sagt \"\"ja\"\"\",\"3.5.2024\",\"09:30:00\",\"3.5.2024\",\"14:00:00\",\"Aus\",\
        \"Ein\",\"3.5.2024\",\"09:15:00\",,,,,,,,,\"Hoch\",\"Ein\",,\"Privat\",\"2\",\"7\",\r\n";
    assert_eq!(text(GERMAN), german);
    let english = "\"Sagt \"\"ja\"\"\",\"5/3/2024\",\"9:30:00 AM\",\"5/3/2024\",\"2:00:00 PM\",\
        \"False\",\"True\",\"5/3/2024\",\"9:15:00 AM\",,,,,,,,,,\"High\",\"True\",\"Private\",\"2\",\"7\",\r\n";
    assert_eq!(text(ENGLISH), english);
}

#[test]
fn what_a_table_cannot_carry_is_named() {
    let mut record = texts(
        "contact",
        &[
            ("first_name", "Eva"),
            ("last_name", "Groß"),
            ("nickname", "漢"),
            ("file_as", "Groß, Eva"),
            ("full_name", "Eva Groß"),
            ("body", "漢"),
        ],
    );
    record.set("contact.categories", list(&["a;b"]));
    record.set("contact.journal", Value::Bool(false));
    record.set("user.Kundennr", Value::text("4711"));
    record.set("user.Farbe", Value::text("rot"));
    let left = |form| row(Kind::Addresses, &record, "4711", form, &ground()).left;
    assert_eq!(left(GERMAN), ["contact.categories", "contact.nickname", "user.Farbe"]);
    let old = Form { encoding: Encoding::CodePage(1252), ..GERMAN };
    assert_eq!(left(old), ["contact.body", "contact.categories", "contact.nickname", "user.Farbe"]);
}

#[test]
fn lines_of_a_street_come_back_be_they_blank_or_more_than_there_are_columns() {
    for street in ["a\r\n\t\r\nb", "a\r\n\r\nb", "a\r\nb\r\nc\r\n\r\nd"] {
        let record = texts("contact", &[("first_name", "Eva"), ("home.street", street)]);
        assert_eq!(back(Kind::Addresses, &record, GERMAN), (record, vec![]));
    }
}

#[test]
fn a_series_a_foreign_zone_and_answers_are_named() {
    let answered = Person { response: Response::Accepted, ..Person::new("Eva", "") };
    let mut record = texts(
        "appointment",
        &[
            ("start", "2024-05-03T07:30:00Z"),
            ("end", "2024-05-03T08:00:00Z"),
            ("recurrence", "{}"),
            ("time_zone", "America/New_York"),
            ("response", "none"),
        ],
    );
    record.set("appointment.attendees", list(&[&answered.to_text()]));
    let put = row(Kind::Appointments, &record, "", ENGLISH, &ground());
    assert_eq!(
        put.left,
        ["appointment.attendees", "appointment.recurrence", "appointment.time_zone"]
    );
}

#[test]
fn a_table_says_which_fields_it_has_columns_for() {
    for (kind, field) in [
        (Kind::Addresses, "contact.business.street"),
        (Kind::Addresses, "contact.gender"),
        (Kind::Appointments, "appointment.time_zone"),
        (Kind::Appointments, "appointment.attendees"),
        (Kind::Appointments, "appointment.uid"),
        (Kind::Tasks, "task.reminder_at"),
        (Kind::Mails, "mail.to"),
    ] {
        assert!(carries(kind, field), "{field}");
    }
    for (kind, field) in [
        (Kind::Addresses, "contact.nickname"),
        (Kind::Appointments, "appointment.recurrence"),
        (Kind::Tasks, "task.owner"),
        (Kind::Mails, "mail.sent_at"),
        (Kind::Mails, "contact.company"),
    ] {
        assert!(!carries(kind, field), "{field}");
    }
}

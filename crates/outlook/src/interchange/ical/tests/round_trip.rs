//! What was written reads as it was.

use proptest::prelude::*;
use sync::{Kind, Value};

use super::{berlin, entries, ground, open, put, texts, written};
use crate::appointment::tests::appointments;
use crate::interchange::ical::{Calendar, begin, carries, end};
use crate::item::testing::{ZONES, context};
use crate::task::tests::tasks;
use crate::{appointment, task};

proptest! {
    #[test]
    fn an_appointment_reads_as_it_was_written(
        appointment in appointments(), writer in 0..ZONES.len(), reader in 0..ZONES.len()
    ) {
        let put = put(Kind::Appointments, &appointment, "4711", &ground(ZONES[writer]));
        if !put.left.is_empty() {
            // The times of a series are local ones: in an hour that comes twice, the first.
            let times = ["appointment.start", "appointment.end"];
            prop_assert!(put.left.iter().all(|name| times.contains(&name.as_ref())));
            prop_assert!(!appointment.is_empty("appointment.recurrence"));
            return Ok(());
        }
        let text = String::from_utf8([begin(), put.text, end()].concat()).unwrap();
        let calendar = Calendar::open(text.clone().into_bytes(), &ground(ZONES[reader])).unwrap();
        let found = calendar.read(0).unwrap();
        prop_assert_eq!(&found.record, &appointment, "{}", text);
        prop_assert_eq!(calendar.len(), 1);
        prop_assert_eq!(&found.number, "4711");
        prop_assert!(found.left.is_empty() && found.warnings.is_empty() && found.losses.is_empty());
        prop_assert!(appointment::new_item(&found.record, &context("Europe/Berlin", false)).is_ok());
        prop_assert!(text.lines().all(|line| line.len() <= 75));
    }

    #[test]
    fn a_task_reads_as_it_was_written(
        task in tasks(), writer in 0..ZONES.len(), reader in 0..ZONES.len()
    ) {
        let text = written(Kind::Tasks, &task, "17", &ground(ZONES[writer]));
        let calendar = Calendar::open(text.clone().into_bytes(), &ground(ZONES[reader])).unwrap();
        let found = calendar.read(0).unwrap();
        prop_assert_eq!(&found.record, &task, "{}", text);
        prop_assert_eq!(&found.number, "17");
        prop_assert!(found.left.is_empty() && found.warnings.is_empty() && found.losses.is_empty());
        prop_assert!(task::new_item(&found.record, &context("Europe/Berlin", false)).is_ok());
    }
}

/// A changed occurrence with everything it can have, and one that says what the series says.
const EXCEPTIONS: &str = r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exdates":["2024-05-13T10:00:00"],"exceptions":[{"original":"2024-05-20T10:00:00","start":"2024-05-21T10:00:00","end":"2024-05-21T11:00:00","subject":"Größer; 漢, \\n","location":"","busy":"out","label":3,"reminder":true,"reminder_minutes":5,"meeting_state":1,"attachments":false,"own_text":true,"notes":"Anders\nund mehr"},{"original":"2024-05-27T10:00:00","start":"2024-05-27T10:00:00","end":"2024-05-27T11:30:00","subject":"Besprechung","reminder":false,"reminder_minutes":20,"own_text":true},{"original":"2024-06-03T10:00:00","start":"2024-06-03T00:00:00","end":"2024-06-04T00:00:00","all_day":true}]}"#;

#[test]
fn a_changed_occurrence_keeps_what_it_has_of_its_own_even_if_the_series_says_the_same() {
    let mut record = super::appointment(&[
        ("appointment.subject", "Besprechung"),
        ("appointment.location", "Saal"),
        ("appointment.body", "Text"),
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:30:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.recurrence", EXCEPTIONS),
    ]);
    record.set("appointment.reminder_minutes", Value::Int(15));
    record.set("appointment.label", Value::Int(2));
    let text = written(Kind::Appointments, &record, "", &berlin());
    assert_eq!(entries(&open(&text))[0].record, record, "{text}");
}

#[test]
fn every_field_that_outlook_does_not_derive_is_carried() {
    for field in appointment::FIELDS {
        assert_eq!(carries(Kind::Appointments, field.name), !field.derived, "{}", field.name);
    }
    for field in task::FIELDS {
        assert_eq!(carries(Kind::Tasks, field.name), !field.derived, "{}", field.name);
    }
    assert!(!carries(Kind::Mails, "mail.subject"));
}

#[test]
fn what_only_outlook_knows_is_carried_too() {
    let mut record = super::appointment(&[
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:30:00Z"),
        ("appointment.busy", "elsewhere"),
        ("appointment.response", "not_responded"),
        ("appointment.priority", "high"),
        ("appointment.billing", "Akte 7; 8"),
        ("appointment.mileage", "12 km"),
        ("appointment.uid", "040000008200E00074C5B7101A82E00800000000AB"),
    ]);
    record.set("appointment.meeting_state", Value::Int(3));
    record.set("appointment.companies", Value::List(vec!["A, B & Co".into(), "C\\D".into()]));
    record.set("appointment.contacts", Value::List(vec!["Eva Groß".into()]));
    let person = |text: &str| text.to_owned();
    record.set("appointment.organizer", Value::text("Eva \"die\" Groß <eva@gross.example>"));
    record.set(
        "appointment.attendees",
        Value::List(vec![
            person(r#"{"name":"Eva \"die\" Groß","address":"eva@gross.example","role":"organizer","response":"organizer"}"#),
            person(r#"{"name":"Saal: 1; 2","address":"","role":"resource","response":"not_responded"}"#),
        ]),
    );
    let text = written(Kind::Appointments, &record, "", &berlin());
    assert_eq!(entries(&open(&text))[0].record, record, "{text}");
    let mut task = texts(&[
        ("task.subject", "Bericht"),
        ("task.status", "open"),
        ("task.priority", "normal"),
        ("task.role", "Leitung"),
        ("task.recurrence", r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","start":"2024-04-01"}"#),
    ]);
    task.set("task.percent", Value::Int(0));
    task.set("task.private", Value::Bool(false));
    task.set("task.team_task", Value::Bool(false));
    task.set("task.start_date", Value::Date(jiff::civil::date(2024, 5, 6)));
    let text = written(Kind::Tasks, &task, "", &berlin());
    assert_eq!(entries(&open(&text))[0].record, task, "{text}");
}

#[test]
fn a_series_that_ends_in_the_second_of_two_equal_hours_is_named() {
    let record = super::appointment(&[
        ("appointment.start", "2004-10-30T21:45:00Z"),
        ("appointment.end", "2004-10-31T02:31:00Z"),
        ("appointment.time_zone", "America/St_Johns"),
        ("appointment.recurrence", r#"{"rrule":"FREQ=DAILY"}"#),
    ]);
    assert_eq!(put(Kind::Appointments, &record, "", &berlin()).left, ["appointment.end"]);
}

#[test]
fn an_occurrence_that_ends_while_the_clock_is_put_forward_ends_by_the_clock_as_it_was_said() {
    let series = r#"{"rrule":"FREQ=DAILY","exceptions":[{"original":"2024-03-31T00:00:00","start":"2024-03-31T00:00:00","end":"2024-03-31T02:30:00"}]}"#;
    let record = super::appointment(&[
        ("appointment.start", "2024-03-29T23:00:00Z"),
        ("appointment.end", "2024-03-30T00:00:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.recurrence", series),
    ]);
    let text = written(Kind::Appointments, &record, "", &berlin());
    assert_eq!(entries(&open(&text))[0].record, record, "{text}");
}

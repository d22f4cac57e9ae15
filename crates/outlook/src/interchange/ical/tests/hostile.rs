//! Whatever the bytes are, reading ends.

use proptest::prelude::*;

use super::{berlin, of_lines};
use crate::interchange::ical::Calendar;

fn read_all(bytes: Vec<u8>) {
    if let Ok(calendar) = Calendar::open(bytes, &berlin()) {
        for index in 0..calendar.len() {
            let _ = calendar.read(index);
        }
    }
}

/// Pieces of calendars, in any order.
fn pieces() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "BEGIN:VCALENDAR\r\n",
        "END:VCALENDAR\r\n",
        "VERSION:1.0\r\n",
        "METHOD:REQUEST\r\n",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "BEGIN:VTODO\r\n",
        "END:VTODO\n",
        "BEGIN:VALARM\r",
        "END:VALARM\r\n",
        "BEGIN:VTIMEZONE\r\n",
        "END:VTIMEZONE\r\n",
        "BEGIN:STANDARD\r\n",
        "END:STANDARD\r\n",
        "BEGIN:DAYLIGHT\r\n",
        "END:DAYLIGHT\r\n",
        "TZID:Zone\r\n",
        "TZOFFSETTO:+9959\r\n",
        "TZOFFSETTO:-1200\r\n",
        "UID:1\r\n",
        "UID:2\r\n",
        "DTSTART:20240229T100000\r\n",
        "DTSTART;TZID=Zone:20240331T023000\r\n",
        "DTSTART;VALUE=DATE:99991231\r\n",
        "DTSTART:00010101T000000Z\r\n",
        "DTSTART;TZID=\"Zone:16010101T030000\"\r\n",
        "DTEND:99991231T235959Z\r\n",
        "DURATION:P999999999W\r\n",
        "DURATION:-PT1W1D2H3M4S\r\n",
        "DUE:20240101T240000\r\n",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n",
        "RRULE:FREQ=DAILY;COUNT=4294967295\r\n",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n",
        "RRULE:MP1 1+ 2- MO #0\r\n",
        "RRULE:W1 MO\r\n",
        "EXDATE:20240301T100000,x,,\r\n",
        "RECURRENCE-ID:20240301T100000\r\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20240229T100000\r\n",
        "STATUS:CANCELLED\r\n",
        "TRIGGER:-P999999999D\r\n",
        "TRIGGER;VALUE=DATE-TIME:20240101T000000Z\r\n",
        "DALARM:20240101T000000Z;;;x\r\n",
        "ATTENDEE;CN=\"a^n;b:c\":mailto:x\r\n",
        "ATTENDEE:\r\n",
        "SUMMARY;ENCODING=QUOTED-PRINTABLE:=C3=A4=\r\n",
        "=FF=E4=ZZ=\r\n",
        " folded\r\n",
        "no colon\r\n",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n",
        "PERCENT-COMPLETE:-99999999999999999999\r\n",
        "COMPLETED:20240101T000000Z\r\n",
        "X-GLEICHSTAND-OWN:subject,notes\r\n",
        "\"\r\n",
        ":\r\n",
        ";\r\n",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(bytes.clone());
        read_all([b"BEGIN:VEVENT\r\nDTSTART:20240101T000000Z\r\n".to_vec(), bytes].concat());
    }

    #[test]
    fn no_calendar_is_too_odd(pieces in prop::collection::vec(pieces(), 0..60)) {
        read_all(pieces.concat().into_bytes());
    }

    #[test]
    fn no_value_is_too_odd(name in "(DTSTART|RRULE|TRIGGER|UID|ATTENDEE|EXDATE|DURATION)", value in "\\PC{0,60}") {
        let line = format!("{name}:{value}");
        let calendar = of_lines(&["BEGIN:VEVENT", "DTSTART:20240101T000000Z", &line, "END:VEVENT"]);
        for index in 0..calendar.len() {
            let _ = calendar.read(index);
        }
    }
}

#[test]
fn components_nested_without_end_are_read_in_one_pass() {
    let deep = "BEGIN:X\r\n".repeat(100_000);
    read_all(format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20240101\r\n{deep}").into_bytes());
    read_all(format!("{deep}{}", "END:X\r\n".repeat(100_000)).into_bytes());
}

#[test]
fn a_hundred_thousand_events_are_listed_and_read_at_once() {
    let mut text = String::from("BEGIN:VCALENDAR\r\n");
    for number in 0..100_000 {
        let event = format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;TZID=W. Europe Standard Time:20240506T100000\r\nEND:VEVENT\r\n"
        );
        text.push_str(&event);
    }
    let calendar = Calendar::open(text.into_bytes(), &berlin()).unwrap();
    assert_eq!(calendar.len(), 100_000);
    assert_eq!(calendar.uid(99_999), Some("99999"));
    assert!((0..calendar.len()).all(|index| calendar.read(index).is_ok()));
}

//! What a file that is written looks like.

use jiff::civil::date;
use jiff::tz::TimeZone;
use sync::{Kind, Value};

use super::super::component::Component;
use super::super::line::Dialect;
use super::super::out::Out;
use super::super::{vtimezone, zones};
use super::{appointment, berlin, put, written};
use crate::interchange::ical::{Zones, write};
use crate::item::testing::zone;
use crate::windows_zone::ZoneRule;

#[test]
fn a_series_is_written_as_outlook_understands_it() {
    let mut record = appointment(&[
        (
            "appointment.subject",
            "Übung, die erste; mit einem Betreff, der für eine Zeile zu lang ist",
        ),
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:30:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.uid", "1@kalender.example"),
        (
            "appointment.recurrence",
            r#"{"rrule":"FREQ=WEEKLY;UNTIL=20241230;BYDAY=MO","exdates":["2024-05-13T10:00:00"],"exceptions":[{"original":"2024-05-20T10:00:00","start":"2024-05-21T10:00:00","end":"2024-05-21T11:30:00"}]}"#,
        ),
    ]);
    record.set("appointment.reminder_minutes", Value::Int(15));
    let expected = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Gleichstand//Gleichstand//DE",
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:W. Europe Standard Time",
        "BEGIN:STANDARD",
        "DTSTART:16011028T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010325T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:1@kalender.example",
        "DTSTAMP:20240503T100000Z",
        "DTSTART;TZID=W. Europe Standard Time:20240506T100000",
        "DTEND;TZID=W. Europe Standard Time:20240506T113000",
        "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
        "RRULE:FREQ=WEEKLY;UNTIL=20241230T090000Z;BYDAY=MO",
        "EXDATE;TZID=W. Europe Standard Time:20240513T100000",
        "SUMMARY:Übung\\, die erste\\; mit einem Betreff\\, der für eine Zeile zu lan",
        " g ist",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "PRIORITY:5",
        "X-MICROSOFT-CDO-IMPORTANCE:1",
        "CLASS:PUBLIC",
        "X-TERMINNR:12",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Reminder",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1@kalender.example",
        "DTSTAMP:20240503T100000Z",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20240520T100000",
        "DTSTART;TZID=W. Europe Standard Time:20240521T100000",
        "DTEND;TZID=W. Europe Standard Time:20240521T113000",
        "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
        "X-GLEICHSTAND-OWN:",
        "SUMMARY:Übung\\, die erste\\; mit einem Betreff\\, der für eine Zeile zu lan",
        " g ist",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "PRIORITY:5",
        "X-MICROSOFT-CDO-IMPORTANCE:1",
        "CLASS:PUBLIC",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Reminder",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(written(Kind::Appointments, &record, "12", &berlin()), expected.join("\r\n"));
}

#[test]
fn what_cannot_be_carried_is_named() {
    let mut record = appointment(&[
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.time_zone", "Mitte/Erde"),
        ("appointment.busy", "ein wenig"),
        ("appointment.pattern_text", "jeden Montag"),
        ("user.Farbe", "rot"),
        ("user.Terminnr", "12"),
        ("appointment.recurrence", "montags"),
        ("appointment.body", "a\u{1}b"),
    ]);
    record.set("appointment.reminder_minutes", Value::Int(-5));
    let left = put(Kind::Appointments, &record, "12", &berlin()).left;
    assert_eq!(
        left,
        [
            "appointment.body",
            "appointment.busy",
            "appointment.recurrence",
            "appointment.reminder_minutes",
            "appointment.time_zone",
            "user.Farbe"
        ]
    );
    let nothing =
        put(Kind::Appointments, &super::texts(&[("appointment.subject", "x")]), "", &berlin());
    assert_eq!((nothing.text.len(), nothing.left), (0, vec!["appointment.subject".into()]));
}

#[test]
fn a_zone_is_described_once_and_once_more_where_another_year_had_another_rule() {
    let mut zones = Zones::new("2024-05-03T10:00:00Z".parse().unwrap());
    let mut texts = Vec::new();
    for start in ["2024-05-06T08:00:00Z", "2023-05-06T08:00:00Z", "1990-10-15T08:00:00Z"] {
        let record = appointment(&[
            ("appointment.start", start),
            ("appointment.time_zone", "Europe/Berlin"),
        ]);
        let put = write(Kind::Appointments, &record, "", &berlin(), &mut zones);
        texts.push(String::from_utf8(put.text).unwrap());
    }
    let described: Vec<bool> = texts.iter().map(|text| text.contains("BEGIN:VTIMEZONE")).collect();
    assert_eq!(described, [true, false, true]);
    assert!(texts[1].contains("DTSTART;TZID=W. Europe Standard Time:20230506T100000"));
    assert!(texts[2].contains("DTSTART;TZID=W. Europe Standard Time 1990:19901015T090000"));
}

#[test]
fn an_hour_that_comes_twice_is_written_as_a_point_in_time() {
    let record = appointment(&[
        ("appointment.start", "2024-10-27T01:30:00Z"),
        ("appointment.end", "2024-10-27T01:45:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
    ]);
    let text = written(Kind::Appointments, &record, "", &berlin());
    assert!(text.contains("DTSTART:20241027T013000Z"), "{text}");
    assert!(text.contains("X-GLEICHSTAND-TIME-ZONE:Europe/Berlin"), "{text}");
}

/// What a reader makes of the description of a zone in a year.
fn described(zone: &TimeZone, year: i16) -> TimeZone {
    let mut out = Out::default();
    zones::put(&mut out, "Zone", &ZoneRule::of(zone, year));
    let text = String::from_utf8(out.0).unwrap();
    let component = Component::parse(&text, Dialect { old: false, code_page: 1252 });
    vtimezone::rule_of(&component).unwrap().to_time_zone().unwrap()
}

#[test]
fn a_zone_as_it_is_described_tells_the_time_of_the_zone() {
    let names = [
        "Europe/Berlin",
        "Europe/London",
        "Europe/Dublin",
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Pacific/Kiritimati",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "UTC",
    ];
    for name in names {
        for year in [1998, 2016, 2024] {
            let zone = zone(name);
            let described = described(&zone, year);
            for day in 0..365 {
                let at =
                    date(year, 1, 2).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
                let at = at + jiff::SignedDuration::from_hours(24 * day);
                let (found, wanted) = (described.to_datetime(at), zone.to_datetime(at));
                assert_eq!(found, wanted, "{name} {year} {day}");
            }
        }
    }
}

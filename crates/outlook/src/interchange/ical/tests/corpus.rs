//! Calendars of real programs, where they lie beside the project.

use std::path::{Path, PathBuf};

use sync::{Kind, Record, Value};

use super::{appointment, berlin, entries, messages};
use crate::interchange::Entry;
use crate::interchange::ical::{Calendar, Zones, begin, end, write};
use crate::item::testing::context;

fn files() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/items");
    let Ok(found) = std::fs::read_dir(&dir) else {
        eprintln!("skipped: needs {}", dir.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The file whose name ends so.
fn bytes(ending: &str) -> Option<Vec<u8>> {
    let path = files().into_iter().find(|path| path.to_string_lossy().ends_with(ending));
    if path.is_none() {
        eprintln!("skipped: needs {ending}");
    }
    path.map(|path| std::fs::read(path).unwrap())
}

fn read(ending: &str) -> Option<Vec<Entry>> {
    let calendar = Calendar::open(bytes(ending)?, &berlin()).unwrap();
    Some(entries(&calendar))
}

/// The records of a file, of which nothing is to be said.
fn records(ending: &str) -> Option<Vec<Record>> {
    let entries = read(ending)?;
    for entry in &entries {
        assert_eq!(messages(&entry.warnings), Vec::<String>::new(), "{ending}");
        assert_eq!(messages(&entry.losses), Vec::<String>::new(), "{ending}");
        assert_eq!(entry.left, Vec::<String>::new(), "{ending}");
    }
    Some(entries.into_iter().map(|entry| entry.record).collect())
}

#[test]
fn an_appointment_of_outlook_16() {
    let Some(found) = read("ical_045.ics") else { return };
    let uid = "040000008200E000*************00800000000*****************00000000000000010000000********************************";
    let mut expected = appointment(&[
        ("appointment.subject", "Software-QS-Cast Application Performance Monitoring"),
        ("appointment.start", "2021-05-27T08:30:00Z"),
        ("appointment.end", "2021-05-27T10:00:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.uid", uid),
        (
            "appointment.body",
            "Einwahldaten folgen in der Veranstaltungswoche \nSeminartitel: Software-QS-Cast - Application Performance Monitoring\nDatum: 27.Mai 2021\nUhrzeit: 10:30 - ca.12:00 Uhr  \n \n",
        ),
    ]);
    expected.set("appointment.reminder_minutes", Value::Int(15));
    let mut entry = Entry::new(Kind::Appointments);
    entry.record = expected;
    entry.uid = uid.to_owned();
    entry.changed_at = Some("2021-05-11T06:38:45Z".parse().unwrap());
    assert_eq!(found, [entry]);
}

#[test]
fn appointments_of_exchange_with_windows_zones_and_a_quote_that_does_not_end() {
    let Some(found) = records("ical_013.ics") else { return };
    let expected = [
        appointment(&[
            ("appointment.subject", "test"),
            ("appointment.body", "test new event 1"),
            ("appointment.start", "2020-09-10T07:00:00Z"),
            ("appointment.end", "2020-09-10T07:30:00Z"),
            ("appointment.time_zone", "Europe/Berlin"),
            (
                "appointment.uid",
                "040000008200E00074C5B7101A82E0080000000070DE40F38786D601000000000000000010000000D2A9BA8A3668CA4ABB2CC6838268179F",
            ),
        ]),
        appointment(&[
            ("appointment.subject", "Log Yesterday's Jira time"),
            ("appointment.body", "text new evert 2"),
            ("appointment.start", "2020-06-09T07:00:00Z"),
            ("appointment.end", "2020-06-09T07:30:00Z"),
            ("appointment.time_zone", "Europe/Berlin"),
            ("appointment.busy", "free"),
            (
                "appointment.recurrence",
                r#"{"rrule":"FREQ=WEEKLY;UNTIL=20210309;BYDAY=MO,TU,WE,TH,FR,SA"}"#,
            ),
            (
                "appointment.uid",
                "040000008200E00074C5B7101A82E008000000008001F1896B63D3010000000000000000100000005D0552D848712746896D6C8E2E066560",
            ),
        ]),
        appointment(&[
            ("appointment.subject", "Not the actual summary 1"),
            ("appointment.start", "2020-09-15T15:30:00Z"),
            ("appointment.end", "2020-09-15T16:30:00Z"),
            ("appointment.time_zone", "America/Los_Angeles"),
            (
                "appointment.uid",
                "040000008200E00074C5B7101A82E008000000007070639B9D82D601000000000000000010000000690B7C3173632247A60664DDD8E0160E",
            ),
        ]),
        appointment(&[
            ("appointment.subject", "Not the actual summary either"),
            ("appointment.location", "https://bluejeans.com/7999979999"),
            ("appointment.start", "2020-07-07T19:00:00Z"),
            ("appointment.end", "2020-07-07T19:30:00Z"),
            ("appointment.time_zone", "America/Los_Angeles"),
            ("appointment.busy", "free"),
            (
                "appointment.recurrence",
                r#"{"rrule":"FREQ=WEEKLY;UNTIL=20210309;BYDAY=SU,TU,TH,FR;WKST=SU","exdates":["2020-07-21T12:00:00","2020-07-23T12:00:00","2020-07-28T12:00:00","2020-08-13T12:00:00","2020-08-25T12:00:00","2020-09-03T12:00:00"]}"#,
            ),
            (
                "appointment.uid",
                "040000008200E00074C5B7101A82E00800000000C8CF296B9654D60100000000000000001000000031C6A267A9E4A2489CEB57D709E7A37F",
            ),
        ]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_series_of_exchange_with_blanks_and_a_zone_that_has_only_rules() {
    let Some(found) = records("ical_089.ics") else { return };
    let expected = appointment(&[
        ("appointment.subject", "Sprint 25 Daily Standup"),
        ("appointment.start", "2015-07-03T08:00:00Z"),
        ("appointment.end", "2015-07-03T08:30:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        (
            "appointment.recurrence",
            r#"{"rrule":"FREQ=DAILY;UNTIL=20150722;BYDAY=MO,TU,WE,TH,FR;WKST=SU"}"#,
        ),
    ]);
    assert_eq!(found, [expected]);
}

#[test]
fn an_appointment_of_exchange_with_a_short_uid() {
    let Some(found) = records("ical_120.ics") else { return };
    let expected = appointment(&[
        ("appointment.subject", "Test 4"),
        ("appointment.start", "2017-02-24T20:00:00Z"),
        ("appointment.end", "2017-02-24T20:30:00Z"),
        ("appointment.time_zone", "America/Los_Angeles"),
        (
            "appointment.uid",
            "040000008200E00074C5B7101A82E0080000000090E19664858ED20100000000000000",
        ),
    ]);
    assert_eq!(found, [expected]);
}

#[test]
fn zones_by_the_names_that_windows_shows() {
    let Some(found) = read("ical_006.ics") else { return };
    let event = |subject, start, end, zone, more: &[(&'static str, &'static str)]| {
        let fields = [
            ("appointment.subject", subject),
            ("appointment.start", start),
            ("appointment.end", end),
            ("appointment.time_zone", zone),
        ];
        appointment(&[&fields[..], more].concat())
    };
    let new_york = "America/New_York";
    let rule = r#"{"rrule":"FREQ=WEEKLY;UNTIL=20210827;BYDAY=TH,FR;WKST=SU"}"#;
    let expected = [
        event(" TEST Syd", "2020-10-28T02:30:00Z", "2020-10-28T04:00:00Z", "Australia/Sydney", &[]),
        event(" TEST", "2020-10-28T17:30:00Z", "2020-10-28T19:00:00Z", new_york, &[]),
        event(" TEST 3", "2020-11-02T18:30:00Z", "2020-11-02T20:00:00Z", new_york, &[]),
        event(
            " TEST2",
            "2020-11-05T18:30:00Z",
            "2020-11-05T20:00:00Z",
            new_york,
            &[("appointment.recurrence", rule)],
        ),
    ];
    let records: Vec<Record> = found.iter().map(|entry| entry.record.clone()).collect();
    assert_eq!(records, expected);
    let warnings = found.iter().flat_map(|entry| messages(&entry.warnings));
    let moved = "ical-series-start from=\"2020-11-02\" to=\"2020-11-05\"";
    assert_eq!(warnings.collect::<Vec<_>>(), [moved]);
}

#[test]
fn a_zone_that_nobody_knows_is_the_users() {
    let Some(found) = read("ical_009.ics") else { return };
    let mut day = appointment(&[
        ("appointment.subject", "*masked-away2*"),
        ("appointment.start", "2021-04-01"),
        ("appointment.end", "2021-04-02"),
        ("appointment.busy", "tentative"),
        ("appointment.uid", "*masked-away2*@google.com"),
    ]);
    day.set("appointment.all_day", Value::Bool(true));
    let expected = [
        appointment(&[
            ("appointment.subject", "[private]"),
            ("appointment.body", "[private]"),
            ("appointment.location", " [private]"),
            ("appointment.start", "2021-03-25T09:35:00Z"),
            ("appointment.end", "2021-03-25T10:50:00Z"),
            ("appointment.time_zone", "Europe/Berlin"),
            ("appointment.uid", "1173422081SZR322"),
        ]),
        appointment(&[
            ("appointment.subject", "*masked-away*"),
            ("appointment.start", "2021-04-01T19:30:00Z"),
            ("appointment.end", "2021-04-01T19:30:00Z"),
            ("appointment.busy", "tentative"),
            ("appointment.uid", "*masked-away*@google.com"),
        ]),
        day,
    ];
    let records: Vec<Record> = found.iter().map(|entry| entry.record.clone()).collect();
    assert_eq!(records, expected);
    let said: Vec<String> = found.iter().flat_map(|entry| messages(&entry.warnings)).collect();
    assert_eq!(said, ["ical-zone-unknown zone=\"Customized Time Zone 1\""]);
}

#[test]
fn rules_that_are_no_zones_still_give_the_right_time() {
    let Some(found) = read("ical_145.ics") else { return };
    let expected = appointment(&[
        ("appointment.subject", "xxxxxxx S-xxxxx"),
        ("appointment.start", "2016-05-18T15:30:00Z"),
        ("appointment.end", "2016-05-18T16:30:00Z"),
        ("appointment.uid", "1047216278.801463535396580.JavaMail.root(a)xxxx.xxxxx.xxxx"),
    ]);
    assert_eq!(found[0].record, expected);
    assert_eq!(messages(&found[0].warnings), ["ical-zone-rule zone=\"(GMT-03:00)\""]);
    assert_eq!(found[0].left, ["X-SCALIX-LABEL"]);
}

#[test]
fn an_invitation_to_a_series() {
    let Some(found) = read(
        "features_appointments_getattachmentsfromcalender_AsposeGetAttachmentsFromCalender_AppWithAttachments.ics",
    ) else {
        return;
    };
    let mut expected = appointment(&[
        ("appointment.subject", "Appointment Summary"),
        ("appointment.location", "Appointment Location"),
        ("appointment.body", "Appointment Description"),
        ("appointment.start", "2012-11-01T04:00:00Z"),
        ("appointment.end", "2012-12-01T04:00:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.busy", "tentative"),
        ("appointment.response", "not_responded"),
        ("appointment.organizer", "Organizer <organizer_address@domain.com>"),
        ("appointment.recurrence", r#"{"rrule":"FREQ=WEEKLY;COUNT=3;BYDAY=TH"}"#),
        ("appointment.uid", "cf24cadd-c1b9-4d25-ad8b-d09f9b910468"),
    ]);
    expected.set("appointment.meeting_state", Value::Int(3));
    let person = r#"{"name":"Attendee","address":"attendee_address@domain.com","role":"required","response":"none"}"#;
    expected.set("appointment.attendees", Value::List(vec![person.to_owned()]));
    assert_eq!(found[0].record, expected);
    assert_eq!(found[0].left, ["ATTACH"]);
}

#[test]
fn an_invitation_in_a_mail() {
    let Some(mail) = bytes("outlook-test-invite.eml") else { return };
    let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
    let calendar = mail.parts.iter().find(|part| part.contents().starts_with(b"BEGIN:VCALENDAR"));
    let calendar = Calendar::open(calendar.unwrap().contents().to_vec(), &berlin()).unwrap();
    let found = calendar.read(0).unwrap();
    let mut expected = appointment(&[
        ("appointment.subject", "Testaus"),
        ("appointment.start", "2021-11-27T07:00:00Z"),
        ("appointment.end", "2021-11-27T07:30:00Z"),
        ("appointment.time_zone", crate::windows_zone::iana_name("FLE Standard Time").unwrap()),
        ("appointment.busy", "tentative"),
        ("appointment.response", "not_responded"),
        ("appointment.organizer", "Marge <marge@example.org>"),
        (
            "appointment.uid",
            "030000008200E00074C5B7101A82E0080000000060B608D090DDD7010000000000000000100000004BE0CFFA54BCF64E956E34143362C3C0",
        ),
    ]);
    expected.set("appointment.meeting_state", Value::Int(3));
    expected.set("appointment.reminder_minutes", Value::Int(15));
    let homer =
        r#"{"name":"Homer","address":"homer@example.org","role":"required","response":"none"}"#;
    expected.set("appointment.attendees", Value::List(vec![homer.to_owned()]));
    assert_eq!(found.record, expected);
}

#[test]
fn a_vcalendar_whose_event_does_not_end() {
    let Some(found) = records("testVCalendar.vcs") else { return };
    let expected = appointment(&[
        ("appointment.subject", "Battleme, My Goodness, the Ax"),
        ("appointment.location", "Mississippi Studios (3939 N Mississippi Ave., Portland, OR)"),
        ("appointment.start", "2012-12-01T20:00:00Z"),
        ("appointment.end", "2012-12-01T21:00:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.priority", "high"),
    ]);
    assert_eq!(found, [expected]);
}

#[test]
fn every_calendar_is_read_and_reads_the_same_after_it_was_written() {
    let calendars = files().into_iter().filter(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".ics") || name.ends_with(".vcs")
    });
    for path in calendars {
        let calendar = Calendar::open(std::fs::read(&path).unwrap(), &berlin()).unwrap();
        assert!(!calendar.is_empty(), "{}", path.display());
        for entry in entries(&calendar) {
            let ctx = context("Europe/Berlin", false);
            assert!(crate::appointment::new_item(&entry.record, &ctx).is_ok());
            let mut zones = Zones::new("2024-05-03T10:00:00Z".parse().unwrap());
            let put = write(entry.kind, &entry.record, &entry.number, &berlin(), &mut zones);
            assert_eq!(put.left, Vec::<sync::Name>::new(), "{}", path.display());
            let again = [begin(), put.text, end()].concat();
            let again = Calendar::open(again, &berlin()).unwrap().read(0).unwrap();
            assert_eq!(again.record, entry.record, "{}", path.display());
        }
    }
}

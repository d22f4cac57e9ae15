//! What a file says is what is read.

use jiff::civil::date;
use sync::{Kind, Value};

use super::{appointment, berlin, entries, event, messages, of_lines, one, open, texts};
use crate::interchange::ical::Calendar;
use crate::item::testing::Stage;
use crate::item::{Found, testing::context};

const ZONE: &str = "TZID=W. Europe Standard Time";

fn at(name: &str, time: &str) -> String {
    format!("{name};{ZONE}:{time}")
}

/// The lines of a weekly series on Mondays at ten.
fn weekly<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let head = [
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Jour fixe",
        "DTSTART;TZID=W. Europe Standard Time:20240506T100000",
        "DTEND;TZID=W. Europe Standard Time:20240506T110000",
    ];
    head.iter().chain(lines).copied().collect()
}

fn recurrence(lines: &[&str]) -> (String, Vec<String>) {
    let calendar = of_lines(&weekly(lines));
    assert_eq!(calendar.len(), 1);
    let entry = calendar.read(0).unwrap();
    let said = [messages(&entry.warnings), messages(&entry.losses), entry.left].concat();
    (entry.record.text("appointment.recurrence").to_owned(), said)
}

#[test]
fn an_event_is_an_appointment() {
    let entry = event(&[
        "UID:040000008200e00074c5b7101a82e00807e8050600000000000000000000000000000000",
        "SUMMARY:Übung\\, erste",
        "LOCATION:Saal\\; links",
        "DESCRIPTION:Zeile 1\\nZeile",
        "  2",
        &at("DTSTART", "20240506T100000"),
        "DURATION:PT1H30M",
        "CATEGORIES:Rot,Grün",
        "CATEGORIES:A\\, B",
        "CLASS:CONFIDENTIAL",
        "PRIORITY:2",
        "TRANSP:TRANSPARENT",
        "ORGANIZER;CN=\"Groß, Eva\":MAILTO:eva@gross.example",
        "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN=\"Groß, Eva\":mailto:eva@gross.example",
        "ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:otto@klein.example",
        "ATTENDEE;CUTYPE=ROOM;CN=Saal:invalid:nomail",
        "LAST-MODIFIED:20240501T120000Z",
        "URL:http://example.org",
        "GEO:1;2",
        "ATTACH:",
        "X-TERMINNR:4711",
        "BEGIN:VALARM",
        "TRIGGER;RELATED=END:-PT2H",
        "END:VALARM",
    ]);
    let mut expected = appointment(&[
        ("appointment.subject", "Übung, erste"),
        ("appointment.location", "Saal; links"),
        ("appointment.body", "Zeile 1\nZeile 2"),
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:30:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.busy", "free"),
        ("appointment.priority", "high"),
        ("appointment.organizer", "Groß, Eva <eva@gross.example>"),
        // The date of the occurrence is taken out, as in a data file.
        (
            "appointment.uid",
            "040000008200E00074C5B7101A82E0080000000000000000000000000000000000000000",
        ),
    ]);
    expected.set("appointment.private", Value::Bool(true));
    expected.set("appointment.meeting_state", Value::Int(1));
    expected.set("appointment.reminder_minutes", Value::Int(30));
    let categories = ["Rot", "Grün", "A, B"].map(str::to_owned);
    expected.set("appointment.categories", Value::List(categories.to_vec()));
    let people = [
        r#"{"name":"Groß, Eva","address":"eva@gross.example","role":"organizer","response":"accepted"}"#,
        r#"{"name":"","address":"otto@klein.example","role":"optional","response":"declined"}"#,
        r#"{"name":"Saal","address":"","role":"resource","response":"none"}"#,
    ];
    expected.set("appointment.attendees", Value::List(people.map(str::to_owned).to_vec()));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.uid, expected.text("appointment.uid"));
    assert_eq!(entry.number, "4711");
    assert_eq!(entry.left, ["URL", "GEO"]);
    assert_eq!(entry.changed_at, Some("2024-05-01T12:00:00Z".parse().unwrap()));
    assert_eq!((entry.warnings.len(), entry.losses.len()), (0, 0));
}

#[test]
fn a_meeting_has_the_uid_that_the_data_file_tells() {
    for uid in ["040000008200e00074c5b7101a82e00807e80506", "1@kalender.example"] {
        let entry = event(&[&format!("UID:{uid}"), "DTSTART:20240506T100000Z"]);
        let written = crate::appointment::new_item(&entry.record, &context("UTC", false)).unwrap();
        let stage = Stage::new(written);
        let fields = crate::appointment::ReadFields::new(|prop| stage.names.of(prop));
        let item = crate::appointment::Item {
            props: &stage.props,
            recipients: &stage.recipients,
            code_page: 1252,
            texts: &[],
        };
        let read = fields.read(item, &berlin().zone, &mut Found::default());
        assert_eq!(read.text("appointment.uid"), entry.uid);
    }
}

#[test]
fn whole_days_are_dates() {
    let day = |lines: &[&str]| {
        let entry = event(lines);
        assert_eq!(entry.record.get("appointment.all_day"), Some(&Value::Bool(true)));
        assert!(entry.record.is_empty("appointment.time_zone"));
        let text = |name| entry.record.text(name).to_owned();
        (text("appointment.start"), text("appointment.end"))
    };
    let days = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let first = "DTSTART;VALUE=DATE:20240506";
    assert_eq!(day(&[first]), days("2024-05-06", "2024-05-07"));
    assert_eq!(day(&[first, "DTEND;VALUE=DATE:20240506"]), days("2024-05-06", "2024-05-07"));
    assert_eq!(day(&[first, "DTEND;VALUE=DATE:20240509"]), days("2024-05-06", "2024-05-09"));
    assert_eq!(day(&[first, "DURATION:P2D"]), days("2024-05-06", "2024-05-08"));
    let called = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE";
    let midnights = ["DTSTART:20240505T220000Z", "DTEND:20240506T220000Z", called];
    assert_eq!(day(&midnights), days("2024-05-06", "2024-05-07"));
    let not = event(&["DTSTART:20240505T080000Z", called]);
    assert_eq!(not.record.get("appointment.all_day"), Some(&Value::Bool(false)));
}

#[test]
fn a_time_is_where_its_zone_says() {
    let zone = |tzid: &str| {
        let entry = event(&[&format!("DTSTART;TZID={tzid}:20240715T100000")]);
        let text = |name| entry.record.text(name).to_owned();
        (text("appointment.start"), text("appointment.time_zone"), messages(&entry.warnings))
    };
    for (tzid, start, name) in [
        ("America/New_York", "2024-07-15T14:00:00Z", "America/New_York"),
        (
            "/citadel.org/20210210_1/America/Indiana/Knox",
            "2024-07-15T15:00:00Z",
            "America/Indiana/Knox",
        ),
        ("tzone://Microsoft/Utc", "2024-07-15T10:00:00Z", "Etc/UTC"),
        ("\"W. Europe Standard Time\"", "2024-07-15T08:00:00Z", "Europe/Berlin"),
        ("W. Europe Standard Time 1", "2024-07-15T08:00:00Z", "Europe/Berlin"),
        (
            "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
            "2024-07-15T08:00:00Z",
            "Europe/Berlin",
        ),
        (
            "(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna",
            "2024-07-15T08:00:00Z",
            "Europe/Berlin",
        ),
        ("\"(UTC) Dublin, Edinburgh, Lissabon, London\"", "2024-07-15T09:00:00Z", "Europe/London"),
        (
            "\"(UTC-08:00) Pacific Zeit (USA & Kanada)\"",
            "2024-07-15T17:00:00Z",
            "America/Los_Angeles",
        ),
        ("(GMT+09:00) Osaka, Sapporo, Tokyo", "2024-07-15T01:00:00Z", "Asia/Tokyo"),
    ] {
        assert_eq!(zone(tzid), (start.to_owned(), name.to_owned(), vec![]), "{tzid}");
    }
    // Istanbul has left the zone that was once called by it.
    for tzid in ["(GMT+02:00) Athen, Bukarest, Istanbul", "Mitte der Erde"] {
        let warning = format!("ical-zone-unknown zone={tzid:?}");
        let expected =
            ("2024-07-15T08:00:00Z".to_owned(), "Europe/Berlin".to_owned(), vec![warning]);
        assert_eq!(zone(tzid), expected);
    }
}

#[test]
fn the_same_name_means_another_zone_in_another_calendar_of_the_file() {
    let calendar = |offset: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Eigene:20240715T100000\nEND:VEVENT\nBEGIN:VTIMEZONE\nTZID:Eigene\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n"
        )
    };
    let calendar = open(&[calendar("+0900"), calendar("+0000")].concat());
    let found: Vec<(String, String)> = entries(&calendar)
        .iter()
        .map(|entry| {
            let text = |name| entry.record.text(name).to_owned();
            (text("appointment.start"), text("appointment.time_zone"))
        })
        .collect();
    let pair = |start: &str, zone: &str| (start.to_owned(), zone.to_owned());
    let tokyo = pair("2024-07-15T01:00:00Z", "Asia/Tokyo");
    assert_eq!(found, [tokyo, pair("2024-07-15T10:00:00Z", "UTC")]);
}

#[test]
fn a_series_says_what_a_data_file_says_of_it() {
    for (rule, expected) in [
        ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO, TU", "FREQ=WEEKLY;BYDAY=MO,TU"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=6"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1MO"),
        ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=6"),
        ("FREQ=DAILY;BYHOUR=10;BYMINUTE=0", "FREQ=DAILY"),
        ("FREQ=DAILY;UNTIL=20240510T080000Z", "FREQ=DAILY;UNTIL=20240510"),
        ("FREQ=DAILY;UNTIL=20240510T075959Z", "FREQ=DAILY;UNTIL=20240509"),
        ("FREQ=DAILY;UNTIL=20240510T235959", "FREQ=DAILY;UNTIL=20240510"),
        ("FREQ=DAILY;COUNT=3;WKST=SU", "FREQ=DAILY;COUNT=3;WKST=SU"),
        // Outlook has nothing of this kind: it stays as it is.
        ("FREQ=MONTHLY;BYMONTHDAY=6,20", "FREQ=MONTHLY;BYMONTHDAY=6,20"),
    ] {
        let (found, said) = recurrence(&[&format!("RRULE:{rule}"), "END:VEVENT"]);
        assert_eq!((found, said), (format!(r#"{{"rrule":"{expected}"}}"#), vec![]));
    }
}

#[test]
fn a_rule_that_cannot_be_followed_is_lost_and_the_appointment_is_a_single_one() {
    let lines = [
        "RRULE:FREQ=YEARLY;BYWEEKNO=20",
        "RDATE:20240601T100000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID:20240513T080000Z",
        "DTSTART:20240514T080000Z",
        "END:VEVENT",
    ];
    let (found, said) = recurrence(&lines);
    assert_eq!(found, "");
    let lost = [
        "ical-added-dates dates=\"20240601T100000\"",
        "ical-rule rule=\"FREQ=YEARLY;BYWEEKNO=20\"",
        "ical-occurrence date=\"20240513T080000Z\"",
    ];
    assert_eq!(said, lost);
}

#[test]
fn a_series_starts_on_the_first_day_of_its_rule() {
    let calendar = of_lines(&weekly(&["RRULE:FREQ=WEEKLY;BYDAY=TH", "END:VEVENT"]));
    let entry = calendar.read(0).unwrap();
    assert_eq!(entry.record.text("appointment.start"), "2024-05-09T08:00:00Z");
    let said = ["ical-series-start from=\"2024-05-06\" to=\"2024-05-09\""];
    assert_eq!(messages(&entry.warnings), said);
}

#[test]
fn a_changed_occurrence_says_what_differs() {
    let lines = [
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE:20240513T080000Z",
        "EXDATE;VALUE=DATE:20240514",
        "BEGIN:VALARM",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID:20240520T080000Z",
        "DTSTART;TZID=Europe/London:20240521T090000",
        "DTEND;TZID=Europe/London:20240521T100000",
        "SUMMARY:Jour fixe",
        "LOCATION:Saal",
        "DESCRIPTION:Anders",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "CATEGORIES:Rot",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID;TZID=Europe/Berlin:20240527T100000",
        "STATUS:CANCELLED",
        "DTSTART;TZID=Europe/Berlin:20240527T100000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20240603",
        "DTSTART;VALUE=DATE:20240603",
        "SUMMARY:Jour fixe",
        "BEGIN:VALARM",
        "TRIGGER:-PT30M",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID:20240604T080000Z",
        "DTSTART:20240604T080000Z",
        "END:VEVENT",
    ];
    let (found, said) = recurrence(&lines);
    assert_eq!(
        found,
        r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exdates":["2024-05-13T10:00:00","2024-05-27T10:00:00"],"exceptions":[{"original":"2024-05-20T10:00:00","start":"2024-05-21T10:00:00","end":"2024-05-21T11:00:00","location":"Saal","busy":"out","reminder":false,"own_text":true,"notes":"Anders"},{"original":"2024-06-03T10:00:00","start":"2024-06-03T00:00:00","end":"2024-06-04T00:00:00","all_day":true,"reminder_minutes":30}]}"#
    );
    let expected = [
        "ical-this-and-future date=\"2024-06-03\"",
        "ical-occurrence date=\"20240604T080000Z\"",
        "CATEGORIES (2024-05-20)",
    ];
    assert_eq!(said, expected);
}

#[test]
fn events_of_one_uid_are_one_item_and_a_lone_occurrence_is_one_of_its_own() {
    let calendar = of_lines(&[
        "BEGIN:VEVENT",
        "UID:1",
        "RECURRENCE-ID:20240513T080000Z",
        "DTSTART:20240513T090000Z",
        "END:VEVENT",
        "BEGIN:VJOURNAL",
        "END:VJOURNAL",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART:20240506T080000Z",
        "RRULE:FREQ=WEEKLY",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:2",
        "RECURRENCE-ID:20240513T080000Z",
        "DTSTART:20240513T090000Z",
        "END:VEVENT",
        "BEGIN:VTODO",
        "UID:1",
        "END:VTODO",
        "BEGIN:VEVENT",
        "DTSTART:20240513T090000Z",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART:20240514T090000Z",
        "END:VEVENT",
        "BEGIN:VFREEBUSY",
        "END:VFREEBUSY",
        "BEGIN:VJOURNAL",
        "END:VJOURNAL",
    ]);
    let listed: Vec<(Kind, &str)> = (0..calendar.len())
        .map(|index| (calendar.kind(index).unwrap(), calendar.uid(index).unwrap()))
        .collect();
    let appointments = Kind::Appointments;
    let lone = (appointments, "2/20240513T080000Z");
    assert_eq!(
        listed,
        [(appointments, "1"), (Kind::Tasks, "1"), (appointments, ""), (appointments, ""), lone]
    );
    let others: Vec<(&str, usize)> =
        calendar.others().iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(others, [("VFREEBUSY", 1), ("VJOURNAL", 2)]);
    let entries = entries(&calendar);
    // Without a zone, the hours of the series are those of UTC.
    assert_eq!(entries[0].record.text("appointment.time_zone"), "Etc/UTC");
    assert_eq!(
        entries[0].record.text("appointment.recurrence"),
        r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exceptions":[{"original":"2024-05-13T08:00:00","start":"2024-05-13T09:00:00","end":"2024-05-13T09:00:00"}]}"#
    );
    assert_eq!(messages(&entries[3].warnings), ["ical-uid-twice"]);
    assert_eq!(entries[4].record.text("appointment.uid"), "2/20240513T080000Z");
}

#[test]
fn an_event_without_a_start_is_refused_by_its_subject() {
    let calendar = of_lines(&["BEGIN:VEVENT", "SUMMARY:Ohne", "DTSTART:morgen", "END:VEVENT"]);
    let refused = calendar.read(0).unwrap_err();
    assert_eq!(refused.to_string(), "ical-no-start subject=\"Ohne\"");
    let nothing = Calendar::open(b"Subject: x\r\n".to_vec(), &berlin()).unwrap_err();
    assert_eq!(nothing.to_string(), "ical-no-calendar");
}

#[test]
fn an_alarm_after_the_start_and_a_second_one_are_said() {
    let alarm = |trigger: &str| format!("BEGIN:VALARM\r\nTRIGGER{trigger}\r\nEND:VALARM");
    let found = |alarms: &[&str]| {
        let alarms: Vec<String> = alarms.iter().map(|trigger| alarm(trigger)).collect();
        let lines = [vec!["DTSTART:20240506T080000Z".to_owned()], alarms].concat();
        let entry = event(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let minutes = entry.record.get("appointment.reminder_minutes").cloned();
        (minutes, [messages(&entry.warnings), entry.left].concat())
    };
    let minutes = |minutes| Some(Value::Int(minutes));
    assert_eq!(found(&[":PT0S"]), (minutes(0), vec![]));
    assert_eq!(found(&[":-P1D"]), (minutes(1440), vec![]));
    assert_eq!(found(&[";VALUE=DATE-TIME:20240506T073030Z"]), (minutes(30), vec![]));
    assert_eq!(found(&[":PT5M"]), (minutes(0), vec!["ical-alarm-after-start".to_owned()]));
    assert_eq!(found(&[":-PT5M", ":-PT10M"]), (minutes(5), vec!["VALARM".to_owned()]));
}

#[test]
fn a_to_do_is_a_task() {
    let entry = one(
        "VTODO",
        &[
            "UID:t1",
            "SUMMARY:Bericht",
            "DTSTART;VALUE=DATE:20240506",
            "DUE;TZID=W. Europe Standard Time:20240510T143000",
            "STATUS:IN-PROCESS",
            "PERCENT-COMPLETE:40",
            "PRIORITY:9",
            "CLASS:PRIVATE",
            "CATEGORIES:Rot",
            "RRULE:FREQ=MONTHLY",
            "ORGANIZER;CN=Eva:mailto:eva@gross.example",
            "DESCRIPTION:Text",
            "X-AUFGABENNR:9",
            "LOCATION:Saal",
            "BEGIN:VALARM",
            "TRIGGER;RELATED=END:-PT1H",
            "END:VALARM",
        ],
    );
    let mut expected = texts(&[
        ("task.subject", "Bericht"),
        ("task.status", "in_progress"),
        ("task.priority", "low"),
        ("task.owner", "Eva <eva@gross.example>"),
        ("task.body", "Text"),
        ("task.recurrence", r#"{"rrule":"FREQ=MONTHLY;BYMONTHDAY=6"}"#),
    ]);
    expected.set("task.start_date", Value::Date(date(2024, 5, 6)));
    expected.set("task.due_date", Value::Date(date(2024, 5, 10)));
    expected.set("task.percent", Value::Int(40));
    expected.set("task.private", Value::Bool(true));
    expected.set("task.team_task", Value::Bool(false));
    expected.set("task.categories", Value::List(vec!["Rot".into()]));
    let at = "2024-05-10T11:30:00Z".parse().unwrap();
    expected.set("task.reminder_at", Value::Instant(at));
    assert_eq!(entry.record, expected);
    assert_eq!((entry.kind, entry.uid.as_str(), entry.number.as_str()), (Kind::Tasks, "t1", "9"));
    assert_eq!(
        messages(&entry.warnings),
        ["ical-task-time field=\"task.due_date\" time=\"14:30\""]
    );
    assert_eq!(entry.left, ["LOCATION"]);
    assert!(crate::task::new_item(&entry.record, &context("UTC", false)).is_ok());
}

#[test]
fn a_task_is_done_when_any_of_three_says_so() {
    let status = |lines: &[&str]| {
        let entry = one("VTODO", lines);
        let percent = entry.record.get("task.percent").cloned();
        (entry.record.text("task.status").to_owned(), percent, messages(&entry.warnings))
    };
    let told = |status: &str, percent| (status.to_owned(), Some(Value::Int(percent)), vec![]);
    assert_eq!(status(&[]), told("open", 0));
    assert_eq!(status(&["STATUS:COMPLETED"]), told("done", 100));
    assert_eq!(status(&["COMPLETED:20240506T080000Z"]), told("done", 100));
    assert_eq!(status(&["PERCENT-COMPLETE:100"]), told("done", 100));
    assert_eq!(status(&["PERCENT-COMPLETE:30"]), told("in_progress", 30));
    let cancelled =
        ("deferred".to_owned(), Some(Value::Int(0)), vec!["ical-task-cancelled".to_owned()]);
    assert_eq!(status(&["STATUS:CANCELLED"]), cancelled);
}

#[test]
fn the_older_vcalendar_is_read_too() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nDTSTART:20240506T100000\r\nDTEND:20240506T110000\r\nSUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Gr=F6=\r\n=DFe\r\nDESCRIPTION;QUOTED-PRINTABLE:a=0D=0Ab\\;c C:\\new\r\nCATEGORIES:Rot;Gr\u{fc}n\r\nATTENDEE;ROLE=ATTENDEE;STATUS=ACCEPTED:Otto <otto@klein.example>\r\nRRULE:W1 MO #10\r\nDALARM:20240506T094500;;;x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let entry = open(text).read(0).unwrap();
    let mut expected = appointment(&[
        ("appointment.subject", "Größe"),
        ("appointment.body", "a\nb;c C:\\new"),
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:00:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
        ("appointment.recurrence", r#"{"rrule":"FREQ=WEEKLY;COUNT=10;BYDAY=MO"}"#),
    ]);
    expected.set("appointment.categories", Value::List(vec!["Rot".into(), "Grün".into()]));
    expected.set("appointment.reminder_minutes", Value::Int(15));
    expected.set("appointment.meeting_state", Value::Int(1));
    let otto =
        r#"{"name":"Otto","address":"otto@klein.example","role":"required","response":"accepted"}"#;
    expected.set("appointment.attendees", Value::List(vec![otto.into()]));
    assert_eq!(entry.record, expected);
}

#[test]
fn rules_of_the_older_vcalendar_are_followed_where_they_are_plain() {
    for (old, new) in [
        ("D1 #5", Some("FREQ=DAILY;INTERVAL=1;COUNT=5")),
        ("D2", Some("FREQ=DAILY;INTERVAL=2;COUNT=2")),
        (
            "W2 TU TH 20241231T000000Z",
            Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20241231T000000Z"),
        ),
        ("MP1 1+ 1- FR #0", Some("FREQ=MONTHLY;INTERVAL=1;BYDAY=1FR,-1FR")),
        ("MD1 12 LD #3", Some("FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=12,-1;COUNT=3")),
        ("YM1 6 #0", Some("FREQ=YEARLY;INTERVAL=1;BYMONTH=6")),
        ("YD1 100 #0", None),
        ("M1 #0", None),
        ("morgen", None),
    ] {
        assert_eq!(super::super::legacy::rule(old).as_deref(), new, "{old}");
    }
}

#[test]
fn text_is_utf_8_if_it_is_and_else_in_the_code_page() {
    let subject = |summary: &[u8]| {
        let text =
            [b"BEGIN:VEVENT\nDTSTART:20240506\nSUMMARY:", summary, b"\nEND:VEVENT\n"].concat();
        let calendar = Calendar::open(text, &berlin()).unwrap();
        calendar.read(0).unwrap().record.text("appointment.subject").to_owned()
    };
    assert_eq!(subject("Größe".as_bytes()), "Größe");
    assert_eq!(subject(b"Gr\xF6\xDFe"), "Größe");
    // Folded in the middle of a letter.
    assert_eq!(subject(b"Gr\xC3\r\n \xB6\xC3\x9Fe"), "Größe");
    let marked = "\u{feff}BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240506\nEND:VEVENT\n";
    assert_eq!(open(marked).len(), 1);
}

//! Appointments as they take place: series opened out, across the change to daylight saving time.

use serde_json::{Value, json};

use crate::harness::Desk;

const ZONE: [&str; 2] = ["--timezone", "Europe/Berlin"];
/// Sundays at nine; the second is left out, the fourth is a day and an hour later.
const SUNDAYS: &str = r#"recurrence={"rrule":"FREQ=WEEKLY;COUNT=5;BYDAY=SU","exdates":["2027-03-21T09:00:00"],"exceptions":[{"original":"2027-04-04T09:00:00","start":"2027-04-05T10:00:00","end":"2027-04-05T11:30:00","subject":"Rundgang (Ostermontag)"}]}"#;

fn add(desk: &Desk, fields: &[&str]) {
    desk.run_args(&[&["appointment", "add"], fields, &ZONE].concat()).done();
}

/// A calendar around the change to daylight saving time on 28 March 2027.
pub fn booked(desk: &Desk) {
    let times = ["start=14.03.2027 09:00", "end=14.03.2027 10:00"];
    add(desk, &["subject=Rundgang", "location=Werkstatt", times[0], times[1], SUNDAYS]);
    add(desk, &["subject=Messe", "start=2027-03-27", "end=2027-03-30"]);
    let days = r#"recurrence={"rrule":"FREQ=DAILY;INTERVAL=7;COUNT=3"}"#;
    add(desk, &["subject=Müllabfuhr", "start=2027-03-22", days]);
    add(desk, &["subject=Nachtdienst", "start=27.03.2027 22:00", "end=28.03.2027 06:00"]);
}

fn span(desk: &Desk, line: &[&str]) -> Vec<Value> {
    let list = desk.run_args(&[&["appointment", "list", "--json"], line, &ZONE].concat());
    list.done().json().as_array().unwrap().clone()
}

fn pairs<'a>(list: &'a [Value], names: [&str; 2]) -> Vec<(&'a str, &'a str)> {
    let text = |one: &'a Value, name: &str| one[name].as_str().unwrap();
    list.iter().map(|one| (text(one, names[0]), text(one, names[1]))).collect()
}

#[test]
fn nine_oclock_stays_nine_oclock_and_what_is_moved_and_left_out_is_so() {
    let desk = Desk::new();
    booked(&desk);
    let list = span(&desk, &["--from", "2027-03-14", "--to", "2027-04-30"]);
    let tours: Vec<Value> =
        list.into_iter().filter(|one| one["appointment_no"] == "10000").collect();
    assert_eq!(
        pairs(&tours, ["start", "end"]),
        [
            ("2027-03-14T08:00:00Z", "2027-03-14T09:00:00Z"),
            ("2027-03-28T07:00:00Z", "2027-03-28T08:00:00Z"),
            ("2027-04-05T08:00:00Z", "2027-04-05T09:30:00Z"),
            ("2027-04-11T07:00:00Z", "2027-04-11T08:00:00Z"),
        ]
    );
    let changed = &tours[2];
    assert_eq!((&changed["changed"], &changed["series"]), (&json!(true), &json!(true)));
    assert_eq!(changed["original"], "2027-04-04T07:00:00Z");
    assert_eq!(changed["subject"], "Rundgang (Ostermontag)");
    assert_eq!(changed["location"], "Werkstatt");
    assert!(
        tours.iter().filter(|one| one["changed"] == false).all(|one| one["subject"] == "Rundgang")
    );
}

#[test]
fn an_occurrence_has_the_names_that_scripts_rely_on() {
    let desk = Desk::new();
    booked(&desk);
    let list = span(&desk, &["--from", "2027-03-27", "--to", "27.03.2027"]);
    assert_eq!(
        list[0],
        json!({"id": 2, "appointment_no": "10001", "subject": "Messe", "location": "",
            "start": "2027-03-27", "end": "2027-03-30", "all_day": true, "time_zone": "",
            "busy": "busy", "series": false, "original": null, "changed": false})
    );
    assert_eq!((&list[1]["subject"], list.len()), (&json!("Nachtdienst"), 2));
}

#[test]
fn days_are_days_in_no_zone_and_sort_before_what_has_a_time() {
    let desk = Desk::new();
    booked(&desk);
    let list = span(&desk, &["--from", "2027-03-29", "--to", "2027-03-29"]);
    assert_eq!(
        pairs(&list, ["subject", "start"]),
        [("Messe", "2027-03-27"), ("Müllabfuhr", "2027-03-29")]
    );
    for zone in ["Pacific/Kiritimati", "Etc/GMT+11"] {
        let line = "appointment list --json --from 2027-03-22 --to 2027-03-22 --timezone";
        let list = desk.run(&format!("{line} {zone}")).done().json();
        assert_eq!(list.as_array().unwrap().len(), 1, "{zone}: {list}");
        assert_eq!(list[0]["start"], "2027-03-22");
    }
}

#[test]
fn a_span_takes_in_what_reaches_into_it_and_nothing_else() {
    let desk = Desk::new();
    booked(&desk);
    let subjects = |from: &str, to: &str| {
        let list = span(&desk, &["--from", from, "--to", to]);
        list.iter().map(|one| one["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(subjects("2027-03-28", "2027-03-28"), ["Messe", "Nachtdienst", "Rundgang"]);
    assert_eq!(subjects("2027-03-30", "2027-04-03"), Vec::<String>::new());
    // The fourth Sunday was moved away, so nothing is on it.
    assert_eq!(subjects("2027-04-04", "2027-04-04"), Vec::<String>::new());
    assert_eq!(subjects("2027-04-05", "2027-04-05"), ["Müllabfuhr", "Rundgang (Ostermontag)"]);
}

#[test]
fn half_a_span_is_a_year_or_begins_today_and_a_list_without_one_shows_a_series_once() {
    let desk = Desk::new();
    booked(&desk);
    assert_eq!(desk.json("appointment list").as_array().unwrap().len(), 4);
    let year = span(&desk, &["--from", "2026-04-12"]);
    assert_eq!(year.last().unwrap()["start"], "2027-04-11T07:00:00Z");
    assert_eq!(
        span(&desk, &["--from", "2026-04-11"]).last().unwrap()["start"],
        "2027-04-05T08:00:00Z"
    );
    let daily = r#"recurrence={"rrule":"FREQ=DAILY"}"#;
    add(&desk, &["subject=Andacht", "start=2000-01-01 12:00", daily]);
    let today = span(&desk, &["--to", "2299-12-31", "--limit", "1"]);
    let start: jiff::Timestamp = today[0]["start"].as_str().unwrap().parse().unwrap();
    let away = start.duration_since(jiff::Timestamp::now()).abs();
    assert!(away < jiff::SignedDuration::from_hours(25), "{start}");
}

#[test]
fn a_span_that_ends_before_it_begins_and_a_day_that_is_none_are_refused() {
    let desk = Desk::new();
    for (line, words) in [
        ("appointment list --from 2027-03-02 --to 2027-03-01", "2027-03-01 is before 2027-03-02"),
        ("appointment list --from gestern", "\"gestern\" is no date"),
        ("appointment list --from 2027-02-30", "is no date"),
        ("mail list --since 2027", "is no date"),
        ("task list --due bald", "is no date"),
    ] {
        let answer = desk.run(line);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.err.contains(words), "{answer:?}");
    }
}

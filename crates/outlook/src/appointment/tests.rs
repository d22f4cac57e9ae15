//! What must hold for appointments, without a data file.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use proptest::option;
use proptest::prelude::*;
use pst::PropValue;
use sync::{Change, Message, Record, Value};

use super::fields::{
    CLEAN_ID, CLIP_END, CLIP_START, COMMON_END, COMMON_START, DURATION, END, RECURRENCE,
    REMINDER_SIGNAL, REMINDER_TIME, START, ZONE_SERIES, ZONE_STRUCT,
};
use super::*;
use crate::filetime;
use crate::item::testing::{Stage, ZONES, context, days, rules, texts, zone};
use crate::item::{Found, Person, Response, Role};
use crate::property::Prop::{self, Tag};
use crate::windows_zone::windows_name;

fn stage_item(stage: &Stage) -> Item<'_> {
    let (props, recipients) = (&stage.props, stage.recipients.as_slice());
    Item { props, recipients, code_page: 1252, texts: &[] }
}

fn read_with(stage: &Stage, zone_name: &str) -> (Record, Found) {
    let mut found = Found::default();
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let item = stage_item(stage);
    (fields.read(item, &zone(zone_name), &mut found), found)
}

fn read_in(stage: &Stage, zone_name: &str) -> Record {
    let (record, found) = read_with(stage, zone_name);
    assert_eq!(found, Found::default());
    record
}

fn read(stage: &Stage) -> Record {
    read_in(stage, "Europe/Berlin")
}

fn staged(record: &Record) -> Stage {
    Stage::new(new_item(record, &context("Europe/Berlin", false)).unwrap())
}

fn change_all(stage: &mut Stage, changes: &[Change]) -> Result<usize, Message> {
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let item = stage_item(stage);
    let written = fields.change(item, changes, &context("Europe/Berlin", false))?;
    Ok(stage.take(written))
}

fn changed(stage: &mut Stage, field: &'static str, value: Option<Value>) -> usize {
    change_all(stage, &[Change { field: field.into(), value }]).unwrap()
}

fn record(fields: &[(&'static str, &str)]) -> Record {
    fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
}

fn time(stage: &Stage, prop: Prop) -> String {
    let stored = stage.names.get(&stage.props, prop).and_then(PropValue::as_time).unwrap();
    filetime::to_timestamp(stored).unwrap().to_string()
}

/// Ten to half past eleven in Berlin.
fn meeting() -> Record {
    record(&[
        ("appointment.subject", "Besprechung"),
        ("appointment.start", "2024-05-06T08:00:00Z"),
        ("appointment.end", "2024-05-06T09:30:00Z"),
        ("appointment.time_zone", "Europe/Berlin"),
    ])
}

fn weekly() -> Record {
    let mut weekly = meeting();
    weekly.set("appointment.recurrence", Value::text(WEEKLY));
    weekly
}

const WEEKLY: &str = r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exdates":["2024-05-13T10:00:00"],"exceptions":[{"original":"2024-05-20T10:00:00","start":"2024-05-21T10:00:00","end":"2024-05-21T11:00:00","subject":"Größer 漢","location":"Saal","busy":"out","label":3,"reminder":true,"reminder_minutes":5}]}"#;

fn holiday(first: Date, after: Date) -> Record {
    let mut days = record(&[("appointment.subject", "Urlaub")]);
    days.set("appointment.start", Value::Text(first.to_string()));
    days.set("appointment.end", Value::Text(after.to_string()));
    days
}

fn people() -> impl Strategy<Value = Person> {
    let roles = vec![Role::Required, Role::Optional, Role::Resource];
    let person = (option::of(texts()), "[a-z]{1,8}", prop::sample::select(roles), 0..6);
    person.prop_map(|(name, user, role, response)| Person {
        name: name.unwrap_or_default(),
        address: format!("{user}@example.org"),
        role,
        response: Response::from_number(response),
    })
}

/// Start and end, all day or not, of an appointment and of a series.
fn times() -> impl Strategy<Value = (Date, i8, i8, i64, bool)> {
    (days(), 5_i8..22, prop::sample::select(vec![0_i8, 15, 30]), 0_i64..600, any::<bool>())
}

pub(crate) fn appointments() -> impl Strategy<Value = Record> {
    let rest = (
        texts(),
        option::of(texts()),
        prop::sample::select(vec!["free", "tentative", "busy", "out", "elsewhere"]),
        option::of(0_i64..20_000),
        prop::collection::vec(people(), 0..4),
        option::of(people()),
        any::<bool>(),
        prop::collection::vec(texts(), 0..3),
        option::of(texts()),
        0_i64..11,
    );
    (times(), 0..ZONES.len(), option::of(rules()), rest).prop_map(assembled)
}

type Rest = (
    String,
    Option<String>,
    &'static str,
    Option<i64>,
    Vec<Person>,
    Option<Person>,
    bool,
    Vec<String>,
    Option<String>,
    i64,
);

type Parts = ((Date, i8, i8, i64, bool), usize, Option<(String, Date)>, Rest);

fn assembled((times, zone_index, rule, rest): Parts) -> Record {
    let (day, hour, minute, lasting, all_day) = times;
    let (subject, location, busy, reminder, people, organizer, private, words, uid, label) = rest;
    let zone = zone(ZONES[zone_index]);
    let day = rule.as_ref().map_or(day, |(_, first)| *first);
    let begins = day.at(hour, minute, 0, 0).to_zoned(zone).unwrap().timestamp();
    let ends = begins + jiff::SignedDuration::from_mins(lasting);
    let (start, end) = if all_day {
        (day.to_string(), day.tomorrow().unwrap().to_string())
    } else {
        (begins.to_string(), ends.to_string())
    };
    let hour = if all_day { day.at(0, 0, 0, 0) } else { day.at(hour, minute, 0, 0) };
    let has_people = organizer.is_some() || !people.is_empty();
    let texts = [
        ("appointment.subject", Some(subject)),
        ("appointment.location", location),
        ("appointment.start", Some(start)),
        ("appointment.end", Some(end)),
        ("appointment.time_zone", Some(ZONES[zone_index].to_owned())),
        ("appointment.busy", Some(busy.to_owned())),
        ("appointment.response", Some("none".to_owned())),
        ("appointment.priority", Some("normal".to_owned())),
        ("appointment.organizer", organizer.map(|person| person.shown())),
        ("appointment.uid", uid),
        ("appointment.recurrence", rule.map(|(rule, _)| series(&rule, hour))),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::Text(text?))));
    let mut record: Record = texts.collect();
    record.put("appointment.reminder_minutes", reminder.map(Value::Int));
    record.set("appointment.all_day", Value::Bool(all_day));
    record.set("appointment.private", Value::Bool(private));
    record.set("appointment.label", Value::Int(label));
    record.set("appointment.categories", Value::List(words));
    let people = people.iter().map(Person::to_text).collect();
    record.set("appointment.attendees", Value::List(people));
    record.set("appointment.meeting_state", Value::Int(i64::from(has_people)));
    record
}

/// A series of which the second occurrence is left out, and the third is longer and elsewhere.
fn series(rule: &str, first: DateTime) -> String {
    let rule: crate::recurrence::Rule = rule.parse().unwrap();
    let until = first.date() + jiff::SignedDuration::from_hours(24 * 200);
    let dates = rule.dates_from(first.date(), first.date()).take_while(|day| *day < until);
    let times: Vec<DateTime> = dates.map(|day| day.to_datetime(first.time())).collect();
    let bounded = rule.end != crate::recurrence::End::Never;
    let mut text = format!(r#"{{"rrule":"{rule}"}}"#);
    if let ([_, second, third, ..], false) = (times.as_slice(), bounded) {
        let end = *third + jiff::SignedDuration::from_hours(2);
        text = format!(
            r#"{{"rrule":"{rule}","exdates":["{second}"],"exceptions":[{{"original":"{third}","start":"{third}","end":"{end}","location":"Köln 漢","busy":"free","label":0}}]}}"#
        );
    }
    text
}

/// A record as it must be read again: a zone comes back as the main one of its Windows name, and
/// an appointment without identity has got one.
fn expected(mut record: Record, found: &Record) -> Record {
    let name = |record: &Record| windows_name(record.text("appointment.time_zone"));
    assert_eq!(name(&record), name(found));
    record.put("appointment.time_zone", found.get("appointment.time_zone").cloned());
    if record.is_empty("appointment.uid") {
        record.put("appointment.uid", found.get("appointment.uid").cloned());
    }
    record
}

proptest! {
    #[test]
    fn an_appointment_reads_as_it_was_written(
        appointment in appointments(), reader in 0..ZONES.len(), ansi in any::<bool>()
    ) {
        let stage = Stage::new(new_item(&appointment, &context("Europe/Berlin", ansi)).unwrap());
        let found = read_in(&stage, ZONES[reader]);
        prop_assert_eq!(&expected(appointment, &found), &found);
    }

    #[test]
    fn writing_what_is_there_changes_nothing(appointment in appointments()) {
        let mut stage = staged(&appointment);
        for (name, value) in read(&stage).0 {
            let name = field(&name).unwrap().name;
            prop_assert_eq!(changed(&mut stage, name, Some(value)), 0, "{}", name);
        }
    }

    #[test]
    fn an_appointment_changed_into_another_reads_as_that(
        before in appointments(), after in appointments()
    ) {
        let mut stage = staged(&before);
        let names = FIELDS.iter().filter(|field| !field.derived).map(|field| field.name);
        let named = names.filter(|name| *name != "appointment.uid");
        let changes: Vec<Change> = named
            .map(|name| Change { field: name.into(), value: after.get(name).cloned() })
            .collect();
        change_all(&mut stage, &changes).unwrap();
        let found = read(&stage);
        let mut after = expected(after, &found);
        after.put("appointment.uid", found.get("appointment.uid").cloned());
        prop_assert_eq!(found, after);
    }

    #[test]
    fn an_all_day_appointment_is_on_the_same_days_in_every_zone(
        first in days(), lasting in 1_i64..20, written in 0..ZONES.len(), reader in 0..ZONES.len()
    ) {
        let after = first + jiff::SignedDuration::from_hours(24 * lasting);
        let appointment = holiday(first, after);
        let stage = Stage::new(new_item(&appointment, &context(ZONES[written], false)).unwrap());
        let found = read_in(&stage, ZONES[reader]);
        prop_assert_eq!(found.text("appointment.start"), first.to_string());
        prop_assert_eq!(found.text("appointment.end"), after.to_string());
        prop_assert_eq!(found.get("appointment.all_day"), Some(&Value::Bool(true)));
    }

    #[test]
    fn nothing_stored_is_too_odd_to_be_read(
        time in any::<i64>(), number in any::<i32>(), bytes in prop::collection::vec(any::<u8>(), 0..90)
    ) {
        let mut stage = staged(&weekly());
        for (id, value) in stage.props.clone().0 {
            let odd = match value {
                PropValue::Time(_) => PropValue::Time(time),
                PropValue::I32(_) => PropValue::I32(number),
                PropValue::Binary(_) => PropValue::Binary(bytes.clone()),
                other => other,
            };
            stage.props.set(id, odd);
        }
        let (found, _) = read_with(&stage, "Europe/Berlin");
        prop_assert_eq!(found.text("appointment.subject"), "Besprechung");
    }

    #[test]
    fn no_identity_is_too_odd(id in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Some(uid) = identity::uid(&id) {
            let again = identity::uid(&identity::of_uid(&uid));
            prop_assert_eq!(again, Some(uid));
        }
    }
}

#[test]
fn start_end_and_length_stand_in_all_their_places() {
    let mut stage = staged(&meeting());
    changed(&mut stage, "appointment.end", Some(Value::text("2024-05-06T10:00:00Z")));
    for prop in [START, COMMON_START, CLIP_START] {
        assert_eq!(time(&stage, prop), "2024-05-06T08:00:00Z");
    }
    for prop in [END, COMMON_END, CLIP_END] {
        assert_eq!(time(&stage, prop), "2024-05-06T10:00:00Z");
    }
    assert_eq!(stage.names.get(&stage.props, DURATION), Some(&PropValue::I32(120)));
}

#[test]
fn an_appointment_moved_beyond_its_end_keeps_its_length() {
    let mut stage = staged(&meeting());
    changed(&mut stage, "appointment.start", Some(Value::text("2024-05-07T08:00:00Z")));
    assert_eq!(read(&stage).text("appointment.end"), "2024-05-07T09:30:00Z");
}

#[test]
fn an_appointment_that_becomes_a_whole_day_is_on_its_day_and_back() {
    let mut stage = staged(&meeting());
    changed(&mut stage, "appointment.all_day", Some(Value::Bool(true)));
    let days = read(&stage);
    assert_eq!(days.text("appointment.start"), "2024-05-06");
    assert_eq!(days.text("appointment.end"), "2024-05-07");
    assert_eq!(time(&stage, START), "2024-05-05T22:00:00Z");
    changed(&mut stage, "appointment.start", Some(Value::text("2024-05-06T08:00:00Z")));
    assert_eq!(read(&stage).get("appointment.all_day"), Some(&Value::Bool(false)));
}

#[test]
fn a_series_keeps_its_exceptions_and_stays_at_its_hour_in_winter() {
    let stage = staged(&weekly());
    let found = read(&stage);
    assert_eq!(found.text("appointment.recurrence"), WEEKLY);
    let recurrence = crate::item::Recurrence::parse(WEEKLY).unwrap();
    let berlin = zone("Europe/Berlin");
    let start: Timestamp = found.text("appointment.start").parse().unwrap();
    let series = recurrence.series(berlin.to_datetime(start), jiff::SignedDuration::from_mins(90));
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let winter =
        series.occurrences(&berlin, at("2024-12-01T00:00:00Z"), at("2024-12-03T00:00:00Z"));
    assert_eq!(winter[0].start, at("2024-12-02T09:00:00Z"));
    assert!(stage.names.get(&stage.props, ZONE_SERIES).is_some());
    assert!(stage.names.get(&stage.props, ZONE_STRUCT).is_some());
    assert_eq!(time(&stage, CLIP_START), "2024-05-05T22:00:00Z");
}

#[test]
fn a_changed_subject_leaves_the_series_and_its_bytes_alone() {
    let mut stage = staged(&weekly());
    assert_eq!(changed(&mut stage, "appointment.subject", Some(Value::text("Anders"))), 2);
}

#[test]
fn a_series_that_ends_leaves_nothing_of_it() {
    let mut stage = staged(&weekly());
    changed(&mut stage, "appointment.recurrence", None);
    for prop in [RECURRENCE, ZONE_SERIES, ZONE_STRUCT] {
        assert!(stage.names.get(&stage.props, prop).is_none(), "{prop:?}");
    }
    assert_eq!(time(&stage, CLIP_START), "2024-05-06T08:00:00Z");
    assert_eq!(stage.props.get(0x1080), Some(&PropValue::I32(0x400)));
    assert!(read(&stage).is_empty("appointment.recurrence"));
}

#[test]
fn a_series_begins_on_the_first_day_that_fits_its_rule() {
    let mut tuesday = meeting();
    tuesday.set("appointment.recurrence", Value::text(r#"{"rrule":"FREQ=WEEKLY;BYDAY=TU"}"#));
    assert_eq!(read(&staged(&tuesday)).text("appointment.start"), "2024-05-07T08:00:00Z");
}

#[test]
fn what_is_no_series_for_us_stays_when_the_time_is_not_touched_and_is_not_broken() {
    let mut stage = staged(&weekly());
    let id = stage.names.of(RECURRENCE).unwrap();
    stage.props.set(id, PropValue::Binary(vec![4, 0x30]));
    let (record, found) = read_with(&stage, "UTC");
    assert_eq!(found.losses[0].id, "outlook-recurrence-damaged");
    assert_eq!(record.text("appointment.start"), "2024-05-06T08:00:00Z");
    changed(&mut stage, "appointment.location", Some(Value::text("Saal")));
    assert_eq!(stage.props.get(id), Some(&PropValue::Binary(vec![4, 0x30])));
    let start = Some(Value::text("2024-05-07T08:00:00Z"));
    let moved = Change { field: "appointment.start".into(), value: start };
    assert_eq!(change_all(&mut stage, &[moved]).unwrap_err().id, "outlook-recurrence-kept");
}

#[test]
fn the_reminder_is_due_before_the_next_occurrence_and_moves_with_the_start() {
    let mut appointment = meeting();
    appointment.set("appointment.reminder_minutes", Value::Int(15));
    let mut stage = staged(&appointment);
    assert_eq!(time(&stage, REMINDER_SIGNAL), "2024-05-06T07:45:00Z");
    changed(&mut stage, "appointment.start", Some(Value::text("2024-05-06T08:15:00Z")));
    assert_eq!(time(&stage, REMINDER_SIGNAL), "2024-05-06T08:00:00Z");
    let mut old = weekly();
    old.set("appointment.reminder_minutes", Value::Int(15));
    old.set("appointment.start", Value::text("2020-01-06T09:00:00Z"));
    old.set("appointment.end", Value::text("2020-01-06T10:00:00Z"));
    old.set("appointment.recurrence", Value::text(r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO"}"#));
    assert_eq!(time(&staged(&old), REMINDER_TIME), "2024-05-06T08:00:00Z");
}

#[test]
fn attendees_make_a_meeting_and_are_named_on_the_item() {
    let mut appointment = meeting();
    let person = |name: &str, role| Person {
        name: name.into(),
        address: format!("{}@example.org", name.to_lowercase()),
        role,
        response: Response::None,
    };
    let people = [
        person("Anna", Role::Organizer),
        person("Bernd", Role::Required),
        person("Carla", Role::Optional),
        person("Saal", Role::Resource),
    ];
    let texts = people.iter().map(Person::to_text).collect();
    appointment.set("appointment.attendees", Value::List(texts));
    let mut stage = staged(&appointment);
    let text = |stage: &Stage, prop| {
        stage.names.get(&stage.props, prop).and_then(PropValue::as_text).map(str::to_owned)
    };
    assert_eq!(text(&stage, fields::ATTENDEES_ALL).as_deref(), Some("Bernd; Carla; Saal"));
    assert_eq!(text(&stage, fields::ATTENDEES_TO).as_deref(), Some("Bernd"));
    assert_eq!(text(&stage, Tag(0x0E03)).as_deref(), Some("Carla"));
    assert_eq!(stage.props.get(0x1080), Some(&PropValue::I32(0x402)));
    assert_eq!(read(&stage).text("appointment.organizer"), "Anna <anna@example.org>");
    changed(&mut stage, "appointment.attendees", None);
    assert_eq!(stage.recipients.len(), 0);
    assert_eq!(text(&stage, fields::ATTENDEES_ALL), None);
    changed(&mut stage, "appointment.organizer", None);
    assert_eq!(stage.props.get(0x1080), Some(&PropValue::I32(0x400)));
}

#[test]
fn who_stays_invited_stays_as_outlook_wrote_them() {
    let person = |user: &str| Person::new("", &format!("{user}@example.org")).to_text();
    let mut appointment = meeting();
    appointment.set("appointment.attendees", Value::List(vec![person("a"), person("b")]));
    let mut stage = staged(&appointment);
    stage.recipients[1].set(0x3A20, PropValue::Text("Bernd".into()));
    let held = stage.recipients[1].clone();
    let people = Value::List(vec![person("b"), person("c")]);
    changed(&mut stage, "appointment.attendees", Some(people.clone()));
    assert_eq!(stage.recipients[0], held);
    assert_eq!(read(&stage).get("appointment.attendees"), Some(&people));
}

#[test]
fn a_uid_of_another_calendar_comes_back_and_outlooks_own_is_kept() {
    let mut stage = staged(&meeting());
    let own = read(&stage).text("appointment.uid").to_owned();
    assert_eq!(own.len(), 112);
    let bytes = stage.names.get(&stage.props, CLEAN_ID).unwrap().clone();
    changed(&mut stage, "appointment.uid", Some(Value::text("1234@kalender.example")));
    assert_eq!(read(&stage).text("appointment.uid"), "1234@kalender.example");
    changed(&mut stage, "appointment.uid", Some(Value::Text(own)));
    assert_eq!(stage.names.get(&stage.props, CLEAN_ID), Some(&bytes));
}

#[test]
fn what_cannot_be_written_is_refused_by_name() {
    for (field, value, id) in [
        ("appointment.start", "morgen", "outlook-field-type"),
        ("appointment.busy", "ein wenig", "outlook-field-type"),
        ("appointment.time_zone", "Mitte/Erde", "outlook-unknown-zone"),
        ("appointment.recurrence", "montags", "outlook-field-type"),
        (
            "appointment.recurrence",
            r#"{"rrule":"FREQ=MONTHLY;BYMONTHDAY=1,15"}"#,
            "outlook-recurrence-rule",
        ),
        ("appointment.farbe", "rot", "outlook-unknown-field"),
    ] {
        let mut appointment = meeting();
        appointment.set(field, Value::text(value));
        let refused = new_item(&appointment, &context("UTC", false)).unwrap_err();
        assert_eq!(refused.id, id, "{field} {value}");
    }
    let nothing = new_item(&record(&[("appointment.subject", "x")]), &context("UTC", false));
    assert_eq!(nothing.unwrap_err().id, "outlook-appointment-start");
}

#[test]
fn a_date_without_end_is_one_day() {
    let mut day = holiday(date(2024, 5, 6), date(2024, 5, 6));
    day.put("appointment.end", None);
    assert_eq!(read(&staged(&day)).text("appointment.end"), "2024-05-07");
}

#[test]
fn fields_have_names_and_labels_of_their_own() {
    let mut seen = std::collections::BTreeSet::new();
    for field in FIELDS {
        assert!(field.name.starts_with("appointment."));
        assert!(seen.insert(field.name) && seen.insert(field.de), "{}", field.name);
        assert_eq!(field.schema().writable, !field.derived);
    }
}

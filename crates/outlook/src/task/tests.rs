//! What must hold for tasks, without a data file.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::option;
use proptest::prelude::*;
use pst::PropValue;
use sync::{Change, FieldType, Record, Value};

use super::fields::{COMPLETE, COMPLETED, DEAD, REMINDER_SIGNAL, START, VERSION};
use super::*;
use crate::filetime;
use crate::item::Found;
use crate::item::testing::{Stage, ZONES, context, days, rules, texts, zone};
use crate::property::Prop;

fn read_in(stage: &Stage, zone_name: &str) -> Record {
    let mut found = Found::default();
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let record = fields.read(&stage.props, &zone(zone_name), &mut found);
    assert_eq!(found, Found::default());
    record
}

fn read(stage: &Stage) -> Record {
    read_in(stage, "Europe/Berlin")
}

fn staged(record: &Record) -> Stage {
    Stage::new(new_item(record, &context("Europe/Berlin", false)).unwrap())
}

fn changed(stage: &mut Stage, field: &'static str, value: Option<Value>) -> usize {
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let changes = [Change { field: field.into(), value }];
    let ctx = context("Europe/Berlin", false);
    let written = fields.change(&stage.props, &changes, &ctx).unwrap();
    stage.take(written)
}

fn record(fields: &[(&'static str, Value)]) -> Record {
    fields.iter().cloned().collect()
}

fn flag(stage: &Stage, prop: Prop) -> Option<bool> {
    stage.names.get(&stage.props, prop).and_then(PropValue::as_bool)
}

fn report() -> Record {
    record(&[
        ("task.subject", Value::text("Bericht")),
        ("task.start_date", Value::Date(date(2024, 5, 6))),
        ("task.due_date", Value::Date(date(2024, 5, 10))),
    ])
}

/// Tasks that contradict themselves in nothing.
pub(crate) fn tasks() -> impl Strategy<Value = Record> {
    let progress = prop_oneof![
        (1_i64..100).prop_map(|n| ("in_progress", n)),
        prop::sample::select(vec![("open", 0), ("done", 100), ("waiting", 30), ("deferred", 0)]),
    ];
    let dates = (option::of(days()), days(), any::<bool>());
    let rest = (
        texts(),
        option::of(texts()),
        prop::collection::vec(texts(), 0..3),
        any::<bool>(),
        option::of(0_i64..4_000_000_000),
        prop::sample::select(vec!["low", "normal", "high"]),
        option::of((rules(), any::<bool>())),
        (0_i64..100_000, 0_i64..100_000),
    );
    (progress, dates, rest).prop_map(|((status, percent), (start, due, done), rest)| {
        let (subject, owner, categories, private, reminder, priority, series, (work, plan)) = rest;
        let series = series.filter(|_| start.is_some());
        let start = series.as_ref().map(|((_, first), _)| *first).or(start);
        let mut task = record(&[
            ("task.subject", Value::Text(subject)),
            ("task.status", Value::text(status)),
            ("task.percent", Value::Int(percent)),
            ("task.categories", Value::List(categories)),
            ("task.private", Value::Bool(private)),
            ("task.priority", Value::text(priority)),
            ("task.team_task", Value::Bool(private)),
            ("task.actual_minutes", Value::Int(work)),
            ("task.estimated_minutes", Value::Int(plan)),
            ("task.due_date", Value::Date(start.map_or(due, |start| start.max(due)))),
        ]);
        task.put("task.start_date", start.map(Value::Date));
        task.put("task.completed_date", (status == "done" && done).then_some(Value::Date(due)));
        task.put("task.owner", owner.map(Value::Text));
        let at = |seconds| Value::Instant(Timestamp::from_second(seconds).unwrap());
        task.put("task.reminder_at", reminder.map(at));
        task.put("task.recurrence", series.map(|((rule, _), after)| series_text(&rule, after)));
        task
    })
}

fn series_text(rule: &str, after: bool) -> Value {
    let tail = if after { r#","after_completion":true"# } else { "" };
    Value::Text(format!(r#"{{"rrule":"{rule}"{tail}}}"#))
}

proptest! {
    #[test]
    fn a_task_reads_as_it_was_written(task in tasks(), zone in 0..ZONES.len(), ansi in any::<bool>()) {
        let stage = Stage::new(new_item(&task, &context(ZONES[zone], ansi)).unwrap());
        prop_assert_eq!(read_in(&stage, ZONES[zone]), task);
    }

    #[test]
    fn dates_are_the_same_dates_in_every_zone(
        start in days(), written in 0..ZONES.len(), read in 0..ZONES.len()
    ) {
        let mut task = report();
        task.set("task.start_date", Value::Date(start));
        task.set("task.due_date", Value::Date(start));
        task.set("task.completed_date", Value::Date(start));
        task.set("task.status", Value::text("done"));
        let stage = Stage::new(new_item(&task, &context(ZONES[written], false)).unwrap());
        let found = read_in(&stage, ZONES[read]);
        for field in ["task.start_date", "task.due_date", "task.completed_date"] {
            prop_assert_eq!(found.get(field), Some(&Value::Date(start)), "{}", field);
        }
    }

    #[test]
    fn writing_what_is_there_changes_nothing(task in tasks()) {
        let mut stage = staged(&task);
        for (name, value) in read(&stage).0 {
            let name = field(&name).unwrap().name;
            prop_assert_eq!(changed(&mut stage, name, Some(value)), 0, "{}", name);
        }
    }

    #[test]
    fn a_task_changed_into_another_reads_as_that(before in tasks(), after in tasks()) {
        let mut stage = staged(&before);
        let names = FIELDS.iter().filter(|field| !field.derived).map(|field| field.name);
        let changes: Vec<Change> = names
            .map(|name| Change { field: name.into(), value: after.get(name).cloned() })
            .collect();
        let fields = ReadFields::new(|prop| stage.names.of(prop));
        let written = fields.change(&stage.props, &changes, &context("Europe/Berlin", false));
        stage.take(written.unwrap());
        prop_assert_eq!(read(&stage), after);
    }
}

#[test]
fn done_by_any_of_three_fields_is_done_by_all() {
    let today = Value::Date(date(2024, 5, 3));
    for (field, value) in [
        ("task.status", Value::text("done")),
        ("task.percent", Value::Int(100)),
        ("task.completed_date", today.clone()),
    ] {
        let mut stage = staged(&report());
        changed(&mut stage, field, Some(value));
        let task = read(&stage);
        assert_eq!(task.text("task.status"), "done", "{field}");
        assert_eq!(task.get("task.percent"), Some(&Value::Int(100)), "{field}");
        assert_eq!(task.get("task.completed_date"), Some(&today), "{field}");
        assert_eq!(flag(&stage, COMPLETE), Some(true), "{field}");
    }
}

#[test]
fn a_task_taken_up_again_is_done_in_no_respect() {
    let mut done = report();
    done.set("task.status", Value::text("done"));
    done.set("task.completed_date", Value::Date(date(2024, 5, 1)));
    for (field, value, status, percent) in [
        ("task.status", Some(Value::text("waiting")), "waiting", 0),
        ("task.percent", Some(Value::Int(40)), "in_progress", 40),
        ("task.percent", Some(Value::Int(0)), "open", 0),
        ("task.completed_date", None, "open", 0),
    ] {
        let mut stage = staged(&done);
        changed(&mut stage, field, value);
        let task = read(&stage);
        assert_eq!(task.text("task.status"), status, "{field}");
        assert_eq!(task.get("task.percent"), Some(&Value::Int(percent)), "{field}");
        assert!(task.is_empty("task.completed_date"), "{field}");
        assert_eq!(flag(&stage, COMPLETE), Some(false), "{field}");
        assert!(stage.names.get(&stage.props, COMPLETED).is_none(), "{field}");
    }
}

#[test]
fn a_change_counts_the_versions_and_touches_nothing_else() {
    let mut stage = staged(&report());
    let before = stage.props.clone();
    assert_eq!(changed(&mut stage, "task.owner", Some(Value::text("Eva Groß"))), 2);
    let version = stage.names.get(&stage.props, VERSION);
    assert_eq!(version, Some(&PropValue::I32(2)));
    let same = before.0.iter().filter(|(id, value)| stage.props.get(**id) == Some(value));
    assert_eq!(same.count(), before.0.len() - 1);
}

#[test]
fn a_task_that_starts_is_due_then_or_later() {
    let start = Value::Date(date(2024, 5, 6));
    let task = record(&[("task.subject", Value::text("x")), ("task.start_date", start.clone())]);
    assert_eq!(read(&staged(&task)).get("task.due_date"), Some(&start));
}

#[test]
fn a_reminder_that_is_taken_away_does_not_come_back() {
    let mut task = report();
    task.set("task.reminder_at", Value::Instant("2024-05-06T07:00:00Z".parse().unwrap()));
    let mut stage = staged(&task);
    changed(&mut stage, "task.reminder_at", None);
    assert!(read(&stage).is_empty("task.reminder_at"));
    assert!(stage.names.get(&stage.props, REMINDER_SIGNAL).is_none());
}

#[test]
fn a_series_goes_on_from_where_it_began_when_its_task_moves_on() {
    let mut task = report();
    task.set("task.recurrence", series_text("FREQ=WEEKLY;COUNT=3;BYDAY=MO", false));
    let mut stage = staged(&task);
    assert_eq!(flag(&stage, DEAD), Some(false));
    assert_eq!(stage.props.get(0x1080), Some(&PropValue::I32(0x501)));
    changed(&mut stage, "task.start_date", Some(Value::Date(date(2024, 5, 20))));
    let moved = read(&stage);
    let text = r#"{"rrule":"FREQ=WEEKLY;COUNT=3;BYDAY=MO","start":"2024-05-06"}"#;
    assert_eq!(moved.text("task.recurrence"), text);
    assert_eq!(flag(&stage, DEAD), Some(true), "the last occurrence");
    changed(&mut stage, "task.recurrence", None);
    assert!(read(&stage).is_empty("task.recurrence"));
    assert_eq!(stage.props.get(0x1080), Some(&PropValue::I32(0x500)));
}

#[test]
fn a_start_is_stored_as_its_date_and_not_as_a_midnight_elsewhere() {
    let stage = Stage::new(new_item(&report(), &context("Pacific/Auckland", false)).unwrap());
    let stored = stage.names.get(&stage.props, START).and_then(PropValue::as_time).unwrap();
    let at = filetime::to_timestamp(stored).unwrap();
    assert_eq!(at.to_string(), "2024-05-06T00:00:00Z");
}

#[test]
fn values_that_do_not_fit_are_refused_by_name() {
    for (field, value, id) in [
        ("task.status", Value::text("vielleicht"), "outlook-field-type"),
        ("task.percent", Value::Int(101), "outlook-field-type"),
        ("task.due_date", Value::text("morgen"), "outlook-field-type"),
        ("task.recurrence", Value::text("täglich"), "outlook-field-type"),
        ("task.colour", Value::text("rot"), "outlook-unknown-field"),
    ] {
        let refused = new_item(&record(&[(field, value)]), &context("UTC", false)).unwrap_err();
        assert_eq!(refused.id, id, "{field}");
        assert_eq!(refused.arg("field"), Some(field));
    }
}

#[test]
fn a_damaged_series_is_named_and_the_task_arrives_without_it() {
    let mut task = report();
    task.set("task.recurrence", series_text("FREQ=DAILY", false));
    let mut stage = staged(&task);
    let id = stage.names.of(super::fields::RECURRENCE).unwrap();
    stage.props.set(id, PropValue::Binary(vec![4, 0x30, 4]));
    let fields = ReadFields::new(|prop| stage.names.of(prop));
    let mut found = Found::default();
    let record = fields.read(&stage.props, &zone("UTC"), &mut found);
    assert_eq!(found.losses[0].id, "outlook-recurrence-damaged");
    assert_eq!(record.text("task.subject"), "Bericht");
}

#[test]
fn fields_have_names_and_labels_of_their_own() {
    let mut seen = std::collections::BTreeSet::new();
    for field in FIELDS {
        assert!(field.name.starts_with("task."));
        assert!(seen.insert(field.name) && seen.insert(field.de), "{}", field.name);
        assert_eq!(field.schema().field_type == FieldType::Date, field.name.ends_with("_date"));
    }
}

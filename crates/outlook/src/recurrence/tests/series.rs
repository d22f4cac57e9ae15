//! What the patterns are called in the office, and what Outlook cannot say is refused or reported.

use jiff::SignedDuration;
use jiff::civil::{date, datetime};
use jiff::tz::TimeZone;

use super::super::*;

fn series(rule: &str) -> Series {
    let rule: Rule = rule.parse().unwrap();
    let first = rule.dates(date(2024, 1, 1)).next().unwrap();
    Series::new(first.at(9, 0, 0, 0), SignedDuration::from_mins(30), rule)
}

fn write(series: &Series) -> Result<(AppointmentRecurrence, Vec<String>), String> {
    let written = series.write(&TimeZone::UTC, 1252).map_err(|message| message.id)?;
    Ok((written.0, written.1.into_iter().map(|message| message.id).collect()))
}

#[test]
fn the_patterns_of_outlook_s_window_have_their_numbers() {
    let days = |bits| Pattern::Week(Days(bits));
    for (rule, frequency, pattern, period) in [
        ("FREQ=DAILY;INTERVAL=3", Frequency::DAILY, Pattern::Day, 3 * 1440),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", Frequency::DAILY, days(0x3E), 1),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", Frequency::WEEKLY, days(0x14), 2),
        ("FREQ=MONTHLY;BYMONTHDAY=12", Frequency::MONTHLY, Pattern::Month(12), 1),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            Frequency::MONTHLY,
            Pattern::Month(31),
            1,
        ),
        ("FREQ=MONTHLY;BYDAY=-1FR", Frequency::MONTHLY, Pattern::MonthNth(Days(0x20), 5), 1),
        (
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            Frequency::YEARLY,
            Pattern::MonthNth(Days(0x10), 4),
            12,
        ),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=24",
            Frequency::YEARLY,
            Pattern::Month(24),
            24,
        ),
    ] {
        let (blob, warnings) = write(&series(rule)).unwrap();
        let found = (blob.pattern.frequency, blob.pattern.pattern, blob.pattern.period);
        assert_eq!(found, (frequency, pattern, period), "{rule}");
        assert!(warnings.is_empty(), "{rule}");
        assert_eq!(Series::read(&blob, 1252), Ok(series(rule)), "{rule}");
    }
}

#[test]
fn the_end_is_by_date_with_the_count_of_days_until_then() {
    let (blob, _) = write(&series("FREQ=WEEKLY;UNTIL=20241231;BYDAY=FR")).unwrap();
    assert_eq!(blob.pattern.end_type, EndType::DATE);
    assert_eq!(blob.pattern.occurrence_count, 52);
    let (blob, _) = write(&series("FREQ=WEEKLY;COUNT=3;BYDAY=FR")).unwrap();
    assert_eq!((blob.pattern.end_type, blob.pattern.occurrence_count), (EndType::COUNT, 3));
    assert_eq!(blob.pattern.end_date - blob.pattern.start_date, 14 * 1440);
    let (blob, _) = write(&series("FREQ=WEEKLY;BYDAY=FR")).unwrap();
    assert_eq!((blob.pattern.occurrence_count, blob.pattern.end_date), (10, 0x5AE9_80DF));
}

#[test]
fn what_outlook_says_only_nearly_is_reported() {
    for (rule, id) in [
        ("FREQ=MONTHLY;BYMONTHDAY=31", "outlook-recurrence-short-months"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "outlook-recurrence-short-months"),
        ("FREQ=MONTHLY;BYDAY=5TU", "outlook-recurrence-fifth"),
    ] {
        assert_eq!(write(&series(rule)).unwrap().1, [id], "{rule}");
    }
}

#[test]
fn what_outlook_cannot_say_is_refused() {
    for rule in [
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYDAY=1MO,3MO",
        "FREQ=MONTHLY;BYDAY=-2FR",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTH=1,2",
        "FREQ=YEARLY;BYMONTH=1,2",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=DAILY;BYMONTH=1",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=DAILY;INTERVAL=4000000000",
    ] {
        assert_eq!(write(&series(rule)).unwrap_err(), "outlook-recurrence-rule", "{rule}");
    }
}

#[test]
fn two_occurrences_moved_to_one_day_are_reported() {
    let mut series = series("FREQ=DAILY");
    for day in [3, 4] {
        let new = datetime(2024, 1, 10, day, 0, 0, 0);
        series.exceptions.push(Change::moved(datetime(2024, 1, day, 9, 0, 0, 0), new, new));
    }
    assert_eq!(write(&series).unwrap().1, ["outlook-recurrence-two-on-a-day"]);
}

#[test]
fn a_foreign_calendar_is_kept_and_not_taken_for_ours() {
    let (mut blob, _) = write(&series("FREQ=MONTHLY;BYMONTHDAY=12")).unwrap();
    blob.pattern.calendar = 6;
    blob.pattern.pattern = Pattern::HijriMonth(12);
    assert_eq!(AppointmentRecurrence::parse(&blob.to_bytes()).as_ref(), Ok(&blob));
    assert_eq!(Series::read(&blob, 1252).unwrap_err().id, "outlook-recurrence-calendar");
}

/// A series with one occurrence left out and one changed in every way.
fn changed() -> Series {
    let mut series = series("FREQ=WEEKLY;COUNT=20;BYDAY=TU");
    series.exdates = vec![datetime(2024, 1, 9, 9, 0, 0, 0)];
    let (start, end) = (datetime(2024, 1, 17, 8, 15, 0, 0), datetime(2024, 1, 18, 1, 0, 0, 0));
    series.exceptions = vec![Change {
        subject: Some("Grüße 漢 😀".to_owned()),
        location: Some("Straße".to_owned()),
        busy: Some(3),
        reminder: Some(true),
        reminder_minutes: Some(15),
        all_day: Some(false),
        label: Some(4),
        meeting: Some(1),
        attachments: Some(true),
        own_text: true,
        ..Change::moved(datetime(2024, 1, 16, 9, 0, 0, 0), start, end)
    }];
    series
}

#[test]
fn every_changed_field_survives_the_blob() {
    let (blob, warnings) = write(&changed()).unwrap();
    assert_eq!(warnings, [""; 0]);
    assert_eq!(blob.pattern.deleted.len(), 2);
    assert_eq!(blob.pattern.modified.len(), 1);
    let parsed = AppointmentRecurrence::parse(&blob.to_bytes()).unwrap();
    assert_eq!(Series::read(&parsed, 1252), Ok(changed()));
}

#[test]
fn a_change_of_one_thing_leaves_the_other_exceptions_as_outlook_wrote_them() {
    let (mut held, _) = write(&changed()).unwrap();
    held.exceptions[0].extended.highlight = Some(vec![7, 0, 0, 0]);
    held.reserved2 = vec![1, 2];
    let mut series = changed();
    assert_eq!(series.update(&held, &TimeZone::UTC, 1252).unwrap().0, held);
    series.exdates.push(datetime(2024, 2, 6, 9, 0, 0, 0));
    let (updated, _) = series.update(&held, &TimeZone::UTC, 1252).unwrap();
    assert_eq!(updated.exceptions, held.exceptions);
    assert_eq!(updated.reserved2, held.reserved2);
    assert_eq!(updated.pattern.deleted.len(), 3);
}

#[test]
fn a_task_may_come_again_after_it_was_done() {
    let mut series = series("FREQ=DAILY;INTERVAL=3");
    (series.start, series.duration) = (datetime(2024, 1, 1, 0, 0, 0, 0), SignedDuration::ZERO);
    series.after_completion = true;
    let (blob, _) = series.write_task(&TimeZone::UTC).unwrap();
    let parsed = TaskRecurrence::parse(&blob.to_bytes()).unwrap();
    assert_eq!(Series::read_task(&parsed), Ok(series.clone()));
    assert_eq!(series.update_task(&parsed, &TimeZone::UTC).unwrap().0, parsed);
}

#[test]
fn the_end_of_a_rule_is_in_utc_where_a_calendar_is_to_read_it() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let rule: Rule = "FREQ=DAILY;UNTIL=20240705".parse().unwrap();
    let utc = rule.with_until_in_utc(datetime(2024, 7, 1, 9, 0, 0, 0), &zone);
    assert_eq!(utc.to_string(), "FREQ=DAILY;UNTIL=20240705T070000Z");
}

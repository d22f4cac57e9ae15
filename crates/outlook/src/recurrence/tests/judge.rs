//! An independent implementation of RFC 5545 expands the same series to the same instants, after
//! they went through Outlook's blob.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::super::*;

const ZONES: [&str; 2] = ["Europe/Berlin", "America/New_York"];

const RULES: [&str; 46] = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=2",
    "FREQ=DAILY;INTERVAL=3;COUNT=100",
    "FREQ=DAILY;INTERVAL=10;UNTIL=20250701",
    "FREQ=DAILY;COUNT=1",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=DAILY;COUNT=30;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=SU,SA",
    "FREQ=WEEKLY;BYDAY=TU;WKST=SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SA",
    "FREQ=WEEKLY;INTERVAL=3;UNTIL=20240331;BYDAY=FR",
    "FREQ=WEEKLY;INTERVAL=4;COUNT=20;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=52;BYDAY=WE",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=12",
    "FREQ=MONTHLY;INTERVAL=3;COUNT=9;BYMONTHDAY=28",
    "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;INTERVAL=5;UNTIL=20260101;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=24",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
    "FREQ=MONTHLY;COUNT=17;BYDAY=3WE",
    "FREQ=MONTHLY;BYDAY=4TH",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=3",
    "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
    "FREQ=MONTHLY;INTERVAL=2;UNTIL=20251130;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=SU,SA;BYSETPOS=2",
    "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=4",
    "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=24",
    "FREQ=YEARLY;COUNT=3;BYMONTH=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU",
    "FREQ=YEARLY;UNTIL=20260901;BYMONTH=9;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
    "FREQ=YEARLY;BYMONTH=10;BYDAY=SU,SA;BYSETPOS=-1",
];

/// A series by a rule, from the first day that fits it on.
fn series(rule: &str, from: Date, hour: i8) -> Series {
    let rule: Rule = rule.parse().unwrap();
    let first = rule.dates(from).next().unwrap();
    Series::new(first.at(hour, 30, 0, 0), SignedDuration::from_mins(90), rule)
}

/// Leaves some occurrences out and moves others: by a day, or on the same day.
fn with_exceptions(mut series: Series, which: u64) -> Series {
    let zone = TimeZone::UTC;
    let days: Vec<Date> = series.dates(&zone).take(40).collect();
    for (index, day) in (0_u64..).zip(&days) {
        let original = day.to_datetime(series.start.time());
        match (which >> (index % 60)) & 7 {
            1 => series.exdates.push(original),
            2 => series.exceptions.push(moved(original, 13)),
            3 => series.exceptions.push(moved(original, 3)),
            _ => {}
        }
    }
    series.exceptions.sort_by_key(|change| change.start);
    series
}

fn moved(original: DateTime, hours: i64) -> Change {
    let start = original.saturating_add(SignedDuration::from_hours(hours));
    Change::moved(original, start, start.saturating_add(SignedDuration::from_hours(2)))
}

/// The same by the independent implementation.
fn judged(series: &Series, zone: &str, from: Timestamp, to: Timestamp) -> Vec<i64> {
    let tz = TimeZone::get(zone).unwrap();
    let rule = series.rule.with_until_in_utc(series.start, &tz);
    let stamp = |time: DateTime| time.strftime("%Y%m%dT%H%M%S").to_string();
    let mut text = format!("DTSTART;TZID={zone}:{}\nRRULE:{rule}", stamp(series.start));
    let originals = series.exceptions.iter().map(|change| change.original);
    for left_out in series.exdates.iter().copied().chain(originals) {
        text += &format!("\nEXDATE;TZID={zone}:{}", stamp(left_out));
    }
    let set: rrule::RRuleSet = text.parse().unwrap();
    let dates = set.into_iter().map(|at| at.timestamp());
    let mut found: Vec<i64> = dates.take_while(|at| *at < to.as_second()).collect();
    let instant = |time: DateTime| tz.to_ambiguous_timestamp(time).compatible().unwrap();
    found.extend(series.exceptions.iter().map(|change| instant(change.start).as_second()));
    found.retain(|at| (from.as_second()..to.as_second()).contains(at));
    found.sort_unstable();
    found
}

/// A series on a day that not every month has, by a rule that passes such months over: Outlook
/// knows only the last day of the month instead, and writing says so.
fn is_near(series: &Series) -> bool {
    let monthly = series.rule.freq == Freq::Monthly && series.rule.by_day.is_empty();
    monthly && series.rule.by_month_day.is_empty() && series.start.day() > 28
}

fn through_the_blob(series: &Series, zone: &TimeZone) -> Series {
    let (blob, warnings) = series.write(zone, 1252).unwrap();
    let near = is_near(series);
    assert_eq!(near, warnings.iter().any(|w| !w.id.ends_with("two-on-a-day")), "{warnings:?}");
    assert!(near || warnings.iter().all(|w| w.id.ends_with("two-on-a-day")), "{warnings:?}");
    let parsed = AppointmentRecurrence::parse(&blob.to_bytes()).unwrap();
    Series::read(&parsed, 1252).unwrap()
}

fn assert_judged(series: &Series, zone: &str, from: Timestamp, to: Timestamp) -> usize {
    let tz = TimeZone::get(zone).unwrap();
    let read = through_the_blob(series, &tz);
    let found = read.occurrences(&tz, from, to);
    let starts = found.iter().map(|occurrence| occurrence.start.as_second());
    let starts: Vec<i64> = starts.filter(|at| *at >= from.as_second()).collect();
    let meant = if is_near(series) { &read } else { series };
    assert_eq!(starts, judged(meant, zone, from, to), "{} {} {zone}", series.rule, series.start);
    starts.len()
}

#[test]
fn every_pattern_means_the_same_days_to_an_independent_implementation() {
    let (from, to) =
        ("2023-03-01T00:00:00Z".parse().unwrap(), "2027-02-01T00:00:00Z".parse().unwrap());
    let mut compared = 0;
    for rule in RULES {
        for zone in ZONES {
            for (which, hour) in [(0, 9), (0x1A35_0A41_9230_0115, 23), (0x0123_4567_89AB_CDEF, 0)] {
                let series = with_exceptions(series(rule, date(2023, 1, 25), hour), which);
                compared += assert_judged(&series, zone, from, to);
            }
        }
    }
    println!("{compared} occurrences");
    assert!(compared > 20_000, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn so_does_any_pattern_with_any_exceptions(
        rule in prop::sample::select(RULES.to_vec()),
        zone in prop::sample::select(ZONES.to_vec()),
        day in 0_i32..900,
        hour in 4_i8..24,
        which in any::<u64>(),
        window in 0_i64..1500,
    ) {
        let start = date(2021, 1, 1).checked_add(day.days()).unwrap();
        let series = with_exceptions(series(rule, start, hour), which);
        let from: Timestamp = "2021-01-01T00:00:00Z".parse().unwrap();
        let from = from + SignedDuration::from_hours(window * 24);
        assert_judged(&series, zone, from, from + SignedDuration::from_hours(24 * 400));
    }
}

//! Occurrences are those that the specification of the blob gives, and stay at their hour when the
//! clocks change.

use jiff::civil::{Date, date, datetime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::super::*;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn starts(series: &Series, from: &str, to: &str) -> Vec<String> {
    let found = series.occurrences(&berlin(), at(from), at(to));
    found.iter().map(|occurrence| occurrence.start.to_string()).collect()
}

fn daily(hour: i8, minute: i8) -> Series {
    let start = datetime(2024, 3, 1, hour, minute, 0, 0);
    Series::new(start, SignedDuration::from_mins(30), Rule::new(Freq::Daily, 1))
}

#[test]
fn nine_o_clock_stays_nine_o_clock() {
    let found = starts(&daily(9, 0), "2024-03-29T23:00:00Z", "2024-04-01T22:00:00Z");
    assert_eq!(found, ["2024-03-30T08:00:00Z", "2024-03-31T07:00:00Z", "2024-04-01T07:00:00Z"]);
    let found = starts(&daily(9, 0), "2024-10-26T00:00:00Z", "2024-10-28T00:00:00Z");
    assert_eq!(found, ["2024-10-26T07:00:00Z", "2024-10-27T08:00:00Z"]);
}

#[test]
fn an_hour_that_is_missing_moves_forward_and_one_that_is_there_twice_is_the_first() {
    let found = starts(&daily(2, 30), "2024-03-31T00:00:00Z", "2024-03-31T12:00:00Z");
    assert_eq!(found, ["2024-03-31T01:30:00Z"]);
    let found = starts(&daily(2, 30), "2024-10-26T22:00:00Z", "2024-10-27T12:00:00Z");
    assert_eq!(found, ["2024-10-27T00:30:00Z"]);
}

#[test]
fn what_only_reaches_into_the_span_belongs_to_it() {
    let mut series = daily(22, 0);
    series.duration = SignedDuration::from_hours(50);
    let found = starts(&series, "2024-03-10T12:00:00Z", "2024-03-10T13:00:00Z");
    assert_eq!(found, ["2024-03-08T21:00:00Z", "2024-03-09T21:00:00Z"]);
    series.duration = SignedDuration::ZERO;
    let found = starts(&series, "2024-03-10T21:00:00Z", "2024-03-11T21:00:00Z");
    assert_eq!(found, ["2024-03-10T21:00:00Z"]);
}

#[test]
fn an_occurrence_moved_into_the_span_is_in_it_and_one_moved_out_is_not() {
    let mut series = daily(9, 0);
    let to = |day| datetime(2024, 6, day, 14, 0, 0, 0);
    series.exceptions.push(Change::moved(datetime(2024, 5, 2, 9, 0, 0, 0), to(3), to(3)));
    series.exdates.push(datetime(2024, 6, 4, 9, 0, 0, 0));
    let found =
        series.occurrences(&berlin(), at("2024-06-02T22:00:00Z"), at("2024-06-04T22:00:00Z"));
    let found: Vec<_> =
        found.iter().map(|o| (o.local_start, o.original, o.change.is_some())).collect();
    let nine = |month, day| datetime(2024, month, day, 9, 0, 0, 0);
    assert_eq!(found, [(nine(6, 3), nine(6, 3), false), (to(3), nine(5, 2), true)]);
    assert!(starts(&series, "2024-05-01T22:00:00Z", "2024-05-02T22:00:00Z").is_empty());
}

#[test]
fn a_count_counts_what_was_left_out_too() {
    let mut series = daily(9, 0);
    series.rule.end = End::Count(3);
    series.exdates.push(datetime(2024, 3, 2, 9, 0, 0, 0));
    let found = starts(&series, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    assert_eq!(found, ["2024-03-01T08:00:00Z", "2024-03-03T08:00:00Z"]);
}

#[test]
fn a_rule_that_never_fits_ends() {
    let rule: Rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30".parse().unwrap();
    assert_eq!(rule.dates(date(2024, 1, 1)).next(), None);
    let rule: Rule = "FREQ=DAILY;INTERVAL=4294967295".parse().unwrap();
    assert_eq!(rule.dates(date(2024, 1, 1)).count(), 1);
}

/// A day by the letter of \[MS-OXOCAL\] 2.2.1.44.1.2, without a thought for speed.
fn is_valid(pattern: &RecurrencePattern, day: Date) -> bool {
    let minutes = |day: Date| (day - date(1601, 1, 1)).get_days() * 1440;
    let congruent = |value: i32, period: i32| {
        (value - i32::try_from(pattern.first_date_time).unwrap()).rem_euclid(period) == 0
    };
    let period = i32::try_from(pattern.period).unwrap();
    let weekday = |day: Date| i32::from(day.weekday().to_sunday_zero_offset());
    let months = |day: Date| (i32::from(day.year()) - 1601) * 12 + i32::from(day.month()) - 1;
    let first_month = || {
        (0..).find(|month: &i32| {
            let first = date(1601 + i16::try_from(month / 12).unwrap(), (month % 12 + 1) as i8, 1);
            minutes(first) == i32::try_from(pattern.first_date_time).unwrap()
        })
    };
    let in_month = |month: Option<i32>| (months(day) - month.unwrap()).rem_euclid(period) == 0;
    match pattern.pattern {
        Pattern::Day => congruent(minutes(day), period),
        Pattern::Week(days) => {
            let first = i32::try_from(pattern.first_day).unwrap();
            let into = (weekday(day) - first).rem_euclid(7);
            days.contains(day.weekday()) && congruent(minutes(day) - into * 1440, period * 10_080)
        }
        Pattern::Month(wanted) => {
            let wanted = i8::try_from(wanted).unwrap().min(day.days_in_month());
            in_month(first_month()) && day.day() == wanted
        }
        Pattern::MonthNth(days, nth) => {
            let all = day.first_of_month().series(1.day()).take(31);
            let all = all.filter(|d| d.month() == day.month() && days.contains(d.weekday()));
            let all: Vec<Date> = all.collect();
            let nth = if nth == 5 { all.len() } else { usize::try_from(nth).unwrap() };
            in_month(first_month()) && all.get(nth - 1) == Some(&day)
        }
        Pattern::MonthEnd(_) => in_month(first_month()) && day.day() == day.days_in_month(),
        _ => unreachable!(),
    }
}

fn patterns() -> impl Strategy<Value = (Frequency, Pattern, u32, u32)> {
    let nth = (1_u32..128, 1_u32..6).prop_map(|(days, nth)| {
        // Of less than all days there may be no fourth in a month only if there is none at all.
        Pattern::MonthNth(Days(days), nth)
    });
    let month = prop_oneof![(1_u32..32).prop_map(Pattern::Month), nth, Just(Pattern::MonthEnd(31))];
    let month_start = |months: u32| {
        let first = date(1601, 1, 1).checked_add(i64::from(months).months()).unwrap();
        u32::try_from((first - date(1601, 1, 1)).get_days()).unwrap() * 1440
    };
    prop_oneof![
        (1_u32..40, 0_u32..40).prop_map(|(period, first)| {
            (Frequency::DAILY, Pattern::Day, period * 1440, first % period * 1440)
        }),
        (1_u32..128, 1_u32..9, 0_u32..9).prop_map(|(days, period, week)| {
            (Frequency::WEEKLY, Pattern::Week(Days(days)), period, week % period * 10_080)
        }),
        (month.clone(), 1_u32..30, 0_u32..30).prop_map(move |(pattern, period, first)| {
            (Frequency::MONTHLY, pattern, period, month_start(first % period))
        }),
        (month, 1_u32..4, 0_u32..48).prop_map(move |(pattern, years, first)| {
            let months = years * 12;
            (Frequency::YEARLY, pattern, months, month_start(first % months))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_days_of_a_blob_are_those_of_the_specification(
        (frequency, pattern, period, first_date_time) in patterns(),
        start in 150_000_u32..155_000,
        first_day in 0_u32..7,
    ) {
        // A week of the series begins on its own first day.
        let shift = if matches!(pattern, Pattern::Week(_)) { (first_day + 6) % 7 * 1440 } else { 0 };
        let blob = RecurrencePattern {
            reader_version: 0x3004,
            writer_version: 0x3004,
            frequency,
            pattern,
            calendar: 0,
            first_date_time: first_date_time + shift,
            period,
            sliding: 0,
            end_type: EndType::NEVER,
            occurrence_count: 10,
            first_day,
            deleted: vec![],
            modified: vec![],
            start_date: start * 1440,
            end_date: 0x5AE9_80DF,
        };
        let day = date(1601, 1, 1).checked_add(i64::from(start).days()).unwrap();
        let days = day.series(1.day()).take(1500);
        let expected: Vec<Date> = days.filter(|day| is_valid(&blob, *day)).collect();
        let series = Series::read_task(&TaskRecurrence { pattern: blob.clone(), tail: vec![] });
        let series = series.unwrap();
        let found: Vec<Date> = series.dates(&TimeZone::UTC).take(expected.len()).collect();
        prop_assert_eq!(&found, &expected, "{}", series.rule);
        let from = day.checked_add(700.days()).unwrap();
        let later = series.rule.dates_from(series.start.date(), from).take(5).collect::<Vec<_>>();
        let wanted = series.dates(&TimeZone::UTC).filter(|day| *day >= from).take(5);
        prop_assert_eq!(later, wanted.collect::<Vec<_>>());
        if let Some(first) = expected.first() {
            prop_assert_eq!(series.start.date(), *first);
            let (written, warnings) = series.write_task(&TimeZone::UTC).unwrap();
            prop_assert_eq!(&warnings, &vec![]);
            let again = Series::read_task(&written);
            prop_assert_eq!(again.as_ref(), Ok(&series));
        }
    }
}

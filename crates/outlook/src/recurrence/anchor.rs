//! FirstDateTime (\[MS-OXOCAL\] 2.2.1.44.1.1 and 2.2.1.44.1.2): which days, weeks and months are
//! those of a series that comes every second, third … of them.
//!
//! The field is a distance to 1601 that leaves the same remainder as the periods of the series.

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};

use super::days::weekday;
use super::minutes::{self, DAY};
use super::pattern::{Pattern, RecurrencePattern};

const WEEK: u32 = 7 * DAY;

/// FirstDateTime of a daily series.
pub(super) fn of_days(start: Date, period: u32) -> Option<u32> {
    minutes::of_date(start)?.checked_rem(period)
}

/// FirstDateTime of a weekly series.
pub(super) fn of_weeks(start: Date, weeks: u32, first: Weekday) -> Option<u32> {
    minutes::of_date(week_start(start, first)?)?.checked_rem(weeks.checked_mul(WEEK)?)
}

/// FirstDateTime of a monthly or yearly series.
pub(super) fn of_months(start: Date, months: u32) -> Option<u32> {
    let rest = minutes::months_of(start).checked_rem(i64::from(months))?;
    minutes::of_date(minutes::month_start(rest)?)
}

fn week_start(day: Date, first: Weekday) -> Option<Date> {
    let into = i64::from(day.weekday().since(first));
    day.checked_sub(SignedDuration::from_hours(into * 24)).ok()
}

/// The last day, first day of a week, or first day of a month that belongs to the series and is
/// not after its start date.
pub(super) fn before_start(pattern: &RecurrencePattern) -> Option<Date> {
    let start = minutes::to_date(pattern.start_date)?;
    match pattern.pattern {
        Pattern::Day => day_before(pattern.start_date, pattern.first_date_time, pattern.period),
        Pattern::Week(_) => {
            let week = week_start(start, weekday(pattern.first_day))?;
            let period = pattern.period.checked_mul(WEEK)?;
            day_before(minutes::of_date(week)?, pattern.first_date_time, period)
        }
        _ => {
            let first = minutes::months_of(minutes::to_date(pattern.first_date_time)?);
            let months = minutes::months_of(start);
            let past = (months - first).checked_rem_euclid(i64::from(pattern.period))?;
            minutes::month_start(months - past)
        }
    }
}

fn day_before(day: u32, first: u32, period: u32) -> Option<Date> {
    let past = (i64::from(day) - i64::from(first)).checked_rem_euclid(i64::from(period))?;
    minutes::to_date(u32::try_from(i64::from(day) - past).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_week_of_a_series_is_that_of_outlook() {
        let friday = date(2023, 1, 6);
        assert_eq!(of_weeks(friday, 1, Weekday::Sunday), Some(8640));
        assert_eq!(of_weeks(friday, 1, Weekday::Monday), Some(0));
    }

    #[test]
    fn the_first_month_of_a_series_leaves_the_rest_of_its_months() {
        assert_eq!(of_months(date(2023, 1, 12), 1), Some(0));
        assert_eq!(of_months(date(2024, 11, 5), 12), minutes::of_date(date(1601, 11, 1)));
        assert_eq!(of_months(date(2023, 6, 1), 12), minutes::of_date(date(1601, 6, 1)));
        assert_eq!(of_months(date(2023, 6, 1), 0), None);
    }
}

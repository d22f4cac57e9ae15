//! Minutes since 1601-01-01, local time: how the blob counts.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

/// Minutes of a day.
pub(super) const DAY: u32 = 1440;
/// The end date of a series without end.
pub(super) const NO_END: u32 = 0x5AE9_80DF;

const EPOCH: DateTime = DateTime::constant(1601, 1, 1, 0, 0, 0, 0);

/// The local time that a number of minutes means.
pub(super) fn to_time(minutes: u32) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok()
}

/// The date that a number of minutes lies in.
pub(super) fn to_date(minutes: u32) -> Option<Date> {
    to_time(minutes).map(DateTime::date)
}

/// Minutes since 1601 of a local time; `None` before 1601.
pub(super) fn of_time(time: DateTime) -> Option<u32> {
    u32::try_from(time.duration_since(EPOCH).as_mins()).ok()
}

/// Minutes since 1601 of midnight of a date.
pub(super) fn of_date(date: Date) -> Option<u32> {
    of_time(date.to_datetime(jiff::civil::Time::midnight()))
}

/// Minutes since midnight of a local time.
pub(super) fn of_day(time: DateTime) -> Option<u32> {
    let midnight = time.date().to_datetime(jiff::civil::Time::midnight());
    u32::try_from(time.duration_since(midnight).as_mins()).ok()
}

/// Months since January 1601.
pub(super) fn months_of(date: Date) -> i64 {
    (i64::from(date.year()) - 1601) * 12 + i64::from(date.month()) - 1
}

/// The first day of a month counted since January 1601.
pub(super) fn month_start(months: i64) -> Option<Date> {
    let year = i16::try_from(1601 + months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn minutes_count_from_the_year_1601() {
        assert_eq!(to_time(0), Some(EPOCH));
        assert_eq!(of_date(date(2023, 1, 6)), Some(0x0D3A_CCA0));
        assert_eq!(to_date(0x0D42_B000), Some(date(2023, 12, 31)));
        assert_eq!(to_date(NO_END), Some(date(4500, 12, 31)));
        assert_eq!(of_date(date(1600, 12, 31)), None);
    }

    #[test]
    fn months_count_from_january_1601() {
        for (months, day) in
            [(0, date(1601, 1, 1)), (10, date(1601, 11, 1)), (12, date(1602, 1, 1))]
        {
            assert_eq!(month_start(months), Some(day));
            assert_eq!(months_of(day), months);
        }
        assert_eq!(month_start(i64::MAX / 2), None);
    }
}

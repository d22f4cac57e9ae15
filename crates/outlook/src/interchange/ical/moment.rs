//! Dates, times and durations (RFC 5545, 3.3.4 to 3.3.6), as their values stand.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A date, or a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole day.
    Day(Date),
    /// A point in time.
    Utc(Timestamp),
    /// By the clock on the wall.
    Local(DateTime),
}

impl Moment {
    /// The moment of a value. Separators and missing seconds are tolerated.
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim().trim_matches('"').to_ascii_uppercase();
        let plain: String = value.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (plain, utc) = match plain.strip_suffix('Z') {
            Some(plain) => (plain, true),
            None => (plain.as_str(), false),
        };
        let Some((date, time)) = plain.split_once('T') else {
            return date(plain).map(Self::Day);
        };
        let local = at(self::date(date.trim())?, time)?;
        if utc {
            return TimeZone::UTC.to_timestamp(local).ok().map(Self::Utc);
        }
        Some(Self::Local(local))
    }
}

fn date(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = text.split_at_checked(4).filter(|_| digits)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time of day on a date; 24 o'clock is midnight of the next.
fn at(date: Date, time: &str) -> Option<DateTime> {
    let digits = matches!(time.len(), 4 | 6) && time.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, rest) = time.split_at_checked(2).filter(|_| digits)?;
    let (minute, second) = rest.split_at_checked(2)?;
    let second: i8 = if second.is_empty() { 0 } else { second.parse().ok()? };
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    if (hour, minute, second) == (24, 0, 0) {
        return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    Time::new(hour, minute, second.min(59), 0).ok().map(|time| date.to_datetime(time))
}

/// A duration: days by the calendar, the rest by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lasting {
    /// Days.
    pub days: i64,
    /// Seconds, beside the days.
    pub seconds: i64,
}

impl Lasting {
    /// The duration of a value; units may stand in any order.
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim().to_ascii_uppercase();
        let (sign, rest) = match value.strip_prefix(['-', '+']) {
            Some(rest) if value.starts_with('-') => (-1, rest),
            Some(rest) => (1, rest),
            None => (1, value.as_str()),
        };
        let mut found = Self { days: 0, seconds: 0 };
        let mut number = String::new();
        let mut any = false;
        for c in rest.strip_prefix('P')?.chars() {
            match c {
                'T' => {}
                '0'..='9' if number.len() < 9 => number.push(c),
                _ => {
                    found.add(sign * number.parse::<i64>().ok()?, c)?;
                    number.clear();
                    any = true;
                }
            }
        }
        (any && number.is_empty()).then_some(found)
    }

    fn add(&mut self, count: i64, unit: char) -> Option<()> {
        let (sum, size) = match unit {
            'W' => (&mut self.days, 7),
            'D' => (&mut self.days, 1),
            'H' => (&mut self.seconds, 3600),
            'M' => (&mut self.seconds, 60),
            'S' => (&mut self.seconds, 1),
            _ => return None,
        };
        *sum = sum.checked_add(count.checked_mul(size)?)?;
        Some(())
    }

    /// All of it in seconds, a day being 24 hours.
    pub fn total(self) -> i64 {
        self.days.saturating_mul(86_400).saturating_add(self.seconds)
    }

    /// The local time that much later.
    pub fn after(self, from: DateTime) -> Option<DateTime> {
        from.checked_add(SignedDuration::from_secs(self.total())).ok()
    }
}

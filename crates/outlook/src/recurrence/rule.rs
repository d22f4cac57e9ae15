//! A recurrence rule (RFC 5545, 3.3.10), as far as calendars of days need one: no parts smaller
//! than a day, none by number of week or day of the year.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

/// FREQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Freq {
    /// Days.
    Daily,
    /// Weeks.
    Weekly,
    /// Months.
    Monthly,
    /// Years.
    Yearly,
}

/// COUNT or UNTIL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// Neither.
    Never,
    /// After a number of occurrences, those left out included.
    Count(u32),
    /// At a time.
    Until(Until),
}

/// The forms of UNTIL; the last occurrence may be at that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Until {
    /// The whole of a date, local time of the series: what Outlook knows.
    Date(Date),
    /// Local time of the series.
    Local(DateTime),
    /// UTC.
    Instant(Timestamp),
}

impl Until {
    /// As local time: the last moment that may be.
    #[must_use]
    pub fn local(self, zone: &TimeZone) -> DateTime {
        match self {
            Self::Date(date) => date.at(23, 59, 59, 999_999_999),
            Self::Local(time) => time,
            Self::Instant(at) => zone.to_datetime(at),
        }
    }
}

/// A part of BYDAY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ByDay {
    /// Which of the days in the month or year, counted from the end if negative; 0 is all.
    pub nth: i8,
    /// The day.
    pub day: Weekday,
}

/// A rule. Empty lists are parts not given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// FREQ.
    pub freq: Freq,
    /// INTERVAL, at least 1.
    pub interval: u32,
    /// COUNT or UNTIL.
    pub end: End,
    /// BYMONTH.
    pub by_month: Vec<i8>,
    /// BYMONTHDAY.
    pub by_month_day: Vec<i8>,
    /// BYDAY.
    pub by_day: Vec<ByDay>,
    /// BYSETPOS.
    pub by_set_pos: Vec<i16>,
    /// WKST.
    pub week_start: Weekday,
}

impl Rule {
    /// Every one of a kind of period, without end.
    #[must_use]
    pub fn new(freq: Freq, interval: u32) -> Self {
        Self {
            freq,
            interval: interval.max(1),
            end: End::Never,
            by_month: Vec::new(),
            by_month_day: Vec::new(),
            by_day: Vec::new(),
            by_set_pos: Vec::new(),
            week_start: Weekday::Monday,
        }
    }

    /// On all of some days of the week.
    #[must_use]
    pub fn on(mut self, days: impl IntoIterator<Item = Weekday>) -> Self {
        self.by_day.extend(days.into_iter().map(|day| ByDay { nth: 0, day }));
        self
    }

    /// The rule as a calendar whose series starts at a time in a zone must write it: with UNTIL in
    /// UTC (RFC 5545, 3.3.10).
    #[must_use]
    pub fn with_until_in_utc(&self, start: DateTime, zone: &TimeZone) -> Self {
        let End::Until(until) = self.end else { return self.clone() };
        let local = match until {
            Until::Date(date) => date.to_datetime(start.time()),
            other => other.local(zone),
        };
        let utc = zone.to_ambiguous_timestamp(local).compatible();
        let until = utc.map_or(until, Until::Instant);
        Self { end: End::Until(until), ..self.clone() }
    }
}

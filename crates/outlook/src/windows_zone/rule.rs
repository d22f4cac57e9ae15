//! A rule: distance to UTC, and when the clocks change in a year.
//!
//! Distances are "UTC = local time + bias", in minutes: Berlin is −60.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::TimeZone;

use crate::user::cursor::Cursor;

/// SYSTEMTIME as rules use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SystemTime {
    /// 0 for every year; else the day is one of the month.
    pub year: u16,
    /// 0 where the clocks do not change.
    pub month: u16,
    /// Sunday is 0.
    pub day_of_week: u16,
    /// Which of the days of the week in the month; 5 is the last.
    pub day: u16,
    /// Local time before the change.
    pub hour: u16,
    /// Minutes.
    pub minute: u16,
    /// Seconds.
    pub second: u16,
    /// Milliseconds.
    pub millisecond: u16,
}

impl SystemTime {
    pub(super) fn parse(from: &mut Cursor<'_>) -> Option<Self> {
        Some(Self {
            year: from.u16()?,
            month: from.u16()?,
            day_of_week: from.u16()?,
            day: from.u16()?,
            hour: from.u16()?,
            minute: from.u16()?,
            second: from.u16()?,
            millisecond: from.u16()?,
        })
    }

    pub(super) fn put(self, out: &mut Vec<u8>) {
        let date = [self.year, self.month, self.day_of_week, self.day];
        let time = [self.hour, self.minute, self.second, self.millisecond];
        date.iter().chain(&time).for_each(|value| out.extend(value.to_le_bytes()));
    }

    /// The time as text of POSIX rules: month, week, day, and hours, which may be 24.
    fn posix(self) -> Option<String> {
        let (week, day) = self.week()?;
        let (hour, minute, second) = self.clock();
        Some(format!("M{}.{week}.{day}/{hour}:{minute:02}:{second:02}", self.month))
    }

    /// Week of the month and day of the week.
    fn week(self) -> Option<(u16, u16)> {
        if self.year == 0 {
            let sound = (1..=5).contains(&self.day) && self.day_of_week < 7;
            return sound.then_some((self.day, self.day_of_week));
        }
        let ints = (i16::try_from(self.year), i8::try_from(self.month), i8::try_from(self.day));
        let (Ok(year), Ok(month), Ok(day)) = ints else { return None };
        let day = Date::new(year, month, day).ok()?;
        let weekday = day.weekday().to_sunday_zero_offset();
        Some(((self.day - 1) / 7 + 1, u16::from(weekday.unsigned_abs())))
    }

    /// The last millisecond of a minute means the next minute.
    fn clock(self) -> (u16, u16, u16) {
        match (self.hour, self.minute, self.second, self.millisecond) {
            (hour, 59, 59, 1..) => (hour.saturating_add(1), 0, 0),
            (hour, minute, second, _) => (hour, minute, second),
        }
    }

    /// When it is in a year, as local time.
    pub(super) fn in_year(self, year: i16) -> Option<DateTime> {
        let month = i8::try_from(self.month).ok().filter(|month| *month > 0)?;
        let (week, day) = self.week()?;
        let first = Date::new(year, month, 1).ok()?;
        let first_day = u16::from(first.weekday().to_sunday_zero_offset().unsigned_abs());
        let mut number = 1 + (7 + day - first_day) % 7 + (week - 1) * 7;
        if number > u16::from(first.days_in_month().unsigned_abs()) {
            number -= 7;
        }
        let day = Date::new(year, month, i8::try_from(number).ok()?).ok()?;
        let (hour, minute, second) = self.clock();
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let midnight = day.to_datetime(Time::midnight());
        midnight.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
    }
}

/// Biases and changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ZoneRule {
    /// UTC = local time + bias.
    pub bias: i32,
    /// To be added to it in standard time.
    pub standard_bias: i32,
    /// To be added to it in daylight saving time.
    pub daylight_bias: i32,
    /// When standard time begins.
    pub standard: SystemTime,
    /// When daylight saving time begins.
    pub daylight: SystemTime,
}

impl ZoneRule {
    /// The rule of a zone in a year. Of more than two changes, the first two are said.
    #[must_use]
    pub fn of(zone: &TimeZone, year: i16) -> Self {
        let changes = changes(zone, year);
        let longest = changes.iter().map(|change| change.after).max();
        let shortest = changes.iter().map(|change| change.after).min();
        let (Some(standard), Some(daylight)) = (shortest, longest.filter(|l| Some(*l) != shortest))
        else {
            let middle = middle_of(year);
            let bias = -offset(zone, middle) / 60;
            return Self { bias, ..Self::default() };
        };
        let begins = |after: i32| {
            let change = changes.iter().find(|change| change.after == after);
            change.map(|change| system_time(zone, change, year)).unwrap_or_default()
        };
        Self {
            bias: -standard / 60,
            standard_bias: 0,
            daylight_bias: (standard - daylight) / 60,
            standard: begins(standard),
            daylight: begins(daylight),
        }
    }

    /// A zone that follows the rule in all years.
    #[must_use]
    pub fn to_time_zone(&self) -> Option<TimeZone> {
        let standard = posix_offset(self.bias.checked_add(self.standard_bias)?)?;
        let daylight = posix_offset(self.bias.checked_add(self.daylight_bias)?)?;
        if !self.has_daylight() {
            let bias = posix_offset(self.bias)?;
            return TimeZone::posix(&format!("<STD>{bias}")).ok();
        }
        let (begins, ends) = (self.daylight.posix()?, self.standard.posix()?);
        TimeZone::posix(&format!("<STD>{standard}<DST>{daylight},{begins},{ends}")).ok()
    }

    /// Whether the clocks change at all.
    #[must_use]
    pub fn has_daylight(&self) -> bool {
        self.standard.month != 0
            && self.daylight.month != 0
            && self.standard_bias != self.daylight_bias
    }

    /// Whether another rule says the same of a year.
    pub(super) fn agrees(&self, other: &Self, year: i16) -> bool {
        if self.has_daylight() != other.has_daylight() {
            return false;
        }
        if !self.has_daylight() {
            return self.bias == other.bias;
        }
        let biases = |rule: &Self| {
            let of = |bias: i32| rule.bias.checked_add(bias);
            (of(rule.standard_bias), of(rule.daylight_bias))
        };
        let times = |rule: &Self| (rule.standard.in_year(year), rule.daylight.in_year(year));
        biases(self) == biases(other) && times(self) == times(other)
    }

    pub(super) fn parse_biases(from: &mut Cursor<'_>) -> Option<Self> {
        let mut bias = || from.array().map(i32::from_le_bytes);
        let (bias, standard_bias, daylight_bias) = (bias()?, bias()?, bias()?);
        Some(Self { bias, standard_bias, daylight_bias, ..Self::default() })
    }

    pub(super) fn put_biases(&self, out: &mut Vec<u8>) {
        let biases = [self.bias, self.standard_bias, self.daylight_bias];
        biases.iter().for_each(|bias| out.extend(bias.to_le_bytes()));
    }
}

/// Hours and minutes as POSIX wants them; no zone is a day from UTC.
fn posix_offset(bias: i32) -> Option<String> {
    let sign = if bias < 0 { "-" } else { "" };
    let minutes = bias.unsigned_abs();
    (minutes < 1440).then(|| format!("{sign}{}:{:02}", minutes / 60, minutes % 60))
}

/// A change of the clocks.
struct Change {
    at: Timestamp,
    /// Seconds from UTC to local time before.
    before: i32,
    /// Seconds from UTC to local time after.
    after: i32,
}

fn offset(zone: &TimeZone, at: Timestamp) -> i32 {
    zone.to_offset(at).seconds()
}

fn middle_of(year: i16) -> Timestamp {
    let middle = Date::new(year, 7, 1).unwrap_or(date(2024, 7, 1));
    TimeZone::UTC.to_timestamp(middle.to_datetime(Time::midnight())).unwrap_or_default()
}

/// The first two changes in a year that move the clocks.
fn changes(zone: &TimeZone, year: i16) -> Vec<Change> {
    let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
    let Ok(from) = zone.to_timestamp(first.to_datetime(Time::midnight())) else {
        return Vec::new();
    };
    let mut before = offset(zone, from);
    let mut found = Vec::new();
    for next in zone.following(from).take(8) {
        let after = next.offset().seconds();
        let at = next.timestamp();
        if zone.to_datetime(at).year() == year && after != before {
            found.push(Change { at, before, after });
        }
        before = after;
    }
    found.truncate(2);
    found
}

/// A change as the n-th day of the week in its month: by the n that holds for more of the years
/// around.
fn system_time(zone: &TimeZone, change: &Change, year: i16) -> SystemTime {
    let local = local_before(change);
    let nth = (local.day() - 1) / 7 + 1;
    let with = |nth: i8| SystemTime {
        month: u16::from(local.month().unsigned_abs()),
        day_of_week: u16::from(local.weekday().to_sunday_zero_offset().unsigned_abs()),
        day: u16::from(nth.unsigned_abs()),
        hour: u16::from(local.hour().unsigned_abs()),
        minute: u16::from(local.minute().unsigned_abs()),
        second: u16::from(local.second().unsigned_abs()),
        ..SystemTime::default()
    };
    if local.day() + 7 <= local.days_in_month() {
        return with(nth);
    }
    let years = year.saturating_sub(4)..=year.saturating_add(4);
    let around: Vec<DateTime> =
        years.flat_map(|year| changes(zone, year)).map(|change| local_before(&change)).collect();
    let hits = |time: &SystemTime| {
        around.iter().filter(|at| time.in_year(at.year()) == Some(**at)).count()
    };
    if hits(&with(nth)) > hits(&with(5)) { with(nth) } else { with(5) }
}

fn local_before(change: &Change) -> DateTime {
    let seconds = jiff::SignedDuration::from_secs(i64::from(change.before));
    let utc = TimeZone::UTC.to_datetime(change.at);
    utc.saturating_add(seconds)
}

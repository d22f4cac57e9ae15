//! A series in the office's terms, and its occurrences in a span of time.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::rule::{End, Rule};

/// A recurring appointment or task. All times are local times of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Start of the first occurrence.
    pub start: DateTime,
    /// How long an occurrence lasts, by the clock on the wall.
    pub duration: SignedDuration,
    /// When it recurs.
    pub rule: Rule,
    /// Original starts of occurrences left out.
    pub exdates: Vec<DateTime>,
    /// Changed occurrences.
    pub exceptions: Vec<Change>,
    /// Tasks only: the next one comes an interval after the last was done, not by the calendar.
    pub after_completion: bool,
}

/// A changed occurrence: what is `None` is as in the series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its original start.
    pub original: DateTime,
    /// Its start.
    pub start: DateTime,
    /// Its end.
    pub end: DateTime,
    /// Subject.
    pub subject: Option<String>,
    /// Location.
    pub location: Option<String>,
    /// PidLidBusyStatus.
    pub busy: Option<u32>,
    /// Whether there is a reminder.
    pub reminder: Option<bool>,
    /// How many minutes before the start.
    pub reminder_minutes: Option<u32>,
    /// Whether it is an all-day event.
    pub all_day: Option<bool>,
    /// PidLidAppointmentColor.
    pub label: Option<u32>,
    /// PidLidAppointmentStateFlags.
    pub meeting: Option<u32>,
    /// Whether it has attachments of its own.
    pub attachments: Option<bool>,
    /// Whether it has a text of its own: that is in its embedded message.
    pub own_text: bool,
}

impl Change {
    /// An occurrence that is moved, and nothing else.
    #[must_use]
    pub fn moved(original: DateTime, start: DateTime, end: DateTime) -> Self {
        Self {
            original,
            start,
            end,
            subject: None,
            location: None,
            busy: None,
            reminder: None,
            reminder_minutes: None,
            all_day: None,
            label: None,
            meeting: None,
            attachments: None,
            own_text: false,
        }
    }
}

/// An occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence<'a> {
    /// Its start by the rule, local time.
    pub original: DateTime,
    /// Its start, local time.
    pub local_start: DateTime,
    /// Its end, local time.
    pub local_end: DateTime,
    /// Its start.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// What differs from the series.
    pub change: Option<&'a Change>,
}

impl Series {
    /// A series without exceptions.
    #[must_use]
    pub fn new(start: DateTime, duration: SignedDuration, rule: Rule) -> Self {
        let (exdates, exceptions) = (Vec::new(), Vec::new());
        Self { start, duration, rule, exdates, exceptions, after_completion: false }
    }

    /// The occurrences that touch the time from `from` to `to` (excluded), in the order of their
    /// starts. A clock that jumps forward over a start moves it forward with it; where a time is
    /// there twice, the first is meant.
    #[must_use]
    pub fn occurrences(
        &self,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<Occurrence<'_>> {
        let taken = self.taken();
        let dates = self.dates_between(zone, from, to).filter(|day| !taken.contains(day));
        let by_rule = dates.filter_map(|day| {
            let start = day.to_datetime(self.start.time());
            Occurrence::new(start, start, start.checked_add(self.duration).ok()?, zone)
        });
        let changed = self.exceptions.iter().filter_map(|change| {
            let found = Occurrence::new(change.original, change.start, change.end, zone)?;
            Some(Occurrence { change: Some(change), ..found })
        });
        let mut found: Vec<_> = by_rule.chain(changed).filter(|o| o.touches(from, to)).collect();
        found.sort_by_key(|occurrence| (occurrence.start, occurrence.original));
        found
    }

    /// The dates of the rule, its end observed; those left out and changed are among them.
    pub fn dates(&self, zone: &TimeZone) -> impl Iterator<Item = Date> + '_ {
        self.dates_from(self.start.date(), zone)
    }

    fn dates_between(
        &self,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Date> + '_ {
        let days = self.duration.as_hours() / 24 + 2;
        let earliest = zone.to_datetime(from).date();
        let earliest = earliest.checked_sub(SignedDuration::from_hours(days.saturating_mul(24)));
        let last = zone.to_datetime(to).date().tomorrow().unwrap_or(Date::MAX);
        let dates = self.dates_from(earliest.unwrap_or(Date::MIN), zone);
        dates.take_while(move |day| *day <= last)
    }

    /// The dates from a day on. A count is counted from the first date on.
    fn dates_from(&self, from: Date, zone: &TimeZone) -> impl Iterator<Item = Date> + '_ {
        let start = self.start.date();
        let (skip_to, count, until) = match self.rule.end {
            End::Never => (from, u32::MAX, DateTime::MAX),
            End::Count(count) => (start, count, DateTime::MAX),
            End::Until(until) => (from, u32::MAX, until.local(zone)),
        };
        let time: Time = self.start.time();
        let dates = self.rule.dates_from(start, skip_to);
        let dates = dates.take(usize::try_from(count).unwrap_or(usize::MAX));
        dates.take_while(move |day| day.to_datetime(time) <= until).filter(move |day| *day >= from)
    }

    /// The dates of which the occurrence is left out or changed.
    fn taken(&self) -> HashSet<Date> {
        let changed = self.exceptions.iter().map(|change| change.original);
        self.exdates.iter().copied().chain(changed).map(DateTime::date).collect()
    }
}

impl Occurrence<'_> {
    fn new(original: DateTime, start: DateTime, end: DateTime, zone: &TimeZone) -> Option<Self> {
        let instant = |at: DateTime| zone.to_ambiguous_timestamp(at).compatible().ok();
        let (begins, ends) = (instant(start)?, instant(end)?);
        Some(Self {
            original,
            local_start: start,
            local_end: end,
            start: begins,
            end: ends.max(begins),
            change: None,
        })
    }

    /// Whether it touches a span of time; one without duration touches where it starts.
    fn touches(&self, from: Timestamp, to: Timestamp) -> bool {
        self.start < to && (self.end > from || self.start >= from)
    }
}

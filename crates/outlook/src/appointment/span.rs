//! From when to when an appointment lasts, in its zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sync::{Message, Record};

use super::fields::field;
use crate::item::{When, wrong_value};

/// Start and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// Whole days; the second is the one after the last.
    Days(Date, Date),
    /// Any other.
    Times(Timestamp, Timestamp),
}

impl Span {
    /// What a record says.
    ///
    /// # Errors
    /// A start is missing, or a value cannot be understood.
    pub fn of(record: &Record, zone: &TimeZone) -> Result<Self, Message> {
        let start = when(record, "appointment.start")?;
        let start = start.ok_or_else(|| Message::new("outlook-appointment-start"))?;
        let end = when(record, "appointment.end")?;
        Ok(match (start, end) {
            (When::Date(start), end) => {
                let next = start.tomorrow().unwrap_or(start);
                let end = end.map_or(next, |end| days_until(end, zone));
                Self::Days(start, end.max(next))
            }
            (When::Instant(start), end) => {
                let end = end.map_or(start, |end| instant(end, zone).unwrap_or(start));
                Self::Times(start, end.max(start))
            }
        })
    }

    /// Whether it is whole days.
    pub fn is_days(self) -> bool {
        matches!(self, Self::Days(..))
    }

    /// As points in time; days begin at midnight.
    pub fn instants(self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        match self {
            Self::Days(start, end) => Some((midnight(start, zone)?, midnight(end, zone)?)),
            Self::Times(start, end) => Some((start, end)),
        }
    }

    /// Start by the clock on the wall, and how long it lasts by it.
    pub fn local(self, zone: &TimeZone) -> (DateTime, SignedDuration) {
        let (start, end) = match self {
            Self::Days(start, end) => (start.at(0, 0, 0, 0), end.at(0, 0, 0, 0)),
            Self::Times(start, end) => (zone.to_datetime(start), zone.to_datetime(end)),
        };
        (start, end.duration_since(start).max(SignedDuration::ZERO))
    }

    /// The same length by the clock on the wall, from another local start.
    pub fn moved_to(self, start: DateTime, zone: &TimeZone) -> Option<Self> {
        let (_, lasting) = self.local(zone);
        Self::from_local(start, lasting, self.is_days(), zone)
    }

    /// From a local start and a duration.
    pub fn from_local(
        start: DateTime,
        lasting: SignedDuration,
        days: bool,
        zone: &TimeZone,
    ) -> Option<Self> {
        let end = start.checked_add(lasting).ok()?;
        if days {
            let next = start.date().tomorrow().ok()?;
            return Some(Self::Days(start.date(), day_after(end).max(next)));
        }
        let at = |local: DateTime| zone.to_ambiguous_timestamp(local).compatible().ok();
        Some(Self::Times(at(start)?, at(end)?.max(at(start)?)))
    }

    /// As the values of a record.
    pub fn whens(self) -> (When, When) {
        match self {
            Self::Days(start, end) => (When::Date(start), When::Date(end)),
            Self::Times(start, end) => (When::Instant(start), When::Instant(end)),
        }
    }
}

fn when(record: &Record, name: &str) -> Result<Option<When>, Message> {
    let Some(value) = record.get(name) else { return Ok(None) };
    let unknown = || Message::new("outlook-unknown-field").with("field", name);
    let refused = || field(name).map_or_else(unknown, |field| wrong_value(field, value));
    When::of(value).map(Some).ok_or_else(refused)
}

fn days_until(end: When, zone: &TimeZone) -> Date {
    match end {
        When::Date(date) => date,
        When::Instant(at) => day_after(zone.to_datetime(at)),
    }
}

/// The first midnight at or after a time.
fn day_after(time: DateTime) -> Date {
    let date = time.date();
    let begun = time != date.at(0, 0, 0, 0);
    if begun { date.tomorrow().unwrap_or(date) } else { date }
}

fn instant(when: When, zone: &TimeZone) -> Option<Timestamp> {
    match when {
        When::Date(date) => midnight(date, zone),
        When::Instant(at) => Some(at),
    }
}

fn midnight(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    date.to_zoned(zone.clone()).ok().map(|at| at.timestamp())
}

//! The appointments of a span of time: series opened out, with what is left out, moved and changed.
//!
//! What must hold: an appointment at nine is at nine by the clock of its zone, whatever the clocks
//! did since; all-day appointments are days, in no zone.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use office::{Filter, OfficeRecord, RecordQuery, Sort};
use outlook::item::{Recurrence, When};
use outlook::recurrence::{Change, Occurrence as Found, Series};
use serde::Serialize;
use sync::Message;

use super::day::{after, day, midnight};
use super::{Listed, Session};
use crate::failure::Failure;

/// Names of PidLidBusyStatus, by their numbers.
const BUSY: [&str; 5] = ["free", "tentative", "busy", "out", "elsewhere"];

/// Days as a person says them; a half that is missing follows from the other.
pub struct Span {
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

/// An appointment as it takes place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occurrence {
    /// Internal number of the appointment.
    pub id: i64,
    /// Its number.
    pub appointment_no: String,
    /// Subject.
    pub subject: String,
    /// Location.
    pub location: String,
    /// A date, or a point in time.
    #[serde(serialize_with = "as_text")]
    pub start: When,
    /// A date, the day after the last one, or a point in time.
    #[serde(serialize_with = "as_text")]
    pub end: When,
    /// Whether it lasts all day.
    pub all_day: bool,
    /// The zone it was made in; empty for none.
    pub time_zone: String,
    /// How it is shown to others.
    pub busy: String,
    /// Whether it belongs to a series.
    pub series: bool,
    /// When it would be by the series.
    #[serde(serialize_with = "as_text_if_any")]
    pub original: Option<When>,
    /// Whether it differs from the series.
    pub changed: bool,
}

/// What takes place in a span of time.
pub struct Occurrences {
    /// In the order of their starts.
    pub occurrences: Vec<Occurrence>,
    /// How many there are in all.
    pub total: u64,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

fn as_text<S: serde::Serializer>(when: &When, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(when)
}

#[allow(clippy::ref_option, reason = "the signature is given by serde")]
fn as_text_if_any<S: serde::Serializer>(
    when: &Option<When>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    when.as_ref().map(ToString::to_string).serialize(serializer)
}

impl Session {
    /// What takes place in a span of time, in the order of the starts.
    pub fn occurrences(&mut self, span: &Span, listed: &Listed) -> Result<Occurrences, Failure> {
        let (from, to) = self.days(span)?;
        let zone = self.words.zone();
        let window = Window::of(midnight(from, zone)?, midnight(after(to), zone)?);
        let mut query = RecordQuery { sort: Sort::Id, limit: 0, offset: 0, ..self.query(listed)? };
        query.filter.extend(window.filters());
        let page = self.with_office(|office| office.records(&query))?;
        let mut found: Vec<Occurrence> =
            page.records.iter().flat_map(|record| window.occurrences(record)).collect();
        found.sort_by_key(|occurrence| (window.moment(occurrence.start), occurrence.id));
        if listed.turned {
            found.reverse();
        }
        let total = found.len() as u64;
        let (offset, limit) = (as_count(listed.offset), as_count(listed.limit));
        let limit = if limit == 0 { usize::MAX } else { limit };
        let occurrences = found.into_iter().skip(offset).take(limit).collect();
        Ok(Occurrences { occurrences, total, from, to })
    }

    /// Half a span: a year from its first day on, or from today to its last.
    fn days(&self, span: &Span) -> Result<(Date, Date), Failure> {
        let day = |text: &Option<String>| text.as_deref().map(day).transpose();
        let (from, to) = (day(&span.from)?, day(&span.to)?);
        let today = || self.words.now().date();
        let from = from.unwrap_or_else(today);
        let to = to.unwrap_or_else(|| a_year_on(from));
        if to < from {
            let what = Message::new("usage-span-backwards").with("from", from);
            return Err(Failure::usage(what.with("to", to)));
        }
        Ok((from, to))
    }
}

/// The last day of the year that begins with a day.
fn a_year_on(from: Date) -> Date {
    let next = from.checked_add(jiff::Span::new().years(1)).and_then(Date::yesterday);
    next.unwrap_or(Date::MAX)
}

fn as_count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A span of time of whole days of the user.
struct Window {
    from: Zoned,
    /// Not part of it.
    to: Zoned,
}

impl Window {
    fn of(from: Zoned, to: Zoned) -> Self {
        Self { from, to }
    }

    /// Lets the office leave out most of what lies elsewhere. A day more on both sides: what has
    /// no duration touches where it starts.
    fn filters(&self) -> [Filter; 2] {
        let day = SignedDuration::from_hours(24);
        let from = self.from.checked_sub(day).unwrap_or_else(|_| self.from.clone());
        let to = self.to.checked_add(day).unwrap_or_else(|_| self.to.clone());
        [Filter::Since(from), Filter::Until(to)]
    }

    fn occurrences(&self, record: &OfficeRecord) -> Vec<Occurrence> {
        let Some(appointment) = Appointment::of(record, self.from.time_zone()) else {
            return Vec::new();
        };
        let found = match appointment.series() {
            Some(series) => appointment.opened_out(&series, self),
            None => vec![appointment.alone()],
        };
        found.into_iter().filter(|occurrence| self.touches(occurrence)).collect()
    }

    fn touches(&self, occurrence: &Occurrence) -> bool {
        let (start, end) = (self.moment(occurrence.start), self.moment(occurrence.end));
        let (from, to) = (self.from.timestamp(), self.to.timestamp());
        start < to && (end > from || start >= from)
    }

    /// A point in time; of a day, when it begins for the user.
    fn moment(&self, when: When) -> Timestamp {
        let of_day = |day: Date| {
            let begins = self.from.time_zone().to_timestamp(day.to_datetime(Time::midnight()));
            begins.unwrap_or_else(|_| {
                if day < self.from.date() { Timestamp::MIN } else { Timestamp::MAX }
            })
        };
        match when {
            When::Date(day) => of_day(day),
            When::Instant(at) => at,
        }
    }

    /// The span by the clocks of a zone in which days are what they are for the user.
    fn of_days(&self) -> (Timestamp, Timestamp) {
        let begins = |at: &Zoned| {
            let midnight = at.date().to_datetime(Time::midnight());
            TimeZone::UTC.to_timestamp(midnight).unwrap_or_else(|_| at.timestamp())
        };
        (begins(&self.from), begins(&self.to))
    }
}

/// An appointment with its times understood.
struct Appointment<'a> {
    record: &'a OfficeRecord,
    start: When,
    end: When,
    zone: TimeZone,
}

impl<'a> Appointment<'a> {
    /// `None` for one without a start.
    fn of(record: &'a OfficeRecord, users: &TimeZone) -> Option<Self> {
        let when = |name: &str| record.fields.get(name).and_then(When::of);
        let start = when("start")?;
        let end = when("end").filter(|end| *end > start && end.is_date() == start.is_date());
        let end = end.unwrap_or(match start {
            When::Date(day) => When::Date(after(day)),
            When::Instant(at) => When::Instant(at),
        });
        let zone = TimeZone::get(record.fields.text("time_zone"));
        Some(Self { record, start, end, zone: zone.unwrap_or_else(|_| users.clone()) })
    }

    /// The zone in which the series recurs: days have none.
    fn clock(&self) -> TimeZone {
        if self.start.is_date() { TimeZone::UTC } else { self.zone.clone() }
    }

    fn series(&self) -> Option<Series> {
        let recurrence = Recurrence::parse(self.record.fields.text("recurrence")).ok()?;
        let (start, end) = (self.local(self.start), self.local(self.end));
        Some(recurrence.series(start, start.duration_until(end)))
    }

    /// As the clock on the wall shows it.
    fn local(&self, when: When) -> DateTime {
        match when {
            When::Date(day) => day.to_datetime(Time::midnight()),
            When::Instant(at) => self.zone.to_datetime(at),
        }
    }

    fn alone(&self) -> Occurrence {
        let text = |name: &str| self.record.fields.text(name).to_owned();
        Occurrence {
            id: self.record.id,
            appointment_no: self.record.number.clone(),
            subject: text("subject"),
            location: text("location"),
            start: self.start,
            end: self.end,
            all_day: self.start.is_date(),
            time_zone: text("time_zone"),
            busy: text("busy"),
            series: false,
            original: None,
            changed: false,
        }
    }

    fn opened_out(&self, series: &Series, window: &Window) -> Vec<Occurrence> {
        let (from, to) = match self.start {
            When::Date(_) => window.of_days(),
            When::Instant(_) => (window.from.timestamp(), window.to.timestamp()),
        };
        // What is a day by the series may be an hour by its change, in another zone.
        let day = SignedDuration::from_hours(24);
        let (from, to) = (from.saturating_sub(day), to.saturating_add(day));
        let (Ok(from), Ok(to)) = (from, to) else { return Vec::new() };
        let found = series.occurrences(&self.clock(), from, to);
        found.iter().map(|found| self.occurrence(found)).collect()
    }

    fn occurrence(&self, found: &Found<'_>) -> Occurrence {
        let change = found.change;
        let all_day = change.and_then(|change| change.all_day).unwrap_or(self.start.is_date());
        let start = self.when(found.local_start, all_day);
        let end = match self.when(found.local_end, all_day) {
            When::Date(end) => When::Date(end.max(after(found.local_start.date()))),
            other => other,
        };
        let mut occurrence = Occurrence {
            start,
            end,
            all_day,
            series: true,
            original: Some(self.when(found.original, self.start.is_date())),
            changed: change.is_some(),
            ..self.alone()
        };
        if let Some(change) = change {
            put_change(&mut occurrence, change);
        }
        occurrence
    }

    /// What the clock on the wall shows, as a date or a point in time.
    fn when(&self, local: DateTime, all_day: bool) -> When {
        if all_day {
            return When::Date(local.date());
        }
        // A time that the clock leaves out is later; of one that is there twice, the first.
        let at = self.zone.to_ambiguous_timestamp(local).compatible();
        at.map_or(When::Date(local.date()), When::Instant)
    }
}

fn put_change(occurrence: &mut Occurrence, change: &Change) {
    if let Some(subject) = &change.subject {
        occurrence.subject.clone_from(subject);
    }
    if let Some(location) = &change.location {
        occurrence.location.clone_from(location);
    }
    let busy = change.busy.and_then(|busy| BUSY.get(usize::try_from(busy).ok()?));
    if let Some(busy) = busy {
        occurrence.busy = (*busy).to_owned();
    }
}

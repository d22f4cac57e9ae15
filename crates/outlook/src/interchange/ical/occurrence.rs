//! A changed occurrence: an event of its own that names the one it stands for (RECURRENCE-ID).
//!
//! The file says it whole; a record says what differs. Where we wrote it, a property names what
//! the record said of it, be it the same as in the series.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sync::{Kind, Message};

use super::calendar::{Calendar, Read};
use super::common::{self, point_of};
use super::component::Component;
use super::event::{self, Timing};
use super::line::Line;
use super::people;
use super::series::Days;
use crate::interchange::Entry;
use crate::item::{Exception, Person};

/// Names what an occurrence of ours has of its own.
pub(super) const OWN: &str = "X-GLEICHSTAND-OWN";

/// What an event is to its series.
pub(super) enum Outcome {
    /// A changed occurrence.
    Changed(Box<Exception>),
    /// One that does not take place.
    LeftOut(DateTime),
    /// No occurrence of the series.
    Foreign,
}

/// The series.
pub(super) struct Series<'a> {
    pub traits: Traits,
    pub timing: &'a Timing,
    pub days: &'a Days<'a>,
}

/// What is compared of a series and an occurrence.
pub(super) struct Traits {
    subject: Option<String>,
    location: Option<String>,
    notes: Option<String>,
    busy: &'static str,
    label: Option<u32>,
    meeting_state: Option<u32>,
    all_day: bool,
    reminder: Option<i64>,
    categories: Vec<String>,
    priority: &'static str,
    private: bool,
    organizer: Option<Person>,
    attendees: Vec<Person>,
}

impl Traits {
    /// Those of an event.
    pub fn of(component: &Component, timing: &Timing, entry: &mut Entry) -> Self {
        let number = |name: &str| u32::try_from(component.number(name)?).ok();
        Self {
            subject: component.text("SUMMARY"),
            location: component.text("LOCATION"),
            notes: component.text("DESCRIPTION"),
            busy: event::busy(component),
            label: number("X-GLEICHSTAND-LABEL"),
            meeting_state: number("X-GLEICHSTAND-MEETING-STATE"),
            all_day: timing.span.is_days(),
            reminder: event::reminder(component, timing, entry),
            categories: component.all("CATEGORIES").flat_map(Line::texts).collect(),
            priority: common::priority(component),
            private: common::is_private(component),
            organizer: people::organizer(component),
            attendees: people::attendees(component),
        }
    }

    /// What an occurrence has otherwise and the record of a series has no room for.
    fn name_unheld(&self, own: &Self, component: &Component, day: Date, entry: &mut Entry) {
        let differs = [
            ("CATEGORIES", self.categories != own.categories),
            ("PRIORITY", self.priority != own.priority),
            ("CLASS", self.private != own.private),
            ("ORGANIZER", self.organizer != own.organizer),
            ("ATTENDEE", self.attendees != own.attendees),
        ];
        let differs = differs.into_iter().filter(|(_, differs)| *differs);
        for (name, _) in differs.filter(|(name, _)| component.line(name).is_some()) {
            common::leave(entry, &format!("{name} ({day})"));
        }
    }
}

/// Reads a changed occurrence.
pub(super) fn read(
    calendar: &Calendar,
    read: &Read<'_>,
    series: &Series<'_>,
    entry: &mut Entry,
) -> Outcome {
    let original = point_of(calendar, read, "RECURRENCE-ID", entry);
    let Some(original) = original.and_then(|point| series.days.original(&point)) else {
        return Outcome::Foreign;
    };
    let component = &read.component;
    if component.line("RECURRENCE-ID").is_some_and(|line| line.has("RANGE", "THISANDFUTURE")) {
        let message = Message::new("ical-this-and-future").with("date", original.date());
        entry.losses.push(message);
    }
    if component.says("STATUS", "CANCELLED") {
        return Outcome::LeftOut(original);
    }
    let timing = event::timing(calendar, read, entry).ok();
    let timing = timing.or_else(|| {
        let span = series.timing.span.moved_to(original, series.days.zone)?;
        Some(Timing { span, ..series.timing.clone() })
    });
    let Some(timing) = timing else { return Outcome::Foreign };
    let own = Traits::of(component, &timing, entry);
    series.traits.name_unheld(&own, component, original.date(), entry);
    let listed = component.line(OWN).map(Line::texts);
    let changed = Changed { component, series, own, listed };
    let times = clock_times(calendar, read, &timing, series.days.zone);
    Outcome::Changed(Box::new(changed.exception(original, times)))
}

/// Start and end by the clock on the wall: as they stand, where they stand in the zone of the
/// series, for a clock that is put forward may not show them.
fn clock_times(
    calendar: &Calendar,
    read: &Read<'_>,
    timing: &Timing,
    zone: &TimeZone,
) -> (DateTime, DateTime) {
    let mut quiet = Entry::new(Kind::Appointments);
    let mut local = |name| point_of(calendar, read, name, &mut quiet)?.local_in(zone);
    let said = local("DTSTART").zip(local("DTEND"));
    let (start, lasting) = timing.span.local(zone);
    let found = (start, start.checked_add(lasting).unwrap_or(start));
    said.filter(|(start, end)| !timing.span.is_days() && start <= end).unwrap_or(found)
}

/// An occurrence beside its series.
struct Changed<'a> {
    component: &'a Component,
    series: &'a Series<'a>,
    own: Traits,
    /// What we named as its own.
    listed: Option<Vec<String>>,
}

impl Changed<'_> {
    fn is_listed(&self, key: &str) -> bool {
        self.listed.iter().flatten().any(|listed| listed == key)
    }

    /// The value, if it is not that of the series or is listed.
    fn own<T: PartialEq + Clone>(
        &self,
        key: &str,
        own: &Option<T>,
        series: &Option<T>,
    ) -> Option<T> {
        own.clone().filter(|_| self.is_listed(key) || own != series)
    }

    /// A text; none in the series is the same as an empty one.
    fn text(&self, key: &str, of: impl Fn(&Traits) -> &Option<String>) -> Option<String> {
        let series = of(&self.series.traits).clone().unwrap_or_default();
        self.own(key, of(&self.own), &Some(series))
    }

    fn exception(&self, original: DateTime, (start, end): (DateTime, DateTime)) -> Exception {
        let (own, series) = (&self.own, &self.series.traits);
        let notes = self.text("notes", |traits| &traits.notes);
        let own_text = notes.is_some() && !self.is_listed("notes") || self.is_listed("own_text");
        let busy = self.own("busy", &Some(own.busy), &Some(series.busy));
        let (reminder, reminder_minutes) = self.reminder();
        Exception {
            original,
            start,
            end,
            subject: self.text("subject", |traits| &traits.subject),
            location: self.text("location", |traits| &traits.location),
            busy: busy.map(str::to_owned),
            label: self.own("label", &own.label, &series.label),
            all_day: self.own("all_day", &Some(self.lasts_all_day()), &Some(series.all_day)),
            reminder,
            reminder_minutes,
            meeting_state: self.own("meeting_state", &own.meeting_state, &series.meeting_state),
            attachments: self.attachments(),
            own_text,
            notes,
        }
    }

    /// Hours of a day that we wrote are still those of an all-day event.
    fn lasts_all_day(&self) -> bool {
        let called = || self.component.says("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE");
        self.own.all_day || (self.listed.is_some() && called())
    }

    fn attachments(&self) -> Option<bool> {
        let line = self.component.line("X-GLEICHSTAND-ATTACHMENTS");
        line.map(|line| line.says("TRUE"))
    }

    /// Whether it reminds, and when, where that differs.
    fn reminder(&self) -> (Option<bool>, Option<u32>) {
        let (own, series) = (self.own.reminder, self.series.traits.reminder);
        let set = self.own("reminder", &Some(own.is_some()), &Some(series.is_some()));
        let unset = || self.component.number("X-GLEICHSTAND-REMINDER-MINUTES");
        let minutes = self.own("reminder_minutes", &own.or_else(unset), &series);
        (set, minutes.and_then(|minutes| u32::try_from(minutes).ok()))
    }
}

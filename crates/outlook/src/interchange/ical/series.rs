//! RRULE, EXDATE and the changed occurrences of an event as the series of an appointment.
//!
//! What must hold: what of a series cannot be followed is named, rule by rule and day by day; the
//! rest of the appointment is read all the same.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sync::Message;

use super::calendar::{Calendar, Read};
use super::common::{Point, point, warn};
use super::component::Component;
use super::event::Timing;
use super::occurrence::{self, Outcome};
use super::place::Place;
use super::{legacy, rule};
use crate::appointment::span::Span;
use crate::interchange::Entry;
use crate::item::{Exception, Recurrence};
use crate::recurrence::{End, Rule};

/// What an event is besides its times: of a day, only a zone that we named counts.
fn settled(timing: Timing, component: &Component, recurs: bool) -> Timing {
    let named = component.said("X-GLEICHSTAND-TIME-ZONE").is_some();
    let place = match timing.span {
        Span::Days(..) if !named => Place { name: None, ..timing.place },
        // The hours of a series are those of a zone.
        Span::Times(..)
            if recurs && timing.place.name.is_none() && timing.place == Place::utc() =>
        {
            Place::by_name("UTC").unwrap_or(timing.place)
        }
        _ => timing.place,
    };
    Timing { place, ..timing }
}

/// The series, if it is one that can be followed; and when it starts, which is where its rule says.
pub(super) fn read(
    calendar: &Calendar,
    read: &Read<'_>,
    timing: Timing,
    occurrences: &[Read<'_>],
    entry: &mut Entry,
) -> (Timing, Option<Recurrence>) {
    let component = &read.component;
    name_added(component, entry);
    let rule = component.line("RRULE").filter(|line| !line.value.trim().is_empty());
    let timing = settled(timing, component, rule.is_some());
    let zone = timing.place.zone.clone();
    let (start, _) = timing.span.local(&zone);
    let parsed = rule.map(|line| parsed(&line.value, start));
    let Some(Some((rule, first))) = parsed else {
        if let (Some(line), Some(_)) = (rule, parsed) {
            lose_rule(entry, &line.value);
        }
        for occurrence in occurrences {
            lose_occurrence(entry, occurrence);
        }
        return (timing, None);
    };
    let timing = moved(timing, start, first, entry);
    let start = first.to_datetime(start.time());
    let rule = rule::ends_on_a_day(rule, start, timing.span.is_days(), &zone);
    let rule = rule::of_appointment(rule, start, &zone);
    let recurrence = Recurrence {
        exdates: left_out(calendar, read, &Days { rule: &rule, start, zone: &zone }, entry),
        rrule: rule.clone(),
        start: None,
        exceptions: Vec::new(),
        after_completion: false,
    };
    let days = Days { rule: &rule, start, zone: &zone };
    let recurrence = changed(calendar, read, &timing, &days, recurrence, occurrences, entry);
    (timing, Some(recurrence))
}

/// A rule, and the first day that fits it.
fn parsed(text: &str, start: DateTime) -> Option<(Rule, Date)> {
    let modern = text.to_ascii_uppercase().contains("FREQ");
    let text = if modern { text.to_owned() } else { legacy::rule(text)? };
    let rule = rule::parse(&text, start)?;
    let first = rule::first_day(&rule, start.date())?;
    Some((rule, first))
}

fn moved(timing: Timing, start: DateTime, first: Date, entry: &mut Entry) -> Timing {
    if first == start.date() {
        return timing;
    }
    let message = Message::new("ical-series-start").with("from", start.date()).with("to", first);
    warn(entry, message);
    let span = timing.span.moved_to(first.to_datetime(start.time()), &timing.place.zone);
    Timing { span: span.unwrap_or(timing.span), ..timing }
}

/// Dates that a series has besides its rule, and rules besides the first.
fn name_added(component: &Component, entry: &mut Entry) {
    let added: Vec<&str> = component.all("RDATE").map(|line| line.value.trim()).collect();
    if added.iter().any(|dates| !dates.is_empty()) {
        let dates: String = added.join(",").chars().take(200).collect();
        entry.losses.push(Message::new("ical-added-dates").with("dates", dates));
    }
    let more = component.all("RRULE").skip(1).chain(component.all("EXRULE"));
    let more: Vec<String> = more.map(|line| line.value.clone()).collect();
    more.iter().for_each(|rule| lose_rule(entry, rule));
}

fn lose_rule(entry: &mut Entry, rule: &str) {
    let rule: String = rule.chars().take(200).collect();
    entry.losses.push(Message::new("ical-rule").with("rule", rule));
}

fn lose_occurrence(entry: &mut Entry, occurrence: &Read<'_>) {
    let date = occurrence.component.line("RECURRENCE-ID").map(|line| line.value.clone());
    let date: String = date.unwrap_or_default().chars().take(40).collect();
    entry.losses.push(Message::new("ical-occurrence").with("date", date));
}

/// The days of a series.
pub(super) struct Days<'a> {
    pub rule: &'a Rule,
    /// First start, by the clock on the wall.
    pub start: DateTime,
    pub zone: &'a TimeZone,
}

impl Days<'_> {
    /// The original start of the occurrence of a day, if there is one.
    pub fn original(&self, point: &Point) -> Option<DateTime> {
        let day = point.local_in(self.zone)?.date();
        let fits = self.rule.dates_from(self.start.date(), day).next() == Some(day);
        let within = match self.rule.end {
            End::Until(until) => day.to_datetime(self.start.time()) <= until.local(self.zone),
            End::Never | End::Count(_) => true,
        };
        (fits && within).then(|| day.to_datetime(self.start.time()))
    }
}

/// The occurrences left out. A date that is none says nothing.
fn left_out(
    calendar: &Calendar,
    read: &Read<'_>,
    days: &Days<'_>,
    entry: &mut Entry,
) -> Vec<DateTime> {
    let mut found = Vec::new();
    for line in read.component.all("EXDATE") {
        for value in line.value.split([',', ';']) {
            let point = point(calendar, read, line, value, entry);
            found.extend(point.and_then(|point| days.original(&point)));
        }
    }
    found
}

/// The series with its changed occurrences; of two for one day the later in the file.
fn changed(
    calendar: &Calendar,
    read: &Read<'_>,
    timing: &Timing,
    days: &Days<'_>,
    mut recurrence: Recurrence,
    occurrences: &[Read<'_>],
    entry: &mut Entry,
) -> Recurrence {
    let mut quiet = Entry::new(entry.kind);
    let traits = occurrence::Traits::of(&read.component, timing, &mut quiet);
    let series = occurrence::Series { traits, timing, days };
    let mut exceptions: BTreeMap<DateTime, Exception> = BTreeMap::new();
    for occurrence in occurrences {
        match occurrence::read(calendar, occurrence, &series, entry) {
            Outcome::Changed(exception) => {
                exceptions.insert(exception.original, *exception);
            }
            Outcome::LeftOut(original) => {
                exceptions.remove(&original);
                recurrence.exdates.push(original);
            }
            Outcome::Foreign => lose_occurrence(entry, occurrence),
        }
    }
    recurrence.exdates.retain(|date| !exceptions.contains_key(date));
    recurrence.exdates.sort_unstable();
    recurrence.exdates.dedup();
    recurrence.exceptions = exceptions.into_values().collect();
    recurrence
}

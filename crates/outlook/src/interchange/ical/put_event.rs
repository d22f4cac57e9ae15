//! An appointment as VEVENT: a series with one more for each changed occurrence.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use sync::{Record, Value};

use super::event::busy_word;
use super::out::{Out, day, local, utc};
use super::place::Place;
use super::put::Writing;
use super::zones::{Known, Zones};
use super::{alarm, occurrence, people};
use crate::appointment;
use crate::appointment::span::Span;
use crate::item::{Exception, Person, Recurrence, text_of};
use crate::recurrence::{End, Rule, Until};
use crate::windows_zone::windows_name;

/// How the times of an event are written.
#[derive(Debug, Clone)]
enum Clock {
    /// As points in time.
    Utc,
    /// By the clock on the wall of a zone.
    Wall(Known),
}

/// An event on its way.
struct Event {
    uid: String,
    span: Span,
    zone: TimeZone,
    clock: Clock,
}

/// Writes an appointment; whether it has a start.
pub(super) fn put(writing: &mut Writing<'_>, zones: &mut Zones) -> bool {
    let record = writing.record;
    let place = named(writing);
    let series = recurrence(writing);
    let zone = place.as_ref().map_or(&writing.ground.zone, |place| &place.zone).clone();
    let Some(span) = span(record, &zone) else { return false };
    let clock = clock(writing, span, &zone, place.is_some(), series.is_some(), zones);
    let uid = text_of(record, "appointment.uid").map(str::to_owned);
    let uid = uid.unwrap_or_else(|| writing.made_uid());
    let event = Event { uid, span, zone, clock };
    writing.out.begin("VEVENT");
    writing.put_head(&event.uid, zones);
    event.put_span(&mut writing.out);
    put_zone_name(writing, &event);
    if let Some(series) = &series {
        event.put_series(&mut writing.out, series);
    }
    put_rest(writing, record, None);
    writing.out.end("VEVENT");
    for exception in series.iter().flat_map(|series| &series.exceptions) {
        event.put_occurrence(writing, exception, zones);
    }
    true
}

fn span(record: &Record, zone: &TimeZone) -> Option<Span> {
    Span::of(&appointment::settled(record, zone).ok()?, zone).ok()
}

/// The zone that the record names.
fn named(writing: &mut Writing<'_>) -> Option<Place> {
    let name = text_of(writing.record, "appointment.time_zone");
    let place = name.and_then(Place::by_name);
    if place.is_none() && !writing.record.is_empty("appointment.time_zone") {
        writing.leave("appointment.time_zone");
    }
    place
}

fn recurrence(writing: &mut Writing<'_>) -> Option<Recurrence> {
    let text = text_of(writing.record, "appointment.recurrence");
    let parsed = text.and_then(|text| Recurrence::parse(text).ok());
    let held =
        parsed.as_ref().is_some_and(|series| series.start.is_none() && !series.after_completion);
    if !held && !writing.record.is_empty("appointment.recurrence") {
        writing.leave("appointment.recurrence");
    }
    parsed
}

/// The clock of a zone where it tells the times in a reader's hands too; points in time where it
/// does not: in an hour that comes twice, in a year whose rule was odd.
fn clock(
    writing: &mut Writing<'_>,
    span: Span,
    zone: &TimeZone,
    named: bool,
    series: bool,
    zones: &mut Zones,
) -> Clock {
    let (Span::Times(start, end), true) = (span, named || series) else { return Clock::Utc };
    let utc = zone.iana_name().and_then(windows_name) == Some("UTC");
    let exact = [start, end].map(|at| is_told(zone, at));
    if (utc || exact != [true, true]) && !series {
        return Clock::Utc;
    }
    let known = zones.of(zone, zone.to_datetime(start).year());
    let described = known.as_ref().and_then(|known| known.described.clone());
    let as_described = described.is_some_and(|described| {
        [start, end].iter().all(|at| zone.to_datetime(*at) == described.to_datetime(*at))
    });
    for (field, exact) in ["appointment.start", "appointment.end"].into_iter().zip(exact) {
        if series && !exact {
            writing.leave(field);
        }
    }
    match known.filter(|_| as_described || series) {
        Some(known) => Clock::Wall(known),
        None => Clock::Utc,
    }
}

/// Whether a local time tells a point in time.
fn is_told(zone: &TimeZone, at: Timestamp) -> bool {
    let local = zone.to_datetime(at);
    zone.to_ambiguous_timestamp(local).compatible().ok() == Some(at)
}

/// The name of the zone, where the times do not lead to it.
fn put_zone_name(writing: &mut Writing<'_>, event: &Event) {
    let Some(name) = text_of(writing.record, "appointment.time_zone") else { return };
    let told = match &event.clock {
        Clock::Wall(known) => Place::by_name(&known.tzid).and_then(|place| place.name),
        Clock::Utc => None,
    };
    if told.as_deref() != Some(name) && Place::by_name(name).is_some() {
        writing.out.line("X-GLEICHSTAND-TIME-ZONE", &[], name);
    }
}

impl Event {
    fn put_span(&self, out: &mut Out) {
        match self.span {
            Span::Days(start, end) => {
                let (start, end) = (start.at(0, 0, 0, 0), end.at(0, 0, 0, 0));
                self.put_times(out, true, &[("DTSTART", start), ("DTEND", end)]);
            }
            Span::Times(start, end) => {
                for (name, at) in [("DTSTART", start), ("DTEND", end)] {
                    self.put_instant(out, name, at);
                }
            }
        }
        let days = if self.span.is_days() { "TRUE" } else { "FALSE" };
        out.line("X-MICROSOFT-CDO-ALLDAYEVENT", &[], days);
    }

    fn put_instant(&self, out: &mut Out, name: &str, at: Timestamp) {
        match &self.clock {
            Clock::Utc => out.line(name, &[], &utc(at)),
            Clock::Wall(known) => {
                let local = local(self.zone.to_datetime(at));
                out.line(name, &[("TZID", &known.tzid)], &local);
            }
        }
    }

    /// Local times of the event's zone, or days.
    fn put_times(&self, out: &mut Out, days: bool, times: &[(&str, DateTime)]) {
        for (name, at) in times {
            match (&self.clock, days) {
                (_, true) => out.line(name, &[("VALUE", "DATE")], &day(at.date())),
                (Clock::Wall(known), false) => {
                    out.line(name, &[("TZID", &known.tzid)], &local(*at));
                }
                (Clock::Utc, false) => {
                    let point = self.zone.to_ambiguous_timestamp(*at).compatible();
                    out.line(name, &[], &point.map_or_else(|_| local(*at), utc));
                }
            }
        }
    }

    fn put_series(&self, out: &mut Out, series: &Recurrence) {
        let days = self.span.is_days();
        let (start, _) = self.span.local(&self.zone);
        let rule = if days {
            by_days(&series.rrule, &self.zone)
        } else {
            series.rrule.with_until_in_utc(start, &self.zone)
        };
        out.line("RRULE", &[], &rule.to_string());
        for exdate in &series.exdates {
            self.put_times(out, days, &[("EXDATE", *exdate)]);
        }
    }

    /// A changed occurrence: the whole of it, with what it has of its own.
    fn put_occurrence(&self, writing: &mut Writing<'_>, exception: &Exception, zones: &mut Zones) {
        let midnight = |at: DateTime| at.time() == Time::midnight();
        let called_days = exception.all_day.unwrap_or(self.span.is_days());
        let days = called_days && midnight(exception.start) && midnight(exception.end);
        let own = self.of(exception, days, zones);
        let out = &mut writing.out;
        out.begin("VEVENT");
        out.text("UID", &self.uid);
        out.line("DTSTAMP", &[], &utc(zones.written_at()));
        self.put_times(out, self.span.is_days(), &[("RECURRENCE-ID", exception.original)]);
        own.put_times(out, days, &[("DTSTART", exception.start), ("DTEND", exception.end)]);
        out.line("X-MICROSOFT-CDO-ALLDAYEVENT", &[], if called_days { "TRUE" } else { "FALSE" });
        put_zone_name(writing, &own);
        let record = changed(writing.record, exception);
        put_own(&mut writing.out, exception);
        put_rest(writing, &record, Some(exception));
        writing.out.end("VEVENT");
    }

    /// The event with a clock for an occurrence that has times where the series has days.
    fn of(&self, exception: &Exception, days: bool, zones: &mut Zones) -> Self {
        let clock = match &self.clock {
            Clock::Utc if !days => zones.of(&self.zone, exception.start.year()).map(Clock::Wall),
            _ => None,
        };
        let clock = clock.unwrap_or_else(|| self.clock.clone());
        Self { uid: self.uid.clone(), span: self.span, zone: self.zone.clone(), clock }
    }
}

/// The rule of a series of days, which ends by a date.
fn by_days(rule: &Rule, zone: &TimeZone) -> Rule {
    let end = match rule.end {
        End::Until(until) => End::Until(Until::Date(until.local(zone).date())),
        end => end,
    };
    Rule { end, ..rule.clone() }
}

/// The record of a series as that of a changed occurrence.
fn changed(record: &Record, exception: &Exception) -> Record {
    let mut own = record.clone();
    let texts = [
        ("appointment.subject", &exception.subject),
        ("appointment.location", &exception.location),
        ("appointment.body", &exception.notes),
        ("appointment.busy", &exception.busy),
    ];
    for (field, text) in texts {
        text.iter().for_each(|text| own.set(field, Value::text(text)));
    }
    let numbers = [
        ("appointment.label", exception.label),
        ("appointment.meeting_state", exception.meeting_state),
    ];
    for (field, number) in numbers {
        number.iter().for_each(|number| own.set(field, Value::Int(i64::from(*number))));
    }
    own.put("appointment.reminder_minutes", reminder(record, exception).map(Value::Int));
    own
}

/// Minutes before the start of an occurrence; a quarter of an hour where nobody says.
fn reminder(record: &Record, exception: &Exception) -> Option<i64> {
    let series = match record.get("appointment.reminder_minutes") {
        Some(Value::Int(minutes)) => Some(*minutes),
        _ => None,
    };
    let own = exception.reminder_minutes.map(i64::from);
    match exception.reminder {
        Some(false) => None,
        Some(true) => own.or(series).or(Some(15)),
        None => series.map(|series| own.unwrap_or(series)),
    }
}

/// What an occurrence has of its own, by name; and what would not be seen.
fn put_own(out: &mut Out, exception: &Exception) {
    let keys = [
        ("subject", exception.subject.is_some()),
        ("location", exception.location.is_some()),
        ("busy", exception.busy.is_some()),
        ("label", exception.label.is_some()),
        ("all_day", exception.all_day.is_some()),
        ("reminder", exception.reminder.is_some()),
        ("reminder_minutes", exception.reminder_minutes.is_some()),
        ("meeting_state", exception.meeting_state.is_some()),
        ("own_text", exception.own_text),
        ("notes", exception.notes.is_some()),
    ];
    let keys = keys.into_iter().filter(|(_, own)| *own).map(|(key, _)| key.to_owned());
    let keys: Vec<String> = keys.collect();
    out.texts(occurrence::OWN, &keys);
    let blank = [
        ("SUMMARY", &exception.subject),
        ("LOCATION", &exception.location),
        ("DESCRIPTION", &exception.notes),
    ];
    for (property, text) in blank {
        let text = text.iter().filter(|text| text.trim().is_empty());
        text.into_iter().for_each(|text| out.text(property, text));
    }
    if let Some(yes) = exception.attachments {
        out.line("X-GLEICHSTAND-ATTACHMENTS", &[], if yes { "TRUE" } else { "FALSE" });
    }
}

/// Everything but the times.
fn put_rest(writing: &mut Writing<'_>, record: &Record, exception: Option<&Exception>) {
    writing.put_plain(record);
    put_busy(writing, record);
    writing.put_standing("appointment.priority", "appointment.private");
    put_people(writing, record);
    put_state(writing, record, exception);
    if exception.is_none() && !writing.number.is_empty() {
        writing.out.text("X-TERMINNR", writing.number);
    }
    let unset = exception.and_then(|exception| exception.reminder_minutes);
    match (writing.int(record, "appointment.reminder_minutes"), unset) {
        (Some(minutes), _) if minutes >= 0 => alarm::put_before(&mut writing.out, minutes),
        (Some(_), _) => writing.leave("appointment.reminder_minutes"),
        (None, Some(minutes)) => {
            let minutes = minutes.to_string();
            writing.out.line("X-GLEICHSTAND-REMINDER-MINUTES", &[], &minutes);
        }
        (None, None) => {}
    }
}

fn put_busy(writing: &mut Writing<'_>, record: &Record) {
    if record.is_empty("appointment.busy") {
        return;
    }
    let name = record.text("appointment.busy");
    let Some(word) = busy_word(name) else {
        writing.leave("appointment.busy");
        return;
    };
    let transparency = if name == "free" { "TRANSPARENT" } else { "OPAQUE" };
    writing.out.line("TRANSP", &[], transparency);
    writing.out.line("X-MICROSOFT-CDO-BUSYSTATUS", &[], word);
}

fn put_people(writing: &mut Writing<'_>, record: &Record) {
    if let Some(shown) = text_of(record, "appointment.organizer") {
        people::put_organizer(&mut writing.out, shown);
        if Person::from_shown(shown).shown() != shown {
            writing.leave("appointment.organizer");
        }
    }
    match record.get("appointment.attendees") {
        Some(Value::List(texts)) => {
            for text in texts {
                match Person::parse(text) {
                    Ok(person) => people::put_attendee(&mut writing.out, &person),
                    Err(_) => writing.leave("appointment.attendees"),
                }
            }
        }
        Some(_) => writing.leave("appointment.attendees"),
        None => {}
    }
}

/// The bit of a cancelled meeting.
const CANCELLED: i64 = 4;

fn put_state(writing: &mut Writing<'_>, record: &Record, exception: Option<&Exception>) {
    let people = ["appointment.organizer", "appointment.attendees"];
    let meeting = people.iter().any(|name| !record.is_empty(name));
    let state = writing.int(record, "appointment.meeting_state");
    let own = exception.is_some_and(|exception| exception.meeting_state.is_some());
    if let Some(state) = state.filter(|state| *state != i64::from(meeting) || own) {
        writing.out.line("X-GLEICHSTAND-MEETING-STATE", &[], &state.to_string());
        // Of an occurrence, this word would mean that it is left out.
        if state & CANCELLED != 0 && exception.is_none() {
            writing.out.line("STATUS", &[], "CANCELLED");
        }
    }
    match text_of(record, "appointment.response") {
        None | Some("none") => {}
        Some(response) => writing.out.line("X-GLEICHSTAND-RESPONSE", &[], response),
    }
}

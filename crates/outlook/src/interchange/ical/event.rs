//! VEVENT as an appointment.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sync::{Message, Record, Value};

use super::alarm;
use super::calendar::{Calendar, Read};
use super::common::{self, Point, point_of, warn};
use super::component::Component;
use super::moment::{Lasting, Moment};
use super::place::Place;
use super::table::EVENT;
use super::{people, series};
use crate::appointment::span::Span;
use crate::interchange::Entry;
use crate::item::{BUSY, Person};

/// Properties that are read besides those of the table.
pub(super) const TAKEN: [&str; 8] = [
    "X-TERMINNR",
    "X-MICROSOFT-CDO-IMPORTANCE",
    "DALARM",
    "AALARM",
    "MALARM",
    "PALARM",
    "RNUM",
    "EXRULE",
];

/// Reads an appointment and its changed occurrences.
///
/// # Errors
/// It has no start.
pub(super) fn read(
    calendar: &Calendar,
    first: &Read<'_>,
    occurrences: &[Read<'_>],
    entry: &mut Entry,
) -> Result<(), Message> {
    let component = &first.component;
    let mut record = Record::new();
    common::plain(EVENT, component, &mut record);
    let timing = timing(calendar, first, entry)?;
    let (timing, recurrence) = series::read(calendar, first, timing, occurrences, entry);
    put_timing(&mut record, &timing);
    record.put("appointment.recurrence", recurrence.map(|series| Value::Text(series.to_text())));
    put_reminder(&mut record, component, &timing, entry);
    put_people(&mut record, component, first.scope.request);
    record.set("appointment.busy", Value::text(busy(component)));
    record.set("appointment.priority", Value::text(common::priority(component)));
    record.set("appointment.private", Value::Bool(common::is_private(component)));
    if !entry.uid.starts_with(super::put::MADE_UID) {
        record.set("appointment.uid", Value::text(&entry.uid));
    }
    entry.record = record;
    entry.number = component.said("X-TERMINNR").unwrap_or_default().trim().to_owned();
    if component.says("STATUS", "CANCELLED") {
        warn(entry, Message::new("ical-cancelled"));
    }
    let all = occurrences.iter().map(|read| &read.component).chain([component]);
    entry.changed_at = all.clone().filter_map(|one| common::changed_at(calendar, one)).max();
    common::name_left(EVENT, component, &TAKEN, entry);
    for occurrence in occurrences {
        common::name_left(EVENT, &occurrence.component, &TAKEN, entry);
    }
    Ok(())
}

/// When an event is, and in which zone it was made.
#[derive(Debug, Clone)]
pub(super) struct Timing {
    pub span: Span,
    pub place: Place,
}

/// When an event is.
///
/// # Errors
/// It has no start.
pub(super) fn timing(
    calendar: &Calendar,
    read: &Read<'_>,
    entry: &mut Entry,
) -> Result<Timing, Message> {
    let component = &read.component;
    let no_start = || {
        let subject = component.text("SUMMARY").unwrap_or_default();
        Message::new("ical-no-start").with("subject", subject.chars().take(80).collect::<String>())
    };
    let start = point_of(calendar, read, "DTSTART", entry).ok_or_else(no_start)?;
    let end = point_of(calendar, read, "DTEND", entry);
    let lasting = component.line("DURATION").and_then(|line| Lasting::parse(&line.value));
    let own = &calendar.ground().zone;
    let span = match days(component, &start, end.as_ref(), lasting, own) {
        Some(span) => span,
        None => times(&start, end.as_ref(), lasting, own, entry).ok_or_else(no_start)?,
    };
    let place = named_place(component, &start, span).unwrap_or(start.place);
    Ok(Timing { span, place })
}

/// Whole days, if it is such: a date, or the midnights that Outlook calls one.
fn days(
    component: &Component,
    start: &Point,
    end: Option<&Point>,
    lasting: Option<Lasting>,
    own: &TimeZone,
) -> Option<Span> {
    let midnight =
        |point: &Point| point.local(own).is_some_and(|local| local == local.date().at(0, 0, 0, 0));
    let called = component.says("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
        && midnight(start)
        && end.is_none_or(midnight);
    if !start.is_day() && !called {
        return None;
    }
    let first = start.local(own)?.date();
    let after = match (end, lasting) {
        (Some(end), _) => end.local(own).map(first_midnight),
        (None, Some(lasting)) => lasting.after(first.at(0, 0, 0, 0)).map(first_midnight),
        (None, None) => None,
    };
    let next = first.tomorrow().ok()?;
    Some(Span::Days(first, after.unwrap_or(next).max(next)))
}

/// The first midnight at or after a time.
fn first_midnight(time: DateTime) -> Date {
    let date = time.date();
    if time == date.at(0, 0, 0, 0) { date } else { date.tomorrow().unwrap_or(date) }
}

fn times(
    start: &Point,
    end: Option<&Point>,
    lasting: Option<Lasting>,
    own: &TimeZone,
    entry: &mut Entry,
) -> Option<Span> {
    let begins = start.instant()?;
    let after = |lasting: Lasting| {
        let days = Lasting { seconds: 0, ..lasting }.after(start.local(own)?)?;
        let zone = if matches!(start.moment, Moment::Utc(_)) { own } else { &start.place.zone };
        let at = zone.to_ambiguous_timestamp(days).compatible().ok()?;
        let from = if lasting.days == 0 { begins } else { at };
        from.checked_add(SignedDuration::from_secs(lasting.seconds)).ok()
    };
    let ends = match end {
        Some(end) => end.instant(),
        None => lasting.and_then(after),
    };
    let ends = ends.unwrap_or(begins);
    if ends < begins {
        warn(entry, Message::new("ical-end"));
    }
    Some(Span::Times(begins, ends.max(begins)))
}

/// The zone that we wrote beside a time, where it is the same time in it.
fn named_place(component: &Component, start: &Point, span: Span) -> Option<Place> {
    let name = component.said("X-GLEICHSTAND-TIME-ZONE")?;
    let place = Place::by_name(&name)?;
    let agrees = match (start.moment, span) {
        (Moment::Local(local), Span::Times(begins, _)) => {
            place.zone.to_ambiguous_timestamp(local).compatible().ok() == Some(begins)
        }
        _ => true,
    };
    agrees.then(|| Place { name: Some(name.trim().to_owned()), ..place })
}

fn put_timing(record: &mut Record, timing: &Timing) {
    let (start, end) = timing.span.whens();
    record.set("appointment.start", start.value());
    record.set("appointment.end", end.value());
    record.set("appointment.all_day", Value::Bool(timing.span.is_days()));
    record.put("appointment.time_zone", timing.place.name.clone().map(Value::Text));
}

/// How the time is shown to others.
pub(super) fn busy(component: &Component) -> &'static str {
    let own = component.line("X-MICROSOFT-CDO-BUSYSTATUS");
    let own = own.map(|line| line.value.trim().to_ascii_uppercase());
    match own.as_deref() {
        Some("FREE") => return "free",
        Some("TENTATIVE") => return "tentative",
        Some("BUSY") => return "busy",
        Some("OOF") => return "out",
        Some("WORKINGELSEWHERE") => return "elsewhere",
        _ => {}
    }
    let transparent = component.says("TRANSP", "TRANSPARENT") || component.says("TRANSP", "1");
    match component.says("STATUS", "TENTATIVE") {
        _ if transparent => "free",
        true => "tentative",
        false => "busy",
    }
}

/// The word for it.
pub(super) fn busy_word(name: &str) -> Option<&'static str> {
    let words = ["FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE"];
    let at = BUSY.iter().position(|(_, known)| *known == name)?;
    words.get(at).copied()
}

/// Minutes before the start at which an event reminds.
pub(super) fn reminder(component: &Component, timing: &Timing, entry: &mut Entry) -> Option<i64> {
    let (first, more) = alarm::first(component);
    if more {
        common::leave(entry, "VALARM");
    }
    let zone = &timing.place.zone;
    let (start, end) = timing.span.instants(zone)?;
    let rings = first?.rings(start, end, |moment| instant(moment, zone));
    match alarm::minutes_before(start, rings?) {
        Ok(minutes) => Some(minutes),
        Err(after) => {
            warn(entry, after);
            Some(0)
        }
    }
}

fn instant(moment: Moment, zone: &TimeZone) -> Option<Timestamp> {
    let place = Place::own(zone);
    Point { moment, place }.instant()
}

fn put_reminder(record: &mut Record, component: &Component, timing: &Timing, entry: &mut Entry) {
    let minutes = reminder(component, timing, entry);
    record.put("appointment.reminder_minutes", minutes.map(Value::Int));
}

/// PidLidAppointmentStateFlags: a meeting, received, cancelled.
const MEETING: i64 = 1;
const RECEIVED: i64 = 2;
const CANCELLED: i64 = 4;

fn put_people(record: &mut Record, component: &Component, request: bool) {
    let organizer = people::organizer(component);
    let attendees = people::attendees(component);
    let meeting = organizer.is_some() || !attendees.is_empty();
    let invited = meeting && request;
    let flags = [
        (meeting, MEETING),
        (invited, RECEIVED),
        (meeting && component.says("STATUS", "CANCELLED"), CANCELLED),
    ];
    let state = flags.iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum();
    let state = component.number("X-GLEICHSTAND-MEETING-STATE").unwrap_or(state);
    record.set("appointment.meeting_state", Value::Int(state));
    let own = component.said("X-GLEICHSTAND-RESPONSE").map(|text| text.to_ascii_lowercase());
    let known = ["none", "organizer", "tentative", "accepted", "declined", "not_responded"];
    let own = known.into_iter().find(|known| own.as_deref().map(str::trim) == Some(*known));
    let response = own.unwrap_or(if invited { "not_responded" } else { "none" });
    record.set("appointment.response", Value::text(response));
    let shown = organizer.map(|person| Value::Text(person.shown()));
    record.put("appointment.organizer", shown);
    let texts = attendees.iter().map(Person::to_text).collect();
    record.set("appointment.attendees", Value::List(texts));
}

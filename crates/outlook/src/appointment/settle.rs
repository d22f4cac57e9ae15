//! What of an appointment follows from the rest, before it is written.
//!
//! What must hold: a record that was settled says the same when it is read again.

use jiff::tz::TimeZone;
use sync::{Message, Record, Value};

use super::span::Span;
use super::write::IS_MEETING;
use crate::item::{Person, Role, Touched, When};

/// A new appointment with what it does not say filled in.
pub(super) fn complete(record: &mut Record, zone: &TimeZone) -> Result<(), Message> {
    let days = record.get("appointment.all_day") == Some(&Value::Bool(true));
    times(record, days || starts_on_date(record), zone)?;
    organizer_of_table(record);
    if record.is_empty("appointment.meeting_state") {
        let state = Value::Int(i64::from(state_of(record)));
        record.set("appointment.meeting_state", state);
    }
    Ok(())
}

/// A changed appointment; `set` are the fields that the change sets.
pub(super) fn follow(
    record: &mut Record,
    before: &Record,
    set: &Touched,
    zone: &TimeZone,
) -> Result<(), Message> {
    if set.has_any(&["appointment.start", "appointment.end", "appointment.all_day"]) {
        keep_length(record, before, set, zone);
        let days = if set.has("appointment.all_day") {
            record.get("appointment.all_day") == Some(&Value::Bool(true))
        } else {
            starts_on_date(record)
        };
        times(record, days, zone)?;
    }
    let people = set.has_any(&["appointment.organizer", "appointment.attendees"]);
    if people {
        organizer_of_table(record);
    }
    if people && !set.has("appointment.meeting_state") {
        let held = match record.get("appointment.meeting_state") {
            Some(Value::Int(state)) => state & !i64::from(IS_MEETING),
            _ => 0,
        };
        let state = held | i64::from(state_of(record));
        record.set("appointment.meeting_state", Value::Int(state));
    }
    Ok(())
}

/// The organizer is among the attendees, if nowhere else.
fn organizer_of_table(record: &mut Record) {
    let Some(Value::List(texts)) = record.get("appointment.attendees") else { return };
    let mut people = texts.iter().filter_map(|text| Person::parse(text).ok());
    let organizer = people.find(|person| person.role == Role::Organizer);
    if let Some(person) = organizer.filter(|_| record.is_empty("appointment.organizer")) {
        record.set("appointment.organizer", Value::Text(person.shown()));
    }
}

fn state_of(record: &Record) -> i32 {
    let people = ["appointment.organizer", "appointment.attendees"];
    if people.iter().all(|name| record.is_empty(name)) { 0 } else { IS_MEETING }
}

fn starts_on_date(record: &Record) -> bool {
    record.get("appointment.start").and_then(When::of).is_some_and(When::is_date)
}

/// An appointment that is moved beyond its end keeps its length.
fn keep_length(record: &mut Record, before: &Record, set: &Touched, zone: &TimeZone) {
    let when = |name| record.get(name).and_then(When::of);
    let (start, end) = (when("appointment.start"), when("appointment.end"));
    let (Some(start), Some(end), Ok(old)) = (start, end, Span::of(before, zone)) else { return };
    let local = |when| match when {
        When::Date(date) => date.at(0, 0, 0, 0),
        When::Instant(at) => zone.to_datetime(at),
    };
    if !set.has("appointment.end") && local(end) <= local(start) {
        let moved = old.moved_to(local(start), zone);
        let end = moved.map(|span| span.whens().1.value());
        record.put("appointment.end", end);
    }
}

/// Start and end in one form, and whether they are days.
fn times(record: &mut Record, days: bool, zone: &TimeZone) -> Result<(), Message> {
    let span = Span::of(record, zone)?;
    let (start, lasting) = span.local(zone);
    let start = if days { start.date().at(0, 0, 0, 0) } else { start };
    let same_form = days == span.is_days();
    let span = match same_form {
        true => span,
        false => Span::from_local(start, lasting, days, zone).unwrap_or(span),
    };
    let (start, end) = span.whens();
    record.set("appointment.start", start.value());
    record.set("appointment.end", end.value());
    record.set("appointment.all_day", Value::Bool(span.is_days()));
    Ok(())
}

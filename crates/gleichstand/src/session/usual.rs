//! What goes without saying when a record is added by hand: who writes "start" means an
//! appointment of half an hour in his own zone, who writes a subject an open task.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};
use outlook::item::When;
use sync::{Change, Kind, Message, Record, Value};

use super::day::after;
use crate::failure::Failure;

/// How long an appointment lasts of which only the start is said.
const HALF_AN_HOUR: SignedDuration = SignedDuration::from_mins(30);
/// The state of a task that is done.
const DONE: &str = "done";
/// What new records hold where nothing is said.
const MAIL: [(&str, &str); 3] =
    [("message_class", "IPM.Note"), ("importance", "normal"), ("sensitivity", "normal")];
const APPOINTMENT: [(&str, &str); 1] = [("busy", "busy")];
const TASK: [(&str, &str); 2] = [("status", "open"), ("priority", "normal")];

/// The fields with what goes without saying.
pub(super) fn with_usual(kind: Kind, mut fields: Record, now: &Zoned) -> Result<Record, Failure> {
    let texts: &[(&str, &str)] = match kind {
        Kind::Addresses => &[],
        Kind::Mails => &MAIL,
        Kind::Appointments => &APPOINTMENT,
        Kind::Tasks => &TASK,
    };
    for (name, text) in texts {
        put(&mut fields, name, Value::text(*text));
    }
    match kind {
        Kind::Mails => ["read", "draft"].into_iter().for_each(|name| {
            put(&mut fields, name, Value::Bool(true));
        }),
        Kind::Appointments => put_times(&mut fields, now.time_zone())?,
        Kind::Tasks => put_progress(&mut fields, now.date()),
        Kind::Addresses => {}
    }
    Ok(fields)
}

/// Sets a field of which nothing was said.
fn put(fields: &mut Record, name: &'static str, value: Value) {
    if fields.get(name).is_none() {
        fields.set(name, value);
    }
}

/// End, zone and whether it lasts all day follow from the start; days end with the day after.
fn put_times(fields: &mut Record, zone: &TimeZone) -> Result<(), Failure> {
    let when = |name: &str| fields.get(name).and_then(When::of);
    let Some(start) = when("start") else {
        return Err(Failure::usage(Message::new("appointment-no-start")));
    };
    let end = end(start, when("end"))?;
    fields.set("end", end.value());
    fields.set("all_day", Value::Bool(start.is_date()));
    if let (When::Instant(_), Some(name)) = (start, zone.iana_name()) {
        put(fields, "time_zone", Value::text(name));
    }
    Ok(())
}

/// What is done is so wholly, and since today.
fn put_progress(fields: &mut Record, today: Date) {
    let done = fields.text("status") == DONE;
    put(fields, "percent", Value::Int(if done { 100 } else { 0 }));
    if done {
        put(fields, "completed_date", Value::Date(today));
    }
}

/// The end that is meant with a start; the day itself means the one after.
fn end(start: When, said: Option<When>) -> Result<When, Failure> {
    Ok(match (start, said) {
        (When::Date(day), Some(When::Date(end))) if end > day => When::Date(end),
        (When::Date(day), Some(When::Date(end))) if end == day => When::Date(after(day)),
        (When::Date(day), None) => When::Date(after(day)),
        (When::Instant(at), None) => When::Instant(at.saturating_add(HALF_AN_HOUR).unwrap_or(at)),
        (When::Instant(at), Some(When::Instant(end))) if end >= at => When::Instant(end),
        _ => return Err(Failure::usage(Message::new("appointment-wrong-end"))),
    })
}

/// Changes with what follows from them.
pub(super) fn with_consequences(
    kind: Kind,
    before: &Record,
    changes: Vec<Change>,
    today: Date,
) -> Result<Vec<Change>, Failure> {
    match kind {
        Kind::Addresses | Kind::Mails => Ok(changes),
        Kind::Appointments => of_times(before, changes),
        Kind::Tasks => Ok(of_status(before, changes, today)),
    }
}

/// A new start alone moves an appointment, with its end; whether both are days is whether it lasts
/// all day.
fn of_times(before: &Record, mut changes: Vec<Change>) -> Result<Vec<Change>, Failure> {
    let changed = |name: &str| changes.iter().find(|change| change.field == name);
    if ["start", "end"].iter().all(|name| changed(name).is_none()) {
        return Ok(changes);
    }
    let was = |name: &str| before.get(name).and_then(When::of);
    let said = |name: &str| match changed(name) {
        Some(change) => change.value.as_ref().and_then(When::of),
        None => was(name),
    };
    let Some(start) = said("start") else {
        return Err(Failure::usage(Message::new("appointment-no-start")));
    };
    let end = match changed("end") {
        Some(_) => end(start, said("end"))?,
        None => end(start, was("start").zip(was("end")).and_then(|span| moved(start, span)))?,
    };
    changes.retain(|change| !["start", "end", "all_day"].contains(&change.field.as_ref()));
    let all_day = change("all_day", Value::Bool(start.is_date()));
    changes.extend([change("start", start.value()), change("end", end.value()), all_day]);
    Ok(changes)
}

/// A task that becomes done is so wholly, since today; one that is done no more since no day.
fn of_status(before: &Record, mut changes: Vec<Change>, today: Date) -> Vec<Change> {
    let status = changes.iter().find(|change| change.field == "status");
    let Some(status) = status.map(|change| change.value.clone()) else { return changes };
    let done = status == Some(Value::text(DONE));
    let said = |name: &str| changes.iter().any(|change| change.field == name);
    let mut more = Vec::new();
    match (done, before.text("status") == DONE) {
        (true, false) => {
            more.extend((!said("percent")).then(|| change("percent", Value::Int(100))));
            let day = || change("completed_date", Value::Date(today));
            more.extend((!said("completed_date")).then(day));
        }
        (false, true) if !said("completed_date") => {
            more.push(Change { field: "completed_date".into(), value: None });
        }
        _ => {}
    }
    changes.extend(more);
    changes
}

fn change(field: &'static str, value: Value) -> Change {
    Change { field: field.into(), value: Some(value) }
}

/// The end of what began and ended then and begins now; `None` where a day becomes an hour.
fn moved(start: When, span: (When, When)) -> Option<When> {
    match (start, span) {
        (When::Date(day), (When::Date(began), When::Date(ended))) => {
            let lasts = began.until(ended).ok()?;
            day.checked_add(lasts).ok().map(When::Date)
        }
        (When::Instant(at), (When::Instant(began), When::Instant(ended))) => {
            at.checked_add(began.duration_until(ended)).ok().map(When::Instant)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Zoned {
        "2027-05-01T12:00:00[Europe/Berlin]".parse().unwrap()
    }

    fn added(fields: &[(&'static str, &str)]) -> Result<Record, Failure> {
        let fields = fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect();
        with_usual(Kind::Appointments, fields, &now())
    }

    #[test]
    fn who_says_only_the_start_means_half_an_hour_or_the_whole_day() {
        let hour = added(&[("start", "2027-05-03T06:00:00Z")]).unwrap();
        assert_eq!(hour.text("end"), "2027-05-03T06:30:00Z");
        assert_eq!((hour.text("time_zone"), hour.text("busy")), ("Europe/Berlin", "busy"));
        let day = added(&[("start", "2027-05-03"), ("end", "2027-05-03")]).unwrap();
        assert_eq!((day.text("end"), day.get("all_day")), ("2027-05-04", Some(&Value::Bool(true))));
    }

    #[test]
    fn an_appointment_without_a_start_or_with_an_end_before_it_is_refused() {
        for (fields, id) in [
            (&[("subject", "x")][..], "appointment-no-start"),
            (&[("start", "2027-05-03"), ("end", "2027-05-02")], "appointment-wrong-end"),
            (&[("start", "2027-05-03"), ("end", "2027-05-03T06:00:00Z")], "appointment-wrong-end"),
        ] {
            assert_eq!(added(fields).unwrap_err().what.id, id);
        }
    }

    #[test]
    fn a_new_start_moves_the_end_with_it() {
        let before = added(&[("start", "2027-05-03T06:00:00Z")]).unwrap();
        let to = |text: &str| Change { field: "start".into(), value: Some(Value::text(text)) };
        let after = |text: &str| {
            let changes =
                with_consequences(Kind::Appointments, &before, vec![to(text)], now().date())
                    .unwrap();
            let end = changes.into_iter().find(|change| change.field == "end").unwrap();
            end.value.unwrap()
        };
        assert_eq!(after("2027-06-01T10:00:00Z"), Value::text("2027-06-01T10:30:00Z"));
        assert_eq!(after("2027-06-01"), Value::text("2027-06-02"));
    }

    #[test]
    fn a_task_that_becomes_done_is_so_wholly_and_since_today() {
        let open = with_usual(Kind::Tasks, Record::new(), &now()).unwrap();
        assert_eq!((open.text("status"), open.get("percent")), ("open", Some(&Value::Int(0))));
        let today = now().date();
        let to = |before: &Record, status: &str, more: &[Change]| {
            let changes = [&[change("status", Value::text(status))], more].concat();
            let changes = with_consequences(Kind::Tasks, before, changes, today).unwrap();
            let mut after = before.clone();
            changes.into_iter().for_each(|change| after.put(change.field, change.value));
            after
        };
        let done = to(&open, "done", &[]);
        assert_eq!(done.get("percent"), Some(&Value::Int(100)));
        assert_eq!(done.get("completed_date"), Some(&Value::Date(today)));
        let half = to(&open, "done", &[change("percent", Value::Int(90))]);
        assert_eq!(half.get("percent"), Some(&Value::Int(90)));
        assert_eq!(to(&done, "waiting", &[]).get("completed_date"), None);
        let again = to(&done, "done", &[]);
        assert_eq!(again, done);
    }
}

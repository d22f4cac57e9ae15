//! VTODO as a task.
//!
//! Tasks of Outlook know days: a time of day is dropped and named. "Cancelled" is what Outlook
//! comes nearest to with "deferred".

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use sync::{Message, Record, Value};

use super::calendar::{Calendar, Read};
use super::common::{self, Point, point_of, warn};
use super::component::Component;
use super::moment::{Lasting, Moment};
use super::place::Place;
use super::table::TODO;
use super::{alarm, legacy, people, rule};
use crate::interchange::Entry;
use crate::item::{Person, Recurrence};
use crate::recurrence::{Rule, Series};

/// Properties that are read besides those of the table.
const TAKEN: [&str; 7] = [
    "X-AUFGABENNR",
    "X-MICROSOFT-CDO-IMPORTANCE",
    "DALARM",
    "AALARM",
    "MALARM",
    "PALARM",
    "ORGANIZER",
];

/// Reads a task.
pub(super) fn read(calendar: &Calendar, first: &Read<'_>, entry: &mut Entry) {
    let component = &first.component;
    let mut record = Record::new();
    common::plain(TODO, component, &mut record);
    let dates = Dates::of(calendar, first, entry);
    record.put("task.start_date", dates.start_date.map(Value::Date));
    record.put("task.due_date", dates.due_date.map(Value::Date));
    put_progress(&mut record, calendar, first, entry);
    record.set("task.priority", Value::text(common::priority(component)));
    record.set("task.private", Value::Bool(common::is_private(component)));
    record
        .put("task.reminder_at", reminder(calendar, component, &dates, entry).map(Value::Instant));
    let series = series(calendar, component, &dates, entry);
    record.put("task.recurrence", series.map(|series| Value::Text(series.to_text())));
    let organizer = || people::organizer(component).map(|person: Person| person.shown());
    let owner = component.said("X-GLEICHSTAND-OWNER").or_else(organizer);
    record.put("task.owner", owner.map(Value::Text));
    entry.record = record;
    entry.number = component.said("X-AUFGABENNR").unwrap_or_default().trim().to_owned();
    entry.changed_at = common::changed_at(calendar, component);
    common::name_left(TODO, component, &TAKEN, entry);
    for name in ["EXDATE", "RDATE", "RECURRENCE-ID"] {
        if component.line(name).is_some() {
            common::leave(entry, name);
        }
    }
}

/// When a task starts and is due.
struct Dates {
    start: Option<Timestamp>,
    due: Option<Timestamp>,
    start_date: Option<Date>,
    due_date: Option<Date>,
}

impl Dates {
    fn of(calendar: &Calendar, read: &Read<'_>, entry: &mut Entry) -> Self {
        let start = point_of(calendar, read, "DTSTART", entry);
        let due = point_of(calendar, read, "DUE", entry);
        let lasting = read.component.line("DURATION").and_then(|line| Lasting::parse(&line.value));
        let due = due.or_else(|| {
            let start = start.clone()?;
            let local = lasting?.after(start.local(&calendar.ground().zone)?)?;
            let moment = match start.is_day() && local == local.date().at(0, 0, 0, 0) {
                true => Moment::Day(local.date()),
                false => Moment::Local(local),
            };
            Some(Point { moment, ..start })
        });
        let start_date = start.as_ref().and_then(|at| date(calendar, at, "task.start_date", entry));
        let due_date = due.as_ref().and_then(|at| date(calendar, at, "task.due_date", entry));
        let instant = |point: &Option<Point>| point.as_ref().and_then(Point::instant);
        Self { start: instant(&start), due: instant(&due), start_date, due_date }
    }

    /// The day that a series is reckoned by.
    fn day(&self) -> Option<Date> {
        self.start_date.or(self.due_date)
    }
}

/// The date of a time in the user's zone.
fn date(calendar: &Calendar, point: &Point, field: &str, entry: &mut Entry) -> Option<Date> {
    let local = point.local_in(&calendar.ground().zone)?;
    if local.time() != Time::midnight() {
        let time = local.time().strftime("%H:%M").to_string();
        warn(entry, Message::new("ical-task-time").with("field", field).with("time", time));
    }
    Some(local.date())
}

fn put_progress(record: &mut Record, calendar: &Calendar, read: &Read<'_>, entry: &mut Entry) {
    let component = &read.component;
    let percent = component.number("PERCENT-COMPLETE").map(|percent| percent.clamp(0, 100));
    let completed = completed(calendar, read, entry);
    let status = status(component, percent, completed, entry);
    let percent = percent.unwrap_or(if status == "done" { 100 } else { 0 });
    record.set("task.status", Value::text(status));
    record.set("task.percent", Value::Int(percent));
    record.put("task.completed_date", completed.map(Value::Date));
}

fn status(
    component: &Component,
    percent: Option<i64>,
    completed: Option<Date>,
    entry: &mut Entry,
) -> &'static str {
    let said = component.said("STATUS").unwrap_or_default().trim().to_ascii_uppercase();
    match said.as_str() {
        "NEEDS-ACTION" => {
            let own = ["waiting", "deferred"].into_iter();
            own.into_iter()
                .find(|own| component.says("X-GLEICHSTAND-STATUS", own))
                .unwrap_or("open")
        }
        "IN-PROCESS" => "in_progress",
        "COMPLETED" => "done",
        "CANCELLED" => {
            warn(entry, Message::new("ical-task-cancelled"));
            "deferred"
        }
        _ => match percent {
            _ if completed.is_some() => "done",
            Some(100..) => "done",
            Some(1..) => "in_progress",
            _ => "open",
        },
    }
}

/// The date of completion; the one that we wrote, if it is that of the time beside it.
fn completed(calendar: &Calendar, read: &Read<'_>, entry: &mut Entry) -> Option<Date> {
    let point = point_of(calendar, read, "COMPLETED", entry)?;
    let local = point.local_in(&calendar.ground().zone)?.date();
    let own = read.component.line("X-GLEICHSTAND-COMPLETED");
    let own = own.and_then(|line| match Moment::parse(&line.value) {
        Some(Moment::Day(day)) => Some(day),
        _ => None,
    });
    let near = |day: &Date| day.duration_since(local).as_hours().abs() <= 24;
    Some(own.filter(near).unwrap_or(local))
}

fn reminder(
    calendar: &Calendar,
    component: &Component,
    dates: &Dates,
    entry: &mut Entry,
) -> Option<Timestamp> {
    let (first, more) = alarm::first(component);
    if more {
        common::leave(entry, "VALARM");
    }
    let own = Place::own(&calendar.ground().zone);
    let at = |moment| Point { moment, place: own.clone() }.instant();
    match first? {
        alarm::Alarm::At(moment) => at(moment),
        alarm => {
            let start = dates.start.or(dates.due)?;
            alarm.rings(start, dates.due.unwrap_or(start), at)
        }
    }
}

fn series(
    calendar: &Calendar,
    component: &Component,
    dates: &Dates,
    entry: &mut Entry,
) -> Option<Recurrence> {
    let text = component.said("RRULE")?;
    let own = component.line("X-GLEICHSTAND-SERIES-START");
    let own = own.and_then(|line| match Moment::parse(&line.value)? {
        Moment::Day(day) => Some(day),
        Moment::Local(_) | Moment::Utc(_) => None,
    });
    let Some((rule, first)) = own.or(dates.day()).and_then(|day| parsed(calendar, &text, day))
    else {
        let rule: String = text.chars().take(200).collect();
        entry.losses.push(Message::new("ical-rule").with("rule", rule));
        return None;
    };
    let series = Series::new(first.at(0, 0, 0, 0), SignedDuration::ZERO, rule);
    let after_completion = component.says("X-GLEICHSTAND-AFTER-COMPLETION", "TRUE");
    Some(Recurrence::of(&Series { after_completion, ..series }, dates.day()))
}

/// The rule of a series that begins with a day, and the first day that fits it.
fn parsed(calendar: &Calendar, text: &str, day: Date) -> Option<(Rule, Date)> {
    let zone = &calendar.ground().zone;
    let modern = text.to_ascii_uppercase().contains("FREQ");
    let text = if modern { text.to_owned() } else { legacy::rule(text)? };
    let rule = rule::parse(&text, day.at(0, 0, 0, 0))?;
    let first = rule::first_day(&rule, day)?;
    let start = first.at(0, 0, 0, 0);
    let rule = rule::ends_on_a_day(rule, start, true, zone);
    Some((rule::of_task(rule, start, zone), first))
}

//! What events and to-dos share when they are read.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sync::{Message, Record, Value};

use super::calendar::{Calendar, Read};
use super::component::Component;
use super::line::Line;
use super::moment::Moment;
use super::place::Place;
use super::table::{Form, Row};
use crate::interchange::Entry;

/// A moment where it was said.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub moment: Moment,
    /// The zone of a local time; UTC of a point in time; the user's of a day.
    pub place: Place,
}

impl Point {
    /// As a point in time; a day begins at midnight.
    pub fn instant(&self) -> Option<Timestamp> {
        let local = match self.moment {
            Moment::Utc(at) => return Some(at),
            Moment::Local(local) => local,
            Moment::Day(day) => day.at(0, 0, 0, 0),
        };
        self.place.zone.to_ambiguous_timestamp(local).compatible().ok()
    }

    /// By the clock on the wall of a zone.
    pub fn local_in(&self, zone: &TimeZone) -> Option<DateTime> {
        match self.moment {
            Moment::Day(day) => Some(day.at(0, 0, 0, 0)),
            Moment::Local(local) if self.place.zone == *zone => Some(local),
            _ => self.instant().map(|at| zone.to_datetime(at)),
        }
    }

    /// By the clock on the wall where it was said; a point in time in the user's zone.
    pub fn local(&self, own: &TimeZone) -> Option<DateTime> {
        match self.moment {
            Moment::Utc(_) => self.local_in(own),
            _ => self.local_in(&self.place.zone),
        }
    }

    /// Whether it is a day.
    pub fn is_day(&self) -> bool {
        matches!(self.moment, Moment::Day(_))
    }
}

/// The moment of a property's value; one that cannot be read is named.
pub(super) fn point(
    calendar: &Calendar,
    read: &Read<'_>,
    line: &Line,
    value: &str,
    entry: &mut Entry,
) -> Option<Point> {
    let own = &calendar.ground().zone;
    let Some(moment) = Moment::parse(value) else {
        let shown: String = value.chars().take(80).collect();
        if !shown.trim().is_empty() {
            let message = Message::new("ical-date").with("property", &line.name);
            warn(entry, message.with("value", shown));
        }
        return None;
    };
    let place = match (moment, line.param("TZID").filter(|tzid| !tzid.trim().is_empty())) {
        (Moment::Utc(_), _) => Place::utc(),
        (Moment::Local(_), Some(tzid)) => calendar.place(tzid_of(line, tzid), read.scope),
        _ => Place::own(own),
    };
    place.warning.clone().into_iter().for_each(|warning| warn(entry, warning));
    Some(Point { moment, place })
}

/// A TZID whose quotes go on over the value ends where the value begins.
fn tzid_of<'a>(line: &Line, tzid: &'a str) -> &'a str {
    let overrun = format!(":{}", line.value.trim_matches('"'));
    tzid.strip_suffix(overrun.as_str()).unwrap_or(tzid)
}

/// The moment of a property.
pub(super) fn point_of(
    calendar: &Calendar,
    read: &Read<'_>,
    name: &str,
    entry: &mut Entry,
) -> Option<Point> {
    let line = read.component.line(name)?;
    point(calendar, read, line, &line.value, entry)
}

/// What is said of one item, at most; who makes more of it has made it by a program.
const MOST: usize = 100;

/// Says something once.
pub(super) fn warn(entry: &mut Entry, message: Message) {
    if entry.warnings.len() < MOST && !entry.warnings.contains(&message) {
        entry.warnings.push(message);
    }
}

/// The fields that stand in a property each.
pub(super) fn plain(rows: &[Row], component: &Component, record: &mut Record) {
    for (field, property, form) in rows.iter().copied() {
        let value = match form {
            Form::Text => component.said(property).map(Value::Text),
            Form::Texts => {
                let texts = component.all(property).flat_map(Line::texts).collect();
                Some(Value::List(texts))
            }
            Form::Int => component.number(property).map(Value::Int),
            Form::Bool => Some(Value::Bool(component.says(property, "TRUE"))),
            Form::Own => continue,
        };
        record.put(field, value);
    }
}

/// How important it is. Outlook's own number is more exact than the nine steps.
pub(super) fn priority(component: &Component) -> &'static str {
    let own = component.number("X-MICROSOFT-CDO-IMPORTANCE");
    match (own, component.number("PRIORITY")) {
        (Some(0), _) => "low",
        (Some(1), _) => "normal",
        (Some(2), _) => "high",
        (_, Some(1..=4)) => "high",
        (_, Some(6..=9)) => "low",
        _ => "normal",
    }
}

/// Whether it is nobody else's business.
pub(super) fn is_private(component: &Component) -> bool {
    component.says("CLASS", "PRIVATE") || component.says("CLASS", "CONFIDENTIAL")
}

/// When it was changed.
pub(super) fn changed_at(calendar: &Calendar, component: &Component) -> Option<Timestamp> {
    let moment = Moment::parse(&component.line("LAST-MODIFIED")?.value)?;
    Point { moment, place: Place::own(&calendar.ground().zone) }.instant()
}

/// What programs write for themselves, or what follows from other properties.
const HOUSEKEEPING: [&str; 14] = [
    "DTSTAMP",
    "CREATED",
    "DCREATED",
    "SEQUENCE",
    "LAST-MODIFIED",
    "TRANSP",
    "STATUS",
    "CLASS",
    "PRIORITY",
    "UID",
    "RECURRENCE-ID",
    "DURATION",
    "EXDATE",
    "RDATE",
];
const HOUSEKEEPERS: [&str; 8] = [
    "X-MICROSOFT-",
    "X-MS-",
    "X-MOZ-",
    "X-LIC-",
    "X-WR-",
    "X-EVOLUTION-",
    "X-GLEICHSTAND-",
    "X-GOOGLE-",
];

/// Names the properties that say something and were not taken over.
pub(super) fn name_left(rows: &[Row], component: &Component, taken: &[&str], entry: &mut Entry) {
    let plain = component.said("DESCRIPTION").is_some();
    for line in component.lines.iter().filter(|line| !line.value.trim().is_empty()) {
        let name = line.name.as_str();
        let known = rows.iter().any(|(_, property, _)| *property == name)
            || HOUSEKEEPING.contains(&name)
            || HOUSEKEEPERS.iter().any(|begin| name.starts_with(begin))
            || taken.contains(&name)
            // The same text once more, formatted.
            || (name == "X-ALT-DESC" && plain);
        if !known {
            leave(entry, name);
        }
    }
}

/// Names once what has no place in a record.
pub(super) fn leave(entry: &mut Entry, name: &str) {
    if entry.left.len() < MOST && !entry.left.iter().any(|left| left == name) {
        entry.left.push(name.to_owned());
    }
}

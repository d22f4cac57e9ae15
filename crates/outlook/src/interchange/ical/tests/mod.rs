//! What must hold for iCalendar.

mod corpus;
mod hostile;
mod reading;
mod round_trip;
mod writing;

use sync::{Kind, Record, Value};

use super::{Calendar, Zones, begin, end, write};
use crate::interchange::{Entry, Ground, Put};
use crate::item::testing::zone;

fn ground(zone_name: &str) -> Ground {
    Ground { code_page: 1252, zone: zone(zone_name) }
}

fn berlin() -> Ground {
    ground("Europe/Berlin")
}

fn open(text: &str) -> Calendar {
    Calendar::open(text.as_bytes().to_vec(), &berlin()).unwrap()
}

/// All items of a file that has nothing unreadable.
fn entries(calendar: &Calendar) -> Vec<Entry> {
    (0..calendar.len()).map(|index| calendar.read(index).unwrap()).collect()
}

/// A calendar with these lines in it.
fn of_lines(lines: &[&str]) -> Calendar {
    open(&format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n", lines.join("\r\n")))
}

/// The only item of an event, or of a to-do, with these lines.
fn one(component: &str, lines: &[&str]) -> Entry {
    let (head, tail) = (format!("BEGIN:{component}"), format!("END:{component}"));
    let lines: Vec<&str> =
        [head.as_str()].iter().chain(lines).chain([&tail.as_str()]).copied().collect();
    let calendar = of_lines(&lines);
    assert_eq!(calendar.len(), 1);
    calendar.read(0).unwrap()
}

fn event(lines: &[&str]) -> Entry {
    one("VEVENT", lines)
}

fn put(kind: Kind, record: &Record, number: &str, ground: &Ground) -> Put {
    let mut zones = Zones::new("2024-05-03T10:00:00Z".parse().unwrap());
    write(kind, record, number, ground, &mut zones)
}

fn written(kind: Kind, record: &Record, number: &str, ground: &Ground) -> String {
    let put = put(kind, record, number, ground);
    assert_eq!(put.left, Vec::<sync::Name>::new());
    String::from_utf8([begin(), put.text, end()].concat()).unwrap()
}

fn messages(messages: &[sync::Message]) -> Vec<String> {
    messages.iter().map(ToString::to_string).collect()
}

/// A record of texts.
fn texts(fields: &[(&'static str, &str)]) -> Record {
    fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
}

/// What every appointment says, and these texts.
fn appointment(fields: &[(&'static str, &str)]) -> Record {
    let mut record = texts(&[
        ("appointment.busy", "busy"),
        ("appointment.priority", "normal"),
        ("appointment.response", "none"),
    ]);
    record.set("appointment.all_day", Value::Bool(false));
    record.set("appointment.private", Value::Bool(false));
    record.set("appointment.meeting_state", Value::Int(0));
    for (name, text) in fields {
        record.set(*name, Value::text(*text));
    }
    record
}

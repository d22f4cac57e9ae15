//! Sample appointments and tasks.

use jiff::SignedDuration;
use jiff::civil::Date;
use sync::form::{Person, Response, Role};
use sync::{Record, Value};

use super::random::Random;
use super::texts::{DUTIES, OCCASIONS, RULES};
use super::words::{MEN, SURNAMES};

/// The first day of the sample calendar.
const FIRST: Date = Date::constant(2024, 1, 8);
/// Over how many days it reaches.
const DAYS: u64 = 500;

/// An endless list of appointments and of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    seed: u64,
}

impl Calendar {
    /// The appointments and tasks of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The appointment at an index. One in six lasts all day, one in six recurs.
    #[must_use]
    pub fn appointment(&self, index: u64) -> Record {
        let mut random = Random::new(self.seed.rotate_left(13), index);
        let (occasion, place) = random.pick(OCCASIONS).copied().unwrap_or_default();
        let mut record = Record::new();
        record.set(
            "appointment.subject",
            Value::text(format!("{occasion} {}", random.word(SURNAMES))),
        );
        record.set("appointment.location", Value::text(place));
        record.set("appointment.time_zone", Value::text("Europe/Berlin"));
        let day = day(&mut random);
        if random.below(6) == 0 {
            let last = later(day, random.below(4).saturating_add(1));
            put_texts(&mut record, &[("start", day.to_string()), ("end", last.to_string())]);
            record.set("appointment.all_day", Value::Bool(true));
            record.set("appointment.busy", Value::text("free"));
        } else {
            let hour = random.below(9).saturating_add(7);
            let at = |hour: u64| format!("{day}T{hour:02}:30:00Z");
            put_texts(&mut record, &[("start", at(hour)), ("end", at(hour.saturating_add(1)))]);
            record.set("appointment.reminder_minutes", Value::Int(15));
        }
        if random.below(6) == 0 {
            let rule = format!("{{\"rrule\":\"{}\"}}", random.word(RULES));
            put_texts(&mut record, &[("recurrence", rule)]);
        }
        people(&mut record, &mut random);
        record
    }

    /// The task at an index.
    #[must_use]
    pub fn task(&self, index: u64) -> Record {
        let mut random = Random::new(self.seed.rotate_left(17), index);
        let mut record = Record::new();
        record.set("task.subject", Value::text(random.word(DUTIES)));
        let start = day(&mut random);
        record.set("task.start_date", Value::Date(start));
        record.set("task.due_date", Value::Date(later(start, random.below(20))));
        match random.below(4) {
            0 => {
                record.set("task.status", Value::text("done"));
                record.set("task.percent", Value::Int(100));
                record.set("task.completed_date", Value::Date(later(start, 3)));
            }
            1 => {
                record.set("task.status", Value::text("in_progress"));
                record.set("task.percent", Value::Int(50));
            }
            _ => {}
        }
        if random.percent(15) {
            record.set("task.priority", Value::text("high"));
        }
        record.set("task.owner", Value::text("Büro Sonnenschein"));
        record
    }
}

fn put_texts(record: &mut Record, texts: &[(&str, String)]) {
    for (name, text) in texts {
        record.set(format!("appointment.{name}"), Value::text(text));
    }
}

fn people(record: &mut Record, random: &mut Random) {
    if !random.percent(20) {
        return;
    }
    let invited = (0..random.below(3).saturating_add(1)).map(|n| {
        let name = format!("{} {}", random.word(MEN), random.word(SURNAMES));
        let address = format!("gast{n}.{}@post.example", random.digits(4));
        let (role, response) = (Role::Required, Response::Accepted);
        Person { name, address, role, response }.to_text()
    });
    record.set("appointment.attendees", Value::List(invited.collect()));
    record.set(
        "appointment.organizer",
        Value::text("Büro Sonnenschein <buero@sonnenschein.example>"),
    );
}

fn day(random: &mut Random) -> Date {
    later(FIRST, random.below(DAYS))
}

fn later(day: Date, days: u64) -> Date {
    let hours = i64::try_from(days).unwrap_or(0).saturating_mul(24);
    day.saturating_add(SignedDuration::from_hours(hours))
}

//! Status, percent and date of completion: each of the three can say that a task is done.
//!
//! What must hold: of the three, what a change sets stays; the others follow.

use jiff::civil::Date;
use sync::{Record, Value};

const STATUS: &str = "task.status";
const PERCENT: &str = "task.percent";
const COMPLETED: &str = "task.completed_date";

/// The three fields.
pub(super) const FIELDS: [&str; 3] = [STATUS, PERCENT, COMPLETED];

/// A new task with what it does not say filled in.
pub(super) fn complete(record: &mut Record) {
    if record.is_empty(STATUS) {
        let status = match percent(record) {
            _ if !record.is_empty(COMPLETED) => "done",
            Some(100..) => "done",
            Some(1..) => "in_progress",
            _ => "open",
        };
        record.set(STATUS, Value::text(status));
    }
    if percent(record).is_none() {
        record.set(PERCENT, Value::Int(if is_done(record) { 100 } else { 0 }));
    }
}

/// A changed task; `set` tells which of the three fields the change sets.
pub(super) fn follow(record: &mut Record, set: impl Fn(&str) -> bool, today: Date) {
    if set(STATUS) {
        follow_status(record, set(PERCENT));
    } else if set(PERCENT) {
        follow_percent(record);
    } else if set(COMPLETED) {
        let done = !record.is_empty(COMPLETED);
        if done != is_done(record) {
            record.set(STATUS, Value::text(if done { "done" } else { "open" }));
            follow_status(record, false);
        }
    }
    let both = set(COMPLETED) && set(STATUS);
    match (is_done(record), record.is_empty(COMPLETED)) {
        (false, _) if !both => record.put(COMPLETED, None),
        (true, true) if !set(COMPLETED) => record.set(COMPLETED, Value::Date(today)),
        _ => {}
    }
    complete(record);
}

fn follow_status(record: &mut Record, percent_is_set: bool) {
    let follows = match (record.text(STATUS), percent(record)) {
        _ if percent_is_set => None,
        ("done", _) => Some(100),
        ("open", _) | (_, Some(100..)) => Some(0),
        _ => None,
    };
    if let Some(percent) = follows {
        record.set(PERCENT, Value::Int(percent));
    }
}

fn follow_percent(record: &mut Record) {
    let status = match (percent(record).unwrap_or(0), record.text(STATUS)) {
        (100.., _) => "done",
        (1.., "open" | "done") => "in_progress",
        (0, "done") => "open",
        _ => return,
    };
    record.set(STATUS, Value::text(status));
}

/// Whether a task is done.
pub(super) fn is_done(record: &Record) -> bool {
    record.text(STATUS) == "done"
}

/// How much of it is.
pub(super) fn percent(record: &Record) -> Option<i64> {
    match record.get(PERCENT) {
        Some(Value::Int(percent)) => Some(*percent),
        _ => None,
    }
}

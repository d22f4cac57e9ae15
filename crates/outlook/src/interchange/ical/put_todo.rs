//! A task as VTODO.

use jiff::civil::Date;
use sync::Value;

use super::alarm;
use super::out::{day, utc};
use super::put::Writing;
use super::zones::Zones;
use crate::item::{Recurrence, text_of};
use crate::recurrence::{End, Rule, Until};

/// Writes a task.
pub(super) fn put(writing: &mut Writing<'_>, zones: &Zones) {
    writing.out.begin("VTODO");
    let uid = writing.made_uid();
    writing.put_head(&uid, zones);
    put_dates(writing);
    put_series(writing);
    writing.put_plain(writing.record);
    put_progress(writing);
    writing.put_standing("task.priority", "task.private");
    if let Some(owner) = text_of(writing.record, "task.owner") {
        writing.out.text("X-GLEICHSTAND-OWNER", owner);
    }
    if !writing.number.is_empty() {
        writing.out.text("X-AUFGABENNR", writing.number);
    }
    put_reminder(writing);
    writing.out.end("VTODO");
}

fn date(writing: &mut Writing<'_>, field: &'static str) -> Option<Date> {
    match writing.record.get(field) {
        Some(Value::Date(date)) => Some(*date),
        Some(_) => {
            writing.leave(field);
            None
        }
        None => None,
    }
}

fn put_dates(writing: &mut Writing<'_>) {
    for (field, property) in [("task.start_date", "DTSTART"), ("task.due_date", "DUE")] {
        if let Some(date) = date(writing, field) {
            writing.out.line(property, &[("VALUE", "DATE")], &day(date));
        }
    }
    // A time is asked for; the date stands beside it for readers in other zones.
    if let Some(completed) = date(writing, "task.completed_date") {
        let noon = completed.at(12, 0, 0, 0);
        if let Ok(at) = writing.ground.zone.to_ambiguous_timestamp(noon).compatible() {
            writing.out.line("COMPLETED", &[], &utc(at));
            writing.out.line("X-GLEICHSTAND-COMPLETED", &[], &day(completed));
        }
    }
}

fn put_series(writing: &mut Writing<'_>) {
    let Some(text) = text_of(writing.record, "task.recurrence") else { return };
    let Ok(series) = Recurrence::parse(text) else {
        writing.leave("task.recurrence");
        return;
    };
    if !series.exdates.is_empty() || !series.exceptions.is_empty() {
        writing.leave("task.recurrence");
    }
    let end = match series.rrule.end {
        End::Until(until) => End::Until(Until::Date(until.local(&writing.ground.zone).date())),
        end => end,
    };
    writing.out.line("RRULE", &[], &Rule { end, ..series.rrule }.to_string());
    if let Some(start) = series.start {
        writing.out.line("X-GLEICHSTAND-SERIES-START", &[], &day(start));
    }
    if series.after_completion {
        writing.out.line("X-GLEICHSTAND-AFTER-COMPLETION", &[], "TRUE");
    }
}

fn put_progress(writing: &mut Writing<'_>) {
    if let Some(percent) = writing.int(writing.record, "task.percent") {
        writing.out.line("PERCENT-COMPLETE", &[], &percent.to_string());
    }
    let status = match writing.record.text("task.status") {
        "open" | "waiting" | "deferred" => "NEEDS-ACTION",
        "in_progress" => "IN-PROCESS",
        "done" => "COMPLETED",
        _ => {
            if !writing.record.is_empty("task.status") {
                writing.leave("task.status");
            }
            return;
        }
    };
    writing.out.line("STATUS", &[], status);
    if let own @ ("waiting" | "deferred") = writing.record.text("task.status") {
        writing.out.line("X-GLEICHSTAND-STATUS", &[], own);
    }
}

fn put_reminder(writing: &mut Writing<'_>) {
    match writing.record.get("task.reminder_at") {
        Some(Value::Instant(at)) => {
            alarm::put_at(&mut writing.out, *at);
            if at.subsec_nanosecond() != 0 {
                writing.leave("task.reminder_at");
            }
        }
        Some(_) => writing.leave("task.reminder_at"),
        None => {}
    }
}

//! Writing tasks.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pst::PropValue;
use sync::{Change, Message, Record, Value};

use super::fields::{
    COMMON_END, COMMON_START, COMPLETE, COMPLETED, DEAD, DUE, FIELDS, LAST_UPDATE, PERCENT,
    RECURRENCE, RECURRING, REMINDER_DELTA, REMINDER_SET, REMINDER_SIGNAL, REMINDER_TIME, START,
    STATUS, STATUS_CODE, VERSION, field,
};
use super::{progress, read};
use crate::filetime;
use crate::item::{
    Context, Recurrence, Stored, Touched, Written, applied, code_of, constants, side_effects,
    store_plain, text_of, wrong_value,
};
use crate::property::Prop::{self, Lid, Tag};
use crate::property::Set::{Common, Task};
use crate::property::Values;
use crate::recurrence::{End, Series, TaskRecurrence};

/// Message class.
pub const CLASS: &str = "IPM.Task";
/// PidTagIconIndex of a task; a recurring one has the next number.
const ICON: i32 = 0x500;

/// The properties of a new task. What the record says is written verbatim; what it leaves out and
/// Outlook would derive is derived.
///
/// # Errors
/// A field that tasks do not have, a value that does not fit its field, a series that Outlook
/// cannot hold.
pub fn new_item(record: &Record, ctx: &Context) -> Result<Written, Message> {
    let mut complete = own_fields(record)?;
    progress::complete(&mut complete);
    due_with_start(&mut complete);
    let mut written = Written { values: own_constants(ctx), ..Written::default() };
    put_fields(&mut written, &complete, &Touched::all(FIELDS), None, ctx)?;
    Ok(written)
}

/// The record without user-defined fields; those are not this module's business.
fn own_fields(record: &Record) -> Result<Record, Message> {
    let mut own = Record::new();
    for (name, value) in record.iter().filter(|(name, _)| !name.starts_with(crate::user::PREFIX)) {
        let unknown = || Message::new("outlook-unknown-field").with("field", name);
        own.set(field(name).ok_or_else(unknown)?.name, value.clone());
    }
    Ok(own)
}

fn own_constants(ctx: &Context) -> Values {
    let mut values = constants(CLASS, ICON, ctx);
    values.extend(side_effects(0x110));
    let zeros = [0x8110, 0x8111, 0x811A, 0x8120, 0x8129, 0x812A];
    for (lid, value) in zeros.map(|lid| (lid, 0)).into_iter().chain([(0x8112, 1), (0x8113, 1)]) {
        values.set(Lid(Task, lid), PropValue::I32(value));
    }
    values.set(Lid(Task, 0x8123), PropValue::I32(i32::MAX));
    for lid in [0x8103, 0x8107, 0x8108, 0x8109, 0x8119, 0x811B, 0x8124, 0x8126, 0x812C] {
        values.set(Lid(Task, lid), PropValue::Bool(false));
    }
    values.set(Lid(Task, 0x811E), PropValue::Bool(true));
    let now = PropValue::Time(filetime::from_timestamp(ctx.now));
    values.set(LAST_UPDATE, now.clone());
    values.set(Lid(Common, 0x85A0), now);
    values.text(Lid(Common, 0x85A1), "5555555");
    values
}

/// What changes of a task set and remove.
pub(super) fn change(
    held: Stored<'_>,
    before: &Record,
    changes: &[Change],
    ctx: &Context,
) -> Result<Written, Message> {
    let mut after = applied(FIELDS, before, changes)?;
    let set = Touched::between(FIELDS, before, &after);
    if set.is_empty() {
        return Ok(Written::default());
    }
    let named = |name: &str| changes.iter().any(|change| change.field == name);
    if set.has_any(&progress::FIELDS) {
        let today = ctx.zone.to_datetime(ctx.now).date();
        progress::follow(&mut after, named, today);
    }
    if set.has_any(&["task.start_date", "task.due_date"]) {
        due_with_start(&mut after);
    }
    let mut touched = Touched::between(FIELDS, before, &after);
    // A series that is named without its first day begins with the task, which may be new too.
    if touched.has_any(&DATES) && named("task.recurrence") {
        touched.add("task.recurrence");
    }
    let mut written = Written::default();
    put_fields(&mut written, &after, &touched, Some(held), ctx)?;
    let version = held.int(VERSION).unwrap_or(0).saturating_add(1);
    written.values.set(VERSION, PropValue::I32(version));
    let now = PropValue::Time(filetime::from_timestamp(ctx.now));
    written.values.set(LAST_UPDATE, now);
    Ok(written)
}

/// A task that starts is due on that day or later.
fn due_with_start(record: &mut Record) {
    if let (Some(Value::Date(start)), None) =
        (record.get("task.start_date").cloned(), record.get("task.due_date"))
    {
        record.set("task.due_date", Value::Date(start));
    }
}

fn put_fields(
    written: &mut Written,
    record: &Record,
    touched: &Touched,
    held: Option<Stored<'_>>,
    ctx: &Context,
) -> Result<(), Message> {
    for field in FIELDS.iter().filter(|field| touched.has(field.name)) {
        if held.is_some() || !record.is_empty(field.name) {
            written.values.extend(store_plain(field, record.get(field.name))?);
        }
    }
    if touched.has_any(&DATES) {
        put_dates(&mut written.values, record, ctx)?;
    }
    if touched.has_any(&progress::FIELDS) {
        put_progress(&mut written.values, record)?;
    }
    if touched.has("task.reminder_at") {
        put_reminder(&mut written.values, record, held.is_some())?;
    }
    // The series of a task stands for itself; its dates are those of one occurrence.
    if touched.has("task.recurrence") {
        return put_recurrence(written, record, held, ctx);
    }
    let held = held.filter(|_| touched.has_any(&DATES)).and_then(held_recurrence);
    if let (Some(blob), Some(day)) = (held, read::item_start(record)) {
        let last = Series::read_task(&blob).is_ok_and(|series| is_last(&series, day, ctx));
        written.values.set(DEAD, PropValue::Bool(last));
    }
    Ok(())
}

fn held_recurrence(held: Stored<'_>) -> Option<TaskRecurrence> {
    TaskRecurrence::parse(held.binary(RECURRENCE)?).ok()
}

fn date_of(record: &Record, name: &str) -> Result<Option<Date>, Message> {
    match (record.get(name), field(name)) {
        (Some(Value::Date(date)), _) => Ok(Some(*date)),
        (Some(other), Some(field)) => Err(wrong_value(field, other)),
        _ => Ok(None),
    }
}

/// Dates of which the same midnights stand in UTC: all in one zone, or a reader could not tell it.
const DATES: [&str; 3] = ["task.start_date", "task.due_date", "task.completed_date"];

fn put_dates(values: &mut Values, record: &Record, ctx: &Context) -> Result<(), Message> {
    let [start, due, completed] = DATES.map(|name| date_of(record, name));
    let utc = &TimeZone::UTC;
    for (date, unshifted, shifted) in [(start?, START, COMMON_START), (due?, DUE, COMMON_END)] {
        put_time(values, unshifted, date.and_then(|date| filetime::midnight(date, utc)));
        put_time(values, shifted, date.and_then(|date| filetime::midnight(date, &ctx.zone)));
    }
    put_time(values, COMPLETED, completed?.and_then(|date| filetime::midnight(date, &ctx.zone)));
    Ok(())
}

fn put_time(values: &mut Values, prop: Prop, time: Option<i64>) {
    match time {
        Some(time) => values.set(prop, PropValue::Time(time)),
        None => values.remove(prop),
    }
}

fn put_progress(values: &mut Values, record: &Record) -> Result<(), Message> {
    let status = record.text("task.status");
    let code = code_of(STATUS, status).ok_or_else(|| misfit(record, "task.status"))?;
    let percent = progress::percent(record).and_then(|percent| i32::try_from(percent).ok());
    let percent = percent.filter(|percent| (0..=100).contains(percent));
    let percent = percent.ok_or_else(|| misfit(record, "task.percent"))?;
    values.set(STATUS_CODE, PropValue::I32(code));
    values.set(PERCENT, PropValue::F64(f64::from(percent) / 100.0));
    values.set(COMPLETE, PropValue::Bool(progress::is_done(record)));
    Ok(())
}

fn misfit(record: &Record, name: &str) -> Message {
    let nothing = Value::text("");
    let unknown = || Message::new("outlook-unknown-field").with("field", name);
    let value = record.get(name).unwrap_or(&nothing);
    field(name).map_or_else(unknown, |field| wrong_value(field, value))
}

fn put_reminder(values: &mut Values, record: &Record, held: bool) -> Result<(), Message> {
    let at: Option<Timestamp> = match record.get("task.reminder_at") {
        Some(Value::Instant(at)) => Some(*at),
        Some(_) => return Err(misfit(record, "task.reminder_at")),
        None => None,
    };
    values.set(REMINDER_SET, PropValue::Bool(at.is_some()));
    values.set(REMINDER_DELTA, PropValue::I32(0));
    if at.is_some() || held {
        let stored = at.map(filetime::from_timestamp);
        put_time(values, REMINDER_TIME, stored);
        put_time(values, REMINDER_SIGNAL, stored);
    }
    Ok(())
}

fn put_recurrence(
    written: &mut Written,
    record: &Record,
    held: Option<Stored<'_>>,
    ctx: &Context,
) -> Result<(), Message> {
    let values = &mut written.values;
    let text = text_of(record, "task.recurrence");
    values.set(RECURRING, PropValue::Bool(text.is_some()));
    values.set(Tag(0x1080), PropValue::I32(ICON + i32::from(text.is_some())));
    let Some(text) = text else {
        values.remove(RECURRENCE);
        values.set(DEAD, PropValue::Bool(false));
        return Ok(());
    };
    let refused = |_| misfit(record, "task.recurrence");
    let today = ctx.zone.to_datetime(ctx.now).date();
    let day = read::item_start(record).unwrap_or(today);
    let series = Recurrence::parse(text).map_err(refused)?;
    let series = series.series(day.to_datetime(Time::midnight()), SignedDuration::ZERO);
    values.set(DEAD, PropValue::Bool(is_last(&series, day, ctx)));
    let (blob, warnings) = match held.and_then(held_recurrence) {
        Some(held) => series.update_task(&held, &ctx.zone)?,
        None => series.write_task(&ctx.zone)?,
    };
    values.set(RECURRENCE, PropValue::Binary(blob.to_bytes()));
    written.warnings.extend(warnings);
    Ok(())
}

/// Whether no occurrence comes after that of a day: then none is to be generated any more.
fn is_last(series: &Series, day: Date, ctx: &Context) -> bool {
    series.rule.end != End::Never && !series.dates(&ctx.zone).any(|date| date > day)
}

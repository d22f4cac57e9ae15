//! Reading a task's properties as fields.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use pst::{PropValue, Props};
use sync::{Change, Message, Record, Value};

use super::fields::{
    COMMON_END, COMMON_START, COMPLETE, COMPLETED, DUE, FIELDS, OTHERS, PERCENT, RECURRENCE,
    RECURRING, REMINDER_SET, REMINDER_SIGNAL, REMINDER_TIME, START, STATUS, STATUS_CODE,
};
use super::write;
use crate::filetime;
use crate::item::{Context, Found, Places, Recurrence, Stored, Written, name_of, read_plain};
use crate::property::Prop;
use crate::recurrence::{Series, TaskRecurrence};

/// Where one data file keeps the fields of tasks.
#[derive(Debug, Clone)]
pub struct ReadFields(Places);

impl ReadFields {
    /// Resolves every property that tasks have.
    pub fn new(id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        let props = FIELDS.iter().map(|field| field.prop).chain(OTHERS.iter().copied());
        Self(Places::new(props, id_of))
    }

    /// A task's fields. What was stored as local midnight is read in `zone`, unless the task
    /// itself shows the zone it was written in.
    pub fn read(&self, props: &Props, zone: &TimeZone, found: &mut Found) -> Record {
        let item = self.0.of(props);
        let mut record = read_plain(FIELDS, item, &mut found.warnings);
        let own = own_zone(item, zone);
        let zone = own.as_ref().unwrap_or(zone);
        record.put("task.start_date", date(item, START, COMMON_START, zone).map(Value::Date));
        record.put("task.due_date", date(item, DUE, COMMON_END, zone).map(Value::Date));
        progress(&mut record, item, zone, &mut found.warnings);
        if item.is_set(REMINDER_SET) {
            let at = item.time(REMINDER_TIME).or_else(|| item.time(REMINDER_SIGNAL));
            record.put("task.reminder_at", at.map(Value::Instant));
        }
        recurrence(&mut record, item, &mut found.losses);
        record
    }

    /// What changes of a task set and remove: nothing where they say what is there.
    ///
    /// # Errors
    /// A field that tasks do not have or that Outlook derives, a value that does not fit its
    /// field, a series that Outlook cannot hold.
    pub fn change(
        &self,
        props: &Props,
        changes: &[Change],
        ctx: &Context,
    ) -> Result<Written, Message> {
        let before = self.read(props, &ctx.zone, &mut Found::default());
        write::change(self.0.of(props), &before, changes, ctx)
    }
}

/// The zone in which the task was written, where its dates show that it was another one: they are
/// there as such and as the same midnights in UTC.
fn own_zone(item: Stored<'_>, zone: &TimeZone) -> Option<TimeZone> {
    let pairs = [(START, COMMON_START), (DUE, COMMON_END)];
    pairs.into_iter().find_map(|(unshifted, utc)| {
        let local = filetime::to_timestamp(item.filetime(unshifted)?)?;
        let shifted = item.time(utc)?;
        let minutes = local.duration_since(shifted).as_mins();
        let expected = zone.to_offset(shifted).seconds().div_euclid(60);
        let other = minutes.abs_diff(i64::from(expected)) > 60;
        let plausible = minutes.abs() <= 15 * 60 && minutes % 15 == 0;
        let minutes = i32::try_from(minutes).ok().filter(|_| other && plausible)?;
        Offset::from_seconds(minutes.checked_mul(60)?).ok().map(TimeZone::fixed)
    })
}

/// A date by its unshifted form, else as local midnight.
fn date(item: Stored<'_>, unshifted: Prop, utc: Prop, zone: &TimeZone) -> Option<Date> {
    let date = item.filetime(unshifted).and_then(filetime::date_unshifted);
    date.or_else(|| filetime::date_in(item.filetime(utc)?, zone))
}

fn progress(record: &mut Record, item: Stored<'_>, zone: &TimeZone, warnings: &mut Vec<Message>) {
    let percent = percent(item);
    let status = item.int(STATUS_CODE);
    let name = status.and_then(|code| name_of(STATUS, code));
    if status.is_some() && name.is_none() {
        warnings.push(Message::new("outlook-value-type").with("field", "task.status"));
    }
    let told = match percent {
        _ if item.is_set(COMPLETE) => "done",
        Some(100) => "done",
        Some(1..) => "in_progress",
        _ => "open",
    };
    let status = name.unwrap_or(told);
    record.set("task.status", Value::text(status));
    let percent = percent.unwrap_or(if status == "done" { 100 } else { 0 });
    record.set("task.percent", Value::Int(i64::from(percent)));
    let completed = item.filetime(COMPLETED).and_then(|at| filetime::date_in(at, zone));
    record.put("task.completed_date", completed.map(Value::Date));
}

/// Whole percent of PidLidPercentComplete, which is 1.0 when all is done.
fn percent(item: Stored<'_>) -> Option<i32> {
    let Some(PropValue::F64(part)) = item.get(PERCENT) else { return None };
    let nearest = (0..100).find(|percent| (f64::from(*percent) + 0.5) / 100.0 > *part);
    Some(nearest.unwrap_or(100))
}

fn recurrence(record: &mut Record, item: Stored<'_>, losses: &mut Vec<Message>) {
    let Some(bytes) = item.binary(RECURRENCE).filter(|_| item.is_set(RECURRING)) else { return };
    let blob = TaskRecurrence::parse(bytes);
    let damaged = |_| Message::new("outlook-recurrence-damaged");
    match blob.map_err(damaged).and_then(|blob| Series::read_task(&blob)) {
        Ok(series) => {
            let text = Recurrence::of(&series, item_start(record)).to_text();
            record.set("task.recurrence", Value::Text(text));
        }
        Err(why) => losses.push(why),
    }
}

/// The day that the task's series is reckoned by: it starts then, or is due then.
pub(super) fn item_start(record: &Record) -> Option<Date> {
    let date = |name| match record.get(name) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    };
    date("task.start_date").or_else(|| date("task.due_date"))
}

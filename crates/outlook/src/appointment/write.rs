//! Writing appointments.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pst::PropValue;
use sync::{Change, Message, Record, Value};

use super::fields::{
    ALL_DAY, CLEAN_ID, CLIP_END, CLIP_START, COMMON_END, COMMON_START, DURATION, END, FIELDS,
    GLOBAL_ID, MEETING_RECURRING, PATTERN_TEXT, RECURRENCE, RECURRENCE_TYPE, RECURRING,
    REMINDER_DELTA, REMINDER_SET, REMINDER_SIGNAL, REMINDER_TIME, START, STATE, TAG_END, TAG_START,
    field,
};
use super::read::Held;
use super::span::Span;
use super::{exceptions, identity, people, place, settle};
use crate::filetime;
use crate::item::{
    Context, Exception, Parts, Person, Recurrence, Touched, Written, applied, constants,
    minutes_i32, side_effects, store_plain, text_of, wrong_value,
};
use crate::property::Prop::{self, Lid, Tag};
use crate::property::Set::{Appointment, Common};
use crate::property::Values;
use crate::recurrence::{AppointmentRecurrence, Frequency, Series};

/// Message class.
pub const CLASS: &str = "IPM.Appointment";
/// PidTagIconIndex; 1 more for a series, 2 more for a meeting.
const ICON: i32 = 0x400;
/// PidLidSmartNoAttach: all attachments are hidden.
const NO_PAPERCLIP: Prop = Lid(Common, 0x8514);
/// The bit of PidLidAppointmentStateFlags for meetings.
pub(super) const IS_MEETING: i32 = 1;

/// Fields that decide when an appointment is.
const TIMES: [&str; 5] = [
    "appointment.start",
    "appointment.end",
    "appointment.all_day",
    "appointment.time_zone",
    "appointment.recurrence",
];
/// Fields about the people of an appointment.
const PEOPLE: [&str; 3] =
    ["appointment.organizer", "appointment.attendees", "appointment.meeting_state"];

/// The properties and recipients of a new appointment. What the record says is written verbatim;
/// what it leaves out and Outlook would derive is derived.
///
/// # Errors
/// A field that appointments do not have, a value that does not fit its field, no start, a series
/// that Outlook cannot hold, a zone that is not known.
pub fn new_item(record: &Record, ctx: &Context) -> Result<Written, Message> {
    let mut complete = own_fields(record)?;
    let zone = named_zone(&complete)?.unwrap_or_else(|| ctx.zone.clone());
    settle::complete(&mut complete, &zone)?;
    let values = own_constants(ctx);
    let mut written = Written { values, ..Written::default() };
    let write = Write {
        record: &complete,
        touched: Touched::all(FIELDS),
        held: None,
        before: None,
        zone,
        ctx,
    };
    write.put(&mut written)?;
    written.recipients = written.recipients.filter(|recipients| !recipients.is_empty());
    Ok(written)
}

/// The record without user-defined fields, which are not this module's business, and without what
/// Outlook derives.
fn own_fields(record: &Record) -> Result<Record, Message> {
    let mut own = Record::new();
    for (name, value) in record.iter().filter(|(name, _)| !name.starts_with(crate::user::PREFIX)) {
        let unknown = || Message::new("outlook-unknown-field").with("field", name);
        let field = field(name).ok_or_else(unknown)?;
        if !field.derived {
            own.set(field.name, value.clone());
        }
    }
    Ok(own)
}

fn named_zone(record: &Record) -> Result<Option<TimeZone>, Message> {
    text_of(record, "appointment.time_zone").map(place::named).transpose()
}

fn own_constants(ctx: &Context) -> Values {
    let mut values = constants(CLASS, ICON, ctx);
    values.extend(side_effects(0x171));
    let zeros = [0x8201, 0x8207, 0x8214, 0x8231, 0x8256, 0x8259];
    for (lid, value) in zeros.map(|lid| (lid, 0)).into_iter().chain([(0x8224, -1)]) {
        values.set(Lid(Appointment, lid), PropValue::I32(value));
    }
    for lid in [0x8229, 0x823A, 0x8257, 0x825A] {
        values.set(Lid(Appointment, lid), PropValue::Bool(false));
    }
    for id in [0x0063, 0x0C17] {
        values.set(Tag(id), PropValue::Bool(true));
    }
    values
}

/// What changes of an appointment set and remove.
pub(super) fn change(
    held: &Held<'_>,
    before: &Record,
    changes: &[Change],
    ctx: &Context,
) -> Result<Written, Message> {
    let mut after = applied(FIELDS, before, changes)?;
    let set = Touched::between(FIELDS, before, &after);
    let zone = if set.has("appointment.time_zone") { named_zone(&after)? } else { None };
    let zone = zone.or_else(|| held.zone.clone()).unwrap_or_else(|| ctx.zone.clone());
    settle::follow(&mut after, before, &set, &zone)?;
    let touched = Touched::between(FIELDS, before, &after);
    let unknown_series = held.stored.is_set(RECURRING) && before.is_empty("appointment.recurrence");
    if unknown_series && touched.has_any(&TIMES) {
        return Err(Message::new("outlook-recurrence-kept"));
    }
    let mut written = Written::default();
    let write =
        Write { record: &after, touched, held: Some(held), before: Some(before), zone, ctx };
    write.put(&mut written)?;
    Ok(written)
}

/// One appointment that is written.
struct Write<'a> {
    record: &'a Record,
    touched: Touched,
    held: Option<&'a Held<'a>>,
    /// The record as it was.
    before: Option<&'a Record>,
    zone: TimeZone,
    ctx: &'a Context,
}

impl Write<'_> {
    fn put(&self, written: &mut Written) -> Result<(), Message> {
        for field in FIELDS.iter().filter(|field| self.touched.has(field.name)) {
            if self.held.is_some() || !self.record.is_empty(field.name) || has_default(field) {
                written.values.extend(store_plain(field, self.record.get(field.name))?);
            }
        }
        let timing = self.touched.has_any(&TIMES);
        let reminded = !self.record.is_empty("appointment.reminder_minutes");
        if timing || self.touched.has("appointment.reminder_minutes") {
            let (span, series) = self.when()?;
            if timing {
                self.put_times(written, span, series.as_ref())?;
            }
            if reminded || self.touched.has("appointment.reminder_minutes") {
                self.put_reminder(&mut written.values, span, series.as_ref())?;
            }
        }
        if self.touched.has_any(&PEOPLE) {
            self.put_people(written)?;
        }
        if self.touched.has("appointment.uid") {
            self.put_identity(&mut written.values);
        }
        if self.touched.has_any(&["appointment.recurrence", "appointment.meeting_state"]) {
            written.values.set(Tag(0x1080), PropValue::I32(self.icon()));
        }
        Ok(())
    }

    fn misfit(&self, name: &str) -> Message {
        let unknown = || Message::new("outlook-unknown-field").with("field", name);
        let nothing = Value::text("");
        let value = self.record.get(name).unwrap_or(&nothing);
        field(name).map_or_else(unknown, |field| wrong_value(field, value))
    }

    fn int(&self, name: &str) -> Result<Option<i32>, Message> {
        match self.record.get(name) {
            None => Ok(None),
            Some(Value::Int(n)) => i32::try_from(*n).map(Some).map_err(|_| self.misfit(name)),
            Some(_) => Err(self.misfit(name)),
        }
    }

    /// Start and end, and the series. A series starts on the first day that fits its rule.
    fn when(&self) -> Result<(Span, Option<Series>), Message> {
        let span = Span::of(self.record, &self.zone)?;
        let Some(text) = text_of(self.record, "appointment.recurrence") else {
            return Ok((span, None));
        };
        let refused = || self.misfit("appointment.recurrence");
        let recurrence = Recurrence::parse(text).map_err(|_| refused())?;
        let (start, lasting) = span.local(&self.zone);
        let mut series = recurrence.series(start, lasting);
        let earliest = series.start.date();
        if let Some(first) = series.rule.dates_from(earliest, earliest).next() {
            series.start = first.to_datetime(start.time());
        }
        let span = span.moved_to(series.start, &self.zone).ok_or_else(refused)?;
        Ok((span, Some(series)))
    }

    fn put_times(
        &self,
        written: &mut Written,
        span: Span,
        series: Option<&Series>,
    ) -> Result<(), Message> {
        let misfit = || self.misfit("appointment.start");
        let (start, end) = span.instants(&self.zone).ok_or_else(misfit)?;
        let values = &mut written.values;
        let copied = self.held.is_some_and(|held| held.stored.get(TAG_START).is_some());
        let copies = [(TAG_START, TAG_END)].into_iter().filter(|_| copied);
        for (first, last) in [(START, END), (COMMON_START, COMMON_END)].into_iter().chain(copies) {
            values.set(first, time(start));
            values.set(last, time(end));
        }
        let minutes = minutes_i32(end.duration_since(start).as_mins());
        values.set(DURATION, PropValue::I32(minutes));
        values.set(ALL_DAY, PropValue::Bool(span.is_days()));
        let was_series = self.held.map(|held| held.stored.is_set(RECURRING));
        if self.touched.has("appointment.time_zone") || was_series != Some(series.is_some()) {
            place::put(values, &self.zone, start, series.is_some());
        }
        if self.touched.has("appointment.recurrence") {
            self.put_exceptions(written);
        }
        let values = &mut written.values;
        match series {
            Some(series) => self.put_series(written, series),
            None => {
                put_single(values, start, end);
                Ok(())
            }
        }
    }

    fn put_series(&self, written: &mut Written, series: &Series) -> Result<(), Message> {
        let blob = self.held.and_then(|held| {
            let bytes = held.stored.binary(RECURRENCE)?;
            Some((AppointmentRecurrence::parse(bytes).ok()?, held.code_page))
        });
        let (blob, warnings) = match blob {
            Some((blob, code_page)) => series.update(&blob, &self.zone, code_page)?,
            None => series.write(&self.zone, self.ctx.target.code_page)?,
        };
        let values = &mut written.values;
        values.set(RECURRING, PropValue::Bool(true));
        values.set(MEETING_RECURRING, PropValue::Bool(true));
        values.set(RECURRENCE_TYPE, PropValue::I32(type_of(blob.pattern.frequency)));
        if let Some((start, end)) = blob.clip(&self.zone) {
            values.set(CLIP_START, time(start));
            values.set(CLIP_END, time(end));
        }
        values.set(RECURRENCE, PropValue::Binary(blob.to_bytes()));
        if self.touched.has("appointment.recurrence") {
            values.text(PATTERN_TEXT, &self.ctx.pattern_text);
        }
        written.warnings.extend(warnings);
        Ok(())
    }

    /// The attachments of changed occurrences, but for those that are as they were.
    fn put_exceptions(&self, written: &mut Written) {
        let exceptions = |record: &Record| {
            let text = text_of(record, "appointment.recurrence");
            let parsed = text.and_then(|text| Recurrence::parse(text).ok());
            parsed.map(|recurrence| recurrence.exceptions).unwrap_or_default()
        };
        let (before, after) =
            (self.before.map(exceptions).unwrap_or_default(), exceptions(self.record));
        if before == after {
            return;
        }
        let there = |one: &&Exception| after.iter().any(|other| other.original == one.original);
        let gone = before.iter().filter(|one| !there(one)).map(|one| one.original);
        let new = after.iter().filter(|one| !before.contains(one));
        let new = new.filter_map(|one| exceptions::part(one, &self.zone, self.ctx));
        let (gone, new) = (gone.collect(), new.collect());
        if self.held.is_none() {
            // There is nothing but hidden attachments.
            written.values.set(NO_PAPERCLIP, PropValue::Bool(true));
        }
        written.parts = Some(Parts { gone, new, zone: self.zone.clone() });
    }

    fn put_reminder(
        &self,
        values: &mut Values,
        span: Span,
        series: Option<&Series>,
    ) -> Result<(), Message> {
        let minutes = self.int("appointment.reminder_minutes")?;
        values.set(REMINDER_SET, PropValue::Bool(minutes.is_some()));
        let Some(minutes) = minutes else { return Ok(()) };
        let misfit = || self.misfit("appointment.reminder_minutes");
        let (first, _) = span.instants(&self.zone).ok_or_else(misfit)?;
        let next = series.and_then(|series| self.next(series)).unwrap_or(first);
        let before = SignedDuration::from_mins(i64::from(minutes));
        let signal = next.checked_sub(before).map_err(|_| misfit())?;
        values.set(REMINDER_DELTA, PropValue::I32(minutes));
        values.set(REMINDER_TIME, time(next));
        values.set(REMINDER_SIGNAL, time(signal));
        Ok(())
    }

    /// The start of the next occurrence, where there is one within a good year. The reminder of a
    /// series that comes less often is that of its first.
    fn next(&self, series: &Series) -> Option<Timestamp> {
        let until = self.ctx.now.checked_add(SignedDuration::from_hours(400 * 24)).ok()?;
        let found = series.occurrences(&self.zone, self.ctx.now, until);
        found.iter().map(|occurrence| occurrence.start).find(|start| *start >= self.ctx.now)
    }

    fn put_people(&self, written: &mut Written) -> Result<(), Message> {
        let target = self.ctx.target;
        let state = self.int("appointment.meeting_state")?.unwrap_or(0);
        written.values.set(STATE, PropValue::I32(state));
        let organizer = text_of(self.record, "appointment.organizer").map(Person::from_shown);
        if self.touched.has("appointment.organizer") && (self.held.is_some() || organizer.is_some())
        {
            people::put_organizer(&mut written.values, organizer.as_ref(), target);
        }
        if self.touched.has("appointment.attendees") {
            let people = self.attendees()?;
            if self.held.is_some() || !people.is_empty() {
                people::put_names(&mut written.values, &people);
            }
            let held = self.held.map_or(&[][..], |held| held.recipients);
            let rows = people.iter().map(|person| {
                let row = people::held_recipient(person, held);
                row.unwrap_or_else(|| people::recipient(person, target))
            });
            written.recipients = Some(rows.collect());
        }
        Ok(())
    }

    fn attendees(&self) -> Result<Vec<Person>, Message> {
        let misfit = || self.misfit("appointment.attendees");
        match self.record.get("appointment.attendees") {
            None => Ok(Vec::new()),
            Some(Value::List(texts)) => {
                let people = texts.iter().map(|text| Person::parse(text));
                people.collect::<Result<_, _>>().map_err(|_| misfit())
            }
            Some(_) => Err(misfit()),
        }
    }

    fn put_identity(&self, values: &mut Values) {
        let id = match (text_of(self.record, "appointment.uid"), self.held) {
            (Some(uid), _) => identity::of_uid(uid),
            (None, None) => identity::new(self.ctx.now, self.ctx.search_key),
            (None, Some(_)) => {
                [GLOBAL_ID, CLEAN_ID].into_iter().for_each(|prop| values.remove(prop));
                return;
            }
        };
        values.set(GLOBAL_ID, PropValue::Binary(id.clone()));
        values.set(CLEAN_ID, PropValue::Binary(id));
    }

    fn icon(&self) -> i32 {
        let state = self.int("appointment.meeting_state").ok().flatten().unwrap_or(0);
        let meeting = if state & IS_MEETING != 0 { 2 } else { 0 };
        ICON + meeting + i32::from(!self.record.is_empty("appointment.recurrence"))
    }
}

/// Whether Outlook has a value for what a record leaves out.
fn has_default(field: &crate::item::ItemField) -> bool {
    matches!(field.form, crate::item::Form::Code(..) | crate::item::Form::Private)
}

fn time(at: Timestamp) -> PropValue {
    PropValue::Time(filetime::from_timestamp(at))
}

fn put_single(values: &mut Values, start: Timestamp, end: Timestamp) {
    values.set(CLIP_START, time(start));
    values.set(CLIP_END, time(end));
    values.set(RECURRING, PropValue::Bool(false));
    values.set(RECURRENCE_TYPE, PropValue::I32(0));
    for prop in [RECURRENCE, PATTERN_TEXT, MEETING_RECURRING] {
        values.remove(prop);
    }
}

/// PidLidRecurrenceType.
fn type_of(frequency: Frequency) -> i32 {
    match frequency {
        Frequency::DAILY => 1,
        Frequency::WEEKLY => 2,
        Frequency::MONTHLY => 3,
        Frequency::YEARLY => 4,
        _ => 0,
    }
}

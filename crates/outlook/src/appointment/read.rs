//! Reading an appointment's properties and recipients as fields.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pst::Props;
use sync::{Change, Message, Record, Value};

use super::exceptions::same_day;
use super::fields::{
    ALL_DAY, CLEAN_ID, COMMON_END, COMMON_START, DURATION, END, FIELDS, GLOBAL_ID, OTHERS,
    RECURRENCE, RECURRING, REMINDER_DELTA, REMINDER_SET, START, STATE, TAG_END, TAG_START,
};
use super::span::Span;
use super::{identity, people, place, write};
use crate::filetime;
use crate::item::{Context, Found, Person, Places, Recurrence, Role, Stored, Written, read_plain};
use crate::property::Prop;
use crate::recurrence::{AppointmentRecurrence, Series};

/// An appointment as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its properties.
    pub props: &'a Props,
    /// Its recipient table.
    pub recipients: &'a [Props],
    /// The code page of its old texts.
    pub code_page: u16,
    /// Texts of changed occurrences, by their original starts.
    pub texts: &'a [(DateTime, String)],
}

/// Where one data file keeps the fields of appointments.
#[derive(Debug, Clone)]
pub struct ReadFields(Places);

/// PidLidReminderDelta: "as usual", which is a quarter of an hour.
const USUAL_REMINDER: i32 = 0x5AE9_80E1;

/// An appointment as stored, with what reading finds out on the way.
pub(super) struct Held<'a> {
    pub stored: Stored<'a>,
    pub recipients: &'a [Props],
    pub zone: Option<TimeZone>,
    pub code_page: u16,
}

impl ReadFields {
    /// Resolves every property that appointments have.
    pub fn new(id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        let props = FIELDS.iter().map(|field| field.prop).chain(OTHERS.iter().copied());
        Self(Places::new(props, id_of))
    }

    /// An appointment's fields. Where it names no zone, `zone` is taken for it.
    pub fn read(&self, item: Item<'_>, zone: &TimeZone, found: &mut Found) -> Record {
        let stored = self.0.of(item.props);
        let mut record = read_plain(FIELDS, stored, &mut found.warnings);
        let warnings = &mut found.warnings;
        let own = place::of(stored, zone);
        let name = own.as_ref().and_then(|own| own.name.clone());
        record.put("appointment.time_zone", name.map(Value::Text));
        let zone = own.as_ref().map_or(zone, |own| &own.zone);
        match series(stored, item.code_page) {
            Some(Ok(series)) => put_series(&mut record, &series, item.texts, stored, zone),
            Some(Err(why)) => {
                found.losses.push(why);
                put_span(&mut record, single(stored, zone), stored, warnings);
            }
            None => put_span(&mut record, single(stored, zone), stored, warnings),
        }
        if stored.is_set(REMINDER_SET) {
            let minutes = stored.int(REMINDER_DELTA).filter(|minutes| *minutes != USUAL_REMINDER);
            let minutes = Value::Int(i64::from(minutes.unwrap_or(15)));
            record.set("appointment.reminder_minutes", minutes);
        }
        put_people(&mut record, stored, item.recipients);
        let id = stored.binary(CLEAN_ID).or_else(|| stored.binary(GLOBAL_ID));
        record.put("appointment.uid", id.and_then(identity::uid).map(Value::Text));
        record
    }

    /// What changes of an appointment set and remove: nothing where they say what is there.
    ///
    /// # Errors
    /// A field that appointments do not have or that Outlook derives, a value that does not fit
    /// its field, a series that Outlook cannot hold, a zone that is not known.
    pub fn change(
        &self,
        item: Item<'_>,
        changes: &[Change],
        ctx: &Context,
    ) -> Result<Written, Message> {
        let before = self.read(item, &ctx.zone, &mut Found::default());
        let stored = self.0.of(item.props);
        let zone = place::of(stored, &ctx.zone).map(|found| found.zone);
        let (recipients, code_page) = (item.recipients, item.code_page);
        let held = Held { stored, recipients, zone, code_page };
        write::change(&held, &before, changes, ctx)
    }
}

/// The series of a recurring appointment, or why it cannot be told.
fn series(item: Stored<'_>, code_page: u16) -> Option<Result<Series, Message>> {
    let bytes = item.binary(RECURRENCE).filter(|_| item.is_set(RECURRING))?;
    let damaged = |_| Message::new("outlook-recurrence-damaged");
    let blob = AppointmentRecurrence::parse(bytes).map_err(damaged);
    Some(blob.and_then(|blob| Series::read(&blob, code_page)))
}

fn put_series(
    record: &mut Record,
    series: &Series,
    texts: &[(DateTime, String)],
    item: Stored<'_>,
    zone: &TimeZone,
) {
    let days = item.is_set(ALL_DAY);
    let span = Span::from_local(series.start, series.duration, days, zone);
    put_span(record, span, item, &mut Vec::new());
    let mut recurrence = Recurrence::of(series, Some(series.start.date()));
    for exception in recurrence.exceptions.iter_mut().filter(|exception| exception.own_text) {
        let own = texts.iter().find(|(stored, _)| same_day(*stored, exception.original, zone));
        exception.notes = own.map(|(_, text)| text.clone());
    }
    record.set("appointment.recurrence", Value::Text(recurrence.to_text()));
}

/// Start and end of a single appointment, by the first of the twins that are there.
fn single(item: Stored<'_>, zone: &TimeZone) -> Option<Span> {
    let first = |props: [Prop; 3]| {
        let there = |prop: &Prop| item.time(*prop).is_some();
        props.into_iter().find(there).and_then(|prop| item.filetime(prop))
    };
    let start = first([START, COMMON_START, TAG_START])?;
    let end = first([END, COMMON_END, TAG_END]);
    if item.is_set(ALL_DAY) {
        let day = filetime::date_in(start, zone)?;
        let next = day.tomorrow().ok()?;
        let end = end.and_then(|end| filetime::date_in(end, zone)).unwrap_or(next);
        return Some(Span::Days(day, end.max(next)));
    }
    let start = filetime::to_timestamp(start)?;
    let lasting = item.int(DURATION).map(|minutes| SignedDuration::from_mins(minutes.into()));
    let by_duration = lasting.and_then(|lasting| start.checked_add(lasting).ok());
    let end = end.and_then(filetime::to_timestamp).or(by_duration).unwrap_or(start);
    Some(Span::Times(start, end.max(start)))
}

fn put_span(
    record: &mut Record,
    span: Option<Span>,
    item: Stored<'_>,
    warnings: &mut Vec<Message>,
) {
    record.set("appointment.all_day", Value::Bool(item.is_set(ALL_DAY)));
    let Some(span) = span else {
        warnings.push(Message::new("outlook-appointment-start"));
        return;
    };
    let (start, end) = span.whens();
    record.set("appointment.start", start.value());
    record.set("appointment.end", end.value());
}

fn put_people(record: &mut Record, item: Stored<'_>, recipients: &[Props]) {
    let state = item.int(STATE).unwrap_or(0);
    record.set("appointment.meeting_state", Value::Int(i64::from(state)));
    let mut people: Vec<Person> = recipients.iter().filter_map(people::person).collect();
    if state & write::IS_MEETING == 0 {
        // Outlook lists the user, who has invited nobody.
        people.retain(|person| person.role != Role::Organizer);
    } else {
        let of_table = || people.iter().find(|person| person.role == Role::Organizer).cloned();
        let organizer = people::organizer(item).or_else(of_table);
        let shown = organizer.map(|person| Value::Text(person.shown()));
        record.put("appointment.organizer", shown);
    }
    let texts = people.iter().map(Person::to_text).collect();
    record.set("appointment.attendees", Value::List(texts));
}

//! Changed occurrences as Outlook keeps them beside the series: one hidden attachment each, with a
//! message in it (\[MS-OXOCAL\] 2.2.10).
//!
//! The series' own blob says what differs; the attachment says it again, and alone holds the text
//! of an occurrence. What must hold: occurrences that do not change keep theirs untouched.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pst::{PropValue, Props};

use super::fields::{
    ALL_DAY, BODY, BUSY_STATUS, COLOUR, COMMON_END, COMMON_START, DURATION, END, LOCATION,
    REMINDER_DELTA, REMINDER_SET, START, STATE, SUBJECT, TAG_END, TAG_START,
};
use crate::filetime;
use crate::item::{BUSY, Context, Exception, Part, code_of, constants, minutes_i32, side_effects};
use crate::property::Prop::{Lid, Tag};
use crate::property::Set::{Appointment, Meeting};
use crate::property::{Prop, PropIds, Values};

/// Message class.
const CLASS: &str = "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}";
/// PidTagAttachmentFlags: what is attached is a changed occurrence.
const FLAGS: u16 = 0x7FFD;
const IS_EXCEPTION: i32 = 2;
/// PidTagExceptionReplaceTime: the original start, by the clock on the wall.
const ORIGINAL: u16 = 0x7FF9;
/// PidTagExceptionStartTime and EndTime, by the clock on the wall.
const LOCAL_START: u16 = 0x7FFB;
const LOCAL_END: u16 = 0x7FFC;
/// PidLidExceptionReplaceTime: the original start.
const REPLACES: Prop = Lid(Appointment, 0x8228);
/// PidLidFExceptionalBody.
const OWN_BODY: Prop = Lid(Appointment, 0x8206);

/// PidTagRtfCompressed and PidTagHtml: the text once more, formatted.
const RTF: Prop = Tag(0x1009);
const HTML: Prop = Tag(0x1013);

/// The original start of the occurrence that an attachment belongs to, as it is stored.
#[must_use]
pub fn original(attachment: &Props) -> Option<DateTime> {
    let is_exception = attachment.i32(FLAGS).is_some_and(|flags| flags & IS_EXCEPTION != 0);
    let at = attachment.get(ORIGINAL).filter(|_| is_exception).and_then(PropValue::as_time)?;
    Some(filetime::to_timestamp(at)?.to_zoned(TimeZone::UTC).datetime())
}

/// Whether an attachment is the changed occurrence of an original start. Some programs store that
/// by the clock on the wall, others in UTC; and of a series that was moved to another hour the
/// stored hours are the old ones: there is one occurrence a day.
#[must_use]
pub fn is_of(attachment: &Props, start: DateTime, zone: &TimeZone) -> bool {
    original(attachment).is_some_and(|stored| same_day(stored, start, zone))
}

/// See [`is_of`].
pub(super) fn same_day(stored: DateTime, start: DateTime, zone: &TimeZone) -> bool {
    let utc = stored.to_zoned(TimeZone::UTC).map(|at| zone.to_datetime(at.timestamp()));
    let in_zone = utc.map_or(stored, |utc| utc);
    // The same hour in either reading tells for certain; else the day by the clock on the wall.
    if in_zone == start || stored == start {
        return true;
    }
    let exact = in_zone.time() == start.time() || stored.time() == start.time();
    !exact && stored.date() == start.date()
}

/// What a changed occurrence that is there gets: the new values, and of what it may have of its own
/// and has not any more the removal. A text that stays keeps its formatted form.
///
/// # Errors
/// No id to be had for a name.
pub fn revision(
    part: &Part,
    held: &Props,
    ids: &mut dyn PropIds,
) -> pst::Result<Vec<(u16, Option<PropValue>)>> {
    let message = &part.message;
    let same_text = part.keeps_text
        || match (message.get(BODY), held.get(0x1000)) {
            (Some(PropValue::Text(new)), Some(PropValue::Text(old))) => new == old,
            (new, old) => new.is_none() && old.is_none(),
        };
    let of_text = |prop: &&Prop| [BODY, OWN_BODY, RTF, HTML].contains(prop);
    let own = OWN.iter().filter(|prop| !same_text || !of_text(prop));
    let mut values = Values::new();
    for prop in own.clone() {
        values.remove(*prop);
    }
    for prop in own.chain(TIMES) {
        if let Some(value) = message.get(*prop) {
            values.set(*prop, value.clone());
        }
    }
    let patch = values.into_patch(held, ids)?;
    let set = patch.set.into_iter().map(|(id, value)| (id, Some(value)));
    Ok(set.chain(patch.remove.into_iter().map(|id| (id, None))).collect())
}

/// What an occurrence may have of its own.
const OWN: &[Prop] = &[
    SUBJECT,
    Tag(0x0070),
    LOCATION,
    BODY,
    RTF,
    HTML,
    BUSY_STATUS,
    COLOUR,
    REMINDER_DELTA,
    STATE,
    ALL_DAY,
    REMINDER_SET,
    OWN_BODY,
];

/// When it is: every occurrence has these.
const TIMES: &[Prop] =
    &[START, COMMON_START, TAG_START, END, COMMON_END, TAG_END, DURATION, REPLACES];

/// The attachment of a changed occurrence; `None` for a time that the zone does not have.
pub(super) fn part(exception: &Exception, zone: &TimeZone, ctx: &Context) -> Option<Part> {
    let whole = |at: DateTime| at.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    let times = [whole(exception.original)?, whole(exception.start)?, whole(exception.end)?];
    let mut attachment = Values::new();
    for (id, value) in [(0x3714, 0), (FLAGS, IS_EXCEPTION), (0x7FFA, 0), (0x370B, -1)] {
        attachment.set(Tag(id), PropValue::I32(value));
    }
    attachment.set(Tag(0x7FFE), PropValue::Bool(true));
    attachment.text(Tag(0x3001), "Untitled");
    for (id, at) in
        [(ORIGINAL, exception.original), (LOCAL_START, exception.start), (LOCAL_END, exception.end)]
    {
        let local = at.to_zoned(TimeZone::UTC).ok()?.timestamp();
        attachment.set(Tag(id), time(local));
    }
    Some(Part {
        original: exception.original,
        attachment,
        message: message(exception, times, ctx),
        keeps_text: exception.own_text && exception.notes.is_none(),
    })
}

fn message(exception: &Exception, times: [Timestamp; 3], ctx: &Context) -> Values {
    let [original, start, end] = times;
    let mut values = constants(CLASS, 0x400, ctx);
    values.extend(side_effects(0x171));
    for prop in [START, COMMON_START, TAG_START] {
        values.set(prop, time(start));
    }
    for prop in [END, COMMON_END, TAG_END] {
        values.set(prop, time(end));
    }
    values.set(REPLACES, time(original));
    values.set(DURATION, PropValue::I32(minutes_i32(end.duration_since(start).as_mins())));
    values.set(Lid(Meeting, 0x000A), PropValue::Bool(true));
    put_differences(&mut values, exception);
    values
}

/// What the occurrence has of its own.
fn put_differences(values: &mut Values, exception: &Exception) {
    if let Some(subject) = &exception.subject {
        values.set(SUBJECT, PropValue::Text(format!("\u{1}\u{1}{subject}")));
        values.text(Tag(0x0070), subject);
    }
    for (prop, text) in [(LOCATION, &exception.location), (BODY, &exception.notes)] {
        text.iter().for_each(|text| values.text(prop, text));
    }
    let busy = exception.busy.as_deref().and_then(|busy| code_of(BUSY, busy));
    let number = |number: Option<u32>| number.and_then(|number| i32::try_from(number).ok());
    let numbers = [
        (BUSY_STATUS, busy),
        (COLOUR, number(exception.label)),
        (REMINDER_DELTA, number(exception.reminder_minutes)),
        (STATE, number(exception.meeting_state)),
    ];
    for (prop, value) in numbers {
        value.into_iter().for_each(|value| values.set(prop, PropValue::I32(value)));
    }
    let own_body = exception.notes.is_some().then_some(true);
    let flags =
        [(ALL_DAY, exception.all_day), (REMINDER_SET, exception.reminder), (OWN_BODY, own_body)];
    for (prop, value) in flags {
        value.into_iter().for_each(|value| values.set(prop, PropValue::Bool(value)));
    }
}

fn time(at: Timestamp) -> PropValue {
    PropValue::Time(filetime::from_timestamp(at))
}

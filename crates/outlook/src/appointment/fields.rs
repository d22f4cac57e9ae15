//! Every field of an appointment: one table (\[MS-OXOCAL\] 2.2.1).

use sync::FieldType;

use crate::item::Form::{self, Several};
use crate::item::{BUSY, ItemField, PRIORITY, new_field as new};
use crate::property::Prop::{self, Lid, Public, Tag};
use crate::property::Set::{Appointment, Common, Meeting};

/// PidLidResponseStatus.
const RESPONSE: &[(i32, &str)] = &[
    (0, "none"),
    (1, "organizer"),
    (2, "tentative"),
    (3, "accepted"),
    (4, "declined"),
    (5, "not_responded"),
];

pub(super) const SUBJECT: Prop = Tag(0x0037);
pub(super) const BODY: Prop = Tag(0x1000);
pub(super) const LOCATION: Prop = Lid(Appointment, 0x8208);
pub(super) const BUSY_STATUS: Prop = Lid(Appointment, 0x8205);
pub(super) const COLOUR: Prop = Lid(Appointment, 0x8214);
pub(super) const START: Prop = Lid(Appointment, 0x820D);
pub(super) const END: Prop = Lid(Appointment, 0x820E);
pub(super) const COMMON_START: Prop = Lid(Common, 0x8516);
pub(super) const COMMON_END: Prop = Lid(Common, 0x8517);
/// PidTagStartDate and PidTagEndDate, copies on meetings.
pub(super) const TAG_START: Prop = Tag(0x0060);
pub(super) const TAG_END: Prop = Tag(0x0061);
pub(super) const CLIP_START: Prop = Lid(Appointment, 0x8235);
pub(super) const CLIP_END: Prop = Lid(Appointment, 0x8236);
pub(super) const DURATION: Prop = Lid(Appointment, 0x8213);
pub(super) const ALL_DAY: Prop = Lid(Appointment, 0x8215);
pub(super) const RECURRENCE: Prop = Lid(Appointment, 0x8216);
pub(super) const RECURRING: Prop = Lid(Appointment, 0x8223);
pub(super) const RECURRENCE_TYPE: Prop = Lid(Appointment, 0x8231);
pub(super) const PATTERN_TEXT: Prop = Lid(Appointment, 0x8232);
pub(super) const MEETING_RECURRING: Prop = Lid(Meeting, 0x0005);
pub(super) const ZONE_STRUCT: Prop = Lid(Appointment, 0x8233);
pub(super) const ZONE_TEXT: Prop = Lid(Appointment, 0x8234);
pub(super) const ZONE_START: Prop = Lid(Appointment, 0x825E);
pub(super) const ZONE_END: Prop = Lid(Appointment, 0x825F);
pub(super) const ZONE_SERIES: Prop = Lid(Appointment, 0x8260);
pub(super) const REMINDER_SET: Prop = Lid(Common, 0x8503);
pub(super) const REMINDER_DELTA: Prop = Lid(Common, 0x8501);
pub(super) const REMINDER_TIME: Prop = Lid(Common, 0x8502);
pub(super) const REMINDER_SIGNAL: Prop = Lid(Common, 0x8560);
pub(super) const STATE: Prop = Lid(Appointment, 0x8217);
pub(super) const ATTENDEES_ALL: Prop = Lid(Appointment, 0x8238);
pub(super) const ATTENDEES_TO: Prop = Lid(Appointment, 0x823B);
pub(super) const ATTENDEES_CC: Prop = Lid(Appointment, 0x823C);
pub(super) const GLOBAL_ID: Prop = Lid(Meeting, 0x0003);
pub(super) const CLEAN_ID: Prop = Lid(Meeting, 0x0023);

/// Properties beside those of the table that have a name.
#[rustfmt::skip]
pub(super) const OTHERS: &[Prop] = &[
    COMMON_START, COMMON_END, CLIP_START, CLIP_END, DURATION, RECURRING, RECURRENCE_TYPE,
    ZONE_STRUCT, ZONE_TEXT, ZONE_END, ZONE_SERIES, REMINDER_SET, REMINDER_TIME, REMINDER_SIGNAL,
    GLOBAL_ID, crate::item::PRIVATE_FLAG,
];

/// The field of that stable name.
#[must_use]
pub fn field(name: &str) -> Option<&'static ItemField> {
    FIELDS.iter().find(|field| field.name == name)
}

/// Every field, in the order in which a person wants to see them.
#[rustfmt::skip]
pub static FIELDS: &[ItemField] = &[
    new("appointment.subject", SUBJECT, Form::Subject, "Subject", "Betreff"),
    new("appointment.location", LOCATION, Form::Text, "Location", "Ort"),
    new("appointment.start", START, Several(FieldType::Text), "Start", "Beginn"),
    new("appointment.end", END, Several(FieldType::Text), "End", "Ende"),
    new("appointment.all_day", ALL_DAY, Several(FieldType::Bool), "All Day Event", "Ganztägiges Ereignis"),
    new("appointment.time_zone", ZONE_START, Several(FieldType::Text), "Time Zone", "Zeitzone"),
    new("appointment.recurrence", RECURRENCE, Several(FieldType::Text), "Recurrence", "Serie"),
    new("appointment.pattern_text", PATTERN_TEXT, Form::Text, "Recurrence Pattern", "Serienmuster").derived(),
    new("appointment.busy", BUSY_STATUS, Form::Code(BUSY, "busy"), "Show Time As", "Anzeigen als"),
    new("appointment.label", COLOUR, Form::Long, "Label", "Beschriftung"),
    new("appointment.reminder_minutes", REMINDER_DELTA, Several(FieldType::Int), "Reminder Minutes", "Erinnerung (Minuten)"),
    new("appointment.organizer", Tag(0x0042), Several(FieldType::Text), "Organizer", "Organisator"),
    new("appointment.attendees", ATTENDEES_ALL, Several(FieldType::List), "Attendees", "Teilnehmer"),
    new("appointment.meeting_state", STATE, Several(FieldType::Int), "Meeting State", "Besprechungszustand"),
    new("appointment.response", Lid(Appointment, 0x8218), Form::Code(RESPONSE, "none"), "Meeting Status", "Besprechungsstatus"),
    new("appointment.priority", Tag(0x0017), Form::Code(PRIORITY, "normal"), "Priority", "Priorität"),
    new("appointment.categories", Public("Keywords"), Form::Texts, "Categories", "Kategorien"),
    new("appointment.private", Tag(0x0036), Form::Private, "Private", "Privat"),
    new("appointment.body", BODY, Form::Body, "Notes", "Notizen"),
    new("appointment.uid", CLEAN_ID, Several(FieldType::Text), "Unique ID", "Eindeutige Kennung"),
    new("appointment.billing", Lid(Common, 0x8535), Form::Text, "Billing Information", "Abrechnungsinformation"),
    new("appointment.mileage", Lid(Common, 0x8534), Form::Text, "Mileage", "Reisekilometer"),
    new("appointment.companies", Lid(Common, 0x8539), Form::Texts, "Company", "Firma"),
    new("appointment.contacts", Lid(Common, 0x853A), Form::Texts, "Contacts", "Kontakte"),
];

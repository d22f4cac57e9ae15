//! Which property carries which field: one table for either kind.

use sync::Kind;

use crate::{appointment, task};

/// How a field stands in its property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One text.
    Text,
    /// Several texts.
    Texts,
    /// A number.
    Int,
    /// TRUE or FALSE; a missing one is no.
    Bool,
    /// In a way that its module knows.
    Own,
}

/// Field, property, and how the one stands in the other.
pub(super) type Row = (&'static str, &'static str, Form);

/// Appointments, as events.
#[rustfmt::skip]
pub(super) const EVENT: &[Row] = &[
    ("appointment.subject", "SUMMARY", Form::Text),
    ("appointment.location", "LOCATION", Form::Text),
    ("appointment.body", "DESCRIPTION", Form::Text),
    ("appointment.categories", "CATEGORIES", Form::Texts),
    ("appointment.start", "DTSTART", Form::Own),
    ("appointment.end", "DTEND", Form::Own),
    ("appointment.all_day", "X-MICROSOFT-CDO-ALLDAYEVENT", Form::Own),
    ("appointment.time_zone", "X-GLEICHSTAND-TIME-ZONE", Form::Own),
    ("appointment.recurrence", "RRULE", Form::Own),
    ("appointment.busy", "X-MICROSOFT-CDO-BUSYSTATUS", Form::Own),
    ("appointment.reminder_minutes", "VALARM", Form::Own),
    ("appointment.organizer", "ORGANIZER", Form::Own),
    ("appointment.attendees", "ATTENDEE", Form::Own),
    ("appointment.priority", "PRIORITY", Form::Own),
    ("appointment.private", "CLASS", Form::Own),
    ("appointment.uid", "UID", Form::Own),
    ("appointment.meeting_state", "X-GLEICHSTAND-MEETING-STATE", Form::Own),
    ("appointment.response", "X-GLEICHSTAND-RESPONSE", Form::Own),
    ("appointment.label", "X-GLEICHSTAND-LABEL", Form::Int),
    ("appointment.billing", "X-GLEICHSTAND-BILLING", Form::Text),
    ("appointment.mileage", "X-GLEICHSTAND-MILEAGE", Form::Text),
    ("appointment.companies", "X-GLEICHSTAND-COMPANIES", Form::Texts),
    ("appointment.contacts", "X-GLEICHSTAND-CONTACTS", Form::Texts),
];

/// Tasks, as to-dos.
#[rustfmt::skip]
pub(super) const TODO: &[Row] = &[
    ("task.subject", "SUMMARY", Form::Text),
    ("task.body", "DESCRIPTION", Form::Text),
    ("task.categories", "CATEGORIES", Form::Texts),
    ("task.start_date", "DTSTART", Form::Own),
    ("task.due_date", "DUE", Form::Own),
    ("task.status", "STATUS", Form::Own),
    ("task.percent", "PERCENT-COMPLETE", Form::Own),
    ("task.completed_date", "COMPLETED", Form::Own),
    ("task.priority", "PRIORITY", Form::Own),
    ("task.private", "CLASS", Form::Own),
    ("task.reminder_at", "VALARM", Form::Own),
    ("task.recurrence", "RRULE", Form::Own),
    ("task.owner", "X-GLEICHSTAND-OWNER", Form::Own),
    ("task.estimated_minutes", "X-GLEICHSTAND-TOTAL-WORK", Form::Int),
    ("task.actual_minutes", "X-GLEICHSTAND-ACTUAL-WORK", Form::Int),
    ("task.role", "X-GLEICHSTAND-ROLE", Form::Text),
    ("task.team_task", "X-GLEICHSTAND-TEAM-TASK", Form::Bool),
    ("task.billing", "X-GLEICHSTAND-BILLING", Form::Text),
    ("task.mileage", "X-GLEICHSTAND-MILEAGE", Form::Text),
    ("task.companies", "X-GLEICHSTAND-COMPANIES", Form::Texts),
    ("task.contacts", "X-GLEICHSTAND-CONTACTS", Form::Texts),
];

/// The table of a kind.
pub(super) fn rows(kind: Kind) -> &'static [Row] {
    match kind {
        Kind::Appointments => EVENT,
        Kind::Tasks => TODO,
        Kind::Addresses | Kind::Mails => &[],
    }
}

/// Whether iCalendar carries a field of a kind.
#[must_use]
pub fn carries(kind: Kind, field: &str) -> bool {
    rows(kind).iter().any(|(name, ..)| *name == field)
}

/// Whether Outlook makes a field from others.
pub(super) fn is_derived(kind: Kind, name: &str) -> bool {
    let field = match kind {
        Kind::Appointments => appointment::field(name),
        Kind::Tasks => task::field(name),
        Kind::Addresses | Kind::Mails => None,
    };
    field.is_some_and(|field| field.derived)
}

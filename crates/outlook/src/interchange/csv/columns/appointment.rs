//! The columns of appointments.

use sync::Kind;
use sync::form::Role;

use super::Means::{
    self, AllDay, List, Moment, Number, People, Private, ReminderSet, Text, Uid, Word, Yes,
};
use super::Moment::{End, Reminder, Start};
use super::{Half, Names, Set, Words};

pub(super) static SET: Set = Set {
    kind: Kind::Appointments,
    en: EN,
    de: DE,
    others_en: OTHERS_EN,
    others_de: OTHERS_DE,
    decisive,
};

/// Without its day there is no appointment.
fn decisive(means: Means) -> bool {
    means == Moment(Start, Half::Date)
}

/// All versions.
#[rustfmt::skip]
static EN: Names = &[
    ("Subject", Text("appointment.subject")),
    ("Start Date", Moment(Start, Half::Date)),
    ("Start Time", Moment(Start, Half::Time)),
    ("End Date", Moment(End, Half::Date)),
    ("End Time", Moment(End, Half::Time)),
    ("All day event", AllDay),
    ("Reminder on/off", ReminderSet),
    ("Reminder Date", Moment(Reminder, Half::Date)),
    ("Reminder Time", Moment(Reminder, Half::Time)),
    ("Meeting Organizer", People(Role::Organizer)),
    ("Required Attendees", People(Role::Required)),
    ("Optional Attendees", People(Role::Optional)),
    ("Meeting Resources", People(Role::Resource)),
    ("Billing Information", Text("appointment.billing")),
    ("Categories", List("appointment.categories")),
    ("Description", Text("appointment.body")),
    ("Location", Text("appointment.location")),
    ("Mileage", Text("appointment.mileage")),
    ("Priority", Word("appointment.priority", Words::Priority)),
    ("Private", Yes("appointment.private")),
    ("Sensitivity", Private("appointment.private")),
    ("Show time as", Word("appointment.busy", Words::Busy)),
];

/// Sorted by the local name behind the first ten, as Outlook does.
#[rustfmt::skip]
static DE: Names = &[
    ("Betreff", Text("appointment.subject")),
    ("Beginnt am", Moment(Start, Half::Date)),
    ("Beginnt um", Moment(Start, Half::Time)),
    ("Endet am", Moment(End, Half::Date)),
    ("Endet um", Moment(End, Half::Time)),
    ("Ganztägiges Ereignis", AllDay),
    ("Erinnerung Ein/Aus", ReminderSet),
    ("Erinnerung am", Moment(Reminder, Half::Date)),
    ("Erinnerung um", Moment(Reminder, Half::Time)),
    ("Besprechungsplanung", People(Role::Organizer)),
    ("Erforderliche Teilnehmer", People(Role::Required)),
    ("Optionale Teilnehmer", People(Role::Optional)),
    ("Besprechungsressourcen", People(Role::Resource)),
    ("Abrechnungsinformationen", Text("appointment.billing")),
    ("Beschreibung", Text("appointment.body")),
    ("Kategorien", List("appointment.categories")),
    ("Ort", Text("appointment.location")),
    ("Priorität", Word("appointment.priority", Words::Priority)),
    ("Privat", Yes("appointment.private")),
    ("Reisekilometer", Text("appointment.mileage")),
    ("Vertraulichkeit", Private("appointment.private")),
    ("Zeitspanne zeigen als", Word("appointment.busy", Words::Busy)),
];

/// Ours.
#[rustfmt::skip]
static OTHERS_EN: Names = &[
    ("Terminnr", Number),
    ("Appointment No", Number),
    ("UID", Uid),
];

/// What other programs call them.
#[rustfmt::skip]
static OTHERS_DE: Names = &[
    ("Erinnerungsdatum", Moment(Reminder, Half::Date)),
    ("Erinnerungszeit", Moment(Reminder, Half::Time)),
    ("Abrechnungsinformation", Text("appointment.billing")),
    ("Notizen", Text("appointment.body")),
    ("Anzeigen als", Word("appointment.busy", Words::Busy)),
];

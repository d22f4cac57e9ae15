//! The columns of tasks.

use sync::Kind;

use super::Means::{
    self, Date, List, Minutes, Moment, Nowhere, Number, Percent, Private, ReminderSet, Text, Uid,
    Word, Yes,
};
use super::Moment::Reminder;
use super::{Half, Names, Set, Words};

pub(super) static SET: Set =
    Set { kind: Kind::Tasks, en: EN, de: DE, others_en: OTHERS_EN, others_de: OTHERS_DE, decisive };

/// A subject may be all that a task has.
fn decisive(means: Means) -> bool {
    means == Text("task.subject")
}

/// All versions.
#[rustfmt::skip]
static EN: Names = &[
    ("Subject", Text("task.subject")),
    ("Start Date", Date("task.start_date")),
    ("Due Date", Date("task.due_date")),
    ("Reminder On/Off", ReminderSet),
    ("Reminder Date", Moment(Reminder, Half::Date)),
    ("Reminder Time", Moment(Reminder, Half::Time)),
    ("Date Completed", Date("task.completed_date")),
    ("% Complete", Percent),
    ("Total Work", Minutes("task.estimated_minutes")),
    ("Actual Work", Minutes("task.actual_minutes")),
    ("Billing Information", Text("task.billing")),
    ("Categories", List("task.categories")),
    ("Companies", List("task.companies")),
    ("Contacts", List("task.contacts")),
    ("Mileage", Text("task.mileage")),
    ("Notes", Text("task.body")),
    ("Priority", Word("task.priority", Words::Priority)),
    ("Private", Yes("task.private")),
    ("Role", Text("task.role")),
    ("Schedule+ Priority", Nowhere),
    ("Sensitivity", Private("task.private")),
    ("Status", Word("task.status", Words::Status)),
];

/// No whole export was found: half of the names are those that other programs understand, the
/// others those of Outlook's windows.
#[rustfmt::skip]
static DE: Names = &[
    ("Betreff", Text("task.subject")),
    ("Beginnt am", Date("task.start_date")),
    ("Fällig am", Date("task.due_date")),
    ("Erinnerung Ein/Aus", ReminderSet),
    ("Erinnerung am", Moment(Reminder, Half::Date)),
    ("Erinnerung um", Moment(Reminder, Half::Time)),
    ("Erledigt am", Date("task.completed_date")),
    ("% erledigt", Percent),
    ("Gesamtaufwand", Minutes("task.estimated_minutes")),
    ("Ist-Aufwand", Minutes("task.actual_minutes")),
    ("Abrechnungsinformationen", Text("task.billing")),
    ("Kategorien", List("task.categories")),
    ("Firmen", List("task.companies")),
    ("Kontakte", List("task.contacts")),
    ("Reisekilometer", Text("task.mileage")),
    ("Notizen", Text("task.body")),
    ("Priorität", Word("task.priority", Words::Priority)),
    ("Privat", Yes("task.private")),
    ("Rolle", Text("task.role")),
    ("Schedule+-Priorität", Nowhere),
    ("Vertraulichkeit", Private("task.private")),
    ("Status", Word("task.status", Words::Status)),
];

/// Ours.
#[rustfmt::skip]
static OTHERS_EN: Names = &[
    ("Aufgabennr", Number),
    ("Task No", Number),
    ("UID", Uid),
];

/// What other programs call them.
#[rustfmt::skip]
static OTHERS_DE: Names = &[
    ("Erinnerungsdatum", Moment(Reminder, Half::Date)),
    ("Erinnerungszeit", Moment(Reminder, Half::Time)),
    ("Abrechnungsinformation", Text("task.billing")),
    ("Firma", List("task.companies")),
    ("Prozent erledigt", Percent),
    ("Beschreibung", Text("task.body")),
    ("Schedule+ Priorität", Nowhere),
];

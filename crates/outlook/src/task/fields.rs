//! Every field of a task: one table (\[MS-OXOTASK\] 2.2.2.2).

use sync::FieldType;

use crate::item::Form::{self, Several};
use crate::item::{ItemField, PRIORITY, new_field as new};
use crate::property::Prop::{self, Lid, Public, Tag};
use crate::property::Set::{Common, Task};

/// PidLidTaskStatus.
pub(super) const STATUS: &[(i32, &str)] =
    &[(0, "open"), (1, "in_progress"), (2, "done"), (3, "waiting"), (4, "deferred")];

pub(super) const START: Prop = Lid(Task, 0x8104);
pub(super) const DUE: Prop = Lid(Task, 0x8105);
pub(super) const COMMON_START: Prop = Lid(Common, 0x8516);
pub(super) const COMMON_END: Prop = Lid(Common, 0x8517);
pub(super) const STATUS_CODE: Prop = Lid(Task, 0x8101);
pub(super) const PERCENT: Prop = Lid(Task, 0x8102);
pub(super) const COMPLETE: Prop = Lid(Task, 0x811C);
pub(super) const COMPLETED: Prop = Lid(Task, 0x810F);
pub(super) const RECURRENCE: Prop = Lid(Task, 0x8116);
pub(super) const RECURRING: Prop = Lid(Task, 0x8126);
pub(super) const DEAD: Prop = Lid(Task, 0x8109);
pub(super) const VERSION: Prop = Lid(Task, 0x8112);
pub(super) const LAST_UPDATE: Prop = Lid(Task, 0x8115);
pub(super) const REMINDER_SET: Prop = Lid(Common, 0x8503);
pub(super) const REMINDER_TIME: Prop = Lid(Common, 0x8502);
pub(super) const REMINDER_SIGNAL: Prop = Lid(Common, 0x8560);
pub(super) const REMINDER_DELTA: Prop = Lid(Common, 0x8501);

/// Properties beside those of the table that have a name.
pub(super) const OTHERS: &[Prop] = &[
    DUE,
    COMMON_START,
    COMMON_END,
    PERCENT,
    COMPLETE,
    COMPLETED,
    RECURRING,
    DEAD,
    VERSION,
    LAST_UPDATE,
    REMINDER_SET,
    REMINDER_SIGNAL,
    REMINDER_DELTA,
    crate::item::PRIVATE_FLAG,
];

/// The field of that stable name.
#[must_use]
pub fn field(name: &str) -> Option<&'static ItemField> {
    FIELDS.iter().find(|field| field.name == name)
}

/// Every field, in the order in which a person wants to see them.
#[rustfmt::skip]
pub static FIELDS: &[ItemField] = &[
    new("task.subject", Tag(0x0037), Form::Subject, "Subject", "Betreff"),
    new("task.start_date", START, Several(FieldType::Date), "Start Date", "Beginnt am"),
    new("task.due_date", DUE, Several(FieldType::Date), "Due Date", "Fällig am"),
    new("task.status", STATUS_CODE, Several(FieldType::Text), "Status", "Status"),
    new("task.percent", PERCENT, Several(FieldType::Int), "% Complete", "% erledigt"),
    new("task.completed_date", COMPLETED, Several(FieldType::Date), "Date Completed", "Erledigt am"),
    new("task.priority", Tag(0x0017), Form::Code(PRIORITY, "normal"), "Priority", "Priorität"),
    new("task.reminder_at", REMINDER_TIME, Several(FieldType::Instant), "Reminder Time", "Erinnerung"),
    new("task.recurrence", RECURRENCE, Several(FieldType::Text), "Recurrence", "Serie"),
    new("task.owner", Lid(Task, 0x811F), Form::Text, "Owner", "Zuständig"),
    new("task.estimated_minutes", Lid(Task, 0x8111), Form::Long, "Total Work", "Gesamtaufwand"),
    new("task.actual_minutes", Lid(Task, 0x8110), Form::Long, "Actual Work", "Ist-Aufwand"),
    new("task.categories", Public("Keywords"), Form::Texts, "Categories", "Kategorien"),
    new("task.private", Tag(0x0036), Form::Private, "Private", "Privat"),
    new("task.body", Tag(0x1000), Form::Body, "Notes", "Notizen"),
    new("task.role", Lid(Task, 0x8127), Form::Text, "Role", "Rolle"),
    new("task.team_task", Lid(Task, 0x8103), Form::Bool, "Team Task", "Teamaufgabe"),
    new("task.billing", Lid(Common, 0x8535), Form::Text, "Billing Information", "Abrechnungsinformation"),
    new("task.mileage", Lid(Common, 0x8534), Form::Text, "Mileage", "Reisekilometer"),
    new("task.companies", Lid(Common, 0x8539), Form::Texts, "Company", "Firma"),
    new("task.contacts", Lid(Common, 0x853A), Form::Texts, "Contacts", "Kontakte"),
    new("task.assigner", Lid(Task, 0x8121), Form::Text, "Assigned By", "Zugewiesen von").derived(),
];

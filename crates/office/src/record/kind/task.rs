//! Tasks.

use sync::{FieldType, Kind, Record, Value};

use super::{ADDRESSES, Description, nothing_computed, nothing_generated, subject, subject_key};
use crate::record::column::{Column, Form, code, list, text, typed};

pub(super) const DESCRIPTION: Description = Description {
    kind: Kind::Tasks,
    table: "task",
    number: text("task_no", "Aufgabennr", "Task number").kept().at_most(8),
    columns: COLUMNS,
    computed: &[],
    looked_up: ADDRESSES,
    keys: &["due_key"],
    by_date: &["due_key"],
    by_people: &["sort_key"],
    push_keys: |fields, params| params.push(due_key(fields).into()),
    compute: nothing_computed,
    name: subject,
    sort_key: subject_key,
    generate: nothing_generated,
};

const COLUMNS: &[Column] = &[
    text("subject", "Betreff", "Subject"),
    typed(FieldType::Date, "start_date", "Beginn", "Start"),
    typed(FieldType::Date, "due_date", "Fällig", "Due"),
    typed(FieldType::Date, "completed_date", "Erledigt", "Completed"),
    code("status", "Status", "Status"),
    typed(FieldType::Int, "percent", "Prozent", "Percent"),
    code("priority", "Priorität", "Priority"),
    text("owner", "Zuständig", "Owner"),
    typed(FieldType::Instant, "reminder_at", "Erinnerung", "Reminder"),
    code("recurrence", "Serie", "Recurrence").form(Form::Json),
    typed(FieldType::Int, "estimated_minutes", "Geschätzte Minuten", "Estimated minutes"),
    typed(FieldType::Int, "actual_minutes", "Tatsächliche Minuten", "Actual minutes"),
    list("categories", "Kategorien", "Categories"),
    typed(FieldType::Bool, "private", "Privat", "Private"),
    text("role", "Rolle", "Role"),
    typed(FieldType::Bool, "team_task", "Teamaufgabe", "Team task"),
    text("billing", "Abrechnung", "Billing"),
    text("mileage", "Reisekilometer", "Mileage"),
    list("companies", "Firmen", "Companies"),
    list("contacts", "Kontakte", "Contacts"),
    text("notes", "Bemerkung", "Notes").heavy(),
];

/// What sorts by the due date, and on one day by priority, high first. What is never due is last.
fn due_key(fields: &Record) -> String {
    let rank = match fields.text("priority") {
        "high" => 0,
        "low" => 2,
        _ => 1,
    };
    match fields.get("due_date") {
        Some(Value::Date(date)) => format!("{date} {rank}"),
        _ => format!("~ {rank}"),
    }
}

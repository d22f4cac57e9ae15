//! Appointments.

use sync::{FieldType, Kind};

use super::{
    ADDRESSES, Description, identity_key, nothing_computed, nothing_generated, subject, subject_key,
};
use crate::record::column::{Column, Form, code, list, text, typed};

pub(super) const DESCRIPTION: Description = Description {
    kind: Kind::Appointments,
    table: "appointment",
    number: text("appointment_no", "Terminnr", "Appointment number").kept().at_most(8),
    columns: COLUMNS,
    computed: &[],
    looked_up: ADDRESSES,
    keys: &["identity_key"],
    // Canonical texts of dates and of points in time sort as what they say.
    by_date: &["start"],
    by_people: &["sort_key"],
    push_keys: |fields, params| params.push(identity_key(Kind::Appointments, fields)),
    compute: nothing_computed,
    name: subject,
    sort_key: subject_key,
    generate: nothing_generated,
};

const COLUMNS: &[Column] = &[
    text("subject", "Betreff", "Subject"),
    text("location", "Ort", "Location"),
    code("start", "Beginn", "Start").form(Form::When),
    code("end", "Ende", "End").form(Form::When),
    typed(FieldType::Bool, "all_day", "Ganztägig", "All day"),
    code("time_zone", "Zeitzone", "Time zone"),
    code("recurrence", "Serie", "Recurrence").form(Form::Json),
    code("busy", "Anzeigen als", "Show as"),
    typed(FieldType::Int, "label", "Beschriftung", "Label"),
    typed(FieldType::Int, "reminder_minutes", "Erinnerung (Minuten)", "Reminder (minutes)"),
    text("organizer", "Organisator", "Organizer").form(Form::Shown).correspondents(),
    list("attendees", "Teilnehmer", "Attendees").form(Form::Person).correspondents(),
    typed(FieldType::Int, "meeting_state", "Besprechungszustand", "Meeting state"),
    code("response", "Antwort", "Response"),
    code("priority", "Priorität", "Priority"),
    list("categories", "Kategorien", "Categories"),
    typed(FieldType::Bool, "private", "Privat", "Private"),
    code("uid", "Eindeutige Kennung", "Unique id"),
    text("billing", "Abrechnung", "Billing"),
    text("mileage", "Reisekilometer", "Mileage"),
    list("companies", "Firmen", "Companies"),
    list("contacts", "Kontakte", "Contacts"),
    text("notes", "Bemerkung", "Notes").heavy(),
];

//! The default mapping: every office field that has a home in Outlook, with the business address.

use super::{Line, Mapping};
use crate::Kind;

/// Office field, Outlook field.
const ADDRESS: &[(&str, &str)] = &[
    ("salutation", "contact.prefix"),
    ("first_name", "contact.first_name"),
    ("middle_name", "contact.middle_name"),
    ("last_name", "contact.last_name"),
    ("suffix", "contact.suffix"),
    ("nickname", "contact.nickname"),
    ("company", "contact.company"),
    ("department", "contact.department"),
    ("position", "contact.job_title"),
    ("office", "contact.office_location"),
    ("profession", "contact.profession"),
    ("street", "contact.business.street"),
    ("postal_code", "contact.business.postal_code"),
    ("city", "contact.business.city"),
    ("state", "contact.business.state"),
    ("country", "contact.business.country"),
    ("po_box", "contact.business.po_box"),
    ("phone", "contact.phone.business"),
    ("phone2", "contact.phone.business2"),
    ("phone_home", "contact.phone.home"),
    ("mobile", "contact.phone.mobile"),
    ("fax", "contact.fax.business"),
    ("fax_home", "contact.fax.home"),
    ("email", "contact.email1"),
    ("email2", "contact.email2"),
    ("email3", "contact.email3"),
    ("website", "contact.business_home_page"),
    ("birthday", "contact.birthday"),
    ("anniversary", "contact.anniversary"),
    ("spouse", "contact.spouse"),
    ("children", "contact.children"),
    ("assistant", "contact.assistant"),
    ("manager", "contact.manager"),
    ("groups", "contact.categories"),
    ("notes", "contact.body"),
    ("free1", "contact.user1"),
    ("free2", "contact.user2"),
    ("free3", "contact.user3"),
    ("free4", "contact.user4"),
    ("private", "contact.private"),
];

const MAIL: &[(&str, &str)] = &[
    ("folder", "mail.folder"),
    ("message_class", "mail.message_class"),
    ("subject", "mail.subject"),
    ("from", "mail.from"),
    ("sender", "mail.sender"),
    ("reply_to", "mail.reply_to"),
    ("to", "mail.to"),
    ("cc", "mail.cc"),
    ("bcc", "mail.bcc"),
    ("sent_at", "mail.sent_at"),
    ("received_at", "mail.received_at"),
    ("read", "mail.read"),
    ("draft", "mail.draft"),
    ("importance", "mail.importance"),
    ("sensitivity", "mail.sensitivity"),
    ("flag", "mail.flag"),
    ("categories", "mail.categories"),
    ("message_id", "mail.message_id"),
    ("in_reply_to", "mail.in_reply_to"),
    ("headers", "mail.headers"),
    ("body_text", "mail.body_text"),
    ("body_html", "mail.body_html"),
    ("body_rtf", "mail.body_rtf"),
    ("attachments", "mail.attachments"),
];

const APPOINTMENT: &[(&str, &str)] = &[
    ("subject", "appointment.subject"),
    ("location", "appointment.location"),
    ("start", "appointment.start"),
    ("end", "appointment.end"),
    ("all_day", "appointment.all_day"),
    ("time_zone", "appointment.time_zone"),
    ("recurrence", "appointment.recurrence"),
    ("busy", "appointment.busy"),
    ("label", "appointment.label"),
    ("reminder_minutes", "appointment.reminder_minutes"),
    ("organizer", "appointment.organizer"),
    ("attendees", "appointment.attendees"),
    ("meeting_state", "appointment.meeting_state"),
    ("response", "appointment.response"),
    ("priority", "appointment.priority"),
    ("categories", "appointment.categories"),
    ("private", "appointment.private"),
    ("notes", "appointment.body"),
    ("uid", "appointment.uid"),
    ("billing", "appointment.billing"),
    ("mileage", "appointment.mileage"),
    ("companies", "appointment.companies"),
    ("contacts", "appointment.contacts"),
];

const TASK: &[(&str, &str)] = &[
    ("subject", "task.subject"),
    ("start_date", "task.start_date"),
    ("due_date", "task.due_date"),
    ("status", "task.status"),
    ("percent", "task.percent"),
    ("completed_date", "task.completed_date"),
    ("priority", "task.priority"),
    ("reminder_at", "task.reminder_at"),
    ("recurrence", "task.recurrence"),
    ("owner", "task.owner"),
    ("estimated_minutes", "task.estimated_minutes"),
    ("actual_minutes", "task.actual_minutes"),
    ("categories", "task.categories"),
    ("private", "task.private"),
    ("notes", "task.body"),
    ("role", "task.role"),
    ("team_task", "task.team_task"),
    ("billing", "task.billing"),
    ("mileage", "task.mileage"),
    ("companies", "task.companies"),
    ("contacts", "task.contacts"),
];

/// The lines of each kind.
const KINDS: [(Kind, &[(&str, &str)]); 4] = [
    (Kind::Addresses, ADDRESS),
    (Kind::Mails, MAIL),
    (Kind::Appointments, APPOINTMENT),
    (Kind::Tasks, TASK),
];

/// The default mapping.
#[must_use]
pub fn default_mapping() -> Mapping {
    let line = |(office, outlook): &(&'static str, &'static str)| Line::both(*office, *outlook);
    let lines = |table: &[(&'static str, &'static str)]| table.iter().map(line).collect();
    let kinds = KINDS.into_iter().map(|(kind, table)| (kind, lines(table)));
    Mapping { name: "default".to_owned(), kinds: kinds.collect(), ..Mapping::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_field_is_mapped_twice() {
        for (kind, table) in KINDS {
            let office: HashSet<_> = table.iter().map(|(office, _)| office).collect();
            let outlook: HashSet<_> = table.iter().map(|(_, outlook)| outlook).collect();
            assert_eq!((office.len(), outlook.len()), (table.len(), table.len()), "{kind:?}");
        }
    }
}

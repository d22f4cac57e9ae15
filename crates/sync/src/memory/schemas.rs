//! The fields that the stores in memory have.

use crate::{Compare, Field, FieldType, Kind, Name, Schema, Side, default_mapping};

const OFFICE_MORE: &[&str] = &[
    "title",
    "street2",
    "postal_code2",
    "city2",
    "state2",
    "country2",
    "po_box2",
    "letter_salutation",
    "vat_id",
    "debtor_account",
    "free5",
    "free6",
    "free7",
    "free8",
    "free9",
    "free10",
];
const OUTLOOK_MORE: &[&str] = &[
    "contact.file_as",
    "contact.full_name",
    "contact.phone.car",
    "contact.phone.pager",
    "contact.phone.home2",
    "contact.phone.other",
    "contact.fax.other",
    "user.Vertreter",
];
const PARTS: [&str; 6] = ["street", "postal_code", "city", "state", "country", "po_box"];

/// The office's fields of an address.
#[must_use]
pub fn office_schema() -> Schema {
    let mapping = default_mapping();
    let mapped = mapping.lines(Kind::Addresses).iter().flat_map(|line| line.office.0.clone());
    let more = OFFICE_MORE.iter().map(|name| Name::Borrowed(*name));
    Schema { fields: mapped.chain(more).map(field).collect() }
}

/// Outlook's fields of a contact.
#[must_use]
pub fn outlook_schema() -> Schema {
    let mapping = default_mapping();
    let mapped = mapping.lines(Kind::Addresses).iter().flat_map(|line| line.outlook.0.clone());
    let more = OUTLOOK_MORE.iter().map(|name| Name::Borrowed(*name));
    let slots = ["home", "other"].into_iter();
    let slots = slots.flat_map(|slot| PARTS.map(|part| format!("contact.{slot}.{part}").into()));
    Schema { fields: mapped.chain(more).chain(slots).map(field).collect() }
}

fn field(name: Name) -> Field {
    let last = name.rsplit('.').next().unwrap_or_default();
    let phone = ["phone", "mobile", "fax"].iter().any(|word| name.contains(word));
    let field_type = match last {
        "birthday" | "anniversary" | "start_date" | "due_date" | "completed_date" => {
            FieldType::Date
        }
        "sent_at" | "received_at" | "reminder_at" => FieldType::Instant,
        "children" | "groups" | "categories" | "attachments" | "attendees" | "companies"
        | "contacts" | "to" | "cc" | "bcc" | "reply_to" => FieldType::List,
        "private" | "read" | "draft" | "all_day" | "team_task" => FieldType::Bool,
        "label" | "meeting_state" | "percent" => FieldType::Int,
        minutes if minutes.ends_with("_minutes") => FieldType::Int,
        _ => FieldType::Text,
    };
    Field {
        de: name.clone(),
        en: name.clone(),
        field_type,
        max_chars: None,
        writable: true,
        compare: if phone { Compare::Phone } else { Compare::Plain },
        name,
    }
}

/// The fields of a kind that the default mapping names, on a side.
pub(super) fn mapped_schema(kind: Kind, side: Side) -> Schema {
    let mapping = default_mapping();
    let names = mapping.lines(kind).iter().flat_map(|line| match side {
        Side::Office => line.office.0.clone(),
        Side::Outlook => line.outlook.0.clone(),
    });
    Schema { fields: names.map(field).collect() }
}

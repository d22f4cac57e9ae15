//! The fields of addresses and contacts that the stores in memory have.

use crate::{Compare, Field, FieldType, Name, Schema, default_mapping};

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
    let mapped = mapping.lines(crate::Kind::Addresses).iter().map(|line| line.office.clone());
    let more = OFFICE_MORE.iter().map(|name| Name::Borrowed(*name));
    Schema { fields: mapped.chain(more).map(field).collect() }
}

/// Outlook's fields of a contact.
#[must_use]
pub fn outlook_schema() -> Schema {
    let mapping = default_mapping();
    let mapped = mapping.lines(crate::Kind::Addresses).iter().map(|line| line.outlook.clone());
    let more = OUTLOOK_MORE.iter().map(|name| Name::Borrowed(*name));
    let slots = ["home", "other"].into_iter();
    let slots = slots.flat_map(|slot| PARTS.map(|part| format!("contact.{slot}.{part}").into()));
    Schema { fields: mapped.chain(more).chain(slots).map(field).collect() }
}

fn field(name: Name) -> Field {
    let last = name.rsplit('.').next().unwrap_or_default();
    let phone = ["phone", "mobile", "fax"].iter().any(|word| name.contains(word));
    let field_type = match last {
        "birthday" | "anniversary" => FieldType::Date,
        "children" | "groups" | "categories" => FieldType::List,
        "private" | "read" => FieldType::Bool,
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

/// Some fields of a mail, on either side.
pub(super) fn mail_schema(prefix: &str) -> Schema {
    let names = ["message_id", "sent_at", "from", "subject", "read", "flag", "categories"];
    Schema { fields: names.map(|name| field(format!("{prefix}{name}").into())).into() }
}

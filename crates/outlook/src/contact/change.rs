//! Changing existing contacts.
//!
//! What must hold: only what changes is written. A value that Outlook derives is made anew where
//! the change leads to another one; where it does not, it stays as it stands, even if another
//! program derived it in its own way.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use sync::{Change, Message, Record, Value};

use super::fields::{ContactField, FIELDS, Form, Group, field};
use super::write::{CONVERSATION_TOPIC, stored, unknown};
use super::{derive, names};
use crate::property::Prop::Tag;
use crate::property::Values;
use crate::user::Target;

/// PidTagRtfCompressed and PidTagHtml: formatted bodies, which win over the plain one.
const FORMATTED: [u16; 2] = [0x1009, 0x1013];

/// The properties that changes of a contact set and remove, given all its fields before. Fields
/// that belong together change together.
///
/// # Errors
/// A field that no contact has or that Outlook derives, or a value of another type than its field.
pub fn change(
    before: &Record,
    changes: &[Change],
    zone: &TimeZone,
    target: Target,
) -> Result<Values, Message> {
    let touched = touched(changes)?;
    let plain = without_derived(before);
    let after = derive::complete(applied(plain.clone(), changes), zone, target);
    let before = derive::complete(plain, zone, target);
    let mut values = Values::new();
    for field in FIELDS.iter().filter(|field| is_affected(field, &touched, changes)) {
        if before.get(field.name) != after.get(field.name) {
            values.extend(field_change(field, &after)?);
        }
    }
    values.extend(companions(&touched, &before, &after));
    Ok(values)
}

fn touched(changes: &[Change]) -> Result<BTreeSet<Group>, Message> {
    let mut groups = BTreeSet::new();
    for change in changes {
        let field = field(&change.field).ok_or_else(|| unknown(&change.field))?;
        if field.derived {
            return Err(Message::new("outlook-derived-field").with("field", field.name));
        }
        groups.insert(field.group);
    }
    groups.remove(&Group::Alone);
    Ok(groups)
}

fn applied(mut record: Record, changes: &[Change]) -> Record {
    for change in changes {
        match change.field.as_ref() {
            "contact.file_as" => record.put("contact.file_as_rule", None),
            email @ ("contact.email1" | "contact.email2" | "contact.email3") => {
                record.put(format!("{email}.type"), None);
            }
            _ => {}
        }
    }
    changes.iter().for_each(|change| record.put(change.field.clone(), change.value.clone()));
    record
}

/// The record without what can be made from the rest of it.
fn without_derived(record: &Record) -> Record {
    let mut plain = record.clone();
    let typed = record.get("contact.file_as_rule") == Some(&Value::Int(i64::from(names::TYPED)));
    for field in FIELDS {
        let kept = match field.name {
            "contact.file_as" => typed,
            "contact.file_as_rule" | "contact.file_as_choices" => true,
            name if matches!(field.group, Group::Email(_)) => {
                !name.ends_with("_name") && !field.derived
            }
            _ => !field.derived,
        };
        if !kept {
            plain.put(field.name, None);
        }
    }
    plain
}

/// Whether a field may change with the changes: it is one of them, or goes with one.
fn is_affected(field: &ContactField, touched: &BTreeSet<Group>, changes: &[Change]) -> bool {
    let in_list = matches!(field.name, "contact.address_list" | "contact.address_mask");
    let lists = touched.iter().any(|group| matches!(group, Group::Email(_) | Group::Fax));
    touched.contains(&field.group)
        || (in_list && lists)
        || changes.iter().any(|change| change.field == field.name)
}

fn field_change(field: &ContactField, after: &Record) -> Result<Values, Message> {
    let mut values = Values::new();
    match (after.get(field.name), field.form) {
        (Some(value), _) => return stored(field, value),
        (None, Form::Private) => return stored(field, &Value::Bool(false)),
        // Its two readings are removed, `.utc` and `.local`.
        (None, Form::Date { .. }) => {}
        (None, _) => values.remove(field.prop),
    }
    Ok(values)
}

/// Properties beside the fields.
fn companions(touched: &BTreeSet<Group>, before: &Record, after: &Record) -> Values {
    let mut values = Values::new();
    let subject = after.text("contact.subject");
    if touched.contains(&Group::Name) && before.text("contact.subject") != subject {
        values.text(Tag(CONVERSATION_TOPIC), subject);
    }
    if touched.contains(&Group::Body) {
        FORMATTED.iter().for_each(|id| values.remove(Tag(*id)));
    }
    values
}

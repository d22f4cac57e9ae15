//! What a write means for the fields of one item.

use jiff::tz::TimeZone;
use pst::Nid;
use sync::{Change, Kind, Message, Record, Touch, Value};

use super::names::Resolved;
use crate::contact;
use crate::property::Values;
use crate::user::{EXPORT_DATE, FieldKind, FieldWrite, PREFIX, Target};

/// An update of one item.
pub(super) struct Update {
    pub kind: Kind,
    pub nid: Nid,
    pub changes: Vec<Change>,
    pub number: Option<String>,
    pub touch: Touch,
}

impl Update {
    pub fn user_writes(&self) -> Vec<FieldWrite> {
        let mut writes = user_writes(self.kind, self.number.clone(), self.touch);
        let fields = self.changes.iter().filter_map(|change| {
            Some(field_write(change.field.strip_prefix(PREFIX)?, change.value.as_ref()))
        });
        writes.extend(fields);
        writes
    }

    pub fn contact_changes(&self) -> Vec<Change> {
        self.changes.iter().filter(|change| !change.field.starts_with(PREFIX)).cloned().collect()
    }
}

/// The number and, with a stamp, the export date.
pub(super) fn user_writes(kind: Kind, number: Option<String>, touch: Touch) -> Vec<FieldWrite> {
    let number = number.map(|number| FieldWrite::Number {
        name: kind.number_field(),
        number: number.trim().to_owned(),
    });
    let stamp = match touch {
        Touch::Keep => None,
        Touch::Stamp(at) => Some(FieldWrite::Value {
            name: EXPORT_DATE.to_owned(),
            kind: FieldKind::DateTime,
            value: Some(Value::Instant(at)),
        }),
    };
    number.into_iter().chain(stamp).collect()
}

/// The changes of a contact's own fields.
pub(super) fn contact_values(
    update: &Update,
    message: &pst::Message,
    names: &Resolved,
    zone: &TimeZone,
    target: Target,
) -> Result<Values, Message> {
    let changes = update.contact_changes();
    if changes.is_empty() {
        return Ok(Values::new());
    }
    if update.kind != Kind::Addresses {
        return Err(Message::new("outlook-update-unsupported").with("kind", update.kind.name()));
    }
    let own = names.zones.read(&message.props);
    let before = names.contact.read(&message.props, own.as_ref().unwrap_or(zone), &mut Vec::new());
    contact::change(&before, &changes, zone, target)
}

/// Fields of a record that are user-defined.
pub(super) fn record_fields(record: &Record) -> Vec<FieldWrite> {
    let fields = record.iter();
    fields
        .filter_map(|(name, value)| Some(field_write(name.strip_prefix(PREFIX)?, Some(value))))
        .collect()
}

/// A user-defined field, of the type its value suggests if it is new. A value of no such type is
/// refused when it is written.
fn field_write(name: &str, value: Option<&Value>) -> FieldWrite {
    let kind = value.and_then(FieldKind::for_value).unwrap_or(FieldKind::Text);
    FieldWrite::Value { name: name.to_owned(), kind, value: value.cloned() }
}

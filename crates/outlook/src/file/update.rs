//! What a write means for the fields of one item.

use pst::Nid;
use sync::{Change, Kind, Record, Touch, Value};

use super::Options;
use crate::user::{EXPORT_DATE, FieldKind, FieldWrite, PREFIX};

/// An update of one item.
pub(super) struct Update {
    pub kind: Kind,
    pub nid: Nid,
    pub changes: Vec<Change>,
    pub number: Option<String>,
    pub touch: Touch,
}

impl Update {
    pub fn user_writes(&self, options: &Options) -> Vec<FieldWrite> {
        let mut writes = user_writes(self.kind, self.number.clone(), self.touch);
        let fields = self.changes.iter().filter_map(|change| {
            let name = change.field.strip_prefix(PREFIX)?;
            Some(field_write(name, change.value.as_ref(), options))
        });
        writes.extend(fields);
        writes
    }

    /// The changes of the kind's own fields.
    pub fn own_changes(&self) -> Vec<Change> {
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
        Touch::Stamp(at) => Some(Some(at)),
        Touch::Back { exported, .. } => Some(exported),
    };
    let stamp = stamp.map(|at| FieldWrite::Value {
        name: EXPORT_DATE.to_owned(),
        kind: FieldKind::DateTime,
        value: at.map(Value::Instant),
    });
    number.into_iter().chain(stamp).collect()
}

/// Fields of a record that are user-defined.
pub(super) fn record_fields(record: &Record, options: &Options) -> Vec<FieldWrite> {
    let fields = record.iter();
    let write = |(name, value): (&str, &Value)| {
        Some(field_write(name.strip_prefix(PREFIX)?, Some(value), options))
    };
    fields.filter_map(write).collect()
}

/// A user-defined field; if it is new, of the type declared for it, else of the one its value
/// suggests. A value of no such type is refused when it is written.
fn field_write(name: &str, value: Option<&Value>, options: &Options) -> FieldWrite {
    let suggested = || value.and_then(FieldKind::for_value);
    let kind = options.declared(name).or_else(suggested).unwrap_or(FieldKind::Text);
    FieldWrite::Value { name: name.to_owned(), kind, value: value.cloned() }
}

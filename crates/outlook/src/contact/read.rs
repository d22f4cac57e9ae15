//! Reading a contact's properties as fields.
//!
//! What must hold: a value is what the file says, verbatim; one of an unexpected type is named in
//! a warning and left out, never guessed.

use jiff::tz::TimeZone;
use pst::{PropValue, Props};
use sync::{Message, Record, Value};

use super::fields::{ContactField, FIELDS, Form, PRIVATE_FLAG};
use crate::filetime;
use crate::property::Prop;

/// Where one data file keeps the fields: the table with the ids of its name map.
#[derive(Debug, Clone)]
pub struct ReadFields(Vec<ReadField>);

#[derive(Debug, Clone, Copy)]
struct ReadField {
    field: &'static ContactField,
    id: Option<u16>,
    twin: Option<u16>,
}

impl ReadFields {
    /// Resolves every field; fields whose property the name map does not have are left out.
    pub fn new(id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        let resolve = |field: &'static ContactField| ReadField {
            field,
            id: id_of(field.prop),
            twin: twin(field.form).and_then(&id_of),
        };
        let fields = FIELDS.iter().map(resolve);
        Self(fields.filter(|field| field.id.is_some() || field.twin.is_some()).collect())
    }

    /// A contact's fields. Dates without a twin are read in `zone`, where they were stored.
    pub fn read(&self, props: &Props, zone: &TimeZone, warnings: &mut Vec<Message>) -> Record {
        let mut record = Record::new();
        for place in &self.0 {
            match place.read(props, zone) {
                Ok(Some(value)) => record.set(place.field.name, value),
                Ok(None) => {}
                Err(WrongType) => warnings
                    .push(Message::new("outlook-value-type").with("field", place.field.name)),
            }
        }
        record
    }
}

fn twin(form: Form) -> Option<Prop> {
    match form {
        Form::Date { twin } => Some(twin),
        Form::Private => Some(PRIVATE_FLAG),
        _ => None,
    }
}

/// A stored value is of another type than its field.
struct WrongType;

impl ReadField {
    fn read(&self, props: &Props, zone: &TimeZone) -> Result<Option<Value>, WrongType> {
        let stored = self.id.and_then(|id| props.get(id));
        let twin = self.twin.and_then(|id| props.get(id));
        match self.field.form {
            Form::Date { .. } => Ok(date(stored, twin, zone).map(Value::Date)),
            Form::Private => Ok(Some(Value::Bool(is_private(stored, twin)))),
            form => match stored {
                None | Some(PropValue::Null | PropValue::Error(_)) => Ok(None),
                Some(stored) => read_value(form, stored),
            },
        }
    }
}

/// The unshifted twin, else the nearest midnight in the zone.
fn date(
    stored: Option<&PropValue>,
    twin: Option<&PropValue>,
    zone: &TimeZone,
) -> Option<jiff::civil::Date> {
    let time = |value: Option<&PropValue>| value.and_then(PropValue::as_time);
    let unshifted = time(twin).and_then(filetime::date_unshifted);
    unshifted.or_else(|| filetime::date_in(time(stored)?, zone))
}

/// PidTagSensitivity 2 is "private"; the flag is what some programs write alone.
fn is_private(sensitivity: Option<&PropValue>, flag: Option<&PropValue>) -> bool {
    match sensitivity.and_then(PropValue::as_i32) {
        Some(sensitivity) => sensitivity == 2,
        None => flag.and_then(PropValue::as_bool).unwrap_or(false),
    }
}

fn read_value(form: Form, stored: &PropValue) -> Result<Option<Value>, WrongType> {
    Ok(Some(match (form, stored) {
        (Form::Text, PropValue::Text(text)) => Value::Text(text.clone()),
        (Form::Subject, PropValue::Text(text)) => Value::Text(without_marker(text).to_owned()),
        (Form::Unsigned, PropValue::I32(n)) => Value::Int(i64::from(n.cast_unsigned())),
        (Form::Short | Form::Long, PropValue::I16(n)) => Value::Int(i64::from(*n)),
        (Form::Short | Form::Long, PropValue::I32(n)) => Value::Int(i64::from(*n)),
        (Form::Bool, PropValue::Bool(yes)) => Value::Bool(*yes),
        (Form::Texts, PropValue::MvText(items)) => Value::List(items.clone()),
        (Form::Texts, PropValue::Text(item)) => Value::List(vec![item.clone()]),
        (Form::Longs, PropValue::MvI32(ns)) => {
            Value::List(ns.iter().map(ToString::to_string).collect())
        }
        (Form::Binary, PropValue::Binary(bytes)) => Value::Bytes(bytes.clone()),
        (Form::Unshifted, PropValue::Time(at)) => {
            return Ok(filetime::date_unshifted(*at).map(Value::Date));
        }
        (Form::Time, PropValue::Time(at)) => {
            return Ok(filetime::to_timestamp(*at).map(Value::Instant));
        }
        _ => return Err(WrongType),
    }))
}

/// A subject without U+0001 and the character that gives the length of its prefix.
pub(crate) fn without_marker(subject: &str) -> &str {
    let Some(rest) = subject.strip_prefix('\u{1}') else { return subject };
    let mut chars = rest.chars();
    chars.next();
    chars.as_str()
}

//! A contact with a value in every field, each one different: nothing can be mistaken for
//! something else.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sync::{Record, Value};

use crate::contact::{ContactField, FIELDS, Form};
use crate::user::{FieldKind, FieldWrite};

/// Every field of a contact with a value that no other field has. The two readings of a date are
/// left to be made from it.
#[must_use]
pub fn every_field() -> Record {
    let fields = FIELDS.iter().zip(1..);
    let own = fields.filter(|(field, _)| !matches!(field.form, Form::Time | Form::Unshifted));
    own.map(|(field, n)| (field.name, distinct(field, n))).collect()
}

/// A value for a field, of its type, different for every `n` up to 250.
#[must_use]
pub fn distinct(field: &ContactField, n: i64) -> Value {
    match field.form {
        Form::Text | Form::Subject => Value::Text(format!("{} Wert {n}", field.de)),
        Form::Short | Form::Long | Form::Unsigned => Value::Int(n.saturating_add(1000)),
        Form::Bool | Form::Private => Value::Bool(true),
        Form::Date { .. } | Form::Unshifted => Value::Date(day(n)),
        Form::Time => Value::Instant(instant(n)),
        Form::Texts => Value::List(vec![format!("eins {n}"), format!("zwei {n}")]),
        Form::Longs => Value::List(vec![n.to_string(), n.saturating_add(1000).to_string()]),
        Form::Binary => Value::Bytes(n.to_le_bytes().to_vec()),
    }
}

fn day(n: i64) -> Date {
    let first = Date::constant(1950, 1, 1);
    first.saturating_add(SignedDuration::from_hours(n.saturating_mul(24)))
}

fn instant(n: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_hours(n)).unwrap_or_default()
}

/// One user-defined field of each type, named after it.
#[must_use]
pub fn every_user_field() -> Vec<FieldWrite> {
    FieldKind::ALL.into_iter().map(user_field).collect()
}

fn user_field(kind: FieldKind) -> FieldWrite {
    let (name, value) = match kind {
        FieldKind::Text => ("Feld Text", Value::text("Größe XL")),
        FieldKind::Number => ("Feld Zahl", Value::Number(1234.5)),
        FieldKind::Percent => ("Feld Prozent", Value::Number(0.19)),
        FieldKind::Currency => ("Feld Währung", Value::Currency(1_234_500)),
        FieldKind::YesNo => ("Feld Ja/Nein", Value::Bool(true)),
        FieldKind::DateTime => ("Feld Datum", Value::Instant(instant(430_000))),
        FieldKind::Duration => ("Feld Dauer", Value::Duration(90)),
        FieldKind::Keywords => ("Feld Stichwörter", Value::List(vec!["rot".into(), "grün".into()])),
        FieldKind::Integer => ("Feld Ganzzahl", Value::Int(-42)),
    };
    FieldWrite::Value { name: name.into(), kind, value: Some(value) }
}

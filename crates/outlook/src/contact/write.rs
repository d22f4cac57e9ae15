//! Writing new contacts: every property that Outlook itself writes on one and that says something
//! about it.

use jiff::tz::TimeZone;
use pst::PropValue;
use sync::{Message, Record, Value};

use super::derive;
use super::fields::{ContactField, Form, PRIVATE_FLAG, field};
use crate::filetime;
use crate::item::{Context, constants, side_effects};
use crate::property::Prop::{Lid, Tag};
use crate::property::Set::Address;
use crate::property::Values;
use crate::user;

/// Message class.
pub const CLASS: &str = "IPM.Contact";

/// The properties of a new contact. What the record says is written verbatim; what it leaves out
/// and Outlook would derive is derived. User-defined fields are not this function's business.
///
/// # Errors
/// A field that no contact has, or a value of another type than its field.
pub fn new_item(record: &Record, ctx: &Context) -> Result<Values, Message> {
    let complete = derive::complete(record.clone(), &ctx.zone, ctx.target);
    let mut values = own_constants(ctx);
    for (name, value) in complete.iter().filter(|(name, _)| !name.starts_with(user::PREFIX)) {
        let field = field(name).ok_or_else(|| unknown(name))?;
        values.extend(stored(field, value)?);
    }
    values.text(Tag(CONVERSATION_TOPIC), complete.text("contact.subject"));
    Ok(values)
}

/// PidTagConversationTopic: the subject, without marker.
pub(super) const CONVERSATION_TOPIC: u16 = 0x0070;

/// What every contact has that Outlook makes.
fn own_constants(ctx: &Context) -> Values {
    let mut values = constants(CLASS, 0x200, ctx);
    values.extend(side_effects(0x51));
    values.set(Lid(Address, 0x8023), PropValue::I32(0x100));
    values.set(Lid(Address, 0x8025), PropValue::Bool(false));
    values
}

pub(super) fn unknown(name: &str) -> Message {
    Message::new("outlook-unknown-field").with("field", name)
}

fn wrong_type(field: &ContactField) -> Message {
    Message::new("outlook-field-type")
        .with("field", field.name)
        .with("type", format!("{:?}", field.form.field_type()).to_lowercase())
        .with("value", "")
}

/// A field's value as its properties.
pub(super) fn stored(field: &ContactField, value: &Value) -> Result<Values, Message> {
    let mut values = Values::new();
    match (field.form, value) {
        // Written as its two readings, `.utc` and `.local`.
        (Form::Date { .. }, Value::Date(_)) => {}
        (Form::Private, Value::Bool(private)) => {
            values.set(field.prop, PropValue::I32(if *private { 2 } else { 0 }));
            values.set(PRIVATE_FLAG, PropValue::Bool(*private));
        }
        (form, value) => {
            values.set(field.prop, plain(form, value).ok_or_else(|| wrong_type(field))?);
        }
    }
    Ok(values)
}

fn plain(form: Form, value: &Value) -> Option<PropValue> {
    Some(match (form, value) {
        (Form::Text, Value::Text(text)) => PropValue::Text(text.clone()),
        (Form::Subject, Value::Text(text)) => PropValue::Text(format!("\u{1}\u{1}{text}")),
        (Form::Short, Value::Int(n)) => PropValue::I16(i16::try_from(*n).ok()?),
        (Form::Long, Value::Int(n)) => PropValue::I32(i32::try_from(*n).ok()?),
        (Form::Unsigned, Value::Int(n)) => PropValue::I32(u32::try_from(*n).ok()?.cast_signed()),
        (Form::Bool, Value::Bool(yes)) => PropValue::Bool(*yes),
        (Form::Texts, Value::List(items)) => PropValue::MvText(items.clone()),
        (Form::Longs, Value::List(items)) => {
            let numbers: Result<Vec<i32>, _> = items.iter().map(|item| item.parse()).collect();
            PropValue::MvI32(numbers.ok()?)
        }
        (Form::Binary, Value::Bytes(bytes)) => PropValue::Binary(bytes.clone()),
        (Form::Time, Value::Instant(at)) => PropValue::Time(filetime::from_timestamp(*at)),
        (Form::Unshifted, Value::Date(day)) => {
            PropValue::Time(filetime::midnight(*day, &TimeZone::UTC)?)
        }
        _ => return None,
    })
}

//! Field tables of appointments and tasks, and the values that stand in one property alone.

use pst::PropValue;
use sync::{FieldType, Message, Record, Value};

use super::{Stored, wrong_value};
use crate::contact::without_marker;
use crate::property::Prop::{self, Lid, Tag};
use crate::property::Set::Common;
use crate::property::Values;
use crate::rtf;

/// Numbers of Outlook and the stable names that records carry for them.
pub(crate) type Codes = &'static [(i32, &'static str)];

/// PidLidBusyStatus.
pub(crate) const BUSY: Codes =
    &[(0, "free"), (1, "tentative"), (2, "busy"), (3, "out"), (4, "elsewhere")];

/// PidTagImportance.
pub(crate) const PRIORITY: Codes = &[(1, "normal"), (0, "low"), (2, "high")];

/// PidLidPrivate.
pub(crate) const PRIVATE_FLAG: Prop = Lid(Common, 0x8506);
/// PidTagRtfCompressed and PidTagHtml: formatted bodies, which win over the plain one.
const RTF: Prop = Tag(0x1009);
const HTML: Prop = Tag(0x1013);

/// How a field's value is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// Text with Outlook's two-character marker before it, and the conversation's topic.
    Subject,
    /// Text beside which formatted ones may stand.
    Body,
    /// 32-bit number.
    Long,
    /// Yes or no; a missing one is no.
    Bool,
    /// Several texts.
    Texts,
    /// A number that a name stands for; the first name stands for a missing one.
    Code(&'static [(i32, &'static str)], &'static str),
    /// Sensitivity "private", with a twin flag.
    Private,
    /// In several properties: the modules of the kind know how.
    Several(FieldType),
}

/// A field of an appointment or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemField {
    /// Stable name.
    pub name: &'static str,
    /// Where it is stored; of several properties the leading one.
    pub prop: Prop,
    /// How.
    pub form: Form,
    /// English label.
    pub en: &'static str,
    /// German label.
    pub de: &'static str,
    /// Outlook makes it from other fields, or keeps it for itself.
    pub derived: bool,
}

impl ItemField {
    pub(crate) const fn derived(mut self) -> Self {
        self.derived = true;
        self
    }

    /// The type that its values have in a record.
    #[must_use]
    pub fn field_type(&self) -> FieldType {
        match self.form {
            Form::Text | Form::Subject | Form::Body | Form::Code(..) => FieldType::Text,
            Form::Long => FieldType::Int,
            Form::Bool | Form::Private => FieldType::Bool,
            Form::Texts => FieldType::List,
            Form::Several(field_type) => field_type,
        }
    }

    /// As a field of the schema.
    #[must_use]
    pub fn schema(&self) -> sync::Field {
        sync::Field {
            name: self.name.into(),
            de: self.de.into(),
            en: self.en.into(),
            field_type: self.field_type(),
            max_chars: None,
            writable: !self.derived,
            compare: sync::Compare::Plain,
        }
    }
}

/// A field of the tables.
pub(crate) const fn new_field(
    name: &'static str,
    prop: Prop,
    form: Form,
    en: &'static str,
    de: &'static str,
) -> ItemField {
    ItemField { name, prop, form, en, de, derived: false }
}

/// The name of a number.
pub(crate) fn name_of(codes: Codes, code: i32) -> Option<&'static str> {
    codes.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The number of a name.
pub(crate) fn code_of(codes: Codes, name: &str) -> Option<i32> {
    codes.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
}

/// The fields that stand in one property each. A value of another type than its field's, or a
/// number without a name, is named and left out.
pub(crate) fn read_plain(
    fields: &[ItemField],
    item: Stored<'_>,
    warnings: &mut Vec<Message>,
) -> Record {
    let mut record = Record::new();
    for field in fields.iter().filter(|field| !matches!(field.form, Form::Several(_))) {
        match read(field, item) {
            Ok(value) => record.put(field.name, value),
            Err(WrongType) => {
                warnings.push(Message::new("outlook-value-type").with("field", field.name));
            }
        }
    }
    record
}

/// A stored value is of another type than its field.
struct WrongType;

fn read(field: &ItemField, item: Stored<'_>) -> Result<Option<Value>, WrongType> {
    let stored = item.get(field.prop);
    Ok(match (field.form, stored) {
        (Form::Private, _) => Some(Value::Bool(is_private(item, field.prop))),
        (Form::Body, None) => body_of_rtf(item).map(Value::Text),
        (Form::Code(_, default), None) => Some(Value::text(default)),
        (Form::Bool, None) => Some(Value::Bool(false)),
        (_, None) => None,
        (Form::Text | Form::Body, Some(PropValue::Text(text))) => Some(Value::Text(text.clone())),
        (Form::Subject, Some(PropValue::Text(text))) => Some(Value::text(without_marker(text))),
        (Form::Long, Some(PropValue::I32(n))) => Some(Value::Int(i64::from(*n))),
        (Form::Bool, Some(PropValue::Bool(yes))) => Some(Value::Bool(*yes)),
        (Form::Texts, Some(PropValue::MvText(items))) => Some(Value::List(items.clone())),
        (Form::Texts, Some(PropValue::Text(item))) => Some(Value::List(vec![item.clone()])),
        (Form::Code(codes, _), Some(PropValue::I32(n))) => {
            Some(Value::text(name_of(codes, *n).ok_or(WrongType)?))
        }
        _ => return Err(WrongType),
    })
}

/// PidTagSensitivity 2 is "private"; the flag is what some programs write alone.
fn is_private(item: Stored<'_>, sensitivity: Prop) -> bool {
    item.int(sensitivity).map_or_else(|| item.is_set(PRIVATE_FLAG), |number| number == 2)
}

/// The text of a formatted body, where there is no plain one.
fn body_of_rtf(item: Stored<'_>) -> Option<String> {
    let body = rtf::Body::read(&rtf::decompress(item.binary(RTF)?)?.rtf)?;
    (body.source != rtf::Source::Html).then_some(body.text)
}

/// A field's value as its properties; a missing one removes them or sets them to nothing.
pub(crate) fn store_plain(field: &ItemField, value: Option<&Value>) -> Result<Values, Message> {
    let mut values = Values::new();
    match (field.form, value) {
        (Form::Several(_), _) => {}
        (Form::Private, value) => {
            let private = value == Some(&Value::Bool(true));
            values.set(field.prop, PropValue::I32(if private { 2 } else { 0 }));
            values.set(PRIVATE_FLAG, PropValue::Bool(private));
        }
        (Form::Bool, None) => values.set(field.prop, PropValue::Bool(false)),
        (Form::Code(codes, default), None) => {
            values.set(field.prop, PropValue::I32(code_of(codes, default).unwrap_or_default()));
        }
        (_, None) => values.remove(field.prop),
        (form, Some(value)) => {
            let stored = stored(form, value).ok_or_else(|| wrong_value(field, value))?;
            values.set(field.prop, stored);
        }
    }
    companions(field, value, &mut values);
    Ok(values)
}

fn stored(form: Form, value: &Value) -> Option<PropValue> {
    Some(match (form, value) {
        (Form::Text | Form::Body, Value::Text(text)) => PropValue::Text(text.clone()),
        (Form::Subject, Value::Text(text)) => PropValue::Text(format!("\u{1}\u{1}{text}")),
        (Form::Long, Value::Int(n)) => PropValue::I32(i32::try_from(*n).ok()?),
        (Form::Bool, Value::Bool(yes)) => PropValue::Bool(*yes),
        (Form::Texts, Value::List(items)) => PropValue::MvText(items.clone()),
        (Form::Code(codes, _), Value::Text(name)) => PropValue::I32(code_of(codes, name)?),
        _ => return None,
    })
}

/// PidTagConversationTopic.
const TOPIC: Prop = Tag(0x0070);

/// What must not stay as it was beside a new value.
fn companions(field: &ItemField, value: Option<&Value>, values: &mut Values) {
    match (field.form, value) {
        (Form::Subject, Some(Value::Text(text))) => values.text(TOPIC, text),
        (Form::Subject, _) => values.remove(TOPIC),
        (Form::Body, _) => [RTF, HTML].into_iter().for_each(|prop| values.remove(prop)),
        _ => {}
    }
}

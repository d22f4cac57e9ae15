//! What writing appointments and tasks shares.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pst::PropValue;
use sync::{Change, Message, Record, Value};

use super::ItemField;
use crate::filetime;
use crate::property::Prop::{Lid, Tag};
use crate::property::Set::Common;
use crate::property::Values;
use crate::user::Target;

/// What writing needs besides the fields.
#[derive(Debug, Clone)]
pub struct Context {
    /// When it is written.
    pub now: Timestamp,
    /// 16 bytes that no other item has: PidTagSearchKey and the end of a new item's identity.
    pub search_key: [u8; 16],
    /// The user's zone: that of dates, and of appointments that name none.
    pub zone: TimeZone,
    /// What the data file is like.
    pub target: Target,
    /// How the series would be put into words, for the column of Outlook's lists that shows it;
    /// may be empty.
    pub pattern_text: String,
}

/// What is to be written of an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// Properties.
    pub values: Values,
    /// The whole recipient table, where it changes; one set of properties for each recipient.
    pub recipients: Option<Vec<Values>>,
    /// Changed occurrences of a series, where they change.
    pub parts: Option<Parts>,
    /// What Outlook holds only nearly.
    pub warnings: Vec<Message>,
}

/// The attachments of a series' changed occurrences.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Original starts of those that are no more.
    pub gone: Vec<DateTime>,
    /// Those that are written: new ones, and changed ones.
    pub new: Vec<Part>,
    /// The zone of the series.
    pub zone: TimeZone,
}

impl Default for Parts {
    fn default() -> Self {
        Self { gone: Vec::new(), new: Vec::new(), zone: TimeZone::UTC }
    }
}

/// An occurrence as an attachment with a message in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The original start, by the clock on the wall.
    pub original: DateTime,
    /// Properties of the attachment.
    pub attachment: Values,
    /// Properties of the message.
    pub message: Values,
    /// It has a text of its own that is not known: that stays.
    pub keeps_text: bool,
}

/// The fields that change.
#[derive(Debug, Clone)]
pub(crate) struct Touched(BTreeSet<&'static str>);

impl Touched {
    /// Every field, of a new item.
    pub fn all(fields: &'static [ItemField]) -> Self {
        Self(fields.iter().map(|field| field.name).collect())
    }

    /// Fields that differ between two records.
    pub fn between(fields: &'static [ItemField], before: &Record, after: &Record) -> Self {
        let names = fields.iter().map(|field| field.name);
        Self(names.filter(|name| before.get(name) != after.get(name)).collect())
    }

    /// One more.
    pub fn add(&mut self, name: &'static str) {
        self.0.insert(name);
    }

    /// Whether a field is among them.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether one of some fields is among them.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The record after the changes.
///
/// # Errors
/// A field that the kind does not have or that Outlook derives.
pub(crate) fn applied(
    fields: &[ItemField],
    before: &Record,
    changes: &[Change],
) -> Result<Record, Message> {
    let mut after = before.clone();
    for change in changes {
        let field = fields.iter().find(|field| field.name == change.field);
        let field = field
            .ok_or_else(|| Message::new("outlook-unknown-field").with("field", &change.field))?;
        if field.derived {
            return Err(Message::new("outlook-derived-field").with("field", field.name));
        }
        after.put(field.name, change.value.clone());
    }
    Ok(after)
}

/// What every item has that Outlook makes.
pub(crate) fn constants(class: &str, icon: i32, ctx: &Context) -> Values {
    let at = PropValue::Time(filetime::from_timestamp(ctx.now));
    let mut values = Values::new();
    values.text(Tag(0x001A), class);
    for (id, value) in [(0x0017, 1), (0x0026, 0), (0x0036, 0), (0x0E07, 1), (0x1080, icon)] {
        values.set(Tag(id), PropValue::I32(value));
    }
    for (id, value) in [(0x0002, true), (0x0023, false), (0x0029, false), (0x0E01, false)] {
        values.set(Tag(id), PropValue::Bool(value));
    }
    for id in [0x0039, 0x0E06, 0x3007, 0x3008] {
        values.set(Tag(id), at.clone());
    }
    values.set(Tag(0x300B), PropValue::Binary(ctx.search_key.to_vec()));
    values.set(Lid(Common, 0x85BF), at);
    values.text(Lid(Common, 0x8554), "15.0");
    values
}

/// PidLidSideEffects and what else PSETID_Common has on every item.
pub(crate) fn side_effects(effects: i32) -> Values {
    let mut values = Values::new();
    for (lid, value) in [(0x8501, 0), (0x8510, effects), (0x8518, 0), (0x8552, 0x25F07)] {
        values.set(Lid(Common, lid), PropValue::I32(value));
    }
    for lid in [0x8503, 0x8506, 0x850E] {
        values.set(Lid(Common, lid), PropValue::Bool(false));
    }
    values
}

/// A value that does not fit its field.
pub(crate) fn wrong_value(field: &ItemField, value: &Value) -> Message {
    let shown = match value {
        Value::Text(text) => text.chars().take(80).collect(),
        _ => String::new(),
    };
    Message::new("outlook-field-type")
        .with("field", field.name)
        .with("type", format!("{:?}", field.field_type()).to_lowercase())
        .with("value", shown)
}

/// The text of a field that is there.
pub(crate) fn text_of<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    Some(record.text(name)).filter(|text| !text.trim().is_empty())
}

/// Minutes as Outlook stores them.
pub(crate) fn minutes_i32(minutes: i64) -> i32 {
    i32::try_from(minutes).unwrap_or(if minutes < 0 { i32::MIN } else { i32::MAX })
}

//! One line, resolved: the value it finds on a side, and what that becomes on the other.
//!
//! What must hold: a line has one value on each side, whatever the number of its fields; a value
//! that does not fit is left where it is and named.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::convert::{Manner, Unfit, convert};
use super::{Case, Direction, Split, WriteRule};
use crate::digest::{canonical, digested_as};
use crate::{Base, Compare, FieldType, Name, Record, Side, Slot, Value, phone_digits, same};

/// A value that was not carried to the other side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// The side that was not written.
    pub side: Side,
    /// The field there.
    pub field: Name,
    /// The value, as the other side holds it.
    pub value: Value,
    /// Why.
    pub why: Unfit,
}

/// The fields of a line on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    /// The fields, per slot (business, home, other); the office has no slots.
    pub names: [Vec<Name>; 3],
    /// The type of the line's value: that of its field, text where there are several.
    pub field_type: FieldType,
    /// Longest text of its field, in characters.
    pub max_chars: Option<u32>,
}

impl End {
    fn names(&self, slot: Slot) -> &[Name] {
        let [business, home, other] = &self.names;
        match slot {
            Slot::Business => business,
            Slot::Home => home,
            Slot::Other => other,
        }
    }
}

/// What is done to a value on the way, besides fitting it into its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Office text, Outlook text.
    pub values: Vec<(String, String)>,
    pub case: Option<Case>,
    pub separator: String,
    pub split: Option<Split>,
}

/// One line, resolved against both schemas.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedField {
    /// By this the line is known: its first office field, or the Outlook field that gets a constant.
    pub office: Name,
    pub(super) ends: crate::Both<End>,
    pub(super) change: Change,
    /// The constant stands on this side, as if a field held it.
    pub(super) constant: Option<(Side, Value)>,
    pub(super) manner: Manner,
    /// How values are compared.
    pub how: Compare,
    /// Direction.
    pub direction: Direction,
    /// Rule.
    pub rule: WriteRule,
}

impl MappedField {
    /// The fields on a side.
    #[must_use]
    pub fn names(&self, side: Side, slot: Slot) -> &[Name] {
        match side {
            Side::Office => self.ends.office.names(Slot::Business),
            Side::Outlook => self.ends.outlook.names(slot),
        }
    }

    /// The first field on a side; by it a value is shown. A constant is shown by its line.
    #[must_use]
    pub fn name(&self, side: Side, slot: Slot) -> &Name {
        self.names(side, slot).first().unwrap_or(&self.office)
    }

    /// The type of the line's value on a side.
    #[must_use]
    pub fn field_type(&self, side: Side) -> FieldType {
        self.ends.of(side).field_type
    }

    /// The line's value on a side; `None` where it holds nothing.
    #[must_use]
    pub fn value<'r>(
        &'r self,
        side: Side,
        slot: Slot,
        record: &'r Record,
    ) -> Option<Cow<'r, Value>> {
        if let Some((at, constant)) = &self.constant
            && *at == side
        {
            return Some(Cow::Borrowed(constant));
        }
        match self.names(side, slot) {
            [name] => record.get(name).filter(|value| !value.is_empty()).map(Cow::Borrowed),
            names => self.joined(names, record).map(Cow::Owned),
        }
    }

    fn joined(&self, names: &[Name], record: &Record) -> Option<Value> {
        let parts = names.iter().map(|name| record.text(name).trim());
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| Value::Text(parts.join(&self.change.separator)))
    }

    /// A line's value as the side `to` holds it.
    ///
    /// # Errors
    /// Why it does not go there.
    pub fn carried<'v>(&self, value: &'v Value, to: Side) -> Result<Cow<'v, Value>, Unfit> {
        let (from, into) = (self.field_type(to.other()), self.field_type(to));
        let carried = match self.translated(value, from, to) {
            Some(text) => {
                let text = Value::Text(text);
                let own = convert(&text, FieldType::Text, into, &self.manner)?.into_owned();
                Cow::Owned(own)
            }
            None => convert(value, from, into, &self.manner)?,
        };
        let carried = match self.change.case {
            Some(case) => Cow::Owned(in_case(carried.into_owned(), case)),
            None => carried,
        };
        match (self.ends.of(to).max_chars, &*carried) {
            (Some(most), Value::Text(text)) if text.chars().count() > most as usize => {
                Err(Unfit::TooLarge)
            }
            _ => Ok(carried),
        }
    }

    /// What the table of values says for it.
    fn translated(&self, value: &Value, from: FieldType, to: Side) -> Option<String> {
        if self.change.values.is_empty() {
            return None;
        }
        let text = match convert(value, from, FieldType::Text, &self.manner).ok()?.into_owned() {
            Value::Text(text) => text,
            _ => return None,
        };
        let row = |(office, outlook): &'_ &(String, String)| match to {
            Side::Outlook => office.trim() == text.trim(),
            Side::Office => outlook.trim() == text.trim(),
        };
        let (office, outlook) = self.change.values.iter().find(row)?;
        Some(if to == Side::Outlook { outlook.clone() } else { office.clone() })
    }

    /// A line's value on a side, field by field.
    #[must_use]
    pub fn spread(
        &self,
        side: Side,
        slot: Slot,
        value: Option<Value>,
    ) -> Vec<(Name, Option<Value>)> {
        match self.names(side, slot) {
            [name] => vec![(name.clone(), value)],
            names => {
                let text = match &value {
                    Some(Value::Text(text)) => text.as_str(),
                    _ => "",
                };
                let split = self.change.split.unwrap_or(Split::Each);
                let parts = split.apply(text, &self.change.separator, names.len());
                let part = |part: String| Some(Value::Text(part)).filter(|part| !part.is_empty());
                names.iter().cloned().zip(parts.into_iter().map(part)).collect()
            }
        }
    }

    /// Whether an office value and an Outlook value say the same: the one, carried over, is the
    /// other.
    #[must_use]
    pub fn equal(&self, office: Option<&Value>, outlook: Option<&Value>) -> bool {
        let (Some(office), Some(outlook)) = (office, outlook) else {
            return office.is_none() && outlook.is_none();
        };
        let back = || self.carried(outlook, Side::Office);
        let there = || self.carried(office, Side::Outlook);
        back().is_ok_and(|outlook| same(Some(office), Some(&outlook), self.how))
            || !self.is_simple()
                && there().is_ok_and(|office| same(Some(&office), Some(outlook), self.how))
    }

    /// Whether a side's fields hold what its base says.
    #[must_use]
    pub fn as_in_base(&self, side: Side, slot: Slot, now: &Record, base: &Base) -> bool {
        self.names(side, slot).iter().all(|name| {
            let (now, base) = (now.get(name), base.get(name));
            let digested = now.zip(base).is_some_and(|(now, base)| digested_as(now, base));
            digested || same(now, base, self.how)
        })
    }

    /// A base of the side says something of the line.
    #[must_use]
    pub fn is_in_base(&self, side: Side, slot: Slot, base: &Base) -> bool {
        self.names(side, slot).iter().any(|name| base.get(name).is_some())
    }

    /// Whether the line writes a constant.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.constant.is_some()
    }

    /// Whether the line writes one side only and what the bases say was never the same on both.
    #[must_use]
    pub fn never_carried(&self, slot: Slot, office: &Base, outlook: &Base) -> bool {
        let ours = self.value(Side::Office, slot, office);
        let theirs = self.value(Side::Outlook, slot, outlook);
        self.direction != Direction::Both && !self.equal(ours.as_deref(), theirs.as_deref())
    }

    /// The line carries both ways and overwrites.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.direction == Direction::Both && self.rule == WriteRule::Overwrite
    }

    /// Both sides hold values of one type, which are not changed on the way.
    fn is_simple(&self) -> bool {
        self.ends.office.field_type == self.ends.outlook.field_type
            && self.change.values.is_empty()
            && self.change.case.is_none()
    }

    /// Whether a value may be left on its way.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        !self.is_simple() || self.ends.office.max_chars.or(self.ends.outlook.max_chars).is_some()
    }

    pub(super) fn fingerprint(&self, value: &Value) -> String {
        match (self.how, value) {
            (Compare::Phone, Value::Text(text)) if !phone_digits(text).is_empty() => {
                phone_digits(text)
            }
            (_, other) => canonical(other),
        }
    }
}

fn in_case(value: Value, case: Case) -> Value {
    match value {
        Value::Text(text) => Value::Text(case.apply(&text)),
        Value::List(items) => Value::List(items.iter().map(|item| case.apply(item)).collect()),
        other => other,
    }
}

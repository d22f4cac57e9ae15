//! Writing user-defined fields: values, the merged definition stream, the folder's definitions.
//!
//! What must hold: a field that exists keeps its spelling and its type; a definition stream that
//! does not parse is never touched; writing what is there already writes nothing.

use std::collections::BTreeSet;

use pst::PropValue;
use sync::{Message, Value};

use super::{
    DefinitionStream, EXPORT_DATE, FieldKind, FolderFields, UserFields, names_equal, number_value,
};

/// A user-defined field to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldWrite {
    /// The number that identifies a record: a text, or what fits the type the field has.
    Number {
        /// `Kundennr`, `Msgnr`, …
        name: &'static str,
        /// The number, trimmed.
        number: String,
    },
    /// Any field; `None` clears it.
    Value {
        /// Its name.
        name: String,
        /// The type it gets if it is new.
        kind: FieldKind,
        /// Its value.
        value: Option<Value>,
    },
}

impl FieldWrite {
    fn name(&self) -> &str {
        match self {
            Self::Number { name, .. } => name,
            Self::Value { name, .. } => name,
        }
    }

    fn kind(&self) -> FieldKind {
        match self {
            Self::Number { .. } => FieldKind::Text,
            Self::Value { kind, .. } => *kind,
        }
    }

    /// A field that only the exchange itself writes.
    fn is_own(&self) -> bool {
        matches!(self, Self::Number { .. }) || names_equal(self.name(), EXPORT_DATE)
    }

    fn clears(&self) -> bool {
        match self {
            Self::Number { number, .. } => number.is_empty(),
            Self::Value { value, .. } => value.is_none(),
        }
    }

    /// The value in the type that the field has.
    fn value(&self, kind: FieldKind) -> Option<PropValue> {
        match self {
            Self::Number { number, .. } => number_value(number, kind),
            Self::Value { value, .. } => kind.fitted(value.as_ref()?),
        }
    }

    /// Why its value does not go into a field of that type.
    fn refusal(&self, kind: FieldKind) -> Message {
        let (id, value) = match self {
            Self::Number { number, .. } => ("outlook-number-type", number.as_str()),
            Self::Value { .. } => ("outlook-field-type", ""),
        };
        let kind = format!("{kind:?}").to_lowercase();
        Message::new(id).with("field", self.name()).with("type", kind).with("value", value)
    }
}

/// What the data file is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// An ANSI file; old Outlooks may read it.
    pub ansi: bool,
    /// Code page of ANSI text.
    pub code_page: u16,
}

/// What is to be written on an item and its folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merge {
    /// Values by the name of their property; `None` removes it. Only what differs.
    pub values: Vec<(String, Option<PropValue>)>,
    /// The new definition stream, where it changes; empty where none is left.
    pub definitions: Option<Vec<u8>>,
    /// Fields that the folder does not define yet, by their name.
    pub folder: Vec<(String, FieldKind)>,
    /// Values that do not fit the types their fields have: they are left out.
    pub left: Vec<Message>,
}

impl Merge {
    /// Nothing to write on the item.
    #[must_use]
    pub fn leaves_item(&self) -> bool {
        self.values.is_empty() && self.definitions.is_none()
    }

    /// Works out what writing the fields means for an item. `known` are the names that the data
    /// file's name map has.
    ///
    /// # Errors
    /// The definition stream does not parse, or the number does not fit the type its field has.
    pub fn plan(
        writes: &[FieldWrite],
        item: &UserFields,
        folder: &FolderFields,
        known: &BTreeSet<String>,
        target: Target,
    ) -> Result<Self, Message> {
        if item.unreadable && !writes.is_empty() {
            return Err(Message::new("outlook-definitions-unreadable"));
        }
        let mut stream = item.definitions.clone().unwrap_or_default();
        let mut plan = Self::default();
        for write in writes {
            let place = Place::find(write, item, folder, known, target);
            plan.field(write, &place, item, &mut stream, target)?;
            let written = plan.left.is_empty() && !write.clears();
            if !place.in_folder && written && in_folder(&place.name) {
                plan.folder.push((place.name, place.kind));
            }
        }
        Ok(plan)
    }

    fn field(
        &mut self,
        write: &FieldWrite,
        place: &Place,
        item: &UserFields,
        stream: &mut DefinitionStream,
        target: Target,
    ) -> Result<(), Message> {
        let before = item.stored.iter().find(|field| field.name == place.name).map(|f| &f.value);
        if write.clears() {
            self.values.extend(before.map(|_| (place.name.clone(), None)));
            // What only we write goes as a whole; fields of the user keep their definitions.
            if write.is_own() && stream.remove(&place.name, target.code_page) {
                self.definitions = Some(stream.to_bytes_unless_empty());
            }
            return Ok(());
        }
        let Some(value) = write.value(place.kind) else {
            // Without its number a record would not be found again.
            if matches!(write, FieldWrite::Number { .. }) {
                return Err(write.refusal(place.kind));
            }
            self.left.push(write.refusal(place.kind));
            return Ok(());
        };
        if before != Some(&value) {
            self.values.push((place.name.clone(), Some(value)));
        }
        if stream.find(&place.name, target.code_page).is_none() {
            stream.add(&place.name, place.kind, target.code_page, target.ansi);
            self.definitions = Some(stream.to_bytes());
        }
        Ok(())
    }
}

/// Exportdatum gets no column: nobody has documented how a folder defines a date/time field.
fn in_folder(name: &str) -> bool {
    !names_equal(name, EXPORT_DATE)
}

/// Where a field lives already: its spelling and its type.
struct Place {
    name: String,
    kind: FieldKind,
    in_folder: bool,
}

impl Place {
    fn find(
        write: &FieldWrite,
        item: &UserFields,
        folder: &FolderFields,
        known: &BTreeSet<String>,
        target: Target,
    ) -> Self {
        let name = write.name();
        let stored = item.spellings(name).next();
        let on_item = item.definitions.as_ref().and_then(|s| s.find(name, target.code_page));
        let on_folder = folder.find(name, target.code_page);
        let in_folder = on_folder.is_some();
        let defined = on_item.or(on_folder);
        let kind = defined.as_ref().and_then(|(_, kind)| *kind);
        let kind = kind.or_else(|| stored.and_then(|field| kind_of(&field.value)));
        let spelled = stored.map(|field| field.name.clone()).or(defined.map(|(name, _)| name));
        let name = spelled.or_else(|| known_spelling(name, known)).unwrap_or(name.to_owned());
        Self { name, kind: kind.unwrap_or(write.kind()), in_folder }
    }
}

/// The type of a value that nothing defines.
fn kind_of(value: &PropValue) -> Option<FieldKind> {
    match value {
        PropValue::Text(_) => Some(FieldKind::Text),
        PropValue::F64(_) => Some(FieldKind::Number),
        PropValue::I32(_) => Some(FieldKind::Integer),
        _ => None,
    }
}

fn known_spelling(name: &str, known: &BTreeSet<String>) -> Option<String> {
    if known.contains(name) {
        return Some(name.to_owned());
    }
    known.iter().find(|other| names_equal(other, name)).cloned()
}

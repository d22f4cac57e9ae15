//! Reading the user-defined fields of an item.

use pst::PropValue;
use sync::{Message, Record, Value};

use super::{FieldKind, FolderFields, PREFIX, can_be_field, names_equal, number_text};
use crate::user::DefinitionStream;

/// A string-named property of PS_PUBLIC_STRINGS on an item.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredField {
    /// Its name, as spelled in the name map.
    pub name: String,
    /// Its value.
    pub value: PropValue,
}

/// What an item and its folder say about user-defined fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserFields {
    /// The values on the item, in the order of their names.
    pub stored: Vec<StoredField>,
    /// The definition stream; `None` where there is none.
    pub definitions: Option<DefinitionStream>,
    /// There is a definition stream and it does not parse.
    pub unreadable: bool,
}

impl UserFields {
    /// From the item's string-named properties and its definition stream.
    #[must_use]
    pub fn new(mut stored: Vec<StoredField>, stream: Option<&[u8]>) -> Self {
        stored.retain(|field| can_be_field(&field.name));
        stored.sort_by(|a, b| a.name.cmp(&b.name));
        let definitions = stream.and_then(DefinitionStream::parse);
        let unreadable = stream.is_some() && definitions.is_none();
        Self { stored, definitions, unreadable }
    }

    /// The type that the item, else its folder, defines for a field.
    #[must_use]
    pub fn kind_of(&self, name: &str, folder: &FolderFields, code_page: u16) -> Option<FieldKind> {
        let item = self.definitions.as_ref().and_then(|stream| stream.find(name, code_page));
        item.or_else(|| folder.find(name, code_page)).and_then(|(_, kind)| kind)
    }

    /// Puts every field into the record, as `user.NAME`. Text and numbers need no definition.
    pub fn fill(
        &self,
        folder: &FolderFields,
        code_page: u16,
        record: &mut Record,
        warnings: &mut Vec<Message>,
    ) {
        if self.unreadable {
            warnings.push(Message::new("outlook-definitions-unreadable"));
        }
        for field in &self.stored {
            match self.value_of(field, folder, code_page) {
                Ok(Some(value)) => record.set(format!("{PREFIX}{}", field.name), value),
                Ok(None) => {}
                Err(message) => warnings.push(message),
            }
        }
    }

    fn value_of(
        &self,
        field: &StoredField,
        folder: &FolderFields,
        code_page: u16,
    ) -> Result<Option<Value>, Message> {
        let undefined =
            || FieldKind::Text.read(&field.value).or(FieldKind::Number.read(&field.value));
        let Some(kind) = self.kind_of(&field.name, folder, code_page) else {
            return Ok(undefined());
        };
        match kind.read(&field.value).or_else(undefined) {
            Some(value) => Ok(Some(value)),
            None if matches!((kind, &field.value), (FieldKind::DateTime, PropValue::Time(_))) => {
                Ok(None)
            }
            None => Err(Message::new("outlook-value-type").with("field", &field.name)),
        }
    }

    /// The values of a field under every spelling, the exact one first.
    pub fn spellings<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a StoredField> {
        let exact = self.stored.iter().filter(move |field| field.name == name);
        let others =
            move |field: &&StoredField| field.name != name && names_equal(&field.name, name);
        exact.chain(self.stored.iter().filter(others))
    }

    /// The number that the item carries, and under how many spellings it has one.
    #[must_use]
    pub fn number(&self, name: &str) -> (String, u32) {
        let mut numbers = self.spellings(name).filter_map(|field| number_text(&field.value));
        let first = numbers.next();
        let count = u32::from(first.is_some())
            .saturating_add(numbers.fold(0, |n: u32, _| n.saturating_add(1)));
        (first.unwrap_or_default(), count)
    }
}

//! User-defined fields: three things make one.
//!
//! 1. the value, a string-named property of PS_PUBLIC_STRINGS on the item,
//! 2. its definition in the item's definition stream ([`DefinitionStream`]),
//! 3. its definition in the folder ([`FolderFields`]), for columns and the field chooser.
//!
//! Without 2 Outlook's own interface cannot reach the value, so all three are written together.
//! Names compare case-insensitively; a field that exists keeps its spelling and its type.

pub(crate) mod cursor;
mod definition;
mod folder;
mod kind;
mod merge;
mod number;
mod read;

pub use definition::{DefinitionStream, FieldDefinition, StreamVersion};
pub use folder::{CLASS as FOLDER_FIELDS_CLASS, FolderFields};
pub use kind::FieldKind;
pub use merge::{FieldWrite, Merge, Target};
pub use number::{number_text, number_value};
pub use read::{StoredField, UserFields};

use crate::property::{Prop, Set};

/// PidLidPropertyDefinitionStream.
pub const DEFINITIONS: Prop = Prop::Lid(Set::Common, 0x8540);
/// PidTagUserFields, on the folder's hidden item.
pub const FOLDER_FIELDS: u16 = 0x36E3;
/// The user-defined field that carries the time of the last export.
pub const EXPORT_DATE: &str = "Exportdatum";
/// How user-defined fields begin in a record.
pub const PREFIX: &str = "user.";

/// Whether two names are the same field's.
#[must_use]
pub fn names_equal(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

/// Whether a string-named property of PS_PUBLIC_STRINGS can be a user-defined field at all:
/// categories, and properties of other programs that are named by a URI, are none.
#[must_use]
pub fn can_be_field(name: &str) -> bool {
    name != "Keywords" && !name.contains(':') && !name.is_empty()
}

#[cfg(test)]
mod tests;

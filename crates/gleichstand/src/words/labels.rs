//! Labels of fields, office and Outlook.

use sync::Field;

use super::{Language, Words};

/// User-defined fields of Outlook are named by the user.
const USER: &str = "user.";

impl Words {
    /// The label of a field of either side; a name that is no field's is shown as it is.
    pub fn label(&self, name: &str) -> String {
        if let Some(user) = name.strip_prefix(USER) {
            return user.to_owned();
        }
        if let Some(field) = office::address_schema().field(name) {
            return self.label_of(field);
        }
        match outlook::contact::field(name) {
            Some(field) => self.label_of(&field.schema()),
            None => name.to_owned(),
        }
    }

    /// The label of a field.
    pub fn label_of(&self, field: &Field) -> String {
        match self.language {
            Language::German => field.de.to_string(),
            Language::English => field.en.to_string(),
        }
    }
}

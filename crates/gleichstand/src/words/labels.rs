//! Labels of fields, office and Outlook.

use office::record_schema;
use sync::{Field, Kind};

use super::{Language, Words};

/// User-defined fields of Outlook are named by the user.
const USER: &str = "user.";

impl Words {
    /// The label of a field of either side; a name that is no field's is shown as it is.
    pub fn label(&self, name: &str) -> String {
        if let Some(user) = name.strip_prefix(USER) {
            return user.to_owned();
        }
        let offices = Kind::ALL.into_iter().find_map(|kind| record_schema(kind).field(name));
        match offices.map(|field| self.label_of(field)).or_else(|| self.outlooks(name)) {
            Some(label) => label,
            None => name.to_owned(),
        }
    }

    fn outlooks(&self, name: &str) -> Option<String> {
        if let Some(field) = outlook::contact::field(name) {
            return Some(self.label_of(&field.schema()));
        }
        let fields = [outlook::mail::field, outlook::appointment::field, outlook::task::field];
        let field = fields.iter().find_map(|field| field(name))?;
        Some(self.label_of(&field.schema()))
    }

    /// The label of a field.
    pub fn label_of(&self, field: &Field) -> String {
        match self.language {
            Language::German => field.de.to_string(),
            Language::English => field.en.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_name_has_one_label_whatever_the_kind_and_every_mapped_field_has_one() {
        for language in [Language::German, Language::English] {
            let words = Words::new(language, TimeZone::UTC);
            for kind in Kind::ALL {
                for field in &record_schema(kind).fields {
                    assert_eq!(words.label(&field.name), words.label_of(field), "{kind:?}");
                }
                for line in sync::default_mapping().lines(kind) {
                    for name in line.office.iter().chain(line.outlook.iter()) {
                        let user = name.starts_with(USER);
                        assert!(user || words.label(name) != **name, "{name} has no label");
                    }
                }
            }
        }
    }
}

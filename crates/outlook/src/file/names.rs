//! The name map of one data file, resolved once for all that is read from it.

use std::collections::{BTreeMap, BTreeSet};

use pst::{NamedProps, PropName, Props, guid};

use super::kinds::ReadFields;
use crate::property::Prop;
use crate::user::{self, StoredField, UserFields, can_be_field};
use crate::zone::ZoneIds;

/// What reading needs to know of a data file's name map.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    pub fields: ReadFields,
    pub zones: ZoneIds,
    definitions: Option<u16>,
    /// Names of possible user-defined fields by their property id.
    public: BTreeMap<u16, String>,
}

impl Resolved {
    pub fn new(names: &NamedProps) -> Self {
        let id_of = |prop: Prop| match (prop, prop.name()) {
            (Prop::Tag(id), _) => Some(id),
            (_, name) => names.id_of(&name?),
        };
        Self {
            fields: ReadFields::new(id_of),
            zones: ZoneIds::new(id_of),
            definitions: id_of(user::DEFINITIONS),
            public: names.iter().filter_map(|(id, name)| Some((id, field_name(name)?))).collect(),
        }
    }

    /// The names that user-defined fields may have here.
    pub fn known(&self) -> BTreeSet<String> {
        self.public.values().cloned().collect()
    }

    /// The user-defined fields of an item.
    pub fn user_fields(&self, props: &Props) -> UserFields {
        let stored = self.public.iter().filter_map(|(id, name)| {
            Some(StoredField { name: name.clone(), value: props.get(*id)?.clone() })
        });
        let stream = self.definitions.and_then(|id| props.get(id)).and_then(|v| v.as_binary());
        UserFields::new(stored.collect(), stream)
    }
}

fn field_name(name: &PropName) -> Option<String> {
    match name {
        PropName::Text { set, name } if *set == guid::PUBLIC_STRINGS && can_be_field(name) => {
            Some(name.clone())
        }
        _ => None,
    }
}

//! Properties by name, and values waiting for the property ids of one data file.
//!
//! A fixed property has its id everywhere. A named one (\[MS-OXPROPS\] 1.3.2) has a property set
//! and a number or a string; which id it has is the business of each data file's name map. So the
//! crate speaks of [`Prop`]s, and asks for ids only where it meets a file.

use std::collections::BTreeMap;

use pst::{Guid, PropName, PropValue, Props, guid};

/// A property set, in the short names of the property tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Set {
    /// PSETID_Address.
    Address,
    /// PSETID_Common.
    Common,
    /// PSETID_Appointment.
    Appointment,
    /// PSETID_Task.
    Task,
    /// PSETID_Meeting.
    Meeting,
}

impl Set {
    /// Its GUID.
    #[must_use]
    pub fn guid(self) -> Guid {
        match self {
            Self::Address => guid::ADDRESS,
            Self::Common => guid::COMMON,
            Self::Appointment => guid::APPOINTMENT,
            Self::Task => guid::TASK,
            Self::Meeting => guid::MEETING,
        }
    }
}

/// A property, wherever it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prop {
    /// A fixed property id.
    Tag(u16),
    /// A number in a property set.
    Lid(Set, u32),
    /// A string in PS_PUBLIC_STRINGS that Outlook itself defines.
    Public(&'static str),
}

impl Prop {
    /// The name that the name map knows it by; `None` for a fixed id.
    #[must_use]
    pub fn name(self) -> Option<PropName> {
        match self {
            Self::Tag(_) => None,
            Self::Lid(set, lid) => Some(PropName::Id { set: set.guid(), lid }),
            Self::Public(name) => Some(public(name)),
        }
    }
}

/// The name of a string-named property of PS_PUBLIC_STRINGS: every user-defined field is one.
#[must_use]
pub fn public(name: &str) -> PropName {
    PropName::Text { set: guid::PUBLIC_STRINGS, name: name.to_owned() }
}

/// Gives property ids, adding names to the name map where needed.
pub trait PropIds {
    /// The id of a named property.
    ///
    /// # Errors
    /// The name map cannot be read or is full.
    fn id(&mut self, name: &PropName) -> pst::Result<u16>;

    /// The id of a named property that is there already.
    ///
    /// # Errors
    /// The name map cannot be read.
    fn find(&self, name: &PropName) -> pst::Result<Option<u16>>;
}

/// Property values that belong together: what is to be set, and what is to be removed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(BTreeMap<Prop, Option<PropValue>>);

impl Values {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a property.
    pub fn set(&mut self, prop: Prop, value: PropValue) {
        self.0.insert(prop, Some(value));
    }

    /// Sets a text; an empty one removes the property.
    pub fn text(&mut self, prop: Prop, text: &str) {
        let value = (!text.is_empty()).then(|| PropValue::Text(text.to_owned()));
        self.0.insert(prop, value);
    }

    /// Removes a property.
    pub fn remove(&mut self, prop: Prop) {
        self.0.insert(prop, None);
    }

    /// The value to be set, where there is one.
    #[must_use]
    pub fn get(&self, prop: Prop) -> Option<&PropValue> {
        self.0.get(&prop)?.as_ref()
    }

    /// Takes over the other values; they win.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// As the properties of a new item.
    ///
    /// # Errors
    /// No id to be had for a name.
    pub fn into_props(self, ids: &mut dyn PropIds) -> pst::Result<Props> {
        let mut props = Props::default();
        for (prop, value) in self.0 {
            if let Some(value) = value {
                props.set(id_of(prop, ids)?, value);
            }
        }
        Ok(props)
    }

    /// As a change of an existing item that has `before`: equal values are left out.
    ///
    /// # Errors
    /// No id to be had for a name.
    pub fn into_patch(self, before: &Props, ids: &mut dyn PropIds) -> pst::Result<pst::Patch> {
        let mut patch = pst::Patch::default();
        for (prop, value) in self.0 {
            match value {
                Some(value) => {
                    let id = id_of(prop, ids)?;
                    if before.get(id) != Some(&value) {
                        patch.set.push((id, value));
                    }
                }
                None => {
                    let id = known_id(prop, ids)?;
                    patch.remove.extend(id.filter(|id| before.get(*id).is_some()));
                }
            }
        }
        Ok(patch)
    }
}

/// The id of a property, if the file has one for it.
fn known_id(prop: Prop, ids: &dyn PropIds) -> pst::Result<Option<u16>> {
    match (prop, prop.name()) {
        (_, Some(name)) => ids.find(&name),
        (Prop::Tag(id), None) => Ok(Some(id)),
        (_, None) => Ok(None),
    }
}

fn id_of(prop: Prop, ids: &mut dyn PropIds) -> pst::Result<u16> {
    match (prop, prop.name()) {
        (_, Some(name)) => ids.id(&name),
        (Prop::Tag(id), None) => Ok(id),
        (_, None) => Err(pst::Error::TooLarge { what: "name" }),
    }
}

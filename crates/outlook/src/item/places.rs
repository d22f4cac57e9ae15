//! Where one data file keeps named properties, and the values of one item by property.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pst::{PropValue, Props};

use crate::filetime;
use crate::property::Prop;

/// Ids of named properties in one data file.
#[derive(Debug, Clone, Default)]
pub struct Places(BTreeMap<Prop, u16>);

impl Places {
    /// Resolves properties; those that the name map does not have are left out.
    pub fn new(props: impl IntoIterator<Item = Prop>, id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        Self(props.into_iter().filter_map(|prop| Some((prop, id_of(prop)?))).collect())
    }

    /// An item's values.
    #[must_use]
    pub fn of<'a>(&'a self, props: &'a Props) -> Stored<'a> {
        Stored { places: self, props }
    }
}

/// An item's values by property.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    places: &'a Places,
    props: &'a Props,
}

impl<'a> Stored<'a> {
    /// A value; none where there is but an error in its place.
    #[must_use]
    pub fn get(self, prop: Prop) -> Option<&'a PropValue> {
        let id = match prop {
            Prop::Tag(id) => id,
            named => *self.places.0.get(&named)?,
        };
        self.props.get(id).filter(|value| !matches!(value, PropValue::Null | PropValue::Error(_)))
    }

    /// A number.
    #[must_use]
    pub fn int(self, prop: Prop) -> Option<i32> {
        self.get(prop).and_then(PropValue::as_i32)
    }

    /// A flag; a missing one is not set.
    #[must_use]
    pub fn is_set(self, prop: Prop) -> bool {
        self.get(prop).and_then(PropValue::as_bool).unwrap_or(false)
    }

    /// A time as it is stored.
    #[must_use]
    pub fn filetime(self, prop: Prop) -> Option<i64> {
        self.get(prop).and_then(PropValue::as_time)
    }

    /// A point in time.
    #[must_use]
    pub fn time(self, prop: Prop) -> Option<Timestamp> {
        self.filetime(prop).and_then(filetime::to_timestamp)
    }

    /// A text that says something.
    #[must_use]
    pub fn text(self, prop: Prop) -> Option<&'a str> {
        self.get(prop).and_then(PropValue::as_text).filter(|text| !text.trim().is_empty())
    }

    /// Bytes.
    #[must_use]
    pub fn binary(self, prop: Prop) -> Option<&'a [u8]> {
        self.get(prop).and_then(PropValue::as_binary)
    }
}

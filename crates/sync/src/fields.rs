//! Values by name: what a record is made of.
//!
//! A record has a few dozen fields and is made and compared far more often than it is searched, so
//! its values stand in one list, in the order of their names. What must hold: every name once, in
//! order; equal records are equal lists.

use std::fmt::Formatter;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Name, Value};

/// Up to this many names are searched one after the other.
const SHORT: usize = 64;

/// Values by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(Vec<(Name, Value)>);

impl Fields {
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_ref().cmp(name))
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = match self.0.len() {
            // Most names differ in length already, so this is faster than halving a short list.
            ..=SHORT => self.0.iter().position(|(known, _)| known.as_ref() == name),
            _ => self.place(name).ok(),
        };
        self.0.get(at?).map(|(_, value)| value)
    }

    /// Sets a value; the one that stood there.
    pub fn insert(&mut self, name: Name, value: Value) -> Option<Value> {
        match self.place(&name) {
            Ok(at) => self.0.get_mut(at).map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.0.insert(at, (name, value));
                None
            }
        }
    }

    /// Removes a value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.place(name).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps those that fulfil a condition.
    pub fn retain(&mut self, mut keep: impl FnMut(&Name, &Value) -> bool) {
        self.0.retain(|(name, value)| keep(name, value));
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(pair)
    }

    /// All values, in the order of their names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn pair((name, value): &(Name, Value)) -> (&Name, &Value) {
    (name, value)
}

/// Fields one after the other.
pub type Iter<'a> =
    std::iter::Map<std::slice::Iter<'a, (Name, Value)>, fn(&(Name, Value)) -> (&Name, &Value)>;

impl<'a> IntoIterator for &'a Fields {
    type Item = (&'a Name, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Fields {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Of several values of one name the last counts.
impl FromIterator<(Name, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(fields: I) -> Self {
        let mut list: Vec<(Name, Value)> = fields.into_iter().collect();
        list.sort_by(|(a, _), (b, _)| a.cmp(b));
        list.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                std::mem::swap(&mut later.1, &mut first.1);
            }
            same
        });
        Self(list)
    }
}

impl Extend<(Name, Value)> for Fields {
    fn extend<I: IntoIterator<Item = (Name, Value)>>(&mut self, fields: I) {
        for (name, value) in fields {
            self.insert(name, value);
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Fields;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("values by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields, A::Error> {
                let mut list = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    list.push(entry);
                }
                Ok(list.into_iter().collect())
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What happens to fields.
    fn deeds() -> impl Strategy<Value = Vec<(String, Option<i64>)>> {
        prop::collection::vec(("[a-e]{1,2}", prop::option::of(0_i64..9)), 0..40)
    }

    proptest! {
        #[test]
        fn fields_are_what_a_map_would_be(deeds in deeds()) {
            let (mut fields, mut map) = (Fields::default(), BTreeMap::new());
            for (name, value) in &deeds {
                let name = Name::Owned(name.clone());
                match value {
                    Some(n) => prop_assert_eq!(
                        fields.insert(name.clone(), Value::Int(*n)),
                        map.insert(name, Value::Int(*n))
                    ),
                    None => prop_assert_eq!(fields.remove(&name), map.remove(&name)),
                }
            }
            prop_assert_eq!(fields.iter().collect::<Vec<_>>(), map.iter().collect::<Vec<_>>());
            prop_assert_eq!(fields.get("a"), map.get("a"));
            let written = deeds.iter().filter_map(|(name, value)| {
                Some((Name::Owned(name.clone()), Value::Int((*value)?)))
            });
            let collected: BTreeMap<Name, Value> = written.clone().collect();
            let fields: Fields = written.collect();
            prop_assert_eq!(fields.iter().collect::<Vec<_>>(), collected.iter().collect::<Vec<_>>());
            let json = serde_json::to_string(&fields).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&collected).unwrap());
            prop_assert_eq!(serde_json::from_str::<Fields>(&json).unwrap(), fields);
        }
    }
}

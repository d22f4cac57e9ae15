//! What is to be said to a person, without the words.
//!
//! No crate below the front door speaks German or English: it names a message of the catalogues
//! and gives its arguments. The front door puts it into words. Messages are stored in the journal
//! in this form, so that a run can be read in either language later.

use serde::{Deserialize, Serialize};

/// A message of the catalogues: its id and its arguments, in the order they were given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Message {
    /// The message's id in the catalogues, for example `row-23-quarantine`.
    pub id: String,
    /// Named arguments, verbatim values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets the value of an argument that is there.
    pub fn set(&mut self, name: &str, value: impl ToString) {
        if let Some((_, held)) = self.args.iter_mut().find(|(of, _)| of == name) {
            *held = value.to_string();
        }
    }

    /// The value of an argument.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.id)?;
        self.args.iter().try_for_each(|(name, value)| write!(f, " {name}={value:?}"))
    }
}

//! Contacts: the table of their fields, reading, writing, and what Outlook derives.

mod change;
mod derive;
pub mod fields;
mod names;
mod one_off;
mod postal;
mod read;
mod write;

pub use change::change;
pub use fields::{ContactField, FIELDS, Form, Group, field};
pub use one_off::one_off;
pub(crate) use postal::block;
pub use read::ReadFields;
pub(crate) use read::without_marker;
pub use write::{CLASS, new_item};

#[cfg(test)]
mod tests;

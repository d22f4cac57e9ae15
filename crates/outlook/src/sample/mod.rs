//! The project's own sample data: German contacts from a seed, the same on every platform.
//!
//! Nothing here comes from real files. Names, streets, postal codes and dialling codes fit each
//! other; Internet names end in `.example`, which nobody owns.

mod contacts;
mod every_field;
mod random;
mod words;
mod write;

pub use contacts::Contacts;
pub use every_field::{distinct, every_field, every_user_field};
pub use write::create;

#[cfg(test)]
mod tests;

//! The project's own sample data: German contacts, mails, appointments and tasks from a seed, the same on every platform.
//!
//! Nothing here comes from real files. Names, streets, postal codes and dialling codes fit each
//! other; Internet names end in `.example`, which nobody owns.

mod calendar;
mod contacts;
mod every_field;
mod mails;
mod random;
mod texts;
mod words;
mod write;

pub use calendar::Calendar;
pub use contacts::Contacts;
pub use every_field::{distinct, every_field, every_field_of, every_user_field};
pub use mails::Mails;
pub use write::{Amounts, create};

#[cfg(test)]
mod tests;

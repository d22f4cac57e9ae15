//! Tasks: the table of their fields, reading, writing, and what Outlook derives (\[MS-OXOTASK\]).
//!
//! What must hold: a date is the same calendar date whatever the zone; status, percent, the flag
//! "complete" and the date of completion say the same after a change, and what a record says of
//! them itself stays.

mod fields;
mod progress;
mod read;
mod write;

pub use fields::{FIELDS, field};
pub use read::ReadFields;
pub use write::{CLASS, new_item};

#[cfg(test)]
pub(crate) mod tests;

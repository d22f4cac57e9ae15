//! Appointments: the table of their fields, reading, writing, and what Outlook derives
//! (\[MS-OXOCAL\]).
//!
//! What must hold: an all-day appointment is a date, the same in every zone; a series is at the
//! same local time before and after the clocks change; start, end, duration and their twins agree.

mod exceptions;
mod fields;
mod identity;
mod people;
mod place;
mod read;
mod series_end;
mod settle;
mod span;
mod write;

pub use exceptions::{is_of, original, revision};
pub use fields::{FIELDS, field};
pub use read::{Item, ReadFields};
pub use series_end::series_end;
pub use write::{CLASS, new_item};

#[cfg(test)]
mod tests;

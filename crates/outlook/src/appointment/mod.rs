//! Appointments: the table of their fields, reading, writing, and what Outlook derives
//! (\[MS-OXOCAL\]).
//!
//! What must hold: an all-day appointment is a date, the same in every zone; a series is at the
//! same local time before and after the clocks change; start, end, duration and their twins agree.

use jiff::tz::TimeZone;
use sync::{Message, Record};

mod exceptions;
mod fields;
mod identity;
mod people;
mod place;
mod read;
mod series_end;
mod settle;
pub(crate) mod span;
mod write;

pub use exceptions::{is_of, original, revision};
pub use fields::{FIELDS, field};
pub use read::{Item, ReadFields};
pub use series_end::series_end;
pub use write::{CLASS, new_item};

/// A UID as appointments of a data file tell theirs: Outlook's own in one spelling, without the
/// date of an occurrence; any other as it is.
pub(crate) fn uid_of(text: &str) -> Option<String> {
    identity::uid(&identity::of_uid(text))
}

/// The record with start, end and "all day" in one form, as it would be written.
///
/// # Errors
/// No start, or one that cannot be understood.
pub(crate) fn settled(record: &Record, zone: &TimeZone) -> Result<Record, Message> {
    let mut settled = record.clone();
    settle::complete(&mut settled, zone)?;
    Ok(settled)
}

#[cfg(test)]
pub(crate) mod tests;

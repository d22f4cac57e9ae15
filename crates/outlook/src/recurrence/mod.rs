//! Recurring appointments and tasks: Outlook's blob, the rule of RFC 5545, and the occurrences.
//!
//! Three layers. [`AppointmentRecurrence`] and [`TaskRecurrence`] are the blobs of
//! PidLidAppointmentRecur and PidLidTaskRecurrence (\[MS-OXOCAL\] 2.2.1.44), field by field: what
//! was parsed is written to the same bytes. [`Series`] is what an office understands: a [`Rule`],
//! the occurrences left out and those changed; [`Series::read`] and [`Series::write`] lead from
//! one to the other. [`Series::occurrences`] lists what lies in a span of time.
//!
//! What must hold: all times of a series are local times of its zone, so an appointment at nine
//! stays at nine when the clocks change. One occurrence a day is the most that Outlook can hold,
//! so an occurrence is known by the date it had originally.

mod anchor;
mod blob;
mod days;
mod exception;
mod expand;
mod minutes;
mod pattern;
mod read;
mod rule;
mod rule_text;
mod series;
mod write;

pub use blob::{AppointmentRecurrence, BlobError, TaskRecurrence};
pub use days::Days;
pub use exception::{AnsiText, Exception, Extended, Wide};
pub use expand::Dates;
pub use pattern::{EndType, Frequency, Pattern, RecurrencePattern};
pub use rule::{ByDay, End, Freq, Rule, Until};
pub use rule_text::RuleError;
pub use series::{Change, Occurrence, Series};

#[cfg(test)]
mod tests;

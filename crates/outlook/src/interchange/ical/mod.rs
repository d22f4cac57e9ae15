//! iCalendar (RFC 5545) and the older vCalendar 1.0: appointments and tasks as records, and
//! records as appointments and tasks.
//!
//! A file is cut into items first ([`Calendar::open`]): the events of one UID belong together, a
//! series and its changed occurrences; every task stands alone. Of each item nothing but its place
//! in the text is kept, so that a list of very many is cheap; [`Calendar::read`] reads one.
//! Writing goes the other way, one component per record ([`write()`]) between [`begin`] and [`end`].
//!
//! Zones. A time's zone is looked for by its Windows name, its IANA name, the cities of a display
//! name, and then the rules of the file's own VTIMEZONE. A name wins over the rules: what Outlook
//! calls "W. Europe Standard Time" is today's zone of Berlin, whatever rules stood in the program
//! that wrote the file. Rules that are no known zone's still give the right points in time. A
//! time without a zone is in the user's.
//!
//! Tasks know days only: a time of day is dropped with a warning; "cancelled" becomes "deferred".
//!
//! What must hold: a series says what the same series says when it is read from a data file; what
//! was written here reads as it was; every zone that is used is described in the file.

mod alarm;
mod calendar;
mod common;
mod component;
mod event;
mod legacy;
mod line;
mod lines;
mod moment;
mod occurrence;
mod out;
mod people;
mod place;
mod put;
mod put_event;
mod put_todo;
mod rule;
mod series;
mod table;
mod todo;
mod vtimezone;
mod zones;

pub use calendar::Calendar;
pub use put::{begin, end, write};
pub use table::carries;
pub use zones::Zones;

#[cfg(test)]
mod tests;

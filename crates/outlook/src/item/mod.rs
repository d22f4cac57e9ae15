//! What appointments and tasks share: the form of their field tables, plain values, and the texts
//! in which structured values travel.
//!
//! A record's values are flat. Three kinds of value have an inner form, and each has one canonical
//! text, so that equal values are equal texts:
//!
//! * [`When`]: start and end of an appointment, `2024-05-03` if it lasts all day (the end is the
//!   day after the last), `2024-05-03T08:00:00Z` otherwise;
//! * [`Recurrence`]: a series as a JSON object;
//! * [`Person`]: an attendee as a JSON object, one in each element of a list.
//!
//! All three are parsed strictly: an unknown key or a value out of range is an error.

mod field;
mod found;
mod places;
mod recurrence;
mod time;
mod write;

pub use field::{Form, ItemField};
pub use found::Found;
pub use places::{Places, Stored};
pub use recurrence::{Exception, Recurrence};
pub use sync::form::{FormError, Person, Response, Role};
pub use time::When;
pub use write::{Context, Part, Parts, Written};

pub(crate) use field::{
    BUSY, PRIORITY, PRIVATE_FLAG, code_of, name_of, new_field, read_plain, store_plain,
};
pub(crate) use write::{
    Touched, applied, constants, minutes_i32, side_effects, text_of, wrong_value,
};

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

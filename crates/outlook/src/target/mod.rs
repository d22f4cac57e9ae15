//! Files into which a copy of the office goes: items of Outlook, mails, the interchange formats,
//! folders of such files. They are only written: nothing in them is linked, and a copy is made anew
//! every time.
//!
//! What must hold: a copy is there as a whole or not at all (a folder: what is in it is whole); an
//! existing file is replaced only when the new one is complete; what a format cannot carry is
//! counted, field by field.

mod file_name;
mod form;
mod sink;
mod store;

pub use form::{TargetForm, TargetKind};
pub use store::{FileTarget, TargetNames, is_occupied};

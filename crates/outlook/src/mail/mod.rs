//! Mails: the table of their fields, reading, writing, and what Outlook derives (\[MS-OXOMSG\],
//! \[MS-OXBBODY\], \[MS-OXCMSG\]).
//!
//! What must hold: a record that was read and is written as a new mail reads as the same record,
//! field by field, bodies and attachments too; of a mail that is there only its state changes,
//! never what it says.

mod attachment;
mod body;
mod entry_id;
mod fields;
mod flag;
mod headers;
mod mailbox;
mod read;
mod write;

pub use attachment::{attached, new_attachment};
pub use fields::{FIELDS, OF_ANY_CHARACTERS, field};
pub use read::{Item, ReadFields};
pub use write::{CLASS, new_item};

#[cfg(test)]
mod tests;

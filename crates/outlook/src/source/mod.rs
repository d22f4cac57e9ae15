//! Files of mails, cards, appointments and tasks as one side of an import: of Outlook Express
//! (`.dbx`, `.mbx`) and of Windows (`.wab`), items of Outlook (`.msg`), mails (`.eml`, `.mbox`), the
//! interchange formats, and folders of such files. They are only read: there is no place in them
//! for a number.
//!
//! What must hold: an item's key comes from what its file calls it by, else from its content, so
//! that it is the same item wherever it lies in the file; contents are read again when they are
//! asked for, and one item at a time is in memory.

mod files;
mod kind;
mod mbox;
mod open;
mod read;
mod store;

pub use kind::{SourceKind, recognise};
pub use store::FileSource;

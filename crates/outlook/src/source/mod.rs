//! Mail files as one side of an import: mails (`.eml`), boxes (`.mbox`), folders of Outlook Express
//! (`.dbx`, `.mbx`), and folders of such files. They are only read: there is no place in them for a
//! number.
//!
//! What must hold: an item's key comes from its content, so that the same mail is the same item
//! wherever it lies in the file; contents are read again when they are asked for, and one mail at a
//! time is in memory.

mod files;
mod store;

pub use files::{SourceKind, recognise};
pub use store::{MailSource, SourceOptions};

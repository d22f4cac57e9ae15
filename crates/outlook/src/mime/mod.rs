//! A mail as it travels (RFC 5322, MIME) as a record, and a record as such a mail.
//!
//! What must hold: every text parses to a record with what it has; nothing in it is trusted, and
//! what is attached is given out byte by byte as it was sent. A mail that is written and read again
//! is the same mail; what cannot be said in one is named.

mod read;
#[cfg(test)]
mod tests;
mod write;

use sync::Record;

pub use read::{read, unpack};
pub use write::{in_box, write};

/// A mail, and what is attached to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Its fields, under Outlook's names; which folder it is in is not among them.
    pub record: Record,
    /// Contents of the attachments, in their order.
    pub contents: Vec<Vec<u8>>,
    /// Its end is missing: what is there was taken.
    pub cut_off: bool,
}

/// Where the time of receipt stands in mails that no server stamped.
const DELIVERED: &str = "Delivery-Date";
/// Where a flag stands.
const FLAGGED: &str = "X-Message-Flag";

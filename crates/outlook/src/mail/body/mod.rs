//! The bodies of a mail (\[MS-OXBBODY\]): plain text, HTML and rich text, of which Outlook keeps
//! one or several.
//!
//! Rich text is often but a wrapping of HTML or of plain text; then what is wrapped is the body.
//! What must hold: a body that was read and is written is read as the same text, to the letter; a
//! mail without plain text gets one from its other bodies, and keeps it.

mod character_set;
mod decode;
mod plain;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::put;

#[cfg(test)]
mod tests;

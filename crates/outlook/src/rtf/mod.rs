//! Rich text bodies: PidTagRtfCompressed.
//!
//! A body of a message is kept as compressed RTF (\[MS-OXRTFCP\], [`decompress`] and [`compress`]),
//! and that RTF is often but a wrapping: HTML or plain text in disguise (\[MS-OXRTFEX\]).
//! [`Body::read`] takes the original out of the wrapping, or the readable text of real RTF.
//! [`printable`] and [`from_printable`] turn RTF into text that can be kept as such, and back.
//!
//! What must hold: whatever the bytes are, reading ends, and takes memory in proportion to the
//! bytes that are there, not to the sizes they claim.

mod character_set;
mod compressed;
mod dictionary;
mod output;
mod printable;
mod reader;
mod token;
mod write;

pub use compressed::{Decompressed, Fault, compress, decompress};
pub use printable::{from_printable, printable};
pub use reader::{Body, Source};
pub use write::from_text;

#[cfg(test)]
mod tests;

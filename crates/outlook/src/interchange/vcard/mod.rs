//! vCards: business cards as text. Version 2.1 (versit, 1996), which Outlook writes; 3.0 (RFC 2426);
//! 4.0 (RFC 6350). What Outlook adds of its own is \[MS-OXVCARD\].
//!
//! A card is read in three steps: content lines (`lines`), their texts (`dialect`), and what
//! they mean for a contact (`read`). Which field has which property stands in one `table`.
//!
//! What must hold: a card that was written reads as the same record in every field that its
//! version carries; whatever a card says and a record cannot hold is named; any bytes are read
//! to their end, in time and memory that grow with them and no faster.

mod dates;
mod dialect;
mod labels;
mod lines;
mod out;
mod places;
mod postal;
mod read;
mod slots;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use places::places;
pub use read::read;
pub use table::carries;
pub use write::write;

/// Versions of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// versit's, which Outlook writes.
    V21,
    /// RFC 2426.
    V30,
    /// RFC 6350.
    V40,
}

impl Version {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::V21, Self::V30, Self::V40];

    /// As it stands in a card.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V21 => "2.1",
            Self::V30 => "3.0",
            Self::V40 => "4.0",
        }
    }

    /// One of three, by version.
    fn of<T: Copy>(self, three: [T; 3]) -> T {
        let [old, usual, new] = three;
        match self {
            Self::V21 => old,
            Self::V30 => usual,
            Self::V40 => new,
        }
    }
}

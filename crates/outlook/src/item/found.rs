//! What reading an item finds out beside its fields.

use sync::Message;

/// What is to be said about an item that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What is odd about it; nothing is missing.
    pub warnings: Vec<Message>,
    /// What it has and the record lacks, because it could not be read.
    pub losses: Vec<Message>,
}

//! What a person decided about an item that waits: the answers to open decisions.
//!
//! What must hold: an answer changes what becomes of its own item, and of nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::merge::{Conflicts, Newer};
use crate::{Key, Name, Side};

/// An answer to an open decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Whose values hold where both sides differ (row 8), or which side is right where only one
    /// still has the record (rows 11 to 14).
    Hold(Holding),
    /// Item and office record are the same thing (rows 19, 21 to 24).
    Link {
        /// The office record; `None` for the one that the question names.
        office: Option<i64>,
    },
    /// The item is a record of its own; a number that is not its own is replaced.
    New,
    /// Both stay as they are, until one of them changes.
    Ignore,
}

/// Whose values hold: for all fields, and for single ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// For every field that is not named; `None`: those stay open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<Hold>,
    /// By office name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Name, Hold>,
}

/// Whose value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// The office's.
    Office,
    /// Outlook's.
    Outlook,
    /// The newer one, or the office's where that is in doubt; the other is appended to the notes.
    Both,
    /// Neither: each side keeps its own, until one of them changes.
    Leave,
}

impl From<Side> for Hold {
    fn from(side: Side) -> Self {
        match side {
            Side::Office => Self::Office,
            Side::Outlook => Self::Outlook,
        }
    }
}

impl From<Hold> for Answer {
    fn from(hold: Hold) -> Self {
        Self::hold(hold)
    }
}

impl Answer {
    /// The same holds for every field.
    #[must_use]
    pub fn hold(hold: Hold) -> Self {
        Self::Hold(Holding { all: Some(hold), fields: BTreeMap::new() })
    }

    /// What holds for a field, where that was decided.
    #[must_use]
    pub fn for_field(&self, field: &str) -> Option<Hold> {
        match self {
            Self::Hold(Holding { all, fields }) => fields.get(field).copied().or(*all),
            _ => None,
        }
    }

    /// The side that is right about a record that the other side lost.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        match self {
            Self::Hold(Holding { all: Some(Hold::Office), .. }) => Some(Side::Office),
            Self::Hold(Holding { all: Some(Hold::Outlook), .. }) => Some(Side::Outlook),
            _ => None,
        }
    }
}

impl Hold {
    /// The policy that the answer amounts to.
    pub(crate) fn conflicts(self, newer: Newer) -> Conflicts {
        match (self, newer) {
            (Self::Outlook, _) => Conflicts::Outlook,
            (Self::Both, Newer::Side(_)) => Conflicts::Both,
            (Self::Office, _) | (Self::Both, Newer::Doubt) => Conflicts::Office,
            (Self::Leave, _) => Conflicts::Ask,
        }
    }
}

/// An answer, and the row of the decision table that asked. Where the matter is another one by now,
/// it does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Row.
    pub row: u8,
    /// Answer.
    pub answer: Answer,
}

/// Answers by item.
pub type Answers = BTreeMap<Key, Answered>;

/// Both sides changed the same field.
pub(crate) const VALUES: &[u8] = &[8];
/// A linked pair of which both records are there.
pub(crate) const PAIR: &[u8] = &[8, 23];
/// A number that is not its own.
pub(crate) const NUMBER: &[u8] = &[23];
/// One record of a pair is gone.
pub(crate) const ABSENT: &[u8] = &[11, 12, 13, 14];
/// An item that is not linked.
pub(crate) const CLAIM: &[u8] = &[18, 19, 21, 22, 23, 24];

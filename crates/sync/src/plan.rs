//! The plan: what a run will do, as data.
//!
//! It prints, serialises, is reviewed, is applied. It stays small: a record that is created or
//! unchanged is named by its key and read again when its turn comes; only fields that change are
//! held. Every step names the version that it was decided on.

mod file;
mod steps;

use serde::{Deserialize, Serialize};

pub use file::{FieldLine, KindLines, PLAN_FORMAT, PlanFile, PlanLine};
pub use steps::Steps;

use crate::merge::Merged;
use crate::{Job, Key, Kind, LinkState, Name, OpenDecision, Side, Slot, StoreId, Value, Version};

/// What a run will do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Job.
    pub job: Job,
    /// The data file.
    pub file: StoreId,
    /// Per kind.
    pub kinds: Vec<KindPlan>,
}

/// What a run will do with one kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindPlan {
    /// Kind.
    pub kind: Kind,
    /// Version of the mapping that it was made with.
    pub mapping: u64,
    /// Steps, in the order in which they are carried out.
    pub steps: Steps,
    /// Records in which nothing is to be done.
    pub unchanged: u64,
    /// Items that still wait for a decision.
    pub open: u64,
    /// Items that are left alone: copies that are equal.
    pub skipped: u64,
    /// Items that could not be read.
    pub errors: u64,
    /// Linked records.
    pub linked: u64,
    /// Linked records whose contents changed.
    pub changed: u64,
    /// Linked records that are deleted because their counterparts were.
    #[serde(default)]
    pub deletions: u64,
    /// A side that holds no record of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Side>,
    /// Linked pairs that were in step by another mapping and are written for its sake.
    #[serde(default)]
    pub remapped: u64,
}

impl KindPlan {
    /// An empty plan.
    #[must_use]
    pub fn new(kind: Kind, mapping: u64) -> Self {
        Self {
            kind,
            mapping,
            steps: Steps::default(),
            unchanged: 0,
            open: 0,
            skipped: 0,
            errors: 0,
            linked: 0,
            changed: 0,
            deletions: 0,
            empty: None,
            remapped: 0,
        }
    }

    /// More than half of the linked records changed at once, and more than 20.
    #[must_use]
    pub fn over_limit(&self) -> bool {
        self.changed > 20 && self.changed * 2 > self.linked
    }

    /// Deletions are to travel, and a side is empty, or they concern more than 5 and more than a
    /// tenth of the linked records.
    #[must_use]
    pub fn over_deletion_limit(&self) -> bool {
        let many = self.deletions > 5 && self.deletions * 10 > self.linked;
        self.deletions > 0 && (many || self.empty.is_some())
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Whether it is to be done.
    #[serde(rename = "do", default = "yes")]
    pub enabled: bool,
    /// Row of the decision table.
    pub row: u8,
    /// The item.
    pub item: Key,
    /// The item's version that the step was decided on.
    pub version: Version,
    /// What is done.
    #[serde(flatten)]
    pub op: Op,
    /// About how many bytes its record takes, where these are many and known.
    #[serde(skip)]
    pub weight: u64,
}

fn yes() -> bool {
    true
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    /// A new office record from the item, with a number of its own.
    Create {
        /// The number it is to have; `None` for the next free one.
        wish: Option<Box<str>>,
        /// It had been deleted in the office (row 11, 22).
        restored: bool,
        /// It gets no number.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        prospect: bool,
        /// It was linked to another office record, which it leaves behind.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        apart: bool,
    },
    /// The changed fields of a linked pair; none where it was only touched.
    Update(Box<PairStep>),
    /// A new item from the office record, with its number; also for a linked item that is gone
    /// (rows 13 and 14).
    CreateItem(Box<NewItem>),
    /// The office record comes back from the trash, with what changed in Outlook since.
    Restore(Box<PairStep>),
    /// The item comes back from Deleted Items, with what changed in the office since.
    Recover(Box<PairStep>),
    /// The deletion of the one travels to the other (rows 11 and 13).
    Delete(Box<Removal>),
    /// The item is linked to an office record that exists (row 16, match, number claimed).
    Link(Box<PairStep>),
    /// The number of a linked item is written again, or at last.
    Number {
        /// The link.
        link: i64,
    },
    /// Only the link's state changes (rows 13, 15, 17).
    Mark {
        /// The link.
        link: i64,
        /// Its new state.
        state: LinkState,
        /// Its item is in scope, and unchanged.
        counted: bool,
    },
    /// The item is remembered as an equal copy (row 18).
    Copy(Box<Claim>),
    /// A person decides.
    Ask(Box<Question>),
    /// A person decided that all stays as it is.
    Leave(Box<Question>),
    /// The link is dropped: its item is gone, nothing was ever stored for it.
    Unlink {
        /// The link.
        link: i64,
    },
}

/// An item that is made from an office record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// The office record.
    pub office: i64,
    /// The office record's version that the step was decided on.
    pub office_version: Version,
    /// The link of the item that is gone; 0 where there was none.
    pub link: i64,
    /// The address slot.
    pub slot: Slot,
}

/// A record that is deleted because its counterpart was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The side that is written.
    pub side: Side,
    /// The link.
    pub link: i64,
    /// The office record.
    pub office: i64,
    /// The office record's version that the step was decided on.
    pub office_version: Version,
}

/// The fields of a pair that are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairStep {
    /// The link; 0 for a new one.
    pub link: i64,
    /// Relink: the item that the link held until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Key>,
    /// The office record.
    pub office: i64,
    /// The office record's version that the step was decided on.
    pub office_version: Version,
    /// The address slot.
    pub slot: Slot,
    /// The number to be written on the item, where it is missing there.
    pub number: Option<String>,
    /// Fields.
    pub merged: Merged,
    /// The merge as it came out, where a person took fields out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Merged>,
}

/// What is remembered of an item that claims a number without being linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The number it carries.
    pub number: String,
    /// The slot its fingerprint was made with.
    pub slot: Slot,
    /// Fingerprint of its mapped fields.
    pub fingerprint: u64,
    /// Version of the office record concerned, so that a change there opens the matter again.
    pub office_version: Version,
}

/// A question to a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub decision: OpenDecision,
    /// The link's state until it is answered.
    pub state: LinkState,
    /// The link, where the item is linked; 0 where it only claims a number.
    pub link: i64,
    /// The claim.
    pub claim: Claim,
}

/// What a step counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tally {
    /// A new record.
    Created,
    /// Something was written.
    Updated,
    /// Nothing was to be done.
    Unchanged,
    /// A deleted record came back.
    Restored,
    /// A record was deleted because its counterpart was.
    Deleted,
    /// Left alone.
    Skipped,
    /// Waits for a person.
    Open,
    /// Failed.
    Error,
    /// No item of the data file is concerned.
    Uncounted,
}

impl Step {
    /// A step that is to be done.
    #[must_use]
    pub fn new(row: u8, item: Key, version: Version, op: Op) -> Self {
        Self { enabled: true, row, item, version, op, weight: 0 }
    }

    /// What it counts as when it succeeds.
    #[must_use]
    pub fn tally(&self) -> Tally {
        match &self.op {
            Op::Create { restored: false, .. } => Tally::Created,
            Op::Create { restored: true, .. } => Tally::Restored,
            Op::CreateItem(new) if new.link == 0 => Tally::Created,
            Op::CreateItem(_) => Tally::Restored,
            Op::Restore(pair) | Op::Recover(pair) if pair.merged.asks.is_empty() => Tally::Restored,
            Op::Update(pair) | Op::Link(pair) => pair.tally(),
            Op::Restore(pair) | Op::Recover(pair) => pair.tally(),
            Op::Delete(_) => Tally::Deleted,
            Op::Number { .. } => Tally::Updated,
            Op::Mark { counted: true, .. } => Tally::Unchanged,
            Op::Mark { .. } | Op::Unlink { .. } => Tally::Uncounted,
            Op::Copy(_) | Op::Leave(_) => Tally::Skipped,
            Op::Ask(_) => Tally::Open,
        }
    }

    /// Whether it writes the item in the data file. A creation does, unless the item carries the
    /// number already.
    #[must_use]
    pub fn writes_outlook(&self) -> bool {
        match &self.op {
            Op::Create { prospect, .. } => !prospect,
            Op::Number { .. } | Op::CreateItem(_) | Op::Recover(_) => true,
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) => pair.writes_outlook(),
            Op::Delete(removal) => removal.side == Side::Outlook,
            _ => false,
        }
    }

    /// Whether it writes the number on an item that exists.
    #[must_use]
    pub fn writes_number(&self) -> bool {
        match &self.op {
            Op::Create { prospect, .. } => !prospect,
            Op::Number { .. } => true,
            op => op.pair().is_some_and(|pair| pair.number.is_some()),
        }
    }

    /// Whether a person is asked.
    #[must_use]
    pub fn asks(&self) -> bool {
        match &self.op {
            Op::Ask(_) => true,
            op => op.pair().is_some_and(|pair| !pair.merged.asks.is_empty()),
        }
    }

    /// The office record that a question is about.
    #[must_use]
    pub fn asks_about(&self) -> Option<i64> {
        match &self.op {
            Op::Ask(question) => question.decision.office,
            _ => None,
        }
    }

    /// The existing office record that is written.
    #[must_use]
    pub fn office_written(&self) -> Option<i64> {
        match &self.op {
            Op::Update(pair) | Op::Link(pair) | Op::Recover(pair) => {
                pair.merged.of(Side::Office).next().map(|_| pair.office)
            }
            Op::Restore(pair) => Some(pair.office),
            Op::Delete(removal) if removal.side == Side::Office => Some(removal.office),
            _ => None,
        }
    }

    /// Whether a deletion travels.
    #[must_use]
    pub fn deletes(&self) -> bool {
        matches!(self.op, Op::Delete(_))
    }

    /// Whether the contents of a linked pair changed.
    #[must_use]
    pub fn changes_pair(&self) -> bool {
        matches!(&self.op, Op::Update(pair) if pair.merged.changed())
    }

    /// Whether fields of a linked pair are written that nobody changed.
    #[must_use]
    pub fn is_by_mapping(&self) -> bool {
        matches!(&self.op, Op::Update(pair) if pair.merged.by_mapping)
    }

    /// Creations with a wished number first, so that no other record is given it; then other
    /// creations, changes, deletions, and what only touches links.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match &self.op {
            Op::Create { wish: Some(_), .. } => 0,
            Op::Create { wish: None, .. } | Op::CreateItem(_) => 1,
            Op::Restore(_) | Op::Recover(_) | Op::Update(_) | Op::Link(_) | Op::Number { .. } => 2,
            Op::Delete(_) => 3,
            Op::Mark { .. } | Op::Copy(_) | Op::Ask(_) | Op::Leave(_) => 4,
            Op::Unlink { .. } => 5,
        }
    }
}

impl Op {
    /// The pair that is merged, where there is one.
    #[must_use]
    pub fn pair(&self) -> Option<&PairStep> {
        match self {
            Self::Update(pair) | Self::Link(pair) => Some(pair),
            Self::Restore(pair) | Self::Recover(pair) => Some(pair),
            _ => None,
        }
    }
}

impl Op {
    fn pair_mut(&mut self) -> Option<&mut PairStep> {
        match self {
            Self::Update(pair) | Self::Link(pair) => Some(pair),
            Self::Restore(pair) | Self::Recover(pair) => Some(pair),
            _ => None,
        }
    }
}

impl PairStep {
    fn writes_outlook(&self) -> bool {
        self.number.is_some() || self.merged.of(Side::Outlook).next().is_some()
    }

    fn tally(&self) -> Tally {
        if !self.merged.asks.is_empty() {
            Tally::Open
        } else if self.merged.writes.is_empty() && self.number.is_none() {
            Tally::Unchanged
        } else {
            Tally::Updated
        }
    }
}

/// One field of a dry run: what would be written, where, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviewLine {
    /// Kind.
    pub kind: Kind,
    /// Row of the decision table.
    pub row: u8,
    /// What would become of the record.
    pub tally: Tally,
    /// How a person would name the record.
    pub name: String,
    /// The record's number, where it has one.
    pub number: String,
    /// The side that would be written.
    pub side: Side,
    /// The field, under that side's name.
    pub field: Name,
    /// Value before.
    pub before: Option<Value>,
    /// Value after; `None` also where a number would be given out.
    pub after: Option<Value>,
}

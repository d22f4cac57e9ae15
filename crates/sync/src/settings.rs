//! What a run is told: kinds, scope, mapping, policies; and what it asks and tells while it runs.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;
use crate::merge::{Conflicts, Words};
use crate::plan::{Plan, PreviewLine};
use crate::{Answers, Kind, Message, Scope, StoreError, Value, default_mapping};

/// What is done about a record that was deleted on one side (rows 11 to 14 and 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deletions {
    /// It is brought back.
    #[default]
    Restore,
    /// A person decides.
    Ask,
    /// The deletion travels, unless the other side was changed.
    Propagate,
}

impl Deletions {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Restore, Self::Ask, Self::Propagate];
}

/// What is done about copies (row 18) and unknown numbers (row 21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubtful {
    /// As the decision table says.
    #[default]
    Decide,
    /// A person decides.
    Ask,
    /// Always a new record with a new number.
    New,
}

/// What is merged where both sides of a pair were changed (row 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// Every field by itself.
    #[default]
    Fields,
    /// The record as a whole: the newer side's.
    Record,
}

/// What a contact without a number becomes in the office (row 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Newcomers {
    /// An address with the next free number.
    #[default]
    Customers,
    /// An address without a number.
    Prospects,
}

/// The policies of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Row 8.
    pub conflicts: Conflicts,
    /// Rows 11 to 14 and 22.
    pub deletions: Deletions,
    /// Row 18.
    pub copies: Doubtful,
    /// Row 21.
    pub unknown_numbers: Doubtful,
    /// Row 6.
    pub granularity: Granularity,
    /// Row 2.
    pub newcomers: Newcomers,
}

impl Policy {
    /// The policies of the original: whole records, the newer side's, and nothing is deleted.
    #[must_use]
    pub fn like_original() -> Self {
        Self { granularity: Granularity::Record, ..Self::default() }
    }

    /// The policies under which an open decision is asked again, whatever policies asked it; with
    /// an answer, it is carried out.
    #[must_use]
    pub fn of_answers() -> Self {
        Self { conflicts: Conflicts::Ask, deletions: Deletions::Ask, ..Self::default() }
    }
}

/// What a run is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The kinds asked for.
    pub kinds: Vec<Kind>,
    /// The items asked for.
    pub scope: Scope,
    /// The mapping.
    pub mapping: Mapping,
    /// The policies.
    pub policy: Policy,
    /// Contacts without a number are searched for among the unlinked office records (`--match`).
    pub match_contents: bool,
    /// Records are recognised by their numbers alone, also in a synchronisation
    /// (`--like-original`; see [`Policy::like_original`]).
    pub numbers_only: bool,
    /// Nothing is written; the plan is shown.
    pub dry_run: bool,
    /// The safety limits are confirmed beforehand.
    pub confirmed: bool,
    /// The data file's path, for people.
    pub path: String,
    /// The instant of the run: what export and synchronisation write as modification stamp and
    /// `Exportdatum`. This crate knows no clock.
    pub now: Timestamp,
    /// What a person decided about single items.
    pub answers: Answers,
    /// The user's zone: there a date has its midnight where it goes into a field with a time.
    pub zone: TimeZone,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kinds: Kind::ALL.to_vec(),
            scope: Scope::default(),
            mapping: default_mapping(),
            policy: Policy::default(),
            match_contents: false,
            numbers_only: false,
            dry_run: false,
            confirmed: false,
            path: String::new(),
            now: Timestamp::UNIX_EPOCH,
            answers: Answers::new(),
            zone: TimeZone::UTC,
        }
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Both sides are listed.
    Survey,
    /// New and changed records are read and compared.
    Compare,
    /// Records are written.
    Write,
}

/// A safety limit that was reached before anything was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// Linked records that changed, or that would be deleted.
    pub changed: u64,
    /// Linked records.
    pub linked: u64,
    /// Some of them, as a person would name them.
    pub samples: Vec<String>,
    /// What it is.
    pub message: Message,
}

/// What a run asks and tells. Every answer has a default that is safe without a person.
pub trait Hooks: Words {
    /// How far a phase is; `total` 0 where it is not known.
    fn progress(&mut self, _phase: Phase, _done: u64, _total: u64) {}

    /// The plan, before anything is written; whether to go on.
    fn preview(&mut self, _plan: &Plan) -> bool {
        true
    }

    /// A dry run's field, old → new.
    fn line(&mut self, _line: &PreviewLine) {}

    /// A safety limit was reached; whether to go on all the same.
    fn confirm(&mut self, _limit: &Limit) -> bool {
        false
    }

    /// The run will write. `to_outlook`: the data file too. An error ends the run before anything
    /// is written (no room for the backup).
    fn before_writing(&mut self, _to_outlook: bool) -> Result<(), StoreError> {
        Ok(())
    }

    /// When the last occurrence of a series ends, where it ends at all and that is known; `_value`
    /// gives the appointment's fields by their office names.
    fn series_end<'v>(&self, _value: &dyn Fn(&str) -> Option<&'v Value>) -> Option<Timestamp> {
        None
    }

    /// Whether a person wants the run to end. A batch that is begun is finished.
    fn stops(&self) -> bool {
        false
    }

    /// Seconds since the run began, for the report.
    fn seconds(&self) -> f64 {
        0.0
    }
}

/// Hooks that ask and tell nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Words for Silent {}

impl Hooks for Silent {}

//! The exchange between an office database and Outlook: records, fields, mapping, links, plan,
//! merge and execution.
//!
//! This crate knows neither data files nor SQL nor the clock: it sees two [`Store`]s. Plan and
//! merge are pure functions.

mod absence;
mod answer;
mod census;
mod claim;
mod content;
mod copy;
mod digest;
mod fields;
pub mod form;
mod identity;
mod link;
pub mod mapping;
pub mod memory;
mod merge;
mod message;
mod person;
mod plan;
mod record;
mod report;
mod roll;
mod run;
mod schema;
mod settings;
mod since;
mod store;
mod undo;
mod value;

pub use absence::{Absence, AbsenceVerdict};
pub use answer::{Answer, Answered, Answers, Hold, Holding};
pub use census::{Census, Fresh, Given, ItemState, Linked, OfficeState, Triage, in_place, triage};
pub use claim::{
    Facts, Number, Original, Resemblance, Verdict, folded_number, judge, valid_number,
};
pub use content::{ContentHash, ContentHasher, Contents, NoContents, no_such_content};
pub use copy::copy;
pub use digest::base_value;
pub use fields::Fields;
pub use identity::{identity, travels};
pub use link::{Base, Key, Link, LinkState, Slot, Version};
pub use mapping::{
    Carriage, Case, Companies, Direction, FileAs, Left, Line, Manner, Mapped, MappedField, Mapping,
    Names, Ready, SlotRule, Split, Tongue, Tried, TriedLine, Unfit, WriteRule, carriage, convert,
    default_mapping,
};
pub use merge::{Both, Conflicts, Difference, FieldStep, Merged, Newer, Pair, Words, merge};
pub use message::Message;
pub use person::{Evidence, Match};
pub use plan::{
    Claim, FieldLine, KindLines, KindPlan, NewItem, Op, PLAN_FORMAT, PairStep, Plan, PlanFile,
    PlanLine, PreviewLine, Question, Removal, Step, Steps, Tally,
};
pub use record::{Kind, Name, Record, Side};
pub use report::{Counters, ErrorLine, NotTransferred, Owed, Report, Said, Writes, Written};
pub use roll::{Entry, Roll};
pub use run::{Undoing, apply, exchange, export, import, plan, synchronise, undo_run};
pub use schema::{Field, FieldType, Schema};
pub use settings::{
    Deletions, Doubtful, Granularity, Hooks, Limit, Newcomers, Phase, Policy, Settings, Silent,
};
pub use since::Since;
pub use store::{
    Change, Full, Intent, Job, JournalLine, Known, Ledger, LedgerTxn, LinkWrite, Listed,
    OpenDecision, Outcome, Promised, Scope, Store, StoreError, StoreId, StoreTxn, Survey, Touch,
    Write,
};
pub use undo::{Undo, UndoAct, undo};
pub use value::{Compare, Value, normalised, phone_digits, same};

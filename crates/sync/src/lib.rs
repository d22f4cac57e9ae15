//! The exchange between an office database and Outlook: records, fields, mapping, links, plan,
//! merge and execution.
//!
//! This crate knows neither data files nor SQL nor the clock: it sees two [`Store`]s. Plan and
//! merge are pure functions.

mod link;
mod message;
mod record;
mod schema;
mod store;
mod value;

pub use link::{Base, Key, Link, LinkState, Slot, Version};
pub use message::Message;
pub use record::{Kind, Name, Record, Side};
pub use schema::{Field, FieldType, Schema};
pub use store::{
    Change, Full, Intent, Job, JournalLine, Known, Ledger, LedgerTxn, LinkWrite, Listed,
    OpenDecision, Outcome, Scope, Store, StoreError, StoreId, StoreTxn, Survey, Touch, Write,
};
pub use value::{Compare, Value, normalised, phone_digits, same};

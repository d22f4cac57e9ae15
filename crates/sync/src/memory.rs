//! Both sides in memory: the reference implementation of [`Store`](crate::Store) and
//! [`Ledger`](crate::Ledger).
//!
//! What they do is what every store must do; the tests of this crate run on them, and a store that
//! differs from them has a fault. A person's edits are methods ([`MemoryOutlook::edit`],
//! [`MemoryOffice::edit`]); [`Faults`] stop a run at any step.

mod contents;
mod faults;
mod office;
mod outlook;
mod schemas;

pub use contents::MemoryContents;
pub use faults::Faults;
pub use office::{MemoryOffice, OfficeRow, RunRow, StoredLink};
pub use outlook::{DELETED_ITEMS, Item, MemoryOutlook};
pub use schemas::{office_schema, outlook_schema};

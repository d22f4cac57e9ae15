//! The office database: addresses, mails, appointments, tasks with their numbers, contents of
//! attachments, links to Outlook items, runs.
//!
//! It is the only place with SQL. SQLite and PostgreSQL stand behind one face, with one text for
//! every query; no driver type leaves this crate. An [`Office`] is one side of the exchange
//! ([`sync::Store`]) and keeps its books ([`sync::Ledger`]).
//!
//! What must hold: internal numbers are never used again; no number is given to two records, also
//! not by several programs at once; a write states the version it expects; deletion is a move to
//! the trash; what an exchange has found out is stored in one transaction; a content is
//! whole or not there.

mod content;
mod correspondent;
mod counter;
mod db;
mod decision;
mod error;
mod filling;
mod fold;
mod html;
mod intent;
mod journal;
mod ledger;
mod link;
mod lock;
mod number;
mod office;
mod promise;
mod record;
mod run;
mod store;
mod words;

#[cfg(test)]
mod tests;

pub use decision::StoredDecision;
pub use error::OfficeError;
pub use fold::Language;
pub use journal::HistoryLine;
pub use number::{NUMBER_CHARS, NumberRange};
pub use office::Office;
pub use record::{
    Filter, MailFolder, NewNumber, OfficeRecord, RecordId, RecordPage, RecordQuery, Sort,
    address_field, address_schema, parse_change, record_change, record_field, record_schema,
};
pub use run::{DataFile, RunInfo};

//! What the items of an Outlook data file mean: contacts, appointments and tasks as records,
//! user-defined fields, and the data file as one side of the exchange; and mail files, from which
//! can be imported.
//!
//! This is the only place where MAPI properties meet field names. Values travel verbatim; what
//! Outlook derives from other fields is rebuilt when they are written.

#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_possible_wrap
    )
)]

pub mod appointment;
pub mod code_page;
pub mod contact;
mod explain;
pub mod express;
mod file;
pub mod filetime;
mod folder_path;
pub mod interchange;
pub mod item;
mod kind;
pub mod mail;
pub mod mime;
pub mod msg;
pub mod property;
pub mod recurrence;
pub mod rtf;
pub mod sample;
pub mod source;
#[cfg(test)]
mod streams;
pub mod target;
pub mod task;
pub mod tnef;
pub mod user;
pub mod windows_zone;
mod zone;

pub use explain::{explain, explain_io, explain_warning};
pub use file::{
    Cipher, FolderNames, Format, NewFile, Options, OutlookFile, OutlookStore, Purpose, backup_of,
    schema,
};
pub use kind::kind_of;

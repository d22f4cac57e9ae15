//! Outlook data files (PST): reading and writing, ANSI and Unicode, without Outlook.
//!
//! The format is \[MS-PST\]; the folders of this crate are its layers: `ndb` (where bytes live),
//! `ltp` (what bytes mean), `messaging` (store, folders, items). A file is opened as a [`Pst`];
//! [`Pst::read`] gives a snapshot, [`Pst::write`] a transaction that is durable when
//! [`WriteTxn::commit`] returns and leaves no trace when it is dropped.
//!
//! What must hold:
//! - nothing reachable from the durable state is ever overwritten; a crash at any write leaves the
//!   old state or the new one;
//! - what is not changed stays bit for bit;
//! - nothing read from a file is trusted: no panic, memory bounded by the size of the file.
//!
//! # Opening and listing
//! ```no_run
//! use pst::{Access, Pst, Reader};
//!
//! let pst = Pst::open("Kunden.pst", Access::Read)?;
//! for folder in pst.read().folders()?.folders {
//!     println!("{} {}", folder.path, folder.items);
//! }
//! # Ok::<(), pst::Error>(())
//! ```
//!
//! # Adding a contact
//! [`Reader`] is what snapshots and transactions have in common. Properties have numbers
//! (\[MS-OXPROPS\]); those with names get another number in each file.
//!
//! ```
//! use pst::{MemoryBackend, NewStore, PropName, PropValue, Props, Pst, Reader, guid};
//!
//! let memory = Box::new(MemoryBackend::new(Vec::new())); // or Pst::create("Kunden.pst", …)
//! let pst = Pst::create_on(memory, &NewStore::new("Kunden", [1; 16], [2; 16]))?;
//! let top = pst.read().store()?.ipm_subtree.expect("a new store has a mailbox root");
//!
//! let mut txn = pst.write()?;
//! let folder = txn.create_folder(top, "Kontakte", "IPF.Contact")?;
//! let mut contact: Props = [
//!     (0x001A, PropValue::Text("IPM.Contact".into())), // PidTagMessageClass
//!     (0x0037, PropValue::Text("Anna Beispiel".into())), // PidTagSubject
//! ]
//! .into_iter()
//! .collect();
//! let field = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
//! contact.set(txn.named_prop(&field)?, PropValue::Text("10007".into()));
//! let nid = txn.create_message(folder, contact)?;
//! txn.commit()?; // without it nothing would have happened
//!
//! let reader = pst.read();
//! let id = reader.names()?.id_of(&field).expect("the name is in the file");
//! assert_eq!(reader.message(nid)?.props.text(id), "10007");
//! # Ok::<(), pst::Error>(())
//! ```
//!
//! # Checking
//! [`Pst::check`] holds a file against every rule that is known; [`check_backend`] does so with
//! files that are too damaged to be opened.
//!
//! ```
//! use pst::{MemoryBackend, NewStore, Pst};
//!
//! let memory = Box::new(MemoryBackend::new(Vec::new()));
//! let pst = Pst::create_on(memory, &NewStore::new("Kunden", [1; 16], [2; 16]))?;
//! let report = pst.check()?;
//! assert!(report.is_clean());
//! assert_eq!(report.facts.folders, 4);
//! # Ok::<(), pst::Error>(())
//! ```
//!
//! The examples of this crate list a mailbox, add a contact, and copy a folder between files.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::cast_possible_truncation,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod backend;
mod bytes;
mod check;
mod cipher;
#[cfg(test)]
#[path = "../tests/support/corpus.rs"]
mod corpus;
mod crc;
mod error;
mod format;
mod ltp;
mod messaging;
mod ndb;
mod pst;
mod rescue;

pub use backend::{Backend, FileBackend, MemoryBackend};
pub use check::{CheckReport, Facts, Finding, Flaw, Hex, Owner, PageKind, Severity, check_backend};
pub use cipher::Encryption;
pub use crc::crc32;
pub use error::{At, Damage, Error, Oddity, Result, Warning};
pub use format::FileFormat;
pub use ltp::prop::{Guid, PropValue, Props};
pub use ltp::text::{CodePage, representable};
pub use messaging::build::{Contents, NewAttachment, NewItem};
pub use messaging::copy::{Copier, Loss};
pub use messaging::entry_id::EntryId;
pub use messaging::folder::{ContentsRow, Folder, FolderEntry, FolderTree};
pub use messaging::item::{Attachment, Message};
pub use messaging::names::{NamedProps, PropName, guid};
pub use messaging::new_store::{NewStore, StandardNames};
pub use messaging::patch::{Patch, WriteTxn};
pub use messaging::reader::Reader;
pub use ndb::ids::{Nid, NidType};
#[cfg(fuzzing)]
pub use ndb::newer::newer;
pub use pst::{Access, Info, Pst, ReadTxn};
pub use rescue::deleted::{Deleted, DeletedId, DeletedItem, Restored};
pub use rescue::report::{Fix, Repair, Step};
pub use rescue::{RepairNames, repair};

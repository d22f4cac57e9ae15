//! What the exchange asks of the two sides.
//!
//! A transaction is data: [`StoreTxn`] and [`LedgerTxn`] are lists of writes that a store carries
//! out all or not at all. Every write of an existing record names the version it expects; a record
//! that has moved on comes back as [`Outcome::Stale`] and is untouched.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Base, Contents, Direction, Key, Kind, Link, Message, Name, NoContents, Record, Schema, Side,
    Since, Value, Version,
};

/// The identity of a store: the data file's record key in hexadecimal, the office's UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoreId(pub String);

/// Why a store could not do what was asked: nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    /// What is wrong, for a person.
    pub message: Message,
    /// Another attempt later may succeed (locked, busy).
    pub transient: bool,
}

impl StoreError {
    /// A fault that lasts.
    #[must_use]
    pub fn new(message: Message) -> Self {
        Self { message, transient: false }
    }
}

/// Which items of a data file belong to a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Only these folders and what lies below them; empty for all below the mailbox root.
    pub folders: Vec<String>,
    /// Items of Deleted Items and below too.
    pub with_deleted: bool,
    /// Only what is of a date or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// An item as listed, without being opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: Key,
    /// Its kind by message class; `None` for what is not transferred.
    pub kind: Option<Kind>,
    /// Its message class (for every item: it names what is not transferred).
    pub class: String,
    /// Row version and stamp.
    pub version: Version,
    /// Index into [`Survey::folders`].
    pub folder: u32,
    /// It lies in Deleted Items or below.
    pub deleted: bool,
    /// It lies in the scope of the run (Deleted Items only with `with_deleted`).
    pub in_scope: bool,
}

/// What a complete listing found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Paths of the folders seen, in order.
    pub folders: Vec<String>,
    /// Folders that could not be read to the end, with the reason: absence there proves nothing.
    pub incomplete: Vec<Message>,
    /// What was odd but read.
    pub warnings: Vec<Message>,
}

/// A record as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Full {
    /// Every field that is filled, under the side's names.
    pub record: Record,
    /// The number it carries (user-defined field or column), trimmed; empty for none.
    pub number: String,
    /// The item carries more than one spelling of the number field.
    pub number_spellings: u32,
    /// When it was last exported (`Exportdatum`), Outlook only.
    pub exported_at: Option<Timestamp>,
    /// When it was last changed.
    pub changed_at: Option<Timestamp>,
    /// Row version and stamp at the time of reading.
    pub version: Version,
    /// How a person would name it: folder and name, or number and name.
    pub name: String,
    /// What was read by a guess, or left out because it says nothing.
    pub warnings: Vec<Message>,
    /// What of it could not be read: the rest is exchanged, and the record is named as an error.
    pub losses: Vec<Message>,
}

/// How the writing of an item treats its modification stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Touch {
    /// Leave the stamp of an Outlook item (import writes only the number). The office knows when it
    /// was changed: there it is the moment of the write.
    Keep,
    /// Set the stamp, and `Exportdatum` in Outlook, to this instant (export, sync).
    Stamp(Timestamp),
    /// As it was before an export that is undone: the stamp, where it is known and still ours, and
    /// `Exportdatum`, which goes away with its definition where there was none.
    Back {
        /// The stamp.
        modified: Option<Timestamp>,
        /// `Exportdatum`.
        exported: Option<Timestamp>,
    },
}

/// One field's new value; `None` clears it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The field, under the name of the side that is written.
    pub field: Name,
    /// Its new value.
    pub value: Option<Value>,
}

/// One write of a transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new record. The office gives it the number, Outlook writes it as user-defined field.
    Create {
        /// Kind.
        kind: Kind,
        /// Fields under the side's names.
        record: Record,
        /// Its number; empty for a prospect.
        number: String,
        /// Stamp.
        touch: Touch,
    },
    /// Changed fields of an existing record.
    Update {
        /// Kind.
        kind: Kind,
        /// Which record.
        key: Key,
        /// The version it must still have.
        expected: Version,
        /// The fields.
        changes: Vec<Change>,
        /// The number to write, where that is meant; `None` leaves it.
        number: Option<String>,
        /// Stamp.
        touch: Touch,
    },
    /// To Deleted Items, or to the office's trash.
    Delete {
        /// Kind.
        kind: Kind,
        /// Which record.
        key: Key,
        /// The version it must still have.
        expected: Version,
    },
    /// For good: an item that an undone run had made. The office's go to the trash.
    Purge {
        /// Kind.
        kind: Kind,
        /// Which record.
        key: Key,
        /// The version it must still have.
        expected: Version,
    },
    /// Back from Deleted Items or from the office's trash.
    Restore {
        /// Kind.
        kind: Kind,
        /// Which record.
        key: Key,
    },
}

/// Writes that are carried out together or not at all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoreTxn {
    /// The writes, in order.
    pub writes: Vec<Write>,
}

/// What became of one write.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Done; the record as read back.
    Done {
        /// Its key.
        key: Key,
        /// The record after the write.
        full: Box<Full>,
    },
    /// The record was changed since the plan was made: nothing was written.
    Stale,
    /// This record could not be written; the others were.
    Failed(Message),
}

/// One side of the exchange, and where the contents that its records name are taken from.
pub trait Store: Contents {
    /// Which side.
    fn side(&self) -> Side;
    /// The store's identity.
    fn id(&self) -> StoreId;
    /// Whether it can be written.
    fn writable(&self) -> bool;
    /// Whether its records have a place for a number. What has none is held by its key.
    fn holds_numbers(&self) -> bool {
        true
    }
    /// Whether it is the whole of what it holds: what is missing was then deleted. Of a single file
    /// among others absence proves nothing.
    fn is_whole(&self) -> bool {
        true
    }
    /// Whether it gave this key out, as far as it remembers. One that it does not remember was given
    /// out after the backup that it was put back from.
    fn gave_out(&self, _key: &Key) -> bool {
        true
    }
    /// Keys that this store gave out at some time, as others remember them: it gives none of them
    /// out again, also when it was put back from a backup since.
    fn keep_off(&mut self, _keys: &mut dyn Iterator<Item = &Key>) {}
    /// Its fields of a kind.
    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError>;
    /// Lists every record, also those out of scope and in Deleted Items (marked as such), without
    /// opening one. The order is the same every time while nothing changes.
    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError>;
    /// Reads one record, also one in Deleted Items or in the office's trash. A record that cannot
    /// be read is the inner error, a store that cannot be read the outer one.
    fn read(&mut self, kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError>;
    /// Carries out a transaction and reads every written record back. One outcome per write, in
    /// order. Contents that the records name and this store lacks are taken from `contents`; a
    /// record with one that cannot be had fails alone.
    fn commit_from(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError>;
    /// Takes away the definitions of the exchange's own fields that no record carries any more.
    fn forget_unused(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
    /// Carries out a transaction whose records name no new contents.
    fn commit(&mut self, txn: StoreTxn) -> Result<Vec<Outcome>, StoreError> {
        self.commit_from(txn, &mut NoContents)
    }
}

/// A job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Job {
    /// Outlook → office.
    Import,
    /// Office → Outlook.
    Export,
    /// Both ways.
    Sync,
    /// What a run wrote is taken back.
    Undo,
}

impl Job {
    /// In which direction it carries values.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Import => Direction::Import,
            Self::Export => Direction::Export,
            Self::Sync | Self::Undo => Direction::Both,
        }
    }

    /// Whether it writes records of a side. (An import writes numbers on items all the same.)
    #[must_use]
    pub fn writes(self, side: Side) -> bool {
        self.direction().writes(side)
    }
}

/// A field that was written, for history, "why?" and undo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Kind.
    pub kind: Kind,
    /// Side that was written.
    pub side: Side,
    /// Internal number of the office record, where there is one.
    pub office: Option<i64>,
    /// The item, where there is one.
    pub item: Option<Key>,
    /// How a person would name the record.
    pub name: String,
    /// `create`, `update`, `delete`, `restore`; `stamp` for what an export notes on the item beside
    /// its fields.
    pub what: String,
    /// The field; the number field by its Outlook name. For `create` one line per filled field.
    pub field: Name,
    /// Value before.
    pub before: Option<Value>,
    /// Value after.
    pub after: Option<Value>,
    /// Row of the decision table.
    pub row: u8,
    /// Why.
    pub why: Message,
}

/// An open decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenDecision {
    /// Its number; 0 for one that is not stored yet.
    pub id: i64,
    /// Row of the decision table.
    pub row: u8,
    /// Kind.
    pub kind: Kind,
    /// Internal number of the office record concerned.
    pub office: Option<i64>,
    /// How a person would name the office record (number and name).
    pub office_name: String,
    /// The item concerned.
    pub item: Key,
    /// How a person would name the item (folder and name).
    pub item_name: String,
    /// Fields that differ: name, office value, Outlook value (as office values).
    pub fields: Vec<(Name, Option<Value>, Option<Value>)>,
    /// Why a person must decide.
    pub why: Message,
}

/// A number given out before the item is written: what makes an interrupted run end well.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// Kind.
    pub kind: Kind,
    /// The item that will carry the number.
    pub item: Key,
    /// The number wished for (row 21), or `None` for the next free one.
    pub number: Option<String>,
}

/// A field that is about to be written into the data file, known to the office before it is: so
/// an interruption loses neither a value nor its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promised {
    /// The run.
    pub run: i64,
    /// What it writes as stamp and `Exportdatum`.
    pub stamp: Timestamp,
    /// The field in Outlook, before and after. An item that is to be made has no key yet; one with
    /// a number is recognised by it and has no other line.
    pub line: JournalLine,
}

/// A link to be stored, with its bases; `None` leaves stored bases as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkWrite {
    /// The link. `id` 0: the link of (data file, item) is made or replaced.
    pub link: Link,
    /// Take the office record from the outcome of this write of [`LedgerTxn::records`].
    pub office_from: Option<usize>,
    /// With `office_from`: take the office version from that outcome too. Without: the link's own
    /// stays, because the office side is ahead of its base in some field.
    pub in_step: bool,
    /// Base of the office side.
    pub office_base: Option<Base>,
    /// Base of the Outlook side.
    pub item_base: Option<Base>,
}

/// What the office stores in one transaction: records, links, bases, journal, open decisions.
///
/// Order: records, `unlink`, `links`, `settled`, `open`, journal. So an item may lose one link and
/// get another, and have an old decision settled and a new one stored, in the same transaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerTxn {
    /// Office records.
    pub records: StoreTxn,
    /// Links; one whose record came back stale or failed is not stored.
    pub links: Vec<LinkWrite>,
    /// Journal; `office_from` as in [`LinkWrite`], lines of a failed write are left out.
    pub journal: Vec<(Option<usize>, JournalLine)>,
    /// Open decisions. One of the same row for the same item replaces the older one and keeps its
    /// number.
    pub open: Vec<OpenDecision>,
    /// Links to be dropped.
    pub unlink: Vec<i64>,
    /// Items whose open decisions are settled by what was done.
    pub settled: Vec<Key>,
    /// What is still promised for the data file after this; `None` leaves the promises.
    pub promises: Option<Vec<Promised>>,
}

/// A number as the office knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Never given out here.
    No,
    /// An existing record.
    Here {
        /// Internal number.
        office: i64,
    },
    /// A record in the trash or deleted.
    Deleted {
        /// Internal number, where the record is still in the trash.
        office: Option<i64>,
    },
}

/// The office's side of a run: links, numbers, journal, open decisions, beside its records.
pub trait Ledger: Store {
    /// Takes the lock of a run; a second run gets an error that names the first. Released by
    /// [`Ledger::unlock`], or when the process ends.
    fn lock(&mut self, job: Job, file: &str) -> Result<(), StoreError>;
    /// Releases the lock.
    fn unlock(&mut self);
    /// Visits every link of a data file and kind.
    fn links(
        &mut self,
        file: &StoreId,
        kind: Kind,
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError>;
    /// The bases of a link: office side, Outlook side.
    fn bases(&mut self, link: i64) -> Result<(Base, Base), StoreError>;
    /// Visits the key and version of every office record of a kind, deleted ones marked.
    fn versions(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(i64, Version, bool),
    ) -> Result<(), StoreError>;
    /// Looks a number up. Numbers compare trimmed and case-insensitively.
    fn known(&mut self, kind: Kind, number: &str) -> Result<Known, StoreError>;
    /// Office records, not linked to this data file, that share an e-mail address or a name with
    /// the given office-side record: candidates for a content match, oldest first, at most 20.
    fn candidates(
        &mut self,
        file: &StoreId,
        kind: Kind,
        record: &Record,
    ) -> Result<Vec<i64>, StoreError>;
    /// Begins a run and gives its number.
    fn begin_run(&mut self, job: Job, file: &StoreId, path: &str) -> Result<i64, StoreError>;
    /// Gives numbers out and stores the pending links, in one transaction, durable when it
    /// returns. One number per intent, in order. An item that has a pending link keeps its number;
    /// a link in any other state becomes pending (its office record and bases are dropped). A
    /// number wished for that is taken, or is no valid number, is answered with the next free one,
    /// which is never one that any link knows (an item may claim it and wait for a decision);
    /// the number of a deleted record that is no longer in the trash is free when wished for.
    fn intend(
        &mut self,
        run: i64,
        file: &StoreId,
        intents: &[Intent],
    ) -> Result<Vec<String>, StoreError>;
    /// Stores what is about to be written into a data file, in place of what was promised before;
    /// durable when it returns.
    fn promise(&mut self, _file: &StoreId, _lines: &[Promised]) -> Result<(), StoreError> {
        Ok(())
    }
    /// What an interrupted run was about to write into a data file, in order.
    fn promises(&mut self, _file: &StoreId) -> Result<Vec<Promised>, StoreError> {
        Ok(Vec::new())
    }
    /// Stores the results of a batch in one transaction. One outcome per record write, in order.
    /// Contents as in [`Store::commit_from`].
    fn settle_from(
        &mut self,
        run: i64,
        file: &StoreId,
        txn: LedgerTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError>;
    /// Stores results whose records name no new contents.
    fn settle(
        &mut self,
        run: i64,
        file: &StoreId,
        txn: LedgerTxn,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.settle_from(run, file, txn, &mut NoContents)
    }
    /// Ends a run with its report (JSON).
    fn end_run(&mut self, run: i64, exit: i32, report: &str) -> Result<(), StoreError>;
    /// Open decisions of a data file.
    fn open_decisions(&mut self, file: &StoreId) -> Result<Vec<OpenDecision>, StoreError>;
}

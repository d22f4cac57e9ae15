//! The report of a run: what was done, in numbers and in lists.
//!
//! It is kept with messages instead of words, so that it can be read in either language later;
//! [`Report::said`] puts it into words and gives the JSON of a run. What must hold: per kind,
//! read = created + updated + unchanged + restored + deleted + skipped + open + errors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plan::Tally;
use crate::{Job, Kind, Message, OpenDecision, Side};

/// Writes on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Writes {
    /// New records.
    pub created: u64,
    /// Changed records, numbers included.
    pub updated: u64,
    /// Deleted records.
    pub deleted: u64,
}

/// How a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Written {
    /// It is a new one.
    New,
    /// Fields of it, or its number, or its place.
    Changed,
    /// It was deleted.
    Deleted,
}

/// The counters of one kind. They count records, both sides together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Records seen.
    pub read: u64,
    /// New ones.
    pub created: u64,
    /// Changed ones.
    pub updated: u64,
    /// Nothing was to be done.
    pub unchanged: u64,
    /// Deleted ones that came back.
    pub restored: u64,
    /// Deleted ones.
    pub deleted: u64,
    /// Left alone: copies, and what was changed while the run went on.
    pub skipped: u64,
    /// Waiting for a person.
    pub open: u64,
    /// Failed.
    pub errors: u64,
    /// Writes in the office.
    pub office: Writes,
    /// Writes in Outlook.
    pub outlook: Writes,
    /// Items written in the data file, numbers included.
    pub written_to_outlook: u64,
}

impl Counters {
    /// Counts one record.
    pub fn count(&mut self, tally: Tally) {
        self.add(tally, 1);
    }

    /// Counts several records.
    pub fn add(&mut self, tally: Tally, records: u64) {
        let counter = match tally {
            Tally::Created => &mut self.created,
            Tally::Updated => &mut self.updated,
            Tally::Unchanged => &mut self.unchanged,
            Tally::Restored => &mut self.restored,
            Tally::Deleted => &mut self.deleted,
            Tally::Skipped => &mut self.skipped,
            Tally::Open => &mut self.open,
            Tally::Error => &mut self.errors,
            Tally::Uncounted => return,
        };
        *counter += records;
        self.read += records;
    }

    /// Counts a write.
    pub fn wrote(&mut self, side: Side, how: Written) {
        let writes = match side {
            Side::Office => &mut self.office,
            Side::Outlook => &mut self.outlook,
        };
        let counter = match how {
            Written::New => &mut writes.created,
            Written::Changed => &mut writes.updated,
            Written::Deleted => &mut writes.deleted,
        };
        *counter += 1;
        self.written_to_outlook += u64::from(side == Side::Outlook);
    }

    /// Whether the counters add up.
    #[must_use]
    pub fn add_up(&self) -> bool {
        let sum = self.created + self.updated + self.unchanged + self.restored;
        self.read == sum + self.deleted + self.skipped + self.open + self.errors
    }
}

/// Items of one class that are not transferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTransferred {
    /// Message class.
    pub class: String,
    /// How many.
    pub count: u64,
    /// Why.
    pub why: Message,
}

/// A record that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorLine {
    /// How a person would name it.
    pub item: String,
    /// What is wrong.
    pub what: Message,
}

/// A number that is given out but does not stand on its item yet (read-only data file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The number.
    pub number: String,
    /// How a person would name the item.
    pub item: String,
}

/// The report of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The run's number; `None` for a dry run and for one that was stopped before it wrote.
    pub run: Option<i64>,
    /// Job.
    pub job: Job,
    /// Path of the data file.
    pub file: String,
    /// Nothing was written; the counters say what would have been.
    pub dry_run: bool,
    /// The file is a copy, which nothing links to the office.
    #[serde(default)]
    pub copy: bool,
    /// Counters per kind.
    pub kinds: BTreeMap<Kind, Counters>,
    /// What is not transferred, by class.
    pub not_transferred: Vec<NotTransferred>,
    /// Groups of records that are equal in all mapped fields.
    pub duplicates: u64,
    /// Open decisions, those of earlier runs too.
    pub open: Vec<OpenDecision>,
    /// Records that failed.
    pub errors: Vec<ErrorLine>,
    /// What was odd.
    pub warnings: Vec<Message>,
    /// Numbers that could not be written on their items.
    #[serde(default)]
    pub numbers_owed: Vec<Owed>,
    /// A safety limit or a person stopped the run: before anything was written where there is no
    /// number, else between two batches.
    #[serde(default)]
    pub stopped: Option<Message>,
    /// Safety limits that a dry run would have reached: a real run stops at them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Message>,
    /// Duration.
    pub seconds: f64,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(job: Job, file: &str) -> Self {
        Self {
            run: None,
            job,
            file: file.to_owned(),
            dry_run: false,
            copy: false,
            kinds: Kind::ALL.into_iter().map(|kind| (kind, Counters::default())).collect(),
            not_transferred: Vec::new(),
            duplicates: 0,
            open: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
            numbers_owed: Vec::new(),
            stopped: None,
            limits: Vec::new(),
            seconds: 0.0,
        }
    }

    /// The counters of a kind.
    pub fn counters(&mut self, kind: Kind) -> &mut Counters {
        self.kinds.entry(kind).or_default()
    }

    /// Adds an error line; the counter is the caller's.
    pub fn error(&mut self, item: &str, what: Message) {
        self.errors.push(ErrorLine { item: item.to_owned(), what });
    }

    /// The exit code: 7 stopped, 3 errors, 1 open decisions, 0 done.
    #[must_use]
    pub fn exit_code(&self) -> i32 {
        if self.stopped.is_some() {
            7
        } else if !self.errors.is_empty() {
            3
        } else {
            i32::from(!self.open.is_empty())
        }
    }

    /// The report in words: what is serialised as the JSON of a run.
    pub fn said(&self, say: &dyn Fn(&Message) -> String) -> Said {
        Said {
            run: self.run,
            job: self.job,
            file: self.file.clone(),
            dry_run: self.dry_run,
            kinds: self.kinds.clone(),
            not_transferred: self
                .not_transferred
                .iter()
                .map(|line| said_class(line, say))
                .collect(),
            duplicates: self.duplicates,
            open: self.open.iter().map(|decision| said_open(decision, say)).collect(),
            errors: self.errors.iter().map(|line| said_error(line, say)).collect(),
            warnings: self.warnings.iter().map(say).collect(),
            limits: self.limits.iter().map(say).collect(),
            numbers_owed: self.numbers_owed.clone(),
            stopped: self.stopped.as_ref().map(say),
            seconds: self.seconds,
        }
    }
}

/// A report in words; serialised it is the JSON of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    run: Option<i64>,
    job: Job,
    file: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    kinds: BTreeMap<Kind, Counters>,
    not_transferred: Vec<SaidClass>,
    duplicates: u64,
    open: Vec<SaidOpen>,
    errors: Vec<SaidError>,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    numbers_owed: Vec<Owed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    seconds: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SaidClass {
    class: String,
    count: u64,
    why: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SaidOpen {
    id: i64,
    row: u8,
    kind: Kind,
    office: String,
    outlook: String,
    why: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SaidError {
    item: String,
    what: String,
}

fn said_class(line: &NotTransferred, say: &dyn Fn(&Message) -> String) -> SaidClass {
    SaidClass { class: line.class.clone(), count: line.count, why: say(&line.why) }
}

/// The office record is named by its number, which every open decision has among its arguments.
fn said_open(decision: &OpenDecision, say: &dyn Fn(&Message) -> String) -> SaidOpen {
    SaidOpen {
        id: decision.id,
        row: decision.row,
        kind: decision.kind,
        office: decision.why.arg("number").unwrap_or(&decision.office_name).to_owned(),
        outlook: decision.item_name.clone(),
        why: say(&decision.why),
    }
}

fn said_error(line: &ErrorLine, say: &dyn Fn(&Message) -> String) -> SaidError {
    SaidError { item: line.item.clone(), what: say(&line.what) }
}

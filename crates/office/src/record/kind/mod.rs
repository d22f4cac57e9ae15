//! The four kinds of records, each as one description: the only place that says how they differ.
//!
//! The SQL texts, the schema of the exchange, the JSON form and the search are made from these
//! descriptions. A test holds them against the tables of both databases.

mod address;
mod appointment;
mod mail;
mod salutation;
mod task;

pub(crate) use address::MatchKeys;

use std::sync::LazyLock;

use sync::{ContentHash, Field, FieldType, Kind, Record, Schema};

use super::column::{Column, Form, typed};
use crate::Language;
use crate::db::Param;

/// What the program must know of a kind.
pub(crate) struct Description {
    pub(crate) kind: Kind,
    pub(crate) table: &'static str,
    /// The column of the number.
    pub(crate) number: Column,
    /// The fields, in the order in which they are shown and stored. Large ones are the last.
    pub(crate) columns: &'static [Column],
    /// What is computed of the fields and stored beside them.
    pub(crate) computed: &'static [Column],
    /// What is looked up when a record is shown.
    pub(crate) looked_up: &'static [Column],
    /// Columns of keys that are made from the fields.
    pub(crate) keys: &'static [&'static str],
    /// The columns by which the kind sorts by date.
    pub(crate) by_date: &'static [&'static str],
    /// The columns by which the kind sorts by the people it comes from.
    pub(crate) by_people: &'static [&'static str],
    /// Pushes the keys, in that order.
    pub(crate) push_keys: fn(&Record, &mut Vec<Param<'_>>),
    /// Computes what is computed.
    pub(crate) compute: fn(&Record) -> Record,
    /// How a person would name a record; empty if it says nothing.
    pub(crate) name: fn(&Record) -> String,
    /// The key by which records sort by name.
    pub(crate) sort_key: fn(&Record, Language) -> String,
    /// Puts in what is generated where nothing was entered, and never stored.
    pub(crate) generate: fn(&mut Record, Language),
}

static ADDRESS: Description = address::DESCRIPTION;
static MAIL: Description = mail::DESCRIPTION;
static APPOINTMENT: Description = appointment::DESCRIPTION;
static TASK: Description = task::DESCRIPTION;

/// The description of a kind.
pub(crate) fn description(kind: Kind) -> &'static Description {
    match kind {
        Kind::Addresses => &ADDRESS,
        Kind::Mails => &MAIL,
        Kind::Appointments => &APPOINTMENT,
        Kind::Tasks => &TASK,
    }
}

const ID: Column = typed(FieldType::Int, "id", "LfdNr", "Internal number").kept();
const CREATED: Column = typed(FieldType::Instant, "created_at", "angelegt", "Created").kept();
const CHANGED: Column = typed(FieldType::Instant, "changed_at", "geändert", "Changed").kept();
/// Internal numbers of the addresses that a record has to do with.
const ADDRESSES: &[Column] =
    &[typed(FieldType::List, "address_ids", "Adressen", "Addresses").form(Form::Id).kept()];

impl Description {
    /// The column of a field that can be written.
    pub(crate) fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Every column that a person or the exchange sees, in order.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Column> {
        let before = [ID, self.number];
        let inside = [self.columns, self.computed, self.looked_up].into_iter().flatten().copied();
        before.into_iter().chain(inside).chain([CREATED, CHANGED])
    }

    /// Whether records of this kind name contents.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.form == Form::Attached)
    }
}

static SCHEMAS: [LazyLock<Schema>; 4] = [
    LazyLock::new(|| schema_of(&ADDRESS)),
    LazyLock::new(|| schema_of(&MAIL)),
    LazyLock::new(|| schema_of(&APPOINTMENT)),
    LazyLock::new(|| schema_of(&TASK)),
];

fn schema_of(description: &Description) -> Schema {
    Schema { fields: description.shown().map(|column| column.field()).collect() }
}

/// The fields of a kind, those that the program keeps (numbers, times) marked not writable.
#[must_use]
pub fn record_schema(kind: Kind) -> &'static Schema {
    let [addresses, mails, appointments, tasks] = &SCHEMAS;
    match kind {
        Kind::Addresses => addresses,
        Kind::Mails => mails,
        Kind::Appointments => appointments,
        Kind::Tasks => tasks,
    }
}

/// The field of that stable name, or of that German or English label.
#[must_use]
pub fn record_field(kind: Kind, name: &str) -> Option<&'static Field> {
    let wanted = name.trim().to_lowercase();
    let fields = &record_schema(kind).fields;
    let labelled =
        |field: &&Field| [&field.de, &field.en].iter().any(|l| l.to_lowercase() == wanted);
    fields.iter().find(|field| field.name == wanted).or_else(|| fields.iter().find(labelled))
}

/// The fields of an address.
#[must_use]
pub fn address_schema() -> &'static Schema {
    record_schema(Kind::Addresses)
}

/// The field of an address of that name or label.
#[must_use]
pub fn address_field(name: &str) -> Option<&'static Field> {
    record_field(Kind::Addresses, name)
}

/// What tells by itself which record it is, short enough for an index.
fn identity_key(kind: Kind, fields: &Record) -> Param<'static> {
    match identity_digest(kind, fields) {
        Some(digest) => Param::Bytes(digest.to_vec().into()),
        None => Param::Null,
    }
}

/// The digest of a record's identity, where it has one.
pub(crate) fn identity_digest(kind: Kind, fields: &Record) -> Option<[u8; 16]> {
    let identity = sync::identity(kind, fields)?;
    let ContentHash(hash) = ContentHash::of(identity.as_bytes());
    hash.first_chunk().copied()
}

fn nothing_computed(_: &Record) -> Record {
    Record::new()
}

fn nothing_generated(_: &mut Record, _: Language) {}

fn subject(fields: &Record) -> String {
    fields.text("subject").trim().to_owned()
}

fn subject_key(fields: &Record, language: Language) -> String {
    crate::fold::sort_key(&[fields.text("subject")], language)
}

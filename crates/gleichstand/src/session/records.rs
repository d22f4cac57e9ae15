//! Records of the office, of any kind: shown, added, changed, deleted, restored.

use office::{NewNumber, OfficeRecord, RecordId, record_change, record_schema};
use sync::{Change, Kind, Message, Record, Value};

use super::Session;
use super::usual::{with_consequences, with_usual};
use crate::failure::Failure;

/// The command of a kind on the command line.
pub fn command_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Addresses => "address",
        Kind::Mails => "mail",
        Kind::Appointments => "appointment",
        Kind::Tasks => "task",
    }
}

/// By what a record can be asked for: its number, else its internal one.
pub fn which_of(record: &OfficeRecord) -> String {
    if record.number.is_empty() { format!("id:{}", record.id) } else { record.number.clone() }
}

/// The field of a kind's number: the second one, after the internal number.
pub fn number_field(kind: Kind) -> &'static str {
    record_schema(kind).fields.get(1).map_or("", |field| field.name.as_ref())
}

impl Session {
    /// A record by its number or `id:N`, also one in the trash.
    pub fn record(&mut self, kind: Kind, which: &str) -> Result<OfficeRecord, Failure> {
        let found = self.with_office(|office| office.record(kind, &record_id(which)));
        found.map_err(|failure| of_record(failure, kind, which))
    }

    /// The addresses that a record has to do with, as people know them.
    pub fn addresses_of(&mut self, record: &OfficeRecord) -> Result<Vec<String>, Failure> {
        let Some(Value::List(ids)) = record.fields.get("address_ids") else {
            return Ok(Vec::new());
        };
        let ids = ids.iter().filter_map(|id| id.parse().ok());
        self.with_office(|office| {
            let found = ids.map(|id| office.record(Kind::Addresses, &RecordId::Id(id)));
            found.map(|address| Ok(named(&address?))).collect()
        })
    }

    /// Adds a record from `FIELD=VALUE` texts. It gets the next free number, unless one is given;
    /// an empty one makes a record without a number.
    pub fn add_record(
        &mut self,
        kind: Kind,
        assignments: &[String],
    ) -> Result<OfficeRecord, Failure> {
        let (mut number, mut fields) = (NewNumber::Next, Record::new());
        for change in self.changes(kind, assignments)? {
            match (change.field == number_field(kind), change.value) {
                (true, Some(Value::Text(given))) => number = NewNumber::Given(given),
                (true, _) => number = NewNumber::None,
                (false, value) => fields.put(change.field, value),
            }
        }
        let fields = with_usual(kind, fields, &self.words.now())?;
        self.with_office(|office| office.add_record(kind, &fields, number))
    }

    /// Changes fields of a record by `FIELD=VALUE` texts; an empty value clears.
    pub fn edit_record(
        &mut self,
        kind: Kind,
        which: &str,
        assignments: &[String],
    ) -> Result<OfficeRecord, Failure> {
        self.edit_seen_record(kind, which, None, assignments)
    }

    /// The same of a record that a person saw in a version: if it was changed since, nothing is
    /// written.
    pub fn edit_seen_record(
        &mut self,
        kind: Kind,
        which: &str,
        seen: Option<i64>,
        assignments: &[String],
    ) -> Result<OfficeRecord, Failure> {
        let changes = self.changes(kind, assignments)?;
        let found = self.record(kind, which)?;
        let changes = with_consequences(kind, &found.fields, changes, self.words.now().date())?;
        let (id, version) = (found.id, seen.or(Some(found.version)));
        let done = self.with_office(|office| office.edit_record(kind, id, version, &changes));
        done.map_err(|failure| of_record(failure, kind, which))
    }

    /// Moves a record to the trash.
    pub fn delete_record(&mut self, kind: Kind, which: &str) -> Result<OfficeRecord, Failure> {
        self.delete_seen_record(kind, which, None)
    }

    /// The same of a record that a person saw in a version: if it was changed since, it stays.
    pub fn delete_seen_record(
        &mut self,
        kind: Kind,
        which: &str,
        seen: Option<i64>,
    ) -> Result<OfficeRecord, Failure> {
        let done = self.with_office(|office| {
            let found = office.record(kind, &record_id(which))?;
            office.delete_record(kind, found.id, seen.or(Some(found.version)))
        });
        done.map_err(|failure| of_record(failure, kind, which))
    }

    /// Takes a record back from the trash.
    pub fn restore_record(&mut self, kind: Kind, which: &str) -> Result<OfficeRecord, Failure> {
        let done = self.with_office(|office| {
            let found = office.record(kind, &record_id(which))?;
            office.restore_record(kind, found.id)
        });
        done.map_err(|failure| of_record(failure, kind, which))
    }

    /// `FIELD=VALUE` texts; the field by its name or its label in either language, times as the
    /// user's clock shows them.
    fn changes(&self, kind: Kind, assignments: &[String]) -> Result<Vec<Change>, Failure> {
        let change = |assignment: &String| {
            let Some((field, value)) = assignment.split_once('=') else {
                let what = Message::new("usage-no-assignment").with("text", assignment);
                return Err(Failure::usage(what));
            };
            let value = self.typed(kind, field, value)?;
            let change = record_change(kind, field, &value, self.words.zone());
            change.map_err(|error| Failure::usage(told(error.message())))
        };
        assignments.iter().map(change).collect()
    }
}

/// The record that a person means.
pub(super) fn record_id(which: &str) -> RecordId {
    let Ok(id) = which.parse();
    id
}

/// Start and end are texts for the office and times for a person.
fn told(mut message: Message) -> Message {
    if ["start", "end"].iter().any(|field| message.arg("field") == Some(field)) {
        message.set("type", "instant");
    }
    message
}

fn named(address: &OfficeRecord) -> String {
    format!("{} {}", which_of(address), address.name())
}

/// A refusal that names the record as the user did, and the command for its kind.
fn of_record(mut failure: Failure, kind: Kind, which: &str) -> Failure {
    failure.what.set("which", which.trim());
    failure.what = failure.what.with("kind", kind.name()).with("command", command_of(kind));
    failure
}

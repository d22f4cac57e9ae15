//! Addresses of the office.

use office::{Address, AddressPage, AddressQuery, NewNumber, RecordId, parse_change};
use sync::{Change, Message, Record, Value};

use super::Session;
use crate::failure::Failure;

/// The field of the number.
const NUMBER: &str = "customer_no";

impl Session {
    /// Lists or searches addresses.
    pub fn addresses(&mut self, query: &AddressQuery) -> Result<AddressPage, Failure> {
        self.with_office(|office| office.addresses(query))
    }

    /// An address by its number or `id:N`, also one in the trash.
    pub fn address(&mut self, which: &str) -> Result<Address, Failure> {
        self.with_office(|office| office.address(&record_id(which)))
    }

    /// Adds an address from `FIELD=VALUE` texts. It gets the next free number, unless one is
    /// given; an empty one makes a prospect.
    pub fn add_address(&mut self, assignments: &[String]) -> Result<Address, Failure> {
        let (mut number, mut fields) = (NewNumber::Next, Record::new());
        for change in changes(assignments)? {
            match (change.field == NUMBER, change.value) {
                (true, Some(Value::Text(given))) => number = NewNumber::Given(given),
                (true, _) => number = NewNumber::None,
                (false, value) => fields.put(change.field, value),
            }
        }
        self.with_office(|office| office.add_address(&fields, number))
    }

    /// Changes fields of an address by `FIELD=VALUE` texts; an empty value clears.
    pub fn edit_address(
        &mut self,
        which: &str,
        assignments: &[String],
    ) -> Result<Address, Failure> {
        let changes = changes(assignments)?;
        self.with_office(|office| {
            let found = office.address(&record_id(which))?;
            office.edit_address(found.id, Some(found.version), &changes)
        })
    }

    /// Moves an address to the trash.
    pub fn delete_address(&mut self, which: &str) -> Result<Address, Failure> {
        self.with_office(|office| {
            let found = office.address(&record_id(which))?;
            office.delete_address(found.id, Some(found.version))
        })
    }

    /// Takes an address back from the trash.
    pub fn restore_address(&mut self, which: &str) -> Result<Address, Failure> {
        self.with_office(|office| {
            let found = office.address(&record_id(which))?;
            office.restore_address(found.id)
        })
    }
}

fn record_id(which: &str) -> RecordId {
    let Ok(id) = which.parse();
    id
}

/// `FIELD=VALUE` texts; the field by its name or its label in either language.
fn changes(assignments: &[String]) -> Result<Vec<Change>, Failure> {
    assignments.iter().map(|assignment| change(assignment)).collect()
}

fn change(assignment: &str) -> Result<Change, Failure> {
    let Some((field, value)) = assignment.split_once('=') else {
        return Err(Failure::usage(Message::new("usage-no-assignment").with("text", assignment)));
    };
    parse_change(field, value).map_err(|error| Failure::usage(error.message()))
}

//! Addresses, in the words of the tests: the records of one kind.

use sync::{Change, Kind, Record};

use crate::error::Result;
use crate::{Filter, NewNumber, Office, OfficeRecord, RecordId, RecordQuery, Sort};

const KIND: Kind = Kind::Addresses;

/// Which addresses, in which order: as [`RecordQuery`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressQuery {
    /// Words that must all occur, each at least as the beginning of a word; empty for all.
    pub search: String,
    /// Conditions that must all hold.
    pub filter: Vec<Filter>,
    /// Order.
    pub sort: Sort,
    /// The other way round.
    pub descending: bool,
    /// Those in the trash instead of the others.
    pub trash: bool,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// How many to give at most; 0 for all.
    pub limit: u64,
}

/// A part of the addresses asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressPage {
    /// The addresses.
    pub addresses: Vec<OfficeRecord>,
    /// How many there are in all.
    pub total: u64,
}

impl From<&AddressQuery> for RecordQuery {
    fn from(query: &AddressQuery) -> Self {
        Self {
            kind: KIND,
            search: query.search.clone(),
            filter: query.filter.clone(),
            sort: query.sort,
            descending: query.descending,
            trash: query.trash,
            offset: query.offset,
            limit: query.limit,
        }
    }
}

impl Office {
    /// Lists or searches addresses: as [`Office::records`].
    pub fn addresses(&mut self, query: &AddressQuery) -> Result<AddressPage> {
        let page = self.records(&query.into())?;
        Ok(AddressPage { addresses: page.records, total: page.total })
    }

    /// Adds an address: as [`Office::add_record`].
    pub fn add_address(&mut self, fields: &Record, number: NewNumber) -> Result<OfficeRecord> {
        self.add_record(KIND, fields, number)
    }

    /// The address of a number or internal number, also one in the trash.
    pub fn address(&mut self, which: &RecordId) -> Result<OfficeRecord> {
        self.record(KIND, which)
    }

    /// Changes fields of an address: as [`Office::edit_record`].
    pub fn edit_address(
        &mut self,
        id: i64,
        expected: Option<i64>,
        changes: &[Change],
    ) -> Result<OfficeRecord> {
        self.edit_record(KIND, id, expected, changes)
    }

    /// Moves an address to the trash.
    pub fn delete_address(&mut self, id: i64, expected: Option<i64>) -> Result<OfficeRecord> {
        self.delete_record(KIND, id, expected)
    }

    /// Takes an address back from the trash.
    pub fn restore_address(&mut self, id: i64) -> Result<OfficeRecord> {
        self.restore_record(KIND, id)
    }
}

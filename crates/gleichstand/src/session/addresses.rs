//! Addresses by themselves, as the demonstration needs them.

use office::{Address, AddressPage, AddressQuery};
use sync::Kind;

use super::Session;
use crate::failure::Failure;

impl Session {
    /// Lists addresses.
    pub fn addresses(&mut self, query: &AddressQuery) -> Result<AddressPage, Failure> {
        self.with_office(|office| office.addresses(query))
    }

    /// Changes fields of an address by `FIELD=VALUE` texts.
    pub fn edit_address(
        &mut self,
        which: &str,
        assignments: &[String],
    ) -> Result<Address, Failure> {
        self.edit_record(Kind::Addresses, which, assignments)
    }
}

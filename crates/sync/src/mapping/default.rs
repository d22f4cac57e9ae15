//! The default mapping: every office field that has a home in Outlook, with the business address.

use std::collections::BTreeMap;

use super::{Line, Mapping, SlotRule};
use crate::Kind;

/// Office field, Outlook field.
const ADDRESS: &[(&str, &str)] = &[
    ("salutation", "contact.prefix"),
    ("first_name", "contact.first_name"),
    ("middle_name", "contact.middle_name"),
    ("last_name", "contact.last_name"),
    ("suffix", "contact.suffix"),
    ("nickname", "contact.nickname"),
    ("company", "contact.company"),
    ("department", "contact.department"),
    ("position", "contact.job_title"),
    ("office", "contact.office_location"),
    ("profession", "contact.profession"),
    ("street", "contact.business.street"),
    ("postal_code", "contact.business.postal_code"),
    ("city", "contact.business.city"),
    ("state", "contact.business.state"),
    ("country", "contact.business.country"),
    ("po_box", "contact.business.po_box"),
    ("phone", "contact.phone.business"),
    ("phone2", "contact.phone.business2"),
    ("phone_home", "contact.phone.home"),
    ("mobile", "contact.phone.mobile"),
    ("fax", "contact.fax.business"),
    ("fax_home", "contact.fax.home"),
    ("email", "contact.email1"),
    ("email2", "contact.email2"),
    ("email3", "contact.email3"),
    ("website", "contact.business_home_page"),
    ("birthday", "contact.birthday"),
    ("anniversary", "contact.anniversary"),
    ("spouse", "contact.spouse"),
    ("children", "contact.children"),
    ("assistant", "contact.assistant"),
    ("manager", "contact.manager"),
    ("groups", "contact.categories"),
    ("notes", "contact.body"),
    ("free1", "contact.user1"),
    ("free2", "contact.user2"),
    ("free3", "contact.user3"),
    ("free4", "contact.user4"),
    ("private", "contact.private"),
];

/// The default mapping.
#[must_use]
pub fn default_mapping() -> Mapping {
    let lines = ADDRESS.iter().map(|(office, outlook)| Line::both(*office, *outlook)).collect();
    Mapping {
        name: "default".to_owned(),
        slot: SlotRule::Auto,
        kinds: BTreeMap::from([(Kind::Addresses, lines)]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_field_is_mapped_twice() {
        let office: HashSet<_> = ADDRESS.iter().map(|(office, _)| office).collect();
        let outlook: HashSet<_> = ADDRESS.iter().map(|(_, outlook)| outlook).collect();
        assert_eq!((office.len(), outlook.len()), (ADDRESS.len(), ADDRESS.len()));
    }
}

//! A mapping resolved against both schemas: the form that plan, merge and execution work with.

use std::borrow::Cow;

use super::{Direction, Mapping, SlotRule, WriteRule, convert};
use crate::digest::{Fnv64, base_value, canonical, digested_as};
use crate::{
    Base, Change, Compare, Field, FieldType, Kind, Message, Name, Record, Schema, Side, Slot,
    Value, phone_digits, same, travels,
};

/// The prefix of the address lines that follow the slot.
const BUSINESS: &str = "contact.business.";
/// All slots, in the order of [`MappedField::outlook`].
const SLOTS: [Slot; 3] = [Slot::Business, Slot::Home, Slot::Other];

/// One line, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedField {
    /// Office field.
    pub office: Name,
    /// Outlook field, per slot (business, home, other).
    outlook: [Name; 3],
    /// How values are compared.
    pub how: Compare,
    office_type: FieldType,
    outlook_type: FieldType,
    /// Direction.
    pub direction: Direction,
    /// Rule.
    pub rule: WriteRule,
}

impl MappedField {
    /// The Outlook field with this address slot.
    #[must_use]
    pub fn outlook(&self, slot: Slot) -> &Name {
        let [business, home, other] = &self.outlook;
        match slot {
            Slot::Business => business,
            Slot::Home => home,
            Slot::Other => other,
        }
    }

    /// The field's name on a side.
    #[must_use]
    pub fn name(&self, side: Side, slot: Slot) -> &Name {
        match side {
            Side::Office => &self.office,
            Side::Outlook => self.outlook(slot),
        }
    }

    /// The field's type on a side.
    #[must_use]
    pub fn field_type(&self, side: Side) -> FieldType {
        match side {
            Side::Office => self.office_type,
            Side::Outlook => self.outlook_type,
        }
    }

    /// Whether an office value and an Outlook value are the same.
    #[must_use]
    pub fn equal(&self, office: Option<&Value>, outlook: Option<&Value>) -> bool {
        let outlook = outlook.and_then(|value| convert(value, self.office_type));
        same(office, outlook.as_deref(), self.how)
    }

    /// Whether a value is the one in the base of its side.
    #[must_use]
    pub fn as_in_base(&self, now: Option<&Value>, base: Option<&Value>) -> bool {
        let digested = now.zip(base).is_some_and(|(now, base)| digested_as(now, base));
        digested || same(now, base, self.how)
    }

    /// The line carries both ways and overwrites.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.direction == Direction::Both && self.rule == WriteRule::Overwrite
    }

    fn fingerprint(&self, value: &Value) -> String {
        match (self.how, value) {
            (Compare::Phone, Value::Text(text)) if !phone_digits(text).is_empty() => {
                phone_digits(text)
            }
            (_, other) => canonical(other),
        }
    }
}

/// The mapping of one kind, resolved against both schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// Kind.
    pub kind: Kind,
    /// Version of the lines.
    pub version: u64,
    /// How the postal address is found.
    pub slot: SlotRule,
    /// The lines whose fields exist on both sides.
    pub fields: Vec<MappedField>,
    /// The lines that name a field which a side does not have.
    pub unknown: Vec<Message>,
}

impl Mapping {
    /// Resolves a kind's lines against both schemas.
    #[must_use]
    pub fn resolve(&self, kind: Kind, office: &Schema, outlook: &Schema) -> Mapped {
        let mut mapped = Mapped {
            kind,
            version: self.version(kind),
            slot: self.slot,
            fields: Vec::new(),
            unknown: Vec::new(),
        };
        for line in self.lines(kind) {
            match (office.field(&line.office), outlook.field(&line.outlook)) {
                (Some(office), Some(outlook)) => {
                    mapped.fields.push(resolve_line(line, office, outlook, self.slot));
                }
                (None, _) => mapped.unknown.push(unknown(Side::Office, &line.office)),
                (_, None) => mapped.unknown.push(unknown(Side::Outlook, &line.outlook)),
            }
        }
        mapped
    }
}

fn resolve_line(
    line: &super::Line,
    office: &Field,
    outlook: &Field,
    slot: SlotRule,
) -> MappedField {
    let phone = office.compare == Compare::Phone || outlook.compare == Compare::Phone;
    MappedField {
        office: line.office.clone(),
        outlook: SLOTS.map(|to| in_slot(&line.outlook, to, slot)),
        how: if phone { Compare::Phone } else { Compare::Plain },
        office_type: office.field_type,
        outlook_type: outlook.field_type,
        direction: line.direction,
        rule: line.rule,
    }
}

fn in_slot(name: &Name, slot: Slot, rule: SlotRule) -> Name {
    match name.strip_prefix(BUSINESS) {
        Some(part) if rule == SlotRule::Auto && slot != Slot::Business => {
            Cow::Owned(format!("contact.{}.{part}", slot.name()))
        }
        _ => name.clone(),
    }
}

fn unknown(side: Side, field: &Name) -> Message {
    Message::new("mapping-unknown-field").with("side", side.name()).with("field", field)
}

/// The fields of a postal address of Outlook.
fn parts(slot: Slot) -> [&'static str; 6] {
    macro_rules! parts {
        ($slot:literal) => {
            [
                concat!("contact.", $slot, ".street"),
                concat!("contact.", $slot, ".postal_code"),
                concat!("contact.", $slot, ".city"),
                concat!("contact.", $slot, ".state"),
                concat!("contact.", $slot, ".country"),
                concat!("contact.", $slot, ".po_box"),
            ]
        };
    }
    match slot {
        Slot::Business => parts!("business"),
        Slot::Home => parts!("home"),
        Slot::Other => parts!("other"),
    }
}

impl Mapped {
    /// The address slot of a new link to this Outlook record.
    #[must_use]
    pub fn choose_slot(&self, outlook: &Record) -> Slot {
        let filled = |slot: &Slot| parts(*slot).iter().any(|part| !outlook.is_empty(part));
        let asked = self.kind == Kind::Addresses && self.slot == SlotRule::Auto;
        if !asked || filled(&Slot::Business) {
            return Slot::Business;
        }
        match (filled(&Slot::Home), filled(&Slot::Other)) {
            (true, false) => Slot::Home,
            (false, true) => Slot::Other,
            _ => Slot::Business,
        }
    }

    /// The mapped fields of an Outlook record under office names and in office types.
    #[must_use]
    pub fn office_view(&self, outlook: &Record, slot: Slot) -> Record {
        let mut view = Record::new();
        for field in &self.fields {
            let value = outlook.get(field.outlook(slot));
            let value = value.and_then(|value| convert(value, field.office_type));
            if let Some(value) = value {
                view.set(field.office.clone(), value.into_owned());
            }
        }
        view
    }

    /// A new office record from an Outlook record: the view of the lines that import, with a name
    /// where there would be none.
    #[must_use]
    pub fn new_office(&self, outlook: &Record, slot: Slot) -> Record {
        let mut record = self.office_view(outlook, slot);
        let exported = self.fields.iter().filter(|field| !field.direction.writes(Side::Office));
        exported.for_each(|field| record.put(field.office.clone(), None));
        if self.kind == Kind::Addresses {
            name_the_nameless(&mut record, outlook);
        }
        record
    }

    /// Whether an office record holds, in every line that imports and can change, just what the
    /// Outlook record says.
    #[must_use]
    pub fn says_the_same(&self, office: &Record, outlook: &Record, slot: Slot) -> bool {
        let lines = self.fields.iter().filter(|field| travels(self.kind, &field.office));
        lines.filter(|field| field.direction.writes(Side::Office)).all(|field| {
            let said = outlook.get(field.outlook(slot));
            let said = said.and_then(|value| convert(value, field.office_type));
            said.as_deref().filter(|value| !value.is_empty()) == office.get(&field.office)
        })
    }

    /// A new Outlook record from an office record: the lines that export.
    #[must_use]
    pub fn new_item(&self, office: &Record, slot: Slot) -> Record {
        let lines = self.fields.iter().filter(|field| field.direction.writes(Side::Outlook));
        let carried = lines.filter_map(|field| {
            let value = convert(office.get(&field.office)?, field.outlook_type)?;
            Some((field.outlook(slot).clone(), value.into_owned()))
        });
        carried.collect()
    }

    /// Office changes as Outlook changes.
    #[must_use]
    pub fn to_outlook(&self, changes: &[Change], slot: Slot) -> Vec<Change> {
        let carry = |change: &Change| {
            let field = self.fields.iter().find(|field| field.office == change.field)?;
            let value = change.value.as_ref().and_then(|v| convert(v, field.outlook_type));
            Some(Change { field: field.outlook(slot).clone(), value: value.map(Cow::into_owned) })
        };
        changes.iter().filter_map(carry).collect()
    }

    /// The base of a side: its mapped fields that can change, long values digested.
    #[must_use]
    pub fn base(&self, side: Side, record: &Record, slot: Slot) -> Base {
        let travelling = self.fields.iter().filter(|field| travels(self.kind, &field.office));
        let names = travelling.map(|field| field.name(side, slot));
        let filled = names.filter_map(|name| Some((name.clone(), base_value(record.get(name)?))));
        filled.collect()
    }

    /// The fingerprint of an Outlook record's mapped fields: equal records have equal ones.
    #[must_use]
    pub fn fingerprint(&self, outlook: &Record, slot: Slot) -> u64 {
        let mut hash = Fnv64::new();
        for field in &self.fields {
            let value = outlook.get(field.outlook(slot)).filter(|value| !value.is_empty());
            if let Some(value) = value {
                hash.piece(&field.office);
                hash.piece(&field.fingerprint(value));
            }
        }
        hash.finish()
    }
}

/// A contact with neither name nor company is found under what Outlook files it as, else under its
/// e-mail address.
fn name_the_nameless(record: &mut Record, outlook: &Record) {
    let named = ["first_name", "middle_name", "last_name", "company"];
    if named.iter().any(|field| !record.is_empty(field)) {
        return;
    }
    let sources = [
        "contact.file_as",
        "contact.full_name",
        "contact.email1",
        "contact.email2",
        "contact.email3",
    ];
    if let Some(source) = sources.iter().find(|field| !outlook.is_empty(field)) {
        record.put("last_name", outlook.get(source).cloned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::memory::{office_schema, outlook_schema};
    use crate::{Line, default_mapping};

    fn mapped() -> Mapped {
        default_mapping().resolve(Kind::Addresses, &office_schema(), &outlook_schema())
    }

    fn contact(fields: &[(&'static str, &str)]) -> Record {
        fields.iter().map(|(name, value)| (*name, Value::text(*value))).collect()
    }

    #[test]
    fn every_line_of_the_default_mapping_names_fields_of_both_schemas() {
        assert_eq!(mapped().unknown, []);
        assert_eq!(mapped().fields.len(), 40);
    }

    #[test]
    fn for_all_eight_combinations_of_filled_addresses_the_right_slot_is_taken() {
        let expected = |business, home, other| match (business, home, other) {
            (false, true, false) => Slot::Home,
            (false, false, true) => Slot::Other,
            _ => Slot::Business,
        };
        for bits in 0..8 {
            let (business, home, other) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
            let mut record = Record::new();
            for (name, filled) in [("business", business), ("home", home), ("other", other)] {
                let street = if filled { name } else { "" };
                record.set(format!("contact.{name}.street"), Value::text(street));
            }
            let slot = mapped().choose_slot(&record);
            assert_eq!(slot, expected(business, home, other), "{record:?}");
            let street = mapped().office_view(&record, slot).text("street").to_owned();
            let filled = business || slot != Slot::Business;
            assert_eq!(street, if filled { slot.name() } else { "" });
        }
    }

    #[test]
    fn an_explicit_mapping_has_no_fallback() {
        let mut mapping = default_mapping();
        mapping.slot = SlotRule::Fixed;
        let mapped = mapping.resolve(Kind::Addresses, &office_schema(), &outlook_schema());
        let record = contact(&[("contact.home.street", "Am Markt 1")]);
        assert_eq!(mapped.choose_slot(&record), Slot::Business);
        assert!(mapped.office_view(&record, Slot::Home).is_empty("street"));
    }

    #[test]
    fn a_contact_without_name_and_company_is_named_after_file_as_then_e_mail() {
        let file_as = contact(&[("contact.file_as", "Lager"), ("contact.email1", "l@x.de")]);
        assert_eq!(mapped().new_office(&file_as, Slot::Business).text("last_name"), "Lager");
        let email = contact(&[("contact.email1", "l@x.de")]);
        assert_eq!(mapped().new_office(&email, Slot::Business).text("last_name"), "l@x.de");
        let company = contact(&[("contact.company", "ACME"), ("contact.file_as", "Lager")]);
        assert!(mapped().new_office(&company, Slot::Business).is_empty("last_name"));
    }

    #[test]
    fn a_line_that_names_an_unknown_field_is_reported_and_left_out() {
        let mut mapping = default_mapping();
        let lines = mapping.kinds.get_mut(&Kind::Addresses).unwrap();
        lines.push(Line::both("shoe_size", "contact.user1"));
        let mapped = mapping.resolve(Kind::Addresses, &office_schema(), &outlook_schema());
        assert_eq!((mapped.unknown.len(), mapped.fields.len()), (1, 40));
    }

    #[test]
    fn office_changes_go_to_the_slot_of_the_link() {
        let change = Change { field: "city".into(), value: Some(Value::text("Kiel")) };
        let changes = mapped().to_outlook(&[change], Slot::Home);
        assert_eq!(changes[0].field, "contact.home.city");
    }

    #[test]
    fn phone_numbers_written_differently_have_one_fingerprint() {
        let a = contact(&[("contact.phone.business", "030 / 12 34")]);
        let b = contact(&[("contact.phone.business", "(030) 1234 ")]);
        let c = contact(&[("contact.phone.business", "030 1235")]);
        let print = |record| mapped().fingerprint(record, Slot::Business);
        assert_eq!(print(&a), print(&b));
        assert_ne!(print(&a), print(&c));
    }

    proptest! {
        #[test]
        fn unmapped_fields_never_matter(name in "[a-z]{1,12}", value in "\\PC{0,20}") {
            let plain = contact(&[("contact.last_name", "Muster")]);
            let mut other = plain.clone();
            other.set(format!("user.{name}"), Value::text(value));
            let mapped = mapped();
            prop_assert_eq!(
                mapped.office_view(&plain, Slot::Business),
                mapped.office_view(&other, Slot::Business)
            );
            prop_assert_eq!(
                mapped.fingerprint(&plain, Slot::Business),
                mapped.fingerprint(&other, Slot::Business)
            );
        }
    }
}

//! A mapping resolved against both schemas: the form that plan, merge and execution work with.

use std::borrow::Cow;

use super::convert::Manner;
use super::field::{Change as Way, End, Left, MappedField};
use super::{Companies, Line, Mapping, Names, SlotRule, convert};
use crate::digest::{Fnv64, base_value};
use crate::schema::USER;
use crate::{
    Base, Both, Compare, Field, FieldType, Kind, Message, Name, Record, Schema, Side, Slot, Value,
    travels,
};

/// The prefix of the address lines that follow the slot.
const BUSINESS: &str = "contact.business.";
/// All slots, in the order of [`End::names`].
const SLOTS: [Slot; 3] = [Slot::Business, Slot::Home, Slot::Other];

/// The mapping of one kind, resolved against both schemas.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped {
    /// Kind.
    pub kind: Kind,
    /// Version of the lines.
    pub version: u64,
    /// How the postal address is found.
    pub slot: SlotRule,
    /// What companies without a person become.
    pub companies: Companies,
    /// The lines whose fields exist on both sides.
    pub fields: Vec<MappedField>,
    /// The lines that name a field which a side does not have.
    pub unknown: Vec<Message>,
}

impl Mapping {
    /// Resolves a kind's lines against both schemas, for a user in UTC.
    #[must_use]
    pub fn resolve(&self, kind: Kind, office: &Schema, outlook: &Schema) -> Mapped {
        self.resolve_in(&jiff::tz::TimeZone::UTC, kind, office, outlook)
    }

    /// Resolves a kind's lines against both schemas, for a user in a zone.
    #[must_use]
    pub fn resolve_in(
        &self,
        zone: &jiff::tz::TimeZone,
        kind: Kind,
        office: &Schema,
        outlook: &Schema,
    ) -> Mapped {
        let mut mapped = Mapped {
            kind,
            version: self.version(kind),
            slot: self.slot,
            companies: self.companies,
            fields: Vec::new(),
            unknown: Vec::new(),
        };
        let manner = Manner { zone: zone.clone(), tongue: self.texts };
        for line in self.lines(kind) {
            match resolve_line(line, (office, outlook), self.slot, &manner) {
                Ok(field) => mapped.fields.push(field),
                Err(unknown) => mapped.unknown.push(unknown),
            }
        }
        mapped
    }
}

fn resolve_line(
    line: &Line,
    (office, outlook): (&Schema, &Schema),
    slot: SlotRule,
    manner: &Manner,
) -> Result<MappedField, Message> {
    let offices = found(&line.office, Side::Office, |name| office.field(name).cloned())?;
    let wanted =
        line.field_type.or_else(|| offices.first().map(|field| field.field_type.of_user_field()));
    let outlooks = found(&line.outlook, Side::Outlook, |name| {
        outlook_field(outlook, name, wanted.unwrap_or(FieldType::Text))
    })?;
    let mut compared = offices.iter().chain(&outlooks);
    let phone = compared.any(|field| field.compare == Compare::Phone);
    let both = Both { office: &offices, outlook: &outlooks };
    let mut ends = Both { office: end(&offices, None), outlook: end(&outlooks, Some(slot)) };
    let constant = constant(line, &both, &mut ends, manner)?;
    let first = offices.first().or(outlooks.first());
    Ok(MappedField {
        office: first.map(|field| field.name.clone()).unwrap_or_default(),
        ends,
        change: Way {
            values: line.values.clone(),
            case: line.case,
            separator: line.separator().to_owned(),
            split: line.split,
        },
        constant,
        manner: manner.clone(),
        how: if phone { Compare::Phone } else { Compare::Plain },
        direction: line.direction,
        rule: line.rule,
    })
}

/// The fields that a side of a line names.
fn found(
    names: &Names,
    side: Side,
    field: impl Fn(&Name) -> Option<Field>,
) -> Result<Vec<Field>, Message> {
    names.iter().map(|name| field(name).ok_or_else(|| unknown(side, name))).collect()
}

/// A field of Outlook. A user-defined one that the data file lacks is made when it is written; one
/// that it has keeps its spelling and its type.
fn outlook_field(schema: &Schema, name: &Name, wanted: FieldType) -> Option<Field> {
    if let Some(field) = schema.field(name) {
        return Some(field.clone());
    }
    let user = name.strip_prefix(USER)?.to_lowercase();
    let spelled = |field: &&Field| {
        field.name.strip_prefix(USER).is_some_and(|known| known.to_lowercase() == user)
    };
    let known = schema.fields.iter().find(spelled).cloned();
    Some(known.unwrap_or_else(|| Field::user(name.clone(), wanted)))
}

fn end(fields: &[Field], slot: Option<SlotRule>) -> End {
    let (field_type, max_chars) = match fields {
        [field] => (field.field_type, field.max_chars),
        _ => (FieldType::Text, None),
    };
    let names = |to: Slot| {
        let named = fields.iter().map(|field| match slot {
            Some(rule) => in_slot(&field.name, to, rule),
            None => field.name.clone(),
        });
        named.collect()
    };
    End { names: SLOTS.map(names), field_type, max_chars }
}

/// A constant, in the type of the field that gets it.
fn constant(
    line: &Line,
    fields: &Both<&Vec<Field>>,
    ends: &mut Both<End>,
    manner: &Manner,
) -> Result<Option<(Side, Value)>, Message> {
    let Some(text) = &line.constant else { return Ok(None) };
    let to = if line.office.is_empty() { Side::Outlook } else { Side::Office };
    let into = ends.of(to).field_type;
    let from = Value::text(text.as_str());
    let value = convert(&from, FieldType::Text, into, manner).map_err(|why| {
        let name = fields.of(to).first().map(|field| field.name.clone()).unwrap_or_default();
        Message::new("mapping-constant-unfit")
            .with("constant", text)
            .with("field", name)
            .with("why", why.name())
    })?;
    match to {
        Side::Outlook => ends.office.field_type = into,
        Side::Office => ends.outlook.field_type = into,
    }
    Ok(Some((to.other(), value.into_owned())))
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
        self.carry_all(Side::Office, outlook, slot, |_| true, &mut Vec::new())
    }

    /// A new office record from an Outlook record: the view of the lines that import, with a name
    /// where there would be none.
    #[must_use]
    pub fn new_office(&self, outlook: &Record, slot: Slot) -> Record {
        let imports = |field: &MappedField| field.direction.writes(Side::Office);
        let mut record = self.carry_all(Side::Office, outlook, slot, imports, &mut Vec::new());
        if self.kind == Kind::Addresses {
            name_the_nameless(&mut record, outlook, self.companies);
        }
        record
    }

    /// A new Outlook record from an office record: the lines that export.
    #[must_use]
    pub fn new_item(&self, office: &Record, slot: Slot) -> Record {
        let exports = |field: &MappedField| field.direction.writes(Side::Outlook);
        self.carry_all(Side::Outlook, office, slot, exports, &mut Vec::new())
    }

    /// What a new record on the side `to` does not get of the other side's record, and why.
    #[must_use]
    pub fn left(&self, to: Side, from: &Record, slot: Slot) -> Vec<Left> {
        let mut left = Vec::new();
        let written = |field: &MappedField| field.direction.writes(to) && field.may_leave();
        self.carry_all(to, from, slot, written, &mut left);
        left
    }

    /// Whether lines that write only this side have something to carry there that it does not hold.
    #[must_use]
    pub fn owes(&self, to: Side, office: &Record, outlook: &Record, slot: Slot) -> bool {
        let only = |field: &&MappedField| {
            field.direction.writes(to) && !field.direction.writes(to.other())
        };
        self.fields.iter().filter(only).any(|field| {
            let ours = field.value(Side::Office, slot, office);
            let theirs = field.value(Side::Outlook, slot, outlook);
            !field.equal(ours.as_deref(), theirs.as_deref())
        })
    }

    /// The values of some lines, carried from the record of the other side.
    fn carry_all(
        &self,
        to: Side,
        from: &Record,
        slot: Slot,
        wanted: impl Fn(&MappedField) -> bool,
        left: &mut Vec<Left>,
    ) -> Record {
        let mut record = Record::new();
        for field in self.fields.iter().filter(|field| wanted(field)) {
            let Some(value) = field.value(to.other(), slot, from) else { continue };
            match field.carried(&value, to) {
                Ok(carried) => field.put(to, slot, carried.into_owned(), &mut record),
                Err(why) => left.push(Left {
                    side: to,
                    field: field.name(to, slot).clone(),
                    value: value.clone().into_owned(),
                    why,
                }),
            }
        }
        record
    }

    /// Whether an office record holds, in every line that imports and can change, just what the
    /// Outlook record says.
    #[must_use]
    pub fn says_the_same(&self, office: &Record, outlook: &Record, slot: Slot) -> bool {
        let lines = self.fields.iter().filter(|field| travels(self.kind, &field.office));
        lines.filter(|field| field.direction.writes(Side::Office)).all(|field| {
            let said = field.value(Side::Outlook, slot, outlook);
            let said = said.as_deref().and_then(|value| field.carried(value, Side::Office).ok());
            match field.names(Side::Office, slot) {
                [name] => said.as_deref().filter(|value| !value.is_empty()) == office.get(name),
                _ => {
                    let spread = field.spread(Side::Office, slot, said.map(Cow::into_owned));
                    spread.iter().all(|(name, value)| value.as_ref() == office.get(name))
                }
            }
        })
    }

    /// The base of a side: its mapped fields that can change, long values digested.
    #[must_use]
    pub fn base(&self, side: Side, record: &Record, slot: Slot) -> Base {
        let travelling = self.fields.iter().filter(|field| travels(self.kind, &field.office));
        let names = travelling.flat_map(|field| field.names(side, slot));
        let filled = names.filter_map(|name| Some((name.clone(), base_value(record.get(name)?))));
        filled.collect()
    }

    /// The fingerprint of an Outlook record's mapped fields: equal records have equal ones.
    #[must_use]
    pub fn fingerprint(&self, outlook: &Record, slot: Slot) -> u64 {
        let mut hash = Fnv64::new();
        for field in &self.fields {
            if field.names(Side::Outlook, slot).is_empty() {
                continue;
            }
            if let Some(value) = field.value(Side::Outlook, slot, outlook) {
                hash.piece(&field.office);
                hash.piece(&field.fingerprint(&value));
            }
        }
        hash.finish()
    }
}

impl MappedField {
    fn put(&self, side: Side, slot: Slot, value: Value, record: &mut Record) {
        match self.names(side, slot) {
            [name] => record.set(name.clone(), value),
            _ => {
                let spread = self.spread(side, slot, Some(value));
                let filled = spread.into_iter().filter(|(_, value)| value.is_some());
                filled.for_each(|(name, value)| record.put(name, value));
            }
        }
    }
}

/// A contact with neither name nor company is found under what Outlook files it as, else under its
/// e-mail address; a company without a person under its own name, where that is wanted.
fn name_the_nameless(record: &mut Record, outlook: &Record, companies: Companies) {
    let person = ["first_name", "middle_name", "last_name"];
    if person.iter().any(|field| !record.is_empty(field)) {
        return;
    }
    if !record.is_empty("company") {
        if companies == Companies::Name {
            record.put("last_name", record.get("company").cloned());
        }
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
    fn office_values_go_to_the_slot_of_the_link() {
        let office = contact(&[("city", "Kiel")]);
        assert_eq!(mapped().new_item(&office, Slot::Home).text("contact.home.city"), "Kiel");
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

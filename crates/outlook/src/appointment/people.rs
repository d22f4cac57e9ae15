//! Organizer and attendees: the recipient table (\[MS-OXOCAL\] 2.2.4) and what is copied from it.

use pst::{PropValue, Props};

use super::fields::{ATTENDEES_ALL, ATTENDEES_CC, ATTENDEES_TO};
use crate::contact::one_off;
use crate::item::{Person, Response, Role, Stored};
use crate::property::Prop::Tag;
use crate::property::Values;
use crate::user::Target;

/// PidTagRecipientType.
const TYPE: u16 = 0x0C15;
/// PidTagRecipientFlags.
const FLAGS: u16 = 0x5FFD;
/// PidTagRecipientTrackStatus.
const STATUS: u16 = 0x5FFF;
/// The flag of the organizer.
const IS_ORGANIZER: i32 = 2;

/// A recipient as a person; `None` for one without name and address.
pub(super) fn person(recipient: &Props) -> Option<Person> {
    let first = |ids: &[u16]| {
        let texts = ids.iter().map(|id| recipient.text(*id).trim());
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    let int = |id| recipient.get(id).and_then(PropValue::as_i32).unwrap_or(0);
    let address = match recipient.text(0x3002) {
        "" | "SMTP" => first(&[0x3003, 0x39FE]),
        _ => first(&[0x39FE, 0x3003]),
    };
    let role = match int(TYPE) & 0xF {
        _ if int(FLAGS) & IS_ORGANIZER != 0 => Role::Organizer,
        2 => Role::Optional,
        3 => Role::Resource,
        _ => Role::Required,
    };
    let response = Response::from_number(int(STATUS));
    let person = Person::new(&first(&[0x3001, 0x5FF6, 0x3A20]), &address);
    let person = Person { role, response, ..person };
    (!person.name.is_empty() || !person.address.is_empty()).then_some(person)
}

/// The organizer, as the item itself names them.
pub(super) fn organizer(item: Stored<'_>) -> Option<Person> {
    let name = item.text(Tag(0x0042)).unwrap_or_default();
    let address = match item.text(Tag(0x0064)) {
        None | Some("SMTP") => item.text(Tag(0x0065)).or_else(|| item.text(Tag(0x5D02))),
        Some(_) => item.text(Tag(0x5D02)).or_else(|| item.text(Tag(0x0065))),
    };
    let person = Person::new(name, address.unwrap_or_default());
    (!person.shown().is_empty()).then_some(person)
}

/// The type of an address: that of Exchange begins with its organisation.
fn address_type(address: &str) -> &'static str {
    let exchange = address.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("/o="));
    if exchange { "EX" } else { "SMTP" }
}

fn search_key(address: &str) -> PropValue {
    let text = format!("{}:{}\0", address_type(address), address);
    PropValue::Binary(text.to_uppercase().into_bytes())
}

fn entry_id(person: &Person, target: Target) -> PropValue {
    let kind = address_type(&person.address);
    PropValue::Binary(one_off(name_of(person), kind, &person.address, target))
}

/// What a person is shown as.
fn name_of(person: &Person) -> &str {
    if person.name.is_empty() { &person.address } else { &person.name }
}

/// Sender and represented sender.
pub(super) fn put_organizer(values: &mut Values, organizer: Option<&Person>, target: Target) {
    let ids = [[0x0042, 0x0064, 0x0065, 0x0041, 0x003B], [0x0C1A, 0x0C1E, 0x0C1F, 0x0C19, 0x0C1D]];
    for [name, kind, address, entry, key] in ids {
        let Some(person) = organizer else {
            [name, kind, address, entry, key].iter().for_each(|id| values.remove(Tag(*id)));
            continue;
        };
        values.text(Tag(name), name_of(person));
        values.text(Tag(address), &person.address);
        if person.address.is_empty() {
            [kind, entry, key].iter().for_each(|id| values.remove(Tag(*id)));
        } else {
            values.text(Tag(kind), address_type(&person.address));
            values.set(Tag(entry), entry_id(person, target));
            values.set(Tag(key), search_key(&person.address));
        }
    }
}

/// The row of a person in the recipient table.
pub(super) fn recipient(person: &Person, target: Target) -> Values {
    let (kind, flags) = match person.role {
        Role::Organizer => (1, 1 | IS_ORGANIZER),
        Role::Required => (1, 1),
        Role::Optional => (2, 1),
        Role::Resource => (3, 1),
    };
    let mut values = Values::new();
    let numbers = [(TYPE, kind), (FLAGS, flags), (STATUS, person.response.number())];
    for (id, value) in numbers.into_iter().chain([(0x0FFE, 6), (0x3900, 0)]) {
        values.set(Tag(id), PropValue::I32(value));
    }
    for id in [0x3001, 0x5FF6] {
        values.text(Tag(id), name_of(person));
    }
    values.text(Tag(0x3003), &person.address);
    if !person.address.is_empty() {
        values.text(Tag(0x3002), address_type(&person.address));
        for id in [0x0FFF, 0x5FF7] {
            values.set(Tag(id), entry_id(person, target));
        }
        values.set(Tag(0x300B), search_key(&person.address));
    }
    values.set(Tag(0x0E0F), PropValue::Bool(true));
    values
}

/// The row of a person who is in the table already, as it stands there.
pub(super) fn held_recipient(person: &Person, held: &[Props]) -> Option<Values> {
    let row = held.iter().find(|row| self::person(row).as_ref() == Some(person))?;
    let mut values = Values::new();
    let fixed = row.0.iter().filter(|(id, _)| **id < 0x8000);
    fixed.for_each(|(id, value)| values.set(Tag(*id), value.clone()));
    Some(values)
}

/// The names of the attendees, joined as Outlook shows them.
pub(super) fn put_names(values: &mut Values, people: &[Person]) {
    let joined = |role: Option<Role>| {
        let others = people.iter().filter(|person| person.role != Role::Organizer);
        let chosen = others.filter(|person| role.is_none_or(|role| person.role == role));
        chosen.map(name_of).collect::<Vec<_>>().join("; ")
    };
    values.text(ATTENDEES_ALL, &joined(None));
    for (role, named, tag) in
        [(Role::Required, ATTENDEES_TO, 0x0E04), (Role::Optional, ATTENDEES_CC, 0x0E03)]
    {
        values.text(named, &joined(Some(role)));
        values.text(Tag(tag), &joined(Some(role)));
    }
    values.text(Tag(0x0E02), &joined(Some(Role::Resource)));
}

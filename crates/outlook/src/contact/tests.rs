//! What must hold for contacts, without a data file.

use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::tz::TimeZone;
use pst::{PropName, PropValue, Props};
use sync::{Change, Record, Value};

use super::*;
use crate::item::Context;
use crate::property::Prop::{self, Lid, Tag};
use crate::property::Set::{Address, Common};
use crate::property::{PropIds, Values};
use crate::sample::{distinct, every_field};
use crate::user::Target;

const UNICODE: Target = Target { ansi: false, code_page: 1252 };

/// A name map: ids from 0x8000 on, in the order of asking.
#[derive(Default)]
struct NameMap(BTreeMap<PropName, u16>);

impl PropIds for NameMap {
    fn id(&mut self, name: &PropName) -> pst::Result<u16> {
        let next = 0x8000 + u16::try_from(self.0.len()).unwrap();
        Ok(*self.0.entry(name.clone()).or_insert(next))
    }

    fn find(&self, name: &PropName) -> pst::Result<Option<u16>> {
        Ok(self.0.get(name).copied())
    }
}

impl NameMap {
    fn of(&self, prop: Prop) -> Option<u16> {
        match (prop, prop.name()) {
            (Tag(id), _) => Some(id),
            (_, Some(name)) => self.0.get(&name).copied(),
            _ => None,
        }
    }

    fn read(&self, props: &Props) -> Record {
        let mut warnings = Vec::new();
        let record = ReadFields::new(|prop| self.of(prop)).read(props, &berlin(), &mut warnings);
        assert_eq!(warnings, []);
        record
    }
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn item(target: Target) -> Context {
    Context {
        now: "2024-05-03T10:00:00Z".parse().unwrap(),
        search_key: [7; 16],
        zone: berlin(),
        target,
        pattern_text: String::new(),
    }
}

fn record(fields: &[(&'static str, &str)]) -> Record {
    fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
}

fn values(record: &Record) -> Values {
    new_item(record, &item(UNICODE)).unwrap()
}

fn text(values: &Values, prop: Prop) -> &str {
    values.get(prop).and_then(PropValue::as_text).unwrap_or("(none)")
}

fn written_and_read(record: &Record) -> Record {
    let mut map = NameMap::default();
    let props = values(record).into_props(&mut map).unwrap();
    map.read(&props)
}

fn mueller() -> Record {
    record(&[
        ("contact.prefix", "Herr Dr."),
        ("contact.first_name", "Hans"),
        ("contact.middle_name", "Georg"),
        ("contact.last_name", "Müller"),
        ("contact.suffix", "jun."),
        ("contact.company", "Müller GmbH"),
        ("contact.email1", "hans@mueller.example"),
        ("contact.fax.business", "+49 30 123"),
        ("contact.business.street", "Weg 1"),
        ("contact.business.postal_code", "10115"),
        ("contact.business.city", "Berlin"),
        ("contact.home.city", "Potsdam"),
        ("contact.business_home_page", "https://mueller.example"),
    ])
}

#[test]
fn every_field_with_a_value_of_its_own_comes_back_under_its_own_name() {
    let record = every_field();
    let read = written_and_read(&record);
    for (name, value) in record.iter() {
        assert_eq!(read.get(name), Some(value), "{name}");
    }
    assert_eq!(read.get("contact.birthday.local"), record.get("contact.birthday"));
    assert_eq!(read.iter().count(), FIELDS.len());
}

#[test]
fn a_name_makes_full_name_subject_and_file_as() {
    let values = values(&mueller());
    assert_eq!(text(&values, Tag(0x3001)), "Herr Dr. Hans Georg Müller jun.");
    assert_eq!(text(&values, Tag(0x0037)), "\u{1}\u{1}Hans Georg Müller jun.");
    assert_eq!(text(&values, Tag(0x0070)), "Hans Georg Müller jun.");
    assert_eq!(text(&values, Lid(Address, 0x8005)), "Müller, Hans Georg");
    assert_eq!(values.get(Lid(Address, 0x8006)), Some(&PropValue::I32(0x8017)));
    let choices = PropValue::MvI32(vec![0x8017, 0x8037, 0x3A16, 0x8019, 0x8018]);
    assert_eq!(values.get(Lid(Address, 0x8026)), Some(&choices));
}

#[test]
fn a_company_without_a_person_is_filed_as_company_and_has_no_full_name() {
    let values = values(&record(&[("contact.company", "Bäckerei Krüger")]));
    assert_eq!(text(&values, Tag(0x3001)), "(none)");
    assert_eq!(text(&values, Tag(0x0037)), "\u{1}\u{1}Bäckerei Krüger");
    assert_eq!(text(&values, Lid(Address, 0x8005)), "Bäckerei Krüger");
    assert_eq!(values.get(Lid(Address, 0x8006)), Some(&PropValue::I32(0x3A16)));
}

#[test]
fn a_given_file_as_keeps_its_text_and_finds_its_rule() {
    let mut contact = mueller();
    for (text, rule) in [
        ("Müller, Hans Georg", 0x8017),
        ("Hans Georg Müller jun.", 0x8037),
        ("Müller GmbH\r\nMüller, Hans Georg", 0x8018),
        ("Chef", -1),
    ] {
        contact.set("contact.file_as", Value::text(text));
        let values = values(&contact);
        assert_eq!(self::text(&values, Lid(Address, 0x8005)), text);
        assert_eq!(values.get(Lid(Address, 0x8006)), Some(&PropValue::I32(rule)), "{text}");
    }
}

#[test]
fn an_email_address_is_five_properties_and_an_entry_in_two_lists() {
    let values = values(&mueller());
    let address = |offset: u32| Lid(Address, 0x8080 + offset);
    let display = "Hans Georg Müller jun. (hans@mueller.example)";
    assert_eq!(text(&values, address(0)), display);
    assert_eq!(text(&values, address(2)), "SMTP");
    assert_eq!(text(&values, address(3)), "hans@mueller.example");
    assert_eq!(text(&values, address(4)), "hans@mueller.example");
    let entry = one_off(display, "SMTP", "hans@mueller.example", UNICODE);
    assert_eq!(values.get(address(5)), Some(&PropValue::Binary(entry)));
    assert_eq!(values.get(Lid(Address, 0x8028)), Some(&PropValue::MvI32(vec![0, 3])));
    assert_eq!(values.get(Lid(Address, 0x8029)), Some(&PropValue::I32(9)));
}

#[test]
fn the_entry_id_is_that_of_a_real_contact() {
    let real = "00000000812b1fa4bea310199d6e00dd010f540200000180\
        44006900730074007200690062007500740069006f006e0020004c0069007300740020004d0065006d00620065007200\
        000053004d0054005000000065006d00610069006c00400067006d00610069006c002e0063006f006d000000";
    let made = one_off("Distribution List Member", "SMTP", "email@gmail.com", UNICODE);
    let hex: String = made.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, real);
    let ansi = one_off("Käthe", "SMTP", "a@b.c", Target { ansi: true, code_page: 1252 });
    assert_eq!(&ansi[20..], b"\0\0\0\0K\xE4the\0SMTP\0a@b.c\0");
}

#[test]
fn a_business_fax_fills_the_slot_that_real_contacts_use() {
    let values = values(&mueller());
    assert_eq!(text(&values, Lid(Address, 0x80C2)), "FAX");
    assert_eq!(text(&values, Lid(Address, 0x80C3)), "Hans Georg Müller jun.@+49 30 123");
    assert_eq!(text(&values, Lid(Address, 0x80C4)), "Hans Georg Müller jun.");
    assert!(values.get(Lid(Address, 0x80B2)).is_none());
}

#[test]
fn the_mailing_address_is_a_copy_of_the_first_filled_one() {
    for (slots, selector) in [
        (&["business", "home", "other"][..], Some(2)),
        (&["home", "other"], Some(1)),
        (&["other"], Some(3)),
        (&[], None),
    ] {
        let mut contact = Record::new();
        for slot in slots {
            contact.set(format!("contact.{slot}.street"), Value::Text(format!("{slot}weg 1")));
            contact.set(format!("contact.{slot}.city"), Value::Text(format!("{slot}stadt")));
        }
        let values = values(&contact);
        let number = selector.map(PropValue::I32);
        assert_eq!(values.get(Lid(Address, 0x8022)), number.as_ref());
        let street = slots.first().map_or("(none)".into(), |slot| format!("{slot}weg 1"));
        assert_eq!(text(&values, Tag(0x3A29)), street);
        let block = slots.first().map_or("(none)".into(), |s| format!("{s}weg 1\r\n{s}stadt"));
        assert_eq!(text(&values, Tag(0x3A15)), block);
    }
}

#[test]
fn all_eight_combinations_of_addresses_are_read_apart() {
    for combination in 0..8 {
        let mut contact = record(&[("contact.last_name", "Groß")]);
        for (bit, slot) in ["business", "home", "other"].iter().enumerate() {
            if combination & (1 << bit) != 0 {
                for part in ["street", "postal_code", "city", "state", "country", "po_box"] {
                    contact.set(
                        format!("contact.{slot}.{part}"),
                        Value::Text(format!("{slot} {part}")),
                    );
                }
            }
        }
        let read = written_and_read(&contact);
        for slot in ["business", "home", "other"] {
            for part in ["street", "postal_code", "city", "state", "country", "po_box"] {
                let name = format!("contact.{slot}.{part}");
                assert_eq!(read.get(&name), contact.get(&name), "{combination} {name}");
            }
        }
    }
}

#[test]
fn a_birthday_is_local_midnight_and_an_unshifted_twin() {
    let mut contact = Record::new();
    contact.set("contact.birthday", Value::Date(date(1961, 7, 15)));
    let values = values(&contact);
    let utc = |text: &str| PropValue::Time(crate::filetime::from_timestamp(text.parse().unwrap()));
    assert_eq!(values.get(Tag(0x3A42)), Some(&utc("1961-07-14T23:00:00Z")));
    assert_eq!(values.get(Lid(Address, 0x80DE)), Some(&utc("1961-07-15T00:00:00Z")));
}

#[test]
fn a_birthday_without_a_twin_is_read_in_the_zone_it_was_stored_in() {
    for (zone, stored) in [
        ("Europe/Berlin", "1999-12-31T23:00:00Z"),
        ("Europe/Berlin", "1999-12-31T22:00:00Z"),
        ("Pacific/Kiritimati", "1999-12-31T10:00:00Z"),
        ("Pacific/Pago_Pago", "2000-01-01T11:00:00Z"),
    ] {
        let at = crate::filetime::from_timestamp(stored.parse().unwrap());
        let props: Props = [(0x3A42, PropValue::Time(at))].into_iter().collect();
        let fields = ReadFields::new(|prop| NameMap::default().of(prop));
        let read = fields.read(&props, &TimeZone::get(zone).unwrap(), &mut Vec::new());
        assert_eq!(read.get("contact.birthday"), Some(&Value::Date(date(2000, 1, 1))), "{zone}");
    }
}

#[test]
fn a_value_of_another_type_is_named_and_left_out() {
    let props: Props = [(0x3A06, PropValue::I32(5)), (0x3A11, PropValue::Text("Groß".into()))]
        .into_iter()
        .collect();
    let mut warnings = Vec::new();
    let fields = ReadFields::new(|prop| NameMap::default().of(prop));
    let read = fields.read(&props, &berlin(), &mut warnings);
    assert_eq!(read.text("contact.last_name"), "Groß");
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].args, [("field".to_owned(), "contact.first_name".to_owned())]);
}

#[test]
fn unknown_fields_and_wrong_types_are_refused() {
    let unknown = record(&[("contact.nonsense", "x")]);
    assert_eq!(new_item(&unknown, &item(UNICODE)).unwrap_err().id, "outlook-unknown-field");
    let mut wrong = Record::new();
    wrong.set("contact.birthday", Value::text("gestern"));
    assert_eq!(new_item(&wrong, &item(UNICODE)).unwrap_err().id, "outlook-field-type");
}

fn changed(before: &Record, field: &'static str, value: Option<Value>) -> (Props, Props, Record) {
    let mut map = NameMap::default();
    let props = values(before).into_props(&mut map).unwrap();
    let read = map.read(&props);
    let change = Change { field: field.into(), value };
    let patch = super::change(&read, &[change], &berlin(), UNICODE)
        .unwrap()
        .into_patch(&props, &mut map)
        .unwrap();
    let mut after = props.clone();
    patch.remove.iter().for_each(|id| {
        after.remove(*id);
    });
    patch.set.into_iter().for_each(|(id, value)| {
        after.set(id, value);
    });
    let record = map.read(&after);
    (props, after, record)
}

fn differing(before: &Props, after: &Props) -> usize {
    let ids: std::collections::BTreeSet<u16> =
        before.0.keys().chain(after.0.keys()).copied().collect();
    ids.into_iter().filter(|id| before.get(*id) != after.get(*id)).count()
}

#[test]
fn a_changed_phone_number_changes_one_property() {
    let (before, after, read) =
        changed(&mueller(), "contact.phone.mobile", Some(Value::text("0171 1")));
    assert_eq!(differing(&before, &after), 1);
    assert_eq!(read.text("contact.phone.mobile"), "0171 1");
}

#[test]
fn a_changed_last_name_changes_what_is_made_of_it() {
    let (_, after, read) = changed(&mueller(), "contact.last_name", Some(Value::text("Meier")));
    assert_eq!(read.text("contact.full_name"), "Herr Dr. Hans Georg Meier jun.");
    assert_eq!(read.text("contact.subject"), "Hans Georg Meier jun.");
    assert_eq!(read.text("contact.file_as"), "Meier, Hans Georg");
    assert_eq!(after.text(0x0070), "Hans Georg Meier jun.");
    assert_eq!(
        read.text("contact.email1.display_name"),
        "Hans Georg Müller jun. (hans@mueller.example)"
    );
}

#[test]
fn a_typed_file_as_survives_a_change_of_the_name() {
    let mut contact = mueller();
    contact.set("contact.file_as", Value::text("Chef"));
    let (_, _, read) = changed(&contact, "contact.last_name", Some(Value::text("Meier")));
    assert_eq!(read.text("contact.file_as"), "Chef");
}

#[test]
fn a_full_name_and_an_address_text_that_others_made_survive_changes_elsewhere() {
    let mut contact = record(&[
        ("contact.full_name", "Sebastian Wright"),
        ("contact.business.block", "4 Darwinia Loop"),
    ]);
    contact.set("contact.home.city", Value::text("Bonn"));
    let (_, _, read) = changed(&contact, "contact.company", Some(Value::text("Neu GmbH")));
    assert_eq!(read.text("contact.full_name"), "Sebastian Wright");
    let (_, _, read) = changed(&contact, "contact.home.city", Some(Value::text("Köln")));
    assert_eq!(read.text("contact.business.block"), "4 Darwinia Loop");
    assert_eq!(read.text("contact.home.block"), "Köln");
}

#[test]
fn a_removed_email_address_leaves_nothing_behind() {
    let (_, _, read) = changed(&mueller(), "contact.email1", None);
    assert!(!read.iter().any(|(name, _)| name.starts_with("contact.email1")), "{read:?}");
    assert_eq!(read.get("contact.address_list"), Some(&Value::List(vec!["3".into()])));
    assert_eq!(read.get("contact.address_mask"), Some(&Value::Int(8)));
}

#[test]
fn a_changed_email_address_is_the_one_outlook_writes_to() {
    let (_, _, read) =
        changed(&mueller(), "contact.email1", Some(Value::text("neu@mueller.example")));
    let display = "Hans Georg Müller jun. (neu@mueller.example)";
    assert_eq!(read.text("contact.email1.display_name"), display);
    let entry = one_off(display, "SMTP", "neu@mueller.example", UNICODE);
    assert_eq!(read.get("contact.email1.entry_id"), Some(&Value::Bytes(entry)));
}

#[test]
fn a_changed_business_address_changes_the_mailing_copy() {
    let (_, _, read) = changed(&mueller(), "contact.business.city", Some(Value::text("Bernau")));
    assert_eq!(read.text("contact.business.block"), "Weg 1\r\n10115 Bernau");
    assert_eq!(read.text("contact.mailing.city"), "Bernau");
    assert_eq!(read.text("contact.mailing.block"), "Weg 1\r\n10115 Bernau");
}

#[test]
fn a_cleared_birthday_is_gone_from_both_places() {
    let mut contact = mueller();
    contact.set("contact.birthday", Value::Date(date(1961, 7, 15)));
    let (_, after, read) = changed(&contact, "contact.birthday", None);
    assert!(read.is_empty("contact.birthday"));
    assert_eq!(after.get(0x3A42), None);
}

#[test]
fn a_new_text_drops_the_formatted_one() {
    let mut map = NameMap::default();
    let mut props = values(&mueller()).into_props(&mut map).unwrap();
    props.set(0x1009, PropValue::Binary(vec![1]));
    let change = Change { field: "contact.body".into(), value: Some(Value::text("neu")) };
    let patch = super::change(&map.read(&props), &[change], &berlin(), UNICODE).unwrap();
    assert_eq!(patch.into_patch(&props, &mut map).unwrap().remove, [0x1009]);
}

#[test]
fn derived_fields_are_not_written() {
    let change = Change { field: "contact.full_name".into(), value: None };
    let refused = super::change(&mueller(), &[change], &berlin(), UNICODE).unwrap_err();
    assert_eq!(refused.id, "outlook-derived-field");
}

#[test]
fn every_field_that_can_be_written_can_be_changed_and_reads_as_written() {
    for (field, n) in FIELDS.iter().zip(1_i64..).filter(|(field, _)| !field.derived) {
        let value = match field.name {
            "contact.mailing.selector" => Value::Int(1),
            _ => distinct(field, n),
        };
        let (_, _, read) = changed(&mueller(), field.name, Some(value.clone()));
        assert_eq!(read.get(field.name), Some(&value), "{}", field.name);
        let (_, _, read) = changed(&mueller(), field.name, None);
        let emptied =
            read.is_empty(field.name) || read.get(field.name) == Some(&Value::Bool(false));
        let remade = field.name == "contact.file_as"
            || field.name.contains("selector")
            || field.name.starts_with("contact.email1.");
        assert!(emptied || remade, "{}", field.name);
    }
}

#[test]
fn private_is_sensitivity_and_flag() {
    let mut contact = Record::new();
    contact.set("contact.private", Value::Bool(true));
    let values = values(&contact);
    assert_eq!(values.get(Tag(0x0036)), Some(&PropValue::I32(2)));
    assert_eq!(values.get(Lid(Common, 0x8506)), Some(&PropValue::Bool(true)));
}

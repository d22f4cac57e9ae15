//! What the sample data promises.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::contact::FIELDS;

fn count(of: impl Fn(&sync::Record) -> bool) -> usize {
    (0..2000).filter(|index| of(&Contacts::new(42).get(*index))).count()
}

#[test]
fn the_same_seed_gives_the_same_contacts_in_any_order() {
    let forwards: Vec<_> = (0..200).map(|index| Contacts::new(7).get(index)).collect();
    let backwards: Vec<_> = (0..200).rev().map(|index| Contacts::new(7).get(index)).collect();
    assert!(forwards.iter().eq(backwards.iter().rev()));
    assert_ne!(forwards, (0..200).map(|index| Contacts::new(8).get(index)).collect::<Vec<_>>());
}

#[test]
fn the_first_contact_of_seed_1_never_changes() {
    let contact = Contacts::new(1).get(0);
    let fields: Vec<String> =
        contact.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    assert_eq!(fields.join("\n"), include_str!("seed1.txt").trim_end());
}

#[test]
fn every_value_goes_into_its_field() {
    for index in 0..2000 {
        for (name, value) in Contacts::new(42).get(index).iter() {
            let field = FIELDS.iter().find(|field| field.name == name).expect(name);
            assert!(field.form.field_type().holds(value) && !field.derived, "{name}");
        }
    }
}

#[test]
fn there_is_one_of_everything() {
    let business = |r: &sync::Record| !r.is_empty("contact.business.street");
    let home = |r: &sync::Record| !r.is_empty("contact.home.street");
    let other = |r: &sync::Record| !r.is_empty("contact.other.street");
    assert!(count(|r| r.is_empty("contact.last_name") && !r.is_empty("contact.company")) > 100);
    assert!(count(|r| home(r) && !business(r) && !other(r)) > 100);
    assert!(count(|r| other(r) && !business(r) && !home(r)) > 20);
    assert!(count(|r| business(r) && home(r) && other(r)) > 20);
    assert!(count(|r| !business(r) && !home(r) && !other(r)) > 20);
    for field in ["birthday", "body", "categories", "children", "email2", "private", "fax.business"]
    {
        assert!(count(|r| !r.is_empty(&format!("contact.{field}"))) > 0, "{field}");
    }
    assert!(
        count(|r| r.iter().any(|(_, v)| format!("{v:?}").contains(['ä', 'ö', 'ü', 'ß']))) > 1000
    );
}

#[test]
fn a_few_are_copies_of_earlier_ones() {
    let mut seen = BTreeSet::new();
    let copies = count(|_| true)
        - (0..2000)
            .filter(|index| seen.insert(format!("{:?}", Contacts::new(42).get(*index))))
            .count();
    assert!((5..60).contains(&copies), "{copies}");
}

#[test]
fn postal_codes_fit_their_cities() {
    let mut cities: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for index in 0..2000 {
        let contact = Contacts::new(42).get(index);
        for slot in ["business", "home", "other"] {
            let code = contact.text(&format!("contact.{slot}.postal_code")).to_owned();
            let city = contact.text(&format!("contact.{slot}.city")).to_owned();
            cities.entry(code).or_default().insert(city);
        }
    }
    assert!(cities.values().all(|names| names.len() == 1));
}

#[test]
fn every_field_has_a_value_of_its_own() {
    let record = every_field();
    let texts: BTreeSet<String> = record
        .iter()
        .filter(|(_, v)| !matches!(v, sync::Value::Bool(_)))
        .map(|(_, v)| format!("{v:?}"))
        .collect();
    let flags = record.iter().filter(|(_, v)| matches!(v, sync::Value::Bool(_))).count();
    assert_eq!(texts.len() + flags, record.iter().count());
}

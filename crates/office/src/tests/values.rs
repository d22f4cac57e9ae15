//! Values come back as they were given.

use std::borrow::Cow;
use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sync::{
    FieldType, Kind, Ledger, LedgerTxn, Message, Record, Store, StoreTxn, Touch, Value, Write,
};

use super::{file, for_each_database, in_run, link, link_write};
use crate::{NewNumber, Office, RecordId, record_schema};

/// Text of all sorts: blanks, line ends, U+0000, noncharacters, emoji, other scripts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "[\\x00\\x01\t\r\n\u{FFFE}\u{FFFF}0äöüß€ '\"\\\\%_?{}]{1,12}",
        "[\u{1F600}-\u{1F64F}日本語עב\u{308}\u{200d}]{1,8}",
    ]
}

fn date() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

/// Points in time as exactly as Outlook has them.
fn instant() -> impl Strategy<Value = Value> {
    (-3_777_050_232_010_000_000..2_534_022_072_000_000_000_i64)
        .prop_map(|ticks| Timestamp::from_nanosecond(i128::from(ticks) * 100).unwrap())
        .prop_map(Value::Instant)
}

fn value(field_type: FieldType) -> BoxedStrategy<Value> {
    match field_type {
        FieldType::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        FieldType::Date => date().prop_map(Value::Date).boxed(),
        FieldType::List => proptest::collection::vec(text(), 1..4).prop_map(Value::List).boxed(),
        FieldType::Int => any::<i64>().prop_map(Value::Int).boxed(),
        FieldType::Instant => instant().boxed(),
        _ => text().prop_filter("empty", |text| !text.is_empty()).prop_map(Value::Text).boxed(),
    }
}

/// A record in which any writable field may be filled.
fn record(kind: Kind) -> impl Strategy<Value = (Kind, Record)> {
    let fields = record_schema(kind).fields.iter().filter(|field| field.writable);
    let strategies: Vec<_> = fields
        .map(|field| {
            let name = field.name.clone();
            proptest::option::of(value(field.field_type))
                .prop_map(move |value| value.map(|value| (name.clone(), value)))
        })
        .collect();
    strategies.prop_map(move |fields| (kind, Record(fields.into_iter().flatten().collect())))
}

/// Any value of the exchange, as bases and journals hold them.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        value(FieldType::Text),
        value(FieldType::List),
        value(FieldType::Date),
        value(FieldType::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<i64>().prop_map(Value::Currency),
        any::<i64>().prop_map(Value::Duration),
        proptest::num::f64::NORMAL.prop_map(Value::Number),
        proptest::collection::vec(any::<u8>(), 0..9).prop_map(Value::Bytes),
        instant(),
    ]
}

/// Runs a property on every database, all its cases on the same one.
fn for_all<S: Strategy>(cases: &S, property: impl Fn(&mut Office, i64, S::Value)) {
    for_each_database(|fresh| {
        let (office, run) = in_run(fresh);
        let office = RefCell::new(office);
        let mut runner = TestRunner::new(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(64)
        });
        let result = runner.run(cases, |case| {
            property(&mut office.borrow_mut(), run, case);
            Ok(())
        });
        result.unwrap();
    });
}

#[test]
fn every_field_of_every_kind_comes_back_as_it_was_given() {
    for kind in Kind::ALL {
        for_all(&record(kind), |office, _, (kind, mut given)| {
            let added = office.add_record(kind, &given, NewNumber::None).unwrap();
            let mut read = office.record(kind, &RecordId::Id(added.id)).unwrap().fields;
            for kept in record_schema(kind).fields.iter().filter(|field| !field.writable) {
                read.0.remove(&kept.name);
            }
            if given.is_empty("letter_salutation") {
                // It is generated then.
                read.0.remove("letter_salutation");
                given.0.remove("letter_salutation");
            }
            assert_eq!(read, given);
        });
    }
}

#[test]
fn bases_come_back_as_they_were_given_whatever_they_hold() {
    let bases = proptest::collection::btree_map("[a-z.\\x00ü]{1,9}", any_value(), 0..6);
    for_all(&bases, |office, run, fields| {
        let fields = fields.into_iter().map(|(name, value)| (Cow::Owned(name), value));
        let base = Record(fields.collect());
        let mut write = link_write(link(1, None, ""));
        write.office_base = Some(base.clone());
        write.item_base = Some(base.clone());
        let txn = LedgerTxn { links: vec![write], ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
        let mut id = 0;
        office.links(&file(), Kind::Addresses, &mut |link| id = link.id).unwrap();
        assert_eq!(office.bases(id).unwrap(), (base.clone(), base));
    });
}

#[test]
fn a_number_that_json_cannot_write_does_not_spoil_a_base() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let infinite = [("user.x", Value::Number(f64::INFINITY)), ("user.y", Value::Int(1))];
        let mut write = link_write(link(1, None, ""));
        write.item_base = Some(infinite.into_iter().collect());
        let txn = LedgerTxn { links: vec![write], ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
        let mut id = 0;
        office.links(&file(), Kind::Addresses, &mut |link| id = link.id).unwrap();
        let (_, item) = office.bases(id).unwrap();
        assert_eq!((item.text("user.x"), item.get("user.y")), ("inf", Some(&Value::Int(1))));
    });
}

#[test]
fn a_value_that_does_not_fit_fails_alone_and_says_why() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let create = |name: &'static str, value: Value| Write::Create {
            kind: Kind::Addresses,
            record: [(name, value)].into_iter().collect(),
            number: String::new(),
            touch: Touch::Keep,
        };
        let writes = vec![
            create("birthday", Value::text("gestern")),
            create("city", Value::text("Ulm")),
            create("colour", Value::text("rot")),
            create("id", Value::Int(1)),
        ];
        let outcomes = office.commit(StoreTxn { writes }).unwrap();
        let ids: Vec<&str> = outcomes
            .iter()
            .map(|outcome| match outcome {
                sync::Outcome::Failed(Message { id, .. }) => id.as_str(),
                sync::Outcome::Done { .. } => "done",
                sync::Outcome::Stale => "stale",
            })
            .collect();
        assert_eq!(ids, ["field-wrong-value", "done", "field-unknown", "field-not-writable"]);
    });
}

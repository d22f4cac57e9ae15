//! Values of every type by way of user-defined fields of every type, in real data files.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use outlook::user::FieldKind;
use outlook::{Format, NewFile, Options, OutlookFile};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sync::{
    Carriage, Compare, Direction, Field, FieldType, Kind, Line, Mapping, Outcome, Record, Schema,
    Side, Slot, Store, StoreTxn, Touch, Value, Write, carriage,
};

/// The types of office fields, by name.
const OFFICE: [(&str, FieldType); 11] = [
    ("text", FieldType::Text),
    ("int", FieldType::Int),
    ("number", FieldType::Number),
    ("percent", FieldType::Percent),
    ("currency", FieldType::Currency),
    ("duration", FieldType::Duration),
    ("bool", FieldType::Bool),
    ("date", FieldType::Date),
    ("instant", FieldType::Instant),
    ("list", FieldType::List),
    ("bytes", FieldType::Bytes),
];

/// A record with a value in every field.
fn records() -> impl Strategy<Value = Record> {
    let whole = || i64::from(i32::MIN)..=i64::from(i32::MAX);
    // What an ANSI file can hold, too.
    let text = "[ -~äöüÄÖÜß€]{0,20}[a-zß1-9]";
    let number = || {
        prop_oneof![
            any::<f64>().prop_filter("finite", |n| n.is_finite()),
            (-1_000_000_i32..1_000_000).prop_map(|n| f64::from(n) / 100.0),
        ]
    };
    let date = (1650_i16..=4400, 1_i8..=12, 1_i8..=28);
    // Points in time are kept to the microsecond.
    let instant = (-10_000_000_000_i64..70_000_000_000, 0_i32..1_000_000);
    let texts = (text, prop::collection::vec("[a-zäöü; ]{0,8}[a-z]", 1..4));
    let numbers = (whole(), number(), number(), -(1_i64 << 50)..1 << 50, whole());
    let others = (any::<bool>(), date, instant, prop::collection::vec(any::<u8>(), 1..40));
    (texts, numbers, others).prop_map(
        |(
            (text, list),
            (int, number, percent, currency, duration),
            (yes, (y, m, d), at, bytes),
        )| {
            let at = jiff::Timestamp::new(at.0, at.1 * 1000).unwrap();
            let values = [
                ("text", Value::Text(text)),
                ("int", Value::Int(int)),
                ("number", Value::Number(number)),
                ("percent", Value::Number(percent)),
                ("currency", Value::Currency(currency)),
                ("duration", Value::Duration(duration)),
                ("bool", Value::Bool(yes)),
                ("date", Value::Date(jiff::civil::date(y, m, d))),
                ("instant", Value::Instant(at)),
                ("list", Value::List(list)),
                ("bytes", Value::Bytes(bytes)),
            ];
            values.into_iter().collect()
        },
    )
}

fn field(name: String, field_type: FieldType) -> Field {
    Field { compare: Compare::Plain, ..Field::user(name.into(), field_type) }
}

/// Every office field to a user-defined field of every type.
fn mapping() -> (Mapping, Schema, BTreeMap<String, FieldKind>) {
    let mut lines =
        vec![Line { direction: Direction::Export, ..Line::both("text", "contact.last_name") }];
    let mut declared = BTreeMap::new();
    for (name, _) in OFFICE {
        for kind in FieldKind::ALL {
            let user = format!("{name} als {kind:?}");
            lines.push(Line {
                field_type: Some(kind.field_type()),
                ..Line::both(name, format!("user.{user}"))
            });
            declared.insert(user, kind);
        }
    }
    let mapping = Mapping { kinds: [(Kind::Addresses, lines)].into(), ..Mapping::default() };
    let fields = OFFICE.map(|(name, of)| field(name.to_owned(), of));
    (mapping, Schema { fields: fields.into() }, declared)
}

#[test]
fn a_value_comes_back_from_every_type_of_user_field_or_its_loss_was_named_before() {
    let (mapping, office, declared) = mapping();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    for format in [Format::Unicode, Format::Ansi] {
        let options =
            Options { zone: zone.clone(), user_fields: declared.clone(), ..Options::default() };
        let new = NewFile { format, ..NewFile::default() };
        let file =
            OutlookFile::in_memory(std::path::Path::new("Werte.pst"), &new, options).unwrap();
        let mut store = file.store();
        let schema = store.schema(Kind::Addresses).unwrap();
        let mapped = mapping.resolve_in(&zone, Kind::Addresses, &office, &schema);
        assert_eq!(mapped.unknown, []);
        let mut runner = TestRunner::new(Config::with_cases(60));
        let tried = runner.run(&records(), |record| {
            let item = mapped.new_item(&record, Slot::Business);
            let write = Write::Create {
                kind: Kind::Addresses,
                record: item,
                number: String::new(),
                touch: Touch::Keep,
            };
            let outcome = file.store().commit(StoreTxn { writes: vec![write] }).unwrap().pop();
            let Some(Outcome::Done { full, .. }) = outcome else {
                return Err(TestCaseError::fail(format!("{outcome:?}")));
            };
            for of in &mapped.fields[1..] {
                let (from, to) = (of.field_type(Side::Office), of.field_type(Side::Outlook));
                let before = of.value(Side::Office, Slot::Business, &record).unwrap();
                let stored = of.value(Side::Outlook, Slot::Business, &full.record);
                let back = stored.as_deref().map(|stored| of.carried(stored, Side::Office));
                match carriage(from, to) {
                    Carriage::Whole => {
                        let back = back.and_then(Result::ok);
                        prop_assert_eq!(back.as_deref(), Some(&*before), "{:?} {:?}", to, stored);
                    }
                    Carriage::Never => prop_assert!(stored.is_none()),
                    Carriage::Lossy(_) => {}
                }
            }
            Ok(())
        });
        tried.unwrap();
    }
}

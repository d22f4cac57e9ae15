use proptest::prelude::*;

use super::*;
use crate::same;

const TYPES: [FieldType; 11] = [
    FieldType::Text,
    FieldType::Int,
    FieldType::Number,
    FieldType::Percent,
    FieldType::Currency,
    FieldType::Duration,
    FieldType::Bool,
    FieldType::Date,
    FieldType::Instant,
    FieldType::List,
    FieldType::Bytes,
];

/// Any value that a field of the type has: whole numbers of 32 bits, as Outlook has them, and amounts
/// below a hundred billion.
fn value_of(of: FieldType) -> BoxedStrategy<Value> {
    let whole = i64::from(i32::MIN)..=i64::from(i32::MAX);
    let text = prop_oneof![
        "[ -~äöüß€;]{1,20}",
        "[0-9]{1,3}[.,][0-9]{0,3}",
        "[0-3][0-9]\\.[01][0-9]\\.20[0-9]{2}",
        Just("ja".to_owned()),
        Just("Kunden; Presse".to_owned()),
    ];
    let text = text.prop_filter("says something", |text| !text.trim().is_empty());
    match of {
        FieldType::Text => text.prop_map(Value::Text).boxed(),
        FieldType::Int => whole.prop_map(Value::Int).boxed(),
        FieldType::Duration => whole.prop_map(Value::Duration).boxed(),
        FieldType::Number | FieldType::Percent => prop_oneof![
            any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::Number),
            (-1_000_000_i32..1_000_000).prop_map(|n| Value::Number(f64::from(n) / 100.0)),
            prop::sample::select(vec![0.0, 1.0, 0.07, 0.29, 1e300, 5e-324]).prop_map(Value::Number),
        ]
        .boxed(),
        FieldType::Currency => (-(1_i64 << 50)..1 << 50).prop_map(Value::Currency).boxed(),
        FieldType::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        FieldType::Date => (1601_i16..=4500, 1_i8..=12, 1_i8..=28)
            .prop_map(|(y, m, d)| Value::Date(jiff::civil::date(y, m, d)))
            .boxed(),
        FieldType::Instant => (-11_644_473_600_i64..32_000_000_000, 0_i32..1_000_000_000)
            .prop_map(|(s, n)| Value::Instant(jiff::Timestamp::new(s, n).unwrap()))
            .boxed(),
        FieldType::List => {
            let items = prop::collection::vec("[a-zäöü; ]{1,8}", 1..4);
            let said = items.prop_map(Value::List);
            said.prop_filter("says something", |list| !list.is_empty()).boxed()
        }
        FieldType::Bytes => {
            prop::collection::vec(any::<u8>(), 1..40).prop_map(Value::Bytes).boxed()
        }
    }
}

fn manners() -> impl Strategy<Value = Manner> {
    let zones = ["Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "UTC"];
    let tongues = prop::sample::select(vec![Tongue::De, Tongue::En]);
    (prop::sample::select(zones.to_vec()), tongues)
        .prop_map(|(zone, tongue)| Manner { zone: TimeZone::get(zone).unwrap(), tongue })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_value_comes_back_or_its_loss_was_named_before(
        (from, to, value) in (prop::sample::select(TYPES.to_vec()), prop::sample::select(TYPES.to_vec()))
            .prop_flat_map(|(from, to)| (Just(from), Just(to), value_of(from))),
        manner in manners(),
    ) {
        let there = convert(&value, from, to, &manner);
        let back = there.as_ref().map_err(|why| *why)
            .and_then(|there| convert(there, to, from, &manner).map(Cow::into_owned));
        match carriage(from, to) {
            Carriage::Whole => prop_assert_eq!(back, Ok(value.clone()), "{:?}", &there),
            Carriage::Never => prop_assert_eq!(there, Err(Unfit::Never)),
            Carriage::Lossy(_) => {}
        }
    }

    #[test]
    fn what_was_converted_is_of_the_type_it_was_made_for(
        (from, to, value) in (prop::sample::select(TYPES.to_vec()), prop::sample::select(TYPES.to_vec()))
            .prop_flat_map(|(from, to)| (Just(from), Just(to), value_of(from))),
        manner in manners(),
    ) {
        if let Ok(there) = convert(&value, from, to, &manner) {
            prop_assert!(to.holds(&there));
        }
    }
}

fn german() -> Manner {
    Manner { zone: TimeZone::get("Europe/Berlin").unwrap(), tongue: Tongue::De }
}

/// A text read as a type, and what that says as a text again.
fn read_and_written(text: &str, to: FieldType, manner: &Manner) -> Option<String> {
    let value = Value::text(text);
    let read = convert(&value, FieldType::Text, to, manner).ok()?;
    match convert(&read, to, FieldType::Text, manner).ok()?.into_owned() {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[test]
fn people_write_numbers_and_dates_in_more_than_one_way() {
    let cases = [
        ("1.234.567", FieldType::Int, "1234567"),
        ("1.234,5", FieldType::Number, "1234,5"),
        ("1234.5", FieldType::Number, "1234,5"),
        ("-0,5", FieldType::Number, "-0,5"),
        ("7 %", FieldType::Percent, "7 %"),
        ("12,5", FieldType::Percent, "12,5 %"),
        ("1.299,9", FieldType::Currency, "1299,90"),
        ("0,1234", FieldType::Currency, "0,1234"),
        ("1:30", FieldType::Duration, "90 min"),
        ("2 h 5 min", FieldType::Duration, "125 min"),
        ("JA", FieldType::Bool, "ja"),
        ("1.2.1970", FieldType::Date, "01.02.1970"),
        ("1970-02-01", FieldType::Date, "01.02.1970"),
        ("24.12.2026 18:30", FieldType::Instant, "24.12.2026 18:30"),
        ("2026-12-24T17:30:00Z", FieldType::Instant, "24.12.2026 18:30"),
        ("24.12.2026", FieldType::Instant, "24.12.2026 00:00"),
    ];
    for (text, to, again) in cases {
        assert_eq!(read_and_written(text, to, &german()).as_deref(), Some(again), "{text}");
    }
}

#[test]
fn what_is_no_number_or_could_be_two_dates_is_refused() {
    let cases = [
        ("bald", FieldType::Date),
        ("31.2.2026", FieldType::Date),
        ("1.2.70", FieldType::Date),
        ("zwölf", FieldType::Number),
        ("1,2,3", FieldType::Number),
        ("1.23.456", FieldType::Int),
        ("0,12345", FieldType::Currency),
        ("vielleicht", FieldType::Bool),
        ("1:75", FieldType::Duration),
        ("abc", FieldType::Bytes),
    ];
    for (text, to) in cases {
        assert_eq!(read_and_written(text, to, &german()), None, "{text}");
    }
}

#[test]
fn the_hour_that_comes_twice_is_told_apart() {
    let second: jiff::Timestamp = "2026-10-25T01:30:00Z".parse().unwrap();
    let first: jiff::Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
    for (at, text) in [(first, "25.10.2026 02:30 +02:00"), (second, "25.10.2026 02:30 +01:00")] {
        let value = Value::Instant(at);
        let written = convert(&value, FieldType::Instant, FieldType::Text, &german()).unwrap();
        assert_eq!(*written, Value::text(text));
        let back = convert(&written, FieldType::Text, FieldType::Instant, &german());
        assert_eq!(back.as_deref(), Ok(&value));
    }
}

#[test]
fn a_value_of_the_right_type_is_not_touched() {
    let value = Value::text("  as it is ");
    let same_type = convert(&value, FieldType::Text, FieldType::Text, &german()).unwrap();
    assert!(matches!(same_type, Cow::Borrowed(_)));
}

#[test]
fn lists_and_texts_become_each_other() {
    let text = Value::text("Kunden; Presse ;");
    let list = Value::List(vec!["Kunden".into(), "Presse".into()]);
    let as_list = convert(&text, FieldType::Text, FieldType::List, &german());
    assert_eq!(as_list.as_deref(), Ok(&list));
    let as_text = convert(&list, FieldType::List, FieldType::Text, &german());
    assert!(same(
        as_text.as_deref().ok(),
        Some(&Value::text("Kunden; Presse")),
        Default::default()
    ));
}

#[test]
fn several_values_do_not_go_where_one_is_wanted() {
    let list = Value::List(vec!["1".into(), "2".into()]);
    let refused = convert(&list, FieldType::List, FieldType::Int, &german());
    assert_eq!(refused, Err(Unfit::Several));
}

//! What was written is read as it was.

use proptest::prelude::*;
use sync::{Compare, same};

use super::super::table::{TABLE, Way};
use super::*;

fn text() -> impl Strategy<Value = String> {
    let told = [
        "\r\n",
        "\n",
        "\r",
        "\t",
        " ",
        "  ",
        ";",
        ",",
        ":",
        "\\",
        "\\n",
        "\\;",
        "\"",
        "=",
        "=0D",
        "==",
        "END:VCARD",
        "BEGIN:VCARD",
        "tel:",
        "ä",
        "ß",
        "€",
        "漢字",
        "👩‍👩‍👧",
        "é",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "Müller",
        "a",
        "E",
        "B",
        "^",
        "'",
        ".",
        "0815",
    ];
    let told = prop::sample::select(told.to_vec()).prop_map(str::to_owned);
    let any = any::<char>().prop_map(|c| if c.is_ascii_control() { '-' } else { c });
    let piece = prop_oneof![4 => told, 1 => any.prop_map(String::from)];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

fn value(way: Way) -> BoxedStrategy<Value> {
    match way {
        Way::Date(_) => (0_i16..=9999, 1_i8..=12, 1_i8..=28)
            .prop_map(|(year, month, day)| Value::Date(jiff::civil::date(year, month, day)))
            .boxed(),
        Way::Mailing => (0_i64..=3).prop_map(Value::Int).boxed(),
        Way::Gender => (0_i64..=2).prop_map(Value::Int).boxed(),
        Way::Private => any::<bool>().prop_map(Value::Bool).boxed(),
        Way::Each(_) | Way::Categories => {
            prop::collection::vec(text(), 1..4).prop_map(Value::List).boxed()
        }
        Way::CountryCode => {
            prop::sample::select(["DE", "us", "CHE"].as_slice()).prop_map(Value::text).boxed()
        }
        _ => text().prop_map(Value::Text).boxed(),
    }
}

fn filled_record() -> impl Strategy<Value = Record> {
    let fields = TABLE.iter().map(|(field, way)| {
        prop::option::weighted(0.4, value(*way)).prop_map(|value| Some((*field, value?))).boxed()
    });
    fields.collect::<Vec<_>>().prop_map(|fields| fields.into_iter().flatten().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_card_that_was_written_reads_as_the_same_record(record in filled_record()) {
        for version in Version::ALL {
            let put = write(&record, "4711", version);
            let told: Record = record.iter()
                .filter(|(field, _)| carries(field, version))
                .map(|(field, value)| (field.to_owned(), value.clone()))
                .collect();
            prop_assert!(put.left.iter().all(|field| !carries(field, version)), "{:?}", put.left);
            let end = put.text.len() as u64 - 2;
            prop_assert_eq!(places(&mut &*put.text).unwrap(), vec![0..end; 1]);
            if told == Record::new() {
                continue;
            }
            let entry = entry(&put.text);
            for (field, _) in TABLE {
                let (was, is) = (told.get(field), entry.record.get(field));
                prop_assert!(same(was, is, Compare::Plain), "{version:?} {field}: {was:?} {is:?}");
            }
            prop_assert_eq!(entry.number, "4711");
            prop_assert_eq!(entry.left, Vec::<String>::new());
            prop_assert_eq!((entry.warnings, entry.losses), (vec![], vec![]));
        }
    }
}

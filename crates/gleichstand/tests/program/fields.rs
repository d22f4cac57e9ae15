//! Every value under its own name.

use std::collections::BTreeMap;

use outlook::contact::FIELDS;
use outlook::property::Prop;
use outlook::{Format, sample};
use serde_json::{Value, json};

use crate::harness::Desk;

/// A value of an Outlook record as JSON shows it in `address show`.
fn plain(value: &sync::Value) -> Value {
    match value {
        sync::Value::Text(text) => json!(text),
        sync::Value::List(items) => json!(items),
        sync::Value::Date(date) => json!(date.to_string()),
        sync::Value::Bool(flag) => json!(flag),
        other => panic!("no address field holds {other:?}"),
    }
}

#[test]
fn every_mapped_field_arrives_under_its_own_name() {
    for format in [Format::Ansi, Format::Unicode] {
        let desk = Desk::new();
        desk.every_field("Alles.pst", format);
        desk.run("import Alles.pst").done();
        let address = desk.json("address show 10000");
        let contact = sample::every_field();
        for line in sync::default_mapping().lines(sync::Kind::Addresses) {
            let expected = contact.get(&line.outlook.to_string()).map(plain).unwrap();
            assert_eq!(address[line.office.to_string()], expected, "{}", line.office);
        }
    }
}

#[test]
fn every_property_is_shown_under_its_own_name() {
    for format in [Format::Ansi, Format::Unicode] {
        let desk = Desk::new();
        let path = desk.every_field("Alles.pst", format);
        let nid = crate::harness::contacts(&path)[0];
        let item = desk.json(&format!("pst show Alles.pst {nid}"));
        let shown: BTreeMap<&str, &Value> = item["properties"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|property| Some((property["name"].as_str()?, &property["value"])))
            .collect();
        let contact = sample::every_field();
        let texts = FIELDS.iter().filter(|field| !field.derived);
        let mut compared = 0;
        for field in texts {
            let Some(sync::Value::Text(text)) = contact.get(field.name) else { continue };
            let held = shown.iter().filter(|(_, value)| value.as_str() == Some(text));
            let names: Vec<&str> = held.map(|(name, _)| *name).collect();
            let own =
                names.iter().any(|name| name.starts_with("PidTag") || name.starts_with("PidLid"));
            assert!(own, "{}: {text:?} stands under {names:?}", field.name);
            compared += usize::from(matches!(field.prop, Prop::Tag(_) | Prop::Lid(..)));
        }
        assert!(compared > 60, "only {compared} fields were compared");
        user_fields_are_shown(&shown);
    }
}

fn user_fields_are_shown(shown: &BTreeMap<&str, &Value>) {
    for (name, value) in [
        ("Feld Text", json!("Größe XL")),
        ("Feld Zahl", json!(1234.5)),
        ("Feld Prozent", json!(0.19)),
        ("Feld Währung", json!("123.4500")),
        ("Feld Ja/Nein", json!(true)),
        ("Feld Dauer", json!(90)),
        ("Feld Stichwörter", json!(["rot", "grün"])),
        ("Feld Ganzzahl", json!(-42)),
    ] {
        assert_eq!(shown.get(name), Some(&&value), "{name}");
    }
    assert!(shown.contains_key("Feld Datum"));
}

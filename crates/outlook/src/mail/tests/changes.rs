//! Of a mail that is there only its state changes.

use pst::PropValue;
use sync::Value;

use super::support::*;
use crate::mail::FIELDS;
use crate::mail::fields::{FLAG_TEXT, TASK_COMPLETE, TASK_STATUS, TODO_TITLE};
use crate::property::Prop::{Public, Tag};

#[test]
fn what_is_there_already_is_not_written() {
    let mut stage = made(&offer(), false);
    let same = read(&stage);
    let same: Vec<(&str, Value)> =
        FIELDS.iter().filter_map(|f| Some((f.name, same.get(f.name)?.clone()))).collect();
    assert_eq!(changed(&mut stage, &same), 0);
}

#[test]
fn what_a_mail_says_never_changes() {
    let stage = made(&offer(), false);
    for name in ["mail.subject", "mail.to", "mail.body_text", "mail.draft", "mail.received_at"] {
        for value in [Value::text("x"), Value::text("")] {
            let refused = change(&stage, &[(name, value)]).unwrap_err();
            assert_eq!(refused.id, "outlook-mail-unchangeable");
            assert_eq!(refused.arg("field"), Some(name));
        }
    }
    let unknown = change(&stage, &[("mail.colour", "x".value())]).unwrap_err();
    assert_eq!(unknown.id, "outlook-unknown-field");
}

#[test]
fn the_folder_of_a_mail_is_the_business_of_its_data_file() {
    let mut stage = made(&offer(), false);
    assert_eq!(changed(&mut stage, &[("mail.folder", "Posteingang/Alt".value())]), 0);
}

#[test]
fn a_mail_is_marked_as_read_everywhere() {
    let mut stage = made(&offer(), false);
    stage.props.set(0x0E69, PropValue::Bool(true));
    stage.props.set(0x0E07, PropValue::I32(0x31));
    assert_eq!(changed(&mut stage, &[("mail.read", false.value())]), 3);
    let now = [0x0E07, 0x1080].map(|id| stage.props.i32(id));
    assert_eq!(now, [Some(0x30), Some(0x101)]);
    assert_eq!(stage.props.get(0x0E69), Some(&PropValue::Bool(false)));
    assert_eq!(read(&stage).get("mail.read"), Some(&Value::Bool(false)));
    assert_eq!(changed(&mut stage, &[("mail.read", true.value())]), 3);
    stage.props.set(0x1080, PropValue::I32(0x105));
    stage.props.remove(0x0E69);
    assert_eq!(changed(&mut stage, &[("mail.read", false.value())]), 1);
    assert_eq!(stage.props.i32(0x1080), Some(0x105), "it was answered all the same");
}

#[test]
fn a_flag_comes_is_completed_and_goes() {
    let mut plain = offer();
    plain.put("mail.flag", None);
    let mut stage = made(&plain, false);
    let untouched = stage.props.clone();
    assert_eq!(changed(&mut stage, &[("mail.flag", "flagged: Anrufen".value())]), 10);
    assert_eq!(stage.names.get(&stage.props, FLAG_TEXT), Some(&text("Anrufen")));
    assert_eq!(stage.names.get(&stage.props, TODO_TITLE), Some(&text("AW: Angebot für März")));
    let numbers = |stage: &crate::item::testing::Stage| {
        [0x1090, 0x1095, 0x0E2B].map(|id| stage.props.i32(id))
    };
    assert_eq!(numbers(&stage), [Some(2), Some(6), Some(1)]);
    stage.props.set(0x1095, PropValue::I32(3));
    stage.props.set(0x0E2B, PropValue::I32(9));
    changed(&mut stage, &[("mail.flag", "flagged".value())]);
    assert_eq!(numbers(&stage), [Some(2), Some(3), Some(9)], "a flag keeps its colour");
    changed(&mut stage, &[("mail.flag", "complete".value())]);
    assert_eq!(numbers(&stage), [Some(1), None, Some(9)]);
    assert!(stage.props.get(0x1091).is_some());
    let task =
        [TASK_STATUS, TASK_COMPLETE].map(|prop| stage.names.get(&stage.props, prop).cloned());
    assert_eq!(task, [Some(PropValue::I32(2)), Some(PropValue::Bool(true))]);
    assert_eq!(read(&stage).text("mail.flag"), "complete");
    changed(&mut stage, &[("mail.flag", "".value())]);
    assert_eq!(stage.props.i32(0x0E2B), Some(8));
    stage.props.remove(0x0E2B);
    assert_eq!(stage.props, untouched);
}

#[test]
fn importance_sensitivity_and_categories_change_with_their_twins() {
    let mut stage = made(&offer(), false);
    let changes = [
        ("mail.importance", "low".value()),
        ("mail.sensitivity", "".value()),
        ("mail.categories", Value::List(vec!["Neu".into()])),
    ];
    assert_eq!(changed(&mut stage, &changes), 5);
    assert_eq!(
        [0x0017, 0x0026, 0x0036].map(|id| stage.props.i32(id)),
        [Some(0), Some(-1), Some(0)]
    );
    let flag = stage.names.get(&stage.props, crate::item::PRIVATE_FLAG);
    assert_eq!(flag, Some(&PropValue::Bool(false)));
    changed(&mut stage, &[("mail.categories", Value::List(Vec::new()))]);
    assert_eq!(stage.names.get(&stage.props, Public("Keywords")), None);
}

#[test]
fn a_wrong_flag_is_refused_and_an_unknown_one_is_named() {
    let stage = made(&offer(), false);
    for wrong in ["rot", "flagged Anrufen", "complete:x", "Flagged"] {
        let refused = change(&stage, &[("mail.flag", wrong.value())]).unwrap_err();
        assert_eq!(refused.id, "outlook-field-type", "{wrong}");
    }
    let odd = super::support::stage(vec![(Tag(0x1090), PropValue::I32(7))]);
    let (record, found) = read_with(&odd, &[]);
    assert!(record.is_empty("mail.flag"));
    assert_eq!(found.warnings[0].arg("field"), Some("mail.flag"));
}

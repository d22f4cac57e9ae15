//! What must hold for structured texts.

use jiff::civil::{date, datetime};
use proptest::prelude::*;

use super::*;

#[test]
fn start_and_end_are_a_date_or_a_point_in_time_and_nothing_else() {
    for (text, days) in [("2024-05-03", true), ("2024-05-03T08:00:00Z", false)] {
        let when: When = text.parse().unwrap();
        assert_eq!((when.to_string().as_str(), when.is_date()), (text, days));
    }
    for text in ["", "2024-05-03T08:00:00", "2024-02-30", "morgen", "08:00"] {
        assert!(text.parse::<When>().is_err(), "{text}");
    }
}

#[test]
fn a_recurrence_has_one_text() {
    let text = r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exdates":["2024-05-06T09:00:00","2024-05-20T09:00:00"],"exceptions":[{"original":"2024-05-13T09:00:00","start":"2024-05-14T10:00:00","end":"2024-05-14T11:00:00","subject":"Größer","busy":"out"}]}"#;
    let parsed = Recurrence::parse(text).unwrap();
    assert_eq!(parsed.to_text(), text);
    let exception = &parsed.exceptions[0];
    assert_eq!(exception.original, datetime(2024, 5, 13, 9, 0, 0, 0));
    let loose = r#"{ "exdates": ["2024-05-20T09:00", "2024-05-06T09:00"], "rrule": "wkst=mo;byday=mo;freq=weekly" }"#;
    let tidy = Recurrence::parse(loose).unwrap().to_text();
    assert_eq!(
        tidy,
        r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO","exdates":["2024-05-06T09:00:00","2024-05-20T09:00:00"]}"#
    );
    let task = r#"{"rrule":"FREQ=DAILY","start":"2024-05-06","after_completion":true}"#;
    assert_eq!(Recurrence::parse(task).unwrap().start, Some(date(2024, 5, 6)));
    assert_eq!(Recurrence::parse(task).unwrap().to_text(), task);
}

#[test]
fn what_is_no_structured_text_is_refused() {
    for text in [
        "",
        "{}",
        "FREQ=DAILY",
        r#"{"rrule":"FREQ=HOURLY"}"#,
        r#"{"rrule":"FREQ=DAILY","exdate":[]}"#,
        r#"{"rrule":"FREQ=DAILY","exdates":["gestern"]}"#,
        r#"{"rrule":"FREQ=DAILY"} x"#,
        r#"{"rrule":"FREQ=DAILY","exceptions":[{"original":"2024-05-13T09:00:00"}]}"#,
        r#"{"rrule":"FREQ=DAILY","exceptions":[{"original":"2024-05-13T09:00:00","start":"2024-05-13T09:00:00","end":"2024-05-13T09:00:00","busy":"ja"}]}"#,
    ] {
        assert!(Recurrence::parse(text).is_err(), "{text}");
    }
    for text in ["", "Eva", r#"{"role":"boss"}"#, r#"{"mail":"x"}"#] {
        assert!(Person::parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_a_person_leaves_out_is_as_usual() {
    let person = Person::parse(r#"{"address":"eva@gross.example"}"#).unwrap();
    let text = r#"{"name":"","address":"eva@gross.example","role":"required","response":"none"}"#;
    assert_eq!(person.to_text(), text);
}

proptest! {
    #[test]
    fn a_shown_name_and_address_are_told_apart_again(name in "[A-Za-zäß<>., ]{0,20}", user in "[a-z]{1,9}") {
        let address = format!("{user}@example.org");
        let person = Person { name: name.trim().to_owned(), address, ..Person::default() };
        let again = Person::from_shown(&person.shown());
        prop_assert_eq!(again.shown(), person.shown());
        prop_assert_eq!(again.address, person.address);
    }
}

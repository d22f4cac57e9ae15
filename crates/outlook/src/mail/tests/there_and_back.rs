//! A mail that was read and is written is read as the same record.

use proptest::option;
use proptest::prelude::*;
use pst::{PropValue, representable};
use sync::FieldType;
use sync::form::Attached;

use super::support::*;
use crate::item::testing::texts;
use crate::mail::fields::{
    CODE_PAGE, FLAG_STATUS, FLAG_TEXT, HEADERS, HTML, IN_REPLY_TO, MESSAGE_ID, RECEIVED,
    REPLY_ENTRIES, REPLY_NAMES, RTF, SENT, SUBJECT, TEXT,
};
use crate::mail::{FIELDS, OF_ANY_CHARACTERS, field};
use crate::property::Prop::{self, Public, Tag};
use crate::rtf;

#[test]
fn every_field_travels() {
    let record = offer();
    for ansi in [false, true] {
        assert_eq!(there_and_back(&record, ansi), record);
    }
    let missing = FIELDS.iter().filter(|field| record.is_empty(field.name));
    let missing: Vec<&str> = missing.map(|field| field.name).collect();
    assert_eq!(missing, ["mail.folder", "mail.body_rtf", "mail.attachments"]);
}

#[test]
fn names_and_labels_of_fields_are_unique_and_all_can_be_written() {
    for (at, one) in FIELDS.iter().enumerate() {
        assert_eq!(field(one.name), Some(one));
        assert!(one.schema().writable);
        for other in &FIELDS[at + 1..] {
            assert!(one.name != other.name && one.de != other.de && one.en != other.en);
        }
    }
    assert_eq!(field("mail.to").unwrap().field_type(), FieldType::List);
}

#[test]
fn what_outlook_derives_is_there() {
    let stage = made(&offer(), false);
    let get = |id| stage.props.get(id).cloned();
    assert_eq!(get(0x0037), Some(text("\u{1}\u{5}AW: Angebot für März")));
    assert_eq!(get(0x0070), Some(text("Angebot für März")));
    assert_eq!(get(0x0E04), Some(text("Jörg; b@x.example")));
    assert_eq!(get(0x0E07), Some(PropValue::I32(1)));
    assert_eq!(get(0x1016), Some(PropValue::I32(3)));
    assert_eq!(get(0x3FDE), Some(PropValue::I32(65001)));
    assert_eq!(get(0x0C1D), Some(PropValue::Binary(b"SMTP:BUERO@GROSS.EXAMPLE\0".to_vec())));
    assert_eq!(get(0x0026), Some(PropValue::I32(1)));
    assert_eq!(get(0x1009), None);
    assert_eq!(stage.recipients.len(), 4);
    assert_eq!(stage.recipients[2].text(0x3002), "EX");
}

#[test]
fn a_draft_was_never_sent_and_a_mail_without_a_time_gets_none() {
    let draft = record(&[("mail.subject", "Entwurf".value()), ("mail.draft", true.value())]);
    let stage = made(&draft, false);
    assert_eq!(stage.props.i32(0x0E07), Some(8));
    assert_eq!((stage.props.get(0x0039), stage.props.i32(0x1080)), (None, Some(-1)));
    let again = read(&stage);
    assert!(again.is_empty("mail.sent_at") && again.is_empty("mail.received_at"));
}

#[test]
fn the_prefix_of_a_subject_is_no_part_of_the_topic() {
    for (subject, topic) in [
        ("WG: AW: Plan", "AW: Plan"),
        ("Re: Plan", "Plan"),
        ("Plan: neu", "Plan: neu"),
        ("12: x", "12: x"),
        ("AW:x", "AW:x"),
        ("Ö: x", "x"),
        (": x", ": x"),
        ("RE: ", ""),
    ] {
        let mail = record(&[("mail.subject", subject.value())]);
        let stage = made(&mail, false);
        assert_eq!(stage.props.text(0x0070), topic, "{subject}");
        assert_eq!(read(&stage).text("mail.subject"), subject);
    }
}

#[test]
fn a_field_of_another_kind_or_value_is_refused() {
    for (name, value) in [
        ("task.subject", "x".value()),
        ("mail.flag", "blau".value()),
        ("mail.from", "Eva".value()),
        ("mail.to", "Eva".value()),
        ("mail.read", "ja".value()),
        ("mail.importance", "urgent".value()),
        ("mail.message_class", "IPM.Contact".value()),
        ("mail.body_rtf", "kein RTF".value()),
        ("mail.body_rtf", r"{\rtf1\fromtext x}".value()),
        ("mail.body_text", true.value()),
        ("mail.sent_at", "gestern".value()),
        ("mail.attachments", sync::Value::List(vec!["x.pdf".into()])),
    ] {
        let mail = record(&[(name, value)]);
        assert!(crate::mail::new_item(&mail, &berlin(false)).is_err(), "{name}");
    }
}

fn people() -> impl Strategy<Value = String> {
    let mail = (option::of(texts()), "[a-z]{1,8}@[a-z]{1,8}\\.example")
        .prop_map(|(name, address)| mailbox(&name.unwrap_or_default(), &address));
    let exchange = texts().prop_map(|name| mailbox(&name, "/o=Firma/cn=x"));
    prop_oneof![mail, exchange, texts().prop_map(|name| mailbox(&name, ""))]
}

fn html() -> impl Strategy<Value = String> {
    prop_oneof![
        texts().prop_map(|text| format!("<html><body><p>{text}</p>")),
        "(<meta charset=(utf-8|windows-1251|utf-16)>)?<b>[a-zäß漢]{1,20}",
        "[^\u{0}\u{FEFF}]{1,40}",
    ]
}

fn rich() -> impl Strategy<Value = String> {
    texts().prop_map(|text| {
        let text = text.replace(['\\', '{', '}'], "").chars().filter(char::is_ascii).collect();
        let text: String = text;
        format!("{{\\rtf1\\ansi {text}\\'e4\\par}}")
    })
}

fn descriptors() -> impl Strategy<Value = String> {
    let bools = any::<(bool, bool)>();
    (texts(), bools, option::of(0..100_i32), 0..4_u8).prop_map(|(name, (inline, id), at, kind)| {
        let kind =
            serde_json::from_value(["file", "message", "object", "link"][usize::from(kind)].into());
        let kind = kind.unwrap();
        let link = kind == sync::form::AttachedKind::Link;
        let hash = (!link).then(|| sync::ContentHash::of(name.as_bytes()));
        let size = if link { 0 } else { 7 };
        let content_id = if id { "bild@x".to_owned() } else { String::new() };
        let location = if link { "P:\\Plan.doc".to_owned() } else { String::new() };
        let inline = inline || id;
        Attached {
            name,
            hash,
            size,
            kind,
            inline,
            content_id,
            location,
            position: at,
            ..Attached::default()
        }
        .to_text()
    })
}

/// Records as reading makes them, save the bodies.
fn heads() -> impl Strategy<Value = sync::Record> {
    let list = |count| prop::collection::vec(people(), 0..count).prop_map(sync::Value::List);
    let flags = prop_oneof![
        Just(String::new()),
        Just("flagged".to_owned()),
        texts().prop_map(|text| format!("complete: {text}")),
    ];
    let persons = (people(), list(3), list(4), list(2), list(2));
    let codes = (
        prop::sample::select(vec!["low", "normal", "high"]),
        prop::sample::select(vec!["normal", "personal", "private", "confidential"]),
    );
    let state = (any::<(bool, bool)>(), codes, flags, 0..4_000_000_000_i64);
    let others = (prop::collection::vec(texts(), 0..3), prop::collection::vec(descriptors(), 0..3));
    (texts(), persons, state, others).prop_map(|(subject, persons, state, others)| {
        let ((read, draft), (importance, sensitivity), flag, at) = state;
        let at = jiff::Timestamp::from_second(at).unwrap();
        record(&[
            ("mail.message_class", "IPM.Note".value()),
            ("mail.subject", subject.value()),
            ("mail.from", persons.0.value()),
            ("mail.reply_to", persons.1),
            ("mail.to", persons.2),
            ("mail.cc", persons.3),
            ("mail.bcc", persons.4),
            ("mail.read", read.value()),
            ("mail.draft", draft.value()),
            ("mail.importance", importance.value()),
            ("mail.sensitivity", sensitivity.value()),
            ("mail.flag", flag.value()),
            ("mail.categories", sync::Value::List(others.0)),
            ("mail.sent_at", sync::Value::Instant(at)),
            ("mail.received_at", sync::Value::Instant(at)),
            ("mail.attachments", sync::Value::List(others.1)),
        ])
    })
}

/// Stored values of all sorts, many of them wrong.
fn stored() -> impl Strategy<Value = Vec<(Prop, PropValue)>> {
    let any_text = prop_oneof![texts(), "\\PC{0,30}".prop_map(String::from), Just(" ".to_owned())];
    let any_value = prop_oneof![
        any_text.prop_map(PropValue::Text),
        (-3..9_i32).prop_map(PropValue::I32),
        any::<i64>().prop_map(PropValue::Time),
        any::<bool>().prop_map(PropValue::Bool),
        prop::collection::vec(any::<u8>(), 0..60).prop_map(PropValue::Binary),
        html().prop_map(|html| PropValue::Binary(html.into_bytes())),
        prop::collection::vec(any::<u8>(), 0..60)
            .prop_map(|tail| PropValue::Binary([&b"<p>\xE4"[..], &tail].concat())),
        html().prop_map(|html| {
            let units = html.encode_utf16().flat_map(u16::to_le_bytes);
            PropValue::Binary([0xFF, 0xFE].into_iter().chain(units).collect())
        }),
        rich().prop_map(|rtf| PropValue::Binary(rtf::compress(rtf.as_bytes()))),
        texts().prop_map(|text| PropValue::Binary(rtf::compress(&rtf::from_text(&text)))),
        html().prop_map(|html| {
            let html = html.replace(['\\', '{', '}'], "");
            let rtf = format!("{{\\rtf1\\ansi\\fromhtml1{{\\*\\htmltag0 {html}}}x}}");
            PropValue::Binary(rtf::compress(rtf.as_bytes()))
        }),
        prop::sample::select(vec![1200, 1252, 65001, 12345, 932, 50220]).prop_map(PropValue::I32),
        prop::collection::vec(texts(), 0..3).prop_map(PropValue::MvText),
    ];
    let tags = [0x0042, 0x0064, 0x0065, 0x0041, 0x0C1A, 0x0C1F, 0x0C19, 0x5D01, 0x0017, 0x0036];
    let tags = tags.into_iter().chain([0x0E07, 0x0E04, 0x0E03, 0x1090]).map(Tag);
    let named = [
        SUBJECT,
        CODE_PAGE,
        HTML,
        HTML,
        RTF,
        RTF,
        TEXT,
        SENT,
        RECEIVED,
        HEADERS,
        MESSAGE_ID,
        IN_REPLY_TO,
        REPLY_ENTRIES,
        REPLY_NAMES,
        FLAG_STATUS,
        FLAG_TEXT,
        Public("Keywords"),
    ];
    let props: Vec<Prop> = tags.chain(named).collect();
    prop::collection::vec((prop::sample::select(props), any_value), 0..14)
}

fn without_lacking(record: &sync::Record) -> sync::Record {
    let fits = |text: &String| representable(text, 1252);
    let kept = record.iter().filter(|(name, value)| match value {
        _ if OF_ANY_CHARACTERS.contains(name) => true,
        sync::Value::Text(text) => fits(text),
        sync::Value::List(texts) => texts.iter().all(fits),
        _ => true,
    });
    kept.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_is_the_same_after_it_was_a_mail(
        head in heads(), text in option::of(texts()), html in option::of(html()), rtf in option::of(rich())
    ) {
        let mut whole = head;
        whole.put("mail.body_html", html.map(sync::Value::Text));
        whole.put("mail.body_rtf", rtf.map(sync::Value::Text));
        whole.put("mail.body_text", text.map(sync::Value::Text));
        // A text that is missing is made from the other bodies, and from then on is there.
        let whole = there_and_back(&whole, false);
        prop_assert_eq!(there_and_back(&whole, false), whole.clone());
        let ansi = without_lacking(&whole);
        let again = there_and_back_ansi(&ansi);
        for (name, value) in ansi.iter() {
            prop_assert_eq!(again.get(name), Some(value), "{}", name);
        }
    }

    #[test]
    fn whatever_is_stored_reads_as_a_record_that_is_the_same_after_it_was_a_mail(
        props in stored(), rows in prop::collection::vec(stored(), 0..3)
    ) {
        let mut item = stage(props);
        item.recipients = rows.into_iter().map(|row| stage(row).props).collect();
        let (first, _) = read_with(&item, &[]);
        prop_assert_eq!(there_and_back(&first, false), first);
    }
}

/// The text of a mail whose text and rich text an ANSI file cannot hold both is made from the
/// rich text.
fn there_and_back_ansi(record: &sync::Record) -> sync::Record {
    let stage = made(record, true);
    for value in stage.props.0.values().filter_map(PropValue::as_text) {
        assert!(representable(value, 1252), "{value}");
    }
    let again = read_with(&stage, &attached_again(record)).0;
    if record.is_empty("mail.body_rtf") || representable(record.text("mail.body_text"), 1252) {
        return again;
    }
    let mut again = again;
    again.put("mail.body_text", record.get("mail.body_text").cloned());
    again
}

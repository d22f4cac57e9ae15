//! Attachments as descriptors, and back.

use pst::{Contents, PropValue, Props};
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, Value};

use super::super::attachment::describe;
use super::super::new_attachment;
use super::support::*;
use crate::mail::fields::NO_CLIP;
use crate::property::Prop::Tag;

fn content() -> Option<(ContentHash, u64)> {
    Some((ContentHash::of(b"abc"), 3))
}

#[test]
fn a_file_is_described_by_its_long_name_and_what_it_is() {
    let props = [
        (0x3707, text("Angebot März.pdf")),
        (0x3704, text("ANGEBO~1.PDF")),
        (0x370E, text("application/pdf")),
        (0x370B, PropValue::I32(-1)),
    ];
    let file = describe(&row(&props), 1, content());
    let expected = Attached {
        name: "Angebot März.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 3,
        hash: Some(ContentHash::of(b"abc")),
        ..Attached::default()
    };
    assert_eq!(file, expected);
    assert_eq!(describe(&row(&props[1..]), 1, None).name, "ANGEBO~1.PDF");
    assert_eq!(describe(&row(&[(0x3001, text("Bild"))]), 6, None).name, "Bild");
}

#[test]
fn the_method_tells_the_kind_and_a_link_has_no_content() {
    for (method, kind) in [
        (0, AttachedKind::File),
        (1, AttachedKind::File),
        (2, AttachedKind::Link),
        (3, AttachedKind::Link),
        (4, AttachedKind::Link),
        (5, AttachedKind::Message),
        (6, AttachedKind::Object),
        (7, AttachedKind::Link),
        (-1, AttachedKind::File),
    ] {
        let props = row(&[(0x3708, text("P:\\PLAN.DOC")), (0x370D, text("P:\\Plan.docx"))]);
        let described = describe(&props, method, content());
        assert_eq!(described.kind, kind, "{method}");
        let link = kind == AttachedKind::Link;
        assert_eq!(described.location.is_empty(), !link);
        assert_eq!(described.hash.is_none(), link);
    }
}

#[test]
fn what_is_shown_in_the_text_is_inline() {
    let hidden = row(&[(0x7FFE, PropValue::Bool(true))]);
    let flagged = row(&[(0x3714, PropValue::I32(4))]);
    assert!(describe(&hidden, 1, None).inline && describe(&flagged, 1, None).inline);
    let beside = row(&[(0x7FFE, PropValue::Bool(false)), (0x3714, PropValue::I32(8))]);
    assert!(!describe(&beside, 1, None).inline);
    let html = b"<img src=\"CID:Bild1@x\"><img src=cid:b2>".to_vec();
    let mail = stage(vec![(Tag(0x1013), PropValue::Binary(html))]);
    let of = |id: &str| Attached { content_id: id.to_owned(), ..Attached::default() };
    let all = ["bild1@x", "<B2>", "b3", ""].map(of);
    let (record, _) = read_with(&mail, &all);
    let Some(Value::List(texts)) = record.get("mail.attachments") else { unreachable!() };
    let inline: Vec<bool> =
        texts.iter().map(|text| Attached::parse(text).unwrap().inline).collect();
    assert_eq!(inline, [true, true, false, false]);
}

#[test]
fn a_new_attachment_has_the_descriptor_that_it_was_made_from() {
    let kinds =
        [AttachedKind::File, AttachedKind::Message, AttachedKind::Object, AttachedKind::Link];
    for kind in kinds {
        for inline in [false, true] {
            let link = kind == AttachedKind::Link;
            let whole = Attached {
                name: "Ein längerer Name.tar.gz".to_owned(),
                media_type: "text/x".to_owned(),
                size: if link { 0 } else { 3 },
                hash: if link { None } else { content().map(|(hash, _)| hash) },
                kind,
                inline,
                content_id: "c@x".to_owned(),
                location: "P:\\Plan".to_owned(),
                position: Some(4),
            };
            assert_eq!(again(&whole), whole);
            let bare = Attached { kind, inline, ..Attached::default() };
            assert_eq!(again(&bare), bare);
        }
    }
}

#[test]
fn there_is_no_paper_clip_where_all_that_is_attached_is_shown_in_the_text() {
    let text = |inline| Attached { inline, ..Attached::default() }.to_text();
    for (inline, hidden) in
        [(vec![], false), (vec![true], true), (vec![true, false], false), (vec![true, true], true)]
    {
        let list = Value::List(inline.iter().map(|inline| text(*inline)).collect());
        let stage = made(&record(&[("mail.attachments", list)]), false);
        let clip = stage.names.get(&stage.props, NO_CLIP);
        assert_eq!(clip, Some(&PropValue::Bool(hidden)), "{inline:?}");
    }
}

#[test]
fn short_names_are_such_as_old_programs_want() {
    for (name, short) in [
        ("a.txt", "A.TXT"),
        ("Angebot März.pdf", "ANGEBO~1.PDF"),
        ("12345678.html", "12345678.HTM"),
        ("ohne", "OHNE"),
        ("漢.doc", "ATT.DOC"),
        (".profile", "ATT.PRO"),
    ] {
        let attached = Attached { name: name.to_owned(), ..Attached::default() };
        let new = new_attachment(&attached, Contents::None, &berlin(false));
        assert_eq!(new.props.text(0x3704), short, "{name}");
    }
}

#[test]
fn properties_of_other_types_say_nothing() {
    let ids = [0x3707, 0x3704, 0x3001, 0x370E, 0x3712, 0x3713, 0x3714, 0x7FFE, 0x370B];
    let props: Props = ids.map(|id| (id, PropValue::Binary(vec![1]))).into_iter().collect();
    assert_eq!(describe(&props, 1, None), Attached::default());
}

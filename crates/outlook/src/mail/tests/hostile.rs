//! Bodies that are damaged, of other types, or not what they say.

use proptest::prelude::*;
use pst::PropValue;
use sync::{Message, Record};

use super::support::*;
use crate::item::Found;
use crate::property::Prop::Tag;
use crate::rtf;

fn body(props: Vec<(u16, PropValue)>) -> (Record, Found) {
    let props = props.into_iter().map(|(id, value)| (Tag(id), value)).collect();
    read_with(&stage(props), &[])
}

fn html(bytes: &[u8], code_page: i32) -> (String, Found) {
    let props =
        vec![(0x1013, PropValue::Binary(bytes.to_vec())), (0x3FDE, PropValue::I32(code_page))];
    let (record, found) = body(props);
    (record.text("mail.body_html").to_owned(), found)
}

fn ids(messages: &[Message]) -> Vec<(&str, Option<&str>)> {
    messages.iter().map(|message| (message.id.as_str(), message.arg("field"))).collect()
}

#[test]
fn a_code_page_that_nobody_knows_is_named_and_read_as_western() {
    let (text, found) = html(b"<p>Gr\xFC\xDFe", 12345);
    assert_eq!(text, "<p>Grüße");
    assert_eq!(ids(&found.losses), [("outlook-code-page-unknown", Some("mail.body_html"))]);
    assert_eq!(found.losses[0].arg("code_page"), Some("12345"));
    for number in [-1, 70_000, 0] {
        let (text, _) = html(b"<p>\xFC", number);
        assert_eq!(text, "<p>ü", "{number}");
    }
}

#[test]
fn html_is_read_in_the_character_set_that_it_is_in() {
    let utf16: Vec<u8> = "<p>漢ü".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let high_first: Vec<u8> = "<p>漢ü".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, code_page, text) in [
        (&b"<p>Gr\xFC\xDFe \x80"[..], 1252, "<p>Grüße €"),
        (b"<p>\xCF\xF0\xE8", 1251, "<p>При"),
        (b"<p>\x93\xFA\x96\x7B", 932, "<p>日本"),
        (b"<p>\x1B$BF|K\\\x1B(B", 50220, "<p>日本"),
        ("<p>漢".as_bytes(), 65001, "<p>漢"),
        (b"\xEF\xBB\xBF<p>\xC3\xBC", 1252, "<p>ü"),
        (&[b"\xFF\xFE", &utf16[..]].concat(), 1252, "<p>漢ü"),
        (&utf16, 1252, "<p>漢ü"),
        (&high_first, 1201, "<p>漢ü"),
        (b"<meta charset=\"UTF-8\">\xC3\xBC", 1252, "<meta charset=\"UTF-8\">ü"),
        (b"<meta charset=utf-16>\xC3\xBC", 65001, "<meta charset=utf-16>ü"),
        (b"<meta charset=windows-1251>\xCF", 65001, "<meta charset=windows-1251>П"),
        (b"<p>\xC3\xBC\xC3", 65001, "<p>ü\u{FFFD}"),
        (b"<p>a\0b\0\0", 1252, "<p>ab"),
    ] {
        let (read, found) = html(bytes, code_page);
        assert_eq!((read.as_str(), found), (text, Found::default()), "{bytes:?}");
    }
    let (record, _) =
        body(vec![(0x1013, PropValue::Binary(b"<meta charset=koi8-r>\xF0".to_vec()))]);
    assert_eq!(record.text("mail.body_html"), "<meta charset=koi8-r>П");
}

#[test]
fn a_truncated_rich_text_is_read_as_far_as_it_goes_and_the_loss_is_named() {
    let text = format!("{{\\rtf1\\ansi {}}}", "Hallo Welt. ".repeat(50));
    let whole = rtf::compress(text.as_bytes());
    for cut in (17..whole.len()).step_by(5) {
        let (record, found) = body(vec![(0x1009, PropValue::Binary(whole[..cut].to_vec()))]);
        assert_eq!(found.losses.len(), 1, "{cut}");
        assert_eq!(found.losses[0].id, "outlook-mail-body-damaged");
        let part = record.text("mail.body_rtf");
        assert!(text.starts_with(part));
    }
}

#[test]
fn a_false_length_or_checksum_is_named_and_the_text_is_read_all_the_same() {
    let whole = rtf::compress(b"{\\rtf1\\ansi Hallo}");
    let with = |at: usize, bytes: [u8; 4]| {
        let mut damaged = whole.clone();
        damaged[at..at + 4].copy_from_slice(&bytes);
        body(vec![(0x1009, PropValue::Binary(damaged))])
    };
    for (at, bytes) in [(4, [0xFF; 4]), (12, [1; 4])] {
        let (record, found) = with(at, bytes);
        assert_eq!(record.text("mail.body_rtf"), "{\\rtf1\\ansi Hallo}");
        assert_eq!(ids(&found.losses), [("outlook-mail-body-odd", Some("mail.body_rtf"))]);
    }
    let (record, found) = with(0, [0xFF; 4]);
    assert_eq!(record.text("mail.body_text"), "Hallo");
    assert_eq!(ids(&found.losses), [("outlook-mail-body-damaged", Some("mail.body_rtf"))]);
    let (record, found) = with(8, *b"ABCD");
    assert!(record.is_empty("mail.body_rtf"));
    assert_eq!(ids(&found.losses), [("outlook-mail-body-damaged", Some("mail.body_rtf"))]);
}

#[test]
fn a_damaged_rich_text_that_is_not_needed_is_no_loss() {
    let (record, found) = body(vec![
        (0x1009, PropValue::Binary(b"Unsinn".to_vec())),
        (0x1013, PropValue::Binary(b"<p>Hallo".to_vec())),
    ]);
    assert_eq!((record.text("mail.body_text"), found), ("Hallo", Found::default()));
    let empty = [Vec::new(), vec![0; 16], rtf::compress(b"")];
    for bytes in empty {
        assert_eq!(body(vec![(0x1009, PropValue::Binary(bytes))]).1, Found::default());
    }
}

#[test]
fn a_body_of_another_type_is_a_loss() {
    for (id, field) in
        [(0x1000, "mail.body_text"), (0x1013, "mail.body_html"), (0x1009, "mail.body_rtf")]
    {
        let (record, found) = body(vec![(id, PropValue::I32(7))]);
        assert_eq!(ids(&found.losses), [("outlook-value-type", Some(field))]);
        assert!(record.is_empty("mail.body_text") && record.is_empty(field));
    }
    let (record, found) = body(vec![(0x1013, text("<p>als Text"))]);
    assert_eq!((record.text("mail.body_html"), found), ("<p>als Text", Found::default()));
}

#[test]
fn html_comes_out_of_rich_text_only_where_there_is_no_other() {
    let wrapped = rtf::compress(b"{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}Gr\\'fc\\'dfe}");
    let (record, found) = body(vec![(0x1009, PropValue::Binary(wrapped.clone()))]);
    assert_eq!((record.text("mail.body_html"), found), ("<p>Grüße", Found::default()));
    assert_eq!((record.text("mail.body_text"), record.text("mail.body_rtf")), ("Grüße", ""));
    let own = PropValue::Binary(b"<b>eigenes".to_vec());
    let (record, _) = body(vec![(0x1009, PropValue::Binary(wrapped)), (0x1013, own)]);
    assert_eq!(record.text("mail.body_html"), "<b>eigenes");
    let plain = rtf::compress(&rtf::from_text("Nur Text\r\n漢"));
    let (record, _) = body(vec![(0x1009, PropValue::Binary(plain))]);
    assert_eq!(
        (record.text("mail.body_text"), record.text("mail.body_rtf")),
        ("Nur Text\r\n漢", "")
    );
}

#[test]
fn a_text_that_an_ansi_file_cannot_hold_is_kept_as_rich_text() {
    let mail = record(&[("mail.body_text", "漢 😀\r\n€".value())]);
    let stage = made(&mail, true);
    assert_eq!(stage.props.get(0x1000), None);
    assert_eq!(read(&stage).text("mail.body_text"), "漢 😀\r\n€");
    let both = [("mail.body_text", "漢".value()), ("mail.body_html", "<p>漢".value())];
    let stage = made(&record(&both), true);
    assert_eq!((stage.props.get(0x1000), stage.props.get(0x1009)), (None, None));
    assert_eq!(read(&stage).text("mail.body_text"), "漢");
    let rich = [("mail.body_text", "漢".value()), ("mail.body_rtf", "{\\rtf1 x}".value())];
    let written = crate::mail::new_item(&record(&rich), &berlin(true)).unwrap();
    assert_eq!(ids(&written.warnings), [("outlook-left-out", Some("mail.body_text"))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_are_too_odd(
        tail in prop::collection::vec(any::<u8>(), 0..200), head in 0..4_usize, page in any::<i32>()
    ) {
        let heads: [&[u8]; 4] = [b"", b"<html>", b"\xFF\xFE", b"\x20\0\0\0\x40\0\0\0LZFu"];
        let bytes = [heads[head], &tail].concat();
        for id in [0x1009, 0x1013, 0x004F, 0x0041] {
            let props = vec![(id, PropValue::Binary(bytes.clone())), (0x3FDE, PropValue::I32(page))];
            let _ = body(props);
        }
    }
}

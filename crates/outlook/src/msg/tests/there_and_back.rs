//! An item that was written is read as the same item, and equal items are equal bytes.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use pst::{PropName, PropValue, guid};

use super::super::container::Writer;
use super::super::layout::{CLASS_ID, NAMES, PROPERTIES, of_property};
use super::super::value::entry;
use super::super::*;
use super::support::*;

#[test]
fn a_mail_with_everything_comes_back() {
    let bytes = write(&mail()).unwrap();
    assert_eq!(read_whole(&bytes), mail());
    assert_eq!(mail().class(), "IPM.Note");
}

#[test]
fn equal_items_are_equal_bytes_in_whatever_order_their_properties_stand() {
    let mut turned = mail();
    turned.props.reverse();
    turned.recipients[0].reverse();
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(write(&turned), write(&mail()));
    let mut other = mail();
    other.recipients[0].push(tag(0x3002, text("SMTP")));
    assert_ne!(write(&other), write(&mail()));
}

#[test]
fn the_file_is_what_other_programs_expect() {
    let bytes = write(&mail()).unwrap();
    let mut file = cfb::CompoundFile::open_strict(Cursor::new(&bytes)).unwrap();
    assert_eq!(file.version(), cfb::Version::V3);
    assert_eq!(file.root_entry().clsid().as_u128(), CLASS_ID);
    let mut stream = |path: &str| {
        let mut bytes = Vec::new();
        file.open_stream(path).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let table = stream("/__properties_version1.0");
    assert_eq!(
        table[..32],
        [
            0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0
        ]
    );
    assert_eq!(table[32..48], [0x1F, 0, 0x1A, 0, 6, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0]);
    let mask = [&[3, 0, 0x0D, 0x34, 6, 0, 0, 0][..], &0x0004_0E79_u64.to_le_bytes()].concat();
    assert!(table.chunks(16).any(|entry| entry == mask));
    let inner =
        stream("/__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0");
    assert_eq!(inner[24..28], [0x1F, 0, 0x1A, 0]);
    let place = stream("/__attach_version1.0_#00000003/__properties_version1.0");
    assert_eq!(
        place[8..],
        [&[3, 0, 0x21, 0x0E, 6, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0][..], &place[24..]].concat()
    );
    // Sets in order: PS_PUBLIC_STRINGS has a number of its own, then tasks, then the common ones.
    let names = stream("/__nameid_version1.0/__substg1.0_00030102");
    assert_eq!(names.len(), 4 * 8);
    assert_eq!(names[..8], [0x01, 0x81, 0, 0, 6, 0, 0, 0]);
    let strings = stream("/__nameid_version1.0/__substg1.0_00040102");
    assert_eq!(strings[..4], [16, 0, 0, 0]);
    let bucket = (0x8101_u32 ^ 6) % 0x1F + 0x1000;
    let found = stream(&format!("/__nameid_version1.0/__substg1.0_{bucket:04X}0102"));
    assert_eq!(found[..8], [0x01, 0x81, 0, 0, 6, 0, 0, 0]);
}

#[test]
fn several_texts_end_with_zeros_as_outlook_writes_them() {
    let item = MsgItem {
        props: vec![tag(0x3A58, PropValue::MvText(vec!["Eva".into(), String::new()]))],
        ..MsgItem::default()
    };
    let bytes = write(&item).unwrap();
    let mut file = cfb::CompoundFile::open(Cursor::new(&bytes)).unwrap();
    let mut stream = |path: &str| {
        let mut bytes = Vec::new();
        file.open_stream(path).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(stream("/__substg1.0_3A58101F"), [8, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(stream("/__substg1.0_3A58101F-00000000"), b"E\0v\0a\0\0\0");
    assert_eq!(read_whole(&bytes), item);
}

/// A file with a table of properties and streams.
fn made_by_hand(entries: &[[u8; 16]], streams: &[(String, &[u8])]) -> Vec<u8> {
    let mut out = Writer::new(uuid::Uuid::nil()).unwrap();
    out.stream(PROPERTIES, &[vec![0; 32], entries.concat()].concat()).unwrap();
    for (path, bytes) in streams {
        out.stream(path, bytes).unwrap();
    }
    out.finish().unwrap()
}

#[test]
fn old_texts_are_read_in_the_code_page_of_the_message() {
    let texts = [(of_property(0x0037, 0x001E), &b"\xCF\xF0\xE8\0"[..])];
    for (id, number, subject) in
        [(0x3FFD, 1251, "При"), (0x3FDE, 1251, "При"), (0x3FFD, 65001, "Ïðè"), (0x3FFD, 9, "Ïðè")]
    {
        let page = entry(id, 3, i64::from(number).to_le_bytes());
        let bytes = made_by_hand(&[entry(0x0037, 0x001E, [5; 8]), page], &texts);
        let item = read_whole(&bytes);
        assert_eq!(item.get(&MsgProp::Tag(0x0037)), Some(&PropValue::Text(subject.into())));
    }
}

#[test]
fn a_value_that_is_not_there_is_a_loss_and_the_others_are_read() {
    let entries = [entry(0x0037, 0x001F, [4; 8]), entry(0x0017, 3, [2, 0, 0, 0, 0, 0, 0, 0])];
    let entries =
        [&entries[..], &[entry(0x8000, 3, [0; 8]), entry(0x0E0F, 0x000A, [0; 8])]].concat();
    let mut found = crate::item::Found::default();
    let item = read(&made_by_hand(&entries, &[]), &mut found).unwrap();
    assert_eq!(item.props, [tag(0x0017, PropValue::I32(2))]);
    assert_eq!(
        (found.losses[0].id.as_str(), found.losses[0].arg("count")),
        ("outlook-msg-values-lost", Some("2"))
    );
}

#[test]
fn a_compound_file_without_an_item_is_none() {
    let mut out = Writer::new(uuid::Uuid::nil()).unwrap();
    out.storage(NAMES).unwrap();
    let bytes = out.finish().unwrap();
    let found = &mut crate::item::Found::default();
    assert_eq!(read(&bytes, found), Err(MsgError::NoItem));
    assert!(matches!(read(b"Text", found), Err(MsgError::Container(_))));
    assert_eq!(MsgError::NoItem.explain().id, "outlook-msg-no-item");
}

#[test]
fn an_ole_object_keeps_its_storages_streams_and_classes() {
    let class = uuid::Uuid::from_u128(7);
    let mut object = Writer::new(class).unwrap();
    object.stream("\u{1}Ole", b"x").unwrap();
    object.storage("Inhalt").unwrap();
    object.file().set_storage_clsid("/Inhalt", uuid::Uuid::from_u128(8)).unwrap();
    object.stream("Inhalt/Daten", &vec![5; 9000]).unwrap();
    let contents = MsgContents::Object(object.finish().unwrap());
    let props = vec![tag(0x3705, PropValue::I32(6))];
    let item =
        MsgItem { attachments: vec![MsgAttachment { props, contents }], ..MsgItem::default() };
    let bytes = write(&item).unwrap();
    let file = cfb::CompoundFile::open(Cursor::new(&bytes)).unwrap();
    let inside = "/__attach_version1.0_#00000000/__substg1.0_3701000D";
    assert_eq!(file.entry(inside).unwrap().clsid(), &class);
    assert!(file.is_stream(format!("{inside}/Inhalt/Daten")));
    let again = read_whole(&bytes);
    let MsgContents::Object(packed) = &again.attachments[0].contents else { unreachable!() };
    let packed_file = cfb::CompoundFile::open(Cursor::new(packed)).unwrap();
    assert_eq!(packed_file.entry("/Inhalt").unwrap().clsid().as_u128(), 8);
    assert_eq!(write(&again), Ok(bytes));
    assert_eq!(read_whole(&write(&again).unwrap()), again);
}

#[test]
fn items_are_nested_no_deeper_than_can_be_read() {
    let nest = |depth: usize| {
        let mut item = MsgItem::default();
        for _ in 0..depth {
            let contents = MsgContents::Item(Box::new(item));
            let attachment = MsgAttachment { contents, ..MsgAttachment::default() };
            item = MsgItem { attachments: vec![attachment], ..MsgItem::default() };
        }
        item
    };
    let deepest = nest(32);
    assert_eq!(read_whole(&write(&deepest).unwrap()), deepest);
    assert_eq!(write(&nest(33)), Err(MsgError::TooDeep));
}

#[test]
fn names_have_ids_by_set_and_then_by_name() {
    let props = vec![
        (numbered(guid::COMMON, 0x8501), PropValue::I32(1)),
        (named(guid::TASK, "Text"), PropValue::I32(2)),
        (numbered(guid::TASK, 0x8101), PropValue::I32(3)),
    ];
    let bytes = write(&MsgItem { props, ..MsgItem::default() }).unwrap();
    let mut file = cfb::CompoundFile::open(Cursor::new(&bytes)).unwrap();
    let mut table = Vec::new();
    file.open_stream("/__properties_version1.0").unwrap().read_to_end(&mut table).unwrap();
    let entries = table[32..].chunks(16).filter(|entry| entry[3] == 0x80);
    assert_eq!(
        entries.map(|entry| (entry[2], entry[8])).collect::<Vec<_>>(),
        [(0, 3), (1, 2), (2, 1)]
    );
}

#[test]
fn names_of_the_same_text_in_other_sets_are_others() {
    let name = |set| MsgProp::Named(PropName::Text { set, name: "X".into() });
    let item = MsgItem {
        props: vec![
            (name(guid::PUBLIC_STRINGS), PropValue::I32(1)),
            (name(guid::INTERNET_HEADERS), PropValue::I32(2)),
        ],
        ..MsgItem::default()
    };
    assert_eq!(read_whole(&write(&item).unwrap()), item);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_item_comes_back(item in items()) {
        let bytes = write(&item).unwrap();
        prop_assert_eq!(read_whole(&bytes), item);
        prop_assert!(cfb::CompoundFile::open_strict(Cursor::new(&bytes)).is_ok());
    }
}

//! Items for the tests of message files.

use proptest::prelude::*;
use pst::{Guid, PropName, PropValue, guid};

use super::super::*;
use crate::item::Found;

/// Reads a file about which nothing is to be said.
pub fn read_whole(bytes: &[u8]) -> MsgItem {
    let mut found = Found::default();
    let item = read(bytes, &mut found).unwrap();
    assert_eq!(found, Found::default());
    item
}

pub fn text(text: &str) -> PropValue {
    PropValue::Text(text.to_owned())
}

pub fn tag(id: u16, value: PropValue) -> (MsgProp, PropValue) {
    (MsgProp::Tag(id), value)
}

pub fn named(set: Guid, name: &str) -> MsgProp {
    MsgProp::Named(PropName::Text { set, name: name.to_owned() })
}

pub fn numbered(set: Guid, lid: u32) -> MsgProp {
    MsgProp::Named(PropName::Id { set, lid })
}

/// A mail as a data file gives it: with subject, recipient, file, object and another mail in it.
pub fn mail() -> MsgItem {
    let inner = MsgItem {
        props: vec![
            tag(0x001A, text("IPM.Note")),
            tag(0x0037, text("Innen")),
            tag(0x0E07, PropValue::I32(1)),
            tag(0x0E1D, text("Innen")),
            (named(guid::PUBLIC_STRINGS, "Keywords"), PropValue::MvText(vec!["Größe".into()])),
        ],
        ..MsgItem::default()
    };
    let attachment = |name: &str, method, contents| MsgAttachment {
        props: vec![
            tag(0x3001, text(name)),
            tag(0x3705, PropValue::I32(method)),
            tag(0x370B, PropValue::I32(-1)),
        ],
        contents,
    };
    MsgItem {
        props: vec![
            tag(0x001A, text("IPM.Note")),
            tag(0x0037, text("AW: Angebot")),
            tag(0x003D, text("AW: ")),
            tag(0x0E04, text("Eva Groß")),
            tag(0x0E07, PropValue::I32(0x11)),
            tag(0x0E1D, text("Angebot")),
            tag(0x1000, text("Guten Tag, 漢 😀")),
            (numbered(guid::TASK, 0x8101), PropValue::I32(1)),
            (numbered(guid::COMMON, 0x8501), PropValue::I32(7)),
            (named(guid::PUBLIC_STRINGS, "Kundennr"), text("10007")),
        ],
        recipients: vec![vec![
            tag(0x0C15, PropValue::I32(1)),
            tag(0x3001, text("Eva Groß")),
            tag(0x3003, text("eva@gross.example")),
        ]],
        attachments: vec![
            attachment("a.txt", 1, MsgContents::Bytes(b"abc".to_vec())),
            attachment("Innen", 5, MsgContents::Item(Box::new(inner))),
            attachment("Objekt", 6, MsgContents::Object(b"kein Container".to_vec())),
            attachment("Verweis", 4, MsgContents::None),
        ],
    }
}

fn values() -> impl Strategy<Value = PropValue> {
    use PropValue as V;
    let texts = "[^\u{0}]{0,20}";
    prop_oneof![
        any::<i16>().prop_map(V::I16),
        any::<i32>().prop_map(V::I32),
        (-1e9..1e9_f32).prop_map(V::F32),
        (-1e9..1e9_f64).prop_map(V::F64),
        any::<i64>().prop_map(V::Currency),
        (-1e9..1e9_f64).prop_map(V::AppTime),
        any::<bool>().prop_map(V::Bool),
        any::<i64>().prop_map(V::I64),
        any::<i64>().prop_map(V::Time),
        any::<Guid>().prop_map(V::Guid),
        texts.prop_map(V::Text),
        prop::collection::vec(any::<u8>(), 0..6000).prop_map(V::Binary),
        any::<Vec<i16>>().prop_map(V::MvI16),
        any::<Vec<i32>>().prop_map(V::MvI32),
        any::<Vec<i64>>().prop_map(V::MvTime),
        any::<Vec<Guid>>().prop_map(V::MvGuid),
        prop::collection::vec(texts, 0..4).prop_map(V::MvText),
        prop::collection::vec(any::<Vec<u8>>(), 0..4).prop_map(V::MvBinary),
        any::<Vec<u8>>().prop_map(|bytes| V::Other { prop_type: 0x00FB, bytes }),
    ]
}

fn names() -> impl Strategy<Value = MsgProp> {
    let set = prop_oneof![
        prop::sample::select(vec![guid::COMMON, guid::MAPI, guid::PUBLIC_STRINGS, guid::TASK]),
        any::<Guid>(),
    ];
    // The ids that belong to the format, or stand for contents, are no properties of an item.
    let own = [0x3000, 0x340D, 0x0E21, 0x3701, 0x3705];
    prop_oneof![
        (1_u16..0x8000)
            .prop_filter("of the format", move |id| !own.contains(id))
            .prop_map(MsgProp::Tag),
        (set.clone(), any::<u32>()).prop_map(|(set, lid)| numbered(set, lid)),
        (set, "[A-Za-zäß漢 ]{1,12}").prop_map(|(set, name)| named(set, &name)),
    ]
}

fn props() -> impl Strategy<Value = MsgProps> {
    prop::collection::btree_map(names(), values(), 0..8)
        .prop_map(|props| props.into_iter().collect())
}

/// Items with items in them.
pub fn items() -> impl Strategy<Value = MsgItem> {
    let leaf = (props(), prop::collection::vec(props(), 0..3))
        .prop_map(|(props, recipients)| MsgItem { props, recipients, attachments: Vec::new() });
    leaf.prop_recursive(3, 12, 3, |inner| {
        let contents = prop_oneof![
            Just(MsgContents::None),
            any::<Vec<u8>>().prop_map(MsgContents::Bytes),
            inner.prop_map(|item| MsgContents::Item(Box::new(item))),
        ];
        let attachment =
            (props(), contents).prop_map(|(props, contents)| MsgAttachment { props, contents });
        (props(), prop::collection::vec(attachment, 0..3))
            .prop_map(|(props, attachments)| MsgItem { props, recipients: Vec::new(), attachments })
    })
}

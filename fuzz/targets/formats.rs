//! A file of an interchange format is read to its end: no panic, no endless reading, bounded memory;
//! what was read can be written.
//!
//! The first byte says what the rest is. Cards, calendars, tables and rich text are their own
//! inputs; of an address book the input holds what follows the first words; of an item of Outlook,
//! what is changed in a healthy one: its place and its value, three bytes each.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use fuzz::limits;
use libfuzzer_sys::fuzz_target;
use outlook::interchange::ical::{Calendar, Zones};
use outlook::interchange::wab::Wab;
use outlook::interchange::{Entry, Ground, csv, ical, vcard};
use outlook::item::Found;
use outlook::msg::{self, MsgAttachment, MsgContents, MsgItem, MsgProp};
use outlook::rtf;

static GROUND: LazyLock<Ground> = LazyLock::new(|| Ground {
    code_page: 1252,
    zone: jiff::tz::TimeZone::get("Europe/Berlin").expect("a known zone"),
});

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    LazyLock::force(&GROUND);
    LazyLock::force(&ITEM);
    limits::within(bytes.len(), || match kind % 7 {
        0 => cards(bytes),
        1 => calendar(bytes),
        2 => table(bytes),
        3 => address_book(bytes),
        4 => item(bytes),
        5 => drop(rtf::Body::read(bytes)),
        _ => compressed(bytes),
    });
});

fn cards(bytes: &[u8]) {
    for place in vcard::places(&mut Cursor::new(bytes)).expect("memory can be read") {
        let card = &bytes[place.start as usize..place.end as usize];
        let Ok(entry) = vcard::read(card, &GROUND) else { continue };
        for version in vcard::Version::ALL {
            drop(vcard::write(&entry.record, &entry.number, version));
        }
    }
}

fn calendar(bytes: &[u8]) {
    let Ok(calendar) = Calendar::open(bytes.to_vec(), &GROUND) else { return };
    let mut zones = Zones::new(jiff::Timestamp::UNIX_EPOCH);
    for at in 0..calendar.len() {
        let Ok(Entry { kind, record, number, .. }) = calendar.read(at) else { continue };
        drop(ical::write(kind, &record, &number, &GROUND, &mut zones));
    }
}

fn table(bytes: &[u8]) {
    let Ok(table) = csv::Table::open(bytes.to_vec(), &GROUND) else { return };
    for at in 0..table.len() {
        let Ok(entry) = table.read(at) else { continue };
        let (kind, form) = (entry.kind, csv::Form::default());
        drop(csv::row(kind, &entry.record, &entry.number, form, &GROUND));
    }
}

fn address_book(bytes: &[u8]) {
    const MAGIC: [u8; 16] = [
        0x9C, 0xCB, 0xCB, 0x8D, 0x13, 0x75, 0xD2, 0x11, 0x91, 0x58, 0x00, 0xC0, 0x4F, 0x79, 0x56,
        0xA4,
    ];
    let Ok(book) = Wab::open(Cursor::new([&MAGIC, bytes].concat())) else { return };
    for place in book.contents().people {
        drop(book.read(place, &GROUND));
    }
}

/// A healthy item with something of everything.
static ITEM: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let text = |id, text: &str| (MsgProp::Tag(id), pst::PropValue::Text(text.to_owned()));
    let long = |id, value| (MsgProp::Tag(id), pst::PropValue::I32(value));
    let inner = MsgItem { props: vec![text(0x001A, "IPM.Note")], ..MsgItem::default() };
    let attached = |contents| MsgAttachment { props: vec![text(0x3707, "a.txt")], contents };
    let item = MsgItem {
        props: vec![
            text(0x001A, "IPM.Note"),
            text(0x0037, "Betreff"),
            (MsgProp::Tag(0x300B), pst::PropValue::Binary(vec![7; 16])),
            long(0x0E07, 1),
        ],
        recipients: vec![vec![text(0x3001, "Eva"), long(0x0C15, 1)]],
        attachments: vec![
            attached(MsgContents::Bytes(vec![1; 600])),
            attached(MsgContents::Item(Box::new(inner))),
        ],
    };
    msg::write(&item).expect("a healthy item")
});

fn item(bytes: &[u8]) {
    let mut file = ITEM.clone();
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[at] = change[2];
    }
    let Ok(item) = msg::read(&file, &mut Found::default()) else { return };
    drop(msg::write(&item));
}

fn compressed(bytes: &[u8]) {
    if let Some(found) = rtf::decompress(bytes) {
        drop(rtf::Body::read(&found.rtf));
    }
}

//! Real data files: recurrences and zones are written to the byte that they were read from, and
//! rich text bodies give the text that stands beside them.

mod support;

use outlook::recurrence::{AppointmentRecurrence, Series, TaskRecurrence};
use outlook::rtf::{Body, Source, compress, decompress};
use outlook::windows_zone::{Evidence, ZoneDefinition, ZoneStruct, zone_of};
use pst::{PropName, PropValue, Props, guid};
use support::{corpus, every_item};

#[derive(Debug, Default)]
struct Seen {
    recurrences: usize,
    zones: usize,
    bodies: usize,
    html: usize,
}

#[test]
fn what_real_items_carry_is_understood_and_kept_to_the_byte() {
    let mut seen = Seen::default();
    let files = corpus();
    for path in &files {
        every_item(path, |names, message| {
            let id = |set, lid| names.id_of(&PropName::Id { set, lid });
            assert_recurrence(&message.props, id, &mut seen);
            assert_zones(&message.props, |lid| id(guid::APPOINTMENT, lid), &mut seen);
            assert_body(&message.props, &mut seen);
        });
    }
    println!("{seen:?}");
    assert!(files.is_empty() || (seen.zones >= 12 && seen.bodies >= 20), "{seen:?}");
}

fn binary(props: &Props, id: Option<u16>) -> Option<&[u8]> {
    props.get(id?).and_then(PropValue::as_binary)
}

fn assert_recurrence(props: &Props, id: impl Fn(pst::Guid, u32) -> Option<u16>, seen: &mut Seen) {
    if let Some(bytes) = binary(props, id(guid::APPOINTMENT, 0x8216)) {
        let blob = AppointmentRecurrence::parse(bytes).unwrap();
        assert_eq!(blob.to_bytes(), bytes);
        assert!(Series::read(&blob, 1252).is_ok());
        seen.recurrences += 1;
    }
    if let Some(bytes) = binary(props, id(guid::TASK, 0x8116)) {
        let blob = TaskRecurrence::parse(bytes).unwrap();
        assert_eq!(blob.to_bytes(), bytes);
        seen.recurrences += 1;
    }
}

fn assert_zones(props: &Props, id: impl Fn(u32) -> Option<u16>, seen: &mut Seen) {
    for lid in [0x825E, 0x825F, 0x8260] {
        let Some(bytes) = binary(props, id(lid)) else { continue };
        assert_eq!(ZoneDefinition::parse(bytes).unwrap().to_bytes(), bytes);
        let evidence = Evidence { definitions: &[bytes], ..Evidence::default() };
        assert!(zone_of(&evidence, None).unwrap().name.is_some());
        seen.zones += 1;
    }
    if let Some(bytes) = binary(props, id(0x8233)) {
        assert_eq!(ZoneStruct::parse(bytes).unwrap().to_bytes(), bytes);
        seen.zones += 1;
    }
}

fn assert_body(props: &Props, seen: &mut Seen) {
    let Some(bytes) = binary(props, Some(0x1009)) else { return };
    let found = decompress(bytes).unwrap();
    assert_eq!(found.fault, None);
    assert_eq!(decompress(&compress(&found.rtf)).unwrap().rtf, found.rtf);
    let body = Body::read(&found.rtf).unwrap();
    // One real message has the bytes of a picture for its text.
    let words = |text: &str| {
        let text = text.replace('\0', "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match (body.source, props.text(0x1000)) {
        (Source::Html, _) => seen.html += 1,
        (_, plain) if !plain.is_empty() => assert_eq!(words(&body.text), words(plain)),
        _ => {}
    }
    seen.bodies += 1;
}

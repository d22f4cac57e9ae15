//! Address books made as others describe them: no real one was at hand.

use std::io::Cursor;

use jiff::civil::date;
use proptest::prelude::*;
use sync::{Record, Value};

use super::{Contents, MAGIC, OLD, Wab, is_wab};
use crate::interchange::{Entry, Ground};
use crate::item::testing::{context, zone};

fn ground() -> Ground {
    Ground { code_page: 1252, zone: zone("Europe/Berlin") }
}

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// A property: tag and value, the latter with its lengths.
type Made = (u32, Vec<u8>);

fn single(id: u32, kind: u32, bytes: &[u8]) -> Made {
    (id << 16 | kind, [&len(bytes).to_le_bytes(), bytes].concat())
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn unicode(id: u32, text: &str) -> Made {
    single(id, 0x1F, &utf16(text))
}

fn ansi(id: u32, text: &str) -> Made {
    single(id, 0x1E, &[&crate::code_page::encode(text, 1252)[..], b"\0rest"].concat())
}

fn number(id: u32, number: u32) -> Made {
    single(id, 3, &number.to_le_bytes())
}

/// Several values; `counted` says whether their lengths count in the total.
fn several(id: u32, kind: u32, values: &[Vec<u8>], counted: bool) -> Made {
    let data: Vec<u8> =
        values.iter().flat_map(|value| [&len(value).to_le_bytes(), &value[..]].concat()).collect();
    let count = u32::try_from(values.len()).unwrap();
    let total = len(&data) - if counted { 0 } else { 4 * count };
    (id << 16 | 0x1000 | kind, [&count.to_le_bytes(), &total.to_le_bytes(), &data[..]].concat())
}

fn record(id: u32, live: bool, properties: &[Made]) -> Vec<u8> {
    let data: Vec<u8> = properties
        .iter()
        .flat_map(|(tag, value)| [&tag.to_le_bytes(), &value[..]].concat())
        .collect();
    let count = u32::try_from(properties.len()).unwrap();
    let head = [u32::from(live), 1, id, count, 0x20, 4 * count, 4 * count, len(&data)];
    let tags = properties.iter().map(|(tag, _)| *tag);
    let words = head.into_iter().chain(tags).flat_map(u32::to_le_bytes);
    words.chain(data).collect()
}

/// A file of these records, with an index.
fn book(records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.resize(0x80, 0);
    let mut index = Vec::new();
    for record in records {
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        index.extend([&record[8..12], &len(&bytes).to_le_bytes()].concat());
        bytes.extend(record);
    }
    let place = len(&bytes).to_le_bytes();
    bytes.extend(&index);
    bytes[0x18..0x1C].copy_from_slice(&4000_u32.to_le_bytes());
    bytes[0x20..0x24].copy_from_slice(&place);
    bytes[0x24..0x28].copy_from_slice(&u32::try_from(records.len()).unwrap().to_le_bytes());
    bytes
}

fn open(bytes: &[u8]) -> Wab {
    Wab::open(Cursor::new(bytes)).unwrap()
}

fn people(bytes: &[u8]) -> (Vec<Entry>, Contents) {
    let wab = open(bytes);
    let contents = wab.contents();
    let entry = |at: &u64| {
        let entry = wab.read(*at, &ground()).unwrap();
        crate::contact::new_item(&entry.record, &context("Europe/Berlin", false)).unwrap();
        entry
    };
    (contents.people.iter().map(entry).collect(), contents)
}

fn first_names(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.record.text("contact.first_name")).collect()
}

fn person(id: u32, first_name: &str) -> Vec<u8> {
    record(id, true, &[number(0x0FFE, 6), unicode(0x3A06, first_name)])
}

fn texts(fields: &[(&str, &str)]) -> Record {
    fields.iter().map(|(name, text)| (format!("contact.{name}"), Value::text(*text))).collect()
}

#[test]
fn a_person_is_read_property_by_property() {
    let birthday = crate::filetime::midnight(date(1965, 12, 24), &zone("Europe/Berlin")).unwrap();
    let changed = crate::filetime::from_timestamp("2004-05-03T10:00:00Z".parse().unwrap());
    let mails = ["b@x.example", "a@x.example", "c@x.example", "d@x.example"].map(utf16);
    let bytes = book(&[record(
        7,
        true,
        &[
            number(0x0FFE, 6),
            single(0x0FFF, 0x102, &7_u32.to_le_bytes()),
            unicode(0x3001, "Änne Groß"),
            unicode(0x3A06, "Änne"),
            ansi(0x3A11, "Groß"),
            unicode(0x3A29, "Hauptstr. 5"),
            unicode(0x3A59, "Köln"),
            unicode(0x3002, "SMTP"),
            unicode(0x3003, "a@x.example"),
            several(0x3A54, 0x1F, &["SMTP", "SMTP", "X400", "SMTP"].map(utf16), true),
            number(0x3A55, 1),
            several(0x3A56, 0x1F, &mails, false),
            single(0x3A42, 0x40, &birthday.to_le_bytes()),
            single(0x3008, 0x40, &changed.to_le_bytes()),
            single(0x3A4D, 2, &1_u16.to_le_bytes()),
            several(0x3A58, 0x1E, &[b"Max\0".to_vec(), b"Eva\0".to_vec()], true),
            unicode(0x8012, "x@x.example"),
            unicode(0x8013, ""),
            (0x8014_1003, [2_u32, 8, 1, 2].into_iter().flat_map(u32::to_le_bytes).collect()),
            unicode(0x3004, "Zeile 1\r\nZeile 2"),
        ],
    )]);
    let (entries, contents) = people(&bytes);
    let [entry] = entries.try_into().unwrap();
    let mut wanted = texts(&[
        ("first_name", "Änne"),
        ("last_name", "Groß"),
        ("business.street", "Hauptstr. 5"),
        ("home.city", "Köln"),
        ("email1", "a@x.example"),
        ("email1.type", "SMTP"),
        ("email2", "b@x.example"),
        ("email2.type", "SMTP"),
        ("email3", "c@x.example"),
        ("email3.type", "X400"),
        ("body", "Zeile 1\r\nZeile 2"),
    ]);
    wanted.set("contact.birthday", Value::Date(date(1965, 12, 24)));
    wanted.set("contact.gender", Value::Int(1));
    wanted.set("contact.children", Value::List(vec!["Max".into(), "Eva".into()]));
    assert_eq!(entry.record, wanted);
    assert_eq!(
        entry.left,
        ["0x8012", "0x8014", "0x3A56"],
        "the fourth address, and what is unknown"
    );
    assert_eq!(entry.changed_at, Some("2004-05-03T10:00:00Z".parse().unwrap()));
    assert!(entry.losses.is_empty());
    assert_eq!((contents.broken.len(), contents.searched), (0, false));
}

#[test]
fn a_lone_address_and_a_shown_name_are_enough() {
    let bytes =
        book(&[record(1, true, &[ansi(0x3001, "Tante Eva"), ansi(0x3003, "eva@x.example")])]);
    let (entries, _) = people(&bytes);
    let wanted = texts(&[("file_as", "Tante Eva"), ("email1", "eva@x.example")]);
    assert_eq!(entries[0].record, wanted);
}

#[test]
fn deleted_records_are_none_and_lists_and_folders_are_counted() {
    let of_type = |id, kind| record(id, true, &[number(0x0FFE, kind), unicode(0x3001, "x")]);
    let bytes = book(&[
        person(1, "Eva"),
        record(2, false, &[number(0x0FFE, 6), unicode(0x3A06, "Max")]),
        of_type(3, 8),
        of_type(4, 3),
        of_type(5, 3),
        of_type(6, 99),
    ]);
    let (entries, contents) = people(&bytes);
    assert_eq!(first_names(&entries), ["Eva"]);
    let others: Vec<(&str, u64)> =
        contents.others.iter().map(|(class, count)| (class.as_str(), *count)).collect();
    assert_eq!(others, [("WAB.99", 1), ("WAB.DistList", 1), ("WAB.Folder", 2)]);
}

#[test]
fn a_broken_index_costs_a_search_and_a_broken_record_itself() {
    let sound = book(&[person(1, "Eva"), person(2, "Max"), person(3, "Ada")]);
    // The header leads beyond the end.
    let mut bytes = sound.clone();
    bytes[0x20..0x24].copy_from_slice(&u32::MAX.to_le_bytes());
    let (entries, contents) = people(&bytes);
    assert_eq!((first_names(&entries), contents.searched), (vec!["Eva", "Max", "Ada"], true));
    // One entry leads elsewhere: its record is found all the same, and once.
    let mut bytes = sound.clone();
    let index = super::word(&bytes, 0x20).unwrap() as usize;
    bytes[index + 12..index + 16].copy_from_slice(&0x80_u32.to_le_bytes());
    let (entries, contents) = people(&bytes);
    assert_eq!(first_names(&entries), ["Eva", "Ada"], "two entries of one place are one");
    assert_eq!(contents.broken.len(), 0);
    bytes[index + 12..index + 16].copy_from_slice(&0x84_u32.to_le_bytes());
    let (entries, contents) = people(&bytes);
    assert_eq!(first_names(&entries), ["Eva", "Ada", "Max"]);
    assert_eq!((contents.broken, contents.searched), (vec![0x84], true));
    // A value that does not repeat its tag.
    let mut bytes = sound.clone();
    let at = 0x80 + 0x20 + 8 + 12;
    bytes[at] ^= 1;
    let (entries, _) = people(&bytes);
    assert_eq!(first_names(&entries), ["", "Max", "Ada"]);
    assert_eq!(entries[0].losses[0].id, "wab-damaged");
    assert_eq!(entries[0].losses[0].arg("place"), Some("0x80"));
}

#[test]
fn old_address_books_and_other_files_are_refused_each_with_its_word() {
    let refused = |bytes: &[u8]| Wab::open(Cursor::new(bytes)).unwrap_err().id;
    let old = [&OLD[..], &[0; 100]].concat();
    assert_eq!((refused(&old).as_str(), is_wab(&old)), ("wab-too-old", true));
    for bytes in [b"".as_slice(), b"!BDN", &MAGIC[..15]] {
        assert_eq!((refused(bytes).as_str(), is_wab(bytes)), ("wab-not-one", false));
    }
    assert!(is_wab(&book(&[])));
    let wab = open(&MAGIC);
    assert_eq!(wab.contents(), Contents { searched: true, ..Contents::default() });
    assert_eq!(wab.read(u64::MAX, &ground()).unwrap_err().id, "wab-damaged");
}

proptest! {
    /// Whatever a file says, reading it ends, with what can be had.
    #[test]
    fn no_file_is_trusted(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..16),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mails = ["b@x.example", "a@x.example"].map(utf16);
        let mut bytes = book(&[
            person(1, "Eva"),
            record(2, true, &[
                number(0x3A55, 1),
                several(0x3A56, 0x1F, &mails, true),
                single(0x3A42, 0x40, &[7; 8]),
                several(0x3A58, 0x1E, &[b"Max\0".to_vec()], false),
            ]),
        ]);
        for (at, byte) in &at {
            let at = at.index(bytes.len() - 16) + 16;
            bytes[at] = *byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(wab) = Wab::open(Cursor::new(&bytes)) {
            let contents = wab.contents();
            prop_assert!(contents.people.len() * 0x20 <= bytes.len());
            for at in contents.people.iter().chain(&contents.broken) {
                if let Ok(entry) = wab.read(*at, &ground()) {
                    crate::contact::new_item(&entry.record, &context("Europe/Berlin", false)).unwrap();
                }
            }
        }
    }
}

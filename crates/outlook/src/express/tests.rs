//! Mail files that are made here, sound and broken.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

const NODE: usize = 0x27C;

/// Puts words at a place; the bytes grow as needed.
fn put(bytes: &mut Vec<u8>, at: usize, words: &[u32]) {
    let end = at + 4 * words.len();
    bytes.resize(bytes.len().max(end), 0);
    for (i, word) in words.iter().enumerate() {
        bytes[at + 4 * i..at + 4 * i + 4].copy_from_slice(&word.to_le_bytes());
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}

/// A `.dbx` with these mails, `None` for one of which there is only the header; the second node of
/// the tree hangs on the first.
fn dbx(mails: &[Option<&str>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, 0, &[0xFE12_ADCF, 0x6F74_FDC5]);
    put(&mut bytes, 0x24BC, &[0]);
    let records: Vec<usize> = mails.iter().map(|mail| add_record(&mut bytes, *mail)).collect();
    let (left, right) = records.split_at(records.len() / 2);
    let child = add_node(&mut bytes, left, None);
    let root = add_node(&mut bytes, right, Some((child, left.len())));
    put(&mut bytes, 0xC4, &[place(mails.len())]);
    put(&mut bytes, 0xE4, &[place(root)]);
    bytes
}

fn add_node(bytes: &mut Vec<u8>, records: &[usize], before: Option<(usize, usize)>) -> usize {
    let at = bytes.len().next_multiple_of(4);
    bytes.resize(at + NODE, 0);
    let (child, count) = before.unwrap_or_default();
    put(bytes, at, &[place(at), 0, place(child), 0]);
    bytes[at + 0x11] = u8::try_from(records.len()).unwrap();
    put(bytes, at + 0x14, &[place(count)]);
    for (i, record) in records.iter().enumerate() {
        put(bytes, at + 0x18 + 12 * i, &[place(*record), 0, 0]);
    }
    at
}

/// Flags (read), the text, received, subject.
fn add_record(bytes: &mut Vec<u8>, mail: Option<&str>) -> usize {
    let first = mail.map_or(0, |mail| add_text(bytes, mail.as_bytes()));
    let at = bytes.len().next_multiple_of(4);
    let subject = b"Betreff\0x";
    let length = 16 + 12 + subject.len();
    put(bytes, at, &[place(at), place(length)]);
    bytes.resize(at + 12, 0);
    bytes[at + 10] = 4;
    let direct = |id: u32, value: u32| id | 0x80 | value << 8;
    let indirect = |id: u32, offset: u32| id | offset << 8;
    put(bytes, at + 12, &[direct(1, 0x81), indirect(4, 0), indirect(8, 12), indirect(0x12, 4)]);
    put(bytes, at + 28, &[place(first), 0xD53E_8000, 0x019D_B1DE]);
    bytes.extend(subject);
    at
}

/// A text in fragments of at most 512 bytes.
fn add_text(bytes: &mut Vec<u8>, text: &[u8]) -> usize {
    let start = bytes.len().next_multiple_of(4);
    let mut at = start;
    let parts: Vec<&[u8]> = text.chunks(0x200).collect();
    for (i, part) in parts.iter().enumerate() {
        let next = if i + 1 < parts.len() { at + 0x210 } else { 0 };
        put(bytes, at, &[place(at), 0x200, place(part.len()), place(next)]);
        bytes.resize(at + 16, 0);
        bytes.extend(*part);
        bytes.resize(at + 0x210, 0);
        at += 0x210;
    }
    start
}

fn open(bytes: Vec<u8>) -> Dbx<Cursor<Vec<u8>>> {
    Dbx::open(Cursor::new(bytes)).unwrap().expect("a .dbx")
}

/// The texts of all messages that can be read.
fn texts(dbx: &mut Dbx<Cursor<Vec<u8>>>) -> Vec<String> {
    let (entries, _) = dbx.entries().unwrap();
    let places = entries.into_iter().filter_map(|entry| entry.place);
    let text = |place| match place {
        Place::Pieces(first) => dbx.text(first).ok(),
        other => panic!("{other:?}"),
    };
    places.filter_map(text).map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
}

fn long_mail() -> String {
    format!("Subject: lang\r\n\r\n{}", "Zeile\r\n".repeat(400))
}

#[test]
fn messages_come_in_the_order_of_the_tree_with_their_whole_texts_and_flags() {
    let long = long_mail();
    let mut dbx =
        open(dbx(&[Some("Subject: a\r\n\r\n1"), Some(&long), None, Some("x: y\r\n\r\n")]));
    assert_eq!(dbx.kind(), DbxKind::Mail);
    let (entries, broken) = dbx.entries().unwrap();
    assert_eq!((entries.len(), broken), (4, Vec::new()));
    assert!(entries.iter().all(|entry| entry.read && !entry.draft));
    assert_eq!(entries[0].subject, b"Betreff", "cut at the first NUL");
    assert_eq!(entries[0].received, 0x019D_B1DE_D53E_8000);
    assert_eq!(entries[2].place, None, "only the header was fetched");
    assert_eq!(texts(&mut dbx), ["Subject: a\r\n\r\n1", &long, "x: y\r\n\r\n"]);
}

#[test]
fn what_is_broken_costs_itself() {
    let sound = dbx(&[Some("a: 1\r\n\r\n"), Some(&long_mail()), Some("b: 2\r\n\r\n")]);
    let (entries, _) = open(sound.clone()).entries().unwrap();
    let Some(Place::Pieces(second)) = entries[1].place else { panic!("a text") };
    let second = usize::try_from(second).unwrap();
    // A fragment leads back to itself, or far beyond the end.
    for next in [place(second), 0x7FFF_FFF0] {
        let mut bytes = sound.clone();
        put(&mut bytes, second + 12, &[next]);
        assert_eq!(texts(&mut open(bytes)), ["a: 1\r\n\r\n", "b: 2\r\n\r\n"]);
    }
    // A node leads back to itself.
    let mut bytes = sound.clone();
    let root = word(&bytes, 0xE4) as usize;
    put(&mut bytes, root + 8, &[place(root)]);
    let (entries, broken) = open(bytes).entries().unwrap();
    assert_eq!((entries.len(), broken), (2, vec![root as u64]));
}

#[test]
fn another_file_is_none() {
    for bytes in [b"".as_slice(), b"JMF6", b"!BDN....", &[0xCF, 0xAD, 0x12]] {
        assert!(Dbx::open(Cursor::new(bytes)).unwrap().is_none());
        assert!(bytes.starts_with(b"JMF6") || Mbx::open(Cursor::new(bytes)).unwrap().is_none());
    }
}

/// An `.mbx` with these mails.
fn mbx(mails: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, 0, &[0x3646_4D4A, 0x0001_0003, place(mails.len()), place(mails.len())]);
    bytes.resize(0x54, 0);
    for (number, mail) in (1..).zip(mails) {
        let (at, total) = (bytes.len(), (16 + mail.len()).next_multiple_of(4));
        put(&mut bytes, at, &[0x7F00_7F00, number, place(total), place(mail.len())]);
        bytes.extend(mail.as_bytes());
        bytes.resize(at + total, 0);
    }
    bytes
}

fn entries(bytes: &[u8], index: &Index) -> Vec<Entry> {
    Mbx::open(Cursor::new(bytes)).unwrap().expect("an .mbx").entries(index).unwrap()
}

fn places(bytes: &[u8]) -> Vec<Place> {
    entries(bytes, &Index::default()).into_iter().filter_map(|entry| entry.place).collect()
}

#[test]
fn an_old_box_is_read_from_end_to_end_and_what_is_missing_is_said() {
    let bytes = mbx(&["a: 1\r\n\r\neins", "b: 2\r\n\r\nzwei"]);
    let sound = places(&bytes);
    assert_eq!(sound, [Place::Whole(0x64, 12), Place::Whole(0x80, 12)]);
    let mut file = Mbx::open(Cursor::new(&bytes)).unwrap().unwrap();
    assert_eq!(file.text(0x80, 12).unwrap(), b"b: 2\r\n\r\nzwei");
    // Cut within the second, and before it.
    assert_eq!(places(&bytes[..0x85]), [Place::Whole(0x64, 12), Place::Cut(0x80, 5)]);
    assert_eq!(places(&bytes[..0x70]), [Place::Whole(0x64, 12), Place::Missing(0x70)]);
    // Three bytes of the first were lost: the second is found all the same.
    let mut shifted = bytes.clone();
    shifted.drain(0x68..0x6B);
    assert_eq!(places(&shifted), [Place::Cut(0x64, 9), Place::Whole(0x7D, 12)]);
}

#[test]
fn what_the_index_calls_deleted_is_left_out_and_a_strange_index_is_not_believed() {
    let bytes = mbx(&["a: 1\r\n\r\neins", "b: 2\r\n\r\nzwei"]);
    let index = |own: u32| {
        let mut index = Vec::new();
        put(&mut index, 0, &[0x3946_4D4A, 0x0001_0004, 2]);
        for (number, flags, at) in [(0, 1, 0x54), (1, 2, 0x70)] {
            let place = 0x50 + 0x20 * number;
            put(&mut index, place as usize, &[flags, 0, number, place + own, 0x20, at, 0]);
        }
        index.resize(0x90, 0);
        Index::read(Cursor::new(index)).unwrap()
    };
    let left = entries(&bytes, &index(0));
    assert_eq!((left.len(), left[0].read), (1, false));
    assert_eq!(left[0].place, Some(Place::Whole(0x80, 12)));
    assert_eq!(entries(&bytes, &index(4)).len(), 2);
}

proptest! {
    /// Whatever a file says, reading it ends, with what can be had.
    #[test]
    fn no_file_is_trusted(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let long = long_mail();
        for mut bytes in [dbx(&[Some("a: 1\r\n\r\n"), None, Some(&long)]), mbx(&["a: 1", &long])] {
            for (at, byte) in &at {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            if let Ok(Some(mut dbx)) = Dbx::open(Cursor::new(bytes.clone())) {
                let _ = dbx.folders();
                texts(&mut dbx);
            }
            if let Ok(Some(mut mbx)) = Mbx::open(Cursor::new(bytes)) {
                let _ = mbx.entries(&Index::default());
            }
        }
    }
}

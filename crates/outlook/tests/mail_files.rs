//! Mail files as a store: what a mail says, where it lies, and that it is the same mail every time.

use std::path::Path;

use outlook::interchange::Ground;
use outlook::mime;
use outlook::source::{FileSource, SourceKind, recognise};
use proptest::prelude::*;
use sync::form::{Attached, Mailbox};
use sync::memory::MemoryOffice;
use sync::{ContentHash, Contents, Job, Kind, Record, Report, Settings, Silent, Value};

const LETTER: &str = "Received: from a by b; Mon, 2 Mar 2026 09:00:05 +0100\r\n\
    From: =?iso-8859-1?Q?J=FCrgen_M=FCller?= <jm@example.org>\r\n\
    To: \"Beispiel, Anna\" <anna@example.org>, bert@example.org\r\n\
    Cc: Team: carla@example.org;\r\n\
    Subject: =?utf-8?B?R3LDtsOfZSDigqw=?=\r\n\
    Date: Mon, 02 Mar 2026 09:00:00 +0100\r\n\
    Message-ID: <1@example.org>\r\n\
    In-Reply-To: <0@example.org>\r\n\
    X-Priority: 1 (Highest)\r\n\
    Status: RO\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=B\r\n\r\n\
    --B\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n\
    --A\r\nContent-Type: text/plain; charset=windows-1252\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=F6=DFe =80\r\n\
    --A\r\nContent-Type: text/html\r\n\r\n<p>Bild <img src=\"cid:b1\"></p>\r\n--A--\r\n\
    --B\r\nContent-Type: image/png; name=b.png\r\nContent-ID: <b1>\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n\
    --B\r\nContent-Type: message/rfc822\r\n\r\nSubject: innen\r\n\r\nText\r\n--B--\r\n";

fn ground() -> Ground {
    Ground { code_page: 1252, zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap() }
}

fn mailbox(name: &str, address: &str) -> String {
    Mailbox { name: name.to_owned(), address: address.to_owned() }.to_text()
}

#[test]
fn a_mail_gives_every_field_that_it_has() {
    let letter = mime::read(LETTER.as_bytes(), 1252);
    let text = |name: &str| letter.record.text(name).to_owned();
    assert_eq!(text("mail.from"), mailbox("Jürgen Müller", "jm@example.org"));
    let to = [mailbox("Beispiel, Anna", "anna@example.org"), mailbox("", "bert@example.org")];
    assert_eq!(letter.record.get("mail.to"), Some(&Value::List(to.into())));
    let cc = Value::List(vec![mailbox("", "carla@example.org")]);
    assert_eq!(letter.record.get("mail.cc"), Some(&cc));
    assert_eq!(text("mail.subject"), "Größe €");
    let at = |text: &str| Some(Value::Instant(text.parse().unwrap()));
    assert_eq!(letter.record.get("mail.sent_at").cloned(), at("2026-03-02T08:00:00Z"));
    assert_eq!(letter.record.get("mail.received_at").cloned(), at("2026-03-02T08:00:05Z"));
    assert_eq!(
        (text("mail.message_id"), text("mail.in_reply_to")),
        ("<1@example.org>".to_owned(), "<0@example.org>".to_owned())
    );
    assert_eq!(
        (text("mail.importance"), text("mail.sensitivity")),
        ("high".to_owned(), "normal".to_owned())
    );
    assert_eq!(letter.record.get("mail.read"), Some(&Value::Bool(true)));
    assert_eq!(text("mail.body_text").trim(), "Größe €");
    assert!(text("mail.body_html").contains("cid:b1"));
    assert!(text("mail.headers").starts_with("Received: from a by b"));
    let Some(Value::List(attached)) = letter.record.get("mail.attachments") else { panic!("two") };
    let attached: Vec<Attached> =
        attached.iter().map(|one| Attached::parse(one).unwrap()).collect();
    assert_eq!((attached[0].name.as_str(), attached[0].inline), ("b.png", true));
    assert_eq!(attached[0].hash, Some(ContentHash::of(&[0, 1, 2])));
    assert_eq!(attached[1].media_type, "message/rfc822");
    assert_eq!(String::from_utf8_lossy(&letter.contents[1]).trim(), "Subject: innen\r\n\r\nText");
}

#[test]
fn old_mails_in_the_code_page_of_their_machine_are_read_with_it() {
    let raw =
        b"From: J\xFCrgen <j@example.org>\r\nSubject: Gr\xF6\xDFe\r\n\r\nGr\xF6\xDFe".to_vec();
    let western = mime::read(&raw, 1252).record;
    assert_eq!(
        (western.text("mail.subject"), western.text("mail.body_text").trim()),
        ("Größe", "Größe")
    );
    assert_eq!(western.text("mail.from"), mailbox("Jürgen", "j@example.org"));
    let czech = b"Subject: P\xF8\xEDli\xB9\r\n\r\nx";
    assert_eq!(mime::read(czech, 28592).record.text("mail.subject"), "Příliš");
}

proptest! {
    #[test]
    fn every_text_is_some_mail(bytes in prop::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>()) {
        let _ = mime::read(&bytes, 1252);
        let mut letter = LETTER.as_bytes().to_vec();
        let at = at.index(letter.len());
        letter.splice(at..at, bytes);
        let read = mime::read(&letter, 1252);
        let described = match read.record.get("mail.attachments") {
            Some(Value::List(attached)) => attached.len(),
            _ => 0,
        };
        prop_assert_eq!(described, read.contents.len());
    }
}

fn import(path: &Path, office: &mut MemoryOffice) -> Report {
    let mut files = FileSource::open(path, ground()).unwrap();
    sync::exchange(Job::Import, &mut files, office, &Settings::default(), &mut Silent).unwrap()
}

fn counts(report: &Report) -> [u64; 4] {
    let counters = report.kinds[&Kind::Mails];
    [counters.created, counters.unchanged, counters.skipped, counters.errors]
}

const BOX: &str = "From - Mon Mar  2 09:00:00 2026\nSubject: eins\nMessage-ID: <1@x>\n\nText\n>From hier\n\n\
    From - Mon Mar  2 09:00:00 2026\nSubject: zwei\nMessage-ID: <2@x>\n\nFrom unten\n";

#[test]
fn a_box_is_imported_once_and_what_is_added_later_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Privat.mbox");
    std::fs::write(&path, BOX).unwrap();
    let mut office = MemoryOffice::default();
    assert_eq!(counts(&import(&path, &mut office)), [2, 0, 0, 0]);
    let report = import(&path, &mut office);
    assert_eq!((counts(&report), report.numbers_owed.len()), ([0, 2, 0, 0], 0));
    let records: Vec<&Record> = office.rows.values().map(|row| &row.record).collect();
    assert_eq!(records[0].text("body_text").trim(), "Text\nFrom hier");
    assert_eq!((records[1].text("folder"), records[1].text("subject")), ("/Privat", "zwei"));
    // One mail before the others, one after them.
    let mail = |word: &str| format!("From - x\nSubject: {word}\nMessage-ID: <{word}@x>\n\nT\n\n");
    std::fs::write(&path, mail("null") + BOX + "\n" + &mail("drei")).unwrap();
    assert_eq!(counts(&import(&path, &mut office)), [2, 2, 0, 0]);
    // The same mails from another place are the same mails.
    let other = dir.path().join("Kopie.mbox");
    std::fs::copy(&path, &other).unwrap();
    import(&other, &mut office);
    assert_eq!(office.rows.len(), 4);
}

#[test]
fn what_a_file_is_its_first_bytes_say() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("datei.dbx");
    for (bytes, kind) in [
        (b"\xCF\xAD\x12\xFE....".as_slice(), Some(SourceKind::Dbx)),
        (b"JMF6....", Some(SourceKind::Mbx)),
        (b"From x\nSubject: a\n\n", Some(SourceKind::Mbox)),
        (b"Subject: a\r\nTo: b\r\n\r\n", Some(SourceKind::Eml)),
        (b"Subject: a\r\n folded\r\n\r\n", Some(SourceKind::Eml)),
        (b"Lieber Kunde: hallo\nund danke\n", None),
        (b"", None),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(recognise(&path).unwrap(), kind, "{bytes:?}");
    }
}

#[test]
fn attachments_come_out_of_the_box_as_they_went_in() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.eml");
    std::fs::write(&path, LETTER).unwrap();
    let mut office = MemoryOffice::default();
    assert_eq!(counts(&import(&path, &mut office)), [1, 0, 0, 0]);
    let mut bytes: Vec<u8> = Vec::new();
    let hash = ContentHash::of(&[0, 1, 2]);
    office.content(&hash, &mut |piece| bytes.extend(piece)).unwrap().unwrap();
    assert_eq!(bytes, [0, 1, 2]);
}

/// The real files, and how many mails they hold; of two the end is missing.
const CORPUS: [(&str, u64, u64); 12] = [
    ("oe6_oe6_Posteingang.dbx", 1, 0),
    ("oe6_oe6_acpi-devel.dbx", 4, 0),
    ("oe6_oe6_hal.dbx", 3, 0),
    ("oe6_oe6_kde.dbx", 5, 0),
    ("oe6_oe6_linux-kernel.dbx", 4, 0),
    ("oe6_oe6_Folders.dbx", 0, 0),
    ("oe6_oe6_Offline.dbx", 0, 0),
    ("oe6_oe6_Mailinglists.dbx", 0, 0),
    ("src_mailimporter_autotests_samples_oe_test4.dbx", 3, 0),
    ("src_mailimporter_autotests_samples_oe_test5.mbx", 3, 0),
    ("src_mailimporter_autotests_samples_oe_test1.mbx", 1, 3),
    ("src_mailimporter_autotests_samples_oe_test2.dbx", 3, 3),
];

#[test]
fn real_files_of_outlook_express_give_their_mails_and_no_mail_twice() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/express");
    if !corpus.is_dir() {
        return eprintln!("skipped: {} is not there", corpus.display());
    }
    for (name, mails, exit) in CORPUS {
        let mut office = MemoryOffice::default();
        let report = import(&corpus.join(name), &mut office);
        assert_eq!(
            (counts(&report)[0], report.exit_code()),
            (mails, i32::try_from(exit).unwrap()),
            "{name}: {report:?}"
        );
        for row in office.rows.values() {
            let record = &row.record;
            assert!(
                ["subject", "from", "body_text"].iter().all(|field| !record.is_empty(field)),
                "{name}: {record:?}"
            );
            assert!(!record.is_empty("sent_at"), "{name}: {record:?}");
        }
        assert_eq!(counts(&import(&corpus.join(name), &mut office))[0], 0, "{name}");
    }
    // The tree of folders names the folder, and attachments are there.
    let mut office = MemoryOffice::default();
    import(&corpus.join("oe6_oe6_hal.dbx"), &mut office);
    let with = office.rows.values().filter(|row| !row.record.is_empty("attachments")).count();
    assert_eq!(with, 1);
}

/// An attribute of a winmail.dat.
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let head = [&[level][..], &id.to_le_bytes(), &length.to_le_bytes()].concat();
    [head, data.to_vec(), sum.to_le_bytes().to_vec()].concat()
}

/// A property of variable length.
fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn winmail() -> Vec<u8> {
    let props = [
        &2_u32.to_le_bytes()[..],
        &property(0x1E, 0x3707, b"Gr\xF6\xDFe.txt\0"),
        &property(0x1E, 0x370E, b"text/plain\0"),
    ]
    .concat();
    let message = [&1_u32.to_le_bytes()[..], &property(0x0102, 0x1013, b"<p>Hallo</p>")].concat();
    [
        vec![0x78, 0x9F, 0x3E, 0x22, 1, 0],
        attribute(1, 0x0006_9007, &1252_u64.to_le_bytes()),
        attribute(1, 0x0002_800C, b"Gr\xFC\xDFe\0"),
        attribute(1, 0x0006_9003, &message),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"GRSSE~1.TXT\0"),
        attribute(2, 0x0006_800F, b"Inhalt"),
        attribute(2, 0x0006_9005, &props),
    ]
    .concat()
}

#[test]
fn what_outlook_packed_into_a_winmail_dat_arrives() {
    let mut mail = b"Subject: gepackt\r\nMIME-Version: 1.0\r\nContent-Type: application/ms-tnef; \
        name=winmail.dat\r\nContent-Disposition: attachment; filename=winmail.dat\r\n\
        Content-Transfer-Encoding: binary\r\n\r\n"
        .to_vec();
    mail.extend(winmail());
    let letter = mime::read(&mail, 1252);
    assert_eq!(letter.record.text("mail.body_text"), "Grüße");
    assert_eq!(letter.record.text("mail.body_html"), "<p>Hallo</p>");
    let Some(Value::List(attached)) = letter.record.get("mail.attachments") else { panic!("one") };
    let attached = Attached::parse(&attached[0]).unwrap();
    let expected = ("Größe.txt", "text/plain", Some(ContentHash::of(b"Inhalt")));
    assert_eq!((attached.name.as_str(), attached.media_type.as_str(), attached.hash), expected);
    assert_eq!(letter.contents, [b"Inhalt"]);
}

proptest! {
    #[test]
    fn no_winmail_dat_is_trusted(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = winmail();
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = outlook::tnef::unpack(&bytes, 1252);
        bytes.truncate(cut.index(bytes.len()));
        let _ = outlook::tnef::unpack(&bytes, 1252);
    }
}

/// Real packed mails, and the files in them.
#[test]
fn real_packed_mails_give_their_files() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/items");
    if !corpus.is_dir() {
        return eprintln!("skipped: {} is not there", corpus.display());
    }
    let prefix = "verdammelt+tnef__tests_files_datafiles_";
    let names = |file: &str| {
        let bytes = std::fs::read(corpus.join(file)).unwrap();
        let unpacked = outlook::tnef::unpack(&bytes, 1252).expect("a winmail.dat");
        let files = unpacked.files.iter().filter(|file| file.content.is_some());
        files.map(|file| file.name.clone()).collect::<Vec<_>>()
    };
    for (file, files) in [
        ("two-files", &["AUTHORS", "README"][..]),
        ("MAPI_ATTACH_DATA_OBJ", &["VIA_Nytt_1402.doc", "VIA_Nytt_1402.pdf", "VIA_Nytt_14021.htm"]),
        ("unicode-mapi-attr", &["example.dat"]),
        ("garbage-at-end", &[]),
    ] {
        assert_eq!(names(&format!("{prefix}{file}.tnef")), files, "{file}");
    }
    for file in ["tnef1.eml", "tnef3.eml"] {
        let mut mails = std::fs::read_dir(&corpus).unwrap().flatten();
        let mail = mails.find(|entry| entry.file_name().to_string_lossy().ends_with(file));
        let text = std::fs::read(mail.expect("the mail").path()).unwrap();
        let letter = mime::read(&text, 1252);
        let Some(Value::List(attached)) = letter.record.get("mail.attachments") else {
            panic!("{file}: attachments")
        };
        assert!(attached.iter().all(|one| !one.contains("winmail")), "{file}: {attached:?}");
        assert!(!letter.contents.is_empty(), "{file}");
    }
}

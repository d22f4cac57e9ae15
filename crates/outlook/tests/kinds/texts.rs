//! Text arrives as it was written; what an ANSI file cannot hold is named and left out.

use std::collections::BTreeSet;

use outlook::{Cipher, Format};
use sync::memory::MemoryOffice;
use sync::{Job, Kind, Record, Value};

use crate::support::create;
use crate::{records, run};

/// German letters, the euro sign, and an emoji: the last is in no code page.
const TEXT: &str = "Größe, Maß & Übergröße: 12 € 😀";

/// A record of each kind, with the text in some fields and plain ones beside it.
fn texts() -> Vec<(Kind, Record)> {
    let person = r#"{"name":"Jürgen 😀","address":"j@post.example"}"#;
    let record = |fields: &[(&'static str, Value)]| fields.iter().cloned().collect::<Record>();
    let text = || Value::text(TEXT);
    let plain = || Value::text("Straße");
    vec![
        (
            Kind::Addresses,
            record(&[("last_name", plain()), ("company", text()), ("notes", text())]),
        ),
        (
            Kind::Mails,
            record(&[
                ("folder", Value::text("/Posteingang")),
                ("message_class", Value::text("IPM.Note")),
                ("subject", text()),
                ("to", Value::List(vec![person.to_owned()])),
                ("message_id", plain()),
                ("read", Value::Bool(true)),
            ]),
        ),
        (
            Kind::Appointments,
            record(&[
                ("subject", plain()),
                ("location", text()),
                ("start", Value::text("2026-03-04")),
                ("all_day", Value::Bool(true)),
            ]),
        ),
        (Kind::Tasks, record(&[("subject", plain()), ("owner", text()), ("notes", text())])),
    ]
}

/// Exports the texts to a new file and imports them again; the first office, the second, and the
/// fields that a warning of the export names.
fn there_and_back(format: Format) -> (MemoryOffice, MemoryOffice, BTreeSet<String>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("neu.pst");
    drop(create(&path, format, Cipher::Permute));
    let (mut there, mut back) = (MemoryOffice::default(), MemoryOffice::default());
    for (n, (kind, record)) in (1..).zip(texts()) {
        there.add_kind(kind, &n.to_string(), record);
    }
    let report = run(Job::Export, &path, &mut there);
    assert_eq!(report.errors, []);
    let left_out = report.warnings.iter().filter(|warning| warning.id == "outlook-left-out");
    let named = left_out.map(|warning| {
        assert!(warning.arg("item").is_some() && warning.arg("characters") == Some("😀"));
        warning.arg("field").unwrap().to_owned()
    });
    let named = named.collect();
    run(Job::Import, &path, &mut back);
    (there, back, named)
}

#[test]
fn german_letters_the_euro_sign_and_emoji_survive_in_unicode_files() {
    let (there, back, left_out) = there_and_back(Format::Unicode);
    assert_eq!(left_out, BTreeSet::new());
    for (key, record) in records(&there) {
        let other = &records(&back)[&key];
        record.iter().for_each(|(name, value)| assert_eq!(other.get(name), Some(value), "{name}"));
    }
}

#[test]
fn what_an_ansi_file_lacks_is_named_field_by_field_and_never_replaced() {
    let (there, back, left_out) = there_and_back(Format::Ansi);
    let expected = [
        "appointment.location",
        "contact.body",
        "contact.company",
        "mail.subject",
        "mail.to",
        "task.body",
        "task.owner",
    ];
    assert_eq!(left_out, expected.map(str::to_owned).into());
    let back = records(&back);
    for (key, record) in records(&there) {
        for (name, value) in record.iter().filter(|(name, _)| *name != "to") {
            let lacking = matches!(value, Value::Text(text) if text == TEXT);
            let there = back[&key].get(name);
            assert_eq!(there, Some(value).filter(|_| !lacking), "{key:?} {name}");
        }
    }
    // A recipient is not lost with the name: the address stays.
    let to = back.values().find_map(|record| record.get("to"));
    let address = r#"{"name":"","address":"j@post.example"}"#.to_owned();
    assert_eq!(to, Some(&Value::List(vec![address])));
}

//! Real mails: what is read as a record and written into a new data file is read as the same
//! record, with every attachment; and every real message file is read as a whole.

mod message_files;
mod place;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::Path;

use outlook::item::Found;
use outlook::kind_of;
use outlook::mail;
use place::{Held, Place, held};
use pst::{Access, FileFormat, Pst, Reader, representable};
use support::corpus;
use sync::{Compare, Kind, Record, Value, same};

/// What a test has seen, to be printed.
#[derive(Debug, Default)]
struct Seen {
    mails: usize,
    fields: BTreeMap<String, usize>,
    attachments: BTreeMap<String, usize>,
    warnings: BTreeMap<String, usize>,
    losses: BTreeMap<String, usize>,
    lacking: usize,
}

fn count(counts: &mut BTreeMap<String, usize>, what: impl ToString) {
    *counts.entry(what.to_string()).or_default() += 1;
}

impl Seen {
    fn note(&mut self, held: &Held) {
        self.mails += 1;
        held.record.iter().for_each(|(name, _)| count(&mut self.fields, name));
        for attached in &held.attached {
            count(&mut self.attachments, format!("{:?}", attached.descriptor.kind));
            let inline = attached.descriptor.inline;
            inline.then(|| count(&mut self.attachments, "inline"));
        }
        held.found.warnings.iter().for_each(|message| count(&mut self.warnings, message));
        held.found.losses.iter().for_each(|message| count(&mut self.losses, message));
    }
}

/// Every mail of a data file, as record and contents.
fn mails(path: &Path, mut visit: impl FnMut(Held)) {
    let Ok(pst) = Pst::open(path, Access::Read) else { return };
    let reader = pst.read();
    let Ok(tree) = reader.folders() else { return };
    for folder in tree.folders.iter().filter(|folder| !folder.search) {
        let mut nids = Vec::new();
        let _ = reader.contents(folder.nid, &mut |row| nids.push(row.nid));
        for message in nids.into_iter().filter_map(|nid| reader.message(nid).ok()) {
            if kind_of(message.props.text(0x001A)) == Some(Kind::Mails) {
                visit(held(&reader, &message));
            }
        }
    }
}

#[test]
fn every_real_mail_is_the_same_record_in_a_new_data_file() {
    let mut seen = Seen::default();
    let files = corpus();
    for path in &files {
        let place = Place::new(FileFormat::Unicode);
        let mut all = Vec::new();
        mails(path, |mail| {
            seen.note(&mail);
            all.push(mail);
        });
        let again = place
            .write(&all.iter().map(|mail| (&mail.record, &mail.attached[..])).collect::<Vec<_>>());
        for (mail, again) in all.iter().zip(&again) {
            assert_eq!(again.record, mail.record, "{}", path.display());
            assert_eq!(again.found, Found::default());
        }
    }
    println!("{seen:#?}");
    assert!(files.is_empty() || seen.mails >= 300, "{seen:?}");
}

/// The record without the fields that an ANSI file cannot hold; bodies are no such fields.
fn without_lacking(record: &Record) -> Record {
    let fits = |text: &String| representable(text, 1252);
    let kept = record.iter().filter(|(name, value)| match value {
        _ if mail::OF_ANY_CHARACTERS.contains(name) => true,
        Value::Text(text) => fits(text),
        Value::List(texts) => texts.iter().all(fits),
        _ => true,
    });
    kept.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

#[test]
fn every_real_mail_is_the_same_record_in_an_ansi_file_save_what_that_cannot_hold() {
    let mut seen = Seen::default();
    for path in &corpus() {
        let place = Place::new(FileFormat::Ansi);
        let mut all = Vec::new();
        mails(path, |mail| {
            let record = without_lacking(&mail.record);
            let lacking = record != mail.record;
            // What an item in it says may not fit either.
            let lacking = lacking || !mail.attached.iter().all(|attached| attached.fits(1252));
            seen.lacking += usize::from(lacking);
            if !lacking {
                seen.note(&mail);
                all.push((record, mail.attached));
            }
        });
        let again = place.write(
            &all.iter().map(|(record, attached)| (record, &attached[..])).collect::<Vec<_>>(),
        );
        for ((record, _), again) in all.iter().zip(&again) {
            // A text that is kept as rich text has the line ends of that.
            for (name, value) in record.iter().chain(again.record.iter()) {
                let [one, other] = [record, &again.record].map(|record| record.get(name));
                let same =
                    one == other || name == "mail.body_text" && same(one, other, Compare::Plain);
                assert!(same, "{} {name} {value:?}", path.display());
            }
        }
    }
    println!("{} mails, {} not whole", seen.mails, seen.lacking);
}

#[test]
fn the_state_of_a_real_mail_is_all_that_changes() {
    let mut changed = 0;
    for path in &corpus() {
        let Ok(pst) = Pst::open(path, Access::Read) else { continue };
        let reader = pst.read();
        mails(path, |mail| {
            let fields = place::fields(reader.names().unwrap());
            let item = mail::Item {
                props: &mail.message.props,
                recipients: &mail.message.recipients,
                attachments: &mail.descriptors(),
                code_page: mail.message.code_page.number(),
            };
            let all = mail.record.iter().map(|(name, value)| sync::Change {
                field: name.to_owned().into(),
                value: Some(value.clone()),
            });
            let same =
                fields.change(item, &all.collect::<Vec<_>>(), &place::context(false)).unwrap();
            assert_eq!(same, outlook::item::Written::default());
            let read = mail.record.get("mail.read") != Some(&Value::Bool(true));
            let turn = sync::Change { field: "mail.read".into(), value: Some(Value::Bool(read)) };
            let written = fields.change(item, &[turn], &place::context(false)).unwrap();
            assert_ne!(written.values, outlook::property::Values::new());
            changed += 1;
        });
    }
    println!("{changed} mails");
}

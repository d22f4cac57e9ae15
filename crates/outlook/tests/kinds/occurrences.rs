//! Changed occurrences of a series: what other programs keep with them stays.

use std::path::Path;

use outlook::{Cipher, Format};
use pst::{Access, Contents, NewAttachment, NewItem, Nid, PropValue, Props, Pst, Reader};
use sync::{Change, Key, Kind, Outcome, Store, StoreTxn, Touch, Value, Write};

use crate::support::{create, list, open};

const SERIES: &str = r#"{"rrule":"FREQ=WEEKLY;COUNT=12;BYDAY=MO","exceptions":[{"original":"2024-03-11T09:00:00","start":"2024-03-12T14:00:00","end":"2024-03-12T15:00:00","location":"Büro","own_text":true,"notes":"Nur diesmal"},{"original":"2024-04-08T09:00:00","start":"2024-04-09T14:00:00","end":"2024-04-09T15:00:00","subject":"Verlegt","own_text":true,"notes":"Am Dienstag"}]}"#;

/// The appointment of a file.
fn appointment(path: &Path) -> (Key, Nid) {
    let file = open(path);
    let items = list(&mut file.store(), &sync::Scope::default());
    let item = items.into_iter().find(|item| item.kind == Some(Kind::Appointments)).unwrap();
    let nid = pst::EntryId::parse(&item.key.0).unwrap().nid;
    (item.key, nid)
}

fn set_series(path: &Path, key: &Key, text: &str) -> sync::Full {
    let file = open(path);
    let mut store = file.store();
    let expected = store.read(Kind::Appointments, key).unwrap().unwrap().version;
    let value = Some(Value::text(text));
    let write = Write::Update {
        kind: Kind::Appointments,
        key: key.clone(),
        expected,
        changes: vec![Change { field: "appointment.recurrence".into(), value }],
        number: None,
        touch: Touch::Keep,
    };
    match store.commit(StoreTxn { writes: vec![write] }).unwrap().pop() {
        Some(Outcome::Done { full, .. }) => *full,
        other => panic!("{other:?}"),
    }
}

/// What another program makes of the occurrence of 8 April: the original start in UTC, properties,
/// people, a formatted text and a file of its own.
fn enrich(path: &Path, item: Nid) {
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let message = txn.message(item).unwrap();
    let of_april = |attachment: &&pst::Attachment| {
        let inner = txn.embedded(attachment).unwrap().unwrap();
        inner.props.text(0x1000) == "Am Dienstag"
    };
    let held = message.attachments.iter().find(of_april).unwrap().clone();
    let inner = txn.embedded(&held).unwrap().unwrap();
    let (mut props, mut outer) = (inner.props, held.props.clone());
    props.set(0x3A0B, PropValue::Text("bleibt".to_owned()));
    props.set(0x1013, PropValue::Binary(b"<p>Am <b>Dienstag</b></p>".to_vec()));
    // 2024-04-08 07:00 UTC.
    outer.set(0x7FF9, PropValue::Time(133_570_332_000_000_000));
    let person: Props = [(0x0C15, PropValue::I32(1)), (0x3001, PropValue::Text("Gast".to_owned()))]
        .into_iter()
        .collect();
    let file = NewAttachment {
        props: [(0x3707, PropValue::Text("Plan.pdf".to_owned()))].into_iter().collect(),
        contents: Contents::Bytes(b"Plan".to_vec()),
    };
    let item_of = NewItem { props, recipients: vec![person], attachments: vec![file] };
    let contents = Contents::Message(Box::new(item_of));
    txn.remove_attachment(item, held.nid).unwrap();
    txn.add_attachment(item, &NewAttachment { props: outer, contents }).unwrap();
    txn.commit().unwrap();
}

/// The attachments of an item: node, and the message in it.
fn occurrences(path: &Path, item: Nid) -> Vec<(Nid, pst::Message)> {
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let message = reader.message(item).unwrap();
    let inner = |a: &pst::Attachment| (a.nid, reader.embedded(a).unwrap().unwrap());
    message.attachments.iter().map(inner).collect()
}

#[test]
fn an_occurrence_that_changes_keeps_what_is_not_ours_and_the_others_are_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    create(&path, Format::Unicode, Cipher::Permute).add_every_field().unwrap();
    let (key, item) = appointment(&path);
    set_series(&path, &key, SERIES);
    enrich(&path, item);
    let before = occurrences(&path, item);
    let read = open(&path).store().read(Kind::Appointments, &key).unwrap().unwrap();
    assert_eq!(read.record.text("appointment.recurrence"), SERIES, "the texts are found");

    let moved = SERIES.replace("2024-04-09T15:00:00", "2024-04-09T16:00:00");
    let full = set_series(&path, &key, &moved);
    assert_eq!(full.record.text("appointment.recurrence"), moved);
    let after = occurrences(&path, item);
    let march = |all: &[(Nid, pst::Message)]| {
        let of_march = |one: &&(Nid, pst::Message)| one.1.props.text(0x1000) == "Nur diesmal";
        all.iter().find(of_march).unwrap().clone()
    };
    assert_eq!(march(&before).0, march(&after).0, "the other one stays where it is");
    let april = after.iter().find(|one| one.1.props.text(0x1000) == "Am Dienstag").unwrap();
    assert_eq!(april.1.props.text(0x3A0B), "bleibt");
    assert!(april.1.props.get(0x1013).is_some(), "the formatted text stays");
    assert_eq!(april.1.recipients[0].text(0x3001), "Gast");
    assert_eq!(april.1.attachments[0].props.text(0x3707), "Plan.pdf");

    let one = r#"{"rrule":"FREQ=WEEKLY;COUNT=12;BYDAY=MO","exceptions":[{"original":"2024-03-11T09:00:00","start":"2024-03-12T14:00:00","end":"2024-03-12T15:00:00","location":"Büro","own_text":true,"notes":"Nur diesmal"}]}"#;
    set_series(&path, &key, one);
    let left = occurrences(&path, item);
    assert_eq!(left.iter().map(|one| one.0).collect::<Vec<_>>(), [march(&before).0]);
}

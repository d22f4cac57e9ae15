//! Damaged parts cost themselves: the item is named as an error, everything else arrives.

use std::path::Path;

use outlook::property::Prop;
use outlook::property::Set::Appointment;
use outlook::sample::Amounts;
use outlook::{Cipher, Format};
use pst::{Access, Nid, Patch, PropValue, Pst, Reader};
use sync::memory::MemoryOffice;
use sync::{Job, Kind};

use crate::run;
use crate::support::create;

const SUBJECT: u16 = 0x0037;
const BODY: u16 = 0x1000;
const RTF: u16 = 0x1009;
const HTML: u16 = 0x1013;
const CODE_PAGE: u16 = 0x3FDE;

/// A file with some items of each kind, nothing hidden from the eye.
fn sample(path: &Path) {
    let file = create(path, Format::Unicode, Cipher::None);
    let amounts = Amounts { contacts: 5, mails: 12, appointments: 12, tasks: 5 };
    file.add_sample(3, amounts, &mut |_| {}).unwrap();
    file.add_every_field().unwrap();
}

/// Patches the first item that has a property; its subject.
fn patch(path: &Path, has: impl Fn(&Pst, &pst::Message) -> bool, patch: &Patch) -> String {
    let pst = Pst::open(path, Access::Write).unwrap();
    let reader = pst.read();
    let nids: Vec<Nid> =
        reader.folders().unwrap().folders.iter().fold(Vec::new(), |mut nids, f| {
            let _ = reader.contents(f.nid, &mut |row| nids.push(row.nid));
            nids
        });
    let items = nids.into_iter().map(|nid| reader.message(nid).unwrap());
    let item = items.into_iter().find(|item| has(&pst, item)).expect("such an item");
    drop(reader);
    let mut txn = pst.write().unwrap();
    txn.patch_message(item.nid, patch).unwrap();
    txn.commit().unwrap();
    item.props.text(SUBJECT).trim_start_matches('\u{1}').to_owned()
}

fn is_mail(_: &Pst, item: &pst::Message) -> bool {
    item.props.text(0x001A) == "IPM.Note" && item.attachments.is_empty()
}

/// All items arrive, and one of them is named as an error.
fn one_error(path: &Path, subject: &str, what: &str) {
    let mut office = MemoryOffice::default();
    let report = run(Job::Import, path, &mut office);
    let created = Kind::ALL.map(|kind| report.kinds[&kind].created);
    assert_eq!(created, [6, 13, 13, 6], "{what}: {:?}", report.errors);
    let named: Vec<_> = report.errors.iter().map(|line| line.item.as_str()).collect();
    assert_eq!(named.len(), 1, "{what}: {:?}", report.errors);
    assert!(named[0].contains(subject), "{what}: {named:?} {subject}");
    assert_eq!(report.exit_code(), 3, "{what}");
}

#[test]
fn a_series_cut_in_the_middle_arrives_as_a_single_appointment() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    sample(&path);
    let recurrence = Prop::Lid(Appointment, 0x8216).name().unwrap();
    let id = |pst: &Pst| pst.read().names().unwrap().id_of(&recurrence).unwrap();
    let pst = Pst::open(&path, Access::Read).unwrap();
    let at = id(&pst);
    drop(pst);
    let cut = Patch::new().set(at, PropValue::Binary(vec![4, 0x30, 4, 0x30, 0x0B, 0x20, 1]));
    let subject = patch(&path, |_, item| item.props.get(at).is_some(), &cut);
    one_error(&path, &subject, "recurrence");
}

#[test]
fn rich_text_with_a_false_length_is_named_and_costs_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    for (name, claimed) in [("short", 5_u32), ("a gigabyte", 1 << 30), ("all", u32::MAX)] {
        let path = dir.path().join("a.pst");
        let _ = std::fs::remove_file(&path);
        sample(&path);
        let text =
            outlook::rtf::compress(b"{\\rtf1\\ansi Hallo Welt, hallo Welt, hallo Welt\\par}");
        let mut stream = text;
        stream[4..8].copy_from_slice(&claimed.to_le_bytes());
        let change = Patch::new().set(RTF, PropValue::Binary(stream)).remove(BODY).remove(HTML);
        let subject = patch(&path, is_mail, &change);
        one_error(&path, &subject, name);
    }
}

#[test]
fn a_body_in_an_unknown_code_page_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    sample(&path);
    let change = Patch::new()
        .set(HTML, PropValue::Binary(b"<html><body>Gr\xFC\xDFe</body></html>".to_vec()))
        .set(CODE_PAGE, PropValue::I32(12345))
        .remove(BODY)
        .remove(RTF);
    let subject = patch(&path, is_mail, &change);
    one_error(&path, &subject, "code page");
}

#[test]
fn an_attachment_that_cannot_be_read_costs_only_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    sample(&path);
    let pst = Pst::open(&path, Access::Read).unwrap();
    let reader = pst.read();
    let mut found = None;
    for folder in reader.folders().unwrap().folders {
        let _ = reader.contents(folder.nid, &mut |row| {
            let item = reader.message(row.nid).unwrap();
            let large = item.attachments.iter().find(|a| a.method == 1 && a.size > Some(20_000));
            if let Some(attachment) = large {
                let data = reader.attachment_data(attachment).unwrap();
                let subject = item.props.text(SUBJECT).trim_start_matches('\u{1}').to_owned();
                found.get_or_insert((subject, data));
            }
        });
    }
    let (subject, data) = found.unwrap();
    drop(reader);
    drop(pst);
    // Somewhere in the middle of its second block a byte falls over.
    let mut bytes = std::fs::read(&path).unwrap();
    let piece = &data[10_000..10_064];
    let at = bytes.windows(64).position(|window| window == piece).unwrap();
    bytes[at] ^= 0x40;
    std::fs::write(&path, bytes).unwrap();
    one_error(&path, &subject, "attachment");
}

#[test]
fn a_body_that_claims_a_gigabyte_costs_only_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    sample(&path);
    let text = "Lang und breit. ".repeat(2_000);
    let change = Patch::new().set(BODY, PropValue::Text(text.clone())).remove(HTML).remove(RTF);
    let subject = patch(&path, is_mail, &change);
    let mut bytes = std::fs::read(&path).unwrap();
    // The block that lists the blocks of the text: type, level, their number, all bytes.
    let total = u32::try_from(text.len() * 2).unwrap();
    let blocks = u16::try_from(total.div_ceil(8176)).unwrap();
    let head = [&[1, 1][..], &blocks.to_le_bytes(), &total.to_le_bytes()].concat();
    let at = bytes.windows(8).position(|window| window == head).unwrap();
    bytes[at + 4..at + 8].copy_from_slice(&(1_u32 << 30).to_le_bytes());
    let size = 8 + 8 * usize::from(blocks);
    let crc = pst::crc32(&bytes[at..at + size]);
    let trailer = at + (size + 16).div_ceil(64) * 64 - 16;
    bytes[trailer + 4..trailer + 8].copy_from_slice(&crc.to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    one_error(&path, &subject, "body");
}

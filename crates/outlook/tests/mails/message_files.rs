//! Real message files (.msg) and real items as message files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use outlook::item::Found;
use outlook::msg::{self, MsgContents, MsgItem};
use pst::{Access, FileFormat, Pst, Reader};

use super::place::Place;
use super::support::{corpus, shared};

fn files() -> Vec<PathBuf> {
    let Some(dir) = shared() else { return Vec::new() };
    let entries = std::fs::read_dir(dir.join("corpus/items")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "msg"));
    files.sort();
    files
}

/// Counts what is in an item and in the items in it.
fn count(item: &MsgItem, seen: &mut BTreeMap<&'static str, usize>) {
    *seen.entry("items").or_default() += 1;
    *seen.entry("properties").or_default() += item.props.len();
    *seen.entry("recipients").or_default() += item.recipients.len();
    for attachment in &item.attachments {
        let kind = match &attachment.contents {
            MsgContents::None => "without contents",
            MsgContents::Bytes(_) => "files",
            MsgContents::Object(_) => "objects",
            MsgContents::Item(inner) => {
                count(inner, seen);
                "items in items"
            }
        };
        *seen.entry(kind).or_default() += 1;
    }
}

#[test]
fn every_real_message_file_is_read_as_a_whole_and_written_as_the_same_item() {
    let mut seen = BTreeMap::new();
    let files = files();
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let mut found = Found::default();
        let item =
            msg::read(&bytes, &mut found).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(found, Found::default(), "{}", path.display());
        assert!(item.class().to_ascii_uppercase().starts_with("IPM"), "{}", path.display());
        count(&item, &mut seen);
        let once = msg::write(&item).unwrap();
        let again = msg::read(&once, &mut found).unwrap();
        assert_eq!(found, Found::default());
        assert_eq!(msg::write(&again).unwrap(), once, "{}", path.display());
    }
    println!("{} files: {seen:?}", files.len());
    assert!(files.is_empty() || files.len() >= 70);
}

#[test]
fn every_real_message_file_is_the_same_after_it_was_in_a_data_file() {
    for path in files() {
        let item = msg::read(&std::fs::read(&path).unwrap(), &mut Found::default()).unwrap();
        let once = through_a_data_file(&item);
        let twice = through_a_data_file(&once);
        assert_eq!(msg::write(&twice), msg::write(&once), "{}", path.display());
    }
}

/// The item, attached to another in a new data file, and taken out.
fn through_a_data_file(item: &MsgItem) -> MsgItem {
    let place = Place::new(FileFormat::Unicode);
    let mut txn = place.pst.write().unwrap();
    let new = msg::new_item(item, &mut txn).unwrap();
    let top = txn.store().unwrap().ipm_subtree.unwrap();
    let folder = txn.create_folder(top, "Alles", "IPF.Note").unwrap();
    let nid = txn.create_message(folder, new).unwrap();
    txn.commit().unwrap();
    let reader = place.pst.read();
    let mut found = Found::default();
    let item = msg::of_message(&reader, &reader.message(nid).unwrap(), &mut found).unwrap();
    assert_eq!(found, Found::default());
    item
}

#[test]
fn every_real_item_is_the_same_after_it_was_a_message_file() {
    let (mut items, mut seen) = (0, BTreeMap::new());
    for path in corpus() {
        let Ok(pst) = Pst::open(&path, Access::Read) else { continue };
        let reader = pst.read();
        let Ok(tree) = reader.folders() else { continue };
        for folder in tree.folders.iter().filter(|folder| !folder.search) {
            let mut nids = Vec::new();
            let _ = reader.contents(folder.nid, &mut |row| nids.push(row.nid));
            for message in nids.into_iter().filter_map(|nid| reader.message(nid).ok()) {
                let mut found = Found::default();
                let item = msg::of_message(&reader, &message, &mut found).unwrap();
                let bytes = msg::write(&item).unwrap();
                let again = msg::read(&bytes, &mut found).unwrap();
                assert_eq!(
                    msg::write(&again).unwrap(),
                    bytes,
                    "{} {}",
                    path.display(),
                    message.nid
                );
                count(&again, &mut seen);
                items += 1;
            }
        }
    }
    println!("{items} items: {seen:?}");
}

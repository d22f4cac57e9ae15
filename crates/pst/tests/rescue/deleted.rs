//! Deleted items: what our own writer deleted, and what is found in files of Outlook beside what a
//! well-known library finds there.

use std::path::Path;
use std::process::{Command, Stdio};

use pst::{
    Access, DeletedId, DeletedItem, Encryption, FileFormat, Nid, NidType, Patch, PropValue, Pst,
    Reader,
};

use crate::items::listed;
use crate::support::base::{build, empty, fill, open, variants};
use crate::support::corpus;
use crate::support::strict::assert_bytes_strictly_clean;
use crate::surgeon::Surgeon;

fn deleted(pst: &Pst) -> Vec<DeletedItem> {
    pst.deleted().unwrap().items().cloned().collect()
}

/// Deleted items, not earlier versions of any.
fn whole(items: &[DeletedItem]) -> Vec<&DeletedItem> {
    items.iter().filter(|item| item.version_of.is_none()).collect()
}

#[test]
fn items_that_were_deleted_are_listed_and_come_back_as_they_were() {
    for (format, method) in variants() {
        let (bytes, base) = build(format, method);
        let (memory, pst) = open(bytes);
        assert_eq!(deleted(&pst), []);
        let before = listed(&pst);
        let gone = [base.items[3], base.mail, base.hidden];
        let mut txn = pst.write().unwrap();
        gone.iter().for_each(|nid| txn.delete_message(*nid).unwrap());
        txn.commit().unwrap();
        let found = deleted(&pst);
        let ids: Vec<DeletedId> = whole(&found).iter().map(|item| item.id).collect();
        assert_eq!(ids.len(), 3, "{found:#?}");
        assert!(found.iter().all(|item| item.whole && item.folder.is_some()));
        let back = pst.restore(&ids, "Wiederhergestellt").unwrap();
        // They lie where they lay, under their own ids.
        let nids: Vec<Nid> = back.iter().map(|one| one.nid).collect();
        assert!(gone.iter().all(|nid| nids.contains(nid)), "{nids:?}");
        assert!(back.iter().all(|one| one.losses == 0));
        assert_eq!(listed(&pst), before, "{format:?} {method:?}");
        assert_eq!(whole(&deleted(&pst)), Vec::<&DeletedItem>::new());
        drop(pst);
        assert!(pst::check_backend(&*memory).unwrap().is_clean());
        assert_bytes_strictly_clean([memory.bytes()].iter());
    }
}

#[test]
fn an_item_whose_folder_is_gone_comes_back_into_a_folder_for_such_items() {
    let (bytes, base) = build(FileFormat::Unicode, Encryption::Permute);
    let (_, pst) = open(bytes);
    let mut txn = pst.write().unwrap();
    txn.delete_folder(base.suppliers).unwrap();
    txn.commit().unwrap();
    let found = deleted(&pst);
    let item = whole(&found)[0];
    assert_eq!(item.folder, None);
    let back = pst.restore(&[item.id], "Wiederhergestellt").unwrap();
    let folder = pst.read().folder(back[0].folder).unwrap();
    assert_eq!(folder.name, "Wiederhergestellt");
    // A second one goes into the same folder.
    let mut txn = pst.write().unwrap();
    txn.delete_message(back[0].nid).unwrap();
    txn.commit().unwrap();
    let found = deleted(&pst);
    let again = pst.restore(&[whole(&found)[0].id], "Wiederhergestellt").unwrap();
    assert_eq!(again[0].folder, back[0].folder);
}

#[test]
fn an_earlier_version_of_an_item_is_listed_as_one_and_comes_back_beside_it() {
    let (bytes, base) = build(FileFormat::Unicode, Encryption::Permute);
    let (_, pst) = open(bytes);
    let nid = base.items[2];
    let old = pst.read().message(nid).unwrap().props.text(0x0037).to_owned();
    let mut txn = pst.write().unwrap();
    txn.patch_message(nid, &Patch::new().set(0x0037, PropValue::Text("Neu".into()))).unwrap();
    txn.commit().unwrap();
    let found = deleted(&pst);
    assert_eq!(whole(&found), Vec::<&DeletedItem>::new());
    let version = found.iter().find(|item| item.version_of.is_some()).unwrap();
    assert_eq!(version.subject, old);
    let back = pst.restore(&[version.id], "Wiederhergestellt").unwrap();
    assert_ne!(back[0].nid, nid);
    assert_eq!(pst.read().message(back[0].nid).unwrap().props.text(0x0037), old);
    assert_eq!(pst.read().message(nid).unwrap().props.text(0x0037), "Neu");
}

#[test]
fn an_item_that_no_folder_lists_is_found_and_listed_again() {
    let (memory, pst) = empty(FileFormat::Unicode, Encryption::None);
    let base = fill(&pst);
    let before = listed(&pst);
    drop(pst);
    // The table of the folder becomes an empty one.
    let mut surgeon = Surgeon::new(memory.bytes());
    let template = surgeon.node(Nid::CONTENTS_TEMPLATE.0).data;
    surgeon.refer(template, 1);
    surgeon.set_data(base.inbox.sibling(NidType::CONTENTS).0, template);
    let (_, pst) = open(surgeon.bytes);
    let found = deleted(&pst);
    let ids: Vec<DeletedId> = whole(&found).iter().map(|item| item.id).collect();
    assert_eq!(ids, [DeletedId::Unlisted(base.mail), DeletedId::Unlisted(base.plain)]);
    pst.restore(&ids, "Wiederhergestellt").unwrap();
    assert_eq!(listed(&pst), before);
}

/// The subjects of the items that the program exports as recovered.
fn by_libpff(file: &Path) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let mut command = Command::new("pffexport");
    let run = command.args(["-q", "-m", "recovered", "-t"]).arg(&target).arg(file);
    run.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    let mut folders = vec![dir.path().join("out.recovered")];
    let mut subjects = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in
            std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("OutlookHeaders.txt") {
                let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
                let line = text.lines().find_map(|line| line.strip_prefix("Subject:"));
                subjects.push(line.unwrap_or_default().trim().to_owned());
            }
        }
    }
    Some(subjects)
}

/// The subjects of all items that the folders list.
fn subjects(pst: &Pst) -> Vec<String> {
    let reader = pst.read();
    let items = listed(pst).into_keys().map(|nid| reader.message(nid).unwrap());
    items.map(|item| item.props.text(0x0037).trim_start_matches(|c| c < ' ').to_owned()).collect()
}

#[test]
fn in_files_of_outlook_nothing_is_missing_that_a_well_known_library_finds() {
    let Some(files) = corpus::files() else { return };
    let (mut ours, mut theirs) = (0, 0);
    for path in files {
        let Ok(pst) = Pst::open(&path, Access::Read) else { continue };
        if pst.info().format == FileFormat::Unicode4K {
            continue;
        }
        let found = deleted(&pst);
        for item in &found {
            let message = pst.deleted().unwrap().message(item.id).unwrap().unwrap();
            assert_eq!(message.props.text(0x001A), item.class);
        }
        let Some(libpff) = by_libpff(&path) else {
            println!("skipped: pffexport is not installed");
            return;
        };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if libpff.len() + found.len() > 0 {
            let whole = found.iter().filter(|item| item.whole).count();
            println!(
                "{name:.50}: {} found, {whole} of them whole; libpff {}",
                found.len(),
                libpff.len()
            );
        }
        // It also counts rows of old lists, whose items are there: nothing it names is missing.
        let there = subjects(&pst);
        for subject in &libpff {
            let named = |item: &DeletedItem| item.subject == *subject;
            assert!(found.iter().any(named) || there.contains(subject), "{name}: {subject}");
        }
        theirs += libpff.len();
        ours += found.len();
    }
    println!("{ours} found, libpff {theirs}");
    assert!(ours >= theirs);
}

//! Repairs a file, and gets back what was deleted in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use pst::{Access, Backend, Error, Nid, Pst, Reader, RepairNames};

use crate::reading::items;
use crate::sandbox::Sandbox;

/// Deleted items that are brought back.
const BACK: usize = 20;

/// Repairs a file: what could be read of it can be read afterwards, and nothing is wrong with it;
/// then brings back what was deleted, with the same promise.
///
/// # Errors
/// Which promise was broken.
pub fn rescue(bytes: Vec<u8>) -> Result<(), String> {
    let file = Arc::new(Sandbox::new(bytes));
    let before = readable(&file);
    let names = RepairNames {
        recovered: "Wiederhergestellt".to_owned(),
        folder: "Ordner".to_owned(),
        record_key: [5; 16],
    };
    match pst::repair(Arc::<Sandbox>::clone(&file), &names) {
        // Such files are only read.
        Err(Error::FourK) => return Ok(()),
        Err(_) if before.is_empty() => return Ok(()),
        Err(error) => return Err(format!("{error}, but {} items could be read", before.len())),
        Ok(done) if !done.check.errors.is_empty() => {
            return Err(format!("after {:?}: {:?}", done.steps, done.check.errors));
        }
        Ok(_) => {}
    }
    let repaired = file.bytes();
    let after = readable(&file);
    if let Some(lost) = before.difference(&after).next() {
        return Err(format!("item {lost} could be read, and cannot any more"));
    }
    let pst = open(&file, Access::Write).ok_or("a repaired file does not open")?;
    let found = pst.deleted().map_err(|error| error.to_string())?;
    let ids: Vec<_> = found.items().map(|item| item.id).take(BACK).collect();
    drop(found);
    drop(pst.restore(&ids, &names.recovered));
    drop(pst);
    // Where nothing came back, the file is the one that was checked.
    if file.bytes() == repaired {
        return Ok(());
    }
    let check = pst::check_backend(&*file).map_err(|error| error.to_string())?;
    match check.errors.as_slice() {
        [] if after.is_subset(&readable(&file)) => Ok(()),
        errors => Err(format!("after bringing back {ids:?}: {errors:?}")),
    }
}

fn open(file: &Arc<Sandbox>, access: Access) -> Option<Pst> {
    let backend: Box<dyn Backend> = Box::new(Arc::clone(file));
    Pst::open_backend(backend, access).ok()
}

/// The items that folders list and that can be read, attachments and all.
fn readable(file: &Arc<Sandbox>) -> BTreeSet<Nid> {
    let Some(pst) = open(file, Access::Read) else { return BTreeSet::new() };
    let txn = pst.read();
    let folders = txn.folders().map(|tree| tree.folders).unwrap_or_default();
    let nids = folders.iter().flat_map(|folder| items(&txn, folder.nid));
    let whole = |nid: &Nid| {
        let Ok(item) = txn.message(*nid) else { return false };
        item.attachments.iter().all(|one| txn.attachment_data(one).is_ok())
    };
    nids.filter(whole).collect()
}

//! Reads all that a file has.

use pst::{Access, Message, Nid, Pst, Reader, Result};

use crate::sandbox::Sandbox;

/// Embedded messages are followed so far, and so many of one item.
const DEEP: usize = 8;
const MANY: usize = 40;

/// Reads all that can be read of a file; what cannot is an error or a warning. Answers the number
/// of items.
pub fn read(bytes: Vec<u8>) -> Result<usize> {
    let pst = Pst::open_backend(Box::new(Sandbox::new(bytes)), Access::Read)?;
    let txn = pst.read();
    drop(txn.names().map(|names| names.iter().count()));
    let tree = txn.folders()?;
    let mut read = 0;
    for folder in &tree.folders {
        drop(txn.folder(folder.nid));
        for nid in items(&txn, folder.nid) {
            if let Ok(item) = txn.message(nid) {
                read += 1;
                open_attachments(&txn, &item, 0, &mut { MANY });
            }
        }
    }
    Ok(read)
}

/// The items of a folder, hidden ones too.
pub fn items(reader: &impl Reader, folder: Nid) -> Vec<Nid> {
    let mut nids = Vec::new();
    drop(reader.contents(folder, &mut |row| nids.push(row.nid)));
    drop(reader.associated(folder, &mut |row| nids.push(row.nid)));
    nids
}

fn open_attachments(reader: &impl Reader, item: &Message, depth: usize, left: &mut usize) {
    for attachment in item.attachments.iter().take(MANY) {
        drop(reader.attachment_data(attachment));
        if depth < DEEP
            && let Some(fewer) = left.checked_sub(1)
            && let Ok(Some(inner)) = reader.embedded(attachment)
        {
            *left = fewer;
            open_attachments(reader, &inner, depth + 1, left);
        }
    }
}

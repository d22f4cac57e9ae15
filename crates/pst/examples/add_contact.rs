//! Adds a contact with a user-defined field to a data file, which is created if it is missing.
//!
//! ```text
//! cargo run -p pst --example add_contact -- Kunden.pst "Anna Beispiel" Kundennr 10007
//! ```

use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use pst::{Access, NewStore, Nid, PropName, PropValue, Props, Pst, Reader, WriteTxn, guid};

const FOLDER: &str = "Kontakte";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, name, field, value] = args.as_slice() else {
        return Err("usage: add_contact FILE NAME FIELD VALUE".into());
    };
    let nid = add(Path::new(file), name, (field, value))?;
    println!("{nid}");
    Ok(())
}

/// Adds a contact; the answer is its node.
pub fn add(path: &Path, name: &str, field: (&str, &str)) -> pst::Result<Nid> {
    let pst = match path.exists() {
        true => Pst::open(path, Access::Write)?,
        false => Pst::create(path, &NewStore::new("Kunden", random(), random()))?,
    };
    // Dropped before its commit, a transaction leaves no trace.
    let mut txn = pst.write()?;
    let folder = contacts(&pst, &mut txn)?;
    let text = |text: &str| PropValue::Text(text.to_owned());
    let mut props: Props = [
        (0x001A, text("IPM.Contact")), // PidTagMessageClass
        (0x0037, text(name)),          // PidTagSubject
        (0x3001, text(name)),          // PidTagDisplayName
    ]
    .into_iter()
    .collect();
    // A user-defined field has a name, and in each file another property id.
    let own = PropName::Text { set: guid::PUBLIC_STRINGS, name: field.0.to_owned() };
    props.set(txn.named_prop(&own)?, text(field.1));
    let nid = txn.create_message(folder, props)?;
    txn.commit()?;
    Ok(nid)
}

/// The folder for contacts, made if it is missing.
fn contacts(pst: &Pst, txn: &mut WriteTxn<'_>) -> pst::Result<Nid> {
    let reader = pst.read();
    let path = format!("/{FOLDER}");
    if let Some(folder) = reader.folders()?.folders.iter().find(|folder| folder.path == path) {
        return Ok(folder.nid);
    }
    let top = reader.store()?.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);
    txn.create_folder(top, FOLDER, "IPF.Contact")
}

/// Random enough to tell one file from another.
fn random() -> [u8; 16] {
    let half = || RandomState::new().hash_one(0).to_le_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&half());
    bytes[8..].copy_from_slice(&half());
    bytes
}

//! Copies a folder with everything below it from one data file to another, and names what the
//! target cannot hold.
//!
//! ```text
//! cargo run -p pst --example copy_folder -- Alt.pst /Kontakte Neu.pst
//! ```

use std::error::Error;
use std::path::Path;

use pst::{Access, Copier, Loss, Nid, Pst, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, folder, to] = args.as_slice() else {
        return Err("usage: copy_folder FROM FOLDER TO".into());
    };
    for loss in copy(Path::new(from), folder, Path::new(to))? {
        match loss {
            Loss::Text { nid, prop } => println!("{nid}: text of property {prop:04X} left out"),
            Loss::Part { nid, what } => println!("{nid}: {} left out ({:?})", what.at, what.what),
        }
    }
    Ok(())
}

/// Copies a folder below the mailbox root of another file; the answer is what was lost.
pub fn copy(from: &Path, folder: &str, to: &Path) -> Result<Vec<Loss>, Box<dyn Error>> {
    let (source, target) = (Pst::open(from, Access::Read)?, Pst::open(to, Access::Write)?);
    let reader = source.read();
    let tree = reader.folders()?;
    let found = tree.folders.iter().find(|entry| entry.path == folder);
    let found = found.ok_or_else(|| format!("there is no folder {folder}"))?;
    let top = target.read().store()?.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);

    let mut txn = target.write()?;
    let mut copier = Copier::new(&reader);
    copier.folder(found.nid, &mut txn, top)?;
    txn.commit()?;
    Ok(copier.losses)
}

//! The files that every judge reads: each change of the store, in every form of file.

use std::path::{Path, PathBuf};

use pst::{Access, Pst};

use crate::support::base::{Base, build, build_small, open, variants};
use crate::support::changes::{CHANGES, Change};
use crate::support::seen::{Seen, see};

/// A file, and what this crate sees in it.
pub struct File {
    /// Its name without `.pst`, which the table of differences uses.
    pub name: String,
    pub path: PathBuf,
    pub seen: Seen,
}

/// Writes all files into a folder.
///
/// | file | what it uses |
/// | --- | --- |
/// | `c00` … | the change of that number, on the forms in turn |
/// | `all-FORMAT-ENCRYPTION` | all changes that leave the store's folders, one after another |
/// | `small` | an old small ANSI file that grew |
pub fn write(dir: &Path) -> Vec<File> {
    let mut files = Vec::new();
    let forms: Vec<_> = variants().collect();
    for (i, change) in CHANGES.iter().enumerate() {
        let (format, encryption) = forms[i % forms.len()];
        files.push(make(dir, &format!("c{i:02}"), build(format, encryption), &[*change]));
    }
    let gentle: Vec<Change> = CHANGES.iter().filter(|c| is_gentle(c)).copied().collect();
    for (format, encryption) in forms {
        let name = format!("all-{format:?}-{encryption:?}").to_lowercase();
        files.push(make(dir, &name, build(format, encryption), &gentle));
    }
    let contact: Vec<Change> =
        CHANGES.iter().filter(|c| c.name.contains("contact is")).copied().collect();
    files.push(make(dir, "small", build_small(), &contact));
    files
}

/// Whether others can follow: it deletes nothing that they need.
fn is_gentle(change: &Change) -> bool {
    !["deleted", "everything", "folder moves", "removed, some"]
        .iter()
        .any(|word| change.name.contains(word))
}

fn make(dir: &Path, name: &str, store: (Vec<u8>, Base), changes: &[Change]) -> File {
    let (memory, pst) = open(store.0);
    changes.iter().for_each(|change| change.commit(&pst, &store.1));
    drop(pst);
    let path = dir.join(format!("{name}.pst"));
    std::fs::write(&path, memory.bytes()).unwrap();
    let seen = see(&Pst::open(&path, Access::Read).unwrap());
    File { name: name.to_owned(), path, seen }
}

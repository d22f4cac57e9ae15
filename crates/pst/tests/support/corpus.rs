//! Files that Outlook wrote. They may lie beside the project; where they do not, the tests that need
//! them say so and prove nothing.
#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};

/// The folder that they lie in, with the table of what is expected of them.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/pst");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no files of Outlook beside the project");
    None
}

/// All of them, in order of their names.
pub fn files() -> Option<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder()?).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension() != Some("tsv".as_ref())).collect();
    paths.sort();
    Some(paths)
}

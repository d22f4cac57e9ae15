//! The independent checker, at its strictest.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The checker that lies beside the project; says so if it is not there.
pub fn checker() -> Option<PathBuf> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools/pstcheck.py");
    if tool.exists() {
        return Some(tool);
    }
    println!("skipped: no independent checker beside the project");
    None
}

/// Holds that the checker finds nothing at all in these files.
pub fn assert_strictly_clean(paths: &[PathBuf]) {
    let Some(tool) = checker() else { return };
    for some in paths.chunks(200) {
        let out = Command::new("python3").arg(&tool).arg("--strict").args(some).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout);
        let faults: Vec<&str> = text.lines().filter(|line| !line.starts_with("ok")).collect();
        assert!(out.status.success(), "{:#?}", faults.iter().take(20).collect::<Vec<_>>());
    }
}

/// As [`assert_strictly_clean`], for files in memory.
pub fn assert_bytes_strictly_clean<'b>(files: impl Iterator<Item = &'b Vec<u8>>) {
    if checker().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (i, bytes) in files.enumerate() {
        paths.push(dir.path().join(format!("{i}.pst")));
        std::fs::write(&paths[i], bytes).unwrap();
    }
    assert_strictly_clean(&paths);
}

//! The walls of the house: the build fails when a crate depends on one it must not know.
//!
//! ```text
//! gleichstand ──► outlook ──► pst
//!     │           └──────► sync
//!     ├──────► office ───► sync
//!     ├──────► sync
//!     └ ─ ─ ─► pst   (only from cli/pst)
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may know whom.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("pst", &[]),
    ("sync", &[]),
    ("outlook", &["pst", "sync"]),
    ("office", &["sync"]),
    ("gleichstand", &["outlook", "office", "sync", "pst"]),
];

/// The only sources of the program that may name the data file engine: its tool.
const PST_TOOL: &str = "cli/pst";

fn main() {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let crates = here.parent().expect("the folder of all crates");
    for (name, allowed) in ALLOWED {
        let manifest = crates.join(name).join("Cargo.toml");
        println!("cargo:rerun-if-changed={}", manifest.display());
        let text = fs::read_to_string(&manifest).expect("every crate has a manifest");
        for known in dependencies(&text) {
            let is_ours = ALLOWED.iter().any(|(other, _)| *other == known);
            assert!(
                !is_ours || allowed.contains(&known.as_str()),
                "the house forbids that `{name}` depends on `{known}`"
            );
        }
    }
    let rooms = fs::read_dir(crates).expect("the folder of all crates").flatten().count();
    assert_eq!(rooms, ALLOWED.len(), "a new crate needs its place in the house (build.rs)");
    check_sources(&here.join("src"), &here.join("src").join(PST_TOOL));
}

/// Names in all sections of dependencies but those for tests.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut counts = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            counts = line.contains("dependencies") && !line.contains("dev-dependencies");
        } else if counts && let Some(name) = line.split(['.', '=', ' ']).next() {
            found.insert(name.trim_matches('"').to_owned());
        }
    }
    found
}

/// No source outside the tool names `pst::`.
fn check_sources(folder: &Path, tool: &Path) {
    println!("cargo:rerun-if-changed={}", folder.display());
    for path in fs::read_dir(folder).expect("sources").flatten().map(|entry| entry.path()) {
        if path == tool || path == tool.with_extension("rs") {
            continue;
        }
        if path.is_dir() {
            check_sources(&path, tool);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let names = |line: &&str| {
                let code = line.split("//").next().unwrap_or_default();
                ["use pst::", "use pst;", " pst::", "(pst::", "<pst::", "&pst::"]
                    .iter()
                    .any(|word| code.contains(word) || code.starts_with(word.trim_start()))
            };
            let line = text.lines().find(names);
            assert!(
                line.is_none(),
                "only {PST_TOOL} may name the data file engine, not {}: {}",
                path.display(),
                line.unwrap_or_default()
            );
        }
    }
}

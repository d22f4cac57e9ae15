//! For tests: the binary properties of real messages (.msg files), where these lie beside the
//! project.

use std::io::Read;
use std::path::Path;

/// The contents of every binary property of every message.
pub(crate) fn streams_of_messages() -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/items");
    let Ok(entries) = std::fs::read_dir(&dir) else {
        eprintln!("skipped: needs {}", dir.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "msg"));
    paths.sort();
    paths.iter().flat_map(|path| streams(path)).collect()
}

fn streams(path: &Path) -> Vec<Vec<u8>> {
    let Ok(mut file) = cfb::open(path) else { return Vec::new() };
    let names: Vec<_> = file.walk().map(|entry| entry.path().to_owned()).collect();
    let binary = names.iter().filter(|name| name.to_string_lossy().ends_with("0102"));
    let mut read = |name| {
        let mut bytes = Vec::new();
        file.open_stream(name).ok()?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    binary.filter_map(|name| read(name)).collect()
}

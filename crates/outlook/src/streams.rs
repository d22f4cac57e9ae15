//! For tests: the binary properties of real messages (.msg files), where these lie beside the
//! project.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

/// The contents of every binary property of every message.
pub(crate) fn streams_of_messages() -> Vec<Vec<u8>> {
    messages().flat_map(|mut message| streams(&mut message)).collect()
}

/// Rich text and plain text of every message that has both.
pub(crate) fn bodies_of_messages() -> Vec<(Vec<u8>, String)> {
    messages().flat_map(|mut message| bodies(&mut message)).collect()
}

fn messages() -> impl Iterator<Item = CompoundFile<File>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/items");
    let entries = std::fs::read_dir(&dir);
    if entries.is_err() {
        eprintln!("skipped: needs {}", dir.display());
    }
    let mut paths: Vec<_> = entries.into_iter().flatten().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "msg"));
    paths.sort();
    paths.into_iter().filter_map(|path| cfb::open(path).ok())
}

fn names(message: &CompoundFile<File>, ending: &str) -> Vec<PathBuf> {
    let names = message.walk().map(|entry| entry.path().to_owned());
    names.filter(|name| name.to_string_lossy().ends_with(ending)).collect()
}

fn stream(message: &mut CompoundFile<File>, name: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    message.open_stream(name).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn streams(message: &mut CompoundFile<File>) -> Vec<Vec<u8>> {
    let names = names(message, "0102");
    names.iter().filter_map(|name| stream(message, name)).collect()
}

fn bodies(message: &mut CompoundFile<File>) -> Vec<(Vec<u8>, String)> {
    let names = names(message, "__substg1.0_10090102");
    let both = names.iter().filter_map(|name| {
        let rich = stream(message, name)?;
        let plain = stream(message, &name.with_file_name("__substg1.0_1000001F"))?;
        let units = plain.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
        Some((rich, String::from_utf16_lossy(&units.collect::<Vec<_>>())))
    });
    both.collect()
}

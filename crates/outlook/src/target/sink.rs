//! Where the bytes of a copy go.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that takes its name when it is whole. One that is dropped before leaves nothing behind.
pub struct Part {
    path: PathBuf,
    part: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Part {
    /// Begins a file beside the one that it becomes.
    pub fn new(path: &Path) -> io::Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let part = path.with_file_name(name);
        let file = File::create_new(&part)?;
        Ok(Self { path: path.to_owned(), part, file: Some(BufWriter::new(file)) })
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Ok(()),
        }
    }

    /// The file is whole, and on the disk.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        fs::rename(&self.part, &self.path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `finish` there is none of that name; what cannot be removed is only in the way.
        drop(fs::remove_file(&self.part));
    }
}

/// Writes a file at once.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut part = Part::new(path)?;
    part.write(bytes)?;
    part.finish()
}

//! Where the bytes of a copy go.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::file_name::beginning;

/// As much of a name is part of the one under which something is made.
const LONGEST: usize = 80;

/// What is being made, under a name beside the one that it takes when it is whole. One that is
/// dropped before leaves nothing behind; one that an interruption left is begun anew.
pub enum Part {
    /// A file.
    File { path: PathBuf, part: PathBuf, file: Option<BufWriter<File>> },
    /// A folder.
    Folder { path: PathBuf, part: PathBuf },
}

impl Part {
    /// Begins a file.
    pub fn file(path: &Path) -> io::Result<Self> {
        // Behind a link lies what is meant.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let part = beside(&path);
        let file = Some(BufWriter::new(File::create(&part)?));
        Ok(Self::File { path, part, file })
    }

    /// Begins a folder.
    pub fn folder(path: &Path) -> io::Result<Self> {
        let part = beside(path);
        match fs::remove_dir_all(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir(&part)?,
        }
        Ok(Self::Folder { path: path.to_owned(), part })
    }

    /// Adds bytes to a file.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::File { file: Some(file), .. } => file.write_all(bytes),
            _ => Ok(()),
        }
    }

    /// Puts a file into a folder of the folder.
    pub fn put(&mut self, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Self::Folder { part, .. } = self else { return Ok(()) };
        let folder = part.join(folder);
        fs::create_dir_all(&folder)?;
        let mut file = File::create_new(folder.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// It is whole, and on the disk.
    pub fn finish(mut self) -> io::Result<()> {
        match &mut self {
            Self::File { path, part, file } => {
                if let Some(file) = file.take() {
                    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                }
                fs::rename(part, path)
            }
            Self::Folder { path, part } => {
                // An empty folder of that name gives way.
                match fs::remove_dir(&*path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                    _ => fs::rename(part, path),
                }
            }
        }
    }
}

/// The name under which something is made.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{}.part", beginning(&stem, LONGEST)))
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `finish` there is nothing of that name; what cannot be removed is only in the way.
        match self {
            Self::File { part, .. } => drop(fs::remove_file(part)),
            Self::Folder { part, .. } => drop(fs::remove_dir_all(part)),
        }
    }
}

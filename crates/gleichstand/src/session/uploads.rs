//! Files that were brought from another computer: in a folder beside the office that nobody else
//! may look into.
//!
//! What must hold: a name from outside never leads out of the folder; a file that is there is never
//! overwritten.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sync::Message;

use super::attachments::{new_file, safe_name};
use super::{Session, source};
use crate::failure::Failure;

/// The folder beside an office.
const FOLDER: &str = "uploads";

/// A file that was brought here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

impl Session {
    /// The folder of files that were brought here.
    pub fn uploads_folder(&self) -> PathBuf {
        self.beside(FOLDER)
    }

    /// What was brought here, by name.
    pub fn uploads(&self) -> Vec<Upload> {
        let entries = std::fs::read_dir(self.uploads_folder()).into_iter().flatten().flatten();
        let file = |entry: std::fs::DirEntry| {
            let found = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            let name = entry.file_name().to_str()?.to_owned();
            Some(Upload { name, path: entry.path(), size: found.len() })
        };
        let mut uploads: Vec<Upload> = entries.filter_map(file).collect();
        uploads.sort_by(|a, b| a.name.cmp(&b.name));
        uploads
    }

    /// One of them, by its name.
    pub fn upload(&self, name: &str) -> Result<Upload, Failure> {
        let found = self.uploads().into_iter().find(|upload| upload.name == name);
        found.ok_or_else(|| Failure::usage(Message::new("upload-unknown").with("name", name)))
    }

    /// A new file for what is brought, under the name that it has there, or one like it.
    pub fn new_upload(&self, name: &str) -> Result<(PathBuf, File), Failure> {
        let folder = self.uploads_folder();
        make_private(&folder).map_err(|error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&folder))
        })?;
        new_file(&folder, &safe_name(name))
    }

    /// Deletes one of them.
    pub fn delete_upload(&self, name: &str) -> Result<(), Failure> {
        let Upload { path, .. } = self.upload(name)?;
        std::fs::remove_file(&path).map_err(|error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&path))
        })
    }
}

/// Makes a folder into which nobody else may look.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

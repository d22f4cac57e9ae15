//! Files that were brought from another computer: in a folder beside the office that nobody else
//! may look into.
//!
//! What must hold: a name from outside never leads out of the folder; a file that is there is never
//! overwritten; what did not arrive to its end is never there under its name.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sync::Message;

use super::attachments::{new_file, safe_name};
use super::{Session, source};
use crate::failure::Failure;

/// The folder beside an office.
const FOLDER: &str = "gleichstand-uploads";

/// How a file ends that is still on its way.
const PART: &str = ".part";

/// A file on its way. What is not finished is deleted.
pub struct Incoming {
    /// What is written into.
    pub file: File,
    part: PathBuf,
    folder: PathBuf,
    name: String,
}

impl Incoming {
    /// It arrived: gives it its name, or one like it where that is taken.
    pub fn finish(self) -> Result<PathBuf, Failure> {
        let failure = |error: io::Error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&self.part))
        };
        self.file.sync_all().map_err(failure)?;
        let (path, _taken) = new_file(&self.folder, &self.name)?;
        std::fs::rename(&self.part, &path).map_err(failure)?;
        Ok(path)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // After it has got its name there is nothing left.
        drop(std::fs::remove_file(&self.part));
    }
}

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
            let whole = !name.ends_with(PART);
            whole.then_some(())?;
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

    /// A file for what is brought, under the name that it has there.
    pub fn new_upload(&self, name: &str) -> Result<Incoming, Failure> {
        let folder = self.uploads_folder();
        make_private(&folder).map_err(|error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&folder))
        })?;
        let name = safe_name(name);
        let (part, file) = new_file(&folder, &format!("{name}{PART}"))?;
        Ok(Incoming { file, part, folder, name })
    }

    /// Deletes what was left on its way when the program ended.
    pub fn forget_parts(&self) {
        let entries = std::fs::read_dir(self.uploads_folder()).into_iter().flatten().flatten();
        let parts = entries.map(|entry| entry.path());
        let parts = parts.filter(|path| path.to_string_lossy().ends_with(PART));
        parts.for_each(|path| drop(std::fs::remove_file(path)));
    }

    /// Deletes one of them.
    pub fn delete_upload(&self, name: &str) -> Result<(), Failure> {
        let Upload { path, .. } = self.upload(name)?;
        std::fs::remove_file(&path).map_err(|error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&path))
        })
    }
}

/// Makes a folder into which nobody else may look; one that is there already must be so.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(folder)?;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
    }
    #[cfg(not(unix))]
    builder.create(folder)
}

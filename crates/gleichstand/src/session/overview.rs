//! What lies at a path, for a person who chooses what to do with it.

use std::path::Path;

use outlook::source::FileSource;
use outlook::{Format, Purpose};
use sync::{Job, Kind, Mapping, Message, Scope, Store, Survey};

use super::files::ground;
use super::source::{self, Place, is_protected};
use super::{ExchangeRequest, Session};
use crate::failure::Failure;

/// What lies at a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// What it is.
    pub what: What,
    /// Its size in bytes; 0 for a folder, and where nothing is yet.
    pub size: u64,
    /// Folders that hold something, in order; other files than data files count as folders.
    pub folders: Vec<Holding>,
    /// What was odd.
    pub warnings: Vec<Message>,
}

/// What something at a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A data file.
    DataFile {
        /// Its format.
        format: Format,
        /// `wVer`.
        version: u16,
        /// It asks for a password.
        password: bool,
        /// It can only be read.
        read_only: bool,
    },
    /// Other files, from which can be imported.
    Files,
    /// Nothing: an export makes a data file.
    Free,
    /// An export makes a copy.
    Copy,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Its path.
    pub path: String,
    /// It is Deleted Items, or lies below it.
    pub deleted: bool,
    /// Items per kind, in the order of [`Kind::ALL`].
    pub counts: [u64; 4],
    /// Items that are not transferred.
    pub others: u64,
}

impl Overview {
    /// Items per kind outside Deleted Items, in the order of [`Kind::ALL`].
    pub fn totals(&self) -> [u64; 4] {
        let mut totals = [0; 4];
        for folder in self.folders.iter().filter(|folder| !folder.deleted) {
            totals.iter_mut().zip(folder.counts).for_each(|(total, count)| *total += count);
        }
        totals
    }
}

impl Session {
    /// Looks at a path; nothing is written.
    pub fn overview(&self, path: &Path) -> Result<Overview, Failure> {
        let job = if path.exists() { Job::Import } else { Job::Export };
        let what = match source::check(path, job)? {
            Place::Taken => return self.of_data_file(path),
            Place::Files => return self.of_files(path),
            Place::Free => What::Free,
            Place::Copy(_) => What::Copy,
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            let gone = Failure::start(Message::new("outlook-no-such-file"));
            return Err(gone.with_file(source::shown(path)));
        }
        Ok(Overview { what, size: 0, folders: Vec::new(), warnings: Vec::new() })
    }

    fn of_data_file(&self, path: &Path) -> Result<Overview, Failure> {
        let file = self.open(path, Purpose::Read, &Mapping::default())?;
        let what = What::DataFile {
            format: file.format(),
            version: file.version(),
            password: file.has_password(),
            read_only: is_protected(path),
        };
        let (folders, survey) = holdings(&mut file.store(), path)?;
        let warnings = file.warnings().into_iter().chain(survey.warnings).collect();
        Ok(Overview { what, size: size(path), folders, warnings })
    }

    fn of_files(&self, path: &Path) -> Result<Overview, Failure> {
        let request = ExchangeRequest::new(Job::Import, path);
        let opened = FileSource::open(path, ground(&request, self.words.zone()));
        let mut files = opened.map_err(|error| Failure::of_store(error, &source::shown(path)))?;
        let (folders, survey) = holdings(&mut files, path)?;
        Ok(Overview { what: What::Files, size: size(path), folders, warnings: survey.warnings })
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map_or(0, |file| file.len())
}

/// What the folders of a store hold; those that hold nothing are left out.
fn holdings(store: &mut dyn Store, path: &Path) -> Result<(Vec<Holding>, Survey), Failure> {
    let mut found: Vec<Holding> = Vec::new();
    let scope = Scope { with_deleted: true, ..Scope::default() };
    let survey = store.survey(&scope, &mut |listed| {
        let at = listed.folder as usize;
        let empty = || Holding { path: String::new(), deleted: false, counts: [0; 4], others: 0 };
        if found.len() <= at {
            found.resize_with(at + 1, empty);
        }
        let Some(folder) = found.get_mut(at) else { return };
        folder.deleted |= listed.deleted;
        let place = listed.kind.and_then(|kind| Kind::ALL.iter().position(|one| *one == kind));
        match place.and_then(|place| folder.counts.get_mut(place)) {
            Some(count) => *count += 1,
            None => folder.others += 1,
        }
    });
    let survey = survey.map_err(|error| Failure::of_store(error, &source::shown(path)))?;
    for (folder, path) in found.iter_mut().zip(&survey.folders) {
        folder.path.clone_from(path);
    }
    found.retain(|folder| folder.others > 0 || folder.counts.iter().any(|count| *count > 0));
    Ok((found, survey))
}

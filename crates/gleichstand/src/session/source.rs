//! What a path given as OUTLOOK is. Every exchange takes data files; an import reads the other files
//! that hold items, an export makes copies as such files. A synchronisation never takes another kind:
//! there is no place in them for the number that holds a link.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use outlook::source::recognise;
use outlook::target::TargetKind;
use sync::{Job, Message};

use crate::failure::Failure;

/// How an Outlook data file begins.
const SIGNATURE: &[u8; 4] = b"!BDN";

/// Endings of files that are read, and of which no copy is made as one file.
const ONLY_READ: &[&str] = &["dbx", "mbx", "wab", "msg", "eml", "vcs"];

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A data file.
    Taken,
    /// Other files: an import reads them.
    Files,
    /// Nothing: an export makes a data file there.
    Free,
    /// An export makes a copy there.
    Copy(TargetKind),
}

/// Refuses a path that the job cannot take, as far as that can be seen from outside.
pub fn check(path: &Path, job: Job) -> Result<Place, Failure> {
    checked(path, job).map_err(|failure| failure.with_file(shown(path)))
}

fn checked(path: &Path, job: Job) -> Result<Place, Failure> {
    if job != Job::Import && !path.exists() {
        return free(path, job);
    }
    let kind = kind(path).map_err(|error| Failure::start(outlook::explain_io(&error)))?;
    match (kind, job) {
        (Kind::DataFile, _) => Ok(Place::Taken),
        (Kind::Unknown, Job::Export) if named(path).is_some() => free(path, job),
        (Kind::Unknown, job) => unknown(path, job),
        (_, Job::Sync) => Err(Failure::usage(Message::new("source-no-sync"))),
        (Kind::Files, Job::Import) => Ok(Place::Files),
        (Kind::Files, _) if path.is_dir() => Ok(Place::Copy(TargetKind::Folder)),
        (Kind::Files, _) => free(path, job),
    }
}

/// A file whose content says nothing: perhaps a damaged data file, unless its name says otherwise.
fn unknown(path: &Path, job: Job) -> Result<Place, Failure> {
    let ending = extension(path).unwrap_or_default();
    let other = ONLY_READ.contains(&ending.as_str()) || named(path).is_some();
    match job {
        Job::Sync if other => Err(Failure::usage(Message::new("source-no-sync"))),
        Job::Import if other => {
            Err(Failure::start(Message::new("source-other-content").with("kind", ending)))
        }
        _ => Ok(Place::Taken),
    }
}

/// What is to be at a path where nothing is, or a file that a copy replaces: only its name says.
fn free(path: &Path, job: Job) -> Result<Place, Failure> {
    let ending = extension(path).unwrap_or_default();
    let only_read = ONLY_READ.contains(&ending.as_str());
    let other = only_read || named(path).is_some();
    match (job, named(path)) {
        (Job::Sync, _) if other => Err(Failure::usage(Message::new("source-no-sync"))),
        (Job::Export, Some(kind)) => Ok(Place::Copy(kind)),
        (Job::Export, None) if ending == "pst" => Ok(Place::Free),
        (Job::Export, None) if only_read => {
            Err(Failure::usage(Message::new("target-only-read").with("kind", ending)))
        }
        (Job::Export, None) if ending == "ost" => {
            Err(Failure::start(Message::new("outlook-is-ost")))
        }
        (Job::Export, None) => Err(Failure::usage(Message::new("target-no-kind"))),
        _ => Err(Failure::start(Message::new("outlook-no-such-file"))),
    }
}

/// What kind of copy a name says.
fn named(path: &Path) -> Option<TargetKind> {
    let folder = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if folder { Some(TargetKind::Folder) } else { TargetKind::of_name(path) }
}

/// Whether a file may only be read: a copy of a server's data, or protected by the system. Nothing
/// is changed to find out.
pub fn is_protected(path: &Path) -> bool {
    let protected = std::fs::metadata(path).is_ok_and(|found| found.permissions().readonly());
    let server_copy = extension(path).is_some_and(|kind| kind == "ost");
    protected || server_copy || OpenOptions::new().append(true).open(path).is_err()
}

/// A path as people see it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    DataFile,
    /// Perhaps a damaged data file: opening it tells.
    Unknown,
    /// A file from which can be imported, or a folder: opening it tells whether one lies in it.
    Files,
}

fn kind(path: &Path) -> io::Result<Kind> {
    if std::fs::metadata(path)?.is_dir() {
        return Ok(Kind::Files);
    }
    // A pipe or a device would be waited for: opening it says that it is no data file.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(Kind::Unknown);
    }
    if begins_as_data_file(path)? {
        return Ok(Kind::DataFile);
    }
    Ok(if recognise(path)?.is_some() { Kind::Files } else { Kind::Unknown })
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_lowercase())
}

fn begins_as_data_file(path: &Path) -> io::Result<bool> {
    let mut start = [0; 4];
    match File::open(path)?.read_exact(&mut start) {
        Ok(()) => Ok(start == *SIGNATURE),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        // Windows refuses to read where another program has locked: opening says so.
        Err(_) if cfg!(windows) => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_counts_more_than_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let cases: [(&str, &[u8], Kind); 6] = [
            ("a.pst", b"!BDN....", Kind::DataFile),
            ("b.csv", b"!BDN....", Kind::DataFile),
            ("c.txt", b"BEGIN:VCARD", Kind::Files),
            ("d.pst", b"", Kind::Unknown),
            ("e.doc", b"Text", Kind::Unknown),
            ("f.vcf", b"Text", Kind::Unknown),
        ];
        for (name, bytes, expected) in cases {
            std::fs::write(path(name), bytes).unwrap();
            assert_eq!(kind(&path(name)).unwrap(), expected, "{name}");
        }
        std::fs::write(path("Brief.txt"), b"From: anna@beispiel.de\nSubject: Hallo\n\nText")
            .unwrap();
        assert_eq!(kind(&path("Brief.txt")).unwrap(), Kind::Files);
        assert_eq!(kind(folder.path()).unwrap(), Kind::Files);
    }
}

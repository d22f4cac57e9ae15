//! What a path given as OUTLOOK is. So far an exchange takes data files, and an import mail files; the
//! other kinds that the command line names are recognised and refused with their name. A synchronisation never takes
//! another kind: there is no place in them for the number that holds a link.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use outlook::source::recognise;
use sync::{Job, Message};

use crate::failure::Failure;

/// How an Outlook data file begins.
const SIGNATURE: &[u8; 4] = b"!BDN";

/// Other kinds of Outlook data, by extension.
const LATER: &[&str] = &["wab", "msg", "vcf", "ics", "csv"];
/// Names of files to which there is no export.
const NO_TARGET: &[&str] = &["dbx", "mbx", "eml"];

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Taken,
    /// Mail files: an import reads them.
    Mails,
    /// Nothing: an export makes a data file there.
    Free,
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
        (Kind::DataFile | Kind::Unknown, _) => Ok(Place::Taken),
        (_, Job::Sync) => Err(Failure::usage(Message::new("source-no-sync"))),
        (Kind::Mails, Job::Import) => Ok(Place::Mails),
        (Kind::Mails, _) => Err(later("target-comes-later", &extension(path).unwrap_or_default())),
        (Kind::Folder, Job::Import) => Err(Failure::start(Message::new("source-no-mails"))),
        (Kind::Folder, _) => Err(later("target-comes-later", "folder")),
        (Kind::Later(kind), Job::Import) => Err(later("source-comes-later", &kind)),
        (Kind::Later(kind), _) => Err(later("target-comes-later", &kind)),
    }
}

/// What is to be at a path where nothing is: only its name says.
fn free(path: &Path, job: Job) -> Result<Place, Failure> {
    let kind = extension(path).unwrap_or_default();
    let other = [LATER, NO_TARGET, &["mbox"]].concat().contains(&kind.as_str());
    match job {
        Job::Sync if other => Err(Failure::usage(Message::new("source-no-sync"))),
        Job::Export if kind == "pst" => Ok(Place::Free),
        Job::Export if other => Err(later("target-comes-later", &kind)),
        Job::Export if kind == "ost" => Err(Failure::start(Message::new("outlook-is-ost"))),
        Job::Export => Err(Failure::usage(Message::new("target-no-kind"))),
        _ => Err(Failure::start(Message::new("outlook-no-such-file"))),
    }
}

fn later(id: &str, kind: &str) -> Failure {
    Failure::usage(Message::new(id).with("kind", kind))
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
    Folder,
    /// A mail file, or a folder in which one lies.
    Mails,
    /// Another kind of Outlook data.
    Later(String),
}

fn kind(path: &Path) -> io::Result<Kind> {
    if std::fs::metadata(path)?.is_dir() {
        let files = std::fs::read_dir(path)?.flatten().map(|entry| entry.path());
        let mut files = files.filter(|path| path.is_file());
        let found = files.any(|path| matches!(recognise(&path), Ok(Some(_))));
        return Ok(if found { Kind::Mails } else { Kind::Folder });
    }
    // A pipe or a device would be waited for: opening it says that it is no data file.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(Kind::Unknown);
    }
    if begins_as_data_file(path)? {
        return Ok(Kind::DataFile);
    }
    if recognise(path)?.is_some() && !is_card(path) {
        return Ok(Kind::Mails);
    }
    let later = extension(path).filter(|kind| LATER.contains(&kind.as_str()));
    Ok(later.map_or(Kind::Unknown, Kind::Later))
}

/// Cards and calendars begin like a mail does.
fn is_card(path: &Path) -> bool {
    extension(path).is_some_and(|kind| LATER.contains(&kind.as_str()))
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
        let cases: [(&str, &[u8], Kind); 5] = [
            ("a.pst", b"!BDN....", Kind::DataFile),
            ("b.csv", b"!BDN....", Kind::DataFile),
            ("c.VCF", b"BEGIN:VCARD", Kind::Later("vcf".to_owned())),
            ("d.pst", b"", Kind::Unknown),
            ("e.doc", b"Text", Kind::Unknown),
        ];
        for (name, bytes, expected) in cases {
            std::fs::write(path(name), bytes).unwrap();
            assert_eq!(kind(&path(name)).unwrap(), expected, "{name}");
        }
        assert_eq!(kind(folder.path()).unwrap(), Kind::Folder);
        std::fs::write(path("Posteingang.dbx"), b"").unwrap();
        assert_eq!(kind(folder.path()).unwrap(), Kind::Folder, "it is none by its name alone");
        std::fs::write(path("Brief.txt"), b"From: anna@beispiel.de\nSubject: Hallo\n\nText")
            .unwrap();
        assert_eq!(kind(&path("Brief.txt")).unwrap(), Kind::Mails);
        assert_eq!(kind(folder.path()).unwrap(), Kind::Mails);
    }
}

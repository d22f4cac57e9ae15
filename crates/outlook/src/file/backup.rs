//! The copy that is made beside a data file before an office writes to it for the first time.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sync::{Message, StoreError};

use super::OutlookFile;
use crate::explain::explain_io;

/// Backups of one day and file.
const MOST: u32 = 1000;

impl OutlookFile {
    /// Copies the file to `NAME.pst.bak-DATE` beside it (sharing the blocks where the file system
    /// can), and says where. An existing backup is never overwritten: the next one of a day gets a
    /// number. A copy that does not succeed, for want of space above all, leaves nothing behind.
    ///
    /// # Errors
    /// Why there is no copy. The data file is untouched.
    pub fn backup(&self, date: Date) -> Result<PathBuf, StoreError> {
        backup_of(&self.path, date)
    }
}

/// The same for a data file that is not open as one.
///
/// # Errors
/// As [`OutlookFile::backup`].
pub fn backup_of(path: &Path, date: Date) -> Result<PathBuf, StoreError> {
    backup(path, date).map_err(|error| {
        let why = explain_io(&error);
        let message = Message::new("outlook-backup-failed").with("why", &why.id);
        StoreError::new(why.args.iter().fold(message, |m, (name, value)| m.with(name, value)))
    })
}

fn backup(path: &Path, date: Date) -> io::Result<PathBuf> {
    let copy = reserve(path, date)?;
    let copied = copy_whole(path, &copy);
    if copied.is_err() {
        fs::remove_file(&copy)?;
    }
    copied.map(|()| copy)
}

/// Makes the backup file, empty: what is there already cannot be overwritten.
fn reserve(path: &Path, date: Date) -> io::Result<PathBuf> {
    for count in 1..=MOST {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".bak-{date}"));
        if count > 1 {
            name.push(format!("-{count}"));
        }
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|_| PathBuf::from(name)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let length = fs::metadata(from)?.len();
    if fs::copy(from, to)? != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    OpenOptions::new().read(true).open(to)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_a_copy_and_never_overwrites_another() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("Kunden.pst");
        fs::write(&file, b"eins").unwrap();
        let day = Date::constant(2024, 5, 3);
        let first = backup(&file, day).unwrap();
        assert_eq!(first, dir.path().join("Kunden.pst.bak-2024-05-03"));
        fs::write(&file, b"zwei").unwrap();
        let second = backup(&file, day).unwrap();
        assert_eq!(second, dir.path().join("Kunden.pst.bak-2024-05-03-2"));
        assert_eq!(fs::read(first).unwrap(), b"eins");
        assert_eq!(fs::read(second).unwrap(), b"zwei");
    }

    #[test]
    fn a_failed_backup_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        assert!(backup(&dir.path().join("fehlt.pst"), Date::constant(2024, 5, 3)).is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}

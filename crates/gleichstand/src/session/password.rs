//! Passwords of data files. They encrypt nothing; an exchange respects them all the same.

use std::path::{Path, PathBuf};

use outlook::OutlookFile;
use sync::Message;

use super::exchange::Face;
use super::source::shown;
use crate::failure::Failure;

/// How often a person is asked.
const ATTEMPTS: usize = 3;

/// Where a data file's password comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Password {
    /// A person is asked, where there is one.
    #[default]
    Ask,
    /// The first line of a file.
    File(PathBuf),
    /// The owner of a file may open it without.
    Ignore,
}

/// Lets a data file pass whose password is known.
pub fn check(file: &OutlookFile, password: &Password, face: &mut dyn Face) -> Result<(), Failure> {
    if !file.has_password() {
        return Ok(());
    }
    match password {
        Password::Ignore => Ok(()),
        Password::File(path) => {
            let given = first_line(path)?;
            if matches(file, &given)? { Ok(()) } else { Err(refused(file, "password-wrong")) }
        }
        Password::Ask => ask(file, face),
    }
}

fn ask(file: &OutlookFile, face: &mut dyn Face) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS {
        let Some(given) = face.password(&shown(file.path())) else {
            return Err(refused(file, "password-missing"));
        };
        if matches(file, &given)? {
            return Ok(());
        }
    }
    Err(refused(file, "password-wrong"))
}

fn matches(file: &OutlookFile, given: &str) -> Result<bool, Failure> {
    let matches = file.password_matches(given);
    matches.map_err(|error| Failure::of_store(error, &shown(file.path())))
}

fn refused(file: &OutlookFile, why: &str) -> Failure {
    Failure::start(Message::new(why)).with_file(shown(file.path()))
}

/// A password that stands in a file.
pub fn first_line(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::start(outlook::explain_io(&error)).with_file(shown(path)))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

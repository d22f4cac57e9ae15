//! Attachments of mails as files in a folder.
//!
//! Names come from strangers. What must hold: nothing is written outside the folder, nothing that
//! is there is overwritten, no link is followed, and a file is there only if its content is the one
//! that the mail names.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use office::OfficeError;
use serde::Serialize;
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, ContentHasher, Kind, Message, Value};

use super::{Session, source};
use crate::failure::Failure;

/// Longest name of a file, in bytes, with some room for a number.
const LONGEST: usize = 180;
/// Characters that a file name cannot have on some system.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];
/// Names that are devices on Windows, whatever their ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The name of a file whose attachment has none.
const NAMELESS: &str = "attachment";

/// What became of an attachment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saved {
    /// Its number in the mail, from 1.
    pub number: usize,
    /// Its name in the mail.
    pub name: String,
    /// The file; none if there is nothing to write.
    pub file: Option<String>,
    /// Size in bytes.
    pub size: u64,
    /// The hash of its content.
    pub hash: Option<ContentHash>,
    /// It has a content that could not be had.
    pub lost: bool,
}

impl Saved {
    /// Whether everything that there is was written.
    pub fn is_whole(&self) -> bool {
        !self.lost
    }
}

impl Session {
    /// Writes the attachments of a mail into a folder, which is made where there is none.
    pub fn save_attachments(&mut self, which: &str, folder: &Path) -> Result<Vec<Saved>, Failure> {
        let record = self.record(Kind::Mails, which)?;
        let attached = attached(record.fields.get("attachments"));
        if attached.is_empty() {
            return Ok(Vec::new());
        }
        let folder = checked(folder)?;
        let numbered = attached.into_iter().enumerate();
        numbered.map(|(index, attached)| self.save(index + 1, attached, &folder)).collect()
    }

    /// Gives a content of a mail's attachments piece by piece; whether it is there, whole.
    pub fn attached_content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<bool, Failure> {
        let mut hasher = ContentHasher::default();
        let found = self.with_office(|office| {
            let found = office.content_to(hash, &mut |piece| {
                hasher.take(piece);
                take(piece);
            });
            match found {
                Err(OfficeError::Damaged { .. }) => Ok(false),
                other => other,
            }
        })?;
        Ok(found && hasher.finish().0 == *hash)
    }

    fn save(&mut self, number: usize, attached: Attached, folder: &Path) -> Result<Saved, Failure> {
        let Attached { size, hash, .. } = attached;
        let saved =
            Saved { number, name: attached.name.clone(), file: None, size, hash, lost: false };
        let Some(hash) = hash else { return Ok(saved) };
        let (path, file) = new_file(folder, &file_name(&attached))?;
        match self.fill(file, &hash) {
            Ok(true) => Ok(Saved { file: Some(source::shown(&path)), ..saved }),
            done => {
                std::fs::remove_file(&path).map_err(|error| failure(&error, &path))?;
                match done {
                    Ok(_) => Ok(Saved { lost: true, ..saved }),
                    Err(Refused::Disk(error)) => Err(failure(&error, &path)),
                    Err(Refused::Office(error)) => Err(error),
                }
            }
        }
    }

    /// Writes a content; whether it is there and is the one of that hash.
    fn fill(&mut self, mut file: File, hash: &ContentHash) -> Result<bool, Refused> {
        let mut written = Ok(());
        let whole = self.attached_content(hash, &mut |piece| {
            if written.is_ok() {
                written = file.write_all(piece);
            }
        });
        let whole = whole.map_err(Refused::Office)?;
        written.and_then(|()| file.sync_all()).map_err(Refused::Disk)?;
        Ok(whole)
    }
}

/// Who refused.
enum Refused {
    Disk(io::Error),
    Office(Failure),
}

fn failure(error: &io::Error, path: &Path) -> Failure {
    Failure::start(outlook::explain_io(error)).with_file(source::shown(path))
}

/// The attachments that a value lists.
pub fn attached(value: Option<&Value>) -> Vec<Attached> {
    let Some(Value::List(texts)) = value else { return Vec::new() };
    texts.iter().filter_map(|text| Attached::parse(text).ok()).collect()
}

/// The folder, which is made where there is none; a link to one is refused.
fn checked(folder: &Path) -> Result<PathBuf, Failure> {
    // With its last stroke the path of a link is that of the folder it leads to.
    let folder: PathBuf = folder.components().collect();
    match std::fs::symlink_metadata(&folder) {
        Ok(found) if found.is_symlink() => Err(refused("save-folder-is-link", &folder)),
        Ok(found) if !found.is_dir() => Err(refused("save-no-folder", &folder)),
        Ok(_) => Ok(folder),
        Err(_) => match std::fs::create_dir_all(&folder) {
            Ok(()) => Ok(folder),
            Err(error) => Err(failure(&error, &folder)),
        },
    }
}

fn refused(id: &str, folder: &Path) -> Failure {
    Failure::usage(Message::new(id)).with_file(source::shown(folder))
}

/// A new file of that name; where it is taken, also by a link, with a number.
pub(super) fn new_file(folder: &Path, name: &str) -> Result<(PathBuf, File), Failure> {
    for number in 1_u32.. {
        let path = folder.join(numbered(name, number));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failure(&error, &path)),
        }
    }
    Err(refused("save-no-folder", folder))
}

/// `Angebot.pdf`, `Angebot (2).pdf`.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
        None => format!("{name} ({number})"),
    }
}

/// Whether a text is a name that a file may have on every system, and no path.
pub fn is_plain_name(name: &str) -> bool {
    !name.contains('.') && safe_name(name) == name
}

/// The name of an attachment as a file may have it on every system.
pub fn file_name(attached: &Attached) -> String {
    let name = safe_name(&attached.name);
    let message = attached.kind == AttachedKind::Message;
    if message && !name.to_lowercase().ends_with(".msg") { format!("{name}.msg") } else { name }
}

pub(super) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let trimmed = plain.trim().trim_end_matches(['.', ' ']);
    // What begins with a dot is hidden on some systems.
    let name = match trimmed.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => trimmed.to_owned(),
    };
    let name = shortened(&name);
    let named =
        if name.trim_matches(['_', '.', ' ']).is_empty() { NAMELESS.to_owned() } else { name };
    if is_device(&named) { format!("_{named}") } else { named }
}

/// Characters that every system takes, and that show the name as it is: those that turn the
/// direction of writing would hide its ending.
fn is_plain(c: char) -> bool {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !c.is_control() && !turns && !FORBIDDEN.contains(&c)
}

/// The beginning of a name that is too long, with its ending.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 20 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = LONGEST - ending.len();
    let end = (0..=room.min(stem.len())).rev().find(|end| stem.is_char_boundary(*end));
    let stem = stem.get(..end.unwrap_or_default()).unwrap_or_default();
    format!("{}{ending}", stem.trim_end())
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let number = |rest: &str| {
        rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
    };
    DEVICES.contains(&stem.as_str()) || port.is_some_and(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_name_becomes_one_that_every_system_takes_and_stays_in_the_folder() {
        for (name, safe) in [
            ("Angebot.pdf", "Angebot.pdf"),
            ("Größe 漢字 😀.txt", "Größe 漢字 😀.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\win.ini", "win.ini"),
            ("..", NAMELESS),
            ("", NAMELESS),
            ("a/", NAMELESS),
            (" . ", NAMELESS),
            ("a\u{1b}[31m\u{0}b.txt", "a_[31m_b.txt"),
            ("Rechnung\u{202e}fdp.exe", "Rechnung_fdp.exe"),
            ("wer? was*.txt", "wer_ was_.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1 .log", "_com1 .log"),
            ("lpt².x", "_lpt².x"),
            ("Company.txt", "Company.txt"),
            (".profile", "_profile"),
            ("Ende...", "Ende"),
            ("strom:versteckt", "strom_versteckt"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_no_half_of_a_letter() {
        let safe = safe_name(&format!("{}.pdf", "ü".repeat(300)));
        assert!(safe.len() <= LONGEST && safe.ends_with("ü.pdf"), "{safe}");
        assert!(safe_name(&"x".repeat(5000)).len() <= LONGEST);
    }

    #[test]
    fn a_message_in_a_mail_becomes_a_file_that_outlook_opens() {
        let of = |name: &str, kind| {
            file_name(&Attached { name: name.into(), kind, ..Attached::default() })
        };
        assert_eq!(of("AW: Angebot", AttachedKind::Message), "AW_ Angebot.msg");
        assert_eq!(of("x.MSG", AttachedKind::Message), "x.MSG");
        assert_eq!(of("x", AttachedKind::File), "x");
    }

    #[test]
    fn a_second_file_of_a_name_gets_a_number_before_its_ending() {
        assert_eq!(numbered("a.tar.gz", 1), "a.tar.gz");
        assert_eq!(numbered("a.tar.gz", 2), "a.tar (2).gz");
        assert_eq!(numbered("a", 3), "a (3)");
    }
}

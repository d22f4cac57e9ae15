//! Which files there are at a path, and the folders that their mails lie in.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::kind::{SourceKind, recognise};
use crate::code_page;
use crate::express::{Dbx, DbxFolder, DbxKind, Fault};
use crate::folder_path::escaped;
use crate::interchange::Ground;
use crate::interchange::csv::Table;

/// Folders in folders of Outlook Express.
const DEEPEST: usize = 32;

/// A file, with the folder that its mails lie in.
pub(super) struct SourceFile {
    pub path: PathBuf,
    pub folder: String,
    pub kind: SourceKind,
}

impl SourceFile {
    /// Below a folder, mails lie in the folder that they lie in; a file of mails is one itself.
    fn new(path: PathBuf, kind: SourceKind, below: &str, tree: &[DbxFolder], page: u16) -> Self {
        let folder = match kind {
            SourceKind::Dbx | SourceKind::Mbx | SourceKind::Mbox => {
                format!("{below}{}", folder_of(&path, tree, page))
            }
            SourceKind::Eml | SourceKind::Msg | SourceKind::Packed => below.to_owned(),
            SourceKind::Cards
            | SourceKind::Calendar
            | SourceKind::Table
            | SourceKind::AddressBook => String::new(),
        };
        Self { path, folder, kind }
    }
}

/// What was found at a path.
#[derive(Default)]
pub(super) struct Found {
    pub files: Vec<SourceFile>,
    /// Files and folders that cannot be opened.
    pub closed: Vec<PathBuf>,
    /// Files whose names say that they could be imported, and whose contents do not.
    pub unknown: Vec<PathBuf>,
}

/// The files at a path: it itself, or what lies in it and below.
pub(super) fn files_at(path: &Path, page: u16) -> Result<Found, Fault> {
    let mut found = Found::default();
    if std::fs::metadata(path)?.is_dir() {
        found.add_folder(path, "", page, 0)?;
    } else {
        let kind = recognise(path)?.ok_or(Fault::Damaged(0))?;
        let beside = path.parent().map(Path::to_owned).unwrap_or_default();
        let tree = if kind == SourceKind::Dbx { tree_in(&beside)? } else { Vec::new() };
        found.files.push(SourceFile::new(path.to_owned(), kind, "", &tree, page));
    }
    Ok(found)
}

impl Found {
    fn add_folder(
        &mut self,
        path: &Path,
        below: &str,
        page: u16,
        depth: usize,
    ) -> Result<(), Fault> {
        let tree = tree_in(path)?;
        let mut names: Vec<PathBuf> =
            std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        names.sort();
        for path in names {
            // A link to a folder may lead back to where it lies.
            let folder = std::fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
            if folder && depth < DEEPEST {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let below = format!("{below}/{}", escaped(&name));
                if self.add_folder(&path, &below, page, depth + 1).is_err() {
                    self.closed.push(path);
                }
            } else if path.is_file() {
                match recognise(&path) {
                    // Among others, a table of something else is one of the other files.
                    Ok(Some(SourceKind::Table)) if !is_known_table(&path) => {
                        self.unknown.push(path)
                    }
                    Ok(Some(kind)) => {
                        self.files.push(SourceFile::new(path, kind, below, &tree, page));
                    }
                    Ok(None) if is_promising(&path) => self.unknown.push(path),
                    Ok(None) => {}
                    Err(_) => self.closed.push(path),
                }
            } else if is_promising(&path) {
                // A link that leads nowhere, or a folder of that name that lies too deep.
                self.unknown.push(path);
            }
        }
        Ok(())
    }
}

/// Whether a name says that the file could be imported.
fn is_promising(path: &Path) -> bool {
    const ENDINGS: &[&str] =
        &["pst", "dbx", "mbx", "wab", "msg", "eml", "mbox", "vcf", "ics", "vcs", "csv"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.contains(&ending.to_lowercase().as_str())
}

/// Whether a table has columns that are known, as far as its beginning tells.
fn is_known_table(path: &Path) -> bool {
    const START: u64 = 1 << 16;
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    let ground = Ground { code_page: code_page::DEFAULT, zone: TimeZone::UTC };
    // One that cannot be read is named when it is opened.
    read.is_err() || Table::open(start, &ground).is_ok()
}

/// The folders that `Folders.dbx` names; none where it is not there or broken.
fn tree_in(folder: &Path) -> Result<Vec<DbxFolder>, Fault> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in std::fs::read_dir(folder)?.flatten() {
        if !entry.file_name().eq_ignore_ascii_case("Folders.dbx") {
            continue;
        }
        let Some(mut dbx) = Dbx::open(BufReader::new(File::open(entry.path())?))? else { continue };
        if dbx.kind() == DbxKind::Folders {
            return Ok(dbx.folders()?.0);
        }
    }
    Ok(Vec::new())
}

/// The path of the folder whose mails a file holds: as the tree names it, else after the file.
fn folder_of(path: &Path, tree: &[DbxFolder], page: u16) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let file = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_it = |folder: &&DbxFolder| code_page::decode(&folder.file, page).to_lowercase() == file;
    let Some(mut folder) = tree.iter().find(is_it) else { return format!("/{}", escaped(&stem)) };
    let mut names = vec![escaped(&code_page::decode(&folder.name, page))];
    while names.len() < DEEPEST {
        let above = tree.iter().find(|above| above.id == folder.parent && above.id != folder.id);
        match above {
            Some(above) if above.id != 0 => {
                names.push(escaped(&code_page::decode(&above.name, page)));
                folder = above;
            }
            _ => break,
        }
    }
    names.iter().rev().map(|name| format!("/{name}")).collect()
}

//! What mail files there are, and which messages they hold.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::code_page;
use crate::express::{Dbx, DbxFolder, DbxKind, Entry, Fault, Index, LONGEST, Mbx, Place};
use crate::folder_path::escaped;

/// What a file is, by its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// Outlook Express 5 and 6.
    Dbx,
    /// Outlook Express 4.
    Mbx,
    /// Mails one after the other, each after a line `From `.
    Mbox,
    /// One mail.
    Eml,
}

/// How many bytes tell what a file is.
const START: u64 = 2048;
/// Folders in folders of Outlook Express.
const DEEPEST: usize = 32;

/// What a file is; `None` if it holds no mail as far as can be seen.
///
/// # Errors
/// The system.
pub fn recognise(path: &Path) -> io::Result<Option<SourceKind>> {
    let mut start = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut start)?;
    let named =
        |wanted: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    Ok(match start.as_slice() {
        [0xCF, 0xAD, 0x12, 0xFE, ..] => Some(SourceKind::Dbx),
        [b'J', b'M', b'F', b'6', ..] => Some(SourceKind::Mbx),
        [b'F', b'r', b'o', b'm', b' ', ..] => Some(SourceKind::Mbox),
        [] if named("mbox") => Some(SourceKind::Mbox),
        start if begins_as_header(start) => Some(SourceKind::Eml),
        _ => None,
    })
}

/// The first two lines are fields of a header, or one and its continuation.
fn begins_as_header(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').take(2);
    let field = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let named = !name.is_empty() && name.len() < line.len();
        named && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    let first = lines.next().is_some_and(field);
    let second = |line: &[u8]| {
        let continued = line.starts_with(b" ") || line.starts_with(b"\t");
        field(line) || continued || line.trim_ascii().is_empty()
    };
    // Of a very long first field the end is not seen.
    first && lines.next().map_or(start.len() as u64 == START, second)
}

/// A file that is open.
pub(super) enum Open {
    Dbx(Box<Dbx<BufReader<File>>>),
    Mbx(Box<Mbx<BufReader<File>>>),
    Box(BufReader<File>),
    Mail(BufReader<File>),
}

/// A message of a file.
pub(super) struct Listed {
    pub entry: Entry,
    /// Its file says whether it was read, and more; else the mail itself may.
    pub states: bool,
}

/// A file with the folder that its mails lie in.
pub(super) struct Mailbox {
    pub path: PathBuf,
    pub folder: String,
    pub kind: SourceKind,
}

impl Mailbox {
    /// A single mail lies in no folder.
    fn new(path: PathBuf, kind: SourceKind, tree: &[DbxFolder], page: u16) -> Self {
        let folder = match kind {
            SourceKind::Eml => String::new(),
            _ => folder_of(&path, tree, page),
        };
        Self { path, folder, kind }
    }
}

impl Open {
    pub fn new(mailbox: &Mailbox) -> Result<Self, Fault> {
        let file = BufReader::new(File::open(&mailbox.path)?);
        Ok(match mailbox.kind {
            SourceKind::Dbx => Self::Dbx(Box::new(Dbx::open(file)?.ok_or(Fault::Damaged(0))?)),
            SourceKind::Mbx => Self::Mbx(Box::new(Mbx::open(file)?.ok_or(Fault::Damaged(0))?)),
            SourceKind::Mbox => Self::Box(file),
            SourceKind::Eml => Self::Mail(file),
        })
    }

    /// The messages, and whether the list is whole.
    pub fn list(&mut self, mailbox: &Mailbox) -> Result<(Vec<Listed>, bool), Fault> {
        let stated = |entry| Listed { entry, states: true };
        match self {
            Self::Dbx(dbx) if dbx.kind() != DbxKind::Mail => Ok((Vec::new(), true)),
            Self::Dbx(dbx) => {
                let (entries, broken) = dbx.entries()?;
                Ok((entries.into_iter().map(stated).collect(), broken.is_empty()))
            }
            Self::Mbx(mbx) => {
                let entries = mbx.entries(&index_of(&mailbox.path)?)?;
                Ok((entries.into_iter().map(stated).collect(), true))
            }
            Self::Box(file) => Ok((box_entries(file)?, true)),
            Self::Mail(file) => {
                let length = file.seek(SeekFrom::End(0))?;
                Ok((vec![plain(0, length)], true))
            }
        }
    }

    /// The text of a message.
    pub fn text(&mut self, place: Place) -> Result<Vec<u8>, Fault> {
        match (self, place) {
            (_, Place::Missing(at)) => Err(Fault::Damaged(at)),
            (Self::Dbx(dbx), Place::Pieces(first)) => dbx.text(first),
            (Self::Mbx(mbx), Place::Whole(at, length) | Place::Cut(at, length)) => {
                mbx.text(at, length)
            }
            (Self::Box(file), Place::Whole(at, length)) if length <= LONGEST => {
                Ok(unquoted(part(file, at, length)?))
            }
            (Self::Mail(file), Place::Whole(at, length)) if length <= LONGEST => {
                Ok(part(file, at, length)?)
            }
            (_, Place::Whole(at, _) | Place::Cut(at, _) | Place::Pieces(at)) => {
                Err(Fault::Damaged(at))
            }
        }
    }
}

fn part(file: &mut BufReader<File>, at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut text = Vec::new();
    file.take(length).read_to_end(&mut text)?;
    Ok(text)
}

/// In a box a line that begins with `From ` got a `>`, one that had it already got another.
fn unquoted(text: Vec<u8>) -> Vec<u8> {
    if !text.windows(6).any(|part| part == b">From ") {
        return text;
    }
    let line = |line: &[u8]| {
        let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
        let quoted = bare > 0 && line.get(bare..).is_some_and(|rest| rest.starts_with(b"From "));
        line.get(usize::from(quoted)..).unwrap_or_default().to_vec()
    };
    text.split_inclusive(|byte| *byte == b'\n').flat_map(line).collect()
}

fn plain(at: u64, length: u64) -> Listed {
    let entry = Entry {
        place: Some(Place::Whole(at, length)),
        read: false,
        draft: false,
        flagged: false,
        received: 0,
        subject: Vec::new(),
    };
    Listed { entry, states: false }
}

/// The mails of a box: each begins after a line `From ` at the beginning or after an empty line,
/// which belongs to neither.
fn box_entries(file: &mut BufReader<File>) -> io::Result<Vec<Listed>> {
    file.seek(SeekFrom::Start(0))?;
    let (mut entries, mut line) = (Vec::new(), Vec::new());
    let (mut at, mut begin, mut empty): (u64, Option<u64>, Option<u64>) = (0, None, Some(0));
    loop {
        line.clear();
        let read = read_line(file, &mut line)?;
        let new = empty.is_some() && line.starts_with(b"From ");
        if read == 0 || new {
            let end = at - empty.unwrap_or_default();
            entries.extend(begin.map(|begin| plain(begin, end.saturating_sub(begin))));
            begin = Some(at + read);
        }
        if read == 0 {
            break;
        }
        empty = line.trim_ascii().is_empty().then_some(read);
        at += read;
    }
    entries.retain(|listed| !matches!(listed.entry.place, Some(Place::Whole(_, 0))));
    Ok(entries)
}

/// Reads a line; of a long one only the beginning is kept.
fn read_line(file: &mut BufReader<File>, line: &mut Vec<u8>) -> io::Result<u64> {
    const KEPT: usize = 64;
    let mut read = 0;
    loop {
        let part = file.fill_buf()?;
        if part.is_empty() {
            return Ok(read);
        }
        let end = part.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(part.len(), |at| at + 1);
        let room = KEPT.saturating_sub(line.len()).min(used);
        line.extend_from_slice(part.get(..room).unwrap_or_default());
        file.consume(used);
        read += used as u64;
        if end.is_some() {
            return Ok(read);
        }
    }
}

/// What stands beside an `.mbx`.
fn index_of(path: &Path) -> Result<Index, Fault> {
    for name in ["idx", "IDX"] {
        match File::open(path.with_extension(name)) {
            Ok(file) => return Index::read(BufReader::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Index::default())
}

/// The mail files at a path, each with its folder, and files that cannot be opened.
pub(super) fn mailboxes(path: &Path, page: u16) -> Result<(Vec<Mailbox>, Vec<PathBuf>), Fault> {
    if !std::fs::metadata(path)?.is_dir() {
        let kind = recognise(path)?.ok_or(Fault::Damaged(0))?;
        let beside = path.parent().map(Path::to_owned).unwrap_or_default();
        let tree = if kind == SourceKind::Dbx { tree_in(&beside)? } else { Vec::new() };
        return Ok((vec![Mailbox::new(path.to_owned(), kind, &tree, page)], Vec::new()));
    }
    let tree = tree_in(path)?;
    let (mut found, mut closed) = (Vec::new(), Vec::new());
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    names.sort();
    for path in names.into_iter().filter(|path| path.is_file()) {
        match recognise(&path) {
            Ok(Some(kind)) => found.push(Mailbox::new(path, kind, &tree, page)),
            Ok(None) => {}
            Err(_) => closed.push(path),
        }
    }
    Ok((found, closed))
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

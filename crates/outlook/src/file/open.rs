//! Opening an Outlook data file: for writing where that is possible, else for reading.
//!
//! Another program's lock is an error. A file that the system protects, that lies in a protected
//! folder, or that is an `.ost` is opened for reading, with the reason.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use pst::{Access, CodePage, FileFormat, Pst, Reader};
use sync::{Message, StoreError, StoreId};

use super::Format;
use crate::explain::{explain, explain_warning};
use crate::user::{FieldKind, Target, names_equal};

/// What the file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reading; not one byte changes.
    Read,
    /// Reading, and writing where that is possible.
    Write,
}

/// What the user says beyond the file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The zone in which dates are stored where an item does not say.
    pub zone: TimeZone,
    /// Code page of text in an ANSI file where an item does not say.
    pub code_page: Option<u16>,
    /// Names of folders that are made where a file has none.
    pub folders: FolderNames,
    /// User-defined fields that are to be written, with the types they get where the data file does
    /// not have them yet.
    pub user_fields: BTreeMap<String, FieldKind>,
}

/// Names of the folders for new items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderNames {
    /// For contacts.
    pub contacts: String,
    /// For e-mails that name no folder.
    pub inbox: String,
    /// For appointments.
    pub calendar: String,
    /// For tasks.
    pub tasks: String,
}

impl Default for FolderNames {
    fn default() -> Self {
        let [contacts, inbox, calendar, tasks] =
            ["Kontakte", "Posteingang", "Kalender", "Aufgaben"].map(str::to_owned);
        Self { contacts, inbox, calendar, tasks }
    }
}

impl Options {
    /// The type that a user-defined field gets if it is new.
    pub(super) fn declared(&self, name: &str) -> Option<FieldKind> {
        let mut declared = self.user_fields.iter();
        declared.find(|(known, _)| names_equal(known, name)).map(|(_, kind)| *kind)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            zone: TimeZone::system(),
            code_page: None,
            folders: FolderNames::default(),
            user_fields: BTreeMap::new(),
        }
    }
}

/// An open Outlook data file.
pub struct OutlookFile {
    pub(super) path: PathBuf,
    pub(super) pst: Pst,
    pub(super) options: Options,
    pub(super) record_key: [u8; 16],
    has_password: bool,
    name: String,
    read_only: Option<Message>,
}

impl OutlookFile {
    /// Opens a data file. Where writing is asked for and impossible, it is opened for reading and
    /// [`OutlookFile::read_only`] says why.
    ///
    /// # Errors
    /// Why it cannot be read at all, or that another program has it open (transient).
    pub fn open(
        path: impl AsRef<Path>,
        purpose: Purpose,
        options: Options,
    ) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let (pst, read_only) = open(path, purpose).map_err(|error| unreadable(&error))?;
        Self::assemble(path, pst, read_only, options).map_err(|error| unreadable(&error))
    }

    /// A data file that is open already, wherever its bytes lie; `path` is what it is called.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn over(pst: Pst, path: impl AsRef<Path>, options: Options) -> Result<Self, StoreError> {
        Self::assemble(path.as_ref(), pst, None, options).map_err(|error| unreadable(&error))
    }

    pub(super) fn assemble(
        path: &Path,
        mut pst: Pst,
        read_only: Option<Message>,
        options: Options,
    ) -> pst::Result<Self> {
        if let Some(page) = options.code_page.and_then(CodePage::new) {
            pst = pst.with_code_page(page);
        }
        let store = pst.read().store()?;
        let (record_key, name, has_password) = (store.record_key, store.name, store.password != 0);
        let path = path.to_owned();
        Ok(Self { path, pst, options, record_key, has_password, name, read_only })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its display name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its identity: the record key in hexadecimal.
    #[must_use]
    pub fn id(&self) -> StoreId {
        StoreId(self.record_key.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The zone of items that name none.
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.options.zone
    }

    /// Its format.
    #[must_use]
    pub fn format(&self) -> Format {
        match self.pst.info().format {
            FileFormat::Ansi => Format::Ansi,
            FileFormat::Unicode | FileFormat::Unicode4K => Format::Unicode,
        }
    }

    /// `wVer`.
    #[must_use]
    pub fn version(&self) -> u16 {
        self.pst.info().version
    }

    /// Whether it can be written.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.read_only.is_none() && self.pst.writable()
    }

    /// Why a file that was to be written is read only.
    #[must_use]
    pub fn read_only(&self) -> Option<&Message> {
        self.read_only.as_ref()
    }

    /// What was odd about the file when it was opened.
    #[must_use]
    pub fn warnings(&self) -> Vec<Message> {
        self.pst.info().warnings.iter().map(explain_warning).collect()
    }

    /// Whether the file carries a password (which encrypts nothing).
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.has_password
    }

    /// Whether a password is the file's; true for any if it has none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn password_matches(&self, password: &str) -> Result<bool, StoreError> {
        let page = self.options.code_page.unwrap_or(crate::code_page::DEFAULT);
        let store = self.pst.read().store().map_err(|error| unreadable(&error))?;
        Ok(!self.has_password || store.password_matches(password, page))
    }

    /// What writers must know of the file.
    #[must_use]
    pub fn target(&self) -> Target {
        let code_page = self.options.code_page.unwrap_or(crate::code_page::DEFAULT);
        Target { ansi: self.pst.info().format == FileFormat::Ansi, code_page }
    }
}

pub(super) fn unreadable(error: &pst::Error) -> StoreError {
    let transient = matches!(error, pst::Error::Locked | pst::Error::Busy);
    StoreError { message: explain(error), transient }
}

/// Opens for the purpose, or for reading with the reason why not for writing.
fn open(path: &Path, purpose: Purpose) -> pst::Result<(Pst, Option<Message>)> {
    let reading = || Pst::open(path, Access::Read);
    if purpose == Purpose::Read {
        return Ok((reading()?, None));
    }
    if let Some(reason) = forbidden(path) {
        return Ok((reading()?, Some(reason)));
    }
    match Pst::open(path, Access::Write) {
        Err(error) if is_protected(&error) => {
            Ok((reading()?, Some(Message::new("outlook-file-protected"))))
        }
        Err(error @ pst::Error::FourK) => Ok((reading()?, Some(explain(&error)))),
        opened => Ok((opened?, None)),
    }
}

/// Why a file must not be written, as far as that can be known without opening it.
fn forbidden(path: &Path) -> Option<Message> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ost")) {
        return Some(Message::new("outlook-is-ost"));
    }
    let metadata = std::fs::metadata(path).ok()?;
    if metadata.permissions().readonly() {
        return Some(Message::new("outlook-file-protected"));
    }
    (metadata.is_file() && !can_create_beside(path))
        .then(|| Message::new("outlook-folder-protected"))
}

fn is_protected(error: &pst::Error) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    match error {
        pst::Error::ReadOnly => true,
        pst::Error::Io(error) => matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem),
        _ => false,
    }
}

/// Whether a backup could be made beside the file. Permissions say too little (other users, access
/// lists, read-only media), so a file is made and removed.
fn can_create_beside(path: &Path) -> bool {
    let mut probe = path.as_os_str().to_owned();
    probe.push(format!(".probe-{}", std::process::id()));
    let made: std::io::Result<File> = OpenOptions::new().write(true).create_new(true).open(&probe);
    drop(std::fs::remove_file(&probe));
    made.is_ok()
}

//! Creating Outlook data files.

use std::path::Path;

use pst::{Encryption, FileFormat, MemoryBackend, NewStore, Pst, Reader, StandardNames};
use sync::StoreError;

use super::open::unreadable;
use super::{Options, OutlookFile, search_key};

/// Which Outlook a new file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Outlook 97 to 2002: at most 2 GB, text in a code page.
    Ansi,
    /// Outlook 2003 and later.
    #[default]
    Unicode,
}

/// How a new file hides its contents from the eye; no method protects them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cipher {
    /// Not at all.
    None,
    /// As Outlook does ("compressible").
    #[default]
    Permute,
    /// "High encryption" of old Outlooks.
    Cyclic,
}

/// A data file to be created. The names are in the user's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Format.
    pub format: Format,
    /// Encoding.
    pub cipher: Cipher,
    /// Display name.
    pub name: String,
    /// Name of the mailbox root.
    pub top: String,
    /// Name of Deleted Items.
    pub deleted: String,
    /// Name of the root of search folders.
    pub search_root: String,
    /// A password that Outlook asks for; it protects nothing.
    pub password: Option<String>,
    /// The two random halves of its identity; `None` for new ones.
    pub identity: Option<[[u8; 16]; 2]>,
}

impl Default for NewFile {
    fn default() -> Self {
        let StandardNames { top, deleted, search_root } = StandardNames::default();
        Self {
            format: Format::default(),
            cipher: Cipher::default(),
            name: "Outlook-Datendatei".to_owned(),
            top,
            deleted,
            search_root,
            password: None,
            identity: None,
        }
    }
}

impl NewFile {
    fn store(&self, options: &Options) -> NewStore {
        let [record_key, replica] = self.identity.unwrap_or_else(|| [search_key(), search_key()]);
        NewStore {
            format: match self.format {
                Format::Ansi => FileFormat::Ansi,
                Format::Unicode => FileFormat::Unicode,
            },
            encryption: match self.cipher {
                Cipher::None => Encryption::None,
                Cipher::Permute => Encryption::Permute,
                Cipher::Cyclic => Encryption::Cyclic,
            },
            folders: StandardNames {
                top: self.top.clone(),
                deleted: self.deleted.clone(),
                search_root: self.search_root.clone(),
            },
            code_page: options.code_page.unwrap_or(crate::code_page::DEFAULT),
            password: self.password.clone(),
            ..NewStore::new(&self.name, record_key, replica)
        }
    }
}

impl OutlookFile {
    /// Creates a data file with an empty folder for contacts, and opens it for writing.
    ///
    /// # Errors
    /// A file of that name is there, or what the system says; names that an ANSI file cannot hold.
    pub fn create(
        path: impl AsRef<Path>,
        new: &NewFile,
        options: Options,
    ) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let made = Pst::create(path, &new.store(&options)).and_then(|pst| {
            make_contacts(&pst, &options.folders.contacts)?;
            Self::assemble(path, pst, None, options)
        });
        made.map_err(|error| unreadable(&error))
    }

    /// The same in memory, to see what would become of it. `path` is what it is called.
    ///
    /// # Errors
    /// Names that an ANSI file cannot hold.
    pub fn in_memory(
        path: impl AsRef<Path>,
        new: &NewFile,
        options: Options,
    ) -> Result<Self, StoreError> {
        let memory = Box::new(MemoryBackend::new(Vec::new()));
        let made = Pst::create_on(memory, &new.store(&options)).and_then(|pst| {
            make_contacts(&pst, &options.folders.contacts)?;
            Self::assemble(path.as_ref(), pst, None, options)
        });
        made.map_err(|error| unreadable(&error))
    }
}

fn make_contacts(pst: &Pst, name: &str) -> pst::Result<()> {
    let mut txn = pst.write()?;
    let root = txn.store()?.ipm_subtree.ok_or(pst::Error::NotFound(pst::Nid::ROOT_FOLDER))?;
    txn.create_folder(root, name, super::place::CONTACTS)?;
    txn.commit()
}

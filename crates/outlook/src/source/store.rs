//! The store.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use sync::{
    ContentHash, Contents, Full, Key, Kind, Listed, Message, Outcome, Schema, Scope, Side, Store,
    StoreError, StoreId, StoreTxn, Survey, Version, no_such_content,
};

use super::files::{Found, SourceFile, files_at};
use super::open::{At, Listing, Open, Trouble};
use super::read::{Look, refused};
use crate::explain::explain_io;
use crate::express::Fault;
use crate::folder_path::{in_folders, must_be_there};
use crate::interchange::Ground;
use crate::schema;

/// The identity of all files together: a record is the same one in whichever file it lies.
const FILES: &str = "files";

/// Files, as a store that can only be read.
pub struct FileSource {
    id: StoreId,
    pub(super) ground: Ground,
    pub(super) files: Vec<SourceFile>,
    /// Files that cannot be opened.
    closed: Vec<PathBuf>,
    /// Files whose names say that they could be imported, and whose contents do not.
    unknown: Vec<PathBuf>,
    items: HashMap<Key, Item>,
    /// How many items of a name were listed.
    copies: HashMap<Vec<u8>, u32>,
    /// What is known to be there and cannot be had.
    lost: HashMap<Key, Message>,
    /// The item in which a content was met.
    pub(super) contents: HashMap<ContentHash, Key>,
    /// Fields that were said to be left behind.
    pub(super) left: BTreeSet<String>,
    /// The file that was read from last.
    pub(super) open: Option<(usize, Open)>,
}

/// An item: its file, and where it is in it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub file: usize,
    pub at: At,
    pub version: Version,
}

impl FileSource {
    /// Whether a store is that of files.
    #[must_use]
    pub fn is_files(id: &StoreId) -> bool {
        id.0 == FILES
    }

    /// No file at all: to take back what was imported none is needed.
    #[must_use]
    pub fn none(ground: Ground) -> Self {
        Self::of(Found::default(), ground)
    }

    /// Opens files: one file, or a folder of them.
    ///
    /// # Errors
    /// The path cannot be read, or holds no file from which can be imported.
    pub fn open(path: impl AsRef<Path>, ground: Ground) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let found = files_at(path, ground.code_page).map_err(|fault| not_read(&fault, path))?;
        if found.files.is_empty() && found.closed.is_empty() {
            return Err(StoreError::new(Message::new("source-nothing")));
        }
        Ok(Self::of(found, ground))
    }

    fn of(Found { files, closed, unknown }: Found, ground: Ground) -> Self {
        Self {
            id: StoreId(FILES.to_owned()),
            ground,
            files,
            closed,
            unknown,
            items: HashMap::new(),
            copies: HashMap::new(),
            lost: HashMap::new(),
            contents: HashMap::new(),
            left: BTreeSet::new(),
            open: None,
        }
    }

    pub(super) fn file(&mut self, at: usize) -> Result<&mut Open, Trouble> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != at) {
            let file = self.files.get(at).ok_or(Fault::Damaged(0))?;
            self.open = Some((at, Open::new(file, &self.ground)?));
        }
        let open = self.open.as_mut().map(|(_, open)| open);
        Ok(open.ok_or(Fault::Damaged(0))?)
    }

    /// One of several files cannot be read: the others can. (The only one refuses as a whole.)
    fn closed_in_between(&mut self, at: usize, trouble: &Trouble) -> Result<(), StoreError> {
        let Some(file) = self.files.get(at) else { return Ok(()) };
        if self.files.len() == 1 {
            return Err(refused(trouble, file));
        }
        if !self.closed.contains(&file.path) {
            self.closed.push(file.path.clone());
        }
        Ok(())
    }

    /// Lists one file.
    fn list_file(
        &mut self,
        at: usize,
        scope: &Scope,
        survey: &mut Survey,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<(), Trouble> {
        let Some(file) = self.files.get(at) else { return Ok(()) };
        let (folder, name) = (file.folder.clone(), file.path.display().to_string());
        let mut open = Open::new(file, &self.ground)?;
        let listing = open.list(file)?;
        let likely = open.likely(file.kind);
        // A folder of mails may be empty.
        let says_nothing = listing.is_empty() && !file.kind.is_folder();
        self.open = Some((at, open));
        let in_scope = in_folders(&folder, &scope.folders);
        let index = u32::try_from(survey.folders.len()).unwrap_or(u32::MAX);
        survey.folders.push(if folder.is_empty() { name.clone() } else { folder });
        if says_nothing {
            survey.warnings.push(Message::new("source-empty").with("file", &name));
        }
        if listing.incomplete {
            self.lose(&name, "source-incomplete", survey);
            visit(lost(lost_key(&name), likely, index, in_scope));
        }
        for (class, count) in &listing.others {
            (0..*count).for_each(|number| visit(other(&name, (class, number), index, in_scope)));
        }
        let bare = self.list_items(at, listing, (index, in_scope), visit);
        if bare > 0 {
            let told = Message::new("source-headers-only").with("file", &name);
            survey.warnings.push(told.with("count", bare));
        }
        Ok(())
    }

    /// Lists the items of a file; how many mails have but a header.
    fn list_items(
        &mut self,
        file: usize,
        listing: Listing,
        (folder, in_scope): (u32, bool),
        visit: &mut dyn FnMut(Listed),
    ) -> u64 {
        let mut bare = 0;
        for at in listing.items {
            if matches!(&at, At::Mail { entry, .. } if entry.place.is_none()) {
                bare += 1;
                continue;
            }
            let mut item = Item { file, at, version: Version::default() };
            let Look { kind, class, name, version } = self.look(&item);
            item.version = version;
            let key = self.key_of(name);
            self.items.insert(key.clone(), item);
            visit(Listed { key, kind, class, version, folder, deleted: false, in_scope });
        }
        bare
    }

    /// A file that was not read to its end: that is an error, and absence from it proves nothing.
    fn lose(&mut self, file: &str, why: &str, survey: &mut Survey) {
        survey.incomplete.push(Message::new(why).with("file", file));
        self.lost.insert(lost_key(file), Message::new("source-lost").with("file", file));
    }

    /// A name, and which of several items of that name it is.
    fn key_of(&mut self, name: Vec<u8>) -> Key {
        let name = name.get(..16).unwrap_or(&name).to_vec();
        let copy = self.copies.entry(name.clone()).or_default();
        let key = [name, copy.to_be_bytes().to_vec()].concat();
        *copy += 1;
        Key(key.into())
    }
}

fn lost_key(file: &str) -> Key {
    Key(Sha256::digest(format!("lost:{file}")).to_vec().into())
}

/// What cannot be read: an error of the run, and never missing.
fn lost(key: Key, kind: Kind, folder: u32, in_scope: bool) -> Listed {
    Listed {
        key,
        kind: Some(kind),
        class: String::new(),
        version: Version { row: 1, stamp: None },
        folder,
        deleted: false,
        in_scope,
    }
}

/// What is not transferred.
fn other(file: &str, (class, number): (&str, u64), folder: u32, in_scope: bool) -> Listed {
    let key = Key(Sha256::digest(format!("other:{file}:{class}:{number}")).to_vec().into());
    Listed { kind: None, class: class.to_owned(), ..lost(key, Kind::Mails, folder, in_scope) }
}

fn not_read(fault: &Fault, path: &Path) -> StoreError {
    StoreError::new(match fault {
        Fault::Io(error) => explain_io(error),
        Fault::Damaged(_) => Message::new("source-broken").with("file", path.display()),
    })
}

impl Contents for FileSource {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        let Some(item) = self.contents.get(hash).and_then(|key| self.items.get(key)).cloned()
        else {
            return Ok(Err(no_such_content(hash)));
        };
        let found = self.content_in(&item, hash, take);
        Ok(found.and_then(|found| found.ok_or_else(|| no_such_content(hash))))
    }
}

impl Store for FileSource {
    fn side(&self) -> Side {
        Side::Outlook
    }

    fn id(&self) -> StoreId {
        self.id.clone()
    }

    fn writable(&self) -> bool {
        false
    }

    fn holds_numbers(&self) -> bool {
        false
    }

    fn is_whole(&self) -> bool {
        false
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        Ok(schema(kind))
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.items.clear();
        self.copies.clear();
        self.lost.clear();
        self.left.clear();
        let mut survey = Survey::default();
        for at in 0..self.files.len() {
            match self.list_file(at, scope, &mut survey, visit) {
                Ok(()) => {}
                Err(fault) => self.closed_in_between(at, &fault)?,
            }
        }
        must_be_there(scope, survey.folders.iter().map(String::as_str))?;
        for path in &self.unknown {
            let told = Message::new("source-unknown").with("file", path.display());
            survey.warnings.push(told);
        }
        for path in self.closed.clone() {
            let (name, folder) = (path.display().to_string(), survey.folders.len());
            survey.folders.push(name.clone());
            self.lose(&name, "source-closed", &mut survey);
            let folder = u32::try_from(folder).unwrap_or(u32::MAX);
            visit(lost(lost_key(&name), Kind::Mails, folder, scope.folders.is_empty()));
        }
        Ok(survey)
    }

    fn read(&mut self, _kind: Kind, key: &Key) -> Result<Result<Full, Message>, StoreError> {
        let Some(item) = self.items.get(key).cloned() else {
            let what = self.lost.get(key).cloned();
            return Ok(Err(what.unwrap_or_else(|| Message::new("outlook-other-file"))));
        };
        Ok(self.full(key, &item))
    }

    fn commit_from(
        &mut self,
        _txn: StoreTxn,
        _contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        Err(StoreError::new(Message::new("outlook-read-only")))
    }
}

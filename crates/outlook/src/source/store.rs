//! The store.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use sync::{
    ContentHash, Contents, Full, Key, Kind, Listed, Message, Outcome, Schema, Scope, Side, Store,
    StoreError, StoreId, StoreTxn, Survey, Value, Version, no_such_content,
};

use super::files::{Mailbox, Open, mailboxes};
use crate::explain::explain_io;
use crate::express::{Entry, Fault, Place};
use crate::folder_path::{in_folders, must_be_there};
use crate::{code_page, filetime, mime, schema};

/// What the user says beyond the files.
#[derive(Debug, Clone, Copy)]
pub struct SourceOptions {
    /// Code page of text that does not say what it is in.
    pub code_page: u16,
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self { code_page: code_page::DEFAULT }
    }
}

/// Mail files, as a store that can only be read.
pub struct MailSource {
    id: StoreId,
    options: SourceOptions,
    files: Vec<Mailbox>,
    /// Files that cannot be opened.
    closed: Vec<PathBuf>,
    items: HashMap<Key, Item>,
    /// How many mails of a content were listed.
    copies: HashMap<Vec<u8>, u32>,
    /// What is known to be there and cannot be had.
    lost: HashMap<Key, Message>,
    /// The item in which a content was met.
    contents: HashMap<ContentHash, Key>,
    /// The file that was read from last.
    open: Option<(usize, Open)>,
}

#[derive(Debug, Clone)]
struct Item {
    file: usize,
    entry: Entry,
    /// The file says what it knows of the mail's state; else the mail does.
    states: bool,
}

impl MailSource {
    /// Opens mail files: one file, or a folder of them.
    ///
    /// # Errors
    /// The path cannot be read, or holds no mail file.
    pub fn open(path: impl AsRef<Path>, options: SourceOptions) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let (files, closed) =
            mailboxes(path, options.code_page).map_err(|fault| refused(&fault, path))?;
        if files.is_empty() && closed.is_empty() {
            return Err(StoreError::new(Message::new("source-no-mails")));
        }
        Ok(Self {
            id: identity(path),
            options,
            files,
            closed,
            items: HashMap::new(),
            copies: HashMap::new(),
            lost: HashMap::new(),
            contents: HashMap::new(),
            open: None,
        })
    }

    fn file(&mut self, at: usize) -> Result<&mut Open, Fault> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != at) {
            let mailbox = self.files.get(at).ok_or(Fault::Damaged(0))?;
            self.open = Some((at, Open::new(mailbox)?));
        }
        self.open.as_mut().map(|(_, open)| open).ok_or(Fault::Damaged(0))
    }

    /// One of several files cannot be read: the others can. (The only one refuses as a whole.)
    fn closed_in_between(&mut self, at: usize, fault: &Fault) -> Result<(), StoreError> {
        let path = self.files.get(at).map(|file| file.path.clone()).unwrap_or_default();
        if self.files.len() == 1 {
            return Err(refused(fault, &path));
        }
        if !self.closed.contains(&path) {
            self.closed.push(path);
        }
        Ok(())
    }

    fn text(&mut self, item: &Item) -> Result<Vec<u8>, Fault> {
        let place = item.entry.place.ok_or(Fault::Damaged(0))?;
        self.file(item.file)?.text(place)
    }

    /// Lists one file.
    fn list_file(
        &mut self,
        at: usize,
        scope: &Scope,
        survey: &mut Survey,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<(), Fault> {
        let Some(mailbox) = self.files.get(at) else { return Ok(()) };
        let (folder, name) = (mailbox.folder.clone(), mailbox.path.display().to_string());
        let (listed, whole) = Open::new(mailbox)?.list(mailbox)?;
        let chosen = in_folders(&folder, &scope.folders);
        let index = u32::try_from(survey.folders.len()).unwrap_or(u32::MAX);
        survey.folders.push(folder);
        if !whole {
            self.lose(&name, "source-incomplete", survey);
            visit(lost(lost_key(&name), index, chosen));
        }
        let mut bare = 0_u64;
        for one in listed {
            if one.entry.place.is_none() {
                bare += 1;
                continue;
            }
            let item = Item { file: at, entry: one.entry, states: one.states };
            let key = self.key_of(&item);
            visit(Listed {
                key: key.clone(),
                kind: Some(Kind::Mails),
                class: "IPM.Note".to_owned(),
                version: version(&item.entry),
                folder: index,
                deleted: false,
                in_scope: chosen,
            });
            self.items.insert(key, item);
        }
        if bare > 0 {
            let told = Message::new("source-headers-only").with("file", &name);
            survey.warnings.push(told.with("count", bare));
        }
        Ok(())
    }

    /// A file that was not read to its end: that is an error, and absence from it proves nothing.
    fn lose(&mut self, file: &str, why: &str, survey: &mut Survey) {
        survey.incomplete.push(Message::new(why).with("file", file));
        self.lost.insert(lost_key(file), Message::new("source-lost").with("file", file));
    }

    /// What a mail is called by: its content, and which of several equal ones it is. What cannot be
    /// read is called by its place.
    fn key_of(&mut self, item: &Item) -> Key {
        let name = match self.text(item) {
            Ok(text) => Sha256::digest(&text).to_vec(),
            Err(_) => format!("{}:{:?}", item.file, item.entry.place).into_bytes(),
        };
        let name = name.get(..16).unwrap_or(&name).to_vec();
        let copy = self.copies.entry(name.clone()).or_default();
        let key = [name, copy.to_be_bytes().to_vec()].concat();
        *copy += 1;
        Key(key.into())
    }

    fn letter(&mut self, item: &Item) -> Result<mime::Letter, Message> {
        let file = self.files.get(item.file).map(|file| file.path.display().to_string());
        let text =
            self.text(item).map_err(|fault| damaged(&fault, item, &file.unwrap_or_default()))?;
        Ok(mime::read(&text, self.options.code_page))
    }

    fn full(&mut self, key: &Key, item: &Item) -> Result<Full, Message> {
        let letter = self.letter(item)?;
        let mut record = letter.record;
        for content in &letter.contents {
            self.contents.insert(ContentHash::of(content), key.clone());
        }
        let folder = self.files.get(item.file).map(|file| file.folder.clone()).unwrap_or_default();
        let entry = &item.entry;
        if item.states {
            record.set("mail.read", Value::Bool(entry.read));
            record.set("mail.draft", Value::Bool(entry.draft));
            record.put("mail.flag", entry.flagged.then(|| Value::text("flagged")));
            let received = i64::try_from(entry.received).ok().filter(|at| *at > 0);
            if let Some(at) = received.and_then(filetime::to_timestamp) {
                record.set("mail.received_at", Value::Instant(at));
            }
        }
        record.put("mail.folder", (!folder.is_empty()).then(|| Value::text(&folder)));
        let cut = matches!(entry.place, Some(Place::Cut(..)));
        let losses = cut.then(|| Message::new("source-cut-mail")).into_iter().collect();
        let name = format!("{folder}: {}", record.text("mail.subject"));
        Ok(Full {
            record,
            number: String::new(),
            number_spellings: 0,
            exported_at: None,
            changed_at: None,
            version: version(entry),
            name: name.trim_start_matches(": ").to_owned(),
            warnings: Vec::new(),
            losses,
        })
    }
}

fn lost_key(file: &str) -> Key {
    Key(Sha256::digest(format!("lost:{file}")).to_vec().into())
}

/// The text of a mail does not change; what its file says of it does.
fn version(entry: &Entry) -> Version {
    let state = [entry.read, entry.draft, entry.flagged];
    let row = state.iter().fold(1, |row, set| row * 2 + i64::from(*set));
    Version { row, stamp: None }
}

/// What cannot be read counts as a mail: an error of the run, and never missing.
fn lost(key: Key, folder: u32, in_scope: bool) -> Listed {
    Listed {
        key,
        kind: Some(Kind::Mails),
        class: String::new(),
        version: Version { row: 1, stamp: None },
        folder,
        deleted: false,
        in_scope,
    }
}

/// The same files are the same store wherever the program is started.
fn identity(path: &Path) -> StoreId {
    let path: PathBuf = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let digest = Sha256::digest(path.to_string_lossy().as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    StoreId(hex)
}

fn refused(fault: &Fault, path: &Path) -> StoreError {
    StoreError::new(match fault {
        Fault::Io(error) => explain_io(error),
        Fault::Damaged(_) => Message::new("source-broken").with("file", path.display()),
    })
}

fn damaged(fault: &Fault, item: &Item, file: &str) -> Message {
    match (fault, item.entry.place) {
        (Fault::Io(error), _) => explain_io(error),
        (_, Some(Place::Missing(_))) => Message::new("source-cut-off").with("file", file),
        (Fault::Damaged(at), _) => {
            Message::new("source-damaged").with("at", format!("0x{at:X}")).with("file", file)
        }
    }
}

impl Contents for MailSource {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        let Some(item) = self.contents.get(hash).and_then(|key| self.items.get(key)).cloned()
        else {
            return Ok(Err(no_such_content(hash)));
        };
        let letter = match self.letter(&item) {
            Ok(letter) => letter,
            Err(what) => return Ok(Err(what)),
        };
        let found = letter.contents.iter().find(|content| ContentHash::of(content) == *hash);
        Ok(found.map(|content| take(content)).ok_or_else(|| no_such_content(hash)))
    }
}

impl Store for MailSource {
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

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        Ok(match kind {
            Kind::Mails => schema(kind),
            _ => Schema::default(),
        })
    }

    fn survey(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.items.clear();
        self.copies.clear();
        self.lost.clear();
        let mut survey = Survey::default();
        for at in 0..self.files.len() {
            match self.list_file(at, scope, &mut survey, visit) {
                Ok(()) => {}
                Err(fault) => self.closed_in_between(at, &fault)?,
            }
        }
        must_be_there(scope, survey.folders.iter().map(String::as_str))?;
        for path in self.closed.clone() {
            let (name, folder) = (path.display().to_string(), survey.folders.len());
            survey.folders.push(String::new());
            self.lose(&name, "source-closed", &mut survey);
            let folder = u32::try_from(folder).unwrap_or(u32::MAX);
            visit(lost(lost_key(&name), folder, scope.folders.is_empty()));
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

//! The store.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sync::{
    ContentHash, Contents, Full, Key, Kind, Listed, Message, Name, Outcome, Record, Schema, Scope,
    Side, Store, StoreError, StoreId, StoreTxn, Survey, Touch, Version, Write, no_such_content,
};

use super::file_name::{Taken, file_name};
use super::form::{TargetForm, TargetKind};
use super::sink::Part;
use crate::explain::explain_io;
use crate::file::{item_of_record, search_key};
use crate::folder_path::components;
use crate::interchange::{Ground, Put, csv, ical, vcard};
use crate::{FolderNames, Options, code_page, mime, msg, schema};

/// Where mails say that they lie.
const FOLDER: &str = "mail.folder";
/// How the identity of a copy begins.
const COPY: &str = "copy-";

/// Words for folders and files, in the user's language.
#[derive(Debug, Clone)]
pub struct TargetNames {
    /// Folders by kind; mails lie in their own.
    pub folders: FolderNames,
    /// The name of a record that has none.
    pub nameless: String,
}

/// Files into which a copy goes, as a store that is empty and can only be added to.
pub struct FileTarget {
    id: StoreId,
    path: PathBuf,
    form: TargetForm,
    ground: Ground,
    names: TargetNames,
    /// What is being made.
    part: Option<Part>,
    /// Why it cannot be completed.
    failed: Option<Message>,
    zones: ical::Zones,
    taken: Taken,
    written: u64,
    /// What the format did not take, by field, with the number of records.
    left: BTreeMap<Name, u64>,
}

impl FileTarget {
    /// A copy that is to be made at a path. Nothing is written yet.
    #[must_use]
    pub fn new(
        path: impl Into<PathBuf>,
        form: TargetForm,
        ground: Ground,
        names: TargetNames,
    ) -> Self {
        let random: String = search_key().iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            id: StoreId(format!("{COPY}{random}")),
            path: path.into(),
            form,
            ground,
            names,
            part: None,
            failed: None,
            zones: ical::Zones::new(Timestamp::now()),
            taken: Taken::default(),
            written: 0,
            left: BTreeMap::new(),
        }
    }

    /// Whether an identity is that of a copy.
    #[must_use]
    pub fn is_copy(id: &StoreId) -> bool {
        id.0.starts_with(COPY)
    }

    /// Begins it, so that what stands in the way is known before a run.
    ///
    /// # Errors
    /// The system.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        let begun = match self.form.kind {
            TargetKind::Folder => Part::folder(&self.path),
            _ => Part::file(&self.path),
        };
        self.part = Some(begun.map_err(|error| failed(&error))?);
        Ok(())
    }

    /// How many records were written.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Why the copy could not be written to its end.
    #[must_use]
    pub fn failed(&self) -> Option<&Message> {
        self.failed.as_ref()
    }

    /// Completes the copy, and says which fields the format did not take and in how many records.
    ///
    /// # Errors
    /// The system.
    pub fn finish(mut self) -> Result<BTreeMap<Name, u64>, StoreError> {
        if let Some(failed) = self.failed.take() {
            return Err(StoreError::new(failed));
        }
        if self.form.kind == TargetKind::Calendar && self.written > 0 {
            self.put(&ical::end())?;
        }
        // Where there was nothing to write, nothing is made.
        if let Some(part) = self.part.take().filter(|_| self.written > 0) {
            part.finish().map_err(|error| failed(&error))?;
        }
        Ok(self.left)
    }

    /// Adds bytes to the file.
    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.part()?.write(bytes);
        self.noted(written)
    }

    /// What is being made; it is begun where that was not done before.
    fn part(&mut self) -> Result<&mut Part, StoreError> {
        if self.part.is_none() {
            self.begin()?;
        }
        let system = || StoreError::new(Message::new("copy-nothing-to-say"));
        self.part.as_mut().ok_or_else(system)
    }

    /// What goes wrong is remembered: such a copy is never completed.
    fn noted(&mut self, written: io::Result<()>) -> Result<(), StoreError> {
        written.map_err(|error| {
            let error = failed(&error);
            self.failed = Some(error.message.clone());
            error
        })
    }

    /// What stands before the first record.
    fn put_head(&mut self, kind: Kind) -> Result<(), StoreError> {
        match self.form.kind {
            TargetKind::Calendar => self.put(&ical::begin()),
            TargetKind::Table => self.put(&csv::head(kind, self.table())),
            TargetKind::Cards | TargetKind::Mbox | TargetKind::Folder => Ok(()),
        }
    }

    fn table(&self) -> csv::Form {
        let encoding = match self.form.code_page {
            code_page::UTF_8 => csv::Encoding::Utf8,
            page => csv::Encoding::CodePage(page),
        };
        csv::Form { german: self.form.german, delimiter: b',', encoding }
    }

    /// A record in the words of its format.
    fn worded(
        &mut self,
        (kind, record, number): (Kind, &Record, &str),
        contents: &mut dyn Contents,
    ) -> Result<Result<Put, Message>, StoreError> {
        let ground = &self.ground;
        Ok(Ok(match (self.form.kind, kind) {
            (TargetKind::Table, kind) => csv::row(kind, record, number, self.table(), ground),
            (_, Kind::Addresses) => vcard::write(record, number, self.form.vcard),
            (_, Kind::Mails) => return mime::write(record, contents),
            (_, kind) => ical::write(kind, record, number, ground, &mut self.zones),
        }))
    }

    /// An item of Outlook as a file.
    fn item(
        &self,
        record: (Kind, &Record, &str),
        touch: Touch,
        contents: &mut dyn Contents,
        warnings: &mut Vec<Message>,
    ) -> Result<Result<Vec<u8>, Message>, StoreError> {
        let folders = self.names.folders.clone();
        let options = Options { zone: self.ground.zone.clone(), folders, ..Options::default() };
        let item = item_of_record(record, touch, options, contents, warnings)?;
        Ok(item.and_then(|item| msg::write(&item).map_err(|error| error.explain())))
    }

    /// Writes one record; gives what could be said better.
    fn add(
        &mut self,
        record: (Kind, &Record, &str),
        touch: Touch,
        contents: &mut dyn Contents,
    ) -> Result<Result<Vec<Message>, Message>, StoreError> {
        let (mut warnings, mut put) = (Vec::new(), Put::default());
        if self.form.kind == TargetKind::Folder && self.form.msg {
            match self.item(record, touch, contents, &mut warnings)? {
                Ok(bytes) => put.text = bytes,
                Err(what) => return Ok(Err(what)),
            }
        } else {
            match self.worded(record, contents)? {
                Ok(worded) => put = worded,
                Err(what) => return Ok(Err(what)),
            }
        }
        if put.text.is_empty() {
            return Ok(Err(Message::new("copy-nothing-to-say")));
        }
        if self.written == 0 {
            self.put_head(record.0)?;
        }
        self.written += 1;
        match self.form.kind {
            TargetKind::Folder => self.put_file(record, &put.text)?,
            TargetKind::Mbox => self.put(&mime::in_box(record.1, &put.text))?,
            _ => self.put(&put.text)?,
        }
        if self.form.kind == TargetKind::Mbox && !record.1.is_empty(FOLDER) {
            put.left.push(FOLDER.into());
        }
        for name in put.left {
            *self.left.entry(name).or_default() += 1;
        }
        Ok(Ok(warnings))
    }

    /// A record as a file of its own, in the folder of its kind.
    fn put_file(
        &mut self,
        (kind, record, _): (Kind, &Record, &str),
        text: &[u8],
    ) -> Result<(), StoreError> {
        let folder = self.folder_of(kind, record);
        if kind == Kind::Mails && !record.is_empty(FOLDER) && !is_path(&folder, record.text(FOLDER))
        {
            *self.left.entry(FOLDER.into()).or_default() += 1;
        }
        let name = file_name(&name_of(kind, record), &self.names.nameless);
        let ending = match kind {
            _ if self.form.msg => "msg",
            Kind::Addresses => "vcf",
            Kind::Mails => "eml",
            Kind::Appointments | Kind::Tasks => "ics",
        };
        let name = self.taken.take(&folder.to_string_lossy(), &name, ending);
        let whole = match kind {
            // Each file describes its zones.
            Kind::Appointments | Kind::Tasks if !self.form.msg => {
                self.zones = ical::Zones::new(Timestamp::now());
                [&ical::begin(), text, &ical::end()].concat()
            }
            _ => text.to_vec(),
        };
        let written = self.part()?.put(&folder, &name, &whole);
        self.noted(written)
    }

    fn folder_of(&self, kind: Kind, record: &Record) -> PathBuf {
        let names = &self.names.folders;
        let own = match kind {
            Kind::Addresses => &names.contacts,
            Kind::Mails => &names.inbox,
            Kind::Appointments => &names.calendar,
            Kind::Tasks => &names.tasks,
        };
        let path = if kind == Kind::Mails { components(record.text(FOLDER)) } else { Vec::new() };
        match path.is_empty() {
            true => PathBuf::from(file_name(own, own)),
            false => path.iter().map(|name| file_name(name, &self.names.nameless)).collect(),
        }
    }
}

/// Whether a path is that of a folder of mails, name by name.
fn is_path(path: &Path, folder: &str) -> bool {
    path.iter().map(|name| name.to_string_lossy()).eq(components(folder))
}

/// What a record is called as a file.
fn name_of(kind: Kind, record: &Record) -> String {
    let text = |name: &str| record.text(name).trim().to_owned();
    match kind {
        Kind::Addresses => {
            let person = [text("contact.last_name"), text("contact.first_name")];
            let person: Vec<String> = person.into_iter().filter(|part| !part.is_empty()).collect();
            match person.is_empty() {
                true => [text("contact.company"), text("contact.email1")].join(" "),
                false => person.join(", "),
            }
        }
        Kind::Mails => text("mail.subject"),
        Kind::Appointments => {
            let start = text("appointment.start");
            let day = start.get(..10).unwrap_or_default();
            format!("{day} {}", text("appointment.subject"))
        }
        Kind::Tasks => text("task.subject"),
    }
}

fn failed(error: &io::Error) -> StoreError {
    StoreError::new(explain_io(error))
}

/// Whether something lies at a path that a copy would replace: a file, or a folder that is not empty.
///
/// # Errors
/// The system.
pub fn is_occupied(path: &Path) -> io::Result<bool> {
    // A link that leads nowhere is something, too.
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Ok(true);
    }
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(fs::read_dir(path)?.next().is_some()),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

impl Contents for FileTarget {
    fn content(
        &mut self,
        hash: &ContentHash,
        _take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        Ok(Err(no_such_content(hash)))
    }
}

impl Store for FileTarget {
    fn side(&self) -> Side {
        Side::Outlook
    }

    fn id(&self) -> StoreId {
        self.id.clone()
    }

    fn writable(&self) -> bool {
        true
    }

    fn schema(&mut self, kind: Kind) -> Result<Schema, StoreError> {
        let held = self.form.kind.kinds().contains(&kind);
        Ok(if held { schema(kind) } else { Schema::default() })
    }

    fn survey(
        &mut self,
        _scope: &Scope,
        _visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        Ok(Survey::default())
    }

    fn read(&mut self, _kind: Kind, _key: &Key) -> Result<Result<Full, Message>, StoreError> {
        Ok(Err(Message::new("outlook-other-file")))
    }

    fn commit_from(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::with_capacity(txn.writes.len());
        for write in txn.writes {
            let Write::Create { kind, record, number, touch } = write else {
                outcomes.push(Outcome::Stale);
                continue;
            };
            outcomes.push(match self.add((kind, &record, &number), touch, contents)? {
                Ok(warnings) => {
                    let key = Key(self.written.to_be_bytes().to_vec().into());
                    let name = name_of(kind, &record);
                    let full = Box::new(as_read(record, number, name, warnings));
                    Outcome::Done { key, full }
                }
                Err(what) => Outcome::Failed(what),
            });
        }
        Ok(outcomes)
    }
}

/// A record as it went into the file.
fn as_read(record: Record, number: String, name: String, warnings: Vec<Message>) -> Full {
    Full {
        record,
        number_spellings: u32::from(!number.is_empty()),
        number,
        exported_at: None,
        changed_at: None,
        version: Version { row: 1, stamp: None },
        name,
        warnings,
        losses: Vec::new(),
    }
}

//! The demonstration: a data file with sample contacts, imported, changed in one place and imported
//! again, changed on both sides and synchronised, exported to a new file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use office::{RecordPage, RecordQuery, Sort};
use outlook::sample::Amounts;
use outlook::{NewFile, OutlookFile, Purpose};
use sync::{
    Change, Full, Job, Key, Kind, Message, Outcome, Phase, Report, Scope, Store, StoreError,
    StoreTxn,
};
use sync::{Listed, Touch, Value, Write};

use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;

/// The field that is changed in Outlook.
const PHONE: &str = "contact.phone.business";
const NEW_PHONES: [&str; 2] = ["+49 30 555 0199", "+49 30 555 0123"];
/// The field that is changed in the office.
const MOBILE: &str = "mobile";
const NEW_MOBILE: &str = "+49 171 555 0142";
/// Addresses that are shown.
const SHOWN: u64 = 5;
/// The office database in the demonstration's folder.
const OFFICE: &str = "office.db";

/// What is to be shown.
#[derive(Debug, Clone)]
pub struct DemoRequest {
    /// The folder, which is made.
    pub folder: PathBuf,
    /// Number of contacts.
    pub size: u64,
    /// Seed of the sample data.
    pub seed: u64,
}

/// A field that was changed.
pub struct Changed {
    /// The contact or the address.
    pub record: String,
    /// The field.
    pub field: &'static str,
    /// Its value before.
    pub before: String,
    /// Its value after.
    pub after: &'static str,
}

/// What was done.
pub struct Demo {
    /// The data file.
    pub outlook: PathBuf,
    /// The office database.
    pub office: PathBuf,
    /// The data file that the addresses were exported to.
    pub exported: PathBuf,
    /// The first addresses of the office after the first import.
    pub page: RecordPage,
    /// What was changed: in Outlook; then once more there, and in the office.
    pub changes: [Changed; 3],
    /// The first import, the second, the synchronisation, the export.
    pub runs: [Report; 4],
}

impl Session {
    /// Runs the demonstration in a folder of its own, with an office of its own.
    pub fn demo(&self, request: &DemoRequest, face: &mut dyn Face) -> Result<Demo, Failure> {
        make_folder(&request.folder)?;
        let outlook = request.folder.join(self.words.text("demo-file"));
        let office = request.folder.join(OFFICE);
        let failure = |error| Failure::of_store(error, &source::shown(&outlook));
        self.make_sample(&outlook, request, face).map_err(failure)?;
        let mut session = Self::new(source::shown(&office), Arc::clone(&self.words));
        let import = ExchangeRequest::new(Job::Import, &outlook);
        let first = session.exchange(&import, face)?;
        let page = session.with_office(|office| office.records(&first_addresses()))?;
        let once = self.change_phone(&outlook, NEW_PHONES[0]).map_err(failure)?;
        let second = session.exchange(&import, face)?;
        let again = self.change_phone(&outlook, NEW_PHONES[1]).map_err(failure)?;
        let edited = session.change_mobile(&page)?;
        let synchronised = session.exchange(&ExchangeRequest::new(Job::Sync, &outlook), face)?;
        let exported = request.folder.join(self.words.text("demo-exported"));
        let export = session.exchange(&ExchangeRequest::new(Job::Export, &exported), face)?;
        let (changes, runs) = ([once, again, edited], [first, second, synchronised, export]);
        Ok(Demo { outlook, office, exported, page, changes, runs })
    }

    /// Changes the mobile number of the second address, or of the only one.
    fn change_mobile(&mut self, page: &RecordPage) -> Result<Changed, Failure> {
        let address = page.records.get(1).or(page.records.first());
        let number = address.map(|address| address.number.clone()).unwrap_or_default();
        let before = address.map(|address| address.fields.text(MOBILE).to_owned());
        let edited =
            self.edit_record(Kind::Addresses, &number, &[format!("{MOBILE}={NEW_MOBILE}")])?;
        let record = format!("{number} {}", edited.name());
        Ok(Changed { record, field: MOBILE, before: before.unwrap_or_default(), after: NEW_MOBILE })
    }

    fn make_sample(
        &self,
        path: &Path,
        request: &DemoRequest,
        face: &mut dyn Face,
    ) -> Result<(), StoreError> {
        let new = self.new_file(&self.words.text("demo-name"));
        let file = OutlookFile::create(path, &new, self.options())?;
        let amounts = amounts(request.size);
        file.add_sample(request.seed, amounts, &mut |done| {
            face.progress(Phase::Write, done, amounts.total());
        })
    }

    /// A new data file in the user's language.
    pub fn new_file(&self, name: &str) -> NewFile {
        NewFile {
            name: name.to_owned(),
            top: self.words.text("folder-top"),
            deleted: self.words.text("folder-deleted"),
            search_root: self.words.text("folder-search-root"),
            ..NewFile::default()
        }
    }

    /// Changes a contact's telephone number, as its owner would in Outlook.
    fn change_phone(&self, path: &Path, phone: &'static str) -> Result<Changed, StoreError> {
        let file = OutlookFile::open(path, Purpose::Write, self.options())?;
        let mut store = file.store();
        let (key, full) = first_with_phone(&mut store)?;
        let before = full.record.text(PHONE).to_owned();
        let write = Write::Update {
            kind: Kind::Addresses,
            key,
            expected: full.version,
            changes: vec![Change { field: PHONE.into(), value: Some(Value::text(phone)) }],
            number: None,
            touch: Touch::Keep,
        };
        let record = full.name;
        match store.commit(StoreTxn { writes: vec![write] })?.pop() {
            Some(Outcome::Done { .. }) => {
                Ok(Changed { record, field: PHONE, before, after: phone })
            }
            Some(Outcome::Failed(message)) => Err(StoreError::new(message)),
            _ => Err(StoreError::new(Message::new("changed-meanwhile").with("item", record))),
        }
    }
}

/// What goes with so many contacts.
fn amounts(contacts: u64) -> Amounts {
    let part = |of: u64| contacts.div_ceil(of);
    Amounts { contacts, mails: part(2), appointments: part(4), tasks: part(6) }
}

fn first_addresses() -> RecordQuery {
    RecordQuery { sort: Sort::Number, limit: SHOWN, ..RecordQuery::all(Kind::Addresses) }
}

/// The first contact that has a telephone number, else the first one.
fn first_with_phone(store: &mut impl Store) -> Result<(Key, Full), StoreError> {
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |listed: Listed| {
        keys.extend((listed.kind == Some(Kind::Addresses)).then_some(listed.key));
    })?;
    let mut first = None;
    for key in keys {
        let full = store.read(Kind::Addresses, &key)?.map_err(StoreError::new)?;
        if !full.record.is_empty(PHONE) {
            return Ok((key, full));
        }
        first.get_or_insert((key, full));
    }
    first.ok_or_else(|| StoreError::new(Message::new("outlook-not-found").with("id", "-")))
}

/// Makes the folder; one that holds anything is left alone.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    let failure = |error: std::io::Error| {
        Failure::start(outlook::explain_io(&error)).with_file(source::shown(folder))
    };
    if folder.exists() {
        let empty = std::fs::read_dir(folder).map_err(failure)?.next().is_none();
        let there = Failure::start(Message::new("demo-folder-used"));
        return if empty { Ok(()) } else { Err(there.with_file(source::shown(folder))) };
    }
    std::fs::create_dir_all(folder).map_err(failure)
}

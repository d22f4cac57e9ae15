//! What an item of a file says: its key and version, its record, its contents.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sync::{
    ContentHash, Contents, Full, Key, Kind, Message, Record, Store, StoreError, Value, Version,
};

use super::files::SourceFile;
use super::kind::SourceKind;
use super::open::{At, Trouble};
use super::store::{FileSource, Item};
use crate::explain::explain_io;
use crate::express::{Fault, Place};
use crate::interchange::Entry;
use crate::item::Found;
use crate::msg::{self, MsgItem};
use crate::{Options, OutlookFile, filetime, kind_of, mime};

/// What listing needs of an item.
pub(super) struct Look {
    /// `None` for what is not transferred.
    pub kind: Option<Kind>,
    pub class: String,
    /// What it is called by, wherever it lies.
    pub name: Vec<u8>,
    pub version: Version,
}

/// The fields of an item, and which contents they name.
type Read = (Full, Vec<ContentHash>);

impl FileSource {
    /// Looks at an item; what cannot be read is called by its place.
    pub(super) fn look(&mut self, item: &Item) -> Look {
        let file = self.files.get(item.file).map(|file| file.kind);
        let looked = match (&item.at, file) {
            (At::Mail { .. }, _) => self.look_at_mail(item),
            (At::Whole, _) => self.look_at_message(item),
            _ => self.look_at_entry(item),
        };
        looked.unwrap_or_else(|_| {
            let likely = file.map_or(Kind::Mails, |kind| match &self.open {
                Some((_, open)) => open.likely(kind),
                None => kind.likely(),
            });
            let name = format!("{}:{:?}", item.file, item.at).into_bytes();
            Look { kind: Some(likely), class: String::new(), name, version: UNREADABLE }
        })
    }

    fn look_at_mail(&mut self, item: &Item) -> Result<Look, Trouble> {
        let text = self.text(item)?;
        let state = match &item.at {
            At::Mail { entry, .. } => [entry.read, entry.draft, entry.flagged],
            _ => [false; 3],
        };
        let name = Sha256::digest(&text).to_vec();
        let class = "IPM.Note".to_owned();
        Ok(Look { kind: Some(Kind::Mails), class, name, version: version(&state.map(u8::from)) })
    }

    fn look_at_message(&mut self, item: &Item) -> Result<Look, Trouble> {
        let bytes = self.text(item)?;
        let class = message(&bytes, &mut Found::default())?.class().to_owned();
        let name = Sha256::digest(&bytes).to_vec();
        Ok(Look { kind: kind_of(&class), class, name, version: version(&[]) })
    }

    fn look_at_entry(&mut self, item: &Item) -> Result<Look, Trouble> {
        let (entry, bytes) = self.entry(item)?;
        let content = bytes.unwrap_or_else(|| content_of(&entry));
        let name = match called(&entry) {
            Some(called) => Sha256::digest(format!("{}:{called}", entry.kind.name())).to_vec(),
            None => Sha256::digest(&content).to_vec(),
        };
        let class = class_of(entry.kind).to_owned();
        Ok(Look { kind: Some(entry.kind), class, name, version: version(&content) })
    }

    /// The text of an item whose file has one for it.
    fn text(&mut self, item: &Item) -> Result<Vec<u8>, Trouble> {
        let open = self.file(item.file)?;
        Ok(open.text(&item.at)?)
    }

    fn entry(&mut self, item: &Item) -> Result<(Entry, Option<Vec<u8>>), Trouble> {
        let ground = self.ground.clone();
        self.file(item.file)?.entry(&item.at, &ground)
    }

    /// The fields of an item.
    pub(super) fn full(&mut self, key: &Key, item: &Item) -> Result<Full, Message> {
        let read = match &item.at {
            At::Mail { .. } => self.mail(item),
            At::Whole => self.message(item),
            At::Bytes(_) | At::Position(_) | At::Number(_) => self.record(item),
        };
        let (full, contents) = read.map_err(|trouble| self.told(trouble, item))?;
        for content in contents {
            self.contents.insert(content, key.clone());
        }
        Ok(full)
    }

    /// What is wrong, with the file in which it is.
    fn told(&self, trouble: Trouble, item: &Item) -> Message {
        let file = self.files.get(item.file).map(|file| file.path.display().to_string());
        let file = file.unwrap_or_default();
        match trouble {
            Trouble::Message(message) => message.with("file", file),
            Trouble::Fault(fault) => damaged(&fault, &item.at, &file),
        }
    }

    fn letter(&mut self, item: &Item) -> Result<mime::Letter, Trouble> {
        let (text, page) = (self.text(item)?, self.ground.code_page);
        let file = self.files.get(item.file).map(|file| file.kind);
        Ok(match file {
            Some(SourceKind::Packed) => {
                mime::unpack(&text, page).ok_or_else(|| Message::new("source-empty"))?
            }
            _ => mime::read(&text, page),
        })
    }

    fn mail(&mut self, item: &Item) -> Result<Read, Trouble> {
        let letter = self.letter(item)?;
        let cut_off = letter.cut_off;
        let mut record = letter.record;
        let folder = self.files.get(item.file).map(|file| file.folder.clone()).unwrap_or_default();
        let mut losses = Vec::new();
        if let At::Mail { entry, states } = &item.at {
            if *states {
                record.set("mail.read", Value::Bool(entry.read));
                record.set("mail.draft", Value::Bool(entry.draft));
                record.put("mail.flag", entry.flagged.then(|| Value::text("flagged")));
                let received = i64::try_from(entry.received).ok().filter(|at| *at > 0);
                if let Some(at) = received.and_then(filetime::to_timestamp) {
                    record.set("mail.received_at", Value::Instant(at));
                }
            }
            let cut = cut_off || matches!(entry.place, Some(Place::Cut(..)));
            losses.extend(cut.then(|| Message::new("source-cut-mail")));
        }
        record.put("mail.folder", (!folder.is_empty()).then(|| Value::text(&folder)));
        let name = format!("{folder}: {}", record.text("mail.subject"));
        let full = Full { losses, ..plain(record, name.trim_start_matches(": "), item) };
        Ok((full, letter.contents.iter().map(|content| ContentHash::of(content)).collect()))
    }

    /// An item of Outlook means what it would mean in a data file.
    fn message(&mut self, item: &Item) -> Result<Read, Trouble> {
        let mut found = Found::default();
        let read = message(&self.text(item)?, &mut found)?;
        let kind = kind_of(read.class()).ok_or_else(|| Message::new("outlook-other-file"))?;
        let (file, key) = self.alone(&read)?;
        let full = file.store().read(kind, &key).map_err(|error| error.message)?;
        let mut full = full?;
        let folder = self.files.get(item.file).map(|file| file.folder.clone()).unwrap_or_default();
        full.record.put("mail.folder", (!folder.is_empty()).then_some(Value::Text(folder)));
        let name = full.name.trim_start_matches(['/', ':', ' ']).to_owned();
        let named = |field: &str| match full.record.get(field) {
            Some(Value::List(texts)) => texts.clone(),
            _ => Vec::new(),
        };
        let attached = named("mail.attachments").into_iter();
        let attached = attached.filter_map(|text| sync::form::Attached::parse(&text).ok()?.hash);
        let contents = attached.collect();
        full.losses.splice(0..0, found.losses);
        full.warnings.splice(0..0, found.warnings);
        Ok((Full { name, version: item.version, ..full }, contents))
    }

    fn alone(&self, item: &MsgItem) -> Result<(OutlookFile, Key), Trouble> {
        let options = Options { zone: self.ground.zone.clone(), ..Options::default() };
        Ok(OutlookFile::of_item(item, options).map_err(|error| error.message)?)
    }

    fn record(&mut self, item: &Item) -> Result<Read, Trouble> {
        let (entry, _) = self.entry(item)?;
        let name = name_of(&entry.record);
        let number = match entry.kind {
            Kind::Mails => String::new(),
            _ => entry.number.trim().to_owned(),
        };
        let mut warnings = entry.warnings;
        // What is left behind is said once for all records.
        let new: Vec<String> =
            entry.left.into_iter().filter(|field| self.left.insert(field.clone())).collect();
        if !new.is_empty() {
            warnings.push(Message::new("source-left").with("fields", new.join(", ")));
        }
        let full = Full {
            number_spellings: u32::from(!number.is_empty()),
            number,
            changed_at: entry.changed_at,
            warnings,
            losses: entry.losses,
            ..plain(entry.record, &name, item)
        };
        Ok((full, Vec::new()))
    }

    /// The content of that hash in an item.
    pub(super) fn content_in(
        &mut self,
        item: &Item,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<()>, Message> {
        let found = match item.at {
            At::Whole => self.content_of_message(item, hash, take),
            _ => self.letter(item).map(|letter| {
                let found =
                    letter.contents.iter().find(|content| ContentHash::of(content) == *hash);
                found.map(|content| take(content))
            }),
        };
        found.map_err(|trouble| self.told(trouble, item))
    }

    fn content_of_message(
        &mut self,
        item: &Item,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<()>, Trouble> {
        let read = message(&self.text(item)?, &mut Found::default())?;
        let (file, key) = self.alone(&read)?;
        let mut store = file.store();
        // Reading the item tells where its contents lie.
        store.read(Kind::Mails, &key).map_err(|error| error.message)??;
        Ok(store.content(hash, take).map_err(|error| error.message)?.ok())
    }
}

/// What cannot be read has no version that anything else has.
const UNREADABLE: Version = Version { row: 1, stamp: None };

/// A version that changes with what a file says of an item. It is no count: one that is smaller
/// proves nothing. So it stands where a time would.
fn version(content: &[u8]) -> Version {
    let digest = Sha256::digest(content);
    let first = digest.first_chunk::<6>().copied().unwrap_or_default();
    let number = first.iter().fold(0, |number: i64, byte| number << 8 | i64::from(*byte));
    Version { row: 1, stamp: Timestamp::from_microsecond(number).ok() }
}

fn plain(record: Record, name: &str, item: &Item) -> Full {
    Full {
        record,
        number: String::new(),
        number_spellings: 0,
        exported_at: None,
        changed_at: None,
        version: item.version,
        name: name.to_owned(),
        warnings: Vec::new(),
        losses: Vec::new(),
    }
}

/// An item of a message file.
fn message(bytes: &[u8], found: &mut Found) -> Result<MsgItem, Message> {
    msg::read(bytes, found).map_err(|error| error.explain())
}

/// What tells a record from all others, whatever else it says: what its file calls it, its number,
/// of a person name and e-mail. (A name alone is not enough: two people may have it.)
fn called(entry: &Entry) -> Option<String> {
    let text = |name: &str| entry.record.text(name).trim().to_lowercase();
    let (uid, number) = (entry.uid.trim(), entry.number.trim());
    let who =
        ["contact.last_name", "contact.first_name", "contact.company"].map(text).join("\u{1f}");
    let email = text("contact.email1");
    match entry.kind {
        _ if !uid.is_empty() => Some(format!("uid:{uid}")),
        // Numbers of mails are given out anew wherever they come.
        Kind::Mails => None,
        _ if !number.is_empty() => Some(format!("number:{}", number.to_lowercase())),
        Kind::Addresses if !email.is_empty() => Some(format!("person:{who}\u{1f}{email}")),
        _ => None,
    }
}

/// What a record says, as bytes.
fn content_of(entry: &Entry) -> Vec<u8> {
    let record = serde_json::to_vec(&entry.record).unwrap_or_default();
    [record, entry.number.clone().into_bytes(), entry.kind.name().into()].concat()
}

/// How a person would name a record.
fn name_of(record: &Record) -> String {
    let person = ["contact.first_name", "contact.last_name"].map(|field| record.text(field).trim());
    let person = person.join(" ").trim().to_owned();
    let fields = [
        "contact.company",
        "contact.email1",
        "appointment.subject",
        "task.subject",
        "mail.subject",
    ];
    let others = fields.into_iter().map(|field| record.text(field).trim().to_owned());
    [person].into_iter().chain(others).find(|name| !name.is_empty()).unwrap_or_default()
}

fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Addresses => "IPM.Contact",
        Kind::Mails => "IPM.Note",
        Kind::Appointments => "IPM.Appointment",
        Kind::Tasks => "IPM.Task",
    }
}

fn damaged(fault: &Fault, at: &At, file: &str) -> Message {
    let missing = |at: &At| match at {
        At::Mail { entry, .. } => matches!(entry.place, Some(Place::Missing(_))),
        _ => false,
    };
    match fault {
        Fault::Io(error) => explain_io(error),
        _ if missing(at) => Message::new("source-cut-off").with("file", file),
        Fault::Damaged(at) => {
            Message::new("source-damaged").with("at", format!("0x{at:X}")).with("file", file)
        }
    }
}

/// Why a file as a whole cannot be read.
pub(super) fn refused(trouble: &Trouble, file: &SourceFile) -> StoreError {
    StoreError::new(match trouble {
        Trouble::Fault(Fault::Io(error)) => explain_io(error),
        Trouble::Fault(Fault::Damaged(_)) => {
            Message::new("source-broken").with("file", file.path.display())
        }
        Trouble::Message(message) => message.clone().with("file", file.path.display()),
    })
}

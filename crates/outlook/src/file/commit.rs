//! Carrying out a transaction: checked write by write, committed together, read back.
//!
//! What must hold: an item that cannot be written spoils no other; a write that changes nothing
//! writes nothing; what fails the file as a whole leaves it as it was.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pst::{Nid, Patch, PropName, PropValue, Reader, WriteTxn, representable};
use sync::{Change, Full, Kind, Message, Outcome, Record, StoreError, StoreTxn, Touch, Value};
use sync::{Version, Write};

use super::folders::Folders;
use super::names::Resolved;
use super::read::MODIFIED;
use super::{OutlookStore, Written, fault};
use crate::contact::{self, NewItem};
use crate::explain::explain;
use crate::filetime;
use crate::property::{PropIds, Values, public};
use crate::sample::Draft;
use crate::user::{self, EXPORT_DATE, FieldKind, FieldWrite, Merge, PREFIX, Target, UserFields};

/// What became of a write before the transaction is committed.
enum Staged {
    /// To be read back.
    Written { kind: Kind, nid: Nid, warnings: Vec<Message> },
    /// Nothing was done.
    Not(Outcome),
}

/// Why a write was not staged.
pub(super) enum Refusal {
    /// This item alone.
    Item(Message),
    /// The whole transaction.
    File(pst::Error),
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self::Item(message)
    }
}

impl From<pst::Error> for Refusal {
    /// Damage and what does not fit concern one item; all else is a fault of the file.
    fn from(error: pst::Error) -> Self {
        match error {
            pst::Error::Damaged { .. }
            | pst::Error::NotFound(_)
            | pst::Error::NotRepresentable { .. }
            | pst::Error::TooLarge { .. } => Self::Item(explain(&error)),
            other => Self::File(other),
        }
    }
}

impl PropIds for WriteTxn<'_> {
    fn id(&mut self, name: &PropName) -> pst::Result<u16> {
        self.named_prop(name)
    }

    fn find(&self, name: &PropName) -> pst::Result<Option<u16>> {
        Ok(self.names()?.id_of(name))
    }
}

impl OutlookStore<'_> {
    /// Carries out a transaction; see [`sync::Store::commit`].
    pub(super) fn carry_out(&mut self, txn: StoreTxn) -> Result<Vec<Outcome>, StoreError> {
        if !self.file.writable() {
            return Err(fault(&pst::Error::ReadOnly));
        }
        self.prepare().map_err(|error| fault(&error))?;
        let staged = match self.stage_all(txn) {
            Ok(staged) => staged,
            Err(error) => {
                self.state.folders.forget_definitions();
                return Err(fault(&error));
            }
        };
        self.prepare().map_err(|error| fault(&error))?;
        staged.into_iter().map(|staged| self.read_back(staged)).collect()
    }

    /// Adds contacts of which nothing is read back; all or none.
    pub(crate) fn add_contacts(&mut self, drafts: &[Draft]) -> Result<(), StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        let added = self.stage_drafts(drafts);
        if added.is_err() {
            self.state.folders.forget_definitions();
        }
        added.map_err(|refusal| match refusal {
            Refusal::Item(message) => StoreError::new(message),
            Refusal::File(error) => fault(&error),
        })
    }

    fn stage_drafts(&mut self, drafts: &[Draft]) -> Result<(), Refusal> {
        let mut stage = Stage::new(self)?;
        let folder = stage.contacts_folder(self)?;
        for Draft { record, user, item } in drafts {
            let folders = &mut self.state.folders;
            stage.create_contact(folders, folder, (record, user), item, &mut Vec::new())?;
        }
        stage.written.clear();
        self.snapshot = None;
        Ok(stage.finish(self)?)
    }

    fn stage_all(&mut self, txn: StoreTxn) -> pst::Result<Vec<Staged>> {
        let mut stage = Stage::new(self)?;
        let mut staged = Vec::with_capacity(txn.writes.len());
        for write in txn.writes {
            staged.push(match self.stage(&mut stage, write) {
                Ok(staged) => staged,
                Err(Refusal::Item(message)) => Staged::Not(Outcome::Failed(message)),
                Err(Refusal::File(error)) => return Err(error),
            });
        }
        // Space that only this snapshot holds may be used by the next transaction.
        self.snapshot = None;
        stage.finish(self)?;
        Ok(staged)
    }

    fn stage(&mut self, stage: &mut Stage<'_>, write: Write) -> Result<Staged, Refusal> {
        match write {
            Write::Create { kind: Kind::Addresses, record, number, touch } => {
                let (nid, warnings) = stage.create(self, &record, number, touch)?;
                Ok(Staged::Written { kind: Kind::Addresses, nid, warnings })
            }
            Write::Update { kind, key, expected, changes, number, touch } => {
                let nid = self.nid_of(&key)?;
                if !self.is_current(nid, expected)? {
                    return Ok(Staged::Not(Outcome::Stale));
                }
                let update = Update { kind, nid, changes, number, touch };
                let warnings = stage.update(self, &update)?;
                Ok(Staged::Written { kind, nid, warnings })
            }
            Write::Create { kind, .. } => {
                Err(Message::new("outlook-create-unsupported").with("kind", kind.name()).into())
            }
            Write::Delete { .. } | Write::Restore { .. } => {
                Err(Message::new("outlook-move-unsupported").into())
            }
        }
    }

    /// Whether an item still has the version that the plan was made for.
    fn is_current(&mut self, nid: Nid, expected: Version) -> pst::Result<bool> {
        if !self.snapshot()?.exists(nid)? {
            return Ok(false);
        }
        Ok(self.version(nid)?.agrees_with(&expected))
    }

    fn read_back(&mut self, staged: Staged) -> Result<Outcome, StoreError> {
        let (kind, nid, warnings) = match staged {
            Staged::Not(outcome) => return Ok(outcome),
            Staged::Written { kind, nid, warnings } => (kind, nid, warnings),
        };
        let mut full: Full = self.full(kind, nid).map_err(|error| fault(&error))?;
        full.warnings.extend(warnings);
        Ok(Outcome::Done { key: self.key_of(nid), full: Box::new(full) })
    }
}

/// An update of one item.
struct Update {
    kind: Kind,
    nid: Nid,
    changes: Vec<Change>,
    number: Option<String>,
    touch: Touch,
}

impl Update {
    fn user_writes(&self, user: &UserFields) -> Vec<FieldWrite> {
        let mut writes = user_writes(self.kind, self.number.clone(), self.touch);
        let prefixed = |change: &Change| {
            let name = change.field.strip_prefix(PREFIX)?.to_owned();
            let known = user.stored.iter().find(|field| field.name == name);
            let new = change.value.as_ref().and_then(FieldKind::for_value);
            let kind = new.or_else(|| known.map(|_| FieldKind::Text))?;
            Some(FieldWrite::Value { name, kind, value: change.value.clone() })
        };
        writes.extend(self.changes.iter().filter_map(prefixed));
        writes
    }

    fn contact_changes(&self) -> Vec<Change> {
        self.changes.iter().filter(|change| !change.field.starts_with(PREFIX)).cloned().collect()
    }
}

/// The number and, with a stamp, the export date.
fn user_writes(kind: Kind, number: Option<String>, touch: Touch) -> Vec<FieldWrite> {
    let number = number.map(|number| FieldWrite::Number {
        name: kind.number_field(),
        number: number.trim().to_owned(),
    });
    let stamp = match touch {
        Touch::Keep => None,
        Touch::Stamp(at) => Some(FieldWrite::Value {
            name: EXPORT_DATE.to_owned(),
            kind: FieldKind::DateTime,
            value: Some(Value::Instant(at)),
        }),
    };
    number.into_iter().chain(stamp).collect()
}

/// An open transaction and what it works with.
struct Stage<'f> {
    txn: WriteTxn<'f>,
    /// Names of user-defined fields, new ones included.
    known: BTreeSet<String>,
    target: Target,
    written: Vec<Written>,
    /// Anything was written at all.
    dirty: bool,
    /// The folder for new contacts.
    contacts: Option<Nid>,
}

impl<'f> Stage<'f> {
    fn new(store: &OutlookStore<'f>) -> pst::Result<Self> {
        Ok(Self {
            txn: store.pst().write()?,
            known: names(&store.state.names)?.known(),
            target: store.file.target(),
            written: Vec::new(),
            dirty: false,
            contacts: None,
        })
    }

    fn create(
        &mut self,
        store: &mut OutlookStore<'_>,
        record: &Record,
        number: String,
        touch: Touch,
    ) -> Result<(Nid, Vec<Message>), Refusal> {
        let now = match touch {
            Touch::Stamp(at) => at,
            Touch::Keep => Timestamp::now(),
        };
        let folder = self.contacts_folder(store)?;
        let number = Some(number).filter(|number| !number.trim().is_empty());
        let mut writes = user_writes(Kind::Addresses, number, touch);
        writes.extend(record_fields(record));
        let item = NewItem {
            created: now,
            search_key: super::search_key(),
            zone: store.file.options.zone.clone(),
            target: self.target,
        };
        let mut warnings = Vec::new();
        let folders = &mut store.state.folders;
        let nid = self.create_contact(folders, folder, (record, &writes), &item, &mut warnings)?;
        Ok((nid, warnings))
    }

    fn create_contact(
        &mut self,
        folders: &mut Folders,
        folder: Nid,
        (record, writes): (&Record, &[FieldWrite]),
        item: &NewItem,
        warnings: &mut Vec<Message>,
    ) -> Result<Nid, Refusal> {
        let values = contact::new_item(record, item)?;
        let defined = folders.definitions(&self.txn, folder, warnings).fields.clone();
        let user = UserFields::default();
        let merge = Merge::plan(writes, &user, &defined, &self.known, self.target)?;
        let mut props = values.into_props(&mut self.txn)?;
        let user = self.user_patch(&merge)?;
        user.set.into_iter().for_each(|(id, value)| {
            props.set(id, value);
        });
        self.check_text(props.0.iter(), self.target)?;
        let nid = self.txn.create_message(folder, props)?;
        let stamp = filetime::to_timestamp(filetime::from_timestamp(item.created));
        self.written.push(Written { folder, nid, stamp });
        self.dirty = true;
        self.define_in_folder(folders, folder, &merge, item.created, warnings);
        Ok(nid)
    }

    fn update(
        &mut self,
        store: &mut OutlookStore<'_>,
        update: &Update,
    ) -> Result<Vec<Message>, Refusal> {
        let message = self.txn.message(update.nid)?;
        let mut warnings = Vec::new();
        let names = names(&store.state.names)?;
        let target = self.target_of(&message);
        let user = names.user_fields(&message.props);
        let folders = &mut store.state.folders;
        let defined = folders.definitions(&self.txn, message.parent, &mut warnings).fields.clone();
        let writes = update.user_writes(&user);
        let merge = Merge::plan(&writes, &user, &defined, &self.known, target)?;
        let mut patch = self.user_patch(&merge)?;
        let values = contact_values(update, &message, names, &store.file.options.zone, target)?;
        let contact = values.into_patch(&message.props, &mut self.txn)?;
        patch.set.extend(contact.set);
        patch.remove.extend(contact.remove);
        self.apply(update, patch, &message, target)?;
        let now = Timestamp::now();
        self.define_in_folder(&mut store.state.folders, message.parent, &merge, now, &mut warnings);
        Ok(warnings)
    }

    /// In an ANSI file an item may have a code page of its own.
    fn target_of(&self, message: &pst::Message) -> Target {
        match self.target.ansi {
            true => Target { code_page: message.code_page.number(), ..self.target },
            false => self.target,
        }
    }

    /// Applies a patch with its stamp; an empty one is none.
    fn apply(
        &mut self,
        update: &Update,
        mut patch: Patch,
        message: &pst::Message,
        target: Target,
    ) -> Result<(), Refusal> {
        let mut stamp = None;
        if let Touch::Stamp(at) = update.touch {
            let time = filetime::from_timestamp(at);
            stamp = filetime::to_timestamp(time);
            if message.props.get(MODIFIED) != Some(&PropValue::Time(time)) {
                patch.set.push((MODIFIED, PropValue::Time(time)));
            }
        }
        if patch.set.is_empty() && patch.remove.is_empty() {
            return Ok(());
        }
        self.check_text(patch.set.iter().map(|(id, value)| (id, value)), target)?;
        self.txn.patch_message(update.nid, &patch)?;
        self.written.push(Written { folder: message.parent, nid: update.nid, stamp });
        self.dirty = true;
        Ok(())
    }

    /// The merged user-defined fields as a patch.
    fn user_patch(&mut self, merge: &Merge) -> pst::Result<Patch> {
        let mut patch = Patch::new();
        for (name, value) in &merge.values {
            let id = self.txn.named_prop(&public(name))?;
            self.known.insert(name.clone());
            match value {
                Some(value) => patch.set.push((id, value.clone())),
                None => patch.remove.push(id),
            }
        }
        if let (Some(stream), Some(name)) = (&merge.definitions, user::DEFINITIONS.name()) {
            let id = self.txn.named_prop(&name)?;
            patch.set.push((id, PropValue::Binary(stream.clone())));
        }
        Ok(patch)
    }

    /// Names the field of a text that the file's code page cannot hold.
    fn check_text<'a>(
        &self,
        values: impl Iterator<Item = (&'a u16, &'a PropValue)>,
        target: Target,
    ) -> Result<(), Message> {
        if !target.ansi {
            return Ok(());
        }
        let fits = |text: &String| representable(text, target.code_page);
        for (id, value) in values {
            let bad = match value {
                PropValue::Text(text) => !fits(text),
                PropValue::MvText(texts) => !texts.iter().all(fits),
                _ => false,
            };
            if bad {
                return Err(self.not_representable(*id, target.code_page));
            }
        }
        Ok(())
    }

    fn not_representable(&self, id: u16, code_page: u16) -> Message {
        let name = self.txn.names().ok().and_then(|names| names.name_of(id).cloned());
        let same = |field: &&contact::ContactField| match (&name, field.prop.name()) {
            (Some(name), own) => own.as_ref() == Some(name),
            (None, _) => field.prop == crate::property::Prop::Tag(id),
        };
        let field = match (contact::FIELDS.iter().find(same), &name) {
            (Some(field), _) => field.name.to_owned(),
            (None, Some(PropName::Text { name, .. })) => format!("{PREFIX}{name}"),
            _ => format!("0x{id:04X}"),
        };
        Message::new("outlook-not-representable").with("field", field).with("code_page", code_page)
    }

    /// Defines new fields in the folder. The item is complete without; a folder that does not
    /// let itself be written is a warning.
    fn define_in_folder(
        &mut self,
        folders: &mut Folders,
        folder: Nid,
        merge: &Merge,
        now: Timestamp,
        warnings: &mut Vec<Message>,
    ) {
        for (name, kind) in &merge.folder {
            let definitions = folders.definitions(&self.txn, folder, warnings);
            match definitions.add(&mut self.txn, folder, (name, *kind), now) {
                Ok(added) => self.dirty |= added,
                Err(error) => warnings.push(explain(&error)),
            }
        }
    }

    /// The folder for new contacts: the one that the file names for them, else the first one of
    /// their class, else a new one.
    fn contacts_folder(&mut self, store: &mut OutlookStore<'_>) -> Result<Nid, Refusal> {
        let folder = match self.contacts {
            Some(folder) => folder,
            None => self.find_contacts_folder(store)?,
        };
        self.contacts = Some(folder);
        Ok(folder)
    }

    fn find_contacts_folder(&mut self, store: &mut OutlookStore<'_>) -> Result<Nid, Refusal> {
        let tree = &store.state.folders.tree;
        let usable = |nid: Nid| tree.iter().any(|f| f.nid == nid && f.visible && !f.deleted);
        if let Some(named) = self.named_folder(store)?.filter(|nid| usable(*nid)) {
            return Ok(named);
        }
        let contacts = |class: &str| class.eq_ignore_ascii_case(CONTACTS);
        let first =
            tree.iter().find(|f| f.visible && !f.search && !f.deleted && contacts(&f.class));
        if let Some(first) = first {
            return Ok(first.nid);
        }
        let root = self.txn.store()?.ipm_subtree.ok_or(pst::Error::NotFound(Nid::ROOT_FOLDER))?;
        let name = &store.file.options.contacts_folder;
        let made = self.txn.create_folder(root, name, CONTACTS)?;
        self.dirty = true;
        store.state.folders.made(made, root, name, CONTACTS);
        Ok(made)
    }

    /// PidTagIpmContactEntryId of the root folder or of one directly below the mailbox root.
    fn named_folder(&self, store: &OutlookStore<'_>) -> pst::Result<Option<Nid>> {
        let root = self.txn.store()?.ipm_subtree;
        let tree = &store.state.folders.tree;
        let below = tree.iter().filter(|f| Some(f.parent) == root && !f.search).map(|f| f.nid);
        for folder in [Nid::ROOT_FOLDER].into_iter().chain(below) {
            let Ok(folder) = self.txn.folder(folder) else { continue };
            let entry = folder.props.get(CONTACTS_ENTRY).and_then(PropValue::as_binary);
            if let Some(entry) = entry.and_then(pst::EntryId::parse) {
                return Ok(Some(entry.nid));
            }
        }
        Ok(None)
    }

    /// Commits, and notes the new row versions.
    fn finish(mut self, store: &mut OutlookStore<'_>) -> pst::Result<()> {
        if !self.dirty {
            return Ok(());
        }
        let mut rows = Vec::new();
        for item in std::mem::take(&mut self.written) {
            rows.push((item, self.txn.row_version(item.nid)?));
        }
        self.txn.commit()?;
        rows.iter().for_each(|(item, row)| store.state.written(item, *row));
        Ok(())
    }
}

/// The changes of a contact's own fields.
fn contact_values(
    update: &Update,
    message: &pst::Message,
    names: &Resolved,
    zone: &TimeZone,
    target: Target,
) -> Result<Values, Message> {
    let changes = update.contact_changes();
    if changes.is_empty() {
        return Ok(Values::new());
    }
    if update.kind != Kind::Addresses {
        return Err(Message::new("outlook-update-unsupported").with("kind", update.kind.name()));
    }
    let own = names.zones.read(&message.props);
    let before = names.contact.read(&message.props, own.as_ref().unwrap_or(zone), &mut Vec::new());
    contact::change(&before, &changes, zone, target)
}

/// Container class of folders for contacts.
pub(super) const CONTACTS: &str = "IPF.Contact";
/// PidTagIpmContactEntryId.
const CONTACTS_ENTRY: u16 = 0x36D1;

/// Fields of a record that are user-defined.
fn record_fields(record: &Record) -> Vec<FieldWrite> {
    let fields = record.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(PREFIX)?.to_owned();
        let kind = FieldKind::for_value(value)?;
        Some(FieldWrite::Value { name, kind, value: Some(value.clone()) })
    });
    fields.collect()
}

fn names(names: &Option<Resolved>) -> pst::Result<&Resolved> {
    names.as_ref().ok_or(pst::Error::Busy)
}

//! An open write transaction: each write checked and staged by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use pst::{
    NewAttachment, NewItem, Nid, Patch, PropName, PropValue, Props, Reader, WriteTxn, representable,
};
use sync::{Contents, Kind, Message, Record, StoreError, Touch};

use super::ansi;
use super::folders::Folders;
use super::names::Resolved;
use super::read::MODIFIED;
use super::update::{Update, record_fields, user_writes};
use super::{OutlookStore, Written, kinds};
use crate::explain::explain;
use crate::filetime;
use crate::item::{self, Context};
use crate::property::{Prop, PropIds, Values, public};
use crate::user::{self, FieldWrite, Merge, PREFIX, Target, UserFields};

/// Why a write was not staged.
pub(super) enum Refusal {
    /// This item alone.
    Item(Message),
    /// The whole transaction.
    File(pst::Error),
    /// The whole transaction: the other side cannot be read.
    Source(StoreError),
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

/// A record that becomes an item.
pub(super) struct New<'a> {
    pub kind: Kind,
    pub record: &'a Record,
    pub number: String,
    pub touch: Touch,
}

/// An item to be made.
pub(crate) struct Draft {
    pub kind: Kind,
    pub record: Record,
    pub user: Vec<FieldWrite>,
    pub ctx: Context,
}

/// An open transaction and what it works with.
pub(super) struct Stage<'f> {
    pub txn: WriteTxn<'f>,
    /// Names of user-defined fields, new ones included.
    known: BTreeSet<String>,
    target: Target,
    pub written: Vec<Written>,
    /// Anything was written at all.
    pub dirty: bool,
    /// The folders for new items.
    pub homes: BTreeMap<Kind, Nid>,
    /// Folders by the path that mails name.
    pub paths: BTreeMap<String, Nid>,
}

impl<'f> Stage<'f> {
    pub fn new(store: &OutlookStore<'f>) -> pst::Result<Self> {
        let mut txn = store.pst().write()?;
        txn.keep_above(store.state.last);
        Ok(Self {
            txn,
            known: names(&store.state.names)?.known(),
            target: store.file.target(),
            written: Vec::new(),
            dirty: false,
            homes: BTreeMap::new(),
            paths: BTreeMap::new(),
        })
    }

    pub fn create(
        &mut self,
        store: &mut OutlookStore<'_>,
        New { kind, record, number, touch }: New<'_>,
        contents: &mut dyn Contents,
    ) -> Result<(Nid, Vec<Message>), Refusal> {
        let now = match touch {
            Touch::Stamp(at) => at,
            Touch::Keep | Touch::Back { .. } => Timestamp::now(),
        };
        let mut warnings = Vec::new();
        let record = ansi::without_lacking(record, self.target, &mut warnings);
        let number = Some(number).filter(|number| !number.trim().is_empty());
        let mut user = user_writes(kind, number, touch);
        user.extend(record_fields(&record, &store.file.options));
        let draft = Draft { kind, record, user, ctx: store.context(now, self.target) };
        let nid = self.add(store, &draft, contents, &mut warnings)?;
        Ok((nid, warnings))
    }

    /// Adds an item. Its folder is made when nothing can keep the item from being made any more.
    pub fn add(
        &mut self,
        store: &mut OutlookStore<'_>,
        draft: &Draft,
        contents: &mut dyn Contents,
        warnings: &mut Vec<Message>,
    ) -> Result<Nid, Refusal> {
        let made = kinds::new_item(draft.kind, &draft.record, &draft.ctx)?;
        warnings.extend(made.warnings);
        let attachments = self.attachments(draft, contents)?;
        let folder = self.folder_for(store, draft.kind, &draft.record)?;
        let folders = &mut store.state.folders;
        let defined = folders.definitions(&self.txn, folder, warnings).fields.clone();
        let user = UserFields::default();
        let merge = Merge::plan(&draft.user, &user, &defined, &self.known, self.target)?;
        warnings.extend(merge.left.iter().cloned());
        let mut props = made.values.into_props(&mut self.txn)?;
        let user = self.user_patch(&merge)?;
        user.set.into_iter().for_each(|(id, value)| {
            props.set(id, value);
        });
        self.check_text(props.0.iter(), self.target)?;
        let recipients = self.recipients(made.recipients.unwrap_or_default(), self.target)?;
        let parts = made.parts.unwrap_or_default().new;
        let parts = parts.into_iter().map(|part| self.part(part));
        let parts: Vec<NewAttachment> = parts.collect::<Result<_, _>>()?;
        let attachments = attachments.into_iter().chain(parts).collect();
        let item = NewItem { props, recipients, attachments };
        let nid = self.txn.create_message(folder, item)?;
        let now = draft.ctx.now;
        let stamp = filetime::to_timestamp(filetime::from_timestamp(now));
        self.written.push(Written { folder, nid, stamp });
        self.dirty = true;
        self.define_in_folder(folders, folder, &merge, now, warnings);
        Ok(nid)
    }

    /// The rows of a recipient table.
    fn recipients(&mut self, rows: Vec<Values>, target: Target) -> Result<Vec<Props>, Refusal> {
        let mut recipients = Vec::with_capacity(rows.len());
        for row in rows {
            let row = row.into_props(&mut self.txn)?;
            self.check_text(row.0.iter(), target)?;
            recipients.push(row);
        }
        Ok(recipients)
    }

    pub fn update(
        &mut self,
        store: &mut OutlookStore<'_>,
        mut update: Update,
    ) -> Result<Vec<Message>, Refusal> {
        let message = self.txn.message(update.nid)?;
        let mut warnings = Vec::new();
        let names = names(&store.state.names)?;
        let target = self.target_of(&message);
        let asked = update.changes.len();
        update.changes = ansi::holdable(&update.changes, target, &mut warnings);
        if update.changes.is_empty() && asked > 0 && update.number.is_none() {
            return Ok(warnings);
        }
        let update = &update;
        let user = names.user_fields(&message.props);
        let folders = &mut store.state.folders;
        let defined = folders.definitions(&self.txn, message.parent, &mut warnings).fields.clone();
        let writes = update.user_writes(&store.file.options);
        let merge = Merge::plan(&writes, &user, &defined, &self.known, target)?;
        warnings.extend(merge.left.iter().cloned());
        let mut patch = self.user_patch(&merge)?;
        let own = self.own_changes(store, update, &message, target)?;
        warnings.extend(own.warnings);
        let values = own.values.into_patch(&message.props, &mut self.txn)?;
        patch.set.extend(values.set);
        patch.remove.extend(values.remove);
        let rows = own.recipients.map(|rows| self.recipients(rows, target)).transpose()?;
        let parts = own.parts.map(|parts| self.revised(&message, parts, target)).transpose()?;
        self.apply(update, patch, &message, target)?;
        // The item is changed: what fails from here on would leave it half done.
        if let Some(rows) = rows {
            self.txn.set_recipients(update.nid, &rows).map_err(Refusal::File)?;
        }
        if let Some(revised) = parts {
            self.replace_parts(update.nid, revised).map_err(Refusal::File)?;
        }
        let now = Timestamp::now();
        self.define_in_folder(&mut store.state.folders, message.parent, &merge, now, &mut warnings);
        Ok(warnings)
    }

    /// What the changes of the kind's own fields come to.
    fn own_changes(
        &self,
        store: &mut OutlookStore<'_>,
        update: &Update,
        message: &pst::Message,
        target: Target,
    ) -> Result<item::Written, Refusal> {
        let changes = update.own_changes();
        if changes.is_empty() {
            return Ok(item::Written::default());
        }
        let hanging = store.hanging(update.kind, message, &mut item::Found::default())?;
        let names = names(&store.state.names)?;
        let now = match update.touch {
            Touch::Stamp(at) => at,
            Touch::Keep | Touch::Back { .. } => Timestamp::now(),
        };
        let mut ctx = store.context(now, target);
        ctx.zone = names.zones.read(&message.props).unwrap_or(ctx.zone);
        Ok(names.fields.change(update.kind, (message, &hanging), &changes, &ctx)?)
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
        let wanted = match update.touch {
            Touch::Stamp(at) => Some(at),
            Touch::Back { modified, .. } => modified,
            Touch::Keep => None,
        };
        if let Some(at) = wanted {
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
            match stream.is_empty() {
                true => patch.remove.push(id),
                false => patch.set.push((id, PropValue::Binary(stream.clone()))),
            }
        }
        Ok(patch)
    }

    /// Names the field of a text that the file's code page cannot hold.
    pub fn check_text<'a>(
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
        let same = |prop: Prop| match (&name, prop.name()) {
            (Some(name), own) => own.as_ref() == Some(name),
            (None, _) => prop == Prop::Tag(id),
        };
        let field = match (kinds::field_at(same), &name) {
            (Some(field), _) => field.to_owned(),
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

    /// Commits, and notes the new row versions.
    pub fn finish(mut self, store: &mut OutlookStore<'_>) -> pst::Result<()> {
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

fn names(names: &Option<Resolved>) -> pst::Result<&Resolved> {
    names.as_ref().ok_or(pst::Error::Busy)
}

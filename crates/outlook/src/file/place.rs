//! Where new items go: mails into the folder that they name, others into the one for their kind.

use pst::{Nid, PropValue, Reader};
use sync::{Kind, Record};

use super::open::FolderNames;
use super::stage::{Refusal, Stage};
use super::{OutlookStore, kinds};
use crate::folder_path::components;

/// Container class of folders for contacts.
pub(super) const CONTACTS: &str = "IPF.Contact";
/// Container class of folders for mails.
const MAILS: &str = "IPF.Note";

/// Container class of the folders for a kind, and the property that names the one for new items.
fn home(kind: Kind) -> (&'static str, Option<u16>) {
    match kind {
        Kind::Addresses => (CONTACTS, Some(0x36D1)),
        Kind::Mails => (MAILS, None),
        Kind::Appointments => ("IPF.Appointment", Some(0x36D0)),
        Kind::Tasks => ("IPF.Task", Some(0x36D4)),
    }
}

impl FolderNames {
    fn of(&self, kind: Kind) -> &str {
        match kind {
            Kind::Addresses => &self.contacts,
            Kind::Mails => &self.inbox,
            Kind::Appointments => &self.calendar,
            Kind::Tasks => &self.tasks,
        }
    }
}

impl Stage<'_> {
    /// The folder for a new item.
    pub fn folder_for(
        &mut self,
        store: &mut OutlookStore<'_>,
        kind: Kind,
        record: &Record,
    ) -> Result<Nid, Refusal> {
        match record.text(kinds::FOLDER) {
            path if kind == Kind::Mails && !path.is_empty() => self.folder_at(store, path),
            _ => self.home_of(store, kind),
        }
    }

    /// The folder for new items of a kind: the one that the file names for them, else the first
    /// one of their class, else a new one.
    pub fn home_of(&mut self, store: &mut OutlookStore<'_>, kind: Kind) -> Result<Nid, Refusal> {
        if let Some(folder) = self.homes.get(&kind) {
            return Ok(*folder);
        }
        let folder = self.find_home(store, kind)?;
        self.homes.insert(kind, folder);
        Ok(folder)
    }

    fn find_home(&mut self, store: &mut OutlookStore<'_>, kind: Kind) -> Result<Nid, Refusal> {
        let (wanted, entry) = home(kind);
        let tree = &store.state.folders.tree;
        let usable = |nid: Nid| tree.iter().any(|f| f.nid == nid && f.visible && !f.deleted);
        let named = entry.map(|entry| self.named_folder(store, entry)).transpose()?.flatten();
        if let Some(named) = named.filter(|nid| usable(*nid)) {
            return Ok(named);
        }
        let fits = |class: &str| class.eq_ignore_ascii_case(wanted);
        let first = tree.iter().find(|f| f.visible && !f.search && !f.deleted && fits(&f.class));
        if let Some(first) = first {
            return Ok(first.nid);
        }
        let name = store.file.options.folders.of(kind).to_owned();
        let root = self.mailbox_root()?;
        self.make_folder(store, root, &name, wanted)
    }

    /// The folder of a path below the mailbox root, made where it is not there.
    fn folder_at(&mut self, store: &mut OutlookStore<'_>, path: &str) -> Result<Nid, Refusal> {
        if let Some(known) = self.paths.get(path) {
            return Ok(*known);
        }
        let mut folder = self.mailbox_root()?;
        for name in components(path) {
            folder = match store.state.folders.child(folder, &name) {
                Some(child) => child,
                None => self.make_folder(store, folder, &name, MAILS)?,
            };
        }
        self.paths.insert(path.to_owned(), folder);
        Ok(folder)
    }

    fn mailbox_root(&self) -> Result<Nid, Refusal> {
        let root = self.txn.store()?.ipm_subtree;
        Ok(root.ok_or(pst::Error::NotFound(Nid::ROOT_FOLDER))?)
    }

    fn make_folder(
        &mut self,
        store: &mut OutlookStore<'_>,
        parent: Nid,
        name: &str,
        class: &str,
    ) -> Result<Nid, Refusal> {
        let made = self.txn.create_folder(parent, name, class)?;
        self.dirty = true;
        store.state.folders.made(made, parent, name, class);
        Ok(made)
    }

    /// The folder that an entry (PidTagIpmContactEntryId and its like) of the root folder names,
    /// or of one directly below the mailbox root.
    fn named_folder(&self, store: &OutlookStore<'_>, entry: u16) -> pst::Result<Option<Nid>> {
        let root = self.txn.store()?.ipm_subtree;
        let tree = &store.state.folders.tree;
        let below = tree.iter().filter(|f| Some(f.parent) == root && !f.search).map(|f| f.nid);
        for folder in [Nid::ROOT_FOLDER].into_iter().chain(below) {
            let Ok(folder) = self.txn.folder(folder) else { continue };
            let entry = folder.props.get(entry).and_then(PropValue::as_binary);
            if let Some(entry) = entry.and_then(pst::EntryId::parse) {
                return Ok(Some(entry.nid));
            }
        }
        Ok(None)
    }
}

//! Where new items go.

use pst::{Nid, PropValue, Reader};

use super::OutlookStore;
use super::stage::{Refusal, Stage};

/// Container class of folders for contacts.
pub(super) const CONTACTS: &str = "IPF.Contact";
/// PidTagIpmContactEntryId.
const CONTACTS_ENTRY: u16 = 0x36D1;

impl Stage<'_> {
    /// The folder for new contacts: the one that the file names for them, else the first one of
    /// their class, else a new one.
    pub fn contacts_folder(&mut self, store: &mut OutlookStore<'_>) -> Result<Nid, Refusal> {
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
}

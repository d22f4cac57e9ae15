//! Items to Deleted Items and back.
//!
//! What must hold: the item itself is not touched, so its EntryID and every property stay; only
//! its folder changes.

use pst::{Nid, Reader};
use sync::{Kind, Message};

use super::stage::{Refusal, Stage};
use super::{OutlookStore, Written};

impl Stage<'_> {
    /// Moves an item to Deleted Items, as a person deletes it.
    pub fn delete(&mut self, store: &mut OutlookStore<'_>, nid: Nid) -> Result<(), Refusal> {
        let trash = self.txn.store()?.deleted_items.filter(|folder| self.is_folder(*folder));
        let trash = trash.ok_or_else(|| Message::new("outlook-no-deleted-items"))?;
        if self.lies_in_trash(store, nid)? {
            return Ok(());
        }
        self.relocate(store, nid, trash)
    }

    /// Moves an item out of Deleted Items, into the folder for new items of its kind: where it lay
    /// before is not known. One that is not in there stays where it is.
    pub fn restore(
        &mut self,
        store: &mut OutlookStore<'_>,
        kind: Kind,
        nid: Nid,
    ) -> Result<(), Refusal> {
        if !self.lies_in_trash(store, nid)? {
            return Ok(());
        }
        let folder = self.home_of(store, kind)?;
        self.relocate(store, nid, folder)
    }

    /// Removes an item for good.
    pub fn purge(&mut self, store: &mut OutlookStore<'_>, nid: Nid) -> Result<(), Refusal> {
        self.txn.delete_message(nid)?;
        store.state.versions.remove(nid);
        self.dirty = true;
        Ok(())
    }

    fn is_folder(&self, folder: Nid) -> bool {
        self.txn.exists(folder).unwrap_or(false)
    }

    fn lies_in_trash(&self, store: &OutlookStore<'_>, nid: Nid) -> Result<bool, Refusal> {
        let parent = self.txn.parent(nid)?;
        Ok(store.state.folders.tree.iter().any(|folder| folder.nid == parent && folder.deleted))
    }

    fn relocate(
        &mut self,
        store: &mut OutlookStore<'_>,
        nid: Nid,
        folder: Nid,
    ) -> Result<(), Refusal> {
        self.txn.move_message(nid, folder)?;
        // Another table may show other columns: the version is looked up again.
        store.state.versions.remove(nid);
        self.written.push(Written { folder, nid, stamp: None });
        self.dirty = true;
        Ok(())
    }
}

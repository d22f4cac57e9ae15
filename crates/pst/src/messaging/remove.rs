//! Deleting and moving items and folders (\[MS-PST\] 2.6.3).
//!
//! What a deletion frees is used again only after the commit. Moving changes the parent of a node
//! and the rows of two tables; the object itself is not touched.

use std::borrow::Cow;

use crate::bytes::Bytes;
use crate::ltp::edit::PropEdit;
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table_edit::{Cell, TableEdit};
use crate::messaging::build::{DISPLAY_LISTS, NewAttachment};
use crate::messaging::entry_id::EntryId;
use crate::messaging::folder::{FLAGS, SUBFOLDERS};
use crate::messaging::patch::{Counts, Patch, ROW_ONLY, WriteTxn, contents_of};
use crate::messaging::queue::Event;
use crate::messaging::store::{FINDER, SUBTREE, WASTEBASKET};
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Nid, NidType};
use crate::{At, Damage, Error, Result};

impl WriteTxn<'_> {
    /// Deletes an item for good, associated or not. What a person deletes is moved to Deleted
    /// Items instead.
    ///
    /// # Errors
    /// [`Error::NotFound`]; damage if a part of the item cannot be read, for then nobody knows what
    /// it holds.
    pub fn delete_message(&mut self, nid: Nid) -> Result<()> {
        let node = self.item_node(nid)?;
        let (edit, _) = self.open_props(&node)?;
        self.writer.check_release([node.data, node.sub])?;
        self.remove_row(contents_of(&node), nid)?;
        self.count(&node, &edit, -1);
        self.queue(node.parent, Event::Deleted { parent: node.parent, nid });
        self.filed.retain(|(filed, _)| *filed != nid);
        self.gone.push(nid);
        self.writer.remove_node(nid)
    }

    /// Moves an item to another folder.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the item or the folder.
    pub fn move_message(&mut self, nid: Nid, folder: Nid) -> Result<()> {
        let node = self.item_node(nid)?;
        self.folder_node(folder)?;
        if node.parent == folder {
            return Ok(());
        }
        let (edit, _) = self.open_props(&node)?;
        let kept = self.row_only_cells(contents_of(&node), nid)?;
        let moved = NodeEntry { parent: folder, ..node };
        self.project(contents_of(&moved), nid, &edit, None)?;
        self.set_row_only_cells(contents_of(&moved), nid, &kept)?;
        if let Err(error) = self.remove_row(contents_of(&node), nid) {
            self.remove_row(contents_of(&moved), nid)?;
            return Err(error);
        }
        self.count(&node, &edit, -1);
        self.count(&moved, &edit, 1);
        self.queue(folder, Event::Moved { parent: folder, nid, old: node.parent });
        self.writer.set_node(moved)
    }

    /// Cells without a property behind them travel with the row.
    fn row_only_cells(&mut self, table: Nid, nid: Nid) -> Result<Vec<(u32, Vec<u8>)>> {
        let mut rows = self.take_table(table)?;
        let cells = rows.cells(&self.writer.view, nid.0, &ROW_ONLY);
        self.tables.insert(table, rows);
        cells
    }

    pub(crate) fn set_row_only_cells(
        &mut self,
        table: Nid,
        nid: Nid,
        kept: &[(u32, Vec<u8>)],
    ) -> Result<()> {
        let mut rows = self.take_table(table)?;
        let version = self.writer.next_row_version();
        let done = rows.set_row(&mut self.writer, nid.0, version, &mut |_, column| {
            let cell = kept.iter().find(|(tag, _)| *tag == column.tag);
            Ok(cell.map_or(Cell::Keep, |(_, bytes)| Cell::Set(Cow::Borrowed(bytes))))
        });
        self.tables.insert(table, rows);
        done
    }

    pub(crate) fn count(&mut self, node: &NodeEntry, edit: &PropEdit, by: i64) {
        if node.nid.kind() != NidType::MESSAGE {
            return;
        }
        let unread = edit.number(FLAGS).is_some_and(|flags| flags & 1 == 0);
        let counts: &mut Counts = self.counts.entry(node.parent).or_default();
        counts.items += by;
        counts.unread += by * i64::from(unread);
    }

    /// Takes an object out of the table that lists it. Where the table does not, another may: then
    /// nobody knows who would miss it.
    fn remove_row(&mut self, table: Nid, nid: Nid) -> Result<()> {
        let mut rows = self.take_table(table)?;
        let done = rows.remove_row(&self.writer.view, nid.0);
        self.tables.insert(table, rows);
        if done? { Ok(()) } else { Err(Error::damaged(At::Node(nid), Damage::Table)) }
    }

    /// Deletes a folder with all items and folders in it, for good.
    ///
    /// # Errors
    /// As [`WriteTxn::delete_message`]; what was deleted before the error stays deleted in this
    /// transaction, which is better dropped. The root folder, the folders that the store names (mailbox
    /// root, Deleted Items, search root) and folders around them are not found for deleting.
    pub fn delete_folder(&mut self, nid: Nid) -> Result<()> {
        self.refuse_special(nid)?;
        self.delete_branch(nid)
    }

    /// A store that names a folder which is gone is no store, whatever type it gives the name.
    fn refuse_special(&self, nid: Nid) -> Result<()> {
        let (store, _) = self.open_props(&self.writer.view.node(Nid::STORE)?)?;
        let named = |id| store.bytes(id).and_then(EntryId::parse).map(|entry| entry.nid);
        let special = [SUBTREE, WASTEBASKET, FINDER].into_iter().filter_map(named);
        for named in special.chain([Nid::ROOT_FOLDER]) {
            if self.lies_in(named, nid)? {
                return Err(Error::NotFound(nid));
            }
        }
        Ok(())
    }

    fn delete_branch(&mut self, nid: Nid) -> Result<()> {
        let node = self.folder_node(nid)?;
        for child in self.rows_of(nid.sibling(NidType::HIERARCHY))? {
            let here = self.writer.view.find_node(child)?.is_some_and(|child| child.parent == nid);
            if here && child.kind() == NidType::FOLDER {
                self.delete_branch(child)?;
            }
        }
        for kind in [NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS] {
            for item in self.rows_of(nid.sibling(kind))? {
                // What another folder has, and is listed here by mistake, stays.
                if self.writer.view.find_node(item)?.is_some_and(|item| item.parent == nid) {
                    self.delete_message(item)?;
                }
            }
        }
        self.remove_row(node.parent.sibling(NidType::HIERARCHY), nid)?;
        self.counts.remove(&nid);
        for kind in [NidType::HIERARCHY, NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS] {
            self.tables.remove(&nid.sibling(kind));
            self.writer.remove_node(nid.sibling(kind))?;
        }
        self.writer.remove_node(nid)?;
        self.queue(node.parent, Event::FolderDeleted { nid });
        self.gone.push(nid);
        self.note_subfolders(node.parent)
    }

    /// Moves a folder with all that is in it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for either folder, [`Error::TooLarge`] if it would come to lie in
    /// itself.
    pub fn move_folder(&mut self, nid: Nid, to: Nid) -> Result<()> {
        let node = self.folder_node(nid)?;
        self.folder_node(to)?;
        if self.lies_in(to, nid)? {
            return Err(Error::TooLarge { what: "nesting of folders" });
        }
        if node.parent == to || nid == Nid::ROOT_FOLDER {
            return Ok(());
        }
        let (edit, _) = self.open_props(&node)?;
        let (above, below) =
            (node.parent.sibling(NidType::HIERARCHY), to.sibling(NidType::HIERARCHY));
        self.project(below, nid, &edit, None)?;
        if let Err(error) = self.remove_row(above, nid) {
            self.remove_row(below, nid)?;
            return Err(error);
        }
        self.writer.set_node(NodeEntry { parent: to, ..node })?;
        self.queue(to, Event::FolderMoved { parent: to, nid, old: node.parent });
        self.note_subfolders(node.parent)?;
        self.note_subfolders(to)
    }

    /// Whether a folder is the other one or lies in it; folders that lie in themselves lie in all.
    fn lies_in(&self, nid: Nid, folder: Nid) -> Result<bool> {
        let mut at = nid;
        for _ in 0..1000 {
            if at == folder {
                return Ok(true);
            }
            let Some(node) = self.writer.view.find_node(at)? else { return Ok(false) };
            if node.parent == at || node.parent == Nid(0) {
                return Ok(false);
            }
            at = node.parent;
        }
        Ok(true)
    }

    /// The node of an item: what is none is not found, whatever the caller takes it for.
    pub(crate) fn item_node(&self, nid: Nid) -> Result<NodeEntry> {
        match nid.kind() {
            NidType::MESSAGE | NidType::ASSOCIATED => self.writer.view.node(nid),
            _ => Err(Error::NotFound(nid)),
        }
    }

    /// The node of a folder that can hold items and folders.
    pub(crate) fn folder_node(&self, nid: Nid) -> Result<NodeEntry> {
        match nid.kind() {
            NidType::FOLDER => self.writer.view.node(nid),
            _ => Err(Error::NotFound(nid)),
        }
    }

    /// Ids of the rows of a table as the transaction has it.
    pub(crate) fn rows_of(&mut self, table: Nid) -> Result<Vec<Nid>> {
        let mut rows = self.take_table(table)?;
        let ids = rows.ids(&self.writer.view);
        self.tables.insert(table, rows);
        Ok(ids?.into_iter().map(Nid).collect())
    }

    /// PidTagSubfolders says whether there are real subfolders; search folders do not count.
    fn note_subfolders(&mut self, folder: Nid) -> Result<()> {
        let rows = self.rows_of(folder.sibling(NidType::HIERARCHY))?;
        let there = rows.iter().any(|nid| nid.kind() == NidType::FOLDER);
        let node = self.writer.view.node(folder)?;
        let noted = self.open_props(&node)?.0.number(SUBFOLDERS);
        if noted.is_some_and(|noted| (noted != 0) == there) {
            return Ok(());
        }
        self.patch_folder(folder, &Patch::new().set(SUBFOLDERS, PropValue::Bool(there)))
    }

    /// Replaces all recipients of an item, and the lists that name them.
    ///
    /// # Errors
    /// As [`WriteTxn::patch_message`].
    pub fn set_recipients(&mut self, nid: Nid, recipients: &[Props]) -> Result<()> {
        self.rebuild(nid, |txn, edit| {
            txn.replace_recipients(edit, recipients)?;
            txn.replace_lists(edit, recipients)
        })
    }

    /// Adds an attachment to an item and answers its subnode.
    ///
    /// # Errors
    /// As [`WriteTxn::patch_message`].
    pub fn add_attachment(&mut self, nid: Nid, attachment: &NewAttachment) -> Result<Nid> {
        let one = std::slice::from_ref(attachment);
        let made = self.rebuild(nid, |txn, edit| txn.put_attachments(edit, one, 0))?;
        made.first().copied().ok_or(Error::NotFound(nid))
    }

    /// Removes an attachment of an item.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the item has no such attachment.
    pub fn remove_attachment(&mut self, nid: Nid, attachment: Nid) -> Result<()> {
        self.rebuild(nid, |txn, edit| {
            let table = edit.subnodes.get(&Nid::ATTACHMENTS).copied();
            let table = table.ok_or(Error::NotFound(attachment))?;
            if edit.subnodes_mut().remove(&attachment).is_none() {
                return Err(Error::NotFound(attachment));
            }
            let view = &txn.writer.view;
            let mut rows = TableEdit::open(view, table.data, table.sub)?;
            rows.remove_row(view, attachment.0)?;
            // A damaged table may know fewer than there are.
            let left = edit.subnodes.keys().any(|sub| sub.kind() == NidType::ATTACHMENT);
            if !left && rows.ids(view)?.is_empty() {
                edit.subnodes_mut().remove(&Nid::ATTACHMENTS);
                return Ok(());
            }
            txn.put_attachment_table(edit, rows)
        })
    }

    /// Changes what hangs below an item; its flags, lists, size and row follow.
    fn rebuild<T>(
        &mut self,
        nid: Nid,
        change: impl FnOnce(&mut Self, &mut PropEdit) -> Result<T>,
    ) -> Result<T> {
        let node = self.item_node(nid)?;
        let (mut edit, page) = self.open_props(&node)?;
        let before = std::mem::replace(&mut self.page, page);
        let done = change(self, &mut edit);
        self.page = before;
        let done = done?;
        self.finish_item(&mut edit)?;
        let lists = DISPLAY_LISTS.iter().map(|(id, _)| *id);
        let touched = lists.chain([FLAGS, crate::messaging::folder::SIZE]).collect();
        self.project(contents_of(&node), nid, &edit, Some(&touched))?;
        self.queue(node.parent, Event::Changed { parent: node.parent, nid });
        self.put_props(node, edit)?;
        Ok(done)
    }

    /// Adds columns to a folder's contents table; their cells are filled from the items.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond 255 columns.
    pub fn add_columns(&mut self, folder: Nid, tags: &[u32]) -> Result<()> {
        let table = folder.sibling(NidType::CONTENTS);
        let mut rows = self.take_table(table)?;
        let widened = rows.widen(&self.writer.view, tags);
        self.tables.insert(table, rows);
        widened?;
        let ids = tags.iter().filter_map(|tag| tag.to_le_bytes().u16_at(2)).collect();
        for nid in self.rows_of(table)? {
            let node = self.writer.view.node(nid)?;
            let (edit, _) = self.open_props(&node)?;
            self.project(table, nid, &edit, Some(&ids))?;
        }
        Ok(())
    }
}

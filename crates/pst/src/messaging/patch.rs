//! Changing what is there: the write transaction.
//!
//! An item is patched, never rebuilt from a model: properties that are not named stay as they are
//! stored. What follows from a change (\[MS-PST\] 2.4.5, 2.6.3 and what real files show): the item's
//! size, its row in the folder's table, the folder's counters and its row in the parent's table.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::MutexGuard;

use crate::bytes::index;
use crate::ltp::edit::{PropEdit, subnode_bytes};
use crate::ltp::pc::PropContext;
use crate::ltp::prop::PropValue;
use crate::ltp::table::TableInfo;
use crate::ltp::table_edit::{Cell, TableEdit};
use crate::ltp::text::CodePage;
use crate::messaging::conversation::{CONVERSATION_ID, SOURCES};
use crate::messaging::folder::{COUNT, FLAGS, SIZE, UNREAD};
use crate::messaging::names::{NamedProps, PropName};
use crate::messaging::object_index::Filed;
use crate::messaging::queue::Event;
use crate::messaging::reader::{Reader, sealed};
use crate::ndb::alloc::Alloc;
use crate::ndb::btree::NodeEntry;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Nid, NidType};
use crate::ndb::view::View;
use crate::pst::Pst;
use crate::{At, Damage, Error, Oddity, Result, Warning};

/// PidTagMessageStatus.
const STATUS: u16 = 0x0E17;
/// The message status, and the conversation id of a row: cells without a property behind them.
pub(crate) const ROW_ONLY: [u16; 2] = [STATUS, CONVERSATION_ID];

/// Changes of an object's properties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patch {
    /// Properties to set.
    pub set: Vec<(u16, PropValue)>,
    /// Properties to remove.
    pub remove: Vec<u16>,
}

impl Patch {
    /// A patch that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The patch with one more property to set.
    #[must_use]
    pub fn set(mut self, id: u16, value: PropValue) -> Self {
        self.set.push((id, value));
        self
    }

    /// The patch with one more property to remove.
    #[must_use]
    pub fn remove(mut self, id: u16) -> Self {
        self.remove.push(id);
        self
    }
}

/// How a folder's counters move with a transaction.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub items: i64,
    pub unread: i64,
}

/// A write transaction: [`WriteTxn::commit`] makes it durable, dropping it takes it back.
pub struct WriteTxn<'p> {
    pub(crate) pst: &'p Pst,
    pub(crate) slot: MutexGuard<'p, Option<Alloc>>,
    pub(crate) writer: Writer,
    pub(crate) names: OnceCell<NamedProps>,
    pub(crate) names_changed: bool,
    pub(crate) tables: BTreeMap<Nid, TableEdit>,
    pub(crate) templates: BTreeMap<Nid, TableInfo>,
    pub(crate) counts: BTreeMap<Nid, Counts>,
    pub(crate) events: Vec<(Nid, Event)>,
    /// New messages, for the message index.
    pub(crate) filed: Vec<Filed>,
    /// Deleted items and folders, for the map of replication ids.
    pub(crate) gone: Vec<Nid>,
    pub(crate) page: CodePage,
}

impl sealed::Viewed for WriteTxn<'_> {
    #[allow(private_interfaces, reason = "nobody outside can name or call it")]
    fn view(&self) -> &View {
        &self.writer.view
    }

    fn code_page(&self) -> CodePage {
        self.page
    }

    fn named_props(&self) -> Result<&NamedProps> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = NamedProps::read(&self.writer.view)?;
        Ok(self.names.get_or_init(|| names))
    }
}

/// Tables that the transaction has changed are read from the file only after the commit; the
/// listing methods of [`Reader`] show their state before it.
impl Reader for WriteTxn<'_> {}

impl WriteTxn<'_> {
    /// Items made from now on get node ids after this one, which the file gave out once: one put
    /// back from a backup would give it out again.
    pub fn keep_above(&mut self, nid: Nid) {
        self.writer.keep_above(nid);
    }

    /// The property id of a name, new if the file does not have it yet.
    ///
    /// # Errors
    /// If the map cannot be read or is full.
    pub fn named_prop(&mut self, name: &PropName) -> Result<u16> {
        if let Some(id) = self.names()?.id_of(name) {
            return Ok(id);
        }
        self.names_changed = true;
        let view = &self.writer.view;
        let names = self.names.get_mut().ok_or(Error::NotFound(Nid::NAMES))?;
        names.add(name, |bucket| stored_bucket(view, bucket))
    }

    /// Changes properties of an item, associated or not.
    ///
    /// # Errors
    /// [`Error::NotRepresentable`] for text that an ANSI file cannot hold; damage if a part of the
    /// item cannot be read, for then it could not be kept. Nothing is changed in these cases.
    pub fn patch_message(&mut self, nid: Nid, patch: &Patch) -> Result<()> {
        let node = self.item_node(nid)?;
        let (mut edit, page) = self.open_props(&node)?;
        let old_flags = edit.number(FLAGS);
        let old_size = edit.number(SIZE);
        let modern =
            old_size.map(u64::from) == Some(edit.leaf_bytes_stored(&self.writer.view, &node)?);
        let old_values = edit.value_bytes(&self.writer.view)?;
        let mut touched = self.apply(&mut edit, patch, page)?;
        if touched.contains(&FLAGS) {
            edit.note_flags(nid);
        }
        if let Some(old_size) = old_size {
            let size = if modern {
                edit.leaf_bytes(&self.writer.view)?
            } else {
                let values = edit.value_bytes(&self.writer.view)?;
                (u64::from(old_size) + values).saturating_sub(old_values)
            };
            edit.set_number(SIZE, u32::try_from(size).unwrap_or(u32::MAX));
            touched.insert(SIZE);
        }
        self.count_flags(node.parent, nid, old_flags, edit.number(FLAGS));
        self.update_row(&node, &edit, &touched)?;
        self.queue(node.parent, Event::Changed { parent: node.parent, nid });
        self.put_props(node, edit)
    }

    /// Changes properties of a folder, and its row in its parent's table.
    ///
    /// # Errors
    /// As [`WriteTxn::patch_message`].
    pub fn patch_folder(&mut self, nid: Nid, patch: &Patch) -> Result<()> {
        if ![NidType::FOLDER, NidType::SEARCH_FOLDER].contains(&nid.kind()) {
            return Err(Error::NotFound(nid));
        }
        let node = self.writer.view.node(nid)?;
        let (mut edit, page) = self.open_props(&node)?;
        let touched = self.apply(&mut edit, patch, page)?;
        self.queue(nid, Event::FolderChanged { nid });
        if nid != Nid::ROOT_FOLDER {
            let table = node.parent.sibling(NidType::HIERARCHY);
            self.project(table, nid, &edit, Some(&touched))?;
        }
        self.put_props(node, edit)
    }

    pub(crate) fn open_props(&self, node: &NodeEntry) -> Result<(PropEdit, CodePage)> {
        let view = &self.writer.view;
        let mut lost = Vec::new();
        let context = PropContext::open(view, node.data, node.sub, &mut lost)?;
        // What cannot be read cannot be kept.
        if let Some(Warning { at, what: Oddity::Unreadable(what) }) = lost.first() {
            return Err(Error::damaged(*at, *what));
        }
        let below = context.subnodes.values().flat_map(|entry| [entry.data, entry.sub]);
        view.refuse_shared(view.data_tree(node.data)?.leaves.into_iter().chain(below))?;
        Ok((PropEdit::open(&context, node.sub)?, context.code_page(self.page)))
    }

    fn apply(
        &mut self,
        edit: &mut PropEdit,
        patch: &Patch,
        page: CodePage,
    ) -> Result<BTreeSet<u16>> {
        for (id, value) in &patch.set {
            edit.check(&self.writer, *id, value, page)?;
        }
        for id in &patch.remove {
            edit.remove(*id);
        }
        for (id, value) in &patch.set {
            edit.set(&mut self.writer, *id, value, page)?;
        }
        Ok(patch.remove.iter().copied().chain(patch.set.iter().map(|(id, _)| *id)).collect())
    }

    pub(crate) fn put_props(&mut self, node: NodeEntry, edit: PropEdit) -> Result<()> {
        let (data, sub) = edit.write(&mut self.writer)?;
        self.writer.set_node(NodeEntry { data, sub, ..node })
    }

    fn count_flags(&mut self, folder: Nid, nid: Nid, old: Option<u32>, new: Option<u32>) {
        let unread = |flags: Option<u32>| i64::from(flags.is_some_and(|flags| flags & 1 == 0));
        let moved = unread(new) - unread(old);
        if nid.kind() == NidType::MESSAGE && moved != 0 {
            self.counts.entry(folder).or_default().unread += moved;
        }
    }

    /// The cells of what was touched follow the item; the others stay.
    fn update_row(
        &mut self,
        node: &NodeEntry,
        edit: &PropEdit,
        touched: &BTreeSet<u16>,
    ) -> Result<()> {
        self.project(contents_of(node), node.nid, edit, Some(touched))
    }

    /// Projects properties on the columns of a row: where the property exists the cell exists and
    /// is the same. `touched` limits it to some; without it the whole row is written.
    pub(crate) fn project(
        &mut self,
        table: Nid,
        nid: Nid,
        edit: &PropEdit,
        touched: Option<&BTreeSet<u16>>,
    ) -> Result<()> {
        let mut rows = self.take_table(table)?;
        let there = rows.has(&self.writer.view, nid.0);
        if touched.is_some() && !matches!(there, Ok(true)) {
            self.tables.insert(table, rows);
            return there.map(drop);
        }
        let version = self.writer.next_row_version();
        let (fresh, page) = (touched.is_none(), self.page);
        let moved = touched.is_none_or(|touched| SOURCES.iter().any(|id| touched.contains(id)));
        let done = rows.set_row(&mut self.writer, nid.0, version, &mut |view, column| {
            let wanted = touched.is_none_or(|touched| touched.contains(&column.id()));
            match column.id() {
                // A new row says that its message status is 0.
                STATUS if fresh => Ok(Cell::Number(0)),
                CONVERSATION_ID if moved => Ok(match edit.conversation_id(page) {
                    Some(id) => Cell::Set(Cow::Owned(id.to_vec())),
                    None => Cell::Clear,
                }),
                id if ROW_ONLY.contains(&id) || !wanted => Ok(Cell::Keep),
                _ => edit.cell_for(view, column),
            }
        });
        self.tables.insert(table, rows);
        done
    }

    /// A table, opened for changing; it is written with the commit.
    pub(crate) fn take_table(&mut self, table: Nid) -> Result<TableEdit> {
        if let Some(open) = self.tables.remove(&table) {
            return Ok(open);
        }
        let node = self.writer.view.node(table)?;
        TableEdit::open(&self.writer.view, node.data, node.sub)
    }

    /// The row version that an item has in its folder's table, with the changes of this
    /// transaction; `None` if the table does not know it.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn row_version(&mut self, nid: Nid) -> Result<Option<u32>> {
        use crate::bytes::Bytes;
        let node = self.writer.view.node(nid)?;
        let table = contents_of(&node);
        let mut rows = self.take_table(table)?;
        let row = rows.row(&self.writer.view, nid.0);
        self.tables.insert(table, rows);
        Ok(row?.and_then(|row| row.u32_at(4)))
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// What the system says, or [`Error::Full`]. The file then holds the old state, except when
    /// the very last writes failed: then it holds the new one, and its maps are rebuilt at the
    /// next opening.
    pub fn commit(mut self) -> Result<()> {
        self.write_names()?;
        self.write_counts()?;
        self.write_queue()?;
        self.write_object_index()?;
        self.write_tables()?;
        let Self { pst, mut slot, writer, .. } = self;
        pst.publish(writer, &mut slot)
    }

    fn write_names(&mut self) -> Result<()> {
        if !self.names_changed {
            return Ok(());
        }
        let changes = self.names()?.changes();
        let node = self.writer.view.node(Nid::NAMES)?;
        let (mut edit, _) = self.open_props(&node)?;
        for (id, value) in changes {
            edit.set(&mut self.writer, id, &value, CodePage::default())?;
        }
        self.put_props(node, edit)
    }

    fn write_counts(&mut self) -> Result<()> {
        for (folder, counts) in std::mem::take(&mut self.counts) {
            let node = self.writer.view.node(folder)?;
            let (edit, _) = self.open_props(&node)?;
            let moved = |id: u16, by: i64| {
                let old = i64::from(edit.number(id).unwrap_or(0));
                PropValue::I32(i32::try_from((old + by).max(0)).unwrap_or(i32::MAX))
            };
            let patch = Patch::new()
                .set(COUNT, moved(COUNT, counts.items))
                .set(UNREAD, moved(UNREAD, counts.unread));
            self.patch_folder(folder, &patch)?;
        }
        Ok(())
    }

    fn write_tables(&mut self) -> Result<()> {
        for (nid, table) in std::mem::take(&mut self.tables) {
            let node = self.writer.view.node(nid)?;
            let (data, sub) = table.write(&mut self.writer)?;
            self.writer.set_node(NodeEntry { data, sub, ..node })?;
        }
        Ok(())
    }
}

/// What the file has in a bucket of the name map.
fn stored_bucket(view: &View, id: u16) -> Result<Vec<u8>> {
    let node = view.node(Nid::NAMES)?;
    let context = PropContext::open(view, node.data, node.sub, &mut Vec::new())?;
    match context.get(id, CodePage::default())? {
        Some(PropValue::Binary(bytes)) => Ok(bytes),
        // Another type is damage: what it holds would be lost.
        Some(_) => Err(Error::damaged(At::Property(id), Damage::Value)),
        None => Ok(Vec::new()),
    }
}

/// The table that lists an item.
pub(crate) fn contents_of(node: &NodeEntry) -> Nid {
    let kind = match node.nid.kind() {
        NidType::ASSOCIATED => NidType::ASSOCIATED_CONTENTS,
        _ => NidType::CONTENTS,
    };
    node.parent.sibling(kind)
}

impl PropEdit {
    /// Bytes of all leaves of the object as it is stored.
    fn leaf_bytes_stored(&self, view: &View, node: &NodeEntry) -> Result<u64> {
        Ok(view.tree_len(node.data)? + subnode_bytes(view, &self.subnodes)?)
    }

    /// Whether a value can be written at all, before anything is.
    fn check(&self, w: &Writer, id: u16, value: &PropValue, page: CodePage) -> Result<()> {
        let bytes = crate::ltp::prop::encode(id, value, w.view.format.kind, page)?;
        match bytes.len() <= index(u64::from(u32::MAX)) {
            true => Ok(()),
            false => Err(Error::TooLarge { what: "value" }),
        }
    }
}

//! The tables and counters of folders, from what belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ltp::edit::PropEdit;
use crate::ltp::pc::PropContext;
use crate::ltp::prop::PropValue;
use crate::ltp::table::{Table, TableInfo};
use crate::ltp::table_edit::TableEdit;
use crate::messaging::create::share_table;
use crate::messaging::folder::{COUNT, FLAGS, SUBFOLDERS, UNREAD};
use crate::messaging::patch::{Patch, ROW_ONLY, WriteTxn};
use crate::messaging::reader::sealed::Viewed;
use crate::messaging::templates::template_info;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Nid, NidType};
use crate::ndb::view::View;
use crate::rescue::mend::{Mend, TABLES, all_nodes, is_damage, tolerate};
use crate::rescue::report::Fix;
use crate::{Error, Result};

impl Mend<'_> {
    /// Tables of folders from what belongs to them, in one transaction.
    pub(super) fn rebuild_tables(&mut self, tables: &BTreeSet<Nid>) -> Result<()> {
        if tables.is_empty() {
            return Ok(());
        }
        let children = Children::of(self.pst.read().view())?;
        let mut txn = self.pst.write()?;
        for table in tables {
            tolerate(self.rebuild_table(&mut txn, *table, &children))?;
        }
        txn.commit()
    }

    /// A table of a folder, in its old columns if these can be read.
    fn rebuild_table(
        &mut self,
        txn: &mut WriteTxn<'_>,
        table: Nid,
        children: &Children,
    ) -> Result<()> {
        let folder = table.sibling(NidType::FOLDER);
        let template = TABLES.into_iter().find(|(kind, _)| *kind == table.kind());
        let Some((kind, template)) = template else { return Ok(()) };
        let node = txn.writer.view.find_node(table)?;
        if txn.writer.view.find_node(folder)?.is_none() {
            // A table without a folder: nobody can get at it.
            if node.is_some() {
                txn.writer.remove_node(table)?;
                self.note(Fix::Special, table, 1);
            }
            return Ok(());
        }
        // Columns that a first try left a fault in are given up.
        let again = !self.tried.insert(table);
        let own = node.filter(|_| !again).and_then(|node| own_columns(&txn.writer.view, &node));
        let info = match own {
            Some(info) => info,
            None => template_info(&txn.writer.view, template)?,
        };
        let view = &txn.writer.view;
        let old = node.and_then(|node| TableEdit::open(view, node.data, node.sub).ok());
        // Of an index that is damaged no row is taken.
        let mut old = old.and_then(|mut old| old.ids(view).is_ok().then_some(old));
        if node.is_none() {
            share_table(&mut txn.writer, template, table)?;
        }
        let fresh = TableEdit::new(&txn.writer.view, info.columns, info.ends, info.row_size)?;
        txn.tables.insert(table, fresh);
        let own = children.of_folder(folder).iter().filter(|node| lists(kind, node.nid));
        let mut rows = 0;
        for node in own {
            let edit = match txn.open_props(node) {
                Ok((edit, _)) => edit,
                Err(Error::Io(error)) => return Err(error.into()),
                Err(_) => PropEdit::default(),
            };
            // What cannot be read is put right in the next round.
            let projected = txn.project(table, node.nid, &edit, None);
            match is_damage(&projected) {
                true => txn.project(table, node.nid, &PropEdit::default(), None)?,
                false => projected?,
            }
            // Cells without a property behind them are kept where they can be read.
            let kept = old
                .as_mut()
                .and_then(|old| old.cells(&txn.writer.view, node.nid.0, &ROW_ONLY).ok());
            if let Some(kept) = kept.filter(|kept| !kept.is_empty()) {
                txn.set_row_only_cells(table, node.nid, &kept)?;
            }
            rows += 1;
        }
        self.note(Fix::Table, table, rows);
        Ok(())
    }

    /// Tables without even a description, where something lies in the folder that they should
    /// list. That a table is so bare is no fault by itself.
    pub(super) fn bare_tables(&self) -> Result<Vec<Nid>> {
        let reader = self.pst.read();
        let mut bare = Vec::new();
        for (folder, own) in Children::of(reader.view())?.0 {
            for kind in [NidType::HIERARCHY, NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS] {
                let table = folder.sibling(kind);
                let node = reader.view().find_node(table)?.filter(|node| node.data.is_none());
                if node.is_some() && own.iter().any(|child| lists(kind, child.nid)) {
                    bare.push(table);
                }
            }
        }
        Ok(bare)
    }

    /// Counters of folders, and whether there are folders below.
    pub(super) fn set_counters(&mut self, folders: &BTreeSet<Nid>) -> Result<()> {
        let children = Children::of(self.pst.read().view())?;
        let mut txn = self.pst.write()?;
        for folder in folders {
            let Some(node) = txn.writer.view.find_node(*folder)? else { continue };
            let own = children.of_folder(*folder);
            let (mut items, mut unread, mut below) = (0, 0, false);
            for child in own {
                below |= child.nid.kind() == NidType::FOLDER;
                if child.nid.kind() == NidType::MESSAGE {
                    items += 1;
                    unread += i32::from(is_unread(&txn.writer.view, child));
                }
            }
            let Ok((edit, _)) = txn.open_props(&node) else { continue };
            let now = (edit.number(COUNT), edit.number(UNREAD), edit.number(SUBFOLDERS));
            let wanted = (items, unread, below);
            let same = now.0.map(u32::cast_signed) == Some(items)
                && now.1.map(u32::cast_signed) == Some(unread)
                && now.2.is_some_and(|there| (there != 0) == below);
            if same || folder.kind() != NidType::FOLDER {
                continue;
            }
            let patch = Patch::new()
                .set(COUNT, PropValue::I32(wanted.0))
                .set(UNREAD, PropValue::I32(wanted.1))
                .set(SUBFOLDERS, PropValue::Bool(wanted.2));
            match txn.patch_folder(*folder, &patch) {
                Ok(()) => self.note(Fix::Counters, *folder, 1),
                Err(Error::Io(error)) => return Err(error.into()),
                Err(_) => {}
            }
        }
        txn.commit()
    }
}

/// The columns of a table, if rows can be written by them.
fn own_columns(view: &View, node: &NodeEntry) -> Option<TableInfo> {
    let table = Table::open(view, node.data, node.sub).ok()?;
    table.info.is_sound(view.format).then_some(table.info)
}

/// Which table lists what.
fn lists(table: NidType, nid: Nid) -> bool {
    match table {
        NidType::HIERARCHY => nid.is_folder(),
        NidType::CONTENTS => nid.kind() == NidType::MESSAGE,
        _ => nid.kind() == NidType::ASSOCIATED,
    }
}

fn is_unread(view: &View, node: &NodeEntry) -> bool {
    let context = PropContext::open(view, node.data, node.sub, &mut Vec::new());
    let flags = context.ok().and_then(|context| context.find(FLAGS).map(|entry| entry.value));
    flags.is_some_and(|flags| flags & 1 == 0)
}

/// What belongs to which folder.
struct Children(BTreeMap<Nid, Vec<NodeEntry>>);

impl Children {
    fn of(view: &View) -> Result<Self> {
        let mut children: BTreeMap<Nid, Vec<NodeEntry>> = BTreeMap::new();
        for node in all_nodes(view)?.into_iter().filter(|node| node.nid != node.parent) {
            children.entry(node.parent).or_default().push(node);
        }
        Ok(Self(children))
    }

    fn of_folder(&self, folder: Nid) -> &[NodeEntry] {
        self.0.get(&folder).map_or(&[], Vec::as_slice)
    }
}

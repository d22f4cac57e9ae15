//! Folders, items and special nodes with what can be read of them.

use crate::bytes::wide;
use crate::ltp::edit::PropEdit;
use crate::ltp::prop::{PropValue, Props};
use crate::messaging::copy::Copier;
use crate::messaging::create::{folder_props, share_table, share_tables};
use crate::messaging::folder::CONTAINER_CLASS;
use crate::messaging::item::Message;
use crate::messaging::new_store::remake;
use crate::messaging::patch::WriteTxn;
use crate::messaging::reader::Reader;
use crate::messaging::store::DISPLAY_NAME;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::rescue::mend::{Mend, TABLES};
use crate::rescue::report::Fix;
use crate::rescue::values::{is_mistyped, known_type, put_right};
use crate::{Error, Result};

impl Mend<'_> {
    /// A folder that is gone, with its id; tables that are still there are made anew later.
    pub(super) fn remake_folder(
        &mut self,
        txn: &mut WriteTxn<'_>,
        nid: Nid,
        parent: Nid,
        (name, class): (&str, &str),
    ) -> Result<()> {
        let mut edit = PropEdit::default();
        let page = txn.page;
        for (id, value) in folder_props(name, class, false) {
            edit.set(&mut txn.writer, id, &value, page)?;
        }
        share_tables(&mut txn.writer, nid)?;
        for (kind, _) in TABLES {
            txn.writer.keep_above(nid.sibling(kind));
        }
        txn.writer.keep_above(nid);
        txn.put_props(NodeEntry { nid, data: Bid(0), sub: Bid(0), parent }, edit)?;
        self.note(Fix::Folder, nid, 1);
        Ok(())
    }

    /// The folder for what belongs to no folder.
    pub(super) fn recovered(&mut self, txn: &mut WriteTxn<'_>) -> Result<Nid> {
        if let Some(nid) = self.recovered {
            return Ok(nid);
        }
        let top = txn.store()?.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);
        let nid = txn.next_folder()?;
        self.remake_folder(txn, nid, top, (&self.names.recovered, "IPF.Note"))?;
        self.recovered = Some(nid);
        Ok(nid)
    }

    /// Special nodes, nodes of search folders, and what nobody knows: empty, or gone.
    pub(super) fn rewrite_special(&mut self, txn: &mut WriteTxn<'_>, nid: Nid) -> Result<()> {
        let node = NodeEntry { nid, ..NodeEntry::default() };
        if remake(&mut txn.writer, nid)? {
        } else if nid.kind() == NidType::SEARCH_CONTENTS {
            // A template that has the same blocks has the same faults.
            let view = &txn.writer.view;
            let (own, template) = (view.find_node(nid)?, view.find_node(Nid::SEARCH_TEMPLATE)?);
            if template.is_none_or(|template| own.is_some_and(|own| own.data == template.data)) {
                remake(&mut txn.writer, Nid::SEARCH_TEMPLATE)?;
            }
            share_table(&mut txn.writer, Nid::SEARCH_TEMPLATE, nid)?;
        } else if nid.kind() == NidType::SEARCH_UPDATES {
            txn.writer.set_node(node)?;
        } else if nid.kind() == NidType::SEARCH_CRITERIA {
            let props = [(0x660B, PropValue::I32(0))].into_iter().collect();
            put(txn, nid, Nid(0), &props)?;
        } else if txn.writer.view.find_node(nid)?.is_some() {
            txn.writer.remove_node(nid)?;
        }
        self.note(Fix::Special, nid, 1);
        Ok(())
    }

    /// A folder with what can be read of it.
    pub(super) fn rewrite_folder(&mut self, txn: &mut WriteTxn<'_>, nid: Nid) -> Result<()> {
        let node = txn.writer.view.node(nid)?;
        let old = match txn.folder(nid) {
            Ok(folder) => folder.props,
            Err(Error::Io(error)) => return Err(error.into()),
            Err(_) => Props::new(),
        };
        let name = match old.text(DISPLAY_NAME) {
            "" if nid != Nid::ROOT_FOLDER => format!("{} {nid}", self.names.folder),
            name => name.to_owned(),
        };
        let mut props: Props =
            folder_props(&name, old.text(CONTAINER_CLASS), false).into_iter().collect();
        for (id, value) in old.0 {
            if !is_mistyped(id, &value) {
                props.set(id, value);
            }
        }
        put(txn, nid, node.parent, &props)?;
        self.note(Fix::Folder, nid, 1);
        Ok(())
    }

    /// An item with everything that can be read of it.
    pub(super) fn rewrite_item(
        &mut self,
        from: &impl Reader,
        txn: &mut WriteTxn<'_>,
        nid: Nid,
    ) -> Result<()> {
        let node = txn.writer.view.node(nid)?;
        let message = match from.message(nid) {
            Ok(message) => message,
            Err(Error::Io(error)) => return Err(error.into()),
            Err(_) => {
                txn.writer.remove_node(nid)?;
                self.note(Fix::Gone, nid, 1);
                return Ok(());
            }
        };
        let mut copier = Copier::new(from);
        // Text of an ANSI file stays in the item's own code page.
        let page = std::mem::replace(&mut txn.page, message.code_page);
        let edit = self.new_item(&message, &mut copier, txn);
        txn.page = page;
        let edit = edit?;
        txn.put_props(NodeEntry { data: Bid(0), sub: Bid(0), ..node }, edit)?;
        self.note(Fix::Item, nid, wide(copier.losses.len()));
        Ok(())
    }

    fn new_item<R: Reader>(
        &self,
        message: &Message,
        copier: &mut Copier<'_, R>,
        txn: &mut WriteTxn<'_>,
    ) -> Result<PropEdit> {
        let mut item = copier.new_item(message, txn, 0)?;
        put_right(&mut item, message.nid.kind() == NidType::ASSOCIATED);
        txn.fill_in(&mut item.props, message.nid);
        txn.build_item(&item, 0)
    }
}

/// An object of properties, made anew.
pub(super) fn put(txn: &mut WriteTxn<'_>, nid: Nid, parent: Nid, props: &Props) -> Result<()> {
    let mut edit = PropEdit::default();
    let page = txn.page;
    // What lies in subnodes of the old object is not taken along.
    for (id, value) in props.0.iter().filter(|(_, v)| !matches!(v, PropValue::Object { .. })) {
        let mut value = value.clone();
        known_type(&mut value, false);
        match edit.set(&mut txn.writer, *id, &value, page) {
            Err(Error::NotRepresentable { .. }) => {}
            set => set?,
        }
    }
    txn.put_props(NodeEntry { nid, data: Bid(0), sub: Bid(0), parent }, edit)
}

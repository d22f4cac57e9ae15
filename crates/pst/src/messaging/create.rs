//! Making folders and items in a store that is there (\[MS-PST\] 2.4.4, 2.4.5, 2.6.3).

use crate::Result;
use crate::crc::crc32;
use crate::ltp::edit::PropEdit;
use crate::ltp::prop::{PropValue, Props};
use crate::messaging::build::{NewItem, associated_as};
use crate::messaging::folder::{CONTAINER_CLASS, COUNT, FLAGS, MODIFIED, SIZE, SUBFOLDERS, UNREAD};
use crate::messaging::patch::{Patch, WriteTxn, contents_of};
use crate::messaging::queue::Event;
use crate::messaging::store::DISPLAY_NAME;
use crate::ndb::btree::NodeEntry;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, Nid, NidType};

/// PidTagCreationTime.
const CREATED: u16 = 0x3007;
/// PidTagMessageDeliveryTime.
const DELIVERED: u16 = 0x0E06;
/// PidTagSearchKey.
const SEARCH_KEY: u16 = 0x300B;

/// Raises a counter of node ids to an index that is in use.
pub(crate) fn raise(w: &mut Writer, kind: NidType, index: u32) {
    if let Some(last) = w.header.rgnid.get_mut(usize::from(kind.0)) {
        *last = index.max(*last);
    }
}

/// The properties that every folder has.
pub(crate) fn folder_props(name: &str, class: &str, subfolders: bool) -> Vec<(u16, PropValue)> {
    let mut props = vec![
        (DISPLAY_NAME, PropValue::Text(name.to_owned())),
        (COUNT, PropValue::I32(0)),
        (UNREAD, PropValue::I32(0)),
        (SUBFOLDERS, PropValue::Bool(subfolders)),
    ];
    if !class.is_empty() {
        props.push((CONTAINER_CLASS, PropValue::Text(class.to_owned())));
    }
    props
}

/// A new folder's tables are those of the templates, until they change.
pub(crate) fn share_tables(w: &mut Writer, folder: Nid) -> Result<()> {
    for (template, kind) in [
        (Nid::HIERARCHY_TEMPLATE, NidType::HIERARCHY),
        (Nid::CONTENTS_TEMPLATE, NidType::CONTENTS),
        (Nid::ASSOCIATED_TEMPLATE, NidType::ASSOCIATED_CONTENTS),
    ] {
        share_table(w, template, folder.sibling(kind))?;
    }
    Ok(())
}

pub(crate) fn share_table(w: &mut Writer, template: Nid, nid: Nid) -> Result<()> {
    let node = w.view.node(template)?;
    let mut data = node.data;
    // References are counted in 16 bits: long before they end a new copy begins to be shared.
    if !data.is_none() && w.refs(&w.view.block_entry(data)?) > 60_000 {
        let bytes = w.view.tree_bytes(data)?;
        data = w.put_tree(&bytes)?;
        w.set_node(NodeEntry { data, ..node })?;
    }
    w.set_node(NodeEntry { nid, data, sub: node.sub, parent: Nid(0) })
}

impl WriteTxn<'_> {
    /// Makes a folder with its three tables and its row in the parent's table.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for a parent that is not there, [`crate::Error::NotRepresentable`]
    /// for a name that an ANSI file cannot hold.
    pub fn create_folder(&mut self, parent: Nid, name: &str, class: &str) -> Result<Nid> {
        let index = self.next_folder_index()?;
        let nid = Nid::new(index, NidType::FOLDER);
        self.make_folder(nid, parent, name, class)?;
        Ok(nid)
    }

    /// Makes a folder with an id that is free.
    pub(crate) fn make_folder(
        &mut self,
        nid: Nid,
        parent: Nid,
        name: &str,
        class: &str,
    ) -> Result<()> {
        let above = self.folder_node(parent)?;
        let mut edit = PropEdit::default();
        for (id, value) in folder_props(name, class, false) {
            edit.set(&mut self.writer, id, &value, self.page)?;
        }
        share_tables(&mut self.writer, nid)?;
        self.project(parent.sibling(NidType::HIERARCHY), nid, &edit, None)?;
        let node = NodeEntry { nid, data: Bid(0), sub: Bid(0), parent };
        self.put_props(node, edit)?;
        self.queue(parent, Event::FolderAdded { parent, nid });
        let (props, _) = self.open_props(&above)?;
        if props.number(SUBFOLDERS).is_none_or(|there| there == 0) {
            let there = PropValue::Bool(true);
            self.patch_folder(parent, &Patch::new().set(SUBFOLDERS, there))?;
        }
        Ok(())
    }

    /// The id that the next new folder gets.
    pub(crate) fn next_folder(&mut self) -> Result<Nid> {
        self.next_folder_index().map(|index| Nid::new(index, NidType::FOLDER))
    }

    /// A folder and its tables share one index: the counters of all four types move together.
    fn next_folder_index(&mut self) -> Result<u32> {
        let kinds =
            [NidType::FOLDER, NidType::HIERARCHY, NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS];
        let rgnid = self.writer.header.rgnid;
        let highest = kinds.iter().filter_map(|kind| rgnid.get(usize::from(kind.0))).max();
        let highest = highest.copied().unwrap_or(0);
        for kind in kinds {
            raise(&mut self.writer, kind, highest);
        }
        let mut index = 0;
        for kind in kinds {
            index = self.writer.next_nid(kind)?.index();
        }
        Ok(index)
    }

    /// Makes an item in a folder. What every item has and `props` lacks is filled in: times from
    /// PidTagCreationTime, flags "read", a search key.
    ///
    /// # Errors
    /// As [`WriteTxn::create_folder`].
    pub fn create_message(&mut self, folder: Nid, item: impl Into<NewItem>) -> Result<Nid> {
        self.create_item(folder, item.into(), NidType::MESSAGE)
    }

    /// Makes an associated (hidden) item in a folder.
    ///
    /// # Errors
    /// As [`WriteTxn::create_folder`].
    pub fn create_associated(&mut self, folder: Nid, item: impl Into<NewItem>) -> Result<Nid> {
        self.create_item(folder, item.into(), NidType::ASSOCIATED)
    }

    fn create_item(&mut self, folder: Nid, item: NewItem, kind: NidType) -> Result<Nid> {
        self.folder_node(folder)?;
        let nid = self.writer.next_nid(kind)?;
        self.make_item(nid, folder, item)?;
        Ok(nid)
    }

    /// Makes an item with an id that is free.
    pub(crate) fn make_item(&mut self, nid: Nid, folder: Nid, mut item: NewItem) -> Result<()> {
        let kind = nid.kind();
        self.fill_in(&mut item.props, nid);
        let edit = self.build_item(&item, 0)?;
        let node = NodeEntry { nid, data: Bid(0), sub: Bid(0), parent: folder };
        self.project(contents_of(&node), nid, &edit, None)?;
        self.count(&node, &edit, 1);
        self.queue(folder, Event::Added { parent: folder, nid });
        if kind == NidType::MESSAGE {
            self.filed.push((nid, edit.conversation_id(self.page)));
        }
        self.put_props(node, edit)
    }

    /// Gives an item what every item has.
    pub(crate) fn fill_in(&mut self, props: &mut Props, nid: Nid) {
        let created = props.get(CREATED).cloned().unwrap_or(PropValue::Time(0));
        let flags = if nid.kind() == NidType::ASSOCIATED { 0x49 } else { 1 };
        let key = self.search_key(nid);
        let mut defaults = vec![
            (FLAGS, PropValue::I32(flags)),
            (SIZE, PropValue::I32(0)),
            (CREATED, created.clone()),
            (MODIFIED, created.clone()),
            (SEARCH_KEY, PropValue::Binary(key)),
        ];
        if nid.kind() == NidType::MESSAGE {
            defaults.push((DELIVERED, created));
        }
        for (id, value) in defaults {
            props.0.entry(id).or_insert(value);
        }
        if let Some(PropValue::I32(flags)) = props.0.get_mut(&FLAGS) {
            *flags = associated_as(nid, flags.cast_unsigned()).cast_signed();
        }
    }

    /// A search key must be unique, not secret: it is made from what is unique in the file.
    fn search_key(&self, nid: Nid) -> Vec<u8> {
        let seed = [nid.0, self.writer.header.unique, self.writer.header.rgnid[0]];
        let seed: Vec<u8> = seed.iter().flat_map(|part| part.to_le_bytes()).collect();
        let part = |salt: u8| crc32(&[&seed[..], &[salt]].concat()).to_le_bytes();
        [nid.0.to_le_bytes(), part(1), part(2), part(3)].concat()
    }
}

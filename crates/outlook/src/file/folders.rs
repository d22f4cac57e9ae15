//! Folders of one data file: their paths, and the user-defined fields they define.

use std::collections::BTreeMap;

use pst::{FolderEntry, Nid, Patch, PropValue, Props, Reader, Warning, WriteTxn};
use sync::Message;

use crate::code_page;
use crate::explain::explain;
use crate::filetime;
use crate::folder_path::escaped;
use crate::user::{FOLDER_FIELDS, FOLDER_FIELDS_CLASS, FieldKind, FolderFields};

/// What is known of a folder's user-defined fields.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderDefinitions {
    /// The hidden item that carries them.
    item: Option<Nid>,
    pub fields: FolderFields,
    /// There is a stream and it does not parse: it is left alone.
    pub unreadable: bool,
}

impl FolderDefinitions {
    /// Finds and reads them; a folder without any has none.
    pub fn read(reader: &impl Reader, folder: Nid) -> pst::Result<Self> {
        let mut item = None;
        reader.associated(folder, &mut |row| {
            if item.is_none() && row.class.eq_ignore_ascii_case(FOLDER_FIELDS_CLASS) {
                item = Some(row.nid);
            }
        })?;
        let Some(nid) = item else { return Ok(Self::default()) };
        let message = reader.message(nid)?;
        let stream = message.props.get(FOLDER_FIELDS).and_then(PropValue::as_binary);
        let fields = stream.map_or(Some(FolderFields::default()), FolderFields::parse);
        Ok(Self { item, unreadable: fields.is_none(), fields: fields.unwrap_or_default() })
    }

    /// Adds a field, in the folder's one hidden item for them; answers whether it had to.
    pub fn add(
        &mut self,
        txn: &mut WriteTxn<'_>,
        folder: Nid,
        (name, kind): (&str, FieldKind),
        now: jiff::Timestamp,
    ) -> pst::Result<bool> {
        let page = txn.default_code_page().number();
        let mut fields = self.fields.clone();
        if self.unreadable || fields.find(name, page).is_some() || !fields.add(name, kind, page) {
            return Ok(false);
        }
        let stream = PropValue::Binary(fields.to_bytes());
        match self.item {
            Some(item) => txn.patch_message(item, &Patch::new().set(FOLDER_FIELDS, stream))?,
            None => self.item = Some(txn.create_associated(folder, hidden_item(stream, now))?),
        }
        self.fields = fields;
        Ok(true)
    }
}

impl FolderDefinitions {
    /// Takes a field out; the hidden item goes with the last one.
    pub fn remove(&mut self, txn: &mut WriteTxn<'_>, name: &str) -> pst::Result<bool> {
        let page = txn.default_code_page().number();
        let (Some(item), mut fields) = (self.item, self.fields.clone()) else { return Ok(false) };
        if self.unreadable || !fields.remove(name, page) {
            return Ok(false);
        }
        if fields.is_empty() {
            txn.delete_message(item)?;
            self.item = None;
        } else {
            let stream = PropValue::Binary(fields.to_bytes());
            txn.patch_message(item, &Patch::new().set(FOLDER_FIELDS, stream))?;
        }
        self.fields = fields;
        Ok(true)
    }
}

/// Properties of the hidden item: those that every associated item of real files has.
fn hidden_item(stream: PropValue, now: jiff::Timestamp) -> Props {
    let time = PropValue::Time(filetime::from_timestamp(now));
    let class = || PropValue::Text(FOLDER_FIELDS_CLASS.to_owned());
    [
        (0x001A, class()),
        (0x0037, class()),
        (0x0E07, PropValue::I32(READ_UNSENT_ASSOCIATED)),
        (0x3007, time.clone()),
        (0x3008, time),
        (0x300B, PropValue::Binary(super::search_key().to_vec())),
        (FOLDER_FIELDS, stream),
    ]
    .into_iter()
    .collect()
}

/// PidTagMessageFlags of associated items.
const READ_UNSENT_ASSOCIATED: i32 = 0x49;

/// The folders of a data file, as far as they were asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Folders {
    pub tree: Vec<FolderEntry>,
    /// What was odd about the tree, where it was read from the snapshot at hand.
    pub fresh: Option<Vec<Warning>>,
    definitions: BTreeMap<Nid, FolderDefinitions>,
}

impl Folders {
    pub fn path(&self, folder: Nid) -> &str {
        self.tree.iter().find(|entry| entry.nid == folder).map_or("", |entry| &entry.path)
    }

    /// The definitions of a folder. A folder whose hidden items cannot be read has none that
    /// count, and gets none.
    pub fn definitions(
        &mut self,
        reader: &impl Reader,
        folder: Nid,
        warnings: &mut Vec<Message>,
    ) -> &mut FolderDefinitions {
        self.definitions.entry(folder).or_insert_with(|| {
            FolderDefinitions::read(reader, folder).unwrap_or_else(|error| {
                warnings.push(explain(&error));
                FolderDefinitions { unreadable: true, ..FolderDefinitions::default() }
            })
        })
    }

    /// The folder of a name below another; case does not matter.
    pub fn child(&self, parent: Nid, name: &str) -> Option<Nid> {
        let mut below = self.tree.iter().filter(|entry| entry.parent == parent && !entry.search);
        let same = |entry: &&FolderEntry| entry.name.to_lowercase() == name.to_lowercase();
        below.find(same).map(|entry| entry.nid)
    }

    /// Notes a folder that was made.
    pub fn made(&mut self, nid: Nid, parent: Nid, name: &str, class: &str) {
        let above = self.tree.iter().find(|entry| entry.nid == parent);
        let (path, depth) = above.map_or(("", 1), |above| (above.path.as_str(), above.depth));
        let deleted = above.is_some_and(|above| above.deleted);
        let path = format!("{}/{}", path.trim_end_matches('/'), escaped(name));
        self.tree.push(FolderEntry {
            nid,
            parent,
            path,
            name: name.to_owned(),
            class: class.to_owned(),
            visible: true,
            search: false,
            deleted,
            items: 0,
            unread: 0,
            hidden: 0,
            found: 0,
            depth: depth.saturating_add(1),
        });
    }

    /// Every field that a folder defines, by the folder's order.
    pub fn defined(&self) -> impl Iterator<Item = (String, Option<FieldKind>)> + '_ {
        self.definitions.values().flat_map(|d| d.fields.user_fields(code_page::DEFAULT))
    }
}

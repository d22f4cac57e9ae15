//! Making a new store with the nodes that current Outlook files have and that its repair tool asks
//! for (\[MS-PST\] 2.4.1, 2.7). Tables of the standard folders share the blocks of the templates, as
//! Outlook's own do.

use std::borrow::Cow;

use crate::format::FileFormat;
use crate::ltp::edit::PropEdit;
use crate::ltp::prop::PropValue;
use crate::ltp::table_edit::{Cell, TableEdit};
use crate::ltp::text::CodePage;
use crate::messaging::create::{folder_props, raise, share_table, share_tables};
use crate::messaging::entry_id::EntryId;
use crate::messaging::folder::CLASS;
use crate::messaging::names::NamedProps;
use crate::messaging::store::{DISPLAY_NAME, FINDER, PASSWORD, RECORD_KEY, SUBTREE, WASTEBASKET};
use crate::messaging::templates::{outlook_template, templates};
use crate::ndb::btree::NodeEntry;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::{Encryption, Error, Result, crc32};

/// A data file to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStore {
    /// ANSI (Outlook 97 to 2002) or Unicode (2003 and later).
    pub format: FileFormat,
    /// Encoding of its data blocks.
    pub encryption: Encryption,
    /// Display name.
    pub name: String,
    /// Names of its standard folders.
    pub folders: StandardNames,
    /// PidTagRecordKey: 16 random bytes that identify the store.
    pub record_key: [u8; 16],
    /// Replica id: 16 more random bytes.
    pub replica: [u8; 16],
    /// Code page of an ANSI file, and of the password.
    pub code_page: u16,
    /// A password that Outlook asks for; it encrypts nothing.
    pub password: Option<String>,
}

impl NewStore {
    /// A Unicode file as current Outlook makes it, with German folder names.
    #[must_use]
    pub fn new(name: impl Into<String>, record_key: [u8; 16], replica: [u8; 16]) -> Self {
        Self {
            format: FileFormat::Unicode,
            encryption: Encryption::Permute,
            name: name.into(),
            folders: StandardNames::default(),
            record_key,
            replica,
            code_page: 1252,
            password: None,
        }
    }
}

/// Names of the standard folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardNames {
    /// The mailbox root.
    pub top: String,
    /// Deleted Items.
    pub deleted: String,
    /// Root of the search folders.
    pub search_root: String,
}

impl Default for StandardNames {
    fn default() -> Self {
        Self {
            top: "Oberste Ebene der Outlook-Datendatei".to_owned(),
            deleted: "Gelöschte Elemente".to_owned(),
            search_root: "Suchordner".to_owned(),
        }
    }
}

/// The mailbox root of a new file.
const TOP: Nid = Nid(0x8022);
const SEARCH_ROOT: Nid = Nid(0x8042);
const DELETED: Nid = Nid(0x8062);
/// The one search folder that Outlook makes in an empty store.
const SPAM_SEARCH: Nid = Nid(0x2223);

/// Node 0xC01, the map of replication ids, in its empty form.
const EMPTY_ID_MAP: [u8; 34] = [
    0x18, 0x00, 0xEC, 0x9C, 0x20, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0xB5, 0x10, 0x04, 0, 0, 0, 0,
    0, 0x02, 0, 0, 0, 0x0C, 0, 0x10, 0, 0x18, 0,
];

/// Fills an empty file.
pub(crate) fn create_store(w: &mut Writer, new: &NewStore) -> Result<()> {
    let page = CodePage::new(new.code_page).unwrap_or_default();
    let mut maker = Maker { w, page };
    maker.store(new)?;
    maker.names()?;
    for nid in templates() {
        maker.template(nid)?;
    }
    maker.plain()?;
    let folders = [
        (Nid::ROOT_FOLDER, Nid::ROOT_FOLDER, "", true),
        (TOP, Nid::ROOT_FOLDER, new.folders.top.as_str(), true),
        (SEARCH_ROOT, Nid::ROOT_FOLDER, new.folders.search_root.as_str(), false),
        (DELETED, TOP, new.folders.deleted.as_str(), false),
    ];
    let mut rows = vec![maker.spam_search()?];
    for (nid, parent, name, subfolders) in folders {
        rows.push(maker.folder(nid, parent, name, subfolders)?);
    }
    for index in
        [NidType::FOLDER, NidType::HIERARCHY, NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS]
    {
        raise(maker.w, index, DELETED.index());
    }
    maker.hierarchy(Nid::ROOT_FOLDER, rows.iter().filter(|row| row.0 == Nid::ROOT_FOLDER))?;
    maker.hierarchy(TOP, rows.iter().filter(|row| row.0 == TOP))
}

/// Makes one of the special nodes anew, in its empty form; `false` for one that nobody knows.
pub(crate) fn remake(w: &mut Writer, nid: Nid) -> Result<bool> {
    let mut maker = Maker { w, page: CodePage::default() };
    if templates().any(|template| template == nid) {
        maker.template(nid)?;
    } else if [Nid::SEARCH_QUEUE, Nid::SEARCH_DOMAIN, Nid::SEARCH_ACTIVITY].contains(&nid) {
        maker.node(nid, Nid(0), Bid(0), Bid(0))?;
    } else if nid == Nid(0xC01) {
        let map = maker.w.put_tree(&EMPTY_ID_MAP)?;
        maker.node(nid, Nid(0), map, Bid(0))?;
    } else if nid == Nid::ROOT_FOLDER {
        maker.folder(nid, nid, "", true)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// A row of a hierarchy table to be: parent, folder, its properties.
type HierarchyRow = (Nid, Nid, Vec<(u16, PropValue)>);

struct Maker<'w> {
    w: &'w mut Writer,
    page: CodePage,
}

impl Maker<'_> {
    fn node(&mut self, nid: Nid, parent: Nid, data: Bid, sub: Bid) -> Result<()> {
        self.w.set_node(NodeEntry { nid, data, sub, parent })
    }

    fn props(&mut self, nid: Nid, parent: Nid, props: &[(u16, PropValue)]) -> Result<()> {
        let mut edit = PropEdit::default();
        for (id, value) in props {
            edit.set(self.w, *id, value, self.page)?;
        }
        let (data, sub) = edit.write(self.w)?;
        self.node(nid, parent, data, sub)
    }

    fn store(&mut self, new: &NewStore) -> Result<()> {
        let entry = |nid| EntryId { record_key: new.record_key, nid }.to_bytes().to_vec();
        let replica = [&[1, 0, 0, 0], &new.replica[..], &[1, 0, 0, 0]].concat();
        let props = [
            (0x0E34, PropValue::Binary(replica)),
            (RECORD_KEY, PropValue::Binary(new.record_key.to_vec())),
            (DISPLAY_NAME, PropValue::Text(new.name.clone())),
            // Subtree, wastebasket and finder are valid.
            (0x35DF, PropValue::I32(0x89)),
            (SUBTREE, PropValue::Binary(entry(TOP))),
            (WASTEBASKET, PropValue::Binary(entry(DELETED))),
            (FINDER, PropValue::Binary(entry(SEARCH_ROOT))),
            (PASSWORD, PropValue::I32(self.password(new)?)),
        ];
        self.props(Nid::STORE, Nid(0), &props)
    }

    /// PidTagPstPassword: the CRC of the password in the code page; 0 for none (2.4.3.3).
    fn password(&self, new: &NewStore) -> Result<i32> {
        let Some(password) = &new.password else { return Ok(0) };
        let unknown = Error::NotRepresentable { prop: PASSWORD, code_page: new.code_page };
        let bytes = self.page.encode(password).ok_or(unknown)?;
        Ok(crc32(&bytes).cast_signed())
    }

    fn names(&mut self) -> Result<()> {
        let names = NamedProps::new()?;
        let mut props = vec![names.bucket_count()];
        props.extend(names.changes());
        self.props(Nid::NAMES, Nid(0), &props)
    }

    fn template(&mut self, nid: Nid) -> Result<()> {
        let info = outlook_template(self.w.view.format.kind, nid)?;
        let mut table = TableEdit::new(&self.w.view, info.columns, info.ends, info.row_size)?;
        if nid == Nid::RECEIVE_FOLDERS {
            // The default message class: an empty text that is there.
            let version = self.w.next_row_version();
            table.set_row(self.w, 1, version, &mut |_, column| {
                Ok(match column.id() {
                    CLASS => Cell::Set(Cow::Borrowed(&[])),
                    _ => Cell::Number(Nid::ROOT_FOLDER.0),
                })
            })?;
        }
        let (data, sub) = table.write(self.w)?;
        self.node(nid, Nid(0), data, sub)
    }

    /// Nodes without properties: queues are empty, the activity list names the search folder.
    fn plain(&mut self) -> Result<()> {
        for nid in [Nid::SEARCH_QUEUE, Nid::SEARCH_DOMAIN, Nid(0xEC1)] {
            self.node(nid, Nid(0), Bid(0), Bid(0))?;
        }
        let list = self.w.put_tree(&SPAM_SEARCH.0.to_le_bytes())?;
        self.node(Nid::SEARCH_ACTIVITY, Nid(0), list, Bid(0))?;
        let map = self.w.put_tree(&EMPTY_ID_MAP)?;
        self.node(Nid(0xC01), Nid(0), map, Bid(0))
    }

    fn spam_search(&mut self) -> Result<HierarchyRow> {
        let props = folder_props("SPAM Search Folder 2", "", false);
        self.props(SPAM_SEARCH, Nid::ROOT_FOLDER, &props)?;
        self.node(SPAM_SEARCH.sibling(NidType::SEARCH_UPDATES), Nid(0), Bid(0), Bid(0))?;
        let criteria = SPAM_SEARCH.sibling(NidType::SEARCH_CRITERIA);
        self.props(criteria, Nid(0), &[(0x660B, PropValue::I32(0))])?;
        self.share(Nid::SEARCH_TEMPLATE, SPAM_SEARCH.sibling(NidType::SEARCH_CONTENTS))?;
        Ok((Nid::ROOT_FOLDER, SPAM_SEARCH, props))
    }

    fn folder(
        &mut self,
        nid: Nid,
        parent: Nid,
        name: &str,
        subfolders: bool,
    ) -> Result<HierarchyRow> {
        let props = folder_props(name, "", subfolders);
        self.props(nid, parent, &props)?;
        share_tables(self.w, nid)?;
        let listed = if nid == parent { Nid(0) } else { parent };
        Ok((listed, nid, props))
    }

    fn share(&mut self, template: Nid, nid: Nid) -> Result<()> {
        share_table(self.w, template, nid)
    }

    fn hierarchy<'r>(
        &mut self,
        folder: Nid,
        rows: impl Iterator<Item = &'r HierarchyRow>,
    ) -> Result<()> {
        let nid = folder.sibling(NidType::HIERARCHY);
        let node = self.w.view.node(nid)?;
        let mut table = TableEdit::open(&self.w.view, node.data, node.sub)?;
        let (format, page) = (self.w.view.format.kind, self.page);
        for (_, child, props) in rows {
            let version = self.w.next_row_version();
            table.set_row(self.w, child.0, version, &mut |_, column| {
                let value = props.iter().find(|(id, _)| *id == column.id());
                value.map_or(Ok(Cell::Clear), |(id, value)| {
                    crate::ltp::prop::encode(*id, value, format, page).map(Cell::Set)
                })
            })?;
        }
        let (data, sub) = table.write(self.w)?;
        self.w.set_node(NodeEntry { data, sub, ..node })
    }
}

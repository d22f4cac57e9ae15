//! Making what was not there: folders, items, and whole new stores.
//!
//! A new store has the nodes that current Outlook files have and its repair tool asks for
//! (\[MS-PST\] 2.4.1, 2.7); tables of the standard folders share the blocks of the templates, as
//! Outlook's own do.

use crate::crc::crc32;
use crate::format::FileFormat;
use crate::ltp::edit::PropEdit;
use crate::ltp::heap::Hid;
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table::{Column, Table, TableInfo};
use crate::ltp::table_edit::{Cell, TableEdit, columns};
use crate::ltp::text::CodePage;
use crate::messaging::build::NewItem;
use crate::messaging::entry_id::EntryId;
use crate::messaging::folder::{
    CLASS, CONTAINER_CLASS, COUNT, FLAGS, MODIFIED, SIZE, SUBFOLDERS, UNREAD,
};
use crate::messaging::names::NamedProps;
use crate::messaging::patch::{Patch, WriteTxn, contents_of};
use crate::messaging::queue::Event;
use crate::messaging::store::{DISPLAY_NAME, FINDER, PASSWORD, RECORD_KEY, SUBTREE, WASTEBASKET};
use crate::ndb::btree::NodeEntry;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::view::View;
use crate::{Encryption, Error, Result};

/// PidTagCreationTime.
const CREATED: u16 = 0x3007;
/// PidTagMessageDeliveryTime.
const DELIVERED: u16 = 0x0E06;
/// PidTagSearchKey.
const SEARCH_KEY: u16 = 0x300B;

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
    /// Code page of an ANSI file.
    pub code_page: u16,
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

/// Column sets of the templates as current Outlook writes them: node, ends of the cell groups and
/// row size, and `tag@offset/width/bit` of each column.
const TEMPLATES: [(u32, [u16; 4], &str); 11] = [
    (
        0x60D,
        [52, 52, 53, 55],
        "0E300102@20/4/6 0E330014@24/8/7 0E340102@32/4/8 0E380003@36/4/9 3001001F@8/4/2 \
         36020003@12/4/3 36030003@16/4/4 360A000B@52/1/5 3613001F@40/4/10 66350003@44/4/11 \
         66360003@48/4/12 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x60E,
        [120, 120, 122, 126],
        "00170003@20/4/5 001A001F@12/4/3 00360003@60/4/15 0037001F@28/4/7 00390040@40/8/9 \
         0042001F@24/4/6 0057000B@120/1/13 0058000B@121/1/14 0070001F@68/4/17 00710102@72/4/18 \
         0E03001F@56/4/12 0E04001F@52/4/11 0E060040@32/8/8 0E070003@16/4/4 0E080003@48/4/10 \
         0E170003@8/4/2 0E300102@92/4/22 0E330014@96/8/23 0E340102@104/4/24 0E380003@116/4/27 \
         0E3C0102@112/4/26 0E3D0102@108/4/25 10970003@64/4/16 30080040@84/8/21 30130102@76/4/19 \
         65C60003@80/4/20 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x60F,
        [56, 56, 57, 59],
        "001A001F@12/4/3 0E070003@16/4/4 0E170003@8/4/2 3001001F@20/4/5 67F20003@0/4/0 \
         67F30003@4/4/1 6800001F@44/4/11 6803000B@56/1/12 68051003@48/4/13 682F001F@52/4/14 \
         70030003@24/4/6 70040102@28/4/7 70050102@32/4/8 7006001F@36/4/9 70070003@40/4/10",
    ),
    (
        0x610,
        [72, 72, 75, 78],
        "00170003@28/4/7 001A001F@20/4/5 00360003@60/4/16 0037001F@36/4/9 0042001F@32/4/8 \
         0057000B@72/1/14 0058000B@73/1/15 0E03001F@56/4/13 0E04001F@52/4/12 0E05001F@12/4/3 \
         0E060040@40/8/10 0E070003@24/4/6 0E080003@48/4/11 0E170003@16/4/4 0E2A000B@74/1/17 \
         30080040@64/8/18 67F10003@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (0x62B, [16, 16, 16, 17], "001A001F@12/4/3 66050003@8/4/2 67F20003@0/4/0 67F30003@4/4/1"),
    (
        0x64C,
        [24, 24, 24, 25],
        "00390040@16/8/4 0E100003@12/4/3 0E140003@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x671,
        [24, 24, 24, 25],
        "0E200003@12/4/3 3704001F@20/4/5 37050003@16/4/4 370B0003@8/4/2 67F20003@0/4/0 \
         67F30003@4/4/1",
    ),
    (
        0x692,
        [48, 48, 50, 52],
        "0C150003@24/4/7 0E0F000B@48/1/2 0FF90102@32/4/9 0FFE0003@36/4/10 0FFF0102@16/4/5 \
         3001001F@20/4/6 3002001F@8/4/3 3003001F@12/4/4 300B0102@28/4/8 39000003@40/4/11 \
         39FF001F@44/4/13 3A40000B@49/1/12 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x6B6,
        [24, 24, 24, 25],
        "0E330014@8/8/2 0E370102@16/4/3 0E380003@20/4/4 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x6D7,
        [40, 40, 40, 42],
        "001A001F@36/4/8 0E300102@16/4/4 0E310102@12/4/3 0E330014@28/8/7 0E340102@24/4/6 \
         0E380003@20/4/5 0E3E0102@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (0x6F8, [24, 24, 24, 25], "0E330014@16/8/3 30070040@8/8/2 67F20003@0/4/0 67F30003@4/4/1"),
];

/// Contents template of an ANSI file by current Outlook: without the conversation id.
const ANSI_CONTENTS: ([u16; 4], &str) = (
    [116, 116, 118, 122],
    "00170003@20/4/5 001A001F@12/4/3 00360003@60/4/15 0037001F@28/4/7 00390040@40/8/9 \
     0042001F@24/4/6 0057000B@116/1/13 0058000B@117/1/14 0070001F@68/4/17 00710102@72/4/18 \
     0E03001F@56/4/12 0E04001F@52/4/11 0E060040@32/8/8 0E070003@16/4/4 0E080003@48/4/10 \
     0E170003@8/4/2 0E300102@88/4/21 0E330014@92/8/22 0E340102@100/4/23 0E380003@112/4/26 \
     0E3C0102@108/4/25 0E3D0102@104/4/24 10970003@64/4/16 30080040@80/8/20 65C60003@76/4/19 \
     67F20003@0/4/0 67F30003@4/4/1",
);

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
    for (nid, ends, description) in TEMPLATES {
        maker.template(Nid(nid), ends, description)?;
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

fn raise(w: &mut Writer, kind: NidType, index: u32) {
    if let Some(last) = w.header.rgnid.get_mut(usize::from(kind.0)) {
        *last = index.max(*last);
    }
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
            (PASSWORD, PropValue::I32(0)),
        ];
        self.props(Nid::STORE, Nid(0), &props)
    }

    fn names(&mut self) -> Result<()> {
        let names = NamedProps::new()?;
        let mut props = vec![names.bucket_count()];
        props.extend(names.changes());
        self.props(Nid::NAMES, Nid(0), &props)
    }

    fn template(&mut self, nid: Nid, ends: [u16; 4], description: &str) -> Result<()> {
        let ansi = self.w.view.format.kind == FileFormat::Ansi;
        let (ends, description) = match ansi && nid == Nid::CONTENTS_TEMPLATE {
            true => ANSI_CONTENTS,
            false => (ends, description),
        };
        let mut columns = columns(description);
        if ansi {
            columns.iter_mut().for_each(|column| column.tag = narrow_tag(column.tag));
        }
        let [long, short, bytes, row] = ends;
        let mut table =
            TableEdit::new(&self.w.view, columns, [long, short, bytes], usize::from(row))?;
        if nid == Nid::RECEIVE_FOLDERS {
            // The default message class: an empty text that is there.
            let version = self.w.next_row_version();
            table.set_row(self.w, 1, version, &mut |column: &Column| {
                Ok(Cell::Set(if column.id() == CLASS {
                    Vec::new()
                } else {
                    Nid::ROOT_FOLDER.0.to_le_bytes().to_vec()
                }))
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
            table.set_row(self.w, child.0, version, &mut |column: &Column| {
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

/// Text columns of an ANSI file are PtypString8.
fn narrow_tag(tag: u32) -> u32 {
    if tag & 0xFFFF == 0x001F { tag & !1 } else { tag }
}

fn folder_props(name: &str, class: &str, subfolders: bool) -> Vec<(u16, PropValue)> {
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
fn share_tables(w: &mut Writer, folder: Nid) -> Result<()> {
    for (template, kind) in [
        (Nid::HIERARCHY_TEMPLATE, NidType::HIERARCHY),
        (Nid::CONTENTS_TEMPLATE, NidType::CONTENTS),
        (Nid::ASSOCIATED_TEMPLATE, NidType::ASSOCIATED_CONTENTS),
    ] {
        share_table(w, template, folder.sibling(kind))?;
    }
    Ok(())
}

fn share_table(w: &mut Writer, template: Nid, nid: Nid) -> Result<()> {
    let node = w.view.node(template)?;
    let mut data = node.data;
    // References are counted in 16 bits: long before they end a new copy begins to be shared.
    if !data.is_none() && w.view.block_entry(data)?.refs > 60_000 {
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
        let above = self.writer.view.node(parent)?;
        let index = self.next_folder_index()?;
        let nid = Nid::new(index, NidType::FOLDER);
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
        if props.number(SUBFOLDERS).is_none_or(|there| there & 0xFF == 0) {
            let there = PropValue::Bool(true);
            self.patch_folder(parent, &Patch::new().set(SUBFOLDERS, there))?;
        }
        Ok(nid)
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

    fn create_item(&mut self, folder: Nid, mut item: NewItem, kind: NidType) -> Result<Nid> {
        self.writer.view.node(folder)?;
        let nid = self.writer.next_nid(kind)?;
        self.fill_in(&mut item.props, nid);
        let edit = self.build_item(&item, 0)?;
        let node = NodeEntry { nid, data: Bid(0), sub: Bid(0), parent: folder };
        self.project(contents_of(&node), nid, &edit, None)?;
        self.count(&node, &edit, 1);
        self.queue(folder, Event::Added { parent: folder, nid });
        self.put_props(node, edit)?;
        Ok(nid)
    }

    fn fill_in(&mut self, props: &mut Props, nid: Nid) {
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
    }

    /// A search key must be unique, not secret: it is made from what is unique in the file.
    fn search_key(&self, nid: Nid) -> Vec<u8> {
        let seed = [nid.0, self.writer.header.unique, self.writer.header.rgnid[0]];
        let seed: Vec<u8> = seed.iter().flat_map(|part| part.to_le_bytes()).collect();
        let part = |salt: u8| crc32(&[&seed[..], &[salt]].concat()).to_le_bytes();
        [nid.0.to_le_bytes(), part(1), part(2), part(3)].concat()
    }
}

/// The columns of a template: the file's own, or the ones of current Outlook where it has none.
pub(crate) fn template_info(view: &View, nid: Nid) -> Result<TableInfo> {
    if let Some(node) = view.find_node(nid)?
        && !node.data.is_none()
        && let Ok(table) = Table::open(view, node.data, node.sub)
    {
        return Ok(TableInfo { index: Hid(0), rows: 0, ..table.info });
    }
    let ansi = view.format.kind == FileFormat::Ansi;
    let found = TEMPLATES.into_iter().find(|(template, _, _)| *template == nid.0);
    let (_, [long, short, bytes, row], description) = found.ok_or(Error::NotFound(nid))?;
    let mut columns = columns(description);
    if ansi {
        columns.iter_mut().for_each(|column| column.tag = narrow_tag(column.tag));
    }
    let (ends, row_size) = ([long, short, bytes], usize::from(row));
    Ok(TableInfo { columns, ends, row_size, index: Hid(0), rows: 0 })
}

//! Folders (\[MS-PST\] 2.4.4): the tree from the root folder down, and their tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::ltp::budget::Budget;
use crate::ltp::pc::PropContext;
use crate::ltp::prop::Props;
use crate::ltp::table::{ROW_VERSION, Table};
use crate::ltp::text::CodePage;
use crate::messaging::store::StoreInfo;
use crate::ndb::ids::{Nid, NidType};
use crate::ndb::view::View;
use crate::{At, Error, Oddity, Result, Warning};

/// PidTagContentCount.
pub(crate) const COUNT: u16 = 0x3602;
/// PidTagContentUnreadCount.
pub(crate) const UNREAD: u16 = 0x3603;
/// PidTagSubfolders.
pub(crate) const SUBFOLDERS: u16 = 0x360A;
/// PidTagContainerClass.
pub(crate) const CONTAINER_CLASS: u16 = 0x3613;
/// PidTagSubject.
pub(crate) const SUBJECT: u16 = 0x0037;
/// PidTagMessageClass.
pub(crate) const CLASS: u16 = 0x001A;
/// PidTagMessageFlags; bit 0 is "read".
pub(crate) const FLAGS: u16 = 0x0E07;
/// PidTagMessageSize.
pub(crate) const SIZE: u16 = 0x0E08;
/// PidTagLastModificationTime.
pub(crate) const MODIFIED: u16 = 0x3008;

/// No real mailbox nests deeper.
const MAX_DEPTH: usize = 200;

/// A folder as the tree shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its node.
    pub nid: Nid,
    /// Its parent's node.
    pub parent: Nid,
    /// `/Kontakte` below the mailbox root, `//Name` outside; "/" in a name as `\/`.
    pub path: String,
    /// Display name.
    pub name: String,
    /// Container class (`IPF.Contact`), empty for none.
    pub class: String,
    /// Below the mailbox root, or the root itself.
    pub visible: bool,
    /// A search folder: it shows items of other folders.
    pub search: bool,
    /// Deleted Items or below.
    pub deleted: bool,
    /// Rows of the contents table that lead to an item; 0 for a search folder.
    pub items: u64,
    /// Of these, not read.
    pub unread: u64,
    /// Associated (hidden) items.
    pub hidden: u64,
    /// What a search folder found.
    pub found: u64,
    /// Levels below the root folder.
    pub depth: usize,
}

/// All folders, depth first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderTree {
    /// The folders, a parent before its children.
    pub folders: Vec<FolderEntry>,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

/// A folder with its properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// Its node.
    pub nid: Nid,
    /// Its parent's node.
    pub parent: Nid,
    /// Display name.
    pub name: String,
    /// Container class.
    pub class: String,
    /// All properties.
    pub props: Props,
    /// What could not be read.
    pub warnings: Vec<Warning>,
}

/// A row of a contents table that leads to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsRow {
    /// The item.
    pub nid: Nid,
    /// PidTagMessageClass.
    pub class: String,
    /// PidTagLtpRowVer: changes with every change of the row.
    pub row_version: u32,
    /// PidTagLastModificationTime where the table has it, in 100 ns since 1601.
    pub modified: Option<i64>,
    /// PidTagMessageFlags.
    pub flags: i32,
    /// PidTagMessageSize in bytes.
    pub size: i32,
}

/// Which of a folder's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contents {
    Items,
    Associated,
}

impl Contents {
    fn table(self) -> NidType {
        match self {
            Self::Items => NidType::CONTENTS,
            Self::Associated => NidType::ASSOCIATED_CONTENTS,
        }
    }

    fn item(self) -> NidType {
        match self {
            Self::Items => NidType::MESSAGE,
            Self::Associated => NidType::ASSOCIATED,
        }
    }
}

impl View {
    /// A folder with its properties.
    pub fn folder(&self, nid: Nid, page: CodePage) -> Result<Folder> {
        let node = self.node(nid)?;
        let mut warnings = Vec::new();
        let context = PropContext::open(self, node.data, node.sub, &mut warnings)?;
        let props = context.all(
            context.code_page(page),
            &mut Budget::new(self.content_room()),
            &mut warnings,
        )?;
        Ok(Folder {
            nid,
            parent: node.parent,
            name: props.text(crate::messaging::store::DISPLAY_NAME).to_owned(),
            class: props.text(CONTAINER_CLASS).to_owned(),
            props,
            warnings,
        })
    }

    /// Visits the rows of a folder's contents table that lead to an item, in their order.
    pub fn contents(
        &self,
        folder: Nid,
        which: Contents,
        page: CodePage,
        visit: &mut dyn FnMut(ContentsRow),
    ) -> Result<Vec<Warning>> {
        let mut warnings = Vec::new();
        let Some(node) = self.find_node(folder.sibling(which.table()))? else {
            return Ok(warnings);
        };
        if node.data.is_none() {
            return Ok(warnings);
        }
        let table = Table::open(self, node.data, node.sub)?;
        let column = |id| table.info.column_of(id).copied();
        let columns = [CLASS, MODIFIED, FLAGS, SIZE].map(column);
        let version = table.info.column(ROW_VERSION).copied();
        let mut dangling = Vec::new();
        table.rows(&mut warnings, &mut |id, row| {
            let nid = Nid(id);
            if nid.kind() != which.item() || self.find_node(nid)?.is_none() {
                dangling.push(Warning { at: At::Node(nid), what: Oddity::DanglingRow });
                return Ok(());
            }
            let cell = |column: Option<crate::ltp::table::Column>| {
                let value = column.map(|column| table.cell(row, &column, page));
                value.and_then(Result::ok).flatten()
            };
            let [class, modified, flags, size] = columns.map(cell);
            visit(ContentsRow {
                nid,
                class: class.and_then(|v| v.as_text().map(str::to_owned)).unwrap_or_default(),
                row_version: cell(version).and_then(|v| v.as_i32()).map_or(0, i32::cast_unsigned),
                modified: modified.and_then(|v| v.as_time()),
                flags: flags.and_then(|v| v.as_i32()).unwrap_or(1),
                size: size.and_then(|v| v.as_i32()).unwrap_or(0),
            });
            Ok(())
        })?;
        warnings.extend(dangling);
        Ok(warnings)
    }

    /// The tree of all folders, from the root folder down. A folder that no hierarchy table
    /// mentions is found by its node; one whose parent is gone hangs below the root.
    pub fn folder_tree(&self, store: &StoreInfo, page: CodePage) -> Result<FolderTree> {
        let children = self.folder_children()?;
        let mut walk = Walk {
            view: self,
            store,
            page,
            children,
            seen: BTreeSet::new(),
            tree: FolderTree::default(),
        };
        walk.visit(Nid::ROOT_FOLDER, Place::root())?;
        let lost: Vec<Nid> = walk.children.values().flatten().copied().collect();
        for nid in lost.into_iter().filter(|nid| *nid != Nid::ROOT_FOLDER) {
            if !walk.seen.contains(&nid) {
                let at = At::Node(nid);
                walk.tree.warnings.push(Warning { at, what: Oddity::CountDiffers });
                walk.visit(nid, Place::root().below(""))?;
            }
        }
        Ok(walk.tree)
    }

    /// Folder nodes by their parent.
    fn folder_children(&self) -> Result<BTreeMap<Nid, Vec<Nid>>> {
        let mut children: BTreeMap<Nid, Vec<Nid>> = BTreeMap::new();
        self.each_node(&mut |node| {
            if node.nid.is_folder() {
                children.entry(node.parent).or_default().push(node.nid);
            }
        })?;
        Ok(children)
    }

    /// Ids of the rows of a folder's hierarchy table, in their order.
    fn hierarchy(&self, folder: Nid) -> Result<Vec<Nid>> {
        match self.find_node(folder.sibling(NidType::HIERARCHY))? {
            Some(node) if !node.data.is_none() => {
                Ok(Table::open(self, node.data, node.sub)?.ids().map(Nid).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn row_count(&self, table: Nid) -> Result<u64> {
        match self.find_node(table)? {
            Some(node) if !node.data.is_none() => {
                Ok(crate::bytes::wide(Table::open(self, node.data, node.sub)?.len()))
            }
            _ => Ok(0),
        }
    }
}

/// Where in the tree a folder hangs.
#[derive(Debug, Clone)]
struct Place {
    path: String,
    depth: usize,
    visible: bool,
    deleted: bool,
}

impl Place {
    fn root() -> Self {
        Self { path: "//".to_owned(), depth: 0, visible: false, deleted: false }
    }

    fn below(&self, name: &str) -> Self {
        let slash = if self.path.ends_with('/') { "" } else { "/" };
        // A name has at most 255 characters; a longer one is a fault and must not make paths grow.
        let name: String = name.chars().take(255).collect();
        let path = format!("{}{slash}{}", self.path, name.replace('/', "\\/"));
        Self { path, depth: self.depth + 1, ..self.clone() }
    }
}

struct Walk<'v> {
    view: &'v View,
    store: &'v StoreInfo,
    page: CodePage,
    children: BTreeMap<Nid, Vec<Nid>>,
    seen: BTreeSet<Nid>,
    tree: FolderTree,
}

impl Walk<'_> {
    fn visit(&mut self, nid: Nid, place: Place) -> Result<()> {
        if !self.seen.insert(nid) || place.depth > MAX_DEPTH {
            return Ok(());
        }
        let folder = match self.view.folder(nid, self.page) {
            Ok(folder) => folder,
            Err(error) => return self.warn(At::Node(nid), error),
        };
        let mut place = if nid == Nid::ROOT_FOLDER { place } else { place.below(&folder.name) };
        let mailbox = self.store.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);
        if nid == mailbox {
            place = Place { path: "/".to_owned(), visible: true, ..place };
        }
        place.deleted |= Some(nid) == self.store.deleted_items;
        self.add(folder, &place);
        for child in self.children_of(nid) {
            self.visit(child, place.clone())?;
        }
        Ok(())
    }

    /// Children in the order of the hierarchy table, then those it does not mention.
    fn children_of(&mut self, nid: Nid) -> Vec<Nid> {
        let by_node = self.children.get(&nid).cloned().unwrap_or_default();
        let by_table = match self.view.hierarchy(nid) {
            Ok(rows) => rows,
            Err(error) => {
                let at = At::Node(nid.sibling(NidType::HIERARCHY));
                drop(self.warn(at, error));
                Vec::new()
            }
        };
        let known: BTreeSet<Nid> = by_node.iter().copied().collect();
        let (listed, dangling): (Vec<Nid>, Vec<Nid>) =
            by_table.into_iter().partition(|nid| known.contains(nid));
        let warning = |nid| Warning { at: At::Node(nid), what: Oddity::DanglingRow };
        self.tree.warnings.extend(dangling.into_iter().map(warning));
        let listed_set: BTreeSet<Nid> = listed.iter().copied().collect();
        let rest = by_node.into_iter().filter(|nid| !listed_set.contains(nid));
        listed.iter().copied().chain(rest).collect()
    }

    fn add(&mut self, folder: Folder, place: &Place) {
        let nid = folder.nid;
        let search = nid.kind() == NidType::SEARCH_FOLDER;
        let mut entry = FolderEntry {
            nid,
            parent: folder.parent,
            path: place.path.clone(),
            name: folder.name,
            class: folder.class,
            visible: place.visible && !search,
            search,
            deleted: place.deleted,
            items: 0,
            unread: 0,
            hidden: 0,
            found: 0,
            depth: place.depth,
        };
        let counted =
            if search { self.count_found(&mut entry) } else { self.count_items(&mut entry) };
        self.tree.folders.push(entry);
        if let Err(error) = counted {
            drop(self.warn(At::Node(nid), error));
        }
    }

    fn count_items(&mut self, entry: &mut FolderEntry) -> Result<()> {
        let (nid, page) = (entry.nid, self.page);
        let warnings = self.view.contents(nid, Contents::Items, page, &mut |row| {
            entry.items += 1;
            entry.unread += u64::from(row.flags & 1 == 0);
        })?;
        self.tree.warnings.extend(warnings);
        let warnings = self.view.contents(nid, Contents::Associated, page, &mut |_| {
            entry.hidden += 1;
        })?;
        self.tree.warnings.extend(warnings);
        Ok(())
    }

    /// Some search tables have an undocumented form: then nothing is known of what was found.
    fn count_found(&mut self, entry: &mut FolderEntry) -> Result<()> {
        let table = entry.nid.sibling(NidType::SEARCH_CONTENTS);
        entry.found = self.view.row_count(table).unwrap_or(0);
        Ok(())
    }

    /// Damage is named and passed over; anything else ends the walk.
    fn warn(&mut self, at: At, error: Error) -> Result<()> {
        match error {
            Error::Damaged { what, .. } => {
                self.tree.warnings.push(Warning { at, what: Oddity::Unreadable(what) });
                Ok(())
            }
            Error::NotFound(nid) => {
                self.tree.warnings.push(Warning { at: At::Node(nid), what: Oddity::DanglingRow });
                Ok(())
            }
            other => Err(other),
        }
    }
}

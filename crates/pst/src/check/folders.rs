//! Folders (\[MS-PST\] 2.4.4): their tables, what these list, and what is counted.

use crate::bytes::{Bytes, wide};
use crate::check::data::Subs;
use crate::check::props::Pc;
use crate::check::rows::Difference;
use crate::check::table::Table;
use crate::check::{Check, Flaw, Hex, Owner, Try};
use crate::messaging::folder::{COUNT, SUBFOLDERS, UNREAD};
use crate::messaging::store::DISPLAY_NAME;
use crate::{At, Nid, NidType};

/// PidTagMessageFlags in a contents table; bit 0 is "read".
const FLAGS_COLUMN: u32 = 0x0E07_0003;
/// Properties of replication, which rows may have without their object.
const REPLICATION: [u16; 6] = [0x0E30, 0x0E33, 0x0E34, 0x0E38, 0x0E3C, 0x0E3D];

/// The tables of a folder with what they list and what they are made after.
const TABLES: [(NidType, Nid); 3] = [
    (NidType::HIERARCHY, Nid::HIERARCHY_TEMPLATE),
    (NidType::CONTENTS, Nid::CONTENTS_TEMPLATE),
    (NidType::ASSOCIATED_CONTENTS, Nid::ASSOCIATED_TEMPLATE),
];

/// What belongs to which folder: pairs of folder and object, sorted; by table.
type Children = [Vec<(Nid, Nid)>; 3];

/// What was counted in a folder's tables.
#[derive(Default)]
struct Counted {
    items: u64,
    unread: u64,
    folders: bool,
    /// A table could not be read: nothing is held against the counts.
    unknown: [bool; 3],
}

impl Check<'_> {
    pub(super) fn check_folders(&mut self) -> Try<()> {
        let children = self.children();
        let mut templates = [None, None, None];
        for (columns, (_, template)) in templates.iter_mut().zip(TABLES) {
            *columns = self.columns_of(template)?;
        }
        let folders: Vec<Nid> = self
            .nodes
            .iter()
            .map(|node| node.nid)
            .filter(|nid| nid.kind() == NidType::FOLDER)
            .collect();
        self.facts.folders = wide(folders.len());
        self.facts.associated = wide(children[2].len());
        for nid in folders {
            if self.account == 0 {
                break;
            }
            let checked = self.check_folder(nid, &children, &templates);
            self.caught(Owner::node(nid), checked)?;
        }
        self.check_orphans();
        Ok(())
    }

    /// What belongs to which folder by the nodes' parents, which must be there.
    fn children(&mut self) -> Children {
        let mut children = Children::default();
        let nodes = std::mem::take(&mut self.nodes);
        let known = |nid: Nid| nodes.binary_search_by_key(&nid, |node| node.nid).is_ok();
        for node in &nodes {
            let [folders, items, associated] = &mut children;
            let list = match node.nid.kind() {
                NidType::FOLDER | NidType::SEARCH_FOLDER => folders,
                NidType::MESSAGE => items,
                NidType::ASSOCIATED => associated,
                _ => continue,
            };
            let (owner, at, parent) = (Owner::node(node.nid), At::Node(node.nid), node.parent);
            let there = parent.is_folder() && known(parent);
            self.demand(there, owner, at, Flaw::ParentMissing { parent });
            if node.nid == Nid::ROOT_FOLDER {
                let own = parent == node.nid;
                self.demand(own, owner, at, Flaw::RootParent { parent });
            } else {
                list.push((parent, node.nid));
            }
        }
        self.nodes = nodes;
        children.iter_mut().for_each(|list| list.sort_unstable());
        children
    }

    fn check_folder(
        &mut self,
        nid: Nid,
        children: &Children,
        templates: &[Option<Vec<u32>>; 3],
    ) -> Try<()> {
        let owner = Owner::node(nid);
        let mut counted = Counted::default();
        for (i, (kind, _)) in TABLES.into_iter().enumerate() {
            let own = children.get(i).map_or(&[][..], |list| belonging(list, nid));
            let template = templates.get(i).and_then(Option::as_deref);
            let known = self.check_folder_table(nid, kind, own, template, &mut counted)?;
            if let Some(unknown) = counted.unknown.get_mut(i) {
                *unknown = !known;
            }
        }
        let Some((pc, _)) = self.known_pc(nid)? else { return Ok(()) };
        self.check_counts(owner, &pc, &counted);
        Ok(())
    }

    /// One of a folder's tables; answers whether it could be read.
    fn check_folder_table(
        &mut self,
        folder: Nid,
        kind: NidType,
        own: &[(Nid, Nid)],
        template: Option<&[u32]>,
        counted: &mut Counted,
    ) -> Try<bool> {
        let nid = folder.sibling(kind);
        let owner = Owner::node(nid);
        let Some(node) = self.node(nid) else {
            let what = Flaw::FolderTable { table: nid };
            self.note(Some(Owner::node(folder)), At::Node(folder), what);
            return Ok(true);
        };
        let parent = node.parent;
        let loose = parent == Nid(0) || parent == folder;
        self.demand(loose, owner, At::Node(nid), Flaw::TableParent { parent });
        let subs = self.subnodes(owner, node.sub);
        let Some(mut subs) = self.silenced(subs)? else { return Ok(false) };
        let table = self.open_table(owner, node.data, &mut subs, false);
        let Some(mut table) = self.silenced(table)? else { return Ok(false) };
        let lacking = template.unwrap_or_default().iter().find(|tag| !table.has(**tag)).copied();
        if let Some(tag) = lacking {
            let what = Flaw::FolderColumn { column: Hex(tag.into()) };
            self.note(Some(owner), At::Column(tag), what);
        }
        let listed = self.check_listed_rows(owner, (&mut table, &mut subs), counted)?;
        self.check_listing(owner, folder, &listed, own);
        Ok(true)
    }

    /// Every row against what it stands for. Answers what is listed, sorted.
    fn check_listed_rows(
        &mut self,
        owner: Owner,
        (table, subs): (&mut Table, &mut Subs),
        counted: &mut Counted,
    ) -> Try<Vec<Nid>> {
        let mut listed = Vec::with_capacity(table.order.len());
        let kind = owner.nid().kind();
        for i in 0..table.order.len() {
            let row = self.row(table, i);
            let Some((id, row)) = self.silenced(row)?.flatten() else { continue };
            if row.u32_at(0) != Some(id) {
                continue;
            }
            let nid = Nid(id);
            listed.push(nid);
            match kind {
                NidType::HIERARCHY => counted.folders |= nid.kind() == NidType::FOLDER,
                NidType::CONTENTS => {
                    counted.items += 1;
                    let read = table.number(&row, FLAGS_COLUMN).unwrap_or(1) & 1 == 1;
                    counted.unread += u64::from(!read);
                    self.items += u64::from(self.has(nid) && nid.kind() == NidType::MESSAGE);
                }
                _ => {}
            }
            self.check_copy(owner.row(id), (table, subs), &row)?;
        }
        listed.sort_unstable();
        Ok(listed)
    }

    /// A row against the object that it copies.
    fn check_copy(
        &mut self,
        owner: Owner,
        (table, subs): (&mut Table, &mut Subs),
        row: &[u8],
    ) -> Try<()> {
        let nid = Nid(owner.row.unwrap_or(0));
        let Some((mut pc, mut pc_subs)) = self.known_pc(nid)? else { return Ok(()) };
        let compared = self.compare_row(owner, (table, subs), row, (&mut pc, &mut pc_subs));
        let hierarchy = owner.nid().kind() == NidType::HIERARCHY;
        for (tag, difference) in self.silenced(compared)?.unwrap_or_default() {
            let id = u16::try_from(tag >> 16).unwrap_or(0);
            let what = match difference {
                Difference::NoProperty if REPLICATION.contains(&id) => continue,
                // Outlook 2003 leaves the rows of search folders empty.
                Difference::NoCell if nid.kind() == NidType::SEARCH_FOLDER => continue,
                _ if hierarchy => Flaw::HierarchyRow,
                Difference::Value => Flaw::ContentsRow,
                Difference::NoProperty | Difference::NoCell => Flaw::ContentsCell,
            };
            self.note(Some(owner), At::Column(tag), what);
        }
        Ok(())
    }

    /// What a table lists against what belongs to its folder; both are sorted.
    fn check_listing(&mut self, owner: Owner, folder: Nid, listed: &[Nid], own: &[(Nid, Nid)]) {
        let at = At::Node(owner.nid());
        for node in listed.iter().copied() {
            if own.binary_search(&(folder, node)).is_ok() {
                continue;
            }
            let what = match self.node(node) {
                None => Flaw::ListedMissing { node },
                Some(found) => Flaw::ListedForeign { node, parent: found.parent },
            };
            self.note(Some(owner.row(node.0)), at, what);
        }
        for (_, node) in own.iter().copied() {
            if listed.binary_search(&node).is_ok() {
                continue;
            }
            let search = node.kind() == NidType::SEARCH_FOLDER;
            let what = if search { Flaw::UnlistedSearch { node } } else { Flaw::Unlisted { node } };
            self.note(Some(owner), at, what);
        }
    }

    fn check_counts(&mut self, owner: Owner, pc: &Pc, counted: &Counted) {
        for id in [DISPLAY_NAME, UNREAD, SUBFOLDERS] {
            let what = Flaw::FolderProperty { property: Hex(id.into()) };
            self.demand(pc.find(id).is_some(), owner, At::Property(id), what);
        }
        let [_, contents, _] = counted.unknown;
        let found = pc.number(COUNT).map_or(-1, i64::from);
        let what = Flaw::FolderCount { found, expected: counted.items };
        let same = u64::try_from(found).ok() == Some(counted.items);
        self.demand(same, owner, At::Property(COUNT), what);
        if let Some(found) = pc.number(UNREAD) {
            let what = Flaw::FolderUnread { found: found.into(), expected: counted.unread };
            let same = u64::from(found) == counted.unread || contents;
            self.demand(same, owner, At::Property(UNREAD), what);
        }
        if let Some(found) = pc.number(SUBFOLDERS).map(|flag| flag != 0) {
            let what = Flaw::FolderSubfolders { found };
            self.demand(found == counted.folders, owner, At::Property(SUBFOLDERS), what);
        }
    }

    /// Tables whose folder is gone.
    fn check_orphans(&mut self) {
        let orphans: Vec<Nid> = self
            .nodes
            .iter()
            .map(|node| node.nid)
            .filter(|nid| TABLES.iter().any(|(kind, _)| *kind == nid.kind()))
            .filter(|nid| TABLES.iter().all(|(_, template)| template != nid))
            .filter(|nid| {
                let folder = [NidType::FOLDER, NidType::SEARCH_FOLDER];
                !folder.iter().any(|kind| self.has(nid.sibling(*kind)))
            })
            .collect();
        for nid in orphans {
            self.note(Some(Owner::node(nid)), At::Node(nid), Flaw::TableOrphan);
        }
    }
}

/// The part of a sorted list that belongs to a folder.
fn belonging(list: &[(Nid, Nid)], folder: Nid) -> &[(Nid, Nid)] {
    let start = list.partition_point(|(parent, _)| *parent < folder);
    let end = list.partition_point(|(parent, _)| *parent <= folder);
    list.get(start..end).unwrap_or_default()
}

//! Objects, after the trees are in order: what the check finds in them is put right, object by
//! object, until it finds nothing more (\[MS-PST\] 2.4).
//!
//! What must hold: an object without a fault is not touched; one that is written anew keeps its id
//! and everything that can be read of it; a table is made from what belongs to it, never the other
//! way round, save for the name and place of a folder that is gone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::bytes::wide;
use crate::check::Flaw;
use crate::ltp::budget::Budget;
use crate::ltp::edit::PropEdit;
use crate::ltp::pc::PropContext;
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table::Table;
use crate::ltp::table_edit::TableEdit;
use crate::messaging::build::{Contents, NewItem};
use crate::messaging::copy::Copier;
use crate::messaging::create::{folder_props, share_table, share_tables};
use crate::messaging::entry_id::EntryId;
use crate::messaging::folder::{CLASS, CONTAINER_CLASS, COUNT, FLAGS, SIZE, SUBFOLDERS, UNREAD};
use crate::messaging::item::Message;
use crate::messaging::names::{NamedProps, PropName, guid};
use crate::messaging::new_store::remake;
use crate::messaging::patch::{Patch, ROW_ONLY, WriteTxn};
use crate::messaging::reader::{Reader, sealed::Viewed};
use crate::messaging::store::{DISPLAY_NAME, FINDER, PASSWORD, RECORD_KEY, SUBTREE, WASTEBASKET};
use crate::messaging::templates::template_info;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::view::{View, Walked};
use crate::rescue::report::{Fix, Repair, Step};
use crate::rescue::{RepairNames, Uncertain};
use crate::{CheckReport, Error, FileFormat, Pst, Result};

/// A fault may show itself only when another one is gone.
const ROUNDS: usize = 8;
const MOST_ROUNDS: usize = 2000;
/// PidTagSubject.
const SUBJECT: u16 = 0x0037;
/// The mailbox root, Deleted Items and search root of nearly every file.
const USUAL: [(u16, Nid); 3] =
    [(SUBTREE, Nid(0x8022)), (WASTEBASKET, Nid(0x8062)), (FINDER, Nid(0x8042))];

/// The tables of a folder, and their templates.
const TABLES: [(NidType, Nid); 3] = [
    (NidType::HIERARCHY, Nid::HIERARCHY_TEMPLATE),
    (NidType::CONTENTS, Nid::CONTENTS_TEMPLATE),
    (NidType::ASSOCIATED_CONTENTS, Nid::ASSOCIATED_TEMPLATE),
];

/// What is to be done in one round.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    items: BTreeSet<Nid>,
    folders: BTreeSet<Nid>,
    tables: BTreeSet<Nid>,
    counters: BTreeSet<Nid>,
    special: BTreeSet<Nid>,
    unnamed: BTreeSet<u16>,
    names: bool,
    store: bool,
    orphans: bool,
    /// Maps and counters of the file.
    maps: bool,
}

impl Plan {
    fn of(report: &CheckReport) -> Self {
        let mut plan = Self::default();
        for finding in &report.errors {
            match (finding.what, finding.owner) {
                (Flaw::NameMissing { property }, _) => {
                    plan.unnamed.extend(u16::try_from(property.0));
                }
                (Flaw::FolderCount { .. }, Some(owner)) => {
                    plan.tables.insert(owner.node.sibling(NidType::CONTENTS));
                    plan.counters.insert(owner.node);
                }
                (Flaw::FolderTable { table }, _) => {
                    plan.tables.insert(table);
                }
                (Flaw::NodeRequired { node }, _) => plan.object(node),
                (Flaw::ParentMissing { .. }, _) => plan.orphans = true,
                (Flaw::StoreEntryMissing { .. } | Flaw::StoreSubtree, _) => plan.store = true,
                (_, Some(owner)) => plan.object(owner.node),
                _ => plan.maps = true,
            }
        }
        plan
    }

    fn object(&mut self, nid: Nid) {
        let set = match nid.kind() {
            _ if nid == Nid::STORE => {
                self.store = true;
                return;
            }
            _ if nid == Nid::NAMES => {
                self.names = true;
                return;
            }
            NidType::MESSAGE | NidType::ASSOCIATED => &mut self.items,
            NidType::FOLDER | NidType::SEARCH_FOLDER => &mut self.folders,
            NidType::HIERARCHY | NidType::CONTENTS | NidType::ASSOCIATED_CONTENTS
                if nid.index() > 0x40 || nid.sibling(NidType::FOLDER) == Nid::ROOT_FOLDER =>
            {
                &mut self.tables
            }
            _ => &mut self.special,
        };
        set.insert(nid);
    }
}

/// A repair of objects.
pub(super) struct Mend<'r> {
    pst: &'r Pst,
    names: &'r RepairNames,
    steps: Vec<Step>,
    recovered: Option<Nid>,
    /// Tables that were made anew.
    tried: BTreeSet<Nid>,
}

impl<'r> Mend<'r> {
    pub fn new(pst: &'r Pst, names: &'r RepairNames, steps: Vec<Step>) -> Self {
        Self { pst, names, steps, recovered: None, tried: BTreeSet::new() }
    }

    /// Puts right what the check finds.
    pub fn run(mut self, uncertain: &Uncertain) -> Result<Repair> {
        self.foundations()?;
        self.place(uncertain)?;
        self.adopt()?;
        let mistyped = self.mistyped()?;
        let mut check = self.pst.check()?;
        for i in 0..MOST_ROUNDS {
            // Of a rule that is broken too often only some findings are told in a round.
            if i >= ROUNDS && check.left_out == 0 {
                break;
            }
            let mut plan = Plan::of(&check);
            if i == 0 {
                mistyped.iter().for_each(|nid| plan.object(*nid));
            } else if check.errors.is_empty() {
                break;
            }
            if plan == Plan::default() {
                break;
            }
            let before = self.steps.len();
            self.round(plan)?;
            check = self.pst.check()?;
            if self.steps.len() == before {
                break;
            }
        }
        self.steps.dedup();
        Ok(Repair { steps: self.steps, check })
    }

    /// Objects with a doubtful block in which a property that every reader needs is of a type that
    /// it never has.
    fn mistyped(&self) -> Result<Vec<Nid>> {
        let reader = self.pst.read();
        let doubtful = self.steps.iter().filter(|step| step.what == Fix::Doubtful);
        let mut nids = Vec::new();
        for nid in doubtful.filter_map(|step| step.nid) {
            let props = match nid.kind() {
                NidType::FOLDER | NidType::SEARCH_FOLDER => reader.folder(nid).map(|f| f.props),
                _ if is_item(nid) => reader.message(nid).map(|message| message.props),
                _ => continue,
            };
            match props {
                Err(Error::Io(error)) => return Err(error.into()),
                Ok(props) if props.0.iter().any(|(id, value)| is_mistyped(*id, value)) => {
                    nids.push(nid);
                }
                _ => {}
            }
        }
        Ok(nids)
    }

    fn note(&mut self, what: Fix, nid: Nid, count: u64) {
        self.steps.push(Step { what, nid: Some(nid), count });
    }

    /// Store, name map, root folder and templates: without them nothing else can be put right.
    fn foundations(&mut self) -> Result<()> {
        let mut txn = self.pst.write()?;
        if !is_name_map(&txn.writer.view) {
            self.rewrite_names(&mut txn, &BTreeSet::new())?;
        }
        for (_, template) in TABLES {
            let node = txn.writer.view.find_node(template)?;
            let there = node.is_some_and(|node| !node.data.is_none() && txn_table(&txn, &node));
            if !there {
                remake(&mut txn.writer, template)?;
                self.note(Fix::Special, template, 1);
            }
        }
        let root = txn.folder(Nid::ROOT_FOLDER);
        if is_damage(&root) {
            remake(&mut txn.writer, Nid::ROOT_FOLDER)?;
            self.note(Fix::Special, Nid::ROOT_FOLDER, 1);
        }
        for (kind, template) in TABLES {
            let table = Nid::ROOT_FOLDER.sibling(kind);
            if txn.writer.view.find_node(table)?.is_none() {
                share_table(&mut txn.writer, template, table)?;
                self.note(Fix::Table, table, 0);
            }
        }
        txn.commit()?;
        let store = self.pst.read().store();
        let sound = match &store {
            Ok(store) => self.names_folder(store.ipm_subtree)?,
            Err(_) => false,
        };
        if !sound { self.mend_store() } else { Ok(()) }
    }

    fn names_folder(&self, nid: Option<Nid>) -> Result<bool> {
        let reader = self.pst.read();
        Ok(match nid {
            Some(nid) => reader.view().find_node(nid)?.is_some(),
            None => false,
        })
    }

    /// The store keeps what can be read of it; its folders are the usual ones, or those that are
    /// there.
    fn mend_store(&mut self) -> Result<()> {
        let reader = self.pst.read();
        let mut props = match reader.store() {
            Ok(store) => store.props,
            Err(Error::Io(error)) => return Err(error.into()),
            Err(_) => Props::new(),
        };
        drop(reader);
        let mut txn = self.pst.write()?;
        let key = props.get(RECORD_KEY).and_then(PropValue::as_binary);
        let record_key = key.and_then(|key| key.try_into().ok()).unwrap_or(self.names.record_key);
        props.set(RECORD_KEY, PropValue::Binary(record_key.to_vec()));
        if props.get(PASSWORD).is_none() {
            props.set(PASSWORD, PropValue::I32(0));
        }
        let named = |props: &Props, id: u16| {
            let entry = props.get(id).and_then(PropValue::as_binary).and_then(EntryId::parse);
            entry.map(|entry| entry.nid)
        };
        let mut mask = props.i32(0x35DF).unwrap_or(0);
        for ((id, usual), bit) in USUAL.into_iter().zip([0x01, 0x08, 0x80]) {
            let there = |nid: Nid| Ok::<_, Error>(txn.writer.view.find_node(nid)?.is_some());
            let nid = match named(&props, id) {
                Some(nid) if there(nid)? => Some(nid),
                _ if there(usual)? => Some(usual),
                _ if id == SUBTREE => Some(self.top(&mut txn)?),
                _ => None,
            };
            match nid {
                Some(nid) => {
                    let entry = EntryId { record_key, nid }.to_bytes().to_vec();
                    props.set(id, PropValue::Binary(entry));
                    mask |= bit;
                }
                None => {
                    props.0.remove(&id);
                    mask &= !bit;
                }
            }
        }
        // An EntryID of another folder that is not there any more.
        let lost: Vec<u16> = [0x35E1, 0x35E2, 0x35E4, 0x35E5, 0x35E6]
            .into_iter()
            .filter(|id| {
                let nid = named(&props, *id);
                nid.is_some_and(|nid| !matches!(txn.writer.view.find_node(nid), Ok(Some(_))))
            })
            .collect();
        for id in lost {
            props.0.remove(&id);
        }
        props.set(0x35DF, PropValue::I32(mask));
        put(&mut txn, Nid::STORE, Nid(0), &props)?;
        self.note(Fix::Store, Nid::STORE, 1);
        txn.commit()
    }

    /// The mailbox root of a store that does not know it: the folder below the root that most
    /// folders lie in, or a new one.
    fn top(&mut self, txn: &mut WriteTxn<'_>) -> Result<Nid> {
        let nodes = all_nodes(&txn.writer.view)?;
        let folders = nodes.iter().filter(|node| node.nid.kind() == NidType::FOLDER);
        let mut counts: BTreeMap<Nid, usize> = BTreeMap::new();
        for node in folders.clone() {
            *counts.entry(node.parent).or_default() += 1;
        }
        let below =
            folders.filter(|node| node.parent == Nid::ROOT_FOLDER && node.nid != node.parent);
        let most = below.max_by_key(|node| counts.get(&node.nid).copied().unwrap_or(0));
        if let Some(node) = most {
            return Ok(node.nid);
        }
        let nid = txn.next_folder()?;
        let name = self.names.folder.clone();
        self.remake_folder(txn, nid, Nid::ROOT_FOLDER, (&name, ""))?;
        Ok(nid)
    }

    /// Items that the tree did not tell of: the rows of contents tables tell where they lie, and
    /// which those are that were found without an id. Of rows that fit as well the first is for the
    /// first; copies that no row tells of were a false count.
    fn place(&mut self, uncertain: &Uncertain) -> Result<()> {
        if uncertain.found.is_empty() && uncertain.rescued.is_empty() {
            return Ok(());
        }
        let (mut rows, listed) = rows(self.pst)?;
        let mut txn = self.pst.write()?;
        for nid in uncertain.rescued.iter().filter(|nid| is_item(**nid)) {
            let node = txn.writer.view.node(*nid)?;
            if let Some(folder) = listed.get(nid).filter(|folder| **folder != node.parent) {
                txn.writer.set_node(NodeEntry { parent: *folder, ..node })?;
                self.note(Fix::Placed, *nid, 1);
            }
        }
        for nid in uncertain.found.iter().filter(|nid| is_item(**nid)) {
            let Ok(message) = txn.message(*nid) else { continue };
            match rows.take(*nid, &message.props) {
                Some(row) => self.rename(&mut txn, *nid, &row)?,
                None if uncertain.copies.contains(nid) => {
                    txn.writer.remove_node(*nid)?;
                    self.steps.retain(|step| step.nid != Some(*nid));
                }
                None => {}
            }
        }
        txn.commit()
    }

    /// Gives an item the id and the folder that a row tells.
    fn rename(&mut self, txn: &mut WriteTxn<'_>, nid: Nid, row: &Row) -> Result<()> {
        let node = txn.writer.view.node(nid)?;
        txn.writer.set_node(NodeEntry { nid: row.nid, parent: row.folder, ..node })?;
        txn.writer.remove_node(nid)?;
        txn.writer.keep_above(row.nid);
        for step in self.steps.iter_mut().filter(|step| step.nid == Some(nid)) {
            step.nid = Some(row.nid);
        }
        Ok(())
    }

    /// Folders and items whose folder is gone: it is made anew by what a table says of it, or they
    /// go into the one for what was recovered.
    fn adopt(&mut self) -> Result<()> {
        let nodes = all_nodes(self.pst.read().view())?;
        let folders: BTreeSet<Nid> =
            nodes.iter().map(|n| n.nid).filter(|nid| nid.kind() == NidType::FOLDER).collect();
        let children = nodes.iter().filter(|node| {
            let kinds = [NidType::FOLDER, NidType::SEARCH_FOLDER];
            is_item(node.nid) || kinds.contains(&node.nid.kind())
        });
        let mut orphans: BTreeMap<Nid, Vec<NodeEntry>> = BTreeMap::new();
        for node in children.filter(|node| !folders.contains(&node.parent)) {
            orphans.entry(node.parent).or_default().push(*node);
        }
        let circles = circles(&nodes);
        if orphans.is_empty() && circles.is_empty() {
            return Ok(());
        }
        let (listed, (_, rows)) = (listed_folders(self.pst, &orphans)?, rows(self.pst)?);
        let mut txn = self.pst.write()?;
        // What the store names must not come to lie below the folder that lies in it.
        let store = txn.store()?;
        let named = [store.ipm_subtree, store.finder];
        let is_named = |node: &NodeEntry| named.contains(&Some(node.nid));
        let roots = orphans.values().flatten().chain(&circles).filter(|node| is_named(node));
        for node in roots.copied().collect::<Vec<_>>() {
            txn.writer.set_node(NodeEntry { parent: Nid::ROOT_FOLDER, ..node })?;
            self.note(Fix::Placed, node.nid, 1);
        }
        orphans.values_mut().for_each(|nodes| nodes.retain(|node| !is_named(node)));
        // What a folder lists lies in it.
        let lists = |node: &NodeEntry| {
            rows.get(&node.nid).copied().filter(|folder| folders.contains(folder))
        };
        for node in orphans.values().flatten() {
            if let Some(folder) = lists(node).filter(|folder| *folder != node.nid) {
                txn.writer.set_node(NodeEntry { parent: folder, ..*node })?;
                self.note(Fix::Placed, node.nid, 1);
            }
        }
        orphans.values_mut().for_each(|nodes| {
            nodes.retain(|node| lists(node).is_none_or(|folder| folder == node.nid));
        });
        orphans.retain(|_, nodes| !nodes.is_empty());
        let circles: Vec<NodeEntry> = circles.into_iter().filter(|node| !is_named(node)).collect();
        for node in circles {
            let parent = self.recovered(&mut txn)?;
            txn.writer.set_node(NodeEntry { parent, ..node })?;
            self.note(Fix::Recovered, node.nid, 1);
        }
        let lost: Vec<Nid> = orphans.keys().copied().collect();
        let wanted: BTreeSet<Nid> = lost.iter().copied().collect();
        for parent in lost {
            let known = listed.get(&parent);
            if parent.kind() != NidType::FOLDER || parent == Nid(0) {
                let to = self.recovered(&mut txn)?;
                for node in orphans.remove(&parent).unwrap_or_default() {
                    txn.writer.set_node(NodeEntry { parent: to, ..node })?;
                    self.note(Fix::Recovered, node.nid, 1);
                }
                continue;
            }
            let above = match known.map(|(above, ..)| *above) {
                Some(above) if folders.contains(&above) || wanted.contains(&above) => above,
                _ => self.recovered(&mut txn)?,
            };
            let (name, class) = match known {
                Some((_, name, class)) if !name.is_empty() => (name.clone(), class.clone()),
                _ => (format!("{} {parent}", self.names.folder), String::new()),
            };
            self.remake_folder(&mut txn, parent, above, (&name, &class))?;
        }
        txn.commit()
    }

    /// A folder that is gone, with its id; tables that are still there are made anew later.
    fn remake_folder(
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
    fn recovered(&mut self, txn: &mut WriteTxn<'_>) -> Result<Nid> {
        if let Some(nid) = self.recovered {
            return Ok(nid);
        }
        let top = txn.store()?.ipm_subtree.unwrap_or(Nid::ROOT_FOLDER);
        let nid = txn.next_folder()?;
        self.remake_folder(txn, nid, top, (&self.names.recovered, "IPF.Note"))?;
        self.recovered = Some(nid);
        Ok(nid)
    }

    /// One round: from what others need to those who need it.
    fn round(&mut self, mut plan: Plan) -> Result<()> {
        if plan.maps {
            self.pst.renew_maps()?;
            self.steps.push(Step { what: Fix::Maps, nid: None, count: 1 });
        }
        if plan.store {
            self.mend_store()?;
        }
        if plan.orphans {
            self.adopt()?;
        }
        let nodes = all_nodes(self.pst.read().view())?;
        let parents: BTreeMap<Nid, Nid> = nodes.iter().map(|n| (n.nid, n.parent)).collect();
        let snapshot = self.pst.read();
        let mut txn = self.pst.write()?;
        txn.writer.begin()?;
        if plan.names || !plan.unnamed.is_empty() {
            self.rewrite_names(&mut txn, &plan.unnamed)?;
        }
        for nid in &plan.special {
            tolerate(self.rewrite_special(&mut txn, *nid))?;
        }
        for nid in &plan.folders {
            tolerate(self.rewrite_folder(&mut txn, *nid))?;
            plan.counters.insert(*nid);
            if let Some(parent) = parents.get(nid).filter(|parent| *parent != nid) {
                plan.tables.insert(parent.sibling(NidType::HIERARCHY));
            }
        }
        for nid in &plan.items {
            tolerate(self.rewrite_item(&snapshot, &mut txn, *nid))?;
            if let Some(parent) = parents.get(nid) {
                let kind = match nid.kind() {
                    NidType::ASSOCIATED => NidType::ASSOCIATED_CONTENTS,
                    _ => NidType::CONTENTS,
                };
                plan.tables.insert(parent.sibling(kind));
                plan.counters.insert(*parent);
            }
        }
        drop(snapshot);
        txn.commit()?;
        for table in &plan.tables {
            plan.counters.insert(table.sibling(NidType::FOLDER));
        }
        self.rebuild_tables(&plan.tables)?;
        self.set_counters(&plan.counters)
    }

    /// The name map with what can be read of it, and names for properties that have none.
    fn rewrite_names(&mut self, txn: &mut WriteTxn<'_>, unnamed: &BTreeSet<u16>) -> Result<()> {
        let old = NamedProps::salvaged(&txn.writer.view);
        let mut names: BTreeMap<u16, PropName> =
            old.iter().map(|(id, name)| (id, name.clone())).collect();
        let mut given = 0;
        for id in unnamed {
            let name = format!("recovered-{id:04X}");
            let name = PropName::Text { set: guid::PUBLIC_STRINGS, name };
            given += u64::from(names.insert(*id, name).is_none());
        }
        let map = NamedProps::of(names.iter().map(|(id, name)| (*id, name)))?;
        let props: Props = [map.bucket_count()].into_iter().chain(map.changes()).collect();
        put(txn, Nid::NAMES, Nid(0), &props)?;
        self.note(Fix::Names, Nid::NAMES, wide(names.len()));
        if given > 0 {
            self.note(Fix::Named, Nid::NAMES, given);
        }
        // What was read of the map before is out of date.
        txn.names = std::cell::OnceCell::new();
        Ok(())
    }

    /// Special nodes, nodes of search folders, and what nobody knows: empty, or gone.
    fn rewrite_special(&mut self, txn: &mut WriteTxn<'_>, nid: Nid) -> Result<()> {
        let node = NodeEntry { nid, ..NodeEntry::default() };
        if remake(&mut txn.writer, nid)? {
        } else if nid.kind() == NidType::SEARCH_CONTENTS {
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
    fn rewrite_folder(&mut self, txn: &mut WriteTxn<'_>, nid: Nid) -> Result<()> {
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
            if !matches!(value, PropValue::Object { .. }) && !is_mistyped(id, &value) {
                props.set(id, value);
            }
        }
        put(txn, nid, node.parent, &props)?;
        self.note(Fix::Folder, nid, 1);
        Ok(())
    }

    /// An item with everything that can be read of it.
    fn rewrite_item(&mut self, from: &impl Reader, txn: &mut WriteTxn<'_>, nid: Nid) -> Result<()> {
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
        known_types(&mut item, message.nid.kind() == NidType::ASSOCIATED);
        item.props.0.retain(|id, value| !is_mistyped(*id, value));
        if item.props.text(CLASS).is_empty() {
            item.props.set(CLASS, PropValue::Text("IPM.Note".to_owned()));
        }
        txn.fill_in(&mut item.props, message.nid);
        txn.build_item(&item, 0)
    }

    /// Tables of folders from what belongs to them, in one transaction.
    fn rebuild_tables(&mut self, tables: &BTreeSet<Nid>) -> Result<()> {
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
        let mut old = node.and_then(|n| TableEdit::open(&txn.writer.view, n.data, n.sub).ok());
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
                // It is put right in the next round.
                Err(_) => PropEdit::default(),
            };
            txn.project(table, node.nid, &edit, None)?;
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

    /// Counters of folders, and whether there are folders below.
    fn set_counters(&mut self, folders: &BTreeSet<Nid>) -> Result<()> {
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
                && now.2.is_some_and(|there| (there & 0xFF != 0) == below);
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

/// Properties that every reader needs, with their types (\[MS-OXPROPS\]).
const TYPES: [(u16, u16); 15] = [
    (CLASS, 0x001F),
    (SUBJECT, 0x001F),
    (0x0E02, 0x001F),
    (0x0E03, 0x001F),
    (0x0E04, 0x001F),
    (0x0E06, 0x0040),
    (FLAGS, 0x0003),
    (SIZE, 0x0003),
    (DISPLAY_NAME, 0x001F),
    (0x3007, 0x0040),
    (0x3008, 0x0040),
    (COUNT, 0x0003),
    (UNREAD, 0x0003),
    (SUBFOLDERS, 0x000B),
    (CONTAINER_CLASS, 0x001F),
];

fn is_mistyped(id: u16, value: &PropValue) -> bool {
    let wanted = TYPES.iter().find(|(known, _)| *known == id);
    wanted.is_some_and(|(_, wanted)| *wanted != value.prop_type(FileFormat::Unicode))
}

fn is_item(nid: Nid) -> bool {
    matches!(nid.kind(), NidType::MESSAGE | NidType::ASSOCIATED)
}

/// An object that cannot be put right does not keep others from it.
fn tolerate(result: Result<()>) -> Result<()> {
    match result {
        Err(Error::Damaged { .. } | Error::NotFound(_) | Error::TooLarge { .. }) => Ok(()),
        other => other,
    }
}

fn is_damage<T>(result: &Result<T>) -> bool {
    matches!(result, Err(Error::Damaged { .. } | Error::NotFound(_)))
}

/// Whether the name map can be read, and everything in it is of the type that it must be.
fn is_name_map(view: &View) -> bool {
    let node = view.node(Nid::NAMES);
    let context = node.and_then(|n| PropContext::open(view, n.data, n.sub, &mut Vec::new()));
    let typed = context.is_ok_and(|context| {
        context
            .entries
            .iter()
            .all(|entry| matches!((entry.id, entry.prop_type), (1, 3) | (2.., 0x102)))
    });
    typed && NamedProps::read(view).is_ok()
}

fn txn_table(txn: &WriteTxn<'_>, node: &NodeEntry) -> bool {
    own_columns(&txn.writer.view, node).is_some()
}

/// The columns of a table, if rows can be written by them.
fn own_columns(view: &View, node: &NodeEntry) -> Option<crate::ltp::table::TableInfo> {
    let table = Table::open(view, node.data, node.sub).ok()?;
    table.info.is_sound().then_some(table.info)
}

/// Which table lists what.
fn lists(table: NidType, nid: Nid) -> bool {
    match table {
        NidType::HIERARCHY => matches!(nid.kind(), NidType::FOLDER | NidType::SEARCH_FOLDER),
        NidType::CONTENTS => nid.kind() == NidType::MESSAGE,
        _ => nid.kind() == NidType::ASSOCIATED,
    }
}

fn is_unread(view: &View, node: &NodeEntry) -> bool {
    let context = PropContext::open(view, node.data, node.sub, &mut Vec::new());
    let flags = context.ok().and_then(|context| context.find(FLAGS).map(|entry| entry.value));
    flags.is_some_and(|flags| flags & 1 == 0)
}

/// Values of a type that does not exist: their bytes are kept.
fn known_types(item: &mut NewItem, associated: bool) {
    let recipients = item.recipients.iter_mut();
    for value in recipients.chain([&mut item.props]).flat_map(|props| props.0.values_mut()) {
        known_type(value, associated);
    }
    for attachment in &mut item.attachments {
        attachment.props.0.values_mut().for_each(|value| known_type(value, false));
        if let Contents::Message(inner) = &mut attachment.contents {
            known_types(inner, false);
        }
    }
}

/// Server ids have no kind of value of their own; restrictions and actions are those of rules, which
/// are associated items.
fn known_type(value: &mut PropValue, associated: bool) {
    if let PropValue::Other { prop_type, bytes } = value {
        let known = *prop_type == 0x00FB || associated && [0x00FD, 0x00FE].contains(prop_type);
        if !known {
            *value = PropValue::Binary(std::mem::take(bytes));
        }
    }
}

/// An object of properties, made anew.
fn put(txn: &mut WriteTxn<'_>, nid: Nid, parent: Nid, props: &Props) -> Result<()> {
    let mut edit = PropEdit::default();
    let page = txn.page;
    for (id, value) in &props.0 {
        let mut value = value.clone();
        known_type(&mut value, false);
        match edit.set(&mut txn.writer, *id, &value, page) {
            Err(Error::NotRepresentable { .. }) => {}
            set => set?,
        }
    }
    txn.put_props(NodeEntry { nid, data: Bid(0), sub: Bid(0), parent }, edit)
}

/// All nodes as a view has them.
fn all_nodes(view: &View) -> Result<Vec<NodeEntry>> {
    let mut nodes = BTreeMap::new();
    view.walk::<NodeEntry>(view.nbt, &mut |met| {
        if let Walked::Entry(node) = met {
            nodes.insert(u64::from(node.nid.0), node);
        }
        Ok(())
    })?;
    for (key, node) in &view.nodes {
        match node {
            Some(node) => drop(nodes.insert(*key, *node)),
            None => drop(nodes.remove(key)),
        }
    }
    Ok(nodes.into_values().collect())
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

/// Folders that lie in themselves: one of each circle, which is taken out of it.
fn circles(nodes: &[NodeEntry]) -> Vec<NodeEntry> {
    let folders: BTreeMap<Nid, &NodeEntry> = nodes
        .iter()
        .filter(|node| matches!(node.nid.kind(), NidType::FOLDER | NidType::SEARCH_FOLDER))
        .map(|node| (node.nid, node))
        .collect();
    let (mut sound, mut found) = (BTreeSet::from([Nid::ROOT_FOLDER]), Vec::new());
    for nid in folders.keys() {
        let (mut at, mut path) = (*nid, BTreeSet::new());
        while !sound.contains(&at) {
            let Some(node) = folders.get(&at) else { break };
            if !path.insert(at) {
                found.push(**node);
                break;
            }
            at = node.parent;
        }
        sound.extend(path);
    }
    found
}

/// A row of a contents table that leads nowhere.
struct Row {
    nid: Nid,
    folder: Nid,
    props: Props,
}

impl Row {
    /// Whether a row can be that of an item: what both have is the same, and it is enough.
    fn fits(&self, nid: Nid, item: &Props) -> bool {
        const TELLING: [u16; 7] = [CLASS, SUBJECT, 0x0E06, SIZE, 0x3008, 0x0039, 0x0E04];
        if self.nid.kind() != nid.kind() {
            return false;
        }
        let both = TELLING.iter().filter_map(|id| self.props.get(*id).zip(item.get(*id)));
        let (mut same, mut all) = (0, 0);
        for (row, own) in both {
            all += 1;
            same += usize::from(row == own);
        }
        all >= 3 && same == all
    }
}

/// Rows that lead to no node, by the subjects of their items; the first ids first.
#[derive(Default)]
struct Rows(BTreeMap<String, VecDeque<Row>>);

impl Rows {
    /// Takes out the first row that can be that of an item.
    fn take(&mut self, nid: Nid, item: &Props) -> Option<Row> {
        let rows = self.0.get_mut(item.text(SUBJECT))?;
        let at = rows.iter().position(|row| row.fits(nid, item))?;
        rows.remove(at)
    }
}

/// The rows of all contents tables that lead to no node, and the folders that list the others.
fn rows(pst: &Pst) -> Result<(Rows, BTreeMap<Nid, Nid>)> {
    let reader = pst.read();
    let view = reader.view();
    let nodes = all_nodes(view)?;
    let known: BTreeSet<Nid> = nodes.iter().map(|node| node.nid).collect();
    let kinds = TABLES.map(|(kind, _)| kind);
    let (mut rows, mut listed) = (Vec::new(), BTreeMap::new());
    for node in nodes.iter().filter(|node| kinds.contains(&node.nid.kind())) {
        let folder = node.nid.sibling(NidType::FOLDER);
        let Ok(table) = Table::open(view, node.data, node.sub) else { continue };
        let mut budget = Budget::new(view.content_room());
        let read = table.rows(&mut Vec::new(), &mut |id, row| {
            let nid = Nid(id);
            if known.contains(&nid) {
                listed.insert(nid, folder);
            } else if is_item(nid) {
                let page = reader.default_code_page();
                let props = table.props(row, page, &mut budget, &mut Vec::new())?;
                rows.push(Row { nid, folder, props });
            }
            Ok(())
        });
        if let Err(Error::Io(error)) = read {
            return Err(error.into());
        }
    }
    rows.sort_unstable_by_key(|row| row.nid);
    let mut by_subject = Rows::default();
    for row in rows {
        let subject = row.props.text(SUBJECT).to_owned();
        by_subject.0.entry(subject).or_default().push_back(row);
    }
    Ok((by_subject, listed))
}

/// What hierarchy tables say of folders that are gone: where they lay, name and class.
fn listed_folders(
    pst: &Pst,
    wanted: &BTreeMap<Nid, Vec<NodeEntry>>,
) -> Result<BTreeMap<Nid, (Nid, String, String)>> {
    let reader = pst.read();
    let view = reader.view();
    let mut listed = BTreeMap::new();
    for node in all_nodes(view)?.iter().filter(|node| node.nid.kind() == NidType::HIERARCHY) {
        let Ok(table) = Table::open(view, node.data, node.sub) else { continue };
        let mut budget = Budget::new(view.content_room());
        let read = table.rows(&mut Vec::new(), &mut |id, row| {
            if wanted.contains_key(&Nid(id)) {
                let page = reader.default_code_page();
                let props = table.props(row, page, &mut budget, &mut Vec::new())?;
                let name = props.text(DISPLAY_NAME).to_owned();
                let class = props.text(CONTAINER_CLASS).to_owned();
                listed.insert(Nid(id), (node.nid.sibling(NidType::FOLDER), name, class));
            }
            Ok(())
        });
        if let Err(Error::Io(error)) = read {
            return Err(error.into());
        }
    }
    Ok(listed)
}

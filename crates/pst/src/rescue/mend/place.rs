//! Where items and folders belong whose node, or whose folder, is gone: the rows of tables tell it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::ltp::budget::Budget;
use crate::ltp::prop::Props;
use crate::ltp::table::Table;
use crate::messaging::folder::{CLASS, CONTAINER_CLASS, SIZE, SUBJECT};
use crate::messaging::patch::WriteTxn;
use crate::messaging::reader::{Reader, sealed::Viewed};
use crate::messaging::store::DISPLAY_NAME;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Nid, NidType};
use crate::rescue::Uncertain;
use crate::rescue::mend::{Mend, TABLES, all_nodes};
use crate::rescue::report::Fix;
use crate::{Error, Pst, Result};

impl Mend<'_> {
    /// Items that the tree did not tell of: the rows of contents tables tell where they lie, and
    /// which those are that were found without an id. Of rows that fit as well the first is for the
    /// first; copies that no row tells of were a false count.
    pub(super) fn place(&mut self, uncertain: &Uncertain) -> Result<()> {
        if uncertain.found.is_empty() && uncertain.rescued.is_empty() {
            return Ok(());
        }
        let (mut rows, listed) = rows(self.pst)?;
        let mut txn = self.pst.write()?;
        for nid in uncertain.rescued.iter().filter(|nid| nid.is_item()) {
            let node = txn.writer.view.node(*nid)?;
            if let Some(folder) = listed.get(nid).filter(|folder| **folder != node.parent) {
                txn.writer.set_node(NodeEntry { parent: *folder, ..node })?;
                self.note(Fix::Placed, *nid, 1);
            }
        }
        for nid in uncertain.found.iter().filter(|nid| nid.is_item()) {
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
    pub(super) fn adopt(&mut self) -> Result<()> {
        let nodes = all_nodes(self.pst.read().view())?;
        let folders: BTreeSet<Nid> =
            nodes.iter().map(|n| n.nid).filter(|nid| nid.kind() == NidType::FOLDER).collect();
        let children = nodes.iter().filter(|node| node.nid.is_item() || node.nid.is_folder());
        let lost = children.filter(|node| !folders.contains(&node.parent)).copied();
        let (mut lost, mut circles) = (lost.collect::<Vec<_>>(), circles(&nodes));
        if lost.is_empty() && circles.is_empty() {
            return Ok(());
        }
        let wanted: BTreeSet<Nid> = lost.iter().map(|node| node.parent).collect();
        let (told, (_, listed)) = (told_of(self.pst, &wanted)?, rows(self.pst)?);
        let mut txn = self.pst.write()?;
        // What the store names must not come to lie below the folder that lies in it.
        let store = txn.store()?;
        let is_named =
            |node: &mut NodeEntry| [store.ipm_subtree, store.finder].contains(&Some(node.nid));
        let mut named: Vec<NodeEntry> = lost.extract_if(.., is_named).collect();
        named.extend(circles.extract_if(.., is_named));
        for node in named {
            self.lay(&mut txn, node, Nid::ROOT_FOLDER, Fix::Placed)?;
        }
        for node in circles {
            let to = self.recovered(&mut txn)?;
            self.lay(&mut txn, node, to, Fix::Recovered)?;
        }
        // What a folder lists lies in it.
        let mut orphans: BTreeMap<Nid, Vec<NodeEntry>> = BTreeMap::new();
        for node in lost {
            match listed.get(&node.nid) {
                Some(folder) if folders.contains(folder) && *folder != node.nid => {
                    self.lay(&mut txn, node, *folder, Fix::Placed)?;
                }
                _ => orphans.entry(node.parent).or_default().push(node),
            }
        }
        self.adopt_orphans(&mut txn, &orphans, &folders, &told)?;
        txn.commit()
    }

    /// Makes the folders of orphans anew, or lays them into the one for what was recovered.
    fn adopt_orphans(
        &mut self,
        txn: &mut WriteTxn<'_>,
        orphans: &BTreeMap<Nid, Vec<NodeEntry>>,
        folders: &BTreeSet<Nid>,
        told: &BTreeMap<Nid, Told>,
    ) -> Result<()> {
        let there = |nid: &Nid| folders.contains(nid) || orphans.contains_key(nid);
        for (parent, nodes) in orphans {
            if parent.kind() != NidType::FOLDER {
                let to = self.recovered(txn)?;
                for node in nodes {
                    self.lay(txn, *node, to, Fix::Recovered)?;
                }
                continue;
            }
            let told = told.get(parent);
            let above = match told.map(|told| told.above).filter(there) {
                Some(above) => above,
                None => self.recovered(txn)?,
            };
            let name = told.map(|told| told.name.clone()).filter(|name| !name.is_empty());
            let class = told.filter(|_| name.is_some()).map_or("", |told| &told.class);
            let name = name.unwrap_or_else(|| format!("{} {parent}", self.names.folder));
            self.remake_folder(txn, *parent, above, (&name, class))?;
        }
        Ok(())
    }

    /// Lays an item or a folder into a folder.
    fn lay(
        &mut self,
        txn: &mut WriteTxn<'_>,
        node: NodeEntry,
        parent: Nid,
        what: Fix,
    ) -> Result<()> {
        txn.writer.set_node(NodeEntry { parent, ..node })?;
        self.note(what, node.nid, 1);
        Ok(())
    }
}

/// Folders that lie in themselves: one of each circle, which is taken out of it.
fn circles(nodes: &[NodeEntry]) -> Vec<NodeEntry> {
    let folders: BTreeMap<Nid, &NodeEntry> =
        nodes.iter().filter(|node| node.nid.is_folder()).map(|node| (node.nid, node)).collect();
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

/// The rows of all tables that lead to no node, and the folders that list the others.
fn rows(pst: &Pst) -> Result<(Rows, BTreeMap<Nid, Nid>)> {
    let nodes = all_nodes(pst.read().view())?;
    let known: BTreeSet<Nid> = nodes.iter().map(|node| node.nid).collect();
    let (mut rows, mut listed) = (Vec::new(), BTreeMap::new());
    each_row(pst, &TABLES.map(|(kind, _)| kind), &mut |folder, nid, props| {
        if known.contains(&nid) {
            listed.insert(nid, folder);
        } else if nid.is_item() {
            rows.push(Row { nid, folder, props: props()? });
        }
        Ok(())
    })?;
    rows.sort_unstable_by_key(|row| row.nid);
    let mut by_subject = Rows::default();
    for row in rows {
        let subject = row.props.text(SUBJECT).to_owned();
        by_subject.0.entry(subject).or_default().push_back(row);
    }
    Ok((by_subject, listed))
}

/// What a hierarchy table tells of a folder that is gone.
struct Told {
    above: Nid,
    name: String,
    class: String,
}

/// What hierarchy tables tell of folders.
fn told_of(pst: &Pst, wanted: &BTreeSet<Nid>) -> Result<BTreeMap<Nid, Told>> {
    let mut told = BTreeMap::new();
    each_row(pst, &[NidType::HIERARCHY], &mut |folder, nid, props| {
        if wanted.contains(&nid) {
            let props = props()?;
            let (name, class) = (props.text(DISPLAY_NAME), props.text(CONTAINER_CLASS));
            let (name, class) = (name.to_owned(), class.to_owned());
            told.insert(nid, Told { above: folder, name, class });
        }
        Ok(())
    })?;
    Ok(told)
}

/// Reads what a row tells of its object.
type Cells<'c> = &'c mut dyn FnMut() -> Result<Props>;

/// Visits the rows of all tables of some kinds that can be read: the folder of the table, what the
/// row is of, and what it tells of it.
fn each_row(
    pst: &Pst,
    kinds: &[NidType],
    visit: &mut dyn FnMut(Nid, Nid, Cells<'_>) -> Result<()>,
) -> Result<()> {
    let reader = pst.read();
    let view = reader.view();
    let page = reader.default_code_page();
    for node in all_nodes(view)?.iter().filter(|node| kinds.contains(&node.nid.kind())) {
        let Ok(table) = Table::open(view, node.data, node.sub) else { continue };
        let mut budget = Budget::new(view.content_room());
        let read = table.rows(&mut Vec::new(), &mut |id, row| {
            let mut props = || table.props(row, page, &mut budget, &mut Vec::new());
            visit(node.nid.sibling(NidType::FOLDER), Nid(id), &mut props)
        });
        if let Err(Error::Io(error)) = read {
            return Err(error.into());
        }
    }
    Ok(())
}

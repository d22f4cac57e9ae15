//! Objects, after the trees are in order: what the check finds in them is put right, object by
//! object, until it finds nothing more (\[MS-PST\] 2.4).
//!
//! What must hold: an object without a fault is not touched; one that is written anew keeps its id
//! and everything that can be read of it; a table is made from what belongs to it, never the other
//! way round, save for the name and place of a folder that is gone.

mod base;
mod objects;
mod place;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Flaw;
use crate::messaging::reader::{Reader, sealed::Viewed};
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Nid, NidType};
use crate::ndb::view::View;
use crate::rescue::report::{Fix, Repair, Step};
use crate::rescue::values::is_mistyped;
use crate::rescue::{RepairNames, Uncertain};
use crate::{CheckReport, Error, Pst, Result};

/// A fault may show itself only when another one is gone.
const ROUNDS: usize = 8;
const MOST_ROUNDS: usize = 2000;

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
            _ if nid.is_item() => &mut self.items,
            _ if nid.is_folder() => &mut self.folders,
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
        let more = [self.mistyped()?, self.bare_tables()?].concat();
        let mut check = self.pst.check()?;
        for i in 0..MOST_ROUNDS {
            // Of a rule that is broken too often only some findings are told in a round.
            if i >= ROUNDS && check.left_out == 0 {
                break;
            }
            let mut plan = Plan::of(&check);
            if i == 0 {
                more.iter().for_each(|nid| plan.object(*nid));
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
            let props = match nid {
                _ if nid.is_folder() => reader.folder(nid).map(|folder| folder.props),
                _ if nid.is_item() => reader.message(nid).map(|message| message.props),
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

/// All nodes as a view has them, in order.
fn all_nodes(view: &View) -> Result<Vec<NodeEntry>> {
    let mut nodes = Vec::new();
    view.each_node(&mut |node| nodes.push(node))?;
    nodes.sort_unstable_by_key(|node| node.nid);
    Ok(nodes)
}

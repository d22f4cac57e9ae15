//! What everything else in a file stands on: store, name map, root folder and templates.

use std::collections::{BTreeMap, BTreeSet};

use crate::bytes::wide;
use crate::ltp::pc::PropContext;
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table::Table;
use crate::messaging::create::share_table;
use crate::messaging::entry_id::EntryId;
use crate::messaging::names::{NamedProps, PropName};
use crate::messaging::new_store::remake;
use crate::messaging::patch::WriteTxn;
use crate::messaging::reader::{Reader, sealed::Viewed};
use crate::messaging::store::{FINDER, PASSWORD, RECORD_KEY, SUBTREE, WASTEBASKET};
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Nid, NidType};
use crate::ndb::view::View;
use crate::rescue::mend::objects::put;
use crate::rescue::mend::{Mend, TABLES, all_nodes, is_damage};
use crate::rescue::report::Fix;
use crate::rescue::values::recovered_name;
use crate::{Error, Result};

/// The mailbox root, Deleted Items and search root of nearly every file.
const USUAL: [(u16, Nid); 3] =
    [(SUBTREE, Nid(0x8022)), (WASTEBASKET, Nid(0x8062)), (FINDER, Nid(0x8042))];

impl Mend<'_> {
    /// Store, name map, root folder and templates: without them nothing else can be put right.
    pub(super) fn foundations(&mut self) -> Result<()> {
        let mut txn = self.pst.write()?;
        if !is_name_map(&txn.writer.view) {
            self.rewrite_names(&mut txn, &BTreeSet::new())?;
        }
        for (_, template) in TABLES {
            let node = txn.writer.view.find_node(template)?;
            let view = &txn.writer.view;
            let there = node.filter(|node| !node.data.is_none());
            if !there.is_some_and(|node| is_template(view, &node)) {
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
            Some(nid) => nid.is_folder() && reader.view().find_node(nid)?.is_some(),
            None => false,
        })
    }

    /// The store keeps what can be read of it; its folders are the usual ones, or those that are
    /// there.
    pub(super) fn mend_store(&mut self) -> Result<()> {
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
            let there = |nid: Nid| {
                Ok::<_, Error>(nid.is_folder() && txn.writer.view.find_node(nid)?.is_some())
            };
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

    /// The name map with what can be read of it, and names for properties that have none.
    pub(super) fn rewrite_names(
        &mut self,
        txn: &mut WriteTxn<'_>,
        unnamed: &BTreeSet<u16>,
    ) -> Result<()> {
        let old = NamedProps::salvaged(&txn.writer.view);
        let mut names: BTreeMap<u16, PropName> =
            old.iter().map(|(id, name)| (id, name.clone())).collect();
        let mut given = 0;
        for id in unnamed {
            given += u64::from(names.insert(*id, recovered_name(*id)).is_none());
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
}

/// Whether tables can be made by a template: it has no rows of its own.
fn is_template(view: &View, node: &NodeEntry) -> bool {
    let table = Table::open(view, node.data, node.sub);
    table.is_ok_and(|table| table.info.is_sound(view.format) && table.ids().next().is_none())
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

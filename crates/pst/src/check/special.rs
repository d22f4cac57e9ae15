//! Special nodes (\[MS-PST\] 2.4.1): which there must be, and what they must hold.

use crate::bytes::{Bytes, index, wide};
use crate::check::heap::Heap;
use crate::check::{Check, Flaw, Hex, Owner, Try};
use crate::format::FileFormat;
use crate::ltp::heap::{Hid, SIGNATURE, TABLE};
use crate::{At, Nid, NidType};

/// Without these no reader gets anywhere.
const REQUIRED: [Nid; 3] = [Nid::STORE, Nid::NAMES, Nid::ROOT_FOLDER];
/// In every file that Outlook wrote.
const SPECIAL: [Nid; 11] = [
    Nid(0x12D),
    Nid(0x12E),
    Nid(0x12F),
    Nid::SEARCH_QUEUE,
    Nid::SEARCH_ACTIVITY,
    Nid::HIERARCHY_TEMPLATE,
    Nid::CONTENTS_TEMPLATE,
    Nid::ASSOCIATED_TEMPLATE,
    Nid::SEARCH_TEMPLATE,
    Nid::ATTACHMENTS,
    Nid::RECIPIENTS,
];
/// What repair tools add to files of Outlook 2007 and later.
const EXPECTED: [Nid; 8] = [
    Nid::RECEIVE_FOLDERS,
    Nid::OUTGOING,
    Nid(0x6B6),
    Nid(0x6D7),
    Nid(0x6F8),
    ID_MAP,
    Nid(0xEC1),
    Nid::SEARCH_DOMAIN,
];
/// The map of replication ids.
const ID_MAP: Nid = Nid(0xC01);
/// Its client signature.
const ID_MAP_HEAP: u8 = 0x9C;
/// The message index.
const MESSAGE_INDEX: Nid = Nid(0xE01);
/// Its client signature.
const MESSAGE_INDEX_HEAP: u8 = 0xCC;
/// Columns that repair tools ask for, by template. In ANSI files text has another type.
const COLUMNS: [(Nid, u32); 24] = [
    (Nid::HIERARCHY_TEMPLATE, 0x0E30_0102),
    (Nid::CONTENTS_TEMPLATE, 0x0E30_0102),
    (Nid::CONTENTS_TEMPLATE, 0x3013_0102),
    (Nid::ASSOCIATED_TEMPLATE, 0x682F_001F),
    (Nid::SEARCH_TEMPLATE, 0x0058_000B),
    (Nid::SEARCH_TEMPLATE, 0x0E05_001F),
    (Nid::SEARCH_TEMPLATE, 0x0E2A_000B),
    (Nid::SEARCH_TEMPLATE, 0x67F1_0003),
    (Nid::RECEIVE_FOLDERS, FOLDER_COLUMN),
    (Nid::OUTGOING, 0x0039_0040),
    (Nid::OUTGOING, 0x0E10_0003),
    (Nid::OUTGOING, 0x0E14_0003),
    (Nid(0x6B6), 0x0E33_0014),
    (Nid(0x6B6), 0x0E37_0102),
    (Nid(0x6B6), 0x0E38_0003),
    (Nid(0x6D7), 0x001A_001F),
    (Nid(0x6D7), 0x0E30_0102),
    (Nid(0x6D7), 0x0E31_0102),
    (Nid(0x6D7), 0x0E33_0014),
    (Nid(0x6D7), 0x0E34_0102),
    (Nid(0x6D7), 0x0E38_0003),
    (Nid(0x6D7), 0x0E3E_0102),
    (Nid(0x6F8), 0x0E33_0014),
    (Nid(0x6F8), 0x3007_0040),
];
/// A search folder that Outlook keeps without a queue and without listing it.
const SEARCH_WITHOUT_QUEUE: Nid = Nid(0x723);
/// The folder that a message class is delivered to.
const FOLDER_COLUMN: u32 = 0x6605_0003;
/// Bytes of an entry of a search queue (SUD, 2.4.8.4.1).
const QUEUE_ENTRY: u64 = 20;

impl Check<'_> {
    pub(super) fn check_special(&mut self) -> Try<()> {
        self.check_presence();
        self.check_ids();
        if self.modern() {
            self.check_forms()?;
            self.check_templates()?;
            self.check_receive_folders()?;
            self.check_id_map()?;
            self.check_message_index()?;
        }
        self.check_search_folders()?;
        self.check_store()?;
        self.check_names()
    }

    fn check_presence(&mut self) {
        let lacking = |list: &[Nid]| -> Vec<Nid> {
            list.iter().copied().filter(|nid| !self.has(*nid)).collect()
        };
        let (required, special) = (lacking(&REQUIRED), lacking(&SPECIAL));
        let expected = if self.modern() { lacking(&EXPECTED) } else { Vec::new() };
        for node in required {
            self.note(None, At::Node(node), Flaw::NodeRequired { node });
        }
        for node in special {
            self.note(None, At::Node(node), Flaw::NodeSpecial { node });
        }
        for node in expected {
            self.note(None, At::Node(node), Flaw::NodeExpected { node });
        }
    }

    /// Low indexes and no parent are what tells special nodes from others.
    fn check_ids(&mut self) {
        let nodes = std::mem::take(&mut self.nodes);
        for entry in &nodes {
            let (node, parent, at) = (entry.nid, entry.parent, At::Node(entry.nid));
            let owner = Owner::node(node);
            match node.kind() {
                NidType::FOLDER | NidType::MESSAGE | NidType::ASSOCIATED => {
                    let high = node.index() >= 0x400 || node == Nid::ROOT_FOLDER;
                    self.demand(high, owner, at, Flaw::NodeIndex { node });
                }
                NidType::INTERNAL | NidType::SEARCH_UPDATES | NidType::SEARCH_CRITERIA => {
                    self.demand(parent == Nid(0), owner, at, Flaw::NodeParent { parent });
                }
                _ => {}
            }
        }
        self.nodes = nodes;
    }

    /// Queues and lists are arrays, and not the tables that some writers put there.
    fn check_forms(&mut self) -> Try<()> {
        let arrays = [
            (Nid::SEARCH_DOMAIN, 4),
            (Nid::SEARCH_ACTIVITY, 4),
            (Nid::SEARCH_QUEUE, QUEUE_ENTRY),
            (Nid(0xEC1), QUEUE_ENTRY),
        ];
        for (nid, entry) in arrays {
            let Some(node) = self.node(nid).filter(|node| !node.data.is_none()) else { continue };
            let owner = Owner::node(nid);
            let bytes = self.tree_bytes(owner, node.data);
            let Some(bytes) = self.silenced(bytes)? else { continue };
            let heap = (bytes.u8_at(2), bytes.u8_at(3)) == (Some(SIGNATURE), Some(TABLE));
            let size = wide(bytes.len());
            let sound = size.is_multiple_of(entry) && !heap;
            self.demand(sound, owner, At::Node(nid), Flaw::NodeForm { size });
        }
        for nid in [Nid(0x6B6), Nid(0x6D7), Nid(0x6F8)] {
            let Some(node) = self.node(nid) else { continue };
            let owner = Owner::node(nid);
            let heap = self.heap(owner, node.data, false);
            let client = self.silenced(heap)?.map(|heap| heap.client);
            let size = wide(usize::from(client.is_some()));
            let sound = client == Some(TABLE);
            self.demand(sound, owner, At::Node(nid), Flaw::NodeForm { size });
        }
        Ok(())
    }

    /// The tags of a table's columns; `None` if it cannot be read or is not there.
    pub(super) fn columns_of(&mut self, nid: Nid) -> Try<Option<Vec<u32>>> {
        let Some(node) = self.node(nid).filter(|node| !node.data.is_none()) else {
            return Ok(None);
        };
        let owner = Owner::node(nid);
        let subs = self.subnodes(owner, node.sub);
        let Some(mut subs) = self.silenced(subs)? else { return Ok(None) };
        let table = self.open_table(owner, node.data, &mut subs, false);
        let columns = self.silenced(table)?.map(|table| table.info.columns);
        Ok(columns.map(|columns| columns.iter().map(|column| column.tag).collect()))
    }

    fn check_templates(&mut self) -> Try<()> {
        let ansi = self.format.kind == FileFormat::Ansi;
        let mut template = (Nid(0), None);
        for (nid, tag) in COLUMNS {
            if template.0 != nid {
                template = (nid, self.columns_of(nid)?);
            }
            let Some(columns) = &template.1 else { continue };
            let wanted = if ansi && tag & 0xFFFF == 0x001F { tag & !1 } else { tag };
            // Outlook makes ANSI files without the conversation id.
            let known = columns.contains(&wanted) || ansi && tag == 0x3013_0102;
            let what = Flaw::TemplateColumn { column: Hex(wanted.into()) };
            self.demand(known, Owner::node(nid), At::Column(wanted), what);
        }
        Ok(())
    }

    /// A row without a message class leads to a folder that is there.
    fn check_receive_folders(&mut self) -> Try<()> {
        let nid = Nid::RECEIVE_FOLDERS;
        let Some(node) = self.node(nid) else { return Ok(()) };
        let owner = Owner::node(nid);
        let subs = self.subnodes(owner, node.sub);
        let Some(mut subs) = self.silenced(subs)? else { return Ok(()) };
        let table = self.open_table(owner, node.data, &mut subs, false);
        let Some(mut table) = self.silenced(table)? else { return Ok(()) };
        let class = table.info.column_of(0x001A).copied();
        let mut found = false;
        for i in 0..table.order.len() {
            let row = self.row(&mut table, i);
            let Some((_, row)) = self.silenced(row)?.flatten() else { continue };
            let Some(class) = class.filter(|class| table.info.exists(&row, class)) else {
                continue;
            };
            let folder = table.number(&row, FOLDER_COLUMN).map(Nid);
            let bytes = self.cell_bytes(owner, (&mut table, &mut subs), &row, &class);
            let default = self.silenced(bytes)?.is_some_and(|class| class.is_empty());
            found |= default && folder.is_some_and(|folder| self.has(folder));
        }
        self.demand(found, owner, At::Node(nid), Flaw::ReceiveFolder);
        Ok(())
    }

    /// The map of replication ids leads to nodes that are there; that of something deleted to 0.
    fn check_id_map(&mut self) -> Try<()> {
        let owner = Owner::node(ID_MAP);
        let Some((_, nodes)) = self.side_tree(ID_MAP, ID_MAP_HEAP, 16)? else { return Ok(()) };
        for node in nodes.into_iter().map(Nid) {
            let there = node == Nid(0) || self.has(node);
            self.demand(there, owner, At::Node(ID_MAP), Flaw::IdMap { node });
        }
        Ok(())
    }

    /// The message index, where there is one, lists every item of every folder.
    fn check_message_index(&mut self) -> Try<()> {
        let owner = Owner::node(MESSAGE_INDEX);
        let Some((mut heap, lists)) = self.side_tree(MESSAGE_INDEX, MESSAGE_INDEX_HEAP, 4)? else {
            return Ok(());
        };
        let mut listed = Vec::new();
        for list in lists {
            let list = self.item(&mut heap, Hid(list));
            let list = self.caught(owner, list)?;
            let nids = list.iter().flat_map(|list| list.chunks_exact(4));
            listed.extend(nids.filter_map(|nid| nid.u32_at(0)).map(Nid));
            // More than the file has room for are lists that are named again and again.
            if listed.len() > index(self.len / 4) {
                break;
            }
        }
        listed.sort_unstable();
        let items = self.nodes.iter().map(|node| node.nid);
        let items: Vec<Nid> = items.filter(|nid| nid.kind() == NidType::MESSAGE).collect();
        for node in items {
            let there = listed.binary_search(&node).is_ok();
            self.demand(there, owner, At::Node(node), Flaw::MessageIndex { node });
        }
        Ok(())
    }

    /// The values of the tree that the root item of an undocumented heap leads to.
    fn side_tree(&mut self, nid: Nid, client: u8, key: usize) -> Try<Option<(Heap, Vec<u32>)>> {
        let Some(node) = self.node(nid) else { return Ok(None) };
        let owner = Owner::node(nid);
        let heap = self.heap(owner, node.data, false);
        let heap = self.silenced(heap)?.filter(|heap| heap.client == client);
        let Some(mut heap) = heap else { return Ok(None) };
        let root = heap.root;
        let root = self.item(&mut heap, root);
        let Some(tree) = self.caught(owner, root)?.and_then(|root| root.u32_at(0)) else {
            return Ok(None);
        };
        let mut values = Vec::new();
        let walked = self.bth(&mut heap, Hid(tree), (key, Some(4)), &mut |record| {
            values.extend(record.u32_at(key));
        });
        self.caught(owner, walked)?;
        Ok(Some((heap, values)))
    }

    /// A search folder has its queue, criteria and contents, and is in the list of active ones.
    fn check_search_folders(&mut self) -> Try<()> {
        let listed = match self.node(Nid::SEARCH_ACTIVITY) {
            Some(node) => {
                let bytes = self.tree_bytes(Owner::node(node.nid), node.data);
                self.silenced(bytes)?.unwrap_or_default()
            }
            None => Vec::new(),
        };
        let listed: Vec<Nid> =
            listed.chunks_exact(4).filter_map(|n| n.u32_at(0)).map(Nid).collect();
        let folders: Vec<Nid> = self
            .nodes
            .iter()
            .map(|node| node.nid)
            .filter(|nid| nid.kind() == NidType::SEARCH_FOLDER && *nid != SEARCH_WITHOUT_QUEUE)
            .collect();
        for nid in folders {
            let (owner, at) = (Owner::node(nid), At::Node(nid));
            for kind in
                [NidType::SEARCH_UPDATES, NidType::SEARCH_CRITERIA, NidType::SEARCH_CONTENTS]
            {
                let node = nid.sibling(kind);
                let there = self.has(node);
                self.demand(there, owner, at, Flaw::SearchNode { node });
            }
            self.demand(listed.contains(&nid), owner, at, Flaw::SearchList);
        }
        Ok(())
    }
}

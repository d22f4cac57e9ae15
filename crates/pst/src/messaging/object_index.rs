//! The message index (node 0xE01) and the map of replication ids (node 0xC01).
//!
//! Neither is in \[MS-PST\]; what is known comes from real files. The index files every message
//! under a hash of its conversation id, in heap items that list node ids: a list longer than a heap
//! item has not been seen, so what does not fit stays unfiled, which readers accept. Entries of
//! deleted messages stay, as Outlook leaves them. The map keeps the record of what was deleted,
//! with node 0. A node of another form is left alone.

use std::collections::BTreeMap;

use crate::bytes::{Bytes, BytesMut};
use crate::ltp::bth::BthHeader;
use crate::ltp::heap::{Hid, ITEM_MAX};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::index_edit::IndexEdit;
use crate::messaging::patch::WriteTxn;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::Nid;
use crate::ndb::view::View;
use crate::{Error, Result};

const MESSAGE_INDEX: Nid = Nid(0xE01);
/// Client signature of its heap.
const MESSAGE_INDEX_HEAP: u8 = 0xCC;
/// Where its root item has the highest message node ever used.
const HIGHEST: usize = 8;

const ID_MAP: Nid = Nid(0xC01);
/// Client signature of its heap.
const ID_MAP_HEAP: u8 = 0x9C;
/// A record of the map: a replication id and a node.
const ID_MAP_RECORD: usize = 20;

/// Under which key the index files a message: its conversation id folded to 16 bits.
fn bucket(conversation: Option<[u8; 16]>) -> u32 {
    let Some(id) = conversation else { return u32::MAX };
    let folded = (0u32..).zip(id).fold(0, |sum, (i, byte)| sum ^ u32::from(byte) << (15 - i));
    0xFFFF_0000 ^ folded
}

impl WriteTxn<'_> {
    /// Files new messages and notes deleted objects, where the file has index and map.
    pub(crate) fn write_object_index(&mut self) -> Result<()> {
        let filed = std::mem::take(&mut self.filed);
        self.change_heap(MESSAGE_INDEX, MESSAGE_INDEX_HEAP, !filed.is_empty(), |heap, view| {
            file_messages(heap, view, &filed)
        })?;
        let mut gone = std::mem::take(&mut self.gone);
        gone.sort_unstable();
        self.change_heap(ID_MAP, ID_MAP_HEAP, !gone.is_empty(), |heap, view| {
            forget(heap, view, &gone)
        })
    }

    /// Changes the heap of an undocumented node. One that is not as expected costs nothing but its
    /// own entries: no message depends on it.
    fn change_heap(
        &mut self,
        nid: Nid,
        client: u8,
        wanted: bool,
        change: impl FnOnce(&mut HeapEdit, &View) -> Result<()>,
    ) -> Result<()> {
        let view = &self.writer.view;
        let Some(node) = view.find_node(nid)?.filter(|node| wanted && !node.data.is_none()) else {
            return Ok(());
        };
        let changed = HeapEdit::open(view, node.data, client)
            .and_then(|mut heap| change(&mut heap, view).map(|()| heap));
        match changed {
            Ok(heap) => {
                let data = heap.write(&mut self.writer)?;
                self.writer.set_node(NodeEntry { data, ..node })
            }
            Err(Error::Damaged { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A message to be filed and its conversation.
pub(crate) type Filed = (Nid, Option<[u8; 16]>);

fn file_messages(heap: &mut HeapEdit, view: &View, filed: &[Filed]) -> Result<()> {
    let root = heap.root;
    let mut head = heap.item(view, root)?;
    let mut index = IndexEdit::open(heap, view, Hid(head.u32_at(0).unwrap_or(0)))?;
    let mut lists: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (nid, conversation) in filed {
        lists.entry(bucket(*conversation)).or_default().extend(nid.0.to_le_bytes());
    }
    for (key, mut added) in lists {
        let old = Hid(index.get(key).unwrap_or(0));
        let mut list = heap.item(view, old)?;
        // One that was brought back under its own id is filed already.
        added = added.chunks_exact(4).filter(|nid| !holds(&list, nid)).flatten().copied().collect();
        added.truncate((ITEM_MAX.saturating_sub(list.len())) / 4 * 4);
        list.extend(added);
        let hid = heap.replace(view, old, list)?;
        index.set(key, hid.0);
    }
    index.write(heap, view)?;
    let highest = filed.iter().map(|(nid, _)| nid.0).chain(head.u32_at(HIGHEST)).max();
    head.put(HIGHEST, &highest.unwrap_or(0).to_le_bytes());
    heap.root = heap.replace(view, root, head)?;
    Ok(())
}

/// Whether a list of ids has one.
fn holds(list: &[u8], nid: &[u8]) -> bool {
    list.chunks_exact(4).any(|own| own == nid)
}

/// The records of deleted objects lead to node 0.
fn forget(heap: &mut HeapEdit, view: &View, gone: &[Nid]) -> Result<()> {
    let root = heap.root;
    let tree = Hid(heap.item(view, root)?.u32_at(0).unwrap_or(0));
    let header = BthHeader::parse(&heap.item(view, tree)?);
    let Some(header) = header.filter(|header| (header.key, header.value) == (16, 4)) else {
        return Ok(());
    };
    for leaf in leaves(heap, view, header)? {
        let mut records = heap.item(view, leaf)?;
        for record in records.chunks_exact_mut(ID_MAP_RECORD) {
            if record.u32_at(16).is_some_and(|nid| gone.binary_search(&Nid(nid)).is_ok()) {
                record.put(16, &[0; 4]);
            }
        }
        if !heap.holds(view, leaf, &records)? {
            heap.replace(view, leaf, records)?;
        }
    }
    Ok(())
}

/// The leaf items of a tree with keys of 16 bytes.
fn leaves(heap: &mut HeapEdit, view: &View, header: BthHeader) -> Result<Vec<Hid>> {
    let mut level = vec![header.root];
    for _ in 0..header.levels {
        let mut below = Vec::new();
        for hid in level {
            let bytes = heap.item(view, hid)?;
            below.extend(bytes.chunks_exact(20).filter_map(|entry| entry.u32_at(16)).map(Hid));
        }
        // A tree does not name an item twice: it cannot have more of them than the file has room.
        if below.len() > crate::bytes::index(view.room / ID_MAP_RECORD as u64) {
            return Ok(Vec::new());
        }
        level = below;
    }
    level.retain(|hid| !hid.is_none());
    Ok(level)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::messaging::conversation::conversation_id;
    use crate::messaging::reader::sealed::Viewed;
    use crate::{Access, MemoryBackend, PropValue, Props, Pst, Reader, check_backend};

    /// Nodes in the message index, with the keys they are filed under.
    fn filed(view: &View) -> BTreeMap<Nid, u32> {
        let mut filed = BTreeMap::new();
        let Ok(node) = view.node(MESSAGE_INDEX) else { return filed };
        let mut heap = HeapEdit::open(view, node.data, MESSAGE_INDEX_HEAP).unwrap();
        let root = heap.root;
        let head = heap.item(view, root).unwrap();
        let index = IndexEdit::open(&mut heap, view, Hid(head.u32_at(0).unwrap())).unwrap();
        for key in index.ids() {
            let list = heap.item(view, Hid(index.get(key).unwrap())).unwrap();
            filed.extend(list.chunks_exact(4).map(|nid| (Nid(nid.u32_at(0).unwrap()), key)));
        }
        filed
    }

    /// Nodes that the map of replication ids leads to.
    fn mapped(view: &View) -> Vec<Nid> {
        let Ok(node) = view.node(ID_MAP) else { return Vec::new() };
        let mut heap = HeapEdit::open(view, node.data, ID_MAP_HEAP).unwrap();
        let root = heap.root;
        let tree = Hid(heap.item(view, root).unwrap().u32_at(0).unwrap());
        let header = BthHeader::parse(&heap.item(view, tree).unwrap()).unwrap();
        let leaves = leaves(&mut heap, view, header).unwrap();
        let records = leaves.iter().flat_map(|leaf| heap.item(view, *leaf).unwrap());
        let records: Vec<u8> = records.collect();
        records.chunks_exact(20).map(|record| Nid(record.u32_at(16).unwrap())).collect()
    }

    /// The key that we would file an item under.
    fn key_of(props: &Props) -> u32 {
        let index = props.get(0x0071).and_then(PropValue::as_binary).unwrap_or_default();
        let tracking = props.get(0x3016).and_then(PropValue::as_bool) == Some(true);
        bucket(conversation_id(props.text(0x0070), index, tracking))
    }

    fn files() -> Vec<Vec<u8>> {
        let files = crate::corpus::files().unwrap_or_default();
        files.iter().map(|path| std::fs::read(path).unwrap()).collect()
    }

    fn open(bytes: Vec<u8>, access: Access) -> Option<(Arc<MemoryBackend>, Pst)> {
        let memory = Arc::new(MemoryBackend::new(bytes));
        Pst::open_backend(Box::new(Arc::clone(&memory)), access).ok().map(|pst| (memory, pst))
    }

    /// Findings about index and map; other programs leave messages out.
    fn faults(backend: &MemoryBackend) -> usize {
        let Ok(report) = check_backend(backend) else { return 0 };
        let node = |owner: crate::Owner| [MESSAGE_INDEX, ID_MAP].contains(&owner.node);
        report.findings().filter(|finding| finding.owner.is_some_and(node)).count()
    }

    #[test]
    fn messages_are_filed_where_outlook_files_them() {
        let (mut same, mut other) = (0, 0);
        for (_, pst) in files().into_iter().filter_map(|bytes| open(bytes, Access::Read)) {
            let txn = pst.read();
            for (nid, key) in filed(txn.view()) {
                let Ok(item) = txn.message(nid) else { continue };
                *(if key == key_of(&item.props) { &mut same } else { &mut other }) += 1;
            }
        }
        println!("{same} messages under the same key, {other} under another");
        // Three messages of one file of 2007 have other keys.
        assert!(other <= 3 && (same > 100 || same == 0), "{same}, {other}");
    }

    #[test]
    fn new_messages_are_filed_and_deleted_objects_lead_to_nothing() {
        let (mut index, mut map) = (0, 0);
        for bytes in files().into_iter().filter(|bytes| bytes.len() < 1 << 20) {
            let faulty = faults(&MemoryBackend::new(bytes.clone()));
            let Some((memory, pst)) = open(bytes, Access::Write) else { continue };
            let folders = pst.read().folders().unwrap().folders;
            let Some(top) = pst.read().store().unwrap().ipm_subtree else { continue };
            let before = mapped(pst.read().view());
            let gone = folders
                .iter()
                .find(|f| before.contains(&f.nid) && f.visible && !f.deleted && f.nid != top);
            let mut txn = pst.write().unwrap();
            let text = |text: &str| PropValue::Text(text.into());
            let props = [(0x001A, text("IPM.Note")), (0x0070, text("Angebot"))];
            let made = txn.create_message(top, props.into_iter().collect::<Props>()).unwrap();
            if let Some(gone) = gone {
                txn.delete_folder(gone.nid).unwrap();
                map += 1;
            }
            txn.commit().unwrap();
            let txn = pst.read();
            let left = mapped(txn.view());
            assert_eq!(left.len(), before.len());
            assert!(left.iter().all(|nid| *nid == Nid(0) || txn.exists(*nid).unwrap()));
            if txn.exists(MESSAGE_INDEX).unwrap() {
                let conversation = conversation_id("Angebot", &[], false);
                assert_eq!(filed(txn.view()).get(&made), Some(&bucket(conversation)));
                index += 1;
            }
            drop(txn);
            drop(pst);
            assert!(faults(&memory) <= faulty);
        }
        println!("{index} files with an index, {map} with a map");
        assert!(index == 0 || (index > 20 && map > 0), "{index}, {map}");
    }
}

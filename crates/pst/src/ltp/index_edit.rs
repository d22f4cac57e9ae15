//! Changing the row index of a table: a tree of row ids and row numbers on the table's heap.
//!
//! As long as no row comes or goes, the index is searched where it lies. Only leaf items that change
//! are touched, so that one new row does not rewrite the whole index.

use crate::Result;
use crate::bytes::{index, short};
use crate::ltp::bth::BthHeader;
use crate::ltp::heap::{Hid, ITEM_MAX};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::index_tree::{IndexTree, Records};
use crate::ndb::view::View;

/// The row index of a table that is being changed. As long as no row comes or goes, it is searched
/// where it lies: an index of many rows has many leaves, and a change concerns few of them.
#[derive(Debug)]
pub(crate) struct RowIndex {
    /// As it lay in the file when it was opened.
    stored: IndexTree,
    /// All of it, once it was read whole.
    edit: Option<IndexEdit>,
}

impl RowIndex {
    /// A new index; its header gets an item of the heap.
    pub fn new(heap: &mut HeapEdit, view: &View) -> Result<Self> {
        let edit = IndexEdit::new(heap, view)?;
        Ok(Self { stored: IndexTree::empty(edit.header, edit.width), edit: Some(edit) })
    }

    /// The index whose header is `header`.
    pub fn open(heap: &mut HeapEdit, view: &View, header: Hid) -> Result<Self> {
        Ok(Self { stored: IndexTree::open(heap, view, header)?, edit: None })
    }

    /// Whether it lies in an item of the heap.
    pub fn lies_in(&self, hid: Hid) -> bool {
        self.stored.items.contains(&hid)
    }

    /// The number of a row where it lies, if the keys lead to it; none once it was read whole.
    pub fn find(&self, heap: &mut HeapEdit, view: &View, id: u32) -> Result<Option<u32>> {
        match self.edit {
            Some(_) => Ok(None),
            None => self.stored.find(heap, view, id),
        }
    }

    /// All of it, for rows to come and go.
    pub fn whole(&mut self, heap: &mut HeapEdit, view: &View) -> Result<&mut IndexEdit> {
        let edit = match self.edit.take() {
            Some(edit) => edit,
            None => IndexEdit::read(heap, view, &self.stored)?,
        };
        Ok(self.edit.insert(edit))
    }

    /// Puts the changes on the heap.
    pub fn write(self, heap: &mut HeapEdit, view: &View) -> Result<()> {
        self.edit.map_or(Ok(()), |edit| edit.write(heap, view))
    }
}

/// A tree of row ids and row numbers whose records come and go.
#[derive(Debug)]
pub(crate) struct IndexEdit {
    header: Hid,
    width: usize,
    /// None of them is empty: by its first record a leaf is found.
    leaves: Vec<Leaf>,
    branches: Vec<Hid>,
    /// Items of leaves that are empty now.
    gone: Vec<Hid>,
    /// First keys or ids of leaves changed: the levels above have to be built anew.
    reshaped: bool,
}

#[derive(Debug)]
struct Leaf {
    hid: Hid,
    records: Vec<(u32, u32)>,
    dirty: bool,
}

impl IndexEdit {
    /// A new index; its header gets an item of the heap.
    fn new(heap: &mut HeapEdit, view: &View) -> Result<Self> {
        let width = view.format.row_number;
        let empty = BthHeader { key: 4, value: width, levels: 0, root: Hid(0) };
        let header = heap.put(view, empty.encode())?;
        let (leaves, branches, gone) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { header, width, leaves, branches, gone, reshaped: false })
    }

    /// The index whose header is `header`, in order.
    pub fn open(heap: &mut HeapEdit, view: &View, header: Hid) -> Result<Self> {
        let tree = IndexTree::open(heap, view, header)?;
        let mut edit = Self::read(heap, view, &tree)?;
        if !edit.is_ordered() {
            edit.put_in_order(&[]);
        }
        Ok(edit)
    }

    fn read(heap: &mut HeapEdit, view: &View, tree: &IndexTree) -> Result<Self> {
        let (mut leaves, mut gone) = (Vec::with_capacity(tree.leaves.len()), Vec::new());
        for (_, hid) in &tree.leaves {
            let stored = Records::of(heap.bytes(view, *hid)?, tree.width, *hid)?;
            let records: Vec<_> = (0..stored.len()).filter_map(|at| stored.get(at)).collect();
            match records.is_empty() {
                true => gone.push(*hid),
                false => leaves.push(Leaf { hid: *hid, records, dirty: false }),
            }
        }
        let branches = tree.branches.clone();
        Ok(Self { header: tree.header, width: tree.width, leaves, branches, gone, reshaped: false })
    }

    fn records(&self) -> impl Iterator<Item = (u32, u32)> {
        self.leaves.iter().flat_map(|leaf| leaf.records.iter().copied())
    }

    /// Whether records can be found by their ids.
    pub fn is_ordered(&self) -> bool {
        self.records().is_sorted_by(|one, next| one.0 < next.0)
    }

    /// Puts the records in order. Of several of one id one stays: that which leads to the row,
    /// where one does. `rows` are the ids that the rows have.
    pub fn put_in_order(&mut self, rows: &[u32]) {
        let leads = |(id, number): (u32, u32)| rows.get(place(number)) == Some(&id);
        let mut records: Vec<_> = self.records().collect();
        records.sort_unstable();
        records.dedup_by(|next, one| {
            let same = next.0 == one.0;
            if same && !leads(*one) && leads(*next) {
                *one = *next;
            }
            same
        });
        let mut items = std::mem::take(&mut self.leaves).into_iter().map(|leaf| leaf.hid);
        for records in records.chunks(self.leaf_max()) {
            let (hid, records) = (items.next().unwrap_or(Hid(0)), records.to_vec());
            self.leaves.push(Leaf { hid, records, dirty: true });
        }
        self.gone.extend(items);
        self.reshaped = true;
    }

    /// One past the last of `rows` rows that a record leads to.
    pub fn end(&self, rows: usize) -> usize {
        let ends = self.records().map(|(_, number)| place(number).saturating_add(1));
        ends.filter(|end| *end <= rows).max().unwrap_or(0)
    }

    /// Whether several records lead to one row.
    pub fn leads_twice(&self) -> bool {
        let mut numbers: Vec<u32> = self.records().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        numbers.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// Where the last row goes, to `to` or with the one that is removed, the records that lead to
    /// it go along: whatever id its row has.
    pub fn follow(&mut self, last: u32, to: Option<u32>) {
        let led = self.records().filter(|(_, number)| *number == last);
        for id in led.map(|(id, _)| id).collect::<Vec<_>>() {
            match to {
                Some(to) => self.set(id, to),
                None => drop(self.remove(id)),
            }
        }
    }

    fn leaf_max(&self) -> usize {
        ITEM_MAX / (4 + self.width)
    }

    /// The item of the heap that holds the header.
    pub fn header(&self) -> Hid {
        self.header
    }

    /// The number of a row.
    pub fn get(&self, id: u32) -> Option<u32> {
        let leaf = self.leaves.get(self.leaf_of(id)?)?;
        let at = leaf.records.binary_search_by_key(&id, |record| record.0).ok()?;
        leaf.records.get(at).map(|record| record.1)
    }

    /// Ids of all rows, in order.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.records().map(|(id, _)| id)
    }

    fn leaf_of(&self, id: u32) -> Option<usize> {
        let after = self
            .leaves
            .partition_point(|leaf| leaf.records.first().is_some_and(|(first, _)| *first <= id));
        Some(after.saturating_sub(1)).filter(|_| !self.leaves.is_empty())
    }

    /// Sets the number of a row, new or known.
    pub fn set(&mut self, id: u32, number: u32) {
        let max = self.leaf_max();
        let Some(i) = self.leaf_of(id) else {
            self.leaves.push(Leaf { hid: Hid(0), records: vec![(id, number)], dirty: true });
            self.reshaped = true;
            return;
        };
        let Some(leaf) = self.leaves.get_mut(i) else { return };
        leaf.dirty = true;
        match leaf.records.binary_search_by_key(&id, |record| record.0) {
            Ok(at) => leaf.records.get_mut(at).into_iter().for_each(|record| record.1 = number),
            Err(at) => {
                self.reshaped |= at == 0;
                leaf.records.insert(at, (id, number));
                if leaf.records.len() > max {
                    self.split(i);
                }
            }
        }
    }

    /// A full leaf at the end keeps all but its newest record: indexes grow at their end.
    fn split(&mut self, i: usize) {
        let last = i + 1 == self.leaves.len();
        let Some(leaf) = self.leaves.get_mut(i) else { return };
        let at = if last { leaf.records.len() - 1 } else { leaf.records.len() / 2 };
        let records = leaf.records.split_off(at);
        self.leaves.insert(i + 1, Leaf { hid: Hid(0), records, dirty: true });
        self.reshaped = true;
    }

    /// Forgets a row; says whether there was one.
    pub fn remove(&mut self, id: u32) -> bool {
        let Some(i) = self.leaf_of(id) else { return false };
        let Some(leaf) = self.leaves.get_mut(i) else { return false };
        let Ok(at) = leaf.records.binary_search_by_key(&id, |record| record.0) else {
            return false;
        };
        leaf.records.remove(at);
        leaf.dirty = true;
        self.reshaped |= at == 0;
        if leaf.records.is_empty() {
            self.gone.push(leaf.hid);
            self.leaves.remove(i);
        }
        true
    }

    /// Puts the changes on the heap.
    pub fn write(mut self, heap: &mut HeapEdit, view: &View) -> Result<()> {
        for leaf in self.leaves.iter_mut().filter(|leaf| leaf.dirty) {
            let bytes =
                leaf.records.iter().flat_map(|record| encode(*record, self.width)).collect();
            let hid = heap.replace(view, leaf.hid, bytes)?;
            self.reshaped |= hid != leaf.hid;
            leaf.hid = hid;
        }
        if !self.reshaped {
            return Ok(());
        }
        let gone = self.gone.iter().filter(|hid| !hid.is_none());
        self.branches.iter().chain(gone).try_for_each(|hid| heap.free(view, *hid))?;
        let tree = self.build_branches(heap, view)?;
        // The header keeps its eight bytes and so its place.
        heap.replace(view, self.header, tree.encode())?;
        Ok(())
    }

    fn build_branches(&self, heap: &mut HeapEdit, view: &View) -> Result<BthHeader> {
        let first = |leaf: &Leaf| leaf.records.first().map_or(0, |record| record.0);
        let mut level: Vec<(u32, Hid)> =
            self.leaves.iter().map(|leaf| (first(leaf), leaf.hid)).collect();
        let mut levels = 0;
        while level.len() > 1 {
            let mut above = Vec::new();
            for part in level.chunks(ITEM_MAX / 8) {
                let bytes = part
                    .iter()
                    .flat_map(|(key, hid)| [key.to_le_bytes(), hid.0.to_le_bytes()].concat())
                    .collect();
                let key = part.first().map_or(0, |(key, _)| *key);
                above.push((key, heap.put(view, bytes)?));
            }
            level = above;
            levels += 1;
        }
        let root = level.first().map_or(Hid(0), |(_, hid)| *hid);
        Ok(BthHeader { key: 4, value: self.width, levels, root })
    }
}

/// The place of a row by its number.
pub(crate) fn place(number: u32) -> usize {
    index(u64::from(number))
}

fn encode((id, number): (u32, u32), width: usize) -> Vec<u8> {
    let mut bytes = id.to_le_bytes().to_vec();
    if width == 2 {
        let number = short(place(number));
        bytes.extend_from_slice(&number.to_le_bytes());
    } else {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::BytesMut;
    use crate::ltp::heap::TABLE;
    use crate::messaging::reader::sealed::Viewed;
    use crate::{Error, MemoryBackend, NewStore, Pst};

    /// Row `i` has the id `10 * i`.
    const ROWS: u32 = 2000;

    /// An index of several leaves.
    fn made(view: &View) -> (HeapEdit, Hid) {
        let mut heap = HeapEdit::new(TABLE, view.format.block_max);
        let mut index = RowIndex::new(&mut heap, view).unwrap();
        let edit = index.whole(&mut heap, view).unwrap();
        let header = edit.header();
        (0..ROWS).for_each(|i| edit.set(10 * i, i));
        index.write(&mut heap, view).unwrap();
        (heap, header)
    }

    fn empty() -> Pst {
        let new = NewStore::new("Index", [1; 16], [2; 16]);
        Pst::create_on(Box::new(MemoryBackend::default()), &new).unwrap()
    }

    #[test]
    fn rows_are_found_without_reading_the_index_whole() {
        let pst = empty();
        let txn = pst.read();
        let (mut heap, header) = made(txn.view());
        let index = RowIndex::open(&mut heap, txn.view(), header).unwrap();
        for i in 0..ROWS {
            assert_eq!(index.find(&mut heap, txn.view(), 10 * i).unwrap(), Some(i));
        }
        assert_eq!(index.find(&mut heap, txn.view(), 5).unwrap(), None);
        assert!(index.edit.is_none());
    }

    #[test]
    fn a_row_that_the_keys_do_not_lead_to_is_found_nonetheless() {
        let pst = empty();
        let txn = pst.read();
        let (mut heap, header) = made(txn.view());
        let branch = IndexTree::open(&mut heap, txn.view(), header).unwrap().branches[0];
        let mut keys = heap.item(txn.view(), branch).unwrap();
        keys.put(8, &(ROWS * 5).to_le_bytes());
        heap.replace(txn.view(), branch, keys).unwrap();
        let mut index = RowIndex::open(&mut heap, txn.view(), header).unwrap();
        let edit = index.whole(&mut heap, txn.view()).unwrap();
        for i in 0..ROWS {
            assert_eq!(edit.get(10 * i), Some(i));
        }
    }

    #[test]
    fn records_out_of_order_are_put_in_order() {
        let pst = empty();
        let txn = pst.read();
        let (mut heap, header) = made(txn.view());
        let leaf = IndexTree::open(&mut heap, txn.view(), header).unwrap().leaves[1].1;
        let mut records = heap.item(txn.view(), leaf).unwrap();
        let end = records.len() - 16;
        let (first, last) = (records[..16].to_vec(), records[end..].to_vec());
        records.put(0, &last);
        records.put(end, &first);
        heap.replace(txn.view(), leaf, records).unwrap();
        let edit = IndexEdit::open(&mut heap, txn.view(), header).unwrap();
        for i in 0..ROWS {
            assert_eq!(edit.get(10 * i), Some(i));
        }
        edit.write(&mut heap, txn.view()).unwrap();
        let index = RowIndex::open(&mut heap, txn.view(), header).unwrap();
        for i in 0..ROWS {
            assert_eq!(index.find(&mut heap, txn.view(), 10 * i).unwrap(), Some(i));
        }
    }

    #[test]
    fn of_two_records_of_one_id_that_one_stays_which_leads_to_the_row() {
        let pst = empty();
        let txn = pst.read();
        let (mut heap, header) = made(txn.view());
        let leaf = IndexTree::open(&mut heap, txn.view(), header).unwrap().leaves[0].1;
        let mut records = heap.item(txn.view(), leaf).unwrap();
        // The second record says that the third row is row 1, too.
        records.put(8, &20_u32.to_le_bytes());
        heap.replace(txn.view(), leaf, records).unwrap();
        let mut index = RowIndex::open(&mut heap, txn.view(), header).unwrap();
        let edit = index.whole(&mut heap, txn.view()).unwrap();
        assert!(!edit.is_ordered());
        edit.put_in_order(&(0..ROWS).map(|i| 10 * i).collect::<Vec<_>>());
        assert_eq!([0, 10, 20, 30].map(|id| edit.get(id)), [Some(0), None, Some(2), Some(3)]);
        assert_eq!(edit.ids().count(), 1999);
        assert_eq!([2000, 1000, 0].map(|rows| edit.end(rows)), [2000, 1000, 0]);
    }

    #[test]
    fn an_index_that_names_an_item_twice_is_damaged() {
        let pst = empty();
        let txn = pst.read();
        let (mut heap, header) = made(txn.view());
        let tree = IndexTree::open(&mut heap, txn.view(), header).unwrap();
        let mut keys = heap.item(txn.view(), tree.branches[0]).unwrap();
        keys.put(12, &tree.leaves[0].1.0.to_le_bytes());
        heap.replace(txn.view(), tree.branches[0], keys).unwrap();
        let opened = RowIndex::open(&mut heap, txn.view(), header);
        assert!(matches!(opened, Err(Error::Damaged { .. })), "{opened:?}");
    }
}

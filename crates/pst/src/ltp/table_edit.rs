//! Changing a table (\[MS-PST\] 2.3.4): rows are added, changed and removed block by block.
//!
//! What must hold: the row index and the matrix agree; where they do not, a row is whose id it has;
//! description, index, matrix and cells have items of their own in the heap.

use std::borrow::Cow;

use crate::bytes::{Bytes, BytesMut, long};
use crate::ltp::heap::{Hid, ITEM_MAX, TABLE};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::index_edit::{IndexEdit, RowIndex, place};
use crate::ltp::matrix_edit::Matrix;
use crate::ltp::table::{Column, ROW_ID, ROW_VERSION, TableInfo};
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::{SubEntry, Subnodes};
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// What a cell shall hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'c> {
    /// As it is; nothing in a new row.
    Keep,
    /// Nothing.
    Clear,
    /// A number of up to four bytes.
    Number(u32),
    /// These bytes.
    Set(Cow<'c, [u8]>),
}

/// Says what the cell of a column shall hold.
pub(crate) type Cells<'f, 'c> = &'f mut dyn FnMut(&View, &Column) -> Result<Cell<'c>>;

/// A table that is being changed.
#[derive(Debug)]
pub(crate) struct TableEdit {
    heap: HeapEdit,
    pub info: TableInfo,
    index: RowIndex,
    /// Where the rows end; known once the index was read whole, before one comes or goes.
    end: Option<usize>,
    /// Whether several records of the index lead to one row; known once a row was removed.
    twice: Option<bool>,
    matrix: Matrix,
    subnodes: Subnodes,
}

impl TableEdit {
    /// A new table with these columns: tag, offset, width and bit of each as in the templates.
    pub fn new(view: &View, columns: Vec<Column>, ends: [u16; 3], row_size: usize) -> Result<Self> {
        let mut heap = HeapEdit::new(TABLE, view.format.block_max);
        let mut index = RowIndex::new(&mut heap, view)?;
        let header = index.whole(&mut heap, view)?.header();
        let info = TableInfo { columns, ends, row_size, index: header, rows: 0 };
        heap.root = heap.put(view, info.encode())?;
        let matrix = Matrix::empty(view.format, row_size);
        Ok(Self { heap, info, index, end: Some(0), twice: None, matrix, subnodes: Subnodes::new() })
    }

    /// The table of a node by its data tree and subnode tree.
    pub fn open(view: &View, data: Bid, sub: Bid) -> Result<Self> {
        let mut heap = HeapEdit::open(view, data, TABLE)?;
        let damaged = || Error::damaged(At::Block(data.0), Damage::Table);
        let root = heap.root;
        let info = TableInfo::parse(&heap.item(view, root)?);
        let info = info.filter(|info| info.is_sound(view.format)).ok_or_else(damaged)?;
        let index = RowIndex::open(&mut heap, view, info.index)?;
        let subnodes = view.subnodes(sub)?;
        let matrix = Matrix::open(view, &mut heap, &subnodes, &info)?;
        view.refuse_shared(heap.stored().chain(matrix.stored()))?;
        let table = Self { heap, info, index, end: None, twice: None, matrix, subnodes };
        let (inline, root) = (table.matrix.item(), Some(table.heap.root));
        let shared = [root, inline].iter().flatten().any(|hid| table.index.lies_in(*hid));
        if !shared && inline != root { Ok(table) } else { Err(damaged()) }
    }

    /// Whether the table itself lies in an item of the heap, and no value of a cell.
    fn is_own(&self, hid: Hid) -> bool {
        hid == self.heap.root || self.matrix.item() == Some(hid) || self.index.lies_in(hid)
    }

    /// Whether there is a row of that id.
    pub fn has(&mut self, view: &View, id: u32) -> Result<bool> {
        Ok(self.number(view, id)?.is_some())
    }

    /// The number of the row of that id. Where the keys of the index do not lead to it, all of the
    /// index is looked through; a number that leads to another row is none.
    fn number(&mut self, view: &View, id: u32) -> Result<Option<usize>> {
        if let Some(number) = self.index.find(&mut self.heap, view, id)?
            && self.matrix.id_at(view, place(number))? == Some(id)
        {
            return Ok(Some(place(number)));
        }
        match self.index(view)?.get(id).map(place) {
            Some(number) if self.matrix.id_at(view, number)? == Some(id) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// The index to change; it is read whole for that.
    fn index(&mut self, view: &View) -> Result<&mut IndexEdit> {
        let edit = self.index.whole(&mut self.heap, view)?;
        if self.end.is_none() {
            if !edit.is_ordered() {
                edit.put_in_order(&self.matrix.ids(view)?);
            }
            self.end = Some(edit.end(self.matrix.len(view)?));
        }
        Ok(edit)
    }

    /// Where the rows end; the index is read whole for that.
    fn end(&mut self, view: &View) -> Result<usize> {
        self.index(view)?;
        Ok(self.end.unwrap_or(0))
    }

    /// The bytes of a row.
    pub fn row(&mut self, view: &View, id: u32) -> Result<Option<Vec<u8>>> {
        let number = self.number(view, id)?;
        number.map(|number| self.matrix.row(view, number)).transpose()
    }

    /// Sets a row, new or known. `cell` says what each column other than row id and version holds.
    pub fn set_row(
        &mut self,
        w: &mut Writer,
        id: u32,
        version: u32,
        cell: Cells<'_, '_>,
    ) -> Result<()> {
        let number = self.number(&w.view, id)?;
        let mut row = match number {
            Some(number) => self.matrix.row(&w.view, number)?,
            None => vec![0; self.info.row_size],
        };
        let columns = std::mem::take(&mut self.info.columns);
        let done = columns.iter().try_for_each(|column| {
            let wanted = match column.tag {
                ROW_ID => Cell::Number(id),
                ROW_VERSION => Cell::Number(version),
                _ => cell(&w.view, column)?,
            };
            self.set_cell(w, &mut row, column, wanted)
        });
        self.info.columns = columns;
        done?;
        match number {
            Some(number) => self.matrix.put(&w.view, number, &row),
            None => self.append(&w.view, id, &row),
        }
    }

    fn set_cell(
        &mut self,
        w: &mut Writer,
        row: &mut [u8],
        column: &Column,
        cell: Cell<'_>,
    ) -> Result<()> {
        let there = self.info.exists(row, column);
        let number;
        let value = match &cell {
            Cell::Keep => return Ok(()),
            Cell::Clear if !there => return Ok(()),
            Cell::Clear => None,
            Cell::Number(value) => {
                number = value.to_le_bytes();
                Some(&number[..])
            }
            Cell::Set(bytes) => Some(&**bytes),
        };
        if column.fixed().is_some() {
            fit(row, column, value.unwrap_or_default());
        } else {
            let old = there.then(|| row.u32_at(column.offset)).flatten().unwrap_or(0);
            let hnid = self.set_variable(w, old, value)?;
            row.put(column.offset, &hnid.to_le_bytes());
        }
        let at = usize::from(self.info.ends[2]) + column.bit / 8;
        let bit = 0x80 >> (column.bit % 8);
        if let Some(byte) = row.get_mut(at) {
            *byte = if value.is_some() { *byte | bit } else { *byte & !bit };
        }
        Ok(())
    }

    /// Puts a variable value where the old one was; equal bytes stay untouched.
    fn set_variable(&mut self, w: &mut Writer, old: u32, value: Option<&[u8]>) -> Result<u32> {
        if self.is_own(Hid(old)) {
            return Err(Error::damaged(At::Item(old), Damage::Table));
        }
        if Hid::is_heap(old) {
            match value {
                Some(bytes) if self.heap.holds(&w.view, Hid(old), bytes)? => return Ok(old),
                Some(bytes) if bytes.len() <= ITEM_MAX => {
                    return Ok(self.heap.replace(&w.view, Hid(old), bytes.to_vec())?.0);
                }
                _ => self.heap.free(&w.view, Hid(old))?,
            }
        } else if let Some(entry) = self.subnodes.get(&Nid(old)) {
            if value.is_some_and(|bytes| w.view.tree_bytes(entry.data).is_ok_and(|b| b == bytes)) {
                return Ok(old);
            }
            self.subnodes.remove(&Nid(old));
        }
        match value {
            None => Ok(0),
            Some(bytes) if bytes.len() <= ITEM_MAX => Ok(self.heap.put(&w.view, bytes.to_vec())?.0),
            Some(bytes) => {
                let nid = w.next_nid(NidType::LTP)?;
                let data = w.put_tree(bytes)?;
                self.subnodes.insert(nid, SubEntry { data, sub: Bid(0) });
                Ok(nid.0)
            }
        }
    }

    fn append(&mut self, view: &View, id: u32, row: &[u8]) -> Result<()> {
        let number = self.end(view)?;
        // ANSI files count rows in 16 bits.
        if view.format.row_number == 2 && number >= 0xFFFF {
            return Err(Error::TooLarge { what: "folder" });
        }
        self.matrix.make_room(view, &mut self.heap, &self.subnodes, number)?;
        self.matrix.put(view, number, row)?;
        self.index(view)?.set(id, long(number));
        self.end = Some(number + 1);
        Ok(())
    }

    /// Removes a row; the last one takes its place. Everything is read before anything changes. A
    /// record of the index that leads to another row goes alone.
    pub fn remove_row(&mut self, view: &View, id: u32) -> Result<bool> {
        // Before the row is looked for: of two of one id it shall be the same from here on.
        let last = self.end(view)?.saturating_sub(1);
        let Some(hole) = self.number(view, id)? else { return Ok(self.index(view)?.remove(id)) };
        let row = self.matrix.row(view, hole)?;
        let (items, subnodes) = self.parts_of(view, &row)?;
        let twice = self.leads_twice(view)?;
        let mut listed = true;
        if hole != last {
            let row = self.matrix.row(view, last)?;
            let moved = row.u32_at(0).unwrap_or(0);
            listed = self.number(view, moved)? == Some(last);
            self.matrix.put(view, hole, &row)?;
            if listed {
                self.index(view)?.set(moved, long(hole));
            }
        }
        let index = self.index(view)?;
        index.remove(id);
        if twice || !listed {
            index.follow(long(last), (hole != last).then_some(long(hole)));
        }
        items.into_iter().try_for_each(|item| self.heap.free(view, item))?;
        self.subnodes.retain(|nid, _| !subnodes.contains(nid));
        self.matrix.cut(view, last)?;
        self.end = Some(last);
        Ok(true)
    }

    fn leads_twice(&mut self, view: &View) -> Result<bool> {
        let twice = match self.twice {
            Some(twice) => twice,
            None => self.index(view)?.leads_twice(),
        };
        Ok(*self.twice.insert(twice))
    }

    /// Heap items and subnodes that hold values of a row.
    fn parts_of(&mut self, view: &View, row: &[u8]) -> Result<(Vec<Hid>, Vec<Nid>)> {
        let (mut items, mut subnodes) = (Vec::new(), Vec::new());
        for column in &self.info.columns {
            if column.fixed().is_some() || !self.info.exists(row, column) {
                continue;
            }
            let hnid = row.u32_at(column.offset).unwrap_or(0);
            if self.is_own(Hid(hnid)) {
                return Err(Error::damaged(At::Item(hnid), Damage::Table));
            }
            if Hid::is_heap(hnid) {
                self.heap.item(view, Hid(hnid))?;
                items.push(Hid(hnid));
            } else {
                subnodes.push(Nid(hnid));
            }
        }
        Ok((items, subnodes))
    }

    /// Ids of all rows, in order.
    pub fn ids(&mut self, view: &View) -> Result<Vec<u32>> {
        Ok(self.index(view)?.ids().collect())
    }

    /// The cells of a row in columns of these property ids: tag and bytes.
    pub fn cells(&mut self, view: &View, id: u32, ids: &[u16]) -> Result<Vec<(u32, Vec<u8>)>> {
        let mut cells = Vec::new();
        let Some(row) = self.row(view, id)? else { return Ok(cells) };
        for column in self.info.columns.clone() {
            if !ids.contains(&column.id()) || !self.info.exists(&row, &column) {
                continue;
            }
            let bytes = if column.fixed().is_some() {
                row.part(column.offset, column.width).unwrap_or_default().to_vec()
            } else {
                let hnid = row.u32_at(column.offset).unwrap_or(0);
                match (Hid::is_heap(hnid), self.subnodes.get(&Nid(hnid))) {
                    (true, _) => self.heap.item(view, Hid(hnid))?,
                    (false, Some(entry)) => view.tree_bytes(entry.data)?,
                    (false, None) => continue,
                }
            };
            cells.push((column.tag, bytes));
        }
        Ok(cells)
    }

    /// Adds columns: the cells of all rows move to their new places.
    pub fn widen(&mut self, view: &View, tags: &[u32]) -> Result<()> {
        let old = self.info.clone();
        let mut wide = old.clone();
        wide.widen(tags.iter().copied())?;
        if wide == old {
            return Ok(());
        }
        let end = self.end(view)?;
        let mut rows = Vec::with_capacity(end);
        for number in 0..end {
            rows.push(moved_row(&old, &wide, &self.matrix.row(view, number)?));
        }
        let matrix = Matrix::empty(view.format, wide.row_size);
        let before = std::mem::replace(&mut self.matrix, matrix);
        before.free(view, &mut self.heap, &mut self.subnodes)?;
        for (number, row) in rows.iter().enumerate() {
            self.matrix.make_room(view, &mut self.heap, &self.subnodes, number)?;
            self.matrix.put(view, number, row)?;
        }
        self.info = TableInfo { rows: 0, ..wide };
        self.heap.root = self.heap.replace(view, self.heap.root, self.info.encode())?;
        Ok(())
    }

    /// Writes what changed and answers the table's data tree and subnode tree, to which nothing
    /// refers yet.
    pub fn write(mut self, w: &mut Writer) -> Result<(Bid, Bid)> {
        let rows = self.matrix.write(w, &mut self.heap, &mut self.subnodes, self.end)?;
        self.index.write(&mut self.heap, &w.view)?;
        if rows != self.info.rows {
            self.info.rows = rows;
            self.heap.root = self.heap.replace(&w.view, self.heap.root, self.info.encode())?;
        }
        let data = self.heap.write(w)?;
        Ok((data, w.put_subnodes(&self.subnodes)?))
    }
}

/// A row under another layout.
fn moved_row(old: &TableInfo, new: &TableInfo, row: &[u8]) -> Vec<u8> {
    let mut moved = vec![0; new.row_size];
    for column in &old.columns {
        let Some(target) = new.column(column.tag) else { continue };
        if let Some(bytes) = row.part(column.offset, column.width) {
            moved.put(target.offset, bytes);
        }
        let at = usize::from(new.ends[2]) + target.bit / 8;
        if old.exists(row, column)
            && let Some(byte) = moved.get_mut(at)
        {
            *byte |= 0x80 >> (target.bit % 8);
        }
    }
    moved
}

/// Puts a value into a cell, cut or padded: cells of eight bytes where the type has four occur.
fn fit(row: &mut [u8], column: &Column, value: &[u8]) {
    let Some(place) = row.get_mut(column.offset..column.offset + column.width) else { return };
    let padded = value.iter().copied().chain(std::iter::repeat(0));
    place.iter_mut().zip(padded).for_each(|(byte, value)| *byte = value);
}

/// Columns from their description in the templates: `tag@offset/width/bit`.
pub(crate) fn columns(description: &str) -> Vec<Column> {
    description
        .split_whitespace()
        .filter_map(|word| {
            let (tag, place) = word.split_once('@')?;
            let mut place = place.split('/').map(|number| number.parse::<usize>().ok());
            Some(Column {
                tag: u32::from_str_radix(tag, 16).ok()?,
                offset: place.next()??,
                width: place.next()??,
                bit: place.next()??,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ltp::bth::BthHeader;
    use crate::ndb::btree::NodeEntry;
    use crate::{MemoryBackend, NewStore, Patch, PropValue, Props, Pst, Reader};

    fn note(subject: &str) -> Props {
        let text = |text: &str| PropValue::Text(text.into());
        [(0x001A, text("IPM.Note")), (0x0037, text(subject))].into_iter().collect()
    }

    /// A folder with items whose table was damaged like that.
    fn damaged(
        items: u32,
        damage: impl FnOnce(&mut TableEdit, &View, &[Nid]),
    ) -> (Pst, Nid, Vec<Nid>) {
        let new = NewStore::new("Tabelle", [1; 16], [2; 16]);
        let pst = Pst::create_on(Box::new(MemoryBackend::default()), &new).unwrap();
        let root = pst.read().store().unwrap().ipm_subtree.unwrap();
        let mut txn = pst.write().unwrap();
        let folder = txn.create_folder(root, "Liste", "IPF.Note").unwrap();
        let item = |i| txn.create_message(folder, note(&format!("Nr. {i}"))).unwrap();
        let items: Vec<_> = (0..items).map(item).collect();
        txn.commit().unwrap();
        let mut txn = pst.write().unwrap();
        let w = &mut txn.writer;
        let node = w.view.node(folder.sibling(NidType::CONTENTS)).unwrap();
        let mut table = TableEdit::open(&w.view, node.data, node.sub).unwrap();
        damage(&mut table, &w.view, &items);
        let (data, sub) = table.write(w).unwrap();
        w.set_node(NodeEntry { data, sub, ..node }).unwrap();
        txn.commit().unwrap();
        (pst, folder, items)
    }

    fn listed(pst: &Pst, folder: Nid) -> Vec<Nid> {
        let mut rows = Vec::new();
        pst.read().contents(folder, &mut |row| rows.push(row.nid)).unwrap();
        rows
    }

    #[test]
    fn a_new_row_is_there_in_a_table_whose_index_has_lost_all_others() {
        let (pst, folder, _) = damaged(200, |table, view, _| {
            assert_eq!(table.matrix.item(), None);
            let none = BthHeader { key: 4, value: 4, levels: 0, root: Hid(0) };
            table.heap.replace(view, table.info.index, none.encode()).unwrap();
        });
        let mut txn = pst.write().unwrap();
        let nid = txn.create_message(folder, note("neu")).unwrap();
        txn.commit().unwrap();
        assert_eq!(listed(&pst, folder), [nid]);
    }

    #[test]
    fn a_new_row_takes_no_place_of_another_one_in_a_table_whose_index_has_lost_some() {
        let (pst, folder, items) = damaged(200, |table, view, items| {
            for item in &items[..120] {
                table.index(view).unwrap().remove(item.0);
            }
        });
        let mut txn = pst.write().unwrap();
        let nid = txn.create_message(folder, note("neu")).unwrap();
        txn.delete_message(items[150]).unwrap();
        txn.add_columns(folder, &[0x3A08_001F]).unwrap();
        txn.commit().unwrap();
        let mut rows = listed(&pst, folder);
        rows.sort_unstable();
        assert_eq!(rows, [&items[120..150], &items[151..], &[nid]].concat());
    }

    #[test]
    fn a_record_that_leads_to_the_row_of_another_item_harms_it_in_no_way() {
        let (pst, folder, items) = damaged(200, |table, view, items| {
            table.index(view).unwrap().set(items[3].0, 7);
        });
        let rest = [&items[..3], &items[4..]].concat();
        assert_eq!(listed(&pst, folder), rest);
        let mut txn = pst.write().unwrap();
        let subject = Patch::new().set(0x0037, PropValue::Text("anders".into()));
        txn.patch_message(items[3], &subject).unwrap();
        txn.commit().unwrap();
        assert_eq!(listed(&pst, folder), rest);
        let mut txn = pst.write().unwrap();
        txn.delete_message(items[3]).unwrap();
        txn.commit().unwrap();
        assert_eq!(listed(&pst, folder), rest);
    }

    #[test]
    fn no_record_leads_behind_the_end_when_the_row_goes_that_it_wrongly_led_to() {
        for gone in [50, 199] {
            let (pst, folder, items) = damaged(200, |table, view, items| {
                table.index(view).unwrap().set(items[3].0, 199);
            });
            let mut txn = pst.write().unwrap();
            txn.delete_message(items[gone]).unwrap();
            txn.commit().unwrap();
            let rest: Vec<_> = items.iter().filter(|nid| **nid != items[gone]).copied().collect();
            let mut rows = listed(&pst, folder);
            rows.sort_unstable();
            assert_eq!(rows, [&rest[..3], &rest[4..]].concat());
            let errors = pst.check().unwrap().errors;
            let missing = errors.iter().filter(|error| error.what.id() == "check-row-missing");
            assert_eq!(missing.count(), 0, "{errors:?}");
        }
    }
}

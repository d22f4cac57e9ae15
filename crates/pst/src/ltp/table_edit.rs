//! Changing a table (\[MS-PST\] 2.3.4): rows are added, changed and removed block by block.
//!
//! What must hold: rows are packed and never straddle blocks; every block of the matrix but the
//! last is padded to its full size; the row index and the matrix agree; description, index, matrix
//! and cells have items of their own in the heap.

use std::borrow::Cow;

use crate::bytes::{Bytes, BytesMut, index, long, wide};
use crate::ltp::heap::{Hid, ITEM_MAX, TABLE};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::index_edit::{IndexEdit, RowIndex};
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
    matrix: Matrix,
    subnodes: Subnodes,
}

#[derive(Debug)]
enum Matrix {
    /// In one heap item.
    Inline(Hid, Vec<u8>),
    /// In the data tree of a subnode.
    Blocks(Nid, Vec<MatrixBlock>),
}

#[derive(Debug)]
enum MatrixBlock {
    Stored(Bid),
    Open { bytes: Vec<u8>, stored: Option<Bid> },
}

impl Matrix {
    /// How many rows of that size it holds, whether the index leads to them or not.
    fn rows(&self, view: &View, size: usize) -> Result<usize> {
        let (before, bytes) = match self {
            Self::Inline(_, bytes) => (0, bytes.len()),
            Self::Blocks(_, blocks) => match blocks.split_last() {
                Some((last, before)) => (before.len(), last.len(view)?),
                None => (0, 0),
            },
        };
        Ok(before * per_block(view, size) + bytes.checked_div(size).unwrap_or(0))
    }

    /// The ids that the rows have, in their order; 0 where a block cannot be read.
    fn ids(&self, view: &View, size: usize) -> Result<Vec<u32>> {
        let ids = |bytes: &[u8]| -> Vec<u32> {
            bytes.chunks_exact(size.max(1)).map(|row| row.u32_at(0).unwrap_or(0)).collect()
        };
        let blocks = match self {
            Self::Inline(_, bytes) => return Ok(ids(bytes)),
            Self::Blocks(_, blocks) => blocks,
        };
        let mut all = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            all.resize(i * per_block(view, size), 0);
            all.extend(match block {
                MatrixBlock::Open { bytes, .. } => ids(bytes),
                MatrixBlock::Stored(bid) => match view.block(*bid) {
                    Ok(bytes) => ids(&bytes),
                    Err(Error::Damaged { .. }) => Vec::new(),
                    Err(error) => return Err(error),
                },
            });
        }
        Ok(all)
    }
}

impl TableEdit {
    /// A new table with these columns: tag, offset, width and bit of each as in the templates.
    pub fn new(view: &View, columns: Vec<Column>, ends: [u16; 3], row_size: usize) -> Result<Self> {
        let mut heap = HeapEdit::new(TABLE, view.format.block_max);
        let mut index = RowIndex::new(&mut heap, view)?;
        let header = index.whole(&mut heap, view)?.header();
        let info = TableInfo { columns, ends, row_size, index: header, rows: 0 };
        heap.root = heap.put(view, info.encode())?;
        let matrix = Matrix::Inline(Hid(0), Vec::new());
        Ok(Self { heap, info, index, end: Some(0), matrix, subnodes: Subnodes::new() })
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
        let matrix = if Hid::is_heap(info.rows) {
            let hid = Hid(info.rows);
            Matrix::Inline(hid, heap.item(view, hid)?)
        } else {
            let nid = Nid(info.rows);
            let sub = subnodes.get(&nid).ok_or_else(damaged)?;
            let leaves = view.data_tree(sub.data)?.leaves;
            Matrix::Blocks(nid, leaves.into_iter().map(MatrixBlock::Stored).collect())
        };
        let table = Self { heap, info, index, end: None, matrix, subnodes };
        let (inline, root) = (table.inline(), Some(table.heap.root));
        let shared = [root, inline].iter().flatten().any(|hid| table.index.lies_in(*hid));
        if !shared && inline != root { Ok(table) } else { Err(damaged()) }
    }

    /// The item of the heap that holds the rows.
    fn inline(&self) -> Option<Hid> {
        match self.matrix {
            Matrix::Inline(hid, _) if !hid.is_none() => Some(hid),
            _ => None,
        }
    }

    /// Whether the table itself lies in an item of the heap, and no value of a cell.
    fn is_own(&self, hid: Hid) -> bool {
        hid == self.heap.root || self.inline() == Some(hid) || self.index.lies_in(hid)
    }

    /// Whether there is a row of that id.
    pub fn has(&mut self, view: &View, id: u32) -> Result<bool> {
        Ok(self.number(view, id)?.is_some())
    }

    /// The number of the row of that id. Where the keys of the index do not lead to it, all of the
    /// index is looked through; a number that leads to another row is none.
    fn number(&mut self, view: &View, id: u32) -> Result<Option<usize>> {
        if let Some(number) = self.index.find(&mut self.heap, view, id)?
            && self.id_at(view, place(number))? == Some(id)
        {
            return Ok(Some(place(number)));
        }
        match self.index(view)?.get(id).map(place) {
            Some(number) if self.id_at(view, number)? == Some(id) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// The id that the row of that number has.
    fn id_at(&mut self, view: &View, number: usize) -> Result<Option<u32>> {
        let (size, per_block) = (self.info.row_size, self.per_block(view));
        match &self.matrix {
            Matrix::Blocks(_, blocks) if number / per_block >= blocks.len() => return Ok(None),
            _ => {}
        }
        let (block, at) = self.block_of(view, number)?;
        Ok(at.checked_mul(size).and_then(|start| block.u32_at(start)))
    }

    /// The index to change; it is read whole for that.
    fn index(&mut self, view: &View) -> Result<&mut IndexEdit> {
        let edit = self.index.whole(&mut self.heap, view)?;
        if self.end.is_none() {
            let size = self.info.row_size;
            edit.settle(|| self.matrix.ids(view, size))?;
            self.end = Some(edit.end(self.matrix.rows(view, size)?));
        }
        Ok(edit)
    }

    /// Where the rows end; the index is read whole for that.
    fn end(&mut self, view: &View) -> Result<usize> {
        self.index(view)?;
        Ok(self.end.unwrap_or(0))
    }

    fn per_block(&self, view: &View) -> usize {
        per_block(view, self.info.row_size)
    }

    /// The bytes of a row.
    pub fn row(&mut self, view: &View, id: u32) -> Result<Option<Vec<u8>>> {
        let number = self.number(view, id)?;
        number.map(|number| self.row_at(view, number)).transpose()
    }

    fn row_at(&mut self, view: &View, number: usize) -> Result<Vec<u8>> {
        let size = self.info.row_size;
        let (block, at) = self.block_of(view, number)?;
        let row = block.part(at * size, size).map(<[u8]>::to_vec);
        row.ok_or(Error::damaged(At::Item(self.info.rows), Damage::Table))
    }

    /// The block that holds row `number`, opened, and the row's place in it.
    fn block_of(&mut self, view: &View, number: usize) -> Result<(&mut Vec<u8>, usize)> {
        let per_block = self.per_block(view);
        let rows = self.info.rows;
        let missing = || Error::damaged(At::Item(rows), Damage::Table);
        match &mut self.matrix {
            Matrix::Inline(_, bytes) => Ok((bytes, number)),
            Matrix::Blocks(_, blocks) => {
                let block = blocks.get_mut(number / per_block).ok_or_else(missing)?;
                if let MatrixBlock::Stored(bid) = block {
                    let bytes = view.block(*bid)?;
                    *block = MatrixBlock::Open { bytes, stored: Some(*bid) };
                }
                match block {
                    MatrixBlock::Open { bytes, .. } => Ok((bytes, number % per_block)),
                    MatrixBlock::Stored(_) => Err(missing()),
                }
            }
        }
    }

    /// Sets a row, new or known. `cell` says what each column other than row id and version holds.
    pub fn set_row(
        &mut self,
        w: &mut Writer,
        id: u32,
        version: u32,
        cell: Cells<'_, '_>,
    ) -> Result<()> {
        let old = self.row(&w.view, id)?;
        let fresh = old.is_none();
        let mut row = old.unwrap_or_else(|| vec![0; self.info.row_size]);
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
        if fresh { self.append(&w.view, id, &row) } else { self.overwrite(&w.view, id, &row) }
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

    fn overwrite(&mut self, view: &View, id: u32, row: &[u8]) -> Result<()> {
        let missing = Error::damaged(At::Node(Nid(id)), Damage::Table);
        let number = self.number(view, id)?.ok_or(missing)?;
        self.put_row(view, number, row)
    }

    fn put_row(&mut self, view: &View, number: usize, row: &[u8]) -> Result<()> {
        let (block, at) = self.block_of(view, number)?;
        let start = at * row.len();
        if block.part(start, row.len()) == Some(row) {
            return Ok(());
        }
        if block.len() < start + row.len() {
            block.resize(start + row.len(), 0);
        }
        block.put(start, row);
        self.touched(view, number);
        Ok(())
    }

    fn touched(&mut self, view: &View, number: usize) {
        let at = number / self.per_block(view);
        if let Matrix::Blocks(_, blocks) = &mut self.matrix
            && let Some(MatrixBlock::Open { stored, .. }) = blocks.get_mut(at)
        {
            *stored = None;
        }
    }

    fn append(&mut self, view: &View, id: u32, row: &[u8]) -> Result<()> {
        let number = self.end(view)?;
        // ANSI files count rows in 16 bits.
        if view.format.row_number == 2 && number >= 0xFFFF {
            return Err(Error::TooLarge { what: "folder" });
        }
        self.make_room(view, number)?;
        self.put_row(view, number, row)?;
        self.index(view)?.set(id, long(number));
        self.end = Some(number + 1);
        Ok(())
    }

    /// Moves the matrix out of the heap when it grows too large, and adds blocks.
    fn make_room(&mut self, view: &View, number: usize) -> Result<()> {
        let per_block = self.per_block(view);
        if let Matrix::Inline(hid, bytes) = &mut self.matrix {
            if (number + 1) * self.info.row_size <= ITEM_MAX {
                return Ok(());
            }
            let (hid, bytes) = (*hid, std::mem::take(bytes));
            self.heap.free(view, hid)?;
            let blocks = vec![MatrixBlock::Open { bytes, stored: None }];
            // The id of a subnode must be unique below its node only, but the header's counter
            // must cover it; 0x400 is where counters begin.
            self.matrix = Matrix::Blocks(self.free_local_id(), blocks);
        }
        if let Matrix::Blocks(_, blocks) = &mut self.matrix
            && number / per_block >= blocks.len()
        {
            if number > 0 {
                // The block is no longer the last one: written again, padded.
                self.block_of(view, number - 1)?;
                self.touched(view, number - 1);
            }
            if let Matrix::Blocks(_, blocks) = &mut self.matrix {
                blocks.push(MatrixBlock::Open { bytes: Vec::new(), stored: None });
            }
        }
        Ok(())
    }

    fn free_local_id(&self) -> Nid {
        let taken = |nid: &Nid| self.subnodes.contains_key(nid);
        (1..).map(|i| Nid::new(i, NidType::LTP)).find(|nid| !taken(nid)).unwrap_or_default()
    }

    /// Removes a row; the last one takes its place. Everything is read before anything changes. A
    /// record of the index that leads to another row goes alone.
    pub fn remove_row(&mut self, view: &View, id: u32) -> Result<bool> {
        // Before the row is looked for: of two of one id it shall be the same from here on.
        let last = self.end(view)?.saturating_sub(1);
        let Some(hole) = self.number(view, id)? else { return Ok(self.index(view)?.remove(id)) };
        let row = self.row_at(view, hole)?;
        let (items, subnodes) = self.parts_of(view, &row)?;
        if hole != last {
            let row = self.row_at(view, last)?;
            let moved = row.u32_at(0).unwrap_or(0);
            let listed = self.number(view, moved)? == Some(last);
            self.put_row(view, hole, &row)?;
            if listed {
                self.index(view)?.set(moved, long(hole));
            }
        }
        self.index(view)?.remove(id);
        items.into_iter().try_for_each(|item| self.heap.free(view, item))?;
        self.subnodes.retain(|nid, _| !subnodes.contains(nid));
        self.cut(view, last)?;
        self.end = Some(last);
        Ok(true)
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

    /// Cuts the matrix to `rows` rows.
    fn cut(&mut self, view: &View, rows: usize) -> Result<()> {
        let (size, per_block) = (self.info.row_size, self.per_block(view));
        match &mut self.matrix {
            Matrix::Inline(_, bytes) => bytes.truncate(rows * size),
            Matrix::Blocks(_, blocks) => {
                blocks.truncate(rows.div_ceil(per_block));
                if rows > 0 {
                    let (block, at) = self.block_of(view, rows - 1)?;
                    block.truncate((at + 1) * size);
                    self.touched(view, rows - 1);
                }
            }
        }
        Ok(())
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
            rows.push(moved_row(&old, &wide, &self.row_at(view, number)?));
        }
        self.clear_matrix(view)?;
        self.info = wide;
        for (number, row) in rows.iter().enumerate() {
            self.make_room(view, number)?;
            self.put_row(view, number, row)?;
        }
        self.heap.root = self.heap.replace(view, self.heap.root, self.info.encode())?;
        Ok(())
    }

    fn clear_matrix(&mut self, view: &View) -> Result<()> {
        match std::mem::replace(&mut self.matrix, Matrix::Inline(Hid(0), Vec::new())) {
            Matrix::Inline(hid, _) => self.heap.free(view, hid)?,
            Matrix::Blocks(nid, _) => drop(self.subnodes.remove(&nid)),
        }
        self.info.rows = 0;
        Ok(())
    }

    /// Writes what changed and answers the table's data tree and subnode tree, to which nothing
    /// refers yet.
    pub fn write(mut self, w: &mut Writer) -> Result<(Bid, Bid)> {
        let rows = self.write_matrix(w)?;
        self.index.write(&mut self.heap, &w.view)?;
        if rows != self.info.rows {
            self.info.rows = rows;
            self.heap.root = self.heap.replace(&w.view, self.heap.root, self.info.encode())?;
        }
        let data = self.heap.write(w)?;
        Ok((data, w.put_subnodes(&self.subnodes)?))
    }

    /// The bytes of the last block of the matrix: those of its rows. Where no row came or went it
    /// is as long as it was.
    fn tail(&self, view: &View, blocks: &[MatrixBlock]) -> Result<usize> {
        let above = blocks.len().saturating_sub(1) * self.per_block(view);
        Ok(match (self.end, blocks.last()) {
            (Some(rows), _) => {
                (rows.saturating_sub(above) * self.info.row_size).min(view.format.block_max)
            }
            (None, Some(last)) => last.len(view)?,
            (None, None) => 0,
        })
    }

    fn write_matrix(&mut self, w: &mut Writer) -> Result<u32> {
        let matrix = std::mem::replace(&mut self.matrix, Matrix::Inline(Hid(0), Vec::new()));
        let (nid, mut blocks) = match matrix {
            Matrix::Inline(hid, bytes) => {
                if self.heap.item(&w.view, hid)? == bytes {
                    return Ok(hid.0);
                }
                return Ok(self.heap.replace(&w.view, hid, bytes)?.0);
            }
            Matrix::Blocks(nid, blocks) => (nid, blocks),
        };
        match self.end {
            Some(0) => {
                self.subnodes.remove(&nid);
                return Ok(0);
            }
            Some(rows) => blocks.truncate(rows.div_ceil(self.per_block(&w.view))),
            None if blocks.iter().all(|block| block.stored().is_some()) => return Ok(nid.0),
            None => {}
        }
        let (max, last) = (w.view.format.block_max, blocks.len().saturating_sub(1));
        let tail = self.tail(&w.view, &blocks)?;
        let old = self.subnodes.get(&nid).map_or(Bid(0), |sub| sub.data);
        let mut leaves = Vec::with_capacity(blocks.len());
        for (i, block) in blocks.into_iter().enumerate() {
            leaves.push(match block {
                MatrixBlock::Stored(bid) | MatrixBlock::Open { stored: Some(bid), .. } => bid,
                MatrixBlock::Open { mut bytes, .. } => {
                    bytes.resize(if i == last { tail } else { max }, 0);
                    w.put_block(&bytes, false)?
                }
            });
        }
        let data = w.join_leaves(&leaves, wide(last) * wide(max) + wide(tail), old)?;
        self.subnodes.insert(nid, SubEntry { data, sub: Bid(0) });
        Ok(nid.0)
    }
}

impl MatrixBlock {
    /// Bytes of the block.
    fn len(&self, view: &View) -> Result<usize> {
        match self {
            Self::Open { bytes, .. } => Ok(bytes.len()),
            Self::Stored(bid) => Ok(usize::from(view.block_entry(*bid)?.len)),
        }
    }

    /// Where it lies in the file while it is unchanged.
    fn stored(&self) -> Option<Bid> {
        match self {
            Self::Stored(bid) => Some(*bid),
            Self::Open { stored, .. } => *stored,
        }
    }
}

/// How many rows of that size a block holds.
fn per_block(view: &View, size: usize) -> usize {
    view.format.block_max.checked_div(size).unwrap_or(1).max(1)
}

fn place(number: u32) -> usize {
    index(u64::from(number))
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
            assert!(matches!(&table.matrix, Matrix::Blocks(_, blocks) if blocks.len() > 1));
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
}

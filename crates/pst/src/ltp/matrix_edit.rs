//! The rows of a table that is being changed (the row matrix, \[MS-PST\] 2.3.4.4): in an item of
//! the heap or in blocks.
//!
//! What must hold: rows are packed and never straddle blocks; every block but the last is padded to
//! its full size; blocks without a change stay where they are.

use crate::bytes::{Bytes, BytesMut, wide};
use crate::format::Format;
use crate::ltp::heap::{Hid, ITEM_MAX};
use crate::ltp::heap_edit::HeapEdit;
use crate::ltp::table::TableInfo;
use crate::ndb::commit::Writer;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::{SubEntry, Subnodes};
use crate::ndb::view::View;
use crate::{At, Damage, Error, Result};

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// HNID that the description has for it.
    stored: u32,
    row_size: usize,
    per_block: usize,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
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
    /// No rows, of that size.
    pub fn empty(format: &Format, row_size: usize) -> Self {
        let per_block = format.block_max.checked_div(row_size).unwrap_or(1).max(1);
        Self { stored: 0, row_size, per_block, rows: Rows::Inline(Hid(0), Vec::new()) }
    }

    /// The rows of a table of that description.
    pub fn open(
        view: &View,
        heap: &mut HeapEdit,
        subnodes: &Subnodes,
        info: &TableInfo,
    ) -> Result<Self> {
        let empty = Self { stored: info.rows, ..Self::empty(view.format, info.row_size) };
        let rows = if Hid::is_heap(info.rows) {
            let hid = Hid(info.rows);
            Rows::Inline(hid, heap.item(view, hid)?)
        } else {
            let nid = Nid(info.rows);
            let sub = subnodes.get(&nid).ok_or_else(|| empty.damaged())?;
            let leaves = view.data_tree(sub.data)?.leaves;
            Rows::Blocks(nid, leaves.into_iter().map(MatrixBlock::Stored).collect())
        };
        Ok(Self { rows, ..empty })
    }

    /// The blocks that the rows lie in; none where they lie in the heap.
    pub fn stored(&self) -> impl Iterator<Item = Bid> {
        let blocks = match &self.rows {
            Rows::Blocks(_, blocks) => blocks.as_slice(),
            Rows::Inline(..) => &[],
        };
        blocks.iter().filter_map(|block| match block {
            MatrixBlock::Stored(bid) => Some(*bid),
            MatrixBlock::Open { stored, .. } => *stored,
        })
    }

    fn damaged(&self) -> Error {
        Error::damaged(At::Item(self.stored), Damage::Table)
    }

    /// The item of the heap that holds the rows.
    pub fn item(&self) -> Option<Hid> {
        match self.rows {
            Rows::Inline(hid, _) if !hid.is_none() => Some(hid),
            _ => None,
        }
    }

    /// How many rows there are, whether the index leads to them or not.
    pub fn len(&self, view: &View) -> Result<usize> {
        let (before, bytes) = match &self.rows {
            Rows::Inline(_, bytes) => (0, bytes.len()),
            Rows::Blocks(_, blocks) => match blocks.split_last() {
                Some((last, before)) => (before.len(), last.len(view)?),
                None => (0, 0),
            },
        };
        Ok(before * self.per_block + bytes.checked_div(self.row_size).unwrap_or(0))
    }

    /// The ids that the rows have, in their order; 0 where a block cannot be read.
    pub fn ids(&self, view: &View) -> Result<Vec<u32>> {
        let size = self.row_size.max(1);
        let ids = |bytes: &[u8]| -> Vec<u32> {
            bytes.chunks_exact(size).map(|row| row.u32_at(0).unwrap_or(0)).collect()
        };
        let blocks = match &self.rows {
            Rows::Inline(_, bytes) => return Ok(ids(bytes)),
            Rows::Blocks(_, blocks) => blocks,
        };
        let mut all = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            all.resize(i * self.per_block, 0);
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

    /// The id that the row of that number has; `None` where there is no row.
    pub fn id_at(&mut self, view: &View, number: usize) -> Result<Option<u32>> {
        match &self.rows {
            Rows::Blocks(_, blocks) if number / self.per_block >= blocks.len() => return Ok(None),
            _ => {}
        }
        let size = self.row_size;
        let (block, at) = self.block_of(view, number)?;
        Ok(at.checked_mul(size).and_then(|start| block.u32_at(start)))
    }

    /// The bytes of row `number`.
    pub fn row(&mut self, view: &View, number: usize) -> Result<Vec<u8>> {
        let size = self.row_size;
        let (block, at) = self.block_of(view, number)?;
        let row = block.part(at * size, size).map(<[u8]>::to_vec);
        row.ok_or_else(|| self.damaged())
    }

    /// Sets the bytes of row `number`.
    pub fn put(&mut self, view: &View, number: usize, row: &[u8]) -> Result<()> {
        let (block, at) = self.block_of(view, number)?;
        let start = at * row.len();
        if block.part(start, row.len()) == Some(row) {
            return Ok(());
        }
        if block.len() < start + row.len() {
            block.resize(start + row.len(), 0);
        }
        block.put(start, row);
        self.touched(number);
        Ok(())
    }

    /// The block that holds row `number`, opened, and the row's place in it.
    fn block_of(&mut self, view: &View, number: usize) -> Result<(&mut Vec<u8>, usize)> {
        let (per_block, damaged) = (self.per_block, self.damaged());
        let blocks = match &mut self.rows {
            Rows::Inline(_, bytes) => return Ok((bytes, number)),
            Rows::Blocks(_, blocks) => blocks,
        };
        let Some(block) = blocks.get_mut(number / per_block) else { return Err(damaged) };
        if let MatrixBlock::Stored(bid) = block {
            let bytes = view.block(*bid)?;
            *block = MatrixBlock::Open { bytes, stored: Some(*bid) };
        }
        match block {
            MatrixBlock::Open { bytes, .. } => Ok((bytes, number % per_block)),
            MatrixBlock::Stored(_) => Err(damaged),
        }
    }

    fn touched(&mut self, number: usize) {
        if let Rows::Blocks(_, blocks) = &mut self.rows
            && let Some(MatrixBlock::Open { stored, .. }) = blocks.get_mut(number / self.per_block)
        {
            *stored = None;
        }
    }

    /// Makes room for row `number`, the next after the last one: the rows move out of the heap when
    /// they grow too large for an item, and blocks are added.
    pub fn make_room(
        &mut self,
        view: &View,
        heap: &mut HeapEdit,
        subnodes: &Subnodes,
        number: usize,
    ) -> Result<()> {
        if let Rows::Inline(hid, bytes) = &mut self.rows {
            if (number + 1) * self.row_size <= ITEM_MAX {
                return Ok(());
            }
            heap.free(view, *hid)?;
            let first = MatrixBlock::Open { bytes: std::mem::take(bytes), stored: None };
            self.rows = Rows::Blocks(free_nid(subnodes), vec![first]);
        }
        let blocks = match &self.rows {
            Rows::Blocks(_, blocks) => blocks.len(),
            Rows::Inline(..) => return Ok(()),
        };
        if number / self.per_block < blocks {
            return Ok(());
        }
        if number > 0 {
            // The block is no longer the last one: written again, padded.
            self.block_of(view, number - 1)?;
            self.touched(number - 1);
        }
        if let Rows::Blocks(_, blocks) = &mut self.rows {
            blocks.push(MatrixBlock::Open { bytes: Vec::new(), stored: None });
        }
        Ok(())
    }

    /// Cuts off what comes after so many rows.
    pub fn cut(&mut self, view: &View, rows: usize) -> Result<()> {
        let (size, per_block) = (self.row_size, self.per_block);
        match &mut self.rows {
            Rows::Inline(_, bytes) => bytes.truncate(rows * size),
            Rows::Blocks(_, blocks) => {
                blocks.truncate(rows.div_ceil(per_block));
                if rows > 0 {
                    let (block, at) = self.block_of(view, rows - 1)?;
                    block.truncate((at + 1) * size);
                    self.touched(rows - 1);
                }
            }
        }
        Ok(())
    }

    /// Gives up the place where the rows lie.
    pub fn free(self, view: &View, heap: &mut HeapEdit, subnodes: &mut Subnodes) -> Result<()> {
        match self.rows {
            Rows::Inline(hid, _) => heap.free(view, hid),
            Rows::Blocks(nid, _) => {
                subnodes.remove(&nid);
                Ok(())
            }
        }
    }

    /// Writes what changed and answers the HNID. `end` is how many rows there are, where one may
    /// have come or gone.
    pub fn write(
        self,
        w: &mut Writer,
        heap: &mut HeapEdit,
        subnodes: &mut Subnodes,
        end: Option<usize>,
    ) -> Result<u32> {
        let (nid, mut blocks) = match self.rows {
            Rows::Inline(hid, bytes) => {
                if heap.item(&w.view, hid)? == bytes {
                    return Ok(hid.0);
                }
                return Ok(heap.replace(&w.view, hid, bytes)?.0);
            }
            Rows::Blocks(nid, blocks) => (nid, blocks),
        };
        match end {
            Some(0) => {
                subnodes.remove(&nid);
                return Ok(0);
            }
            Some(rows) => blocks.truncate(rows.div_ceil(self.per_block)),
            None if blocks.iter().all(|block| block.stored().is_some()) => return Ok(nid.0),
            None => {}
        }
        let (max, last) = (w.view.format.block_max, blocks.len().saturating_sub(1));
        // Where no row came or went the last block is as long as it was.
        let tail = match (end, blocks.last()) {
            (Some(rows), _) => {
                (rows.saturating_sub(last * self.per_block) * self.row_size).min(max)
            }
            (None, Some(block)) => block.len(&w.view)?,
            (None, None) => 0,
        };
        let old = subnodes.get(&nid).map_or(Bid(0), |sub| sub.data);
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
        subnodes.insert(nid, SubEntry { data, sub: Bid(0) });
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

/// An id for the subnode that holds rows: it must be unique below its node only.
fn free_nid(subnodes: &Subnodes) -> Nid {
    let taken = |nid: &Nid| subnodes.contains_key(nid);
    (1..).map(|i| Nid::new(i, NidType::LTP)).find(|nid| !taken(nid)).unwrap_or_default()
}

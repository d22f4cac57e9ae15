//! Table contexts (\[MS-PST\] 2.3.4): rows of a folder's contents, of recipients, of attachments.

use crate::bytes::{Bytes, index, wide};
use crate::format::Format;
use crate::ltp::budget::Budget;
use crate::ltp::heap::{Heap, Hid, TABLE};
use crate::ltp::prop::{PropValue, Props, Storage, decode, storage};
use crate::ltp::text::CodePage;
use crate::ndb::ids::{Bid, Nid};
use crate::ndb::subnodes::Subnodes;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Oddity, Result, Warning};

/// PidTagLtpRowId.
pub(crate) const ROW_ID: u32 = 0x67F2_0003;
/// PidTagLtpRowVer.
pub(crate) const ROW_VERSION: u32 = 0x67F3_0003;

/// A column (TCOLDESC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub tag: u32,
    pub offset: usize,
    pub width: usize,
    pub bit: usize,
}

impl Column {
    pub fn prop_type(&self) -> u16 {
        u16::try_from(self.tag & 0xFFFF).unwrap_or(0)
    }

    pub fn id(&self) -> u16 {
        u16::try_from(self.tag >> 16).unwrap_or(0)
    }

    /// Bytes of the cell when it is fixed; `None` for one that holds an HNID.
    pub fn fixed(&self) -> Option<usize> {
        match storage(self.prop_type()) {
            Storage::Inline(width) => Some(width.max(1)),
            Storage::Fixed(8) => Some(8),
            _ => None,
        }
    }
}

/// The description of a table (TCINFO).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableInfo {
    pub columns: Vec<Column>,
    /// Ends of the 4/8-byte, 2-byte and 1-byte cells; the last is where existence bits begin.
    pub ends: [u16; 3],
    pub row_size: usize,
    pub index: Hid,
    /// HNID of the row matrix.
    pub rows: u32,
}

impl TableInfo {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.u8_at(0)? != TABLE {
            return None;
        }
        let count = usize::from(bytes.u8_at(1)?);
        let column = |i: usize| {
            let at = 22 + 8 * i;
            Some(Column {
                tag: bytes.u32_at(at)?,
                offset: usize::from(bytes.u16_at(at + 4)?),
                width: usize::from(bytes.u8_at(at + 6)?),
                bit: usize::from(bytes.u8_at(at + 7)?),
            })
        };
        let mut columns = Vec::with_capacity(count);
        for i in 0..count {
            columns.push(column(i)?);
        }
        Some(Self {
            columns,
            ends: [bytes.u16_at(2)?, bytes.u16_at(4)?, bytes.u16_at(6)?],
            row_size: usize::from(bytes.u16_at(8)?),
            index: Hid(bytes.u32_at(10)?),
            rows: bytes.u32_at(14)?,
        })
    }

    /// Whether rows can be written by this description: a row lies in one block, every cell and
    /// every existence bit has a place of its own in the row, the groups of cells follow each other,
    /// no cell reaches over the end of one, and id and version stand where they must.
    pub fn is_sound(&self, format: &Format) -> bool {
        let cells = usize::from(self.ends[2]);
        let bits = self.row_size.saturating_sub(cells).saturating_mul(8);
        let own = |tag: u32, offset: usize| {
            self.column(tag).is_some_and(|column| (column.offset, column.width) == (offset, 4))
        };
        let mut places: Vec<_> =
            self.columns.iter().map(|column| (column.offset, column.width)).collect();
        places.sort_unstable();
        let ends = places.iter().map(|(offset, width)| offset + width);
        let starts = places.iter().skip(1).map(|(offset, _)| *offset).chain([cells]);
        let mut taken: Vec<_> = self.columns.iter().map(|column| column.bit).collect();
        taken.sort_unstable();
        let room = |column: &Column| column.width >= column.fixed().unwrap_or(4);
        let over = |end: usize| {
            let over =
                |(offset, width): &(usize, usize)| (offset + 1..offset + width).contains(&end);
            end < 8 || places.iter().any(over)
        };
        self.row_size <= format.block_max
            && own(ROW_ID, 0)
            && own(ROW_VERSION, 4)
            && self.columns.iter().all(room)
            && ends.zip(starts).all(|(end, next)| end <= next)
            && self.ends.is_sorted()
            && !self.ends.iter().any(|end| over(usize::from(*end)))
            && taken.windows(2).all(|pair| pair.first() != pair.last())
            && taken.last().is_none_or(|last| *last < bits)
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![TABLE, crate::bytes::byte(self.columns.len())];
        self.ends.iter().for_each(|end| bytes.extend_from_slice(&end.to_le_bytes()));
        bytes.extend_from_slice(&crate::bytes::short(self.row_size).to_le_bytes());
        bytes.extend_from_slice(&self.index.0.to_le_bytes());
        bytes.extend_from_slice(&self.rows.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        for column in &self.columns {
            bytes.extend_from_slice(&column.tag.to_le_bytes());
            bytes.extend_from_slice(&crate::bytes::short(column.offset).to_le_bytes());
            bytes.push(crate::bytes::byte(column.width));
            bytes.push(crate::bytes::byte(column.bit));
        }
        bytes
    }

    pub fn column(&self, tag: u32) -> Option<&Column> {
        self.columns.iter().find(|column| column.tag == tag)
    }

    /// A column by property id, whatever its type.
    pub fn column_of(&self, id: u16) -> Option<&Column> {
        self.columns.iter().find(|column| column.id() == id)
    }

    /// Adds columns for tags that a table lacks. Cells of the same size stand together; columns that
    /// are there keep their places and bits, because older Outlooks rely on them.
    pub fn widen(&mut self, tags: impl Iterator<Item = u32>) -> Result<()> {
        let mut new: Vec<u32> = tags.filter(|tag| self.column(*tag).is_none()).collect();
        new.sort_unstable();
        new.dedup();
        new.retain(|tag| ![ROW_ID, ROW_VERSION].contains(tag));
        if self.columns.len() + new.len() > 255 {
            return Err(Error::TooLarge { what: "table" });
        }
        let mut next_bit = self.columns.iter().map(|column| column.bit + 1).max().unwrap_or(0);
        for group in [4usize, 2, 1] {
            for tag in &new {
                let bare = Column { tag: *tag, offset: 0, width: 0, bit: 0 };
                let width = bare.fixed().unwrap_or(4);
                if width.min(4) == group {
                    self.add(*tag, width, next_bit);
                    next_bit += 1;
                }
            }
        }
        let existence = self.columns.len().max(next_bit).div_ceil(8);
        self.row_size = usize::from(self.ends[2]) + existence;
        self.columns.sort_by_key(|column| column.tag);
        Ok(())
    }

    /// Puts a column at the end of its group and moves the groups behind it.
    fn add(&mut self, tag: u32, width: usize, bit: usize) {
        let group = match width {
            4.. => 0,
            2 => 1,
            _ => 2,
        };
        let offset = self.ends.get(group).map_or(0, |end| usize::from(*end));
        for column in self.columns.iter_mut().filter(|column| column.offset >= offset) {
            column.offset += width;
        }
        for end in self.ends.iter_mut().skip(group) {
            *end += crate::bytes::short(width);
        }
        self.columns.push(Column { tag, offset, width, bit });
    }

    /// Whether a cell exists in a row.
    pub fn exists(&self, row: &[u8], column: &Column) -> bool {
        let at = usize::from(self.ends[2]) + column.bit / 8;
        row.u8_at(at).is_some_and(|byte| byte & 0x80 >> (column.bit % 8) != 0)
    }
}

/// A table to read from.
pub(crate) struct Table<'v> {
    view: &'v View,
    pub heap: Heap<'v>,
    pub subnodes: Subnodes,
    pub info: TableInfo,
    /// Row number and row id, in the order of the matrix.
    order: Vec<(u32, u32)>,
}

impl<'v> Table<'v> {
    /// Opens the table of a node by its data tree and subnode tree.
    pub fn open(view: &'v View, data: Bid, sub: Bid) -> Result<Self> {
        let heap = Heap::open(view, data, TABLE)?;
        let damaged = Error::damaged(At::Block(data.0), Damage::Table);
        let info = TableInfo::parse(&heap.item(heap.root)?).ok_or(damaged)?;
        let subnodes = view.subnodes(sub)?;
        let mut order = Vec::new();
        if !info.index.is_none() {
            let value = heap.bth_header(info.index)?.value;
            heap.bth_leaves(info.index, &mut |_, records| {
                for record in records.chunks_exact(4 + value) {
                    order.extend(index_record(record, value));
                }
                Ok(())
            })?;
        }
        order.sort_unstable();
        // Two ids of one number stay: the row itself tells whose it is.
        order.dedup();
        Ok(Self { view, heap, subnodes, info, order })
    }

    /// How many rows the index has.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The ids of all rows.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.order.iter().map(|(_, id)| *id)
    }

    /// Visits the rows in their order: id and bytes. Rows that cannot be read are named.
    pub fn rows(
        &self,
        warnings: &mut Vec<Warning>,
        visit: &mut dyn FnMut(u32, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let size = self.info.row_size;
        let Some(matrix) = self.matrix().or_else(|error| self.named(error, warnings))? else {
            return Ok(());
        };
        let per_block = if matrix.leaves.is_empty() {
            usize::MAX
        } else {
            self.view.format.block_max.checked_div(size).unwrap_or(0).max(1)
        };
        let mut block = (usize::MAX, Vec::new());
        for (number, id) in &self.order {
            let number = index(u64::from(*number));
            let (at, row) = (number / per_block, number % per_block);
            if at != block.0 {
                block = (
                    at,
                    matrix.block(self.view, at).or_else(|error| {
                        self.named(error, warnings)
                            .map(|none: Option<Vec<u8>>| none.unwrap_or_default())
                    })?,
                );
            }
            let bytes = row.checked_mul(size).and_then(|start| block.1.part(start, size));
            match bytes.filter(|bytes| bytes.u32_at(0) == Some(*id)) {
                Some(bytes) => visit(*id, bytes)?,
                None => warnings.push(Warning {
                    at: At::Node(Nid(*id)),
                    what: Oddity::Unreadable(Damage::Table),
                }),
            }
        }
        Ok(())
    }

    fn named<T>(&self, error: Error, warnings: &mut Vec<Warning>) -> Result<Option<T>> {
        match error {
            Error::Damaged { at, what } => {
                warnings.push(Warning { at, what: Oddity::Unreadable(what) });
                Ok(None)
            }
            other => Err(other),
        }
    }

    fn matrix(&self) -> Result<Option<Matrix>> {
        let rows = self.info.rows;
        if rows == 0 || self.order.is_empty() || self.info.row_size == 0 {
            return Ok(None);
        }
        if Hid::is_heap(rows) {
            return Ok(Some(Matrix { inline: self.heap.item(Hid(rows))?, leaves: Vec::new() }));
        }
        let missing = Error::damaged(At::Node(Nid(rows)), Damage::MissingSubnode);
        let sub = self.subnodes.get(&Nid(rows)).ok_or(missing)?;
        let leaves = self.view.data_tree(sub.data)?.leaves;
        Ok(Some(Matrix { inline: Vec::new(), leaves }))
    }

    /// The value of a cell; `None` if the row has none.
    pub fn cell(&self, row: &[u8], column: &Column, page: CodePage) -> Result<Option<PropValue>> {
        if !self.info.exists(row, column) {
            return Ok(None);
        }
        let damaged = Error::damaged(At::Column(column.tag), Damage::Value);
        if column.fixed().is_some() {
            // Cells of eight bytes where the type has four occur: the first four count.
            let mut bytes = row.part(column.offset, column.width).ok_or(damaged)?.to_vec();
            bytes.resize(bytes.len().max(4), 0);
            return decode(column.id(), column.prop_type(), &bytes, page).map(Some);
        }
        let hnid = row.u32_at(column.offset).ok_or(damaged)?;
        decode(column.id(), column.prop_type(), &self.bytes(hnid)?, page).map(Some)
    }

    /// The bytes behind the HNID of a cell.
    fn bytes(&self, hnid: u32) -> Result<Vec<u8>> {
        if Hid::is_heap(hnid) {
            return self.heap.item(Hid(hnid));
        }
        let missing = Error::damaged(At::Node(Nid(hnid)), Damage::MissingSubnode);
        self.view.tree_bytes(self.subnodes.get(&Nid(hnid)).ok_or(missing)?.data)
    }

    /// All cells of a row but its id and version as properties; the ones that cannot be read within the budget are named.
    pub fn props(
        &self,
        row: &[u8],
        page: CodePage,
        budget: &mut Budget,
        warnings: &mut Vec<Warning>,
    ) -> Result<Props> {
        let mut props = Props::new();
        let own = self.info.columns.iter().filter(|c| ![ROW_ID, ROW_VERSION].contains(&c.tag));
        for column in own {
            let at = At::Column(column.tag);
            let within = self.cell_len(row, column);
            let within = within.and_then(|len| budget.take(at, column.prop_type(), len));
            match within.and_then(|()| self.cell(row, column, page)) {
                Ok(Some(value)) => {
                    props.set(column.id(), value);
                }
                Ok(None) => {}
                Err(Error::Damaged { what, .. }) => {
                    warnings.push(Warning { at, what: Oddity::Unreadable(what) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(props)
    }

    /// Bytes of a cell's value.
    fn cell_len(&self, row: &[u8], column: &Column) -> Result<u64> {
        let hnid = row.u32_at(column.offset).unwrap_or(0);
        if column.fixed().is_some() || hnid == 0 || !self.info.exists(row, column) {
            return Ok(8);
        }
        if Hid::is_heap(hnid) {
            return self.heap.with_item(Hid(hnid), |bytes| wide(bytes.len()));
        }
        let missing = Error::damaged(At::Node(Nid(hnid)), Damage::MissingSubnode);
        self.view.tree_len(self.subnodes.get(&Nid(hnid)).ok_or(missing)?.data)
    }
}

/// Where the rows are.
struct Matrix {
    inline: Vec<u8>,
    leaves: Vec<Bid>,
}

impl Matrix {
    fn block(&self, view: &View, at: usize) -> Result<Vec<u8>> {
        match self.leaves.get(at) {
            Some(bid) => view.block(*bid),
            None if self.leaves.is_empty() => Ok(self.inline.clone()),
            None => Ok(Vec::new()),
        }
    }
}

/// Row number and id of an index record; some ANSI files have numbers of four bytes.
fn index_record(record: &[u8], width: usize) -> Option<(u32, u32)> {
    let id = record.u32_at(0)?;
    let number = if width >= 4 { record.u32_at(4)? } else { u32::from(record.u16_at(4)?) };
    Some((number, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::reader::sealed::Viewed;
    use crate::{Access, NidType, Pst, Reader};

    #[test]
    fn every_table_that_outlook_wrote_can_be_written_by_its_description() {
        let Some(files) = crate::corpus::files() else { return };
        let mut sound = 0;
        for path in files {
            let Ok(pst) = Pst::open(&path, Access::Read) else { continue };
            let txn = pst.read();
            for folder in txn.folders().unwrap().folders {
                let kinds = [NidType::HIERARCHY, NidType::CONTENTS, NidType::ASSOCIATED_CONTENTS];
                for nid in kinds.map(|kind| folder.nid.sibling(kind)) {
                    let Ok(node) = txn.view().node(nid) else { continue };
                    let Ok(table) = Table::open(txn.view(), node.data, node.sub) else { continue };
                    assert!(
                        table.info.is_sound(txn.view().format),
                        "{}: table {nid}",
                        path.display()
                    );
                    sound += 1;
                }
            }
        }
        println!("{sound} tables");
        assert!(sound > 1000);
    }
}

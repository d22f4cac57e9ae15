//! Table contexts (\[MS-PST\] 2.3.4): their description, and access to their rows one by one.

use std::collections::BTreeSet;

use crate::bytes::{Bytes, index, wide};
use crate::check::data::{DataTree, Subs};
use crate::check::heap::{Heap, Item};
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::format::FileFormat;
use crate::ltp::heap::{Hid, TABLE};
use crate::ltp::prop::{Storage, storage};
use crate::ltp::table::{Column, ROW_ID, ROW_VERSION, TableInfo};
use crate::ndb::ids::Bid;
use crate::{At, Nid};

/// A table that was opened.
#[derive(Debug)]
pub(super) struct Table {
    pub heap: Heap,
    pub info: TableInfo,
    /// Row number and row id of each record of the row index, in the order of the numbers.
    pub order: Vec<(u32, u32)>,
    matrix: Matrix,
}

/// Where the rows are.
#[derive(Debug)]
enum Matrix {
    None,
    Item(Item),
    Tree { tree: DataTree, per_block: usize, block: (usize, Vec<u8>) },
}

impl Table {
    pub fn has(&self, tag: u32) -> bool {
        self.info.column(tag).is_some()
    }

    /// The ids of all rows, sorted.
    pub fn ids(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = self.order.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// The bytes of a fixed cell, `None` if it does not exist.
    pub fn cell<'r>(&self, row: &'r [u8], column: &Column) -> Option<&'r [u8]> {
        self.info.exists(row, column).then(|| row.part(column.offset, column.width))?
    }

    /// A cell of four bytes by its tag.
    pub fn number(&self, row: &[u8], tag: u32) -> Option<u32> {
        self.cell(row, self.info.column(tag)?)?.u32_at(0)
    }
}

/// Bytes that a cell of a type has in a row: itself, or an HNID.
pub(super) fn cell_width(prop_type: u16) -> usize {
    match storage(prop_type) {
        Storage::Inline(width @ 1..) => width,
        Storage::Fixed(8) => 8,
        _ => 4,
    }
}

fn fault<T>(at: At, what: Flaw) -> Try<T> {
    Err(Stop::Fault(at, what))
}

impl Check<'_> {
    /// Opens the table in the data tree at `data`. With `noted`, what it breaks is noted; without,
    /// it was before.
    pub(super) fn open_table(
        &mut self,
        owner: Owner,
        data: Bid,
        subs: &mut Subs,
        noted: bool,
    ) -> Try<Table> {
        let mut heap = self.heap(owner, data, noted)?;
        let at = At::Node(owner.nid());
        if heap.client != TABLE {
            let (found, expected) = (Hex(heap.client.into()), Hex(TABLE.into()));
            return fault(at, Flaw::HeapClient { found, expected });
        }
        let root = heap.root;
        let bytes = self.item(&mut heap, root)?;
        let Some(info) = TableInfo::parse(&bytes) else { return fault(at, Flaw::TableInfo) };
        if info.row_size == 0 {
            return fault(at, Flaw::TableGroups);
        }
        if noted {
            self.check_info(owner, &bytes, &info);
        }
        let order = self.row_index(owner, &mut heap, info.index, noted)?;
        let matrix = self.matrix(owner, &mut heap, &info, subs, noted)?;
        let mut table = Table { heap, info, order, matrix };
        if noted {
            self.check_matrix(owner, &mut table);
        }
        Ok(table)
    }

    /// The row index: pairs of row number and row id, sorted.
    fn row_index(
        &mut self,
        owner: Owner,
        heap: &mut Heap,
        hid: Hid,
        noted: bool,
    ) -> Try<Vec<(u32, u32)>> {
        let mut order = Vec::new();
        if hid.is_none() {
            return Ok(order);
        }
        // Counted first, so that the list never grows.
        let mut count = 0;
        let value = self.bth(heap, hid, (4, None), &mut |_| count += 1)?;
        order.reserve_exact(count);
        self.bth(heap, hid, (4, None), &mut |record| {
            let id = record.u32_at(0).unwrap_or(0);
            let narrow = record.u16_at(4).map(u32::from);
            let number = if record.len() >= 8 { record.u32_at(4) } else { narrow };
            order.extend(number.map(|number| (number, id)));
        })?;
        let (found, expected) = (wide(value), wide(self.format.row_number));
        let at = At::Node(owner.nid());
        if value == 4 && self.format.kind == FileFormat::Ansi {
            self.demand(!noted, owner, at, Flaw::IndexWide);
        } else if found != expected {
            return fault(at, Flaw::IndexWidth { found, expected });
        }
        order.sort_unstable();
        Ok(order)
    }

    fn matrix(
        &mut self,
        owner: Owner,
        heap: &mut Heap,
        info: &TableInfo,
        subs: &mut Subs,
        noted: bool,
    ) -> Try<Matrix> {
        if info.rows == 0 {
            return Ok(Matrix::None);
        }
        if Hid::is_heap(info.rows) {
            return Ok(Matrix::Item(self.item(heap, Hid(info.rows))?));
        }
        let subnode = Nid(info.rows);
        let missing = Stop::Fault(At::Node(subnode), Flaw::ValueMissing { subnode });
        let data = subs.refer(subnode).ok_or(missing)?.data;
        let tree = self.data_tree(owner, data)?;
        if noted {
            self.check_full(owner, &tree);
        }
        let per_block = self.format.block_max.checked_div(info.row_size).unwrap_or(0).max(1);
        Ok(Matrix::Tree { tree, per_block, block: (usize::MAX, Vec::new()) })
    }

    /// How many rows there are, against how many the index has.
    fn check_matrix(&mut self, owner: Owner, table: &mut Table) {
        let (at, size) = (At::Node(owner.nid()), table.info.row_size);
        let rows = match &table.matrix {
            Matrix::None => 0,
            Matrix::Item(item) => {
                let (bytes, row) = (wide(item.len()), wide(size));
                self.demand(bytes % row == 0, owner, at, Flaw::RowBytes { size: bytes, row });
                item.len() / size
            }
            Matrix::Tree { tree, .. } => {
                let leaf = |bid: &Bid| self.block_len(*bid).map_or(0, index) / size;
                tree.leaves.iter().map(leaf).sum()
            }
        };
        let (rows, index) = (wide(rows), wide(table.order.len()));
        // No rows at all for what the index lists is named row by row.
        let none = matches!(table.matrix, Matrix::None);
        self.demand(rows == index || none, owner, at, Flaw::RowCount { rows, index });
        for pair in table.order.windows(2) {
            if let [(a, _), (number, _)] = pair
                && a == number
            {
                self.note(Some(owner), at, Flaw::RowTwice { number: (*number).into() });
            }
        }
    }

    /// A row by its place in the order, with its id; `None` if it is not there.
    pub(super) fn row(&mut self, table: &mut Table, at: usize) -> Try<Option<(u32, Vec<u8>)>> {
        let Some((number, id)) = table.order.get(at).copied() else { return Ok(None) };
        let (number, size) = (index(number.into()), table.info.row_size);
        self.pay(size)?;
        let part =
            |bytes: &[u8], row: usize| bytes.part(row.checked_mul(size)?, size).map(<[u8]>::to_vec);
        let row = match &mut table.matrix {
            Matrix::None => None,
            Matrix::Item(item) => part(item, number),
            Matrix::Tree { tree, per_block, block } => {
                let wanted = number / *per_block;
                if block.0 != wanted {
                    let Some(bid) = tree.leaves.get(wanted).copied() else { return Ok(None) };
                    *block = (wanted, self.block(bid)?);
                }
                part(&block.1, number % *per_block)
            }
        };
        Ok(row.map(|row| (id, row)))
    }

    /// TCINFO and its columns (2.3.4.1, 2.3.4.2).
    fn check_info(&mut self, owner: Owner, bytes: &[u8], info: &TableInfo) {
        let at = At::Node(owner.nid());
        let (size, columns) = (wide(bytes.len()), wide(info.columns.len()));
        let exact = size == 22 + 8 * columns;
        self.demand(exact, owner, at, Flaw::TableInfoSize { size, columns });
        let hid_index = bytes.u32_at(18).unwrap_or(0);
        let what = Flaw::TableHidIndex { found: Hex(hid_index.into()) };
        self.demand(hid_index == 0, owner, at, what);
        let [long, short, bits] = info.ends.map(usize::from);
        let room = bits + info.columns.len().div_ceil(8) <= info.row_size;
        let ordered = long <= short && short <= bits && room;
        self.demand(ordered, owner, at, Flaw::TableGroups);
        let pairs = || info.columns.iter().zip(info.columns.iter().skip(1));
        let sorted = pairs().all(|(a, b)| a.tag < b.tag);
        self.demand(sorted, owner, at, Flaw::ColumnOrder);
        let mut bits = BTreeSet::new();
        for column in &info.columns {
            let fresh = bits.insert(column.bit);
            self.check_column(owner, info, column, fresh);
        }
        self.check_overlaps(owner, info);
        for (tag, offset, bit) in [(ROW_ID, 0, 0), (ROW_VERSION, 4, 1)] {
            let found = info.column(tag).map(|column| (column.offset, column.bit));
            let sound = found == Some((offset, bit));
            self.demand(sound, owner, At::Column(tag), Flaw::ColumnRequired);
        }
    }

    fn check_column(&mut self, owner: Owner, info: &TableInfo, column: &Column, fresh: bool) {
        let at = At::Column(column.tag);
        let [long, short, bits] = info.ends.map(usize::from);
        let expected = cell_width(column.prop_type());
        let what = Flaw::ColumnWidth { found: wide(column.width), expected: wide(expected) };
        self.demand(column.width == expected, owner, at, what);
        let group = match column.width {
            4.. => 0..long,
            2 => long..short,
            _ => short..bits,
        };
        let inside = column.offset >= group.start && column.offset + column.width <= group.end;
        let (offset, width) = (wide(column.offset), wide(column.width));
        self.demand(inside, owner, at, Flaw::ColumnGroup { offset, width });
        let stored = fresh && bits + column.bit / 8 < info.row_size;
        self.demand(stored, owner, at, Flaw::ColumnBit { bit: wide(column.bit) });
    }

    fn check_overlaps(&mut self, owner: Owner, info: &TableInfo) {
        let mut columns: Vec<&Column> = info.columns.iter().collect();
        columns.sort_unstable_by_key(|column| column.offset);
        let mut end = 0;
        for column in columns {
            let what = Flaw::ColumnOverlap { offset: wide(column.offset) };
            self.demand(column.offset >= end, owner, At::Column(column.tag), what);
            end = column.offset + column.width;
        }
    }
}

//! The rows of tables (\[MS-PST\] 2.3.4.4), and what they copy from the objects they stand for.

use crate::bytes::Bytes;
use crate::check::data::Subs;
use crate::check::props::Pc;
use crate::check::table::Table;
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::ltp::table::{Column, ROW_ID, ROW_VERSION};
use crate::{At, NidType};

/// Columns that no property stands behind: PidTagMessageStatus and the conversation id are made
/// for the row.
const ROW_ONLY: [u16; 4] = [0x67F2, 0x67F3, 0x0E17, 0x3013];

/// How a cell differs from the property it copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// Both are there and differ.
    Value,
    /// The cell has no property behind it.
    NoProperty,
    /// The property has no cell.
    NoCell,
}

impl Check<'_> {
    /// Every row and every cell of a table.
    pub(super) fn check_rows(
        &mut self,
        owner: Owner,
        table: &mut Table,
        subs: &mut Subs,
    ) -> Try<()> {
        let variable: Vec<Column> =
            table.info.columns.iter().filter(|column| column.fixed().is_none()).copied().collect();
        for i in 0..table.order.len() {
            let Some((id, row)) = self.row(table, i)? else {
                let (number, id) = table.order.get(i).copied().unwrap_or_default();
                let owner = owner.row(id);
                self.note(
                    Some(owner),
                    At::Node(owner.nid()),
                    Flaw::RowMissing { number: number.into() },
                );
                continue;
            };
            self.check_row(owner.row(id), table, &row);
            for column in &variable {
                if table.info.exists(&row, column) {
                    let checked = self.check_cell(owner.row(id), (table, subs), &row, column);
                    if let Err(Stop::Fault(_, what)) = checked {
                        self.note(Some(owner.row(id)), At::Column(column.tag), what);
                    } else {
                        checked?;
                    }
                }
            }
        }
        Ok(())
    }

    fn check_row(&mut self, owner: Owner, table: &Table, row: &[u8]) {
        let (id, at) = (owner.row.unwrap_or(0), At::Node(owner.nid()));
        let found = row.u32_at(0).unwrap_or(0);
        let (found, expected) = (Hex(found.into()), Hex(id.into()));
        self.demand(found == expected, owner, at, Flaw::RowIdDiffers { found, expected });
        let bit = |tag: u32| {
            let column = table.info.column(tag);
            column.is_none_or(|column| table.info.exists(row, column))
        };
        self.demand(bit(ROW_ID) && bit(ROW_VERSION), owner, at, Flaw::RowBits);
        if owner.nid().kind() == NidType(0x12) {
            self.demand(id != 0, owner, at, Flaw::RecipientRow);
        }
        let listed = matches!(owner.nid().kind(), NidType::HIERARCHY | NidType::CONTENTS);
        // More versions than the file has room for rows come from tables that are shared.
        let room = self.versions.len() < crate::bytes::index(self.len / 16);
        if listed && owner.sub.is_none() && room {
            self.versions.push((row.u32_at(4).unwrap_or(0), owner.node, id));
        }
    }

    fn check_cell(
        &mut self,
        owner: Owner,
        (table, subs): (&mut Table, &mut Subs),
        row: &[u8],
        column: &Column,
    ) -> Try<()> {
        let hnid = row.u32_at(column.offset).unwrap_or(0);
        let size = self.value_len(owner, hnid, &mut table.heap, subs)?;
        self.check_not_free(owner, At::Column(column.tag), hnid, size);
        if column.prop_type() == 0x001F && size % 2 != 0 {
            return Err(Stop::Fault(At::Column(column.tag), Flaw::TextOdd { size }));
        }
        Ok(())
    }

    /// How a row differs from the object it stands for: the columns, each with how.
    pub(super) fn compare_row(
        &mut self,
        owner: Owner,
        (table, table_subs): (&mut Table, &mut Subs),
        row: &[u8],
        (pc, subs): (&mut Pc, &mut Subs),
    ) -> Try<Vec<(u32, Difference)>> {
        let mut differences = Vec::new();
        for i in 0..table.info.columns.len() {
            let Some(column) = table.info.columns.get(i).copied() else { continue };
            if ROW_ONLY.contains(&column.id()) {
                continue;
            }
            let there = table.info.exists(row, &column);
            let difference = match pc.find(column.id()) {
                None if there => Some(Difference::NoProperty),
                None => None,
                Some(record) if !there => {
                    (record.prop_type == column.prop_type()).then_some(Difference::NoCell)
                }
                Some(record) => {
                    let value = self.property(owner, pc, record, subs)?;
                    let cell = self.cell_bytes(owner, (table, table_subs), row, &column)?;
                    let same = cell.starts_with(&value)
                        && (cell.len() == value.len() || column.fixed().is_some());
                    (!same).then_some(Difference::Value)
                }
            };
            differences.extend(difference.map(|difference| (column.tag, difference)));
        }
        Ok(differences)
    }

    /// The bytes of a cell that exists.
    pub(super) fn cell_bytes(
        &mut self,
        owner: Owner,
        (table, subs): (&mut Table, &mut Subs),
        row: &[u8],
        column: &Column,
    ) -> Try<Vec<u8>> {
        if column.fixed().is_some() {
            return Ok(row.part(column.offset, column.width).unwrap_or_default().to_vec());
        }
        let hnid = row.u32_at(column.offset).unwrap_or(0);
        self.value_bytes(owner, hnid, &mut table.heap, subs)
    }
}

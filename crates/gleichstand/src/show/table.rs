//! Tables: a line of headings, no frames, as wide as the terminal.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, TableComponent, Width,
    presets,
};

/// No table is wider.
const MAX_WIDTH: u16 = 200;

/// The width of the terminal; `None` where there is none and lines may be of any length.
pub fn width() -> Option<u16> {
    let (_, columns) = console::Term::stdout().size_checked()?;
    Some(columns.clamp(40, MAX_WIDTH))
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table whose columns fit their contents. Lines are wrapped where the terminal is too narrow.
pub fn table(headings: &[(String, Align)], rows: &[Vec<String>]) -> String {
    let mut table = plain(headings.iter().map(|(heading, _)| heading.as_str()));
    fit(&mut table, width());
    for row in rows {
        table.add_row(row);
    }
    align(&mut table, headings);
    trimmed(table, 1)
}

/// Names and values, one pair a line; a value of several lines stays in its column.
pub fn pairs(pairs: &[(String, String)]) -> String {
    pairs_within(pairs, width())
}

/// The same within so many columns.
pub fn pairs_within(pairs: &[(String, String)], width: Option<u16>) -> String {
    let mut table = plain(std::iter::empty());
    fit(&mut table, width);
    for (name, value) in pairs {
        table.add_row([name, value]);
    }
    trimmed(table, 2)
}

/// A table with columns of fixed widths and one line for each row: parts of it can be shown one
/// after the other. Without headings it continues.
pub fn part(headings: Option<&[String]>, widths: &[u16], rows: Vec<Vec<String>>) -> String {
    let mut table = match headings {
        Some(headings) => plain(headings.iter().map(String::as_str)),
        None => plain(std::iter::empty()),
    };
    fit(&mut table, Some(widths.iter().sum()));
    table.set_truncation_indicator("…");
    for row in rows {
        let mut row = Row::from(row);
        row.max_height(1);
        table.add_row(row);
    }
    for (column, width) in table.column_iter_mut().zip(widths) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(*width)));
    }
    trimmed(table, 1)
}

fn plain<'a>(headings: impl Iterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    let headings: Vec<Cell> = headings.map(Cell::new).collect();
    if !headings.is_empty() {
        table.set_header(headings);
        table.set_style(TableComponent::HeaderLines, '─');
        table.set_style(TableComponent::MiddleHeaderIntersections, ' ');
    }
    table
}

fn align(table: &mut Table, headings: &[(String, Align)]) {
    for (column, (_, align)) in table.column_iter_mut().zip(headings) {
        column.set_cell_alignment(match align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
}

/// Lets a table wrap its lines where they are wider.
fn fit(table: &mut Table, width: Option<u16>) {
    match width {
        Some(width) => {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
}

/// The table's lines, blanks between its columns and none at their ends. A line of headings brings
/// another blank with it.
fn trimmed(mut table: Table, blanks: u16) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, blanks));
    }
    let text = table.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

//! Outlook's CSV: contacts, appointments, tasks and mails as tables, one row for each.
//!
//! The first line holds the names of the columns, in the language of the Outlook that wrote the
//! file; they differ between versions, and so does their order: **columns are known by name**.
//! The German names of tasks and mails are the best known ones, no whole export was found.
//! Beside Outlook's own names those of the address books of Windows and Thunderbird are understood.
//!
//! A table tells neither its encoding nor its separator nor how dates are to be read. All three
//! are told by the whole file ([`Table::open`]), never row by row.
//!
//! Not documented by anyone who would know: the numbers of "Show time as". Here 1 is tentative,
//! 2 busy, 3 free, 4 out of office, 5 elsewhere, as is usually reported; 0 is free, too.
//!
//! What must hold: what a row says is in its record, or in `left`, or a loss; what a record says
//! is in its row, or is named. The latter is not computed but tried: [`row`] reads what it wrote.

mod cells;
mod columns;
mod dates;
mod decode;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod words;
mod write;

pub use table::Table;
pub use write::{Encoding, Form, carries, head, row};

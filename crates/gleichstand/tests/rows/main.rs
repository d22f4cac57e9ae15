//! Every row and setting of the decision table, for every kind of record, on every pair of stores:
//! both in memory, a Unicode and an ANSI data file with SQLite, a data file with PostgreSQL.
//!
//! A row that does not apply to a kind has a scenario of its own, which shows what happens there.

#[path = "../program/schema.rs"]
mod schema;

mod changes;
mod claims;
mod missing;
mod pair;
mod world;

use pair::{Maker, ansi_and_sqlite, in_memory, unicode_and_postgresql, unicode_and_sqlite};
use sync::Kind;
use world::World;

/// To which kinds a row applies.
pub enum Of {
    /// Every kind.
    All,
    /// These kinds, and what is shown for the others.
    Only(&'static [Kind], fn(&mut World)),
}

/// Row of the decision table, setting, promise, kinds, and the scenario that proves it.
pub type Row = (u8, &'static str, &'static str, Of, fn(&mut World));

fn prove(make: Maker, kind: Kind) {
    let tables = [changes::ROWS, missing::ROWS, claims::ROWS];
    for (row, setting, promise, of, scenario) in tables.into_iter().flatten() {
        let Some(pair) = make() else { return };
        let (applies, scenario) = match of {
            Of::Only(kinds, otherwise) if !kinds.contains(&kind) => (false, otherwise),
            Of::All | Of::Only(..) => (true, scenario),
        };
        let note = if applies { "" } else { " (does not apply)" };
        println!("{kind:?}, row {row} ({setting}): {promise}{note}");
        scenario(&mut World::new(pair, kind));
    }
}

#[test]
fn the_tables_name_every_row() {
    let named = |row| {
        [changes::ROWS, missing::ROWS, claims::ROWS].into_iter().flatten().any(|of| of.0 == row)
    };
    (1..=26_u8).for_each(|row| assert!(named(row), "row {row}"));
}

macro_rules! every_row {
    ($pair:ident: $($name:ident of $kind:ident),*) => {
        mod $pair {
            $(#[test]
            fn $name() {
                super::prove(super::$pair, sync::Kind::$kind);
            })*
        }
    };
}

macro_rules! on_every_pair {
    ($($pair:ident),*) => {
        $(every_row!($pair:
            every_row_of_addresses of Addresses,
            every_row_of_mails of Mails,
            every_row_of_appointments of Appointments,
            every_row_of_tasks of Tasks
        );)*
    };
}

on_every_pair!(in_memory, unicode_and_sqlite, ansi_and_sqlite, unicode_and_postgresql);

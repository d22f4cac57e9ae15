//! The decision table: every row and setting, for every kind of record.
//!
//! A row that does not apply to a kind has a scenario of its own, which shows what happens there.

mod changes;
mod claims;
mod missing;

use sync::Kind;

use crate::world::World;

/// To which kinds a row applies.
pub enum Of {
    /// Every kind.
    All,
    /// These kinds, and what is shown for the others.
    Only(&'static [Kind], fn(&mut World)),
}

/// Row of the decision table, setting, promise, kinds, and the scenario that proves it.
pub type Row = (u8, &'static str, &'static str, Of, fn(&mut World));

const TABLES: [&[Row]; 3] = [changes::ROWS, missing::ROWS, claims::ROWS];

/// Every row in a world of its own.
pub fn prove(new: &dyn Fn() -> World) {
    for (row, setting, promise, of, scenario) in TABLES.into_iter().flatten() {
        let mut world = new();
        let (note, scenario) = match of {
            Of::Only(kinds, otherwise) if !kinds.contains(&world.kind) => {
                (" (does not apply)", otherwise)
            }
            Of::All | Of::Only(..) => ("", scenario),
        };
        println!("{:?}, row {row} ({setting}): {promise}{note}", world.kind);
        scenario(&mut world);
    }
}

#[test]
fn the_tables_name_every_row() {
    let named = |row| TABLES.into_iter().flatten().any(|of| of.0 == row);
    (1..=26_u8).for_each(|row| assert!(named(row), "row {row}"));
}

//! What every store promises, and what two of them come to together: both sides in memory, a
//! Unicode and an ANSI data file with SQLite, a data file with PostgreSQL; every kind of record.

#[path = "../program/schema.rs"]
mod schema;

mod conformance;
mod pair;
mod rows;
mod scenarios;
mod world;

use pair::{Maker, ansi_and_sqlite, in_memory, unicode_and_postgresql, unicode_and_sqlite};
use sync::{Kind, Side};
use world::World;

/// Proves everything for a kind on a pair of stores, where it can be had here.
fn prove(make: Maker, kind: Kind) {
    if make().is_none() {
        return;
    }
    let new = || World::new(make().expect("it was there"), kind);
    for side in [Side::Office, Side::Outlook] {
        conformance::prove(&new, side);
    }
    rows::prove(&new);
}

macro_rules! every_promise {
    ($($pair:ident),*) => {
        $(mod $pair {
            use sync::Kind;

            #[test]
            fn addresses_keep_every_promise() {
                crate::prove(super::$pair, Kind::Addresses);
            }

            #[test]
            fn mails_keep_every_promise() {
                crate::prove(super::$pair, Kind::Mails);
            }

            #[test]
            fn appointments_keep_every_promise() {
                crate::prove(super::$pair, Kind::Appointments);
            }

            #[test]
            fn tasks_keep_every_promise() {
                crate::prove(super::$pair, Kind::Tasks);
            }
        })*
    };
}

every_promise!(in_memory, unicode_and_sqlite, ansi_and_sqlite, unicode_and_postgresql);

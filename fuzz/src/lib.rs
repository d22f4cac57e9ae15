//! What the fuzz targets share.
//!
//! An input does not hold a data file but what is done to one: the number of a healthy base file,
//! damages, operations. The damages are applied, the checksums around them made right again (save
//! where the input says no), and the promise is tested on the outcome. So inputs are short, nearly
//! every one of them reaches the layers behind the checksums, and a mutation of an input is a
//! mutation of what a file means.
//!
//! The promises themselves are those of `crates/pst/tests/regress`, where the files that once broke
//! them are kept.

pub mod anatomy;
pub mod base;
pub mod damage;
pub mod limits;

#[path = "../../crates/pst/tests/regress/editing.rs"]
pub mod editing;
#[path = "../../crates/pst/tests/regress/made.rs"]
pub mod made;
#[path = "../../crates/pst/tests/regress/reading.rs"]
pub mod reading;
#[path = "../../crates/pst/tests/regress/sandbox.rs"]
pub mod sandbox;
#[path = "../../crates/pst/tests/regress/seed.rs"]
pub mod seed;

use std::sync::LazyLock;

use crate::base::Base;
use crate::seed::Seed;

static BASES: LazyLock<Vec<Base>> = LazyLock::new(base::all);

/// The file that an input describes, and the operations on it. When `FUZZ_SEED` names a file, they
/// are written there in the form in which tests keep them.
#[must_use]
pub fn seed(input: &[u8]) -> Option<Seed> {
    let (number, rest) = input.split_first()?;
    let base = BASES.get(usize::from(*number) % BASES.len())?;
    let (image, ops) = damage::apply(base, rest);
    let seed = Seed { image, ops: ops.to_vec() };
    if let Some(path) = std::env::var_os("FUZZ_SEED") {
        std::fs::write(path, seed.pack()).ok()?;
    }
    Some(seed)
}

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
#[path = "../../crates/pst/tests/regress/rescuing.rs"]
pub mod rescuing;
#[path = "../../crates/pst/tests/regress/sandbox.rs"]
pub mod sandbox;
#[path = "../../crates/pst/tests/regress/seed.rs"]
pub mod seed;

use std::sync::LazyLock;

use crate::base::Base;
use crate::seed::Seed;

static BASES: LazyLock<Vec<Base>> = LazyLock::new(base::all);

/// The base of a number: the upper half of the numbers stands for real files, where there are some;
/// in the lower half the mailboxes come twice as often as the other bases.
fn base(number: u8) -> Option<&'static Base> {
    let number = usize::from(number);
    let (own, real) = BASES.split_at_checked(base::OWN)?;
    if number >= 128 && !real.is_empty() {
        return real.get(number % real.len());
    }
    let turn = number % 16;
    own.get(turn.checked_sub(base::OWN).unwrap_or(turn))
}

/// The file that an input describes, and the operations on it. When `FUZZ_SEED` names a file, they
/// are written there in the form in which tests keep them.
#[must_use]
pub fn seed(input: &[u8]) -> Option<Seed> {
    let (number, rest) = input.split_first()?;
    let base = base(*number)?;
    let (image, ops) = damage::apply(base, rest);
    let seed = Seed { image, ops: ops.to_vec() };
    if let Some(path) = std::env::var_os("FUZZ_SEED") {
        std::fs::write(path, seed.pack()).ok()?;
    }
    Some(seed)
}

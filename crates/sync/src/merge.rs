//! The field-wise three-way merge.
//!
//! Pure: it sees what both sides hold now, what each held when they were last in step (the base),
//! which side is newer, and the terms; it says per field what is to be written where. It serves
//! import and export (one side may be written) and synchronisation (both may).
//!
//! What must hold: swapping the sides swaps the result; a merge whose result was written finds
//! nothing more to write; without a base a field is filled but never blanked.

mod field;
mod pair;

pub use field::{Both, Conflicts, Newer};
pub use pair::{Difference, FieldStep, Merged, Pair, Words, merge};

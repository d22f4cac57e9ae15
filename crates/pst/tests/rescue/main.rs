//! Repair: whatever happens to a file, what is left of it comes back, and the outcome is a file in
//! which nothing is wrong.
//!
//! The items that must come back are found by a walk of its own through the file before the damage:
//! those of whose blocks no byte was touched. `GLEICHSTAND_MUTATIONS` sets how often each file is
//! damaged in each way, `GLEICHSTAND_SEED` the chance.

#[path = "../check/judge.rs"]
#[allow(dead_code, reason = "part of it is used here")]
mod judge;
#[path = "../support/mod.rs"]
mod support;
#[path = "../check/surgeon.rs"]
#[allow(dead_code, reason = "part of it is used here")]
mod surgeon;

mod copies;
mod damage;
mod deleted;
mod items;
mod mutated;
mod whole;

use std::sync::Arc;

use pst::{MemoryBackend, Repair, RepairNames, Result};

/// Repairs bytes; answers what was done, and the bytes.
fn repair(bytes: Vec<u8>) -> Result<(Repair, Vec<u8>)> {
    let names = RepairNames {
        recovered: "Wiederhergestellt".to_owned(),
        folder: "Ordner".to_owned(),
        record_key: [5; 16],
    };
    let memory = Arc::new(MemoryBackend::new(bytes));
    let done = pst::repair(Arc::<MemoryBackend>::clone(&memory), &names)?;
    Ok((done, memory.bytes()))
}

//! Imports between two sides in memory.
#![allow(missing_docs, clippy::unwrap_used)]

mod histories;
mod interrupted;
mod rows;
mod rows_of_claims;
mod scenario;
#[allow(dead_code)]
mod world;

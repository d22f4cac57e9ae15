//! Exports and synchronisations between two sides in memory.
#![allow(missing_docs, clippy::unwrap_used)]

mod answers;
mod export;
mod histories;
mod interrupted;
mod mails;
mod plans;
mod remapped;
mod rows_of_claims;
#[path = "sync.rs"]
mod synchronisation;
mod undo;
#[allow(dead_code)]
#[path = "../import/world.rs"]
mod world;

//! What several tests need: a store with something of everything, changes that together use every
//! operation of a transaction, a full view of a file, numbers by fixed chance, and the independent
//! checker that may lie beside the project.
#![allow(dead_code, reason = "each test uses its part")]

pub mod base;
pub mod changes;
pub mod corpus;
pub mod dice;
pub mod seen;
pub mod strict;
pub mod values;

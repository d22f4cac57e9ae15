//! What a person sees: tables, reports, progress.

pub mod address;
pub mod changes;
pub mod json;
pub mod output;
pub mod progress;
pub mod report;
pub mod table;

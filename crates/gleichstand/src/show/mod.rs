//! What a person sees: tables, reports, progress.

pub mod attachments;
pub mod changes;
pub mod json;
pub mod mapping;
pub mod occurrences;
pub mod output;
pub mod progress;
pub mod record;
pub mod report;
pub mod table;
pub mod tried;

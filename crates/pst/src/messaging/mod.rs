//! The messaging layer (\[MS-PST\] 2.4): store, folders, items, names.

pub(crate) mod build;
pub(crate) mod conversation;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod entry_id;
pub(crate) mod folder;
pub(crate) mod item;
pub(crate) mod names;
pub(crate) mod new_store;
pub(crate) mod object_index;
pub(crate) mod patch;
pub(crate) mod queue;
pub(crate) mod reader;
pub(crate) mod remove;
pub(crate) mod store;
pub(crate) mod templates;

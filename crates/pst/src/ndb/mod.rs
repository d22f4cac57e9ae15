//! The node database layer (\[MS-PST\] 2.2): where bytes live.

pub(crate) mod alloc;
pub(crate) mod blocks;
pub(crate) mod btree;
pub(crate) mod commit;
pub(crate) mod data_tree;
pub(crate) mod grow;
pub(crate) mod header;
pub(crate) mod ids;
pub(crate) mod keyset;
#[cfg(any(test, fuzzing))]
pub(crate) mod newer;
pub(crate) mod page;
pub(crate) mod subnodes;
pub(crate) mod view;

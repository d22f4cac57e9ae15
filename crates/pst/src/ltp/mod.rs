//! Lists, tables and properties (\[MS-PST\] 2.3): what the bytes of a node mean.

pub(crate) mod bth;
pub(crate) mod budget;
pub(crate) mod edit;
pub(crate) mod heap;
pub(crate) mod heap_edit;
pub(crate) mod index_edit;
pub(crate) mod index_tree;
pub(crate) mod matrix_edit;
pub(crate) mod pc;
pub(crate) mod prop;
pub(crate) mod table;
pub(crate) mod table_edit;
pub(crate) mod text;

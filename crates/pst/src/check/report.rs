//! What a check found.

use std::collections::HashMap;

use crate::check::flaw::{Flaw, Severity};
use crate::{At, Encryption, FileFormat, Nid};

/// Findings of one rule that are kept; a damaged file can break one rule a million times.
const KEPT: u64 = 500;

/// The object in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// The node: a folder, an item, a table.
    pub node: Nid,
    /// The subnode below it: an attachment, an embedded message, a table of an item.
    pub sub: Option<Nid>,
    /// The row, if the object is a table; in a folder's tables the id of the folder or item.
    pub row: Option<u32>,
}

impl Owner {
    /// A node itself.
    pub(super) fn node(node: Nid) -> Self {
        Self { node, sub: None, row: None }
    }

    /// A subnode, at whatever depth, of the same node.
    pub(super) fn below(self, sub: Nid) -> Self {
        Self { sub: Some(sub), ..self }
    }

    /// A row of the table.
    pub(super) fn row(self, id: u32) -> Self {
        Self { row: Some(id), ..self }
    }

    /// The id that says of what kind the object is.
    pub(super) fn nid(self) -> Nid {
        self.sub.unwrap_or(self.node)
    }
}

/// One finding: where, and which rule is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The object at hand; `None` for parts of the file that belong to no object.
    pub owner: Option<Owner>,
    /// The place in the object or in the file.
    pub at: At,
    /// The rule, and what was found.
    pub what: Flaw,
}

/// What a file is and how much of everything it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// ANSI or Unicode.
    pub format: FileFormat,
    /// `wVer`.
    pub version: u16,
    /// Encoding of data blocks.
    pub encryption: Encryption,
    /// Bytes of the file.
    pub size: u64,
    /// `fAMapValid`.
    pub maps_valid: u8,
    /// Nodes.
    pub nodes: u64,
    /// Subnodes at all depths.
    pub subnodes: u64,
    /// Payload of all blocks in bytes.
    pub block_bytes: u64,
    /// Properties of all property contexts.
    pub properties: u64,
    /// Named properties.
    pub names: u64,
    /// Folders, search folders not counted.
    pub folders: u64,
    /// Associated (hidden) items.
    pub associated: u64,
    /// Regions of the allocation maps.
    pub regions: u64,
    /// Bytes that the maps say are free.
    pub free_bytes: u64,
    /// Bytes that the maps say are taken and that nothing uses.
    pub lost_bytes: u64,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// What contradicts the format or breaks readers, in the order in which it was found.
    pub errors: Vec<Finding>,
    /// What is odd, but seen in files that Outlook wrote, or named by repair tools only.
    pub warnings: Vec<Finding>,
    /// Findings that are not listed because their rule is broken too often.
    pub left_out: u64,
    /// What the file is.
    pub facts: Facts,
    /// Pages: of both trees, of the maps, and the density list.
    pub pages: u64,
    /// Blocks.
    pub blocks: u64,
    /// Rows of contents tables that lead to an item.
    pub items: u64,
}

impl CheckReport {
    /// Whether nothing was found at all.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty() && self.warnings.is_empty()
    }

    /// All findings, errors first.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.errors.iter().chain(&self.warnings)
    }
}

/// Findings as they come.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    pub left_out: u64,
    counts: HashMap<&'static str, u64>,
}

impl Log {
    pub fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.what.id()).or_default();
        *count += 1;
        if *count > KEPT {
            self.left_out += 1;
            return;
        }
        match finding.what.severity() {
            Severity::Error => self.errors.push(finding),
            Severity::Warning => self.warnings.push(finding),
        }
    }
}

//! The integrity check: all layers, every rule, nothing changed.
//!
//! It reads for itself and trusts no other part of this crate: where reading is lenient, this is
//! strict. What must hold: it goes on behind every fault as far as it can; a fault is named once,
//! where it is; no panic, no endless reading, and memory bounded by the size of the file, which
//! rests on these: an entry of a tree is kept in less than twice its bytes, keys that do not ascend
//! end a list, and all reading is paid from one account.

mod attachment;
mod blocks;
mod data;
mod flaw;
mod folders;
mod header;
mod heap;
mod item;
mod maps;
mod names;
mod object;
mod props;
mod report;
mod rows;
mod special;
mod store;
mod table;
mod trees;

use std::collections::BTreeMap;

use crate::backend::Backend;
use crate::bytes::wide;
use crate::check::blocks::Blocks;
use crate::check::maps::Slots;
use crate::format::{FileFormat, Format};
use crate::ndb::btree::NodeEntry;
use crate::ndb::header::Header;
use crate::{At, Encryption, Error, Nid, Pst, Result};

pub use flaw::{Flaw, Hex, PageKind, Severity};
pub use report::{CheckReport, Facts, Finding, Owner};

/// Why a part of the file is given up: a fault, or the system says no.
enum Stop {
    Fault(At, Flaw),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.into())
    }
}

type Try<T> = std::result::Result<T, Stop>;

/// A check in progress.
struct Check<'b> {
    backend: &'b dyn Backend,
    len: u64,
    header: Header,
    format: &'static Format,
    log: report::Log,
    facts: Facts,
    pages: u64,
    items: u64,
    /// Space in use.
    used: Slots,
    blocks: Blocks,
    /// All nodes, sorted by their ids.
    nodes: Vec<NodeEntry>,
    /// Bytes that may still be read from blocks and heaps.
    account: u64,
    /// Entries of subnode trees in memory.
    held: usize,
    /// Named properties in use, with the first object that uses each.
    named: BTreeMap<u16, Owner>,
    /// Row versions of hierarchy and contents tables, with their tables and rows.
    versions: Vec<(u32, Nid, u32)>,
    /// The highest index of each subnode type.
    sub_index: [u32; 32],
}

impl Pst {
    /// Checks the whole file as it is on the disk against every rule that is known.
    ///
    /// While a write transaction is open, the file says of itself that its maps are invalid.
    ///
    /// ```no_run
    /// use pst::{Access, Pst};
    ///
    /// let report = Pst::open("Kunden.pst", Access::Read)?.check()?;
    /// for finding in &report.errors {
    ///     println!("{} {}", finding.at, finding.what.id());
    /// }
    /// assert!(report.is_clean());
    /// # Ok::<(), pst::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the system says. Whatever the file holds is a finding.
    pub fn check(&self) -> Result<CheckReport> {
        check_backend(self.backend())
    }
}

/// Checks a file that need not be readable otherwise: as far as its header lets one find anything.
///
/// # Errors
/// What the system says, or why this is no data file of a known kind.
pub fn check_backend(backend: &dyn Backend) -> Result<CheckReport> {
    let mut check = Check::new(backend)?;
    match check.run() {
        Ok(()) => Ok(check.finish()),
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::Fault(at, what)) => {
            check.note(None, at, what);
            Ok(check.finish())
        }
    }
}

impl<'b> Check<'b> {
    fn new(backend: &'b dyn Backend) -> Result<Self> {
        let header = Header::read(backend)?;
        if header.format.kind == FileFormat::Unicode4K {
            return Err(Error::FourK);
        }
        let (format, len) = (header.format, backend.len()?);
        Ok(Self {
            backend,
            len,
            format,
            log: report::Log::default(),
            facts: Facts::new(&header, len),
            pages: 0,
            items: 0,
            used: Slots::new(len),
            blocks: Blocks::default(),
            nodes: Vec::new(),
            account: len.saturating_mul(64).saturating_add(64 << 20),
            held: 0,
            named: BTreeMap::new(),
            versions: Vec::new(),
            sub_index: [0; 32],
            header,
        })
    }

    /// The passes, each on what the ones before it found.
    fn run(&mut self) -> Try<()> {
        self.check_header()?;
        self.read_blocks()?;
        self.read_nodes()?;
        self.check_nodes()?;
        self.check_counters();
        self.check_special()?;
        self.check_folders()?;
        self.check_references();
        self.check_maps()
    }

    fn finish(mut self) -> CheckReport {
        self.facts.nodes = wide(self.nodes.len());
        CheckReport {
            errors: self.log.errors,
            warnings: self.log.warnings,
            left_out: self.log.left_out,
            facts: self.facts,
            pages: self.pages,
            blocks: wide(self.blocks.len()),
            items: self.items,
        }
    }

    /// Notes a finding.
    fn note(&mut self, owner: Option<Owner>, at: At, what: Flaw) {
        self.log.add(Finding { owner, at, what });
    }

    /// Notes a finding in an object, unless all is well.
    fn demand(&mut self, sound: bool, owner: Owner, at: At, what: Flaw) {
        if !sound {
            self.note(Some(owner), at, what);
        }
    }

    /// A fault ends here: it is noted, and what is around it goes on.
    fn caught<T>(&mut self, owner: Owner, result: Try<T>) -> Try<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Fault(at, what)) => {
                self.note(Some(owner), at, what);
                Ok(None)
            }
            Err(failed) => Err(failed),
        }
    }

    /// Pays for reading; ends what would go on for ever.
    fn pay(&mut self, bytes: usize) -> Try<()> {
        let rest = self.account.checked_sub(wide(bytes).max(16));
        self.account = rest.unwrap_or(0);
        rest.map(drop).ok_or(Stop::Fault(At::Header, Flaw::Endless))
    }

    fn node(&self, nid: Nid) -> Option<NodeEntry> {
        let at = self.nodes.binary_search_by_key(&nid, |node| node.nid).ok()?;
        self.nodes.get(at).copied()
    }

    fn has(&self, nid: Nid) -> bool {
        self.node(nid).is_some()
    }

    /// Whether the file claims to be of Outlook 2007 SP2 or later, which repair tools hold to more.
    fn modern(&self) -> bool {
        self.header.amap_valid == 2
    }
}

impl Facts {
    fn new(header: &Header, size: u64) -> Self {
        let encryption: Encryption = header.encryption;
        Self {
            format: header.format.kind,
            version: header.version,
            encryption,
            size,
            maps_valid: header.amap_valid,
            nodes: 0,
            subnodes: 0,
            block_bytes: 0,
            properties: 0,
            names: 0,
            folders: 0,
            associated: 0,
            regions: 0,
            free_bytes: 0,
            lost_bytes: 0,
        }
    }
}

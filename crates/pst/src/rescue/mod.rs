//! Rescue: bringing a damaged file in order, and getting back what was deleted.
//!
//! A repair goes from below to above. [`scan`] finds everything that proves itself by a checksum;
//! [`trees`] and [`salvage`] decide which nodes and blocks there are and write the trees anew where
//! they have to; [`loose`] finds objects to which nothing leads; from there on the file can be
//! opened, and [`mend`] holds it against the check, object by object, until it finds no fault.
//!
//! What must hold: what can be read before can be read afterwards; an object without a fault is not
//! touched; ids stay, so that what is linked by EntryID stays linked; every step is told.

pub mod deleted;
mod header;
mod loose;
mod mend;
pub mod report;
mod salvage;
mod scan;
mod tail;
mod trees;
mod values;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::backend::Backend;
use crate::format::FileFormat;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::Nid;
use crate::rescue::mend::Mend;
use crate::rescue::report::{Fix, Repair};
use crate::rescue::salvage::Salvage;
use crate::{Access, Error, Pst, Result};

/// What a repair calls what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairNames {
    /// The folder for what belongs to no folder.
    pub recovered: String,
    /// A folder whose name is gone.
    pub folder: String,
    /// PidTagRecordKey for a store that has lost its own.
    pub record_key: [u8; 16],
}

/// Brings a file in order, in place: give it a copy. The file need not be readable otherwise.
///
/// ```
/// use std::sync::Arc;
///
/// use pst::{MemoryBackend, NewStore, Pst, RepairNames};
///
/// let memory = Arc::new(MemoryBackend::default());
/// drop(Pst::create_on(Box::new(Arc::clone(&memory)), &NewStore::new("K", [1; 16], [2; 16]))?);
/// let names = RepairNames {
///     recovered: "Wiederhergestellt".into(),
///     folder: "Ordner".into(),
///     record_key: [3; 16],
/// };
/// let done = pst::repair(memory, &names)?;
/// assert!(done.steps.is_empty() && done.check.is_clean());
/// # Ok::<(), pst::Error>(())
/// ```
///
/// # Errors
/// What the system says; [`Error::NotPst`] where nothing of a data file can be found;
/// [`Error::FourK`].
pub fn repair(backend: Arc<dyn Backend>, names: &RepairNames) -> Result<Repair> {
    let (header, rebuilt) = header::read(&*backend)?;
    if header.format.kind == FileFormat::Unicode4K {
        return Err(Error::FourK);
    }
    let mut salvage = Salvage::new(Arc::clone(&backend), header, rebuilt)?;
    if salvage.nodes.entries.is_empty() && salvage.found.blocks.is_empty() {
        return Err(Error::NotPst);
    }
    salvage.note(Fix::Header, None, u64::from(rebuilt));
    let mut found = settle(&mut salvage)?;
    let invalid = salvage.header.needs_recovery(backend.len()?);
    let opened = match salvage.changed {
        true => None,
        false => match open(&backend) {
            Err(Error::Io(error)) => return Err(error.into()),
            opened => opened.ok(),
        },
    };
    salvage.note(Fix::Maps, None, u64::from(invalid && opened.is_some()));
    let pst = match opened {
        Some(pst) => pst,
        None => {
            write(&mut salvage, &mut found)?;
            open(&backend)?
        }
    };
    let steps = std::mem::take(&mut salvage.steps);
    drop(salvage);
    Mend::new(&pst, names, steps).run(&found.uncertain)
}

/// What a file consists of.
struct Settled {
    nodes: Vec<NodeEntry>,
    uncertain: Uncertain,
    blocks: Vec<crate::ndb::btree::BlockEntry>,
}

/// Items of which another source than the node tree tells.
#[derive(Debug, Default)]
struct Uncertain {
    /// Of damaged or replaced pages, under their own ids.
    rescued: Vec<Nid>,
    /// Found without a node, under new ids; those that the block tree knows, and of these the first
    /// ones, first.
    found: Vec<Nid>,
    /// Of these, what the count of references alone tells of.
    copies: BTreeSet<Nid>,
}

fn settle(salvage: &mut Salvage) -> Result<Settled> {
    let steps = salvage.steps.clone();
    loop {
        let mut nodes = salvage.settle()?;
        let right = salvage.nodes.torn == 0 || loose::set_right(salvage, &mut nodes)?;
        let blocks = if right { salvage.counted(&nodes)? } else { None };
        // Each time some blocks are given up, so this ends.
        let Some(blocks) = blocks else {
            salvage.steps.clone_from(&steps);
            continue;
        };
        let is_rescued = |nid: &Nid| salvage.nodes.rescued.contains(&u64::from(nid.0));
        let rescued = nodes.iter().map(|node| node.nid).filter(is_rescued).collect();
        if salvage.nodes.torn == 0 {
            let uncertain = Uncertain { rescued, ..Uncertain::default() };
            return Ok(Settled { nodes, uncertain, blocks });
        }
        let loose = loose::find(salvage, &nodes)?;
        // What the block tree does not tell of may be an earlier version, and a count too high.
        let mut found = loose.nodes.clone();
        found.sort_by_key(|node| {
            let known = salvage.blocks.entries.contains_key(&node.data.key());
            (!known, loose.copies.contains(&node.nid))
        });
        let uncertain = Uncertain {
            rescued,
            found: found.iter().map(|node| node.nid).collect(),
            copies: loose.copies,
        };
        nodes.extend(loose.nodes);
        nodes.sort_unstable_by_key(|node| node.nid);
        if let Some(blocks) = salvage.counted(&nodes)? {
            return Ok(Settled { nodes, uncertain, blocks });
        }
        salvage.steps.clone_from(&steps);
    }
}

/// Writes both trees and a header that leads to them.
fn write(salvage: &mut Salvage, settled: &mut Settled) -> Result<()> {
    salvage.seal(&settled.blocks)?;
    let nbt = salvage.tail.tree(&settled.nodes)?;
    let bbt = salvage.tail.tree(&settled.blocks)?;
    let end = salvage.tail.end();
    salvage.backend.set_len(end)?;
    let header = &mut salvage.header;
    (header.nbt, header.bbt) = (nbt, bbt);
    (header.next_block, header.next_page) = (salvage.tail.next_block, salvage.tail.next_page);
    header.eof = end;
    header.amap_last = end - crate::format::REGION;
    header.amap_valid = 0;
    header.write(&*salvage.backend)?;
    salvage.note(Fix::Maps, None, 1);
    Ok(())
}

fn open(backend: &Arc<dyn Backend>) -> Result<Pst> {
    Pst::open_unchecked(Arc::clone(backend), Access::Write)
}

//! Changes a file by operations that come as bytes, and holds the engine to its promises: what is
//! committed is there, what was not touched is as it was, and no fault is there that was not there
//! before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use pst::{
    Access, Copier, MemoryBackend, NewStore, Nid, Patch, PropName, PropValue, Pst, Reader, Result,
    WriteTxn, check_backend, guid,
};

use crate::made::{self, Made, Print};
use crate::reading;
use crate::sandbox::Sandbox;

/// Transactions of one input, and operations of one transaction.
const MOST_TRANSACTIONS: usize = 3;
const MOST_OPS: usize = 12;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// An item that was committed is not there, or not as it was made.
    Lost(Nid, String),
    /// An item that nobody touched is another one.
    Changed(Nid),
    /// The file does not open any more.
    Unopened(String),
    /// The check finds a fault of a kind that it did not find before, with those that it did.
    Fault(String, Vec<&'static str>),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(nid, why) => write!(f, "item {nid} was committed and is lost: {why}"),
            Self::Changed(nid) => write!(f, "item {nid} was not touched and is another one"),
            Self::Unopened(why) => write!(f, "the file does not open any more: {why}"),
            Self::Fault(what, old) => write!(f, "a new fault beside {old:?}: {what}"),
        }
    }
}

/// Opens the file for writing and does all operations, in as many transactions as they say.
///
/// # Errors
/// The first broken promise. What is committed is there in every file that opens for writing. Where
/// things shared space or contradicted each other before, changing one may change another, and
/// where a fault hid what lies behind it, mending it shows more faults: these do not count.
pub fn edit(image: Vec<u8>, ops: &[u8]) -> std::result::Result<(), Broken> {
    let sandbox = Arc::new(Sandbox::new(image.clone()));
    let Ok(pst) = open(&sandbox) else { return Ok(()) };
    let done = Session::new(pst, ops).run(&sandbox).and_then(|()| settle(&sandbox));
    match done {
        Err(Broken::Changed(_)) if !faults(&Sandbox::new(image.clone())).is_empty() => Ok(()),
        Err(broken) => Err(broken),
        Ok(found) if found.is_empty() => Ok(()),
        Ok(found) => compare(&faults(&Sandbox::new(image)), found),
    }
}

fn compare(old: &Faults, found: Faults) -> std::result::Result<(), Broken> {
    if old.keys().any(|kind| hides(kind)) {
        return Ok(());
    }
    match found.into_iter().find(|(kind, _)| !old.contains_key(kind)) {
        Some((_, what)) => Err(Broken::Fault(what, old.keys().copied().collect())),
        None => Ok(()),
    }
}

/// Whether the check cannot see what lies behind such a fault, or whether the file contradicts
/// itself by it: a block below subnode trees with more references than are counted goes with the
/// first of them, an item that two folders list with the one that it says it lies in.
fn hides(kind: &str) -> bool {
    const LAYERS: [&str; 15] = [
        "header", "file", "page", "tree", "block", "xblock", "data", "subnode", "sblock", "heap",
        "bth", "table", "endless", "refs", "unlisted",
    ];
    kind.split('-').nth(1).is_some_and(|layer| LAYERS.contains(&layer))
}

fn open(sandbox: &Arc<Sandbox>) -> Result<Pst> {
    Pst::open_backend(Box::new(Arc::clone(sandbox)), Access::Write)
}

/// What is left behind: the kinds of faults in the file when it was closed.
fn settle(sandbox: &Arc<Sandbox>) -> std::result::Result<Faults, Broken> {
    open(sandbox).map_err(|error| Broken::Unopened(error.to_string()))?;
    Ok(faults(sandbox))
}

/// One fault of every kind that was found.
type Faults = BTreeMap<&'static str, String>;

fn faults(sandbox: &Sandbox) -> Faults {
    let errors = check_backend(sandbox).map(|report| report.errors).unwrap_or_default();
    errors.iter().map(|finding| (finding.what.id(), format!("{finding:?}"))).collect()
}

/// Operations as bytes; when they end, zeros.
struct Ops<'o>(&'o [u8]);

impl Ops<'_> {
    fn next(&mut self) -> u8 {
        match self.0.split_first() {
            Some((byte, rest)) => {
                self.0 = rest;
                *byte
            }
            None => 0,
        }
    }

    fn pick<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        let at = usize::from(self.next());
        things.get(at.checked_rem(things.len())?).copied()
    }
}

/// How a transaction ends.
#[derive(PartialEq, Eq)]
enum End {
    Commit,
    Abort,
    Reopen,
}

/// What a transaction did.
#[derive(Default)]
struct Deeds {
    made: BTreeMap<Nid, Made>,
    touched: BTreeSet<Nid>,
    copied: bool,
    /// Whole folders went: what was in them is not looked for.
    folders_gone: bool,
}

struct Session<'o> {
    pst: Pst,
    ops: Ops<'o>,
    folders: Vec<Nid>,
    /// Every item as it is now.
    items: BTreeMap<Nid, Print>,
}

impl<'o> Session<'o> {
    fn new(pst: Pst, ops: &'o [u8]) -> Self {
        let mut session = Self { pst, ops: Ops(ops), folders: Vec::new(), items: BTreeMap::new() };
        session.look();
        session
    }

    /// Notes what there is.
    fn look(&mut self) {
        let txn = self.pst.read();
        let tree = txn.folders().unwrap_or_default();
        self.folders = tree.folders.iter().filter(|f| !f.search).map(|f| f.nid).collect();
        self.items.clear();
        for folder in &self.folders {
            for nid in reading::items(&txn, *folder) {
                if let Ok(item) = txn.message(nid) {
                    self.items.insert(nid, Print::of(&txn, item));
                }
            }
        }
    }

    fn run(mut self, sandbox: &Arc<Sandbox>) -> std::result::Result<(), Broken> {
        for _ in 0..MOST_TRANSACTIONS {
            if self.ops.0.is_empty() {
                break;
            }
            let before = std::mem::take(&mut self.items);
            let (deeds, end) = self.transaction(&before);
            if end == End::Reopen {
                self.pst = open(sandbox).map_err(|error| Broken::Unopened(error.to_string()))?;
            }
            self.look();
            self.verify(&before, &deeds)?;
        }
        Ok(())
    }

    /// Does what the operations say up to the end of a transaction. An error takes it back.
    fn transaction(&mut self, items: &BTreeMap<Nid, Print>) -> (Deeds, End) {
        let nids: Vec<Nid> = items.keys().copied().collect();
        let Ok(txn) = self.pst.write() else { return (Deeds::default(), End::Reopen) };
        let mut work = Work {
            txn,
            ops: &mut self.ops,
            folders: self.folders.clone(),
            nids,
            deeds: Deeds::default(),
        };
        let mut end = End::Commit;
        for _ in 0..MOST_OPS {
            let code = work.ops.next();
            end = match code {
                0..=15 => End::Commit,
                16..=23 => End::Abort,
                24..=31 => End::Reopen,
                _ => match work.perform(code) {
                    Ok(()) => continue,
                    Err(_) => End::Abort,
                },
            };
            break;
        }
        let Work { txn, deeds, .. } = work;
        // What is not committed leaves no trace, and the next transaction goes on without it.
        if end == End::Abort || txn.commit().is_err() {
            return (Deeds::default(), End::Abort);
        }
        (deeds, end)
    }

    fn verify(
        &self,
        before: &BTreeMap<Nid, Print>,
        deeds: &Deeds,
    ) -> std::result::Result<(), Broken> {
        let txn = self.pst.read();
        for (nid, made) in &deeds.made {
            made.find(&txn, *nid).map_err(|why| Broken::Lost(*nid, why))?;
        }
        for (nid, print) in before {
            let touched = deeds.touched.contains(nid) || deeds.folders_gone;
            if !touched && !self.items.get(nid).is_some_and(|now| now.is(print)) {
                return Err(Broken::Changed(*nid));
            }
        }
        Ok(())
    }
}

/// Another file, to copy from.
static DONOR: LazyLock<Option<Pst>> = LazyLock::new(|| donor().ok());

fn donor() -> Result<Pst> {
    let new = NewStore::new("Quelle", [1; 16], [2; 16]);
    let pst = Pst::create_on(Box::new(MemoryBackend::default()), &new)?;
    let root = pst.read().store()?.ipm_subtree.unwrap_or_default();
    let mut txn = pst.write()?;
    let folder = txn.create_folder(root, "Ordner", "IPF.Note")?;
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
    let id = txn.named_prop(&name)?;
    let mut item = made::item(0xFF, 40);
    item.props.set(id, PropValue::Text("K-1".into()));
    txn.create_message(folder, item)?;
    txn.commit()?;
    Ok(pst)
}

/// A transaction at work.
struct Work<'w, 'p, 'o> {
    txn: WriteTxn<'p>,
    ops: &'w mut Ops<'o>,
    folders: Vec<Nid>,
    nids: Vec<Nid>,
    deeds: Deeds,
}

impl Work<'_, '_, '_> {
    fn perform(&mut self, code: u8) -> Result<()> {
        match code {
            32..=63 => self.create(code),
            64..=71 => self.create_folder(),
            72..=111 => self.patch(code),
            112..=119 => self.rename(),
            120..=135 => self.delete(),
            136..=151 => self.shift(),
            152..=159 => self.delete_folder(),
            160..=167 => self.move_folder(),
            168..=183 => self.set_recipients(),
            184..=199 => self.add_attachment(),
            200..=207 => self.remove_attachment(),
            208..=215 => self.add_columns(),
            216..=223 => self.name(),
            224..=231 => self.copy(),
            232..=239 => self.version(),
            _ => self.anywhere(code),
        }
    }

    fn folder(&mut self) -> Nid {
        self.ops.pick(&self.folders).unwrap_or(Nid::ROOT_FOLDER)
    }

    fn item(&mut self) -> Nid {
        let nid = self.ops.pick(&self.nids).unwrap_or_default();
        self.deeds.touched.insert(nid);
        // What is changed after it was made is not compared with how it was made.
        self.deeds.made.remove(&nid);
        nid
    }

    fn create(&mut self, code: u8) -> Result<()> {
        let (folder, kind, size) = (self.folder(), self.ops.next(), self.ops.next());
        let item = made::item(kind, size);
        let hidden = code & 7 == 7;
        let nid = if hidden {
            self.txn.create_associated(folder, item.clone())?
        } else {
            self.txn.create_message(folder, item.clone())?
        };
        self.nids.push(nid);
        self.deeds.made.insert(nid, Made { folder, hidden, item });
        Ok(())
    }

    fn create_folder(&mut self) -> Result<()> {
        let (parent, size) = (self.folder(), self.ops.next());
        let nid = self.txn.create_folder(parent, &made::words(size & 31), "IPF.Contact")?;
        self.folders.push(nid);
        Ok(())
    }

    fn patch(&mut self, code: u8) -> Result<()> {
        let (nid, prop, size) = (self.item(), self.ops.next(), self.ops.next());
        let id = made::prop_id(prop);
        let patch = match code & 3 {
            // An item without a class is none that a caller may make.
            0 if id != 0x001A => Patch::new().remove(id),
            _ => Patch::new().set(id, made::value(id, prop, size)),
        };
        self.txn.patch_message(nid, &patch)
    }

    fn rename(&mut self) -> Result<()> {
        let (folder, size) = (self.folder(), self.ops.next());
        let name = made::value(0x3001, 0, size & 63);
        self.txn.patch_folder(folder, &Patch::new().set(0x3001, name))
    }

    fn delete(&mut self) -> Result<()> {
        let nid = self.item();
        self.nids.retain(|other| *other != nid);
        self.txn.delete_message(nid)
    }

    fn shift(&mut self) -> Result<()> {
        let (nid, to) = (self.item(), self.folder());
        self.txn.move_message(nid, to)
    }

    fn delete_folder(&mut self) -> Result<()> {
        let nid = self.folder();
        self.delete_any_folder(nid)
    }

    fn move_folder(&mut self) -> Result<()> {
        let (nid, to) = (self.folder(), self.folder());
        self.txn.move_folder(nid, to)
    }

    fn set_recipients(&mut self) -> Result<()> {
        let (nid, count) = (self.item(), self.ops.next() % 6);
        let rows: Vec<_> = (0..count).map(made::recipient).collect();
        self.txn.set_recipients(nid, &rows)
    }

    fn add_attachment(&mut self) -> Result<()> {
        let (nid, kind, size) = (self.item(), self.ops.next(), self.ops.next());
        self.txn.add_attachment(nid, &made::attachment(kind, size)).map(drop)
    }

    fn remove_attachment(&mut self) -> Result<()> {
        let nid = self.item();
        let attachments = self.txn.message(nid)?.attachments;
        let nids: Vec<Nid> = attachments.iter().map(|attachment| attachment.nid).collect();
        match self.ops.pick(&nids) {
            Some(attachment) => self.txn.remove_attachment(nid, attachment),
            None => Ok(()),
        }
    }

    fn add_columns(&mut self) -> Result<()> {
        let (folder, prop) = (self.folder(), self.ops.next());
        let value = made::value(made::prop_id(prop), prop, 1);
        let kind = u32::from(value.prop_type(self.txn.format()));
        self.txn.add_columns(folder, &[u32::from(made::prop_id(prop)) << 16 | kind])
    }

    fn name(&mut self) -> Result<()> {
        let (size, kind) = (self.ops.next(), self.ops.next());
        let set = [guid::ADDRESS, guid::PUBLIC_STRINGS, [kind; 16]][usize::from(kind % 3)];
        let name = match kind & 4 {
            0 => PropName::Text { set, name: made::words(size) },
            _ => PropName::Id { set, lid: u32::from(size) },
        };
        self.txn.named_prop(&name).map(drop)
    }

    /// Copies a folder with an item from another file.
    fn copy(&mut self) -> Result<()> {
        let folder = self.folder();
        // It is the longest of all operations: once is enough.
        if std::mem::replace(&mut self.deeds.copied, true) {
            return Ok(());
        }
        let Some(donor) = &*DONOR else { return Ok(()) };
        let reader = donor.read();
        let root = reader.store()?.ipm_subtree.unwrap_or_default();
        Copier::new(&reader).contents(root, &mut self.txn, folder)
    }

    fn version(&mut self) -> Result<()> {
        let nid = self.ops.pick(&self.nids).unwrap_or_default();
        self.txn.row_version(nid).map(drop)
    }

    /// An operation on any node: what callers name need not be what they think.
    fn anywhere(&mut self, code: u8) -> Result<()> {
        let (low, high) = (u32::from(self.ops.next()), u32::from(self.ops.next()));
        let nid = Nid(high << 8 | low);
        self.deeds.touched.insert(nid);
        self.deeds.made.remove(&nid);
        match code & 7 {
            0 => self.txn.delete_message(nid),
            1 => self.txn.patch_message(nid, &Patch::new().remove(0x0037)),
            2 => self.txn.create_message(nid, made::item(0, 3)).map(drop),
            3 => self.txn.create_folder(nid, "Neu", "").map(drop),
            4 => self.delete_any_folder(nid),
            5 => self.txn.move_folder(nid, Nid::ROOT_FOLDER),
            6 => self.txn.patch_folder(nid, &Patch::new().set(0x3004, made::value(0x3001, 0, 9))),
            _ => self.txn.set_recipients(nid, &[made::recipient(1)]),
        }
    }

    fn delete_any_folder(&mut self, nid: Nid) -> Result<()> {
        self.folders.retain(|other| *other != nid);
        self.deeds.folders_gone = true;
        self.deeds.made.clear();
        self.txn.delete_folder(nid)
    }
}

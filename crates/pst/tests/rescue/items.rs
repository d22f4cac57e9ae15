//! What must come back: every item by what it holds, and the bytes of the file that it needs.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use pst::{Access, Attachment, MemoryBackend, Message, Nid, Pst, ReadTxn, Reader};

use crate::surgeon::Surgeon;

/// An item by everything that a reader sees of it; its id and its place may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Print(u64);

/// How often each item is listed in some folder.
pub type Prints = BTreeMap<Print, usize>;

/// All items that the folders list, by their ids.
pub fn listed(pst: &Pst) -> BTreeMap<Nid, Print> {
    let txn = pst.read();
    let mut prints = BTreeMap::new();
    for folder in txn.folders().unwrap().folders.iter().filter(|folder| !folder.search) {
        let mut nids = Vec::new();
        let _ = txn.contents(folder.nid, &mut |row| nids.push(row.nid));
        let _ = txn.associated(folder.nid, &mut |row| nids.push(row.nid));
        for nid in nids {
            if let Ok(message) = txn.message(nid) {
                prints.insert(nid, print(&txn, &message));
            }
        }
    }
    prints
}

pub fn open(bytes: Vec<u8>) -> pst::Result<Pst> {
    Pst::open_backend(Box::new(MemoryBackend::new(bytes)), Access::Read)
}

/// How often each item is in a list.
pub fn count(items: &BTreeMap<Nid, Print>) -> Prints {
    let mut prints = Prints::new();
    for print in items.values() {
        *prints.entry(*print).or_default() += 1;
    }
    prints
}

fn print(txn: &ReadTxn<'_>, message: &Message) -> Print {
    let mut hasher = DefaultHasher::new();
    hash(txn, message, &mut hasher);
    Print(hasher.finish())
}

fn hash(txn: &ReadTxn<'_>, message: &Message, hasher: &mut DefaultHasher) {
    for (id, value) in &message.props.0 {
        (id, format!("{value:?}")).hash(hasher);
    }
    format!("{:?}", message.recipients).hash(hasher);
    for attachment in &message.attachments {
        (attachment.method, format!("{:?}", attachment.props)).hash(hasher);
        contents(txn, attachment, hasher);
    }
}

fn contents(txn: &ReadTxn<'_>, attachment: &Attachment, hasher: &mut DefaultHasher) {
    match txn.embedded(attachment) {
        Ok(Some(inner)) => hash(txn, &inner, hasher),
        Ok(None) => txn.attachment_data(attachment).unwrap_or_default().hash(hasher),
        Err(_) => 0.hash(hasher),
    }
}

/// Where in a file the blocks of each item lie.
pub fn places(bytes: &[u8], items: &BTreeMap<Nid, Print>) -> BTreeMap<Nid, Vec<Range<usize>>> {
    let surgeon = Surgeon::new(bytes.to_vec());
    let mut places = BTreeMap::new();
    for nid in items.keys() {
        let node = surgeon.node(nid.0);
        let mut blocks = Vec::new();
        data(&surgeon, node.data, &mut blocks);
        subs(&surgeon, node.sub, &mut blocks);
        places.insert(*nid, blocks);
    }
    places
}

/// A block with its padding and its trailer.
pub fn extent(surgeon: &Surgeon, bid: u64) -> Range<usize> {
    let block = surgeon.blocks[&bid];
    let trailer = if surgeon.ansi { 12 } else { 16 };
    block.ib..block.ib + (block.len + trailer).next_multiple_of(64)
}

fn data(surgeon: &Surgeon, bid: u64, out: &mut Vec<Range<usize>>) {
    if bid == 0 {
        return;
    }
    out.push(extent(surgeon, bid));
    if bid & 2 != 0 {
        surgeon.children(bid).into_iter().for_each(|child| data(surgeon, child, out));
    }
}

fn subs(surgeon: &Surgeon, bid: u64, out: &mut Vec<Range<usize>>) {
    if bid == 0 {
        return;
    }
    out.push(extent(surgeon, bid));
    let (ib, w) = (surgeon.blocks[&bid].ib, surgeon.ptr());
    let (branch, count) = (surgeon.bytes[ib + 1] == 1, usize::from(surgeon.u16(ib + 2)));
    let (header, size) = (if surgeon.ansi { 4 } else { 8 }, if branch { 2 * w } else { 3 * w });
    for at in (0..count).map(|i| ib + header + i * size) {
        if branch {
            subs(surgeon, surgeon.wide(at + w), out);
        } else {
            data(surgeon, surgeon.wide(at + w), out);
            subs(surgeon, surgeon.wide(at + 2 * w), out);
        }
    }
}

//! A small store with something of everything, and where what lies in it.

use std::sync::Arc;

use pst::{
    Access, Encryption, FileFormat, MemoryBackend, NewStore, Nid, PropName, Pst, Reader, guid,
};

use super::values::{contact, mail, note, text};

pub const FORMATS: [FileFormat; 2] = [FileFormat::Ansi, FileFormat::Unicode];
pub const METHODS: [Encryption; 3] = [Encryption::None, Encryption::Permute, Encryption::Cyclic];

/// Every combination of format and encryption.
pub fn variants() -> impl Iterator<Item = (FileFormat, Encryption)> {
    FORMATS.into_iter().flat_map(|format| METHODS.map(|method| (format, method)))
}

/// An empty store in memory.
pub fn empty(format: FileFormat, encryption: Encryption) -> (Arc<MemoryBackend>, Pst) {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Müllers Kunden", [7; 16], [9; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    (memory, pst)
}

/// Opens bytes for writing.
pub fn open(bytes: Vec<u8>) -> (Arc<MemoryBackend>, Pst) {
    let memory = Arc::new(MemoryBackend::new(bytes));
    let pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
    (memory, pst)
}

/// Where what lies in the store.
#[derive(Debug, Clone)]
pub struct Base {
    /// The mailbox root.
    pub root: Nid,
    /// `/Kontakte`, with `items`.
    pub contacts: Nid,
    /// `/Kontakte/Lieferanten`, with one contact.
    pub suppliers: Nid,
    /// `/Posteingang`, with `mail` and `plain`.
    pub inbox: Nid,
    /// `/Ablage`, empty.
    pub archive: Nid,
    /// The contacts, their notes ever longer.
    pub items: Vec<Nid>,
    /// A mail with recipients and attachments of every kind.
    pub mail: Nid,
    /// The attachments of `mail`.
    pub attachments: Vec<Nid>,
    /// A mail with neither.
    pub plain: Nid,
    /// An associated item of `/Kontakte`.
    pub hidden: Nid,
    /// The property id of the user-defined field `Kundennr`.
    pub number: u16,
}

/// Fills an empty store, in one transaction.
pub fn fill(pst: &Pst) -> Base {
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let mut folder = |parent, name, class| txn.create_folder(parent, name, class).unwrap();
    let contacts = folder(root, "Kontakte", "IPF.Contact");
    let suppliers = folder(contacts, "Lieferanten", "IPF.Contact");
    let inbox = folder(root, "Posteingang", "IPF.Note");
    let archive = folder(root, "Ablage", "IPF.Note");
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
    let number = txn.named_prop(&name).unwrap();
    let mut items = Vec::new();
    for i in 0..9 {
        let mut item = contact(i, i * i * 20);
        item.set(number, text(format!("K{i}")));
        items.push(txn.create_message(contacts, item).unwrap());
    }
    txn.create_message(suppliers, contact(20, 50)).unwrap();
    let mail = txn.create_message(inbox, mail(1, 1)).unwrap();
    let plain = txn.create_message(inbox, note("ohne")).unwrap();
    let view = contact(30, 10);
    let hidden = txn.create_associated(contacts, view).unwrap();
    txn.commit().unwrap();
    let attachments = pst.read().message(mail).unwrap().attachments;
    let attachments = attachments.iter().map(|attachment| attachment.nid).collect();
    #[rustfmt::skip]
    let base = Base {
        root, contacts, suppliers, inbox, archive, items, mail, attachments, plain, hidden, number,
    };
    base
}

/// A store with everything, closed.
pub fn build(format: FileFormat, encryption: Encryption) -> (Vec<u8>, Base) {
    let (memory, pst) = empty(format, encryption);
    let base = fill(&pst);
    (memory.bytes(), base)
}

/// The length of an old small ANSI file.
pub const SMALL: usize = 65_536;

/// An ANSI store as Outlook 97 left it: shorter than a region, what lies behind its end marked as
/// taken, and the map never marked as valid.
pub fn build_small() -> (Vec<u8>, Base) {
    let (mut bytes, base) = build(FileFormat::Ansi, Encryption::Permute);
    let slots = (SMALL - 0x4400) / 64;
    let map = &mut bytes[0x4404..0x4400 + 500];
    assert!(map[slots / 8..].iter().all(|byte| *byte == 0), "the store is too large to be small");
    map[slots / 8..].fill(0xFF);
    let free: u32 = map.iter().map(|byte| byte.count_zeros() * 64).sum();
    seal_page(&mut bytes[0x4400..0x4600]);
    bytes.truncate(SMALL);
    bytes[0xC8] = 0;
    put(&mut bytes, 0xA8, u32::try_from(SMALL).unwrap());
    put(&mut bytes, 0xB0, free);
    let sum = pst::crc32(&bytes[8..479]);
    put(&mut bytes, 4, sum);
    (bytes, base)
}

/// Makes the checksum of an ANSI page right.
fn seal_page(page: &mut [u8]) {
    let sum = pst::crc32(&page[..500]);
    put(page, 508, sum);
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

//! A file with something of everything.

use std::sync::Arc;

use pst::{
    Access, CodePage, Contents, Encryption, FileFormat, MemoryBackend, NewAttachment, NewItem,
    NewStore, Patch, PropName, PropValue, Props, Pst, Reader, guid,
};

pub const FORMATS: [FileFormat; 2] = [FileFormat::Ansi, FileFormat::Unicode];
pub const METHODS: [Encryption; 3] = [Encryption::None, Encryption::Permute, Encryption::Cyclic];

/// Every combination of format and encryption.
pub fn variants() -> impl Iterator<Item = (FileFormat, Encryption)> {
    FORMATS.into_iter().flat_map(|format| METHODS.map(|method| (format, method)))
}

pub fn text(text: impl Into<String>) -> PropValue {
    PropValue::Text(text.into())
}

fn props<const N: usize>(props: [(u16, PropValue); N]) -> Props {
    props.into_iter().collect()
}

pub fn contact(i: usize) -> Props {
    props([
        (0x001A, text("IPM.Contact")),
        (0x0037, text(format!("Kunde {i} Größe"))),
        (0x3001, text(format!("Kunde {i}"))),
        (0x3007, PropValue::Time(132_000_000_000_000_000)),
        (0x0E07, PropValue::I32(i32::try_from(i % 2).unwrap())),
        (0x1000, text("x".repeat(i * 137 % 9000))),
        (0x3A58, PropValue::MvText(vec!["Anna".into(), "Jörg".into()])),
        (0x8000, PropValue::MvText(vec!["wichtig".into()])),
        (0x6001, PropValue::MvI32(vec![1, 2, 3])),
        (0x6002, PropValue::MvBinary(vec![vec![1], vec![2, 3]])),
        (0x6003, PropValue::Guid([7; 16])),
        (0x6004, PropValue::I64(-1)),
        (0x6005, PropValue::I16(-2)),
        (0x6006, PropValue::Binary(vec![1, 2, 3])),
        (0x6007, PropValue::Binary(vec![1, 2, 3, 4])),
    ])
}

fn recipient(i: i32, kind: i32) -> Props {
    props([
        (0x0C15, PropValue::I32(kind)),
        (0x3001, text(format!("Anna Beispiel {i}"))),
        (0x3002, text("SMTP")),
        (0x3003, text(format!("anna{i}@example.org"))),
    ])
}

fn attachment(name: &str, contents: Contents) -> NewAttachment {
    NewAttachment { props: props([(0x3704, text(name)), (0x3707, text(name))]), contents }
}

/// A mail with recipients of all kinds and attachments of all kinds.
pub fn mail(i: i32) -> NewItem {
    let inner = NewItem {
        props: props([
            (0x001A, text("IPM.Note")),
            (0x0037, text("innen")),
            (0x0E07, PropValue::I32(1)),
            (0x1000, text("y".repeat(5000))),
        ]),
        recipients: vec![recipient(9, 1)],
        attachments: vec![attachment("c.txt", Contents::Bytes(vec![3; 10]))],
    };
    NewItem {
        props: props([
            (0x001A, text("IPM.Note")),
            (0x0037, text(format!("Angebot {i}"))),
            (0x0039, PropValue::Time(132_000_000_000_000_001)),
            (0x0E07, PropValue::I32(0x05)),
            (0x3007, PropValue::Time(132_000_000_000_000_000)),
            (0x1000, text("z".repeat(30_000))),
        ]),
        recipients: vec![recipient(1, 1), recipient(2, 1), recipient(3, 2), recipient(4, 3)],
        attachments: vec![
            attachment("a.bin", Contents::Bytes(vec![1; 20_000])),
            attachment("b.msg", Contents::Message(Box::new(inner))),
            attachment("d.ole", Contents::Object(vec![4; 9000])),
        ],
    }
}

/// Builds the sample with so many contacts.
pub fn build(format: FileFormat, encryption: Encryption, contacts: usize) -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Müllers Kunden", [7; 16], [9; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    fill(&pst, contacts);
    memory.bytes()
}

/// Small contacts of which the first has more: an unencoded Unicode file.
pub fn build_with(contacts: usize, more: fn(&mut Props)) -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { encryption: Encryption::None, ..NewStore::new("Lang", [7; 16], [9; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(root, "Kontakte", "IPF.Contact").unwrap();
    for i in 0..=contacts {
        let mut item = props([(0x001A, text("IPM.Contact")), (0x0037, text("n".repeat(250)))]);
        if i == 0 {
            more(&mut item);
        }
        txn.create_message(folder, item).unwrap();
    }
    txn.commit().unwrap();
    memory.bytes()
}

fn fill(pst: &Pst, contacts: usize) {
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(root, "Kontakte", "IPF.Contact").unwrap();
    let mails = txn.create_folder(root, "Posteingang", "IPF.Note").unwrap();
    txn.create_folder(folder, "Lieferanten", "IPF.Contact").unwrap();
    for name in ["Kundennr", "Exportdatum"] {
        let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: name.into() };
        txn.named_prop(&name).unwrap();
    }
    txn.named_prop(&PropName::Id { set: guid::ADDRESS, lid: 0x8083 }).unwrap();
    for i in 0..contacts {
        txn.create_message(folder, contact(i)).unwrap();
    }
    for i in 0..3 {
        txn.create_message(mails, mail(i)).unwrap();
    }
    txn.create_associated(folder, props([(0x001A, text("IPM.Configuration.Test"))])).unwrap();
    txn.commit().unwrap();
    let mut first = None;
    pst.read().contents(folder, &mut |row| first = first.or(Some(row.nid))).unwrap();
    let Some(first) = first else { return };
    let mut txn = pst.write().unwrap();
    txn.patch_message(first, &Patch::new().set(0x1000, text("w".repeat(70_000)))).unwrap();
    txn.commit().unwrap();
}

/// Opens bytes as a file for writing.
pub fn open(bytes: Vec<u8>) -> (Arc<MemoryBackend>, Pst) {
    let memory = Arc::new(MemoryBackend::new(bytes));
    let pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
    (memory, pst.with_code_page(CodePage::default()))
}

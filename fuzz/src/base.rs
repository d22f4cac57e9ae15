//! The healthy files that damages are done to: both formats, all encodings, something of
//! everything, as small as that goes. Small files of a folder that `FUZZ_FILES` names are used too.

use std::path::Path;
use std::sync::Arc;

use pst::{
    Contents, Encryption, FileFormat, MemoryBackend, NewAttachment, NewItem, NewStore, Nid,
    PropName, PropValue, Props, Pst, Reader, Result, WriteTxn, guid,
};

use crate::anatomy::Anatomy;

/// Bases that are made: six mailboxes, of either format a long list and an empty file, and a mailbox
/// in the format with pages of 4 KiB.
pub const OWN: usize = 11;

/// Real files are used up to this size.
const SMALL: usize = 300_000;

/// A file and where it has what.
#[derive(Debug)]
pub struct Base {
    /// Its bytes.
    pub image: Vec<u8>,
    /// Its pages and blocks.
    pub anatomy: Anatomy,
}

impl Base {
    /// `None` for what has no trees that could be walked.
    fn new(image: Vec<u8>) -> Option<Self> {
        let anatomy = Anatomy::of(&image);
        let whole = !anatomy.pages.is_empty() && !anatomy.blocks.is_empty();
        whole.then_some(Self { image, anatomy })
    }
}

/// All bases, always in the same order.
///
/// # Panics
/// If the engine cannot make a file.
#[must_use]
pub fn all() -> Vec<Base> {
    let mut images = Vec::new();
    for format in [FileFormat::Unicode, FileFormat::Ansi] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            images.push(make(format, encryption, mailbox));
        }
    }
    for format in [FileFormat::Unicode, FileFormat::Ansi] {
        images.push(make(format, Encryption::None, crowd));
        images.push(make(format, Encryption::None, |_, _| Ok(())));
    }
    images.push(pst::newer(&make(FileFormat::Unicode, Encryption::None, mailbox)));
    if let Some(folder) = std::env::var_os("FUZZ_FILES") {
        images.extend(real(Path::new(&folder)));
    }
    images.into_iter().filter_map(Base::new).collect()
}

fn real(folder: &Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|entry| entry.path()).collect();
    paths.sort();
    let images = paths.iter().filter_map(|path| std::fs::read(path).ok());
    images.filter(|image| image.len() <= SMALL && image.starts_with(b"!BDN")).collect()
}

type Fill = fn(&mut WriteTxn<'_>, Nid) -> Result<()>;

fn make(format: FileFormat, encryption: Encryption, fill: Fill) -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Saat", [7; 16], [9; 16]) };
    let made = Pst::create_on(Box::new(Arc::clone(&memory)), &new).and_then(|pst| {
        let root = pst.read().store()?.ipm_subtree.unwrap_or_default();
        let mut txn = pst.write()?;
        fill(&mut txn, root)?;
        txn.commit()
    });
    made.unwrap_or_else(|error| panic!("no base file: {error}"));
    memory.bytes()
}

fn text(text: impl Into<String>) -> PropValue {
    PropValue::Text(text.into())
}

fn props<const N: usize>(props: [(u16, PropValue); N]) -> Props {
    props.into_iter().collect()
}

/// A few items that use every kind of property and part.
fn mailbox(txn: &mut WriteTxn<'_>, root: Nid) -> Result<()> {
    let contacts = txn.create_folder(root, "Kontakte", "IPF.Contact")?;
    let mails = txn.create_folder(root, "Post", "IPF.Note")?;
    txn.create_folder(contacts, "Kunden", "IPF.Contact")?;
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
    let number = txn.named_prop(&name)?;
    txn.named_prop(&PropName::Id { set: guid::ADDRESS, lid: 0x8083 })?;
    for i in 0..3 {
        let mut item = contact(i);
        item.set(number, text(format!("K-{i}")));
        txn.create_message(contacts, item)?;
    }
    txn.create_associated(contacts, props([(0x001A, text("IPM.Configuration.Test"))]))?;
    txn.create_message(mails, mail())?;
    txn.create_message(mails, props([(0x001A, text("IPM.Note")), (0x0037, text("kurz"))]))?;
    Ok(())
}

fn contact(i: i32) -> Props {
    props([
        (0x001A, text("IPM.Contact")),
        (0x0037, text(format!("Kunde {i} Größe"))),
        (0x0E07, PropValue::I32(i % 2)),
        (0x3007, PropValue::Time(132_000_000_000_000_000)),
        (0x1000, text("x".repeat(usize::try_from(i).unwrap_or(0) * 2500))),
        (0x3A58, PropValue::MvText(vec!["Anna".into(), "Jörg".into()])),
        (0x6001, PropValue::MvI32(vec![1, 2, 3])),
        (0x6002, PropValue::MvBinary(vec![vec![1], vec![2, 3]])),
        (0x6003, PropValue::Guid([7; 16])),
        (0x6004, PropValue::I64(-1)),
        (0x6005, PropValue::I16(-2)),
        (0x6006, PropValue::Binary(vec![1, 2, 3])),
        (0x6007, PropValue::MvGuid(vec![[1; 16], [2; 16]])),
        (0x6008, PropValue::F64(0.5)),
        (0x6009, PropValue::Bool(true)),
        (0x600A, PropValue::MvTime(vec![1, 2])),
    ])
}

fn recipient(i: i32) -> Props {
    props([
        (0x0C15, PropValue::I32(i % 3 + 1)),
        (0x3001, text(format!("Anna Beispiel {i}"))),
        (0x3003, text(format!("anna{i}@example.org"))),
    ])
}

fn attachment(name: &str, contents: Contents) -> NewAttachment {
    NewAttachment { props: props([(0x3704, text(name)), (0x3707, text(name))]), contents }
}

/// A mail with recipients, a body in two blocks, and attachments of all kinds.
fn mail() -> NewItem {
    let inner = NewItem {
        props: props([(0x001A, text("IPM.Note")), (0x0037, text("innen"))]),
        recipients: vec![recipient(0)],
        attachments: vec![attachment("c.txt", Contents::Bytes(vec![3; 10]))],
    };
    NewItem {
        props: props([
            (0x001A, text("IPM.Note")),
            (0x0037, text("Angebot")),
            (0x0E07, PropValue::I32(5)),
            (0x1000, text("z".repeat(9000))),
        ]),
        recipients: (0..3).map(recipient).collect(),
        attachments: vec![
            attachment("a.bin", Contents::Bytes(vec![1; 4000])),
            attachment("b.msg", Contents::Message(Box::new(inner))),
            attachment("d.ole", Contents::Object(vec![4; 100])),
        ],
    }
}

/// As many small items as bring the rows of their table and its index out of one block.
fn crowd(txn: &mut WriteTxn<'_>, root: Nid) -> Result<()> {
    let folder = txn.create_folder(root, "Liste", "IPF.Note")?;
    for i in 0..90 {
        let subject = text(format!("Zeile {i} {}", "s".repeat(60)));
        txn.create_message(folder, props([(0x001A, text("IPM.Note")), (0x0037, subject)]))?;
    }
    Ok(())
}

//! Changes of the store of [`super::base`], each one transaction. Together they use every operation
//! of a [`WriteTxn`] and every form in which a value is stored.

use pst::{
    Contents, Copier, NewItem, Nid, NidType, Patch, PropName, PropValue, Pst, Reader, Result,
    WriteTxn, guid,
};

use super::base::Base;
use super::values::{attachment, contact, every_type, long, mail, note, recipient, text};

/// A change of the store.
#[derive(Clone, Copy)]
pub struct Change {
    /// What it does.
    pub name: &'static str,
    /// Does it.
    pub make: fn(&mut WriteTxn<'_>, &Base) -> Result<()>,
}

impl Change {
    /// Does it in a transaction of its own.
    pub fn commit(&self, pst: &Pst, base: &Base) {
        let mut txn = pst.write().unwrap();
        (self.make)(&mut txn, base).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        txn.commit().unwrap();
    }
}

/// All changes.
pub const CHANGES: [Change; 27] = [
    Change { name: "folders in folders are made", make: make_folders },
    Change { name: "a folder is renamed", make: rename_folder },
    Change { name: "a folder moves with all that is in it", make: move_folder },
    Change { name: "a folder is deleted with all that is in it", make: delete_folder },
    Change { name: "a contact is made", make: make_contact },
    Change { name: "a mail with everything is made, messages in messages", make: make_mail },
    Change { name: "short values are changed", make: patch_short },
    Change { name: "a value leaves the heap for a sub-node", make: patch_to_subnode },
    Change { name: "values leave their sub-nodes for the heap", make: patch_to_heap },
    Change { name: "values are removed", make: patch_remove },
    Change { name: "a value of many blocks is set and set again", make: patch_to_many_blocks },
    Change { name: "items are read and unread", make: patch_flags },
    Change { name: "items move", make: move_items },
    Change { name: "items are deleted", make: delete_items },
    Change { name: "associated items are made, changed, moved and deleted", make: hidden },
    Change { name: "recipients are set where none were", make: add_recipients },
    Change { name: "recipients are taken away", make: remove_recipients },
    Change { name: "attachments of every kind are added", make: add_attachments },
    Change { name: "an attachment of many blocks is added", make: add_large_attachment },
    Change { name: "attachments are removed, some and all", make: remove_attachments },
    Change { name: "new names are given to all items", make: new_names },
    Change { name: "the contents table gets columns", make: add_columns },
    Change { name: "values of every type, in heap and sub-node", make: every_value },
    Change { name: "so many items that a table leaves its heap", make: many_items },
    Change { name: "items and folders are copied", make: copy },
    Change { name: "the file grows over a border of maps", make: grow },
    Change { name: "everything at once", make: everything },
];

fn make_folders(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let below = txn.create_folder(base.archive, "A/B", "IPF.Note")?;
    let deeper = txn.create_folder(below, "Tiefer", "")?;
    txn.create_message(deeper, contact(60, 10)).map(drop)
}

fn rename_folder(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let patch = Patch::new().set(0x3001, text("Händler")).set(0x3004, text("Bemerkung"));
    txn.patch_folder(base.suppliers, &patch)
}

fn move_folder(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.move_folder(base.suppliers, base.archive)?;
    txn.move_folder(base.inbox, base.suppliers)
}

fn delete_folder(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.delete_folder(base.contacts)?;
    txn.delete_folder(base.archive)
}

fn make_contact(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    // As after a backup: ids that were given out before are not given out again.
    txn.keep_above(Nid::new(0x1_0000, NidType::MESSAGE));
    txn.create_message(base.contacts, contact(50, 400)).map(drop)
}

fn make_mail(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.create_message(base.inbox, mail(50, 2)).map(drop)
}

fn patch_short(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for (i, nid) in base.items.iter().enumerate() {
        let version = txn.row_version(*nid)?;
        let patch = Patch::new().set(0x3A0B, text(format!("Weg {i}"))).set(0x0037, text("neu"));
        txn.patch_message(*nid, &patch)?;
        assert_ne!(txn.row_version(*nid)?, version, "a changed row has another version");
    }
    Ok(())
}

fn patch_to_subnode(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.patch_message(base.items[0], &Patch::new().set(0x1000, long(4000)))
}

fn patch_to_heap(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.patch_message(base.items[8], &Patch::new().set(0x1000, long(9)))?;
    txn.patch_message(base.mail, &Patch::new().set(0x1000, text("kurz")))
}

fn patch_remove(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.patch_message(base.items[8], &Patch::new().remove(0x1000).remove(base.number))?;
    txn.patch_message(base.plain, &Patch::new().remove(0x0037))
}

fn patch_to_many_blocks(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for len in [30_000, 50_000] {
        txn.patch_message(base.items[3], &Patch::new().set(0x1000, long(len)))?;
    }
    Ok(())
}

fn patch_flags(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for (i, nid) in base.items.iter().enumerate() {
        let read = i32::from(i % 3 == 0);
        txn.patch_message(*nid, &Patch::new().set(0x0E07, PropValue::I32(read)))?;
    }
    txn.patch_message(base.mail, &Patch::new().set(0x0E07, PropValue::I32(1)))
}

fn move_items(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.move_message(base.items[1], base.suppliers)?;
    txn.move_message(base.items[2], base.archive)?;
    txn.move_message(base.mail, base.archive)
}

fn delete_items(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for nid in [base.items[0], base.items[8], base.mail] {
        txn.delete_message(nid)?;
    }
    Ok(())
}

fn hidden(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let made = txn.create_associated(base.inbox, note("IPM.Configuration"))?;
    txn.patch_message(made, &Patch::new().set(0x7C08, PropValue::Binary(vec![60; 4000])))?;
    txn.move_message(made, base.archive)?;
    txn.delete_message(base.hidden)
}

fn add_recipients(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let many: Vec<_> = (0..60).map(|i| recipient(i, 1 + i32::from(i % 2 == 0))).collect();
    txn.set_recipients(base.plain, &many)?;
    txn.set_recipients(base.items[4], &[recipient(1, 1)])
}

fn remove_recipients(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    txn.set_recipients(base.mail, &[])
}

fn add_attachments(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for (to, contents) in [
        (base.mail, Contents::Bytes(vec![9; 900])),
        (base.plain, Contents::Object(vec![8; 5000])),
        (base.plain, Contents::Message(Box::new(mail(70, 1)))),
        (base.items[0], Contents::None),
    ] {
        txn.add_attachment(to, &attachment("dazu.bin", contents))?;
    }
    Ok(())
}

fn add_large_attachment(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let bytes = (0..90_000u32).map(|i| i.to_le_bytes()[1]).collect();
    txn.add_attachment(base.mail, &attachment("groß.bin", Contents::Bytes(bytes))).map(drop)
}

fn remove_attachments(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let made = txn.add_attachment(base.plain, &attachment("weg.bin", Contents::Bytes(vec![1])))?;
    txn.remove_attachment(base.plain, made)?;
    base.attachments[1..].iter().try_for_each(|nid| txn.remove_attachment(base.mail, *nid))
}

fn new_names(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let text_name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Exportdatum".into() };
    let own_name = PropName::Text { set: [0x5A; 16], name: "Eigenes".into() };
    let id_name = PropName::Id { set: guid::ADDRESS, lid: 0x8083 };
    let (text_id, own) = (txn.named_prop(&text_name)?, txn.named_prop(&own_name)?);
    let id = txn.named_prop(&id_name)?;
    for nid in &base.items {
        let patch = Patch::new().set(text_id, text("2026-11-23")).set(own, PropValue::Bool(true));
        txn.patch_message(*nid, &patch.set(id, text("anna@example.org")))?;
    }
    Ok(())
}

fn add_columns(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let text_type = u32::from(text("").prop_type(txn.format()));
    let number = u32::from(base.number) << 16 | text_type;
    txn.add_columns(base.contacts, &[number, 0x3A0B_0000 | text_type, 0x1035_0003, 0x3007_0040])
}

fn every_value(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for count in [1, 60, 900] {
        let mut item = every_type(count);
        item.set(0x001A, text("IPM.Post"));
        txn.create_message(base.archive, item)?;
    }
    Ok(())
}

fn many_items(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    for i in 0..90 {
        txn.create_message(base.archive, contact(i, 5))?;
    }
    Ok(())
}

fn copy(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    // A store in another file: what is copied has other ids there.
    let (_, other) = super::base::empty(txn.format(), pst::Encryption::None);
    let there = super::base::fill(&other);
    let from = other.read();
    let mut copier = Copier::new(&from);
    copier.item(there.mail, txn, base.archive)?;
    let copies = txn.create_folder(base.root, "Kopien", "IPF.Contact")?;
    copier.folder(there.contacts, txn, copies)?;
    assert_eq!(copier.losses, []);
    Ok(())
}

fn grow(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let bytes = (0..600_000u32).flat_map(u32::to_le_bytes).collect();
    let attachments = vec![attachment("riesig.bin", Contents::Bytes(bytes))];
    txn.create_message(
        base.inbox,
        NewItem { props: note("riesig"), attachments, ..NewItem::default() },
    )
    .map(drop)
}

fn everything(txn: &mut WriteTxn<'_>, base: &Base) -> Result<()> {
    let parts: [fn(&mut WriteTxn<'_>, &Base) -> Result<()>; 12] = [
        make_folders,
        rename_folder,
        make_mail,
        patch_short,
        patch_to_subnode,
        move_items,
        add_recipients,
        add_attachments,
        new_names,
        add_columns,
        hidden,
        move_folder,
    ];
    parts.iter().try_for_each(|part| part(txn, base))
}

/// Names of the functions of a transaction that anybody can call, as the source has them.
pub fn operations() -> Vec<String> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/messaging");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let source = std::fs::read_to_string(entry.path()).unwrap();
        for part in source.split("\nimpl").skip(1) {
            let (head, body) = part.split_once('{').unwrap();
            if !head.contains("WriteTxn<") || head.contains(" for ") {
                continue;
            }
            let body = body.split("\n}").next().unwrap();
            let found = body.split("\n    pub fn ").skip(1);
            names.extend(found.map(|rest| rest.split(['(', '<']).next().unwrap().to_owned()));
        }
    }
    names.sort();
    names
}

/// The source of the changes.
pub const SOURCE: &str = include_str!("changes.rs");

//! Round trip as law: what is copied into a new file is equal, item by item.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::Path;

use pst::{
    Access, Attachment, Contents, Copier, Encryption, FileFormat, Loss, Message, NewAttachment,
    NewItem, NewStore, Nid, PropValue, Props, Pst, ReadTxn, Reader,
};
use support::corpus::files;
use support::strict::assert_strictly_clean;

/// Properties by name where they have one, so that ids of different files compare.
fn named(txn: &ReadTxn<'_>, props: &Props) -> BTreeMap<String, PropValue> {
    let names = txn.names().unwrap();
    let key = |id: u16| match names.name_of(id) {
        Some(name) if id >= 0x8000 => format!("{name:?}"),
        _ => format!("{id:04X}"),
    };
    // Sizes are computed for the new layout; the last two ids hold objects, compared apart.
    let computed = [0x0E08, 0x0E20];
    let kept = props.0.iter().filter(|(id, _)| !computed.contains(*id));
    kept.map(|(id, value)| (key(*id), value.clone())).collect()
}

type Seen = (
    BTreeMap<String, PropValue>,
    Vec<BTreeMap<String, PropValue>>,
    Vec<(Part, Option<Box<Inner>>)>,
);
type Part = (BTreeMap<String, PropValue>, Vec<u8>);

#[derive(Debug, PartialEq)]
struct Inner(Seen);

fn see(txn: &ReadTxn<'_>, message: &Message) -> Seen {
    let recipients = message.recipients.iter().map(|row| named(txn, row)).collect();
    let attachments = message.attachments.iter().map(|a| see_attachment(txn, a)).collect();
    let mut props = named(txn, &message.props);
    // The flag "has attachments" follows from the attachments; some real items lack it.
    if let Some(PropValue::I32(flags)) = props.get_mut("0E07") {
        *flags &= !0x10;
    }
    (props, recipients, attachments)
}

fn see_attachment(txn: &ReadTxn<'_>, attachment: &Attachment) -> (Part, Option<Box<Inner>>) {
    let inner = txn.embedded(attachment).unwrap();
    let bytes = match inner {
        None => txn.attachment_data(attachment).unwrap(),
        Some(_) => Vec::new(),
    };
    let mut props = named(txn, &attachment.props);
    props.remove("370B");
    ((props, bytes), inner.map(|inner| Box::new(Inner(see(txn, &inner)))))
}

fn items(txn: &ReadTxn<'_>, folder: Nid) -> Vec<Nid> {
    let mut nids = Vec::new();
    txn.contents(folder, &mut |row| nids.push(row.nid)).unwrap();
    txn.associated(folder, &mut |row| nids.push(row.nid)).unwrap();
    nids
}

/// A folder and all below it, depth first, search folders aside.
fn below(txn: &ReadTxn<'_>, top: Nid) -> Vec<Nid> {
    let folders = txn.folders().unwrap().folders;
    let mut inside = std::collections::BTreeSet::from([top]);
    for folder in &folders {
        if inside.contains(&folder.parent) && folder.nid != folder.parent {
            inside.insert(folder.nid);
        }
    }
    let wanted = folders.into_iter().filter(|f| inside.contains(&f.nid) && !f.search);
    wanted.map(|folder| folder.nid).collect()
}

/// Copies the mailbox of one file into a new one and compares every item.
fn copy_and_compare(from: &Pst, path: &Path, format: FileFormat) -> (usize, Vec<Loss>) {
    let new = NewStore { format, ..NewStore::new("Kopie", [5; 16], [6; 16]) };
    let to = Pst::create(path, &new).unwrap();
    let (source, target) = (from.read(), to.read().store().unwrap().ipm_subtree.unwrap());
    let top = source.store().unwrap().ipm_subtree.unwrap();
    let mut txn = to.write().unwrap();
    let mut copier = Copier::new(&source);
    let copy = copier.folder(top, &mut txn, target).unwrap();
    let losses = std::mem::take(&mut copier.losses);
    txn.commit().unwrap();
    let made = to.read();
    // Depth first both are in the same order; a name may be lost, a place not.
    let old = below(&source, top);
    let new = below(&made, copy);
    assert_eq!(old.len(), new.len());
    let mut count = 0;
    for (old, new) in old.into_iter().zip(new) {
        let (a, b) = (items(&source, old), items(&made, new));
        assert_eq!(a.len(), b.len(), "{old}");
        for (a, b) in a.into_iter().zip(b) {
            let (a, b) = (source.message(a).unwrap(), made.message(b).unwrap());
            let (mut seen_a, mut seen_b) = (see(&source, &a), see(&made, &b));
            // What every item must have is filled in where the source lacks it.
            for required in ["0E06", "0E07", "3007", "3008", "300B"] {
                if !seen_a.0.contains_key(required) {
                    seen_b.0.remove(required);
                }
            }
            forget_losses(&mut seen_a, &seen_b, !losses.is_empty());
            assert_same(&seen_a, &seen_b, &format!("{} {old} {}", path.display(), a.nid));
            count += 1;
        }
    }
    (count, losses)
}

/// Says which property differs, not all of them.
fn assert_same(a: &Seen, b: &Seen, place: &str) {
    let same_props =
        |a: &BTreeMap<String, PropValue>, b: &BTreeMap<String, PropValue>, what: &str| {
            let keys: Vec<&String> =
                a.keys().chain(b.keys()).filter(|key| a.get(*key) != b.get(*key)).collect();
            let values: String = keys
                .iter()
                .map(|key| format!("{key}: {:?} / {:?}\n", a.get(*key), b.get(*key)))
                .collect();
            assert!(
                keys.is_empty(),
                "{place} {what}: {}",
                values.chars().take(3000).collect::<String>()
            );
        };
    same_props(&a.0, &b.0, "properties");
    assert_eq!(a.1.len(), b.1.len(), "{place}: recipients");
    a.1.iter().zip(&b.1).for_each(|(a, b)| same_props(a, b, "recipient"));
    assert_eq!(a.2.len(), b.2.len(), "{place}: attachments");
    for (((props_a, bytes_a), inner_a), ((props_b, bytes_b), inner_b)) in a.2.iter().zip(&b.2) {
        same_props(props_a, props_b, "attachment");
        assert!(bytes_a == bytes_b, "{place}: contents");
        match (inner_a, inner_b) {
            (Some(a), Some(b)) => assert_same(&a.0, &b.0, place),
            _ => assert_eq!(inner_a.is_some(), inner_b.is_some(), "{place}"),
        }
    }
}

/// What was reported as lost is not there in the copy; everything else must be. A mail without
/// recipient table gets an empty one, and its derived lists only where they were.
fn forget_losses(old: &mut Seen, new: &Seen, lossy: bool) {
    if !lossy {
        return;
    }
    old.0.retain(|key, _| new.0.contains_key(key));
    for (old, new) in old.1.iter_mut().zip(&new.1) {
        old.retain(|key, _| new.contains_key(key));
    }
    for ((old, old_inner), (new, new_inner)) in old.2.iter_mut().zip(&new.2) {
        old.0.retain(|key, _| new.0.contains_key(key));
        if let (Some(old), Some(new)) = (old_inner, new_inner) {
            forget_losses(&mut old.0, &new.0, lossy);
        }
    }
}

#[test]
fn every_real_file_copied_into_a_new_one_is_equal_item_by_item() {
    let Some(files) = files() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    let (mut count, mut lost) = (0, 0);
    for (i, file) in files.iter().enumerate() {
        let Ok(from) = Pst::open(file, Access::Read) else { continue };
        for format in [FileFormat::Unicode, FileFormat::Ansi] {
            let path = dir.path().join(format!("{i}-{format:?}.pst"));
            let (items, losses) = copy_and_compare(&from, &path, format);
            let same = from.info().format == format;
            let unread = losses.iter().filter(|loss| matches!(loss, Loss::Part { .. })).count();
            assert_eq!(unread, 0, "{}: {losses:?}", file.display());
            assert!(!same || losses.is_empty(), "{}: {losses:?}", file.display());
            count += items;
            lost += losses.len();
            paths.push(path);
        }
    }
    println!("{count} items copied, {lost} texts reported as not representable in ANSI files");
    assert!(count > 1000);
    assert_strictly_clean(&paths);
}

/// A message with everything: recipients with columns of their own, attachments of each method,
/// messages in messages.
fn rich(depth: usize) -> NewItem {
    let text = |id: u16, text: &str| (id, PropValue::Text(text.to_owned()));
    let recipient = |name: &str, kind: i32| -> Props {
        [
            text(0x3001, name),
            text(0x3002, "SMTP"),
            text(0x39FE, "a@b.de"),
            (0x0C15, PropValue::I32(kind)),
            (0x5FFD, PropValue::I32(1)),
            (0x3A40, PropValue::Bool(true)),
        ]
        .into_iter()
        .collect()
    };
    let mut attachments = vec![
        NewAttachment {
            props: [text(0x3704, "a.txt")].into_iter().collect(),
            contents: Contents::Bytes(b"kurz".to_vec()),
        },
        NewAttachment {
            props: [text(0x3704, "b.bin")].into_iter().collect(),
            contents: Contents::Bytes(vec![7; 300_000]),
        },
        NewAttachment {
            props: [text(0x3704, "c.ole")].into_iter().collect(),
            contents: Contents::Object(vec![8; 5000]),
        },
        NewAttachment {
            props: [text(0x370E, "text/plain")].into_iter().collect(),
            contents: Contents::None,
        },
    ];
    if depth > 0 {
        let contents = Contents::Message(Box::new(rich(depth - 1)));
        attachments.push(NewAttachment { props: Props::new(), contents });
    }
    NewItem {
        props: [
            text(0x001A, "IPM.Note"),
            text(0x0037, "Betreff"),
            text(0x1013, "<p>"),
            (0x3007, PropValue::Time(5)),
        ]
        .into_iter()
        .collect(),
        recipients: vec![recipient("Anna", 1), recipient("Bert", 2), recipient("Cäsar", 1)],
        attachments,
    }
}

#[test]
fn messages_with_recipients_attachments_and_messages_inside_survive_and_can_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for format in [FileFormat::Ansi, FileFormat::Unicode] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let path = dir.path().join(format!("{format:?}{encryption:?}.pst"));
            let new = NewStore { format, encryption, ..NewStore::new("Post", [5; 16], [6; 16]) };
            let pst = Pst::create(&path, &new).unwrap();
            let top = pst.read().store().unwrap().ipm_subtree.unwrap();
            let mut txn = pst.write().unwrap();
            let folder = txn.create_folder(top, "Posteingang", "IPF.Note").unwrap();
            let other = txn.create_folder(top, "Ablage", "IPF.Note").unwrap();
            let nids: Vec<Nid> =
                (0..5).map(|i| txn.create_message(folder, rich(i % 3)).unwrap()).collect();
            txn.commit().unwrap();
            let message = pst.read().message(nids[2]).unwrap();
            assert_eq!(message.props.text(0x0E04), "Anna; Cäsar");
            assert_eq!(message.props.text(0x0E03), "Bert");
            assert_eq!(message.recipients[2].text(0x39FE), "a@b.de");
            assert_eq!(message.attachments.len(), 5);
            let inner = pst.read().embedded(&message.attachments[4]).unwrap().unwrap();
            assert_eq!(inner.attachments.len(), 5);
            assert_eq!(
                pst.read().attachment_data(&inner.attachments[1]).unwrap(),
                vec![7; 300_000]
            );
            let mut txn = pst.write().unwrap();
            txn.delete_message(nids[0]).unwrap();
            txn.move_message(nids[1], other).unwrap();
            let gone: Vec<Nid> = message.attachments.iter().map(|a| a.nid).collect();
            for nid in gone {
                txn.remove_attachment(nids[2], nid).unwrap();
            }
            txn.set_recipients(nids[2], &[]).unwrap();
            let file = NewAttachment {
                contents: Contents::Bytes(vec![1; 9000]),
                ..NewAttachment::default()
            };
            let added = txn.add_attachment(nids[3], &file).unwrap();
            let sub = txn.create_folder(other, "Unterordner", "IPF.Note").unwrap();
            txn.move_message(nids[4], sub).unwrap();
            txn.move_folder(sub, folder).unwrap();
            txn.add_columns(
                folder,
                &[
                    0x3007_0040,
                    0x1035_001F & if format == FileFormat::Ansi { !1 } else { !0 },
                    0x0E1B_000B,
                ],
            )
            .unwrap();
            txn.commit().unwrap();
            let txn = pst.read();
            let tree = txn.folders().unwrap();
            assert_eq!(tree.warnings, []);
            let count = |path: &str| tree.folders.iter().find(|f| f.path == path).unwrap().items;
            assert_eq!(
                (count("/Posteingang"), count("/Ablage"), count("/Posteingang/Unterordner")),
                (2, 1, 1)
            );
            assert!(txn.message(nids[0]).is_err());
            assert_eq!(txn.message(nids[2]).unwrap().attachments, []);
            assert_eq!(txn.message(nids[2]).unwrap().props.i32(0x0E07), Some(1));
            let changed = txn.message(nids[3]).unwrap();
            let new = changed.attachments.iter().find(|a| a.nid == added).unwrap();
            assert_eq!(txn.attachment_data(new).unwrap(), vec![1; 9000]);
            drop(txn);
            let mut txn = pst.write().unwrap();
            assert!(txn.move_folder(folder, sub).is_err(), "a folder cannot lie in itself");
            txn.delete_folder(folder).unwrap();
            txn.commit().unwrap();
            assert!(
                pst.read()
                    .folders()
                    .unwrap()
                    .folders
                    .iter()
                    .all(|f| f.nid != folder && f.nid != sub)
            );
            paths.push(path);
        }
    }
    assert_strictly_clean(&paths);
}

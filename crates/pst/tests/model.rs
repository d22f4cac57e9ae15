//! Random sequences of operations against a model in memory: after every commit the file shows
//! exactly what the model holds, also after it was closed and opened again.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use pst::{
    Access, Contents, Encryption, FileFormat, MemoryBackend, NewAttachment, NewItem, NewStore, Nid,
    Patch, PropValue, Props, Pst, Reader, WriteTxn,
};

/// What can be done; numbers choose among what there is.
#[derive(Debug, Clone)]
enum Op {
    Folder(usize, String),
    Item(usize, String, usize, usize),
    Hidden(usize, String),
    Patch(usize, u16, Option<usize>),
    Rename(usize, String),
    Delete(usize),
    Move(usize, usize),
    DeleteFolder(usize),
    MoveFolder(usize, usize),
    Attach(usize, usize),
    Recipients(usize, usize),
    Commit,
    Abort,
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    let name = "[A-Za-zäöü/]{1,12}";
    let size = prop_oneof![0usize..40, 900usize..1200, 3500usize..3700, 8000usize..30_000];
    prop_oneof![
        2 => (any::<usize>(), name).prop_map(|(at, name)| Op::Folder(at, name)),
        8 => (any::<usize>(), name, size.clone(), 0usize..3).prop_map(|(at, name, size, n)| Op::Item(at, name, size, n)),
        1 => (any::<usize>(), name).prop_map(|(at, name)| Op::Hidden(at, name)),
        6 => (any::<usize>(), prop_oneof![Just(0x1000u16), Just(0x0E07), Just(0x0037), 0x3A00u16..0x3A20], prop::option::of(size.clone()))
            .prop_map(|(at, id, size)| Op::Patch(at, id, size)),
        1 => (any::<usize>(), name).prop_map(|(at, name)| Op::Rename(at, name)),
        3 => any::<usize>().prop_map(Op::Delete),
        2 => any::<(usize, usize)>().prop_map(|(at, to)| Op::Move(at, to)),
        1 => any::<usize>().prop_map(Op::DeleteFolder),
        1 => any::<(usize, usize)>().prop_map(|(at, to)| Op::MoveFolder(at, to)),
        2 => (any::<usize>(), size).prop_map(|(at, size)| Op::Attach(at, size)),
        1 => (any::<usize>(), 0usize..6).prop_map(|(at, count)| Op::Recipients(at, count)),
        3 => Just(Op::Commit),
        1 => Just(Op::Abort),
        1 => Just(Op::Reopen),
    ]
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Item {
    props: Props,
    attachments: Vec<Vec<u8>>,
    recipients: usize,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Folder {
    parent: Nid,
    name: String,
    items: BTreeMap<Nid, Item>,
    hidden: BTreeMap<Nid, Item>,
}

/// What the file should hold: folders below the mailbox root.
type Model = BTreeMap<Nid, Folder>;

fn text(len: usize) -> PropValue {
    PropValue::Text("größer ".chars().cycle().take(len).collect())
}

fn props(name: &str, size: usize) -> Props {
    [
        (0x001A, PropValue::Text("IPM.Contact".into())),
        (0x0037, PropValue::Text(name.into())),
        (0x1000, text(size)),
        (0x0E07, PropValue::I32(i32::try_from(size % 2).unwrap())),
        (0x3007, PropValue::Time(5)),
        (0x3008, PropValue::Time(6)),
        (0x0E06, PropValue::Time(7)),
        (0x300B, PropValue::Binary(vec![1; 16])),
    ]
    .into_iter()
    .collect()
}

fn attachment(size: usize) -> NewAttachment {
    NewAttachment { contents: Contents::Bytes(vec![size as u8; size + 1]), ..Default::default() }
}

fn pick<T: Copy>(things: &[T], at: usize) -> Option<T> {
    (!things.is_empty()).then(|| things[at % things.len()])
}

fn items(model: &Model) -> Vec<(Nid, Nid)> {
    model.iter().flat_map(|(folder, f)| f.items.keys().map(|nid| (*folder, *nid))).collect()
}

fn descendants(model: &Model, nid: Nid) -> Vec<Nid> {
    let mut found = vec![nid];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(model.iter().filter(|(_, f)| f.parent == parent).map(|(nid, _)| *nid));
        at += 1;
    }
    found
}

/// Does one operation on file and model alike.
fn perform(txn: &mut WriteTxn<'_>, model: &mut Model, root: Nid, op: &Op) {
    let mut folders: Vec<Nid> = model.keys().copied().collect();
    let all = items(model);
    match op {
        Op::Folder(at, name) => {
            folders.push(root);
            let parent = pick(&folders, *at).unwrap();
            let nid = txn.create_folder(parent, name, "IPF.Contact").unwrap();
            model.insert(nid, Folder { parent, name: name.clone(), ..Folder::default() });
        }
        Op::Item(at, name, size, attached) => {
            let Some(folder) = pick(&folders, *at) else { return };
            let attachments = vec![attachment(*size); *attached];
            let item = NewItem { props: props(name, *size), attachments, ..NewItem::default() };
            let nid = txn.create_message(folder, item).unwrap();
            let attachments = vec![vec![*size as u8; size + 1]; *attached];
            let item = Item { props: props(name, *size), attachments, recipients: 0 };
            model.get_mut(&folder).unwrap().items.insert(nid, item);
        }
        Op::Hidden(at, name) => {
            let Some(folder) = pick(&folders, *at) else { return };
            let nid = txn.create_associated(folder, props(name, 1)).unwrap();
            let item = Item { props: props(name, 1), ..Item::default() };
            model.get_mut(&folder).unwrap().hidden.insert(nid, item);
        }
        Op::Patch(at, id, size) => {
            let Some((folder, nid)) = pick(&all, *at) else { return };
            let item = model.get_mut(&folder).unwrap().items.get_mut(&nid).unwrap();
            let value = match (*id, size) {
                (0x0E07, size) => {
                    Some(PropValue::I32(i32::try_from(size.unwrap_or(0) % 2).unwrap()))
                }
                (_, size) => size.map(text),
            };
            let patch = match value {
                Some(value) => {
                    item.props.set(*id, value.clone());
                    Patch::new().set(*id, value)
                }
                None => {
                    item.props.remove(*id);
                    Patch::new().remove(*id)
                }
            };
            txn.patch_message(nid, &patch).unwrap();
        }
        Op::Rename(at, name) => {
            let Some(folder) = pick(&folders, *at) else { return };
            txn.patch_folder(folder, &Patch::new().set(0x3001, PropValue::Text(name.clone())))
                .unwrap();
            model.get_mut(&folder).unwrap().name = name.clone();
        }
        Op::Delete(at) => {
            let Some((folder, nid)) = pick(&all, *at) else { return };
            txn.delete_message(nid).unwrap();
            model.get_mut(&folder).unwrap().items.remove(&nid);
        }
        Op::Move(at, to) => {
            let (Some((folder, nid)), Some(to)) = (pick(&all, *at), pick(&folders, *to)) else {
                return;
            };
            txn.move_message(nid, to).unwrap();
            let item = model.get_mut(&folder).unwrap().items.remove(&nid).unwrap();
            model.get_mut(&to).unwrap().items.insert(nid, item);
        }
        Op::DeleteFolder(at) => {
            let Some(folder) = pick(&folders, *at) else { return };
            txn.delete_folder(folder).unwrap();
            for nid in descendants(model, folder) {
                model.remove(&nid);
            }
        }
        Op::MoveFolder(at, to) => {
            let (Some(folder), Some(to)) = (pick(&folders, *at), pick(&folders, *to)) else {
                return;
            };
            let circle = descendants(model, folder).contains(&to);
            assert_eq!(txn.move_folder(folder, to).is_err(), circle);
            if !circle {
                model.get_mut(&folder).unwrap().parent = to;
            }
        }
        Op::Attach(at, size) => {
            let Some((folder, nid)) = pick(&all, *at) else { return };
            txn.add_attachment(nid, &attachment(*size)).unwrap();
            let item = model.get_mut(&folder).unwrap().items.get_mut(&nid).unwrap();
            item.attachments.push(vec![*size as u8; size + 1]);
        }
        Op::Recipients(at, count) => {
            let Some((folder, nid)) = pick(&all, *at) else { return };
            let row: Props = [(0x3001, text(9)), (0x0C15, PropValue::I32(1))].into_iter().collect();
            txn.set_recipients(nid, &vec![row; *count]).unwrap();
            model.get_mut(&folder).unwrap().items.get_mut(&nid).unwrap().recipients = *count;
        }
        Op::Commit | Op::Abort | Op::Reopen => {}
    }
}

/// What the file shows, in the form of the model.
fn shown(pst: &Pst, root: Nid, deleted: Nid) -> Model {
    let txn = pst.read();
    let tree = txn.folders().unwrap();
    assert_eq!(tree.warnings, []);
    let mut model = Model::new();
    for entry in tree.folders.iter().filter(|f| f.visible && f.nid != root && f.nid != deleted) {
        let mut folder =
            Folder { parent: entry.parent, name: entry.name.clone(), ..Folder::default() };
        let mut unread = 0;
        let mut add = |nid: Nid, items: &mut BTreeMap<Nid, Item>| {
            let message = txn.message(nid).unwrap();
            assert_eq!(message.warnings, []);
            let flags = message.props.i32(0x0E07).unwrap_or(1);
            unread += u64::from(flags & 1 == 0 && nid.kind() == pst::NidType::MESSAGE);
            assert_eq!(flags & 0x10 != 0, !message.attachments.is_empty());
            let mut props = message.props.clone();
            props.remove(0x0E08);
            if let Some(PropValue::I32(flags)) = props.0.get_mut(&0x0E07) {
                *flags &= !0x10;
            }
            let attachments =
                message.attachments.iter().map(|a| txn.attachment_data(a).unwrap()).collect();
            items.insert(nid, Item { props, attachments, recipients: message.recipients.len() });
        };
        txn.contents(entry.nid, &mut |row| add(row.nid, &mut folder.items)).unwrap();
        txn.associated(entry.nid, &mut |row| add(row.nid, &mut folder.hidden)).unwrap();
        let props = txn.folder(entry.nid).unwrap().props;
        let number = |id| u64::try_from(props.i32(id).unwrap()).unwrap();
        assert_eq!((number(0x3602), number(0x3603)), (folder.items.len() as u64, unread));
        let below = tree.folders.iter().any(|f| f.parent == entry.nid);
        assert_eq!(props.get(0x360A), Some(&PropValue::Bool(below)));
        model.insert(entry.nid, folder);
    }
    model
}

fn run(format: FileFormat, encryption: Encryption, ops: &[Op]) {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Modell", [1; 16], [2; 16]) };
    let mut pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    let store = pst.read().store().unwrap();
    let (root, deleted) = (store.ipm_subtree.unwrap(), store.deleted_items.unwrap());
    let mut model = Model::new();
    let mut rest = ops;
    while !rest.is_empty() {
        let end = rest.iter().position(|op| matches!(op, Op::Commit | Op::Abort | Op::Reopen));
        let (steps, later) = rest.split_at(end.unwrap_or(rest.len()));
        let mut after = model.clone();
        let mut txn = pst.write().unwrap();
        steps.iter().for_each(|op| perform(&mut txn, &mut after, root, op));
        match later.first() {
            Some(Op::Abort) => drop(txn),
            last => {
                txn.commit().unwrap();
                model = after;
                if matches!(last, Some(Op::Reopen)) {
                    drop(pst);
                    pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
                    assert_eq!(pst.info().warnings, []);
                }
            }
        }
        assert_eq!(shown(&pst, root, deleted), model);
        rest = later.get(1..).unwrap_or_default();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_shrink_iters: 2000, ..ProptestConfig::default() })]
    #[test]
    fn the_file_shows_what_the_model_holds(
        ansi: bool,
        method in 0u8..3,
        ops in prop::collection::vec(op(), 1..120),
    ) {
        let format = if ansi { FileFormat::Ansi } else { FileFormat::Unicode };
        run(format, Encryption::from_byte(method).unwrap(), &ops);
    }
}

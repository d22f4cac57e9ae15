//! The model of a store, and how a file is seen as one.

use std::collections::{BTreeMap, BTreeSet};

use pst::{
    Contents, NewAttachment, NewItem, Nid, Patch, PropName, PropValue, Props, Pst, Reader,
    WriteTxn, guid,
};

use crate::ops::{COLUMNS, Form, Op, people};
use crate::support::seen::{SeenAttachment, SeenItem, see};

/// A folder below the mailbox root.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folder {
    parent: Nid,
    name: String,
    items: BTreeMap<Nid, NewItem>,
}

/// What a file should hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    folders: BTreeMap<Nid, Folder>,
    names: BTreeMap<String, u16>,
}

fn pick<T: Copy>(things: &[T], at: usize) -> Option<T> {
    (!things.is_empty()).then(|| things[at % things.len()])
}

fn field(number: u8) -> PropName {
    PropName::Text { set: guid::PUBLIC_STRINGS, name: format!("Feld {number}") }
}

impl Model {
    fn folder(&self, at: usize) -> Option<Nid> {
        pick(&self.folders.keys().copied().collect::<Vec<_>>(), at)
    }

    /// An item and its folder.
    fn item(&self, at: usize) -> Option<(Nid, Nid)> {
        let all = self.folders.iter();
        let all = all.flat_map(|(nid, folder)| folder.items.keys().map(|item| (*nid, *item)));
        pick(&all.collect::<Vec<_>>(), at)
    }

    fn item_mut(&mut self, folder: Nid, item: Nid) -> &mut NewItem {
        self.folders.get_mut(&folder).unwrap().items.get_mut(&item).unwrap()
    }

    /// A folder and all below it.
    fn with_descendants(&self, nid: Nid) -> BTreeSet<Nid> {
        let mut found = BTreeSet::from([nid]);
        loop {
            let below = self.folders.iter().filter(|(_, folder)| found.contains(&folder.parent));
            let all: BTreeSet<Nid> = below.map(|(nid, _)| *nid).chain([nid]).collect();
            if all == found {
                return found;
            }
            found = all;
        }
    }

    /// Does an operation on file and model alike.
    pub fn perform(&mut self, txn: &mut WriteTxn<'_>, root: Nid, op: &Op) {
        match op {
            Op::Folder(..) | Op::Rename(..) | Op::MoveFolder(..) | Op::DeleteFolder(_) => {
                self.perform_on_folder(txn, root, op);
            }
            Op::Item(at, new) => {
                let Some(folder) = self.folder(*at) else { return };
                let nid = txn.create_message(folder, new.item()).unwrap();
                self.folders.get_mut(&folder).unwrap().items.insert(nid, new.item());
            }
            Op::Hidden(at, new) => {
                let Some(folder) = self.folder(*at) else { return };
                let nid = txn.create_associated(folder, new.item()).unwrap();
                self.folders.get_mut(&folder).unwrap().items.insert(nid, new.item());
            }
            Op::Columns(at, which) => {
                let Some(folder) = self.folder(*at) else { return };
                let (id, value) = COLUMNS[which % COLUMNS.len()];
                let tag = u32::from(id) << 16 | u32::from(value().prop_type(txn.format()));
                txn.add_columns(folder, &[tag]).unwrap();
            }
            Op::Commit | Op::Abort | Op::Reopen => {}
            _ => self.perform_on_item(txn, op),
        }
    }

    fn perform_on_folder(&mut self, txn: &mut WriteTxn<'_>, root: Nid, op: &Op) {
        match op {
            Op::Folder(at, name) => {
                let parents: Vec<Nid> = self.folders.keys().copied().chain([root]).collect();
                let parent = pick(&parents, *at).unwrap();
                let nid = txn.create_folder(parent, name, "IPF.Contact").unwrap();
                let folder = Folder { parent, name: name.clone(), ..Folder::default() };
                self.folders.insert(nid, folder);
            }
            Op::Rename(at, name) => {
                let Some(folder) = self.folder(*at) else { return };
                let patch = Patch::new().set(0x3001, PropValue::Text(name.clone()));
                txn.patch_folder(folder, &patch).unwrap();
                self.folders.get_mut(&folder).unwrap().name.clone_from(name);
            }
            Op::MoveFolder(at, to) => {
                let (Some(folder), Some(to)) = (self.folder(*at), self.folder(*to)) else { return };
                let circle = self.with_descendants(folder).contains(&to);
                assert_eq!(txn.move_folder(folder, to).is_err(), circle);
                if !circle {
                    self.folders.get_mut(&folder).unwrap().parent = to;
                }
            }
            Op::DeleteFolder(at) => {
                let Some(folder) = self.folder(*at) else { return };
                txn.delete_folder(folder).unwrap();
                for nid in self.with_descendants(folder) {
                    self.folders.remove(&nid);
                }
            }
            _ => unreachable!("{op:?} is for items"),
        }
    }

    fn perform_on_item(&mut self, txn: &mut WriteTxn<'_>, op: &Op) {
        let (Op::Patch(at, _)
        | Op::Named(at, ..)
        | Op::Move(at, _)
        | Op::Delete(at)
        | Op::Attach(at, _)
        | Op::Detach(at, _)
        | Op::Recipients(at, _)) = op
        else {
            unreachable!("{op:?} is for folders");
        };
        let Some((folder, nid)) = self.item(*at) else { return };
        match op {
            Op::Patch(_, changes) => self.patch(txn, folder, nid, changes),
            Op::Named(_, number, form) => {
                let id = txn.named_prop(&field(*number)).unwrap();
                self.names.insert(format!("Feld {number}"), id);
                self.patch(txn, folder, nid, &[(id, Some(form.clone()))]);
            }
            Op::Move(_, to) => {
                let to = self.folder(*to).unwrap();
                txn.move_message(nid, to).unwrap();
                let item = self.folders.get_mut(&folder).unwrap().items.remove(&nid).unwrap();
                self.folders.get_mut(&to).unwrap().items.insert(nid, item);
            }
            Op::Delete(_) => {
                txn.delete_message(nid).unwrap();
                self.folders.get_mut(&folder).unwrap().items.remove(&nid);
            }
            Op::Attach(_, what) => {
                let item = self.item_mut(folder, nid);
                // A number that none of them has.
                let taken = |n: usize| item.attachments.iter().any(|a| name_of(a) == numbered(n));
                let number = (0..).find(|n| !taken(*n)).unwrap();
                txn.add_attachment(nid, &what.attachment(number)).unwrap();
                item.attachments.push(what.attachment(number));
            }
            Op::Detach(_, which) => {
                let item = self.item_mut(folder, nid);
                let all: Vec<usize> = (0..item.attachments.len()).collect();
                let Some(which) = pick(&all, *which) else { return };
                let gone = item.attachments.remove(which);
                let there = txn.message(nid).unwrap().attachments;
                let named = |a: &&pst::Attachment| a.props.text(0x3707) == name_of(&gone);
                txn.remove_attachment(nid, there.iter().find(named).unwrap().nid).unwrap();
            }
            Op::Recipients(_, count) => {
                txn.set_recipients(nid, &people(*count)).unwrap();
                self.item_mut(folder, nid).recipients = people(*count);
            }
            _ => unreachable!("{op:?} is for folders"),
        }
    }

    fn patch(
        &mut self,
        txn: &mut WriteTxn<'_>,
        folder: Nid,
        nid: Nid,
        changes: &[(u16, Option<Form>)],
    ) {
        let mut patch = Patch::new();
        // Of several changes of a property the last one counts.
        for (id, form) in changes.iter().cloned().collect::<BTreeMap<_, _>>() {
            let props = &mut self.item_mut(folder, nid).props;
            match form {
                Some(form) => {
                    props.set(id, form.value());
                    patch = patch.set(id, form.value());
                }
                None => {
                    props.remove(id);
                    patch = patch.remove(id);
                }
            }
        }
        txn.patch_message(nid, &patch).unwrap();
    }

    /// What a file shows, in the form of the model.
    pub fn of(pst: &Pst, root: Nid, deleted: Nid) -> Self {
        let mut model = Self::default();
        let seen = see(pst);
        for folder in seen.folders.iter().filter(|folder| folder.entry.visible) {
            let entry = &folder.entry;
            if [root, deleted].contains(&entry.nid) {
                continue;
            }
            let is_item = |item: &&SeenItem| item.nid.kind() == pst::NidType::MESSAGE;
            let items: Vec<_> = folder.items.iter().filter(is_item).collect();
            let unread = items.iter().filter(|item| item.props.i32(0x0E07).unwrap() & 1 == 0);
            let number = |id| usize::try_from(folder.props.i32(id).unwrap()).unwrap();
            assert_eq!((number(0x3602), number(0x3603)), (items.len(), unread.count()));
            let below = seen.folders.iter().any(|other| other.entry.parent == entry.nid);
            assert_eq!(folder.props.get(0x360A), Some(&PropValue::Bool(below)));
            let items = folder.items.iter().map(|item| (item.nid, plain(item))).collect();
            let shown = Folder { parent: entry.parent, name: entry.name.clone(), items };
            model.folders.insert(entry.nid, shown);
        }
        for (id, name) in pst.read().names().unwrap().iter() {
            if let PropName::Text { name, .. } = name
                && name.starts_with("Feld")
            {
                model.names.insert(name.clone(), id);
            }
        }
        model
    }
}

fn numbered(number: usize) -> String {
    format!("Datei {number}")
}

fn name_of(attachment: &NewAttachment) -> &str {
    attachment.props.text(0x3707)
}

/// An item as it was made, without what the file derives, which is compared here.
fn plain(item: &SeenItem) -> NewItem {
    let mut props = item.props.clone();
    props.remove(0x0E08);
    for (list, kind) in [(0x0E04, 1), (0x0E03, 2), (0x0E02, 3)] {
        let of_kind = item.recipients.iter().filter(|row| row.i32(0x0C15) == Some(kind));
        let names: Vec<&str> = of_kind.map(|row| row.text(0x3001)).collect();
        assert_eq!(props.text(list), names.join("; "));
        props.remove(list);
    }
    let flags = props.i32(0x0E07).unwrap();
    assert_eq!(flags & 0x10 != 0, !item.attachments.is_empty());
    assert_eq!(flags & 0x40 != 0, item.nid.kind() == pst::NidType::ASSOCIATED);
    props.set(0x0E07, PropValue::I32(flags & !0x50));
    let mut attachments: Vec<_> = item.attachments.iter().map(plain_attachment).collect();
    // The last row takes the place of one that goes.
    attachments.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    NewItem { props, recipients: item.recipients.clone(), attachments }
}

fn plain_attachment(attachment: &SeenAttachment) -> NewAttachment {
    let derived = [0x0E20, 0x3705, 0x370B];
    let props = attachment.props.0.iter().filter(|(id, _)| !derived.contains(id));
    let props: Props = props.map(|(id, value)| (*id, value.clone())).collect();
    let data = || attachment.data.clone();
    let contents = match (&attachment.inner, attachment.method) {
        (Some(inner), _) => Contents::Message(Box::new(plain(inner))),
        (None, 0) => Contents::None,
        (None, 6) => Contents::Object(data()),
        (None, _) => Contents::Bytes(data()),
    };
    NewAttachment { props, contents }
}

/// The model with the attachments of each item in the order of their names.
pub fn sorted(mut model: Model) -> Model {
    for item in model.folders.values_mut().flat_map(|folder| folder.items.values_mut()) {
        item.attachments.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    }
    model
}

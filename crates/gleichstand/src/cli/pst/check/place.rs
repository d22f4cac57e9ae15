//! Where something was found: the object by its number, and folders and items by their names.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;

use pst::{Access, At, Finding, Hex, Nid, NidType, Owner, Pst, Reader};
use sync::Message;

use super::super::names;
use crate::words::Words;

/// Items whose names are looked up; a damaged file can have a million findings.
const LOOKED_UP: usize = 1000;
/// Characters of a subject that are shown.
const SUBJECT: usize = 40;

const PID_TAG_SUBJECT: u16 = 0x0037;
const PID_TAG_DISPLAY_NAME: u16 = 0x3001;

/// The names of folders and items, as far as the file can be opened.
#[derive(Default)]
pub struct Names {
    pst: Option<Pst>,
    folders: HashMap<Nid, String>,
    items: RefCell<HashMap<Nid, Option<String>>>,
    looked_up: Cell<usize>,
}

impl Names {
    /// The names in a file, if they are needed.
    pub fn of(path: &Path, needed: bool) -> Self {
        let pst = if needed { Pst::open(path, Access::Read).ok() } else { None };
        let tree = pst.as_ref().and_then(|pst| pst.read().folders().ok());
        let folders = tree.into_iter().flat_map(|tree| tree.folders);
        let folders = folders.map(|folder| (folder.nid, folder.path)).collect();
        Self { pst, folders, ..Self::default() }
    }

    /// A folder's path, also for its tables; an item's folder and subject.
    pub fn name(&self, nid: Nid) -> Option<String> {
        match nid.kind() {
            NidType::MESSAGE | NidType::ASSOCIATED => self.item(nid),
            NidType::SEARCH_FOLDER | NidType::SEARCH_CONTENTS => {
                self.folders.get(&nid.sibling(NidType::SEARCH_FOLDER)).cloned()
            }
            NidType::FOLDER
            | NidType::HIERARCHY
            | NidType::CONTENTS
            | NidType::ASSOCIATED_CONTENTS => {
                self.folders.get(&nid.sibling(NidType::FOLDER)).cloned()
            }
            _ => None,
        }
    }

    fn item(&self, nid: Nid) -> Option<String> {
        if let Some(known) = self.items.borrow().get(&nid) {
            return known.clone();
        }
        self.looked_up.set(self.looked_up.get() + 1);
        let name = if self.looked_up.get() > LOOKED_UP { None } else { self.look_up(nid) };
        self.items.borrow_mut().insert(nid, name.clone());
        name
    }

    fn look_up(&self, nid: Nid) -> Option<String> {
        let item = self.pst.as_ref()?.read().message(nid).ok()?;
        let texts = [PID_TAG_SUBJECT, PID_TAG_DISPLAY_NAME].map(|id| subject(item.props.text(id)));
        let name = texts.into_iter().find(|text| !text.is_empty())?;
        let folder = self.folders.get(&item.parent);
        Some(folder.map(|folder| format!("{folder}: {name}")).unwrap_or(name))
    }
}

/// A subject without the two characters that say where its prefix ends (\[MS-PST\] 2.5.3.1.1.1).
fn subject(text: &str) -> String {
    let skipped = if text.starts_with('\u{1}') { 2 } else { 0 };
    let mut chars = text.chars().skip(skipped);
    let shown: String = chars.by_ref().take(SUBJECT).collect();
    if chars.next().is_some() { format!("{shown}…") } else { shown }
}

/// Where a finding lies, from the object to the place in it.
pub fn of(finding: &Finding, names: &Names, words: &Words) -> String {
    let say = Say { names, words };
    let mut parts = finding.owner.map(|owner| say.owner(owner)).unwrap_or_default();
    parts.extend(say.at(finding.at, finding.owner));
    parts.join(", ")
}

struct Say<'a> {
    names: &'a Names,
    words: &'a Words,
}

impl Say<'_> {
    fn owner(&self, owner: Owner) -> Vec<String> {
        let mut parts = vec![self.node(owner.node)];
        parts.extend(owner.sub.map(|sub| self.numbered(of_subnode(sub), sub)));
        let row = owner.row.map(|row| match owner.sub {
            None if lists_nodes(owner.node) => {
                let place = self.with_id("check-at-row", Nid(row));
                self.named(place, self.names.name(Nid(row)))
            }
            _ => self.with_id("check-at-row", row),
        });
        parts.extend(row);
        parts
    }

    /// The place in the object, unless it is the object as a whole.
    fn at(&self, at: At, owner: Option<Owner>) -> Option<String> {
        Some(match at {
            At::Header => self.words.text("check-at-header"),
            At::Page(offset) => self.with_id("check-at-page", Hex(offset)),
            At::Block(id) => self.with_id("check-at-block", Hex(id)),
            At::Node(nid) if owner.is_some_and(|owner| is_whole(owner, nid)) => return None,
            At::Node(nid) => self.node(nid),
            At::Property(id) => {
                let place = self.with_id("check-at-property", format!("0x{id:04X}"));
                self.named(place, names::tag_name(id).map(str::to_owned))
            }
            At::Column(tag) => {
                let place = self.with_id("check-at-column", format!("0x{tag:08X}"));
                let id = u16::try_from(tag >> 16).ok();
                self.named(place, id.and_then(names::tag_name).map(str::to_owned))
            }
            At::Item(id) => self.with_id("check-at-heap-item", Hex(id.into())),
            At::Names => self.words.text("check-at-names"),
            At::Maps => self.words.text("check-at-maps"),
        })
    }

    fn node(&self, nid: Nid) -> String {
        self.named(self.numbered(of_node(nid), nid), self.names.name(nid))
    }

    fn numbered(&self, object: &str, nid: Nid) -> String {
        let message = Message::new("check-at-object").with("object", object);
        self.words.say(&message.with("id", nid))
    }

    fn named(&self, place: String, name: Option<String>) -> String {
        let Some(name) = name else { return place };
        let message = Message::new("check-named").with("place", place).with("name", name);
        self.words.say(&message)
    }

    fn with_id(&self, id: &str, number: impl ToString) -> String {
        self.words.say(&Message::new(id).with("id", number.to_string()))
    }
}

fn is_whole(owner: Owner, nid: Nid) -> bool {
    owner.sub.unwrap_or(owner.node) == nid || owner.node == nid
}

/// Tables whose rows are folders or items.
fn lists_nodes(table: Nid) -> bool {
    let kinds = [
        NidType::HIERARCHY,
        NidType::CONTENTS,
        NidType::ASSOCIATED_CONTENTS,
        NidType::SEARCH_CONTENTS,
    ];
    kinds.contains(&table.kind())
}

/// What a node is.
fn of_node(nid: Nid) -> &'static str {
    match nid {
        Nid::STORE => "store",
        Nid::NAMES => "names",
        Nid::HIERARCHY_TEMPLATE
        | Nid::CONTENTS_TEMPLATE
        | Nid::ASSOCIATED_TEMPLATE
        | Nid::SEARCH_TEMPLATE
        | Nid::ATTACHMENTS
        | Nid::RECIPIENTS => "template",
        _ => match nid.kind() {
            NidType::FOLDER => "folder",
            NidType::SEARCH_FOLDER => "search-folder",
            NidType::MESSAGE => "item",
            NidType::ASSOCIATED => "hidden-item",
            NidType::HIERARCHY => "hierarchy",
            NidType::CONTENTS => "contents",
            NidType::ASSOCIATED_CONTENTS => "hidden-contents",
            NidType::SEARCH_CONTENTS => "search-contents",
            _ => "other",
        },
    }
}

/// What a subnode is.
fn of_subnode(nid: Nid) -> &'static str {
    match nid {
        Nid::ATTACHMENTS => "attachments",
        Nid::RECIPIENTS => "recipients",
        _ => match nid.kind() {
            NidType::ATTACHMENT => "attachment",
            NidType::MESSAGE => "item",
            _ => "subobject",
        },
    }
}

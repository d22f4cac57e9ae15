//! Values of objects: what a damage has made of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ltp::prop::{PropValue, Props};
use crate::messaging::build::{Contents, NewItem};
use crate::messaging::folder::{
    CLASS, CONTAINER_CLASS, COUNT, FLAGS, SIZE, SUBFOLDERS, SUBJECT, UNREAD,
};
use crate::messaging::names::{PropName, guid};
use crate::messaging::patch::WriteTxn;
use crate::messaging::reader::Reader;
use crate::messaging::store::DISPLAY_NAME;
use crate::{FileFormat, Result};

/// Properties that every reader needs, with their types (\[MS-OXPROPS\]).
const TYPES: [(u16, u16); 15] = [
    (CLASS, 0x001F),
    (SUBJECT, 0x001F),
    (0x0E02, 0x001F),
    (0x0E03, 0x001F),
    (0x0E04, 0x001F),
    (0x0E06, 0x0040),
    (FLAGS, 0x0003),
    (SIZE, 0x0003),
    (DISPLAY_NAME, 0x001F),
    (0x3007, 0x0040),
    (0x3008, 0x0040),
    (COUNT, 0x0003),
    (UNREAD, 0x0003),
    (SUBFOLDERS, 0x000B),
    (CONTAINER_CLASS, 0x001F),
];

pub(super) fn is_mistyped(id: u16, value: &PropValue) -> bool {
    let wanted = TYPES.iter().find(|(known, _)| *known == id);
    wanted.is_some_and(|(_, wanted)| *wanted != value.prop_type(FileFormat::Unicode))
}

/// Puts right what a damage has made of an item, and of those in it: values of a type that does not
/// exist keep their bytes, those of a type that they never have go, and there is a class.
pub(super) fn put_right(item: &mut NewItem, associated: bool) {
    let recipients = item.recipients.iter_mut();
    for value in recipients.chain([&mut item.props]).flat_map(|props| props.0.values_mut()) {
        known_type(value, associated);
    }
    item.props.0.retain(|id, value| !is_mistyped(*id, value));
    if item.props.text(CLASS).is_empty() {
        item.props.set(CLASS, PropValue::Text("IPM.Note".to_owned()));
    }
    for attachment in &mut item.attachments {
        attachment.props.0.values_mut().for_each(|value| known_type(value, false));
        if let Contents::Message(inner) = &mut attachment.contents {
            put_right(inner, false);
        }
    }
}

/// Gives names to properties whose ids have none: so they can be found, and are nobody else's.
pub(super) fn name_all(item: &mut NewItem, txn: &mut WriteTxn<'_>) -> Result<()> {
    let mut ids = BTreeSet::new();
    each_props(item, &mut |props| ids.extend(props.0.range(0x8000..).map(|(id, _)| *id)));
    let names = txn.names()?;
    let unnamed: Vec<u16> = ids.into_iter().filter(|id| names.name_of(*id).is_none()).collect();
    let mut given = BTreeMap::new();
    for id in unnamed {
        given.insert(id, txn.named_prop(&recovered_name(id))?);
    }
    each_props(item, &mut |props| {
        let taken = given.iter().filter_map(|(id, new)| Some((*new, props.0.remove(id)?)));
        let taken: Vec<_> = taken.collect();
        props.0.extend(taken);
    });
    Ok(())
}

/// What a property is called whose name is gone.
pub(super) fn recovered_name(id: u16) -> PropName {
    PropName::Text { set: guid::PUBLIC_STRINGS, name: format!("recovered-{id:04X}") }
}

fn each_props(item: &mut NewItem, visit: &mut dyn FnMut(&mut Props)) {
    visit(&mut item.props);
    item.recipients.iter_mut().for_each(&mut *visit);
    for attachment in &mut item.attachments {
        visit(&mut attachment.props);
        if let Contents::Message(inner) = &mut attachment.contents {
            each_props(inner, visit);
        }
    }
}

/// Server ids have no kind of value of their own; restrictions and actions are those of rules, which
/// are associated items.
pub(super) fn known_type(value: &mut PropValue, associated: bool) {
    if let PropValue::Other { prop_type, bytes } = value {
        let known = *prop_type == 0x00FB || associated && [0x00FD, 0x00FE].contains(prop_type);
        if !known {
            *value = PropValue::Binary(std::mem::take(bytes));
        }
    }
}

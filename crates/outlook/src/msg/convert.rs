//! Items of data files as items in memory, and back.
//!
//! What must hold: an item that is put into a data file and taken out is the same item. So what a
//! data file reckons up itself is left out or reckoned up here in the same way.

use std::collections::BTreeMap;

use pst::{
    Contents, Error, NamedProps, NewAttachment, NewItem, PropValue, Props, Reader, representable,
};
use sync::Message;

use super::layout::{CONTENTS, METHOD};
use super::{MAX_NESTING, MsgAttachment, MsgContents, MsgItem, MsgProp, MsgProps, subject, value};
use crate::explain::explain_warning;
use crate::item::Found;
use crate::property::PropIds;

/// PidTagMessageFlags, and its bit for attachments.
const FLAGS: u16 = 0x0E07;
const HAS_ATTACHMENTS: i32 = 0x10;
/// PidTagDisplayTo, Cc, Bcc, and the PidTagRecipientType that each shows.
const DISPLAY_LISTS: [(u16, i32); 3] = [(0x0E04, 1), (0x0E03, 2), (0x0E02, 3)];
const RECIPIENT_TYPE: u16 = 0x0C15;
const DISPLAY_NAME: u16 = 0x3001;
/// PidTagRenderingPosition.
const POSITION: u16 = 0x370B;

/// What belongs to the place of an object in a data file: keys, versions and ids of rows, what may
/// be done with it.
const OF_PLACE: &[u16] = &[
    0x0FF4, 0x0FF5, 0x0FF6, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x0FFB, 0x67F1, 0x67F2, 0x67F3, 0x67F4,
    0x67FF,
];
/// Of items: size, whether something is attached, their folder, their own EntryID.
const OF_ITEMS: &[u16] = &[0x0E08, 0x0E1B, 0x0E05, 0x0E09, 0x0FFF, 0x340D];
/// Of recipients: their row.
const OF_RECIPIENTS: &[u16] = &[0x3000];
/// Of attachments: size, number, contents.
const OF_ATTACHMENTS: &[u16] = &[0x0E20, 0x0E21, CONTENTS];

/// Properties by what they are.
type ByProp = BTreeMap<MsgProp, PropValue>;

/// An item of a data file in memory, with all that is in it. What cannot be read is left out and
/// named as a loss.
///
/// # Errors
/// The data file cannot be read.
pub fn of_message(
    reader: &impl Reader,
    message: &pst::Message,
    found: &mut Found,
) -> pst::Result<MsgItem> {
    let names = reader.names()?;
    Taking { reader, names, found, parts: MAX_PARTS, bytes: MAX_BYTES }.item(message, 0)
}

/// Attachments of an item, all levels together, and bytes of their contents: the same block may
/// stand in many places of a small file.
const MAX_PARTS: u32 = 10_000;
const MAX_BYTES: u64 = 256 << 20;

/// Taking items out of a data file.
struct Taking<'a, R> {
    reader: &'a R,
    names: &'a NamedProps,
    found: &'a mut Found,
    /// What may still be taken.
    parts: u32,
    bytes: u64,
}

impl<R: Reader> Taking<'_, R> {
    fn item(&mut self, message: &pst::Message, depth: usize) -> pst::Result<MsgItem> {
        self.found.losses.extend(message.warnings.iter().map(explain_warning));
        let mut props = self.props(&message.props, OF_ITEMS);
        let recipients = message.recipients.iter();
        let recipients: Vec<MsgProps> =
            recipients.map(|row| in_order(self.props(row, OF_RECIPIENTS))).collect();
        let mut attachments = Vec::new();
        for attachment in &message.attachments {
            attachments.push(self.attachment(attachment, depth)?);
        }
        subject::split(&mut props);
        put_lists(&mut props, &message.recipients);
        put_flags(&mut props, !attachments.is_empty());
        Ok(MsgItem { props: in_order(props), recipients, attachments })
    }

    fn attachment(
        &mut self,
        attachment: &pst::Attachment,
        depth: usize,
    ) -> pst::Result<MsgAttachment> {
        let mut props = self.props(&attachment.props, OF_ATTACHMENTS);
        let contents = match self.contents(attachment, depth) {
            Err(Error::Damaged { .. } | Error::TooLarge { .. }) => {
                let lost = Message::new("outlook-attachment-damaged");
                let name = [0x3707, 0x3704, DISPLAY_NAME].map(|id| attachment.props.text(id));
                let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
                self.found.losses.push(lost.with("name", name));
                MsgContents::None
            }
            other => other?,
        };
        put_method(&mut props, &contents);
        props.entry(MsgProp::Tag(POSITION)).or_insert(PropValue::I32(-1));
        Ok(MsgAttachment { props: in_order(props), contents })
    }

    fn contents(&mut self, attachment: &pst::Attachment, depth: usize) -> pst::Result<MsgContents> {
        let Some(size) = attachment.size else { return Ok(MsgContents::None) };
        self.spend(size)?;
        if let Some(inner) = self.reader.embedded(attachment)? {
            if depth >= MAX_NESTING {
                return Err(Error::TooLarge { what: "nesting of embedded messages" });
            }
            let item = self.item(&inner, depth + 1)?;
            return Ok(MsgContents::Item(Box::new(item)));
        }
        let bytes = self.reader.attachment_data(attachment)?;
        Ok(match attachment.method {
            6 => MsgContents::Object(bytes),
            _ => MsgContents::Bytes(bytes),
        })
    }

    /// Takes one more part of a size.
    fn spend(&mut self, size: u64) -> pst::Result<()> {
        let left = self.parts.checked_sub(1).zip(self.bytes.checked_sub(size));
        let too_large = Error::TooLarge { what: "embedded message" };
        (self.parts, self.bytes) = left.ok_or(too_large)?;
        Ok(())
    }

    fn props(&self, props: &Props, computed: &[u16]) -> ByProp {
        let own = |id: &u16| !OF_PLACE.contains(id) && !computed.contains(id);
        let values = props.0.iter().filter(|(id, _)| own(id));
        let prop = |id: u16| match self.names.name_of(id) {
            Some(name) if id >= 0x8000 => Some(MsgProp::Named(name.clone())),
            _ => (id < 0x8000).then_some(MsgProp::Tag(id)),
        };
        values
            .filter(|(_, value)| value::type_of(value).is_some())
            .filter_map(|(id, value)| Some((prop(*id)?, value.clone())))
            .collect()
    }
}

fn in_order(props: ByProp) -> MsgProps {
    props.into_iter().collect()
}

/// The lists of names follow from the recipients, where there are some.
fn put_lists(props: &mut ByProp, recipients: &[Props]) {
    for (list, recipient_type) in DISPLAY_LISTS {
        let rows = recipients.iter().filter(|row| row.i32(RECIPIENT_TYPE) == Some(recipient_type));
        let names = rows.map(|row| row.text(DISPLAY_NAME)).filter(|name| !name.is_empty());
        let names = names.collect::<Vec<_>>().join("; ");
        if !names.is_empty() {
            props.insert(MsgProp::Tag(list), PropValue::Text(names));
        }
    }
    drop_empty_lists(props);
}

/// A list without a name is none: no data file of Outlook has one.
fn drop_empty_lists(props: &mut ByProp) {
    for (list, _) in DISPLAY_LISTS {
        let prop = MsgProp::Tag(list);
        if props.get(&prop).and_then(PropValue::as_text).is_some_and(str::is_empty) {
            props.remove(&prop);
        }
    }
}

fn put_flags(props: &mut ByProp, attached: bool) {
    if let Some(PropValue::I32(flags)) = props.get_mut(&MsgProp::Tag(FLAGS)) {
        *flags = *flags & !HAS_ATTACHMENTS | if attached { HAS_ATTACHMENTS } else { 0 };
    }
}

/// The method says what the contents are.
fn put_method(props: &mut ByProp, contents: &MsgContents) {
    let method = match contents {
        MsgContents::None => None,
        MsgContents::Bytes(_) => Some(1),
        MsgContents::Item(_) => Some(5),
        MsgContents::Object(_) => Some(6),
    };
    match method {
        Some(method) => {
            props.insert(MsgProp::Tag(METHOD), PropValue::I32(method));
        }
        None => {
            props.entry(MsgProp::Tag(METHOD)).or_insert(PropValue::I32(0));
        }
    }
}

/// Whether an ANSI file of that code page can hold every text of an item.
#[must_use]
pub fn fits(item: &MsgItem, code_page: u16) -> bool {
    let props = |props: &MsgProps| {
        props.iter().all(|(_, value)| match value {
            PropValue::Text(text) => representable(text, code_page),
            PropValue::MvText(texts) => texts.iter().all(|text| representable(text, code_page)),
            _ => true,
        })
    };
    let attachment = |attachment: &MsgAttachment| {
        let inside = match &attachment.contents {
            MsgContents::Item(inner) => fits(inner, code_page),
            _ => true,
        };
        inside && props(&attachment.props)
    };
    props(&item.props)
        && item.recipients.iter().all(props)
        && item.attachments.iter().all(attachment)
}

/// An item in memory as a new one of a data file, whose names `ids` knows.
///
/// # Errors
/// No id to be had for a name, items nested too deeply.
pub fn new_item(item: &MsgItem, ids: &mut dyn PropIds) -> pst::Result<NewItem> {
    nested_item(item, ids, 0)
}

fn nested_item(item: &MsgItem, ids: &mut dyn PropIds, depth: usize) -> pst::Result<NewItem> {
    if depth > MAX_NESTING {
        return Err(Error::TooLarge { what: "nesting of embedded messages" });
    }
    let mut props: ByProp = item.props.iter().cloned().collect();
    subject::join(&mut props);
    drop_empty_lists(&mut props);
    let props = props_of(props.iter(), OF_ITEMS, ids)?;
    let recipients = item.recipients.iter().map(|row| {
        let pairs = row.iter().map(|(prop, value)| (prop, value));
        props_of(pairs, OF_RECIPIENTS, ids)
    });
    let recipients = recipients.collect::<pst::Result<_>>()?;
    let mut attachments = Vec::with_capacity(item.attachments.len());
    for attachment in &item.attachments {
        let pairs = attachment.props.iter().map(|(prop, value)| (prop, value));
        let props = props_of(pairs, OF_ATTACHMENTS, ids)?;
        let contents = match &attachment.contents {
            MsgContents::None => Contents::None,
            MsgContents::Bytes(bytes) => Contents::Bytes(bytes.clone()),
            MsgContents::Object(bytes) => Contents::Object(bytes.clone()),
            MsgContents::Item(inner) => {
                Contents::Message(Box::new(nested_item(inner, ids, depth + 1)?))
            }
        };
        attachments.push(NewAttachment { props, contents });
    }
    Ok(NewItem { props, recipients, attachments })
}

fn props_of<'a>(
    props: impl Iterator<Item = (&'a MsgProp, &'a PropValue)>,
    computed: &[u16],
    ids: &mut dyn PropIds,
) -> pst::Result<Props> {
    let mut out = Props::new();
    for (prop, value) in props.filter(|(_, value)| value::type_of(value).is_some()) {
        let id = match prop {
            MsgProp::Tag(id) if OF_PLACE.contains(id) || computed.contains(id) => continue,
            MsgProp::Tag(id) => *id,
            MsgProp::Named(name) => ids.id(name)?,
        };
        out.set(id, value.clone());
    }
    Ok(out)
}

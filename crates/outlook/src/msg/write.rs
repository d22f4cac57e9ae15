//! Writing an item as the bytes of a message file.

use std::collections::BTreeMap;

use pst::PropValue;
use uuid::Uuid;

use super::container::Writer;
use super::layout::{
    ATTACH_NUMBER, ATTACHMENT, BINARY, CLASS_ID, CONTENTS, EMBEDDED_HEADER, OBJECT, PART_HEADER,
    PROPERTIES, RECIPIENT, ROW_ID, STORE_SUPPORT, TOP_HEADER, UNICODE_STORE, numbered, of_part,
    of_property,
};
use super::names::Names;
use super::value::{Stored, beside, entry, size, store, type_of};
use super::{MAX_NESTING, MsgAttachment, MsgContents, MsgError, MsgItem, MsgProps, object};

/// Beside the tag of an embedded item or object: no size, and which of the two it is.
const ITEM_INSIDE: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0];
const OBJECT_INSIDE: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 4, 0, 0, 0];

/// The bytes of an item's message file.
///
/// # Errors
/// Items nested too deeply, or contents of more than four gigabytes.
pub fn write(item: &MsgItem) -> Result<Vec<u8>, MsgError> {
    check_depth(item, 0)?;
    let mut out = Writer::new(Uuid::from_u128(CLASS_ID))?;
    let names = Names::of(item);
    names.write(&mut out)?;
    Write { out: &mut out, names: &names }.item("", item, TOP_HEADER)?;
    out.finish()
}

fn check_depth(item: &MsgItem, depth: usize) -> Result<(), MsgError> {
    if depth > MAX_NESTING {
        return Err(MsgError::TooDeep);
    }
    item.attachments.iter().try_for_each(|attachment| match &attachment.contents {
        MsgContents::Item(inner) => check_depth(inner, depth + 1),
        _ => Ok(()),
    })
}

/// Storages being written; a path ends with a slash, or is empty for the root.
struct Write<'a> {
    out: &'a mut Writer,
    names: &'a Names,
}

impl Write<'_> {
    fn item(&mut self, path: &str, item: &MsgItem, header_size: usize) -> Result<(), MsgError> {
        let counts = [item.recipients.len(), item.attachments.len()].map(size).concat();
        // Numbers of the next ones, and how many there are.
        let mut header = [&[0; 8], &counts[..], &counts].concat();
        header.resize(header_size, 0);
        let mask = (STORE_SUPPORT, PropValue::I32(UNICODE_STORE));
        self.props(path, header, &item.props, &[mask], None)?;
        for (number, recipient) in item.recipients.iter().enumerate() {
            let path = self.part(path, RECIPIENT, number)?;
            let place = (ROW_ID, number_value(number));
            self.props(&path, vec![0; PART_HEADER], recipient, &[place], None)?;
        }
        for (number, attachment) in item.attachments.iter().enumerate() {
            let path = self.part(path, ATTACHMENT, number)?;
            self.attachment(&path, attachment, number)?;
        }
        Ok(())
    }

    fn part(&mut self, path: &str, prefix: &str, number: usize) -> Result<String, MsgError> {
        let path = format!("{path}{}", numbered(prefix, number));
        self.out.storage(&path)?;
        Ok(format!("{path}/"))
    }

    fn attachment(
        &mut self,
        path: &str,
        attachment: &MsgAttachment,
        number: usize,
    ) -> Result<(), MsgError> {
        let inside = format!("{path}{}", of_property(CONTENTS, OBJECT));
        let contents = match &attachment.contents {
            MsgContents::None => None,
            MsgContents::Bytes(bytes) => Some(self.bytes(path, bytes)?),
            MsgContents::Object(bytes) => match object::unpack(bytes, &inside, self.out)? {
                true => Some((OBJECT, OBJECT_INSIDE)),
                false => Some(self.bytes(path, bytes)?),
            },
            MsgContents::Item(item) => {
                self.out.storage(&inside)?;
                self.item(&format!("{inside}/"), item, EMBEDDED_HEADER)?;
                Some((OBJECT, ITEM_INSIDE))
            }
        };
        let place = (ATTACH_NUMBER, number_value(number));
        self.props(path, vec![0; PART_HEADER], &attachment.props, &[place], contents)
    }

    fn bytes(&mut self, path: &str, bytes: &[u8]) -> Result<(u16, [u8; 8]), MsgError> {
        self.out.stream(&format!("{path}{}", of_property(CONTENTS, BINARY)), bytes)?;
        Ok((BINARY, beside(&Stored::Stream(Vec::new(), bytes.len()))))
    }

    /// The properties of a storage, with some that belong to the format and, of an attachment, the
    /// entry of its contents.
    fn props(
        &mut self,
        path: &str,
        header: Vec<u8>,
        props: &MsgProps,
        own: &[(u16, PropValue)],
        contents: Option<(u16, [u8; 8])>,
    ) -> Result<(), MsgError> {
        let named = props.iter().filter_map(|(prop, value)| Some((self.names.id(prop)?, value)));
        let mut by_id: BTreeMap<u16, &PropValue> = named.collect();
        by_id.extend(own.iter().map(|(id, value)| (*id, value)));
        by_id.remove(&CONTENTS);
        let mut entries = BTreeMap::new();
        for (id, value) in by_id {
            let Some((prop_type, stored)) = type_of(value).zip(store(value)) else { continue };
            entries.insert(id, entry(id, prop_type, beside(&stored)));
            self.value(path, (id, prop_type), stored)?;
        }
        if let Some((prop_type, value)) = contents {
            entries.insert(CONTENTS, entry(CONTENTS, prop_type, value));
        }
        let table: Vec<u8> = header.into_iter().chain(entries.into_values().flatten()).collect();
        self.out.stream(&format!("{path}{PROPERTIES}"), &table)
    }

    fn value(
        &mut self,
        path: &str,
        (id, prop_type): (u16, u16),
        stored: Stored,
    ) -> Result<(), MsgError> {
        let name = of_property(id, prop_type);
        match stored {
            Stored::Inline(_) => Ok(()),
            Stored::Stream(bytes, _) => self.out.stream(&format!("{path}{name}"), &bytes),
            Stored::Several(lengths, parts) => {
                self.out.stream(&format!("{path}{name}"), &lengths)?;
                for (number, part) in parts.iter().enumerate() {
                    let name = of_part(id, prop_type, number);
                    self.out.stream(&format!("{path}{name}"), part)?;
                }
                Ok(())
            }
        }
    }
}

fn number_value(number: usize) -> PropValue {
    PropValue::I32(i32::try_from(number).unwrap_or(i32::MAX))
}

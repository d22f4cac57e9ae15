//! Reading the bytes of a message file as an item.

use std::collections::BTreeMap;
use std::io::{Cursor as Bytes, Read, Seek};

use cfb::CompoundFile;
use pst::{CodePage, PropName, PropValue};
use sync::Message;

use super::container::{Budget, Part, parts, stream};
use super::layout::{
    ATTACH_NUMBER, ATTACHMENT, BINARY, CODE_PAGES, CONTENTS, EMBEDDED_HEADER, ENTRY, IS_OBJECT,
    METHOD, OBJECT, PART_HEADER, PROPERTIES, RECIPIENT, ROW_ID, STORE_SUPPORT, TOP_HEADER, of_part,
    of_property,
};
use super::value::{Place, of_parts, of_stream, place};
use super::{
    MAX_NESTING, MsgAttachment, MsgContents, MsgError, MsgItem, MsgProp, MsgProps, names, object,
};
use crate::code_page::{self, UTF_8};
use crate::item::Found;
use crate::user::cursor::Cursor;

/// The item in a message file. What of it cannot be read is left out and counted as a loss.
///
/// # Errors
/// The bytes are no message file, items are nested too deeply, its parts claim to be larger than
/// the whole.
pub fn read(bytes: &[u8], found: &mut Found) -> Result<MsgItem, MsgError> {
    let mut file = CompoundFile::open(Bytes::new(bytes))?;
    let mut budget = Budget::of(bytes);
    let names = names::read(&mut file, &mut budget)?;
    let mut reading = Reading { file, names, budget, lost: 0 };
    let item = reading.item("", TOP_HEADER, 0)?.ok_or(MsgError::NoItem)?;
    if reading.lost > 0 {
        let lost = Message::new("outlook-msg-values-lost").with("count", reading.lost);
        found.losses.push(lost);
    }
    Ok(item)
}

/// Whether a compound file holds an item: other programs keep their documents in such files, too.
#[must_use]
pub fn is_item(file: impl Read + Seek) -> bool {
    CompoundFile::open(file).is_ok_and(|file| file.is_stream(format!("/{PROPERTIES}")))
}

/// A property as the stream of properties has it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    id: u16,
    prop_type: u16,
    value: [u8; 8],
}

/// A file being read; a path ends with a slash, or is empty for the root.
struct Reading<'a> {
    file: CompoundFile<Bytes<&'a [u8]>>,
    names: BTreeMap<u16, PropName>,
    budget: Budget,
    /// Values that could not be read.
    lost: usize,
}

impl Reading<'_> {
    /// The item in a storage; `None` where there is none.
    fn item(
        &mut self,
        path: &str,
        header: usize,
        depth: usize,
    ) -> Result<Option<MsgItem>, MsgError> {
        if depth > MAX_NESTING {
            return Err(MsgError::TooDeep);
        }
        let Some(entries) = self.entries(path, header)? else { return Ok(None) };
        let page = code_page_of(&entries);
        let props = self.props(path, &entries, page, STORE_SUPPORT)?;
        let inside = parts(&self.file, path.trim_end_matches('/'));
        let mut recipients = Vec::new();
        for name in numbered(&inside, RECIPIENT) {
            let path = format!("{path}{name}/");
            let entries = self.entries(&path, PART_HEADER)?.unwrap_or_default();
            recipients.push(self.props(&path, &entries, page, ROW_ID)?);
        }
        let mut attachments = Vec::new();
        for name in numbered(&inside, ATTACHMENT) {
            attachments.push(self.attachment(&format!("{path}{name}/"), page, depth)?);
        }
        Ok(Some(MsgItem { props, recipients, attachments }))
    }

    fn attachment(
        &mut self,
        path: &str,
        page: u16,
        depth: usize,
    ) -> Result<MsgAttachment, MsgError> {
        let entries = self.entries(path, PART_HEADER)?.unwrap_or_default();
        let props = self.props(path, &entries, page, ATTACH_NUMBER)?;
        let method = props.iter().find(|(prop, _)| *prop == MsgProp::Tag(METHOD));
        let is_object = method.and_then(|(_, value)| value.as_i32()) == Some(IS_OBJECT);
        let contents = self.contents(path, is_object, depth)?;
        let told = entries.iter().any(|entry| entry.id == CONTENTS);
        self.lost += usize::from(told && contents == MsgContents::None);
        Ok(MsgAttachment { props, contents })
    }

    fn contents(
        &mut self,
        path: &str,
        is_object: bool,
        depth: usize,
    ) -> Result<MsgContents, MsgError> {
        let inside = format!("{path}{}", of_property(CONTENTS, OBJECT));
        if self.file.is_storage(format!("/{inside}")) {
            if !is_object
                && let Some(item) = self.item(&format!("{inside}/"), EMBEDDED_HEADER, depth + 1)?
            {
                return Ok(MsgContents::Item(Box::new(item)));
            }
            return self.object(&inside);
        }
        let bytes = format!("{path}{}", of_property(CONTENTS, BINARY));
        Ok(match (stream(&mut self.file, &bytes, &mut self.budget)?, is_object) {
            (None, _) => MsgContents::None,
            (Some(bytes), true) => MsgContents::Object(bytes),
            (Some(bytes), false) => MsgContents::Bytes(bytes),
        })
    }

    fn object(&mut self, path: &str) -> Result<MsgContents, MsgError> {
        match object::pack(&mut self.file, path, &mut self.budget) {
            Ok(bytes) => Ok(MsgContents::Object(bytes)),
            Err(MsgError::Container(_)) => Ok(MsgContents::None),
            Err(error) => Err(error),
        }
    }

    /// The properties of a storage without their values; `None` where it has none.
    fn entries(&mut self, path: &str, header: usize) -> Result<Option<Vec<Entry>>, MsgError> {
        let path = format!("{path}{PROPERTIES}");
        let Some(table) = stream(&mut self.file, &path, &mut self.budget)? else {
            return Ok(None);
        };
        let entries = table.get(header..).unwrap_or_default().as_chunks::<ENTRY>().0.iter();
        Ok(Some(entries.filter_map(entry).collect()))
    }

    /// The properties of a storage, save its contents, and one that belongs to the format.
    fn props(
        &mut self,
        path: &str,
        entries: &[Entry],
        page: u16,
        own: u16,
    ) -> Result<MsgProps, MsgError> {
        let by_id: BTreeMap<u16, &Entry> = entries.iter().map(|entry| (entry.id, entry)).collect();
        let wanted = by_id.into_values().filter(|entry| ![CONTENTS, own].contains(&entry.id));
        let mut props = MsgProps::new();
        for entry in wanted {
            let prop = match self.names.get(&entry.id) {
                Some(name) if entry.id >= 0x8000 => Some(MsgProp::Named(name.clone())),
                _ => (entry.id < 0x8000).then_some(MsgProp::Tag(entry.id)),
            };
            let nothing = matches!(entry.prop_type, 0x0000 | 0x0001 | 0x000A | OBJECT);
            match prop.zip(self.value(path, entry, page)?) {
                Some(found) => props.push(found),
                None => self.lost += usize::from(!nothing),
            }
        }
        props.sort_by(|(one, _), (other, _)| one.cmp(other));
        props.dedup_by(|(one, _), (other, _)| one == other);
        Ok(props)
    }

    /// The value of a property; `None` where it cannot be read.
    fn value(
        &mut self,
        path: &str,
        entry: &Entry,
        page: u16,
    ) -> Result<Option<PropValue>, MsgError> {
        let Entry { id, prop_type, value } = *entry;
        let width = match place(prop_type, value) {
            Place::Here(value) => return Ok(value),
            Place::Stream => None,
            Place::Several(width) => Some(width),
        };
        let name = format!("{path}{}", of_property(id, prop_type));
        let Some(bytes) = stream(&mut self.file, &name, &mut self.budget)? else {
            return Ok(None);
        };
        let Some(width) = width else { return Ok(of_stream(prop_type, bytes, page)) };
        let mut all = Vec::new();
        for part in 0..bytes.len() / width {
            let name = format!("{path}{}", of_part(id, prop_type, part));
            let Some(part) = stream(&mut self.file, &name, &mut self.budget)? else {
                return Ok(None);
            };
            all.push(part);
        }
        Ok(Some(of_parts(prop_type, all, page)))
    }
}

fn entry(bytes: &[u8; ENTRY]) -> Option<Entry> {
    let mut from = Cursor(bytes);
    let (prop_type, id) = (from.u16()?, from.u16()?);
    from.u32()?;
    Some(Entry { id, prop_type, value: from.array()? })
}

/// The code page of the old texts of an item.
fn code_page_of(entries: &[Entry]) -> u16 {
    let of = |id: &u16| {
        let entry = entries.iter().find(|entry| entry.id == *id && entry.prop_type == 3)?;
        let number = Cursor(&entry.value).u32().and_then(|number| u16::try_from(number).ok())?;
        CodePage::new(number).map(CodePage::number).filter(|number| *number != UTF_8)
    };
    CODE_PAGES.iter().find_map(of).unwrap_or(code_page::DEFAULT)
}

/// The storages of that kind, in the order of their numbers.
fn numbered(parts: &[Part], prefix: &str) -> Vec<String> {
    let mut found: Vec<(u32, &str)> = Vec::new();
    for part in parts.iter().filter(|part| !part.is_stream) {
        let number = part.name.strip_prefix(prefix);
        let number = number.and_then(|number| u32::from_str_radix(number, 16).ok());
        found.extend(number.map(|number| (number, part.name.as_str())));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name.to_owned()).collect()
}

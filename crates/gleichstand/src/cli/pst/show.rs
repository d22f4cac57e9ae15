//! `gleichstand pst show`: one object of a data file with everything it holds.

use std::path::Path;

use pst::{
    Attachment, ContentsRow, FileFormat, Message, Nid, NidType, PropName, Props, ReadTxn, Reader,
};
use serde::Serialize;
use serde_json::Value;

use super::super::args::PstShowArgs;
use super::super::{Context, Done};
use super::{failure, info::warn, names, open, said, value};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::table::{Align, table};
use crate::words::Words;

/// Messages embedded in each other are shown down to this depth.
const MAX_DEPTH: usize = 16;

/// One object.
#[derive(Serialize)]
struct Shown {
    id: String,
    /// `store`, `folder` or `item`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    properties: Vec<Property>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipients: Option<Vec<Vec<Property>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<ShownAttachment>>,
    /// A folder's items.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Item>>,
    /// A folder's hidden items.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Vec<Item>>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Property {
    tag: String,
    name: Option<String>,
    set: Option<String>,
    #[serde(rename = "type")]
    prop_type: String,
    value: Value,
    #[serde(skip)]
    line: String,
}

#[derive(Serialize)]
struct ShownAttachment {
    id: String,
    method: i32,
    size: Option<u64>,
    properties: Vec<Property>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedded: Option<Box<Shown>>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    class: String,
    size: i32,
}

/// Shows the object of an id.
pub fn run(args: &PstShowArgs, context: &mut Context) -> Done {
    let pst = open(&args.file)?;
    let nid = parse(&args.id).ok_or_else(|| no_such(&args.id))?;
    let reading = Reading { format: pst.info().format, reader: pst.read(), words: &context.words };
    let shown = reading.object(nid).map_err(|error| match error {
        pst::Error::NotFound(missing) if missing == nid => no_such(&args.id),
        other => failure(&other, &args.file),
    })?;
    let shown = shown.ok_or_else(|| no_such(&args.id))?;
    if context.json {
        context.out.json(&shown);
    } else {
        let text = text(&shown, &args.file, &context.words);
        context.out.line(text);
        warn(&shown.warnings, context);
    }
    Ok(Exit::Done)
}

/// An id in hexadecimal, as `pst ls` shows it.
fn parse(id: &str) -> Option<Nid> {
    let digits = id.trim().trim_start_matches("0x").trim_start_matches("0X");
    u32::from_str_radix(digits, 16).ok().map(Nid)
}

fn no_such(id: &str) -> Failure {
    Failure::usage(sync::Message::new("pst-no-such-id").with("id", id))
}

struct Reading<'a> {
    format: FileFormat,
    reader: ReadTxn<'a>,
    words: &'a Words,
}

impl Reading<'_> {
    /// The store, a folder or an item; `None` for an id of anything else.
    fn object(&self, nid: Nid) -> pst::Result<Option<Shown>> {
        if nid == Nid::STORE {
            return self.store().map(Some);
        }
        match nid.kind() {
            NidType::FOLDER | NidType::SEARCH_FOLDER => self.folder(nid).map(Some),
            NidType::MESSAGE | NidType::ASSOCIATED => {
                self.item(&self.reader.message(nid)?, 0).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn store(&self) -> pst::Result<Shown> {
        let store = self.reader.store()?;
        self.shown(Nid::STORE, "store", &store.props, Vec::new())
    }

    fn folder(&self, nid: Nid) -> pst::Result<Shown> {
        let folder = self.reader.folder(nid)?;
        let mut warnings = folder.warnings;
        let (mut items, mut hidden) = (Vec::new(), Vec::new());
        if nid.kind() == NidType::FOLDER {
            warnings.extend(self.reader.contents(nid, &mut |row| items.push(Item::of(&row)))?);
            warnings.extend(self.reader.associated(nid, &mut |row| hidden.push(Item::of(&row)))?);
        }
        let mut shown = self.shown(nid, "folder", &folder.props, warnings)?;
        shown.folder = Some(folder.parent.to_string());
        (shown.items, shown.hidden) = (Some(items), Some(hidden));
        Ok(shown)
    }

    fn item(&self, message: &Message, depth: usize) -> pst::Result<Shown> {
        let mut shown =
            self.shown(message.nid, "item", &message.props, message.warnings.clone())?;
        shown.folder = (depth == 0).then(|| message.parent.to_string());
        let recipients = message.recipients.iter().map(|props| self.properties(props));
        shown.recipients = Some(recipients.collect::<pst::Result<_>>()?);
        let mut attachments = Vec::with_capacity(message.attachments.len());
        for attachment in &message.attachments {
            attachments.push(self.attachment(attachment, depth, &mut shown.warnings)?);
        }
        shown.attachments = Some(attachments);
        Ok(shown)
    }

    fn shown(
        &self,
        nid: Nid,
        kind: &'static str,
        props: &Props,
        warnings: Vec<pst::Warning>,
    ) -> pst::Result<Shown> {
        Ok(Shown {
            id: nid.to_string(),
            kind,
            folder: None,
            properties: self.properties(props)?,
            recipients: None,
            attachments: None,
            items: None,
            hidden: None,
            warnings: said(&warnings, self.words),
        })
    }

    fn attachment(
        &self,
        attachment: &Attachment,
        depth: usize,
        warnings: &mut Vec<String>,
    ) -> pst::Result<ShownAttachment> {
        let embedded = match self.reader.embedded(attachment) {
            Ok(Some(message)) if depth < MAX_DEPTH => Some(self.item(&message, depth + 1)?),
            Ok(_) => None,
            // The item's other parts are shown all the same.
            Err(error @ pst::Error::Damaged { .. }) => {
                warnings.push(self.words.say(&outlook::explain(&error)));
                None
            }
            Err(error) => return Err(error),
        };
        Ok(ShownAttachment {
            id: attachment.nid.to_string(),
            method: attachment.method,
            size: attachment.size,
            properties: self.properties(&attachment.props)?,
            embedded: embedded.map(Box::new),
        })
    }

    fn properties(&self, props: &Props) -> pst::Result<Vec<Property>> {
        let names = self.reader.names()?;
        let property = |(id, value): (&u16, &pst::PropValue)| {
            let number = value.prop_type(self.format);
            let named = names.name_of(*id).filter(|_| *id >= 0x8000);
            let name = match named {
                Some(name) => Some(names::named(name)),
                None => names::tag_name(*id).map(str::to_owned),
            };
            Property {
                tag: format!("0x{id:04X}{number:04X}"),
                name,
                set: named.map(set_of),
                prop_type: value::type_name(number),
                value: value::json(value),
                line: value::line(value),
            }
        };
        Ok(props.0.iter().map(property).collect())
    }
}

impl Item {
    fn of(row: &ContentsRow) -> Self {
        Self { id: row.nid.to_string(), class: row.class.clone(), size: row.size }
    }
}

fn set_of(name: &PropName) -> String {
    let (PropName::Id { set, .. } | PropName::Text { set, .. }) = name;
    names::set_name(set).map_or_else(|| value::guid_text(set), str::to_owned)
}

/// Everything as tables, one below the other.
fn text(shown: &Shown, file: &Path, words: &Words) -> String {
    let mut parts = vec![format!("{}: {}", file.display(), shown.id)];
    parts.push(properties_text(&shown.properties, words));
    parts_of_item(shown, words, &mut parts);
    for (id, items) in [("pst-items-heading", &shown.items), ("pst-hidden-heading", &shown.hidden)]
    {
        if let Some(items) = items.as_ref().filter(|items| !items.is_empty()) {
            parts.push(words.text(id));
            parts.push(items_text(items, words));
        }
    }
    parts.join("\n\n")
}

fn parts_of_item(shown: &Shown, words: &Words, parts: &mut Vec<String>) {
    for (number, recipient) in shown.recipients.iter().flatten().enumerate() {
        parts.push(heading("pst-recipient", number, words));
        parts.push(properties_text(recipient, words));
    }
    for (number, attachment) in shown.attachments.iter().flatten().enumerate() {
        parts.push(heading("pst-attachment", number, words));
        parts.push(properties_text(&attachment.properties, words));
        if let Some(embedded) = &attachment.embedded {
            parts.push(heading("pst-embedded", number, words));
            parts.push(properties_text(&embedded.properties, words));
            parts_of_item(embedded, words, parts);
        }
    }
}

fn heading(id: &str, number: usize, words: &Words) -> String {
    words.say(&sync::Message::new(id).with("number", number + 1))
}

fn properties_text(properties: &[Property], words: &Words) -> String {
    let headings = ["head-tag", "head-name", "head-set", "head-type", "head-value"];
    let headings = headings.map(|id| (words.text(id), Align::Left));
    let row = |property: &Property| {
        let (name, set) = (property.name.clone(), property.set.clone());
        let prop_type = property.prop_type.trim_start_matches("Ptyp").to_owned();
        let value = cut(&property.line);
        vec![
            property.tag.clone(),
            name.unwrap_or_default(),
            set.unwrap_or_default(),
            prop_type,
            value,
        ]
    };
    table(&headings, &properties.iter().map(row).collect::<Vec<_>>())
}

/// People get the beginning of a long value; JSON has all of it.
fn cut(line: &str) -> String {
    const SHOWN: usize = 120;
    if line.chars().count() <= SHOWN {
        return line.to_owned();
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}

fn items_text(items: &[Item], words: &Words) -> String {
    let headings =
        [("head-id", Align::Right), ("head-class", Align::Left), ("head-size", Align::Right)];
    let headings = headings.map(|(id, align)| (words.text(id), align));
    let row = |item: &Item| {
        let size = words.count(u64::try_from(item.size).unwrap_or_default());
        vec![item.id.clone(), item.class.clone(), size]
    };
    table(&headings, &items.iter().map(row).collect::<Vec<_>>())
}

//! Building items with recipients, attachments and embedded messages (\[MS-PST\] 2.4.5, 2.4.6),
//! from the inside out: sizes of what is inside stand in what is around it.

use std::borrow::Cow;

use crate::ltp::edit::PropEdit;
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table::TableInfo;
use crate::ltp::table_edit::{Cell, TableEdit};
use crate::ltp::text::CodePage;
use crate::messaging::folder::{CLASS, FLAGS, SIZE};
use crate::messaging::patch::WriteTxn;
use crate::messaging::templates::template_info;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::{MAX_DEPTH, SubEntry};
use crate::{Error, Result};

/// PidTagMessageFlags: there are attachments.
const HAS_ATTACHMENTS: u32 = 0x10;
/// PidTagMessageFlags: an associated item.
const ASSOCIATED: u32 = 0x40;
/// PidTagAttachDataBinary and PidTagAttachDataObject.
const ATTACH_DATA: u16 = 0x3701;
/// PidTagAttachSize.
const ATTACH_SIZE: u16 = 0x0E20;
/// PidTagAttachMethod.
const ATTACH_METHOD: u16 = 0x3705;
/// PidTagRenderingPosition.
const RENDERING_POSITION: u16 = 0x370B;
/// PidTagDisplayTo, Cc, Bcc and the recipient type that each lists.
pub(crate) const DISPLAY_LISTS: [(u16, i32); 3] = [(0x0E04, 1), (0x0E03, 2), (0x0E02, 3)];
/// Embedded messages nest; a mailbox where they nest deeper is a fault.
pub(crate) const MAX_NESTING: usize = 32;
const _: () = assert!(2 * MAX_NESTING + 2 <= MAX_DEPTH);

/// An item to be made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewItem {
    /// Its properties.
    pub props: Props,
    /// Properties of each recipient.
    pub recipients: Vec<Props>,
    /// Its attachments.
    pub attachments: Vec<NewAttachment>,
}

/// An attachment to be made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewAttachment {
    /// Its properties; method, size and contents follow from [`NewAttachment::contents`].
    pub props: Props,
    /// What is attached.
    pub contents: Contents,
}

/// What is attached.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Contents {
    /// Nothing: a link or a reference.
    #[default]
    None,
    /// A file by value (method 1).
    Bytes(Vec<u8>),
    /// An OLE object (method 6).
    Object(Vec<u8>),
    /// A message (method 5).
    Message(Box<NewItem>),
}

impl From<Props> for NewItem {
    fn from(props: Props) -> Self {
        Self { props, ..Self::default() }
    }
}

impl WriteTxn<'_> {
    /// The item with everything below it, not yet written. Its size is set.
    pub(crate) fn build_item(&mut self, item: &NewItem, depth: usize) -> Result<PropEdit> {
        if depth > MAX_NESTING {
            return Err(Error::TooLarge { what: "nesting of embedded messages" });
        }
        let page = self.page;
        let mut edit = PropEdit::default();
        for (id, value) in &item.props.0 {
            edit.set(&mut self.writer, *id, value, page)?;
        }
        self.put_recipients(&mut edit, item)?;
        self.put_attachments(&mut edit, &item.attachments, depth)?;
        self.finish_item(&mut edit)?;
        Ok(edit)
    }

    /// Flags and size follow from what the item has.
    pub(crate) fn finish_item(&mut self, edit: &mut PropEdit) -> Result<()> {
        let attached = edit.subnodes.contains_key(&Nid::ATTACHMENTS);
        if let Some(flags) = edit.number(FLAGS) {
            let wanted = if attached { flags | HAS_ATTACHMENTS } else { flags & !HAS_ATTACHMENTS };
            edit.set_number(FLAGS, wanted);
        }
        edit.set_number(SIZE, 0);
        let size = edit.leaf_bytes(&self.writer.view)?;
        edit.set_number(SIZE, u32::try_from(size).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Mails have a recipient table even without recipients; contacts, tasks and lists have none.
    fn put_recipients(&mut self, edit: &mut PropEdit, item: &NewItem) -> Result<()> {
        let class = item.props.text(CLASS);
        let mail = ["IPM.Note", "IPM.Schedule", "REPORT"].iter().any(|m| class.starts_with(m));
        if item.recipients.is_empty() && !mail {
            return Ok(());
        }
        self.replace_recipients(edit, &item.recipients)?;
        for (id, list) in DISPLAY_LISTS {
            let names = display_names(&item.recipients, list);
            if !names.is_empty() && item.props.get(id).is_none() {
                let page = self.page;
                edit.set(&mut self.writer, id, &PropValue::Text(names), page)?;
            }
        }
        Ok(())
    }

    /// The lists of an item name its recipients, type by type; an empty one is left out.
    pub(crate) fn replace_lists(
        &mut self,
        edit: &mut PropEdit,
        recipients: &[Props],
    ) -> Result<()> {
        for (id, list) in DISPLAY_LISTS {
            let (names, page) = (display_names(recipients, list), self.page);
            if names.is_empty() {
                edit.remove(id);
            } else {
                edit.set(&mut self.writer, id, &PropValue::Text(names), page)?;
            }
        }
        Ok(())
    }

    /// Writes the recipient table: the template's columns, and one for every other property.
    pub(crate) fn replace_recipients(
        &mut self,
        edit: &mut PropEdit,
        recipients: &[Props],
    ) -> Result<()> {
        let format = self.writer.view.format.kind;
        let mut info = self.template(Nid::RECIPIENTS)?;
        let tags = recipients.iter().flat_map(|row| &row.0).filter_map(|(id, value)| {
            let prop_type = value.prop_type(format);
            let stored = !matches!(prop_type, 0x0001 | 0x000D);
            stored.then_some(u32::from(*id) << 16 | u32::from(prop_type))
        });
        info.widen(tags)?;
        let mut table = TableEdit::new(&self.writer.view, info.columns, info.ends, info.row_size)?;
        for (id, row) in (1u32..).zip(recipients) {
            let (version, page) = (self.writer.next_row_version(), self.page);
            table.set_row(&mut self.writer, id, version, &mut |_, column| match row
                .get(column.id())
            {
                Some(value) if value.prop_type(format) == column.prop_type() => {
                    crate::ltp::prop::encode(column.id(), value, format, page).map(Cell::Set)
                }
                _ => Ok(Cell::Clear),
            })?;
        }
        let (data, sub) = table.write(&mut self.writer)?;
        edit.subnodes_mut().insert(Nid::RECIPIENTS, SubEntry { data, sub });
        Ok(())
    }

    /// Adds attachments to an item: their subnodes and their rows in the attachment table.
    pub(crate) fn put_attachments(
        &mut self,
        edit: &mut PropEdit,
        attachments: &[NewAttachment],
        depth: usize,
    ) -> Result<Vec<Nid>> {
        if attachments.is_empty() {
            return Ok(Vec::new());
        }
        let mut table = self.attachment_table(edit)?;
        let mut nids = Vec::with_capacity(attachments.len());
        for attachment in attachments {
            let nid = self.writer.next_nid(NidType::ATTACHMENT)?;
            let mut inner = self.build_attachment(attachment, depth)?;
            inner.set_number(ATTACH_SIZE, 0);
            let size = inner.value_bytes(&self.writer.view)?;
            inner.set_number(ATTACH_SIZE, u32::try_from(size).unwrap_or(u32::MAX));
            self.set_attachment_row(&mut table, nid, &inner)?;
            let (data, sub) = inner.write(&mut self.writer)?;
            edit.subnodes_mut().insert(nid, SubEntry { data, sub });
            nids.push(nid);
        }
        self.put_attachment_table(edit, table)?;
        Ok(nids)
    }

    fn attachment_table(&mut self, edit: &PropEdit) -> Result<TableEdit> {
        if let Some(entry) = edit.subnodes.get(&Nid::ATTACHMENTS) {
            return TableEdit::open(&self.writer.view, entry.data, entry.sub);
        }
        let info = self.template(Nid::ATTACHMENTS)?;
        TableEdit::new(&self.writer.view, info.columns, info.ends, info.row_size)
    }

    /// The columns of a template, read once in a transaction.
    fn template(&mut self, nid: Nid) -> Result<TableInfo> {
        if let Some(info) = self.templates.get(&nid) {
            return Ok(info.clone());
        }
        let info = template_info(&self.writer.view, nid)?;
        self.templates.insert(nid, info.clone());
        Ok(info)
    }

    fn build_attachment(&mut self, attachment: &NewAttachment, depth: usize) -> Result<PropEdit> {
        let page = self.page;
        let mut inner = PropEdit::default();
        for (id, value) in &attachment.props.0 {
            inner.set(&mut self.writer, *id, value, page)?;
        }
        if attachment.props.get(RENDERING_POSITION).is_none() {
            inner.set_number(RENDERING_POSITION, u32::MAX);
        }
        match &attachment.contents {
            // A method that promises contents, or is no number, would lead to nothing.
            Contents::None => {
                let method = attachment.props.i32(ATTACH_METHOD);
                if method.is_none_or(|method| [1, 5, 6].contains(&method)) {
                    inner.set_number(ATTACH_METHOD, 0);
                }
            }
            Contents::Bytes(bytes) => {
                inner.set_bytes(&mut self.writer, ATTACH_DATA, 0x0102, Cow::Borrowed(bytes))?;
                inner.set_number(ATTACH_METHOD, 1);
            }
            Contents::Object(bytes) => {
                let nid = self.writer.next_nid(NidType::LTP)?;
                let data = self.writer.put_tree(bytes)?;
                let size = crate::bytes::wide(bytes.len());
                self.put_object(&mut inner, nid, SubEntry { data, sub: Bid(0) }, size)?;
                inner.set_number(ATTACH_METHOD, 6);
            }
            Contents::Message(item) => {
                let nid = self.writer.next_nid(NidType::MESSAGE)?;
                let message = self.build_item(item, depth + 1)?;
                let size = message.leaf_bytes(&self.writer.view)?;
                let (data, sub) = message.write(&mut self.writer)?;
                self.put_object(&mut inner, nid, SubEntry { data, sub }, size)?;
                inner.set_number(ATTACH_METHOD, 5);
            }
        }
        Ok(inner)
    }

    fn put_object(
        &mut self,
        inner: &mut PropEdit,
        nid: Nid,
        entry: SubEntry,
        size: u64,
    ) -> Result<()> {
        inner.subnodes_mut().insert(nid, entry);
        let size = u32::try_from(size).map_err(|_| Error::TooLarge { what: "attachment" })?;
        let value = PropValue::Object { nid, size };
        inner.set(&mut self.writer, ATTACH_DATA, &value, CodePage::default())
    }

    fn set_attachment_row(
        &mut self,
        table: &mut TableEdit,
        nid: Nid,
        inner: &PropEdit,
    ) -> Result<()> {
        let version = self.writer.next_row_version();
        table.set_row(&mut self.writer, nid.0, version, &mut |view, column| {
            inner.cell_for(view, column)
        })
    }

    pub(crate) fn put_attachment_table(
        &mut self,
        edit: &mut PropEdit,
        table: TableEdit,
    ) -> Result<()> {
        let (data, sub) = table.write(&mut self.writer)?;
        edit.subnodes_mut().insert(Nid::ATTACHMENTS, SubEntry { data, sub });
        Ok(())
    }
}

/// The flag "associated" says what the type of the node says.
pub(crate) fn associated_as(nid: Nid, flags: u32) -> u32 {
    let associated = nid.kind() == NidType::ASSOCIATED;
    flags & !ASSOCIATED | if associated { ASSOCIATED } else { 0 }
}

impl PropEdit {
    /// The flag "has attachments" says whether there are some, "associated" what the node is.
    pub(crate) fn note_flags(&mut self, nid: Nid) {
        let attached = self.subnodes.contains_key(&Nid::ATTACHMENTS);
        if let Some(flags) = self.number(FLAGS) {
            let wanted = flags & !HAS_ATTACHMENTS | if attached { HAS_ATTACHMENTS } else { 0 };
            self.set_number(FLAGS, associated_as(nid, wanted));
        }
    }
}

/// Names of the recipients of a type, as the lists of an item show them.
fn display_names(recipients: &[Props], list: i32) -> String {
    let of_type = recipients.iter().filter(|row| row.i32(0x0C15) == Some(list));
    let names: Vec<&str> = of_type.map(|row| row.text(0x3001)).filter(|n| !n.is_empty()).collect();
    names.join("; ")
}

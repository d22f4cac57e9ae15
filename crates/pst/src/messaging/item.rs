//! Items (\[MS-PST\] 2.4.5, 2.4.6): properties, recipients, attachments, embedded messages.

use crate::ltp::budget::Budget;
use crate::ltp::pc::{PcEntry, PropContext, Raw};
use crate::ltp::prop::{PropValue, Props};
use crate::ltp::table::Table;
use crate::ltp::text::CodePage;
use crate::ndb::ids::{Bid, Nid, NidType};
use crate::ndb::subnodes::Subnodes;
use crate::ndb::view::View;
use crate::{At, Damage, Error, Oddity, Result, Warning};

/// PidTagAttachDataBinary and PidTagAttachDataObject share an id.
const ATTACH_DATA: u16 = 0x3701;
/// PtypObject.
const OBJECT: u16 = 0x000D;
/// PidTagAttachMethod.
const ATTACH_METHOD: u16 = 0x3705;

/// An item: a message, contact, appointment, task or associated item.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its node; for an embedded message the subnode.
    pub nid: Nid,
    /// Its folder.
    pub parent: Nid,
    /// All properties that could be read.
    pub props: Props,
    /// One set of properties for each recipient.
    pub recipients: Vec<Props>,
    /// The attachments, without their contents.
    pub attachments: Vec<Attachment>,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    /// The code page that its text was read in.
    pub code_page: CodePage,
    sub: Bid,
}

/// An attachment without its contents.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its subnode below the item.
    pub nid: Nid,
    /// PidTagAttachMethod: 1 by value, 5 embedded message, 6 OLE.
    pub method: i32,
    /// All properties but the contents.
    pub props: Props,
    /// Size of the contents in bytes, if there are any.
    pub size: Option<u64>,
    data: Bid,
    sub: Bid,
}

impl View {
    /// An item by its node.
    pub fn message(&self, nid: Nid, page: CodePage) -> Result<Message> {
        let node = self.node(nid)?;
        self.message_at(nid, node.parent, (node.data, node.sub), page)
    }

    fn message_at(
        &self,
        nid: Nid,
        parent: Nid,
        (data, sub): (Bid, Bid),
        page: CodePage,
    ) -> Result<Message> {
        let mut warnings = Vec::new();
        let context = PropContext::open(self, data, sub, &mut warnings)?;
        let page = context.code_page(page);
        let mut budget = Budget::new(self.content_room());
        let props = context.all(page, &mut budget, &mut warnings)?;
        let mut read = Reading { view: self, page, budget, warnings };
        let recipients = read.recipients(&context.subnodes)?;
        let attachments = read.attachments(&context.subnodes)?;
        let warnings = read.warnings;
        Ok(Message { nid, parent, props, recipients, attachments, warnings, code_page: page, sub })
    }

    /// The contents of an attachment by value, or the bytes of an OLE object.
    pub fn attachment_data(&self, attachment: &Attachment) -> Result<Vec<u8>> {
        let context = self.attachment_context(attachment)?;
        Ok(match context.contents_tree()? {
            Contents::Tree(data) => self.tree_bytes(data)?,
            Contents::Bytes(bytes) => bytes,
        })
    }

    /// The same piece by piece.
    pub fn attachment_pieces(
        &self,
        attachment: &Attachment,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<()> {
        let context = self.attachment_context(attachment)?;
        match context.contents_tree()? {
            Contents::Tree(data) => self.tree_pieces(data, take)?,
            Contents::Bytes(bytes) => take(&bytes),
        }
        Ok(())
    }

    fn attachment_context(&self, attachment: &Attachment) -> Result<PropContext<'_>> {
        PropContext::open(self, attachment.data, attachment.sub, &mut Vec::new())
    }

    /// The message embedded in an attachment; `None` if it is no such attachment.
    pub fn embedded(&self, attachment: &Attachment, page: CodePage) -> Result<Option<Message>> {
        let (data, sub) = (attachment.data, attachment.sub);
        let context = PropContext::open(self, data, sub, &mut Vec::new())?;
        let Some(PropValue::Object { nid, .. }) = context.get(ATTACH_DATA, page)? else {
            return Ok(None);
        };
        let Some(entry) = context.subnodes.get(&nid) else {
            return Err(Error::damaged(At::Node(nid), Damage::MissingSubnode));
        };
        if nid.kind() != NidType::MESSAGE {
            return Ok(None);
        }
        self.message_at(nid, attachment.nid, (entry.data, entry.sub), page).map(Some)
    }
}

/// The parts of an item share a code page and a budget.
struct Reading<'v> {
    view: &'v View,
    page: CodePage,
    budget: Budget,
    warnings: Vec<Warning>,
}

impl Reading<'_> {
    fn recipients(&mut self, subnodes: &Subnodes) -> Result<Vec<Props>> {
        let mut recipients = Vec::new();
        let Some(entry) = subnodes.get(&Nid::RECIPIENTS) else { return Ok(recipients) };
        let table = match Table::open(self.view, entry.data, entry.sub) {
            Ok(table) => table,
            Err(error) => return pass_over(error, &mut self.warnings).map(|()| recipients),
        };
        let (mut odd, page) = (Vec::new(), self.page);
        let budget = &mut self.budget;
        let read = table.rows(&mut self.warnings, &mut |id, row| {
            budget.element(At::Node(Nid(id)))?;
            recipients.push(table.props(row, page, budget, &mut odd)?);
            Ok(())
        });
        self.warnings.append(&mut odd);
        read.or_else(|error| pass_over(error, &mut self.warnings))?;
        Ok(recipients)
    }

    fn attachments(&mut self, subnodes: &Subnodes) -> Result<Vec<Attachment>> {
        let mut attachments = Vec::new();
        let there = subnodes.iter().filter(|(nid, _)| nid.kind() == NidType::ATTACHMENT);
        for (nid, entry) in there {
            match self.attachment(*nid, (entry.data, entry.sub)) {
                Ok(attachment) => attachments.push(attachment),
                Err(error) => pass_over(error, &mut self.warnings)?,
            }
        }
        Ok(attachments)
    }

    fn attachment(&mut self, nid: Nid, (data, sub): (Bid, Bid)) -> Result<Attachment> {
        self.budget.element(At::Node(nid))?;
        let mut context = PropContext::open(self.view, data, sub, &mut self.warnings)?;
        let contents = context.entries.iter().position(|entry| entry.id == ATTACH_DATA);
        let contents = contents.map(|at| context.entries.remove(at));
        let size = contents.and_then(|entry| match context.value_if_object(&entry) {
            Some(size) => Some(u64::from(size)),
            None => context.len_of(&entry).ok(),
        });
        let props = context.all(self.page, &mut self.budget, &mut self.warnings)?;
        let method = props.i32(ATTACH_METHOD).unwrap_or(0);
        Ok(Attachment { nid, method, props, size, data, sub })
    }
}

impl Message {
    /// Whether the item has a subnode tree at all; some real items have none.
    #[must_use]
    pub fn has_subnodes(&self) -> bool {
        !self.sub.is_none()
    }
}

/// Where an attachment's contents are.
enum Contents {
    Tree(Bid),
    Bytes(Vec<u8>),
}

fn pass_over(error: Error, warnings: &mut Vec<Warning>) -> Result<()> {
    match error {
        Error::Damaged { at, what } => {
            warnings.push(Warning { at, what: Oddity::Unreadable(what) });
            Ok(())
        }
        other => Err(other),
    }
}

impl PropContext<'_> {
    fn contents_tree(&self) -> Result<Contents> {
        let Some(entry) = self.find(ATTACH_DATA) else { return Ok(Contents::Bytes(Vec::new())) };
        if let Raw::Sub(nid) = self.raw(entry)? {
            return self.contents_node(nid);
        }
        Ok(match self.value(entry, CodePage::default())? {
            PropValue::Binary(bytes) => Contents::Bytes(bytes),
            PropValue::Object { nid, .. } => self.contents_node(nid)?,
            _ => Contents::Bytes(Vec::new()),
        })
    }

    fn contents_node(&self, nid: Nid) -> Result<Contents> {
        let entry = self.subnodes.get(&nid);
        let entry = entry.ok_or(Error::damaged(At::Node(nid), Damage::MissingSubnode))?;
        Ok(Contents::Tree(entry.data))
    }

    /// The size that an object's record claims; `None` for what is no object.
    fn value_if_object(&self, entry: &PcEntry) -> Option<u32> {
        // What is no object may be large: it is not read to find that out.
        if entry.prop_type != OBJECT {
            return None;
        }
        match self.value(entry, CodePage::default()) {
            Ok(PropValue::Object { size, .. }) => Some(size),
            _ => None,
        }
    }
}

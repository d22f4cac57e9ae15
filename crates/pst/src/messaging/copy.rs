//! Copying items and folders from one file to another, or within one.
//!
//! Property ids of named properties differ from file to file: they are mapped by name. What the
//! target cannot hold (an ANSI file: characters outside its code page) is left out and named,
//! never replaced.

use std::collections::HashMap;

use crate::ltp::prop::{PropValue, Props};
use crate::messaging::build::{Contents, MAX_NESTING, NewAttachment, NewItem};
use crate::messaging::folder::{CONTAINER_CLASS, COUNT, SIZE, SUBFOLDERS, UNREAD};
use crate::messaging::item::{Attachment, Message};
use crate::messaging::patch::{Patch, WriteTxn};
use crate::messaging::reader::Reader;
use crate::messaging::store::DISPLAY_NAME;
use crate::ndb::ids::{Nid, NidType};
use crate::{At, Damage, Error, FileFormat, Oddity, Result, Warning};

/// What a copy had to leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// A text that the target's code page cannot hold.
    Text {
        /// The item or folder in the source.
        nid: Nid,
        /// The property in the source.
        prop: u16,
    },
    /// A part that could not be read, or that has no place outside its item.
    Part {
        /// The item or folder in the source.
        nid: Nid,
        /// What it was.
        what: Warning,
    },
}

/// Copies from one file into a transaction of another.
pub struct Copier<'c, R: Reader> {
    from: &'c R,
    ids: HashMap<u16, u16>,
    /// What had to be left out so far.
    pub losses: Vec<Loss>,
}

/// PidTagAttachMethod.
const ATTACH_METHOD: u16 = 0x3705;

/// Size of the item and of the attachment, and what follows from an attachment's contents.
const COMPUTED: [u16; 2] = [SIZE, 0x0E20];

impl<'c, R: Reader> Copier<'c, R> {
    /// A copier from this snapshot or transaction.
    pub fn new(from: &'c R) -> Self {
        Self { from, ids: HashMap::new(), losses: Vec::new() }
    }

    /// Copies an item into a folder of the target; answers its new node.
    ///
    /// # Errors
    /// If the item cannot be read at all, or the target not be written.
    pub fn item(&mut self, nid: Nid, to: &mut WriteTxn<'_>, folder: Nid) -> Result<Nid> {
        let message = self.from.message(nid)?;
        let item = self.new_item(&message, to, 0)?;
        match nid.kind() {
            NidType::ASSOCIATED => to.create_associated(folder, item),
            _ => to.create_message(folder, item),
        }
    }

    /// Copies a folder with all that is in it below a folder of the target; answers its new node.
    ///
    /// # Errors
    /// As [`Copier::item`].
    pub fn folder(&mut self, nid: Nid, to: &mut WriteTxn<'_>, parent: Nid) -> Result<Nid> {
        let folder = self.from.folder(nid)?;
        let props = self.props(nid, &folder.props, to)?;
        let (name, class) = (props.text(DISPLAY_NAME), props.text(CONTAINER_CLASS));
        let made = to.create_folder(parent, name, class)?;
        let own = [DISPLAY_NAME, CONTAINER_CLASS, COUNT, UNREAD, SUBFOLDERS];
        let patch = Patch {
            set: props.0.iter().filter(|(id, _)| !own.contains(id)).map(clone_pair).collect(),
            remove: Vec::new(),
        };
        to.patch_folder(made, &patch)?;
        self.contents(nid, to, made)?;
        Ok(made)
    }

    /// Copies all items and folders of a folder into a folder of the target.
    ///
    /// # Errors
    /// As [`Copier::item`].
    pub fn contents(&mut self, nid: Nid, to: &mut WriteTxn<'_>, target: Nid) -> Result<()> {
        let mut items = Vec::new();
        let mut warnings = self.from.contents(nid, &mut |row| items.push(row.nid))?;
        warnings.extend(self.from.associated(nid, &mut |row| items.push(row.nid))?);
        self.losses.extend(warnings.into_iter().map(|what| Loss::Part { nid, what }));
        for item in items {
            match self.item(item, to, target) {
                Ok(_) => {}
                Err(error) => self.lose(item, error)?,
            }
        }
        let tree = self.from.folders()?;
        for child in tree.folders.iter().filter(|f| f.parent == nid && f.nid != nid && !f.search) {
            self.folder(child.nid, to, target)?;
        }
        Ok(())
    }

    /// Damage of one item costs that item; anything else ends the copy.
    fn lose(&mut self, nid: Nid, error: Error) -> Result<()> {
        let Error::Damaged { at, what } = error else { return Err(error) };
        let what = Warning { at, what: Oddity::Unreadable(what) };
        self.losses.push(Loss::Part { nid, what });
        Ok(())
    }

    pub(crate) fn new_item(
        &mut self,
        message: &Message,
        to: &mut WriteTxn<'_>,
        depth: usize,
    ) -> Result<NewItem> {
        let nid = message.nid;
        self.losses.extend(message.warnings.iter().cloned().map(|what| Loss::Part { nid, what }));
        let mut item = NewItem::from(self.props(nid, &message.props, to)?);
        for recipient in &message.recipients {
            item.recipients.push(self.props(nid, recipient, to)?);
        }
        for attachment in &message.attachments {
            item.attachments.push(self.attachment(nid, attachment, to, depth)?);
        }
        Ok(item)
    }

    fn attachment(
        &mut self,
        nid: Nid,
        attachment: &Attachment,
        to: &mut WriteTxn<'_>,
        depth: usize,
    ) -> Result<NewAttachment> {
        let mut props = self.props(nid, &attachment.props, to)?;
        let contents = match self.attached(attachment, to, depth) {
            Ok(contents) => contents,
            Err(error) => {
                // What was attached is gone; that it was there, and its name, stays.
                self.lose(nid, error)?;
                props.set(ATTACH_METHOD, PropValue::I32(0));
                Contents::None
            }
        };
        Ok(NewAttachment { props, contents })
    }

    fn attached(
        &mut self,
        attachment: &Attachment,
        to: &mut WriteTxn<'_>,
        depth: usize,
    ) -> Result<Contents> {
        Ok(match attachment.method {
            _ if attachment.size.is_none() => Contents::None,
            5 if depth >= MAX_NESTING => {
                return Err(Error::damaged(At::Node(attachment.nid), Damage::Depth));
            }
            5 => match self.from.embedded(attachment)? {
                Some(inner) => Contents::Message(Box::new(self.new_item(&inner, to, depth + 1)?)),
                None => Contents::Object(self.from.attachment_data(attachment)?),
            },
            6 => Contents::Object(self.from.attachment_data(attachment)?),
            _ => Contents::Bytes(self.from.attachment_data(attachment)?),
        })
    }

    /// Properties under the target's ids, without what the target computes itself.
    fn props(&mut self, nid: Nid, props: &Props, to: &mut WriteTxn<'_>) -> Result<Props> {
        let mut out = Props::new();
        for (id, value) in &props.0 {
            if COMPUTED.contains(id) {
                continue;
            }
            if matches!(value, PropValue::Object { .. }) {
                let what = Oddity::Unreadable(Damage::Value);
                let what = Warning { at: At::Property(*id), what };
                self.losses.push(Loss::Part { nid, what });
            } else if fits(value, to) {
                out.set(self.target_id(*id, to)?, value.clone());
            } else {
                self.losses.push(Loss::Text { nid, prop: *id });
            }
        }
        Ok(out)
    }

    fn target_id(&mut self, id: u16, to: &mut WriteTxn<'_>) -> Result<u16> {
        if id < 0x8000 {
            return Ok(id);
        }
        if let Some(known) = self.ids.get(&id) {
            return Ok(*known);
        }
        // An id without a name in its own file means nothing anywhere: it is kept as it is.
        let target = match self.from.names()?.name_of(id) {
            Some(name) => to.named_prop(&name.clone())?,
            None => id,
        };
        self.ids.insert(id, target);
        Ok(target)
    }
}

fn clone_pair((id, value): (&u16, &PropValue)) -> (u16, PropValue) {
    (*id, value.clone())
}

/// Whether the target can hold the text of a value.
fn fits(value: &PropValue, to: &WriteTxn<'_>) -> bool {
    if to.format() == FileFormat::Unicode {
        return true;
    }
    let page = to.default_code_page();
    match value {
        PropValue::Text(text) => page.encode(text).is_some(),
        PropValue::MvText(texts) => texts.iter().all(|text| page.encode(text).is_some()),
        _ => true,
    }
}

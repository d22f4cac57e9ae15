//! What is hung on items: attachments of mails, changed occurrences of series.

use pst::{NewAttachment, NewItem};
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, Contents, Kind, Message, Value};

use super::stage::{Draft, Refusal, Stage};
use crate::item::{Context, Found, Part, Parts};
use crate::{appointment, mail, msg};

/// The field of a mail that describes its attachments.
const ATTACHMENTS: &str = "mail.attachments";

impl Stage<'_> {
    /// The attachments that a draft describes, with their contents.
    pub fn attachments(
        &mut self,
        draft: &Draft,
        contents: &mut dyn Contents,
    ) -> Result<Vec<NewAttachment>, Refusal> {
        let texts: &[String] = match draft.record.get(ATTACHMENTS) {
            Some(Value::List(texts)) if draft.kind == Kind::Mails => texts,
            _ => &[],
        };
        let mut attachments = Vec::with_capacity(texts.len());
        for text in texts {
            let misfit = |_| Message::new("outlook-attachment-unclear").with("text", text);
            let attached = Attached::parse(text).map_err(misfit)?;
            attachments.push(self.attachment(&attached, &draft.ctx, contents)?);
        }
        Ok(attachments)
    }

    fn attachment(
        &mut self,
        attached: &Attached,
        ctx: &Context,
        contents: &mut dyn Contents,
    ) -> Result<NewAttachment, Refusal> {
        let bytes = match &attached.hash {
            Some(hash) => fetched(hash, attached.size, contents)?,
            None => return Ok(mail::new_attachment(attached, pst::Contents::None, ctx)),
        };
        let hung = match attached.kind {
            AttachedKind::Link => pst::Contents::None,
            AttachedKind::File => pst::Contents::Bytes(bytes),
            AttachedKind::Object => pst::Contents::Object(bytes),
            // An item that could not be taken apart when it was read goes as a file, and so does one
            // whose characters the data file cannot hold.
            AttachedKind::Message => match msg::read(&bytes, &mut Found::default()) {
                Ok(item) if !ctx.target.ansi || msg::fits(&item, ctx.target.code_page) => {
                    pst::Contents::Message(Box::new(msg::new_item(&item, &mut self.txn)?))
                }
                _ => return Ok(as_file(attached, bytes, ctx)),
            },
        };
        Ok(mail::new_attachment(attached, hung, ctx))
    }

    /// A changed occurrence as an attachment.
    pub fn part(&mut self, part: Part) -> Result<NewAttachment, Refusal> {
        let props = part.attachment.into_props(&mut self.txn)?;
        let message = NewItem::from(part.message.into_props(&mut self.txn)?);
        Ok(NewAttachment { props, contents: pst::Contents::Message(Box::new(message)) })
    }

    /// Changed occurrences that are no more, or are others now, give way to the new ones.
    pub fn replace_parts(&mut self, item: &pst::Message, parts: Parts) -> Result<(), Refusal> {
        for attachment in &item.attachments {
            let original = appointment::original(&attachment.props);
            if original.is_some_and(|original| !parts.kept.contains(&original)) {
                self.txn.remove_attachment(item.nid, attachment.nid)?;
            }
        }
        for part in parts.new {
            let attachment = self.part(part)?;
            self.txn.add_attachment(item.nid, &attachment)?;
        }
        self.dirty = true;
        Ok(())
    }
}

/// An item as the message file that it is outside: whoever opens it sees the item.
fn as_file(attached: &Attached, bytes: Vec<u8>, ctx: &Context) -> NewAttachment {
    let name = format!("{}.msg", attached.name.trim());
    let file = Attached { name, kind: AttachedKind::File, ..attached.clone() };
    mail::new_attachment(&file, pst::Contents::Bytes(bytes), ctx)
}

/// A content as a whole, from the other side. The size it is said to have is no promise.
fn fetched(hash: &ContentHash, size: u64, contents: &mut dyn Contents) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(1 << 20));
    let read = contents.content(hash, &mut |piece| bytes.extend_from_slice(piece));
    read.map_err(Refusal::Source)??;
    Ok(bytes)
}

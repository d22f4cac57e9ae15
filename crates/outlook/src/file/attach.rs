//! What is hung on items: attachments of mails, changed occurrences of series.

use jiff::civil::DateTime;
use pst::{Attachment, NewAttachment, NewItem, Nid, Reader};
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, Contents, Kind, Message, Value};

use super::stage::{Draft, Refusal, Stage};
use crate::item::{Context, Found, Part, Parts};
use crate::user::Target;
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

    /// What becomes of the changed occurrences of an item: nothing is written yet. One that is
    /// changed again keeps everything that is not written anew.
    pub fn revised(
        &mut self,
        item: &pst::Message,
        parts: Parts,
        target: Target,
    ) -> Result<Revised, Refusal> {
        let mut revised = Revised::default();
        let held = |original: DateTime| {
            let mut held = item.attachments.iter();
            held.find(|held| appointment::is_of(&held.props, original, &parts.zone)).cloned()
        };
        let gone: Vec<DateTime> = parts.gone.clone();
        for part in parts.new {
            let before = held(part.original);
            let attachment = match &before {
                Some(before) => self.changed_part(before, part)?,
                None => self.part(part)?,
            };
            self.check_part(&attachment, target)?;
            revised.removed.extend(before.map(|before| before.nid));
            revised.added.push(attachment);
        }
        revised.removed.extend(gone.into_iter().filter_map(|original| Some(held(original)?.nid)));
        revised.removed.sort_unstable();
        revised.removed.dedup();
        Ok(revised)
    }

    fn check_part(&self, part: &NewAttachment, target: Target) -> Result<(), Message> {
        match &part.contents {
            pst::Contents::Message(item) => self.check_text(item.props.0.iter(), target),
            _ => Ok(()),
        }
    }

    /// An occurrence that is there, with what changes of it.
    fn changed_part(&mut self, before: &Attachment, part: Part) -> Result<NewAttachment, Refusal> {
        let Some(message) = self.txn.embedded(before)? else { return self.part(part) };
        let mut found = Found::default();
        let item = msg::of_message(&self.txn, &message, &mut found)?;
        if let Some(lost) = found.losses.into_iter().next() {
            // What cannot be read cannot be kept.
            return Err(lost.into());
        }
        let mut item = msg::new_item(&item, &mut self.txn)?;
        for (id, value) in appointment::revision(&part, &item.props, &mut self.txn)? {
            match value {
                Some(value) => drop(item.props.set(id, value)),
                None => drop(item.props.remove(id)),
            }
        }
        let mut props = before.props.clone();
        for (id, value) in part.attachment.into_props(&mut self.txn)?.0 {
            props.set(id, value);
        }
        Ok(NewAttachment { props, contents: pst::Contents::Message(Box::new(item)) })
    }

    /// Changed occurrences that are no more, or are others now, give way to the new ones.
    pub fn replace_parts(&mut self, item: Nid, revised: Revised) -> pst::Result<()> {
        for attachment in revised.removed {
            self.txn.remove_attachment(item, attachment)?;
        }
        for attachment in &revised.added {
            self.txn.add_attachment(item, attachment)?;
        }
        self.dirty = true;
        Ok(())
    }
}

/// Changed occurrences to be taken off an item and to be put on it.
#[derive(Debug, Default)]
pub(super) struct Revised {
    removed: Vec<Nid>,
    added: Vec<NewAttachment>,
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

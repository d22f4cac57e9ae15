//! What hangs on an item: attachments of mails as descriptors with the hashes of their contents,
//! texts of changed occurrences; and the contents themselves, piece by piece.
//!
//! What must hold: however large an attachment is, little of it is in memory when it is read; one
//! that cannot be read costs itself, not its mail.

use std::collections::HashMap;

use jiff::civil::DateTime;
use pst::{Attachment, Message as StoredItem, Nid, Reader};
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, ContentHasher, Contents, Kind, Message, StoreError, no_such_content};

use super::{OutlookStore, fault};
use crate::explain::explain;
use crate::item::Found;
use crate::{appointment, mail, msg};

/// PidTagBody.
const BODY: u16 = 0x1000;
/// Items of which it is remembered what hangs on them.
const REMEMBERED: usize = 4096;

/// What hangs on an item, beside its properties and recipients.
#[derive(Debug, Default)]
pub(super) struct Hanging {
    /// Attachments of a mail.
    pub attached: Vec<Attached>,
    /// Texts of changed occurrences, by their original starts.
    pub texts: Vec<(DateTime, String)>,
}

/// A content's hash and size.
type Content = (ContentHash, u64);

/// Contents met lately: those of an item that is read again need not be hashed again, and the
/// place of one that is asked for is known.
#[derive(Debug, Default)]
pub(super) struct Met {
    items: HashMap<Nid, Vec<(Nid, Option<Content>)>>,
    places: HashMap<ContentHash, (Nid, Nid)>,
    /// The attachments of the item whose contents were asked for last.
    last: Option<(Nid, Vec<Attachment>)>,
    /// The same of the time before: what was met lately is in one of both.
    before: Option<Box<Met>>,
}

impl Met {
    fn of_item(&self, item: Nid) -> Option<&[(Nid, Option<Content>)]> {
        let now = self.items.get(&item).map(Vec::as_slice);
        now.or_else(|| self.before.as_ref()?.of_item(item))
    }

    fn place(&self, hash: &ContentHash) -> Option<(Nid, Nid)> {
        let now = self.places.get(hash).copied();
        now.or_else(|| self.before.as_ref()?.place(hash))
    }

    /// Places within an item are those of one snapshot.
    pub(super) fn forget_place(&mut self) {
        self.last = None;
    }

    fn note(&mut self, item: Nid, contents: Vec<(Nid, Option<Content>)>) {
        if self.items.len() >= REMEMBERED {
            let full = std::mem::take(self);
            self.before = Some(Box::new(Self { before: None, ..full }));
        }
        for (attachment, content) in &contents {
            if let Some((hash, _)) = content {
                self.places.insert(*hash, (item, *attachment));
            }
        }
        self.items.insert(item, contents);
    }
}

impl OutlookStore<'_> {
    /// What hangs on an item of a kind.
    pub(super) fn hanging(
        &mut self,
        kind: Kind,
        item: &StoredItem,
        found: &mut Found,
    ) -> pst::Result<Hanging> {
        let mut hanging = Hanging::default();
        match kind {
            _ if item.attachments.is_empty() => {}
            Kind::Mails => hanging.attached = self.attached(item, found)?,
            Kind::Appointments => hanging.texts = texts(self.snapshot()?, item, found)?,
            Kind::Addresses | Kind::Tasks => {}
        }
        Ok(hanging)
    }

    fn attached(&mut self, item: &StoredItem, found: &mut Found) -> pst::Result<Vec<Attached>> {
        let known = self.state.met.of_item(item.nid).map(<[_]>::to_vec);
        let known = known.filter(|known| known.len() == item.attachments.len());
        let contents = match known {
            Some(known) => {
                let contents = known.iter().map(|(_, content)| *content).collect();
                // It is of the present again.
                self.state.met.note(item.nid, known);
                contents
            }
            None => self.hash_all(item, found)?,
        };
        let pairs = item.attachments.iter().zip(contents);
        Ok(pairs.map(|(attachment, content)| mail::attached(attachment, content)).collect())
    }

    fn hash_all(
        &mut self,
        item: &StoredItem,
        found: &mut Found,
    ) -> pst::Result<Vec<Option<Content>>> {
        let mut contents = Vec::with_capacity(item.attachments.len());
        for attachment in &item.attachments {
            let mut hasher = ContentHasher::default();
            let mut inner = Found::default();
            let take = &mut |piece: &[u8]| hasher.take(piece);
            let read = pieces(self.snapshot()?, attachment, &mut inner, take);
            found.losses.append(&mut inner.losses);
            contents.push(match read {
                Ok(there) => there.then(|| hasher.finish()),
                Err(error) => {
                    found.losses.push(damaged(attachment, error)?);
                    None
                }
            });
        }
        let nids = item.attachments.iter().map(|attachment| attachment.nid);
        self.state.met.note(item.nid, nids.zip(contents.iter().copied()).collect());
        Ok(contents)
    }

    fn place_of(&mut self, hash: &ContentHash) -> pst::Result<Option<Attachment>> {
        let Some((item, attachment)) = self.state.met.place(hash) else { return Ok(None) };
        // The contents of an item are asked for one after the other.
        if self.state.met.last.as_ref().is_none_or(|(last, _)| *last != item) {
            let attachments = self.snapshot()?.message(item)?.attachments;
            self.state.met.last = Some((item, attachments));
        }
        let last = self.state.met.last.iter().flat_map(|(_, attachments)| attachments);
        Ok(last.into_iter().find(|found| found.nid == attachment).cloned())
    }
}

impl Contents for OutlookStore<'_> {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        let read = self.place_of(hash).and_then(|place| match place {
            Some(attachment) => pieces(self.snapshot()?, &attachment, &mut Found::default(), take),
            None => Ok(false),
        });
        match read {
            Ok(true) => Ok(Ok(())),
            Ok(false) => Ok(Err(no_such_content(hash))),
            Err(error @ pst::Error::Io(_)) => Err(fault(&error)),
            Err(error) => Ok(Err(explain(&error))),
        }
    }
}

/// A part that cannot be read, by its name; what fails the file as a whole is an error.
fn damaged(attachment: &Attachment, error: pst::Error) -> pst::Result<Message> {
    if let pst::Error::Io(_) = error {
        return Err(error);
    }
    let name = mail::attached(attachment, None).name;
    Ok(Message::new("outlook-attachment-damaged").with("name", name))
}

/// Hands an attachment's contents over; whether it has any.
fn pieces(
    reader: &impl Reader,
    attachment: &Attachment,
    found: &mut Found,
    take: &mut dyn FnMut(&[u8]),
) -> pst::Result<bool> {
    match mail::attached(attachment, None).kind {
        AttachedKind::Link => return Ok(false),
        _ if attachment.size.is_none() => return Ok(false),
        AttachedKind::File | AttachedKind::Object => reader.attachment_pieces(attachment, take)?,
        AttachedKind::Message => match reader.embedded(attachment)? {
            Some(message) => {
                let item = msg::of_message(reader, &message, found)?;
                take(&msg::write(&item).map_err(|_| too_large())?);
            }
            None => reader.attachment_pieces(attachment, take)?,
        },
    }
    Ok(true)
}

/// An item that makes no message file.
fn too_large() -> pst::Error {
    pst::Error::TooLarge { what: "embedded message" }
}

/// The texts of changed occurrences.
fn texts(
    reader: &impl Reader,
    item: &StoredItem,
    found: &mut Found,
) -> pst::Result<Vec<(DateTime, String)>> {
    let mut texts = Vec::new();
    for attachment in &item.attachments {
        let Some(original) = appointment::original(&attachment.props) else { continue };
        match reader.embedded(attachment) {
            Ok(Some(message)) if !message.props.text(BODY).is_empty() => {
                texts.push((original, message.props.text(BODY).to_owned()));
            }
            Ok(_) => {}
            Err(error) => found.losses.push(damaged(attachment, error)?),
        }
    }
    Ok(texts)
}

//! Mails out of data files and into them, with what is attached: as the store does it.

use outlook::item::{Context, Found};
use outlook::property::{Prop, Values};
use outlook::user::Target;
use outlook::{mail, msg};
use pst::{
    Attachment, Contents, FileFormat, MemoryBackend, Message, NamedProps, NewItem, NewStore, Nid,
    Pst, Reader, WriteTxn,
};
use sync::form::{Attached, AttachedKind};
use sync::{ContentHash, Record};

/// An attachment: what it is, and its bytes.
#[derive(Debug, Clone)]
pub struct Content {
    pub descriptor: Attached,
    pub bytes: Option<Vec<u8>>,
}

impl Content {
    /// Whether an ANSI file can hold it.
    pub fn fits(&self, code_page: u16) -> bool {
        let bytes = self.bytes.as_ref().filter(|_| self.descriptor.kind == AttachedKind::Message);
        bytes.is_none_or(|bytes| {
            msg::fits(&msg::read(bytes, &mut Found::default()).unwrap(), code_page)
        })
    }
}

/// A mail of a data file.
#[derive(Debug)]
pub struct Held {
    pub message: Message,
    pub record: Record,
    pub attached: Vec<Content>,
    pub found: Found,
}

impl Held {
    pub fn descriptors(&self) -> Vec<Attached> {
        self.attached.iter().map(|attached| attached.descriptor.clone()).collect()
    }
}

pub fn context(ansi: bool) -> Context {
    Context {
        now: "2024-05-03T10:00:00Z".parse().unwrap(),
        search_key: [7; 16],
        zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
        target: Target { ansi, code_page: 1252 },
        pattern_text: String::new(),
    }
}

pub fn fields(names: &NamedProps) -> mail::ReadFields {
    mail::ReadFields::new(|prop| match (prop, prop.name()) {
        (Prop::Tag(id), _) => Some(id),
        (_, name) => names.id_of(&name?),
    })
}

/// The bytes of an attachment, as they travel.
fn bytes(reader: &impl Reader, attachment: &Attachment, found: &mut Found) -> Option<Vec<u8>> {
    attachment.size?;
    if let Ok(Some(inner)) = reader.embedded(attachment) {
        let item = msg::of_message(reader, &inner, found).unwrap();
        return Some(msg::write(&item).unwrap());
    }
    reader.attachment_data(attachment).ok()
}

/// A mail as record and contents.
pub fn held(reader: &impl Reader, message: &Message) -> Held {
    let mut found = Found::default();
    let attached = message.attachments.iter().map(|attachment| {
        let bytes = bytes(reader, attachment, &mut found);
        let content = bytes.as_ref().map(|bytes| (ContentHash::of(bytes), bytes.len() as u64));
        Content { descriptor: mail::attached(attachment, content), bytes }
    });
    let attached: Vec<Content> = attached.collect();
    let attachments: Vec<Attached> = attached.iter().map(|a| a.descriptor.clone()).collect();
    let item = mail::Item {
        props: &message.props,
        recipients: &message.recipients,
        attachments: &attachments,
        code_page: message.code_page.number(),
    };
    let fields = fields(reader.names().unwrap());
    let record = fields.read(item, &context(false).zone, &mut found);
    Held { message: message.clone(), record, attached, found }
}

/// A new data file in memory.
pub struct Place {
    pub pst: Pst,
    folder: Nid,
    ansi: bool,
}

impl Place {
    pub fn new(format: FileFormat) -> Self {
        let memory = Box::new(MemoryBackend::new(Vec::new()));
        let store = NewStore { format, ..NewStore::new("Test", [1; 16], [2; 16]) };
        let pst = Pst::create_on(memory, &store).unwrap();
        let top = pst.read().store().unwrap().ipm_subtree.unwrap();
        let mut txn = pst.write().unwrap();
        let folder = txn.create_folder(top, "Post", "IPF.Note").unwrap();
        txn.commit().unwrap();
        Self { pst, folder, ansi: format == FileFormat::Ansi }
    }

    /// Writes mails, and reads them again.
    pub fn write(&self, mails: &[(&Record, &[Content])]) -> Vec<Held> {
        let mut txn = self.pst.write().unwrap();
        let items = mails.iter().map(|(record, attached)| {
            let item = self.item(&mut txn, record, attached);
            txn.create_message(self.folder, item).unwrap()
        });
        let nids: Vec<Nid> = items.collect();
        txn.commit().unwrap();
        let report = self.pst.check().unwrap();
        assert!(report.is_clean(), "{report:?}");
        let reader = self.pst.read();
        nids.into_iter().map(|nid| held(&reader, &reader.message(nid).unwrap())).collect()
    }

    fn item(&self, txn: &mut WriteTxn<'_>, record: &Record, attached: &[Content]) -> NewItem {
        let ctx = context(self.ansi);
        let written = mail::new_item(record, &ctx).unwrap();
        let mut props = |values: Values| values.into_props(txn).unwrap();
        let item = props(written.values);
        let recipients = written.recipients.unwrap_or_default();
        let recipients = recipients.into_iter().map(props).collect();
        let attachments = attached.iter().map(|attached| {
            let contents = contents(attached, txn);
            mail::new_attachment(&attached.descriptor, contents, &ctx)
        });
        NewItem { props: item, recipients, attachments: attachments.collect() }
    }
}

fn contents(attached: &Content, txn: &mut WriteTxn<'_>) -> Contents {
    let Some(bytes) = &attached.bytes else { return Contents::None };
    match attached.descriptor.kind {
        AttachedKind::Message => {
            let item = msg::read(bytes, &mut Found::default()).unwrap();
            Contents::Message(Box::new(msg::new_item(&item, txn).unwrap()))
        }
        AttachedKind::Object => Contents::Object(bytes.clone()),
        AttachedKind::File | AttachedKind::Link => Contents::Bytes(bytes.clone()),
    }
}

//! Everything that a reader can see of a file, to be compared.

use pst::{Attachment, ContentsRow, FolderEntry, Message, Nid, Props, Pst, ReadTxn, Reader};

/// All folders, all items, all names.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub folders: Vec<SeenFolder>,
    pub names: Vec<String>,
}

/// A folder with its items, associated ones last.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenFolder {
    pub entry: FolderEntry,
    pub props: Props,
    pub items: Vec<SeenItem>,
}

/// An item with all that hangs below it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenItem {
    pub nid: Nid,
    /// Its row in the folder's table; a message in a message has none.
    pub row: Option<ContentsRow>,
    pub props: Props,
    pub recipients: Vec<Props>,
    pub attachments: Vec<SeenAttachment>,
}

/// An attachment with its contents.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenAttachment {
    pub nid: Nid,
    pub method: i32,
    pub props: Props,
    pub data: Vec<u8>,
    pub inner: Option<Box<SeenItem>>,
}

impl Seen {
    /// A folder by its path.
    pub fn folder(&self, path: &str) -> &SeenFolder {
        self.folders.iter().find(|folder| folder.entry.path == path).unwrap()
    }

    /// An item wherever it lies.
    pub fn item(&self, nid: Nid) -> Option<&SeenItem> {
        self.folders.iter().flat_map(|folder| &folder.items).find(|item| item.nid == nid)
    }

    /// All items.
    pub fn items(&self) -> impl Iterator<Item = &SeenItem> {
        self.folders.iter().flat_map(|folder| &folder.items)
    }
}

/// Sees all of a file; nothing in it may be odd.
pub fn see(pst: &Pst) -> Seen {
    let txn = pst.read();
    let tree = txn.folders().unwrap();
    assert_eq!(tree.warnings, []);
    let names = txn.names().unwrap().iter().map(|(id, name)| format!("{id} {name:?}")).collect();
    Seen { folders: tree.folders.into_iter().map(|entry| folder(&txn, entry)).collect(), names }
}

fn folder(txn: &ReadTxn<'_>, entry: FolderEntry) -> SeenFolder {
    let mut items = Vec::new();
    let mut add = |row: pst::ContentsRow| {
        let message = txn.message(row.nid).unwrap();
        assert_eq!(message.parent, entry.nid);
        items.push(SeenItem { row: Some(row), ..item(txn, message) });
    };
    if !entry.search {
        assert_eq!(txn.contents(entry.nid, &mut add).unwrap(), []);
        assert_eq!(txn.associated(entry.nid, &mut add).unwrap(), []);
    }
    let props = txn.folder(entry.nid).unwrap().props;
    SeenFolder { entry, props, items }
}

fn item(txn: &ReadTxn<'_>, message: Message) -> SeenItem {
    assert_eq!(message.warnings, []);
    let attachments = message.attachments.iter().map(|one| attachment(txn, one)).collect();
    let Message { nid, props, recipients, .. } = message;
    SeenItem { nid, row: None, props, recipients, attachments }
}

fn attachment(txn: &ReadTxn<'_>, attachment: &Attachment) -> SeenAttachment {
    let inner = txn.embedded(attachment).unwrap().map(|inner| Box::new(item(txn, inner)));
    let has_data = attachment.size.is_some() && inner.is_none();
    let data = if has_data { txn.attachment_data(attachment).unwrap() } else { Vec::new() };
    let Attachment { nid, method, props, .. } = attachment.clone();
    SeenAttachment { nid, method, props, data, inner }
}

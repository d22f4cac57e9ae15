//! What can be read, the same in a snapshot and in an open write transaction.

use crate::ltp::budget::Budget;
use crate::ltp::pc::PropContext;
use crate::ltp::text::CodePage;
use crate::messaging::folder::{Contents, ContentsRow, Folder, FolderTree};
use crate::messaging::item::{Attachment, Message};
use crate::messaging::names::NamedProps;
use crate::messaging::store::StoreInfo;
use crate::ndb::ids::Nid;
use crate::{FileFormat, Result, Warning};

pub(crate) mod sealed {
    use crate::ltp::text::CodePage;
    use crate::messaging::names::NamedProps;
    use crate::ndb::view::View;

    /// What a reader stands on.
    pub trait Viewed {
        #[allow(private_interfaces, reason = "nobody outside can name or call it")]
        fn view(&self) -> &View;
        fn code_page(&self) -> CodePage;
        fn named_props(&self) -> crate::Result<&NamedProps>;
    }
}

/// Reading: store, folders, items, names.
///
/// A snapshot sees the file as it was when it was taken, a write transaction its own changes.
/// Errors of all methods: what the system says, or damage at the place that was asked for; parts
/// of an object that cannot be read are named in its warnings instead.
pub trait Reader: sealed::Viewed {
    /// The store: identity, name, special folders.
    fn store(&self) -> Result<StoreInfo> {
        let node = self.view().node(Nid::STORE)?;
        let mut warnings = Vec::new();
        let context = PropContext::open(self.view(), node.data, node.sub, &mut warnings)?;
        let mut budget = Budget::new(self.view().content_room());
        let mut store =
            StoreInfo::new(context.all(self.code_page(), &mut budget, &mut warnings)?);
        if self.view().format.kind == FileFormat::Unicode4K {
            // The copy of a mailbox has no password of its own; what stands there (-1) is none.
            store.password = 0;
            // It names no special folders; they have the same nodes in every such file.
            let there = |nid: Nid| self.view().find_node(nid).ok().flatten().map(|_| nid);
            store.ipm_subtree = store.ipm_subtree.or_else(|| there(Nid::MAILBOX));
            store.deleted_items = store.deleted_items.or_else(|| there(Nid::MAILBOX_DELETED));
        }
        Ok(store)
    }

    /// All folders from the root folder down, depth first.
    fn folders(&self) -> Result<FolderTree> {
        self.view().folder_tree(&self.store()?, self.code_page())
    }

    /// A folder with its properties.
    fn folder(&self, nid: Nid) -> Result<Folder> {
        self.view().folder(nid, self.code_page())
    }

    /// Visits the items of a folder by the rows of its contents table. Answers what was odd.
    fn contents(&self, folder: Nid, visit: &mut dyn FnMut(ContentsRow)) -> Result<Vec<Warning>> {
        self.view().contents(folder, Contents::Items, self.code_page(), visit)
    }

    /// Visits the associated (hidden) items of a folder. Answers what was odd.
    fn associated(&self, folder: Nid, visit: &mut dyn FnMut(ContentsRow)) -> Result<Vec<Warning>> {
        self.view().contents(folder, Contents::Associated, self.code_page(), visit)
    }

    /// An item with its properties, recipients and attachments.
    fn message(&self, nid: Nid) -> Result<Message> {
        self.view().message(nid, self.code_page())
    }

    /// Whether there is an object with this node.
    fn exists(&self, nid: Nid) -> Result<bool> {
        Ok(self.view().find_node(nid)?.is_some())
    }

    /// The folder that an item lies in.
    fn parent(&self, nid: Nid) -> Result<Nid> {
        Ok(self.view().node(nid)?.parent)
    }

    /// The contents of an attachment by value, or the bytes of an OLE object.
    fn attachment_data(&self, attachment: &Attachment) -> Result<Vec<u8>> {
        self.view().attachment_data(attachment)
    }

    /// The same piece by piece: however large it is, little of it is in memory. On an error part
    /// of it was handed over.
    fn attachment_pieces(
        &self,
        attachment: &Attachment,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<()> {
        self.view().attachment_pieces(attachment, take)
    }

    /// The message embedded in an attachment; `None` if it is no such attachment.
    fn embedded(&self, attachment: &Attachment) -> Result<Option<Message>> {
        self.view().embedded(attachment, self.code_page())
    }

    /// The named properties of the file.
    fn names(&self) -> Result<&NamedProps> {
        self.named_props()
    }

    /// ANSI or Unicode.
    fn format(&self) -> FileFormat {
        self.view().format.kind
    }

    /// The code page in which text of an ANSI file is read where an item says nothing.
    fn default_code_page(&self) -> CodePage {
        self.code_page()
    }
}

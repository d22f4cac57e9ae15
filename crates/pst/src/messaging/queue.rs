//! The search management queue (\[MS-PST\] 2.4.8.4): what search folders have to look at again.
//!
//! Changes are queued only for folders that the search domain names; where it is empty, as in most
//! files, nothing has to be queued.

use std::collections::BTreeSet;

use crate::bytes::Bytes;
use crate::messaging::patch::WriteTxn;
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::{Bid, Nid};
use crate::{Error, Result};

/// A change that search folders may care for (SUD, \[MS-PST\] 2.4.8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Added { parent: Nid, nid: Nid },
    Changed { parent: Nid, nid: Nid },
    Deleted { parent: Nid, nid: Nid },
    Moved { parent: Nid, nid: Nid, old: Nid },
    FolderAdded { parent: Nid, nid: Nid },
    FolderChanged { nid: Nid },
    FolderDeleted { nid: Nid },
    FolderMoved { parent: Nid, nid: Nid, old: Nid },
}

impl Event {
    /// The record of 20 bytes: flags, type, up to four ids.
    fn encode(self) -> [u8; 20] {
        let none = Nid(0);
        let (kind, ids) = match self {
            Self::Added { parent, nid } => (1u16, [parent, nid, none]),
            Self::Changed { parent, nid } => (2, [parent, nid, none]),
            Self::Deleted { parent, nid } => (3, [parent, nid, none]),
            Self::Moved { parent, nid, old } => (4, [parent, nid, old]),
            Self::FolderAdded { parent, nid } => (5, [parent, nid, none]),
            Self::FolderChanged { nid } => (6, [nid, none, none]),
            Self::FolderDeleted { nid } => (7, [nid, none, none]),
            Self::FolderMoved { parent, nid, old } => (8, [parent, nid, old]),
        };
        let mut record = [0; 20];
        let bytes = [0, 0].into_iter().chain(kind.to_le_bytes());
        let bytes = bytes.chain(ids.into_iter().flat_map(|nid| nid.0.to_le_bytes()));
        record.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        record
    }
}

impl WriteTxn<'_> {
    /// Notes a change of what lies in `folder`.
    pub(crate) fn queue(&mut self, folder: Nid, event: Event) {
        self.events.push((folder, event));
    }

    /// Appends what was noted, as far as the search domain asks for it.
    pub(crate) fn write_queue(&mut self) -> Result<()> {
        let events = std::mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(());
        }
        let domain = self.search_domain()?;
        let wanted: Vec<u8> = events
            .into_iter()
            .filter(|(folder, _)| domain.contains(folder))
            .flat_map(|(_, event)| event.encode())
            .collect();
        let queue = self.writer.view.find_node(Nid::SEARCH_QUEUE)?;
        let Some(queue) = queue.filter(|_| !wanted.is_empty()) else { return Ok(()) };
        let mut bytes = self.writer.view.tree_bytes(queue.data)?;
        bytes.extend_from_slice(&wanted);
        let data = self.writer.put_tree(&bytes)?;
        self.writer.set_node(NodeEntry { data, sub: Bid(0), ..queue })
    }

    fn search_domain(&self) -> Result<BTreeSet<Nid>> {
        let view = &self.writer.view;
        let Some(node) = view.find_node(Nid::SEARCH_DOMAIN)? else { return Ok(BTreeSet::new()) };
        match view.tree_bytes(node.data) {
            Ok(bytes) => {
                Ok(bytes.chunks_exact(4).filter_map(|nid| nid.u32_at(0)).map(Nid).collect())
            }
            // A search domain that cannot be read only leaves search folders stale.
            Err(Error::Damaged { .. }) => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }
}

//! EntryIDs of a store's objects (\[MS-PST\] 2.4.3.2): flags, provider UID, node id.

use crate::bytes::Bytes;
use crate::ndb::ids::Nid;

/// The EntryID of a folder or item: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId {
    /// The store's record key, which is its provider UID.
    pub record_key: [u8; 16],
    /// The node.
    pub nid: Nid,
}

impl EntryId {
    /// The 24 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let parts = [0; 4].into_iter().chain(self.record_key).chain(self.nid.0.to_le_bytes());
        bytes.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        bytes
    }

    /// An EntryID from its bytes; `None` for one of another kind.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let whole = bytes.len() == 24;
        whole.then_some(Self { record_key: bytes.array(4)?, nid: Nid(bytes.u32_at(20)?) })
    }
}

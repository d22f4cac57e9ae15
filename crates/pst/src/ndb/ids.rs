//! Identifiers: nodes (NID, \[MS-PST\] 2.2.2.1), blocks and pages (BID, 2.2.2.2), references
//! (BREF, 2.2.2.4).

use std::fmt;

/// A node id: an index and, in the low five bits, a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Nid(pub u32);

/// The type of a node, the low five bits of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NidType(pub u8);

#[allow(missing_docs)]
impl NidType {
    pub const HEAP: Self = Self(0x00);
    pub const INTERNAL: Self = Self(0x01);
    pub const FOLDER: Self = Self(0x02);
    pub const SEARCH_FOLDER: Self = Self(0x03);
    pub const MESSAGE: Self = Self(0x04);
    pub const ATTACHMENT: Self = Self(0x05);
    pub const SEARCH_UPDATES: Self = Self(0x06);
    pub const SEARCH_CRITERIA: Self = Self(0x07);
    pub const ASSOCIATED: Self = Self(0x08);
    pub const HIERARCHY: Self = Self(0x0D);
    pub const CONTENTS: Self = Self(0x0E);
    pub const ASSOCIATED_CONTENTS: Self = Self(0x0F);
    pub const SEARCH_CONTENTS: Self = Self(0x10);
    pub const LTP: Self = Self(0x1F);
}

#[allow(missing_docs)]
impl Nid {
    /// The mailbox root in an OST file of Outlook 2013 and later, as real files have it.
    pub(crate) const MAILBOX: Self = Self(0x2142);
    /// Deleted Items there.
    pub(crate) const MAILBOX_DELETED: Self = Self(0x2162);
    pub const STORE: Self = Self(0x21);
    pub const NAMES: Self = Self(0x61);
    pub const ROOT_FOLDER: Self = Self(0x122);
    pub const SEARCH_QUEUE: Self = Self(0x1E1);
    pub const SEARCH_ACTIVITY: Self = Self(0x201);
    pub const SEARCH_DOMAIN: Self = Self(0x261);
    pub const HIERARCHY_TEMPLATE: Self = Self(0x60D);
    pub const CONTENTS_TEMPLATE: Self = Self(0x60E);
    pub const ASSOCIATED_TEMPLATE: Self = Self(0x60F);
    pub const SEARCH_TEMPLATE: Self = Self(0x610);
    pub const RECEIVE_FOLDERS: Self = Self(0x62B);
    pub const OUTGOING: Self = Self(0x64C);
    pub const ATTACHMENTS: Self = Self(0x671);
    pub const RECIPIENTS: Self = Self(0x692);

    /// The id with this index and type.
    #[must_use]
    pub fn new(index: u32, kind: NidType) -> Self {
        Self(index << 5 | u32::from(kind.0 & 31))
    }

    /// The type.
    #[must_use]
    pub fn kind(self) -> NidType {
        NidType((self.0 & 31).to_le_bytes()[0])
    }

    /// The index.
    #[must_use]
    pub fn index(self) -> u32 {
        self.0 >> 5
    }

    /// Whether it is that of an item: a message, or one that is associated with a folder.
    pub(crate) fn is_item(self) -> bool {
        matches!(self.kind(), NidType::MESSAGE | NidType::ASSOCIATED)
    }

    /// Whether it is that of a folder, or of one that searches.
    pub(crate) fn is_folder(self) -> bool {
        matches!(self.kind(), NidType::FOLDER | NidType::SEARCH_FOLDER)
    }

    /// The id of the same index and another type: a folder's tables.
    #[must_use]
    pub fn sibling(self, kind: NidType) -> Self {
        Self(self.0 & !31 | u32::from(kind.0 & 31))
    }
}

impl fmt::Display for Nid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

/// A block id. Bit 0 is reserved and masked when looking up, bit 1 marks an internal block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Bid(pub u64);

impl Bid {
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    pub fn is_internal(self) -> bool {
        self.0 & 2 != 0
    }

    /// As the key of a look-up.
    pub fn key(self) -> u64 {
        self.0 & !1
    }
}

/// A reference to a page: its id and its offset in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Bref {
    pub bid: u64,
    pub ib: u64,
}

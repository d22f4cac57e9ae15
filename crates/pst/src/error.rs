//! What can go wrong, and where.

use std::fmt;
use std::io;

use crate::Nid;

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a data file could not be read or written. Nothing was written unless the commit had begun,
/// and then the file holds the old or the new state.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system said no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Another program has the file open.
    #[error("the file is in use by another program")]
    Locked,
    /// Opened for reading, or the file or the system forbids writing.
    #[error("the file is read only")]
    ReadOnly,
    /// The path is a folder.
    #[error("this is a folder")]
    IsDirectory,
    /// A file of zero bytes.
    #[error("the file is empty")]
    Empty,
    /// No Outlook data file.
    #[error("this is not an Outlook data file")]
    NotPst,
    /// Shorter than its header and trees say.
    #[error("the file ends after {len} of {expected} bytes")]
    Truncated {
        /// Bytes that are there.
        len: u64,
        /// Bytes that the header speaks of.
        expected: u64,
    },
    /// The format with 4 KiB pages (version 36 and 37; newer OST files) is only read.
    #[error("the 4K-page format is only read")]
    FourK,
    /// A version nobody knows.
    #[error("unknown version {0}")]
    UnknownVersion(u16),
    /// An encryption method that cannot be read (0x10 is Windows Information Protection).
    #[error("unknown encryption method {0}")]
    UnknownEncryption(u8),
    /// Something in the file contradicts the format.
    #[error("{at}: {what}")]
    Damaged {
        /// Where.
        at: At,
        /// What.
        what: Damage,
    },
    /// No such folder or item.
    #[error("there is no object {0}")]
    NotFound(Nid),
    /// A text cannot be written in the file's code page (ANSI files).
    #[error("property {prop:04X} cannot be written in code page {code_page}")]
    NotRepresentable {
        /// The property id.
        prop: u16,
        /// The Windows code page.
        code_page: u16,
    },
    /// The file would grow over what its format allows; nothing was written.
    #[error("the file would grow beyond {limit} bytes")]
    Full {
        /// The limit in bytes.
        limit: u64,
    },
    /// A value or table is larger than the format allows.
    #[error("{what} is too large for an Outlook data file")]
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
    /// Another write transaction of this process is open.
    #[error("another write transaction is open")]
    Busy,
}

impl Error {
    pub(crate) fn damaged(at: At, what: Damage) -> Self {
        Self::Damaged { at, what }
    }
}

/// A place in a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// The header.
    Header,
    /// A page at an offset.
    Page(u64),
    /// A block by its id.
    Block(u64),
    /// A node.
    Node(Nid),
    /// A property of the object at hand.
    Property(u16),
    /// A column of the table at hand.
    Column(u32),
    /// A heap item by its id.
    Item(u32),
    /// The name map.
    Names,
    /// The allocation maps.
    Maps,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("header"),
            Self::Page(ib) => write!(f, "page at 0x{ib:X}"),
            Self::Block(bid) => write!(f, "block 0x{bid:X}"),
            Self::Node(nid) => write!(f, "node {nid}"),
            Self::Property(id) => write!(f, "property 0x{id:04X}"),
            Self::Column(tag) => write!(f, "column 0x{tag:08X}"),
            Self::Item(hid) => write!(f, "heap item 0x{hid:X}"),
            Self::Names => f.write_str("name map"),
            Self::Maps => f.write_str("allocation maps"),
        }
    }
}

/// A contradiction to the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Damage {
    /// A checksum is wrong.
    Checksum,
    /// A page or block is of another type than expected.
    Type,
    /// The id stored with it is another one.
    Id,
    /// It is compressed, and cannot be inflated to the length that is said of it.
    Compression,
    /// It lies outside the file.
    Outside,
    /// Its offset is not a multiple of what the format asks.
    Alignment,
    /// Two things occupy the same bytes.
    Overlap,
    /// A count or size runs past the end of what holds it.
    Size,
    /// Keys are not in order.
    Order,
    /// Levels of a tree do not descend by one.
    Level,
    /// A tree refers to itself, or goes too deep.
    Depth,
    /// A block id that no tree knows.
    MissingBlock,
    /// A subnode that is not there.
    MissingSubnode,
    /// No heap where one is expected.
    NotAHeap,
    /// A heap item that is not there.
    MissingItem,
    /// A tree on a heap that contradicts itself.
    Tree,
    /// A table that contradicts itself.
    Table,
    /// A value whose size does not fit its type.
    Value,
    /// Larger than the whole file: a false size.
    TooLarge,
    /// A counter has come to its end.
    Counter,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checksum => "checksum wrong",
            Self::Compression => "cannot be inflated",
            Self::Type => "unexpected type",
            Self::Id => "unexpected id",
            Self::Outside => "lies outside the file",
            Self::Alignment => "wrong alignment",
            Self::Overlap => "overlaps something else",
            Self::Size => "runs past its end",
            Self::Order => "keys out of order",
            Self::Level => "tree levels wrong",
            Self::Depth => "refers to itself or nests too deep",
            Self::MissingBlock => "block missing",
            Self::MissingSubnode => "subnode missing",
            Self::NotAHeap => "no heap",
            Self::MissingItem => "heap item missing",
            Self::Tree => "heap tree damaged",
            Self::Table => "table damaged",
            Self::Value => "value damaged",
            Self::TooLarge => "larger than the file",
            Self::Counter => "counter exhausted",
        })
    }
}

/// Something odd that was worked around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub at: At,
    /// What.
    pub what: Oddity,
}

/// What was odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// Contradicts the format; this part was left out.
    Unreadable(Damage),
    /// The header's checksum is wrong; its contents were used.
    HeaderChecksum,
    /// The header was torn by an interrupted write; its first half was used.
    TornHeader,
    /// The allocation maps are marked invalid (an interrupted write, or a very old file).
    MapsInvalid,
    /// The file is longer than its header says.
    LongerThanHeader,
    /// A counter of the header lies below what is in use.
    CounterBehind,
    /// A table row leads to nothing.
    DanglingRow,
    /// A folder's count and its contents differ.
    CountDiffers,
}

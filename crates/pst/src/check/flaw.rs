//! The rules that a file is held to: one variant of [`Flaw`] each, with the section of \[MS-PST\]
//! that it comes from. Rules without a section are what repair tools are known to complain about,
//! or what every file that Outlook wrote shows.
//!
//! An error contradicts the format or breaks readers. A warning is odd, but seen in files that
//! Outlook wrote, or named by a repair tool alone.

use std::fmt;

use crate::Nid;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Odd, but readers get along with it.
    Warning,
    /// Contradicts the format.
    Error,
}

/// A number that people read in hexadecimal: an id, an offset, a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hex(pub u64);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:X}", self.0)
    }
}

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKind {
    /// Block tree (BBT).
    BlockTree,
    /// Node tree (NBT).
    NodeTree,
    /// Free map (FMap).
    FreeMap,
    /// Page map (PMap).
    PageMap,
    /// Allocation map (AMap).
    AllocationMap,
    /// Free page map (FPMap).
    FreePageMap,
    /// Density list (DList).
    DensityList,
}

impl fmt::Display for PageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BlockTree => "BBT",
            Self::NodeTree => "NBT",
            Self::FreeMap => "FMap",
            Self::PageMap => "PMap",
            Self::AllocationMap => "AMap",
            Self::FreePageMap => "FPMap",
            Self::DensityList => "DList",
        })
    }
}

macro_rules! flaws {
    ($($(#[$doc:meta])+ $level:ident $id:literal $name:ident $({ $($field:ident: $type:ty),+ })?,)+) => {
        /// A rule that a file breaks, with what was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the rule names its fields")]
        pub enum Flaw {
            $($(#[$doc])+ $name $({ $($field: $type),+ })?,)+
        }

        impl Flaw {
            /// The ids of all rules.
            pub const IDS: &'static [&'static str] = &[$($id),+];

            /// The id of the rule, for a catalogue of messages.
            #[must_use]
            pub fn id(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $id,)+
                }
            }

            /// How much it weighs.
            #[must_use]
            pub fn severity(&self) -> Severity {
                match self {
                    $(Self::$name { .. } => flaws!(@severity $level),)+
                }
            }

            /// What was found: names and values for a message.
            #[must_use]
            pub fn args(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$name $({ $($field),+ })? => {
                        vec![$($((stringify!($field), $field.to_string())),+)?]
                    })+
                }
            }
        }
    };
    (@severity error) => { Severity::Error };
    (@severity warning) => { Severity::Warning };
}

flaws! {
    // Header (2.2.2.6) and ROOT (2.2.2.5).
    /// `wMagicClient` is neither "SM" nor "SO" (2.2.2.6).
    error "check-client-magic" ClientMagic { found: Hex },
    /// `wVer` is one that Outlook no longer writes (2.2.2.6).
    warning "check-version" OldVersion { found: u16 },
    /// `wVerClient` is not 19 (2.2.2.6).
    warning "check-client-version" ClientVersion { found: u16 },
    /// `bPlatformCreate` or `bPlatformAccess` is not 1 (2.2.2.6).
    error "check-platform" Platform { create: u8, access: u8 },
    /// `dwCRCPartial` does not fit the first sector (2.2.2.6).
    error "check-header-checksum" HeaderChecksum { found: Hex, expected: Hex },
    /// `dwCRCFull` does not fit the header: a write was interrupted between two sectors (2.2.2.6).
    error "check-header-full-checksum" HeaderFullChecksum { found: Hex, expected: Hex },
    /// `bSentinel` is not 0x80 (2.2.2.6).
    error "check-sentinel" Sentinel { found: Hex },
    /// `dwAlign` is not 0 (2.2.2.6).
    warning "check-header-align" HeaderAlign { found: Hex },
    /// The file ends before `ibFileEof` (2.2.2.5).
    error "check-file-short" FileShort { header: u64, file: u64 },
    /// The file goes on after `ibFileEof` (2.2.2.5).
    warning "check-file-long" FileLong { header: u64, file: u64 },
    /// `fAMapValid` says that the allocation maps need a rebuild (2.2.2.5, 2.6.1.3.7).
    warning "check-maps-invalid" MapsInvalid { found: u8 },
    /// `fAMapValid` is 1, what Outlook 97 to 2003 wrote (2.2.2.5).
    warning "check-maps-old" MapsOld,
    /// A page id is not below `bidNextP` (2.2.2.6).
    error "check-next-page" NextPage { page: Hex, next: Hex },
    /// A block id is not below `bidNextB` (2.2.2.6).
    error "check-next-block" NextBlock { block: Hex, next: Hex },
    /// `rgnid` lies below an index in use by a node of that type (2.2.2.6).
    error "check-node-counter" NodeCounter { kind: Hex, counter: Hex, used: Hex },
    /// `rgnid` lies below an index in use by a subnode of that type (repair tool).
    warning "check-subnode-counter" SubnodeCounter { kind: Hex, counter: Hex, used: Hex },
    /// A row version is not below `dwUnique`.
    warning "check-row-version-ahead" RowVersionAhead { version: Hex, unique: Hex },

    // Pages (2.2.2.7).
    /// A page does not begin at a multiple of its size (2.2.2.7).
    error "check-page-alignment" PageAlignment { page: PageKind },
    /// A page lies outside the file (2.2.2.7).
    error "check-page-outside" PageOutside { page: PageKind },
    /// `ptype` or `ptypeRepeat` is another one (2.2.2.7.1).
    error "check-page-type" PageType { page: PageKind, found: Hex, again: Hex },
    /// `dwCRC` of a page is wrong (2.2.2.7.1).
    error "check-page-checksum" PageChecksum { page: PageKind },
    /// `wSig` of a page is wrong (2.2.2.7.1, 5.5).
    error "check-page-signature" PageSignature { page: PageKind, found: Hex, expected: Hex },
    /// The id of a page is not the one that leads to it, or not its offset (2.2.2.7.1).
    error "check-page-id" PageId { page: PageKind, found: Hex, expected: Hex },

    // Node tree and block tree (2.2.2.7.7).
    /// Two entries lead to the same page (2.2.2.7.7).
    error "check-tree-page-twice" TreePageTwice { page: PageKind },
    /// `cLevel` does not descend by one (2.2.2.7.7.1).
    error "check-tree-level" TreeLevel { page: PageKind, found: u8, expected: u8 },
    /// `cbEnt` is not the size of an entry (2.2.2.7.7.1).
    error "check-tree-entry-size" TreeEntrySize { page: PageKind, found: u64, expected: u64 },
    /// `cEntMax` is not what fits into a page (2.2.2.7.7.1).
    warning "check-tree-entry-max" TreeEntryMax { page: PageKind, found: u64, expected: u64 },
    /// `cEnt` is more than `cEntMax` or than fits into the page (2.2.2.7.7.1).
    error "check-tree-entry-count" TreeEntryCount { page: PageKind, found: u64 },
    /// A page that is not the root has no entries (2.2.2.7.7.1).
    error "check-tree-page-empty" TreePageEmpty { page: PageKind },
    /// Keys do not ascend (2.2.2.7.7.1).
    error "check-tree-order" TreeOrder { page: PageKind, key: Hex, before: Hex },
    /// A page begins with a lower key than its parent says: it cannot be found (2.2.2.7.7.2).
    error "check-tree-key-low" TreeKeyLow { page: PageKind, found: Hex, expected: Hex },
    /// A page begins with a higher key than its parent says (2.2.2.7.7.2; repair tool).
    warning "check-tree-key-high" TreeKeyHigh { page: PageKind, found: Hex, expected: Hex },

    // Blocks (2.2.2.8) and their references (2.2.2.7.7.3).
    /// A block does not begin at a multiple of 64 (2.2.2.8).
    error "check-block-alignment" BlockAlignment { offset: Hex },
    /// `cb` is 0 or more than a block can hold (2.2.2.8).
    error "check-block-size" BlockSize { size: u64 },
    /// A block lies outside the file (2.2.2.8).
    error "check-block-outside" BlockOutside { offset: Hex },
    /// `cb` of the trailer is not that of the block tree (2.2.2.8.1).
    error "check-block-trailer-size" BlockTrailerSize { found: u64, expected: u64 },
    /// The id in the trailer is another one (2.2.2.8.1).
    error "check-block-trailer-id" BlockTrailerId { found: Hex },
    /// `wSig` of a block is wrong (2.2.2.8.1, 5.5).
    error "check-block-signature" BlockSignature { found: Hex, expected: Hex },
    /// `dwCRC` of a block is wrong (2.2.2.8.1).
    error "check-block-checksum" BlockChecksum,
    /// Bit 0 of a block id is set (2.2.2.2; repair tool).
    warning "check-block-reserved-bit" BlockReservedBit,
    /// Something in use is stored in a damaged block.
    error "check-block-of-object" BlockOfObject { block: Hex },
    /// A block id that the block tree does not know is referred to (2.2.2.7.7.3).
    error "check-block-missing" BlockMissing { block: Hex },
    /// Nothing refers to a block (2.2.2.7.7.3; repair tool).
    warning "check-block-unreferenced" BlockUnreferenced { refs: u32 },
    /// `cRef` is less than the references and one: the block would be freed too early (2.2.2.7.7.3).
    error "check-refs-low" RefsLow { refs: u32, expected: u32 },
    /// `cRef` is more than the references and one (2.2.2.7.7.3; repair tool).
    warning "check-refs-high" RefsHigh { refs: u32, expected: u32 },

    // Data trees (2.2.2.8.3.2).
    /// An internal block is no XBLOCK or XXBLOCK (2.2.2.8.3.2).
    error "check-xblock-kind" XBlockKind { kind: Hex, level: Hex },
    /// An XBLOCK is shorter than its entries (2.2.2.8.3.2.1).
    error "check-xblock-short" XBlockShort { size: u64, entries: u64 },
    /// An XBLOCK is longer than its entries (2.2.2.8.3.2.1).
    warning "check-xblock-long" XBlockLong { size: u64, entries: u64 },
    /// An XBLOCK has no entries (2.2.2.8.3.2.1).
    error "check-xblock-empty" XBlockEmpty,
    /// An XBLOCK leads to something that may not lie below it (2.2.2.8.3.2).
    error "check-xblock-child" XBlockChild { child: Hex, level: u8 },
    /// `lcbTotal` is not the sum of the leaves (2.2.2.8.3.2.1).
    error "check-xblock-total" XBlockTotal { found: u64, expected: u64 },
    /// A leaf that is not the last of its tree is not full (repair tool).
    warning "check-xblock-not-full" XBlockNotFull { leaf: u64, size: u64 },
    /// A data tree has more leaves than the file has blocks: it repeats itself.
    error "check-data-repeats" DataRepeats,

    // Subnode trees (2.2.2.8.3.3).
    /// A subnode tree begins with a data block (2.2.2.8.3.3).
    error "check-subnode-root" SubnodeRoot { block: Hex },
    /// An internal block is no SLBLOCK or SIBLOCK (2.2.2.8.3.3).
    error "check-sblock-kind" SBlockKind { kind: Hex, level: Hex },
    /// An SLBLOCK or SIBLOCK is shorter than its entries (2.2.2.8.3.3).
    error "check-sblock-short" SBlockShort { size: u64, entries: u64 },
    /// An SLBLOCK or SIBLOCK is longer than its entries (2.2.2.8.3.3).
    warning "check-sblock-long" SBlockLong { size: u64, entries: u64 },
    /// An SLBLOCK or SIBLOCK has no entries (2.2.2.8.3.3).
    warning "check-sblock-empty" SBlockEmpty,
    /// Subnodes are not sorted by their ids (2.2.2.8.3.3).
    error "check-sblock-order" SBlockOrder { key: Nid, before: Nid },
    /// An SIBLOCK below an SIBLOCK (2.2.2.8.3.3.2).
    error "check-sblock-level" SBlockLevel { block: Hex },
    /// A subnode block begins lower than its parent says (2.2.2.8.3.3.2).
    error "check-sblock-key-low" SBlockKeyLow { found: Nid, expected: Nid },
    /// A subnode block begins higher than its parent says (2.2.2.8.3.3.2; repair tool).
    warning "check-sblock-key-high" SBlockKeyHigh { found: Nid, expected: Nid },
    /// Subnodes contain themselves, or nest deeper than any real item.
    error "check-subnode-depth" SubnodeDepth { depth: u64 },
    /// No property refers to a value subnode (2.3.3.2).
    warning "check-subnode-loose" SubnodeLoose { subnode: Nid },

    // Heaps (2.3.1).
    /// A node that must hold a heap is empty (2.3.1).
    error "check-heap-empty" HeapEmpty,
    /// A heap block is shorter than its header (2.3.1.2 ff).
    error "check-heap-short" HeapShort { block: u64, size: u64 },
    /// `bSig` is not 0xEC (2.3.1.2).
    error "check-heap-signature" HeapSignature { found: Hex },
    /// `bClientSig` is not that of the object (2.3.1.2).
    error "check-heap-client" HeapClient { found: Hex, expected: Hex },
    /// The page map runs past its block (2.3.1.5).
    error "check-heap-map" HeapMap { block: u64 },
    /// Items of a heap block do not ascend or run into the page map (2.3.1.5).
    error "check-heap-items" HeapItems { block: u64 },
    /// The first item does not begin behind the header (2.3.1.5; repair tool).
    warning "check-heap-start" HeapStart { block: u64, found: u64, expected: u64 },
    /// More than a byte lies between the last item and the page map (repair tool).
    warning "check-heap-gap" HeapGap { block: u64, gap: u64 },
    /// The page map begins at an odd offset (repair tool).
    warning "check-heap-odd" HeapOdd { block: u64 },
    /// A heap block that is not the last one is not full (repair tool).
    warning "check-heap-not-full" HeapNotFull { block: u64, size: u64 },
    /// `cFree` is not the number of items without bytes (2.3.1.5; repair tool).
    warning "check-heap-free" HeapFree { block: u64, found: u64, expected: u64 },
    /// `rgbFillLevel` does not tell how full a block is (2.3.1.2 to 2.3.1.4; Outlook 2003).
    warning "check-heap-fill" HeapFill { block: u64, found: u8, expected: u8 },
    /// A heap item that is not there is referred to (2.3.1.1).
    error "check-heap-item" HeapItem { item: Hex },
    /// A value is a heap item that is marked free (2.3.1.5; repair tool).
    warning "check-heap-item-free" HeapItemFree { item: Hex },
    /// A BTHHEADER is none (2.3.2.1).
    error "check-bth-header" BthHeader { item: Hex },
    /// Key or value of a tree on a heap have another size than its use demands (2.3.2.1).
    error "check-bth-sizes" BthSizes { key: u64, value: u64 },
    /// A record list of a tree on a heap is no multiple of the record (2.3.2.2, 2.3.2.3).
    error "check-bth-records" BthRecords { item: Hex, size: u64, record: u64 },
    /// An index record of a tree on a heap has another key than its child begins with (2.3.2.2).
    error "check-bth-key" BthKey { item: Hex },
    /// Keys of a tree on a heap do not ascend (2.3.2.3).
    error "check-bth-order" BthOrder { item: Hex },
    /// A tree on a heap has more levels than its heap could fill (2.3.2.1).
    error "check-bth-levels" BthLevels { levels: u8 },
    /// What the file says to read is many times what it holds: it refers to itself.
    error "check-endless" Endless,

    // Property contexts (2.3.3).
    /// A value that is always 8 or 16 bytes long has another size (2.3.3.3).
    error "check-value-size" ValueSize { type_code: Hex, found: u64, expected: u64 },
    /// A value subnode is not there (2.3.3.2).
    error "check-value-missing" ValueMissing { subnode: Nid },
    /// A value is larger than the file.
    error "check-value-too-large" ValueTooLarge { size: u64 },
    /// An object value is not 8 bytes long (2.3.3.5).
    error "check-object-value" ObjectValue { found: u64 },
    /// An object value names a subnode that is not there (2.3.3.5).
    error "check-object-missing" ObjectMissing { subnode: Nid },
    /// UTF-16 text has an odd number of bytes (2.3.3.3).
    error "check-text-odd" TextOdd { size: u64 },
    /// A property has a type that does not exist (2.3.3.3).
    error "check-type-unknown" TypeUnknown { type_code: Hex },
    /// A multi-value of fixed size is no multiple of its elements (2.3.3.4.1).
    error "check-multiple-size" MultipleSize { type_code: Hex, size: u64 },
    /// The offsets of a multi-value do not ascend or lie outside it (2.3.3.4.2).
    error "check-multiple-offsets" MultipleOffsets { type_code: Hex, count: u64 },
    /// A small value stored in the record leaves the bytes beside it other than 0 (2.3.3.3).
    warning "check-inline-bytes" InlineBytes { value: Hex },
    /// UTF-16 text in an ANSI file (2.3.3.3).
    warning "check-wide-text" WideText,

    // Table contexts (2.3.4).
    /// TCINFO is none, or too short for its columns (2.3.4.1).
    error "check-table-info" TableInfo,
    /// TCINFO is longer than its columns (2.3.4.1).
    error "check-table-info-size" TableInfoSize { size: u64, columns: u64 },
    /// `rgib` descends, or a row is too short for its existence bits (2.3.4.1).
    error "check-table-groups" TableGroups,
    /// Columns are not sorted by their tags (2.3.4.1).
    error "check-column-order" ColumnOrder,
    /// `hidIndex` is not 0 (2.3.4.1).
    warning "check-table-hid-index" TableHidIndex { found: Hex },
    /// `cbData` of a column is not the size of its type (2.3.4.2).
    error "check-column-width" ColumnWidth { found: u64, expected: u64 },
    /// Two columns share an existence bit, or it lies outside the row (2.3.4.2, 2.3.4.4.1).
    error "check-column-bit" ColumnBit { bit: u64 },
    /// A column lies outside the group of its size (2.3.4.1, 2.3.4.2).
    error "check-column-group" ColumnGroup { offset: u64, width: u64 },
    /// Two columns overlap (2.3.4.2).
    error "check-column-overlap" ColumnOverlap { offset: u64 },
    /// PidTagLtpRowId or PidTagLtpRowVer is missing or not at its place (2.3.4.4.1).
    error "check-column-required" ColumnRequired,
    /// Values of the row index have another size (2.3.4.3).
    error "check-index-width" IndexWidth { found: u64, expected: u64 },
    /// Values of the row index have four bytes in an ANSI file, as in some tables of Outlook
    /// (2.3.4.3).
    warning "check-index-wide" IndexWide,
    /// The row matrix and the row index have different numbers of rows (2.3.4.3, 2.3.4.4).
    warning "check-row-count" RowCount { rows: u64, index: u64 },
    /// The row matrix is no multiple of the row (2.3.4.4).
    error "check-row-bytes" RowBytes { size: u64, row: u64 },
    /// The row index leads to a row that is not there (2.3.4.3).
    error "check-row-missing" RowMissing { number: u64 },
    /// Two records of the row index lead to one row (2.3.4.3).
    error "check-row-twice" RowTwice { number: u64 },
    /// A row has another id than the row index says (2.3.4.3).
    error "check-row-id" RowIdDiffers { found: Hex, expected: Hex },
    /// The existence bit of PidTagLtpRowId or PidTagLtpRowVer is not set (2.3.4.4.1).
    warning "check-row-bits" RowBits,
    /// Two rows of hierarchy and contents tables have the same version (repair tool).
    warning "check-row-version-twice" RowVersionTwice { version: Hex },
    /// A row of a recipient table has the id 0.
    warning "check-recipient-row" RecipientRow,

    // Store and special nodes (2.4.1, 2.4.3).
    /// Store, name map or root folder is missing (2.4.1).
    error "check-node-required" NodeRequired { node: Nid },
    /// A special node is missing (2.4.1).
    warning "check-node-special" NodeSpecial { node: Nid },
    /// A node is missing that repair tools add.
    warning "check-node-expected" NodeExpected { node: Nid },
    /// A table node is empty (2.4.4.4 ff).
    warning "check-table-empty" TableEmpty,
    /// A special node holds something else than it must (2.4.8.1, 2.4.8.4; Outlook refuses it).
    warning "check-node-form" NodeForm { size: u64 },
    /// A template lacks a column that repair tools demand (2.4.4.4.1 ff).
    warning "check-template-column" TemplateColumn { column: Hex },
    /// The store has no PidTagIpmSubTreeEntryId (2.4.3).
    error "check-store-subtree" StoreSubtree,
    /// The store lacks a property (2.4.3).
    warning "check-store-property" StoreProperty { property: Hex },
    /// An EntryID of the store is not 24 bytes long (2.4.3.2).
    error "check-store-entry-size" StoreEntrySize { size: u64 },
    /// An EntryID of the store names a node that is not there (2.4.3).
    error "check-store-entry-missing" StoreEntryMissing { node: Nid },
    /// An EntryID of the store has another provider UID than the record key (2.4.3.2).
    error "check-store-entry-key" StoreEntryKey,
    /// The receive folder table has no row for the default message class, or one that leads
    /// nowhere (2.4.5.4; repair tool).
    warning "check-receive-folder" ReceiveFolder,
    /// The map of replication ids names a node that is not there.
    warning "check-id-map" IdMap { node: Nid },
    /// The message index does not list an item (repair tool).
    warning "check-message-index" MessageIndex { node: Nid },
    /// A folder or item has an index that is kept for special nodes (2.4.1).
    warning "check-node-index" NodeIndex { node: Nid },
    /// A special node has a parent.
    warning "check-node-parent" NodeParent { parent: Nid },
    /// A search folder lacks one of its nodes (2.4.8.6; repair tool).
    warning "check-search-node" SearchNode { node: Nid },
    /// A search folder is not in the search activity list (2.4.8.4.2; repair tool).
    warning "check-search-list" SearchList,

    // Name map (2.4.7).
    /// The name map has no bucket count (2.4.7.1).
    error "check-names-count" NamesCount,
    /// The GUID stream or the entry stream is no multiple of its records (2.4.7.2, 2.4.7.3).
    error "check-names-stream" NamesStream { property: Hex, size: u64 },
    /// A name has a GUID that is not there (2.4.7.1).
    error "check-name-guid" NameGuid { entry: u64, guid: u64 },
    /// A name lies outside the string stream (2.4.7.4).
    error "check-name-text" NameText { entry: u64 },
    /// Two names have the same property id (2.4.7.1).
    error "check-name-index-twice" NameIndexTwice { index: u64 },
    /// The property id of a name is not its place in the entry stream.
    warning "check-name-index" NameIndex { entry: u64, index: u64 },
    /// A name stands in the map twice (2.4.7).
    warning "check-name-twice" NameTwice { first: Hex, second: Hex },
    /// A bucket does not hold the names that belong to it (2.4.7.5).
    error "check-name-bucket" NameBucket { bucket: u64, found: u64, expected: u64 },
    /// A named property is used that has no name (2.4.7).
    error "check-name-missing" NameMissing { property: Hex },

    // Folders (2.4.4).
    /// The folder of a folder or item is missing (2.4.4).
    error "check-parent-missing" ParentMissing { parent: Nid },
    /// The parent of the root folder is not itself.
    warning "check-root-parent" RootParent { parent: Nid },
    /// A folder lacks one of its tables (2.4.4).
    error "check-folder-table" FolderTable { table: Nid },
    /// A table has a parent that is not its folder.
    warning "check-table-parent" TableParent { parent: Nid },
    /// A table has no folder.
    warning "check-table-orphan" TableOrphan,
    /// A folder's table lists something that is not there (2.4.4).
    error "check-listed-missing" ListedMissing { node: Nid },
    /// A folder's table lists something that belongs to another folder (2.4.4).
    warning "check-listed-foreign" ListedForeign { node: Nid, parent: Nid },
    /// A folder's table does not list what belongs to it (2.4.4).
    error "check-unlisted" Unlisted { node: Nid },
    /// A hierarchy table does not list a search folder (2.4.4.4).
    warning "check-unlisted-search" UnlistedSearch { node: Nid },
    /// A folder's table lacks a column of its template (2.4.4.4 ff).
    warning "check-folder-column" FolderColumn { column: Hex },
    /// PidTagContentCount is not the number of items, or missing (2.4.4.1.1).
    error "check-folder-count" FolderCount { found: i64, expected: u64 },
    /// PidTagContentUnreadCount is not the number of unread items (2.4.4.1.1).
    warning "check-folder-unread" FolderUnread { found: i64, expected: u64 },
    /// PidTagSubfolders is not whether there are folders below (2.4.4.1.1).
    warning "check-folder-subfolders" FolderSubfolders { found: bool },
    /// A folder lacks a property that every folder has (2.4.4.1.1; repair tool).
    warning "check-folder-property" FolderProperty { property: Hex },
    /// A row of a hierarchy table differs from its folder (2.4.4.4; repair tool).
    warning "check-hierarchy-row" HierarchyRow,
    /// A row of a contents table differs from its item (2.4.4.5; repair tool).
    warning "check-contents-row" ContentsRow,
    /// A row of a contents table shows or lacks what its item does not have or has (repair tool).
    warning "check-contents-cell" ContentsCell,

    // Items (2.4.5) and attachments (2.4.6).
    /// An item has no PidTagMessageClass (2.4.5.1.1).
    error "check-item-class" ItemClass,
    /// An item lacks a property that every item has (repair tool).
    warning "check-item-property" ItemProperty { property: Hex },
    /// A mail has no recipient table (2.4.5.3).
    warning "check-item-recipients" ItemRecipients,
    /// The attachment table and the attachments differ (2.4.6).
    error "check-item-attachments" ItemAttachments { table: u64, attachments: u64 },
    /// Attachments without an attachment table (2.4.6.1).
    error "check-attachment-table" AttachmentTable { attachments: u64 },
    /// MSGFLAG_HASATTACH is not whether there are attachments (2.4.5.1.1).
    warning "check-item-has-attachments" ItemHasAttachments { flag: bool },
    /// MSGFLAG_ASSOCIATED is not whether the item is an associated one (repair tool).
    warning "check-item-associated" ItemAssociated { flag: bool },
    /// A submitted mail has no time of submission (repair tool).
    warning "check-item-submitted" ItemSubmitted,
    /// PidTagMessageSize is far from the bytes that the item takes (repair tool).
    warning "check-item-size" ItemSize { found: i64, expected: u64 },
    /// An empty list of recipients is stored (repair tool).
    warning "check-item-empty-list" ItemEmptyList { property: Hex },
    /// A list of recipients is not that of the recipient table (repair tool).
    warning "check-item-list" ItemList { property: Hex },
    /// An attachment has no PidTagAttachMethod (2.4.6.2).
    error "check-attachment-method" AttachmentMethod,
    /// An attachment has no contents (2.4.6.2).
    error "check-attachment-data" AttachmentData { method: i64 },
    /// An attachment has no PidTagAttachSize (2.4.6.2; repair tool).
    warning "check-attachment-size-missing" AttachmentSizeMissing,
    /// PidTagAttachSize is not the sum of the values (repair tool).
    warning "check-attachment-size" AttachmentSize { found: i64, expected: u64 },
    /// An attachment has no PidTagRenderingPosition (2.4.6.2; repair tool).
    warning "check-attachment-position" AttachmentPosition,
    /// The size in an object value is not that of the embedded object (repair tool).
    warning "check-attachment-object" AttachmentObject { found: u64, expected: u64 },
    /// A row of an attachment table differs from its attachment (2.4.6.1; repair tool).
    warning "check-attachment-row" AttachmentRow,

    // Allocation maps (2.2.2.7.2 ff).
    /// Two things in use share space (2.6.1.1.1).
    error "check-overlap" Overlap { offset: Hex },
    /// Something in use lies in two regions of the allocation maps (2.6.1.1.1).
    error "check-region-border" RegionBorder { offset: Hex },
    /// `ibFileEof` lies before the first allocation map (2.2.2.5).
    error "check-no-maps" NoMaps { eof: Hex },
    /// `ibAMapLast` is not the last allocation map (2.2.2.5).
    error "check-amap-last" AmapLast { found: Hex, expected: Hex },
    /// The file does not end where a region of the allocation maps ends (2.6.1.1.2).
    warning "check-region-end" RegionEnd { over: u64 },
    /// Something in use lies where no map reaches (2.2.2.7.2).
    error "check-unmapped" Unmapped { offset: Hex },
    /// Space in use is marked free in valid maps: the next writer destroys it (2.2.2.7.2).
    error "check-used-free" UsedFree { bytes: u64, first: Hex },
    /// Space in use is marked free in maps that are marked invalid (2.2.2.7.2).
    warning "check-used-free-invalid" UsedFreeInvalid { bytes: u64, first: Hex },
    /// Space is marked taken that nothing uses (2.2.2.7.2).
    warning "check-lost-space" LostSpace { bytes: u64, first: Hex },
    /// `cbAMapFree` is not what the maps say (2.2.2.5).
    error "check-free-count" FreeCount { found: u64, expected: u64 },
    /// `cbAMapFree` is not what the maps, marked invalid, say (2.2.2.5).
    warning "check-free-count-invalid" FreeCountInvalid { found: u64, expected: u64 },
    /// `cbPMapFree` is not 0: pages are given out through page maps, which is deprecated
    /// (2.2.2.7.3).
    warning "check-pmap-free" PmapFree { found: u64 },
    /// `cbPMapFree` is not what the page maps say (2.2.2.5, 2.2.2.7.3).
    warning "check-pmap-count" PmapCount { found: u64, expected: u64 },
    /// `rgbFM` or a free map denies a run of free space that is there (2.2.2.7.5).
    warning "check-fmap-low" FmapLow { region: u64, found: u64, expected: u64 },
    /// The density list names a region that is not there (2.2.2.7.4.2).
    warning "check-dlist-region" DlistRegion { region: u64, regions: u64 },
    /// The density list has another number of free slots than the map (2.2.2.7.4.2).
    warning "check-dlist-free" DlistFree { region: u64, found: u64, expected: u64 },
}

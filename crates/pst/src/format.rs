//! One table of every size that differs between the ANSI and the Unicode format (\[MS-PST\] 2.2.2).
//!
//! The rest of the crate has one code path: it asks this table. The 4K-page format of newer OST
//! files, the third entry, is only read; Microsoft does not document it.

use crate::ndb::ids::NidType;

/// Which of the formats a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// Outlook 97 to 2002 (version 14, 15).
    Ansi,
    /// Outlook 2003 and later (version 23).
    Unicode,
    /// OST files of Outlook 2013 and later (version 36): larger pages, compressed blocks. Only read.
    Unicode4K,
}

impl FileFormat {
    /// Its sizes.
    pub(crate) fn sizes(self) -> &'static Format {
        match self {
            Self::Ansi => &ANSI,
            Self::Unicode => &UNICODE,
            Self::Unicode4K => &UNICODE_4K,
        }
    }
}

/// Offsets of the header's fields (\[MS-PST\] 2.2.2.6), in bytes.
#[derive(Debug)]
pub(crate) struct HeaderOffsets {
    pub len: usize,
    pub next_block: usize,
    pub next_page: usize,
    pub unique: usize,
    pub rgnid: usize,
    pub eof: usize,
    pub amap_last: usize,
    pub amap_free: usize,
    pub pmap_free: usize,
    pub nbt: usize,
    pub bbt: usize,
    pub amap_valid: usize,
    pub fmap: usize,
    pub sentinel: usize,
    pub crypt: usize,
    /// `dwCRCFull`; the ANSI header has none.
    pub crc_full: Option<usize>,
}

/// Sizes of one format, in bytes.
#[derive(Debug)]
pub(crate) struct Format {
    pub kind: FileFormat,
    /// Width of a BID, of a file offset and of a B-tree key.
    pub ptr: usize,
    pub page: usize,
    pub page_trailer: usize,
    /// Offset of `cEnt` in a B-tree page: the end of its entries.
    pub bt_area: usize,
    /// Width of `cEnt` and `cEntMax`.
    pub bt_count: usize,
    pub nbt_leaf: usize,
    pub bbt_leaf: usize,
    /// An intermediate entry: key, BID, offset.
    pub bt_branch: usize,
    pub block_trailer: usize,
    /// Unit in which blocks lie.
    pub slot: u64,
    /// Where blocks and pages begin.
    pub first: u64,
    /// Blocks may be compressed: their entries name both lengths.
    pub compressed: bool,
    /// So many times the bytes of the file an object may hold.
    pub swell: u64,
    /// Bits of a HID below the index of its block.
    pub hid_bits: u32,
    /// Largest payload of a block.
    pub block_max: usize,
    /// Header of SLBLOCK and SIBLOCK.
    pub sub_header: usize,
    pub sl_entry: usize,
    pub si_entry: usize,
    /// Value width in the row index of a table.
    pub row_number: usize,
    /// Property type of text: PtypString8 or PtypString.
    pub text_type: u16,
    /// Offset of the map bytes in an allocation page.
    pub map_data: usize,
    /// How large a file may become before writing is refused.
    pub max_file: u64,
    pub header: HeaderOffsets,
}

/// Size of a page.
pub(crate) const PAGE: u64 = 512;
/// Unit of allocation.
pub(crate) const SLOT: u64 = 64;
/// Offset of the DList page.
pub(crate) const DLIST: u64 = 0x4200;
/// Offset of the first AMap page, where allocation begins.
pub(crate) const AMAP_FIRST: u64 = 0x4400;
/// Bytes of map data in an allocation page.
pub(crate) const MAP_BYTES: usize = 496;
/// Bytes that one AMap page covers.
pub(crate) const REGION: u64 = 496 * 8 * SLOT;

static ANSI: Format = Format {
    kind: FileFormat::Ansi,
    ptr: 4,
    page: 512,
    page_trailer: 12,
    bt_area: 496,
    bt_count: 1,
    nbt_leaf: 16,
    bbt_leaf: 12,
    bt_branch: 12,
    block_trailer: 12,
    slot: SLOT,
    first: AMAP_FIRST,
    compressed: false,
    swell: 1,
    hid_bits: 16,
    block_max: 8180,
    sub_header: 4,
    sl_entry: 12,
    si_entry: 8,
    row_number: 2,
    text_type: 0x001E,
    map_data: 4,
    max_file: 1_900_000_000,
    header: HeaderOffsets {
        len: 512,
        next_block: 24,
        next_page: 28,
        unique: 32,
        rgnid: 36,
        eof: 168,
        amap_last: 172,
        amap_free: 176,
        pmap_free: 180,
        nbt: 184,
        bbt: 192,
        amap_valid: 200,
        fmap: 204,
        sentinel: 460,
        crypt: 461,
        crc_full: None,
    },
};

const UNICODE_HEADER: HeaderOffsets = HeaderOffsets {
    len: 564,
    next_block: 516,
    next_page: 32,
    unique: 40,
    rgnid: 44,
    eof: 184,
    amap_last: 192,
    amap_free: 200,
    pmap_free: 208,
    nbt: 216,
    bbt: 232,
    amap_valid: 248,
    fmap: 256,
    sentinel: 512,
    crypt: 513,
    crc_full: Some(524),
};

static UNICODE: Format = Format {
    kind: FileFormat::Unicode,
    ptr: 8,
    page: 512,
    page_trailer: 16,
    bt_area: 488,
    bt_count: 1,
    nbt_leaf: 32,
    bbt_leaf: 24,
    bt_branch: 24,
    block_trailer: 16,
    slot: SLOT,
    first: AMAP_FIRST,
    compressed: false,
    swell: 1,
    hid_bits: 16,
    block_max: 8176,
    sub_header: 8,
    sl_entry: 24,
    si_entry: 16,
    row_number: 4,
    text_type: 0x001F,
    map_data: 0,
    max_file: 50_000_000_000,
    header: UNICODE_HEADER,
};

/// The format of OST files of Outlook 2013 and later. Sizes as seen in real files; the width of a
/// HID's parts as other readers know it.
static UNICODE_4K: Format = Format {
    kind: FileFormat::Unicode4K,
    ptr: 8,
    page: 4096,
    page_trailer: 24,
    bt_area: 4056,
    bt_count: 2,
    nbt_leaf: 32,
    bbt_leaf: 24,
    bt_branch: 24,
    block_trailer: 24,
    slot: 512,
    first: 0x22000,
    compressed: true,
    swell: 16,
    hid_bits: 19,
    block_max: 65512,
    sub_header: 8,
    sl_entry: 24,
    si_entry: 16,
    row_number: 4,
    text_type: 0x001F,
    map_data: 0,
    max_file: 0,
    header: UNICODE_HEADER,
};

impl Format {
    /// Entries that fit into a B-tree page.
    pub fn bt_max(&self, entry: usize) -> usize {
        self.bt_area.checked_div(entry).unwrap_or(0)
    }

    /// Bytes that a block with this payload occupies.
    pub fn block_size(&self, payload: usize) -> u64 {
        let bytes = crate::bytes::wide(payload + self.block_trailer);
        bytes.div_ceil(self.slot) * self.slot
    }

    /// Beyond it no file has given out ids of pages and blocks: an ANSI file has 32 bits for them,
    /// and who writes wants room.
    pub fn most_ids(&self) -> u64 {
        if self.ptr == 4 { 1 << 30 } else { 1 << 40 }
    }

    /// Children of an XBLOCK or XXBLOCK.
    pub fn x_max(&self) -> usize {
        (self.block_max - 8) / self.ptr
    }

    /// Entries of an SLBLOCK.
    pub fn sl_max(&self) -> usize {
        (self.block_max - self.sub_header) / self.sl_entry
    }

    /// Entries of an SIBLOCK.
    pub fn si_max(&self) -> usize {
        (self.block_max - self.sub_header) / self.si_entry
    }

    /// Initial `rgnid` of a new file for a node type.
    pub fn first_index(kind: NidType) -> u32 {
        match kind {
            NidType::SEARCH_FOLDER => 0x4000,
            NidType::MESSAGE => 0x10000,
            NidType::ASSOCIATED => 0x8000,
            _ => 0x400,
        }
    }
}

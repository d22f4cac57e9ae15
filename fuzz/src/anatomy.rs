//! Where a file has its pages and blocks, by its own trees, and their trailers made right.
//!
//! The walk trusts nothing: it is also done in damaged files.

use pst::crc32;

/// The map pages: their first place, and the distance from one to the next.
const FIRST_MAP: usize = 0x4400;
const REGION: usize = 253_952;
/// A damaged tree may lead in circles; no base has as many pages.
const MOST_PAGES: usize = 256;

/// A page of the node tree (0x81) or the block tree (0x80).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// `ptype`.
    pub kind: u8,
    /// Its id, as its parent has it.
    pub bid: u64,
    /// Its offset.
    pub ib: usize,
}

/// A block by its entry in the block tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub bid: u64,
    /// Its offset.
    pub ib: usize,
    /// Bytes of its payload.
    pub len: usize,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Anatomy {
    /// Pages of the trees.
    pub pages: Vec<Page>,
    /// Blocks.
    pub blocks: Vec<Block>,
}

fn wide(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let mut value = [0; 8];
    value.get_mut(..width)?.copy_from_slice(bytes.get(at..at.checked_add(width)?)?);
    Some(u64::from_le_bytes(value))
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) -> Option<()> {
    bytes.get_mut(at..at.checked_add(value.len())?)?.copy_from_slice(value);
    Some(())
}

fn offset(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    usize::try_from(wide(bytes, at, width)?).ok()
}

/// What the formats have different.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Bytes of an id or an offset.
    pub width: usize,
    /// Bytes of a page.
    pub page: usize,
    page_trailer: usize,
    /// Where the counts of a tree page begin, and how many bytes each of the first two has.
    counts: usize,
    count: usize,
    /// Blocks begin at multiples of it.
    slot: usize,
    block_trailer: usize,
    /// The id comes before the checksum.
    id_first: bool,
    /// Whether there are map pages, and signatures in the trailers of pages.
    maps: bool,
}

const ANSI: Layout = Layout {
    width: 4,
    page: 512,
    page_trailer: 12,
    counts: 496,
    count: 1,
    slot: 64,
    block_trailer: 12,
    id_first: true,
    maps: true,
};
const UNICODE: Layout =
    Layout { width: 8, page_trailer: 16, counts: 488, block_trailer: 16, id_first: false, ..ANSI };
const NEWER: Layout = Layout {
    page: 4096,
    page_trailer: 24,
    counts: 4056,
    count: 2,
    slot: 512,
    block_trailer: 24,
    maps: false,
    ..UNICODE
};

impl Layout {
    /// That of the format that the header names.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.get(10) {
            Some(36..) => NEWER,
            Some(20..) => UNICODE,
            _ => ANSI,
        }
    }
}

impl Anatomy {
    /// Walks both trees as far as they lead anywhere.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        let w = Layout::of(bytes).width;
        let [nodes, blocks] = if w == 4 { [184, 192] } else { [216, 232] };
        for (kind, at) in [(0x81, nodes), (0x80, blocks)] {
            if let (Some(bid), Some(ib)) = (wide(bytes, at, w), offset(bytes, at + w, w)) {
                found.walk(bytes, Page { kind, bid, ib }, 8);
            }
        }
        found
    }

    fn walk(&mut self, bytes: &[u8], page: Page, depth: usize) -> Option<()> {
        if depth == 0 || self.pages.len() >= MOST_PAGES || self.pages.contains(&page) {
            return None;
        }
        let layout = Layout::of(bytes);
        bytes.get(page.ib..page.ib.checked_add(layout.page)?)?;
        self.pages.push(page);
        let (w, counts) = (layout.width, page.ib + layout.counts);
        let count = offset(bytes, counts, layout.count)?;
        let leaf = *bytes.get(counts + 2 * layout.count + 1)? == 0;
        if leaf && page.kind == 0x81 {
            return None;
        }
        let size = 3 * w;
        for at in (page.ib..counts).step_by(size).take(count) {
            let (bid, ib) = (wide(bytes, at, w)?, offset(bytes, at + w, w)?);
            if leaf {
                let len = offset(bytes, at + 2 * w, 2)?;
                self.blocks.push(Block { bid, ib, len });
            } else {
                let child = Page {
                    kind: page.kind,
                    bid: wide(bytes, at + w, w)?,
                    ib: offset(bytes, at + 2 * w, w)?,
                };
                self.walk(bytes, child, depth - 1);
            }
        }
        Some(())
    }
}

/// Makes the trailers of blocks right, then those of pages, then the header's sums.
pub fn mend(bytes: &mut [u8], blocks: bool) {
    let found = Anatomy::of(bytes);
    if blocks {
        for block in &found.blocks {
            sign_block(bytes, block);
        }
    }
    for page in &found.pages {
        sign_page(bytes, page);
    }
    if Layout::of(bytes).maps {
        for (nth, at) in (FIRST_MAP..bytes.len()).step_by(REGION).enumerate() {
            sum_page(bytes, at);
            if nth % 8 == 0 {
                sum_page(bytes, at + UNICODE.page);
            }
        }
        sum_page(bytes, 0x4200);
    }
    sum_header(bytes);
}

fn sign_block(bytes: &mut [u8], block: &Block) -> Option<()> {
    let layout = Layout::of(bytes);
    let size = block.len.checked_add(layout.block_trailer)?.next_multiple_of(layout.slot);
    let at = block.ib.checked_add(size)?.checked_sub(layout.block_trailer)?;
    let sum = crc32(bytes.get(block.ib..block.ib.checked_add(block.len)?)?);
    put(bytes, at, &u16::try_from(block.len).ok()?.to_le_bytes())?;
    put(bytes, at + 2, &signature(block.ib, block.bid).to_le_bytes())?;
    put_sums(bytes, at + 4, sum, block.bid)
}

fn sign_page(bytes: &mut [u8], page: &Page) -> Option<()> {
    let layout = Layout::of(bytes);
    let at = page.ib.checked_add(layout.page - layout.page_trailer)?;
    let sum = crc32(bytes.get(page.ib..at)?);
    put(bytes, at, &[page.kind; 2])?;
    let signed = if layout.maps { signature(page.ib, page.bid) } else { 0 };
    put(bytes, at + 2, &signed.to_le_bytes())?;
    put_sums(bytes, at + 4, sum, page.bid)
}

/// The checksum alone.
fn sum_page(bytes: &mut [u8], ib: usize) -> Option<()> {
    let layout = Layout::of(bytes);
    let at = ib + layout.page - layout.page_trailer;
    let sum = crc32(bytes.get(ib..at)?);
    put(bytes, at + if layout.id_first { 8 } else { 4 }, &sum.to_le_bytes())
}

fn sum_header(bytes: &mut [u8]) -> Option<()> {
    let sum = crc32(bytes.get(8..479)?);
    put(bytes, 4, &sum.to_le_bytes())?;
    if Layout::of(bytes).id_first {
        return Some(());
    }
    let sum = crc32(bytes.get(8..524)?);
    put(bytes, 524, &sum.to_le_bytes())
}

fn signature(ib: usize, bid: u64) -> u16 {
    let [a, b, c, d, ..] = (ib as u64 ^ bid).to_le_bytes();
    u16::from_le_bytes([c, d]) ^ u16::from_le_bytes([a, b])
}

/// Checksum and id: the ANSI format has them in the other order.
fn put_sums(bytes: &mut [u8], at: usize, sum: u32, bid: u64) -> Option<()> {
    let (sum, bid) = (sum.to_le_bytes(), bid.to_le_bytes());
    if Layout::of(bytes).id_first {
        put(bytes, at, &bid[..4])?;
        return put(bytes, at + 4, &sum);
    }
    put(bytes, at, &sum)?;
    put(bytes, at + 4, &bid)
}

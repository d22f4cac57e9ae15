//! Faults in the header, pages, trees, blocks and maps.

use super::*;

fn counter(s: &mut Surgeon, at: usize, value: u64) {
    let bytes = value.to_le_bytes();
    let width = s.ptr();
    s.header(at, &bytes[..width]);
}

/// A leaf page of the node tree that is not the first.
fn leaf(s: &Surgeon) -> usize {
    *s.pages[0].last().unwrap()
}

/// The entry of the node tree's root that leads to its last leaf page.
fn branch(s: &Surgeon) -> usize {
    let root = s.pages[0][0];
    let count = usize::from(s.bytes[root + s.counts()]);
    root + (count - 1) * 24
}

/// The block of a contact's properties.
fn contact_block(s: &Surgeon) -> u64 {
    s.node(CONTACT).data
}

/// The XBLOCK of the long value of the first contact.
fn x(s: &Surgeon) -> (u64, usize) {
    let first = s.node(FIRST);
    let hnid = s.u32(s.record(first.data, 0x1000) + 4);
    let bid = s.sub(first.sub, hnid).0;
    (bid, s.blocks[&bid].ib)
}

/// The SLBLOCK of a mail.
fn sl(s: &Surgeon) -> (u64, usize) {
    let bid = s.node(MAIL).sub;
    (bid, s.blocks[&bid].ib)
}

/// The SIBLOCK of the wide item.
fn si(s: &Surgeon) -> (u64, usize) {
    let bid = s.node(FIRST).sub;
    (bid, s.blocks[&bid].ib)
}

fn entry_of(s: &Surgeon, bid: u64) -> usize {
    s.blocks[&bid].at
}

fn trailer_of(s: &Surgeon, bid: u64) -> usize {
    s.block_trailer(s.blocks[&bid])
}

const REGION: u64 = 253_952;
const MORE: &[&str] = &["*"];
const OF_OBJECT: &[&str] = &["check-block-of-object"];

pub const RULES: &[Rule] = &[
    rule("check-client-magic", &[], Base::Small, |s| s.header(8, b"XX")),
    rule("check-version", &[], Base::Small, |s| s.header(10, &[21, 0])),
    rule("check-client-version", &[], Base::Small, |s| s.header(12, &[18, 0])),
    rule("check-platform", &[], Base::Ansi, |s| s.header(14, &[2, 1])),
    rule("check-header-checksum", &[], Base::Ansi, |s| s.bytes[4] ^= 1),
    rule("check-header-full-checksum", &[], Base::Small, |s| s.bytes[524] ^= 1),
    rule("check-sentinel", &[], Base::Ansi, |s| s.header(460, &[0])),
    rule("check-header-align", &[], Base::Small, |s| s.header(252, &[1])),
    rule("check-file-short", &[], Base::Small, |s| {
        let len = s.bytes.len() as u64;
        counter(s, 184, len + REGION);
        counter(s, 192, len);
    }),
    rule("check-file-long", &[], Base::Small, |s| s.bytes.extend_from_slice(&[0; 64])),
    rule("check-maps-invalid", &[], Base::Small, |s| s.header(248, &[0])),
    rule("check-maps-old", &[], Base::Small, |s| s.header(248, &[1])),
    rule("check-next-page", &[], Base::Small, |s| counter(s, 32, 1)),
    rule("check-next-block", &[], Base::Ansi, |s| counter(s, 24, 1)),
    rule("check-node-counter", &[], Base::Small, |s| s.header(44 + 4 * 4, &[0; 4])),
    rule("check-subnode-counter", &[], Base::Small, |s| s.header(44 + 4 * 0x1F, &[0; 4])),
    rule("check-row-version-ahead", &[], Base::Small, |s| s.header(40, &[1, 0, 0, 0])),
    rule("check-page-alignment", &[], Base::Small, |s| {
        let (old, new) = (s.pages[1][0], s.free(512, 64, 512));
        let bytes = s.bytes[old..old + 512].to_vec();
        s.bytes[new..new + 512].copy_from_slice(&bytes);
        let mixed = u32::try_from(new).unwrap() ^ s.u32(new + 504);
        let signature = u16::try_from(mixed >> 16 ^ mixed & 0xFFFF).unwrap().to_le_bytes();
        s.bytes[new + 498..new + 500].copy_from_slice(&signature);
        s.mark(old, 512, false);
        s.mark(new, 512, true);
        counter(s, 240, new as u64);
    }),
    rule("check-page-outside", MORE, Base::Small, |s| s.page(branch(s) + 16, &[0xFF; 8])),
    rule("check-page-type", &[], Base::Small, |s| s.bytes[0x4600 + 496] = 0),
    rule("check-page-checksum", &[], Base::Ansi, |s| s.flip(leaf(s) + 508)),
    rule("check-page-signature", &[], Base::Small, |s| s.flip(leaf(s) + 498)),
    rule("check-page-id", &[], Base::Small, |s| s.bytes[0x4600 + 504] ^= 4),
    rule("check-tree-page-twice", MORE, Base::Small, |s| {
        let at = branch(s);
        let before = s.bytes[at - 16..at].to_vec();
        s.page(at + 8, &before);
    }),
    rule("check-tree-level", MORE, Base::Small, |s| s.page(leaf(s) + 491, &[1])),
    rule("check-tree-entry-size", MORE, Base::Small, |s| s.page(leaf(s) + 490, &[31])),
    rule("check-tree-entry-max", &[], Base::Small, |s| s.page(s.pages[0][0] + 489, &[19])),
    rule("check-tree-entry-count", MORE, Base::Small, |s| s.page(leaf(s) + 488, &[16])),
    rule("check-tree-page-empty", MORE, Base::Small, |s| s.page(leaf(s) + 488, &[0])),
    rule("check-tree-order", &[], Base::Small, |s| {
        let at = leaf(s) + 32;
        let (a, b) = (s.bytes[at..at + 32].to_vec(), s.bytes[at + 32..at + 64].to_vec());
        s.page(at, &[b, a].concat());
    }),
    rule("check-tree-key-low", &[], Base::Small, |s| {
        let (at, key) = (branch(s), s.u32(branch(s)) + 1);
        s.page(at, &key.to_le_bytes());
    }),
    rule("check-tree-key-high", &[], Base::Small, |s| {
        let (at, key) = (branch(s), s.u32(branch(s)) - 1);
        s.page(at, &key.to_le_bytes());
    }),
    rule("check-block-alignment", MORE, Base::Small, |s| {
        let at = entry_of(s, contact_block(s)) + 8;
        s.page(at, &[s.bytes[at] + 1]);
    }),
    rule("check-block-size", MORE, Base::Small, |s| {
        s.page(entry_of(s, contact_block(s)) + 16, &[0, 0]);
    }),
    rule("check-block-outside", MORE, Base::Small, |s| {
        s.page(entry_of(s, contact_block(s)) + 8, &[0xC0, 0xFF, 0xFF, 0xFF, 0xFF]);
    }),
    rule("check-block-trailer-size", OF_OBJECT, Base::Small, |s| {
        let at = trailer_of(s, contact_block(s));
        s.bytes[at] ^= 1;
    }),
    rule("check-block-trailer-id", OF_OBJECT, Base::Small, |s| {
        let at = trailer_of(s, contact_block(s)) + 8;
        s.bytes[at] ^= 4;
    }),
    rule("check-block-signature", &[], Base::Ansi, |s| {
        let at = trailer_of(s, contact_block(s)) + 2;
        s.bytes[at] ^= 1;
    }),
    rule("check-block-checksum", OF_OBJECT, Base::Ansi, |s| {
        let at = trailer_of(s, contact_block(s)) + 8;
        s.bytes[at] ^= 1;
    }),
    rule("check-block-reserved-bit", &[], Base::Small, |s| {
        let at = entry_of(s, contact_block(s));
        s.page(at, &[s.bytes[at] | 1]);
    }),
    rule("check-block-of-object", &["check-block-checksum"], Base::Small, |s| {
        let at = trailer_of(s, x(s).0) + 4;
        s.bytes[at] ^= 1;
    }),
    rule(
        "check-block-missing",
        &["check-block-unreferenced", "check-search-list"],
        Base::Small,
        |s| {
            s.set_data(0x201, 0x00FF_FFF0);
        },
    ),
    rule("check-block-unreferenced", &[], Base::Small, |s| {
        s.add_block(b"nobody", false);
    }),
    rule("check-refs-low", &[], Base::Small, |s| s.refer(contact_block(s), -1)),
    rule("check-refs-high", &[], Base::Small, |s| s.refer(contact_block(s), 1)),
    rule("check-xblock-kind", MORE, Base::Small, |s| s.block(x(s).1, &[9])),
    rule("check-xblock-short", MORE, Base::Small, |s| s.block(x(s).1 + 2, &[200])),
    rule(
        "check-xblock-long",
        &["check-xblock-total", "check-block-unreferenced"],
        Base::Small,
        |s| {
            let at = x(s).1 + 2;
            s.block(at, &[s.bytes[at] - 1]);
        },
    ),
    rule("check-xblock-empty", MORE, Base::Small, |s| s.block(x(s).1 + 2, &[0])),
    rule("check-xblock-child", MORE, Base::Small, |s| {
        let (bid, ib) = x(s);
        s.block(ib + 8, &bid.to_le_bytes());
    }),
    rule("check-xblock-total", &[], Base::Small, |s| s.add(x(s).1 + 4, 1)),
    rule("check-xblock-not-full", &[], Base::Small, |s| {
        let (bid, ib) = x(s);
        s.set_len(s.children(bid)[1], 8170);
        s.add(ib + 4, 6u32.wrapping_neg());
    }),
    rule("check-data-repeats", MORE, Base::Long, |s| {
        let (_, ib) = x(s);
        let first = s.bytes[ib + 8..ib + 16].to_vec();
        s.block(ib + 16, &first);
    }),
    rule("check-subnode-root", MORE, Base::Small, |s| {
        let (at, bid) = (s.node(MAIL).at, contact_block(s));
        s.page(at + 16, &bid.to_le_bytes());
    }),
    rule("check-sblock-kind", MORE, Base::Small, |s| s.block(sl(s).1, &[7])),
    rule("check-sblock-short", MORE, Base::Small, |s| s.block(sl(s).1 + 2, &[200])),
    rule("check-sblock-long", MORE, Base::Small, |s| {
        let at = sl(s).1 + 2;
        s.block(at, &[s.bytes[at] - 1]);
    }),
    rule("check-sblock-empty", MORE, Base::Small, |s| s.block(sl(s).1 + 2, &[0])),
    rule("check-sblock-order", MORE, Base::Small, |s| {
        let at = sl(s).1 + 8;
        let (a, b) = (s.bytes[at..at + 24].to_vec(), s.bytes[at + 24..at + 48].to_vec());
        s.block(at, &[b, a].concat());
    }),
    rule("check-sblock-level", MORE, Base::Wide, |s| {
        let (bid, ib) = si(s);
        s.block(ib + 16, &bid.to_le_bytes());
    }),
    rule("check-sblock-key-low", &[], Base::Wide, |s| s.add(si(s).1 + 24, 1)),
    rule("check-sblock-key-high", &[], Base::Wide, |s| s.add(si(s).1 + 24, 1u32.wrapping_neg())),
    rule("check-subnode-depth", MORE, Base::Small, |s| {
        let (bid, ib) = sl(s);
        s.block(ib + 8 + 16, &bid.to_le_bytes());
    }),
    rule("check-subnode-loose", &[], Base::Small, |s| s.set_value(s.node(FIRST).data, 0x1000, 0)),
    rule("check-overlap", MORE, Base::Small, |s| {
        let other = s.blocks[&x(s).0].ib as u64;
        s.page(entry_of(s, contact_block(s)) + 8, &other.to_le_bytes());
    }),
    rule("check-region-border", MORE, Base::Rows, |s| {
        let border = 0x4400 + REGION - 64;
        s.page(entry_of(s, contact_block(s)) + 8, &border.to_le_bytes());
    }),
    rule("check-no-maps", MORE, Base::Small, |s| counter(s, 184, 0x4400)),
    rule("check-amap-last", &[], Base::Small, |s| counter(s, 192, 0x4400 + 9 * REGION)),
    rule("check-region-end", &["check-file-long"], Base::Small, |s| {
        let len = s.bytes.len() as u64;
        counter(s, 184, len - 64);
    }),
    rule("check-unmapped", MORE, Base::Rows, |s| counter(s, 184, 0x4400 + REGION)),
    rule("check-used-free", &[], Base::Small, |s| s.mark(x(s).1, 64, false)),
    rule("check-used-free-invalid", &["check-maps-invalid"], Base::Small, |s| {
        s.mark(x(s).1, 64, false);
        s.header(248, &[0]);
    }),
    rule("check-lost-space", &[], Base::Ansi, |s| s.mark(s.free(64, 64, usize::MAX), 64, true)),
    rule("check-free-count", &[], Base::Ansi, |s| counter(s, 176, s.wide(176) + 64)),
    rule("check-free-count-invalid", &["check-maps-invalid"], Base::Small, |s| {
        counter(s, 200, s.wide(200) + 64);
        s.header(248, &[0]);
    }),
    rule("check-pmap-free", &[], Base::Small, |s| {
        s.page(0x4600, &[0x7F]);
        counter(s, 208, 512);
    }),
    rule("check-pmap-count", &[], Base::Ansi, |s| s.page(0x4604, &[0x7F])),
    rule("check-fmap-low", &[], Base::Small, |s| s.header(256, &[0])),
    rule("check-dlist-region", &[], Base::Small, |s| {
        s.page(0x4201, &[1]);
        s.page(0x4208, &[99, 0, 0, 0]);
    }),
    rule("check-dlist-free", &[], Base::Small, |s| {
        s.page(0x4201, &[1]);
        s.page(0x4208, &[0, 0, 0x10, 0]);
    }),
];

//! Damages: what an input does to a base file.
//!
//! One byte says how the checksums are treated and how many damages there are, nine bytes describe
//! each, the rest are operations. A damage names its place by the number of a page or block, so
//! that it hits something that is in use.

use std::sync::LazyLock;

use crate::anatomy::{Block, Layout, mend};
use crate::base::Base;

/// `FUZZ_BLIND` leaves all checksums as they are: to see how deep that reaches.
static BLIND: LazyLock<bool> = LazyLock::new(|| std::env::var_os("FUZZ_BLIND").is_some());

/// Bytes of a damage.
const RECORD: usize = 9;

/// One damage.
#[derive(Debug, Clone, Copy)]
struct Damage {
    kind: u8,
    /// How many bytes a value has, and whether it is set, added, exclusive-ored or copied.
    shape: u8,
    place: usize,
    offset: usize,
    value: u32,
}

impl Damage {
    fn parse(r: &[u8; RECORD]) -> Self {
        Self {
            kind: r[0] & 15,
            shape: r[0] >> 4,
            place: usize::from(u16::from_le_bytes([r[1], r[2]])),
            offset: usize::from(u16::from_le_bytes([r[3], r[4]])),
            value: u32::from_le_bytes([r[5], r[6], r[7], r[8]]),
        }
    }
}

/// The damaged file, and what remains of the input.
#[must_use]
pub fn apply<'i>(base: &Base, input: &'i [u8]) -> (Vec<u8>, &'i [u8]) {
    let mut image = base.image.clone();
    let Some((head, mut rest)) = input.split_first() else { return (image, input) };
    for _ in 0..head & 15 {
        let Some((record, later)) = rest.split_first_chunk::<RECORD>() else { break };
        strike(base, &mut image, Damage::parse(record));
        rest = later;
    }
    match head >> 4 {
        _ if *BLIND => {}
        0 => {}
        1 => mend(&mut image, false),
        _ => mend(&mut image, true),
    }
    (image, rest)
}

fn strike(base: &Base, image: &mut Vec<u8>, d: Damage) {
    let block = pick(&base.anatomy.blocks, d.place);
    match d.kind {
        0..=6 => write(base, image, block.ib + d.offset % block.len.max(1), d),
        7..=9 => {
            let page = pick(&base.anatomy.pages, d.place);
            write(base, image, page.ib + d.offset % Layout::of(&base.image).page, d);
        }
        10 => write(base, image, 0x4200 + d.place % 4 * 512 + d.offset % 512, d),
        11 => write(base, image, d.offset % 564, d),
        12 => fill(image, block, d),
        13 => {
            // One block gets the contents of another, as far as they fit.
            let from = pick(&base.anatomy.blocks, d.offset);
            let len = block.len.min(from.len);
            if block.ib.max(from.ib) + len <= image.len() {
                image.copy_within(from.ib..from.ib + len, block.ib);
            }
        }
        14 => {
            let half = image.len() / 2;
            image.resize(half + usize::try_from(d.value).unwrap_or(0) % (2 * half + 1), 0);
        }
        _ => {
            let at = (d.place << 16 | d.offset) % image.len().max(1);
            write(base, image, at, d);
        }
    }
}

fn pick<T: Copy>(things: &[T], at: usize) -> T {
    things[at % things.len()]
}

fn write(base: &Base, image: &mut [u8], at: usize, d: Damage) {
    let width = 1 << (d.shape & 3);
    let at = if d.value & 0x8000_0000 == 0 { at & !(width.min(2) - 1) } else { at };
    let Some(place) = image.get_mut(at..at + width) else { return };
    let mut old = [0; 8];
    old[..width].copy_from_slice(place);
    let old = u64::from_le_bytes(old);
    let value = u64::from(d.value);
    let new = match d.shape >> 2 {
        0 => value,
        1 => old.wrapping_add(i64::from(d.value.cast_signed()).cast_unsigned()),
        2 => old ^ value,
        _ => found(base, d.value, width),
    };
    place.copy_from_slice(&new.to_le_bytes()[..width]);
}

/// A value from another place of the file: an id or an offset that means something.
fn found(base: &Base, value: u32, width: usize) -> u64 {
    let [a, b, c, d] = value.to_le_bytes();
    let (place, offset) =
        (usize::from(a) | usize::from(d & 0x7F) << 8, usize::from(b) | usize::from(c) << 8);
    let pages = &base.anatomy.pages;
    let (start, len) = match pages.get(place) {
        Some(page) => (page.ib, 496),
        None => {
            let block = pick(&base.anatomy.blocks, place - pages.len());
            (block.ib, block.len.max(1))
        }
    };
    let at = start + ((offset % len) & !1);
    let mut old = [0; 8];
    if let Some(bytes) = base.image.get(at..at + width) {
        old[..width].copy_from_slice(bytes);
    }
    u64::from_le_bytes(old)
}

fn fill(image: &mut [u8], block: Block, d: Damage) {
    let start = block.ib + d.offset % block.len.max(1);
    let end = (start + usize::try_from(d.value & 0xFFF).unwrap_or(0)).min(block.ib + block.len);
    if let Some(range) = image.get_mut(start..end) {
        range.fill(d.shape.wrapping_mul(0x11));
    }
}

//! Heaps on nodes (\[MS-PST\] 2.3.1) and trees on heaps (2.3.2).
//!
//! All blocks of a heap are looked at when it is opened; of the blocks that items are then taken
//! from, a bounded number is kept.

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::rc::Rc;

use crate::At;
use crate::bytes::{Bytes, wide};
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::ltp::bth::{BTH, MAX_BTH_LEVELS};
use crate::ltp::heap::{Hid, SIGNATURE, item_range};
use crate::ndb::ids::Bid;

/// Blocks that are kept in memory.
const KEPT: usize = 32;

/// A heap that was looked at.
#[derive(Debug)]
pub(super) struct Heap {
    leaves: Vec<Bid>,
    kept: HashMap<usize, Rc<Vec<u8>>>,
    /// `bClientSig`.
    pub client: u8,
    /// `hidUserRoot`.
    pub root: Hid,
}

impl Heap {
    /// Lets go of the blocks in memory.
    pub fn forget(&mut self) {
        self.kept.clear();
    }
}

/// The bytes of a heap item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    block: Rc<Vec<u8>>,
    range: Range<usize>,
}

impl Deref for Item {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.block.get(self.range.clone()).unwrap_or_default()
    }
}

/// What the blocks of a heap say of how full the blocks after them are.
#[derive(Debug, Default)]
struct Levels {
    stated: Vec<u8>,
}

fn fault<T>(at: At, what: Flaw) -> Try<T> {
    Err(Stop::Fault(at, what))
}

/// Header bytes of heap block `i`: HNHDR, HNBITMAPHDR or HNPAGEHDR (2.3.1.2 to 2.3.1.4).
fn header_len(i: usize) -> usize {
    match i {
        0 => 12,
        _ if i % 128 == 8 => 66,
        _ => 2,
    }
}

/// `rgbFillLevel` of a block with so many free bytes (2.3.1.2).
fn fill_level(free: usize) -> u8 {
    const AT_LEAST: [usize; 15] =
        [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8];
    let level = AT_LEAST.iter().take_while(|least| free < **least).count();
    u8::try_from(level).unwrap_or(15)
}

impl Check<'_> {
    /// Opens the heap in the data tree at `data`. With `noted`, what its blocks break is noted;
    /// without, it was before.
    pub(super) fn heap(&mut self, owner: Owner, data: Bid, noted: bool) -> Try<Heap> {
        let tree = self.data_tree(owner, data)?;
        let at = At::Block(data.0);
        let Some(first) = tree.leaves.first().copied() else { return fault(at, Flaw::HeapEmpty) };
        let block = self.block(first)?;
        let size = wide(block.len());
        let (Some(signature), Some(client), Some(root), true) =
            (block.u8_at(2), block.u8_at(3), block.u32_at(4), block.len() >= 12)
        else {
            return fault(at, Flaw::HeapShort { block: 0, size });
        };
        if signature != SIGNATURE {
            return fault(at, Flaw::HeapSignature { found: Hex(signature.into()) });
        }
        let kept = HashMap::from([(0, Rc::new(block))]);
        let mut heap = Heap { leaves: tree.leaves, kept, client, root: Hid(root) };
        if noted {
            self.check_heap(owner, &mut heap)?;
        }
        Ok(heap)
    }

    fn check_heap(&mut self, owner: Owner, heap: &mut Heap) -> Try<()> {
        let mut levels = Levels::default();
        for i in 0..heap.leaves.len() {
            let Some(block) = self.heap_block(heap, i)? else { continue };
            let last = i + 1 == heap.leaves.len();
            let bid = heap.leaves.get(i).map_or(0, |bid| bid.0);
            self.check_heap_block(owner, At::Block(bid), (i, last), &block)?;
            self.check_fill(owner, At::Block(bid), i, &block, &mut levels);
        }
        Ok(())
    }

    /// A block against HNPAGEMAP (2.3.1.5).
    fn check_heap_block(
        &mut self,
        owner: Owner,
        at: At,
        (i, last): (usize, bool),
        bytes: &[u8],
    ) -> Try<()> {
        let (block, size) = (wide(i), wide(bytes.len()));
        let header = header_len(i);
        let map = usize::from(bytes.u16_at(0).unwrap_or(0));
        if bytes.len() < header {
            return fault(at, Flaw::HeapShort { block, size });
        }
        let (Some(count), Some(free)) = (bytes.u16_at(map), bytes.u16_at(map + 2)) else {
            return fault(at, Flaw::HeapMap { block });
        };
        let offsets: Option<Vec<usize>> = (0..=usize::from(count))
            .map(|n| bytes.u16_at(map + 4 + 2 * n).map(usize::from))
            .collect();
        let Some(offsets) = offsets else { return fault(at, Flaw::HeapMap { block }) };
        let pairs = || offsets.iter().zip(offsets.iter().skip(1));
        let (start, end) = (offsets.first().copied(), offsets.last().copied());
        let (start, end) = (start.unwrap_or(0), end.unwrap_or(0));
        if pairs().any(|(a, b)| a > b) || end > map {
            return fault(at, Flaw::HeapItems { block });
        }
        let begins = Flaw::HeapStart { block, found: wide(start), expected: wide(header) };
        self.demand(start == header, owner, at, begins);
        let gap = map - end;
        self.demand(gap <= 1, owner, at, Flaw::HeapGap { block, gap: wide(gap) });
        self.demand(map % 2 == 0, owner, at, Flaw::HeapOdd { block });
        let full = last || bytes.len() == self.format.block_max;
        self.demand(full, owner, at, Flaw::HeapNotFull { block, size });
        let (found, expected) = (u64::from(free), wide(pairs().filter(|(a, b)| a == b).count()));
        self.demand(found == expected, owner, at, Flaw::HeapFree { block, found, expected });
        Ok(())
    }

    /// The fill level of a block is stated by the last header before it that has room for it.
    fn check_fill(&mut self, owner: Owner, at: At, i: usize, bytes: &[u8], levels: &mut Levels) {
        let stated = match header_len(i) {
            12 => bytes.part(8, 4),
            66 => bytes.part(2, 64),
            _ => None,
        };
        let both = |byte: &u8| [byte & 15, byte >> 4];
        levels.stated.extend(stated.unwrap_or_default().iter().flat_map(both));
        let Some(found) = levels.stated.get(i).copied() else { return };
        let map = usize::from(bytes.u16_at(0).unwrap_or(0));
        let items = usize::from(bytes.u16_at(map).unwrap_or(0));
        let occupied = map + 4 + 2 * (items + 1);
        let free = self.format.block_max.saturating_sub(occupied);
        // Outlook itself is sometimes up to four bytes off.
        let expected = fill_level(free);
        let sound = found == expected || found == fill_level(free + 4);
        self.demand(sound, owner, at, Flaw::HeapFill { block: wide(i), found, expected });
    }

    fn heap_block(&mut self, heap: &mut Heap, i: usize) -> Try<Option<Rc<Vec<u8>>>> {
        if let Some(block) = heap.kept.get(&i) {
            return Ok(Some(Rc::clone(block)));
        }
        let Some(bid) = heap.leaves.get(i).copied() else { return Ok(None) };
        let block = Rc::new(self.block(bid)?);
        if heap.kept.len() >= KEPT {
            heap.kept.clear();
        }
        heap.kept.insert(i, Rc::clone(&block));
        Ok(Some(block))
    }

    /// The bytes of a heap item.
    pub(super) fn item(&mut self, heap: &mut Heap, hid: Hid) -> Try<Item> {
        let missing = || Stop::Fault(At::Item(hid.0), Flaw::HeapItem { item: Hex(hid.0.into()) });
        if !Hid::is_heap(hid.0) {
            return Err(missing());
        }
        let block = self.heap_block(heap, hid.block())?.ok_or_else(missing)?;
        let range = item_range(&block, hid.item()).ok_or_else(missing)?;
        self.pay(range.len())?;
        Ok(Item { block, range })
    }

    /// Visits the records of a tree on a heap in order; keys have `key` bytes, values `value`
    /// bytes where that is given. Answers the size of the values.
    pub(super) fn bth(
        &mut self,
        heap: &mut Heap,
        hid: Hid,
        (key, value): (usize, Option<usize>),
        visit: &mut dyn FnMut(&[u8]),
    ) -> Try<usize> {
        let header = self.item(heap, hid)?;
        let byte = |at: usize| usize::from(header.u8_at(at).unwrap_or(0));
        let at = At::Item(hid.0);
        if header.len() < 8 || header.u8_at(0) != Some(BTH) {
            return fault(at, Flaw::BthHeader { item: Hex(hid.0.into()) });
        }
        let sizes = (byte(1), byte(2));
        if sizes.0 != key || value.is_some_and(|value| sizes.1 != value) || sizes.1 == 0 {
            return fault(at, Flaw::BthSizes { key: wide(sizes.0), value: wide(sizes.1) });
        }
        let levels = header.u8_at(3).unwrap_or(0);
        if levels > MAX_BTH_LEVELS {
            return fault(at, Flaw::BthLevels { levels });
        }
        let root = Hid(header.u32_at(4).unwrap_or(0));
        let mut walk = BthWalk { sizes, last: None, visit };
        if !root.is_none() {
            self.bth_level(heap, root, levels, &mut walk)?;
        }
        Ok(sizes.1)
    }

    /// Answers the first key below.
    fn bth_level(
        &mut self,
        heap: &mut Heap,
        hid: Hid,
        level: u8,
        walk: &mut BthWalk<'_>,
    ) -> Try<Option<Vec<u8>>> {
        let bytes = self.item(heap, hid)?;
        let (key, value) = walk.sizes;
        let record = if level == 0 { key + value } else { key + 4 };
        let item = Hex(hid.0.into());
        if bytes.len() % record != 0 || level > 0 && bytes.is_empty() {
            let (size, record) = (wide(bytes.len()), wide(record));
            return fault(At::Item(hid.0), Flaw::BthRecords { item, size, record });
        }
        let first = bytes.part(0, key).map(<[u8]>::to_vec);
        for entry in bytes.chunks_exact(record) {
            let own = entry.part(0, key).unwrap_or_default();
            let Some(below) = level.checked_sub(1) else {
                if walk.last.as_deref().is_some_and(|last| !ascends(last, own)) {
                    return fault(At::Item(hid.0), Flaw::BthOrder { item });
                }
                walk.last.get_or_insert_default().clear();
                walk.last.get_or_insert_default().extend_from_slice(own);
                (walk.visit)(entry);
                continue;
            };
            let child = Hid(entry.u32_at(key).unwrap_or(0));
            let begins = self.bth_level(heap, child, below, walk)?;
            if begins.is_some_and(|begins| begins != own) {
                return fault(At::Item(hid.0), Flaw::BthKey { item });
            }
        }
        Ok(first)
    }
}

/// A walk through a tree on a heap.
struct BthWalk<'v> {
    sizes: (usize, usize),
    last: Option<Vec<u8>>,
    visit: &'v mut dyn FnMut(&[u8]),
}

/// Whether one key comes after another: numbers are stored low byte first; keys of 16 bytes, as in
/// the map of replication ids, are sorted as they stand.
fn ascends(before: &[u8], key: &[u8]) -> bool {
    if key.len() == 16 { before < key } else { before.iter().rev().lt(key.iter().rev()) }
}

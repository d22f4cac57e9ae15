//! Finds the places of a healthy, unencoded file and changes them, with the checksums around them
//! made right: so that a file has one fault and no other.

use std::collections::BTreeMap;

const SLOT: usize = 64;
const FIRST_MAP: usize = 0x4400;

/// A node: where its entry stands, and what that says.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub at: usize,
    pub data: u64,
    pub sub: u64,
}

/// A block: where its entry stands, and what that says.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    pub at: usize,
    pub ib: usize,
    pub len: usize,
}

/// A file under the knife.
pub struct Surgeon {
    pub bytes: Vec<u8>,
    pub ansi: bool,
    pub nodes: BTreeMap<u32, Node>,
    pub blocks: BTreeMap<u64, Block>,
    /// Offsets of tree pages: node tree, block tree; roots first.
    pub pages: [Vec<usize>; 2],
}

impl Surgeon {
    pub fn new(bytes: Vec<u8>) -> Self {
        let ansi = bytes[10] == 14;
        let mut surgeon = Self {
            bytes,
            ansi,
            nodes: BTreeMap::new(),
            blocks: BTreeMap::new(),
            pages: Default::default(),
        };
        let (nbt, bbt) = if ansi { (188, 196) } else { (224, 240) };
        surgeon.walk(0, surgeon.wide(nbt));
        surgeon.walk(1, surgeon.wide(bbt));
        surgeon
    }

    // What the formats have different.

    pub fn ptr(&self) -> usize {
        if self.ansi { 4 } else { 8 }
    }

    fn trailer(&self) -> usize {
        if self.ansi { 12 } else { 16 }
    }

    /// Offset of the counts of a tree page.
    pub fn counts(&self) -> usize {
        if self.ansi { 496 } else { 488 }
    }

    /// Where the map begins in an allocation page.
    fn map(&self) -> usize {
        if self.ansi { 4 } else { 0 }
    }

    // Reading.

    pub fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes[at..at + 2].try_into().unwrap())
    }

    pub fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().unwrap())
    }

    pub fn wide(&self, at: usize) -> u64 {
        let mut value = [0; 8];
        value[..self.ptr()].copy_from_slice(&self.bytes[at..at + self.ptr()]);
        u64::from_le_bytes(value)
    }

    fn offset(&self, at: usize) -> usize {
        usize::try_from(self.wide(at)).unwrap()
    }

    fn walk(&mut self, tree: usize, ib: u64) {
        let ib = usize::try_from(ib).unwrap();
        self.pages[tree].push(ib);
        let [count, _, size, level] =
            [0, 1, 2, 3].map(|i| usize::from(self.bytes[ib + self.counts() + i]));
        let w = self.ptr();
        for i in 0..count {
            let at = ib + i * size;
            match (tree, level) {
                (0, 0) => {
                    let (data, sub) = (self.wide(at + w), self.wide(at + 2 * w));
                    self.nodes.insert(self.u32(at), Node { at, data, sub });
                }
                (_, 0) => {
                    let (ib, len) = (self.offset(at + w), usize::from(self.u16(at + 2 * w)));
                    self.blocks.insert(self.wide(at), Block { at, ib, len });
                }
                _ => self.walk(tree, self.wide(at + 2 * w)),
            }
        }
    }

    pub fn node(&self, nid: u32) -> Node {
        self.nodes[&nid]
    }

    /// The data blocks of a tree.
    pub fn leaves(&self, bid: u64) -> Vec<u64> {
        if bid & 2 == 0 {
            return vec![bid];
        }
        self.children(bid).into_iter().flat_map(|child| self.leaves(child)).collect()
    }

    /// The children of an XBLOCK or XXBLOCK.
    pub fn children(&self, bid: u64) -> Vec<u64> {
        let ib = self.blocks[&bid].ib;
        (0..usize::from(self.u16(ib + 2))).map(|i| self.wide(ib + 8 + i * self.ptr())).collect()
    }

    /// Offset of a subnode's entry in the file, for subnodes in one SLBLOCK.
    pub fn sub_at(&self, sub: u64, nid: u32) -> usize {
        let ib = self.blocks[&sub].ib;
        let (header, size) = if self.ansi { (4, 12) } else { (8, 24) };
        let mut places = (0..usize::from(self.u16(ib + 2))).map(|i| ib + header + i * size);
        places.find(|at| self.u32(*at) == nid).unwrap()
    }

    /// Data and subnode tree of a subnode.
    pub fn sub(&self, sub: u64, nid: u32) -> (u64, u64) {
        let (at, w) = (self.sub_at(sub, nid), self.ptr());
        (self.wide(at + w), self.wide(at + 2 * w))
    }

    /// Where a heap item lies in the file.
    pub fn item(&self, data: u64, hid: u32) -> std::ops::Range<usize> {
        let block = usize::try_from(hid >> 16).unwrap();
        let ib = self.blocks[&self.leaves(data)[block]].ib;
        let map = ib + usize::from(self.u16(ib));
        let i = usize::try_from(hid >> 5 & 0x7FF).unwrap();
        let offset = |i: usize| ib + usize::from(self.u16(map + 4 + 2 * i));
        offset(i - 1)..offset(i)
    }

    /// `hidUserRoot` of a heap.
    pub fn root(&self, data: u64) -> u32 {
        self.u32(self.blocks[&self.leaves(data)[0]].ib + 4)
    }

    /// The places of all records of a tree on a heap.
    pub fn records(&self, data: u64, hid: u32) -> Vec<usize> {
        let header = self.item(data, hid).start;
        let [key, value] = [1, 2].map(|i| usize::from(self.bytes[header + i]));
        self.records_below(data, self.u32(header + 4), self.bytes[header + 3], (key, value))
    }

    fn records_below(
        &self,
        data: u64,
        hid: u32,
        level: u8,
        (key, value): (usize, usize),
    ) -> Vec<usize> {
        let item = if hid == 0 { 0..0 } else { self.item(data, hid) };
        if level == 0 {
            return item.step_by(key + value).collect();
        }
        let children = item.step_by(key + 4).map(|at| self.u32(at + key));
        children
            .flat_map(|child| self.records_below(data, child, level - 1, (key, value)))
            .collect()
    }

    /// Where the record of a property stands.
    pub fn record(&self, data: u64, id: u16) -> usize {
        let records = self.records(data, self.root(data));
        records.into_iter().find(|at| self.u16(*at) == id).unwrap()
    }

    /// The heap item that a property's record names.
    pub fn value(&self, data: u64, id: u16) -> std::ops::Range<usize> {
        self.item(data, self.u32(self.record(data, id) + 4))
    }

    /// Where a table's description stands.
    pub fn table(&self, data: u64) -> usize {
        self.item(data, self.root(data)).start
    }

    /// Where the description of a column stands.
    pub fn column(&self, data: u64, tag: u32) -> usize {
        let info = self.table(data);
        let mut places = (0..usize::from(self.bytes[info + 1])).map(|i| info + 22 + 8 * i);
        places.find(|at| self.u32(*at) == tag).unwrap()
    }

    /// Where row `i` of a table lies.
    pub fn row(&self, data: u64, sub: u64, i: usize) -> usize {
        let info = self.table(data);
        let (size, rows) = (usize::from(self.u16(info + 8)), self.u32(info + 14));
        if rows & 31 == 0 {
            return self.item(data, rows).start + i * size;
        }
        let max = 8192 - self.trailer();
        let leaf = self.leaves(self.sub(sub, rows).0)[i / (max / size)];
        self.blocks[&leaf].ib + i % (max / size) * size
    }

    /// Where a cell of row `i` lies.
    pub fn cell(&self, (data, sub): (u64, u64), i: usize, tag: u32) -> usize {
        let offset = self.u16(self.column(data, tag) + 4);
        self.row(data, sub, i) + usize::from(offset)
    }

    // Changing.

    /// Flips a bit, and leaves the sums as they are.
    pub fn flip(&mut self, at: usize) {
        self.bytes[at] ^= 1;
    }

    /// Changes bytes of the header and mends its sums.
    pub fn header(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        let sum = pst::crc32(&self.bytes[8..479]).to_le_bytes();
        self.bytes[4..8].copy_from_slice(&sum);
        if !self.ansi {
            let sum = pst::crc32(&self.bytes[8..524]).to_le_bytes();
            self.bytes[524..528].copy_from_slice(&sum);
        }
    }

    /// Changes bytes of a page and mends its sum.
    pub fn page(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        let (ib, end) = (at / 512 * 512, 512 - self.trailer());
        let sum = pst::crc32(&self.bytes[ib..ib + end]).to_le_bytes();
        let crc = ib + end + if self.ansi { 8 } else { 4 };
        self.bytes[crc..crc + 4].copy_from_slice(&sum);
    }

    /// Changes bytes of the block in which they lie and mends its sum.
    pub fn block(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        let within = |block: &&Block| (block.ib..block.ib + block.len).contains(&at);
        let block = *self.blocks.values().find(within).unwrap();
        self.sign(block);
    }

    /// Where a block's trailer stands.
    pub fn block_trailer(&self, block: Block) -> usize {
        let size = (block.len + self.trailer()).next_multiple_of(SLOT);
        block.ib + size - self.trailer()
    }

    fn sign(&mut self, block: Block) {
        let crc = self.block_trailer(block) + if self.ansi { 8 } else { 4 };
        let sum = pst::crc32(&self.bytes[block.ib..block.ib + block.len]).to_le_bytes();
        self.bytes[crc..crc + 4].copy_from_slice(&sum);
    }

    /// Gives a block another length that takes as many slots.
    pub fn set_len(&mut self, bid: u64, len: usize) {
        let old = self.blocks[&bid];
        let block = Block { len, ..old };
        let trailer = self.block_trailer(block);
        assert_eq!(trailer, self.block_trailer(old));
        let bytes = u16::try_from(len).unwrap().to_le_bytes();
        self.bytes[trailer..trailer + 2].copy_from_slice(&bytes);
        self.page(old.at + 2 * self.ptr(), &bytes);
        self.blocks.insert(bid, block);
        self.sign(block);
    }

    /// Adds to `cRef` of a block.
    pub fn refer(&mut self, bid: u64, more: i32) {
        let at = self.blocks[&bid].at + 2 * self.ptr() + 2;
        let refs = i32::from(self.u16(at)) + more;
        self.page(at, &u16::try_from(refs).unwrap().to_le_bytes());
    }

    /// Changes the record of a property: its id, type or value.
    pub fn set_id(&mut self, data: u64, id: u16, new: u16) {
        self.block(self.record(data, id), &new.to_le_bytes());
    }

    pub fn set_type(&mut self, data: u64, id: u16, new: u16) {
        self.block(self.record(data, id) + 2, &new.to_le_bytes());
    }

    pub fn set_value(&mut self, data: u64, id: u16, new: u32) {
        self.block(self.record(data, id) + 4, &new.to_le_bytes());
    }

    /// Adds to the numbers in some places of blocks.
    pub fn add(&mut self, at: usize, more: u32) {
        let value = self.u32(at).wrapping_add(more);
        self.block(at, &value.to_le_bytes());
    }

    // Space.

    /// Marks slots in the map of their region and keeps the header's count right.
    pub fn mark(&mut self, ib: usize, size: usize, taken: bool) {
        let mut moved = 0i64;
        for slot in (ib - FIRST_MAP) / SLOT..(ib + size - FIRST_MAP).div_ceil(SLOT) {
            let page = FIRST_MAP + slot / 3968 * 253_952;
            let (at, bit) = (page + self.map() + slot % 3968 / 8, 0x80u8 >> (slot % 8));
            let old = self.bytes[at];
            let new = if taken { old | bit } else { old & !bit };
            moved += i64::from(old != new) * if taken { -64 } else { 64 };
            self.page(at, &[new]);
        }
        let at = if self.ansi { 176 } else { 200 };
        let free = i64::try_from(self.wide(at)).unwrap() + moved;
        let bytes = free.to_le_bytes();
        self.header(at, &bytes[..self.ptr()]);
    }

    /// A free place for so many bytes at a multiple of `align` and not at one of `not`.
    pub fn free(&self, size: usize, align: usize, not: usize) -> usize {
        let taken = |ib: usize| {
            let slot = (ib - FIRST_MAP) / SLOT;
            let page = FIRST_MAP + slot / 3968 * 253_952;
            let byte = self.bytes[page + self.map() + slot % 3968 / 8];
            byte & 0x80 >> (slot % 8) != 0
        };
        let mut places = (FIRST_MAP..self.bytes.len() - size).step_by(align);
        places
            .find(|ib| ib % not != 0 && (*ib..*ib + size).step_by(SLOT).all(|at| !taken(at)))
            .unwrap()
    }

    /// Puts a new block into free space and into the block tree; nothing refers to it.
    pub fn add_block(&mut self, payload: &[u8], internal: bool) -> u64 {
        let next = if self.ansi { 24 } else { 516 };
        let bid = self.wide(next) | if internal { 2 } else { 0 };
        let bytes = (self.wide(next) + 4).to_le_bytes();
        self.header(next, &bytes[..self.ptr()]);
        let size = (payload.len() + self.trailer()).next_multiple_of(SLOT);
        let ib = self.free(size, SLOT, usize::MAX);
        self.mark(ib, size, true);
        self.bytes[ib..ib + payload.len()].copy_from_slice(payload);
        let at = self.add_entry(bid, ib, payload.len());
        let block = Block { at, ib, len: payload.len() };
        self.write_trailer(bid, block);
        self.blocks.insert(bid, block);
        bid
    }

    fn add_entry(&mut self, bid: u64, ib: usize, len: usize) -> usize {
        let (page, w) = (*self.pages[1].last().unwrap(), self.ptr());
        let counts = page + self.counts();
        let (count, size) = (usize::from(self.bytes[counts]), usize::from(self.bytes[counts + 2]));
        assert!(count < usize::from(self.bytes[counts + 1]), "no room in the last page");
        let at = page + count * size;
        let mut entry = bid.to_le_bytes()[..w].to_vec();
        entry.extend_from_slice(&(ib as u64).to_le_bytes()[..w]);
        entry.extend_from_slice(&u16::try_from(len).unwrap().to_le_bytes());
        entry.extend_from_slice(&1u16.to_le_bytes());
        self.page(at, &entry);
        self.page(counts, &[u8::try_from(count + 1).unwrap()]);
        at
    }

    fn write_trailer(&mut self, bid: u64, block: Block) {
        let at = self.block_trailer(block);
        let mixed = u32::try_from(block.ib).unwrap() ^ u32::try_from(bid).unwrap();
        let signature = u16::try_from((mixed >> 16) ^ (mixed & 0xFFFF)).unwrap();
        self.bytes[at..at + 2].copy_from_slice(&u16::try_from(block.len).unwrap().to_le_bytes());
        self.bytes[at + 2..at + 4].copy_from_slice(&signature.to_le_bytes());
        let (id, w) = (at + if self.ansi { 4 } else { 8 }, self.ptr());
        self.bytes[id..id + w].copy_from_slice(&bid.to_le_bytes()[..w]);
        self.sign(block);
    }

    /// Lets a node hold another data tree.
    pub fn set_data(&mut self, nid: u32, bid: u64) {
        let (at, w) = (self.node(nid).at, self.ptr());
        self.page(at + w, &bid.to_le_bytes()[..w]);
    }

    /// Gives a node another id.
    pub fn set_nid(&mut self, nid: u32, new: u32) {
        self.page(self.node(nid).at, &new.to_le_bytes());
    }

    /// Gives a node another parent.
    pub fn set_parent(&mut self, nid: u32, parent: u32) {
        let (at, w) = (self.node(nid).at, self.ptr());
        self.page(at + 3 * w, &parent.to_le_bytes());
    }
}

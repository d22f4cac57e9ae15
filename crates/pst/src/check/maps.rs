//! The allocation maps (\[MS-PST\] 2.2.2.7.2 ff) against the space that is in use.

use crate::At;
use crate::bytes::{Bytes, index, wide};
use crate::check::flaw::PageKind;
use crate::check::{Check, Flaw, Hex, Stop, Try};
use crate::format::{AMAP_FIRST, DLIST, MAP_BYTES, PAGE, REGION, SLOT};
use crate::ndb::ids::Bref;

/// Slots of a region.
const SLOTS: usize = MAP_BYTES * 8;
/// Regions that the free map in the header covers.
const FIRST_FREE_MAP: u64 = 128;
/// Regions that a free map page covers.
const FREE_MAP_SPAN: u64 = 496;
/// Regions that the free page map in the header covers.
const FIRST_FREE_PAGE_MAP: u64 = 8192;
/// Regions that a free page map page covers.
const FREE_PAGE_MAP_SPAN: u64 = 31_744;

/// One bit for each slot of the file.
#[derive(Debug)]
pub(super) struct Slots {
    words: Vec<u64>,
}

impl Slots {
    pub fn new(len: u64) -> Self {
        Self { words: vec![0; index(len / SLOT / 64 + 1)] }
    }

    /// Marks the slots that a piece of the file touches; `false` if one of them was marked.
    pub fn take(&mut self, ib: u64, size: u64) -> bool {
        let end = ib.saturating_add(size).div_ceil(SLOT).min(wide(self.words.len()) * 64);
        let mut free = true;
        for slot in ib / SLOT..end {
            let bit = 1u64 << (slot % 64);
            let Some(word) = self.words.get_mut(index(slot / 64)) else { break };
            free &= *word & bit == 0;
            *word |= bit;
        }
        free
    }

    fn has(&self, slot: u64) -> bool {
        self.words.get(index(slot / 64)).is_some_and(|word| word & 1 << (slot % 64) != 0)
    }
}

/// What the maps say, summed up over the regions.
#[derive(Default)]
struct Sums {
    free: u64,
    used_free: u64,
    first_used_free: u64,
    lost: u64,
    first_lost: u64,
    pages_free: u64,
    /// Free slots of each region.
    regions: Vec<u16>,
}

impl Check<'_> {
    /// Takes space for a page or block.
    pub(super) fn take(&mut self, at: At, ib: u64, size: u64) {
        let offset = Hex(ib);
        if !self.used.take(ib, size) {
            self.note(None, at, Flaw::Overlap { offset });
        }
        let Some(from) = ib.checked_sub(AMAP_FIRST) else {
            self.note(None, at, Flaw::Unmapped { offset });
            return;
        };
        if from / REGION != (from + size.max(1) - 1) / REGION {
            self.note(None, at, Flaw::RegionBorder { offset });
        }
        if ib + size > self.mapped_end() {
            self.note(None, at, Flaw::Unmapped { offset });
        }
    }

    /// Regions of the file: as many as its header says, and not more than it has bytes for.
    fn regions(&self) -> u64 {
        self.header.eof.min(self.len).saturating_sub(AMAP_FIRST).div_ceil(REGION)
    }

    fn mapped_end(&self) -> u64 {
        AMAP_FIRST + self.regions() * REGION
    }

    pub(super) fn check_maps(&mut self) -> Try<()> {
        let eof = self.header.eof;
        if self.regions() == 0 {
            self.note(None, At::Header, Flaw::NoMaps { eof: Hex(eof) });
            return Ok(());
        }
        let expected = AMAP_FIRST + (eof - AMAP_FIRST).div_ceil(REGION).saturating_sub(1) * REGION;
        let found = self.header.amap_last;
        if found != expected {
            let (found, expected) = (Hex(found), Hex(expected));
            self.note(None, At::Header, Flaw::AmapLast { found, expected });
        }
        let over = (eof - AMAP_FIRST) % REGION;
        if over != 0 {
            self.note(None, At::Header, Flaw::RegionEnd { over });
        }
        let mut sums = Sums::default();
        let mut free_map = self.header_free_map()?;
        for region in 0..self.regions() {
            self.check_region(region, &mut free_map, &mut sums)?;
        }
        self.check_sums_of_maps(&sums);
        self.check_density_list(&sums)
    }

    /// `rgbFM` (2.2.2.6).
    fn header_free_map(&mut self) -> Try<Vec<u8>> {
        let mut bytes = vec![0; index(FIRST_FREE_MAP)];
        self.backend.read_at(wide(self.format.header.fmap), &mut bytes)?;
        Ok(bytes)
    }

    /// A page of the maps; `None` and a finding if there is none.
    fn map_page(&mut self, page: PageKind, ib: u64) -> Try<Option<Vec<u8>>> {
        self.take(At::Page(ib), ib, PAGE);
        match self.read_page(page, Bref { bid: ib, ib }) {
            Ok(bytes) => Ok(bytes.part(self.format.map_data, MAP_BYTES).map(<[u8]>::to_vec)),
            Err(Stop::Fault(at, what)) => {
                self.note(None, at, what);
                Ok(None)
            }
            Err(failed) => Err(failed),
        }
    }

    /// The map pages that a region begins with, and its AMap against what is in use.
    fn check_region(&mut self, region: u64, free_map: &mut Vec<u8>, sums: &mut Sums) -> Try<()> {
        let start = AMAP_FIRST + region * REGION;
        let map = self.map_page(PageKind::AllocationMap, start)?;
        let mut next = start + PAGE;
        if region.is_multiple_of(8) {
            let pages = self.map_page(PageKind::PageMap, next)?.unwrap_or_default();
            sums.pages_free += pages.iter().map(|byte| u64::from(byte.count_zeros())).sum::<u64>();
            next += PAGE;
        }
        if region >= FIRST_FREE_MAP && (region - FIRST_FREE_MAP).is_multiple_of(FREE_MAP_SPAN) {
            *free_map = self.map_page(PageKind::FreeMap, next)?.unwrap_or_default();
            next += PAGE;
        }
        if region >= FIRST_FREE_PAGE_MAP
            && (region - FIRST_FREE_PAGE_MAP).is_multiple_of(FREE_PAGE_MAP_SPAN)
        {
            self.map_page(PageKind::FreePageMap, next)?;
        }
        let map = map.unwrap_or_else(|| vec![0xFF; MAP_BYTES]);
        let (free, longest) = self.compare_map(start, &map, sums);
        sums.regions.push(crate::bytes::short(free));
        let slot = region.checked_sub(FIRST_FREE_MAP).map_or(region, |n| n % FREE_MAP_SPAN);
        let found = free_map.u8_at(index(slot)).unwrap_or(0xFF);
        let expected = longest.min(0xFF);
        if self.modern() && usize::from(found) < expected {
            let what = Flaw::FmapLow { region, found: found.into(), expected: wide(expected) };
            self.note(None, At::Page(start), what);
        }
        Ok(())
    }

    /// Free slots of a region, and the longest run of them.
    fn compare_map(&self, start: u64, map: &[u8], sums: &mut Sums) -> (usize, usize) {
        let (mut free, mut run, mut longest) = (0, 0, 0);
        let first = start / SLOT;
        for slot in 0..SLOTS {
            let taken = map.get(slot / 8).is_some_and(|byte| byte & 0x80 >> (slot % 8) != 0);
            let used = self.used.has(first + wide(slot));
            let ib = start + wide(slot) * SLOT;
            if used && !taken {
                sums.used_free += SLOT;
                sums.first_used_free =
                    if sums.first_used_free == 0 { ib } else { sums.first_used_free };
            }
            if taken && !used {
                sums.lost += SLOT;
                sums.first_lost = if sums.first_lost == 0 { ib } else { sums.first_lost };
            }
            run = if taken { 0 } else { run + 1 };
            longest = longest.max(run);
            free += usize::from(!taken);
        }
        sums.free += wide(free) * SLOT;
        (free, longest)
    }

    fn check_sums_of_maps(&mut self, sums: &Sums) {
        let valid = self.header.amap_valid != 0;
        self.facts.regions = self.regions();
        self.facts.free_bytes = sums.free;
        self.facts.lost_bytes = sums.lost;
        if sums.used_free > 0 {
            let (bytes, first) = (sums.used_free, Hex(sums.first_used_free));
            let what = match valid {
                true => Flaw::UsedFree { bytes, first },
                false => Flaw::UsedFreeInvalid { bytes, first },
            };
            self.note(None, At::Maps, what);
        }
        if sums.lost > 0 {
            let (bytes, first) = (sums.lost, Hex(sums.first_lost));
            self.note(None, At::Maps, Flaw::LostSpace { bytes, first });
        }
        let (found, expected) = (self.header.amap_free, sums.free);
        if found != expected {
            let what = match valid {
                true => Flaw::FreeCount { found, expected },
                false => Flaw::FreeCountInvalid { found, expected },
            };
            self.note(None, At::Maps, what);
        }
        let (found, expected) = (self.header.pmap_free, sums.pages_free * PAGE);
        if found != 0 {
            self.note(None, At::Maps, Flaw::PmapFree { found });
        }
        if found != expected {
            self.note(None, At::Maps, Flaw::PmapCount { found, expected });
        }
    }

    /// The density list (2.2.2.7.4.2), if there is one.
    fn check_density_list(&mut self, sums: &Sums) -> Try<()> {
        let mut bytes = vec![0; index(PAGE)];
        // Where there is a region there is room for the list before it.
        self.backend.read_at(DLIST, &mut bytes)?;
        let trailer = self.format.page - self.format.page_trailer;
        if bytes.u8_at(trailer) != Some(0x86) {
            return Ok(());
        }
        let (_, bid) = self.page_sums(&bytes);
        if let Err(Stop::Fault(at, what)) =
            self.read_page(PageKind::DensityList, Bref { bid, ib: DLIST })
        {
            self.note(None, at, what);
            return Ok(());
        }
        let count = usize::from(bytes.u8_at(1).unwrap_or(0));
        for i in 0..count {
            let entry = bytes.u32_at(8 + 4 * i).unwrap_or(0);
            let (region, free) = (index((entry & 0xF_FFFF).into()), u64::from(entry >> 20));
            let what = match sums.regions.get(region).copied().map(u64::from) {
                None => Flaw::DlistRegion { region: wide(region), regions: self.regions() },
                Some(expected) if expected != free => {
                    Flaw::DlistFree { region: wide(region), found: free, expected }
                }
                Some(_) => continue,
            };
            self.note(None, At::Page(DLIST), what);
        }
        Ok(())
    }
}

//! What happens to files: bits flip, pages are written half, the end is missing, ranges are zeros,
//! blocks have changed their places.

use std::ops::Range;

use crate::items::extent;
use crate::support::dice::Dice;
use crate::surgeon::Surgeon;

/// A way of damaging a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Bits,
    Torn,
    Cut,
    Zeros,
    Swapped,
}

pub const WAYS: [Way; 5] = [Way::Bits, Way::Torn, Way::Cut, Way::Zeros, Way::Swapped];

/// A file and where in it something is in use.
pub struct Victim {
    pub bytes: Vec<u8>,
    blocks: Vec<Range<usize>>,
    pages: Vec<usize>,
}

impl Victim {
    pub fn new(bytes: Vec<u8>) -> Self {
        let surgeon = Surgeon::new(bytes.clone());
        let blocks = surgeon.blocks.keys().map(|bid| extent(&surgeon, *bid)).collect();
        let mut pages: Vec<usize> = surgeon.pages.concat();
        pages.extend([0, 0x4200, 0x4400, 0x4600]);
        Self { bytes, blocks, pages }
    }

    /// The file after it happened.
    pub fn damaged(&self, way: Way, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        match way {
            Way::Bits => (0..=dice.below(24)).for_each(|_| self.flip(&mut bytes, dice)),
            Way::Torn => (0..=dice.below(3)).for_each(|_| self.tear(&mut bytes, dice)),
            Way::Cut => bytes.truncate(564 + dice.below(bytes.len() - 564)),
            Way::Zeros => {
                let at = self.somewhere(dice);
                let most = 1 << (4 + dice.below(11));
                let end = (at + 1 + dice.below(most)).min(bytes.len());
                bytes[at..end].fill(0);
            }
            Way::Swapped => (0..=dice.below(3)).for_each(|_| self.swap(&mut bytes, dice)),
        }
        bytes
    }

    /// Half of the time in something in use, where it hurts.
    fn somewhere(&self, dice: &mut Dice) -> usize {
        match dice.below(4) {
            0 => {
                let block = &self.blocks[dice.below(self.blocks.len())];
                block.start + dice.below(block.len())
            }
            1 => self.pages[dice.below(self.pages.len())] + dice.below(512),
            _ => dice.below(self.bytes.len()),
        }
    }

    fn flip(&self, bytes: &mut [u8], dice: &mut Dice) {
        bytes[self.somewhere(dice)] ^= 1 << dice.below(8);
    }

    /// A page or a sector of which only the beginning was written: the rest is zeros, another
    /// page, or noise.
    fn tear(&self, bytes: &mut [u8], dice: &mut Dice) {
        let at = match dice.below(4) {
            0 => dice.below(bytes.len() / 512) * 512,
            _ => self.pages[dice.below(self.pages.len())],
        };
        let start = at + dice.below(32) * 16;
        let other = self.pages[dice.below(self.pages.len())] + (start - at);
        let what = dice.below(3);
        for i in 0..at + 512 - start {
            bytes[start + i] = match what {
                0 => 0,
                1 => self.bytes[other + i],
                _ => u8::try_from(dice.below(256)).unwrap(),
            };
        }
    }

    /// Two blocks of the same size, or two pages.
    fn swap(&self, bytes: &mut [u8], dice: &mut Dice) {
        if dice.below(4) == 0 {
            let page = |dice: &mut Dice| self.pages[dice.below(self.pages.len())];
            let (a, b) = (page(dice), page(dice));
            return exchange(bytes, a..a + 512, b);
        }
        let a = &self.blocks[dice.below(self.blocks.len())];
        let same: Vec<_> = self.blocks.iter().filter(|b| b.len() == a.len() && *b != a).collect();
        if !same.is_empty() {
            exchange(bytes, a.clone(), same[dice.below(same.len())].start);
        }
    }
}

fn exchange(bytes: &mut [u8], a: Range<usize>, b: usize) {
    for (i, at) in a.enumerate() {
        bytes.swap(at, b + i);
    }
}

//! The dictionary of \[MS-OXRTFCP\] 2.1.3.1.2: a ring of the last 4096 bytes, which at the start
//! holds what most RTF documents begin with.

/// Bytes of the ring.
pub(super) const SIZE: usize = 4096;

/// What the ring holds at first.
pub(super) const PRELOAD: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}\
{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New Roman\
Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The ring while decompressing.
#[derive(Debug)]
pub(super) struct Dictionary {
    ring: Vec<u8>,
    /// Where the next byte goes.
    pub end: usize,
}

impl Dictionary {
    pub fn new() -> Self {
        let mut ring = PRELOAD.to_vec();
        ring.resize(SIZE, 0);
        Self { ring, end: PRELOAD.len() }
    }

    /// The byte at a place of the ring.
    pub fn get(&self, place: usize) -> u8 {
        self.ring.get(place % SIZE).copied().unwrap_or(0)
    }

    pub fn push(&mut self, byte: u8) {
        if let Some(slot) = self.ring.get_mut(self.end) {
            *slot = byte;
        }
        self.end = (self.end + 1) % SIZE;
    }
}

//! The header (\[MS-PST\] 2.2.2.6) and its ROOT (2.2.2.5), and what its counters must be above.

use crate::bytes::{Bytes, index};
use crate::check::{Check, Flaw, Hex, Owner, Try};
use crate::crc::crc32;
use crate::ltp::table::ROW_VERSION;
use crate::{At, Nid, NidType};

/// Node types whose index in use `rgnid` must not lie below: folders, search folders, items,
/// associated items.
const COUNTED: [u8; 4] = [2, 3, 4, 8];
/// Subnode types that repair tools hold against `rgnid`: attachments and values.
const COUNTED_BELOW: [u8; 2] = [5, 0x1F];

impl Check<'_> {
    pub(super) fn check_header(&mut self) -> Try<()> {
        let mut raw = vec![0; self.format.header.len.min(index(self.len))];
        self.backend.read_at(0, &mut raw)?;
        self.check_constants(&raw);
        self.check_sums(&raw);
        self.check_root();
        Ok(())
    }

    fn wrong(&mut self, sound: bool, what: Flaw) {
        if !sound {
            self.note(None, At::Header, what);
        }
    }

    fn check_constants(&mut self, raw: &[u8]) {
        let word = |at: usize| raw.u16_at(at).unwrap_or(0);
        let byte = |at: usize| raw.u8_at(at).unwrap_or(0);
        // "SM"; offline stores say "SO".
        let magic = matches!(raw.part(8, 2), Some(b"SM" | b"SO"));
        self.wrong(magic, Flaw::ClientMagic { found: Hex(word(8).into()) });
        let version = self.header.version;
        self.wrong(matches!(version, 14 | 15 | 23), Flaw::OldVersion { found: version });
        self.wrong(word(12) == 19, Flaw::ClientVersion { found: word(12) });
        let platform = Flaw::Platform { create: byte(14), access: byte(15) };
        self.wrong(byte(14) == 1 && byte(15) == 1, platform);
        let sentinel = byte(self.format.header.sentinel);
        self.wrong(sentinel == 0x80, Flaw::Sentinel { found: Hex(sentinel.into()) });
        if self.format.ptr == 8 {
            let align = raw.u32_at(252).unwrap_or(0);
            self.wrong(align == 0, Flaw::HeaderAlign { found: Hex(align.into()) });
        }
    }

    fn check_sums(&mut self, raw: &[u8]) {
        let sums = |at: usize, len: usize| {
            let expected = Hex(crc32(raw.part(8, len).unwrap_or_default()).into());
            (Hex(raw.u32_at(at).unwrap_or(0).into()), expected)
        };
        let (found, expected) = sums(4, 471);
        self.wrong(found == expected, Flaw::HeaderChecksum { found, expected });
        if let Some(at) = self.format.header.crc_full {
            let (found, expected) = sums(at, 516);
            self.wrong(found == expected, Flaw::HeaderFullChecksum { found, expected });
        }
    }

    fn check_root(&mut self) {
        let (header, file) = (self.header.eof, self.len);
        self.wrong(header <= file, Flaw::FileShort { header, file });
        self.wrong(header >= file, Flaw::FileLong { header, file });
        match self.header.amap_valid {
            2 => {}
            1 => self.wrong(false, Flaw::MapsOld),
            found => self.wrong(false, Flaw::MapsInvalid { found }),
        }
    }

    /// Counters against what the nodes and subnodes use; the pages and blocks were held against
    /// theirs when they were read.
    pub(super) fn check_counters(&mut self) {
        let mut highest = [0u32; 32];
        for node in &self.nodes {
            raise(&mut highest, node.nid);
        }
        for kind in COUNTED {
            let (counter, used) = self.counter_of(&highest, kind);
            let kind = Hex(kind.into());
            self.wrong(
                used <= counter,
                Flaw::NodeCounter { kind, counter: Hex(counter.into()), used: Hex(used.into()) },
            );
        }
        if !self.modern() {
            return;
        }
        for kind in COUNTED_BELOW {
            let (counter, used) = self.counter_of(&self.sub_index.clone(), kind);
            let kind = Hex(kind.into());
            self.wrong(
                used <= counter,
                Flaw::SubnodeCounter { kind, counter: Hex(counter.into()), used: Hex(used.into()) },
            );
        }
        self.check_versions();
    }

    fn counter_of(&self, used: &[u32; 32], kind: u8) -> (u32, u32) {
        let at = usize::from(kind);
        let counter = self.header.rgnid.get(at).copied().unwrap_or(0);
        (counter, used.get(at).copied().unwrap_or(0))
    }

    /// Row versions are unique over all hierarchy and contents tables, and below `dwUnique`.
    fn check_versions(&mut self) {
        let mut versions = std::mem::take(&mut self.versions);
        versions.sort_unstable();
        let unique = self.header.unique;
        let mut before = 0;
        for (number, table, row) in versions {
            let (owner, at) = (Owner::node(table).row(row), At::Column(ROW_VERSION));
            let version = Hex(number.into());
            let fresh = number == 0 || number != before;
            self.demand(fresh, owner, at, Flaw::RowVersionTwice { version });
            let ahead = Flaw::RowVersionAhead { version, unique: Hex(unique.into()) };
            self.demand(number < unique || number == 0, owner, at, ahead);
            before = number;
        }
    }
}

/// Raises the index of a node's type.
pub(super) fn raise(highest: &mut [u32; 32], nid: Nid) {
    let NidType(kind) = nid.kind();
    if let Some(last) = highest.get_mut(usize::from(kind)) {
        *last = nid.index().max(*last);
    }
}

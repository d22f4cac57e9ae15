//! The versions of items as they were listed or written, in little memory.
//!
//! Node ids of items are given out one after the other, so their versions stand in pages of
//! neighbours: some fourteen bytes each, where a million of them are known at once. What must hold:
//! the version that was put in comes out.

use std::collections::HashMap;

use jiff::Timestamp;
use pst::{Nid, NidType};
use sync::Version;

/// Neighbours of a page.
const PAGE: u32 = 16;

/// Versions by item.
#[derive(Debug, Default)]
pub(super) struct Versions {
    pages: HashMap<(u32, NidType), Box<Page>>,
}

#[derive(Debug, Default)]
struct Page {
    /// Bits: whose version is known, and who has a stamp.
    known: u16,
    stamped: u16,
    rows: [u32; PAGE as usize],
    /// In microseconds: stamps of data files are no finer here.
    stamps: [i64; PAGE as usize],
}

/// The page of an item, and its place there.
fn place(nid: Nid) -> ((u32, NidType), usize) {
    let place = usize::try_from(nid.index() % PAGE).unwrap_or(0);
    ((nid.index() / PAGE, nid.kind()), place)
}

impl Versions {
    pub fn clear(&mut self) {
        self.pages.clear();
    }

    pub fn get(&self, nid: Nid) -> Option<Version> {
        let (page, place) = place(nid);
        let page = self.pages.get(&page).filter(|page| page.known >> place & 1 == 1)?;
        let stamp = page.stamps.get(place).copied();
        let stamp = stamp.filter(|_| page.stamped >> place & 1 == 1);
        let stamp = stamp.and_then(|micros| Timestamp::from_microsecond(micros).ok());
        Some(Version { row: i64::from(*page.rows.get(place)?), stamp })
    }

    /// Notes a version: the row's, and the stamp.
    pub fn put(&mut self, nid: Nid, row: u32, stamp: Option<Timestamp>) {
        let (page, place) = place(nid);
        let page = self.pages.entry(page).or_default();
        page.known |= 1 << place;
        page.stamped &= !(1 << place);
        page.stamped |= u16::from(stamp.is_some()) << place;
        page.rows.get_mut(place).into_iter().for_each(|known| *known = row);
        let micros = stamp.map_or(0, Timestamp::as_microsecond);
        page.stamps.get_mut(place).into_iter().for_each(|known| *known = micros);
    }

    /// Forgets a version, and gives it back.
    pub fn remove(&mut self, nid: Nid) -> Option<Version> {
        let version = self.get(nid);
        let (page, place) = place(nid);
        if let Some(page) = self.pages.get_mut(&page) {
            page.known &= !(1 << place);
        }
        version
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_in_comes_out_and_what_was_taken_out_is_gone(
            steps in prop::collection::vec((0_u32..200, any::<bool>(), any::<u32>(),
                prop::option::of(-1_000_000_000_000_i64..2_000_000_000_000_000)), 0..300)
        ) {
            let (mut versions, mut plain) = (Versions::default(), BTreeMap::new());
            for (nid, remove, row, micros) in steps {
                let nid = Nid(nid * 3);
                let stamp = micros.map(|micros| Timestamp::from_microsecond(micros).unwrap());
                if remove {
                    prop_assert_eq!(versions.remove(nid), plain.remove(&nid));
                } else {
                    versions.put(nid, row, stamp);
                    plain.insert(nid, Version { row: i64::from(row), stamp });
                }
            }
            for nid in (0..600).map(Nid) {
                prop_assert_eq!(versions.get(nid), plain.get(&nid).copied());
            }
            versions.clear();
            prop_assert_eq!(versions.get(Nid(3)), None);
        }
    }
}

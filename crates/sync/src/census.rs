//! The census: every link, every item and every office record of one kind, side by side, before
//! anything is opened; and what of it needs a look.
//!
//! What must hold: it keeps nothing of an item that is linked and unchanged, and what it keeps of
//! a new one is its key and version, on a [`Roll`]; looking things up takes logarithmic time.

use std::collections::{HashMap, HashSet};

use crate::merge::Both;
use crate::roll::{Entry, Roll};
use crate::{Direction, Key, Kind, Link, LinkState, Listed, Side, Version};

/// The office record of a link, compared with what the link remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OfficeState {
    /// Not there, not even in the trash.
    #[default]
    Absent,
    /// In the trash.
    Trashed,
    /// As it was.
    Same,
    /// Its version differs.
    Changed,
}

impl OfficeState {
    /// It was deleted.
    #[must_use]
    pub fn deleted(self) -> bool {
        matches!(self, Self::Absent | Self::Trashed)
    }
}

/// The item of a link, compared with what the link remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ItemState {
    /// Missing: not in the data file, or in Deleted Items.
    #[default]
    Missing,
    /// There, but outside the scope of the run.
    Aside,
    /// As it was.
    Same,
    /// Its version differs.
    Changed,
}

/// A link with both sides' states.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The link.
    pub link: Link,
    /// Its office record.
    pub office: OfficeState,
    /// The office record's version now.
    pub office_now: Version,
    /// Its item.
    pub item: ItemState,
    /// The item's version now.
    pub item_now: Version,
    /// Index of the item's folder.
    pub folder: u32,
    /// The item lies in Deleted Items.
    pub trashed: bool,
}

impl Linked {
    /// Whether the item lies in Deleted Items and was left out of account before it came there, or
    /// was imported from there: it is neither missing nor deleted.
    #[must_use]
    pub fn rests_in_trash(&self) -> bool {
        self.trashed && self.link.state == LinkState::OutOfScope
    }

    /// Whether an office record and an item are linked (not only claimed or promised).
    #[must_use]
    pub fn is_pair(&self) -> bool {
        self.link.office.is_some() && self.link.state != LinkState::Tombstone
    }
}

/// An item in scope that has to be opened because nothing is linked to it.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// Its key.
    pub key: Key,
    /// Its version.
    pub version: Version,
    /// Index of its folder.
    pub folder: u32,
    /// The link that remembers it without an office record (pending, open, copy, tombstone).
    pub held: Option<usize>,
}

impl From<Entry> for Fresh {
    /// An item of [`Census::fresh`].
    fn from(Entry { key, version, note }: Entry) -> Self {
        Self { key, version, folder: note, held: None }
    }
}

/// All links and new items of one kind.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Links, ordered by the key of their item.
    pub links: Vec<Linked>,
    /// Items in scope that no link knows, in the order of the listing, with their folders.
    pub fresh: Roll,
    /// Office records that are neither deleted nor linked, in the order in which they were told.
    pub loose: Vec<(i64, Version)>,
    /// Those of them that lie in Deleted Items.
    trashed: HashSet<Key>,
    by_office: HashMap<i64, usize>,
    /// Mails whose items are gone: they are not exported again.
    let_go: HashSet<i64>,
    watched: HashMap<i64, Version>,
}

impl Census {
    /// Begins with the links. `watch`: office records whose versions are wanted though they are
    /// not linked, because a decision about them is open.
    #[must_use]
    pub fn new(mut links: Vec<Link>, watch: impl IntoIterator<Item = i64>) -> Self {
        links.sort_by(|a, b| a.item.cmp(&b.item));
        let links: Vec<Linked> = links.into_iter().map(unseen).collect();
        let pairs = links.iter().enumerate().filter(|(_, linked)| linked.is_pair());
        let by_office = pairs.filter_map(|(at, pair)| Some((pair.link.office?, at))).collect();
        let mails = links.iter().filter(|linked| {
            linked.link.kind == Kind::Mails && linked.link.state == LinkState::Tombstone
        });
        let let_go = mails.filter_map(|linked| linked.link.office).collect();
        let watched = watch.into_iter().map(|id| (id, Version::default())).collect();
        Self { links, by_office, let_go, watched, ..Self::default() }
    }

    /// Takes an office record in.
    pub fn office(&mut self, id: i64, version: Version, deleted: bool) {
        if let Some(seen) = self.watched.get_mut(&id) {
            *seen = if deleted { Version::default() } else { version };
        }
        match self.by_office.get(&id).and_then(|at| self.links.get_mut(*at)) {
            Some(linked) => {
                linked.office_now = version;
                linked.office = match linked.link.office_version.row == version.row {
                    _ if deleted => OfficeState::Trashed,
                    true => OfficeState::Same,
                    false => OfficeState::Changed,
                };
            }
            None if deleted || self.let_go.contains(&id) => {}
            None => self.loose.push((id, version)),
        }
    }

    /// Takes an item in.
    pub fn item(&mut self, listed: Listed) {
        match self.find(&listed.key) {
            Some(at) => {
                if let Some(linked) = self.links.get_mut(at) {
                    see(linked, &listed);
                }
            }
            None if listed.in_scope => self.take_fresh(listed),
            None => {}
        }
    }

    fn take_fresh(&mut self, listed: Listed) {
        self.fresh.push(&listed.key, listed.version, listed.folder);
        if listed.deleted {
            self.trashed.insert(listed.key);
        }
    }

    /// Whether an office record is neither deleted nor linked.
    #[must_use]
    pub fn is_loose(&self, id: i64) -> bool {
        self.loose.iter().any(|(loose, _)| *loose == id)
    }

    /// A side that holds no record at all, the office first.
    #[must_use]
    pub fn empty_side(&self) -> Option<Side> {
        let office = |linked: &Linked| !linked.office.deleted();
        let item = |linked: &Linked| linked.item != ItemState::Missing;
        if self.loose.is_empty() && !self.links.iter().any(office) {
            Some(Side::Office)
        } else if self.fresh.is_empty() && !self.links.iter().any(item) {
            Some(Side::Outlook)
        } else {
            None
        }
    }

    /// Whether a record is older than its link remembers it: that side was restored from a backup.
    #[must_use]
    pub fn went_back(&self) -> Both<bool> {
        let item = |linked: &Linked| {
            linked.item == ItemState::Changed
                && linked.item_now.row < linked.link.item_version.row_known()
        };
        let office = |linked: &Linked| {
            linked.office == OfficeState::Changed
                && linked.office_now.row < linked.link.office_version.row_known()
        };
        Both { office: self.links.iter().any(office), outlook: self.links.iter().any(item) }
    }

    /// Links, by their places, whose items a store does not remember.
    pub fn forgotten(&self, remembers: impl Fn(&Key) -> bool) -> Vec<usize> {
        let links = self.links.iter().enumerate();
        let there = links.filter(|(_, linked)| linked.link.state != LinkState::Tombstone);
        there.filter(|(_, linked)| !remembers(&linked.link.item)).map(|(at, _)| at).collect()
    }

    /// Whether one of these items is missing.
    #[must_use]
    pub fn any_missing(&self, places: &[usize]) -> bool {
        let mut linked = places.iter().filter_map(|at| self.links.get(*at));
        linked.any(|linked| linked.item == ItemState::Missing)
    }

    /// Whether an item in scope lies in Deleted Items.
    #[must_use]
    pub fn in_trash(&self, item: &Key) -> bool {
        let linked = self.find(item).and_then(|at| self.links.get(at));
        linked.map_or_else(|| self.trashed.contains(item), |linked| linked.trashed)
    }

    /// The link of an item.
    #[must_use]
    pub fn find(&self, item: &Key) -> Option<usize> {
        self.links.binary_search_by(|linked| linked.link.item.cmp(item)).ok()
    }

    /// The link of an office record.
    #[must_use]
    pub fn of_office(&self, id: i64) -> Option<usize> {
        self.by_office.get(&id).copied()
    }

    /// The version of a watched office record now; the zero version where it is deleted.
    #[must_use]
    pub fn watched(&self, id: i64) -> Version {
        self.watched.get(&id).copied().unwrap_or_default()
    }
}

fn unseen(link: Link) -> Linked {
    Linked {
        link,
        office: OfficeState::default(),
        office_now: Version::default(),
        item: ItemState::default(),
        item_now: Version::default(),
        folder: 0,
        trashed: false,
    }
}

fn see(linked: &mut Linked, listed: &Listed) {
    linked.item_now = listed.version;
    linked.folder = listed.folder;
    linked.trashed = listed.deleted;
    linked.item = match listed.version.agrees_with(&linked.link.item_version) {
        _ if !listed.in_scope && listed.deleted => ItemState::Missing,
        _ if !listed.in_scope => ItemState::Aside,
        true => ItemState::Same,
        false => ItemState::Changed,
    };
}

/// What is known of a whole run when its links are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Every folder was read to its end: what was not seen is missing.
    pub complete: bool,
    /// The data file can be written.
    pub writable: bool,
    /// Version of the mapping.
    pub mapping: u64,
    /// The direction of the job.
    pub direction: Direction,
}

/// What a link needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Triage {
    /// Nothing; the item counts as unchanged.
    Unchanged,
    /// Nothing; no item in scope is concerned.
    Aside,
    /// Item and office record are compared field by field.
    Compare,
    /// The number is written at last.
    Number,
    /// Only its state changes.
    Mark(LinkState),
    /// The item is missing: row 13, or row 16 when another one has its number.
    Gone,
    /// The item is opened as if it were new.
    Fresh,
    /// It still waits, or is still a copy.
    Held,
    /// A person left it as it is.
    Left,
    /// Nothing is left of it: the link is dropped.
    Drop,
}

/// What a link needs.
#[must_use]
pub fn triage(linked: &Linked, given: &Given) -> Triage {
    match linked.link.state {
        LinkState::Tombstone => triage_tombstone(linked),
        LinkState::Ignored => triage_ignored(linked, given),
        _ if linked.is_pair() => triage_pair(linked, given),
        _ => triage_held(linked, given),
    }
}

fn triage_tombstone(linked: &Linked) -> Triage {
    match linked.item {
        // A mail that was deleted on one side stays as it is on the other.
        ItemState::Same | ItemState::Changed if linked.link.kind == Kind::Mails => Triage::Aside,
        ItemState::Same | ItemState::Changed => Triage::Fresh,
        ItemState::Missing | ItemState::Aside => Triage::Aside,
    }
}

/// What a person left as it is stays so until one of its records changes.
fn triage_ignored(linked: &Linked, given: &Given) -> Triage {
    let pair = linked.is_pair();
    let changed = linked.office == OfficeState::Changed;
    match linked.item {
        ItemState::Missing if !given.complete => Triage::Aside,
        ItemState::Missing if !pair => Triage::Drop,
        ItemState::Missing if linked.office.deleted() => Triage::Mark(LinkState::Tombstone),
        ItemState::Missing if changed => Triage::Gone,
        ItemState::Missing | ItemState::Aside => Triage::Aside,
        ItemState::Changed | ItemState::Same if pair && changed => Triage::Compare,
        ItemState::Changed if pair => Triage::Compare,
        ItemState::Changed => Triage::Fresh,
        ItemState::Same => Triage::Left,
    }
}

fn triage_pair(linked: &Linked, given: &Given) -> Triage {
    let open = linked.link.state == LinkState::Open;
    match linked.item {
        ItemState::Missing if !given.complete => Triage::Aside,
        // Imported from Deleted Items: where it lies it is neither missing nor deleted.
        ItemState::Missing if linked.rests_in_trash() => Triage::Aside,
        ItemState::Missing if linked.office.deleted() => Triage::Mark(LinkState::Tombstone),
        ItemState::Missing => Triage::Gone,
        ItemState::Aside if open || linked.link.state == LinkState::OutOfScope => Triage::Aside,
        ItemState::Aside => Triage::Mark(LinkState::OutOfScope),
        ItemState::Changed => Triage::Compare,
        ItemState::Same if linked.office.deleted() => Triage::Compare,
        ItemState::Same if open => held_pair(linked),
        ItemState::Same => triage_in_place(linked, given),
    }
}

/// A pair in conflict is looked at again when either side was changed.
fn held_pair(linked: &Linked) -> Triage {
    if linked.office == OfficeState::Changed { Triage::Compare } else { Triage::Held }
}

fn triage_in_place(linked: &Linked, given: &Given) -> Triage {
    let owed = !linked.link.number_written && !linked.link.number.is_empty();
    let to_outlook = given.direction.writes(Side::Outlook);
    if linked.link.mapping != given.mapping || to_outlook && linked.office == OfficeState::Changed {
        Triage::Compare
    } else if owed && given.writable {
        Triage::Number
    } else if linked.link.state != in_place(linked.trashed) {
        Triage::Mark(in_place(linked.trashed))
    } else {
        Triage::Unchanged
    }
}

/// The state of a link in step. Items in Deleted Items are imported once, and without rules 13 to
/// 15: their links are out of scope as soon as the run is over.
#[must_use]
pub fn in_place(trashed: bool) -> LinkState {
    if trashed { LinkState::OutOfScope } else { LinkState::Linked }
}

fn triage_held(linked: &Linked, given: &Given) -> Triage {
    match linked.item {
        ItemState::Missing if given.complete => Triage::Drop,
        ItemState::Missing | ItemState::Aside => Triage::Aside,
        ItemState::Changed => Triage::Fresh,
        ItemState::Same if linked.link.state == LinkState::Pending => Triage::Fresh,
        ItemState::Same => Triage::Held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Slot;

    const GIVEN: Given =
        Given { complete: true, writable: true, mapping: 7, direction: Direction::Import };

    fn link(state: LinkState, office: Option<i64>) -> Link {
        Link {
            id: 1,
            kind: Kind::Addresses,
            office,
            number: "10000".to_owned(),
            item: Key(Box::new([1])),
            item_version: Version { row: 1, stamp: None },
            office_version: Version { row: 1, stamp: None },
            slot: Slot::Business,
            mapping: 7,
            state,
            number_written: true,
            fingerprint: 1,
        }
    }

    fn pair(state: LinkState, item: ItemState, office: OfficeState) -> Linked {
        Linked { item, office, ..unseen(link(state, Some(5))) }
    }

    fn claim(state: LinkState, item: ItemState) -> Linked {
        Linked { item, ..unseen(link(state, None)) }
    }

    #[test]
    fn only_a_linked_unchanged_pair_is_left_as_it_is() {
        use {ItemState as I, LinkState as L, OfficeState as O};
        for office in [O::Same, O::Changed] {
            assert_eq!(triage(&pair(L::Linked, I::Same, office), &GIVEN), Triage::Unchanged);
        }
        for state in [L::MissingOnce, L::OutOfScope] {
            let back = triage(&pair(state, I::Same, O::Same), &GIVEN);
            assert_eq!(back, Triage::Mark(L::Linked));
        }
        for state in [L::Linked, L::MissingOnce, L::OutOfScope, L::Open] {
            assert_eq!(triage(&pair(state, I::Changed, O::Same), &GIVEN), Triage::Compare);
            assert_eq!(triage(&pair(state, I::Same, O::Trashed), &GIVEN), Triage::Compare);
            assert_eq!(triage(&pair(state, I::Same, O::Absent), &GIVEN), Triage::Compare);
        }
    }

    #[test]
    fn nothing_is_missing_when_a_folder_could_not_be_read() {
        use {ItemState as I, LinkState as L, OfficeState as O};
        let half = Given { complete: false, ..GIVEN };
        for state in [L::Linked, L::MissingOnce, L::OutOfScope, L::Open] {
            for office in [O::Same, O::Changed, O::Trashed, O::Absent] {
                assert_eq!(triage(&pair(state, I::Missing, office), &half), Triage::Aside);
            }
        }
        for state in [L::Pending, L::Open, L::Quarantined, L::Duplicate] {
            assert_eq!(triage(&claim(state, I::Missing), &half), Triage::Aside);
            assert_eq!(triage(&claim(state, I::Missing), &GIVEN), Triage::Drop);
        }
    }

    #[test]
    fn claims_are_opened_only_when_they_changed_or_were_promised_a_number() {
        use {ItemState as I, LinkState as L};
        for state in [L::Open, L::Quarantined, L::Duplicate] {
            assert_eq!(triage(&claim(state, I::Same), &GIVEN), Triage::Held);
            assert_eq!(triage(&claim(state, I::Changed), &GIVEN), Triage::Fresh);
            assert_eq!(triage(&claim(state, I::Aside), &GIVEN), Triage::Aside);
        }
        assert_eq!(triage(&claim(L::Pending, I::Same), &GIVEN), Triage::Fresh);
    }

    #[test]
    fn an_open_pair_is_compared_again_when_either_side_changed() {
        use {ItemState as I, LinkState as L, OfficeState as O};
        assert_eq!(triage(&pair(L::Open, I::Same, O::Same), &GIVEN), Triage::Held);
        assert_eq!(triage(&pair(L::Open, I::Same, O::Changed), &GIVEN), Triage::Compare);
        assert_eq!(triage(&pair(L::Open, I::Aside, O::Changed), &GIVEN), Triage::Aside);
    }

    #[test]
    fn a_number_is_owed_only_to_a_file_that_can_be_written() {
        let mut owed = pair(LinkState::Linked, ItemState::Same, OfficeState::Same);
        owed.link.number_written = false;
        assert_eq!(triage(&owed, &GIVEN), Triage::Number);
        assert_eq!(triage(&owed, &Given { writable: false, ..GIVEN }), Triage::Unchanged);
        owed.link.number.clear();
        assert_eq!(triage(&owed, &GIVEN), Triage::Unchanged, "a prospect has no number");
    }

    #[test]
    fn another_mapping_opens_every_pair() {
        let pair = pair(LinkState::Linked, ItemState::Same, OfficeState::Same);
        assert_eq!(triage(&pair, &Given { mapping: 8, ..GIVEN }), Triage::Compare);
    }
}

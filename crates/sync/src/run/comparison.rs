//! The comparison of one kind while it goes on: what is sorted out, kept and planned so far.

use std::collections::HashSet;

use super::numberless::Hit;
use super::survey::Stage;
use crate::census::{Fresh, Given, ItemState, Linked, Triage, in_place};
use crate::claim::folded_number;
use crate::plan::{KindPlan, Op, Step};
use crate::{Direction, Key, LinkState, Slot, Version};

/// An item that was opened because nothing is linked to it, and what is kept of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) key: Key,
    pub(super) version: Version,
    pub(super) held: Option<usize>,
    pub(super) number: String,
    pub(super) slot: Slot,
    pub(super) fingerprint: u64,
}

/// The comparison of one kind while it goes on.
pub(super) struct Comparison {
    pub(super) plan: KindPlan,
    pub(super) given: Given,
    /// Linked pairs to be opened.
    pub(super) pairs: Vec<usize>,
    /// Items that only claim a number, and were not touched.
    pub(super) held: Vec<usize>,
    /// Linked items that are missing.
    pub(super) gone: Vec<usize>,
    /// Folded numbers around which something changed: what is held there is looked at again.
    pub(super) dirty: HashSet<String>,
    pub(super) claims: Vec<Seen>,
    /// Items without a number, with the office records that match them.
    pub(super) numberless: Vec<(Seen, Vec<Hit>)>,
    /// Office records that an item was linked to in this comparison.
    pub(super) taken: HashSet<i64>,
    /// Office records that an open question about an item is about: nothing is made from them.
    pub(super) concerned: HashSet<i64>,
    /// Folded numbers that items claim without being linked.
    pub(super) claimed: HashSet<String>,
    /// Deletions that do not travel because something speaks against it.
    pub(super) blocked: u64,
}

impl Comparison {
    pub(super) fn new(stage: &Stage, writable: bool, direction: Direction) -> Self {
        let mapping = stage.mapped.version;
        Self {
            plan: KindPlan::new(stage.kind(), mapping),
            given: Given { complete: stage.complete, writable, mapping, direction },
            pairs: Vec::new(),
            held: Vec::new(),
            gone: Vec::new(),
            dirty: HashSet::new(),
            claims: Vec::new(),
            numberless: Vec::new(),
            taken: HashSet::new(),
            concerned: HashSet::new(),
            claimed: HashSet::new(),
            blocked: 0,
        }
    }

    pub(super) fn push(&mut self, row: u8, item: Key, version: Version, op: Op) {
        self.plan.steps.push(Step::new(row, item, version, op));
    }

    /// Puts a link where it belongs; gives back its item if that is to be opened as if new.
    pub(super) fn sort(&mut self, at: usize, linked: &Linked, triage: Triage) -> Option<Fresh> {
        let link = &linked.link;
        let item = || link.item.clone();
        let disturbs =
            !matches!(triage, Triage::Unchanged | Triage::Aside | Triage::Held | Triage::Left);
        let disturbs = disturbs && triage != Triage::Number;
        if disturbs && triage != Triage::Mark(in_place(linked.trashed)) && !link.number.is_empty() {
            self.dirty.insert(folded_number(&link.number));
        }
        match triage {
            Triage::Unchanged => self.plan.unchanged += 1,
            Triage::Aside => {}
            Triage::Compare => self.pairs.push(at),
            Triage::Gone => self.gone.push(at),
            Triage::Held if linked.is_pair() => self.plan.open += 1,
            Triage::Held => self.held.push(at),
            Triage::Left => self.plan.skipped += 1,
            Triage::Number => {
                self.push(26, item(), linked.item_now, Op::Number { link: link.id });
            }
            Triage::Mark(state) => {
                let counted = linked.in_scope();
                let op = Op::Mark { link: link.id, state, counted };
                self.push(mark_row(state), item(), linked.item_now, op);
            }
            Triage::Drop => self.push(15, item(), link.item_version, Op::Unlink { link: link.id }),
            Triage::Fresh => return Some(linked.as_fresh(at)),
        }
        None
    }

    /// An item out of reach may still claim its number.
    pub(super) fn note_claim(&mut self, linked: &Linked) {
        let claims = matches!(linked.link.state, LinkState::Open | LinkState::Quarantined);
        if claims && !linked.is_pair() && !linked.link.number.is_empty() {
            let gone = linked.item == ItemState::Missing && self.given.complete;
            if !linked.in_scope() && !gone {
                self.claimed.insert(folded_number(&linked.link.number));
            }
        }
    }

    pub(super) fn keep_held(&mut self, linked: &Linked) {
        self.claimed.insert(folded_number(&linked.link.number));
        match linked.link.state {
            LinkState::Duplicate => self.plan.skipped += 1,
            _ => self.plan.open += 1,
        }
    }
}

fn mark_row(state: LinkState) -> u8 {
    match state {
        LinkState::Tombstone => 15,
        LinkState::OutOfScope => 17,
        LinkState::MissingOnce => 13,
        _ => 3,
    }
}

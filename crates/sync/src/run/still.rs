//! A plan that was saved is carried out later: what it says of links must still be so.

use super::survey::Stage;
use crate::census::{ItemState, Linked};
use crate::plan::{Op, Step};
use crate::{Key, LinkState};

impl Stage {
    /// Whether the link that a step is about is as the plan saw it. What the step says of records
    /// is checked when they are read again.
    pub(super) fn holds_still(&self, step: &Step) -> bool {
        let held = self.held(&step.item);
        match &step.op {
            Op::Create { restored, apart, .. } => *restored || *apart || !is_pair(held),
            Op::Copy(_) => !is_pair(held),
            Op::Ask(question) | Op::Leave(question) => match question.link {
                0 => !is_pair(held),
                link => is(held, link),
            },
            Op::Unlink { link } => is(held, *link) && !is_pair(held),
            Op::Number { link } => is(held, *link),
            Op::Mark { link, state, .. } => is(held, *link) && may_mark(held, *state),
            Op::Update(pair) => is(held, pair.link),
            Op::Restore(pair) | Op::Recover(pair) | Op::Link(pair) => {
                let from = pair.from.as_ref().map_or(held, |from| self.held(from));
                let other = self.census.of_office(pair.office);
                let other = other.and_then(|at| self.census.links.get(at));
                if pair.link == 0 { other.is_none_or(lost) } else { is(from, pair.link) }
            }
            Op::CreateItem(_) | Op::Delete(_) => true,
        }
    }

    fn held(&self, item: &Key) -> Option<&Linked> {
        self.census.find(item).and_then(|at| self.census.links.get(at))
    }
}

fn is_pair(held: Option<&Linked>) -> bool {
    held.is_some_and(Linked::is_pair)
}

fn is(held: Option<&Linked>, link: i64) -> bool {
    held.is_some_and(|held| held.link.id == link)
}

/// A pair that is gone on both sides.
fn lost(linked: &Linked) -> bool {
    linked.office.deleted() && linked.item == ItemState::Missing
}

fn may_mark(held: Option<&Linked>, state: LinkState) -> bool {
    let missing = held.is_some_and(|held| held.item == ItemState::Missing);
    let deleted = held.is_some_and(|held| held.office.deleted());
    match state {
        LinkState::Tombstone => missing || deleted,
        LinkState::MissingOnce => missing,
        _ => true,
    }
}

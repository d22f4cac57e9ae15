//! The steps of a plan, in the order in which they are carried out.
//!
//! A first import makes a record of every item, and a million steps that say nothing but that would
//! be most of what a run keeps: so they lie on a [`Roll`]. What must hold: whoever goes through the
//! steps sees no difference.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Op, Step};
use crate::roll::{Entry, Roll};

/// The row of a new record from an item without a number.
const NEW: u8 = 2;

/// Steps in order.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    steps: Vec<Step>,
    /// New records with the next free number, or as prospects, of items that carry none.
    creations: Roll,
    /// Before which of the others they come.
    at: usize,
}

impl Steps {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len() + self.creations.len()
    }

    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The steps in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Step>> {
        let (before, after) = self.steps.split_at_checked(self.at).unwrap_or((&self.steps, &[]));
        let creations = self.creations.iter().map(|entry| Cow::Owned(creation(entry)));
        before.iter().map(Cow::Borrowed).chain(creations).chain(after.iter().map(Cow::Borrowed))
    }

    /// Adds a step; where it belongs is found by [`Steps::sort`].
    pub(crate) fn push(&mut self, step: Step) {
        match step {
            Step {
                enabled: true,
                row: NEW,
                item,
                version,
                op: Op::Create { wish: None, restored: false, prospect, apart: false },
                weight,
            } => self.creations.push(&item, version, note(prospect, weight)),
            step => self.steps.push(step),
        }
    }

    /// Brings the steps into the order of their ranks.
    pub(crate) fn sort(&mut self) {
        self.steps.sort_by_key(Step::rank);
        let wished = |step: &Step| matches!(step.op, Op::Create { wish: Some(_), .. });
        self.at = self.steps.partition_point(wished);
    }
}

/// What else is known of a creation, in the note of its entry: whether it makes a prospect, and its
/// weight in KiB.
fn note(prospect: bool, weight: u64) -> u32 {
    let weight = u32::try_from(weight >> 10).unwrap_or(u32::MAX).min(u32::MAX >> 1);
    weight << 1 | u32::from(prospect)
}

fn creation(entry: Entry) -> Step {
    let (prospect, weight) = (entry.note & 1 == 1, u64::from(entry.note >> 1) << 10);
    let op = Op::Create { wish: None, restored: false, prospect, apart: false };
    Step { weight, ..Step::new(NEW, entry.key, entry.version, op) }
}

impl FromIterator<Step> for Steps {
    /// The steps in the order given.
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self { steps: steps.into_iter().collect(), ..Self::default() }
    }
}

impl PartialEq for Steps {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Serialize for Steps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Step>::deserialize(deserializer).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, LinkState, Version};

    fn step(at: u8, row: u8, op: Op) -> Step {
        Step::new(row, Key(Box::new([at])), Version { row: i64::from(at), stamp: None }, op)
    }

    fn create(wish: Option<&str>, prospect: bool) -> Op {
        Op::Create { wish: wish.map(Into::into), restored: false, prospect, apart: false }
    }

    fn mixed() -> Vec<Step> {
        let mark = Op::Mark { link: 7, state: LinkState::Linked, counted: true };
        vec![
            step(1, 3, mark),
            step(2, NEW, create(None, false)),
            step(3, 21, create(Some("K1"), false)),
            step(4, NEW, create(None, true)),
            step(5, 18, create(None, false)),
            step(6, NEW, create(None, false)),
            step(7, 15, Op::Unlink { link: 9 }),
        ]
    }

    #[test]
    fn the_steps_come_in_the_order_of_their_ranks_and_as_they_were_put_in() {
        let mut steps = Steps::default();
        mixed().into_iter().for_each(|step| steps.push(step));
        steps.sort();
        let mut expected = mixed();
        expected.sort_by_key(Step::rank);
        assert_eq!(steps.creations.len(), 3);
        assert_eq!(steps.len(), expected.len());
        let in_order: Vec<u8> =
            steps.iter().filter_map(|step| step.item.0.first().copied()).collect();
        assert_eq!(in_order, [3, 2, 4, 6, 5, 1, 7]);
        for step in steps.iter() {
            assert!(expected.contains(&step), "{step:?}");
        }
    }

    #[test]
    fn what_is_heavy_stays_known_as_heavy() {
        for (prospect, weight) in [(false, 9 << 10), (true, 70 << 20), (true, 0)] {
            let mut steps = Steps::default();
            steps.push(Step { weight, ..step(1, NEW, create(None, prospect)) });
            let back = steps.iter().next().map(Cow::into_owned);
            assert_eq!(back, Some(Step { weight, ..step(1, NEW, create(None, prospect)) }));
        }
    }

    #[test]
    fn steps_are_equal_to_those_that_were_saved() {
        let mut steps = Steps::default();
        mixed().into_iter().for_each(|step| steps.push(step));
        steps.sort();
        let text = serde_json::to_string(&steps).unwrap();
        assert_eq!(serde_json::from_str::<Steps>(&text).unwrap(), steps);
        let off = steps.iter().map(|step| Step { enabled: false, ..step.into_owned() });
        assert_ne!(off.collect::<Steps>(), steps);
    }
}

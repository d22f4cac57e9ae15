//! One field: the decision table of rows 3 to 10.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Side;
use crate::mapping::Direction;

/// Stamps closer than this leave it in doubt which side is newer.
const DOUBT_SECONDS: u64 = 120;

/// One value per side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Both<T> {
    /// The office's.
    pub office: T,
    /// Outlook's.
    pub outlook: T,
}

impl<T> Both<T> {
    /// The one of a side.
    pub fn of(&self, side: Side) -> &T {
        match side {
            Side::Office => &self.office,
            Side::Outlook => &self.outlook,
        }
    }

    /// With the sides swapped.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { office: self.outlook, outlook: self.office }
    }
}

/// Which side was changed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Newer {
    /// This side, by more than 120 seconds.
    Side(Side),
    /// Within 120 seconds, or a stamp is missing.
    Doubt,
}

impl Newer {
    /// Compares the times of the last change.
    #[must_use]
    pub fn of(office: Option<Timestamp>, outlook: Option<Timestamp>) -> Self {
        let Some((office, outlook)) = office.zip(outlook) else {
            return Self::Doubt;
        };
        if office.duration_since(outlook).unsigned_abs().as_secs() <= DOUBT_SECONDS {
            Self::Doubt
        } else if office > outlook {
            Self::Side(Side::Office)
        } else {
            Self::Side(Side::Outlook)
        }
    }
}

/// What is done when both sides changed the same field differently (row 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conflicts {
    /// The newer side's value; in doubt a person decides.
    #[default]
    Newer,
    /// The office's value.
    Office,
    /// Outlook's value.
    Outlook,
    /// The newer side's value, and the other one is appended to the notes.
    Both,
    /// A person decides.
    Ask,
}

impl Conflicts {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Newer, Self::Office, Self::Outlook, Self::Both, Self::Ask];

    /// The same with the sides swapped.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Office => Self::Outlook,
            Self::Outlook => Self::Office,
            other => other,
        }
    }

    fn winner(self, newer: Newer) -> Option<Side> {
        match (self, newer) {
            (Self::Office, _) => Some(Side::Office),
            (Self::Outlook, _) => Some(Side::Outlook),
            (Self::Newer | Self::Both, Newer::Side(side)) => Some(side),
            (Self::Newer | Self::Both, Newer::Doubt) | (Self::Ask, _) => None,
        }
    }
}

/// The terms of a field's merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Terms {
    /// Which sides may be written: the job's direction and the line's.
    pub office_writable: bool,
    /// The same for Outlook.
    pub outlook_writable: bool,
    /// Row 8.
    pub conflicts: Conflicts,
    /// Which side is newer.
    pub newer: Newer,
}

impl Terms {
    /// The terms of a job's and a line's direction together.
    #[must_use]
    pub(super) fn new(job: Direction, line: Direction, conflicts: Conflicts, newer: Newer) -> Self {
        let writable = |side| job.writes(side) && line.writes(side);
        Self {
            office_writable: writable(Side::Office),
            outlook_writable: writable(Side::Outlook),
            conflicts,
            newer,
        }
    }

    fn writes(&self, side: Side) -> bool {
        match side {
            Side::Office => self.office_writable,
            Side::Outlook => self.outlook_writable,
        }
    }
}

/// What is known of one field of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Case {
    /// Both sides hold the same.
    pub equal: bool,
    /// Sides that hold nothing.
    pub empty: Both<bool>,
    /// Sides that differ from their base; `None` without a base.
    pub changed: Option<Both<bool>>,
}

/// What is to be done with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Verdict {
    /// Nothing to write; what both sides hold is the new base.
    InStep,
    /// Write this side. `conflict`: it loses a value of its own.
    Write {
        /// The side that is written.
        to: Side,
        /// Row of the decision table.
        row: u8,
        /// Row 8: the value that is overwritten had been changed too.
        conflict: bool,
    },
    /// This side is ahead, but the other may not be written: the base stays.
    Ahead(Side),
    /// Row 8, decided for this side, but the other may not be written: listed, the base stays.
    Stands(Side),
    /// Row 8: a person decides; the base stays.
    Ask,
}

/// Decides one field: rows 3 to 10.
#[must_use]
pub(super) fn decide(case: &Case, terms: &Terms) -> Verdict {
    if case.equal {
        return Verdict::InStep;
    }
    match case.changed {
        None => without_base(case, terms),
        Some(Both { office: false, outlook: false }) => Verdict::InStep,
        Some(Both { office: true, outlook: false }) => travels(case, Side::Outlook, 4, terms),
        Some(Both { office: false, outlook: true }) => travels(case, Side::Office, 5, terms),
        Some(Both { office: true, outlook: true }) => conflict(terms),
    }
}

fn without_base(case: &Case, terms: &Terms) -> Verdict {
    match case.empty {
        Both { office: true, outlook: false } => travels(case, Side::Office, 10, terms),
        Both { office: false, outlook: true } => travels(case, Side::Outlook, 10, terms),
        _ => conflict(terms),
    }
}

fn travels(case: &Case, to: Side, row: u8, terms: &Terms) -> Verdict {
    let row = if *case.empty.of(to.other()) { 9 } else { row };
    if terms.writes(to) {
        Verdict::Write { to, row, conflict: false }
    } else {
        Verdict::Ahead(to.other())
    }
}

fn conflict(terms: &Terms) -> Verdict {
    match terms.conflicts.winner(terms.newer) {
        None => Verdict::Ask,
        Some(winner) if terms.writes(winner.other()) => {
            Verdict::Write { to: winner.other(), row: 8, conflict: true }
        }
        Some(winner) => Verdict::Stands(winner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Verdict {
        /// The same with the sides swapped; rows 4 and 5 are each other's mirror.
        fn swapped(self) -> Self {
            match self {
                Self::InStep | Self::Ask => self,
                Self::Ahead(side) => Self::Ahead(side.other()),
                Self::Stands(side) => Self::Stands(side.other()),
                Self::Write { to, row, conflict } => {
                    let row = match row {
                        4 => 5,
                        5 => 4,
                        other => other,
                    };
                    Self::Write { to: to.other(), row, conflict }
                }
            }
        }
    }

    const SIDES: [bool; 2] = [false, true];

    fn all_cases() -> Vec<Case> {
        let mut cases = Vec::new();
        for bits in 0..32_u8 {
            let bit = |n: u8| bits >> n & 1 == 1;
            let empty = Both { office: bit(1), outlook: bit(2) };
            let changed = Both { office: bit(3), outlook: bit(4) };
            cases.push(Case { equal: bit(0), empty, changed: Some(changed) });
            cases.push(Case { equal: bit(0), empty, changed: None });
        }
        cases
    }

    fn all_terms() -> Vec<Terms> {
        let mut terms = Vec::new();
        let policies = [
            Conflicts::Newer,
            Conflicts::Office,
            Conflicts::Outlook,
            Conflicts::Both,
            Conflicts::Ask,
        ];
        let newers = [Newer::Side(Side::Office), Newer::Side(Side::Outlook), Newer::Doubt];
        for conflicts in policies {
            for newer in newers {
                for office_writable in SIDES {
                    for outlook_writable in SIDES {
                        terms.push(Terms { office_writable, outlook_writable, conflicts, newer });
                    }
                }
            }
        }
        terms
    }

    fn swapped_case(case: &Case) -> Case {
        Case {
            equal: case.equal,
            empty: case.empty.swapped(),
            changed: case.changed.map(Both::swapped),
        }
    }

    fn swapped_terms(terms: &Terms) -> Terms {
        Terms {
            office_writable: terms.outlook_writable,
            outlook_writable: terms.office_writable,
            conflicts: terms.conflicts.swapped(),
            newer: match terms.newer {
                Newer::Side(side) => Newer::Side(side.other()),
                Newer::Doubt => Newer::Doubt,
            },
        }
    }

    #[test]
    fn swapping_the_sides_swaps_the_verdict_in_every_case_there_is() {
        for case in all_cases() {
            for terms in all_terms() {
                let mirrored = decide(&swapped_case(&case), &swapped_terms(&terms));
                assert_eq!(decide(&case, &terms).swapped(), mirrored, "{case:?} {terms:?}");
            }
        }
    }

    #[test]
    fn a_side_that_may_not_be_written_is_not_written_in_any_case() {
        for case in all_cases() {
            for terms in all_terms() {
                if let Verdict::Write { to, .. } = decide(&case, &terms) {
                    assert!(terms.writes(to), "{case:?} {terms:?}");
                }
            }
        }
    }

    #[test]
    fn without_a_base_nothing_is_ever_blanked() {
        for case in all_cases().into_iter().filter(|case| case.changed.is_none()) {
            // Two empty sides are equal; the merge never asks about them.
            let both_empty = case.empty.office && case.empty.outlook;
            for terms in all_terms().into_iter().filter(|_| !both_empty) {
                if let Verdict::Write { to, .. } = decide(&case, &terms) {
                    assert!(!*case.empty.of(to.other()), "{case:?} {terms:?}");
                }
            }
        }
    }

    #[test]
    fn stamps_within_120_seconds_leave_it_in_doubt() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        assert_eq!(Newer::of(at(1000), at(1120)), Newer::Doubt);
        assert_eq!(Newer::of(at(1000), at(1121)), Newer::Side(Side::Outlook));
        assert_eq!(Newer::of(at(1121), at(1000)), Newer::Side(Side::Office));
        assert_eq!(Newer::of(None, at(1000)), Newer::Doubt);
    }
}

//! A linked pair of which one record is gone: rows 11 to 14.
//!
//! Pure: what is known of the pair goes in, the row and the verdict come out. Swapping the sides
//! swaps the rows and nothing else.

use crate::mapping::Direction;
use crate::settings::Deletions;
use crate::{Kind, Link, LinkState, Side};

/// What is known of a pair of which one record is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Absence {
    /// The side whose record is gone.
    pub gone: Side,
    /// The record that is left was changed since both were in step.
    pub changed: bool,
    /// The absence is certain: the office tells of deletions; an item must be missing from two
    /// complete runs.
    pub certain: bool,
    /// A mail: one that is missing on a side is neither brought back nor deleted on the other.
    pub mail: bool,
}

/// What becomes of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AbsenceVerdict {
    /// The record that is gone is brought back.
    Restore,
    /// The record that is left is deleted, too.
    Delete,
    /// The deletion is to travel, but is not certain yet.
    Wait,
    /// A person decides.
    Ask,
    /// Nothing: the job does not write where something would have to be done.
    Leave,
    /// The pair is let go: what is left of it stays as it is.
    Tombstone,
}

impl Absence {
    /// The item of a link is gone.
    #[must_use]
    pub fn of_item(link: &Link, changed: bool) -> Self {
        let certain = link.state == LinkState::MissingOnce;
        Self { gone: Side::Outlook, changed, certain, mail: link.kind == Kind::Mails }
    }

    /// The office record of a link was deleted.
    #[must_use]
    pub fn of_office(link: &Link, changed: bool) -> Self {
        let mail = link.kind == Kind::Mails;
        Self { gone: Side::Office, changed, certain: true, mail }
    }

    /// The row of the decision table.
    #[must_use]
    pub fn row(&self) -> u8 {
        match (self.gone, self.changed) {
            (Side::Office, false) => 11,
            (Side::Office, true) => 12,
            (Side::Outlook, false) => 13,
            (Side::Outlook, true) => 14,
        }
    }

    /// What becomes of the pair. Deletions travel only where both sides may be written, and never
    /// over a change.
    #[must_use]
    pub fn verdict(&self, direction: Direction, deletions: Deletions) -> AbsenceVerdict {
        let travels = deletions == Deletions::Propagate && !self.changed;
        match (travels, deletions) {
            _ if self.mail => AbsenceVerdict::Tombstone,
            (true, _) if direction != Direction::Both => AbsenceVerdict::Leave,
            (true, _) if self.certain => AbsenceVerdict::Delete,
            (true, _) => AbsenceVerdict::Wait,
            _ if !direction.writes(self.gone) => AbsenceVerdict::Leave,
            (false, Deletions::Ask) => AbsenceVerdict::Ask,
            (false, Deletions::Restore | Deletions::Propagate) => AbsenceVerdict::Restore,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIRECTIONS: [Direction; 3] = [Direction::Both, Direction::Import, Direction::Export];
    const SETTINGS: [Deletions; 3] = [Deletions::Restore, Deletions::Ask, Deletions::Propagate];

    fn all() -> impl Iterator<Item = Absence> {
        let bits = 0..8;
        bits.map(|n: u8| Absence {
            gone: if n & 1 > 0 { Side::Office } else { Side::Outlook },
            changed: n & 2 > 0,
            certain: n & 4 > 0,
            mail: false,
        })
    }

    #[test]
    fn swapping_the_sides_swaps_the_verdict() {
        for absence in all() {
            let swapped = Absence { gone: absence.gone.other(), ..absence };
            for (direction, setting) in DIRECTIONS.into_iter().zip(SETTINGS) {
                let mirrored = swapped.verdict(direction.swapped(), setting);
                assert_eq!(absence.verdict(direction, setting), mirrored, "{absence:?}");
            }
            assert_eq!(absence.row().abs_diff(swapped.row()), 2);
        }
    }

    #[test]
    fn a_mail_that_is_gone_on_a_side_is_let_go_under_every_setting() {
        for absence in all().map(|absence| Absence { mail: true, ..absence }) {
            for (direction, setting) in DIRECTIONS.into_iter().zip(SETTINGS) {
                assert_eq!(absence.verdict(direction, setting), AbsenceVerdict::Tombstone);
            }
        }
    }

    #[test]
    fn a_change_survives_a_deletion_under_every_setting() {
        for absence in all().filter(|absence| absence.changed) {
            for (direction, setting) in DIRECTIONS.into_iter().zip(SETTINGS) {
                let verdict = absence.verdict(direction, setting);
                assert!(!matches!(verdict, AbsenceVerdict::Delete | AbsenceVerdict::Wait));
            }
        }
    }

    #[test]
    fn only_a_synchronisation_under_propagate_deletes_and_only_when_it_is_certain() {
        for absence in all() {
            for direction in DIRECTIONS {
                for setting in SETTINGS {
                    if absence.verdict(direction, setting) == AbsenceVerdict::Delete {
                        assert_eq!((direction, setting), (Direction::Both, Deletions::Propagate));
                        assert!(absence.certain);
                    }
                }
            }
        }
    }

    #[test]
    fn a_job_that_may_not_write_the_side_that_is_gone_leaves_it() {
        for absence in all() {
            for setting in SETTINGS {
                let one_way = match absence.gone {
                    Side::Office => Direction::Export,
                    Side::Outlook => Direction::Import,
                };
                assert_eq!(absence.verdict(one_way, setting), AbsenceVerdict::Leave);
            }
        }
    }
}

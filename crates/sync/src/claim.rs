//! An item that claims a number without being linked: rows 16, 18, 19, 21, 22 and 23.
//!
//! Pure: what is known of the claim goes in, the row and the verdict come out.

use crate::settings::{Deletions, Doubtful, Policy};

/// How an item compares with the linked one that has its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resemblance {
    /// Equal in all mapped fields.
    Equal,
    /// Another person: name and e-mail differ.
    Other,
    /// Neither.
    Unclear,
}

/// The linked item that has the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Original {
    /// No link has this number.
    None,
    /// It is in the data file.
    Present(Resemblance),
    /// It is missing from the data file, and the whole file was read.
    Gone,
}

/// The number as the office knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// Never given out.
    Unknown,
    /// Of a record that is there.
    Here,
    /// Of a deleted record.
    Deleted,
}

/// What is known of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Facts {
    /// Several unlinked items claim the same number.
    pub several: bool,
    /// The linked item.
    pub original: Original,
    /// The office's view of the number.
    pub number: Number,
    /// The office record is clearly another person (row 23).
    pub clearly_other: bool,
    /// The number is valid: 1 to 8 characters.
    pub valid: bool,
    /// Unlinked office records match the contents surely (row 21).
    pub sure_match: bool,
}

/// What becomes of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// An equal copy: remembered, nothing written.
    Copy,
    /// A new record with a new number.
    CreateNew,
    /// A new record with the number that the item carries.
    CreateWith,
    /// The link of the item that is gone passes to this one.
    Relink,
    /// A link is made to the office record that has the number.
    Adopt,
    /// The deleted office record comes back.
    Restore,
    /// Clearly another person: nothing is written.
    Quarantine,
    /// A person decides.
    Ask,
    /// Left alone: the deletion is to travel.
    Leave,
}

/// The row that applies, and the verdict.
#[must_use]
pub fn judge(facts: &Facts, policy: &Policy) -> (u8, Verdict) {
    match facts.original {
        Original::Present(resemblance) => (18, copy(resemblance, policy.copies)),
        _ if facts.several => (19, Verdict::Ask),
        Original::Gone if facts.clearly_other => (23, Verdict::Quarantine),
        Original::Gone => (16, Verdict::Relink),
        Original::None => unlinked(facts, policy),
    }
}

fn copy(resemblance: Resemblance, setting: Doubtful) -> Verdict {
    match (setting, resemblance) {
        (Doubtful::Ask, _) => Verdict::Ask,
        (Doubtful::New, _) | (Doubtful::Decide, Resemblance::Other) => Verdict::CreateNew,
        (Doubtful::Decide, Resemblance::Equal) => Verdict::Copy,
        (Doubtful::Decide, Resemblance::Unclear) => Verdict::Ask,
    }
}

fn unlinked(facts: &Facts, policy: &Policy) -> (u8, Verdict) {
    match (facts.number, policy.deletions) {
        (Number::Unknown, _) => (21, unknown(facts, policy.unknown_numbers)),
        _ if facts.clearly_other => (23, Verdict::Quarantine),
        (Number::Here, _) => (10, Verdict::Adopt),
        (Number::Deleted, Deletions::Restore) => (22, Verdict::Restore),
        (Number::Deleted, Deletions::Ask) => (22, Verdict::Ask),
        (Number::Deleted, Deletions::Propagate) => (22, Verdict::Leave),
    }
}

fn unknown(facts: &Facts, setting: Doubtful) -> Verdict {
    match setting {
        Doubtful::Ask => Verdict::Ask,
        Doubtful::New => Verdict::CreateNew,
        Doubtful::Decide if facts.sure_match => Verdict::Ask,
        Doubtful::Decide if facts.valid => Verdict::CreateWith,
        Doubtful::Decide => Verdict::CreateNew,
    }
}

/// The longest number, in characters.
const LONGEST_NUMBER: usize = 8;

/// Whether a number may be stored: 1 to 8 characters that can be shown, blanks around it aside.
#[must_use]
pub fn valid_number(number: &str) -> bool {
    let number = number.trim();
    let length = number.chars().count();
    (1..=LONGEST_NUMBER).contains(&length) && !number.chars().any(char::is_control)
}

/// A number as it is compared: trimmed, case-insensitive, leading zeros kept.
#[must_use]
pub fn folded_number(number: &str) -> String {
    number.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Facts = Facts {
        several: false,
        original: Original::None,
        number: Number::Unknown,
        clearly_other: false,
        valid: true,
        sure_match: false,
    };

    fn default(facts: Facts) -> (u8, Verdict) {
        judge(&facts, &Policy::default())
    }

    #[test]
    fn row_18_copies_are_judged_by_their_contents() {
        let copy = |resemblance| Facts { original: Original::Present(resemblance), ..PLAIN };
        assert_eq!(default(copy(Resemblance::Equal)), (18, Verdict::Copy));
        assert_eq!(default(copy(Resemblance::Other)), (18, Verdict::CreateNew));
        assert_eq!(default(copy(Resemblance::Unclear)), (18, Verdict::Ask));
    }

    #[test]
    fn row_18_settings_ask_always_or_always_make_new_customers() {
        for resemblance in [Resemblance::Equal, Resemblance::Other, Resemblance::Unclear] {
            let facts = Facts { original: Original::Present(resemblance), ..PLAIN };
            let with = |copies| judge(&facts, &Policy { copies, ..Policy::default() });
            assert_eq!(with(Doubtful::Ask), (18, Verdict::Ask));
            assert_eq!(with(Doubtful::New), (18, Verdict::CreateNew));
        }
    }

    #[test]
    fn row_19_several_items_and_none_linked_always_ask() {
        for number in [Number::Unknown, Number::Here, Number::Deleted] {
            for original in [Original::None, Original::Gone] {
                let facts = Facts { several: true, original, number, ..PLAIN };
                assert_eq!(default(facts), (19, Verdict::Ask));
            }
        }
    }

    #[test]
    fn rows_16_and_23_tell_a_moved_item_from_another_person() {
        let gone = Facts { original: Original::Gone, number: Number::Here, ..PLAIN };
        assert_eq!(default(gone), (16, Verdict::Relink));
        assert_eq!(default(Facts { clearly_other: true, ..gone }), (23, Verdict::Quarantine));
        let here = Facts { number: Number::Here, ..PLAIN };
        assert_eq!(default(here), (10, Verdict::Adopt));
        assert_eq!(default(Facts { clearly_other: true, ..here }), (23, Verdict::Quarantine));
    }

    #[test]
    fn row_21_keeps_a_valid_number_and_replaces_an_invalid_one() {
        assert_eq!(default(PLAIN), (21, Verdict::CreateWith));
        assert_eq!(default(Facts { valid: false, ..PLAIN }), (21, Verdict::CreateNew));
        assert_eq!(default(Facts { sure_match: true, ..PLAIN }), (21, Verdict::Ask));
        let with =
            |unknown_numbers| judge(&PLAIN, &Policy { unknown_numbers, ..Policy::default() });
        assert_eq!(with(Doubtful::Ask), (21, Verdict::Ask));
        assert_eq!(with(Doubtful::New), (21, Verdict::CreateNew));
    }

    #[test]
    fn row_22_follows_the_setting_for_deletions() {
        let facts = Facts { number: Number::Deleted, ..PLAIN };
        let with = |deletions| judge(&facts, &Policy { deletions, ..Policy::default() });
        assert_eq!(with(Deletions::Restore), (22, Verdict::Restore));
        assert_eq!(with(Deletions::Ask), (22, Verdict::Ask));
        assert_eq!(with(Deletions::Propagate), (22, Verdict::Leave));
    }

    #[test]
    fn numbers_have_one_to_eight_characters() {
        assert!(valid_number(" 00012345 ") && valid_number("K-ä1") && valid_number("12345678"));
        assert!(!valid_number("") && !valid_number("   ") && !valid_number("123456789"));
        assert!(!valid_number("1\n2"));
    }

    #[test]
    fn numbers_compare_trimmed_and_without_case_but_keep_leading_zeros() {
        assert_eq!(folded_number(" k1 "), folded_number("K1"));
        assert_ne!(folded_number("007"), folded_number("7"));
    }
}

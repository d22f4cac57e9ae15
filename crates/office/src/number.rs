//! Numbers of records: customer numbers, and those of mails, appointments and tasks.
//!
//! A number is text of up to 8 characters, unique without regard to case, also against the trash.
//! Ranges count in decimal. What must hold: whoever gives a number out, or takes one, first locks
//! the range; so no number is given out twice, also by several programs at once.

use std::collections::HashSet;

use sync::Kind;

use crate::db::{Db, InList};
use crate::error::{OfficeError, Result};
use crate::record::texts as texts_of;

/// Longest number, in characters.
pub const NUMBER_CHARS: usize = 8;
/// The largest number of that length.
const LARGEST: i64 = 99_999_999;

/// From which number on records are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberRange {
    /// Kind of record.
    pub kind: Kind,
    /// Where the range begins.
    pub start: u64,
    /// The next number, if it is free.
    pub next: u64,
}

const RANGE: &str = "SELECT start, next FROM number_range WHERE kind = ?1";
/// Changes nothing but makes every other program wait that does the same.
const LOCK: &str = "UPDATE number_range SET next = next WHERE kind = ?1 RETURNING start, next";
const SET: &str = "UPDATE number_range SET start = ?2, next = ?3 WHERE kind = ?1";
static LINK_NUMBERS: InList =
    InList::new("SELECT number_key, state FROM link WHERE kind = ?1 AND number_key IN ({list})", 1);

/// The form in which numbers compare; `None` for no number.
pub(crate) fn number_key(number: &str) -> Option<String> {
    let key = sync::folded_number(number);
    (!key.is_empty()).then_some(key)
}

/// The form in which numbers sort: decimal ones right-aligned, as the original showed them.
pub(crate) fn number_sort(number: &str) -> String {
    let key = number_key(number).unwrap_or_default();
    if key.bytes().all(|byte| byte.is_ascii_digit()) && !key.is_empty() {
        format!("{key:>NUMBER_CHARS$}")
    } else {
        key
    }
}

/// The number as it is stored, if it may be one; empty stays empty.
pub(crate) fn checked_number(number: &str) -> Result<String> {
    let number = number.trim().to_owned();
    if number.chars().any(char::is_control) {
        return Err(OfficeError::NumberInvalid { number: number.escape_default().to_string() });
    }
    if number.chars().count() > NUMBER_CHARS {
        return Err(OfficeError::NumberTooLong { number });
    }
    Ok(number)
}

/// Who has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A record, also one in the trash.
    Record(i64),
    /// An item that it was given out for; the record is not stored yet.
    Pending,
    /// A record that is gone on both sides had it.
    Tombstone,
    /// Another link knows it.
    Link,
}

/// Visits who has which of these numbers; a number can have several holders.
pub(crate) fn holders(
    db: &mut Db,
    kind: Kind,
    keys: &[String],
    visit: &mut dyn FnMut(String, Holder),
) -> Result<()> {
    texts_of(kind).numbers.query(db, &[], keys.iter().map(Into::into), &mut |row| {
        visit(row.text(0)?, Holder::Record(row.int(1)?));
        Ok(())
    })?;
    LINK_NUMBERS.query(db, &[kind.name().into()], keys.iter().map(Into::into), &mut |row| {
        let holder = match row.text(1)?.as_str() {
            "pending" => Holder::Pending,
            "tombstone" => Holder::Tombstone,
            _ => Holder::Link,
        };
        visit(row.text(0)?, holder);
        Ok(())
    })
}

/// The range, without a lock.
pub(crate) fn range(db: &mut Db, kind: Kind) -> Result<NumberRange> {
    read_range(db, RANGE, kind)
}

/// Locks the range until the transaction ends.
pub(crate) fn lock_range(db: &mut Db, kind: Kind) -> Result<NumberRange> {
    read_range(db, LOCK, kind)
}

fn read_range(db: &mut Db, sql: &str, kind: Kind) -> Result<NumberRange> {
    let found = db.one(sql, &[kind.name().into()], |row| {
        Ok(NumberRange { kind, start: unsigned(row.int(0)?), next: unsigned(row.int(1)?) })
    })?;
    found.ok_or_else(|| OfficeError::Damaged { detail: format!("number_range {}", kind.name()) })
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn set_range(db: &mut Db, range: NumberRange) -> Result<()> {
    let stored = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let params = [range.kind.name().into(), stored(range.start).into(), stored(range.next).into()];
    db.execute(SET, &params).map(|_| ())
}

/// Gives out the next free numbers. The range must be locked.
pub(crate) fn allocate(
    db: &mut Db,
    mut range: NumberRange,
    count: usize,
    reserved: &HashSet<String>,
) -> Result<Vec<String>> {
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let free = free_numbers(db, &range, count - numbers.len(), reserved)?;
        range.next = free.next;
        numbers.extend(free.numbers);
    }
    if count > 0 {
        set_range(db, range)?;
    }
    Ok(numbers)
}

struct Free {
    numbers: Vec<String>,
    next: u64,
}

/// The free ones among the next numbers, at least as many as wished looked at.
fn free_numbers(
    db: &mut Db,
    range: &NumberRange,
    wished: usize,
    reserved: &HashSet<String>,
) -> Result<Free> {
    if range.next > LARGEST.unsigned_abs() {
        return Err(OfficeError::NumbersExhausted { kind: range.kind.name().to_owned() });
    }
    let end = (range.next + wished as u64).min(LARGEST.unsigned_abs() + 1);
    let keys: Vec<String> = (range.next..end).map(|number| number.to_string()).collect();
    let mut used = HashSet::new();
    holders(db, range.kind, &keys, &mut |key, _| {
        used.insert(key);
    })?;
    let free = |key: &String| !used.contains(key) && !reserved.contains(key);
    Ok(Free { numbers: keys.into_iter().filter(free).collect(), next: end })
}

/// Lets the range begin elsewhere. Numbers that were given out are not given out again.
pub(crate) fn set_start(db: &mut Db, kind: Kind, start: u64) -> Result<NumberRange> {
    if start > LARGEST.unsigned_abs() {
        return Err(OfficeError::NumberTooLong { number: start.to_string() });
    }
    db.transaction(|db| {
        let old = lock_range(db, kind)?;
        let unused = old.next == old.start;
        let next = if unused { start } else { old.next.max(start) };
        let range = NumberRange { kind, start, next };
        set_range(db, range).map(|()| range)
    })
}

/// Raises the range above a number seen somewhere, where it is a decimal one.
pub(crate) fn raise_above(db: &mut Db, kind: Kind, number: &str) -> Result<()> {
    let number = number.trim();
    let decimal = number.len() <= NUMBER_CHARS && number.bytes().all(|b| b.is_ascii_digit());
    let Some(seen) = number.parse::<u64>().ok().filter(|_| decimal) else { return Ok(()) };
    db.transaction(|db| {
        let range = lock_range(db, kind)?;
        if range.next > seen {
            return Ok(());
        }
        set_range(db, NumberRange { next: seen + 1, ..range })
    })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = [RANGE, LOCK, SET].map(str::to_owned);
    fixed.into_iter().chain(LINK_NUMBERS.every_text()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_trimmed_and_without_case_but_keep_leading_zeros() {
        assert_eq!(number_key(" Ab7 "), number_key("aB7"));
        assert_ne!(number_key("007"), number_key("7"));
        assert_eq!(number_key("   "), None);
    }

    #[test]
    fn decimal_numbers_sort_by_their_value() {
        let mut numbers = ["10000", "9", "A1", "00123", "99999999"];
        numbers.sort_by_key(|number| number_sort(number));
        assert_eq!(numbers, ["9", "00123", "10000", "99999999", "A1"]);
    }

    #[test]
    fn a_number_has_at_most_eight_visible_characters() {
        assert_eq!(checked_number(" ÄÖÜ-1234 "), Ok("ÄÖÜ-1234".to_owned()));
        assert!(matches!(checked_number("123456789"), Err(OfficeError::NumberTooLong { .. })));
        assert!(matches!(checked_number("12\n3"), Err(OfficeError::NumberInvalid { .. })));
    }
}

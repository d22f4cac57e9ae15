//! Dates and times of a card (ISO 8601 in both its forms).

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A date, with or without hyphens; a time after it is left out. `None` for one without a year.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim().split(['T', 't', ' ']).next()?;
    let (year, month, day) = match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.is_ascii() && all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    if year.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A point in time; one without a zone is in the user's.
pub(super) fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let zoned = |local: DateTime| local.to_zoned(zone.clone()).ok().as_ref().map(Zoned::timestamp);
    text.parse().ok().or_else(|| zoned(text.parse().ok()?))
}

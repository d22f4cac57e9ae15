//! Days as a person writes them.

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::record_change;
use sync::{Kind, Message, Since, Value};

use crate::failure::Failure;

/// The last day of which the end is a point in time everywhere.
const LAST: Date = Date::constant(9999, 12, 29);

/// The day that a text means: what the office takes for one. Who writes 31.12.9999 means no end.
pub fn day(text: &str) -> Result<Date, Failure> {
    let read = record_change(Kind::Tasks, "due_date", text, &TimeZone::UTC);
    match read.map(|change| change.value) {
        Ok(Some(Value::Date(day))) => Ok(day.min(LAST)),
        _ => Err(no_date(text.trim())),
    }
}

/// When a day begins in a zone.
pub fn midnight(day: Date, zone: &TimeZone) -> Result<Zoned, Failure> {
    day.to_zoned(zone.clone()).map_err(|_| no_date(day))
}

/// From a day on, as an exchange asks for it.
pub fn since(text: &str, zone: &TimeZone) -> Result<Since, Failure> {
    let day = day(text)?;
    Ok(Since { at: midnight(day, zone)?.timestamp(), day })
}

/// The day after; of the last day that there is, itself.
pub fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

fn no_date(text: impl ToString) -> Failure {
    Failure::usage(Message::new("usage-no-date").with("text", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_either_language_and_nothing_else_is_one() {
        let wanted = Date::constant(2026, 11, 3);
        for text in ["2026-11-03", "03.11.2026", " 3.11.2026 "] {
            assert_eq!(day(text), Ok(wanted), "{text}");
        }
        for text in ["", "2026", "morgen", "30.02.2026", "2026-11-03T08:00", "2026-11-03 08:00"] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_the_users_zone() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let summer = since("2026-07-01", &berlin).unwrap();
        assert_eq!(summer.at.to_string(), "2026-06-30T22:00:00Z");
        let end = midnight(after(day("31.12.9999").unwrap()), &berlin);
        assert!(end.is_ok(), "{end:?}");
        assert_eq!(summer.day, Date::constant(2026, 7, 1));
    }
}

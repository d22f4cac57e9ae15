//! Times as Outlook stores them, and what they mean.
//!
//! PtypTime is a FILETIME: 100 ns since 1601-01-01 UTC. A date is stored twice: as local midnight
//! in UTC, which shifts by a day when read in another zone, and (since Outlook 2007) as the same
//! date at 00:00, not converted. What must hold: a date is the same calendar date whoever wrote it.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// 1601-01-01 to 1970-01-01 in microseconds.
const EPOCH: i64 = 11_644_473_600_000_000;

/// 4501-01-01: Outlook's "none".
const NONE: i64 = 0x0CB3_4557_A3DD_4000;

/// The instant, to the microsecond (stores keep no more); `None` for "none" and nonsense.
#[must_use]
pub fn to_timestamp(filetime: i64) -> Option<Timestamp> {
    if filetime <= 0 || filetime == NONE {
        return None;
    }
    Timestamp::from_microsecond(filetime / 10 - EPOCH).ok()
}

/// The FILETIME of an instant.
#[must_use]
pub fn from_timestamp(at: Timestamp) -> i64 {
    at.as_microsecond().saturating_add(EPOCH).saturating_mul(10)
}

/// The date that was stored as local midnight, given the zone it was stored in: the date of the
/// nearest midnight, so that a wrong daylight saving rule does no harm.
#[must_use]
pub fn date_in(filetime: i64, zone: &TimeZone) -> Option<Date> {
    nearest_midnight(to_timestamp(filetime)?.to_zoned(zone.clone()).datetime())
}

/// The date that was stored unshifted.
#[must_use]
pub fn date_unshifted(filetime: i64) -> Option<Date> {
    date_in(filetime, &TimeZone::UTC)
}

fn nearest_midnight(local: DateTime) -> Option<Date> {
    local.checked_add(SignedDuration::from_hours(12)).ok().map(DateTime::date)
}

/// Local midnight of a date as FILETIME.
#[must_use]
pub fn midnight(date: Date, zone: &TimeZone) -> Option<i64> {
    date.to_zoned(zone.clone()).ok().map(|at| from_timestamp(at.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_birthday_stored_in_japan_is_the_first_of_january() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(date_in(125_911_260_000_000_000, &tokyo), Some(date(2000, 1, 1)));
        assert_eq!(date_unshifted(125_911_584_000_000_000), Some(date(2000, 1, 1)));
    }

    #[test]
    fn none_and_nonsense_are_no_time() {
        for filetime in [NONE, 0, -1, i64::MIN, i64::MAX] {
            assert_eq!(to_timestamp(filetime), None, "{filetime}");
        }
    }

    #[test]
    fn an_instant_survives_to_the_microsecond() {
        let at: Timestamp = "2024-02-29T12:34:56.123456Z".parse().unwrap();
        assert_eq!(to_timestamp(from_timestamp(at)), Some(at));
    }

    proptest! {
        #[test]
        fn a_date_written_in_a_zone_is_read_as_the_same_date_in_it(
            days in 0_i32..40_000, zone in 0_usize..6, hour_off in -1_i64..=1
        ) {
            let zone = ["Pacific/Pago_Pago", "America/St_Johns", "Europe/Berlin", "Asia/Kolkata",
                "Pacific/Kiritimati", "UTC"][zone];
            let zone = TimeZone::get(zone).unwrap();
            let day = date(1910, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let stored = midnight(day, &zone).unwrap() + hour_off * 36_000_000_000;
            prop_assert_eq!(date_in(stored, &zone), Some(day));
        }

        #[test]
        fn no_stored_time_is_too_odd(filetime in any::<i64>()) {
            let _ = date_in(filetime, &TimeZone::get("Europe/Berlin").unwrap());
        }
    }
}

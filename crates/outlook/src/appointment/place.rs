//! The time zone of an appointment: what it names, and how it is written, old and new style.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pst::PropValue;
use sync::Message;

use super::fields::{RECURRING, ZONE_END, ZONE_SERIES, ZONE_START, ZONE_STRUCT, ZONE_TEXT};
use crate::item::Stored;
use crate::property::Values;
use crate::windows_zone::{Evidence, Found, ZoneDefinition, ZoneStruct, windows_name, zone_of};

/// The zone that an item names.
pub(super) fn of(item: Stored<'_>, own: &TimeZone) -> Option<Found> {
    let order = if item.is_set(RECURRING) {
        [ZONE_SERIES, ZONE_START, ZONE_END]
    } else {
        [ZONE_START, ZONE_SERIES, ZONE_END]
    };
    let definitions: Vec<&[u8]> = order.into_iter().filter_map(|prop| item.binary(prop)).collect();
    let evidence = Evidence {
        definitions: &definitions,
        structure: item.binary(ZONE_STRUCT),
        description: item.text(ZONE_TEXT),
    };
    zone_of(&evidence, Some(own))
}

/// The zone of an IANA name, or of a Windows name.
///
/// # Errors
/// No such zone is known.
pub(super) fn named(name: &str) -> Result<TimeZone, Message> {
    let iana = crate::windows_zone::iana_name(name).unwrap_or(name);
    let unknown = |_| Message::new("outlook-unknown-zone").with("zone", name);
    TimeZone::get(iana).map_err(unknown)
}

/// Writes the zone of an appointment that starts then.
pub(super) fn put(values: &mut Values, zone: &TimeZone, start: Timestamp, series: bool) {
    let year = zone.to_datetime(start).year();
    let definition = |series| PropValue::Binary(ZoneDefinition::of(zone, year, series).to_bytes());
    values.set(ZONE_START, definition(false));
    values.set(ZONE_END, definition(false));
    let name = zone.iana_name().map(|iana| windows_name(iana).unwrap_or(iana));
    values.text(ZONE_TEXT, name.unwrap_or_default());
    if series {
        values.set(ZONE_SERIES, definition(true));
        values.set(ZONE_STRUCT, PropValue::Binary(ZoneStruct::of(zone, year).to_bytes()));
    } else {
        values.remove(ZONE_SERIES);
        values.remove(ZONE_STRUCT);
    }
}

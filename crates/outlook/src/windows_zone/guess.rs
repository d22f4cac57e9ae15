//! Which zone a nameless rule belongs to.
//!
//! Many zones share a rule: Berlin's is that of Paris, Rome and Prague. The user's own zone goes
//! first, then one that the item's description names, then those where most people live.

use jiff::tz::TimeZone;

use super::names::{iana_name, rows};
use super::rule::ZoneRule;

/// Zones tried before all others of their rule.
const COMMON: [&str; 9] = [
    "W. Europe Standard Time",
    "GMT Standard Time",
    "FLE Standard Time",
    "Eastern Standard Time",
    "Central Standard Time",
    "Mountain Standard Time",
    "Pacific Standard Time",
    "Tokyo Standard Time",
    "China Standard Time",
];

/// Years whose rules are tried: of now, and of the times when items were made that have no name.
const YEARS: [i16; 3] = [2024, 2006, 1998];

/// The IANA zone of a rule. `own` is the user's zone; `description` is PidLidTimeZoneDescription.
#[must_use]
pub fn guess(rule: &ZoneRule, own: Option<&TimeZone>, description: &str) -> Option<String> {
    let own = own.filter(|zone| has_rule(zone, rule));
    if let Some(name) = own.and_then(TimeZone::iana_name) {
        return Some(name.to_owned());
    }
    if rule.bias == 0 && !rule.has_daylight() {
        return Some("UTC".to_owned());
    }
    let all = || rows().map(|(_, main, _)| main);
    let named = all().filter(|main| is_named(description, main));
    let common = COMMON.iter().filter_map(|name| iana_name(name));
    named.chain(common).chain(all()).find(|main| fits(main, rule)).map(str::to_owned)
}

fn fits(iana: &str, rule: &ZoneRule) -> bool {
    TimeZone::get(iana).is_ok_and(|zone| has_rule(&zone, rule))
}

fn has_rule(zone: &TimeZone, rule: &ZoneRule) -> bool {
    YEARS.iter().any(|year| ZoneRule::of(zone, *year).agrees(rule, *year))
}

/// Whether a description names the city of a zone.
fn is_named(description: &str, iana: &str) -> bool {
    let city = iana.rsplit('/').next().unwrap_or(iana).replace('_', " ");
    !description.is_empty() && description.to_lowercase().contains(&city.to_lowercase())
}

//! Which zone a nameless rule belongs to.
//!
//! Many zones share a rule: Berlin's is that of Paris, Rome and Prague. The user's own zone goes
//! first, then one that the item's description names, then those where most people live.

use std::collections::HashMap;
use std::sync::LazyLock;

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
    let own = own.filter(|zone| agree(&rules_of(zone), rule));
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

/// The rules of a zone in the years.
type Rules = [(i16, ZoneRule); YEARS.len()];

/// Those of all zones: they are the same for every item.
static KNOWN: LazyLock<HashMap<&str, Rules>> = LazyLock::new(|| {
    let zones = rows().filter_map(|(_, main, _)| Some((main, TimeZone::get(main).ok()?)));
    zones.map(|(main, zone)| (main, rules_of(&zone))).collect()
});

fn rules_of(zone: &TimeZone) -> Rules {
    YEARS.map(|year| (year, ZoneRule::of(zone, year)))
}

fn fits(iana: &str, rule: &ZoneRule) -> bool {
    KNOWN.get(iana).is_some_and(|rules| agree(rules, rule))
}

fn agree(rules: &Rules, rule: &ZoneRule) -> bool {
    rules.iter().any(|(year, known)| known.agrees(rule, *year))
}

/// Whether a description names the city of a zone.
fn is_named(description: &str, iana: &str) -> bool {
    let city = iana.rsplit('/').next().unwrap_or(iana).replace('_', " ");
    !description.is_empty() && description.to_lowercase().contains(&city.to_lowercase())
}

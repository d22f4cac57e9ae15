//! The zone of an item, by the best of what it carries.

use jiff::tz::TimeZone;

use super::definition::ZoneDefinition;
use super::guess::guess;
use super::names::iana_name;
use super::rule::ZoneRule;
use super::structure::ZoneStruct;

/// What an item carries about its zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// Definitions, the most telling first: of a series 8260, of others 825E; then the rest.
    pub definitions: &'a [&'a [u8]],
    /// PidLidTimeZoneStruct, 8233.
    pub structure: Option<&'a [u8]>,
    /// PidLidTimeZoneDescription, 8234.
    pub description: Option<&'a str>,
}

/// The zone of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The zone.
    pub zone: TimeZone,
    /// Its IANA name; `None` where the item has but a rule that is no known zone's.
    pub name: Option<String>,
}

/// The zone of an item: by the name in a definition, else by the rule in it or in the older
/// structure. `own` is the user's zone, which wins among those with the same rule.
#[must_use]
pub fn zone_of(evidence: &Evidence<'_>, own: Option<&TimeZone>) -> Option<Found> {
    let definitions = evidence.definitions.iter().filter_map(|bytes| ZoneDefinition::parse(bytes));
    let definitions: Vec<ZoneDefinition> = definitions.collect();
    if let Some(found) = definitions.iter().find_map(|zone| by_name(&zone.name())) {
        return Some(found);
    }
    let structure = evidence.structure.and_then(ZoneStruct::parse).map(|zone| zone.rule);
    let rules = definitions.iter().filter_map(ZoneDefinition::rule).copied().chain(structure);
    let description = evidence.description.unwrap_or_default();
    let described = by_name(description.trim());
    described.or_else(|| rules.filter_map(|rule| by_rule(&rule, own, description)).next())
}

/// A zone by its Windows name, or by an IANA name as some programs write it.
fn by_name(name: &str) -> Option<Found> {
    let name = name.strip_prefix("tzone://Microsoft/").unwrap_or(name);
    let known = iana_name(name).and_then(named);
    known.or_else(|| named(name).filter(|_| name == "UTC" || name.contains('/')))
}

fn named(iana: &str) -> Option<Found> {
    let zone = TimeZone::get(iana).ok()?;
    let name = zone.iana_name().map(str::to_owned);
    Some(Found { zone, name })
}

fn by_rule(rule: &ZoneRule, own: Option<&TimeZone>, description: &str) -> Option<Found> {
    let guessed = guess(rule, own, description).and_then(|name| named(&name));
    guessed.or_else(|| Some(Found { zone: rule.to_time_zone()?, name: None }))
}

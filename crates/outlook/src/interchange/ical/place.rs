//! Which zone a TZID means.

use jiff::tz::TimeZone;
use sync::Message;

use super::component::Component;
use super::vtimezone;
use crate::windows_zone::{ZoneRule, guess, iana_name, windows_name};

/// A zone, the IANA name to be kept of it, and what is to be said of how it was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub zone: TimeZone,
    pub name: Option<String>,
    pub warning: Option<Message>,
}

impl Place {
    /// The user's zone.
    pub fn own(zone: &TimeZone) -> Self {
        let name = zone.iana_name().map(str::to_owned);
        Self { zone: zone.clone(), name, warning: None }
    }

    /// UTC, which is where a point in time was made that names no zone.
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC, name: None, warning: None }
    }

    /// The zone of a Windows or IANA name.
    pub fn by_name(name: &str) -> Option<Self> {
        by_name(name.trim())
    }

    fn named(iana: &str) -> Option<Self> {
        let zone = TimeZone::get(iana).ok()?;
        let name = zone.iana_name().map(str::to_owned);
        Some(Self { zone, name, warning: None })
    }

    /// The zone of a TZID; `described` is its VTIMEZONE, `own` the user's zone.
    pub fn of(tzid: &str, described: Option<&Component>, own: &TimeZone) -> Self {
        let tzid = tzid.trim().trim_matches('"').trim();
        if let Some(place) = by_name(tzid) {
            return place;
        }
        let location = described.and_then(|zone| zone.said("X-LIC-LOCATION"));
        if let Some(place) = location.and_then(|name| by_name(name.trim())) {
            return place;
        }
        let shown = by_display_name(tzid);
        let rule = described.and_then(vtimezone::rule_of);
        match (rule, shown) {
            (Some(rule), shown) => by_rule(tzid, &rule, shown.as_ref(), own),
            (None, Some(shown)) => Self { warning: None, ..shown },
            (None, None) => {
                let warning = Message::new("ical-zone-unknown").with("zone", shortened(tzid));
                Self { warning: Some(warning), ..Self::own(own) }
            }
        }
    }
}

fn by_rule(tzid: &str, rule: &ZoneRule, shown: Option<&Place>, own: &TimeZone) -> Place {
    let preferred = shown.map_or(own, |place| &place.zone);
    if let Some(place) = guess(rule, Some(preferred), tzid).and_then(|name| Place::named(&name)) {
        return place;
    }
    let id = |id: &str| Some(Message::new(id).with("zone", shortened(tzid)));
    match rule.to_time_zone() {
        Some(zone) => Place { zone, name: None, warning: id("ical-zone-rule") },
        None => Place { warning: id("ical-zone-unknown"), ..Place::own(own) },
    }
}

/// A name as a message shows it.
fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}

/// By a Windows name, or by an IANA name, which some programs have a path before.
fn by_name(tzid: &str) -> Option<Place> {
    let plain = tzid.strip_prefix("tzone://Microsoft/").unwrap_or(tzid);
    let windows = iana_name(plain).or_else(|| iana_name(without_number(plain)));
    if let Some(place) = windows.and_then(Place::named) {
        return Some(place);
    }
    // Of a path, the last two or three parts are the name.
    let slashes: Vec<usize> = plain.rmatch_indices('/').map(|(at, _)| at + 1).take(3).collect();
    let tails = slashes.iter().skip(1).rev().filter_map(|at| plain.get(*at..));
    [plain].into_iter().chain(tails).filter(|name| is_zone_name(name)).find_map(Place::named)
}

/// Whether a text can be an IANA name: those of one word are few.
fn is_zone_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    name.len() < 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(plain)
}

/// Exchange numbers zones of one name.
fn without_number(name: &str) -> &str {
    match name.rsplit_once(' ') {
        Some((name, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    }
}

/// What Windows shows for zones that have no cities in their names, in English and German.
const REGIONS: [(&str, &str); 30] = [
    ("eastern time (us", "Eastern Standard Time"),
    ("eastern zeit (us", "Eastern Standard Time"),
    ("eastern (us", "Eastern Standard Time"),
    ("östliche zeit (us", "Eastern Standard Time"),
    ("central time (us", "Central Standard Time"),
    ("central zeit (us", "Central Standard Time"),
    ("central (us", "Central Standard Time"),
    ("mountain time (us", "Mountain Standard Time"),
    ("rocky mountain-zeit (us", "Mountain Standard Time"),
    ("mountain (us", "Mountain Standard Time"),
    ("pacific time (us", "Pacific Standard Time"),
    ("pacific zeit (us", "Pacific Standard Time"),
    ("pacific (us", "Pacific Standard Time"),
    ("atlantic time (canada", "Atlantic Standard Time"),
    ("atlantik (kanada", "Atlantic Standard Time"),
    ("newfoundland", "Newfoundland Standard Time"),
    ("neufundland", "Newfoundland Standard Time"),
    ("indiana (east", "US Eastern Standard Time"),
    ("indiana (ost", "US Eastern Standard Time"),
    ("saskatchewan", "Canada Central Standard Time"),
    ("central america", "Central America Standard Time"),
    ("mittelamerika", "Central America Standard Time"),
    ("zentralamerika", "Central America Standard Time"),
    ("arizona", "US Mountain Standard Time"),
    ("alaska", "Alaskan Standard Time"),
    ("hawaii", "Hawaiian Standard Time"),
    ("azores", "Azores Standard Time"),
    ("azoren", "Azores Standard Time"),
    ("coordinated universal time", "UTC"),
    ("koordinierte weltzeit", "UTC"),
];

const CONTINENTS: [&str; 8] =
    ["Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"];

/// By the places that Windows shows: `(UTC+01:00) Amsterdam, Berlin, Bern, …`. They must all lie
/// in one zone, and that must have the offset that is said.
fn by_display_name(tzid: &str) -> Option<Place> {
    let (offset, places) = match tzid.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((offset, places)) => (Some(offset), places),
        None => (None, tzid),
    };
    let windows = region(places).or_else(|| common_zone(places))?;
    let place = iana_name(windows).and_then(Place::named)?;
    let offset = offset.map_or(Some(None), |text| minutes(text).map(Some))?;
    let standard = ZoneRule::of(&place.zone, 2024);
    let agrees = offset.is_none_or(|minutes| {
        standard.bias.checked_add(standard.standard_bias) == minutes.checked_neg()
    });
    agrees.then_some(place)
}

fn region(places: &str) -> Option<&'static str> {
    let places = places.trim().to_lowercase();
    REGIONS.iter().find(|(begin, _)| places.starts_with(begin)).map(|(_, windows)| *windows)
}

fn common_zone(places: &str) -> Option<&'static str> {
    let cities = places.split([',', '/']).map(str::trim).filter(|city| !city.is_empty()).take(20);
    let mut found = cities.filter_map(|city| {
        let city = city.replace(' ', "_");
        CONTINENTS.iter().find_map(|continent| windows_name(&format!("{continent}/{city}")))
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Minutes of an offset in a display name: `GMT+01.00`, `UTC-05:00`, `GMT`.
fn minutes(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC"))?.trim();
    if text.is_empty() {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.trim_start_matches(['+', '-']).split_once([':', '.'])?;
    let minutes = hours.parse::<i32>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    minutes.checked_mul(sign)
}

//! Zones are found by name and by rule, and written so that they are found again.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::names::rows;
use super::*;
use crate::streams::streams_of_messages;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn berlin() -> ZoneRule {
    let change = |month, hour| SystemTime { month, day: 5, hour, ..SystemTime::default() };
    ZoneRule {
        bias: -60,
        standard_bias: 0,
        daylight_bias: -60,
        standard: change(10, 3),
        daylight: change(3, 2),
    }
}

fn by_struct(rule: ZoneRule, description: &str, own: Option<&TimeZone>) -> Found {
    let bytes = ZoneStruct { rule, ..ZoneStruct::default() }.to_bytes();
    assert_eq!(bytes.len(), 48);
    let structure = Some(bytes.as_slice());
    let evidence = Evidence { structure, description: Some(description), definitions: &[] };
    zone_of(&evidence, own).unwrap()
}

#[test]
fn windows_names_lead_to_iana_names_and_back() {
    assert_eq!(iana_name("w. europe standard time"), Some("Europe/Berlin"));
    assert_eq!(iana_name("India Standard Time"), Some("Asia/Kolkata"));
    assert_eq!(windows_name("Europe/Vienna"), Some("W. Europe Standard Time"));
    assert_eq!(windows_name("Asia/Calcutta"), Some("India Standard Time"));
    assert_eq!((iana_name("Europe/Berlin"), windows_name("Moon/Sea")), (None, None));
    assert_eq!(rows().count(), 139);
    for (windows, main, _) in rows() {
        assert!(TimeZone::get(main).is_ok(), "{main}");
        assert_eq!(windows_name(main), Some(windows));
    }
}

#[test]
fn the_rule_of_berlin_is_as_outlook_writes_it() {
    assert_eq!(ZoneRule::of(&zone("Europe/Berlin"), 2024), berlin());
    let new_york = ZoneRule::of(&zone("America/New_York"), 2024);
    assert_eq!((new_york.bias, new_york.daylight_bias), (300, -60));
    assert_eq!((new_york.standard.month, new_york.standard.day), (11, 1));
    assert_eq!((new_york.daylight.month, new_york.daylight.day), (3, 2));
    let tokyo = ZoneRule { bias: -540, ..ZoneRule::default() };
    assert_eq!(ZoneRule::of(&zone("Asia/Tokyo"), 2024), tokyo);
    let sydney = ZoneRule::of(&zone("Australia/Sydney"), 2024);
    assert_eq!((sydney.standard.month, sydney.daylight.month), (4, 10));
}

#[test]
fn a_name_wins_over_a_rule() {
    let mut definition = ZoneDefinition::of(&zone("Asia/Tokyo"), 2024, false);
    definition.name = "W. Europe Standard Time".encode_utf16().collect();
    let bytes = definition.to_bytes();
    let evidence = Evidence { definitions: &[&bytes], ..Evidence::default() };
    let found = zone_of(&evidence, Some(&zone("Europe/Vienna"))).unwrap();
    assert_eq!(found.name.as_deref(), Some("Europe/Berlin"));
}

#[test]
fn a_rule_without_a_name_is_first_of_all_the_user_s_own_zone() {
    let own = zone("Europe/Vienna");
    assert_eq!(by_struct(berlin(), "", Some(&own)).name.as_deref(), Some("Europe/Vienna"));
    assert_eq!(by_struct(berlin(), "", None).name.as_deref(), Some("Europe/Berlin"));
    let tokyo = zone("Asia/Tokyo");
    let paris = by_struct(berlin(), "(UTC+01:00) Brüssel, Madrid, Paris", Some(&tokyo));
    assert_eq!(paris.name.as_deref(), Some("Europe/Paris"));
    let old = ZoneRule::of(&zone("America/Chicago"), 2005);
    assert_eq!(by_struct(old, "", None).name.as_deref(), Some("America/Chicago"));
    let utc = by_struct(ZoneRule::default(), "", None);
    assert_eq!(utc.name.as_deref(), Some("UTC"));
}

#[test]
fn a_rule_of_no_known_zone_is_followed_all_the_same() {
    let odd = ZoneRule { bias: -37, daylight_bias: -20, ..berlin() };
    let found = by_struct(odd, "Customized Time Zone", None);
    assert_eq!(found.name, None);
    let offset = |at: &str| found.zone.to_offset(at.parse::<Timestamp>().unwrap()).seconds();
    assert_eq!(offset("2024-01-15T12:00:00Z"), 37 * 60);
    assert_eq!(offset("2024-07-15T12:00:00Z"), 57 * 60);
    let written = ZoneDefinition::of(&found.zone, 2024, true);
    assert_eq!((written.name().as_str(), written.rule()), ("Customized Time Zone", Some(&odd)));
    let evidence = Evidence { definitions: &[&written.to_bytes()], ..Evidence::default() };
    assert_eq!(zone_of(&evidence, None), Some(found.clone()));
}

#[test]
fn the_zones_of_real_items_are_written_to_the_byte_and_have_names() {
    let streams = streams_of_messages();
    let is_definition = |bytes: &&Vec<u8>| bytes.starts_with(&[2, 1]) && bytes.get(4) == Some(&2);
    let mut found = 0;
    for bytes in streams.iter().filter(is_definition) {
        let definition = ZoneDefinition::parse(bytes).unwrap();
        assert_eq!(&definition.to_bytes(), bytes);
        assert!(iana_name(&definition.name()).is_some(), "{}", definition.name());
        let nameless = ZoneDefinition { name: Vec::new(), ..definition.clone() }.to_bytes();
        let evidence = Evidence { definitions: &[&nameless], ..Evidence::default() };
        assert!(zone_of(&evidence, None).unwrap().name.is_some());
        found += 1;
    }
    println!("{found} definitions");
    assert!(streams.is_empty() || found >= 15, "{found}");
}

#[test]
fn every_zone_of_windows_is_found_again_by_its_name_and_by_its_rule() {
    for (_, main, _) in rows() {
        let zone = zone(main);
        let definition = ZoneDefinition::of(&zone, 2024, true);
        let bytes = definition.to_bytes();
        assert_eq!(ZoneDefinition::parse(&bytes).as_ref(), Some(&definition));
        let evidence = Evidence { definitions: &[&bytes], ..Evidence::default() };
        assert_eq!(zone_of(&evidence, None).unwrap().name.as_deref(), zone.iana_name(), "{main}");
        let structure = ZoneStruct::of(&zone, 2024);
        assert_eq!(ZoneStruct::parse(&structure.to_bytes()).as_ref(), Some(&structure));
        let own = by_struct(structure.rule, "", Some(&zone));
        let utc = zone.iana_name() == Some("Etc/UTC") && own.name.as_deref() == Some("UTC");
        assert!(utc || own.name.as_deref() == zone.iana_name(), "{main}: {:?}", own.name);
    }
}

/// Zones that no rule of two changes a year can say: they follow the moon, or moved in the year.
const IRREGULAR: [&str; 7] = [
    "America/Nuuk",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Qyzylorda",
];

#[test]
fn a_rule_gives_the_same_instants_as_its_zone_in_its_year() {
    for (_, main, _) in rows().filter(|(_, main, _)| !IRREGULAR.contains(main)) {
        let zone = zone(main);
        let made = ZoneRule::of(&zone, 2023).to_time_zone().unwrap();
        for hour in 0..365 * 8 {
            let at: Timestamp = "2023-01-01T12:00:00Z".parse().unwrap();
            let at = at + jiff::SignedDuration::from_hours(hour * 3);
            assert_eq!(zone.to_offset(at), made.to_offset(at), "{main} {at}");
        }
    }
}

#[test]
fn what_was_cut_is_none() {
    let definition = ZoneDefinition::of(&zone("Europe/Berlin"), 2024, false).to_bytes();
    for len in 0..definition.len() {
        assert_eq!(ZoneDefinition::parse(&definition[..len]), None, "{len}");
    }
    assert_eq!(ZoneStruct::parse(&[0; 47]), None);
    assert_eq!(zone_of(&Evidence::default(), None), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_rule_is_too_odd(
        biases in prop::array::uniform3(prop_oneof![-1500_i32..1500, any::<i32>()]),
        times in prop::array::uniform16(prop_oneof![3 => 0_u16..70, 1 => any::<u16>()]),
    ) {
        let mut bytes: Vec<u8> = biases.iter().flat_map(|bias| bias.to_le_bytes()).collect();
        let mut put = |times: &[u16]| {
            bytes.extend([0, 0]);
            bytes.extend(times.iter().flat_map(|time| time.to_le_bytes()));
        };
        put(&times[..8]);
        put(&times[8..]);
        let rule = ZoneStruct::parse(&bytes).unwrap().rule;
        let _ = rule.to_time_zone();
        for rule in [rule, ZoneRule { standard: rule.daylight, ..rule }] {
            prop_assert!(rule.agrees(&rule, 2024));
        }
    }

    #[test]
    fn no_bytes_are_too_odd(
        bytes in prop::collection::vec(any::<u8>(), 48..60),
        at in 0_usize..120,
        value in any::<u8>(),
    ) {
        let structure = ZoneStruct::parse(&bytes).unwrap();
        prop_assert_eq!(structure.to_bytes(), bytes.clone());
        let _ = structure.rule.to_time_zone();
        let _ = structure.rule.agrees(&berlin(), 2024);
        let mut near = ZoneDefinition::of(&zone("Europe/Berlin"), 2024, false).to_bytes();
        if let Some(byte) = near.get_mut(at) {
            *byte = value;
        }
        if let Some(definition) = ZoneDefinition::parse(&near) {
            prop_assert_eq!(definition.to_bytes(), near);
            let _ = definition.rule().and_then(ZoneRule::to_time_zone);
        }
    }
}

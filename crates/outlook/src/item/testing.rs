//! For tests: a name map, and items that are written and read again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use pst::{PropName, Props};

use super::{Context, Written};
use crate::property::{Prop, PropIds, Values};
use crate::user::Target;

/// A name map: ids from 0x8000 on, in the order of asking.
#[derive(Default)]
pub(crate) struct NameMap(BTreeMap<PropName, u16>);

impl PropIds for NameMap {
    fn id(&mut self, name: &PropName) -> pst::Result<u16> {
        let next = 0x8000 + u16::try_from(self.0.len()).unwrap();
        Ok(*self.0.entry(name.clone()).or_insert(next))
    }

    fn find(&self, name: &PropName) -> pst::Result<Option<u16>> {
        Ok(self.0.get(name).copied())
    }
}

impl NameMap {
    pub fn of(&self, prop: Prop) -> Option<u16> {
        match (prop, prop.name()) {
            (Prop::Tag(id), _) => Some(id),
            (_, Some(name)) => self.0.get(&name).copied(),
            _ => None,
        }
    }

    /// The value of a property.
    pub fn get<'a>(&self, props: &'a Props, prop: Prop) -> Option<&'a pst::PropValue> {
        props.get(self.of(prop)?)
    }
}

/// An item in a data file.
#[derive(Default)]
pub(crate) struct Stage {
    pub names: NameMap,
    pub props: Props,
    pub recipients: Vec<Props>,
}

impl Stage {
    pub fn new(written: Written) -> Self {
        let mut names = NameMap::default();
        let props = written.values.into_props(&mut names).unwrap();
        let rows = written.recipients.unwrap_or_default();
        let recipients = rows.into_iter().map(|row| row.into_props(&mut names).unwrap()).collect();
        Self { names, props, recipients }
    }

    /// Takes changes over; gives how many properties became others.
    pub fn take(&mut self, written: Written) -> usize {
        let changed = self.patch(written.values);
        if let Some(rows) = written.recipients {
            let row = |row: Values| row.into_props(&mut self.names).unwrap();
            self.recipients = rows.into_iter().map(row).collect();
        }
        changed
    }

    fn patch(&mut self, values: Values) -> usize {
        let patch = values.into_patch(&self.props, &mut self.names).unwrap();
        let changed = patch.set.len() + patch.remove.len();
        for id in patch.remove {
            self.props.remove(id);
        }
        for (id, value) in patch.set {
            self.props.set(id, value);
        }
        changed
    }
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

pub(crate) fn context(zone_name: &str, ansi: bool) -> Context {
    Context {
        now: "2024-05-03T10:00:00Z".parse().unwrap(),
        search_key: [7; 16],
        zone: zone(zone_name),
        target: Target { ansi, code_page: 1252 },
        pattern_text: String::new(),
    }
}

/// Zones from −11 to +14, each the main one of its Windows name.
pub(crate) const ZONES: [&str; 8] = [
    "Etc/GMT+11",
    "America/St_Johns",
    "UTC",
    "Europe/Berlin",
    "Asia/Calcutta",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
];

pub(crate) fn days() -> impl Strategy<Value = Date> {
    (0_i64..36_500)
        .prop_map(|days| Date::constant(1990, 1, 1) + jiff::SignedDuration::from_hours(24 * days))
}

/// Texts of people: never blank, with letters of all kinds.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    "[A-Za-zÄÖÜäöüß€漢😀][ -~ÄÖÜäöüß€漢😀]{0,20}[a-z]"
}

/// Rules that Outlook's own window can make, and a first day that fits.
pub(crate) fn rules() -> impl Strategy<Value = (String, Date)> {
    let kinds = prop::sample::select(vec![
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        "FREQ=MONTHLY;BYMONTHDAY=12",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE",
    ]);
    let ends = prop_oneof![
        Just(String::new()),
        (1_u32..60).prop_map(|count| format!(";COUNT={count}")),
        Just(";UNTIL=20951231".to_owned()),
    ];
    (kinds, ends, days()).prop_map(|(kind, end, day)| {
        let rule: crate::recurrence::Rule = format!("{kind}{end}").parse().unwrap();
        let first = rule.dates_from(day, day).next().unwrap();
        (rule.to_string(), first)
    })
}

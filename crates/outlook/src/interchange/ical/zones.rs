//! The zones of a file that is written: each is described once, before its first use.
//!
//! Outlook follows the description and takes one rule for all years. So where a zone had another
//! rule in another year, it stands there once more under a name with that year.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::out::{Out, local};
use crate::recurrence::Rule;
use crate::windows_zone::{SystemTime, ZoneRule, windows_name};

/// What a file that is being written has said of zones, and when it is written.
#[derive(Debug)]
pub struct Zones {
    written_at: Timestamp,
    known: Vec<Known>,
    /// Places in `known` by IANA name and year.
    by_year: HashMap<(String, i16), usize>,
    /// Descriptions that are still to be written.
    pending: Out,
}

/// A zone as it is described.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub tzid: String,
    rule: ZoneRule,
    /// The zone that a reader makes of the description.
    pub described: Option<TimeZone>,
}

/// The name of a zone that has none.
const NAMELESS: &str = "Customized Time Zone";

impl Zones {
    /// For a new file.
    #[must_use]
    pub fn new(written_at: Timestamp) -> Self {
        let (known, by_year) = (Vec::new(), HashMap::new());
        Self { written_at, known, by_year, pending: Out::default() }
    }

    pub(super) fn written_at(&self) -> Timestamp {
        self.written_at
    }

    /// Descriptions of the zones that came up since the last call.
    pub(super) fn take_pending(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.pending).0
    }

    /// A zone with its rule of a year.
    pub(super) fn of(&mut self, zone: &TimeZone, year: i16) -> Option<Known> {
        let name = zone.iana_name().unwrap_or_default().to_owned();
        let index = match self.by_year.get(&(name.clone(), year)) {
            Some(index) => *index,
            None => {
                let index = self.described(zone, &name, year);
                self.by_year.insert((name, year), index);
                index
            }
        };
        self.known.get(index).cloned()
    }

    fn described(&mut self, zone: &TimeZone, iana: &str, year: i16) -> usize {
        let rule = ZoneRule::of(zone, year);
        let name = match windows_name(iana) {
            Some(windows) => windows,
            None if iana.is_empty() => NAMELESS,
            None => iana,
        };
        let begins =
            |known: &Known| known.tzid == name || known.tzid.starts_with(&format!("{name} "));
        let same = |known: &Known| known.rule == rule && begins(known);
        if let Some(index) = self.known.iter().position(same) {
            return index;
        }
        let taken = self.known.iter().any(begins);
        let tzid = if taken { format!("{name} {year}") } else { name.to_owned() };
        put(&mut self.pending, &tzid, &rule);
        self.known.push(Known { tzid, rule, described: rule.to_time_zone() });
        self.known.len().saturating_sub(1)
    }
}

/// Writes a VTIMEZONE.
pub(super) fn put(out: &mut Out, tzid: &str, rule: &ZoneRule) {
    let offset = |bias: i32| rule.bias.saturating_add(bias).saturating_neg();
    let (standard, daylight) = (offset(rule.standard_bias), offset(rule.daylight_bias));
    out.begin("VTIMEZONE");
    out.line("TZID", &[], tzid);
    if rule.has_daylight() {
        put_part(out, "STANDARD", Some(rule.standard), daylight, standard);
        put_part(out, "DAYLIGHT", Some(rule.daylight), standard, daylight);
    } else {
        let only = rule.bias.saturating_neg();
        put_part(out, "STANDARD", None, only, only);
    }
    out.end("VTIMEZONE");
}

fn put_part(out: &mut Out, name: &str, time: Option<SystemTime>, from: i32, to: i32) {
    let yearly = time.and_then(yearly);
    out.begin(name);
    match yearly {
        Some((begins, rule)) => {
            out.line("DTSTART", &[], &begins);
            out.line("RRULE", &[], &rule);
        }
        None => out.line("DTSTART", &[], "16010101T000000"),
    }
    out.line("TZOFFSETFROM", &[], &offset(from));
    out.line("TZOFFSETTO", &[], &offset(to));
    out.end(name);
}

/// The first change that Outlook's calendar knows, and the rule of all.
fn yearly(time: SystemTime) -> Option<(String, String)> {
    const DAYS: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    let day = DAYS.get(usize::from(time.day_of_week))?;
    let nth = if time.day >= 5 { "-1".to_owned() } else { time.day.to_string() };
    let text = format!("FREQ=YEARLY;BYDAY={nth}{day};BYMONTH={}", time.month);
    let first = date(1601, 1, 1);
    let first = text.parse::<Rule>().ok()?.dates_from(first, first).next()?;
    let number = |number: u16| i8::try_from(number).ok();
    let (hour, minute, second) = (number(time.hour)?, number(time.minute)?, number(time.second)?);
    let clock = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some((local(first.to_datetime(clock)), text))
}

/// An offset like +0130.
fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

//! PidLidAppointmentTimeZoneDefinitionStartDisplay, …EndDisplay and …Recur (\[MS-OXOCAL\]
//! 2.2.1.41): the name of a Windows zone, and its rules by year.

use jiff::tz::TimeZone;

use super::names::windows_name;
use super::rule::{SystemTime, ZoneRule};
use crate::user::cursor::{Cursor, put_utf16};

/// A rule from a year on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionRule {
    /// Major and minor version, 2 and 1.
    pub version: [u8; 2],
    /// Bit 0: that of the series; bit 1: the one in force.
    pub flags: u16,
    /// The first year.
    pub year: u16,
    /// X, without meaning.
    pub x: [u8; 14],
    /// The rule.
    pub rule: ZoneRule,
    /// What a version to come adds.
    pub extra: Vec<u8>,
}

/// The definition of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDefinition {
    /// Major and minor version, 2 and 1.
    pub version: [u8; 2],
    /// Reserved, 2.
    pub reserved: u16,
    /// KeyName: the Windows zone.
    pub name: Vec<u16>,
    /// What a version to come adds to the header.
    pub extra: Vec<u8>,
    /// The rules, by year.
    pub rules: Vec<DefinitionRule>,
    /// What follows the end.
    pub tail: Vec<u8>,
}

/// The flag of the rule in force.
const IN_FORCE: u16 = 2;
/// The flag of the rule of the series.
const OF_SERIES: u16 = 1;
/// What Outlook calls a zone that has a rule only.
const NAMELESS: &str = "Customized Time Zone";
/// The year from which on a zone with one rule has it.
const FOREVER: u16 = 1601;

impl ZoneDefinition {
    /// The definition of a zone by its rule of a year. `series` for that of a recurring item. A
    /// zone that Windows does not know keeps its own name.
    #[must_use]
    pub fn of(zone: &TimeZone, year: i16, series: bool) -> Self {
        let iana = zone.iana_name().unwrap_or(NAMELESS);
        let mut x = [0; 14];
        if let Some(first) = x.first_mut() {
            *first = 1;
        }
        let flags = if series { IN_FORCE | OF_SERIES } else { IN_FORCE };
        let rule = ZoneRule::of(zone, year);
        let extra = Vec::new();
        Self {
            version: [2, 1],
            reserved: 2,
            name: windows_name(iana).unwrap_or(iana).encode_utf16().collect(),
            extra: Vec::new(),
            rules: vec![DefinitionRule { version: [2, 1], flags, year: FOREVER, x, rule, extra }],
            tail: Vec::new(),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn name(&self) -> String {
        String::from_utf16_lossy(&self.name).trim_end_matches('\0').to_owned()
    }

    /// The rule in force, or else the last.
    #[must_use]
    pub fn rule(&self) -> Option<&ZoneRule> {
        let in_force = self.rules.iter().find(|rule| rule.flags & IN_FORCE != 0);
        in_force.or(self.rules.last()).map(|rule| &rule.rule)
    }

    /// The bytes as fields; `None` where they were cut.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut from = Cursor(bytes);
        let version = from.array()?;
        let len = from.u16()?;
        let mut header = Cursor(from.take(usize::from(len))?);
        let reserved = header.u16()?;
        let units = header.u16()?;
        let name = header.utf16(units)?;
        let count = header.u16()?;
        let mut rules = Vec::new();
        for _ in 0..count {
            rules.push(DefinitionRule::parse(&mut from)?);
        }
        let (extra, tail) = (header.0.to_vec(), from.0.to_vec());
        Some(Self { version, reserved, name, extra, rules, tail })
    }

    /// The fields as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let short = |len: usize| u16::try_from(len).unwrap_or(u16::MAX).to_le_bytes();
        let mut out = self.version.to_vec();
        out.extend(short(6 + 2 * self.name.len() + self.extra.len()));
        out.extend(self.reserved.to_le_bytes());
        out.extend(short(self.name.len()));
        put_utf16(&mut out, &self.name);
        out.extend(short(self.rules.len()));
        out.extend(&self.extra);
        self.rules.iter().for_each(|rule| rule.put(&mut out));
        out.extend(&self.tail);
        out
    }
}

/// Bytes of a rule after its length.
const RULE: usize = 62;

impl DefinitionRule {
    fn parse(from: &mut Cursor<'_>) -> Option<Self> {
        let version = from.array()?;
        let len = from.u16()?;
        let mut body = Cursor(from.take(usize::from(len))?);
        let (flags, year, x) = (body.u16()?, body.u16()?, body.array()?);
        let mut rule = ZoneRule::parse_biases(&mut body)?;
        rule.standard = SystemTime::parse(&mut body)?;
        rule.daylight = SystemTime::parse(&mut body)?;
        Some(Self { version, flags, year, x, rule, extra: body.0.to_vec() })
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.version);
        let len = u16::try_from(RULE + self.extra.len()).unwrap_or(u16::MAX);
        out.extend(len.to_le_bytes());
        out.extend(self.flags.to_le_bytes());
        out.extend(self.year.to_le_bytes());
        out.extend(self.x);
        self.rule.put_biases(out);
        self.rule.standard.put(out);
        self.rule.daylight.put(out);
        out.extend(&self.extra);
    }
}

//! PidLidTimeZoneStruct (\[MS-OXOCAL\] 2.2.1.39): a rule without a name, in 48 bytes.

use jiff::tz::TimeZone;

use super::rule::{SystemTime, ZoneRule};
use crate::user::cursor::Cursor;

/// PidLidTimeZoneStruct.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneStruct {
    /// The rule.
    pub rule: ZoneRule,
    /// wStandardYear.
    pub standard_year: u16,
    /// wDaylightYear.
    pub daylight_year: u16,
    /// What follows the end.
    pub tail: Vec<u8>,
}

impl ZoneStruct {
    /// The rule that a zone has in a year.
    #[must_use]
    pub fn of(zone: &TimeZone, year: i16) -> Self {
        Self { rule: ZoneRule::of(zone, year), ..Self::default() }
    }

    /// The bytes as fields; `None` where they were cut.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut from = Cursor(bytes);
        let mut rule = ZoneRule::parse_biases(&mut from)?;
        let standard_year = from.u16()?;
        rule.standard = SystemTime::parse(&mut from)?;
        let daylight_year = from.u16()?;
        rule.daylight = SystemTime::parse(&mut from)?;
        Some(Self { rule, standard_year, daylight_year, tail: from.0.to_vec() })
    }

    /// The fields as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(48);
        self.rule.put_biases(&mut out);
        out.extend(self.standard_year.to_le_bytes());
        self.rule.standard.put(&mut out);
        out.extend(self.daylight_year.to_le_bytes());
        self.rule.daylight.put(&mut out);
        out.extend(&self.tail);
        out
    }
}

//! The time zone that an item names (\[MS-OXOCAL\] 2.2.1.39, 2.2.1.41).
//!
//! Only the distance to UTC is taken: it serves to find the midnight that a date was stored as,
//! and an hour of daylight saving does not move that to another day.

use jiff::tz::{Offset, TimeZone};
use pst::{PropValue, Props};

use crate::property::Prop;
use crate::property::Set::Appointment;
use crate::user::cursor::Cursor;

/// PidLidAppointmentTimeZoneDefinitionStartDisplay.
const DEFINITION: Prop = Prop::Lid(Appointment, 0x825E);
/// PidLidTimeZoneStruct.
const STRUCT: Prop = Prop::Lid(Appointment, 0x8233);

/// Where a data file keeps the zones of its items.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ZoneIds {
    definition: Option<u16>,
    structure: Option<u16>,
}

impl ZoneIds {
    pub fn new(id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        Self { definition: id_of(DEFINITION), structure: id_of(STRUCT) }
    }

    /// The zone that an item names.
    pub fn read(self, props: &Props) -> Option<TimeZone> {
        let bytes = |id: Option<u16>| props.get(id?).and_then(PropValue::as_binary);
        let newer = bytes(self.definition).and_then(definition_bias);
        let bias = newer.or_else(|| bytes(self.structure).and_then(struct_bias))?;
        Some(TimeZone::fixed(Offset::from_seconds(bias.checked_mul(-60)?).ok()?))
    }
}

/// Minutes from local time to UTC of a PidLidTimeZoneStruct.
fn struct_bias(bytes: &[u8]) -> Option<i32> {
    Cursor(bytes).array().map(i32::from_le_bytes)
}

/// Minutes from local time to UTC of the last rule of a TZDEFINITION.
fn definition_bias(bytes: &[u8]) -> Option<i32> {
    let mut cursor = Cursor(bytes);
    cursor.take(2)?;
    let header = cursor.u16()?;
    let mut rules = Cursor(cursor.take(usize::from(header))?);
    rules.take(usize::from(header.checked_sub(2)?))?;
    let count = rules.u16()?;
    let skipped = RULE.checked_mul(usize::from(count.checked_sub(1)?))?;
    cursor.take(skipped)?;
    cursor.take(BIAS_IN_RULE)?;
    cursor.array().map(i32::from_le_bytes)
}

/// Bytes of a rule.
const RULE: usize = 66;
/// Bytes of a rule before its bias.
const BIAS_IN_RULE: usize = 22;

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> Vec<u8> {
        let name: Vec<u8> =
            "W. Europe Standard Time".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bytes = vec![2, 1];
        bytes.extend(u16::try_from(6 + name.len()).unwrap().to_le_bytes());
        bytes.extend(2_u16.to_le_bytes());
        bytes.extend(u16::try_from(name.len() / 2).unwrap().to_le_bytes());
        bytes.extend(name);
        bytes.extend(1_u16.to_le_bytes());
        bytes.extend([2, 1, 0x3E, 0, 2, 0, 0xD6, 7]);
        bytes.extend([0; 14]);
        bytes.extend((-60_i32).to_le_bytes());
        bytes.extend([0; 40]);
        bytes
    }

    #[test]
    fn both_forms_of_a_zone_give_its_distance_to_utc() {
        assert_eq!(definition_bias(&definition()), Some(-60));
        let mut old = (-60_i32).to_le_bytes().to_vec();
        old.extend([0; 44]);
        let ids = ZoneIds { definition: Some(0x8001), structure: Some(0x8002) };
        let props: Props = [(0x8002, PropValue::Binary(old))].into_iter().collect();
        let zone = ids.read(&props).unwrap();
        assert_eq!(zone, TimeZone::fixed(jiff::tz::offset(1)));
    }

    #[test]
    fn a_broken_zone_is_none() {
        for end in 0..definition().len() - 40 {
            assert_eq!(definition_bias(&definition()[..end]), None, "cut at {end}");
        }
    }
}

//! The time zone that an item names, for dates that were stored as a midnight in it.

use jiff::tz::TimeZone;
use pst::{PropValue, Props};

use crate::property::Prop;
use crate::property::Set::Appointment;
use crate::windows_zone::{Evidence, zone_of};

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
        let definition = bytes(self.definition);
        let structure = bytes(self.structure);
        let evidence =
            Evidence { definitions: definition.as_slice(), structure, description: None };
        zone_of(&evidence, None).map(|found| found.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::windows_zone::{ZoneDefinition, ZoneStruct};

    #[test]
    fn both_forms_of_a_zone_are_read_and_a_broken_one_is_none() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let (definition, structure) = (
            ZoneDefinition::of(&berlin, 2024, false).to_bytes(),
            ZoneStruct::of(&berlin, 2024).to_bytes(),
        );
        let ids = ZoneIds { definition: Some(0x8001), structure: Some(0x8002) };
        let read = |id, bytes: &[u8]| {
            ids.read(&[(id, PropValue::Binary(bytes.to_vec()))].into_iter().collect())
        };
        let noon = "2024-07-01T12:00:00Z".parse().unwrap();
        for (id, bytes) in [(0x8001, definition), (0x8002, structure)] {
            let zone = read(id, &bytes).unwrap();
            assert_eq!(zone.to_offset(noon), berlin.to_offset(noon));
            assert_eq!(read(id, &bytes[..bytes.len() / 2]), None);
        }
    }
}

//! Time zones of appointments: Windows names, Outlook's rules, and the IANA zones that the office
//! keeps.
//!
//! Since 2007 an item carries definitions with a name ([`ZoneDefinition`], \[MS-OXOCAL\] 2.2.1.41),
//! before that nothing but a rule ([`ZoneStruct`], 2.2.1.39). [`zone_of`] takes the best of what
//! is there. What must hold: the instants of an item are right even where its zone has no name.

mod definition;
mod evidence;
mod guess;
mod names;
mod rule;
mod structure;

pub use definition::{DefinitionRule, ZoneDefinition};
pub use evidence::{Evidence, Found, zone_of};
pub use guess::guess;
pub use names::{iana_name, windows_name};
pub use rule::{SystemTime, ZoneRule};
pub use structure::ZoneStruct;

#[cfg(test)]
mod tests;

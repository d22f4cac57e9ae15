//! Which office field belongs to which Outlook field.
//!
//! A [`Mapping`] is data: lines per kind, with a direction and a rule each. Its version is made
//! from its content, so that a link remembers what its bases were made with. For work it is
//! resolved against both schemas into [`Mapped`] fields ([`resolved`](Mapping::resolve)).
//!
//! What must hold: an Outlook field that no line names is neither read nor written.

mod convert;
mod default;
mod resolved;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Fnv64;
use crate::{Kind, Name, Side};

pub use convert::convert;
pub use default::default_mapping;
pub use resolved::{Mapped, MappedField};

/// In which direction a line, or a job, carries values.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Outlook → office.
    Import,
    /// Office → Outlook.
    Export,
}

impl Direction {
    /// Whether the side may be written.
    #[must_use]
    pub fn writes(self, side: Side) -> bool {
        match self {
            Self::Both => true,
            Self::Import => side == Side::Office,
            Self::Export => side == Side::Outlook,
        }
    }

    /// The same with the sides swapped.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Both => Self::Both,
            Self::Import => Self::Export,
            Self::Export => Self::Import,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Import => "import",
            Self::Export => "export",
        }
    }
}

/// When a line may write its target.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum WriteRule {
    /// Always.
    #[default]
    Overwrite,
    /// Only where the target holds nothing.
    OnlyIfEmpty,
    /// Always, but never with nothing: clearing does not travel.
    NeverEmpty,
    /// The source is added below what the target holds.
    Append,
}

impl WriteRule {
    fn word(self) -> &'static str {
        match self {
            Self::Overwrite => "overwrite",
            Self::OnlyIfEmpty => "only-if-empty",
            Self::NeverEmpty => "never-empty",
            Self::Append => "append",
        }
    }
}

/// One line: an office field and an Outlook field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// Office field.
    pub office: Name,
    /// Outlook field.
    pub outlook: Name,
    /// Direction.
    #[serde(default)]
    pub direction: Direction,
    /// Rule.
    #[serde(default)]
    pub rule: WriteRule,
}

impl Line {
    /// A line that carries both ways and overwrites.
    #[must_use]
    pub fn both(office: impl Into<Name>, outlook: impl Into<Name>) -> Self {
        Self {
            office: office.into(),
            outlook: outlook.into(),
            direction: Direction::Both,
            rule: WriteRule::Overwrite,
        }
    }
}

/// Which of Outlook's postal addresses the lines of the business address mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SlotRule {
    /// The business one; where it is empty and exactly one other is filled, that one.
    #[default]
    Auto,
    /// The one that the line names, whatever it holds.
    Fixed,
}

/// A mapping: its name, and its lines per kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its name, for people.
    pub name: String,
    /// How the postal address is found.
    #[serde(default)]
    pub slot: SlotRule,
    /// Lines per kind, in the order in which a person wants to see them.
    pub kinds: BTreeMap<Kind, Vec<Line>>,
}

impl Mapping {
    /// The lines of a kind.
    #[must_use]
    pub fn lines(&self, kind: Kind) -> &[Line] {
        self.kinds.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The version of a kind's lines, by content: neither the mapping's name nor the order of its
    /// lines matters, and it is the same on every machine.
    #[must_use]
    pub fn version(&self, kind: Kind) -> u64 {
        let mut lines: Vec<String> = self.lines(kind).iter().map(canonical_line).collect();
        lines.sort();
        let mut hash = Fnv64::new();
        hash.piece(if self.slot == SlotRule::Auto { "slot auto" } else { "slot fixed" });
        lines.iter().for_each(|line| hash.piece(line));
        hash.finish()
    }
}

fn canonical_line(line: &Line) -> String {
    let (direction, rule) = (line.direction.word(), line.rule.word());
    format!("{}\t{}\t{direction}\t{rule}", line.office, line.outlook)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_depends_on_content_alone() {
        let mapping = default_mapping();
        let mut other = mapping.clone();
        other.name = "Privat".to_owned();
        other.kinds.values_mut().for_each(|lines| lines.reverse());
        assert_eq!(mapping.version(Kind::Addresses), other.version(Kind::Addresses));
        other.slot = SlotRule::Fixed;
        assert_ne!(mapping.version(Kind::Addresses), other.version(Kind::Addresses));
    }

    #[test]
    fn every_property_of_a_line_changes_the_version() {
        let base = default_mapping();
        let changes: [fn(&mut Line); 4] = [
            |line| line.office = "title".into(),
            |line| line.outlook = "contact.nickname".into(),
            |line| line.direction = Direction::Export,
            |line| line.rule = WriteRule::Append,
        ];
        for change in changes {
            let mut other = base.clone();
            change(&mut other.kinds.get_mut(&Kind::Addresses).unwrap()[3]);
            assert_ne!(base.version(Kind::Addresses), other.version(Kind::Addresses));
        }
    }

    #[test]
    fn a_mapping_survives_its_serialised_form() {
        let mapping = default_mapping();
        let text = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&text).unwrap(), mapping);
    }
}

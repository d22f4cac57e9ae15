//! Which office field belongs to which Outlook field.
//!
//! A [`Mapping`] is data: lines per kind, with a direction and a rule each. Its version is made
//! from its content, so that a link remembers what its bases were made with. For work it is
//! resolved against both schemas into [`Mapped`] fields ([`resolved`](Mapping::resolve)).
//!
//! What must hold: an Outlook field that no line names is neither read nor written.

mod convert;
mod default;
mod field;
pub mod file;
mod line;
mod ready;
mod resolved;
mod tried;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Fnv64;
use crate::{Kind, Side};

pub use convert::{Carriage, Manner, Tongue, Unfit, carriage, convert};
pub use default::default_mapping;
pub use field::{Left, MappedField};
pub use line::{Case, Line, Names, Split};
pub use ready::{FileAs, Ready};
pub use resolved::Mapped;
pub use tried::{Tried, TriedLine};

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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Both, Self::Import, Self::Export];

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

    /// The word in mapping files.
    #[must_use]
    pub fn word(self) -> &'static str {
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
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Overwrite, Self::OnlyIfEmpty, Self::NeverEmpty, Self::Append];

    /// The word in mapping files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overwrite => "overwrite",
            Self::OnlyIfEmpty => "only-if-empty",
            Self::NeverEmpty => "never-empty",
            Self::Append => "append",
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

/// What an address gets as surname where a contact is a company without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Companies {
    /// Nothing: the company stands in its own field.
    #[default]
    Company,
    /// The company's name.
    Name,
}

/// A mapping: its name, and its lines per kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its name, for people.
    pub name: String,
    /// How the postal address is found.
    #[serde(default)]
    pub slot: SlotRule,
    /// What companies without a person become.
    #[serde(default)]
    pub companies: Companies,
    /// The language of dates and numbers in texts.
    #[serde(default)]
    pub texts: Tongue,
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
        let mut lines: Vec<String> = self.lines(kind).iter().map(Line::canonical).collect();
        lines.sort();
        let mut hash = Fnv64::new();
        hash.piece(if self.slot == SlotRule::Auto { "slot auto" } else { "slot fixed" });
        lines.iter().for_each(|line| hash.piece(line));
        // What is not said does not count, so that older links keep their version.
        if self.companies != Companies::default() {
            hash.piece("companies name");
        }
        if self.texts != Tongue::default() {
            hash.piece("texts en");
        }
        hash.finish()
    }
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
        let changes: [fn(&mut Line); 10] = [
            |line| line.office = "title".into(),
            |line| line.outlook = "contact.nickname".into(),
            |line| line.direction = Direction::Export,
            |line| line.rule = WriteRule::Append,
            |line| line.values = vec![("Herr".into(), "Mr.".into())],
            |line| line.case = Some(Case::Upper),
            |line| line.join = Some(", ".into()),
            |line| line.split = Some(Split::Last),
            |line| line.constant = Some("Kunde".into()),
            |line| line.field_type = Some(crate::FieldType::Percent),
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

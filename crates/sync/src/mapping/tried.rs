//! What a mapping makes of one real record, line by line, there and back.

use super::{Left, Mapped};
use crate::{Name, Record, Side, Value};

/// Fields with their values.
pub type Values = Vec<(Name, Option<Value>)>;

/// One line, tried on a record.
#[derive(Debug, Clone, PartialEq)]
pub struct TriedLine {
    /// What Outlook holds.
    pub outlook: Values,
    /// What an import stores in the office.
    pub office: Values,
    /// What an export of that writes into Outlook.
    pub back: Values,
    /// What stays behind, on the way there and on the way back.
    pub left: Vec<Left>,
}

/// A record, tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The office record as an import stores it.
    pub stored: Record,
    /// Line by line; lines in which nothing stands are left out.
    pub lines: Vec<TriedLine>,
}

impl Mapped {
    /// Tries every line on a record of Outlook.
    #[must_use]
    pub fn tried(&self, outlook: &Record) -> Tried {
        let slot = self.choose_slot(outlook);
        let stored = self.new_office(outlook, slot);
        let again = self.new_item(&stored, slot);
        let there = self.left(Side::Office, outlook, slot);
        let back = self.left(Side::Outlook, &stored, slot);
        let lines = self.fields.iter().map(|field| {
            let values = |side, record: &Record| -> Values {
                let names = field.names(side, slot).iter();
                names.map(|name| (name.clone(), filled(record, name))).collect()
            };
            let own = |left: &&Left| field.names(left.side, slot).contains(&left.field);
            TriedLine {
                outlook: values(Side::Outlook, outlook),
                office: values(Side::Office, &stored),
                back: values(Side::Outlook, &again),
                left: there.iter().chain(&back).filter(own).cloned().collect(),
            }
        });
        let lines = lines.filter(TriedLine::says_something).collect();
        Tried { stored, lines }
    }
}

fn filled(record: &Record, name: &str) -> Option<Value> {
    record.get(name).filter(|value| !value.is_empty()).cloned()
}

impl TriedLine {
    fn says_something(&self) -> bool {
        let mut all = self.outlook.iter().chain(&self.office).chain(&self.back);
        all.any(|(_, value)| value.is_some())
    }

    /// What comes back is what was there.
    #[must_use]
    pub fn comes_back(&self) -> bool {
        self.back == self.outlook
    }
}

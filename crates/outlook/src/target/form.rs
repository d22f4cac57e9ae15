//! What a copy is made as.

use std::path::Path;

use sync::Kind;

use crate::interchange::vcard;

/// What a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// vCards in one file.
    Cards,
    /// Appointments and tasks in one file.
    Calendar,
    /// One kind in a table with Outlook's columns.
    Table,
    /// Mails in one file.
    Mbox,
    /// A file for each record, in folders by kind.
    Folder,
}

impl TargetKind {
    /// What a file of that name is.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "vcf" => Some(Self::Cards),
            "ics" => Some(Self::Calendar),
            "csv" => Some(Self::Table),
            "mbox" => Some(Self::Mbox),
            _ => None,
        }
    }

    /// The kinds that it can hold.
    #[must_use]
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Cards => &[Kind::Addresses],
            Self::Calendar => &[Kind::Appointments, Kind::Tasks],
            Self::Mbox => &[Kind::Mails],
            Self::Table | Self::Folder => &Kind::ALL,
        }
    }
}

/// How a copy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetForm {
    /// What it is.
    pub kind: TargetKind,
    /// Version of vCards.
    pub vcard: vcard::Version,
    /// Each record of a folder as an item of Outlook.
    pub msg: bool,
    /// Tables have German columns and words.
    pub german: bool,
    /// Code page of tables.
    pub code_page: u16,
}

//! Ready-made mappings: the default one, changed by a few choices.

use serde::{Deserialize, Serialize};

use super::{
    Companies, Direction, Line, Mapping, Names, SlotRule, Tongue, WriteRule, default_mapping,
};
use crate::{Kind, Message, Name, Slot};

/// The prefix of the address lines.
const BUSINESS: &str = "contact.business.";
/// Outlook's e-mail addresses.
const EMAILS: [&str; 3] = ["contact.email1", "contact.email2", "contact.email3"];

/// The office's telephone and fax numbers.
const NUMBERS: [&str; 6] = ["phone", "phone2", "phone_home", "mobile", "fax", "fax_home"];

/// What Outlook files a contact under, written by the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileAs {
    /// As Outlook makes it from the name.
    #[default]
    Outlook,
    /// Muster, Max.
    LastFirst,
    /// Max Muster.
    FirstLast,
    /// The company; a contact without one keeps its own.
    Company,
}

/// The choices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ready {
    /// Its name.
    pub name: String,
    /// Exactly this address; `None` for the default's automatic choice.
    pub address: Option<Slot>,
    /// The e-mail address of Outlook, from 1, that is the first one of the office.
    pub email: Option<usize>,
    /// Telephone and fax numbers: office field, Outlook field (`mobile` or `contact.phone.mobile`).
    pub phones: Vec<(String, String)>,
    /// Companies without a person.
    pub companies: Companies,
    /// File as.
    pub file_as: FileAs,
    /// The language of dates and numbers in texts.
    pub texts: Tongue,
}

impl Ready {
    /// The mapping.
    ///
    /// # Errors
    /// A choice that names a field which is not there.
    pub fn mapping(&self) -> Result<Mapping, Message> {
        let mut mapping = default_mapping();
        mapping.name.clone_from(&self.name);
        (mapping.companies, mapping.texts) = (self.companies, self.texts);
        if self.address.is_some() {
            mapping.slot = SlotRule::Fixed;
        }
        let lines = mapping.kinds.entry(Kind::Addresses).or_default();
        if let Some(slot) = self.address {
            lines.iter_mut().for_each(|line| in_slot(line, slot));
        }
        if let Some(email) = self.email {
            let wanted = email.checked_sub(1).and_then(|at| EMAILS.get(at));
            let wanted = wanted.ok_or_else(|| no_email(email))?;
            give(lines, "email", wanted)?;
        }
        for (office, outlook) in &self.phones {
            if !NUMBERS.contains(&office.as_str()) {
                let words = NUMBERS.join(", ");
                return Err(Message::new("mapping-no-number")
                    .with("name", office)
                    .with("words", words));
            }
            give(lines, office, &number_field(outlook))?;
        }
        lines.extend(self.file_as_line());
        Ok(mapping)
    }

    fn file_as_line(&self) -> Option<Line> {
        let names = match self.file_as {
            FileAs::Outlook => return None,
            FileAs::LastFirst => vec!["last_name", "first_name"],
            FileAs::FirstLast => vec!["first_name", "last_name"],
            FileAs::Company => vec!["company"],
        };
        Some(Line {
            office: Names(names.into_iter().map(Name::from).collect()),
            outlook: "contact.file_as".into(),
            direction: Direction::Export,
            rule: WriteRule::NeverEmpty,
            join: (self.file_as == FileAs::LastFirst).then(|| ", ".to_owned()),
            ..Line::default()
        })
    }
}

fn in_slot(line: &mut Line, slot: Slot) {
    for name in &mut line.outlook.0 {
        if let Some(part) = name.strip_prefix(BUSINESS) {
            *name = format!("contact.{}.{part}", slot.name()).into();
        }
    }
}

/// `mobile`, `fax.home` and the stable names.
fn number_field(said: &str) -> String {
    match said.split_once('.') {
        Some(("contact", _)) => said.to_owned(),
        Some(("fax", _)) => format!("contact.{said}"),
        _ => format!("contact.phone.{said}"),
    }
}

/// Gives an office field another field of Outlook; a line that has that one gets the old one.
fn give(lines: &mut [Line], office: &str, outlook: &str) -> Result<(), Message> {
    let wanted: Names = outlook.to_owned().into();
    let of = lines.iter().position(|line| line.office.first().is_some_and(|name| name == office));
    let Some(line) = of.and_then(|at| lines.get_mut(at)) else {
        return Err(Message::new("mapping-no-such-field")
            .with("side", "office")
            .with("field", office)
            .with("alike", ""));
    };
    let old = std::mem::replace(&mut line.outlook, wanted.clone());
    let other =
        lines.iter_mut().enumerate().find(|(at, line)| Some(*at) != of && line.outlook == wanted);
    if let Some((_, other)) = other {
        other.outlook = old;
    }
    Ok(())
}

fn no_email(email: usize) -> Message {
    let field = format!("contact.email{email}");
    Message::new("mapping-no-such-field")
        .with("side", "outlook")
        .with("field", field)
        .with("alike", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook_of(mapping: &Mapping, office: &str) -> String {
        let lines = mapping.lines(Kind::Addresses).iter();
        let mut of = lines.filter(|line| line.office.to_string() == office);
        of.next().unwrap().outlook.to_string()
    }

    #[test]
    fn the_home_address_is_that_and_no_other() {
        let ready = Ready { address: Some(Slot::Home), ..Ready::default() };
        let mapping = ready.mapping().unwrap();
        assert_eq!(outlook_of(&mapping, "street"), "contact.home.street");
        assert_eq!(outlook_of(&mapping, "po_box"), "contact.home.po_box");
        assert_eq!(mapping.slot, SlotRule::Fixed);
    }

    #[test]
    fn fields_that_are_given_elsewhere_are_exchanged() {
        let phones = vec![
            ("mobile".to_owned(), "home".to_owned()),
            ("fax".to_owned(), "fax.other".to_owned()),
        ];
        let ready = Ready { email: Some(2), phones, ..Ready::default() };
        let mapping = ready.mapping().unwrap();
        assert_eq!(outlook_of(&mapping, "email"), "contact.email2");
        assert_eq!(outlook_of(&mapping, "email2"), "contact.email1");
        assert_eq!(outlook_of(&mapping, "mobile"), "contact.phone.home");
        assert_eq!(outlook_of(&mapping, "phone_home"), "contact.phone.mobile");
        assert_eq!(outlook_of(&mapping, "fax"), "contact.fax.other");
    }

    #[test]
    fn a_choice_that_is_none_is_refused() {
        assert!(Ready { email: Some(4), ..Ready::default() }.mapping().is_err());
        let phones = vec![("telefax".to_owned(), "home".to_owned())];
        assert!(Ready { phones, ..Ready::default() }.mapping().is_err());
    }
}

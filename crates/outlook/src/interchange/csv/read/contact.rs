//! What several columns of a contact say together.

use jiff::civil::Date;
use sync::Value;

use super::super::columns::{Birth, Means, Slot};
use super::Draft;

const EMAILS: [(&str, &str); 3] = [
    ("contact.email1", "contact.email1.type"),
    ("contact.email2", "contact.email2.type"),
    ("contact.email3", "contact.email3.type"),
];

impl<'a> Draft<'a> {
    pub(super) fn contact(&mut self) {
        Slot::ALL.into_iter().for_each(|slot| self.street(slot));
        self.birthday();
        self.shown_name();
        for (address, kind) in EMAILS {
            // The type of an address that is not there.
            if self.is_empty(address) && self.entry.record.text(kind) == "SMTP" {
                self.entry.record.put(kind, None);
            }
        }
    }

    /// The lines of a street, in one text. Blank ones stay between others.
    fn street(&mut self, slot: Slot) {
        let lines = [0, 1, 2].map(|line| self.verbatim(Means::Street(slot, line)));
        let says = |line: &&str| !line.trim().is_empty();
        let (first, last) = (lines.iter().position(says), lines.iter().rposition(says));
        if let (Some(first), Some(last)) = (first, last) {
            let lines = lines.get(first..=last).unwrap_or_default();
            self.set(slot.street(), Value::Text(lines.join("\r\n")));
        }
    }

    /// What the first column of a meaning says, be it blanks.
    fn verbatim(&self, means: Means) -> &'a str {
        let columns = self.reading.columns.iter().zip(self.cells.iter().copied());
        let mut blank = columns.filter(|(column, _)| column.means == Some(means));
        match self.cell(means) {
            "" => blank.next().map(|(_, cell)| cell).unwrap_or_default(),
            cell => cell,
        }
    }

    /// A birthday in three columns. One without its year is none.
    fn birthday(&mut self) {
        let texts = [Birth::Year, Birth::Month].map(|part| self.cell(Means::Birth(part)).trim());
        let day = match self.cell(Means::Birth(Birth::Day)).trim() {
            "" => self.cell(Means::Date("contact.birthday")).trim(),
            day => day,
        };
        let [year, month] = texts;
        if texts == ["", ""] || !self.is_empty("contact.birthday") {
            return;
        }
        let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
        match date() {
            Some(date) => self.set("contact.birthday", Value::Date(date)),
            None => {
                let part = if month.is_empty() { Birth::Year } else { Birth::Month };
                let column = self.name(Means::Birth(part));
                self.lose(column, &format!("{year}-{month}-{day}"));
            }
        }
    }

    /// The name as it is shown says something only where it is not first and last name or company.
    fn shown_name(&mut self) {
        let shown = self.cell(Means::ShownName).trim();
        let text = |name| self.entry.record.text(name).trim();
        let [first, middle, last, company] = [
            text("contact.first_name"),
            text("contact.middle_name"),
            text("contact.last_name"),
            text("contact.company"),
        ];
        let join = |parts: &[&str], between: &str| {
            let parts = parts.iter().copied().filter(|part| !part.is_empty());
            parts.collect::<Vec<&str>>().join(between)
        };
        let made = [
            join(&[first, last], " "),
            join(&[first, middle, last], " "),
            join(&[last, first], ", "),
            join(&[last, first], " "),
            company.to_owned(),
            text("contact.email1").to_owned(),
        ];
        if !shown.is_empty() && !made.iter().any(|made| made.eq_ignore_ascii_case(shown)) {
            self.set("contact.file_as", Value::text(shown));
        }
    }
}

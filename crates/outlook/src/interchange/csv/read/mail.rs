//! Senders and recipients: names, addresses and types stand in columns of their own, several of
//! each behind one another.

use sync::Value;
use sync::form::Mailbox;

use super::super::columns::{Means, Part};
use super::Draft;

impl<'a> Draft<'a> {
    pub(super) fn mail(&mut self) {
        let [name, address] = self.parts("mail.from");
        let from = paired(name, address);
        self.types("mail.from");
        if !from.name.is_empty() || !from.address.is_empty() {
            self.set("mail.from", Value::Text(from.to_text()));
        }
        for field in ["mail.to", "mail.cc", "mail.bcc"] {
            self.recipients(field);
            self.types(field);
        }
    }

    fn parts(&self, field: &'static str) -> [&'a str; 2] {
        [Part::Name, Part::Address].map(|part| self.cell(Means::Mailbox(field, part)).trim())
    }

    /// Names and addresses belong together by their places.
    fn recipients(&mut self, field: &'static str) {
        let split = |text: &'a str| -> Vec<&'a str> { text.split(';').map(str::trim).collect() };
        let [mut names, mut addresses] = self.parts(field).map(split);
        end_together(&mut names, &mut addresses);
        let told = |texts: &[&str]| texts.iter().any(|text| !text.is_empty());
        let uneven = names.len() != addresses.len() && told(&names) && told(&addresses);
        let count = names.len().max(addresses.len());
        let mailboxes = (0..count).map(|at| paired(part(&names, at), part(&addresses, at)));
        let filled = mailboxes.filter(|it| !it.name.is_empty() || !it.address.is_empty());
        let texts = filled.map(|mailbox| mailbox.to_text()).collect();
        self.set(field, Value::List(texts));
        if uneven {
            let column = self.name(Means::Mailbox(field, Part::Name)).to_owned();
            self.warn("csv-names-and-addresses", &column);
        }
    }

    /// Types are told by the addresses; others than those of mail have no place.
    fn types(&mut self, field: &'static str) {
        let means = Means::Mailbox(field, Part::Type);
        let usual = |text: &str| ["", "SMTP", "EX"].contains(&text.trim());
        if !self.cell(means).split(';').all(usual) {
            self.leave(self.name(means));
        }
    }
}

/// Takes away what a separator at the end of one of two lists adds to it.
fn end_together<'a>(a: &mut Vec<&'a str>, b: &mut Vec<&'a str>) {
    let counts = [b.len(), a.len()];
    for (longer, count) in [a, b].into_iter().zip(counts) {
        while longer.len() > count && longer.last().is_some_and(|last| last.is_empty()) {
            longer.pop();
        }
    }
}

/// What stands at a place; empty behind the end.
fn part<'a>(texts: &[&'a str], at: usize) -> &'a str {
    texts.get(at).copied().unwrap_or_default()
}

/// Outlook shows an address without a name as its own name.
fn paired(name: &str, address: &str) -> Mailbox {
    match address {
        "" => Mailbox::from_shown(name),
        address if name.eq_ignore_ascii_case(address) => {
            Mailbox { name: String::new(), address: address.to_owned() }
        }
        address => Mailbox { name: name.to_owned(), address: address.to_owned() },
    }
}
